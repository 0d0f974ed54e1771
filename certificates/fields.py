"""The five fields under one horizon: the strip of pages and certificates, the logo's and badge's ground."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from certificates import theme_art
from certificates.drawing import Drawing, Group, Mark, Shape, circle, line, number, points, polygon, rectangle

Variant: TypeAlias = Literal["wide", "phone"]
SKY, SEA, LAND = 30.0, 12.0, 37.0
"""Heights of the strip's parts above and below the horizon line, which is `EDGE` thick."""
EDGE = 2.0
HEIGHT = SKY + SEA + EDGE + LAND


@dataclass(frozen=True, slots=True)
class Perspective:
    """Where the four borders between the fields meet the upper and the lower edge, and how many furrows
    each field has. The outer fields run on beyond the picture, parallel to their border.
    """

    top: tuple[float, float, float, float]
    bottom: tuple[float, float, float, float]
    furrows: tuple[int, int, int, int, int]
    reach: float


_STRIPS: dict[Variant, Perspective] = {
    "wide": Perspective(
        (0.547, 0.628, 0.7035, 0.781), (0.108, 0.3775, 0.65, 0.9426), (11, 5, 5, 4, 16), 0.78
    ),
    "phone": Perspective((0.4436, 0.514, 0.585, 0.66), (0.128, 0.383, 0.64, 0.9135), (16, 4, 4, 4, 12), 0.75),
}
_TURBINES: dict[Variant, tuple[tuple[float, float], ...]] = {
    "wide": ((0.0, 28.0), (43.0, 22.5), (78.0, 17.0)),
    "phone": ((0.0, 28.0), (12.0, 22.5), (23.0, 17.0)),
}
_TURBINES_AT: dict[Variant, float] = {"wide": 0.82, "phone": 0.8}


def fields(view: Perspective, left: float, top: float, width: float, height: float, edge: float) -> Group:
    """Five fields in a box, clipped to it, with furrows and `edge` wide borders in the page's colour."""

    def across(share: float) -> float:
        return left + share * width

    tops = (view.top[0] - view.reach, *view.top, view.top[3] + view.reach)
    bottoms = (view.bottom[0] - view.reach, *view.bottom, view.bottom[3] + view.reach)
    marks: list[Mark] = []
    for index, art in enumerate(theme_art.THEMES):
        t0, t1, b0, b1 = tops[index], tops[index + 1], bottoms[index], bottoms[index + 1]
        corners = (
            (across(t0), top),
            (across(t1), top),
            (across(b1), top + height),
            (across(b0), top + height),
        )
        count = view.furrows[index] + 1
        lines = "".join(
            line(across(t0 + (t1 - t0) * i / count), top, across(b0 + (b1 - b0) * i / count), top + height)
            for i in range(1, count)
            if max(t0 + (t1 - t0) * i / count, b0 + (b1 - b0) * i / count) > 0
            and min(t0 + (t1 - t0) * i / count, b0 + (b1 - b0) * i / count) < 1
        )
        furrows = Shape(lines, stroke="furrow", width=edge / 2, opacity=0.35, fixed_width=True)
        marks.append(Group((Shape(polygon(*corners), fill="solid"), furrows), theme=art.key))
    borders = "".join(
        line(across(t), top, across(b), top + height) for t, b in zip(view.top, view.bottom, strict=True)
    )
    marks.append(Shape(borders, stroke="bg", width=edge, fixed_width=True))
    return Group(tuple(marks), clip=rectangle(left, top, width, height))


def strip(variant: Variant, width: float) -> Drawing:
    """Sea, dike, horizon line and fields over `width`, without turbines; may be stretched sideways."""
    horizon = SEA + EDGE
    return Drawing(
        0,
        0,
        width,
        horizon + LAND,
        (
            Shape(rectangle(0, 0, width, SEA + 0.5), fill="sea"),
            Shape(_dike(width), fill="dike"),
            Shape(rectangle(0, SEA, width, EDGE), fill="bg"),
            fields(_STRIPS[variant], 0, horizon, width, LAND, 1.8),
        ),
    )


def _dike(width: float) -> str:
    def at(share: float, y: float) -> str:
        return points(share * width, y)

    return (
        f"M{at(0, 5.8)}C{at(0.1, 2.8)} {at(0.27, 2.6)} {at(0.41, 5.8)}S{at(0.6, 9.6)} {at(0.7, 9.4)}"
        f"S{at(0.92, 7.2)} {at(1, 4)}V{number(SEA + 0.5)}H0Z"
    )


def turbines(variant: Variant) -> Drawing:
    """Three wind turbines that stand on the dike; the drawing's bottom edge is where they stand."""
    marks = tuple(mark for x, height in _TURBINES[variant] for mark in _turbine(x + 9, height))
    return Drawing(0, 0, _TURBINES[variant][-1][0] + 18, 28.5, marks)


def _turbine(x: float, height: float) -> tuple[Shape, ...]:
    foot, top = 28.5, 28.5 - height
    hub, blade = top + height * 0.34, height * 0.34
    arms = line(x, hub, x - blade * 0.866, hub + blade * 0.45) + line(
        x, hub, x + blade * 0.866, hub + blade * 0.45
    )
    width = height / 21
    return (Shape(line(x, top + width / 2, x, foot) + arms, stroke="ink", width=width, rounded=True),)


def horizon(variant: Variant, width: float) -> Drawing:
    """The whole strip with its turbines, at a fixed width, as on a certificate."""
    ground, mills = strip(variant, width), turbines(variant)
    moved = Group(mills.marks, x=_TURBINES_AT[variant] * width - 9, y=SKY + 6 - mills.height)
    return Drawing(0, 0, width, HEIGHT, (Group(ground.marks, y=SKY), moved))


def logo() -> Drawing:
    """The logo in a 64 box: sun on the horizon, five fields below, a ring around."""
    ring = circle(32, 32, 28.5)
    scene = (
        Shape(rectangle(0, 0, 64, 32), fill="sky"),
        Shape(circle(32, 31, 10.5), fill="sun"),
        Shape(rectangle(0, 31, 64, 33), fill="ink"),
        *_logo_fields(),
    )
    return Drawing(0, 0, 64, 64, (Group(scene, clip=ring), Shape(ring, stroke="ink", width=3.6)))


def _logo_fields() -> tuple[Mark, ...]:
    tops, bottoms = (-8.0, 24.6, 29.4, 34.6, 39.4, 72.0), (-34.0, 2.5, 20.0, 44.0, 61.5, 98.0)
    top, bottom = 33.2, 62.0
    marks: list[Mark] = []
    for index, art in enumerate(theme_art.THEMES):
        left, right = index, index + 1
        corners = ((tops[left], top), (tops[right], top), (bottoms[right], bottom), (bottoms[left], bottom))
        marks.append(Group((Shape(polygon(*corners), fill="solid"),), theme=art.key))
    seams = "".join(line(tops[i], top, bottoms[i], bottom) for i in range(1, 5))
    return (*marks, Shape(seams, stroke="ink", width=1.5))
