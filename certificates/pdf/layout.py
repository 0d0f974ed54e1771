"""Breaking text into lines of a measured width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from certificates.drawing import Font
from certificates.pdf.fonts import printed, width

PX = 0.75
"""A CSS pixel in points: LOOK.md gives the title sizes in pixels."""
TITLE_SIZES = (58 * PX, 44 * PX, 34 * PX)
_SMALLER_TITLES = ((34 * PX, 2), (26 * PX, 3), (20 * PX, 4), (15 * PX, 5), (11 * PX, 7))


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one size; `leading` is the distance between their baselines. All in points."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """From the first baseline to where the last line's room ends."""
        return len(self.lines) * self.leading


def wrap(text: str, font: Font, size: float, room: float) -> tuple[str, ...]:
    """`text` in lines no wider than `room` points; a word that is wider is cut where it must be."""
    lines: list[str] = []
    line = ""
    for word in printed(text, font).split():
        together = f"{line} {word}" if line else word
        if width(together, font, size) <= room:
            line = together
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, lambda part: width(part, font, size) <= room)
        lines += full
    return (*lines, line) if line else tuple(lines)


def _pieces(word: str, fits: Callable[[str], bool]) -> Sequence[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and not fits(pieces[-1] + character):
            pieces.append("")
        pieces[-1] += character
    return pieces


def fit_title(text: str, room: float) -> Lines:
    """A name as large as it fits: 58, 44 or 34 px on one line, then 34 px on two, then smaller (LOOK.md 3).

    Raises `ValueError` for a name that does not even fit in seven lines of 11 px.
    """
    for size in TITLE_SIZES:
        if width(text, "heading", size) <= room:
            return Lines((printed(text, "heading"),), size, size * 1.12)
    for size, most in _SMALLER_TITLES:
        lines = wrap(text, "heading", size, room)
        if len(lines) <= most:
            return Lines(_balanced(text, size, room, lines), size, size * 1.12)
    raise ValueError(f"A name of {len(text)} characters does not fit on a certificate.")


def _balanced(text: str, size: float, room: float, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The same number of lines in as little width as that takes, so that none is much shorter than the rest."""
    best = lines
    for step in range(1, 50):
        narrower = wrap(text, "heading", size, room * (1 - step / 100))
        if len(narrower) > len(lines):
            break
        best = narrower
    return best
