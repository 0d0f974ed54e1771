"""Starting, handing in and withdrawing scans, and what that does to the dossier."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from questionnaires.answers import Answers, State
from scan.domain.codes import answer_codes
from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.periods import INDEPENDENT_FOR
from scan.domain.states import DossierState, ScanState
from scan.domain.stored import profile_from_json
from scan.store.published import published
from scan.store.session import transaction
from scan.store.tables import Dossier, Scan
from scan.use_cases.answering import AnswerInput, save_answers
from scan.use_cases.opening import read_result
from scan.use_cases.reviewing import open_comparison
from scan.use_cases.starting import my_placements, start_own_scan, start_scan
from scan.use_cases.submitting import submit_scan, withdraw_scan
from scoring import Outcome, score
from tests.scan.factories import PROFILE, STUDENT_FORM, Region
from tests.scan.test_answering import race, step


def dossier_state(region: Region, scan_id: int) -> str:
    return region.dossier_of(scan_id).state


def test_student_sees_their_internships_and_where_the_scan_is(region: Region) -> None:
    with region.reading() as session:
        (before,) = my_placements(session, actor=region.actor("sam"))
    scan_id = region.start("sam")
    with region.reading() as session:
        (after,) = my_placements(session, actor=region.actor("sam"))
    assert (before.company, before.class_name, before.scan_id) == ("Bakery", "groen", None)
    assert (after.scan_id, after.scan_state, after.dossier_state) == (
        scan_id,
        ScanState.DRAFT,
        DossierState.COLLECTING,
    )


def test_starting_twice_is_the_same_scan(region: Region) -> None:
    assert region.start("sam") == region.start("sam")
    assert region.start_own() == region.start_own()


def test_student_and_company_share_one_dossier(region: Region) -> None:
    assert region.dossier_of(region.start("sam")).id == region.dossier_of(region.start_own()).id


def test_starting_at_the_same_moment_makes_one_dossier_and_one_scan(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    people = {"1": "sam", "2": "noa", "3": "sam"}
    results = race(lambda value: region.start(people[value]), "123")
    assert results[0] == results[2] != results[1]
    with region.reading() as session:
        assert session.scalar(select(func.count()).select_from(Dossier)) == 1


def test_dossier_names_its_school_year_and_opens_after_six_weeks(region: Region) -> None:
    dossier = region.dossier_of(region.start("sam"))
    assert (dossier.period, dossier.opens_at) == ("2026-2027", region.now + INDEPENDENT_FOR)


@pytest.mark.parametrize("someone", ["zoe", "theo", "carla", "gerrit"])
def test_internships_of_others_do_not_exist(region: Region, someone: str) -> None:
    with pytest.raises(NotFound):
        region.do(someone, start_scan, placement_id=region.ids["sam-placement"], slug="try-student")


def test_teacher_cannot_start_the_students_scan(region: Region) -> None:
    with pytest.raises(NotAllowed):
        region.do("tess", start_scan, placement_id=region.ids["sam-placement"], slug="try-student")


def test_questionnaire_must_be_for_this_audience_and_exist(region: Region) -> None:
    with pytest.raises(InvalidInput) as refused:
        region.do("sam", start_scan, placement_id=region.ids["sam-placement"], slug="try-company")
    assert refused.value.fields["slug"].key == "other_audience"
    with pytest.raises(NotFound):
        region.do("sam", start_scan, placement_id=region.ids["sam-placement"], slug="unknown")


def test_company_of_others_does_not_exist(region: Region) -> None:
    with pytest.raises(NotFound):
        region.do("gerrit", start_own_scan, organisation_id=region.ids["bakery"], slug="try-company")


def test_handing_in_stores_outcome_and_codes_that_can_be_made_again(region: Region) -> None:
    scan_id = region.student_scan()
    with region.reading() as session:
        scan = session.get_one(Scan, scan_id)
        form = published(session, region.open("sam", scan_id).sha256)
        saved = region.open("sam", scan_id).answers
        answers = Answers(
            {item: one.answer for item, one in saved.items()}, profile_from_json(STUDENT_FORM, scan.profile)
        )
        assert scan.state == ScanState.SUBMITTED
        assert scan.outcome == score(form.model, answers).to_json()
        assert scan.answer_codes == answer_codes(STUDENT_FORM, answers) == bytes([19, 3, 18, 17])
        assert scan.submitted_at == region.now


def test_result_is_read_by_the_student_and_has_nothing_of_pooled_questions(region: Region) -> None:
    low, high = region.start("sam"), region.start("zoe")
    region.fill("sam", low, {"energy-source": "3", "respect": "0"})
    region.fill("zoe", high, {"energy-source": "3", "respect": "4"})
    outcomes = [region.submit(who, scan).outcome for who, scan in (("sam", low), ("zoe", high))]
    assert outcomes[0] == outcomes[1]
    assert region.look("sam", read_result, scan_id=low) == outcomes[0]


def test_open_questions_must_be_confirmed(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "3"})
    answers = {"safe-work": AnswerInput(0, State.DONT_KNOW)}
    region.do("sam", save_answers, scan_id=scan_id, answers=answers)
    opened = region.open("sam", scan_id)
    assert opened.open_items == ("safe-work", "respect")
    about = {"scan_id": scan_id, "version": opened.version}
    with pytest.raises(InvalidInput) as refused:
        region.do("sam", submit_scan, **about)
    assert refused.value.fields["confirm_open"].en == (
        "Open questions: 2. Answer them, or confirm that they stay open."
    )
    region.do("sam", submit_scan, confirm_open=True, **about)
    assert region.scan_state(scan_id) is ScanState.SUBMITTED


def test_complete_scan_needs_no_confirmation(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    region.do("sam", submit_scan, scan_id=scan_id, version=region.open("sam", scan_id).version)
    assert region.scan_state(scan_id) is ScanState.SUBMITTED


def test_empty_scan_and_missing_profile_cannot_be_handed_in(region: Region) -> None:
    scan_id = region.start("sam")
    with pytest.raises(InvalidInput) as refused:
        region.do("sam", submit_scan, scan_id=scan_id, version=1, confirm_open=True)
    assert set(refused.value.fields) == {"profile.staff", "profile.kitchen"}
    region.fill("sam", scan_id, {}, PROFILE)
    with pytest.raises(InvalidInput) as refused:
        region.do("sam", submit_scan, scan_id=scan_id, version=2, confirm_open=True)
    assert set(refused.value.fields) == {"answers"}


def test_handing_in_twice_gives_the_same_result(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    version = region.open("sam", scan_id).version
    results = race(
        lambda _: region.do("sam", submit_scan, scan_id=scan_id, version=version, confirm_open=True), "12"
    )
    assert results[0] == results[1]


def test_handing_in_an_older_page_is_stale(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    with pytest.raises(Stale):
        region.do("sam", submit_scan, scan_id=scan_id, version=1, confirm_open=True)


def test_saving_and_handing_in_at_once_never_part(region: Region) -> None:
    """Either the answer is in the snapshot, or it was refused."""
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "1"})
    version = region.open("sam", scan_id).version

    def act(value: str) -> object:
        try:
            if value == "1":
                return region.do("sam", submit_scan, scan_id=scan_id, version=version, confirm_open=True)
            return region.do("sam", save_answers, scan_id=scan_id, answers={"energy-source": step("4", 1)})
        except NotAllowed as refused:
            return refused

    race(act, "12")
    answer = region.open("sam", scan_id).answers["energy-source"].answer
    with region.reading() as session:
        codes = session.get_one(Scan, scan_id).answer_codes or b""
    assert codes[0] == 16 + int(str(answer.value))


def test_dossier_compares_when_everyone_is_in(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    first, second = region.start("sam"), region.start("noa")
    own = region.own_scan()
    region.fill("sam", first)
    region.submit("sam", first)
    assert dossier_state(region, own) == DossierState.COLLECTING
    region.fill("noa", second)
    region.submit("noa", second)
    assert dossier_state(region, own) == DossierState.COMPARING


def test_dossier_compares_when_the_last_waiting_student_withdraws(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    waiting = region.start("noa")
    own = region.own_scan()
    region.student_scan("sam")
    assert dossier_state(region, own) == DossierState.COLLECTING
    region.do("noa", withdraw_scan, scan_id=waiting)
    assert dossier_state(region, own) == DossierState.COMPARING


def test_withdrawing_the_only_other_side_closes_the_comparison_again(region: Region) -> None:
    scan_id = region.student_scan()
    own = region.own_scan()
    region.do("sam", withdraw_scan, scan_id=scan_id)
    assert (region.scan_state(scan_id), dossier_state(region, own)) == (
        ScanState.WITHDRAWN,
        DossierState.COLLECTING,
    )


def test_student_who_withdrew_can_start_anew(region: Region) -> None:
    first = region.start("sam")
    region.do("sam", withdraw_scan, scan_id=first)
    assert region.start("sam") != first


def test_set_time_opens_a_dossier_with_one_side(region: Region) -> None:
    scan_id = region.student_scan()
    dossier_id = region.dossier_of(scan_id).id
    with pytest.raises(NotAllowed) as refused:
        region.do("tess", open_comparison, dossier_id=dossier_id)
    assert refused.value.message.key == "not_open"
    region.now += INDEPENDENT_FOR
    region.do("tess", open_comparison, dossier_id=dossier_id)
    assert dossier_state(region, scan_id) == DossierState.COMPARING


def test_set_time_alone_opens_nothing_when_nobody_handed_in(region: Region) -> None:
    scan_id = region.start("sam")
    region.now += INDEPENDENT_FOR
    with pytest.raises(InvalidInput) as refused:
        region.do("tess", open_comparison, dossier_id=region.dossier_of(scan_id).id)
    assert refused.value.fields["dossier"].key == "nothing_handed_in"


def test_handing_in_after_the_set_time_opens_at_once(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    region.later(weeks=6)
    region.submit("sam", scan_id)
    assert dossier_state(region, scan_id) == DossierState.COMPARING


def test_scan_handed_in_after_closing_goes_to_the_next_dossier(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    late = region.start("noa")
    region.fill("noa", late)
    first = region.student_scan("sam")
    region.own_scan()
    region.later(weeks=6, days=1)
    closed = region.dossier_of(first).id
    region.do("tess", open_comparison, dossier_id=closed)
    region.close(closed)
    submitted = region.submit("noa", late)
    assert submitted.dossier_id != closed
    assert (submitted.dossier_state, region.dossier_of(first).state) == (
        DossierState.COLLECTING,
        DossierState.MODERATED,
    )


def test_school_that_scans_itself_has_no_other_side(region: Region) -> None:
    scan_id = region.start_own("cor", "noordcollege", "try-institution")
    region.fill("cor", scan_id)
    assert region.submit("cor", scan_id).dossier_state is DossierState.COMPARING


def test_accepted_scan_cannot_be_withdrawn(region: Region) -> None:
    scan_id = region.student_scan()
    region.own_scan()
    region.close(region.dossier_of(scan_id).id)
    with pytest.raises(NotAllowed):
        region.do("sam", withdraw_scan, scan_id=scan_id)


def test_progress_counts_what_shows(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "1"}, {"staff": "3", "kitchen": True})
    region.do("sam", save_answers, scan_id=scan_id, answers={"safe-work": AnswerInput(0, State.DONT_KNOW)})
    progress = region.open("sam", scan_id).progress
    assert [(one.group_id, one.total, one.done, one.dont_know) for one in progress] == [
        ("clean_energy", 2, 1, 0),
        ("social_enterprise", 2, 0, 1),
    ]


def test_outcome_survives_its_bytes(region: Region) -> None:
    scan_id = region.student_scan()
    with transaction(region.engine) as session:
        stored = session.get_one(Scan, scan_id).outcome or b""
    assert Outcome.from_json(stored).to_json() == stored


def test_six_weeks_is_six_weeks() -> None:
    assert timedelta(days=42) == INDEPENDENT_FOR
