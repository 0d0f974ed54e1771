"""The palette holds what LOOK.md section 2 promises: contrast, and five themes that differ without colour."""

import pytest

from certificates import theme_art


def test_every_theme_has_its_own_shape_icon_and_furrow() -> None:
    for what in ("carrier", "icon", "furrow", "key", "theme"):
        assert len({getattr(art, what) for art in theme_art.THEMES}) == 5


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [theme_art.LIGHT, theme_art.DARK], ids=["light", "dark"])
def test_text_colours_have_wcag_aa_contrast_on_every_ground(palette: dict[str, str]) -> None:
    grounds = ("bg", "surface", "surface-2", "sky", "action-tint")
    weak = {
        (text, ground): round(_contrast(palette[text], palette[ground]), 2)
        for text in ("ink", "ink-2", "link", "action")
        for ground in grounds
        if _contrast(palette[text], palette[ground]) < 4.5
    }
    weak |= {
        (name, "own tint"): round(_contrast(palette[name], palette[f"{name}-tint"]), 2)
        for name in ("ok", "warn", "error")
        if _contrast(palette[name], palette[f"{name}-tint"]) < 4.5
    }
    assert weak == {}
    assert _contrast(palette["action"], palette["on-action"]) >= 4.5
    assert _contrast(palette["line-strong"], palette["surface"]) >= 3
    assert _contrast(palette["line-strong"], palette["bg"]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_theme_can_be_read_in_its_own_colours(scheme: str) -> None:
    track = (theme_art.LIGHT if scheme == "light" else theme_art.DARK)["surface-2"]
    for art in theme_art.THEMES:
        ink = getattr(art, scheme)
        assert _contrast(ink.text, ink.tint) >= 4.5
        assert _contrast(ink.on, ink.solid) >= 3
        assert _contrast(ink.text, track) >= 3


def test_level_steps_can_be_read_with_the_text_colour_they_carry() -> None:
    light = theme_art.LIGHT
    assert [_contrast(light[f"level-{n}"], light["on-focus"]) >= 4.5 for n in (1, 2)] == [True, True]
    assert [_contrast(light[f"level-{n}"], "#FFFFFF") >= 4.5 for n in (3, 4)] == [True, True]
