"""Text that flows over pages of A4 portrait: pieces that belong together stay on one page where that is possible.

Lengths are points; y points down from the top of a piece.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from certificates.drawing import Drawing, Font, Shape, circle, line, rectangle
from certificates.pdf.layout import wrap
from certificates.pdf.paint import Painter

WIDTH, HEIGHT = 595.28, 841.89
LEFT, TOP = 48.0, 46.0
COLUMN = WIDTH - 2 * LEFT
BOTTOM = HEIGHT - 52.0
_BOX = 10.0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text, with its baseline at (`x`, `y`)."""

    x: float
    y: float
    text: str
    size: float
    font: Font = "text"
    fill: str = "ink"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its top left corner at (`x`, `y`), `width` wide."""

    x: float
    y: float
    drawing: Drawing
    width: float


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never cut."""

    marks: tuple[Words | Picture, ...]
    height: float


Unit = Sequence[Piece]
"""Pieces that stay together on one page, unless they do not fit on any."""


def gap(height: float) -> Piece:
    """Nothing."""
    return Piece((), height)


def lines(
    text: str,
    size: float,
    *,
    font: Font = "text",
    fill: str = "ink",
    x: float = 0.0,
    room: float = COLUMN,
    leading: float = 1.36,
) -> Piece:
    """A paragraph."""
    step = size * leading
    parts = wrap(text, font, size, room - x)
    marks = tuple(Words(x, size * 0.95 + n * step, part, size, font, fill) for n, part in enumerate(parts))
    return Piece(marks, len(parts) * step)


def tick(text: str, size: float, *, round_box: bool, x: float = 0.0, room: float = COLUMN) -> Piece:
    """A box to tick, with its words: round where one of several is chosen, square where more may be."""
    middle = _BOX / 2
    shape = (
        circle(middle, middle, middle - 0.5) if round_box else rectangle(0.5, 0.5, _BOX - 1, _BOX - 1, 1.5)
    )
    box = Drawing(0, 0, _BOX, _BOX, (Shape(shape, stroke="line-strong", width=0.9),))
    words = lines(text, size, x=x + _BOX + 7, room=room)
    return Piece((Picture(x, size * 0.95 - _BOX + 1.6, box, _BOX), *words.marks), words.height + 3)


def beside(*pieces: Piece) -> Piece:
    """Pieces at the same height; each has its own place from the left."""
    return Piece(
        tuple(mark for piece in pieces for mark in piece.marks), max(piece.height for piece in pieces)
    )


def rule(below: float, *, x: float = 0.0, width: float = COLUMN, fill: str = "line-strong") -> Piece:
    """A line to write on, `below` points under the top."""
    drawing = Drawing(0, 0, width, 1, (Shape(line(0, 0.5, width, 0.5), stroke=fill, width=0.6),))
    return Piece((Picture(x, below - 0.5, drawing, width),), below)


Page = tuple[tuple[float, Piece], ...]


def pages(units: Iterable[Unit | None]) -> tuple[Page, ...]:
    """The pieces with their place on each page. None begins a new page."""
    done: list[Page] = []
    page: list[tuple[float, Piece]] = []
    y = TOP

    def turn() -> None:
        nonlocal page, y
        if page:
            done.append(tuple(page))
        page, y = [], TOP

    for unit in units:
        if unit is None or y + sum(piece.height for piece in unit) > BOTTOM:
            turn()
        for piece in unit or ():
            if y + piece.height > BOTTOM:
                turn()
            page.append((y, piece))
            y += piece.height
    turn()
    return tuple(done)


def paint(painter: Painter, page: Page) -> None:
    """Put the pieces of one page on paper."""
    for y, piece in page:
        for mark in piece.marks:
            if isinstance(mark, Words):
                painter.text(LEFT + mark.x, y + mark.y, mark.text, mark.size, mark.font, mark.fill)
            else:
                painter.drawing(mark.drawing, LEFT + mark.x, y + mark.y, mark.width)
