"""Drawings as PNG, for places that take no SVG: the picture beside a link on other sites.

Pillow draws; everything is drawn twice as large and made smaller, which gives even edges. It knows what our own
drawings use: fills, strokes with dashes, opacity, clips, and text in the bundled fonts.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from math import hypot

from PIL import Image, ImageChops, ImageDraw, ImageFont

from certificates.drawing import Drawing, Font, Group, Mark, Shape, Text
from certificates.drawing_svg import light
from certificates.fonts_bundled import font_file
from certificates.svg_path import segments

FINER = 2
_CURVE_STEPS = 12
Point = tuple[float, float]
Line = list[Point]
Box = tuple[int, int, int, int]
"""Left, top, right and bottom on the canvas."""


def render_png(drawing: Drawing, width: int) -> bytes:
    """The drawing as a PNG file, ``width`` pixels wide, on white."""
    scale = width * FINER / drawing.width
    size = (width * FINER, round(drawing.height * scale))
    canvas = _Canvas(Image.new("RGB", size, "white"))
    place = _Place(-drawing.left * scale, -drawing.top * scale, scale)
    for mark in drawing.marks:
        canvas.mark(mark, place, "")
    small = canvas.image.resize((width, size[1] // FINER), Image.Resampling.LANCZOS)
    made = BytesIO()
    small.save(made, "PNG", optimize=True)
    return made.getvalue()


def text_width(text: str, font: Font, size: float) -> float:
    """The width of a line in the units of ``size``."""
    return float(_font(font, 1000).getlength(text)) * size / 1000


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a drawing's own coordinates lie on the canvas."""

    x: float
    y: float
    scale: float

    def inside(self, group: Group) -> "_Place":
        return _Place(self.x + group.x * self.scale, self.y + group.y * self.scale, self.scale * group.scale)

    def moved(self, box: Box) -> "_Place":
        return _Place(self.x - box[0], self.y - box[1], self.scale)

    def point(self, x: float, y: float) -> Point:
        return self.x + x * self.scale, self.y + y * self.scale


@dataclass(slots=True)
class _Canvas:
    image: Image.Image

    def mark(self, mark: Mark, place: _Place, theme: str) -> None:
        if isinstance(mark, Group):
            self._group(mark, place.inside(mark), mark.theme or theme)
        elif isinstance(mark, Shape):
            self._shape(mark, place, theme)
        else:
            self._text(mark, place, theme)

    def _group(self, group: Group, place: _Place, theme: str) -> None:
        if not group.clip:
            for mark in group.marks:
                self.mark(mark, place, theme)
            return
        lines = _lines(group.clip, place)
        box = self._box(lines, 0)
        if box is None:
            return
        layer = _Canvas(self.image.crop(box))
        for mark in group.marks:
            layer.mark(mark, place.moved(box), theme)
        self.image.paste(layer.image, box[:2], _filled(lines, box))

    def _shape(self, shape: Shape, place: _Place, theme: str) -> None:
        lines = _lines(shape.path, place)
        box = self._box(lines, 0) if shape.fill else None
        if box is not None:
            self._colour(light(shape.fill, theme), _filled(lines, box), box, shape.opacity)
        if not shape.stroke:
            return
        width = max(1, round(shape.width * (FINER if shape.fixed_width else place.scale)))
        box = self._box(lines, width)
        if box is not None:
            dashed = [
                part
                for line in lines
                for part in _dashed(line, [length * place.scale for length in shape.dash])
            ]
            mask = _stroked(dashed, width, box, rounded=shape.rounded)
            self._colour(light(shape.stroke, theme), mask, box, shape.opacity)

    def _box(self, lines: list[Line], margin: int) -> Box | None:
        """The part of the canvas that the lines lie on; None when that is nothing."""
        xs = [x for line in lines for x, _ in line]
        ys = [y for line in lines for _, y in line]
        left, top = max(0, int(min(xs)) - margin), max(0, int(min(ys)) - margin)
        right = min(self.image.width, int(max(xs)) + margin + 2)
        bottom = min(self.image.height, int(max(ys)) + margin + 2)
        return (left, top, right, bottom) if left < right and top < bottom else None

    def _text(self, text: Text, place: _Place, theme: str) -> None:
        fonts = [_font(run.font, round(run.size * place.scale)) for run in text.runs]
        widths = [font.getlength(run.text) for font, run in zip(fonts, text.runs, strict=True)]
        x, y = place.point(text.x, text.y)
        x -= {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor] * sum(widths)
        draw = ImageDraw.Draw(self.image)
        for run, font, width in zip(text.runs, fonts, widths, strict=True):
            draw.text((x, y), run.text, fill=light(run.fill, theme), font=font, anchor="ls")
            x += width

    def _colour(self, colour: str, mask: Image.Image, box: Box, opacity: float) -> None:
        if opacity < 1:
            mask = mask.point(lambda level: round(level * opacity))
        self.image.paste(colour, box, mask)


