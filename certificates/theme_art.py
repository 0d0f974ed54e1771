"""Colours, carrier shapes, icons and furrows of the five themes, as data (LOOK.md section 2).

One source for web pages, PDF and badges. The web's `tokens.css` repeats the colours as custom
properties; a test holds the two equal.
"""

from dataclasses import dataclass
from enum import StrEnum

WHITE = "#FFFFFF"
NIGHT_INK = "#06222C"

LIGHT: dict[str, str] = {
    "bg": "#F3F7F9",
    "surface": WHITE,
    "surface-2": "#E4EEF2",
    "ink": "#0C2733",
    "ink-2": "#435B67",
    "line": "#C9D7DE",
    "line-strong": "#6B828E",
    "action": "#0B4A5E",
    "on-action": WHITE,
    "action-tint": "#E2F0F4",
    "link": "#00607A",
    "sky": "#D5E9F1",
    "focus": "#FFC914",
    "on-focus": "#0C2733",
    "ok": "#1B6446",
    "ok-tint": "#E3F3EC",
    "warn": "#7A4E00",
    "warn-tint": "#FFF3D6",
    "error": "#A3221B",
    "error-tint": "#FCEDEA",
    "on-ink": WHITE,
    "scale-line": "#A9BCC6",
    "sea": "#9CC7D8",
    "dike": "#4E7F63",
    "sun": "#F2BE2B",
    "lamp": "#FFF3C9",
    "level-1": "#CFE3EA",
    "level-2": "#7DB6C8",
    "level-3": "#2C7D96",
    "level-4": "#0B3C4D",
}
DARK: dict[str, str] = {
    "bg": "#0A1B24",
    "surface": "#11262F",
    "surface-2": "#1C3742",
    "ink": "#EAF3F6",
    "ink-2": "#A9BFC9",
    "line": "#2C4753",
    "line-strong": "#7F99A5",
    "action": "#8ADBEC",
    "on-action": NIGHT_INK,
    "action-tint": "#153B48",
    "link": "#8ADBEC",
    "sky": "#16333F",
    "focus": "#FFC914",
    "on-focus": "#0C2733",
    "ok": "#7FDDB8",
    "ok-tint": "#123830",
    "warn": "#F5CB4E",
    "warn-tint": "#3A3012",
    "error": "#FFB4A8",
    "error-tint": "#40201C",
    "on-ink": "#0A1B24",
    "scale-line": "#3C5A67",
    "sea": "#24505F",
    "dike": "#2E5B48",
    "sun": "#FFC914",
    "lamp": "#FFF3C9",
    "level-1": "#CFE3EA",
    "level-2": "#7DB6C8",
    "level-3": "#2C7D96",
    "level-4": "#0B3C4D",
}


class Furrow(StrEnum):
    """The pattern that tells a theme apart where colour does not, in print above all."""

    ARCS = "arcs"
    DOTS = "dots"
    RAYS = "rays"
    DIAGONALS = "diagonals"
    DASHES = "dashes"


@dataclass(frozen=True, slots=True)
class Ink:
    """A theme's colours in one scheme, as #RRGGBB. `on` is for an icon on `solid`, `furrow` for its lines."""

    solid: str
    text: str
    tint: str
    on: str
    furrow: str


@dataclass(frozen=True, slots=True)
class ThemeArt:
    """How one theme is drawn.

    `carrier` is SVG path data in a 32 box; `icon` is path data in a 24 box, drawn as a 2 px round
    stroke without fill.
    """

    key: str
    theme: str
    light: Ink
    dark: Ink
    carrier: str
    icon: str
    furrow: Furrow


