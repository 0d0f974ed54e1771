"""Finding a questionnaire: bundled by slug or ``slug@version``, or in a file of one's own (design 4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from questionnaires.definition import Questionnaire, Text
from questionnaires.faults import Place, QuestionnaireError, Words, fault
from questionnaires.faults.publishing import Publishing
from questionnaires.faults.reading import Reading
from questionnaires.publishing import MAXIMUM_BYTES, content_hash, read_published
from questionnaires.versions import Numbers, version_numbers

PUBLISHED = Path(__file__).parent / "published"
_SUFFIXES = (".yaml", ".yml", ".json")
_FILE_NAME = re.compile(r"([a-z0-9_-]+)@([0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9})\.json")


@dataclass(frozen=True, slots=True)
class BundledVersion:
    """One published document in a folder."""

    slug: str
    version: str
    path: Path

    @property
    def name(self) -> str:
        """``slug@version``."""
        return f"{self.slug}@{self.version}"

    @property
    def order(self) -> Numbers:
        """The version as numbers, for comparing."""
        return version_numbers(self.version)


def bundled_versions(folder: Path = PUBLISHED) -> tuple[BundledVersion, ...]:
    """Every published document in a folder, by slug and then oldest first."""
    names = ((_FILE_NAME.fullmatch(path.name), path) for path in folder.glob("*.json"))
    found = (BundledVersion(name[1], name[2], path) for name, path in names if name)
    return tuple(sorted(found, key=lambda one: (one.slug, one.order)))


def versions_of(slug: str, folder: Path = PUBLISHED) -> tuple[Questionnaire, ...]:
    """The published versions of a questionnaire in a folder, oldest first."""
    return tuple(load_published(one.path) for one in bundled_versions(folder) if one.slug == slug)


def bundled() -> tuple[bytes, ...]:
    """The canonical bytes of every published document that comes with the program."""
    return tuple(one.path.read_bytes() for one in bundled_versions())


def load(path_or_slug: str | Path) -> Questionnaire:
    """A questionnaire by slug (its newest published version), ``slug@version``, or path of a source or document.

    Raises QuestionnaireError with every fault of a source, or when there is no such questionnaire. What was
    published is read once: the same bytes give the same object.
    """
    name = str(path_or_slug)
    known = bundled_versions()
    for one in reversed(known):
        if name in (one.slug, one.name):
            return load_published(one.path)
    path = Path(name)
    if not name or (path.suffix.lower() not in _SUFFIXES and not path.exists()):
        raise _unknown(name, sorted({one.slug for one in known}))
    return load_published(path) if path.suffix.lower() == ".json" else _load_source(path)


def load_published(path: Path) -> Questionnaire:
    """The questionnaire in a published document. Raises QuestionnaireError when it is no such document."""
    try:
        with path.open("rb") as stream:
            return read_published(stream.read(MAXIMUM_BYTES + 1), str(path))
    except OSError:
        reason = Words("het bestaat niet of mag niet open", "it does not exist or may not be opened")
        raise QuestionnaireError([fault(Reading.UNREADABLE, Place(str(path), None), reason=reason)]) from None


def _load_source(path: Path) -> Questionnaire:
    from questionnaires.checking import check_file  # sources are for authors: a page or a score reads none

    checked = check_file(path)
    if checked.questionnaire is None:
        raise QuestionnaireError(
            checked.faults or [fault(Publishing.NO_QUESTIONNAIRE, Place(str(path), None))]
        )
    return checked.questionnaire


def _unknown(name: str, slugs: Sequence[str]) -> QuestionnaireError:
    found = fault(Publishing.UNKNOWN_QUESTIONNAIRE, Place(name, None), name=name, choices=slugs)
    return QuestionnaireError([found])


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One bundled questionnaire in its newest version."""

    name: str
    title: Text
    audience: str
    items: int
    minutes: int
    sha256: str


def catalogue() -> tuple[CatalogueEntry, ...]:
    """The newest version of every bundled questionnaire, by slug."""
    newest = {one.slug: one for one in bundled_versions()}
    return tuple(_entry(load_published(one.path)) for one in newest.values())


def _entry(questionnaire: Questionnaire) -> CatalogueEntry:
    return CatalogueEntry(
        name=questionnaire.name,
        title=questionnaire.title,
        audience=questionnaire.audience,
        items=sum(1 for _ in questionnaire.items()),
        minutes=questionnaire.minutes,
        sha256=content_hash(questionnaire),
    )
