"""What can be wrong in a file that people write, where it is, and how to mend it (design 4).

Every kind of fault has a stable code, a short name, and its words in Dutch and English. The kinds stand in one table
for each stage; ``ALL`` joins them. A fault is data: it is put into words only when it is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from questionnaires.definition import Language
from questionnaires.errors import MvoScanError
from questionnaires.faults.answering import Answering
from questionnaires.faults.meaning import Meaning
from questionnaires.faults.publishing import Publishing
from questionnaires.faults.reading import Reading
from questionnaires.faults.shape import Shape
from questionnaires.faults.wording import Wording

Kind = Enum
"""A member of one of the tables, or of one that another package has for its own documents; its value is a Wording."""
ALL: tuple[Kind, ...] = (*Reading, *Shape, *Meaning, *Publishing, *Answering)

PathPart = str | int
Path = tuple[PathPart, ...]


class Words(NamedTuple):
    """A detail of a message that is itself said in two languages."""

    nl: str
    en: str


Detail = str | Words


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: a file, a line counted from 1 (None outside a file), a path inside it."""

    file: str
    line: int | None
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    kind: Kind
    place: Place
    details: tuple[tuple[str, Detail], ...] = ()

    @property
    def code(self) -> str:
        """Stable; never used again for something else."""
        return self.wording.code

    @property
    def wording(self) -> Wording:
        """The words of this kind of fault."""
        wording: Wording = self.kind.value
        return wording

    @property
    def file(self) -> str:
        """The file as it was given."""
        return self.place.file

    @property
    def line(self) -> int | None:
        """Counted from 1."""
        return self.place.line

    @property
    def path(self) -> str:
        """Where in the document, for example ``groups[clean_energy].members[0].weight``."""
        return written_path(self.place.path)

    def message(self, language: Language = "nl") -> str:
        """What is wrong."""
        return self._filled(self.wording.message, language)

    def mend(self, language: Language = "nl") -> str:
        """How to mend it."""
        return self._filled(self.wording.mend, language)

    def written(self, language: Language = "nl") -> str:
        """Three lines for people: code, file, line and path; what is wrong; how to mend it."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        head = " ".join(part for part in (self.code, where, self.path) if part)
        return f"{head}\n  {self.message(language)}\n  → {self.mend(language)}"

    def _filled(self, words: tuple[str, str], language: Language) -> str:
        template = words[0] if language == "nl" else words[1]
        return template.format_map({name: _said(detail, language) for name, detail in self.details})


def fault(kind: Kind, place: Place, /, **details: object) -> Fault:
    """A fault with its details, made short and safe to show."""
    return Fault(kind, place, tuple((name, shown(detail)) for name, detail in sorted(details.items())))


class FaultyDocumentError(MvoScanError):
    """A document with faults; carries all of them and prints them readably."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.written("en"))

    def written(self, language: Language) -> str:
        """Every fault, in the order of the document."""
        return "\n".join(fault.written(language) for fault in self.faults)


class QuestionnaireError(FaultyDocumentError):
    """A questionnaire that cannot be used, with every fault in it."""


class AnswersError(FaultyDocumentError):
    """Answers that cannot be used, with every fault in them."""


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """By file, line and code; one that is found twice (a bank shared by questionnaires) stands there once."""
    unique = dict.fromkeys(faults)
    return tuple(sorted(unique, key=lambda fault: (fault.file, fault.line or 0, fault.code, fault.path)))


def written_path(path: Path) -> str:
    """``("groups", 0, "members", "energy-source", "weight")`` as ``groups[0].members[energy-source].weight``."""
    text = ""
    for part in path:
        if isinstance(part, int) or part.startswith("["):
            text += f"[{part}]" if isinstance(part, int) else part
        else:
            text += f".{part}" if text else part
    return text


def quoted(value: object) -> object:
    """A value that was found: a text with quotes, of a list only that it is one."""
    if isinstance(value, list | tuple):
        return Words("een rij", "a list")
    return f'"{value}"' if isinstance(value, str) else value


def shown(detail: object) -> Detail:
    """A value as it may stand in a message: short, on one line, without control characters."""
    if isinstance(detail, Words):
        return Words(_short(detail.nl, 300), _short(detail.en, 300))
    if isinstance(detail, bool):
        return str(detail).lower()
    if isinstance(detail, Mapping):
        return Words("een lijst met sleutels", "a list of keys")
    if isinstance(detail, tuple | list):
        return _short(", ".join(str(part) for part in detail), 300)
    if isinstance(detail, Decimal):
        return f"{detail:f}" if abs(detail.adjusted()) < 30 else str(detail)
    return "null" if detail is None else _short(str(detail))


def _short(text: str, longest: int = 120) -> str:
    visible = "".join(
        character if character.isprintable() else f"\\u{ord(character):04x}" for character in text
    )
    return visible if len(visible) <= longest else f"{visible[: longest - 1]}…"


def _said(detail: Detail, language: Language) -> str:
    if isinstance(detail, Words):
        return detail.nl if language == "nl" else detail.en
    return detail
