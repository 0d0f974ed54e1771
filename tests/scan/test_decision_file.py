"""A certifier decides with the file in hand: what was settled and why, evidence, history."""

import pytest

from scan.domain.errors import NotAllowed, NotFound
from scan.domain.moderation import Verdict
from scan.domain.risk import Thresholds
from scan.domain.roles import Role
from scan.store.tables import AuditEvent, Reopening
from scan.use_cases.applying import apply
from scan.use_cases.deciding import decide_application, return_application
from scan.use_cases.decision_file import Contents, DecisionFile, What, decision_file
from scan.use_cases.evidence import add_note
from scan.use_cases.reviewing import reopen_dossier, return_scan
from tests.scan.factories import APPLICATION, RULES, Region


def applied(region: Region, dossier: int) -> int:
    application: int = region.do(
        "carla", apply, dossier_id=dossier, application=APPLICATION, rules=RULES,
    )  # fmt: skip
    return application


def file_of(region: Region, application: int, who: str = "certa") -> DecisionFile:
    found: DecisionFile = region.look(who, decision_file, application_id=application, limits=Thresholds())
    return found


def contents(region: Region, application: int) -> Contents:
    found = file_of(region, application).contents
    assert found is not None
    return found


def note(region: Region, who: str, scan: int, item: str) -> int:
    piece: int = region.do(who, add_note, scan_id=scan, item_id=item, text="Er liggen panelen.")
    return piece


# What was settled


