"""Paints drawings and text on a ReportLab page. Here y points down from the top edge, in points."""

from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from certificates.drawing import Anchor, Drawing, Font, Group, Mark, Shape, Text
from certificates.drawing_svg import light
from certificates.pdf import fonts
from certificates.svg_path import segments


@dataclass(frozen=True, slots=True)
class Painter:
    """A page and its height."""

    canvas: Canvas
    height: float

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        font: Font = "text",
        fill: str = "ink",
        anchor: Anchor = "start",
    ) -> None:
        """One line of text with its baseline at `y`."""
        self._string(x, self.height - y, text, size, font, light(fill), anchor)

    def drawing(self, drawing: Drawing, x: float, y: float, width: float) -> None:
        """A drawing with its box's top left corner at (`x`, `y`), scaled to `width`."""
        scale = width / drawing.width
        self.canvas.saveState()
        self.canvas.translate(x, self.height - y)
        self.canvas.scale(scale, -scale)
        self.canvas.translate(-drawing.left, -drawing.top)
        for mark in drawing.marks:
            self._mark(mark, "")
        self.canvas.restoreState()

    def _mark(self, mark: Mark, theme: str) -> None:
        if isinstance(mark, Group):
            self._group(mark, mark.theme or theme)
        elif isinstance(mark, Shape):
            self._shape(mark, theme)
        else:
            self._text(mark, theme)

    def _group(self, group: Group, theme: str) -> None:
        self.canvas.saveState()
        self.canvas.translate(group.x, group.y)
        self.canvas.scale(group.scale, group.scale)
        if group.clip:
            self.canvas.clipPath(self._path(group.clip), stroke=0, fill=0)
        for mark in group.marks:
            self._mark(mark, theme)
        self.canvas.restoreState()

    def _shape(self, shape: Shape, theme: str) -> None:
        self.canvas.saveState()
        if shape.fill:
            self.canvas.setFillColor(HexColor(light(shape.fill, theme)), shape.opacity)
        if shape.stroke:
            self.canvas.setStrokeColor(HexColor(light(shape.stroke, theme)), shape.opacity)
            self.canvas.setLineWidth(shape.width)
            if shape.dash:
                self.canvas.setDash(list(shape.dash))
            if shape.rounded:
                self.canvas.setLineCap(1)
                self.canvas.setLineJoin(1)
        self.canvas.drawPath(self._path(shape.path), stroke=bool(shape.stroke), fill=bool(shape.fill))
        self.canvas.restoreState()

    def _path(self, data: str) -> PDFPathObject:
        path = self.canvas.beginPath()
        draw = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}
        for command, values in segments(data):
            draw[command](*values)
        return path

    def _text(self, text: Text, theme: str) -> None:
        widths = [fonts.width(run.text, run.font, run.size) + _gap(run.text, run.size) for run in text.runs]
        x = text.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor] * sum(widths)
        for run, width in zip(text.runs, widths, strict=True):
            self.canvas.saveState()
            self.canvas.translate(x + _gap(run.text, run.size), text.y)
            self.canvas.scale(1, -1)
            self._string(0, 0, run.text, run.size, run.font, light(run.fill, theme), "start")
            self.canvas.restoreState()
            x += width

    def _string(
        self, x: float, y: float, text: str, size: float, font: Font, colour: str, anchor: Anchor
    ) -> None:
        x -= {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * fonts.width(text, font, size)
        self.canvas.setFillColor(HexColor(colour), 1)
        line = self.canvas.beginText(x, y)
        line.setFont(fonts.font_name(font), size)
        for letters, space in fonts.spaced(fonts.printed(text, font), font, size):
            line.setCharSpace(space)
            line.textOut(letters)
        self.canvas.drawText(line)


def _gap(text: str, size: float) -> float:
    """A run that begins with a space keeps its distance from the run before it."""
    return 0.5 * size if text[:1].isspace() else 0.0
