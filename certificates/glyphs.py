"""Letter outlines read from a TrueType font, for text that must look the same without that font.

A badge travels as one SVG file, so its ring of text is drawn as outlines. ReportLab reads the font's
tables; the outlines themselves (table `glyf`) are read here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from struct import unpack_from
from typing import TypeAlias

from reportlab.pdfbase.ttfonts import TTFontFile

from certificates.drawing import number

Point: TypeAlias = tuple[float, float, bool]
Contour: TypeAlias = list[Point]

_REPEAT, _SAME_OR_POSITIVE_X, _SAME_OR_POSITIVE_Y, _SHORT_X, _SHORT_Y, _ON_CURVE = 8, 16, 32, 2, 4, 1
_WORDS, _OFFSETS, _SCALED, _MORE, _TWO_SCALES, _MATRIX = 1, 2, 8, 32, 64, 128


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines of one font. Lengths are in units of a 1000 em, as in the bundled fonts."""

    glyphs: Mapping[int, int]
    widths: Mapping[int, float]
    starts: Sequence[int]
    data: bytes

    def has(self, character: str) -> bool:
        """Whether the font draws this character."""
        return ord(character) in self.glyphs

    def advance(self, character: str) -> float:
        """How far the pen moves for this character."""
        return self.widths.get(ord(character), 0.0)

    def path(self, character: str, a: float, b: float, x: float, y: float) -> str:
        """SVG path data of a character, turned and scaled by (`a`, `b`) and moved to (`x`, `y`).

        `a` is scale·cos and `b` scale·sin of the turn, clockwise on the page; y points down.
        """
        data = ""
        for contour in self._contours(self.glyphs.get(ord(character), 0)):
            data += _contour_path([(a * px + b * py + x, b * px - a * py + y, on) for px, py, on in contour])
        return data

    def _contours(self, glyph: int) -> list[Contour]:
        start, end = self.starts[glyph], self.starts[glyph + 1]
        if start == end:
            return []
        (count,) = unpack_from(">h", self.data, start)
        return self._simple(start + 10, count) if count >= 0 else self._composite(start + 10)

    def _simple(self, at: int, count: int) -> list[Contour]:
        ends = unpack_from(f">{count}H", self.data, at)
        at += 2 * count
        at += 2 + unpack_from(">H", self.data, at)[0]
        total = ends[-1] + 1 if ends else 0
        flags: list[int] = []
        while len(flags) < total:
            flag = self.data[at]
            at += 1
            flags.append(flag)
            if flag & _REPEAT:
                flags += [flag] * self.data[at]
                at += 1
        xs, at = self._coordinates(at, flags, _SHORT_X, _SAME_OR_POSITIVE_X)
        ys, _ = self._coordinates(at, flags, _SHORT_Y, _SAME_OR_POSITIVE_Y)
        points = [(x, y, bool(flag & _ON_CURVE)) for x, y, flag in zip(xs, ys, flags, strict=True)]
        starts = (0, *(end + 1 for end in ends[:-1]))
        return [points[first : end + 1] for first, end in zip(starts, ends, strict=True)]

    def _coordinates(self, at: int, flags: list[int], short: int, same: int) -> tuple[list[float], int]:
        value, values = 0, list[float]()
        for flag in flags:
            if flag & short:
                value += self.data[at] if flag & same else -self.data[at]
                at += 1
            elif not flag & same:
                value += unpack_from(">h", self.data, at)[0]
                at += 2
            values.append(float(value))
        return values, at

    def _composite(self, at: int) -> list[Contour]:
        contours: list[Contour] = []
        flags = _MORE
        while flags & _MORE:
            flags, glyph = unpack_from(">HH", self.data, at)
            if flags & (_SCALED | _TWO_SCALES | _MATRIX) or not flags & _OFFSETS:
                raise ValueError("This font has scaled composite letters, which are not read.")
            dx, dy = unpack_from(">hh" if flags & _WORDS else ">bb", self.data, at + 4)
            at += 8 if flags & _WORDS else 6
            contours += [[(x + dx, y + dy, on) for x, y, on in part] for part in self._contours(glyph)]
        return contours


def _contour_path(contour: Contour) -> str:
    """One closed contour of quadratic curves; between two control points lies an implied corner."""
    full: Contour = []
    for index, point in enumerate(contour):
        before = contour[index - 1]
        if not point[2] and not before[2]:
            full.append(((point[0] + before[0]) / 2, (point[1] + before[1]) / 2, True))
        full.append(point)
    first = next(index for index, point in enumerate(full) if point[2])
    full = full[first:] + full[:first] + [full[first]]
    data, control = f"M{_xy(full[0])}", ""
    for point in full[1:]:
        if not point[2]:
            control = _xy(point)
        else:
            data += f"Q{control} {_xy(point)}" if control else f"L{_xy(point)}"
            control = ""
    return data + "Z"


def _xy(point: Point) -> str:
    return f"{number(round(point[0], 1))} {number(round(point[1], 1))}"


@cache
def outlines(font: Path) -> Outlines:
    """The outlines of a TrueType file, read once."""
    file = TTFontFile(str(font))
    return Outlines(file.charToGlyph, file.charWidths, file.glyphPos, file.get_table("glyf"))
