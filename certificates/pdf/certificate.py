"""The company certificate: one A4 page that says what was checked, by whom, when, and how to check it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from certificates.drawing import Drawing
from certificates.pdf.fonts import can_print
from certificates.pdf.layout import fit_title
from certificates.pdf.sheet import COLUMN, CONTENT_END, Check, Sheet, Signatory, fit_body
from certificates.pdf.words import WORDS
from certificates.wheel import Hub, Language, Size, ThemeScore, Wheel, draw

_FINGERPRINT = 12
_WHEEL_CENTRE, _WHEEL_MIDDLE, _WHEEL_SCALE = 602.0, 176.0, 98 / 150


@dataclass(frozen=True, slots=True)
class Level:
    """The level given: its number, how many there are, and its name."""

    number: int
    count: int
    name: str


@dataclass(frozen=True, slots=True)
class CertificateContent:
    """Everything printed on a company's certificate; words in `language`.

    `kind` is "statement" when no scheme with an independent check stands behind it. `level` is None for a
    statement without one. `registration` ("KvK 12345674") is printed in place of a name whose script the
    fonts lack. `scores` are the five themes' verified points; claims and limits in them are not printed.
    `scheme` and `questionnaire` are `name@version`, `questionnaire_hash` the full sha256 in hexadecimal.
    At most two signatories. `check_url` goes into the QR code, `short_address` is printed.
    """

    language: Language
    kind: Literal["certificate", "statement"]
    issuer_name: str
    issuer_line: str
    organisation_name: str
    registration: str
    scope: str
    level: Level | None
    valid_from: date
    valid_until: date
    decided_on: date
    scanned_by: str
    scheme_text: str
    scheme: str
    questionnaire: str
    questionnaire_hash: str
    scores: tuple[ThemeScore, ...]
    signatories: tuple[Signatory, ...]
    number: str
    check_url: str
    short_address: str


def render_certificate(content: CertificateContent) -> bytes:
    """The certificate as a PDF; the same content gives the same bytes, dated by the decision.

    Raises `ValueError` for text that does not fit the page (a name over seven small lines, a very long
    scope or scheme text) and for scores that are not one for each theme.
    """
    words = WORDS[content.language]
    name = content.organisation_name if can_print(content.organisation_name) else content.registration
    sheet = Sheet(
        content.language,
        title=f"{words[content.kind]} {content.number}: {name}",
        issuer=content.issuer_name,
        subject=content.scope,
        day=content.decided_on,
    )
    sheet.header(content.issuer_name, content.issuer_line)
    sheet.paint.text(42, 120, words[f"{content.kind} for"], 15.5, fill="ink-2")
    title = fit_title(name, COLUMN)
    y = sheet.lines(128 + title.size * 0.82, title)
    if content.level:
        y += 36
        number, count = content.level.number, content.level.count
        line = words["level"].format(number=number, count=count, name=content.level.name)
        sheet.levels(y, number, count, line)
    y += 33 if content.level else 38
    sheet.body(y, fit_body(_facts(sheet, content), content.scheme_text, CONTENT_END - y + 10))
    sheet.signatures(content.signatories)
    _wheel(sheet, content)
    sheet.check(Check(content.number, content.check_url, content.short_address))
    sheet.fine_print(
        words["versions"].format(
            scheme=content.scheme.replace("@", " "),
            questionnaire=content.questionnaire.replace("@", " "),
            fingerprint=content.questionnaire_hash[:_FINGERPRINT],
        )
    )
    return sheet.finish()


def _facts(sheet: Sheet, content: CertificateContent) -> list[tuple[str, str]]:
    words = WORDS[content.language]
    valid = words["from to"].format(first=sheet.day(content.valid_from), last=sheet.day(content.valid_until))
    return [
        (words["scope"], content.scope),
        (words["valid"], valid),
        (words["decided"], sheet.day(content.decided_on)),
        (words["scanned by"], content.scanned_by),
    ]


def _wheel(sheet: Sheet, content: CertificateContent) -> None:
    scores = tuple(replace(score, claimed=None, limit=None) for score in content.scores)
    hub = Hub(str(content.level.number), content.level.name) if content.level else Hub("MVO", "scan")
    drawing: Drawing = draw(Wheel(scores, hub), Size.DESKTOP, content.language)
    left = _WHEEL_CENTRE + drawing.left * _WHEEL_SCALE
    top = _WHEEL_MIDDLE + drawing.top * _WHEEL_SCALE
    sheet.paint.drawing(drawing, left, top, drawing.width * _WHEEL_SCALE)
    sheet.paint.text(
        _WHEEL_CENTRE, 340, WORDS[content.language]["wheel"], 10.5, fill="ink-2", anchor="middle"
    )
