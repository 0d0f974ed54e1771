"""Which certificates hold today, and what happens to them after they were issued (design 6, 7)."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, select, update
from sqlalchemy.orm import Session

from scan.domain.applications import CertificateKind
from scan.domain.errors import IllegalTransition, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.periods import months_later
from scan.domain.policy import Permission
from scan.domain.roles import Actor, Role
from scan.domain.states import CERTIFICATE, CertificateAction, CertificateState, advance
from scan.domain.subjects import CertificateSubject
from scan.domain.surveillance import HearingOutcome, ScopeOutcome
from scan.store.tables import (
    Certificate,
    CertificateEvent,
    DecisionRow,
    Hearing,
    MembershipRow,
    Placement,
    Scan,
    ScanMember,
    SchoolClass,
    ScopeChange,
)
from scan.use_cases.audit import record
from scan.use_cases.notifying import tell_speakers, tell_the_certifiers
from scan.use_cases.permission import require

REASON_MAXIMUM = 2000
REASON_MINIMUM = 10
LIVE = (CertificateState.ISSUED, CertificateState.SUSPENDED)
HEAR_FIRST = Message(
    "hear_first",
    "Intrekken kan pas nadat het bedrijf is gehoord. Maak eerst een voorstel.",
    "Withdrawing is possible only after the company was heard. Make a proposal first.",
)


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
    """Suspend or reinstate, with a reason that the public page shows; withdrawing goes through a hearing.

    Raises NotFound, NotAllowed (separation of duties), IllegalTransition, InvalidInput on ``reason`` or ``action``,
    and Stale when the certificate changed since ``version`` was read.
    """
    certificate = find(session, actor, number)
    allow(session, actor, Permission.MANAGE_CERTIFICATE, certificate, now)
    fields = Fields()
    tidy = fields.words("reason", reason, REASON_MAXIMUM, REASON_MINIMUM)
    if action is CertificateAction.WITHDRAW:
        fields.refuse("action", HEAR_FIRST)
    fields.check()
    if action not in (CertificateAction.SUSPEND, CertificateAction.REINSTATE):
        raise IllegalTransition(CertificateState(certificate.state), action)
    return move(session, certificate, action, reason=tidy, version=version, actor=actor, now=now)


def find(session: Session, actor: Actor, number: str, *, lock: bool = True) -> Certificate:
    """The certificate, for certifiers and for who belongs to its holder. Raises NotFound for everyone else.

    ``lock``: nobody else changes it until this transaction ends.
    """
    statement = select(Certificate).where(Certificate.number == number)
    if not actor.is_a(Role.CERTIFIER):
        statement = statement.where(Certificate.organisation_id.in_(_own(actor)))
    certificate = session.scalar(locked(statement) if lock else statement)
    if certificate is None:
        raise NotFound
    return certificate


def locked(statement: Select[Certificate]) -> Select[Certificate]:
    """The same, for this transaction alone, and as it is now."""
    alone = statement.with_for_update(key_share=True, of=Certificate)
    return alone.execution_options(populate_existing=True)


def _own(actor: Actor) -> Select[int]:
    """The organisations the actor belongs to."""
    return select(MembershipRow.organisation_id).where(MembershipRow.person_id == actor.person_id)


def allow(
    session: Session, actor: Actor, permission: Permission, certificate: Certificate, now: datetime
) -> None:
    """Ask the policy about this certificate. Raises NotAllowed."""
    subject = subject_of(session, certificate)
    require(session, actor, permission, subject, kind="certificate", subject_id=certificate.id, now=now)


def expire_due(session: Session, *, today: date, now: datetime) -> int:
    """Close every certificate whose last day has passed; returns how many. Run daily; harmless to run twice."""
    due = session.scalars(
        select(Certificate)
        .where(
            Certificate.valid_until < today,
            Certificate.state.in_([state.value for state in LIVE]),
        )
        .order_by(Certificate.id)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    for certificate in due:
        move(
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
        .join(ScanMember, ScanMember.placement_id == Placement.id)
        .join(Scan, Scan.id == ScanMember.scan_id)
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


_ENDED = {
    CertificateKind.CERTIFICATE: {
        "nl": "Het certificaat geldt niet meer.",
        "en": "The certificate does not hold any more.",
    },
    CertificateKind.STATEMENT: {
        "nl": "De verklaring geldt niet meer.",
        "en": "The statement does not hold any more.",
    },
}
"""Why a request for another scope was closed, in the language of what it was about."""


def for_the_same(certificate: Certificate) -> ColumnElement[bool]:
    """Of these only one holds: a certificate of one scope; a statement of one organisation, whatever its scope."""
    same = and_(
        Certificate.organisation_id == certificate.organisation_id, Certificate.kind == certificate.kind
    )
    if certificate.kind == CertificateKind.STATEMENT:
        return same
    return same & (Certificate.scope == certificate.scope)


def replace_earlier(session: Session, certificate: Certificate, *, now: datetime) -> None:
    """A new one takes the place of the earlier one that is for the same."""
    earlier = session.scalars(
        select(Certificate).where(
            for_the_same(certificate),
            Certificate.id != certificate.id,
            Certificate.state.in_([state.value for state in LIVE]),
        )
    ).all()
    for old in earlier:
        move(
            session,
            old,
            CertificateAction.REPLACE,
            reason=certificate.number,
            version=old.version,
            actor=None,
            now=now,
        )


def move(
    session: Session,
    certificate: Certificate,
    action: CertificateAction,
    *,
    reason: str,
    version: int,
    actor: Actor | None,
    now: datetime,
) -> CertificateState:
    """Take one step, keep it with its reason, and tell the holder; who may do so was asked before.

    Raises IllegalTransition, and Stale when the certificate changed since ``version`` was read.
    """
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
    if state not in LIVE:
        _close_what_is_open(session, certificate, now)
    session.flush()
    session.refresh(certificate)
    if action is not CertificateAction.REPLACE:  # of a new certificate the holder is told already
        tell_holder(session, certificate, NewsKind.CERTIFICATE_CHANGED, now=now)
    record_about(session, actor, f"certificate_{action.value}", certificate.id, now)
    return state


def record_about(
    session: Session, actor: Actor | None, action: str, certificate_id: int, now: datetime, **data: object
) -> None:
    """An audit event about a certificate; call it last (``scan.use_cases.audit.record``)."""
    record(
        session,
        actor=actor,
        action=action,
        subject_kind="certificate",
        subject_id=certificate_id,
        now=now,
        **data,
    )


def tell_holder(session: Session, certificate: Certificate, kind: NewsKind, *, now: datetime) -> None:
    """News about a certificate for everyone who speaks for its holder."""
    dossier_id = session.get_one(DecisionRow, certificate.decision_id).dossier_id
    tell_speakers(
        session, organisation_id=certificate.organisation_id, dossier_id=dossier_id, kind=kind, now=now
    )


def tell_certifiers(session: Session, certificate: Certificate, *, now: datetime) -> None:
    """Something came in about a certificate."""
    dossier_id = session.get_one(DecisionRow, certificate.decision_id).dossier_id
    tell_the_certifiers(session, organisation_id=certificate.organisation_id, dossier_id=dossier_id, now=now)


def _close_what_is_open(session: Session, certificate: Certificate, now: datetime) -> None:
    """A certificate that has ended needs no hearing and no other scope."""
    of_it = (Hearing.certificate_id == certificate.id, Hearing.closed_at.is_(None))
    ended = _ENDED[CertificateKind(certificate.kind)][certificate.language]
    session.execute(update(Hearing).where(*of_it).values(outcome=HearingOutcome.DROPPED.value, closed_at=now))
    session.execute(
        update(ScopeChange)
        .where(ScopeChange.certificate_id == certificate.id, ScopeChange.closed_at.is_(None))
        .values(outcome=ScopeOutcome.REFUSED.value, reason=ended, closed_at=now)
    )
