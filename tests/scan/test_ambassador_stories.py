"""Whatever teachers, alliance, ambassadors and the calendar do, in whatever order: the rules of an ambassador hold.

A random walk over the real use cases on SQLite and on PostgreSQL. Every step may be refused with one of the small
errors; nothing else may happen, and after every step the invariants hold.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from certificates import ambassador_hearings, ambassadors, ceremonies
from certificates import ambassador_log as log
from certificates import ambassador_register as register
from certificates.ambassador_publicity import ADULT, MINOR, YOUNGER, choose_publicity
from certificates.ambassador_terms import EndedTerms, end_terms, renew, stayed_active, years_of_term
from certificates.scheme import programme
from scan.domain.ambassadors import ActivityKind
from scan.domain.errors import ScanError
from scan.domain.roles import Role
from scan.domain.states import AMBASSADOR, AmbassadorState
from scan.store.tables import Activity, Ambassador, AmbassadorHearing, MembershipRow
from scan.use_cases.audit import verify
from tests.engines import MovingEngine
from tests.postgresql import Refilled
from tests.scan.factories import Region
from tests.scan.test_stories import walked

STUDENTS = ("sam", "noa")
SCHOOL, ALLIANCE = ("tess", "dora"), ("certa", "dora")
"""Dora coordinates the school and decides for the alliance: she may nominate, and never appoint there."""
Fresh = Callable[[], Any]


class Ambassadors(RuleBasedStateMachine):
    """Two students, their teacher, a coordinator who is a certifier too, and a certifier of the alliance alone."""

    fresh: ClassVar[Fresh]

    @initialize()
    def begin(self) -> None:
        self.database = type(self).fresh()
        self.region: Region = self.database.__enter__()
        self.region.add_student("noa", "groen", "tess", "bakery")
        self.region.add_person("dora", (Role.COORDINATOR, "noordcollege"), (Role.CERTIFIER, "alliance"))
        self.before: dict[int, AmbassadorState] = {}
        self.terms: dict[int, tuple[date | None, date | None]] = {}

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.__exit__(None, None, None)

    def rows(self) -> dict[str, Ambassador]:
        names = {self.region.ids[name]: name for name in STUDENTS}
        with self.region.reading() as session:
            return {names[row.person_id]: row for row in session.scalars(select(Ambassador))}

    def do(self, who: str, use_case: Callable[..., Any], **about: Any) -> None:
        with suppress(ScanError):
            self.region.do(who, use_case, **about)

    @rule(name=st.sampled_from(STUDENTS), who=st.sampled_from(SCHOOL), ago=st.integers(0, 400))
    def tick(self, name: str, who: str, ago: int) -> None:
        for place, key in enumerate(programme().needed):
            day = self.region.now.date() - timedelta(days=ago if place == 0 else 0)
            self.do(
                who,
                ambassadors.confirm,
                student_id=self.region.ids[name],
                key=key,
                achieved_on=day,
                proof=None,
            )

    @rule(name=st.sampled_from(STUDENTS), who=st.sampled_from(SCHOOL))
    def nominate(self, name: str, who: str) -> None:
        for row in filter(None, [self.rows().get(name)]):
            self.do(who, ambassadors.nominate, student_id=row.person_id, version=row.version)

    @rule(name=st.sampled_from(STUDENTS), who=st.sampled_from((*ALLIANCE, "tess")), late=st.booleans())
    def appoint(self, name: str, who: str, late: bool) -> None:
        for row in filter(None, [self.rows().get(name)]):
            self.do(who, ambassadors.appoint, ambassador_id=row.id, version=row.version - late)

    @rule(name=st.sampled_from(STUDENTS))
    def become_one(self, name: str) -> None:
        """From nothing to appointed, so that walks come far enough."""
        self.tick(name, "tess", 0)
        self.nominate(name, "tess")
        self.appoint(name, "certa", False)

    @rule(who=st.sampled_from((*ALLIANCE, "tess")))
    def hold_a_ceremony(self, who: str) -> None:
        chosen = {row.id: row.version for row in self.rows().values()}
        day = self.region.now.date() + timedelta(days=7)
        self.do(who, ceremonies.appoint_at_ceremony, chosen=chosen, held_on=day, place="Assen")

    @rule(name=st.sampled_from(STUDENTS))
    def decline(self, name: str) -> None:
        for row in filter(None, [self.rows().get(name)]):
            about = {"ambassador_id": row.id, "version": row.version}
            self.do("certa", ambassadors.decline, reason="Nog niet af.", **about)

    @rule(
        name=st.sampled_from(STUDENTS),
        kind=st.sampled_from([*ActivityKind, "party"]),
        ago=st.integers(-1, 60),
        accept=st.booleans(),
    )
    def be_active(self, name: str, kind: str, ago: int, accept: bool) -> None:
        day = self.region.now.date() - timedelta(days=ago)
        self.do(name, log.note_activity, kind=kind, done_on=day, words="Samen gedaan")
        with self.region.reading() as session:
            newest = session.scalar(select(Activity.id).order_by(Activity.id.desc()).limit(1))
        for who in (name, "theo", "tess"):
            self.do(who, log.decide_activity, activity_id=newest or 0, accept=accept)

    @rule(name=st.sampled_from(STUDENTS), wanted=st.booleans(), age=st.sampled_from((ADULT, MINOR, YOUNGER)))
    def choose(self, name: str, wanted: bool, age: str) -> None:
        for row in filter(None, [self.rows().get(name)]):
            about = {"public_name": name.title(), "age": age, "version": row.version}
            self.do(name, choose_publicity, is_public=wanted, parent_agrees=True, **about)

    @rule(name=st.sampled_from(STUDENTS), who=st.sampled_from(ALLIANCE), answer=st.booleans())
    def hear(self, name: str, who: str, answer: bool) -> None:
        for row in filter(None, [self.rows().get(name)]):
            until = self.region.now.date() + timedelta(days=14)
            about = {"ambassador_id": row.id, "ground": "made_up_evidence", "answer_until": until}
            self.do(who, ambassador_hearings.open_hearing, concern="Het bewijs klopt niet.", **about)
            if answer:
                self.do(name, ambassador_hearings.answer_hearing, answer="Het klopt wel.")

    @rule(name=st.sampled_from(STUDENTS), who=st.sampled_from(ALLIANCE), drop=st.booleans())
    def close_hearing(self, name: str, who: str, drop: bool) -> None:
        for row in filter(None, [self.rows().get(name)]):
            if drop:
                self.do(who, ambassador_hearings.drop_hearing, ambassador_id=row.id)
            else:
                self.do(who, ambassador_hearings.withdraw, ambassador_id=row.id, version=row.version)

    @rule(name=st.sampled_from(STUDENTS), who=st.sampled_from(ALLIANCE))
    def renew(self, name: str, who: str) -> None:
        for row in filter(None, [self.rows().get(name)]):
            self.do(who, renew, ambassador_id=row.id, version=row.version)

    @rule(name=st.sampled_from(STUDENTS))
    def serve_a_term(self, name: str) -> None:
        """Active in both years, renewed at the end."""
        for days in (10, 350, 350):
            self.region.later(days=days)
            self.be_active(name, ActivityKind.GUEST_LESSON, 0, True)
        self.renew(name, "certa")

    @rule(days=st.sampled_from((1, 15, 90, 365)))
    def wait(self, days: int) -> None:
        self.region.later(days=days)

    @rule()
    def a_day_goes_by(self) -> None:
        """The daily command; a second run does nothing."""
        with self.region.writing() as session:
            end_terms(session, now=self.region.now)
        with self.region.writing() as session:
            assert end_terms(session, now=self.region.now) == EndedTerms(0, 0)
        for row in self.rows().values():
            if row.state == AmbassadorState.APPOINTED:
                assert row.valid_until is not None
                assert row.valid_until >= self.region.now.date()

    @invariant()
    def states_go_only_where_the_table_says(self) -> None:
        if not hasattr(self, "region"):
            return
        now = {row.id: AmbassadorState(row.state) for row in self.rows().values()}
        # One rule may go from candidate to appointed: three steps are two of two.
        far = {
            (state, to): to
            for state in AmbassadorState
            for to in AmbassadorState
            if walked({0: state}, {0: to}, AMBASSADOR) == []
        }
        assert walked(self.before, now, far) == []
        for state in now.values():
            event(state)
        self.before = now

    @invariant()
    def nobody_appoints_for_the_own_school_or_whom_they_nominated(self) -> None:
        if not hasattr(self, "region"):
            return
        with self.region.reading() as session:
            for row in session.scalars(select(Ambassador).where(Ambassador.appointed_by.is_not(None))):
                belongs = select(MembershipRow.organisation_id).where(
                    MembershipRow.person_id == row.appointed_by
                )
                assert row.institution_id not in session.scalars(belongs).all()
                assert row.appointed_by != row.nominated_by

    @invariant()
    def nobody_is_shown_who_did_not_choose_it_or_was_withdrawn(self) -> None:
        if not hasattr(self, "region"):
            return
        today = self.region.now.date()
        with self.region.reading() as session:
            for row in session.scalars(select(Ambassador)):
                assert row.is_public == (row.public_name is not None) == (row.is_adult is not None)
                if row.number is None:
                    assert not row.is_public
                    continue
                found = register.check(session, number=row.number, today=today)
                assert found is not None
                shown = row.is_public and row.state != AmbassadorState.REVOKED
                assert (found.page is not None) == shown
                if found.page is not None:
                    assert (found.page.place is None) == (row.is_adult is not True)
            listed = register.public_list(session, today=today).items
            holding = [
                row.number
                for row in session.scalars(select(Ambassador))
                if row.is_public
                and row.state == AmbassadorState.APPOINTED
                and (row.valid_until or today) >= today
            ]
        assert sorted(page.number for page in listed) == sorted(filter(None, holding))

    @invariant()
    def nothing_is_withdrawn_without_a_hearing(self) -> None:
        if not hasattr(self, "region"):
            return
        with self.region.reading() as session:
            for row in session.scalars(select(Ambassador)):
                heard = session.scalars(
                    select(AmbassadorHearing).where(
                        AmbassadorHearing.ambassador_id == row.id, AmbassadorHearing.outcome == "withdrawn"
                    )
                ).all()
                assert len(heard) == (row.state == AmbassadorState.REVOKED)
                for one in heard:
                    assert (row.ended_ground, row.ended_on) == (one.ground, one.closed_on)
                    assert one.answer is not None or (one.closed_on or date.min) > one.answer_until

    @invariant()
    def terms_grow_only_for_who_stayed_active(self) -> None:
        if not hasattr(self, "region"):
            return
        for row in self.rows().values():
            first, last = self.terms.get(row.id, (None, None))
            if last is not None and row.valid_until != last:
                assert row.renewed_from == last + timedelta(days=1)
                assert first is not None
                assert stayed_active(programme(), years_of_term(programme(), first, self.confirmed(row.id)))
            self.terms[row.id] = (row.renewed_from or row.appointed_on, row.valid_until)

    def confirmed(self, ambassador_id: int) -> list[date]:
        with self.region.reading() as session:
            return list(
                session.scalars(
                    select(Activity.done_on).where(
                        Activity.ambassador_id == ambassador_id, Activity.state == "confirmed"
                    )
                )
            )

    @invariant()
    def audit_chain_holds(self) -> None:
        if hasattr(self, "region"):
            with self.region.reading() as session:
                assert verify(session).holds


def on_sqlite(template: tuple[Path, Region], moving: MovingEngine) -> Fresh:
    @contextmanager
    def copied() -> Iterator[Region]:
        file, region = template
        with TemporaryDirectory() as folder:
            engine = moving.at(shutil.copy(file, Path(folder) / "region.sqlite"))
            yield replace(region, engine=engine, ids=dict(region.ids))
            moving.leave()

    return copied


def on_postgresql(refilled: Refilled, region: Region, moving: MovingEngine) -> Fresh:
    @contextmanager
    def filled() -> Iterator[Region]:
        refilled.refill()
        yield replace(region, engine=moving.at(refilled.conninfo), ids=dict(region.ids))
        moving.leave()

    return filled


@pytest.mark.timeout(600)
@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_rules_of_an_ambassador_hold_whatever_people_do(where: str, request: pytest.FixtureRequest) -> None:
    moving = request.getfixturevalue(f"{where}_engine")
    if where == "sqlite":
        fresh = on_sqlite(request.getfixturevalue("sqlite_template"), moving)
    else:
        fresh = on_postgresql(*request.getfixturevalue("postgresql_refilled"), moving)
    Ambassadors.fresh = staticmethod(fresh)
    run_state_machine_as_test(
        Ambassadors,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
