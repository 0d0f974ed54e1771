"""The light check half-way: due by the calendar, declared by the company, closed by a certifier (instrument D2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates import hearings
from certificates.scheme import CertificateScheme, scheme
from certificates.validity import LIVE, allow, find, locked, move, record_about, tell_certifiers, tell_holder
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.periods import months_later
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import CertificateAction, CertificateState
from scan.domain.surveillance import NoticeKind, SurveillanceOutcome
from scan.store.paging import FIRST, Asked, Order, Part, in_order, matches, part_of
from scan.store.tables import Certificate, CertificateEvent, Notice, Organisation, Surveillance
from scan.store.upsert import dialect_of, insert_into
from scan.use_cases.permission import PLATFORM, require

NOT_DECLARED = Message(
    "not_declared",
    "Het bedrijf heeft nog niets verteld. 'In orde' kan dan nog niet.",
    "The company has not said anything yet. 'Fine' is not possible then.",
)
_LATE = {
    "nl": "De tussentijdse controle is niet op tijd gedaan.",
    "en": "The half-way check was not done in time.",
}
_IN_TIME_AFTER_ALL = {
    "nl": "De tussentijdse controle is alsnog gedaan en in orde.",
    "en": "The half-way check was done after all and is fine.",
}


@dataclass(frozen=True, slots=True)
class Check:
    """The light check of one certificate."""

    id: int
    number: str
    organisation: str
    level: str | None
    """None of a statement."""
    scope: str
    state: CertificateState
    due_on: date
    declare_by: date
    changes: str | None
    conditions: str | None
    declared_at: datetime | None
    outcome: SurveillanceOutcome | None
    note: str | None
    closed_at: datetime | None

    def is_late(self, today: date) -> bool:
        """Whether the company should have declared by now."""
        return self.declared_at is None and self.closed_at is None and today > self.declare_by


def open_due(session: Session, *, today: date, now: datetime) -> int:
    """Open the check of every certificate that is half-way, and tell its holder; gives how many were opened.

    Run daily; harmless to run twice, or twice at once: a certificate has one check.
    """
    opened = 0
    for certificate in _half_way(session, today):
        rules, due_on = scheme(certificate.scheme).surveillance, due_day(certificate)
        if rules is None or due_on is None or due_on > today:
            continue
        row = {
            "certificate_id": certificate.id,
            "due_on": due_on,
            "declare_by": max(due_on, today) + timedelta(weeks=rules.within_weeks),
        }
        statement = insert_into(dialect_of(session), Surveillance).values(row).on_conflict_do_nothing()
        if session.scalar(statement.returning(Surveillance.id)) is not None:
            opened += 1
            tell_holder(session, certificate, NewsKind.SURVEILLANCE_DUE, now=now)
            record_about(session, None, "surveillance_due", certificate.id, now)
    return opened


def _half_way(session: Session, today: date) -> Iterator[Certificate]:
    """Certificates without a check whose level asks one by about today."""
    for name in schemes_in_use(session):
        for level, left in _months_left(name).items():
            yield from session.scalars(
                select(Certificate)
                .where(
                    Certificate.scheme == name,
                    Certificate.level.is_(None) if level is None else Certificate.level == level,
                    Certificate.state.in_([state.value for state in LIVE]),
                    Certificate.valid_until.between(today, months_later(today, left) + timedelta(days=3)),
                    ~select(Surveillance.id).where(Surveillance.certificate_id == Certificate.id).exists(),
                )
                .order_by(Certificate.id)
            ).all()


def _months_left(name: str) -> dict[str | None, int]:
    """How many months there are from the check half-way to the last day, by level; None is the level of a statement."""
    rules = scheme(name)
    levels = tuple(rules.validity_months) if isinstance(rules, CertificateScheme) else (None,)
    return {
        level: months - after
        for level in levels
        if (months := rules.months_valid(level)) is not None
        and (after := rules.surveillance_after(level)) is not None
    }


def schemes_in_use(session: Session) -> tuple[str, ...]:
    """The schemes under which certificates were given that still run."""
    live = Certificate.state.in_([state.value for state in LIVE])
    return tuple(
        session.scalars(select(Certificate.scheme).where(live).distinct().order_by(Certificate.scheme))
    )


def due_day(certificate: Certificate) -> date | None:
    """When the light check is due; None when the scheme asks none of this level.

    Counted back from the last day, which stays the same when the certificate is replaced for another scope.
    """
    left = _months_left(certificate.scheme).get(certificate.level)
    if left is None:
        return None
    return months_later(certificate.valid_until + timedelta(days=1), -left)


def follow_late(session: Session, *, today: date, now: datetime) -> int:
    """Take the scheme's step for declarations that are late, once; gives how many there were."""
    late = locked(
        select(Certificate)
        .join(Surveillance, Surveillance.certificate_id == Certificate.id)
        .where(
            Surveillance.closed_at.is_(None),
            Surveillance.declared_at.is_(None),
            Surveillance.declare_by < today,
            Certificate.state.in_([state.value for state in LIVE]),
            Certificate.valid_until >= today,
        )
        .order_by(Certificate.id)
    )
    count = 0
    for certificate in session.scalars(late).all():
        if not note_once(session, certificate, NoticeKind.SURVEILLANCE_OVERDUE, now):
            continue
        count += 1
        tell_holder(session, certificate, NewsKind.SURVEILLANCE_OVERDUE, now=now)
        tell_certifiers(session, certificate, now=now)
        rules = scheme(certificate.scheme).surveillance
        if (
            rules is not None
            and rules.when_late == "suspend"
            and certificate.state == CertificateState.ISSUED
        ):
            move(
                session,
                certificate,
                CertificateAction.SUSPEND,
                reason=_LATE[certificate.language],
                version=certificate.version,
                actor=None,
                now=now,
            )
    return count