def test_a_large_difference_comes_with_its_verdict_and_reason(region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    region.settle(dossier, "energy-source", Verdict.BETWEEN)
    region.close(dossier)
    (line,) = contents(region, applied(region, dossier)).settled
    assert (line.item.id, line.comparison.gap) == ("energy-source", 2)
    assert line.verdict is not None
    assert (line.verdict.verdict, line.verdict.comment) == (Verdict.BETWEEN, "Samen bekeken.")


def test_a_verdict_on_a_small_difference_is_in_the_file_too(region: Region) -> None:
    dossier = region.compared(**{"energy-source": "2"})
    region.settle(dossier, "energy-source", Verdict.COMPANY)
    region.close(dossier)
    assert [one.item.id for one in contents(region, applied(region, dossier)).settled] == ["energy-source"]


def test_without_verdicts_or_large_differences_nothing_was_settled(region: Region) -> None:
    assert contents(region, region.applied()).settled == ()


def test_pooled_questions_are_not_in_the_file(region: Region) -> None:
    """'respect' is pooled for students: nothing of it may be told from one student."""
    found = contents(region, region.applied())
    assert [one.students for one in found.review.items if one.item.id == "respect"] == [()]


# Evidence


def test_evidence_is_counted_for_each_side(region: Region) -> None:
    scan, own = region.start("sam"), region.start_own()
    region.fill("sam", scan)
    region.fill("carla", own)
    accepted = note(region, "sam", scan, "energy-source")
    rejected = [note(region, "carla", own, "energy-source") for _ in range(2)]
    region.submit("sam", scan)
    region.submit("carla", own)
    region.accept_evidence(accepted)
    for piece in rejected:
        region.accept_evidence(piece, accept=False)
    dossier = region.dossier_of(scan).id
    region.close(dossier)
    found = {
        one.number: (one.accepted, one.rejected, one.missing)
        for one in contents(region, applied(region, dossier)).evidence
    }
    assert found == {0: (0, 2, 2), 1: (1, 0, 1)}, "safe-work asks for evidence too, and got none"


# What was left out


def test_what_does_not_apply_comes_with_its_reason(region: Region) -> None:
    from questionnaires.answers import State
    from scan.use_cases.answering import AnswerInput, save_answers

    own = region.start_own()
    region.fill("carla", own)
    version = region.open("carla", own).answers["energy-source"].version
    region.do(
        "carla", save_answers, scan_id=own,
        answers={"energy-source": AnswerInput(version, State.NOT_APPLICABLE, reason="in-rent", note="Tot mei.")},
    )  # fmt: skip
    region.submit("carla", own)
    region.student_scan()
    dossier = region.dossier_of(own).id
    region.close(dossier)
    (one,) = contents(region, applied(region, dossier)).left_out
    assert (one.item.id, one.number, one.answer.reason, one.answer.note) == (
        "energy-source", 0, "in-rent", "Tot mei.",
    )  # fmt: skip


# What went before


def test_the_history_tells_what_was_sent_back_and_opened_again_and_why(region: Region) -> None:
    scan = region.student_scan()
    region.later(hours=1)
    own = region.own_scan()
    region.later(hours=1)
    region.do("tess", return_scan, scan_id=own, comment="Vraag 3 mist bewijs.")
    region.later(hours=1)
    region.submit("carla", own)
    dossier = region.dossier_of(scan).id
    region.close(dossier)
    region.later(hours=1)
    region.do("tess", reopen_dossier, dossier_id=dossier, reason="Er kwam nieuw bewijs.")
    region.later(hours=1)
    region.close(dossier)
    region.later(hours=1)
    first = applied(region, dossier)
    region.later(hours=1)
    region.do("certa", return_application, application_id=first, reason="Noem de vestiging.")
    region.later(hours=1)
    told = [(one.what, one.words) for one in contents(region, applied(region, dossier)).history]
    assert told == [
        (What.STUDENT_HANDED_IN, None),
        (What.COMPANY_SENT_BACK, "Vraag 3 mist bewijs."),
        (What.COMPANY_HANDED_IN, None),
        (What.CLOSED, None),
        (What.REOPENED, "Er kwam nieuw bewijs."),
        (What.CLOSED, None),
        (What.APPLIED, None),
        (What.APPLICATION_SENT_BACK, "Noem de vestiging."),
        (What.APPLIED, None),
    ]


def test_the_reason_for_opening_again_is_kept_without_an_application_too(region: Region) -> None:
    dossier = region.moderated()
    region.do("tess", reopen_dossier, dossier_id=dossier, reason="Er kwam nieuw bewijs.")
    with region.reading() as session:
        row = session.query(Reopening).one()
    assert (row.dossier_id, row.reason, row.reopened_by) == (
        dossier,
        "Er kwam nieuw bewijs.",
        region.ids["tess"],
    )


# Who may


def test_the_file_says_who_checked_and_that_nothing_stands_in_the_way(region: Region) -> None:
    application = region.applied()
    assert file_of(region, application).conflicts == (
        ("own_organisation", False), ("own_school", False), ("reviewed", False), ("decided_before", False),
    )  # fmt: skip
    assert contents(region, application).reviewers == ("Tess",)


@pytest.mark.parametrize(
    ("role", "where", "name"),
    [(Role.CONTACT, "bakery", "own_organisation"), (Role.TEACHER, "noordcollege", "own_school")],
)
def test_a_certifier_with_a_tie_is_told_which_and_cannot_decide(
    region: Region, role: Role, where: str, name: str
) -> None:
    application = region.applied()
    region.add_person("both", (Role.CERTIFIER, "alliance"), (role, where))
    assert dict(file_of(region, application, "both").conflicts)[name] is True
    with pytest.raises(NotAllowed):
        region.do(
            "both", decide_application, application_id=application, outcome="grant", level="aware",
            reason="Alles klopt.", scheme="mvo-certificate@1.0.0",
        )  # fmt: skip
    with region.reading() as session:
        logged = session.query(AuditEvent).filter_by(action="refused").one()
    assert (logged.subject_id, logged.data["permission"]) == (application, "decide")


def test_a_certifier_of_the_company_does_not_get_the_file(region: Region) -> None:
    application = region.applied()
    region.add_person("both", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "bakery"))
    assert file_of(region, application, "both").contents is None


def test_the_company_itself_gets_its_application_and_not_the_file(region: Region) -> None:
    assert file_of(region, region.applied(), "carla").contents is None


@pytest.mark.parametrize("who", ["gerrit", "theo", "tess", "sam"])
def test_nobody_else_finds_the_file(region: Region, who: str) -> None:
    application = region.applied()
    with pytest.raises((NotFound, NotAllowed)):
        file_of(region, application, who)
