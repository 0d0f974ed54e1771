"""The font files that come with the product, by the name that drawings use."""

from pathlib import Path

from certificates.drawing import Font

FOLDER = Path(__file__).parent / "fonts"
FILES: dict[Font, str] = {
    "heading": "MvoHeading-680",
    "figure": "MvoFigure-740",
    "text": "MvoText-400",
    "name": "MvoText-550",
    "strong": "MvoText-700",
    "code": "MvoCode-700",
}


def font_file(font: Font) -> Path:
    """The TrueType file of a font."""
    return FOLDER / f"{FILES[font]}.ttf"
