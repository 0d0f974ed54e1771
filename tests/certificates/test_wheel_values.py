"""The wheel as a value and as geometry (LOOK.md 3)."""

from itertools import pairwise
from math import hypot

import pytest

from certificates.svg_path import segments
from certificates.wheel import (
    GAP,
    INNER,
    RADIUS,
    Hub,
    ThemeScore,
    Wheel,
    balanced_lines,
    describe,
    radius_of,
    sector,
    whole_points,
)

NAMES = {
    "social_enterprise": "Sociaal ondernemerschap",
    "sustainable_enterprise": "Duurzaam ondernemerschap",
    "smart_mobility": "Slimme mobiliteit",
    "clean_energy": "Schone energie",
    "education_development": "Onderwijs en ontwikkeling",
}


def scores(**changes: ThemeScore) -> tuple[ThemeScore, ...]:
    return tuple(changes.get(theme, ThemeScore(theme, name, 80, 60, 65)) for theme, name in NAMES.items())


def test_a_wheel_holds_one_score_per_theme_in_the_themes_order() -> None:
    assert Wheel(scores()[::-1]).scores == scores()


@pytest.mark.parametrize("wrong", [(), scores()[:4], (*scores()[:4], scores()[0])])
def test_a_wheel_refuses_other_than_five_themes(wrong: tuple[ThemeScore, ...]) -> None:
    with pytest.raises(ValueError, match="one score for each of the five themes"):
        Wheel(wrong)


@pytest.mark.parametrize("points", [-1, 100.5])
def test_a_score_outside_0_to_100_is_refused(points: float) -> None:
    with pytest.raises(ValueError, match="points run from 0 to 100"):
        ThemeScore("clean_energy", "Schone energie", verified=points)


def test_an_unknown_theme_is_refused_with_the_ids_that_exist() -> None:
    with pytest.raises(KeyError, match="clean_energy"):
        ThemeScore("energy", "Energie")


def test_the_large_number_is_the_verified_score_and_else_the_claimed_one() -> None:
    assert ThemeScore("clean_energy", "", claimed=80, verified=0).shown == 0
    assert ThemeScore("clean_energy", "", claimed=80).shown == 80
    assert ThemeScore("clean_energy", "").shown is None


@pytest.mark.parametrize(
    ("score", "printed"), [(64.96, 64), (65.0, 65), (64.9999999999, 65), (0, 0), (100, 100)]
)
def test_points_are_printed_rounded_down(score: float, printed: int) -> None:
    assert whole_points(score) == printed


def test_a_score_reaches_from_the_hub_to_the_rim_in_proportion() -> None:
    assert [radius_of(0), radius_of(50), radius_of(100)] == [INNER, (INNER + RADIUS) / 2, RADIUS]


def test_neighbouring_sectors_are_a_constant_gap_apart() -> None:
    """The near corner and the far corner of two facing sides are both 7 apart, so the gap is parallel."""

    def corners(index: int) -> list[tuple[float, float]]:
        points = [values[-2:] for command, values in segments(sector(index, RADIUS)) if command in "ML"]
        ends = [values[-2:] for command, values in segments(sector(index, RADIUS)) if command == "C"]
        return [*points, ends[0]]  # inner start, outer start, inner end, outer end

    for index in range(5):
        inner_start, outer_start, *_ = corners((index + 1) % 5)
        _, _, inner_end, outer_end = corners(index)
        for a, b in ((inner_end, inner_start), (outer_end, outer_start)):
            assert hypot(a[0] - b[0], a[1] - b[1]) == pytest.approx(GAP, abs=0.02)


def test_the_limit_is_common_only_when_all_five_share_it() -> None:
    other = ThemeScore("clean_energy", "Schone energie", 80, 60, 50)
    assert Wheel(scores()).common_limit == 65
    assert Wheel(scores(clean_energy=other)).common_limit is None


def test_the_description_says_everything_the_drawing_shows() -> None:
    themes = scores(
        smart_mobility=ThemeScore("smart_mobility", "Slimme mobiliteit"),
        clean_energy=ThemeScore("clean_energy", "Schone energie", claimed=50.7),
    )
    assert describe(Wheel(themes, Hub("2", "Actief")), "nl") == (
        "Schijf van vijf. 2, Actief. "
        "Sociaal ondernemerschap: 60 nagekeken, 80 zelf ingevuld, grens 65. "
        "Duurzaam ondernemerschap: 60 nagekeken, 80 zelf ingevuld, grens 65. "
        "Slimme mobiliteit: niet van toepassing. "
        "Schone energie: 50 zelf ingevuld. "
        "Onderwijs en ontwikkeling: 60 nagekeken, 80 zelf ingevuld, grens 65."
    )
    assert describe(Wheel(themes), "en").startswith("Wheel of five. No level yet. ")


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("", ()),
        ("Energie", ("Energie",)),
        ("Schone energie", ("Schone", "energie")),
        ("Onderwijs en ontwikkeling", ("Onderwijs en", "ontwikkeling")),
        ("Duurzaamheidsondernemerschap", ("Duurzaamheidsondernemerschap",)),
        ("Wonen, werken en leren in de hele buurt", ("Wonen, werken", "en leren in", "de hele buurt")),
    ],
)
def test_names_break_into_even_lines(name: str, lines: tuple[str, ...]) -> None:
    assert balanced_lines(name) == lines


def test_arc_points_stay_on_their_circle() -> None:
    ends = [values[-2:] for command, values in segments(sector(3, 120.0)) if command != "Z"]
    assert {round(hypot(x, y)) for x, y in ends} == {45, 120}
    assert all(a != b for a, b in pairwise(ends))
