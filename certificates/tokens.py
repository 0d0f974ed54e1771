"""A theme's token: its carrier shape with its icon, in any size (LOOK.md section 2)."""

from certificates.drawing import Drawing, Group, Shape
from certificates.theme_art import theme_art

_ICON_SIZE = 22.0
_MARGIN = (32.0 - _ICON_SIZE) / 2


def token(theme: str, x: float, y: float, size: float) -> Group:
    """The token of `theme`, `size` units wide, centred on (`x`, `y`)."""
    art = theme_art(theme)
    icon = Group((Shape(art.icon, stroke="on", width=2, rounded=True),), _MARGIN, _MARGIN, _ICON_SIZE / 24)
    # Yellow alone has too little contrast with a light page, so its shape has an edge.
    edge = "text" if art.key == "ene" else ""
    carrier = Shape(art.carrier, fill="solid", stroke=edge, width=1.2 if edge else 0)
    return Group((carrier, icon), x - size / 2, y - size / 2, size / 32, theme=art.key, name="token")


def token_drawing(theme: str) -> Drawing:
    """The token on its own, in a 32 box."""
    return Drawing(0, 0, 32, 32, (token(theme, 16, 16, 32),))
