"""What is new for whom, and that nobody gets more than one digest a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from scan.domain.errors import InvalidInput
from scan.domain.news import NewsKind, Topic, digest_moment, reminder
from scan.domain.periods import local_day
from scan.domain.roles import Role
from scan.store.session import create_engine
from scan.store.tables import Letter, MutedTopic, News
from scan.use_cases.deciding import decide_application, return_application
from scan.use_cases.digests import digest_lines, make_digests, my_news, put_away
from scan.use_cases.mail_choices import choose_mail, my_mail
from scan.use_cases.notifying import notify
from scan.use_cases.reviewing import return_scan
from scan.use_cases.sharing import group_student
from scan.use_cases.students import assess_placement, set_hold_back
from scan.use_cases.submitting import withdraw_scan
from tests.scan.factories import Region

MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
"""Seven o'clock in the Netherlands, the day after ``NOW``."""


@pytest.fixture
def region(sqlite_region: Region) -> Region:
    """On SQLite alone, but for the tests that ask for more."""
    return sqlite_region


def news(region: Region, who: str) -> list[str]:
    """Everything noted for someone, oldest first."""
    with region.reading() as session:
        mine = select(News.kind).where(News.person_id == region.ids[who]).order_by(News.id)
        return list(session.scalars(mine))


def gather(region: Region, now: datetime) -> int:
    with region.writing() as session:
        return make_digests(session, now=now)


def told(region: Region, who: str) -> list[list[tuple[str, str]]]:
    """What each digest of someone tells: (kind, company)."""
    with region.reading() as session:
        letters = select(Letter.id).where(Letter.person_id == region.ids[who]).order_by(Letter.day)
        return [
            [(line.kind.value, line.organisation) for line in digest_lines(session, letter_id=letter_id)]
            for letter_id in session.scalars(letters)
        ]


def choices(region: Region, who: str) -> dict[Topic, bool]:
    with region.reading() as session:
        return my_mail(session, actor=region.actor(who))


def give_back(region: Region, scan_id: int, deadline: date | None = None) -> None:
    region.do("tess", return_scan, scan_id=scan_id, comment="Kijk nog eens.", deadline=deadline)


# Who hears what


def test_a_teacher_hears_of_what_comes_in_and_when_it_can_be_checked(region: Region) -> None:
    region.student_scan()
    region.own_scan()
    assert news(region, "tess") == ["handed_in", "to_check"]
    assert [news(region, who) for who in ("theo", "cor", "rik", "gerrit", "zoe")] == [[], [], [], [], []]


def test_a_company_hears_of_the_comparison_once_the_school_shares_the_report(region: Region) -> None:
    region.compared()
    assert (news(region, "sam"), news(region, "carla")) == (["comparison_opened"], [])
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    assert news(region, "carla") == ["comparison_opened"]


def test_both_sides_hear_of_the_outcome(region: Region) -> None:
    region.moderated()
    assert (news(region, "sam")[-1], news(region, "carla")[-1]) == ("accepted", "accepted")


def test_a_company_hears_of_a_decision_and_of_an_application_that_comes_back(region: Region) -> None:
    application = region.applied()
    region.do("certa", return_application, application_id=application, reason="Vul de omvang aan.")
    assert news(region, "carla")[-1] == "application_returned"


def test_a_company_hears_of_a_refusal_too(region: Region) -> None:
    application = region.applied()
    region.do(
        "certa", decide_application, application_id=application, outcome="refuse", level=None,
        reason="Nog niet.", scheme="mvo-certificate@1.0.0",
    )  # fmt: skip
    assert news(region, "carla")[-1] == "certificate_decided"


def test_a_scan_that_comes_back_is_news_for_who_fills_it_in(region: Region) -> None:
    student = region.student_scan()
    region.own_scan()
    give_back(region, student)
    assert (news(region, "sam")[-1], news(region, "carla")) == ("returned", [])


def test_everyone_who_shares_a_scan_hears_of_it_and_so_do_the_teachers_of_all(region: Region) -> None:
    region.add_person("tom", (Role.TEACHER, "noordcollege"))
    region.add_class("geel", "noordcollege", "tom")
    region.add_student("noa", "geel", "tom", "bakery")
    scan = region.start("sam")
    region.do("tom", group_student, placement_id=region.ids["noa-placement"], scan_id=scan)
    region.fill("sam", scan)
    region.submit("noa", scan)
    region.own_scan()
    give_back(region, scan)
    assert [news(region, who) for who in ("sam", "noa")] == [["comparison_opened", "returned"]] * 2
    assert [news(region, who) for who in ("tess", "tom")] == [["handed_in", "to_check"]] * 2


