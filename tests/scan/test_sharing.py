"""One scan by a pair or small group: who gets in, who did what, and that it stays one scan."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from questionnaires.answers import Answers, State
from scan.domain.codes import answer_codes
from scan.domain.errors import InvalidInput, NotAllowed, NotFound, ScanError, Stale, TooManyAttempts
from scan.domain.roles import Role
from scan.domain.states import DossierState, ScanState
from scan.store.files import FileStore
from scan.store.tables import AnswerRow, AuditEvent, MembershipRow, Scan, ScanMember
from scan.use_cases.answering import AnswerInput, save_answers
from scan.use_cases.classes import open_class
from scan.use_cases.comparing import open_review
from scan.use_cases.erasing import erase_person
from scan.use_cases.evidence import add_note
from scan.use_cases.facts import count_facts
from scan.use_cases.following import follow
from scan.use_cases.moderating import close_dossier
from scan.use_cases.opening import open_scan
from scan.use_cases.readers import who_reads_my_scans
from scan.use_cases.sharing import (
    CODE_LASTS,
    group_student,
    join_scan,
    leave_scan,
    new_share_code,
    read_grouping,
    share_code,
    take_out,
)
from scan.use_cases.starting import my_placements
from scan.use_cases.students import assess_placement
from scan.use_cases.submitting import submit_scan, withdraw_scan
from tests.scan.factories import PEPPER, STUDENT_FORM, Region


def step(value: str, version: int = 0) -> AnswerInput:
    return AnswerInput(version, State.ANSWERED, value)


def join(region: Region, who: str, code: str, **more: object) -> int:
    joined: int = region.do(
        who, join_scan, placement_id=region.ids[f"{who}-placement"], code=code, pepper=PEPPER, **more
    )
    return joined


def paired(region: Region) -> int:
    """Sam's scan, which Noa joined. Gives its id."""
    region.add_student("noa", "groen", "tess", "bakery")
    scan_id = region.start("sam")
    join(region, "noa", region.do("sam", new_share_code, scan_id=scan_id).code)
    return scan_id


def members(region: Region, scan_id: int) -> list[int]:
    with region.reading() as session:
        found = select(ScanMember.student_id).where(ScanMember.scan_id == scan_id).order_by(ScanMember.seat)
        return list(session.scalars(found))


def fault(error: pytest.ExceptionInfo[InvalidInput]) -> dict[str, str]:
    return {field: message.key for field, message in error.value.fields.items()}


