"""What an ambassador does after the appointment, and how several are appointed at once (instrument F)."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from certificates import ambassador_log as log
from certificates import ambassador_progress as progress
from certificates import ambassador_register as register
from certificates import ambassadors, ceremonies
from certificates.ambassador_publicity import ADULT, MINOR, YOUNGER, choose_publicity
from certificates.ambassador_retention import release_ambassadors
from certificates.ambassador_terms import EndedTerms, end_terms, renew
from certificates.scheme import programme
from scan.domain.ambassadors import MilestoneKey
from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.news import NewsKind
from scan.domain.roles import Role
from scan.domain.states import AmbassadorState
from scan.store.paging import Asked
from scan.store.tables import Activity, Ambassador, AuditEvent, Ceremony, Milestone, News, Person
from scan.use_cases.digests import make_digests, my_news
from tests.scan.factories import Region

Counting = Callable[[Engine], AbstractContextManager[list[str]]]
TODAY = date(2026, 11, 23)


def earn(region: Region, name: str = "sam", teacher: str = "tess", **given: Any) -> None:
    """All steps to the appointment."""
    for key in programme().needed:
        about = {"achieved_on": date(2026, 11, 1), "proof": "Gezien."} | given
        region.do(teacher, ambassadors.confirm, student_id=region.ids[name], key=key.value, **about)


def row(region: Region, name: str = "sam") -> Ambassador:
    with region.reading() as session:
        return session.scalars(select(Ambassador).where(Ambassador.person_id == region.ids[name])).one()


def nominated(region: Region, name: str = "sam", teacher: str = "tess") -> Ambassador:
    earn(region, name, teacher)
    version = row(region, name).version
    region.do(teacher, ambassadors.nominate, student_id=region.ids[name], version=version)
    return row(region, name)


def appointed(region: Region, name: str = "sam", teacher: str = "tess") -> Ambassador:
    found = nominated(region, name, teacher)
    region.do("certa", ambassadors.appoint, ambassador_id=found.id, version=found.version)
    return row(region, name)


def active(region: Region, kind: str = "guest_lesson", name: str = "sam", teacher: str = "tess") -> int:
    """Something of today in the log, confirmed."""
    number: int = region.do(
        name, log.note_activity, kind=kind, done_on=region.now.date(), words="Les over afval"
    )
    region.do(teacher, log.decide_activity, activity_id=number, accept=True)
    return number


def see(region: Region, who: str, look: Callable[..., Any], **about: Any) -> Any:
    """What this person sees of something that does not depend on the hour."""
    with region.reading() as session:
        return look(session, actor=region.actor(who), **about)


def faults(problem: pytest.ExceptionInfo[InvalidInput]) -> dict[str, str]:
    return {field: message.key for field, message in problem.value.fields.items()}


def told(region: Region, who: str) -> list[NewsKind]:
    with region.reading() as session:
        return [line.kind for line in my_news(session, actor=region.actor(who), now=region.now)]


# Steps


def test_pair_gets_the_same_tick_and_nothing_says_that_they_were_a_pair(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    region.do(
        "tess", ambassadors.confirm, student_id=region.ids["sam"], key="maker", achieved_on=TODAY,
        proof="Een bak voor plastic.", partner_id=region.ids["noa"],
    )  # fmt: skip
    with region.reading() as session:
        rows = session.execute(select(Milestone.key, Milestone.achieved_on, Milestone.proof)).all()
        traces = session.scalars(
            select(AuditEvent.data).where(AuditEvent.action == "milestone_confirmed")
        ).all()
    assert rows == [("maker", TODAY, "Een bak voor plastic.")] * 2
    assert traces == [{"milestone": "maker"}] * 2


@pytest.mark.parametrize(
    ("key", "partner", "fault"),
    [("start", "noa", "not_as_a_pair"), ("maker", "sam", "not_with_this_one")],
)
def test_pair_is_two_students_in_steps_two_to_six(region: Region, key: str, partner: str, fault: str) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    with pytest.raises(InvalidInput) as problem:
        region.do(
            "tess", ambassadors.confirm, student_id=region.ids["sam"], key=key, achieved_on=TODAY,
            proof=None, partner_id=region.ids[partner],
        )  # fmt: skip
    assert faults(problem) == {"partner": fault}
    with region.reading() as session:
        assert session.scalars(select(Milestone)).all() == []


def test_student_of_another_school_is_no_partner(region: Region) -> None:
    with pytest.raises(NotFound):
        region.do(
            "tess", ambassadors.confirm, student_id=region.ids["sam"], key="maker", achieved_on=TODAY,
            proof=None, partner_id=region.ids["zoe"],
        )  # fmt: skip


def test_scan_of_the_own_school_takes_the_place_of_an_internship(region: Region) -> None:
    region.do(
        "tess", ambassadors.confirm, student_id=region.ids["sam"], key="scanner", achieved_on=TODAY,
        proof=None, at_school=True,
    )  # fmt: skip
    found = see(region, "sam", progress.of_student)
    (step,) = found.reached
    done = found.rules.milestone(step.key).words_of(at_school=step.at_school)
    assert done["nl"] == "De MVO-scan afgemaakt bij de eigen school"


def test_only_the_scan_can_be_of_the_own_school(region: Region) -> None:
    with pytest.raises(InvalidInput) as problem:
        region.do(
            "tess", ambassadors.confirm, student_id=region.ids["sam"], key="maker", achieved_on=TODAY,
            proof=None, at_school=True,
        )  # fmt: skip
    assert faults(problem) == {"at_school": "only_a_scan"}


def test_steps_of_an_appointment_do_not_change_afterwards(region: Region) -> None:
    nominated(region)
    with pytest.raises(InvalidInput) as problem:
        earn(region)
    assert faults(problem) == {"key": "already_appointed"}


def test_nomination_that_is_given_back_says_why_and_can_be_made_again(region: Region) -> None:
    found = nominated(region)
    region.do(
        "certa", ambassadors.decline, ambassador_id=found.id, reason="Stap 4 mist een datum.",
        version=found.version,
    )  # fmt: skip
    after = row(region)
    assert (after.state, after.declined_reason) == (AmbassadorState.CANDIDATE, "Stap 4 mist een datum.")
    assert told(region, "tess") == [NewsKind.NOMINATION_DECLINED]
    region.do("tess", ambassadors.nominate, student_id=region.ids["sam"], version=after.version)
    assert (row(region).state, row(region).declined_reason) == (AmbassadorState.NOMINATED, None)


# Log


def test_confirmed_activity_reaches_staying_active_once(region: Region) -> None:
    appointed(region)
    active(region)
    region.later(days=30)
    active(region, "questions")
    with region.reading() as session:
        days = session.scalars(select(Milestone.achieved_on).where(Milestone.key == "staying_active")).all()
    assert days == [TODAY]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"done_on": TODAY - timedelta(days=1)}, {"done_on": "before_appointment"}),
        ({"done_on": TODAY + timedelta(days=1)}, {"done_on": "not_in_future"}),
        ({"kind": "party"}, {"kind": "unknown_choice"}),
        ({"words": "x" * 201}, {"words": "too_long"}),
        ({"words": " "}, {"words": "required"}),
    ],
)
def test_entry_that_cannot_be_is_refused_in_words(
    region: Region, given: dict[str, Any], fault: dict[str, str]
) -> None:
    appointed(region)
    about = {"kind": "guest_lesson", "done_on": TODAY, "words": "Les"} | given
    with pytest.raises(InvalidInput) as problem:
        region.do("sam", log.note_activity, **about)
    assert faults(problem) == fault


def test_same_entry_twice_is_one(region: Region) -> None:
    appointed(region)
    about = {"kind": "guest_lesson", "done_on": TODAY, "words": "Les over afval"}
    region.do("sam", log.note_activity, **about)
    with pytest.raises(InvalidInput) as problem:
        region.do("sam", log.note_activity, **about)
    assert faults(problem) == {"done_on": "noted_already"}


def test_who_is_not_appointed_has_no_log(region: Region) -> None:
    nominated(region)
    with pytest.raises(NotAllowed):
        region.do("sam", log.note_activity, kind="guest_lesson", done_on=TODAY, words="Les")


def test_only_the_own_school_confirms_and_only_once(region: Region) -> None:
    appointed(region)
    number = region.do("sam", log.note_activity, kind="coaching", done_on=TODAY, words="Twee starters")
    with pytest.raises(NotFound):
        region.do("theo", log.decide_activity, activity_id=number, accept=True)
    region.do("cor", log.decide_activity, activity_id=number, accept=False)
    with pytest.raises(Stale):
        region.do("tess", log.decide_activity, activity_id=number, accept=True)


def test_entry_can_be_taken_away_until_it_is_confirmed(region: Region) -> None:
    appointed(region)
    first = region.do("sam", log.note_activity, kind="coaching", done_on=TODAY, words="Twee starters")
    region.do("sam", log.remove_activity, activity_id=first)
    second = active(region)
    with pytest.raises(Stale):
        region.do("sam", log.remove_activity, activity_id=second)
    with region.reading() as session:
        assert session.scalars(select(Activity.id)).all() == [second]


def test_entry_of_another_ambassador_is_not_there(region: Region) -> None:
    appointed(region)
    appointed(region, "zoe", "theo")
    number = region.do("sam", log.note_activity, kind="coaching", done_on=TODAY, words="Twee starters")
    with pytest.raises(NotFound):
        region.do("zoe", log.remove_activity, activity_id=number)


@pytest.mark.parametrize(
    ("kinds", "reached"),
    [
        (("second_scan",), False),
        (("second_scan",) * 2, True),
        (("coaching",) * 2, True),
        (("questions",) * 4, False),
    ],
)
def test_senior_is_three_scans_or_two_coached_teams(
    region: Region, kinds: tuple[str, ...], reached: bool
) -> None:
    appointed(region)
    for kind in kinds:
        active(region, kind)
        region.later(days=1)
    about = {
        "student_id": region.ids["sam"],
        "key": "senior",
        "achieved_on": TODAY,
        "proof": "Een goede coach.",
    }
    if reached:
        region.do("tess", ambassadors.confirm, **about)
        assert MilestoneKey.SENIOR in {one.key for one in see(region, "sam", progress.of_student).reached}
        return
    with pytest.raises(InvalidInput) as problem:
        region.do("tess", ambassadors.confirm, **about)
    assert faults(problem) == {"key": "not_senior_yet"}


# Term


def test_term_is_renewed_when_each_year_has_an_activity(region: Region) -> None:
    appointed(region)
    active(region)
    region.later(days=700)
    active(region, "coaching")
    found = row(region)
    until = region.do("certa", renew, ambassador_id=found.id, version=found.version)
    after = row(region)
    assert (until, after.valid_until, after.renewed_from) == (
        date(2030, 11, 22), date(2030, 11, 22), date(2028, 11, 23),
    )  # fmt: skip
    assert [year.activities for year in see(region, "sam", progress.of_student).years] == [0, 0]


@pytest.mark.parametrize(
    ("days", "years", "fault"),
    [(600, (0, 400), "renew_too_early"), (731, (0, 400), "term_over"), (700, (0,), "not_active_each_year")],
)
def test_term_is_not_renewed_too_early_too_late_or_without_activity(
    region: Region, days: int, years: tuple[int, ...], fault: str
) -> None:
    appointed(region)
    begin = region.now
    for at in years:
        region.now = begin + timedelta(days=at)
        active(region)
    region.now = begin + timedelta(days=days)
    found = row(region)
    with pytest.raises(InvalidInput) as problem:
        region.do("certa", renew, ambassador_id=found.id, version=found.version)
    assert faults(problem) == {"term": fault}


def ended(region: Region, *, rehearse: bool = False) -> EndedTerms:
    with region.writing() as session:
        return end_terms(session, now=region.now, rehearse=rehearse)


def test_end_of_a_term_is_told_once_and_makes_an_alumnus_once(region: Region) -> None:
    found = appointed(region)
    assert found.valid_until == date(2028, 11, 22)
    region.now += timedelta(days=(date(2028, 9, 22) - TODAY).days - 1)
    assert ended(region) == EndedTerms(0, 0)
    region.later(days=1)
    assert ended(region, rehearse=True) == EndedTerms(1, 0)
    assert ended(region) == EndedTerms(1, 0)
    assert ended(region) == EndedTerms(0, 0)
    assert [told(region, who) for who in ("sam", "tess")] == [[NewsKind.TERM_ENDS]] * 2
    region.now += timedelta(days=(date(2028, 11, 22) - date(2028, 9, 22)).days)
    assert ended(region) == EndedTerms(0, 0)
    region.later(days=1)
    assert ended(region) == EndedTerms(0, 1)
    assert ended(region) == EndedTerms(0, 0)
    assert row(region).state == AmbassadorState.ALUMNUS


def test_school_is_reminded_by_its_digest(region: Region) -> None:
    appointed(region)
    region.now += timedelta(days=(date(2028, 10, 1) - TODAY).days)
    ended(region)
    region.later(days=1)
    with region.writing() as session:
        assert make_digests(session, now=region.now) == 1
        people = session.scalars(select(News.person_id).where(News.letter_id.is_not(None))).all()
    assert people == [region.ids["tess"]]


# Ceremony


@pytest.fixture
def hall(region: Region) -> Region:
    """Sam, Noa and Zoe are nominated; Dora works for the alliance and for Zoe's school."""
    region.add_student("noa", "groen", "tess", "bakery")
    region.add_person("dora", (Role.CERTIFIER, "alliance"), (Role.TEACHER, "zuidcollege"))
    for name, teacher in (("sam", "tess"), ("noa", "tess"), ("zoe", "theo")):
        nominated(region, name, teacher)
    return region


