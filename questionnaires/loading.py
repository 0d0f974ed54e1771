"""Finding a questionnaire: bundled by slug or ``slug@version``, or in a file of one's own (design 4)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from questionnaires.checking import check_source
from questionnaires.definition import Questionnaire
from questionnaires.faults import Place, QuestionnaireError, fault
from questionnaires.faults.publishing import Publishing
from questionnaires.publishing import content_hash, read_published

PUBLISHED = Path(__file__).parent / "published"


@dataclass(frozen=True, slots=True)
class BundledVersion:
    """One published document that comes with the program."""

    slug: str
    version: str
    path: Path

    @property
    def name(self) -> str:
        """``slug@version``."""
        return f"{self.slug}@{self.version}"

    @property
    def order(self) -> tuple[int, ...]:
        """The version as numbers, for comparing."""
        return tuple(map(int, self.version.split(".")))


def bundled_versions(folder: Path = PUBLISHED) -> tuple[BundledVersion, ...]:
    """Every published document in a folder, by slug and then oldest first."""
    found = (
        BundledVersion(*path.stem.partition("@")[::2], path) for path in folder.glob("*@*.json")
    )
    return tuple(sorted(found, key=lambda one: (one.slug, one.order)))


def bundled() -> tuple[bytes, ...]:
    """The canonical bytes of every published document that comes with the program."""
    return tuple(one.path.read_bytes() for one in bundled_versions())


def load(path_or_slug: str | Path) -> Questionnaire:
    """A questionnaire by slug (its newest published version), ``slug@version``, or path of a source or document.

    Raises QuestionnaireError with every fault of a source, or when there is no such questionnaire.
    """
    name = str(path_or_slug)
    for one in reversed(bundled_versions()):
        if name in (one.slug, one.name):
            return _bundled(one.path, one.path.stat().st_mtime_ns)
    path = Path(name)
    if not path.is_file():
        choices = sorted({one.slug for one in bundled_versions()})
        raise QuestionnaireError(
            (fault(Publishing.UNKNOWN_QUESTIONNAIRE, Place(name, None), name=name, choices=tuple(choices)),)
        )
    if path.suffix == ".json":
        return read_published(path.read_bytes(), name)
    checked = check_source(path)
    if checked.questionnaire is None or checked.faults:
        raise QuestionnaireError(checked.faults)
    return checked.questionnaire


@lru_cache(maxsize=64)
def _bundled(path: Path, changed: int) -> Questionnaire:
    del changed  # part of the key: a file that was published anew is read anew
    return read_published(path.read_bytes(), path.name)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One bundled questionnaire in its newest version."""

    name: str
    title: dict[str, str]
    audience: str
    items: int
    sha256: str


def catalogue() -> tuple[CatalogueEntry, ...]:
    """The newest version of every bundled questionnaire, by slug."""
    newest = {one.slug: one for one in bundled_versions()}
    return tuple(_entry(load(one.name)) for one in newest.values())


def _entry(questionnaire: Questionnaire) -> CatalogueEntry:
    return CatalogueEntry(
        questionnaire.name,
        dict(questionnaire.title),
        questionnaire.audience,
        sum(1 for _ in questionnaire.items()),
        content_hash(questionnaire),
    )
