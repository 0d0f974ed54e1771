"""A certificate for another scope: the company asks, a certifier decides; the last day stays the same (design 7)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, inspect, select, update
from sqlalchemy.orm import Session

from certificates.issuing import next_number
from certificates.number import IssuedNumber
from certificates.validity import LIVE, allow, find, locked, move, record_about, tell_certifiers, tell_holder
from scan.domain.applications import ApplicationState, CertificateKind, DecisionOutcome
from scan.domain.errors import IllegalTransition, NotFound
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import CertificateAction, CertificateState
from scan.domain.surveillance import ScopeOutcome
from scan.store.paging import FIRST, Asked, Part, in_order, matches, part_of
from scan.store.tables import (
    Application,
    Base,
    Certificate,
    DecisionRow,
    Organisation,
    ScopeChange,
    Surveillance,
)
from scan.use_cases.activity_photos import copy_photos, photos_of
from scan.use_cases.audit import record
from scan.use_cases.permission import PLATFORM, require
from scan.use_cases.replaying import certificate_facts, decision_facts

ASKED_ALREADY = Message(
    "scope_asked_already",
    "Jullie vroegen al om een andere omschrijving. Wacht op het besluit.",
    "You asked for another description already. Wait for the decision.",
)
SAME_SCOPE = Message(
    "same_scope",
    "Dit is dezelfde omschrijving als nu.",
    "This is the same description as now.",
)
LAST_DAY = Message(
    "scope_last_day",
    "Dit certificaat loopt vandaag af. Een ander certificaat met dezelfde einddatum kan niet meer.",
    "This certificate ends today. Another one with the same last day is not possible any more.",
)
STATEMENT_LAST_DAY = Message(
    "statement_scope_last_day",
    "Deze verklaring loopt vandaag af. Een andere verklaring met dezelfde einddatum kan niet meer.",
    "This statement ends today. Another one with the same last day is not possible any more.",
)


@dataclass(frozen=True, slots=True)
class Request:
    """What the company asks, and what was decided."""

    id: int
    number: str
    organisation: str
    present: str
    """For what the certificate holds now."""
    scope: str
    why: str
    asked_at: datetime
    valid_until: date
    outcome: ScopeOutcome | None
    reason: str | None
    closed_at: datetime | None


def ask(session: Session, *, actor: Actor, number: str, scope: str, why: str, now: datetime) -> int:
    """Ask for a certificate that holds for ``scope``. Gives the request's id.

    Raises NotFound, NotAllowed, InvalidInput on ``scope`` or ``why``.
    """
    certificate = find(session, actor, number)
    allow(session, actor, Permission.ASK_SCOPE, certificate, now)
    fields = Fields()
    wanted = fields.line("scope", scope, 300, 3)
    reason = fields.words("why", why, 2000, 10)
    if wanted == certificate.scope:
        fields.refuse("scope", SAME_SCOPE)
    if certificate.valid_until <= local_day(now):
        fields.refuse("scope", _last_day(certificate))
    if session.scalar(select(ScopeChange.id).where(_OPEN, ScopeChange.certificate_id == certificate.id)):
        fields.refuse("scope", ASKED_ALREADY)
    fields.check()
    row = ScopeChange(
        certificate_id=certificate.id, scope=wanted, why=reason, asked_by=actor.person_id, asked_at=now
    )
    session.add(row)
    session.flush()
    tell_certifiers(session, certificate, now=now)
    record_about(session, actor, "scope_asked", certificate.id, now)
    return row.id


def decide(
    session: Session, *, actor: Actor, request_id: int, outcome: str, reason: str, now: datetime
) -> str | None:
    """Grant: a new certificate with the same result and last day takes the place of this one; or refuse.

    Gives the new number, None of a refusal. Raises NotFound, NotAllowed (separation of duties), InvalidInput on
    ``outcome`` or ``reason``, IllegalTransition when it was decided already.
    """
    certificate = session.scalar(
        locked(
            select(Certificate)
            .join(ScopeChange, ScopeChange.certificate_id == Certificate.id)
            .where(ScopeChange.id == request_id)
        )
    )
    if certificate is None:
        raise NotFound
    allow(session, actor, Permission.DECIDE_SCOPE, certificate, now)
    row = session.get_one(ScopeChange, request_id, populate_existing=True)
    fields = Fields()
    choice = fields.choice("outcome", outcome, ScopeOutcome)
    words = fields.words("reason", reason, 2000, 10)
    grants = choice is ScopeOutcome.GRANTED
    if grants and certificate.valid_until <= local_day(now):
        fields.refuse("outcome", _last_day(certificate))
    fields.check()
    if row.closed_at is not None or choice is None:
        raise IllegalTransition(CertificateState(certificate.state), CertificateAction.REPLACE)
    successor = None
    if grants:
        if certificate.state != CertificateState.ISSUED:
            raise IllegalTransition(CertificateState(certificate.state), CertificateAction.REPLACE)
        successor = _successor(session, certificate, row.scope, words, actor, now)
        row.successor_id = successor.id
    row.outcome, row.reason = choice.value, words
    row.closed_by, row.closed_at = actor.person_id, now
    session.flush()
    if successor is not None:
        move(
            session,
            certificate,
            CertificateAction.REPLACE,
            reason=successor.number,
            version=certificate.version,
            actor=actor,
            now=now,
        )
    tell_holder(session, certificate, NewsKind.CERTIFICATE_CHANGED, now=now)
    record_about(session, actor, "scope_decided", certificate.id, now, outcome=choice.value)
    return None if successor is None else successor.number


def of_certificate(session: Session, *, actor: Actor, number: str, now: datetime) -> tuple[Request, ...]:
    """The requests about a certificate, newest first, for its holder and certifiers. Raises NotFound, NotAllowed."""
    certificate = find(session, actor, number, lock=False)
    allow(session, actor, Permission.READ_CERTIFICATE, certificate, now)
    found = _REQUESTS.where(Certificate.id == certificate.id).order_by(ScopeChange.id.desc())
    return tuple(_request(*row) for row in session.execute(found))


def listing(session: Session, *, actor: Actor, now: datetime, asked: Asked = FIRST) -> Part[Request]:
    """Requests that wait for a decision, for certifiers, found by company or number: oldest first.

    Other orders: ``name``, ``came``.
    """
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    orders = {"name": func.lower(Organisation.name), "came": ScopeChange.asked_at}
    waiting = _REQUESTS.where(
        _OPEN,
        Certificate.state.in_([state.value for state in LIVE]),
        *matches(asked.query, Organisation.name, Certificate.number),
    ).order_by(*in_order(asked.sort, orders, ScopeChange.asked_at, ScopeChange.id))
    found = part_of(session, waiting, asked)
    return found.of(_request(*row) for row in found.items)


def one(session: Session, *, actor: Actor, request_id: int, now: datetime) -> Request:
    """One request, for certifiers. Raises NotFound, NotAllowed."""
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    row = session.execute(_REQUESTS.where(ScopeChange.id == request_id)).one_or_none()
    if row is None:
        raise NotFound
    return _request(*row)


_OPEN = ScopeChange.closed_at.is_(None)
_REQUESTS = (
    select(ScopeChange, Certificate, Organisation.name)
    .join(Certificate, Certificate.id == ScopeChange.certificate_id)
    .join(Organisation, Organisation.id == Certificate.organisation_id)
)


def _last_day(certificate: Certificate) -> Message:
    return STATEMENT_LAST_DAY if certificate.kind == CertificateKind.STATEMENT else LAST_DAY


def copy_of(row: Base, **changed: object) -> dict[str, object]:
    """The values of all columns but the key, with these changed: what is copied stays whole when columns are added."""
    columns = inspect(type(row)).columns
    return {name: getattr(row, name) for name in columns.keys() if name != "id"} | changed  # noqa: SIM118


def _successor(
    session: Session, certificate: Certificate, scope: str, reason: str, actor: Actor, now: datetime
) -> Certificate:
    """An application and decision of its own, so that this is in the register of decisions and can be monitored."""
    decided = session.get_one(DecisionRow, certificate.decision_id)
    applied = session.get_one(Application, decided.application_id)
    application = Application(
        **copy_of(applied, scope=scope, sites=None, activities=None, state=ApplicationState.DECIDED.value)
    )
    session.add(application)
    session.flush()
    copy_photos(session, photos_of(session, applied.id), application_id=application.id)
    decision = DecisionRow(
        **copy_of(
            decided,
            application_id=application.id,
            certifier_id=actor.person_id,
            proposed_by=None,  # two people decided on the level, one on the scope
            outcome=DecisionOutcome.GRANT.value,
            reason=reason,
            decided_at=now,
        )
    )
    session.add(decision)
    session.flush()
    record(
        session,
        actor=actor,
        action="decided",
        subject_kind="application",
        subject_id=application.id,
        now=now,
        **decision_facts(decision),
    )
    today = local_day(now)
    successor = Certificate(
        **copy_of(
            certificate,
            number=str(next_number(session, IssuedNumber.parse(certificate.number).prefix, today.year)),
            decision_id=decision.id,
            scope=scope,
            valid_from=today,
            issued_at=now,
            version=1,
        )
    )
    session.add(successor)
    session.flush()
    session.execute(  # the light check, done or not, goes along
        update(Surveillance)
        .where(Surveillance.certificate_id == certificate.id)
        .values(certificate_id=successor.id)
    )
    record_about(session, actor, "certificate_issued", successor.id, now, **certificate_facts(successor))
    return successor


def _request(row: ScopeChange, certificate: Certificate, organisation: str) -> Request:
    return Request(
        id=row.id,
        number=certificate.number,
        organisation=organisation,
        present=certificate.scope,
        scope=row.scope,
        why=row.why,
        asked_at=row.asked_at,
        valid_until=certificate.valid_until,
        outcome=None if row.outcome is None else ScopeOutcome(row.outcome),
        reason=row.reason,
        closed_at=row.closed_at,
    )
