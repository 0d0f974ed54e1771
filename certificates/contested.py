"""What a company may appeal against: a decision on its application, a suspension or a withdrawal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from certificates.scheme import scheme
from scan.domain.applications import DecisionOutcome
from scan.domain.periods import local_day
from scan.domain.states import CertificateAction
from scan.domain.subjects import ContestedSubject
from scan.store.tables import (
    Appeal,
    Application,
    Certificate,
    CertificateEvent,
    DecisionRow,
    Placement,
    Scan,
    ScanMember,
    SchoolClass,
)

Schools = Mapping[int, frozenset[int]]
Kind = Literal["refused", "granted", "suspended", "withdrawn"]
_Events = Select[CertificateEvent, Certificate, DecisionRow]
_Decisions = Select[DecisionRow, int, Certificate]
_EVENTS = {CertificateAction.SUSPEND.value: "suspended", CertificateAction.WITHDRAW.value: "withdrawn"}


@dataclass(frozen=True, slots=True)
class Contested:
    """One thing to disagree with."""

    kind: Kind
    decision_id: int | None
    event_id: int | None
    certificate_id: int | None
    number: str | None
    level: str | None
    organisation_id: int
    dossier_id: int | None
    """None of a statement."""
    application_id: int
    person_ids: frozenset[int]
    """Who did it, alone or together; nobody when the calendar did."""
    reviewer_ids: frozenset[int]
    institution_ids: frozenset[int]
    reason: str
    at: datetime
    until: date
    """The last day to appeal."""
    answer_within: timedelta
    """After an appeal: so long the scheme gives for the answer."""

    def subject(self, now: datetime) -> ContestedSubject:
        """What the policy needs to know."""
        return ContestedSubject(self.organisation_id, local_day(now) <= self.until)


def contested(session: Session, *, decision_id: int | None, event_id: int | None) -> Contested | None:
    """The decision, or the suspension or withdrawal; None when there is none, or both or neither are asked for."""
    if (decision_id is None) == (event_id is None):
        return None
    found = _read(
        session,
        _ABOUT_EVENTS.where(CertificateEvent.id == event_id) if event_id is not None else None,
        _ABOUT_DECISIONS.where(DecisionRow.id == decision_id) if decision_id is not None else None,
    )
    return found[0] if found else None


def against(session: Session, appeals: Iterable[Appeal]) -> dict[int, Contested]:
    """What each of these appeals is against, by the appeal's id. Three statements, however many there are."""
    by_event = {row.event_id: row.id for row in appeals if row.event_id is not None}
    by_decision = {row.decision_id: row.id for row in appeals if row.decision_id is not None}
    found = _read(
        session,
        _ABOUT_EVENTS.where(CertificateEvent.id.in_(by_event)),
        _ABOUT_DECISIONS.where(DecisionRow.id.in_(by_decision)),
    )
    return {
        by_event[one.event_id] if one.event_id is not None else by_decision[one.decision_id or 0]: one
        for one in found
    }


def contestable(session: Session, *, organisation_id: int, now: datetime) -> tuple[Contested, ...]:
    """What the organisation may appeal against today and has not yet, newest first. Three statements."""
    day = local_day(now)
    since = now - timedelta(weeks=53)  # no scheme gives more than 52 weeks
    found = _read(
        session,
        _ABOUT_EVENTS.where(
            Certificate.organisation_id == organisation_id,
            CertificateEvent.at >= since,
            ~select(Appeal.id).where(Appeal.event_id == CertificateEvent.id).exists(),
        ),
        _ABOUT_DECISIONS.where(
            Application.organisation_id == organisation_id,
            DecisionRow.decided_at >= since,
            ~select(Appeal.id).where(Appeal.decision_id == DecisionRow.id).exists(),
        ),
    )
    return tuple(sorted((one for one in found if day <= one.until), key=lambda one: one.at, reverse=True))


def _read(session: Session, events: _Events | None, decisions: _Decisions | None) -> list[Contested]:
    of_events = [] if events is None else list(session.execute(events))
    of_decisions = [] if decisions is None else list(session.execute(decisions))
    decisions_of_them = [row[2] for row in of_events] + [row[0] for row in of_decisions]
    schools = _schools(session, {one.dossier_id for one in decisions_of_them if one.dossier_id is not None})
    return [_of_event(*row, schools) for row in of_events] + [
        _of_decision(*row, schools) for row in of_decisions
    ]


_ABOUT_EVENTS: _Events = (
    select(CertificateEvent, Certificate, DecisionRow)
    .join(Certificate, Certificate.id == CertificateEvent.certificate_id)
    .join(DecisionRow, DecisionRow.id == Certificate.decision_id)
    .where(CertificateEvent.action.in_(list(_EVENTS)))
)
_ABOUT_DECISIONS: _Decisions = (
    select(DecisionRow, Application.organisation_id, Certificate)
    .join(Application, Application.id == DecisionRow.application_id)
    .outerjoin(Certificate, Certificate.decision_id == DecisionRow.id)
)


def _of_event(
    event: CertificateEvent, certificate: Certificate, decision: DecisionRow, schools: Schools
) -> Contested:
    suspended = event.action == CertificateAction.SUSPEND
    return Contested(
        kind="suspended" if suspended else "withdrawn",
        decision_id=None,
        event_id=event.id,
        certificate_id=certificate.id,
        number=certificate.number,
        level=certificate.level,
        organisation_id=certificate.organisation_id,
        dossier_id=decision.dossier_id,
        application_id=decision.application_id,
        person_ids=_known(event.acted_by),
        reviewer_ids=frozenset(decision.reviewers),
        institution_ids=schools.get(decision.dossier_id or 0, frozenset()),
        reason=event.reason,
        at=event.at,
        until=_until(certificate.scheme, event.at),
        answer_within=_answer_within(certificate.scheme),
    )


def _of_decision(
    decision: DecisionRow, organisation_id: int, certificate: Certificate | None, schools: Schools
) -> Contested:
    return Contested(
        kind="granted" if decision.outcome == DecisionOutcome.GRANT else "refused",
        decision_id=decision.id,
        event_id=None,
        certificate_id=None if certificate is None else certificate.id,
        number=None if certificate is None else certificate.number,
        level=decision.level,
        organisation_id=organisation_id,
        dossier_id=decision.dossier_id,
        application_id=decision.application_id,
        person_ids=_known(decision.certifier_id, decision.proposed_by),
        reviewer_ids=frozenset(decision.reviewers),
        institution_ids=schools.get(decision.dossier_id or 0, frozenset()),
        reason=decision.reason,
        at=decision.decided_at,
        until=_until(decision.scheme, decision.decided_at),
        answer_within=_answer_within(decision.scheme),
    )


def _known(*people: int | None) -> frozenset[int]:
    return frozenset(one for one in people if one is not None)


def _until(name: str, at: datetime) -> date:
    return local_day(at) + timedelta(weeks=scheme(name).afterwards.appeal_within)


def _answer_within(name: str) -> timedelta:
    return timedelta(weeks=scheme(name).afterwards.appeal_answered_within)


def _schools(session: Session, dossiers: set[int]) -> Schools:
    """Schools whose students worked on each of these dossiers."""
    rows = session.execute(
        select(Scan.dossier_id, SchoolClass.institution_id)
        .join(ScanMember, ScanMember.scan_id == Scan.id)
        .join(Placement, Placement.id == ScanMember.placement_id)
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .where(Scan.dossier_id.in_(dossiers))
        .distinct()
    ).all()
    return {
        dossier_id: frozenset(school for one, school in rows if one == dossier_id) for dossier_id in dossiers
    }