def test_classmate_joins_with_the_code_as_it_was_typed_over(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    scan_id = region.start("sam")
    shown = region.do("sam", new_share_code, scan_id=scan_id)
    assert region.look("sam", share_code, scan_id=scan_id) == shown
    assert join(region, "noa", f" {shown.code.lower().replace('-', ' ')} ") == scan_id
    assert members(region, scan_id) == [region.ids["sam"], region.ids["noa"]]


def test_joining_twice_and_starting_afterwards_give_the_same_scan(region: Region) -> None:
    scan_id = paired(region)
    code = region.look("noa", share_code, scan_id=scan_id).code
    assert join(region, "noa", code) == region.start("noa") == region.start("sam") == scan_id
    assert len(members(region, scan_id)) == 2


def test_all_who_share_a_scan_fill_it_in_and_it_says_who_gave_each_answer(region: Region) -> None:
    scan_id = paired(region)
    region.do("sam", save_answers, scan_id=scan_id, answers={"energy-source": step("1")})
    region.do("noa", save_answers, scan_id=scan_id, answers={"safe-work": step("2")})
    found = region.open("noa", scan_id)
    assert found.fellows == {region.ids["sam"]: "Sam", region.ids["noa"]: "Noa"}
    assert {item: one.by for item, one in found.answers.items()} == {
        "energy-source": region.ids["sam"],
        "safe-work": region.ids["noa"],
    }


def test_two_values_for_one_answer_are_both_shown(region: Region) -> None:
    scan_id = paired(region)
    region.do("sam", save_answers, scan_id=scan_id, answers={"safe-work": step("1")})
    with pytest.raises(Stale) as stale:
        region.do("noa", save_answers, scan_id=scan_id, answers={"safe-work": step("3")})
    clash = stale.value.clashes[0]
    assert (clash.current.value, clash.offered.value) == ("1", "3")
    assert region.open("sam", scan_id).answers["safe-work"].by == region.ids["sam"]


def test_saying_the_same_again_does_not_take_an_answer_over(region: Region) -> None:
    scan_id = paired(region)
    region.do("sam", save_answers, scan_id=scan_id, answers={"safe-work": step("1")})
    region.do("noa", save_answers, scan_id=scan_id, answers={"safe-work": step("1", 1)})
    saved = region.open("sam", scan_id).answers["safe-work"]
    assert (saved.by, saved.version) == (region.ids["sam"], 1)


@pytest.mark.parametrize("reader", ["carla", "theo", "zoe", "gerrit"])
def test_others_do_not_learn_who_is_in_it(region: Region, reader: str) -> None:
    scan_id = paired(region)
    region.fill("sam", scan_id)
    region.submit("noa", scan_id)
    region.own_scan()
    for who in ("sam", "noa"):
        region.do("tess", assess_placement, placement_id=region.ids[f"{who}-placement"])
    if reader == "carla":
        assert region.open("carla", scan_id).fellows == {}
    else:
        with pytest.raises(NotFound):
            region.open(reader, scan_id)


def test_teacher_of_either_class_reads_the_scan_and_knows_the_names(region: Region) -> None:
    region.add_person("tom", (Role.TEACHER, "noordcollege"))
    region.add_class("geel", "noordcollege", "tom")
    region.add_student("noa", "geel", "tom", "bakery")
    scan_id = region.start("sam")
    join(region, "noa", region.do("sam", new_share_code, scan_id=scan_id).code)
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    for teacher in ("tess", "tom"):
        assert list(region.open(teacher, scan_id).fellows.values()) == ["Sam", "Noa"]


def test_code_ends_after_its_time_and_when_a_new_one_is_made(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    scan_id = region.start("sam")
    first = region.do("sam", new_share_code, scan_id=scan_id).code
    second = region.do("sam", new_share_code, scan_id=scan_id).code
    for code, wait in (
        (first, timedelta()),
        ("ABCD-EFGH", timedelta()),
        ("", timedelta()),
        (second, CODE_LASTS),
    ):
        region.now += wait
        with pytest.raises(InvalidInput) as refused:
            join(region, "noa", code)
        assert fault(refused) == {"code": "share_code_wrong"}
    assert region.look("sam", share_code, scan_id=scan_id) is None


def test_code_is_worth_nothing_at_another_company_school_or_school_year(region: Region) -> None:
    region.add_student("gus", "groen", "tess", "garage")
    region.add_student("zara", "blauw", "theo", "bakery")
    scan_id = region.start("sam")
    code = region.do("sam", new_share_code, scan_id=scan_id).code
    region.now += timedelta(days=260)
    region.add_class("volgend", "noordcollege", "tess")
    region.add_student("nel", "volgend", "tess", "bakery")
    region.now -= timedelta(days=260)
    for who in ("gus", "zara", "nel"):
        with pytest.raises(InvalidInput) as refused:
            join(region, who, code)
        assert fault(refused) == {"code": "share_code_wrong"}
    assert members(region, scan_id) == [region.ids["sam"]]


def test_guessing_codes_is_stopped(region: Region) -> None:
    for _ in range(10):
        with pytest.raises(InvalidInput):
            join(region, "sam", "AAAA-AAAA")
    with pytest.raises(TooManyAttempts):
        join(region, "sam", "AAAA-AAAA")


def test_four_students_share_a_scan_and_a_fifth_is_refused(region: Region) -> None:
    scan_id = paired(region)
    code = region.look("sam", share_code, scan_id=scan_id).code
    for who in ("bo", "kim", "lex"):
        region.add_student(who, "groen", "tess", "bakery")
    join(region, "bo", code)
    join(region, "kim", code)
    with pytest.raises(InvalidInput) as refused:
        join(region, "lex", code)
    assert fault(refused) == {"code": "group_full"}


def test_two_who_take_the_last_seat_at_once_do_not_both_get_it(region: Region) -> None:
    scan_id = paired(region)
    code = region.look("sam", share_code, scan_id=scan_id).code
    for who in ("bo", "kim", "lex"):
        region.add_student(who, "groen", "tess", "bakery")
    join(region, "bo", code)

    def attempt(who: str) -> str:
        try:
            join(region, who, code)
        except ScanError as error:
            return error.message.key
        return "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, ("kim", "lex"))) == ["in", "invalid"]
    assert len(members(region, scan_id)) == 4


def test_own_answers_are_given_up_only_knowingly(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    scan_id, own = region.start("sam"), region.start("noa")
    region.fill("noa", own)
    code = region.do("sam", new_share_code, scan_id=scan_id).code
    with pytest.raises(InvalidInput) as refused:
        join(region, "noa", code)
    assert fault(refused) == {"give_up_own": "own_answers"}
    assert join(region, "noa", code, give_up_own=True) == scan_id
    assert region.scan_state(own) is ScanState.WITHDRAWN
    assert members(region, own) == []


def test_scan_that_was_handed_in_or_is_shared_is_not_given_up_by_joining(region: Region) -> None:
    scan_id = paired(region)
    for who in ("bo", "kim"):
        region.add_student(who, "groen", "tess", "bakery")
    other = region.student_scan("bo")
    code = region.look("sam", share_code, scan_id=scan_id).code
    with pytest.raises(InvalidInput) as refused:
        join(region, "bo", code, give_up_own=True)
    assert fault(refused) == {"code": "handed_in_already"}
    third = region.start("kim")
    with pytest.raises(InvalidInput) as refused:
        join(region, "noa", region.do("kim", new_share_code, scan_id=third).code, give_up_own=True)
    assert fault(refused) == {"code": "in_another_group"}
    assert region.scan_state(other) is ScanState.SUBMITTED


def test_one_hands_in_for_all_and_the_dossier_counts_one_scan(region: Region) -> None:
    scan_id = paired(region)
    region.fill("sam", scan_id)
    region.own_scan()
    assert region.submit("noa", scan_id).dossier_state is DossierState.COMPARING
    assert region.submit("sam", scan_id).scan_id == scan_id
    with region.reading() as session:
        assert count_facts(session, region.dossier_of(scan_id), region.now)["student_scans"] == 1
        handed_in = select(func.count()).where(AuditEvent.action == "scan_submitted")
        assert session.scalar(handed_in.where(AuditEvent.subject_id == scan_id)) == 1
    states = [region.look(who, placements)[0].scan_state for who in ("sam", "noa")]
    assert states == [ScanState.SUBMITTED, ScanState.SUBMITTED]
    with pytest.raises(NotAllowed):
        region.do("noa", save_answers, scan_id=scan_id, answers={"safe-work": step("4", 1)})


def placements(session, *, actor, now):
    return my_placements(session, actor=actor)


def test_no_one_of_a_group_withdraws_the_scan_of_all(region: Region) -> None:
    scan_id = paired(region)
    with pytest.raises(NotAllowed) as refused:
        region.do("noa", withdraw_scan, scan_id=scan_id)
    assert refused.value.message.key == "shared"


def test_who_leaves_leaves_the_answers_and_may_start_anew(region: Region) -> None:
    scan_id = paired(region)
    region.do("sam", save_answers, scan_id=scan_id, answers={"safe-work": step("1")})
    region.do("sam", leave_scan, scan_id=scan_id)
    found = region.open("noa", scan_id)
    assert (found.fellows, found.answers["safe-work"].by) == (
        {region.ids["noa"]: "Noa"},
        region.ids["sam"],
    )
    with pytest.raises(NotFound):
        region.open("sam", scan_id)
    assert region.start("sam") != scan_id
    region.fill("noa", scan_id, {"energy-source": "3"})
    region.submit("noa", scan_id)


def test_last_one_in_a_scan_cannot_leave_but_withdraws(region: Region) -> None:
    scan_id = paired(region)
    region.do("noa", leave_scan, scan_id=scan_id)
    with pytest.raises(NotAllowed) as refused:
        region.do("sam", leave_scan, scan_id=scan_id)
    assert refused.value.message.key == "not_shared"
    region.do("sam", withdraw_scan, scan_id=scan_id)
    with region.reading() as session:
        assert session.scalar(select(func.count()).select_from(ScanMember)) == 0


def test_company_reads_it_when_the_school_shares_the_report_of_everyone(region: Region) -> None:
    scan_id = paired(region)
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    region.own_scan()
    dossier_id = region.dossier_of(scan_id).id
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    with pytest.raises(NotAllowed) as refused:
        region.open("carla", scan_id)
    assert refused.value.message.key == "held_back"
    assert region.look("carla", open_review, dossier_id=dossier_id).others == ()
    region.do("tess", assess_placement, placement_id=region.ids["noa-placement"])
    assert region.open("carla", scan_id).id == scan_id
    assert len(region.look("carla", open_review, dossier_id=dossier_id).others) == 1


def test_nobody_of_a_group_sees_the_company_while_the_group_still_writes(region: Region) -> None:
    scan_id = paired(region)
    own = region.own_scan()
    region.now += timedelta(weeks=7)
    for who in ("sam", "noa"):
        with pytest.raises(NotAllowed) as refused:
            region.open(who, own)
        assert refused.value.message.key == "not_open"
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    for who in ("sam", "noa"):
        assert region.open(who, own).answers


def test_teacher_sees_who_gave_each_answer_side_by_side(region: Region) -> None:
    scan_id = paired(region)
    region.fill("sam", scan_id, {"energy-source": "3"})
    region.do("noa", save_answers, scan_id=scan_id, answers={"safe-work": step("2")})
    region.submit("sam", scan_id)
    region.own_scan()
    dossier_id = region.dossier_of(scan_id).id
    (side,) = region.look("tess", open_review, dossier_id=dossier_id).others
    assert (side.respondent, side.number) == ("Sam, Noa", 1)
    assert [side.author_of(item) for item in ("energy-source", "safe-work")] == ["Sam", "Noa"]
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    region.do("tess", assess_placement, placement_id=region.ids["noa-placement"])
    (side,) = region.look("carla", open_review, dossier_id=dossier_id).others
    assert (side.respondent, side.author_of("safe-work")) == (None, None)


def test_who_is_in_a_scan_does_not_judge_it_whatever_other_roles(region: Region) -> None:
    scan_id = paired(region)
    with region.writing() as session:
        session.add(
            MembershipRow(
                person_id=region.ids["noa"],
                organisation_id=region.ids["noordcollege"],
                organisation_kind="institution",
                role="reviewer",
                created_at=region.now,
            )
        )
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    region.own_scan()
    with pytest.raises(NotAllowed) as refused:
        region.do("noa", close_dossier, dossier_id=region.dossier_of(scan_id).id, version=1)
    assert refused.value.message.key == "own_placement"


def test_class_page_names_fellows_in_a_fixed_number_of_statements(region: Region, count_statements) -> None:
    scan_id = paired(region)
    with count_statements(region.engine) as before:
        found = region.look("tess", open_class, class_id=region.ids["groen"])
    lines = {line.student_id: line for line in found.placements}
    assert {lines[region.ids[who]].fellows for who in ("sam", "noa")} == {("Noa",), ("Sam",)}
    assert all(line.has_company_mates and line.scan_id == scan_id for line in lines.values())
    region.add_student("bo", "groen", "tess", "garage")
    region.start("bo")
    with count_statements(region.engine) as after:
        found = region.look("tess", open_class, class_id=region.ids["groen"])
    assert len(after) == len(before)
    (alone,) = [line for line in found.placements if line.student_id == region.ids["bo"]]
    assert (alone.fellows, alone.has_company_mates) == ((), False)


def test_teacher_makes_the_group_sees_who_did_what_and_takes_someone_out(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    about = {"placement_id": region.ids["noa-placement"]}
    before = region.look("tess", read_grouping, **about)
    assert (before.student, before.scan_id, [(one.scan_id, one.names) for one in before.choices]) == (
        "Noa",
        None,
        [(scan_id, ("Sam",))],
    )
    region.do("tess", group_student, scan_id=scan_id, **about)
    region.do("noa", save_answers, scan_id=scan_id, answers={"kitchen-heat": step("1")})
    region.do("noa", add_note, scan_id=scan_id, item_id="safe-work", text="Bij de deur gezien")
    after = region.look("tess", read_grouping, **about)
    assert [(one.name, one.answers, one.evidence) for one in after.shares] == [("Sam", 2, 0), ("Noa", 1, 1)]
    assert after.choices == ()
    region.do("tess", take_out, **about)
    with pytest.raises(NotFound):
        region.do("tess", take_out, **about)
    left = region.look("tess", read_grouping, placement_id=region.ids["sam-placement"])
    assert [(one.name, one.answers) for one in left.shares] == [("Sam", 3), (None, 1)]


@pytest.mark.parametrize("someone", ["theo", "carla", "gerrit", "zoe"])
def test_groups_of_others_do_not_exist(region: Region, someone: str) -> None:
    scan_id = paired(region)
    about = {"placement_id": region.ids["noa-placement"]}
    for attempt in (
        lambda: region.look(someone, read_grouping, **about),
        lambda: region.do(someone, group_student, scan_id=scan_id, **about),
        lambda: region.do(someone, take_out, **about),
        lambda: region.do(someone, join_scan, code="ABCD-EFGH", pepper=PEPPER, **about),
    ):
        with pytest.raises(NotFound):
            attempt()
    if someone != "carla":
        for use_case in (new_share_code, leave_scan):
            with pytest.raises(NotFound):
                region.do(someone, use_case, scan_id=scan_id)


@pytest.mark.parametrize("someone", ["carla", "tess"])
def test_who_does_not_fill_it_in_gets_no_code_and_leaves_nothing(region: Region, someone: str) -> None:
    scan_id = paired(region)
    for use_case in (new_share_code, leave_scan):
        with pytest.raises(NotAllowed):
            region.do(someone, use_case, scan_id=scan_id)
    with pytest.raises(NotAllowed):
        region.look(someone, share_code, scan_id=scan_id)


def test_teacher_cannot_put_a_student_in_the_scan_of_another_school(region: Region) -> None:
    region.add_student("zara", "blauw", "theo", "bakery")
    other = region.start("zara")
    with pytest.raises(InvalidInput) as refused:
        region.do("tess", group_student, placement_id=region.ids["sam-placement"], scan_id=other)
    assert fault(refused) == {"scan": "not_together"}


def test_every_unfinished_scan_of_a_student_has_the_one_who_began_it_as_member(region: Region) -> None:
    paired(region)
    region.start("zoe")
    with region.reading() as session:
        began = session.execute(select(Scan.id, Scan.placement_id, Scan.respondent_id)).all()
        seats = session.execute(
            select(ScanMember.scan_id, ScanMember.placement_id, ScanMember.student_id).where(
                ScanMember.seat == 1
            )
        ).all()
    assert sorted(began) == sorted(seats)


def test_erasing_one_of_a_group_leaves_the_scan_to_the_others(region: Region, tmp_path: Path) -> None:
    scan_id = paired(region)
    region.do("sam", save_answers, scan_id=scan_id, answers={"safe-work": step("1")})
    with region.writing() as session:
        erase_person(
            session, actor=None, person_id=region.ids["sam"], files=FileStore.at(tmp_path), now=region.now
        )
    assert region.scan_state(scan_id) is ScanState.DRAFT
    assert members(region, scan_id) == [region.ids["noa"]]
    assert region.open("noa", scan_id).answers["safe-work"].answer.value == "1"


def test_everyone_in_it_may_look_up_who_reads_it(region: Region) -> None:
    scan_id = paired(region)
    for who in ("sam", "noa"):
        assert [one.scan_id for one in region.look(who, who_reads_my_scans)] == [scan_id]


def test_page_of_a_shared_scan_costs_no_statement_more(region: Region, count_statements) -> None:
    scan_id = paired(region)
    with count_statements(region.engine) as statements, region.reading() as session:
        open_scan(session, actor=region.actor("noa"), scan_id=scan_id, now=region.now)
    assert (
        len([one for one in statements if one.lstrip().startswith("SELECT")]) == 3 + 1
    )  # and the actor's roles


def test_old_page_of_a_shared_scan_is_not_handed_in(region: Region) -> None:
    scan_id = paired(region)
    region.fill("sam", scan_id)
    with pytest.raises(Stale):
        region.do("noa", submit_scan, scan_id=scan_id, version=1, confirm_open=True)


# Questions that one answers alone (ADR 18)


def rows_of(region: Region, scan_id: int, item_id: str = "respect") -> list[int]:
    """Who has an answer to the sensitive question in the database."""
    with region.reading() as session:
        found = select(AnswerRow.answered_by).where(
            AnswerRow.scan_id == scan_id, AnswerRow.item_id == item_id
        )
        return list(session.scalars(found))


def paired_after_an_answer(region: Region) -> int:
    """Sam answered all questions alone; then Noa joined."""
    region.add_student("noa", "groen", "tess", "bakery")
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    assert region.open("sam", scan_id).answers["respect"].answer.value == "1"
    join(region, "noa", region.do("sam", new_share_code, scan_id=scan_id).code)
    return scan_id


@pytest.mark.parametrize("who", ["sam", "noa"])
def test_a_shared_scan_asks_and_shows_nothing_of_sensitive_questions(region: Region, who: str) -> None:
    scan_id = paired_after_an_answer(region)
    found = region.open(who, scan_id)
    assert found.left_out == {"respect"}
    assert found.answers.keys() == {"energy-source", "safe-work"}
    assert found.visible == {"energy-source", "safe-work"}
    assert [(one.total, one.done) for one in found.progress] == [(1, 1), (1, 1)]
    seen = region.look(who, follow, scan_id=scan_id)
    assert seen.answers.keys() == {"energy-source", "safe-work"}
    assert [(one.name, one.answers) for one in seen.doing] == [("Sam", 2), ("Noa", 0)]


def test_an_answer_to_a_sensitive_question_is_refused_in_a_shared_scan_and_shows_no_other(
    region: Region,
) -> None:
    scan_id = paired_after_an_answer(region)
    with pytest.raises(InvalidInput) as error:
        region.do("noa", save_answers, scan_id=scan_id, answers={"respect": step("4")})
    assert fault(error) == {"respect": "alone_only"}
    assert rows_of(region, scan_id) == [region.ids["sam"]]


def test_handing_in_together_leaves_sensitive_questions_out_of_the_codes(region: Region) -> None:
    scan_id = paired_after_an_answer(region)
    version = region.open("noa", scan_id).version
    region.do("noa", submit_scan, scan_id=scan_id, version=version)  # nothing is open, so nothing to confirm
    with region.reading() as session:
        stored = session.get_one(Scan, scan_id).answer_codes
    without = {key: one.answer for key, one in region.open("sam", scan_id).answers.items()}
    assert stored == answer_codes(STUDENT_FORM, Answers(without, region.open("sam", scan_id).profile))


def test_who_is_alone_again_has_the_own_answer_back_and_nobody_elses(region: Region) -> None:
    scan_id = paired_after_an_answer(region)
    region.do("noa", leave_scan, scan_id=scan_id)
    assert region.open("sam", scan_id).answers["respect"].answer.value == "1"


@pytest.mark.parametrize("way", ["leaves", "taken out", "erased"])
def test_who_stays_never_sees_what_the_other_said(region: Region, tmp_path: Path, way: str) -> None:
    scan_id = paired_after_an_answer(region)
    if way == "leaves":
        region.do("sam", leave_scan, scan_id=scan_id)
    elif way == "taken out":
        region.do("tess", take_out, placement_id=region.ids["sam-placement"])
    else:
        region.do("sam", erase_person, person_id=region.ids["sam"], files=FileStore(tmp_path))
    assert rows_of(region, scan_id) == []
    assert "respect" not in region.open("noa", scan_id).answers
    region.do("noa", save_answers, scan_id=scan_id, answers={"respect": step("4")})
    assert region.open("noa", scan_id).answers["respect"].by == region.ids["noa"]


def test_the_teacher_sees_counts_without_sensitive_questions(region: Region) -> None:
    scan_id = paired_after_an_answer(region)
    found = region.look("tess", read_grouping, placement_id=region.ids["noa-placement"])
    assert (found.scan_id, [(one.name, one.answers) for one in found.shares]) == (
        scan_id,
        [("Sam", 2), ("Noa", 0)],
    )
