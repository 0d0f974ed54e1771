"""A drawing as plain values: shapes, texts and groups, before it becomes SVG or PDF.

Everything that is shown both on a page and on paper (wheel, badge, logo, horizon, tokens) is one
`Drawing`; `drawing_svg` and `pdf.paint` only translate. Coordinates have y pointing down. Colours are
palette names of `theme_art`; inside a group with a theme, `solid`, `text`, `tint`, `on` and `furrow`
mean that theme's colours.
"""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Literal, TypeAlias

Font: TypeAlias = Literal["heading", "figure", "text", "name", "strong", "code"]
Anchor: TypeAlias = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Shape:
    """A path (SVG path data) with fill and stroke as palette names; an empty name means none."""

    path: str
    fill: str = ""
    stroke: str = ""
    width: float = 0.0
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    rounded: bool = False
    fixed_width: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Letters in one font, size and colour (a palette name)."""

    text: str
    size: float
    font: Font = "text"
    fill: str = "ink"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, one run after the other; `x`, `y` is the baseline point named by `anchor`."""

    x: float
    y: float
    runs: tuple[Run, ...]
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Group:
    """Marks drawn together: moved to (`x`, `y`), then scaled, then clipped to the path `clip`."""

    marks: "tuple[Mark, ...]"
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    clip: str = ""
    theme: str = ""
    name: str = ""


Mark: TypeAlias = Shape | Text | Group


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks inside a box (`left`, `top`, `width`, `height`)."""

    left: float
    top: float
    width: float
    height: float
    marks: tuple[Mark, ...]


def number(value: float) -> str:
    """A coordinate as short as possible: two decimals, no trailing zeros, never "-0"."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def points(*values: float) -> str:
    """Coordinates joined by spaces, for path data."""
    return " ".join(number(value) for value in values)


def polar(radius: float, degrees: float) -> tuple[float, float]:
    """The point at `radius` and `degrees`, with 0° at three o'clock and turning clockwise."""
    angle = radians(degrees)
    return radius * cos(angle), radius * sin(angle)


def circle(x: float, y: float, radius: float) -> str:
    """Path data of a full circle."""
    r = points(radius, radius)
    return f"M{points(x - radius, y)}A{r} 0 1 1 {points(x + radius, y)}A{r} 0 1 1 {points(x - radius, y)}Z"


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Path data of one straight line."""
    return f"M{points(x1, y1)}L{points(x2, y2)}"


def polygon(*corners: tuple[float, float]) -> str:
    """Path data of a closed polygon."""
    return "M" + "L".join(points(x, y) for x, y in corners) + "Z"


def rectangle(x: float, y: float, width: float, height: float, radius: float = 0.0) -> str:
    """Path data of a rectangle, with round corners when `radius` is given."""
    right, bottom = x + width, y + height
    if not radius:
        return polygon((x, y), (right, y), (right, bottom), (x, bottom))
    r = points(radius, radius)
    return (
        f"M{points(x + radius, y)}H{number(right - radius)}A{r} 0 0 1 {points(right, y + radius)}"
        f"V{number(bottom - radius)}A{r} 0 0 1 {points(right - radius, bottom)}"
        f"H{number(x + radius)}A{r} 0 0 1 {points(x, bottom - radius)}"
        f"V{number(y + radius)}A{r} 0 0 1 {points(x + radius, y)}Z"
    )


def parallelogram(x: float, y: float, width: float, height: float, radius: float) -> str:
    """Path data of a parcel: a rectangle leaning 20° to the right, with round corners (LOOK.md 1.2).

    `x` is the left end of the bottom edge; the top edge lies `height * tan(20°)` further right.
    """
    lean = height * sin(radians(20)) / cos(radians(20))
    corners = ((x + lean, y), (x + lean + width, y), (x + width, y + height), (x, y + height))
    data = ""
    for index, corner in enumerate(corners):
        before, after = corners[index - 1], corners[(index + 1) % 4]
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        data += f"{'L' if data else 'M'}{points(*start)}Q{points(*corner, *end)}"
    return data + "Z"


def _towards(corner: tuple[float, float], other: tuple[float, float], distance: float) -> tuple[float, float]:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = (dx * dx + dy * dy) ** 0.5
    return corner[0] + dx / length * distance, corner[1] + dy / length * distance
