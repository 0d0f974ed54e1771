"""The ambassador's badge: one SVG file that needs nothing else (picture 08a)."""

from math import hypot
from xml.etree import ElementTree

import pytest

from certificates.badge import Badge, badge_svg, draw_badge, lighthouse_svg
from certificates.drawing import Shape
from certificates.svg_path import segments

BADGE = Badge("Junior MVO-ambassadeur", "Noord-Nederland", 2026)
SVG = "{http://www.w3.org/2000/svg}"


def radii(shape: Shape) -> list[float]:
    return [hypot(v[-2] - 256, v[-1] - 256) for command, v in segments(shape.path) if command != "Z"]


def test_the_badge_is_a_file_with_its_text_alternative_and_without_fonts_or_styles() -> None:
    root = ElementTree.fromstring(badge_svg(BADGE, label="Noa, 2026 & de alliantie"))
    assert (root.tag, root.get("aria-label")) == (f"{SVG}svg", "Noa, 2026 & de alliantie")
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "g", "path", "clipPath"}
    assert [element for element in root.iter() if element.get("class") or element.get("style")] == []


@pytest.mark.parametrize(
    "badge",
    [
        BADGE,
        Badge(
            "Junior ambassadeur van de alliantie voor verantwoord ondernemen",
            "Friesland, Groningen en Drenthe",
            2026,
        ),
        Badge("J", "N", 2026),
    ],
)
def test_both_texts_stay_inside_the_ring(badge: Badge) -> None:
    *_, title, region = draw_badge(badge).marks
    assert isinstance(title, Shape)
    assert isinstance(region, Shape)
    for text in (title, region):
        assert min(radii(text)) > 175
        assert max(radii(text)) < 240


def test_the_title_stands_above_and_the_region_below() -> None:
    *_, title, region = draw_badge(BADGE).marks
    assert isinstance(title, Shape)
    assert isinstance(region, Shape)
    assert (
        max(v[-1] for c, v in segments(title.path) if c != "Z")
        < 256
        < min(v[-1] for c, v in segments(region.path) if c != "Z")
    )


def test_the_same_badge_is_the_same_file_and_another_year_another() -> None:
    assert badge_svg(BADGE, label="a") == badge_svg(BADGE, label="a")
    assert badge_svg(BADGE, label="a") != badge_svg(Badge(BADGE.title, BADGE.region, 2027), label="a")


def test_the_small_badge_has_no_letters() -> None:
    small = ElementTree.fromstring(lighthouse_svg())
    assert small.get("aria-hidden") == "true"
    assert len(lighthouse_svg()) < len(badge_svg(BADGE, label="")) / 2
