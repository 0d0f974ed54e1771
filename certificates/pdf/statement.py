"""The statement of will and activity on paper: what the organisation wants, did and will do (instrument D5).

It is of the certificate's family, but where that has a level and the wheel, this has the organisation's own words. No
points, no level, no label: nothing was measured.
"""

from dataclasses import dataclass
from datetime import date

from certificates.drawing import Drawing, Shape, circle
from certificates.pdf.fonts import can_print
from certificates.pdf.layout import Lines, fit_title, wrap
from certificates.pdf.sheet import COLUMN, CONTENT_END, LEFT, Check, Sheet, Signatory, fit_body
from certificates.pdf.words import WORDS
from certificates.wheel import Language

_RIGHT, _TOP, _BOTTOM, _WIDTH = 448.0, 62.0, 362.0, 352.0
_SIZES = (11.5, 10.75, 10.0, 9.25, 8.5, 8.0)
"""Sizes of the right column to try in this order, never under 8 pt."""
_INDENT = 18.0
_AFTER_HEADING, _BETWEEN = 1.3, 0.75
"""Room in lines: from a heading to its text, and between two parts."""
_CHECK = Shape("M7 12.5l3.5 3.5L17.5 8.5", stroke="ok", width=2.4, rounded=True)


@dataclass(frozen=True, slots=True)
class Deed:
    """An activity: its title, day and what it was good for, as it is printed."""

    title: str
    day: date
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementContent:
    """Everything printed on a statement; words in `language`.

    `registration` ("KvK 12345674") is printed in place of a name whose script the fonts lack. `text` is the scheme's
    text. At most two signatories. `check_url` goes into the QR code, `short_address` is printed.
    """

    language: Language
    issuer_name: str
    issuer_line: str
    organisation_name: str
    registration: str
    scope: str
    wants: str
    deeds: tuple[Deed, ...]
    next_step: str
    next_step_by: date
    valid_from: date
    valid_until: date
    decided_on: date
    text: str
    scheme: str
    signatories: tuple[Signatory, ...]
    number: str
    check_url: str
    short_address: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading with its paragraphs; marked ones carry a check."""

    heading: str
    paragraphs: tuple[Lines, ...]
    marked: bool = False


def render_statement(content: StatementContent) -> bytes:
    """The statement as a PDF; the same content gives the same bytes, dated by the decision.

    Raises `ValueError` for text that does not fit the page.
    """
    words = WORDS[content.language]
    name = content.organisation_name if can_print(content.organisation_name) else content.registration
    sheet = Sheet(
        content.language,
        title=f"{words['statement']} {content.number}: {name}",
        issuer=content.issuer_name,
        subject=content.scope,
        day=content.decided_on,
    )
    sheet.header(content.issuer_name, content.issuer_line)
    sheet.paint.text(LEFT, 120, words["statement for"], 15.5, fill="ink-2")
    title = fit_title(name, COLUMN)
    y = sheet.lines(128 + title.size * 0.82, title) + 34
    sheet.paint.text(LEFT, y, words["recognised"], 19, "heading")
    y += 33
    valid = words["from to"].format(first=sheet.day(content.valid_from), last=sheet.day(content.valid_until))
    facts = [
        (words["scope"], content.scope),
        (words["valid"], valid),
        (words["decided"], sheet.day(content.decided_on)),
    ]
    sheet.body(y, fit_body(facts, content.text, CONTENT_END - y + 10))
    sheet.signatures(content.signatories)
    _own_words(sheet, content)
    sheet.check(
        Check(content.number, content.check_url, content.short_address, words["statement still valid"])
    )
    sheet.fine_print(words["scheme"].format(scheme=content.scheme.replace("@", " ")))
    return sheet.finish()


def _own_words(sheet: Sheet, content: StatementContent) -> None:
    """The right column, in the largest size that fits."""
    for size in _SIZES:
        parts = _parts(sheet, content, size)
        leading = size * 1.36
        if _height(parts, leading) <= _BOTTOM - _TOP:
            _paint(sheet, parts, size, leading)
            return
    raise ValueError("What the organisation wrote is too long for the statement; shorten it.")


def _parts(sheet: Sheet, content: StatementContent, size: float) -> tuple[_Part, ...]:
    words, leading = WORDS[content.language], size * 1.36

    def set_lines(text: str, room: float = _WIDTH) -> Lines:
        return Lines(wrap(text, "text", size, room), size, leading)

    deeds = tuple(
        set_lines(f"{one.title} ({sheet.day(one.day)}; {', '.join(one.tags)})", _WIDTH - _INDENT)
        for one in content.deeds
    )
    step = words["by"].format(step=content.next_step.rstrip("."), day=sheet.day(content.next_step_by))
    return (
        _Part(words["wants"], (set_lines(content.wants),)),
        _Part(words["did"], deeds, marked=True),
        _Part(words["next"], (set_lines(step),)),
    )


def _height(parts: tuple[_Part, ...], leading: float) -> float:
    lines = sum(len(one.lines) for part in parts for one in part.paragraphs)
    return leading * (lines + len(parts) * _AFTER_HEADING + (len(parts) - 1) * _BETWEEN)


def _paint(sheet: Sheet, parts: tuple[_Part, ...], size: float, leading: float) -> None:
    y = _TOP
    for part in parts:
        sheet.paint.text(_RIGHT, y, part.heading, size * 1.25, "heading")
        y += leading * _AFTER_HEADING
        for lines in part.paragraphs:
            if part.marked:
                mark = Drawing(0, 0, 24, 24, (Shape(circle(12, 12, 12), fill="ok-tint"), _CHECK))
                sheet.paint.drawing(mark, _RIGHT, y - size, size * 1.15)
            for text in lines.lines:
                sheet.paint.text(_RIGHT + (_INDENT if part.marked else 0), y, text, size)
                y += leading
        y += leading * _BETWEEN
