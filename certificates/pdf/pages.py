"""Several A4 pages of running text: what stands too low moves to the next page, and every page has its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from certificates import fields
from certificates.drawing import Drawing, Font, Shape, rectangle
from certificates.pdf.fonts import font_name
from certificates.pdf.layout import wrap
from certificates.pdf.paint import Painter
from certificates.tokens import token_drawing
from certificates.wheel import Language

WIDTH, HEIGHT = 595.28, 841.89
MM = 72 / 25.4
PRINT_MARGIN = 5 * MM
LEFT, RIGHT = 48.0, WIDTH - 48.0
COLUMN = RIGHT - LEFT
TOP, BOTTOM = 56.0, HEIGHT - 58.0
LEADING = 1.45


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. The day is that of the result, so that the same content gives the same bytes."""

    language: Language
    title: str
    issuer: str
    subject: str
    day: date


class Pages:
    """Pages being painted, with a pen at ``y``: points from the top edge of the page."""

    def __init__(self, about: About, footer: str, page_words: str, pages: int) -> None:
        """``page_words``: "{page} of {pages}"; ``pages``: how many there will be, known from a first run."""
        self._buffer = BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=(WIDTH, HEIGHT),
            invariant=1,
            lang=about.language,
            pageCompression=1,
            initialFontName=font_name("text"),  # else the page names Helvetica, which is not in the file
        )
        self._canvas.setTitle(about.title)
        self._canvas.setAuthor(about.issuer)
        self._canvas.setSubject(about.subject)
        self._canvas.setCreator("MVO-scan")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._canvas.setDateFormatter(lambda *_: f"D:{about.day:%Y%m%d}000000+00'00'")
        self.paint = Painter(self._canvas, HEIGHT)
        self._footer, self._page_words, self._pages = footer, page_words, pages
        self.number = 1
        self.y = TOP

    def room(self, height: float) -> None:
        """Begin a new page when less than ``height`` is left on this one."""
        if self.y + height > BOTTOM:
            self.next_page()

    def next_page(self) -> None:
        """End this page."""
        self._end()
        self.number += 1
        self.y = TOP

    def heading(self, text: str, bookmark: str, *, keep: float = 90.0) -> None:
        """A section's title, in the outline too, with room for the beginning of what follows."""
        self.room(keep)
        self._canvas.bookmarkHorizontal(bookmark, 0, HEIGHT - self.y + 24)
        self._canvas.addOutlineEntry(text, bookmark)
        self.paint.text(LEFT, self.y + 12, text, 17, "heading")
        self.y += 30

    def words(
        self,
        text: str,
        size: float = 10.5,
        font: Font = "text",
        fill: str = "ink",
        *,
        left: float = LEFT,
        width: float | None = None,
        after: float = 6.0,
    ) -> None:
        """A paragraph. Lines that do not fit go on on the next page."""
        for line in wrap(text, font, size, RIGHT - left if width is None else width):
            self.room(size * LEADING)
            self.paint.text(left, self.y + size, line, size, font, fill)
            self.y += size * LEADING
        self.y += after

    def token(self, theme: str, y: float, size: float = 20.0) -> None:
        """A theme's token in the margin of a paragraph."""
        self.paint.drawing(token_drawing(theme), LEFT, y, size)

    def rule(self) -> None:
        """A thin line across."""
        self.box(LEFT, self.y, COLUMN, 0.7, "line")
        self.y += 10

    def box(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0.0) -> None:
        """A filled rectangle."""
        shape = Shape(rectangle(0, 0, width, height, radius), fill=fill)
        self.paint.drawing(Drawing(0, 0, width, height, (shape,)), x, y, width)

    def notice(self, text: str) -> None:
        """Words in a box that nobody overlooks."""
        lines = wrap(text, "strong", 11, COLUMN - 32)
        height = len(lines) * 11 * LEADING + 18
        self.room(height)
        self.box(LEFT, self.y, COLUMN, height, "surface-2", 9)
        for index, line in enumerate(lines):
            self.paint.text(LEFT + 16, self.y + 20 + index * 11 * LEADING, line, 11, "strong")
        self.y += height + 14

    def columns(self, y: float, cells: Sequence[tuple[float, str, Font, str]], size: float = 10.5) -> None:
        """Cells of one row: (right edge, text, font, colour), each set to the right."""
        for edge, text, font, fill in cells:
            self.paint.text(edge, y, text, size, font, fill, "end")

    def horizon(self) -> None:
        """The field strip at the foot of this page, once in a document."""
        across = WIDTH - 2 * PRINT_MARGIN
        strip = fields.horizon("wide", across)
        self.paint.drawing(strip, PRINT_MARGIN, HEIGHT - PRINT_MARGIN - strip.height, across)

    def finish(self) -> bytes:
        """The file."""
        self._end()
        self._canvas.save()
        return self._buffer.getvalue()

    def _end(self) -> None:
        if self.number > 1:
            page = self._page_words.format(page=self.number, pages=self._pages)
            self.paint.text(LEFT, HEIGHT - 36, self._footer, 9, fill="ink-2")
            self.paint.text(RIGHT, HEIGHT - 36, page, 9, "strong", "ink-2", "end")
        self._canvas.showPage()
