"""A level that two certifiers decide on: nothing is issued before both have spoken (issue 4)."""

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from certificates import appeals, granting
from certificates.granting import Result, Settled, answer_proposal, settle
from certificates.issuing import issue
from certificates.scheme import CertificateScheme, scheme
from scan.domain.errors import InvalidInput, NotAllowed, ScanError
from scan.domain.roles import Role
from scan.domain.states import PROPOSAL, ProposalState
from scan.store.tables import Application, AuditEvent, Certificate, DecisionRow, Dossier, Proposal
from scan.use_cases.applying import apply
from scan.use_cases.deciding import decide_application, open_application
from scan.use_cases.proposing import proposals_of
from scan.use_cases.queueing import decision_queue
from scan.use_cases.reviewing import reopen_dossier
from tests.engines import MovingEngine
from tests.scan.factories import APPLICATION, RULES, Region

BY_TWO: CertificateScheme = scheme().model_copy(update={"two_persons": ("aware",)})
"""The present scheme, as if its first level took two people: that is one the small region can reach."""


@pytest.fixture
def by_two(region: Region, monkeypatch: pytest.MonkeyPatch) -> Region:
    monkeypatch.setattr(granting, "scheme", lambda _: BY_TWO)
    region.add_person("cees", (Role.CERTIFIER, "alliance"))
    return region


def decide(region: Region, who: str, application_id: int, **changed: Any) -> Settled:
    about = {"outcome": "grant", "level": "aware", "reason": "Alles klopt.", "language": "nl"}
    settled: Settled = region.do(who, settle, application_id=application_id, **(about | changed))
    return settled


def answered(region: Region, who: str, application_id: int, *, confirms: bool = True) -> Settled:
    about = {"confirms": confirms, "reason": "Ik keek ook."}
    settled: Settled = region.do(who, answer_proposal, application_id=application_id, **about)
    return settled


def counted(region: Region) -> tuple[int, int]:
    """Decisions and certificates."""
    with region.reading() as session:
        return session.query(DecisionRow).count(), session.query(Certificate).count()


def test_one_certifier_proposes_and_nothing_is_decided_or_issued_yet(by_two: Region) -> None:
    application_id = by_two.applied()
    assert decide(by_two, "certa", application_id) == Settled(Result.PROPOSED)
    assert counted(by_two) == (0, 0)
    (entry,) = by_two.look("cees", decision_queue).items
    assert (entry.id, entry.proposed, entry.conflict) == (application_id, True, None)


def test_another_confirms_and_both_are_named_in_the_file_and_the_decision(by_two: Region) -> None:
    application_id = by_two.applied()
    decide(by_two, "certa", application_id, language="en")
    settled = answered(by_two, "cees", application_id)
    assert (settled.result, counted(by_two)) == (Result.ISSUED, (1, 1))
    with by_two.reading() as session:
        row = session.scalars(select(DecisionRow)).one()
        assert (row.proposed_by, row.certifier_id) == (by_two.ids["certa"], by_two.ids["cees"])
        assert session.scalars(select(Certificate.language)).one() == "en"
    (told,) = by_two.look("mona", proposals_of, application_id=application_id)
    assert (told.state, told.proposed_by, told.answered_by) == (ProposalState.CONFIRMED, "Certa", "Cees")
    assert (told.reason, told.answer) == ("Alles klopt.", "Ik keek ook.")


def test_who_proposed_cannot_confirm_and_the_attempt_is_logged(by_two: Region) -> None:
    application_id = by_two.applied()
    decide(by_two, "certa", application_id)
    with pytest.raises(NotAllowed) as refused:
        answered(by_two, "certa", application_id)
    assert refused.value.message.key == "proposed_it"
    with by_two.reading() as session:
        logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "refused")).one()
    assert (logged.actor_id, logged.data) == (
        by_two.ids["certa"],
        {"permission": "confirm", "reason": "proposed_it"},
    )
    assert counted(by_two) == (0, 0)


def test_nobody_decides_otherwise_while_a_proposal_waits(by_two: Region) -> None:
    application_id = by_two.applied()
    decide(by_two, "certa", application_id)
    for who in ("certa", "cees"):
        with pytest.raises(NotAllowed) as refused:
            decide(by_two, who, application_id, outcome="refuse", level=None)
        assert refused.value.message.key == "waits_for_second"


def test_a_refused_proposal_leaves_the_application_open_for_another_decision(by_two: Region) -> None:
    application_id = by_two.applied()
    decide(by_two, "certa", application_id)
    assert answered(by_two, "cees", application_id, confirms=False) == Settled(Result.PROPOSAL_REFUSED)
    assert decide(by_two, "cees", application_id) == Settled(Result.PROPOSED)
    assert answered(by_two, "certa", application_id).result is Result.ISSUED
    told = by_two.look("certa", proposals_of, application_id=application_id)
    assert [one.state for one in told] == [ProposalState.REFUSED, ProposalState.CONFIRMED]


