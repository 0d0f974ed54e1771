"""Sensitive questions: only what at least five students say together, and never from the difference (A4.3)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from scan.domain.errors import NotFound
from scan.domain.pooling import FEWEST_NEW, FEWEST_STUDENTS, WINDOW, Pool, PoolAnswer, made_anew
from scan.use_cases.pooling import PooledItem, pool_answers, pooled_answers, read_pool
from scan.use_cases.sharing import group_student
from scan.use_cases.students import assess_placement, set_hold_back
from scan.use_cases.submitting import withdraw_scan
from tests.scan.factories import NOW, Region

Counting = Callable[[Engine], AbstractContextManager[list[str]]]


def answers(*steps: int, first: int = 1, days: float = 0) -> list[PoolAnswer]:
    return [
        PoolAnswer(first + place, step, NOW + timedelta(days=days, seconds=place))
        for place, step in enumerate(steps)
    ]


LATER = NOW + timedelta(days=1)


# The rules alone


def test_four_students_give_nothing_and_five_the_lower_middle_step() -> None:
    assert made_anew(answers(1, 1, 1, 1), 5, None, LATER) is None
    pool = made_anew(answers(0, 1, 3, 3, 4), 5, None, LATER)
    assert pool == Pool((1, 1, 0, 2, 1), LATER)
    assert (pool.students, pool.median, pool.spread) == (5, 3, None)


def test_a_pool_stays_as_it_is_until_three_more_answered() -> None:
    before = made_anew(answers(0, 1, 3, 3, 4), 5, None, LATER)
    five = answers(0, 1, 3, 3, 4)
    two = five + answers(4, 4, first=6, days=2)
    three = two + answers(4, first=8, days=3)
    assert made_anew(two, 5, before, LATER + timedelta(days=5)) is before
    after = made_anew(three, 5, before, LATER + timedelta(days=5))
    assert after is not None
    assert after.students == 8


def test_an_answer_that_goes_away_does_not_show() -> None:
    before = made_anew(answers(0, 1, 3, 3, 4), 5, None, LATER)
    assert made_anew(answers(0, 1, 3), 5, before, LATER) is before


def test_spread_is_shown_from_ten_students_in_tenths() -> None:
    assert Pool((1, 2, 5, 2, 0), NOW).spread == (1, 2, 5, 2, 0)
    assert Pool((1, 2, 5, 1, 0), NOW).spread is None


def test_answers_and_pools_of_more_than_24_months_ago_are_not_shown() -> None:
    old = answers(1, 1, 1, 1, 1)
    assert made_anew(old, 5, None, NOW + WINDOW + timedelta(days=1)) is None
    pool = Pool((0, 5, 0, 0, 0), NOW)
    assert [pool.is_shown(NOW + WINDOW), pool.is_shown(NOW + WINDOW + timedelta(1))] == [True, False]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 4), max_size=25))
def test_two_pools_that_follow_each_other_never_differ_by_fewer_than_three_students(steps: list[int]) -> None:
    pool, made = None, []
    for number in range(len(steps)):
        now = NOW + timedelta(days=number)
        given_so_far = [
            PoolAnswer(place, step, NOW + timedelta(days=place))
            for place, step in enumerate(steps[: number + 1])
        ]
        after = made_anew(given_so_far, 5, pool, now)
        if after is not pool and after is not None:
            made.append(after.students)
            pool = after
    assert all(size >= FEWEST_STUDENTS for size in made)
    assert all(two - one >= FEWEST_NEW for one, two in pairwise(made))


# The use cases


def many(region: Region, names: list[str], *, share: bool = True, **said: str) -> list[int]:
    """Students of the bakery who hand in a scan that the school shares at once."""
    scans = []
    for name in names:
        region.add_student(name, "groen", "tess", "bakery")
        if share:
            region.do("tess", set_hold_back, placement_id=region.ids[f"{name}-placement"], hold_back=False)
        region.later(hours=1)
        scans.append(region.student_scan(name, **said))
    return scans


def pooled(region: Region) -> tuple[PooledItem, ...]:
    with region.reading() as session:
        return pooled_answers(session, organisation_id=region.ids["bakery"], now=region.now)


def test_the_company_sees_the_middle_of_five_students_and_nothing_of_four(region: Region) -> None:
    scans = many(region, ["s1", "s2", "s3", "s4"], respect="1")
    assert pooled(region) == ()
    region.own_scan()
    many(region, ["s5"], respect="4")
    found = region.look("carla", read_pool, dossier_id=region.dossier_of(scans[0]).id)
    assert [(one.item.id, one.pool.counts, one.pool.median) for one in found] == [
        ("respect", (0, 4, 0, 0, 1), 1)
    ]


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_what_the_company_sees_changes_only_with_three_more_students(region: Region) -> None:
    many(region, ["s1", "s2", "s3", "s4", "s5"], respect="1")
    before = pooled(region)
    many(region, ["s6", "s7"], respect="4")
    assert pooled(region) == before
    many(region, ["s8"], respect="4")
    assert [one.pool.counts for one in pooled(region)] == [(0, 5, 0, 0, 3)]


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_a_report_that_is_held_back_counts_only_once_the_internship_is_assessed(region: Region) -> None:
    many(region, ["s1", "s2", "s3", "s4"])
    many(region, ["s5"], share=False)
    assert pooled(region) == ()
    region.later(hours=1)
    region.do("tess", assess_placement, placement_id=region.ids["s5-placement"])
    assert [one.pool.students for one in pooled(region)] == [5]


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_five_scans_of_four_students_are_not_enough(region: Region) -> None:
    many(region, ["s1", "s2", "s3", "s4"])
    region.do("tess", set_hold_back, placement_id=region.ids["sam-placement"], hold_back=False)
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "3"})
    region.submit("sam", scan_id)
    assert pooled(region) == ()


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_a_withdrawn_scan_does_not_change_what_is_shown(region: Region) -> None:
    scans = many(region, ["s1", "s2", "s3", "s4", "s5"])
    before = pooled(region)
    region.do("s1", withdraw_scan, scan_id=scans[0])
    with region.writing() as session:
        pool_answers(session, organisation_id=region.ids["bakery"], now=region.now)
    assert pooled(region) == before


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_the_company_sees_no_pool_while_it_fills_in_and_others_never(region: Region) -> None:
    scans = many(region, ["s1", "s2", "s3", "s4", "s5"])
    dossier_id = region.dossier_of(scans[0]).id
    own = region.start_own()
    assert region.look("carla", read_pool, dossier_id=dossier_id) is None
    region.fill("carla", own)
    region.submit("carla", own)
    found = region.look("carla", read_pool, dossier_id=dossier_id)
    assert found is not None
    assert len(found) == 1
    assert [region.look(who, read_pool, dossier_id=dossier_id) for who in ("tess", "rik", "cor")] == [
        found
    ] * 3
    assert region.look("s1", read_pool, dossier_id=dossier_id) is None
    for stranger in ("theo", "gerrit", "certa", "mona"):
        with pytest.raises(NotFound):
            region.look(stranger, read_pool, dossier_id=dossier_id)


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_pooling_takes_as_many_statements_whatever_the_number_of_scans(
    region: Region, count_statements: Counting
) -> None:
    def statements() -> int:
        with count_statements(region.engine) as found, region.writing() as session:
            pool_answers(session, organisation_id=region.ids["bakery"], now=region.now)
        return len(found)

    many(region, ["s1", "s2", "s3", "s4", "s5"])
    before = statements()
    many(region, ["s6", "s7"])
    assert (before, statements()) == (2, 2)


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_a_scan_that_several_share_is_in_no_pool_and_hides_no_answer_given_alone(region: Region) -> None:
    many(region, ["s1", "s2", "s3", "s4"], respect="1")
    region.later(hours=1)
    for name in ("s5", "s6"):
        region.add_student(name, "groen", "tess", "bakery")
        region.do("tess", set_hold_back, placement_id=region.ids[f"{name}-placement"], hold_back=False)
    scan_id = region.start("s5")
    region.do("tess", group_student, placement_id=region.ids["s6-placement"], scan_id=scan_id)
    region.fill("s5", scan_id)
    region.submit("s6", scan_id)
    assert pooled(region) == ()  # four alone, and a pair that was not asked
    region.later(hours=1)
    many(region, ["s7"], respect="1")
    assert [one.pool.counts for one in pooled(region)] == [(0, 5, 0, 0, 0)]