def _filled(lines: list[Line], box: Box) -> Image.Image:
    """A mask as large as the box. Even-odd, so that the holes in letters stay open."""
    size = (box[2] - box[0], box[3] - box[1])
    mask = Image.new("L", size)
    for number, line in enumerate(line for line in lines if len(line) > 2):
        part = Image.new("L", size) if number else mask
        ImageDraw.Draw(part).polygon(_inside(line, box), fill=255)
        mask = ImageChops.difference(mask, part) if number else mask
    return mask


def _stroked(lines: list[Line], width: int, box: Box, *, rounded: bool) -> Image.Image:
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    draw, half = ImageDraw.Draw(mask), width / 2
    for line in lines:
        part = _inside(line, box)
        draw.line(part, fill=255, width=width, joint="curve")
        for x, y in (part[0], part[-1]) if rounded else ():
            draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return mask


def _inside(line: Line, box: Box) -> Line:
    return [(x - box[0], y - box[1]) for x, y in line]


@cache
def _font(font: Font, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_file(font), size)


def _lines(path: str, place: _Place) -> list[Line]:
    """The path as broken lines on the canvas."""
    lines: list[Line] = []
    for command, values in segments(path):
        if command == "M":
            lines.append([place.point(*values)])
        elif command == "L":
            lines[-1].append(place.point(*values))
        elif command == "C":
            points = [place.point(*values[start : start + 2]) for start in (0, 2, 4)]
            lines[-1] += _curve(lines[-1][-1], *points)
        else:
            lines[-1].append(lines[-1][0])
    return lines


def _curve(a: Point, b: Point, c: Point, d: Point) -> Line:
    points = []
    for step in range(1, _CURVE_STEPS + 1):
        t = step / _CURVE_STEPS
        w = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
        points.append(
            (
                w[0] * a[0] + w[1] * b[0] + w[2] * c[0] + w[3] * d[0],
                w[0] * a[1] + w[1] * b[1] + w[2] * c[1] + w[3] * d[1],
            )
        )
    return points


def _dashed(line: Line, dash: list[float]) -> list[Line]:
    """The pieces of a line that are drawn: all of it, or every other length of ``dash``."""
    if not dash or len(line) < 2:
        return [line] if len(line) > 1 else []
    pieces: list[Line] = [[line[0]]]
    number, left = 0, dash[0]
    for (x1, y1), (x2, y2) in pairwise(line):
        length, done = hypot(x2 - x1, y2 - y1), 0.0
        while length - done > left:
            done += left
            share = done / length
            turn = (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share)
            if number % 2 == 0:
                pieces[-1].append(turn)
            else:
                pieces.append([turn])
            number, left = number + 1, dash[(number + 1) % len(dash)]
        left -= length - done
        if number % 2 == 0:
            pieces[-1].append((x2, y2))
    return [piece for piece in pieces if len(piece) > 1]
