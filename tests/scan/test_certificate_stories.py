"""Whatever holder, certifiers and the calendar do, in whatever order: certificate and appeal keep to their stories.

A random walk over the real use cases, on both databases. Every step may be refused with one of the small errors;
nothing else may happen, and after every step the invariants hold.
"""

import shutil
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from certificates import (
    appeals,
    calendar,
    complaining,
    complaints,
    hearings,
    scope_changes,
    surveillance,
    validity,
)
from scan.domain.errors import ScanError
from scan.domain.periods import local_day
from scan.domain.states import (
    APPEAL,
    CERTIFICATE,
    AppealState,
    CertificateAction,
    CertificateState,
    advance,
)
from scan.store.session import create_engine
from scan.store.tables import (
    Appeal,
    Certificate,
    CertificateEvent,
    Complaint,
    Hearing,
    ScopeChange,
    Surveillance,
)
from scan.use_cases.audit import verify
from scan.use_cases.replaying import replay
from tests.postgresql import Postgres
from tests.scan.factories import ADDRESS, PEPPER, Region
from tests.scan.test_stories import walked

CERTIFIERS = ("certa", "cees")
WHY = "Zo staat het in het dossier."


class CertificateStories(RuleBasedStateMachine):
    """One holder, two certifiers, the calendar, and someone who complains."""

    template: ClassVar[Any]

    @initialize()
    def begin(self) -> None:
        self.region: Region = self.template()
        self.before: dict[int, AppealState] = {}

    def teardown(self) -> None:
        if hasattr(self, "region"):
            self.region.engine.dispose()

    def newest(self, table: Any) -> Any:
        with self.region.reading() as session:
            return session.scalars(select(table).order_by(table.id.desc())).first()

    @property
    def number(self) -> str:
        number: str = self.newest(Certificate).number
        return number

    def attempt(self, who: str, use_case: Any, **about: Any) -> None:
        with suppress(ScanError):
            self.region.do(who, use_case, **about)

    @rule(who=st.sampled_from(CERTIFIERS), action=st.sampled_from(list(CertificateAction)))
    def change(self, who: str, action: CertificateAction) -> None:
        about = {"number": self.number, "version": self.newest(Certificate).version, "reason": WHY}
        self.attempt(who, validity.change, action=action, **about)

    @rule(who=st.sampled_from(CERTIFIERS))
    def propose(self, who: str) -> None:
        self.attempt(who, hearings.propose, number=self.number, reason=WHY)

    @rule()
    def answer(self) -> None:
        self.attempt("carla", hearings.answer, number=self.number, words="Wij zijn het oneens.")

    @rule(who=st.sampled_from(CERTIFIERS), outcome=st.sampled_from(("withdrawn", "dropped")))
    def conclude(self, who: str, outcome: str) -> None:
        if (row := self.newest(Hearing)) is not None:
            self.attempt(who, hearings.conclude, hearing_id=row.id, outcome=outcome, reason=WHY)

    @rule()
    def withdraw(self) -> None:
        """All of a withdrawal, so that walks come far enough."""
        self.propose("certa")
        self.answer()
        self.conclude("certa", "withdrawn")

    @rule()
    def appeal(self) -> None:
        event, certificate = self.newest(CertificateEvent), self.newest(Certificate)
        if event is not None:
            self.attempt("carla", appeals.file, event_id=event.id, grounds="Dit klopt niet.")
        self.attempt("carla", appeals.file, decision_id=certificate.decision_id, grounds="Dit klopt niet.")

    @rule(who=st.sampled_from(CERTIFIERS))
    def take_up(self, who: str) -> None:
        if (row := self.newest(Appeal)) is not None:
            self.attempt(who, appeals.take_up, appeal_id=row.id)

    @rule(who=st.sampled_from(CERTIFIERS), outcome=st.sampled_from(("uphold", "reject")))
    def settle(self, who: str, outcome: str) -> None:
        if (row := self.newest(Appeal)) is not None:
            self.take_up(who)
            about = {"appeal_id": row.id, "outcome": outcome, "reason": WHY}
            self.attempt(who, appeals.settle, version=self.newest(Appeal).version, **about)

    @rule()
    def take_back(self) -> None:
        if (row := self.newest(Appeal)) is not None:
            self.attempt("carla", appeals.withdraw, appeal_id=row.id)

    @rule(scope=st.sampled_from(("De bakkerij", "De molen")), who=st.sampled_from(CERTIFIERS))
    def another_scope(self, scope: str, who: str) -> None:
        self.attempt("carla", scope_changes.ask, number=self.number, scope=scope, why="Wij zijn verhuisd.")
        if (row := self.newest(ScopeChange)) is not None:
            self.attempt(who, scope_changes.decide, request_id=row.id, outcome="granted", reason=WHY)

    @rule(outcome=st.sampled_from(("fine", "suspend", "withdraw")))
    def check(self, outcome: str) -> None:
        self.attempt("carla", surveillance.declare, number=self.number, changes="Niets.", conditions="Klaar.")
        if (row := self.newest(Surveillance)) is not None:
            self.attempt("cees", surveillance.close, check_id=row.id, outcome=outcome, note=WHY)

    @rule(outcome=st.sampled_from(("no_ground", "suspended")))
    def complain(self, outcome: str) -> None:
        with suppress(ScanError), self.region.writing() as session:
            complaining.complain(
                session, number=self.number, words="Het klopt niet.", name=None, email=None, language="nl",
                address=ADDRESS, pepper=PEPPER, now=self.region.now,
            )  # fmt: skip
        if (row := self.newest(Complaint)) is not None:
            about = {"reply": WHY, "reason": WHY, "version": row.version}
            self.attempt("cees", complaints.close, complaint_id=row.id, outcome=outcome, **about)

    @rule(weeks=st.sampled_from((1, 3, 20, 30)))
    def wait(self, weeks: int) -> None:
        self.region.later(weeks=weeks)
        with self.region.writing() as session:
            calendar.run_day(session, today=local_day(self.region.now), now=self.region.now)

    @invariant()
    def stories_hold(self) -> None:
        if not hasattr(self, "region"):
            return
        with self.region.reading() as session:
            certificates = session.scalars(select(Certificate)).all()
            found = list(session.scalars(select(Appeal)))
            events = session.scalars(select(CertificateEvent).order_by(CertificateEvent.id)).all()
            assert verify(session).holds
            assert list(replay(session)) == []
        for certificate in certificates:
            state = CertificateState.ISSUED
            for event in events:
                if event.certificate_id == certificate.id:
                    state = advance(CERTIFICATE, state, CertificateAction(event.action))
            assert state == certificate.state, "the events tell another story than the state"
        holding = [one.scope for one in certificates if one.state in ("issued", "suspended")]
        assert len(holding) == len(set(holding)), "two certificates hold for the same"
        states = {row.id: AppealState(row.state) for row in found}
        assert walked(self.before, states, APPEAL) == []
        self.before = states
        did = {event.id: event.acted_by for event in events}
        own = [
            row.id for row in found if row.handler_id is not None and row.handler_id == did.get(row.event_id)
        ]
        assert own == [], "someone handled an appeal against what they did themselves"


