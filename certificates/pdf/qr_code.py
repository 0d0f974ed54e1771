"""QR codes on paper: black enough on white, with their quiet zone (ISO/IEC 18004); error level M or better."""

import segno

from certificates.drawing import Drawing, Shape, rectangle
from certificates.pdf.paint import Painter

QUIET_ZONE = 4
"""Modules of white around a QR code."""


def paint_qr_code(paint: Painter, url: str, x: float, y: float, size: float) -> None:
    """A QR code whose dark part is `size` points wide, top left at (`x`, `y`)."""
    code, side = qr_drawing(url)
    module = size / side
    quiet = QUIET_ZONE * module
    paint.drawing(code, x - quiet, y - quiet, code.width * module)


def qr_drawing(url: str) -> tuple[Drawing, int]:
    """The code of ``url`` with its quiet zone, one unit a module; and how many modules it has without that zone."""
    rows = list(segno.make(url, error="m", micro=False).matrix)
    side = len(rows)
    whole = side + 2 * QUIET_ZONE
    cells = "".join(
        rectangle(start + QUIET_ZONE, row + QUIET_ZONE, length, 1)
        for row, modules in enumerate(rows)
        for start, length in _runs(modules)
    )
    marks = (Shape(rectangle(0, 0, whole, whole), fill="surface"), Shape(cells, fill="ink"))
    return Drawing(0, 0, whole, whole, marks), side


def _runs(modules: bytearray) -> list[tuple[int, int]]:
    """Dark runs of a row as (start, length)."""
    runs: list[tuple[int, int]] = []
    for index, module in enumerate(modules):
        if not module & 1:
            continue
        if runs and sum(runs[-1]) == index:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((index, 1))
    return runs
