"""The junior ambassador's certificate: the same family as the company's, with the badge in the wheel's place."""

from dataclasses import dataclass
from datetime import date

from certificates.badge import Badge, draw_badge
from certificates.drawing import Drawing, Shape, circle
from certificates.pdf.fonts import can_print
from certificates.pdf.layout import Lines, fit_title, wrap
from certificates.pdf.sheet import COLUMN, CONTENT_END, LEFT, Check, Sheet, Signatory, fit_body
from certificates.pdf.words import WORDS
from certificates.wheel import Language

_INDENT = 22.0
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
    words = WORDS[content.language]
    name = content.holder_name if can_print(content.holder_name) else content.number
    sheet = Sheet(
        content.language,
        title=f"{words['appointed']} {content.number}: {name}",
        issuer=content.issuer_name,
        subject=words["appointed"],
        day=content.appointed_on,
    )
    sheet.header(content.issuer_name, content.issuer_line)
    sheet.paint.text(LEFT, 120, words["certificate of"], 15.5, fill="ink-2")
    title = fit_title(name, COLUMN)
    y = sheet.lines(128 + title.size * 0.82, title) + 34
    sheet.paint.text(LEFT, y, words["appointed"], 21, "heading")
    y += 31
    done = _milestones(content.milestones)
    room = CONTENT_END - y + 5 - sum(lines.height + 3 for lines in done)
    valid = words["from to"].format(
        first=sheet.day(content.appointed_on), last=sheet.day(content.valid_until)
    )
    body = fit_body([(words["school"], content.school), (words["valid"], valid)], content.text, room)
    y = _paint_milestones(sheet, y, done)
    sheet.body(y, body)
    sheet.signatures(content.signatories)
    sheet.paint.drawing(draw_badge(content.badge), _BADGE_CENTRE - _BADGE_WIDTH / 2, _BADGE_TOP, _BADGE_WIDTH)
    sheet.check(Check(content.number, content.check_url, content.short_address))
    sheet.fine_print(words["scheme"].format(scheme=content.scheme.replace("@", " ")))
    return sheet.finish()


def _milestones(milestones: tuple[str, ...]) -> list[Lines]:
    return [Lines(wrap(text, "name", 12, COLUMN - _INDENT), 12, 15.5) for text in milestones]


def _paint_milestones(sheet: Sheet, y: float, milestones: list[Lines]) -> float:
    """What was done, each with a check mark; returns the baseline for what follows."""
    for lines in milestones:
        mark = Drawing(0, 0, 24, 24, (Shape(circle(12, 12, 12), fill="ok-tint"), _CHECK))
        sheet.paint.drawing(mark, LEFT, y - 11, 14)
        for index, text in enumerate(lines.lines):
            sheet.paint.text(LEFT + _INDENT, y + index * lines.leading, text, lines.size, "name")
        y += lines.height + 3
    return y + 7
