"""A renewal beside the earlier statement: what is new, taken over or changed, and what is gone (D5)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from certificates import scope_changes
from certificates.granting import settle
from scan.domain.entry import Activity, Tag
from scan.domain.renewal import Kinship, Shown, compare
from scan.domain.roles import Role
from scan.store.files import FileStore
from scan.use_cases.deciding import open_application
from scan.use_cases.statements_on_file import own_earlier_statement
from tests.scan.factories import Region
from tests.scan.test_activity_photos import GRANT, add, picture, save, send
from tests.scan.test_stating import DONE, TODAY, ask, given
from tests.scan.test_stating import NEW as DONE_AFTER

NEW = replace(DONE_AFTER, result="Wij kopen minder stroom.")
SINCE = date(2026, 11, 23)
OIL = Activity(
    "Olie ingezameld", date(2026, 10, 24), (Tag.PLANET,), "Niets in het riool.", "https://x.example/1"
)
INTERN = Activity("Stagiair begeleid", date(2026, 8, 25), (Tag.PEOPLE,), "Hij bleef.", "https://x.example/2")
PANELS = Activity("Panelen gelegd", date(2027, 2, 1), (Tag.PLANET,), "Minder stroom.", "https://x.example/3")


def beside(*now: Activity) -> list[tuple[str, str, str, bool]]:
    """Each activity with what it is, what it was, and whether it counts as new, beside oil and intern."""
    found = compare([Shown(one) for one in now], [Shown(OIL), Shown(INTERN)], SINCE)
    return [
        (one.activity.title, one.kinship.value, one.was.title if one.was else "", one.counts_as_new)
        for one in found.activities
    ]


def test_activities_are_new_taken_over_or_changed() -> None:
    more = replace(INTERN, result="Hij bleef en leidt nu zelf op.")
    assert beside(PANELS, OIL, more) == [
        ("Panelen gelegd", "new", "", True),
        ("Olie ingezameld", "taken_over", "Olie ingezameld", False),
        ("Stagiair begeleid", "changed", "Stagiair begeleid", False),
    ]


def test_what_was_not_in_it_but_was_done_before_does_not_count_as_new() -> None:
    assert beside(replace(PANELS, done_on=SINCE)) == [("Panelen gelegd", "new", "", False)]


@pytest.mark.parametrize(
    "disguised",
    [
        replace(OIL, done_on=date(2027, 3, 1)),
        replace(OIL, done_on=date(2027, 3, 1), title="OLIE  ingezameld", result="Heel wat anders."),
        replace(OIL, done_on=date(2027, 3, 1), title="Oude olie opgehaald", result="niets in het riool"),
    ],
    ids=["another day", "the same title", "the same result"],
)
def test_old_activity_on_a_new_day_is_seen_to_be_changed_though_it_counts(disguised: Activity) -> None:
    assert beside(disguised) == [(disguised.title, "changed", "Olie ingezameld", True)]


def test_same_day_and_link_are_the_same_activity_but_a_day_alone_is_not() -> None:
    renamed = replace(OIL, title="Afval gescheiden", result="Alles apart.")
    assert beside(renamed) == [("Afval gescheiden", "changed", "Olie ingezameld", False)]
    for link in (None, "https://x.example/9"):
        assert beside(replace(renamed, link=link)) == [("Afval gescheiden", "new", "", False)]


def test_each_earlier_activity_is_the_past_of_one_and_the_closest_comes_first() -> None:
    twin = replace(OIL, result="Nog een keer.", link="https://x.example/7")
    assert beside(twin, OIL) == [
        ("Olie ingezameld", "new", "", False),
        ("Olie ingezameld", "taken_over", "Olie ingezameld", False),
    ]


def test_what_is_left_out_is_told() -> None:
    found = compare([Shown(PANELS), Shown(OIL)], [Shown(OIL), Shown(INTERN)], SINCE)
    assert (found.since, found.left_out) == (SINCE, (INTERN,))


def test_other_photos_change_an_activity_but_erased_ones_do_not() -> None:
    for photos, kinship in (
        (frozenset({"a"}), Kinship.TAKEN_OVER), (frozenset({"b"}), Kinship.CHANGED), (None, Kinship.TAKEN_OVER),
    ):  # fmt: skip
        (one,) = compare([Shown(OIL, frozenset({"a"}))], [Shown(OIL, photos)], SINCE).activities
        assert (one.kinship, one.other_photos) == (kinship, kinship is Kinship.CHANGED)


# On file


def on_file(region: Region, application_id: int, who: str = "certa") -> Any:
    return region.look(who, open_application, application_id=application_id).statement


def kinships(region: Region, application_id: int) -> list[tuple[str, str, bool]]:
    return [
        (one.activity.title, one.compared.kinship.value, one.compared.counts_as_new)
        for one in on_file(region, application_id).activities
    ]


def earlier(region: Region) -> Any:
    with region.reading() as session:
        return own_earlier_statement(
            session, actor=region.actor("gerrit"), organisation_id=region.ids["garage"]
        )


def test_first_application_stands_beside_nothing_also_after_it_was_granted(region: Region) -> None:
    assert earlier(region) is None
    given(region)
    found = on_file(region, 1)
    assert (found.renewal, [one.compared for one in found.activities]) == (None, [None, None])
    assert (earlier(region).since, len(earlier(region).activities)) == (TODAY, 2)


def test_renewal_stands_beside_the_statement_before_it_and_stays_so(region: Region) -> None:
    given(region)
    region.now = region.later(days=40)
    changed = replace(DONE[1], result="Hij bleef en leidt nu zelf op.")
    given(region, activities=(changed, NEW))
    told = [("Zonnepanelen gelegd", "new", True), ("Stagiair begeleid", "changed", False)]
    assert kinships(region, 2) == told
    found = on_file(region, 2)
    assert (found.new, found.renewal.since) == (1, TODAY)
    assert [one.title for one in found.renewal.left_out] == ["Olie ingezameld"]
    region.now = region.later(days=40)
    third = replace(
        NEW, title="Regenton geplaatst", result="Regen.", done_on=region.now.date() - timedelta(days=1)
    )
    ask(region, activities=(third, replace(changed, done_on=third.done_on)))
    assert kinships(region, 2) == told
    assert kinships(region, 3) == [
        ("Regenton geplaatst", "new", True),
        ("Stagiair begeleid", "changed", True),
    ]


def test_other_scope_in_between_is_no_other_statement(region: Region) -> None:
    number = given(region)
    region.add_person("cees", (Role.CERTIFIER, "alliance"))
    region.now = region.later(days=20)
    asked = region.do(
        "gerrit", scope_changes.ask, number=number, scope="Ook de wasstraat", why="Die kwam erbij."
    )
    region.do("cees", scope_changes.decide, request_id=asked, outcome="granted", reason="Dat past goed.")
    application_id = ask(region, activities=(*DONE, NEW))
    assert on_file(region, application_id).renewal.since == TODAY
    assert kinships(region, application_id) == [
        ("Zonnepanelen gelegd", "new", True), ("Olie ingezameld", "taken_over", False),
        ("Stagiair begeleid", "taken_over", False),
    ]  # fmt: skip


def test_photo_that_was_added_at_the_renewal_changes_an_activity(region: Region, tmp_path: Path) -> None:
    files = FileStore.at(tmp_path / "files")
    save(region)
    add(region, files)
    region.do("certa", settle, application_id=send(region), **GRANT)
    region.now = region.later(days=40)
    save(region)
    add(region, files, data=picture((10, 10)))
    application_id = send(region, activities=(*DONE, NEW))
    assert kinships(region, application_id)[1:] == [
        ("Olie ingezameld", "changed", False), ("Stagiair begeleid", "taken_over", False),
    ]  # fmt: skip


def test_page_costs_the_same_whatever_came_before(
    region: Region, count_statements: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    costs = []
    for years in range(3):
        activities = (*DONE, NEW) if years == 1 else DONE
        if years == 2:
            late = replace(NEW, title="Regenton", done_on=region.now.date() - timedelta(days=1))
            activities = (late, replace(DONE[1], done_on=late.done_on))
        application_id = ask(region, activities=activities)
        with count_statements(region.engine) as statements:
            on_file(region, application_id)
        costs.append(len(statements))
        region.do("certa", settle, application_id=application_id, **GRANT)
        region.now = region.later(days=40)
    assert costs[1] == costs[2]
