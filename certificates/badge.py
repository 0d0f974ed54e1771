"""The junior ambassador's badge: a lighthouse over the five fields, its text on a ring (picture 08a).

The letters are outlines, so that the badge looks the same wherever it is shown, also without our fonts.
It keeps its colours in dark pages: it is an image of something given, not part of the page.
"""

from dataclasses import dataclass
from math import cos, degrees, pi, radians, sin
from pathlib import Path

from certificates.drawing import Drawing, Group, Mark, Shape, circle, line, polar, polygon, rectangle
from certificates.drawing_svg import render_drawing
from certificates.fields import Perspective, fields
from certificates.glyphs import outlines

_FONT = Path(__file__).parent / "fonts" / "MvoHeading-680.ttf"
_CENTRE = 256.0
_SCENE = 169.0
_FIELDS = Perspective((0.393, 0.4615, 0.5385, 0.607), (0.215, 0.376, 0.624, 0.785), (6, 3, 3, 3, 6), 0.62)


@dataclass(frozen=True, slots=True)
class Badge:
    """What the ring says: `title` above ("Junior MVO-ambassadeur"), `region` and `year` below."""

    title: str
    region: str
    year: int


@dataclass(frozen=True, slots=True)
class Seal:
    """What takes the place of a badge that does not hold: `title` above ("… geschorst"), `number` below."""

    title: str
    number: str


def draw_seal(seal: Seal) -> Drawing:
    """The same ring without colours or fields, and a cross: nobody takes it for a badge that holds."""
    marks = (
        Shape(circle(_CENTRE, _CENTRE, 250), fill="ink-2"),
        Shape(circle(_CENTRE, _CENTRE, 175), fill="surface"),
        Shape(
            f"{line(196, 196, 316, 316)}{line(316, 196, 196, 316)}", stroke="ink-2", width=26, rounded=True
        ),
        Shape(_over(seal.title, 204.0, 36.0, 78.0), fill="surface"),
        Shape(_under(seal.number, 224.0, 27.0, 62.0), fill="surface"),
    )
    return Drawing(0, 0, 512, 512, marks)


def seal_svg(seal: Seal, *, label: str, prefix: str = "seal") -> str:
    """The seal as an SVG file of its own."""
    return render_drawing(draw_seal(seal), prefix=prefix, label=label, standalone=True)


def draw_badge(badge: Badge) -> Drawing:
    """The whole badge in a 512 box; readable from 96 px. Below that use `draw_lighthouse`."""
    ring = (
        Shape(circle(_CENTRE, _CENTRE, 250), fill="ink"),
        Shape(circle(_CENTRE, _CENTRE, 241.5), stroke="focus", width=3),
        Shape(circle(_CENTRE, _CENTRE, 175), fill="surface"),
    )
    letters = (
        Shape(_over(badge.title, 204.0, 36.0, 66.0), fill="surface"),
        Shape(_under(f"{badge.region} · {badge.year}", 224.0, 27.0, 56.0), fill="focus"),
    )
    return Drawing(0, 0, 512, 512, (*ring, _scene(), *letters))


def draw_lighthouse() -> Drawing:
    """The badge without its text, for sizes under 96 px."""
    ring = (
        Shape(circle(_CENTRE, _CENTRE, 193), fill="ink"),
        Shape(circle(_CENTRE, _CENTRE, 175), fill="surface"),
    )
    return Drawing(62, 62, 388, 388, (*ring, _scene()))


def badge_svg(badge: Badge, *, label: str, prefix: str = "badge") -> str:
    """The badge as an SVG file of its own. `label` names holder, year and issuer for who cannot see it."""
    return render_drawing(draw_badge(badge), prefix=prefix, label=label, standalone=True)


def lighthouse_svg(*, label: str = "", prefix: str = "lighthouse") -> str:
    """The small badge without text, as an SVG file of its own."""
    return render_drawing(draw_lighthouse(), prefix=prefix, label=label, standalone=True)


