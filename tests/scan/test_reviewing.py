"""The reviewer's work: the queue, side by side, verdicts, returning, closing, reopening."""

import pytest

from questionnaires.answers import Answer, State
from scan.domain.errors import Clash, InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.moderation import Verdict
from scan.domain.states import DossierState, ScanState
from scan.store.tables import Dossier
from scan.use_cases.answering import AnswerInput, save_answers
from scan.use_cases.comparing import Review, open_review
from scan.use_cases.evidence import add_note
from scan.use_cases.moderating import close_dossier, moderated_outcome, preview
from scan.use_cases.reviewing import (
    QueueEntry,
    decide_evidence,
    reopen_dossier,
    return_scan,
    review_queue,
    settle,
)
from tests.scan.factories import Region


def queue(region: Region, who: str = "tess") -> tuple[QueueEntry, ...]:
    entries: tuple[QueueEntry, ...] = region.look(who, review_queue)
    return entries


def review(region: Region, dossier_id: int, who: str = "tess") -> Review:
    found: Review = region.look(who, open_review, dossier_id=dossier_id)
    return found


def test_queue_shows_first_what_waits_longest_for_a_reviewer(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "garage")
    waiting = region.start("sam")
    region.later(days=1)
    region.student_scan("noa")
    region.own_scan("gerrit", "garage")
    first, second = queue(region)
    assert (first.organisation, first.state, first.own_handed_in) == ("Garage", DossierState.COMPARING, True)
    assert (second.organisation, second.students_started, second.students_handed_in) == ("Bakery", 1, 0)
    region.fill("sam", waiting)
    region.submit("sam", waiting)
    assert queue(region)[1].students_handed_in == 1
    assert queue(region)[1].can_be_opened is False
    region.later(weeks=6)
    assert queue(region)[1].can_be_opened is True


def test_queue_holds_only_the_own_classes_and_open_dossiers(region: Region) -> None:
    dossier_id = region.compared()
    assert [entry.dossier_id for entry in queue(region)] == [dossier_id]
    assert [entry.dossier_id for entry in queue(region, "rik")] == [dossier_id]
    for who in ("theo", "cor", "carla", "sam", "certa"):
        assert queue(region, who) == ()
    region.close(dossier_id)
    assert queue(region) == ()


def test_review_shows_both_sides_of_every_question(region: Region) -> None:
    dossier_id = region.compared(energy_source="4")
    found = review(region, dossier_id)
    assert (found.organisation, found.state, found.may_moderate) == ("Bakery", DossierState.COMPARING, True)
    energy = found.items[0]
    assert energy.claim == Answer(State.ANSWERED, "4")
    assert [(one.number, one.answer) for one in energy.students] == [(1, Answer(State.ANSWERED, "3"))]
    assert (energy.comparison.gap, energy.comparison.differs, energy.unsettled) == (1, True, False)


def test_review_filters(region: Region) -> None:
    student_scan = region.start("sam")
    region.do("sam", add_note, scan_id=student_scan, item_id="safe-work", text="EHBO-doos gezien")
    region.fill("sam", student_scan, {"energy-source": "1", "safe-work": "2"})
    region.submit("sam", student_scan)
    own = region.start_own()
    region.fill("carla", own, {"energy-source": "4", "safe-work": "2"})
    region.do("carla", save_answers, scan_id=own, answers={"respect": AnswerInput(0, State.DONT_KNOW)})
    region.submit("carla", own)
    found = review(region, region.dossier_of(own).id)

    def shown(wanted: str) -> list[str]:
        return [one.item.id for one in found.shown(wanted)]

    assert shown("all") == ["energy-source", "safe-work", "respect", "training-hours"]
    assert shown("differs") == ["energy-source"]
    assert shown("unsettled") == ["energy-source"]
    assert shown("no_evidence") == ["energy-source"]
    assert shown("dont_know") == ["respect"]
    assert (found.unsettled, found.undecided_evidence) == (("energy-source",), 1)
    assert [piece.caption for piece in found.items[1].evidence] == ["EHBO-doos gezien"]