def test_every_step_is_in_the_audit_trail(by_two: Region) -> None:
    application_id = by_two.applied()
    decide(by_two, "certa", application_id)
    answered(by_two, "cees", application_id, confirms=False)
    decide(by_two, "cees", application_id)
    answered(by_two, "certa", application_id)
    with by_two.reading() as session:
        rows = session.execute(
            select(AuditEvent.action, AuditEvent.actor_id)
            .where(AuditEvent.subject_kind == "application", AuditEvent.action != "applied")
            .order_by(AuditEvent.sequence)
        ).all()
    certa, cees = by_two.ids["certa"], by_two.ids["cees"]
    assert [tuple(row) for row in rows] == [
        ("level_proposed", certa),
        ("proposal_refused", cees),
        ("level_proposed", cees),
        ("proposal_confirmed", certa),
        ("decided", certa),
    ]


def test_opening_the_dossier_again_makes_a_proposal_lapse(by_two: Region) -> None:
    application_id = by_two.applied()
    decide(by_two, "certa", application_id)
    dossier_id = by_two.look("certa", open_application, application_id=application_id).dossier_id
    by_two.do("tess", reopen_dossier, dossier_id=dossier_id, reason="Er kwam nieuw bewijs.")
    with pytest.raises(NotAllowed):
        answered(by_two, "cees", application_id)
    (told,) = by_two.look("cees", proposals_of, application_id=application_id)
    assert told.state is ProposalState.LAPSED


def test_applicant_does_not_read_what_certifiers_propose(by_two: Region) -> None:
    application_id = by_two.applied()
    decide(by_two, "certa", application_id)
    assert by_two.look("carla", proposals_of, application_id=application_id) == ()


def test_one_person_alone_is_refused_by_the_use_case_and_again_where_it_is_issued(by_two: Region) -> None:
    application_id = by_two.applied()
    about = {
        "application_id": application_id,
        "outcome": "grant",
        "level": "aware",
        "reason": "Alles klopt.",
        "scheme": BY_TWO.name,
    }
    with pytest.raises(InvalidInput) as refused:
        by_two.do("certa", decide_application, two_persons=BY_TWO.two_persons, **about)
    assert refused.value.fields["level"].key == "needs_a_second"
    decision_id = by_two.do("certa", decide_application, **about)
    with by_two.writing() as session, pytest.raises(ValueError, match="only when two people decide"):
        issue(session, decision_id=decision_id, scheme=BY_TWO, language="nl", now=by_two.now)
    assert counted(by_two)[1] == 0


@pytest.mark.parametrize("table", [Proposal, DecisionRow])
def test_database_refuses_one_person_in_both_places(
    by_two: Region, table: type[Proposal | DecisionRow]
) -> None:
    application_id = by_two.applied()
    decide(by_two, "certa", application_id)
    answered(by_two, "cees", application_id)
    everything = update(table).values(proposed_by=by_two.ids["cees"])
    with pytest.raises(DBAPIError), by_two.writing() as session:
        session.execute(everything)


