"""Pupils scan their own school: with the machinery of every scan, and only totals of the class come out."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from questionnaires import load
from questionnaires.publishing import canonical_bytes
from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.roles import Role
from scan.domain.states import DossierState, ScanState
from scan.store.tables import Dossier
from scan.use_cases import evidence, pupils, readers, reviewing
from scan.use_cases.joining import join_class
from scan.use_cases.own_organisation import own_dossier
from scan.use_cases.publishing import publish_questionnaire
from scan.use_cases.pupils import ClassScans
from tests.scan.factories import ADDRESS, PEPPER, PIN, Region

SLUG = "secondary-pupils"
POOLED = "respect-at-work"
PROFILE: dict[str, object] = {"kitchen": True, "outdoor": True}
pytestmark = pytest.mark.parametrize("region", ["sqlite"], indirect=True)


@pytest.fixture
def school(region: Region) -> Region:
    """Noordcollege, where the pupils of class groen may scan."""
    with region.writing() as session:
        publish_questionnaire(session, actor=None, document=canonical_bytes(load(SLUG)), now=region.now)
    region.do("tess", pupils.let_pupils_scan, class_id=region.ids["groen"])
    return region


def join(region: Region, name: str) -> None:
    code = region.code("groen", "tess")
    with region.writing() as session:
        began = join_class(
            session, code=code, display_name=name, pin=PIN, address=ADDRESS, pepper=PEPPER, now=region.now
        )
    region.ids[name] = began.person_id


def start(region: Region, name: str) -> int:
    scan_id: int = region.do(name, pupils.start_pupil_scan, class_id=region.ids["groen"], slug=SLUG)
    return scan_id


def hand_in(region: Region, name: str, step: str = "1", **answers: str) -> int:
    """A pupil who joins, answers every question with ``step``, and hands in."""
    join(region, name)
    scan_id = start(region, name)
    items = {item.id: step for item in load(SLUG).items()}
    region.fill(name, scan_id, items | {key.replace("_", "-"): one for key, one in answers.items()}, PROFILE)
    region.submit(name, scan_id)
    return scan_id


def accept(region: Region, *scan_ids: int, who: str = "tess") -> int:
    count: int = region.do(who, pupils.accept_scans, class_id=region.ids["groen"], scan_ids=scan_ids or None)
    return count


def look(region: Region, who: str = "tess") -> ClassScans:
    found: ClassScans = region.look(who, pupils.class_scans, class_id=region.ids["groen"])
    return found


def test_a_pupil_scans_the_own_school_without_an_internship(school: Region) -> None:
    scan_id = hand_in(school, "noor")
    found = school.open("noor", scan_id)
    assert (found.organisation, found.audience, found.state) == (
        "Noordcollege",
        "secondary",
        ScanState.SUBMITTED,
    )
    with school.reading() as session:
        listed = pupils.my_pupil_classes(session, actor=school.actor("noor"))
    assert [(one.class_name, one.scan_id, one.scan_state) for one in listed] == [
        ("groen", scan_id, ScanState.SUBMITTED)
    ]


def test_starting_twice_gives_the_same_scan_and_each_pupil_has_an_own_one(school: Region) -> None:
    join(school, "noor")
    join(school, "finn")
    first = start(school, "noor")
    assert (start(school, "noor"), start(school, "finn")) == (first, first + 1)


def test_a_class_scans_only_once_its_teacher_says_so(region: Region) -> None:
    join(region, "noor")
    assert region.look("tess", pupils.class_scans, class_id=region.ids["groen"]) is None
    with pytest.raises(NotFound):
        start(region, "noor")


def test_somebody_of_another_class_cannot_start(school: Region) -> None:
    with pytest.raises(NotFound):
        start(school, "zoe")


@pytest.mark.parametrize("who", ["tess", "cor", "rik", "certa", "ada", "sam", "theo"])
def test_nobody_but_the_pupil_reads_a_pupils_scan(school: Region, who: str) -> None:
    scan_id = hand_in(school, "noor")
    school.later(weeks=7)
    with pytest.raises(NotFound):
        school.open(who, scan_id)


def test_the_alliances_reviewers_do_not_find_the_class_in_their_queue(school: Region) -> None:
    school.add_person("alla", (Role.REVIEWER, "alliance"))
    scan_id = hand_in(school, "noor")
    with school.reading() as session:
        waiting = reviewing.review_queue(session, actor=school.actor("alla"), now=school.now)
    assert [one.organisation for one in waiting] == []
    with pytest.raises(NotFound):
        school.open("alla", scan_id)


def test_the_page_about_my_data_says_that_nobody_reads_it(school: Region) -> None:
    hand_in(school, "noor")
    school.later(weeks=7)
    with school.reading() as session:
        (mine,) = readers.who_reads_my_scans(session, actor=school.actor("noor"), now=school.now)
    assert [one.allowed for one in mine.readings] == [False] * 5


def test_the_scans_of_a_class_never_touch_the_schools_own_dossier(school: Region) -> None:
    hand_in(school, "noor")
    with school.reading() as session:
        own = own_dossier(session, actor=school.actor("cor"), organisation_id=school.ids["noordcollege"])
        states = session.scalars(select(Dossier.state).where(Dossier.class_id.is_not(None))).all()
    assert (own.dossier_id, own.scan_id, states) == (None, None, [DossierState.COLLECTING])
    own_scan = school.start_own("cor", "noordcollege", "try-institution")
    assert school.open("cor", own_scan).audience == "institution"


def test_a_pupil_gives_no_evidence(school: Region) -> None:
    join(school, "noor")
    scan_id = start(school, "noor")
    with pytest.raises(InvalidInput, match="takes no note and no evidence"):
        school.do("noor", evidence.add_note, scan_id=scan_id, item_id="water-use", text="Een foto van mij")


def test_the_teacher_sees_how_far_pupils_are_and_accepts_what_was_handed_in(school: Region) -> None:
    scan_id = hand_in(school, "noor")
    join(school, "finn")
    start(school, "finn")
    lines = {line.display_name: (line.state, line.answered) for line in look(school).scans}
    assert lines == {"noor": (ScanState.SUBMITTED, 18), "finn": (ScanState.DRAFT, 0)}
    assert (accept(school, scan_id), accept(school)) == (1, 0)
    assert school.scan_state(scan_id) is ScanState.ACCEPTED


def test_scans_of_others_cannot_be_accepted_here(school: Region) -> None:
    hand_in(school, "noor")
    other = school.student_scan()
    with pytest.raises(NotFound):
        accept(school, other)
    with pytest.raises(NotFound):
        accept(school, who="theo")
    with pytest.raises((NotFound, NotAllowed)):
        accept(school, who="noor")


def test_totals_say_how_many_chose_what_and_the_middle_answer(school: Region) -> None:
    for number, step in enumerate("01123"):
        hand_in(school, f"pupil {number}", water_use=step)
    accept(school)
    totals = look(school).totals
    assert totals is not None
    water = next(one for one in totals.questions if one.item.id == "water-use")
    assert (water.counts, water.answer) == ({"0": 1, "1": 2, "2": 1, "3": 1}, "1")
    assert {group.claimed for group in totals.outcome.groups} == {3000}


def test_totals_appear_from_five_scans_on_and_the_question_answered_alone_from_ten(school: Region) -> None:
    shown = {}
    for number in range(1, 11):
        hand_in(school, f"pupil {number}")
        if number in (4, 5, 7, 9, 10):
            accept(school)
            totals = look(school).totals
            shown[number] = totals and (
                totals.scans,
                next(one.answer for one in totals.questions if one.item.id == POOLED),
            )
    assert shown == {4: None, 5: (5, None), 7: (5, None), 9: (8, None), 10: (8, "1")}


def test_how_many_statements_the_teachers_page_takes_does_not_depend_on_the_class(
    school: Region, count_statements: Callable[..., object]
) -> None:
    taken = []
    for number in range(2):
        hand_in(school, f"pupil {number}")
        tess = school.actor("tess")
        with count_statements(school.engine) as statements, school.reading() as session:  # type: ignore[attr-defined]
            pupils.class_scans(session, actor=tess, class_id=school.ids["groen"], now=school.now)
        taken.append(len(statements))
    assert taken == [4, 4]


def send_back(
    region: Region, scan_id: int, comment: str = "Je sloeg een thema over.", who: str = "tess"
) -> None:
    region.do(who, pupils.return_pupil_scan, class_id=region.ids["groen"], scan_id=scan_id, comment=comment)


def test_a_scan_goes_back_to_its_pupil_who_changes_it_and_hands_in_again(school: Region) -> None:
    scan_id = hand_in(school, "noor")
    send_back(school, scan_id)
    found = school.open("noor", scan_id)
    assert (found.state, found.may_write) == (ScanState.RETURNED, True)
    assert [one.comment for one in found.returns] == ["Je sloeg een thema over."]
    assert accept(school) == 0
    school.submit("noor", scan_id)
    assert accept(school) == 1


def test_only_what_was_handed_in_goes_back_and_with_words(school: Region) -> None:
    scan_id = hand_in(school, "noor")
    with pytest.raises(InvalidInput) as refused:
        send_back(school, scan_id, " ")
    assert list(refused.value.fields) == ["comment"]
    accept(school, scan_id)
    with pytest.raises(InvalidInput) as refused:
        send_back(school, scan_id)
    assert refused.value.fields["scan"].key == "not_waiting"
    with pytest.raises(NotFound):
        send_back(school, school.student_scan())


@pytest.mark.parametrize("who", ["theo", "carla", "zoe", "noor"])
def test_nobody_else_sends_a_pupils_scan_back(school: Region, who: str) -> None:
    scan_id = hand_in(school, "noor")
    with pytest.raises(NotFound):
        send_back(school, scan_id, who=who)
    assert school.scan_state(scan_id) is ScanState.SUBMITTED
