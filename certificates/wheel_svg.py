"""The wheel as SVG for a page. Everything it is given is escaped, so its result may be marked safe."""

from certificates.drawing_svg import render_drawing
from certificates.wheel import Language, Size, Wheel, describe, draw


def render(
    wheel: Wheel,
    *,
    size: Size | str = Size.DESKTOP,
    language: Language = "nl",
    prefix: str = "wheel",
    label: str | None = None,
    grow: bool = False,
) -> str:
    """One `<svg>` of the wheel.

    `prefix` makes its ids unique: give each wheel on a page its own. `label` is its text alternative,
    `describe(wheel, language)` when left out; an empty one makes it decoration, for use beside the same
    facts in words. `grow` lets the petals grow once when the page opens.
    """
    size = Size(size)
    text = describe(wheel, language) if label is None else label
    classes = f"wheel wheel-{size}{' wheel-grow' if grow else ''}"
    return render_drawing(draw(wheel, size, language), prefix=prefix, label=text, css_class=classes)
