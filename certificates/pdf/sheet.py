"""The frame that both certificates share: A4 landscape, everything inside a print margin of 5 mm.

Positions are in points from the top left corner, taken from picture 07.
"""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from babel.dates import format_date
from reportlab.pdfgen.canvas import Canvas

from certificates import fields
from certificates.drawing import Drawing, Shape, line, parallelogram
from certificates.pdf.fonts import font_name
from certificates.pdf.layout import Lines, wrap
from certificates.pdf.paint import Painter
from certificates.pdf.qr_code import paint_qr_code
from certificates.pdf.words import WORDS
from certificates.wheel import Language

WIDTH, HEIGHT = 841.89, 595.28
MM = 72 / 25.4
PRINT_MARGIN = 5 * MM
LEFT, COLUMN = 42.0, 350.0
WRITING_ROOM = 20 * MM
SIGNATURE_LINE = 456.0
CONTENT_END = SIGNATURE_LINE - WRITING_ROOM
QR_SIZE = 26 * MM
_RIGHT_TEXT = 540.0
_QR_LEFT, _QR_TOP = 448.0, 374.0


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the role and the organisation; the name is written by hand."""

    role: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Check:
    """How anyone checks the paper: its number, the address in the QR code and a short one to type.

    `asks` says what to check, where it is no certificate.
    """

    number: str
    url: str
    short_address: str
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its value; `leading` is the room a fact of one line takes."""

    term: str
    value: Lines
    leading: float

    @property
    def height(self) -> float:
        """From its first baseline to the next fact's."""
        return (len(self.value.lines) - 1) * self.value.leading + self.leading


@dataclass(frozen=True, slots=True)
class Body:
    """Facts and paragraph below the title, in sizes at which they fit."""

    facts: tuple[Fact, ...]
    text: Lines

    @property
    def height(self) -> float:
        return sum(fact.height for fact in self.facts) + _PARAGRAPH_GAP + self.text.height

    @property
    def breaks_no_fact(self) -> bool:
        return all(len(fact.value.lines) == 1 for fact in self.facts)


_PARAGRAPH_GAP = 14.0
_FACT_INDENT = 93.0
BODY_SIZES = (
    (12.5, 21.0, 10.5),
    (11.75, 18.5, 10.0),
    (11.0, 16.5, 9.5),
    (10.0, 14.5, 8.75),
    (9.0, 12.0, 8.0),
)
"""Sizes to try in this order, never under 8 pt: of the facts, the room one takes, and of the paragraph."""
LARGE = 3
"""The first so many are large enough to prefer one at which no fact needs a second line."""


def fit_body(facts: list[tuple[str, str]], text: str, room: float) -> Body:
    """Facts and paragraph in the largest sizes that fit in `room` points of height.

    A large size at which no fact needs a second line goes first. Raises `ValueError` when they do not fit at
    all: the scope or the scheme's text is too long.
    """
    bodies = [set_body(facts, text, sizes) for sizes in BODY_SIZES]
    for body in (*(large for large in bodies[:LARGE] if large.breaks_no_fact), *bodies):
        if body.height <= room:
            return body
    raise ValueError("The scope or the scheme's text is too long for the certificate; shorten it.")


def set_body(facts: list[tuple[str, str]], text: str, sizes: tuple[float, float, float]) -> Body:
    """Facts and paragraph set in one of `BODY_SIZES`."""
    size, leading, text_size = sizes
    values = [
        Lines(wrap(value, "strong", size, COLUMN - _FACT_INDENT), size, size * 1.2) for _, value in facts
    ]
    return Body(
        tuple(Fact(term, value, leading) for (term, _), value in zip(facts, values, strict=True)),
        Lines(wrap(text, "text", text_size, COLUMN), text_size, text_size * 1.46),
    )


