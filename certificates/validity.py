"""Which certificates hold today, and what happens to them after they were issued (design 6, 7)."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scan.domain.errors import NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.periods import months_later
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import CERTIFICATE, CertificateAction, CertificateState, advance
from scan.domain.subjects import CertificateSubject
from scan.store.tables import Certificate, CertificateEvent, DecisionRow, Placement, Scan, SchoolClass
from scan.use_cases.audit import record
from scan.use_cases.permission import require

REASON_MAXIMUM = 2000
REASON_MINIMUM = 10


class Status(StrEnum):
    """What anyone may know of a number at this moment."""

    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


def status_on(certificate: Certificate, day: date) -> Status:
    """The status on ``day``: a certificate past its last day has expired, whether or not the calendar job ran."""
    state = CertificateState(certificate.state)
    if state in (CertificateState.ISSUED, CertificateState.SUSPENDED):
        if day > certificate.valid_until:
            return Status.EXPIRED
        return Status.VALID if state is CertificateState.ISSUED else Status.SUSPENDED
    return Status(state.value)


def last_day(first: date, months: int) -> date:
    """The last day of a term of so many months: from 1 July 2026, 24 months last up to and including 30 June 2028."""
    return months_later(first, months) - timedelta(days=1)


def change(
    session: Session,
    *,
    actor: Actor,
    number: str,
    action: CertificateAction,
    reason: str,
    version: int,
    now: datetime,
) -> CertificateState:
    """Suspend, reinstate or withdraw, with a reason that the public page shows.

    Raises NotFound, NotAllowed (separation of duties), IllegalTransition, InvalidInput on ``reason``, and Stale
    when the certificate changed since ``version`` was read.
    """
    certificate = session.scalar(select(Certificate).where(Certificate.number == number))
    if certificate is None:
        raise NotFound
    require(
        session,
        actor,
        Permission.MANAGE_CERTIFICATE,
        subject_of(session, certificate),
        kind="certificate",
        subject_id=certificate.id,
        now=now,
    )
    fields = Fields()
    tidy = fields.words("reason", reason, REASON_MAXIMUM, REASON_MINIMUM)
    fields.check()
    return _advance(session, certificate, action, reason=tidy, version=version, actor=actor, now=now)


def expire_due(session: Session, *, today: date, now: datetime) -> int:
    """Close every certificate whose last day has passed; returns how many. Run daily; harmless to run twice."""
    due = session.scalars(
        select(Certificate)
        .where(
            Certificate.valid_until < today,
            Certificate.state.in_([CertificateState.ISSUED.value, CertificateState.SUSPENDED.value]),
        )
        .order_by(Certificate.id)
    ).all()
    for certificate in due:
        _advance(
            session,
            certificate,
            CertificateAction.EXPIRE,
            reason=f"valid until {certificate.valid_until.isoformat()}",
            version=certificate.version,
            actor=None,
            now=now,
        )
    return len(due)


def subject_of(session: Session, certificate: Certificate) -> CertificateSubject:
    """What the policy needs to know of a certificate."""
    decision = session.get_one(DecisionRow, certificate.decision_id)
    schools = session.scalars(
        select(SchoolClass.institution_id)
        .join(Placement, Placement.class_id == SchoolClass.id)
        .join(Scan, Scan.placement_id == Placement.id)
        .where(Scan.dossier_id == decision.dossier_id)
    )
    return CertificateSubject(
        state=CertificateState(certificate.state),
        organisation_id=certificate.organisation_id,
        institution_ids=frozenset(schools),
        certifier_id=decision.certifier_id,
        reviewer_ids=frozenset(decision.reviewers),
        proposed_by=decision.proposed_by,
    )


def replace_earlier(session: Session, certificate: Certificate, *, now: datetime) -> None:
    """A new one takes the place of the same organisation's earlier one of the same kind with the same scope."""
    earlier = session.scalars(
        select(Certificate).where(
            Certificate.organisation_id == certificate.organisation_id,
            Certificate.kind == certificate.kind,
            Certificate.scope == certificate.scope,
            Certificate.id != certificate.id,
            Certificate.state.in_([CertificateState.ISSUED.value, CertificateState.SUSPENDED.value]),
        )
    ).all()
    for old in earlier:
        _advance(
            session,
            old,
            CertificateAction.REPLACE,
            reason=certificate.number,
            version=old.version,
            actor=None,
            now=now,
        )


def _advance(
    session: Session,
    certificate: Certificate,
    action: CertificateAction,
    *,
    reason: str,
    version: int,
    actor: Actor | None,
    now: datetime,
) -> CertificateState:
    state = advance(CERTIFICATE, CertificateState(certificate.state), action)
    changed = session.execute(
        update(Certificate)
        .where(Certificate.id == certificate.id, Certificate.version == version)
        .values(state=state.value, version=version + 1)
        .returning(Certificate.id)
    ).first()
    if changed is None:
        raise Stale(())
    session.add(
        CertificateEvent(
            certificate_id=certificate.id,
            action=action.value,
            reason=reason,
            acted_by=None if actor is None else actor.person_id,
            at=now,
        )
    )
    session.flush()
    record(
        session,
        actor=actor,
        action=f"certificate_{action.value}",
        subject_kind="certificate",
        subject_id=certificate.id,
        now=now,
    )
    return state