def test_verdict_is_given_changed_and_never_overwritten_unseen(region: Region) -> None:
    dossier_id = region.compared(energy_source="0")
    assert region.settle(dossier_id, "energy-source", Verdict.STUDENT) == 1
    assert region.settle(dossier_id, "energy-source", Verdict.BETWEEN, version=1) == 2
    with pytest.raises(Stale) as stale:
        region.settle(dossier_id, "energy-source", Verdict.COMPANY, version=1)
    assert stale.value.clashes == (
        Clash(
            "energy-source",
            (Verdict.BETWEEN, "Samen bekeken."),
            2,
            (Verdict.COMPANY, "Samen bekeken."),
        ),
    )
    given = review(region, dossier_id).items[0].verdict
    assert given is not None
    assert (given.verdict, given.version) == (Verdict.BETWEEN, 2)


@pytest.mark.parametrize(
    ("item_id", "verdict", "comment", "fields"),
    [
        ("energy-source", Verdict.STUDENT, "", {"comment"}),
        ("nowhere", Verdict.STUDENT, "Gezien.", {"item_id"}),
        ("respect", Verdict.STUDENT, "Gezien.", {"verdict"}),
        ("respect", Verdict.BETWEEN, "x", {"verdict", "comment"}),
    ],
)
def test_verdict_needs_a_reason_and_something_to_judge(
    region: Region, item_id: str, verdict: Verdict, comment: str, fields: set[str]
) -> None:
    dossier_id = region.compared()
    with pytest.raises(InvalidInput) as refused:
        region.do(
            "tess",
            settle,
            dossier_id=dossier_id,
            item_id=item_id,
            verdict=verdict,
            comment=comment,
            version=0,
        )
    assert set(refused.value.fields) == fields


@pytest.mark.parametrize("who", ["carla", "sam"])
def test_the_two_sides_cannot_judge_themselves(region: Region, who: str) -> None:
    dossier_id = region.compared()
    with pytest.raises(NotAllowed) as refused:
        region.do(
            who,
            settle,
            dossier_id=dossier_id,
            item_id="safe-work",
            verdict=Verdict.COMPANY,
            comment="Klopt gewoon.",
            version=0,
        )
    assert refused.value.message.key == "no_role"


def test_returned_scan_can_be_written_again_and_the_dossier_collects(region: Region) -> None:
    scan_id = region.student_scan()
    region.own_scan()
    region.do("tess", return_scan, scan_id=scan_id, comment="Kijk nog eens\nnaar vraag 1.")
    assert (region.scan_state(scan_id), region.dossier_of(scan_id).state) == (
        ScanState.RETURNED,
        DossierState.COLLECTING,
    )
    opened = region.open("sam", scan_id)
    assert [one.comment for one in opened.returns] == ["Kijk nog eens\nnaar vraag 1."]
    region.fill("sam", scan_id, {"energy-source": "2"})
    region.submit("sam", scan_id)
    assert region.dossier_of(scan_id).state == DossierState.COMPARING


def test_teacher_may_return_a_scan_before_the_other_side_is_in(region: Region) -> None:
    scan_id = region.student_scan()
    region.do("tess", return_scan, scan_id=scan_id, comment="Foto bij vraag 2 ontbreekt.")
    assert region.scan_state(scan_id) is ScanState.RETURNED


def test_returning_needs_words_and_the_right_state(region: Region) -> None:
    scan_id = region.student_scan()
    with pytest.raises(InvalidInput):
        region.do("tess", return_scan, scan_id=scan_id, comment=" ")
    region.do("tess", return_scan, scan_id=scan_id, comment="Vul aan.")
    with pytest.raises(NotAllowed) as refused:
        region.do("tess", return_scan, scan_id=scan_id, comment="Vul aan.")
    assert refused.value.message.key == "wrong_state"


def test_gap_of_two_steps_must_be_settled_before_closing(region: Region) -> None:
    dossier_id = region.compared(energy_source="1")
    with pytest.raises(InvalidInput) as refused:
        region.close(dossier_id)
    assert refused.value.fields["unsettled"].nl == (
        "Grote verschillen zonder oordeel: 1. Kies bij elk een oordeel met uitleg."
    )
    region.settle(dossier_id, "energy-source", Verdict.COMPANY)
    region.close(dossier_id)


def test_all_evidence_must_be_looked_at_before_closing(region: Region) -> None:
    scan_id = region.start("sam")
    note = region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Gezien")
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    region.own_scan()
    dossier_id = region.dossier_of(scan_id).id
    with pytest.raises(InvalidInput) as refused:
        region.close(dossier_id)
    assert list(refused.value.fields) == ["evidence"]
    region.accept_evidence(note, accept=False)
    region.close(dossier_id)


