"""The list for a ceremony: in which order people are called, and of which school. Nothing else about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from certificates.pdf.fonts import can_print
from certificates.pdf.layout import wrap
from certificates.pdf.pages import LEADING, LEFT, RIGHT, About, Pages
from certificates.wheel import Language

_NAME, _SCHOOL = LEFT + 40, LEFT + 275
_SIZE = 12.0
_WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "name": "Naam",
        "school": "School",
        "page": "Bladzijde {page} van {pages}",
        "count": "{count} benoemingen",
        "one": "1 benoeming",
    },
    "en": {
        "name": "Name",
        "school": "School",
        "page": "Page {page} of {pages}",
        "count": "{count} appointments",
        "one": "1 appointment",
    },
}


@dataclass(frozen=True, slots=True)
class Called:
    """Someone who is called to the front; the number of the certificate stands in for a name that fonts lack."""

    name: str
    school: str
    number: str


@dataclass(frozen=True, slots=True)
class CeremonyList:
    """A ceremony, and who is called in which order."""

    language: Language
    issuer: str
    title: str
    held_on: date
    place: str
    called: tuple[Called, ...]


def render_ceremony_list(content: CeremonyList) -> bytes:
    """The list as a PDF, A4; the same content gives the same bytes."""
    pages = 1
    while True:
        document, used = _render(content, pages)
        if used == pages:
            return document
        pages = used


def _render(content: CeremonyList, pages: int) -> tuple[bytes, int]:
    words = _WORDS[content.language]
    day = format_date(content.held_on, "EEEE d MMMM y", locale=content.language)
    about = About(content.language, content.title, content.issuer, content.title, content.held_on)
    paper = Pages(about, f"{content.title} · {day}", words["page"], pages)
    paper.words(content.issuer, 11.5, fill="ink-2", after=8)
    paper.words(content.title, 25, "heading", after=6)
    paper.words(f"{day} · {content.place}", 13, after=4)
    count = len(content.called)
    paper.words(
        words["one"] if count == 1 else words["count"].format(count=count), 11.5, fill="ink-2", after=22
    )
    _head(paper, words)
    for place, one in enumerate(content.called, 1):
        _row(paper, words, place, one)
    return paper.finish(), paper.number


def _head(paper: Pages, words: dict[str, str]) -> None:
    paper.paint.text(_NAME, paper.y + 10, words["name"], 10.5, "strong", "ink-2")
    paper.paint.text(_SCHOOL, paper.y + 10, words["school"], 10.5, "strong", "ink-2")
    paper.y += 18
    paper.rule()


def _row(paper: Pages, words: dict[str, str], place: int, one: Called) -> None:
    name = wrap(one.name if can_print(one.name) else one.number, "strong", _SIZE, _SCHOOL - _NAME - 14)
    school = wrap(one.school, "text", _SIZE, RIGHT - _SCHOOL)
    height = max(len(name), len(school)) * _SIZE * LEADING + 8
    before = paper.number
    paper.room(height + 10)
    if paper.number > before:
        _head(paper, words)
    paper.paint.text(_NAME - 12, paper.y + _SIZE, str(place), _SIZE, "text", "ink-2", "end")
    _lines(paper, _NAME, name, strong=True)
    _lines(paper, _SCHOOL, school, strong=False)
    paper.y += height
    paper.rule()


def _lines(paper: Pages, x: float, lines: Sequence[str], *, strong: bool) -> None:
    for index, line in enumerate(lines):
        paper.paint.text(
            x, paper.y + _SIZE + index * _SIZE * LEADING, line, _SIZE, "strong" if strong else "text"
        )