def at_ceremony(region: Region, who: str, chosen: Mapping[int, int], **given: Any) -> ceremonies.Appointed:
    about = {"held_on": date(2026, 12, 11), "place": "Schouwburg, Assen"} | given
    done: ceremonies.Appointed = region.do(who, ceremonies.appoint_at_ceremony, chosen=chosen, **about)
    return done


def ticked(region: Region, *names: str) -> dict[int, int]:
    return {found.id: found.version for found in (row(region, name) for name in names)}


def test_ceremony_appoints_everyone_chosen_in_order_of_school_and_name(hall: Region) -> None:
    done = at_ceremony(hall, "certa", ticked(hall, "zoe", "sam", "noa"))
    assert done.refusals == ()
    assert [row(hall, name).number for name in ("noa", "sam", "zoe")] == list(done.numbers)
    assert [number[:12] for number in done.numbers] == ["JA-2026-0001", "JA-2026-0002", "JA-2026-0003"]
    people = see(hall, "certa", progress.of_ceremony, ceremony_id=done.ceremony_id, order="name")
    assert [one.name for one in people] == ["Noa", "Sam", "Zoe"]
    with hall.reading() as session:
        events = session.scalars(
            select(AuditEvent.subject_id).where(AuditEvent.action == "ambassador_appoint")
        ).all()
    assert sorted(filter(None, events)) == sorted(ticked(hall, "sam", "noa", "zoe"))