def test_a_company_waits_until_the_schools_of_all_who_share_the_scan_share_it(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    scan = region.start("sam")
    region.do("tess", group_student, placement_id=region.ids["noa-placement"], scan_id=scan)
    region.fill("sam", scan)
    region.submit("noa", scan)
    region.own_scan()
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    assert news(region, "carla") == []
    region.do("tess", set_hold_back, placement_id=region.ids["noa-placement"], hold_back=False)
    assert news(region, "carla") == ["comparison_opened"]


# One digest a day


def test_a_digest_tells_what_happened_before_seven_in_the_morning(region: Region) -> None:
    region.moderated()
    assert gather(region, MORNING - timedelta(seconds=1)) == 0
    assert gather(region, MORNING) == 1
    assert told(region, "carla") == [[("accepted", "Bakery")]]


def test_what_was_done_meanwhile_is_not_told(region: Region) -> None:
    region.moderated()
    assert news(region, "tess") == ["handed_in", "to_check"]
    gather(region, MORNING)
    assert told(region, "tess") == []


def test_gathering_again_makes_no_second_digest_of_a_day(region: Region) -> None:
    region.student_scan()
    own = region.own_scan()
    assert gather(region, MORNING) == 1
    region.now = MORNING + timedelta(hours=1)
    give_back(region, own)
    assert [gather(region, MORNING + timedelta(hours=hours)) for hours in (1, 5, 16)] == [0, 0, 0]
    assert gather(region, MORNING + timedelta(days=1)) == 1
    assert told(region, "carla") == [[("returned", "Bakery")]]


def test_students_get_no_mail(region: Region) -> None:
    region.moderated()
    gather(region, MORNING)
    assert told(region, "sam") == []


def test_news_of_two_weeks_ago_is_not_mailed_any_more(region: Region) -> None:
    region.moderated()
    assert gather(region, MORNING + timedelta(days=14)) == 0


def test_who_wants_no_mail_about_something_gets_none(region: Region) -> None:
    region.moderated()
    region.do("carla", choose_mail, wanted={Topic.RETURNS, Topic.CERTIFICATE})
    assert choices(region, "carla") == {
        Topic.RETURNS: True,
        Topic.RESULTS: False,
        Topic.CERTIFICATE: True,
        Topic.PARTNERS: False,
    }
    assert gather(region, MORNING) == 0
    region.do("carla", choose_mail, wanted={Topic.RESULTS})
    assert gather(region, MORNING) == 1


def test_a_choice_is_about_what_concerns_the_role(region: Region) -> None:
    assert list(choices(region, "tess")) == [Topic.CHECKING, Topic.AMBASSADORS]
    assert choices(region, "sam") == {}


@pytest.mark.parametrize(
    ("now", "day", "moment"),
    [
        # In winter Amsterdam is an hour ahead of UTC, in summer two.
        (
            datetime(2026, 11, 23, 22, 59, tzinfo=UTC),
            date(2026, 11, 23),
            datetime(2026, 11, 23, 6, tzinfo=UTC),
        ),
        (
            datetime(2026, 11, 23, 23, 0, tzinfo=UTC),
            date(2026, 11, 24),
            datetime(2026, 11, 24, 6, tzinfo=UTC),
        ),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2), datetime(2026, 7, 2, 5, tzinfo=UTC)),
        (datetime(2027, 3, 28, 12, 0, tzinfo=UTC), date(2027, 3, 28), datetime(2027, 3, 28, 5, tzinfo=UTC)),
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            date(2026, 10, 25),
            datetime(2026, 10, 25, 6, tzinfo=UTC),
        ),
    ],
)
def test_a_day_is_a_day_in_the_netherlands(now: datetime, day: date, moment: datetime) -> None:
    assert (local_day(now), digest_moment(now)) == (day, moment)


@given(st.lists(st.tuples(st.integers(0, 4 * 24 * 60), st.booleans()), max_size=14))
@settings(max_examples=25)
def test_however_it_goes_there_is_one_digest_a_day_and_all_is_told_once(
    moments: tuple[Path, Region], happenings: list[tuple[int, bool]]
) -> None:
    """Over four days: at random minutes something happens, or the post goes round."""
    _, region = moments
    with region.writing() as session:
        for table in (News, Letter):
            session.execute(delete(table))
    for minutes, is_news in sorted(happenings):
        now = region.now + timedelta(minutes=minutes)
        if is_news:
            with region.writing() as session:
                notify(session, people={region.ids["carla"]}, kind=NewsKind.ACCEPTED, dossier_id=1, now=now)
        else:
            gather(region, now)
    gather(region, region.now + timedelta(days=6))
    with region.reading() as session:
        letters = session.scalars(select(Letter)).all()
        rows = session.scalars(select(News)).all()
    assert len({one.day for one in letters}) == len(letters)
    of = {one.id: one for one in letters}
    for row in rows:
        assert row.letter_id is not None
        assert row.created_at < digest_moment(of[row.letter_id].created_at)