def note_once(session: Session, certificate: Certificate, kind: NoticeKind, now: datetime) -> bool:
    """Whether this was not told of this certificate before; it counts as told from now on."""
    row = {"certificate_id": certificate.id, "kind": kind.value, "told_at": now}
    statement = insert_into(dialect_of(session), Notice).values(row).on_conflict_do_nothing()
    return session.scalar(statement.returning(Notice.certificate_id)) is not None


def of_certificate(session: Session, *, actor: Actor, number: str, now: datetime) -> Check | None:
    """The check of a certificate, for its holder and for certifiers; None while it is not due.

    Raises NotFound, NotAllowed.
    """
    certificate = find(session, actor, number, lock=False)
    allow(session, actor, Permission.READ_CERTIFICATE, certificate, now)
    row = session.execute(_CHECKS.where(Certificate.id == certificate.id)).one_or_none()
    return None if row is None else _check(*row)


def declare(
    session: Session, *, actor: Actor, number: str, changes: str, conditions: str, now: datetime
) -> None:
    """The company says what has changed, and how it stands with what was open; anew as long as it is not closed.

    Raises NotFound (also while no check is due), NotAllowed, InvalidInput on ``changes`` or ``conditions``.
    """
    certificate = find(session, actor, number)
    allow(session, actor, Permission.DECLARE_CHANGES, certificate, now)
    row = session.scalar(
        select(Surveillance).where(
            Surveillance.certificate_id == certificate.id, Surveillance.closed_at.is_(None)
        )
    )
    if row is None:
        raise NotFound
    fields = Fields()
    said = fields.words("changes", changes, 2000, 3)
    open_still = fields.words("conditions", conditions, 2000, 3)
    fields.check()
    row.changes, row.conditions = said, open_still
    row.declared_by, row.declared_at = actor.person_id, now
    session.flush()
    tell_certifiers(session, certificate, now=now)
    record_about(session, actor, "surveillance_declared", certificate.id, now)


