"""The bundled fonts, registered with ReportLab once, and how wide text is in them.

ReportLab does not kern. Headings do here: a file beside the font says how much closer pairs of letters stand.
"""

import json
import unicodedata
from functools import cache, lru_cache
from itertools import groupby, pairwise

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from certificates.drawing import Font
from certificates.fonts_bundled import FILES, FOLDER, font_file
from certificates.glyphs import outlines
from certificates.pdf.readable import is_printable, readable

_TRACKING = -10
"""How much closer all letters of headings stand, in thousandths of the size (LOOK.md: −0.01em)."""


@cache
def font_name(font: Font) -> str:
    """ReportLab's name of a font, registered at its first use."""
    name = FILES[font]
    pdfmetrics.registerFont(TTFont(name, str(font_file(font))))
    return name


def width(text: str, font: Font, size: float) -> float:
    """The width in points of a line of text as it will be printed."""
    line = printed(text, font)
    plain = float(pdfmetrics.stringWidth(line, font_name(font), size))
    return plain + sum(len(letters) * space for letters, space in spaced(line, font, size))


def spaced(line: str, font: Font, size: float) -> list[tuple[str, float]]:
    """The line in pieces, each with the space in points that follows every letter of it."""
    if font != "heading":
        return [(line, 0.0)]
    kerning = _kerning()
    pairs = [kerning.get(_base(a) + _base(b), 0) for a, b in pairwise(line)]
    spaces = [
        (letter, _TRACKING + kern) for letter, kern in zip(line, [*pairs, -_TRACKING], strict=bool(line))
    ]
    return [
        ("".join(letter for letter, _ in piece), space * size / 1000)
        for space, piece in groupby(spaces, key=lambda item: item[1])
    ]


@cache
def _kerning() -> dict[str, int]:
    pairs: dict[str, int] = json.loads((FOLDER / f"{FILES['heading']}.kern.json").read_text(encoding="utf-8"))
    return pairs


def _base(letter: str) -> str:
    """An accented letter is spaced like the letter under the accent."""
    return unicodedata.normalize("NFD", letter)[0]


@lru_cache(maxsize=512)
def printed(text: str, font: Font) -> str:
    """The text in characters this font has (see `readable`)."""
    return readable(text, outlines(FOLDER / f"{FILES[font]}.ttf").has)


def can_print(text: str) -> bool:
    """Whether a name stays readable on a certificate: no word of it is lost for want of letters."""
    return is_printable(text, outlines(FOLDER / f"{FILES['heading']}.ttf").has)
