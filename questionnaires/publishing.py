"""The published form: one self-contained canonical document, its hash, and the folder of bundled ones (design 4)."""

import hashlib
import json
import unicodedata
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from questionnaires.answer_values import normal
from questionnaires.definition import Questionnaire
from questionnaires.faults import Place, QuestionnaireError, fault
from questionnaires.faults.publishing import Publishing


def canonical_bytes(questionnaire: Questionnaire) -> bytes:
    """The document as JSON in UTF-8: sorted keys, no spaces, NFC, numbers as plain decimal strings.

    Defaults are written out, so that a later version of this program reads the same thing.
    """
    plain = _plain(questionnaire.model_dump(mode="python", by_alias=True))
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(questionnaire: Questionnaire) -> str:
    """sha256 of the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(questionnaire)).hexdigest()


def read_published(document: bytes, name: str = "document") -> Questionnaire:
    """The questionnaire in canonical bytes. Raises QuestionnaireError for anything that is not exactly that."""
    try:
        questionnaire = Questionnaire.model_validate_json(document)
    except ValidationError as error:
        raise _damaged(name, error.errors(include_url=False)[0]["msg"]) from None
    if canonical_bytes(questionnaire) != document:
        raise _damaged(name, "not in canonical form")
    return questionnaire


def _damaged(name: str, reason: str) -> QuestionnaireError:
    return QuestionnaireError((fault(Publishing.DAMAGED, Place(name, None), reason=reason),))


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case Decimal():
            return f"{normal(value):f}"
        case str():
            return unicodedata.normalize("NFC", value)
        case _:
            return value
