"""What is shown of groups gives nobody away, however figures are put together (LOOK 4)."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scan.domain.disclosure import Divided, shown_count, shown_counts, shown_groups
from scan.domain.peers import ENOUGH

NOBODY = frozenset[int]()


def run(first: int, count: int) -> frozenset[int]:
    return frozenset(range(first, first + count))


def names(divided: Divided) -> set[str]:
    return {name for _, name in shown_groups(divided)}


def test_groups_of_five_and_more_are_shown() -> None:
    ways = {"sector": {"care": run(0, 5), "food": run(5, 6)}}
    assert names(Divided(run(0, 11), NOBODY, ways)) == {"care", "food"}


def test_a_group_of_four_takes_the_next_smallest_with_it() -> None:
    ways = {"sector": {"care": run(0, 4), "food": run(4, 6), "retail": run(10, 9)}}
    assert names(Divided(run(0, 19), NOBODY, ways)) == {"retail"}


def test_two_small_groups_that_are_enough_together_take_no_other() -> None:
    ways = {"sector": {"care": run(0, 4), "art": run(4, 2), "retail": run(6, 9)}}
    assert names(Divided(run(0, 15), NOBODY, ways)) == {"retail"}


def test_who_publishes_is_known_so_the_rest_must_be_enough() -> None:
    ways = {"sector": {"care": run(0, 6), "food": run(6, 6)}}
    assert names(Divided(run(0, 12), frozenset({0, 1}), ways)) == set()
    assert names(Divided(run(0, 12), run(0, 6), ways)) == {"care", "food"}


def test_a_place_that_is_a_sector_but_for_one_company_is_not_shown_beside_it() -> None:
    ways = {
        "sector": {"care": run(0, 9), "food": run(9, 9)},
        "municipality": {"Assen": run(0, 8), "Emmen": run(8, 10)},
    }
    shown = names(Divided(run(0, 18), NOBODY, ways))
    assert not {"care", "Assen"} <= shown
    assert not {"food", "Emmen"} <= shown


def test_fewer_than_five_in_all_show_nothing() -> None:
    assert names(Divided(run(0, 4), NOBODY, {"sector": {"care": run(0, 4)}})) == set()


@st.composite
def regions(draw: st.DrawFn) -> Divided:
    count = draw(st.integers(5, 45))
    ways: dict[str, dict[str, frozenset[int]]] = {}
    for way, most in (("sector", 4), ("size", 3), ("municipality", 5)):
        places = draw(st.lists(st.integers(1, most), min_size=count, max_size=count))
        ways[way] = {
            str(number): frozenset(i for i, place in enumerate(places) if place == number)
            for number in sorted(set(places))
        }
    published = draw(st.frozensets(st.integers(0, count - 1)))
    return Divided(run(0, count), published, ways)


@given(regions())
def test_no_single_organisation_follows_from_everything_that_is_shown(region: Divided) -> None:
    shown = shown_groups(region)
    figures = [region.everyone, *(region.ways[way][name] for way, name in sorted(shown))]
    private = sorted(region.everyone - region.published)
    rows = np.array([[one in figure for one in private] for figure in figures], dtype=float)
    if not shown or not private:
        return
    for place in range(len(private)):
        unit = np.zeros(len(private))
        unit[place] = 1
        solution = np.linalg.lstsq(rows.T, unit, rcond=None)[0]
        assert np.abs(rows.T @ solution - unit).max() > 1e-6


@given(regions())
def test_shown_figures_differ_by_nobody_or_by_enough(region: Divided) -> None:
    shown = shown_groups(region)
    figures = [region.ways[way][name] for way, name in shown]
    if shown:
        figures.append(region.everyone)
    for figure in figures:
        assert len(figure) >= ENOUGH
        assert len(figure - region.published) in {0, *range(ENOUGH, 99)}
    for one, other in combinations(figures, 2):
        assert len((one ^ other) - region.published) in {0, *range(ENOUGH, 99)}


def test_counts_of_people_are_shown_from_five_on_and_nobody_is_no_secret() -> None:
    assert [shown_count(count) for count in (0, 1, 4, 5)] == [0, None, None, 5]


def test_a_hidden_count_cannot_be_taken_from_the_total() -> None:
    assert shown_counts({"a": 3, "b": 7, "c": 20, "d": 0}) == {"a": None, "b": None, "c": 20, "d": 0}
    assert shown_counts({"a": 3, "b": 4, "c": 20}) == {"a": None, "b": None, "c": 20}
    assert shown_counts({"a": 3}) == {"a": None}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 12), max_size=8))
def test_hidden_counts_together_are_nobody_enough_or_everybody(counts: dict[str, int]) -> None:
    shown = shown_counts(counts)
    hidden = sum(count for name, count in counts.items() if shown[name] is None)
    everybody = sum(counts.values())
    assert hidden == 0 or hidden >= ENOUGH or hidden == everybody