def test_ceremony_refuses_one_for_separation_of_duties_and_appoints_the_others(hall: Region) -> None:
    done = at_ceremony(hall, "dora", ticked(hall, "sam", "noa", "zoe"))
    assert [(one.name, one.why.key) for one in done.refusals] == [("Zoe", "own_organisation")]
    assert [row(hall, name).state for name in ("sam", "noa", "zoe")] == [
        AmbassadorState.APPOINTED, AmbassadorState.APPOINTED, AmbassadorState.NOMINATED,
    ]  # fmt: skip
    with hall.reading() as session:
        refused = session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == "refused")).all()
    assert refused == [row(hall, "zoe").id]


def test_ceremony_leaves_who_changed_meanwhile(hall: Region) -> None:
    chosen = ticked(hall, "sam", "noa")
    sam = row(hall, "sam")
    hall.do("certa", ambassadors.decline, ambassador_id=sam.id, reason="Nog niet.", version=sam.version)
    done = at_ceremony(hall, "certa", chosen)
    assert [(one.name, one.why.key) for one in done.refusals] == [("Sam", "wrong_state")]
    assert len(done.numbers) == 1


def test_ceremony_where_nobody_is_appointed_is_none(hall: Region) -> None:
    done = at_ceremony(hall, "dora", ticked(hall, "zoe"))
    assert (done.ceremony_id, done.numbers) == (None, ())
    with hall.reading() as session:
        assert session.scalars(select(Ceremony)).all() == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"chosen": {}}, {"chosen": "choose_someone"}),
        ({"chosen": {99_999: 1}}, {"chosen": "stale"}),
        ({"chosen": dict.fromkeys(range(1, 202), 1)}, {"chosen": "too_many_at_once"}),
        ({"held_on": TODAY - timedelta(days=1)}, {"held_on": "ceremony_day"}),
        ({"place": " "}, {"place": "required"}),
    ],
)
def test_ceremony_that_cannot_be_appoints_nobody(
    hall: Region, given: dict[str, Any], fault: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as problem:
        at_ceremony(hall, "certa", **({"chosen": ticked(hall, "sam")} | given))
    assert faults(problem) == fault
    assert row(hall).state == AmbassadorState.NOMINATED


def test_every_ceremony_is_on_a_page_of_the_list_the_newest_first(hall: Region) -> None:
    at_ceremony(hall, "certa", ticked(hall, "sam"), place="Assen")
    at_ceremony(hall, "certa", ticked(hall, "noa", "zoe"), place="Emmen", held_on=date(2026, 12, 12))
    pages = [see(hall, "certa", ceremonies.ceremonies, asked=Asked(page=page, size=1)) for page in (1, 2)]
    assert [(one.place, one.appointed) for page in pages for one in page.items] == [
        ("Emmen", 2),
        ("Assen", 1),
    ]
    assert [page.total for page in pages] == [2, 2]


def test_a_pair_is_searched_for_among_the_own_students(hall: Region) -> None:
    found = see(hall, "tess", progress.students_of, asked=Asked(query="o"))
    assert [name for _, name in found.items] == ["Noa"]
    kept = see(hall, "tess", progress.students_of, asked=Asked(query="noa"), chosen=hall.ids["sam"])
    assert [name for _, name in kept.items] == ["Sam", "Noa"]
    zoe = see(hall, "tess", progress.students_of, asked=Asked(query="zoe"), chosen=hall.ids["zoe"])
    assert zoe.items == ()


def test_only_certifiers_see_ceremonies(hall: Region) -> None:
    done = at_ceremony(hall, "certa", ticked(hall, "sam"))
    for who in ("tess", "cor", "mona"):
        with pytest.raises(NotFound):
            see(hall, who, ceremonies.ceremony, ceremony_id=done.ceremony_id)


def test_lists_take_the_same_statements_for_one_as_for_many(hall: Region, count_statements: Counting) -> None:
    at_ceremony(hall, "certa", ticked(hall, "sam", "noa"))
    looks: tuple[tuple[str, Any, dict[str, Any], int], ...] = (
        ("tess", progress.of_my_students, {}, 4),
        ("certa", progress.nominations, {}, 4),
        ("certa", progress.of_ceremony, {"ceremony_id": 1, "order": "school"}, 3),
    )
    for who, look, about, expected in looks:
        actor = hall.actor(who)
        with hall.reading() as session, count_statements(hall.engine) as statements:
            look(session, actor=actor, **about)
        assert len([one for one in statements if one.startswith("SELECT")]) == expected, look


# Public page


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"age": YOUNGER}, {"age": "too_young"}),
        ({"age": ""}, {"age": "unknown_choice"}),
        ({"age": MINOR}, {"parent_agrees": "parent_needed"}),
        ({"age": ADULT, "public_name": "Sam Bakker"}, {"public_name": "one_name"}),
    ],
)
def test_public_page_that_the_programme_does_not_allow_is_refused(
    region: Region, given: dict[str, Any], fault: dict[str, str]
) -> None:
    found = appointed(region)
    about = {"is_public": True, "public_name": "Sam", "version": found.version} | given
    with pytest.raises(InvalidInput) as problem:
        region.do("sam", choose_publicity, **about)
    assert faults(problem) == fault
    assert (row(region).is_public, row(region).is_adult) == (False, None)