def test_closing_accepts_the_scans_and_keeps_the_moderated_outcome(region: Region) -> None:
    dossier_id = region.compared(energy_source="4")
    before = region.look("tess", preview, dossier_id=dossier_id)
    region.close(dossier_id)
    outcome = region.look("carla", moderated_outcome, dossier_id=dossier_id)
    assert outcome == before.outcome
    with region.reading() as session:
        dossier = session.get_one(Dossier, dossier_id)
        assert (dossier.state, dossier.moderated_by, dossier.moderated_at) == (
            DossierState.MODERATED,
            region.ids["tess"],
            region.now,
        )
        answers = dossier.moderated_answers
    assert answers["answers"] == {
        "energy-source": {"answer": "4", "confirmed": True},
        "safe-work": {"answer": "2", "confirmed": True},
        "respect": "1",
    }
    for who in ("sam", "tess", "cor", "rik"):
        assert region.look(who, moderated_outcome, dossier_id=dossier_id) == outcome


def test_accepted_evidence_lifts_the_counted_step(region: Region) -> None:
    """Step 2 asks for an observation: 45 points instead of the 20 of step 1."""
    own = region.start_own()
    note = region.do("carla", add_note, scan_id=own, item_id="safe-work", text="Bordjes hangen er")
    region.fill("carla", own, {"safe-work": "2"})
    region.submit("carla", own)
    region.later(weeks=6)
    dossier_id = region.dossier_of(own).id
    region.add_student("noa", "groen", "tess", "bakery")
    other = region.start("noa")
    region.fill("noa", other, {"energy-source": "1"})
    region.submit("noa", other)

    def counted() -> str | None:
        found = region.look("tess", preview, dossier_id=dossier_id).outcome
        option: str | None = next(one.counted_option for one in found.items if one.id == "safe-work")
        return option

    assert counted() == "1"
    region.accept_evidence(note)
    assert counted() == "2"


def test_closing_an_older_page_is_stale(region: Region) -> None:
    dossier_id = region.compared()
    with pytest.raises(Stale):
        region.do("tess", close_dossier, dossier_id=dossier_id, version=0)


def test_closed_dossier_takes_no_verdicts_or_evidence_any_more(region: Region) -> None:
    dossier_id = region.moderated()
    with pytest.raises(NotAllowed) as refused:
        region.settle(dossier_id, "safe-work", Verdict.COMPANY)
    assert refused.value.message.key == "wrong_state"
    with pytest.raises(NotAllowed):
        region.close(dossier_id)


def test_reopened_dossier_is_compared_again(region: Region) -> None:
    dossier_id = region.moderated()
    with pytest.raises(InvalidInput):
        region.do("tess", reopen_dossier, dossier_id=dossier_id, reason="")
    region.do("tess", reopen_dossier, dossier_id=dossier_id, reason="Nieuw bewijs van het bedrijf.")
    found = review(region, dossier_id)
    assert found.state is DossierState.COMPARING
    assert {side.state for side in (found.claim, *found.others) if side} == {ScanState.SUBMITTED}
    with pytest.raises(NotFound):
        region.look("carla", moderated_outcome, dossier_id=dossier_id)
    region.close(dossier_id)


def test_dossier_cannot_be_reopened_beside_a_newer_one(region: Region) -> None:
    dossier_id = region.moderated()
    region.add_student("noa", "groen", "tess", "bakery")
    region.start("noa")
    with pytest.raises(InvalidInput) as refused:
        region.do("tess", reopen_dossier, dossier_id=dossier_id, reason="Toch nog iets.")
    assert refused.value.fields["dossier"].key == "newer_dossier"


def test_reviewer_of_another_school_knows_nothing(region: Region) -> None:
    dossier_id = region.compared()
    for use_case, about in (
        (settle, {"item_id": "safe-work", "verdict": Verdict.COMPANY, "comment": "Klopt.", "version": 0}),
        (close_dossier, {"version": 1}),
        (reopen_dossier, {"reason": "Zomaar een keer."}),
    ):
        with pytest.raises(NotFound):
            region.do("theo", use_case, dossier_id=dossier_id, **about)
    with pytest.raises(NotFound):
        region.do("theo", decide_evidence, evidence_id=1, accept=True)
