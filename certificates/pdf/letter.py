"""The letter that asks a company to take part: A4 upright, the address in a window, the code in a box with its QR.

Positions are in points from the top left corner. Several letters make one document, a page for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from babel.dates import format_date
from reportlab.pdfgen.canvas import Canvas

from certificates import fields
from certificates.drawing import Drawing, Font, Shape, circle, line, rectangle
from certificates.pdf.fonts import font_name
from certificates.pdf.layout import Lines, wrap
from certificates.pdf.letter_words import WORDS, LetterWords
from certificates.pdf.paint import Painter
from certificates.pdf.qr_code import paint_qr_code
from certificates.pdf.sheet import MM, PRINT_MARGIN
from certificates.theme_art import THEMES
from certificates.tokens import token_drawing
from certificates.wheel import Language

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 24 * MM, WIDTH - 24 * MM
COLUMN = RIGHT - LEFT
ADDRESS_TOP = 52 * MM
"""Of the window of a C5 or DL envelope (NEN 3162: 50 to 72 mm from the top)."""
FOLD = HEIGHT / 3
_SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)
"""Of running text: the largest at which the page holds it. Names may have 300 letters."""
_LEADING = 1.41
_BOX_HEIGHT, _QR = 118.0, 29 * MM
_TEXT_ENDS = 752.0
"""The last baseline that stays clear of the turbines."""


@dataclass(frozen=True, slots=True)
class LetterContent:
    """Everything printed in a letter; ``company_lines`` stand under the name in the window.

    ``join_url`` is in the QR code, ``short_address`` is typed by hand; both lead to the page that takes the code.
    """

    language: Language
    issuer_name: str
    issuer_line: str
    company: str
    company_lines: tuple[str, ...]
    school: str
    place_and_day: tuple[str, date]
    code: str
    valid_until: date
    join_url: str
    short_address: str


def render_letters(letters: Sequence[LetterContent]) -> bytes:
    """The letters as one PDF, in their order. Raises ValueError when there is none."""
    if not letters:
        raise ValueError("there is no letter to print")
    first = letters[0]
    words = WORDS[first.language]
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(WIDTH, HEIGHT),
        invariant=1,
        lang=first.language,
        pageCompression=1,
        initialFontName=font_name("text"),  # else the page names Helvetica, which is not in the file
    )
    canvas.setTitle(words.title)
    canvas.setAuthor(first.issuer_name)
    canvas.setCreator("MVO-scan")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    for letter in letters:
        _Page(Painter(canvas, HEIGHT), letter, _fitting_size(letter)).draw()
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _fitting_size(letter: LetterContent) -> float:
    """The largest size of text at which the letter ends above the horizon. Raises ValueError when none does."""
    for size in _SIZES:
        trial = Painter(Canvas(BytesIO(), initialFontName=font_name("text")), HEIGHT)
        if _Page(trial, letter, size).draw() <= _TEXT_ENDS:
            return size
    raise ValueError("The names of company and school are too long for a letter.")


class _Page:
    def __init__(self, paint: Painter, letter: LetterContent, size: float) -> None:
        self.paint, self.letter, self.size = paint, letter, size
        self.words: LetterWords = WORDS[letter.language]

    def draw(self) -> float:
        """The whole page, from top to bottom; gives the last baseline of the text."""
        letter, words = self.letter, self.words
        self._head()
        self._address()
        place, day = letter.place_and_day
        dated = f"{place}, {self._day(day)}" if place else self._day(day)
        self.paint.text(LEFT, 256, dated, 10.5, fill="ink-2")
        y = self._lines(290, Lines(wrap(words.title, "heading", 23, COLUMN), 23, 27), "heading")
        y = self._paragraph(y + 26, words.why.format(company=letter.company, school=letter.school))
        y = self._themes(y + 15)
        y = self._paragraph(y + 30, words.ask)
        y = self._steps(y + 11)
        y = self._box(y + 6)
        y = self._paragraph(y + 26, words.promise)
        y = self._paragraph(y + 26, words.greeting) + self.size * _LEADING
        y = self._lines(y, self._set(letter.school, "strong"), "strong")
        self._foot()
        return y

    def _day(self, value: date) -> str:
        return format_date(value, "d MMMM y", locale=self.letter.language)

    def _head(self) -> None:
        self.paint.drawing(fields.logo(), LEFT - 1.5, 40, 43)
        self.paint.text(LEFT + 52, 58, self.letter.issuer_name, 15, "heading")
        self.paint.text(LEFT + 52, 73.5, self.letter.issuer_line, 11.5, fill="ink-2")

    def _address(self) -> None:
        room, y = 85 * MM, ADDRESS_TOP + 10
        for index, text in enumerate(wrap(self.letter.company, "strong", 11.5, room)[:3]):
            self.paint.text(LEFT, y + 15 * index, text, 11.5, "strong")
        y += 15 * (min(len(wrap(self.letter.company, "strong", 11.5, room)), 3) - 1)
        for text in (self.words.attention, *self.letter.company_lines):
            y += 15
            self.paint.text(LEFT, y, wrap(text, "text", 11, room)[0], 11)
        fold = Shape(line(0, 0.5, 12, 0.5), stroke="line-strong", width=0.5)
        self.paint.drawing(Drawing(0, 0, 12, 1, (fold,)), PRINT_MARGIN, FOLD, 12)

    def _themes(self, y: float) -> float:
        """The five tokens with their names in a row."""
        step = COLUMN / len(THEMES)
        for index, art in enumerate(THEMES):
            x = LEFT + index * step
            self.paint.drawing(token_drawing(art.theme), x, y, 21)
            for row, text in enumerate(self.words.themes[index]):
                self.paint.text(x + 26, y + 9 + 10.5 * row, text, 8, "name")
        return y + 21

    def _steps(self, y: float) -> float:
        for number, text in enumerate(self.words.steps, start=1):
            disc = Shape(circle(9, 9, 8.3), stroke="ink", width=1.2)
            self.paint.drawing(Drawing(0, 0, 18, 18, (disc,)), LEFT, y, 18)
            self.paint.text(LEFT + 9, y + 12.8, str(number), 10.5, "figure", anchor="middle")
            self.paint.text(LEFT + 27, y + 12.8, text, self.size)
            y += 22
        return y

    def _box(self, y: float) -> float:
        """The QR code, and the address and the code to type."""
        letter, words = self.letter, self.words
        plate = Shape(rectangle(0, 0, COLUMN, _BOX_HEIGHT, 10), fill="action-tint")
        self.paint.drawing(Drawing(0, 0, COLUMN, _BOX_HEIGHT, (plate,)), LEFT, y, COLUMN)
        inset = (_BOX_HEIGHT - _QR) / 2
        paint_qr_code(self.paint, letter.join_url, LEFT + inset + 2, y + inset, _QR)
        x = LEFT + _QR + 2 * inset + 14
        self.paint.text(x, y + 29, words.scan_or_go, 10.5, fill="ink-2")
        room = RIGHT - x - 12
        size = next(
            (size for size in (14.0, 12.0, 10.0, 8.0) if self._fits(letter.short_address, size, room)), 8.0
        )
        self.paint.text(x, y + 47, letter.short_address, size, "strong")
        self.paint.text(x, y + 69, words.your_code, 10.5, fill="ink-2")
        self.paint.text(x, y + 92, letter.code, 21, "code")
        self.paint.text(x, y + 108, words.valid.format(day=self._day(letter.valid_until)), 9.5, fill="ink-2")
        return y + _BOX_HEIGHT

    @staticmethod
    def _fits(text: str, size: float, room: float) -> bool:
        return len(wrap(text, "strong", size, room)) == 1

    def _paragraph(self, y: float, text: str) -> float:
        return self._lines(y, self._set(text, "text"), "text")

    def _set(self, text: str, font: Font) -> Lines:
        return Lines(wrap(text, font, self.size, COLUMN), self.size, self.size * _LEADING)

    def _lines(self, y: float, lines: Lines, font: Font) -> float:
        """Lines with the first baseline at `y`; gives the last baseline."""
        for index, text in enumerate(lines.lines):
            self.paint.text(LEFT, y + index * lines.leading, text, lines.size, font)
        return y + (len(lines.lines) - 1) * lines.leading

    def _foot(self) -> None:
        across = WIDTH - 2 * PRINT_MARGIN
        strip = fields.horizon("phone", across)
        self.paint.drawing(strip, PRINT_MARGIN, HEIGHT - PRINT_MARGIN - strip.height, across)
