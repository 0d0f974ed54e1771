"""The published form: canonical bytes that never change, and their hash (design 4).

Canonical JSON has sorted keys, no spaces, UTF-8 in NFC, decimals as plain strings; what equals its default is left
out, so a field that the format gains later does not change what was published before.
"""

import json
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from questionnaires.definition import Questionnaire
from questionnaires.faults import Place, QuestionnaireError, Words, fault
from questionnaires.faults.publishing import Publishing
from questionnaires.numerals import normal

MAXIMUM_BYTES = 10_000_000


def canonical_bytes(questionnaire: Questionnaire) -> bytes:
    """The one way to write this questionnaire; equal questionnaires give equal bytes."""
    content = questionnaire.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    return canonical_json({**content, "format": questionnaire.format})


def canonical_json(value: object) -> bytes:
    """Plain values as canonical JSON. Raises TypeError for floats and other objects: they are not exact."""
    text = json.dumps(_canonical(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def _canonical(value: object) -> Any:
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case Decimal():
            return f"{normal(value):f}"
        case None | bool() | int():
            return value
        case Mapping():
            return {unicodedata.normalize("NFC", str(key)): _canonical(child) for key, child in value.items()}
        case list() | tuple():
            return [_canonical(child) for child in value]
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")


def content_hash(questionnaire: Questionnaire) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return sha256(canonical_bytes(questionnaire)).hexdigest()


def read_published(data: bytes, name: str = "document") -> Questionnaire:
    """The questionnaire in a published document; the same bytes give the same object.

    Raises QuestionnaireError when they are not the canonical bytes of a questionnaire. ``name`` says in the message
    where they come from.
    """
    try:
        return _read(data)
    except ValueError as error:
        place = Place(name, None)
        raise QuestionnaireError([fault(Publishing.DAMAGED, place, reason=_reason(error))]) from None


class _NotCanonicalError(ValueError):
    """A questionnaire, but not written as we write it."""


@lru_cache(maxsize=64)
def _read(data: bytes) -> Questionnaire:
    if len(data) > MAXIMUM_BYTES:
        raise _NotCanonicalError
    questionnaire = Questionnaire.model_validate_json(data)
    if canonical_bytes(questionnaire) != data:
        raise _NotCanonicalError
    return questionnaire


def _reason(error: ValueError) -> Words:
    if isinstance(error, _NotCanonicalError):
        return Words("het is veranderd of anders geschreven", "it was changed or is written differently")
    if isinstance(error, ValidationError):
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        return Words(f"de inhoud klopt niet bij '{where}'", f"the content is wrong at '{where}'")
    return Words("het is geen JSON in UTF-8", "it is no JSON in UTF-8")