class Sheet:
    """A page being painted; a file may have several, one certificate on each."""

    def __init__(self, language: Language, title: str, issuer: str, subject: str, day: date) -> None:
        self.language = language
        self._buffer = BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=(WIDTH, HEIGHT),
            invariant=1,
            lang=language,
            pageCompression=1,
            initialFontName=font_name("text"),  # else the page names Helvetica, which is not in the file
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(issuer)
        self._canvas.setSubject(subject)
        self._canvas.setCreator("MVO-scan")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._canvas.setDateFormatter(lambda *_: f"D:{day:%Y%m%d}000000+00'00'")
        self.paint = Painter(self._canvas, HEIGHT)

    def day(self, value: date) -> str:
        """A date in words: "1 juli 2026"."""
        return format_date(value, "d MMMM y", locale=self.language)

    def header(self, issuer: str, line_below: str) -> None:
        """Logo, the issuer's name and the line under it."""
        self.paint.drawing(fields.logo(), LEFT - 1.5, 34, 43)
        self.paint.text(93, 52, issuer, 15, "heading")
        self.paint.text(93, 67.5, line_below, 11.5, fill="ink-2")

    def lines(self, y: float, lines: Lines, fill: str = "ink") -> float:
        """A title's lines; returns the last baseline."""
        for index, text in enumerate(lines.lines):
            self.paint.text(LEFT - 1, y + index * lines.leading, text, lines.size, "heading", fill)
        return y + (len(lines.lines) - 1) * lines.leading

    def levels(self, y: float, number: int, count: int, words: str) -> None:
        """The level's parcels with its words, on the baseline `y`."""
        shapes = tuple(
            Shape(
                parallelogram(18.5 * index, 0.75, 12.5, 22.5, 2.5),
                fill="action" if index < number else "",
                stroke="action" if index < number else "line-strong",
                width=1.3,
            )
            for index in range(count)
        )
        box = 18.5 * count + 8
        self.paint.drawing(Drawing(-1, 0, box, 24, shapes), LEFT - 2, y - 19, box)
        self.paint.text(LEFT + box + 4, y, words, 21, "heading")

    def body(self, y: float, body: Body) -> None:
        """Facts and paragraph, with the first baseline at `y`."""
        for fact in body.facts:
            size, leading = fact.value.size, fact.value.leading
            self.paint.text(LEFT, y, fact.term, size, fill="ink-2")
            for index, text in enumerate(fact.value.lines):
                self.paint.text(LEFT + _FACT_INDENT, y + index * leading, text, size, "strong")
            y += fact.height
        y += _PARAGRAPH_GAP
        for index, text in enumerate(body.text.lines):
            self.paint.text(LEFT, y + index * body.text.leading, text, body.text.size)

    def signatures(self, signatories: tuple[Signatory, ...]) -> None:
        """A line for each of at most two signatures, with 20 mm to write above it."""
        for index, signatory in enumerate(signatories[:2]):
            x = LEFT + index * 184
            rule = Shape(line(0, 0.5, 166, 0.5), stroke="ink", width=0.8)
            self.paint.drawing(Drawing(0, 0, 166, 1, (rule,)), x, SIGNATURE_LINE, 166)
            self.paint.text(x, SIGNATURE_LINE + 15, signatory.role, 10.5, "strong")
            for row, text in enumerate(wrap(signatory.organisation, "text", 10, 166)[:2]):
                self.paint.text(x, SIGNATURE_LINE + 28 + 12 * row, text, 10)

    def check(self, check: Check) -> None:
        """The QR code with the number and the words that say what to do with it."""
        paint_qr_code(self.paint, check.url, _QR_LEFT, _QR_TOP, QR_SIZE)
        words = WORDS[self.language]
        y = _QR_TOP + 28
        self.paint.text(_RIGHT_TEXT, y, check.number, 13.5, "code")
        self.paint.text(_RIGHT_TEXT, y + 15, check.asks or words["still valid"], 10.5)
        self.paint.text(_RIGHT_TEXT, y + 29.5, words["scan or go"], 10.5)
        self.paint.text(_RIGHT_TEXT, y + 44, check.short_address, 10.5, "strong")

    def fine_print(self, text: str) -> None:
        """One small line above the horizon: versions and fingerprint."""
        self.paint.text(LEFT, 510, text, 8, fill="ink-2")

    def end_page(self) -> None:
        """The horizon strip inside the print margin; what is painted next is on a new page."""
        across = WIDTH - 2 * PRINT_MARGIN
        strip = fields.horizon("wide", across)
        self.paint.drawing(strip, PRINT_MARGIN, HEIGHT - PRINT_MARGIN - strip.height, across)
        self._canvas.showPage()

    def finish(self) -> bytes:
        """End the page, and give the whole as bytes."""
        self.end_page()
        self._canvas.save()
        return self._buffer.getvalue()