def test_other_levels_take_one_certifier(by_two: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    other = BY_TWO.model_copy(update={"two_persons": ("front_runner",)})
    monkeypatch.setattr(granting, "scheme", lambda _: other)
    assert decide(by_two, "certa", by_two.applied()).result is Result.ISSUED


def test_present_scheme_takes_two_people_for_its_highest_level() -> None:
    assert scheme().two_persons == ("front_runner",)


class TwoPersons(RuleBasedStateMachine):
    """Three certifiers, one of whom belongs to the company, doing whatever they can think of."""

    template: ClassVar[tuple[Path, Region]]
    moving: ClassVar[MovingEngine]
    CERTIFIERS = ("certa", "cees", "corine")

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        file, region = self.template
        copy = Path(self.folder.name) / "region.sqlite"
        shutil.copy(file, copy)
        self.region = replace(region, engine=self.moving.at(copy), ids=dict(region.ids))
        self.region.add_person("cees", (Role.CERTIFIER, "alliance"))
        self.region.add_person("corine", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "bakery"))
        self.region.applied()
        self.before: dict[int, ProposalState] = {}

    def teardown(self) -> None:
        if hasattr(self, "region"):
            self.moving.leave()
            self.folder.cleanup()

    def newest(self, table: type[Application | Dossier]) -> int:
        with self.region.reading() as session:
            return session.scalars(select(table.id).order_by(table.id.desc()).limit(1)).one()

    @rule(who=st.sampled_from(CERTIFIERS), outcome=st.sampled_from(("grant", "grant", "refuse")))
    def decide(self, who: str, outcome: str) -> None:
        with suppress(ScanError):
            decide(self.region, who, self.newest(Application), outcome=outcome)

    @rule(who=st.sampled_from(CERTIFIERS), confirms=st.booleans())
    def answer(self, who: str, confirms: bool) -> None:
        with suppress(ScanError):
            answered(self.region, who, self.newest(Application), confirms=confirms)

    @rule()
    def open_again_and_apply(self) -> None:
        dossier_id = self.newest(Dossier)
        with suppress(ScanError):
            self.region.do("tess", reopen_dossier, dossier_id=dossier_id, reason="Nog eens kijken.")
            self.region.close(dossier_id)
            about = {"dossier_id": dossier_id, "application": APPLICATION, "rules": RULES}
            self.region.do("carla", apply, **about)

    @invariant()
    def what_is_issued_was_decided_by_two(self) -> None:
        if not hasattr(self, "region"):
            return
        with self.region.reading() as session:
            for decision in session.scalars(
                select(DecisionRow).join(Certificate, Certificate.decision_id == DecisionRow.id)
            ):
                proposal = session.scalars(
                    select(Proposal).where(
                        Proposal.application_id == decision.application_id, Proposal.state == "confirmed"
                    )
                ).one()
                people = {proposal.proposed_by, proposal.answered_by}
                assert people == {decision.proposed_by, decision.certifier_id}
                assert len(people) == 2
                assert self.region.ids["corine"] not in people

    @invariant()
    def proposals_go_only_where_the_table_says(self) -> None:
        if not hasattr(self, "region"):
            return
        with self.region.reading() as session:
            now = {one.id: ProposalState(one.state) for one in session.scalars(select(Proposal))}
        steps = {(state, to) for (state, _), to in PROPOSAL.items()}
        moved = [(state, now[one]) for one, state in self.before.items() if now[one] is not state]
        assert set(moved) <= steps
        self.before = now

    @invariant()
    def a_proposal_that_waits_is_on_an_application_that_is_open(self) -> None:
        if not hasattr(self, "region"):
            return
        with self.region.reading() as session:
            states = session.scalars(
                select(Application.state)
                .join(Proposal, Proposal.application_id == Application.id)
                .where(Proposal.state == "proposed")
            ).all()
        assert set(states) <= {"open"}


@pytest.mark.timeout(600)
def test_two_people_decide_whatever_certifiers_try(
    sqlite_template: tuple[Path, Region], sqlite_engine: MovingEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(granting, "scheme", lambda _: BY_TWO)
    TwoPersons.template, TwoPersons.moving = sqlite_template, sqlite_engine
    run_state_machine_as_test(
        TwoPersons,
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


def test_neither_of_the_two_handles_the_appeal_or_decides_again(by_two: Region) -> None:
    by_two.add_person("cato", (Role.CERTIFIER, "alliance"))
    application_id = by_two.applied()
    decide(by_two, "certa", application_id)
    answered(by_two, "cees", application_id)
    appeal_id = by_two.do("carla", appeals.file, decision_id=1, grounds="Dit niveau klopt niet.")
    for who in ("certa", "cees"):
        with pytest.raises(NotAllowed) as refused:
            by_two.do(who, appeals.take_up, appeal_id=appeal_id)
        assert refused.value.message.key == "contested"
    uphold(by_two, appeal_id)
    (waiting,) = by_two.look("cato", decision_queue).items
    assert waiting.conflict is None
    for who in ("certa", "cees"):
        with pytest.raises(NotAllowed) as refused:
            decide(by_two, who, waiting.id)
        assert refused.value.message.key == "decided_it"


def test_upheld_appeal_ends_a_proposal_that_waits(by_two: Region) -> None:
    """The dossier was opened again meanwhile, and who is set aside now had proposed a level."""
    by_two.add_person("cato", (Role.CERTIFIER, "alliance"))
    decide(by_two, "certa", by_two.applied(), outcome="refuse", level=None)
    by_two.do("tess", reopen_dossier, dossier_id=1, reason="Er is nieuw bewijs.")
    by_two.close(1)
    application_id = by_two.do("carla", apply, dossier_id=1, application=APPLICATION, rules=RULES)
    decide(by_two, "certa", application_id)
    uphold(by_two, by_two.do("carla", appeals.file, decision_id=1, grounds="De weigering klopte niet."))
    (told,) = by_two.look("mona", proposals_of, application_id=application_id)
    assert told.state is ProposalState.LAPSED
    (waiting,) = by_two.look("cees", decision_queue).items
    assert (waiting.id, waiting.proposed, waiting.conflict) == (application_id, False, None)
    with pytest.raises(NotAllowed):
        decide(by_two, "certa", application_id)


def uphold(region: Region, appeal_id: int, who: str = "cato") -> None:
    region.do(who, appeals.take_up, appeal_id=appeal_id)
    about = {"outcome": "uphold", "reason": "Het bedrijf heeft gelijk.", "version": 2}
    region.do(who, appeals.settle, appeal_id=appeal_id, **about)
