"""Reads SVG path data into absolute lines and Bézier curves, for renderers that know no arcs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import acos, ceil, cos, degrees, hypot, pi, radians, sin, sqrt, tan
from typing import TypeAlias

Segment: TypeAlias = tuple[str, tuple[float, ...]]

_TOKEN = re.compile(r"([MmLlHhVvCcSsQqAaZz])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([\s,]+)|(.)")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}


@lru_cache(maxsize=1024)
def segments(path: str) -> tuple[Segment, ...]:
    """The path as ("M", (x, y)), ("L", (x, y)), ("C", (x1, y1, x2, y2, x, y)) and ("Z", ()).

    Raises `ValueError` for data that is not a path.
    """
    pen = _Pen()
    for command, values in _commands(path):
        pen.draw(command, values)
    return tuple(pen.out)


def _commands(path: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    command, values = "", list[float]()
    for letter, digits, _, wrong in _TOKEN.findall(path):
        if wrong:
            raise ValueError(f"Not SVG path data: {wrong!r} in {path!r}.")
        if letter:
            yield from _repeated(command, values, path)
            command, values = letter, []
        elif digits:
            values.append(float(digits))
    yield from _repeated(command, values, path)


def _repeated(command: str, values: list[float], path: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """One command per set of arguments: "L1 2 3 4" is two lines, and more pairs after M are lines."""
    if not command:
        if values:
            raise ValueError(f"SVG path data starts with a command letter, not a number: {path!r}.")
        return
    size = _ARGUMENTS[command.upper()]
    if size == 0:
        yield command, ()
        return
    if not values or len(values) % size:
        raise ValueError(f"{command} takes {size} numbers at a time in {path!r}.")
    for start in range(0, len(values), size):
        yield command, tuple(values[start : start + size])
        command = {"M": "L", "m": "l"}.get(command, command)


@dataclass(slots=True)
class _Pen:
    x: float = 0.0
    y: float = 0.0
    start: tuple[float, float] = (0.0, 0.0)
    handle: tuple[float, float] | None = None
    out: list[Segment] = field(default_factory=list)

    def draw(self, command: str, values: tuple[float, ...]) -> None:
        name = command.upper()
        handle, self.handle = self.handle, None
        if command.islower():
            values = self._absolute(name, values)
        drawers: dict[str, Callable[[tuple[float, ...]], None]] = {
            "M": self._move,
            "L": self._line,
            "H": lambda v: self._line((v[0], self.y)),
            "V": lambda v: self._line((self.x, v[0])),
            "C": self._curve,
            "S": lambda v: self._curve((*self._mirrored(handle), *v)),
            "Q": self._quadratic,
            "A": self._arc,
            "Z": lambda _: self._close(),
        }
        drawers[name](values)

    def _absolute(self, name: str, values: tuple[float, ...]) -> tuple[float, ...]:
        if name == "H":
            return (values[0] + self.x,)
        if name == "V":
            return (values[0] + self.y,)
        if name == "A":
            return (*values[:5], values[5] + self.x, values[6] + self.y)
        return tuple(value + (self.y if index % 2 else self.x) for index, value in enumerate(values))

    def _mirrored(self, handle: tuple[float, float] | None) -> tuple[float, float]:
        return (2 * self.x - handle[0], 2 * self.y - handle[1]) if handle else (self.x, self.y)

    def _move(self, values: tuple[float, ...]) -> None:
        self.x, self.y = values
        self.start = (self.x, self.y)
        self.out.append(("M", values))

    def _line(self, values: tuple[float, ...]) -> None:
        self.x, self.y = values
        self.out.append(("L", values))

    def _curve(self, values: tuple[float, ...]) -> None:
        self.handle = (values[2], values[3])
        self.x, self.y = values[4], values[5]
        self.out.append(("C", values))

    def _quadratic(self, values: tuple[float, ...]) -> None:
        qx, qy, x, y = values
        third = 2 / 3
        self._curve(
            (
                self.x + third * (qx - self.x),
                self.y + third * (qy - self.y),
                x + third * (qx - x),
                y + third * (qy - y),
                x,
                y,
            )
        )
        self.handle = None

    def _close(self) -> None:
        self.x, self.y = self.start
        self.out.append(("Z", ()))

    def _arc(self, values: tuple[float, ...]) -> None:
        for curve in _arc_curves((self.x, self.y), values):
            self._curve(curve)
        self.handle = None


def _arc_curves(begin: tuple[float, float], values: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
    """Bézier curves of at most 90° for an elliptical arc (SVG 2, appendix B.2.4)."""
    rx, ry, rotation, large, sweep, x, y = values
    turn = radians(rotation)
    c, s = cos(turn), sin(turn)
    dx, dy = (begin[0] - x) / 2, (begin[1] - y) / 2
    px, py = c * dx + s * dy, c * dy - s * dx
    grow = max(1.0, hypot(px / rx, py / ry))
    rx, ry = rx * grow, ry * grow
    square = (rx * ry) ** 2 / ((rx * py) ** 2 + (ry * px) ** 2) - 1
    factor = sqrt(max(0.0, square)) * (-1 if bool(large) == bool(sweep) else 1)
    cx, cy = factor * rx * py / ry, -factor * ry * px / rx
    first = _angle(1, 0, (px - cx) / rx, (py - cy) / ry)
    span = _angle((px - cx) / rx, (py - cy) / ry, (-px - cx) / rx, (-py - cy) / ry)
    if not sweep and span > 0:
        span -= 2 * pi
    elif sweep and span < 0:
        span += 2 * pi
    middle = (c * cx - s * cy + (begin[0] + x) / 2, s * cx + c * cy + (begin[1] + y) / 2)
    pieces = max(1, ceil(abs(degrees(span)) / 90 - 1e-9))
    step = span / pieces
    pull = 4 / 3 * tan(step / 4)

    def at(ux: float, uy: float) -> tuple[float, float]:
        return middle[0] + c * rx * ux - s * ry * uy, middle[1] + s * rx * ux + c * ry * uy

    for index in range(pieces):
        a, b = first + index * step, first + (index + 1) * step
        one = at(cos(a) - pull * sin(a), sin(a) + pull * cos(a))
        two = at(cos(b) + pull * sin(b), sin(b) - pull * cos(b))
        yield (*one, *two, *at(cos(b), sin(b)))


def _angle(ux: float, uy: float, vx: float, vy: float) -> float:
    length = hypot(ux, uy) * hypot(vx, vy)
    angle = acos(max(-1.0, min(1.0, (ux * vx + uy * vy) / length)))
    return -angle if ux * vy - uy * vx < 0 else angle
