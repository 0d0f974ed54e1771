"""Published questionnaires with their compiled models; immutable, so each is read from the database once."""

from dataclasses import dataclass
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.definition import Item, Questionnaire
from scan.store.tables import QuestionnaireVersion
from scoring import CompiledModel, compile_model

_LIMIT = 64
_cache: dict[str, "Published"] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Published:
    """A questionnaire version as the rest of the program uses it."""

    sha256: str
    questionnaire: Questionnaire
    model: CompiledModel
    items: dict[str, Item]
    """By id, in the order of the questionnaire."""


def published(session: Session, sha256: str) -> Published:
    """The version with this content hash. Raises KeyError when it was never published here."""
    with _lock:
        found = _cache.get(sha256)
    if found is not None:
        return found
    document = session.scalar(
        select(QuestionnaireVersion.document).where(QuestionnaireVersion.sha256 == sha256)
    )
    if document is None:
        raise KeyError(f"no published questionnaire has the hash {sha256}")
    made = _made(sha256, document)
    with _lock:
        while len(_cache) >= _LIMIT:
            _cache.pop(next(iter(_cache)))
        _cache[sha256] = made
    return made


def _made(sha256: str, document: bytes) -> Published:
    questionnaire = Questionnaire.model_validate_json(document)
    return Published(
        sha256, questionnaire, compile_model(questionnaire), {item.id: item for item in questionnaire.items()}
    )
