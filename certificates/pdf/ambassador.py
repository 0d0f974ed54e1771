"""The junior ambassador's certificate: the same family as the company's, with the badge in the wheel's place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from certificates.badge import Badge, draw_badge
from certificates.drawing import Drawing, Shape, circle
from certificates.pdf.fonts import can_print
from certificates.pdf.layout import Lines, fit_title, wrap
from certificates.pdf.sheet import (
    BODY_SIZES,
    COLUMN,
    CONTENT_END,
    LARGE,
    LEFT,
    Body,
    Check,
    Sheet,
    Signatory,
    set_body,
)
from certificates.pdf.words import WORDS
from certificates.wheel import Language

_INDENT = 22.0
_BETWEEN, _AFTER = 3.0, 7.0
"""Points between two milestones, and after the last."""
_MILESTONE_SIZES = (12.0, 11.5, 11.0, 10.0, 9.0)
_CHECK = Shape("M7 12.5l3.5 3.5L17.5 8.5", stroke="ok", width=2.4, rounded=True)
_BADGE_CENTRE, _BADGE_TOP, _BADGE_WIDTH = 602.0, 60.0, 270.0


@dataclass(frozen=True, slots=True)
class AmbassadorContent:
    """Everything printed on an ambassador's certificate; words in `language`.

    `holder_name` is the name the student chose; the number stands in for one whose script the fonts lack.
    `milestones` are short sentences of what was done. `text` is the scheme's text.
    """

    language: Language
    issuer_name: str
    issuer_line: str
    holder_name: str
    school: str
    appointed_on: date
    valid_until: date
    milestones: tuple[str, ...]
    text: str
    scheme: str
    badge: Badge
    signatories: tuple[Signatory, ...]
    number: str
    check_url: str
    short_address: str


def render_ambassador_certificate(content: AmbassadorContent) -> bytes:
    """The certificate as a PDF; the same content gives the same bytes, dated by the appointment.

    Raises `ValueError` for text that does not fit the page.
    """
    name = _holder(content)
    sheet = _sheet(content, f"{content.badge.title} {content.number}: {name}")
    _paint(sheet, content)
    return sheet.finish()


def render_ambassador_certificates(contents: Sequence[AmbassadorContent], title: str) -> bytes:
    """Certificates to print in one go, a page for each in this order; `title` is the file's.

    Raises `ValueError` for none at all, or for text that does not fit its page.
    """
    if not contents:
        raise ValueError("there is no certificate to print")
    sheet = _sheet(contents[0], title)
    for content in contents[:-1]:
        _paint(sheet, content)
        sheet.end_page()
    _paint(sheet, contents[-1])
    return sheet.finish()


def _sheet(content: AmbassadorContent, title: str) -> Sheet:
    return Sheet(
        content.language,
        title=title,
        issuer=content.issuer_name,
        subject=content.badge.title,
        day=content.appointed_on,
    )


def _holder(content: AmbassadorContent) -> str:
    return content.holder_name if can_print(content.holder_name) else content.number


def _paint(sheet: Sheet, content: AmbassadorContent) -> None:
    words = WORDS[content.language]
    sheet.header(content.issuer_name, content.issuer_line)
    sheet.paint.text(LEFT, 120, words["certificate of"], 15.5, fill="ink-2")
    title = fit_title(_holder(content), COLUMN)
    y = sheet.lines(128 + title.size * 0.82, title) + 36
    sheet.paint.text(LEFT, y, content.badge.title, 21, "heading")
    y += 31
    done, body = _fit(sheet, content, CONTENT_END - y)
    sheet.body(_paint_milestones(sheet, y, done), body)
    sheet.signatures(content.signatories)
    sheet.paint.drawing(draw_badge(content.badge), _BADGE_CENTRE - _BADGE_WIDTH / 2, _BADGE_TOP, _BADGE_WIDTH)
    sheet.check(Check(content.number, content.check_url, content.short_address))
    sheet.fine_print(words["scheme"].format(scheme=content.scheme.replace("@", " ")))


def _fit(sheet: Sheet, content: AmbassadorContent, room: float) -> tuple[list[Lines], Body]:
    """Milestones, facts and paragraph, together in the largest sizes that fit in `room` points."""
    words = WORDS[content.language]
    valid = words["from to"].format(
        first=sheet.day(content.appointed_on), last=sheet.day(content.valid_until)
    )
    facts = [(words["school"], content.school), (words["valid"], valid)]
    settings = [
        (_set_milestones(content.milestones, size), set_body(facts, content.text, sizes))
        for size, sizes in zip(_MILESTONE_SIZES, BODY_SIZES, strict=True)
    ]
    for done, body in (*(setting for setting in settings[:LARGE] if setting[1].breaks_no_fact), *settings):
        if sum(lines.height + _BETWEEN for lines in done) + _AFTER + body.height <= room + body.text.size:
            return done, body
    raise ValueError("The milestones or the text are too long for the certificate; shorten them.")


def _set_milestones(milestones: tuple[str, ...], size: float) -> list[Lines]:
    return [Lines(wrap(text, "name", size, COLUMN - _INDENT), size, size * 1.25) for text in milestones]


def _paint_milestones(sheet: Sheet, y: float, milestones: list[Lines]) -> float:
    """What was done, each with a check mark; returns the baseline for what follows."""
    for lines in milestones:
        mark = Drawing(0, 0, 24, 24, (Shape(circle(12, 12, 12), fill="ok-tint"), _CHECK))
        sheet.paint.drawing(mark, LEFT, y - 11, 14)
        for index, text in enumerate(lines.lines):
            sheet.paint.text(LEFT + _INDENT, y + index * lines.leading, text, lines.size, "name")
        y += lines.height + _BETWEEN
    return y + _AFTER