def _over(text: str, radius: float, size: float, reach: float) -> str:
    """Letters along the top of a circle, standing outwards, within `reach` degrees of twelve o'clock."""
    size, spacing = _fitted(text, radius, size, reach)
    at, data = -_length(text, size, spacing) / 2, ""
    font = outlines(_FONT)
    for character in text:
        width = font.advance(character) * size / 1000
        turn = degrees((at + width / 2) / radius)
        data += _letter(character, size, turn, polar(radius, turn - 90), width)
        at += width + spacing
    return data


def _under(text: str, radius: float, size: float, reach: float) -> str:
    """Letters along the bottom of a circle, standing inwards, within `reach` degrees of six o'clock."""
    size, spacing = _fitted(text, radius, size, reach)
    at, data = -_length(text, size, spacing) / 2, ""
    font = outlines(_FONT)
    for character in text:
        width = font.advance(character) * size / 1000
        turn = -degrees((at + width / 2) / radius)
        data += _letter(character, size, turn, polar(radius, turn + 90), width)
        at += width + spacing
    return data


def _letter(character: str, size: float, turn: float, foot: tuple[float, float], width: float) -> str:
    """A letter turned by `turn` degrees, the middle of its baseline on `foot` (from the centre)."""
    a, b = cos(radians(turn)), sin(radians(turn))
    x, y = _CENTRE + foot[0] - a * width / 2, _CENTRE + foot[1] - b * width / 2
    return outlines(_FONT).path(character, a * size / 1000, b * size / 1000, x, y)


def _fitted(text: str, radius: float, size: float, reach: float) -> tuple[float, float]:
    """Font size and letter spacing: smaller when the text would run further than `reach` degrees."""
    spacing = size * 0.025
    room = 2 * reach / 180 * pi * radius
    shrink = min(1.0, room / max(_length(text, size, spacing), 1.0))
    return size * shrink, spacing * shrink


def _length(text: str, size: float, spacing: float) -> float:
    font = outlines(_FONT)
    return sum(font.advance(character) for character in text) * size / 1000 + spacing * (len(text) - 1)


def _scene() -> Group:
    marks: tuple[Mark, ...] = (
        Shape(rectangle(80, 80, 352, 352), fill="sky"),
        Shape(polygon((60, 119), (234, 169), (234, 179), (60, 203)), fill="focus"),
        Shape(polygon((452, 119), (278, 169), (278, 179), (452, 203)), fill="focus"),
        Shape(rectangle(80, 296, 352, 22), fill="sea"),
        Shape("M80 314.5Q256 289 432 314.5V318H80Z", fill="dike"),
        *_lighthouse(),
        fields(_FIELDS, 87, 320.5, 338, 105, 6),
        Shape(rectangle(80, 315.5, 352, 5), fill="surface"),
    )
    return Group(marks, clip=circle(_CENTRE, _CENTRE, _SCENE))


def _lighthouse() -> tuple[Mark, ...]:
    tower = polygon((230.5, 202), (281.5, 202), (294, 306), (218, 306))
    band = polygon((227.5, 236), (284.5, 236), (288.5, 268), (223.5, 268))
    door = "M246 306V294A10 10 0 0 1 266 294V306Z"
    roof = "M228 158C236 145 245 140.5 256 140.5S276 145 284 158Z"
    return (
        Shape(tower, fill="surface"),
        Group((Shape(band, fill="solid", stroke="ink", width=5),), theme="soc"),
        Shape(tower, stroke="ink", width=6, rounded=True),
        Shape(door, fill="ink"),
        Shape(rectangle(234, 158, 44, 42), fill="lamp", stroke="ink", width=6),
        Shape(line(256, 120, 256, 140), stroke="ink", width=6, rounded=True),
        Group((Shape(roof, fill="solid"),), theme="soc"),
        Shape(roof, stroke="ink", width=6, rounded=True),
        Shape(line(224, 202, 288, 202), stroke="ink", width=9, rounded=True),
    )