@pytest.fixture(scope="module")
def moments(
    sqlite_template: tuple[Path, Region], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Region]]:
    """A region with one dossier, for many examples."""
    file = copy(sqlite_template[0], tmp_path_factory.mktemp("moments") / "region.sqlite")
    engine = create_engine(f"sqlite:///{file}")
    region = replace(sqlite_template[1], engine=engine, ids=dict(sqlite_template[1].ids))
    region.start_own()
    yield file, region
    engine.dispose()


# Deadlines


@pytest.mark.parametrize(
    ("days_left", "kind"),
    [
        (3, None), (2, NewsKind.DEADLINE_NEAR), (1, NewsKind.DEADLINE_NEAR), (0, NewsKind.DEADLINE_NEAR),
        (-1, NewsKind.DEADLINE_PASSED), (-14, NewsKind.DEADLINE_PASSED), (-15, None),
    ],
)  # fmt: skip
def test_a_reminder_comes_two_days_before_and_after(days_left: int, kind: NewsKind | None) -> None:
    today = date(2026, 12, 1)
    assert reminder(today + timedelta(days=days_left), today) is kind


def test_respondents_are_reminded_once_before_and_once_after(region: Region) -> None:
    region.student_scan()
    own = region.own_scan()
    give_back(region, own, date(2026, 12, 1))
    for day in range(20):
        gather(region, MORNING + timedelta(days=day))
        gather(region, MORNING + timedelta(days=day, hours=3))
    assert told(region, "carla") == [
        [("returned", "Bakery")],
        [("deadline_near", "Bakery")],
        [("deadline_passed", "Bakery")],
    ]
    assert told(region, "tess")[-1] == [("not_in_time", "Bakery")]


def test_who_handed_in_again_is_not_reminded(region: Region) -> None:
    region.student_scan()
    own = region.own_scan()
    give_back(region, own, date(2026, 12, 1))
    region.later(hours=1)
    region.submit("carla", own)
    for day in range(12):
        gather(region, MORNING + timedelta(days=day))
    assert told(region, "carla") == []


def test_who_withdrew_is_not_reminded(region: Region) -> None:
    scan = region.student_scan()
    region.own_scan()
    give_back(region, scan, date(2026, 12, 1))
    region.do("sam", withdraw_scan, scan_id=scan)
    gather(region, datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert "deadline_near" not in news(region, "sam")


def test_the_deadline_of_the_last_return_counts(region: Region) -> None:
    region.student_scan()
    own = region.own_scan()
    give_back(region, own, date(2026, 12, 1))
    region.later(hours=1)
    region.submit("carla", own)
    region.later(hours=1)
    give_back(region, own, date(2026, 12, 20))
    gather(region, datetime(2026, 12, 2, 12, tzinfo=UTC))
    assert [line[0] for digest in told(region, "carla") for line in digest] == ["returned"]


def test_a_short_deadline_is_told_in_one_line(region: Region) -> None:
    region.student_scan()
    give_back(region, region.own_scan(), date(2026, 11, 24))
    gather(region, MORNING)
    assert told(region, "carla") == [[("deadline_near", "Bakery")]]


@pytest.mark.parametrize("deadline", [date(2026, 11, 23), date(2020, 1, 1), date(2027, 11, 24), date.max])
def test_a_deadline_lies_between_tomorrow_and_a_year_from_now(region: Region, deadline: date) -> None:
    scan = region.student_scan()
    region.own_scan()
    with pytest.raises(InvalidInput) as problem:
        give_back(region, scan, deadline)
    assert list(problem.value.fields) == ["deadline"]


def test_respondents_see_until_when(region: Region) -> None:
    scan = region.student_scan()
    region.own_scan()
    give_back(region, scan, date(2026, 12, 1))
    assert [one.deadline for one in region.open("sam", scan).returns] == [date(2026, 12, 1)]


# On a page


def test_news_stands_on_the_page_until_it_is_put_away(region: Region) -> None:
    region.moderated()
    mine = region.look("sam", my_news)
    assert [line.kind for line in mine] == [NewsKind.ACCEPTED]
    region.do("carla", put_away, up_to=mine[0].id)
    assert region.look("sam", my_news) == mine
    region.do("sam", put_away, up_to=mine[0].id)
    assert region.look("sam", my_news) == ()


def test_muting_says_nothing_about_the_page(region: Region) -> None:
    with region.writing() as session:
        session.add(MutedTopic(person_id=region.ids["sam"], topic="results"))
    region.moderated()
    assert len(region.look("sam", my_news)) == 1
