"""The dossier side by side: who saw what, how well they agree, what counts now, remarks with an answer (issue 3)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.moderation import Verdict
from scan.store.files import FileStore
from scan.store.tables import AuditEvent
from scan.use_cases.agreeing import Between, agreements
from scan.use_cases.comparing import Filter, Review, open_review
from scan.use_cases.erasing import erase_person
from scan.use_cases.evidence import add_note
from scan.use_cases.moderating import decide_evidence_and_count, preview, preview_of
from scan.use_cases.remarks import add_remark, remarks_of
from scan.use_cases.reviewing import return_scan
from scoring import Meaning
from tests.scan.factories import Region

Counting = Callable[[Engine], AbstractContextManager[list[str]]]
pytestmark = pytest.mark.parametrize("region", ["sqlite"], indirect=True)


def review(region: Region, dossier_id: int, who: str = "tess") -> Review:
    found: Review = region.look(who, open_review, dossier_id=dossier_id)
    return found


def shown(found: Review, wanted: Filter) -> list[str]:
    return [entry.item.id for entry in found.shown(wanted)]


# Filters


def test_filters_tell_large_differences_from_small_ones(region: Region) -> None:
    found = review(region, region.compared(**{"energy-source": "1", "safe-work": "3"}))
    assert (shown(found, "far"), shown(found, "differs")) == (
        ["energy-source"],
        ["energy-source", "safe-work"],
    )


def test_not_seen_is_what_the_company_says_and_no_student_answered(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "3"})
    region.submit("sam", scan_id)
    region.own_scan()
    found = review(region, region.dossier_of(scan_id).id)
    assert shown(found, "not_seen") == ["safe-work", "respect"]


def test_without_a_scan_of_the_company_nothing_is_unseen(region: Region) -> None:
    scan_id = region.student_scan()
    region.later(days=50)
    found = review(region, region.dossier_of(scan_id).id)
    assert (found.claim is not None, shown(found, "not_seen")) == (True, [])


def test_the_reviewers_step_follows_from_the_verdict(region: Region) -> None:
    dossier_id = region.compared(**{"energy-source": "1"})
    for version, (verdict, step) in enumerate(
        (
            (Verdict.STUDENT, 3),
            (Verdict.BETWEEN, 2),
            (Verdict.COMPANY, 1),
            (Verdict.CANNOT_TELL, None),
        )
    ):
        region.settle(dossier_id, "energy-source", verdict, version)
        found = next(entry for entry in review(region, dossier_id).items if entry.item.id == "energy-source")
        assert (verdict, found.reviewed_step) == (verdict, step)


# Agreement


def test_agreement_is_between_those_who_are_in_the_dossier(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    region.student_scan("noa")
    dossier_id = region.compared(**{"energy-source": "1"})
    before = [one.between for one in agreements(review(region, dossier_id))]
    region.settle(dossier_id, "energy-source", Verdict.BETWEEN)
    after = [one.between for one in agreements(review(region, dossier_id))]
    assert before == [Between.STUDENT_AND_COMPANY, Between.STUDENTS]
    assert after == [*before, Between.REVIEWER_AND_COMPANY, Between.REVIEWER_AND_STUDENT]


def test_two_shared_questions_are_too_few_for_a_number_and_gaps_have_a_sign(region: Region) -> None:
    (found,) = agreements(review(region, region.compared(**{"energy-source": "1", "safe-work": "2"})))
    assert (found.agreement.meaning, found.agreement.alpha, found.agreement.units) == (
        Meaning.TOO_FEW,
        None,
        2,
    )
    assert found.gaps is not None
    assert (found.gaps.mean, found.gaps.lower, found.gaps.two_or_more) == (-1.0, 1, 1)


def test_without_a_scan_of_the_company_one_student_agrees_with_nobody(region: Region) -> None:
    scan_id = region.student_scan()
    region.later(days=50)
    assert agreements(review(region, region.dossier_of(scan_id).id)) == ()


# What counts


def test_accepted_evidence_moves_the_counted_score_at_once_and_back(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "3"})
    region.submit("sam", scan_id)
    own = region.start_own()
    region.fill("carla", own)
    note = region.do("carla", add_note, scan_id=own, item_id="safe-work", text="Er hangt een poster.")
    region.submit("carla", own)
    accepted = region.do("tess", decide_evidence_and_count, evidence_id=note, accept=True)
    rejected = region.do("tess", decide_evidence_and_count, evidence_id=note, accept=False)
    assert accepted.before is not None
    assert accepted.after is not None
    assert accepted.before < accepted.after
    assert (rejected.before, rejected.after) == (accepted.after, accepted.before)
    now = region.look("tess", preview, dossier_id=accepted.dossier_id).outcome
    assert now.total.counted == rejected.after


def test_the_counted_score_is_not_for_one_of_the_sides(region: Region) -> None:
    dossier_id = region.compared()
    with pytest.raises(NotAllowed):
        region.look("sam", preview, dossier_id=dossier_id)
    assert [review(region, dossier_id, who).reads_review for who in ("tess", "sam")] == [True, False]


# Remarks


def test_a_remark_is_read_with_its_answer_once_the_scan_came_back(region: Region) -> None:
    scan_id = region.student_scan()
    region.do("tess", add_remark, scan_id=scan_id, item_id="safe-work", text="Kijk ook in de bakkerij.")
    assert region.open("sam", scan_id).remarks == {}
    region.do("tess", return_scan, scan_id=scan_id, comment="Vul vraag 1 aan.")
    found = region.open("sam", scan_id)
    assert {item: [one.text for one in shown] for item, shown in found.remarks.items()} == {
        "safe-work": ["Kijk ook in de bakkerij."]
    }
    assert [one.comment for one in found.returns] == ["Vul vraag 1 aan."]


def test_remarks_add_up_and_stay(region: Region) -> None:
    scan_id = region.student_scan()
    for words in ("Eerste.", "Tweede."):
        region.do("tess", add_remark, scan_id=scan_id, item_id="safe-work", text=words)
    with region.reading() as session:
        lines = remarks_of(session, [scan_id])["safe-work"]
    assert [line.text for line in lines] == ["Eerste.", "Tweede."]


def test_a_remark_needs_words_and_a_question_that_reviewers_see(region: Region) -> None:
    scan_id = region.student_scan()
    for item_id, words, field in (
        ("safe-work", "", "text"),
        ("safe-work", "x" * 2001, "text"),
        ("nothing", "Wat is dit?", "item_id"),
        ("respect", "Gepoold.", "item_id"),
    ):
        with pytest.raises(InvalidInput) as refused:
            region.do("tess", add_remark, scan_id=scan_id, item_id=item_id, text=words)
        assert list(refused.value.fields) == [field]


def test_a_remark_is_not_for_others_and_not_for_a_draft(region: Region) -> None:
    scan_id = region.start("sam")
    about = {"scan_id": scan_id, "item_id": "safe-work", "text": "Mag dit?"}
    for who, refusal in (("theo", NotFound), ("tess", NotAllowed), ("sam", NotAllowed)):
        with pytest.raises(refusal):
            region.do(who, add_remark, **about)


def test_the_audit_trail_knows_of_a_remark_but_not_its_words(region: Region) -> None:
    scan_id = region.student_scan()
    region.do("tess", add_remark, scan_id=scan_id, item_id="safe-work", text="Geheim woord.")
    with region.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "remark_written")).one()
    assert event.data == {"item": "safe-work", "dossier": region.dossier_of(scan_id).id}


def test_remarks_about_an_erased_students_answers_go_with_them(region: Region, tmp_path: Path) -> None:
    scan_id = region.student_scan()
    region.do("tess", add_remark, scan_id=scan_id, item_id="safe-work", text="Sam, kijk nog eens.")
    with region.writing() as session:
        erase_person(
            session,
            actor=None,
            person_id=region.ids["sam"],
            files=FileStore.at(tmp_path / "files"),
            now=region.now,
        )
    with region.reading() as session:
        assert [line.text for line in remarks_of(session, [scan_id])["safe-work"]] == ["(gewist)"]


# Cost


def test_the_review_takes_as_many_statements_whatever_the_number_of_students(
    region: Region, count_statements: Counting
) -> None:
    def statements(dossier_id: int) -> int:
        actor = region.actor("tess")
        with count_statements(region.engine) as found, region.reading() as session:
            opened = open_review(session, actor=actor, dossier_id=dossier_id, now=region.now)
            preview_of(session, opened, now=region.now)
            remarks_of(session, [side.scan_id for side in opened.sides])
        return len(found)

    dossier_id = region.compared()
    before = statements(dossier_id)
    for name in ("noa", "liv", "max"):
        region.add_student(name, "groen", "tess", "bakery")
        region.student_scan(name)
    assert (before, statements(dossier_id)) == (14, 14)
