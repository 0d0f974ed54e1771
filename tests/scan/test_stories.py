"""Whatever people do, in whatever order: the life stories hold, and nobody sees too early (design 6).

A random walk over the real use cases on a real database. Every step may be refused with one of the small errors;
nothing else may happen, and after every step the invariants hold.
"""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from questionnaires.answers import State
from scan.domain.errors import NotAllowed, ScanError
from scan.domain.moderation import Verdict
from scan.domain.states import DOSSIER, SCAN, DossierState, ScanState
from scan.store.finding import opened
from scan.store.tables import Dossier, Scan
from scan.use_cases.answering import AnswerInput, save_answers, save_profile
from scan.use_cases.audit import verify
from scan.use_cases.comparing import open_review
from scan.use_cases.deciding import decide_application
from scan.use_cases.opening import open_scan
from scan.use_cases.queueing import decision_queue
from scan.use_cases.reviewing import open_comparison, reopen_dossier, return_scan
from scan.use_cases.students import assess_placement
from scan.use_cases.submitting import submit_scan, withdraw_scan
from tests.engines import MovingEngine
from tests.scan.factories import PROFILE, Region
from tests.scan.test_deciding import again

STUDENTS = ("sam", "noa")
WRITING = (ScanState.DRAFT, ScanState.RETURNED)


