"""Drawings ready for a page, as SVG text. Web hands this module to its templates as the global `art`.

Everything returned is made here from fixed data (labels are escaped), so templates may mark it safe.
"""

from functools import cache

from certificates import badge as badges
from certificates import fields, tokens
from certificates.drawing import Drawing, Group, Shape
from certificates.drawing_svg import render_drawing
from certificates.theme_art import THEMES, theme_art

THEME_IDS: tuple[str, ...] = tuple(art.theme for art in THEMES)


def theme_class(theme: str) -> str:
    """The CSS class that sets a theme's colours (`t-soc` …) for everything inside an element."""
    return f"t-{theme_art(theme).key}"


@cache
def token(theme: str, label: str = "") -> str:
    """The theme's token; give a `label` only where its name does not stand beside it."""
    return render_drawing(tokens.token_drawing(theme), label=label, css_class="token")


@cache
def theme_icon(theme: str) -> str:
    """The theme's icon as a line drawing in the colour of the text around it."""
    path = theme_art(theme).icon
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>'


@cache
def logo(label: str = "") -> str:
    """The logo, which follows the page into dark."""
    return render_drawing(fields.logo(), prefix="logo", label=label, css_class="logo")


@cache
def logo_file() -> str:
    """The logo as an SVG file of its own."""
    return render_drawing(fields.logo(), prefix="logo", standalone=True)


@cache
def horizon() -> str:
    """The field strip with its turbines, for the foot of a sky band: once per page at most (LOOK.md 1.1)."""
    return f'<div class="horizon" aria-hidden="true">{_strip("wide", 1280)}{_strip("phone", 390)}</div>'


def _strip(variant: fields.Variant, width: float) -> str:
    mills, ground = fields.turbines(variant), fields.strip(variant, width)
    standing = render_drawing(mills, css_class="horizon-mills", width=mills.width)
    strip = render_drawing(ground, prefix=f"strip-{variant}", css_class="horizon-strip", stretch=True)
    return f'<div class="horizon-{variant}">{standing}{strip}</div>'


@cache
def badge(
    year: int, title: str = "Junior MVO-ambassadeur", region: str = "Noord-Nederland", label: str = ""
) -> str:
    """The ambassador's badge in its own colours; `label` names holder, year and issuer where no text does."""
    drawing = badges.draw_badge(badges.Badge(title, region, year))
    return render_drawing(drawing, prefix="badge", label=label, css_class="badge", fixed_colours=True)


@cache
def lighthouse(label: str = "") -> str:
    """The badge without text, for sizes under 96 px."""
    return render_drawing(
        badges.draw_lighthouse(), prefix="light", label=label, css_class="badge", fixed_colours=True
    )


@cache
def furrow_sample(kind: str) -> str:
    """A small swatch for the wheel's legend: `verified`, `claimed` or `limit`."""
    return render_drawing(swatch(kind), css_class="swatch")


def swatch(kind: str) -> Drawing:
    """The same as a drawing, 28 by 18."""
    marks = {
        "verified": (
            Shape("M1 1H27V17H1Z", fill="solid", stroke="text", width=1.4),
            Shape("M6 1V17M11.5 1V17M17 1V17M22.5 1V17", stroke="furrow", width=2, opacity=0.45),
        ),
        "claimed": (Shape("M2 2H26V16H2Z", fill="tint", stroke="text", width=2.6),),
        "limit": (Shape("M0 9H30", stroke="ink-2", width=2.6, dash=(7, 4.5)),),
    }[kind]
    return Drawing(0, 0, 28, 18, (Group(marks, theme="mob"),))
