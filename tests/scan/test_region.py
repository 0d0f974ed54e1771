"""The picture of the region: what is in it, when it changes, and that reading it costs the same for any number."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, insert, select, update

from scan.domain.region import Result, results_of
from scan.store.tables import Dossier, DossierScore, Organisation, QuestionnaireVersion, RegionPicture
from scan.use_cases.region import newest_picture, refresh_picture
from tests.scan.factories import NOW, Region

BEFORE = date(2026, 10, 1)
LAST_YEAR = datetime(2026, 3, 2, 12, tzinfo=UTC)


def result(number: int, points: int = 5000, **other: object) -> Result:
    given = {"organisation_id": number, "moderated_at": LAST_YEAR, "sector": "food", "size": "micro",
             "municipality": "Assen", "published": False}  # fmt: skip
    return Result(dossier_id=number, points={"clean_energy": points}, **{**given, **other})  # type: ignore[arg-type]


def test_the_newest_result_of_each_company_counts_and_points_are_whole() -> None:
    found = [result(number, 1000 * number) for number in range(1, 6)]
    older = result(9, 9900, organisation_id=1, moderated_at=LAST_YEAR - timedelta(days=300))
    everyone = results_of([*found, older], BEFORE).everyone
    assert (everyone.organisations, everyone.points) == (5, {"clean_energy": 30})


def test_the_spread_has_the_points_of_a_quarter_the_middle_and_three_quarters() -> None:
    spread = results_of([result(number, 1000 * number) for number in range(1, 9)], BEFORE).spread
    assert [(one.low, one.median, one.high) for one in spread] == [(20, 40, 70)]


def test_results_older_than_three_years_count_only_for_their_own_year() -> None:
    now = [result(number) for number in range(5)]
    old = [result(10 + number, moderated_at=datetime(2021, 11, 1, tzinfo=UTC)) for number in range(5)]
    results = results_of([*now, *old], BEFORE)
    assert results.everyone.organisations == 5
    assert [(year.name, year.organisations) for year in results.years] == [("2021-2022", 5), ("2025-2026", 5)]


def test_small_groups_are_named_without_figures() -> None:
    found = [result(number) for number in range(12)] + [result(20, sector="care")]
    sectors = results_of(found, BEFORE).sectors
    assert [(one.name, one.organisations) for one in sectors] == [("care", None), ("food", None)]


def test_four_companies_show_nothing_at_all() -> None:
    results = results_of([result(number) for number in range(4)], BEFORE)
    assert (results.everyone.points, results.spread) == (None, ())


def test_a_theme_that_few_have_no_points_for_is_left_out() -> None:
    found = [result(number) for number in range(9)]
    found[0] = Result(**{name: getattr(found[0], name) for name in found[0].__slots__} | {"points": {}})
    assert results_of(found, BEFORE).everyone.points == {}


def add_results(
    region: Region, count: int, *, at: datetime = LAST_YEAR, first: int = 1000, sector: str = "food"
) -> None:
    """Closed dossiers with points, straight into the tables."""
    with region.writing() as session:
        version = session.scalars(select(QuestionnaireVersion.id)).first()
        reviewer = region.actor("tess").person_id
        numbers = range(first, first + count)
        session.execute(insert(Organisation), [
            {"id": number, "kind": "company", "name": f"Bedrijf {number}", "kvk_number": f"{20_000_000 + number}",
             "municipality": "Assen", "created_at": at, "version": 1} for number in numbers
        ])  # fmt: skip
        session.execute(insert(Dossier), [
            {"id": number, "organisation_id": number, "period": "2025-2026", "state": "moderated", "created_at": at,
             "opens_at": at, "facts": {}, "questionnaire_version_id": version, "moderated_outcome": b"{}",
             "moderated_answers": {}, "moderated_by": reviewer, "moderated_at": at, "version": 1}
            for number in numbers
        ])  # fmt: skip
        session.execute(insert(DossierScore), [
            {"dossier_id": number, "theme": "clean_energy", "organisation_id": number, "basis": "company-self@1",
             "sector": sector, "size": "micro", "counted": 4000, "moderated_at": at} for number in numbers
        ])  # fmt: skip


def refresh(region: Region, now: datetime = NOW) -> None:
    with region.writing() as session:
        refresh_picture(session, now=now)


def companies(region: Region) -> int | None:
    with region.reading() as session:
        picture = newest_picture(session)
    assert picture is not None
    return picture.results.everyone.organisations


def test_there_is_no_picture_before_the_first_was_made(region: Region) -> None:
    with region.reading() as session:
        assert newest_picture(session) is None


def test_the_picture_is_made_anew_each_day_and_only_the_newest_is_kept(region: Region) -> None:
    add_results(region, 6)
    refresh(region)
    refresh(region)
    refresh(region, NOW + timedelta(days=1))
    with region.reading() as session:
        rows = session.scalars(select(RegionPicture)).all()
        assert [row.made_on for row in rows] == [date(2026, 11, 24)]
        assert rows[0].results_before == BEFORE
    assert companies(region) == 6


def test_results_of_this_quarter_wait_for_the_next(region: Region) -> None:
    add_results(region, 6)
    add_results(region, 6, at=NOW - timedelta(days=3), first=2000)
    refresh(region)
    assert companies(region) == 6
    refresh(region, datetime(2027, 1, 2, tzinfo=UTC))
    assert companies(region) == 12


def test_results_come_in_only_when_five_are_new_so_that_nobody_follows_from_the_difference(
    region: Region,
) -> None:
    add_results(region, 6)
    refresh(region)
    add_results(region, 4, at=NOW - timedelta(days=3), first=2000)
    refresh(region, datetime(2027, 1, 2, tzinfo=UTC))
    assert companies(region) == 6


def test_a_dossier_that_is_opened_again_changes_nothing_until_the_next_results_come_in(
    region: Region,
) -> None:
    add_results(region, 7)
    refresh(region)
    with region.writing() as session:
        session.execute(update(Dossier).where(Dossier.id == 1000).values(state="comparing"))
    refresh(region, NOW + timedelta(days=1))
    assert companies(region) == 7


def test_counts_of_people_below_five_are_not_in_it(region: Region) -> None:
    region.moderated()
    refresh(region)
    with region.reading() as session:
        picture = newest_picture(session)
    assert picture is not None
    assert (picture.counts.scans, picture.counts.students, picture.counts.schools) == (2, None, 1)
    assert [(school.students, school.ambassadors) for school in picture.schools] == [(None, 0)]


@pytest.fixture
def counted(region: Region) -> Callable[[Callable[[], object]], Sequence[str]]:
    """The statements that a piece of work takes."""

    def during(work: Callable[[], object]) -> Sequence[str]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(region.engine, "before_cursor_execute", note)
        work()
        event.remove(region.engine, "before_cursor_execute", note)
        return seen

    return during


def test_reading_it_takes_one_statement_whatever_is_stored(
    region: Region, counted: Callable[[Callable[[], object]], Sequence[str]]
) -> None:
    add_results(region, 50)
    refresh(region)

    def look() -> None:
        with region.reading() as session:
            newest_picture(session)

    assert len(counted(look)) == 1
