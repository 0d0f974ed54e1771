"""Drawings as SVG text: attributes and classes only, no inline style, so a strict CSP is content.

Every colour is written twice: as an attribute in the light palette, so that the SVG stands on its own,
and as a class (`f-ink`, `s-text`) that `drawings.css` binds to the page's tokens, so that it can turn dark.
"""

from dataclasses import dataclass, field
from html import escape

from certificates import theme_art
from certificates.drawing import Drawing, Font, Group, Mark, Run, Shape, Text, number

_FAMILIES: dict[Font, tuple[str, str]] = {
    "heading": ("Bricolage Grotesque", "680"),
    "figure": ("Bricolage Grotesque", "740"),
    "text": ("Atkinson Hyperlegible Next", "400"),
    "name": ("Atkinson Hyperlegible Next", "550"),
    "strong": ("Atkinson Hyperlegible Next", "680"),
    "code": ("Atkinson Hyperlegible Next", "700"),
}
_THEMES = {art.key: art for art in theme_art.THEMES}


def render_drawing(
    drawing: Drawing,
    *,
    prefix: str = "d",
    label: str = "",
    css_class: str = "",
    standalone: bool = False,
    width: float | None = None,
    stretch: bool = False,
    fixed_colours: bool = False,
) -> str:
    """The drawing as one `<svg>` element.

    `prefix` keeps its ids apart from others on the page. With a `label` it is an image with that text
    alternative; without one it is decoration and hidden from screen readers. `standalone` writes a file of
    its own: with the namespace, without classes. `fixed_colours` keeps the light palette on a dark page.
    `width` fixes its size in pixels; `stretch` lets it fill any box.
    """
    head = ['xmlns="http://www.w3.org/2000/svg"'] if standalone else []
    if css_class and not standalone:
        head.append(f'class="{escape(css_class)}"')
    box = (drawing.left, drawing.top, drawing.width, drawing.height)
    head.append(f'viewBox="{" ".join(number(value) for value in box)}"')
    if width is not None:
        head.append(f'width="{number(width)}" height="{number(width * drawing.height / drawing.width)}"')
    if stretch:
        head.append('preserveAspectRatio="none"')
    head.append(
        f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true" focusable="false"'
    )
    writer = _Writer(prefix, standalone or fixed_colours)
    body = "".join(writer.mark(mark, "") for mark in drawing.marks)
    return f"<svg {' '.join(head)}>{body}</svg>"


@dataclass(slots=True)
class _Writer:
    prefix: str
    plain: bool
    """Without classes: its own colours and fonts, whatever the page says."""
    clips: dict[str, str] = field(default_factory=dict)

    def mark(self, mark: Mark, theme: str) -> str:
        if isinstance(mark, Group):
            return self._group(mark, theme)
        if isinstance(mark, Shape):
            return self._shape(mark, theme)
        return self._text(mark, theme)

    def _group(self, group: Group, theme: str) -> str:
        theme = group.theme or theme
        classes = [group.name] if group.name else []
        if group.theme:
            classes.append(f"t-{group.theme}")
        attributes = self._classes(classes)
        moves = [f"translate({number(group.x)} {number(group.y)})"] if group.x or group.y else []
        if group.scale != 1:
            moves.append(f"scale({group.scale:.5g})")
        if moves:
            attributes += f' transform="{" ".join(moves)}"'
        body = "".join(self.mark(mark, theme) for mark in group.marks)
        if not group.clip:
            return f"<g{attributes}>{body}</g>" if attributes else body
        clip = f"{self.prefix}-{len(self.clips) + 1}"
        self.clips[clip] = group.clip
        definition = f'<clipPath id="{escape(clip)}"><path d="{group.clip}"/></clipPath>'
        return f'{definition}<g{attributes} clip-path="url(#{escape(clip)})">{body}</g>'

    def _shape(self, shape: Shape, theme: str) -> str:
        classes, attributes = [], [f'd="{shape.path}"']
        if shape.fill:
            classes.append(f"f-{shape.fill}")
        attributes.append(f'fill="{light(shape.fill, theme)}"' if shape.fill else 'fill="none"')
        if shape.stroke:
            classes.append(f"s-{shape.stroke}")
            attributes += [f'stroke="{light(shape.stroke, theme)}"', f'stroke-width="{number(shape.width)}"']
            if shape.dash:
                attributes.append(f'stroke-dasharray="{" ".join(number(v) for v in shape.dash)}"')
            if shape.rounded:
                attributes.append('stroke-linecap="round" stroke-linejoin="round"')
            if shape.fixed_width:
                attributes.append('vector-effect="non-scaling-stroke"')
        if shape.opacity != 1:
            attributes.append(f'opacity="{number(shape.opacity)}"')
        return f"<path{self._classes(classes)} {' '.join(attributes)}/>"

    def _text(self, text: Text, theme: str) -> str:
        anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
        runs = "".join(self._run(run, theme) for run in text.runs)
        return f'<text x="{number(text.x)}" y="{number(text.y)}"{anchor}>{runs}</text>'

    def _run(self, run: Run, theme: str) -> str:
        family, weight = _FAMILIES[run.font]
        font = f' font-family="{family}, system-ui, sans-serif" font-weight="{weight}"'
        return (
            f"<tspan{self._classes([f'd-{run.font}', f'f-{run.fill}'])}{font if self.plain else ''}"
            f' font-size="{number(run.size)}" fill="{light(run.fill, theme)}">{escape(run.text)}</tspan>'
        )

    def _classes(self, names: list[str]) -> str:
        return f' class="{" ".join(names)}"' if names and not self.plain else ""


def light(name: str, theme: str = "") -> str:
    """A palette name as #RRGGBB of the light palette, inside the theme with key `theme` if given.

    Raises `KeyError` for a name the palette does not have.
    """
    if theme and name in ("solid", "text", "tint", "on", "furrow"):
        colour: str = getattr(_THEMES[theme].light, name)
        return colour
    return theme_art.LIGHT[name]
