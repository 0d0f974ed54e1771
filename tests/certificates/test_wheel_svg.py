"""The wheel on a page: one safe, self-contained SVG (LOOK.md 3 and 6)."""

import re
from xml.etree import ElementTree

import pytest

from certificates import art, wheel_svg
from certificates.wheel import Hub, Size, ThemeScore, Wheel

SVG = "{http://www.w3.org/2000/svg}"
THEMES = art.THEME_IDS


LEVEL_2 = Hub("2", "Actief")


def wheel(*, name: str = "Naam", limit: float | None = 65, hub: Hub = LEVEL_2) -> Wheel:
    return Wheel(tuple(ThemeScore(theme, name, 80, 60, limit) for theme in THEMES), hub)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def texts(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in parsed(svg).iter(f"{SVG}text")]


def classes(svg: str) -> list[str]:
    return [name for element in parsed(svg).iter() for name in element.get("class", "").split()]


@pytest.mark.parametrize("size", Size)
def test_each_size_is_one_image_with_its_description(size: Size) -> None:
    root = parsed(wheel_svg.render(wheel(), size=size))
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert root.get("aria-label", "").startswith("Schijf van vijf. 2, Actief. Naam: 60 nagekeken, 80 zelf")


def test_an_empty_label_makes_it_decoration() -> None:
    root = parsed(wheel_svg.render(wheel(), label=""))
    assert (root.get("role"), root.get("aria-hidden")) == (None, "true")


def test_texts_from_outside_are_escaped() -> None:
    evil = '"><script>alert(1)</script>&'
    svg = wheel_svg.render(wheel(name=evil, hub=Hub(evil, evil)), label=evil, prefix='x"><b>')
    assert "<script" not in svg
    assert "<b>" not in svg
    assert parsed(svg).get("aria-label") == evil


@pytest.mark.parametrize("size", Size)
def test_nothing_needs_an_inline_style_or_script(size: Size) -> None:
    for element in parsed(wheel_svg.render(wheel(), size=size)).iter():
        assert [name for name in element.attrib if name == "style" or name.startswith("on")] == []
        assert element.tag not in {f"{SVG}style", f"{SVG}script"}


def test_ids_of_two_wheels_differ_by_their_prefix() -> None:
    def ids(svg: str) -> set[str]:
        return {element.get("id", "") for element in parsed(svg).iter()} - {""}

    first, second = (ids(wheel_svg.render(wheel(), prefix=prefix)) for prefix in ("a", "b"))
    assert (len(first), len(second), first & second) == (5, 5, set())


def test_every_clip_that_is_used_exists() -> None:
    svg = wheel_svg.render(wheel())
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) == set(re.findall(r'id="([^"]+)"', svg))


def test_desktop_writes_numbers_claims_and_names() -> None:
    assert texts(wheel_svg.render(wheel(name="Schone energie"), language="nl")) == [
        *["65", "2", "Actief"],
        *["60\u00a0 zelf 80", "Schone", "energie"] * 5,
    ]


def test_phone_writes_only_numbers() -> None:
    assert texts(wheel_svg.render(wheel(), size="phone")) == ["65", "2", "Actief", *["60"] * 5]


def test_mini_writes_nothing() -> None:
    assert texts(wheel_svg.render(wheel(), size="mini")) == []


def test_before_review_the_hub_asks_and_petals_are_only_outlined() -> None:
    open_wheel = Wheel(tuple(ThemeScore(theme, "Naam", claimed=50) for theme in THEMES))
    svg = wheel_svg.render(open_wheel, size="phone", language="en")
    assert texts(svg) == ["?", "to come", *["50"] * 5]
    petals = [element for element in parsed(svg).iter() if element.get("class") == "petal"]
    assert [[mark.get("class") for mark in petal] for petal in petals] == [["f-tint", "s-text"]] * 5


def test_a_theme_without_a_score_says_so_on_an_empty_track() -> None:
    none = Wheel(tuple(ThemeScore(theme, "Naam") for theme in THEMES), Hub("1", "Bewust"))
    svg = wheel_svg.render(none, size="phone", language="nl")
    assert texts(svg) == ["1", "Bewust", *["n.v.t."] * 5]
    assert [len(e) for e in parsed(svg).iter() if e.get("class") == "petal"] == [0] * 5


def test_layers_lie_in_the_order_of_the_look() -> None:
    """Tint to claimed, solid to verified, furrows inside, edge, and the claimed outline on top."""
    svg = wheel_svg.render(wheel(), size="phone")
    petal = next(element for element in parsed(svg).iter() if element.get("class") == "petal")
    marks = [mark.get("class") or mark.tag.removeprefix(SVG) for mark in petal]
    assert marks == ["f-tint", "f-solid", "clipPath", "furrows", "s-text", "s-text"]


def test_different_limits_give_an_arc_and_a_number_each() -> None:
    limits = (40, 50, 60, None, 70)
    mixed = Wheel(
        tuple(ThemeScore(t, "Naam", 80, 60, limit) for t, limit in zip(THEMES, limits, strict=True)),
        Hub("2", "A"),
    )
    assert texts(wheel_svg.render(mixed, size="phone"))[:4] == ["40", "50", "60", "70"]


def test_the_wheel_follows_the_page_into_dark_by_classes_alone() -> None:
    assert {"t-soc", "t-duu", "t-mob", "t-ene", "t-ond", "f-ink", "f-surface-2"} <= set(
        classes(wheel_svg.render(wheel()))
    )


def test_growing_is_asked_for_by_a_class_on_the_whole() -> None:
    assert parsed(wheel_svg.render(wheel(), grow=True)).get("class") == "wheel wheel-desktop wheel-grow"