@pytest.mark.parametrize(("age", "place"), [(ADULT, "Assen"), (MINOR, None)])
def test_page_shows_the_place_of_the_school_of_adults_only(
    region: Region, age: str, place: str | None
) -> None:
    found = appointed(region)
    region.do(
        "sam", choose_publicity, is_public=True, public_name="Sam", age=age, parent_agrees=True,
        version=found.version,
    )  # fmt: skip
    with region.reading() as session:
        (page,) = register.public_list(session, today=TODAY).items
    assert (page.public_name, page.school, page.place) == ("Sam", "Noordcollege", place)


def test_page_taken_away_leaves_no_word_of_the_age(region: Region) -> None:
    found = appointed(region)
    region.do("sam", choose_publicity, is_public=True, public_name="Sam", age=ADULT, version=found.version)
    region.do("sam", choose_publicity, is_public=False, public_name="", version=row(region).version)
    after = row(region)
    assert (after.is_public, after.public_name, after.is_adult) == (False, None, None)


def test_long_after_the_term_log_and_steps_are_gone(region: Region) -> None:
    appointed(region)
    active(region)
    region.later(days=731)
    ended(region)
    region.later(days=367)
    with region.writing() as session:
        assert release_ambassadors(session, now=region.now) == 1
        assert session.scalars(select(Activity)).all() == []
        assert session.scalars(select(Milestone)).all() == []
        assert release_ambassadors(session, now=region.now) == 0


# Counts


def test_few_ambassadors_are_not_counted(region: Region) -> None:
    crowd(region, "noordcollege", 4)
    with region.reading() as session:
        assert register.appointed_count(session) is None
    crowd(region, "zuidcollege", 1)
    with region.reading() as session:
        assert register.appointed_count(session) == 5


def crowd(region: Region, school: str, many: int) -> None:
    """So many appointed ambassadors of one school."""
    with region.writing() as session:
        for place in range(many):
            person = Person(display_name=f"Student {place}", locale="nl", created_at=region.now)
            session.add(person)
            session.flush()
            session.add(
                Ambassador(
                    person_id=person.id,
                    institution_id=region.ids[school],
                    scheme=programme().name,
                    state=AmbassadorState.APPOINTED.value,
                    number=f"JA-2026-{region.ids[school]:02}{place:02}-00",
                    appointed_on=TODAY,
                    valid_until=date(2028, 11, 22),
                    nominated_by=region.ids["tess"],
                    appointed_by=region.ids["certa"],
                    created_at=region.now,
                )
            )