THEMES: tuple[ThemeArt, ...] = (
    ThemeArt(
        key="soc",
        theme="social_enterprise",
        light=Ink("#C9431F", "#9E3012", "#FBE9E3", WHITE, WHITE),
        dark=Ink("#E2643C", "#FFA98D", "#3A221C", NIGHT_INK, NIGHT_INK),
        carrier="M1 16A15 15 0 1 1 31 16A15 15 0 1 1 1 16Z",
        icon=(
            "M5.5 8A3.1 3.1 0 1 1 11.7 8A3.1 3.1 0 1 1 5.5 8Z"
            "M2.8 19.2c0-3.4 2.5-5.7 5.8-5.7s5.8 2.3 5.8 5.7"
            "M14.4 9.2A2.4 2.4 0 1 1 19.2 9.2A2.4 2.4 0 1 1 14.4 9.2Z"
            "M17 14.2c2.5.1 4.3 2 4.3 4.7"
        ),
        furrow=Furrow.ARCS,
    ),
    ThemeArt(
        key="duu",
        theme="sustainable_enterprise",
        light=Ink("#2A9878", "#14664F", "#E0F2EC", WHITE, WHITE),
        dark=Ink("#22BE94", "#7FDDB8", "#123830", NIGHT_INK, NIGHT_INK),
        carrier="M1.5 1.5H18A12.5 12.5 0 0 1 30.5 14V30.5H14A12.5 12.5 0 0 1 1.5 18Z",
        icon=("M6.6 17.6C3.8 10.6 9.5 4.6 19.6 4.4c.6 9.6-5 15.6-13 13.2zM4 21c2-5.2 5.2-8.4 9.4-10.4"),
        furrow=Furrow.DOTS,
    ),
    ThemeArt(
        key="mob",
        theme="smart_mobility",
        light=Ink("#1F4E91", "#1F4E91", "#E4ECF7", WHITE, WHITE),
        dark=Ink("#4E82BE", "#A3C5F7", "#1B2F4D", NIGHT_INK, NIGHT_INK),
        carrier=(
            "M8.5 1.5H23.5A7 7 0 0 1 30.5 8.5V23.5A7 7 0 0 1 23.5 30.5H8.5"
            "A7 7 0 0 1 1.5 23.5V8.5A7 7 0 0 1 8.5 1.5Z"
        ),
        icon=(
            "M2.1 15.8A3.7 3.7 0 1 1 9.5 15.8A3.7 3.7 0 1 1 2.1 15.8Z"
            "M14.5 15.8A3.7 3.7 0 1 1 21.9 15.8A3.7 3.7 0 1 1 14.5 15.8Z"
            "M5.8 15.8l3.6-6.6h5.8l3 6.6M9.4 9.2l3 6.6H5.8M12.4 15.8l2.8-6.6M7.8 9.2h3M15.2 9.2l-.8-2.7h2.8"
        ),
        furrow=Furrow.RAYS,
    ),
    ThemeArt(
        key="ene",
        theme="clean_energy",
        light=Ink("#F2BE2B", "#735000", "#FDF3D4", LIGHT["ink"], "#735000"),
        dark=Ink("#FADB62", "#F8D675", "#3A3012", NIGHT_INK, NIGHT_INK),
        carrier="M16 .8 29.6 8.4V23.6L16 31.2 2.4 23.6V8.4Z",
        icon=(
            "M10.5 9.4A1.5 1.5 0 1 1 13.5 9.4A1.5 1.5 0 1 1 10.5 9.4Z"
            "M12 11v10.2M9.4 21.2h5.2M12 7.8V2.4M13.3 10.2l4.7 2.8M10.7 10.2L6 13"
        ),
        furrow=Furrow.DIAGONALS,
    ),
    ThemeArt(
        key="ond",
        theme="education_development",
        light=Ink("#B46CAE", "#7B3A77", "#F5E8F4", WHITE, WHITE),
        dark=Ink("#E39ACB", "#F2BFDF", "#3A2232", NIGHT_INK, NIGHT_INK),
        carrier="M2.5 2.5h27v15.5c0 7-6 10.5-13.5 13C8.5 28.5 2.5 25 2.5 18Z",
        icon=(
            "M12 7.2C10 5.6 7.2 5.1 3.6 5.1v12.6c3.6 0 6.4.5 8.4 2.1 2-1.6 4.8-2.1 8.4-2.1V5.1"
            "c-3.6 0-6.4.5-8.4 2.1zM12 7.2v12.4"
        ),
        furrow=Furrow.DASHES,
    ),
)

BY_THEME: dict[str, ThemeArt] = {art.theme: art for art in THEMES}


def theme_art(theme: str) -> ThemeArt:
    """The art of a theme id such as `clean_energy`. Raises `KeyError` naming the ids that exist."""
    try:
        return BY_THEME[theme]
    except KeyError:
        raise KeyError(f"No theme {theme!r}; the five are {', '.join(BY_THEME)}.") from None