class Stories(RuleBasedStateMachine):
    """Two students, a company, a teacher and a certifier, doing things."""

    template: ClassVar[tuple[Path, Region]]
    moving: ClassVar[MovingEngine]

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        file, region = self.template
        copy = Path(self.folder.name) / "region.sqlite"
        shutil.copy(file, copy)
        self.region = replace(region, engine=self.moving.at(copy), ids=dict(region.ids))
        self.region.add_student("noa", "groen", "tess", "bakery")
        self.actors = {name: self.region.actor(name) for name in ("sam", "noa", "carla", "tess", "certa")}
        self.before: tuple[dict[int, ScanState], dict[int, DossierState]] = ({}, {})

    def teardown(self) -> None:
        if hasattr(self, "region"):
            self.moving.leave()
            self.folder.cleanup()

    def scans(self, who: str) -> list[int]:
        """The scans this person fills in."""
        with self.region.reading() as session:
            mine = select(Scan.id).order_by(Scan.id)
            if who == "carla":
                return list(session.scalars(mine.where(Scan.placement_id.is_(None))))
            return list(session.scalars(mine.where(Scan.respondent_id == self.region.ids[who])))

    def dossiers(self) -> list[int]:
        with self.region.reading() as session:
            return list(session.scalars(select(Dossier.id).order_by(Dossier.id)))

    @rule(who=st.sampled_from((*STUDENTS, "carla")))
    def start(self, who: str) -> None:
        with suppress(ScanError):
            _ = self.region.start_own() if who == "carla" else self.region.start(who)

    @rule(who=st.sampled_from((*STUDENTS, "carla")), step=st.sampled_from("01234"))
    def answer(self, who: str, step: str) -> None:
        for scan_id in self.scans(who)[-1:]:
            found = self.region.open(who, scan_id)
            answers = {
                item: AnswerInput(
                    found.answers[item].version if item in found.answers else 0, State.ANSWERED, step
                )
                for item in ("energy-source", "safe-work", "respect")
            }
            about = {"scan_id": scan_id, "profile": PROFILE, "version": found.version}
            with suppress(NotAllowed):
                self.region.do(who, save_profile, **about)
                self.region.do(who, save_answers, scan_id=scan_id, answers=answers)

    @rule(who=st.sampled_from((*STUDENTS, "carla")))
    def submit(self, who: str) -> None:
        for scan_id in self.scans(who)[-1:]:
            about = {"scan_id": scan_id, "version": self.region.open(who, scan_id).version}
            with suppress(ScanError):
                self.region.do(who, submit_scan, confirm_open=True, **about)

    @rule(who=st.sampled_from((*STUDENTS, "carla")), step=st.sampled_from("01234"))
    def hand_in(self, who: str, step: str) -> None:
        """From nothing to handed in, so that walks come far enough."""
        self.start(who)
        self.answer(who, step)
        self.submit(who)

    @rule(step=st.sampled_from("01234"), verdict=st.sampled_from(list(Verdict)))
    def finish(self, step: str, verdict: Verdict) -> None:
        """Both sides in, and closed."""
        self.hand_in("sam", step)
        self.hand_in("carla", "2")
        self.moderate(verdict)

    @rule(who=st.sampled_from((*STUDENTS, "carla")))
    def withdraw(self, who: str) -> None:
        for scan_id in self.scans(who)[-1:]:
            with suppress(ScanError):
                self.region.do(who, withdraw_scan, scan_id=scan_id)

    @rule(weeks=st.sampled_from((1, 7)))
    def wait(self, weeks: int) -> None:
        self.region.later(weeks=weeks)

    @rule()
    def assess(self) -> None:
        self.region.do("tess", assess_placement, placement_id=self.region.ids["sam-placement"])

    @rule()
    def open_by_time(self) -> None:
        for dossier_id in self.dossiers()[-1:]:
            with suppress(ScanError):
                self.region.do("tess", open_comparison, dossier_id=dossier_id)

    @rule(who=st.sampled_from((*STUDENTS, "carla")))
    def send_back(self, who: str) -> None:
        for scan_id in self.scans(who)[-1:]:
            with suppress(ScanError):
                self.region.do("tess", return_scan, scan_id=scan_id, comment="Kijk nog eens.")

    @rule(verdict=st.sampled_from(list(Verdict)))
    def moderate(self, verdict: Verdict) -> None:
        for dossier_id in self.dossiers()[-1:]:
            with suppress(ScanError):
                for item in self.region.look("tess", open_review, dossier_id=dossier_id).unsettled:
                    self.region.settle(dossier_id, item, verdict)
                self.region.close(dossier_id)

    @rule()
    def reopen(self) -> None:
        for dossier_id in self.dossiers()[-1:]:
            with suppress(ScanError):
                self.region.do("tess", reopen_dossier, dossier_id=dossier_id, reason="Nog eens kijken.")

    @rule()
    def ask(self) -> None:
        for dossier_id in self.dossiers()[-1:]:
            with suppress(ScanError):
                again(self.region, dossier_id)

    @rule(outcome=st.sampled_from(("grant", "refuse")))
    def decide(self, outcome: str) -> None:
        about = {
            "outcome": outcome,
            "level": "aware",
            "reason": "Zo is het.",
            "scheme": "mvo-certificate@1.0.0",
        }
        for entry in self.region.look("certa", decision_queue).items:
            with suppress(ScanError):
                self.region.do("certa", decide_application, application_id=entry.id, **about)

    @invariant()
    def states_go_only_where_the_tables_say(self) -> None:
        if not hasattr(self, "region"):
            return
        with self.region.reading() as session:
            scans = {one: ScanState(state) for one, state in session.execute(select(Scan.id, Scan.state))}
            dossiers = {
                one: DossierState(state) for one, state in session.execute(select(Dossier.id, Dossier.state))
            }
        before_scans, before_dossiers = self.before
        assert walked(before_scans, scans, SCAN) == []
        assert walked(before_dossiers, dossiers, DOSSIER) == []
        for dossier in dossiers.values():
            event(dossier)
        self.before = (scans, dossiers)

    @invariant()
    def nobody_reads_the_other_side_too_early(self) -> None:
        if not hasattr(self, "region"):
            return
        with self.region.reading() as session:
            rows = session.execute(select(Scan, Dossier).join(Dossier, Dossier.id == Scan.dossier_id)).all()
            writing = {
                (dossier.id, "carla" if scan.placement_id is None else scan.respondent_id)
                for scan, dossier in rows
                if ScanState(scan.state) in WRITING
            }
            for scan, dossier in rows:
                by_student = scan.placement_id is not None
                for who in ("carla",) if by_student else STUDENTS:
                    me = who if who == "carla" else self.region.ids[who]
                    if self.reads(session, who, scan.id):
                        assert opened(dossier, self.region.now)
                        assert (dossier.id, me) not in writing
                        assert ScanState(scan.state) not in (*WRITING, ScanState.WITHDRAWN)

    def reads(self, session: object, who: str, scan_id: int) -> bool:
        try:
            open_scan(session, actor=self.actors[who], scan_id=scan_id, now=self.region.now)
        except ScanError:
            return False
        return True

    @invariant()
    def closed_dossiers_have_a_result_and_open_ones_something_to_compare(self) -> None:
        if not hasattr(self, "region"):
            return
        with self.region.reading() as session:
            for dossier in session.scalars(select(Dossier)):
                states = [
                    ScanState(state)
                    for state in session.scalars(select(Scan.state).where(Scan.dossier_id == dossier.id))
                ]
                if DossierState(dossier.state) is DossierState.COMPARING:
                    assert ScanState.SUBMITTED in states
                if DossierState(dossier.state) in (DossierState.MODERATED, DossierState.DECIDED):
                    assert ScanState.ACCEPTED in states
                    assert ScanState.SUBMITTED not in states
                else:
                    assert ScanState.ACCEPTED not in states

    @invariant()
    def audit_chain_holds(self) -> None:
        if hasattr(self, "region"):
            with self.region.reading() as session:
                assert verify(session).holds


def walked(before: Mapping[int, object], after: Mapping[int, object], table: Mapping) -> list[object]:
    """Changes of state that are not a step, or two steps, of the table."""
    steps = {(state, to) for (state, _), to in table.items()}
    two = steps | {(a, d) for a, b in steps for c, d in steps if b == c}
    return [
        (one, state, after[one])
        for one, state in before.items()
        if after[one] != state and (state, after[one]) not in two
    ]


@pytest.mark.timeout(600)
def test_stories_hold_whatever_people_do(
    sqlite_template: tuple[Path, Region], sqlite_engine: MovingEngine
) -> None:
    Stories.template, Stories.moving = sqlite_template, sqlite_engine
    run_state_machine_as_test(
        Stories,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