def close(session: Session, *, actor: Actor, check_id: int, outcome: str, note: str, now: datetime) -> None:
    """A certifier closes the check: fine, suspend, or propose to withdraw; ``note`` is the reason, also for everyone.

    Fine lifts a suspension that the calendar made because the check was late. Raises NotFound, NotAllowed,
    InvalidInput on ``outcome`` or ``note``, IllegalTransition.
    """
    certificate, row = _of(session, check_id)
    allow(session, actor, Permission.MANAGE_CERTIFICATE, certificate, now)
    fields = Fields()
    choice = fields.choice("outcome", outcome, SurveillanceOutcome)
    words = fields.words("note", note, 2000, 10)
    if choice is SurveillanceOutcome.FINE and row.declared_at is None:
        fields.refuse("outcome", NOT_DECLARED)
    fields.check()
    if row.closed_at is not None or choice is None:
        raise NotFound
    row.outcome, row.note = choice.value, words
    row.closed_by, row.closed_at = actor.person_id, now
    session.flush()
    if choice is SurveillanceOutcome.WITHDRAW:
        hearings.propose(session, actor=actor, number=certificate.number, reason=words, now=now)
    elif choice is SurveillanceOutcome.SUSPEND and certificate.state == CertificateState.ISSUED:
        _move(session, certificate, CertificateAction.SUSPEND, words, actor, now)
    elif choice is SurveillanceOutcome.FINE and _suspended_by_calendar(session, certificate):
        again = _IN_TIME_AFTER_ALL[certificate.language]
        _move(session, certificate, CertificateAction.REINSTATE, again, actor, now)
    record_about(session, actor, "surveillance_closed", certificate.id, now, outcome=choice.value)


def listing(session: Session, *, actor: Actor, now: datetime, asked: Asked = FIRST) -> Part[Check]:
    """Checks that are not closed, for certifiers, found by company or number: what was declared first, then by day.

    Other orders: ``name``, ``came``, ``by``.
    """
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    usual = (Surveillance.declared_at.is_(None), Surveillance.declare_by, Surveillance.id)
    waiting = _CHECKS.where(
        Surveillance.closed_at.is_(None),
        Certificate.state.in_([state.value for state in LIVE]),
        *matches(asked.query, Organisation.name, Certificate.number),
    ).order_by(*in_order(asked.sort, _ORDERS, *usual))
    found = part_of(session, waiting, asked)
    return found.of(_check(*row) for row in found.items)


def one(session: Session, *, actor: Actor, check_id: int, now: datetime) -> Check:
    """One check, for certifiers. Raises NotFound, NotAllowed."""
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    row = session.execute(_CHECKS.where(Surveillance.id == check_id)).one_or_none()
    if row is None:
        raise NotFound
    return _check(*row)


_ORDERS: Mapping[str, Order] = {
    "name": func.lower(Organisation.name),
    "came": Surveillance.due_on,
    "by": Surveillance.declare_by,
}
_CHECKS = (
    select(Surveillance, Certificate, Organisation.name)
    .join(Certificate, Certificate.id == Surveillance.certificate_id)
    .join(Organisation, Organisation.id == Certificate.organisation_id)
)


def _check(row: Surveillance, certificate: Certificate, organisation: str) -> Check:
    return Check(
        id=row.id,
        number=certificate.number,
        organisation=organisation,
        level=certificate.level,
        scope=certificate.scope,
        state=CertificateState(certificate.state),
        due_on=row.due_on,
        declare_by=row.declare_by,
        changes=row.changes,
        conditions=row.conditions,
        declared_at=row.declared_at,
        outcome=None if row.outcome is None else SurveillanceOutcome(row.outcome),
        note=row.note,
        closed_at=row.closed_at,
    )


def _of(session: Session, check_id: int) -> tuple[Certificate, Surveillance]:
    """The certificate, locked, and then its check as it is now. Raises NotFound."""
    certificate = session.scalar(
        locked(
            select(Certificate)
            .join(Surveillance, Surveillance.certificate_id == Certificate.id)
            .where(Surveillance.id == check_id)
        )
    )
    if certificate is None:
        raise NotFound
    return certificate, session.get_one(Surveillance, check_id, populate_existing=True)


def _suspended_by_calendar(session: Session, certificate: Certificate) -> bool:
    newest = session.scalars(
        select(CertificateEvent)
        .where(CertificateEvent.certificate_id == certificate.id)
        .order_by(CertificateEvent.id.desc())
        .limit(1)
    ).one_or_none()
    return (
        certificate.state == CertificateState.SUSPENDED
        and newest is not None
        and newest.action == CertificateAction.SUSPEND
        and newest.acted_by is None
    )


def _move(
    session: Session,
    certificate: Certificate,
    action: CertificateAction,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    move(session, certificate, action, reason=reason, version=certificate.version, actor=actor, now=now)