@pytest.mark.usefixtures("every_level_half_way")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_certificates_and_appeals_keep_to_their_stories(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    moving = request.getfixturevalue(f"{database}_engine")
    if database == "sqlite":
        file, region = request.getfixturevalue("sqlite_template")
        engine = create_engine(f"sqlite:///{shutil.copy(file, tmp_path / 'certified.sqlite')}")
        start = replace(region, engine=engine, ids=dict(region.ids))
        start.certified()
        engine.dispose()
        walks = count()

        def fresh() -> Region:
            copy = shutil.copy(tmp_path / "certified.sqlite", tmp_path / f"walk-{next(walks)}.sqlite")
            return replace(start, engine=moving.at(copy), ids=dict(start.ids))
    else:
        server: Postgres = request.getfixturevalue("postgres")
        template, region = request.getfixturevalue("postgresql_template")
        url = server.create("certified", template=template)
        engine = create_engine(url)
        start = replace(region, engine=engine, ids=dict(region.ids))
        start.certified()
        engine.dispose()
        refilled = server.refilled("certified")
        request.addfinalizer(refilled.close)

        def fresh() -> Region:
            refilled.refill()
            return replace(start, engine=moving.at(refilled.conninfo), ids=dict(start.ids))

    CertificateStories.template = staticmethod(fresh)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # Hypothesis has no types for it
        CertificateStories,
        settings=settings(
            max_examples=10,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
