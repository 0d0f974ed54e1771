"""Withdrawing a certificate: the company gets a proposal with a term to answer; only then it is decided (design 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.scheme import scheme
from certificates.validity import (
    LIVE,
    REASON_MAXIMUM,
    REASON_MINIMUM,
    allow,
    find,
    locked,
    move,
    record_about,
    tell_certifiers,
    tell_holder,
)
from scan.domain.errors import IllegalTransition, NotFound
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import CertificateAction, CertificateState
from scan.domain.surveillance import HearingOutcome
from scan.store.paging import FIRST, Asked, Order, Part, in_order, matches, part_of
from scan.store.tables import Certificate, Hearing, Organisation
from scan.use_cases.permission import PLATFORM, require

PROPOSED_ALREADY = Message(
    "proposed_already",
    "Er loopt al een voorstel om in te trekken.",
    "There is a proposal to withdraw already.",
)
STILL_TIME = Message(
    "still_time",
    "Het bedrijf mag nog antwoorden tot en met {day}. Intrekken kan daarna, of zodra het heeft geantwoord.",
    "The company may still answer up to and including {day}. Withdraw after that, or once it has answered.",
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal to withdraw, with the answer."""

    id: int
    number: str
    organisation: str
    state: CertificateState
    reason: str
    proposed_at: datetime
    answer_by: date
    answer: str | None
    answered_at: datetime | None
    outcome: HearingOutcome | None
    closed_at: datetime | None

    def may_be_decided(self, today: date) -> bool:
        """Whether the company has answered, or its time is over."""
        return self.closed_at is None and (self.answered_at is not None or today > self.answer_by)


def propose(session: Session, *, actor: Actor, number: str, reason: str, now: datetime) -> int:
    """Propose to withdraw; the company is told and gets the scheme's weeks to answer. Gives the proposal's id.

    Raises NotFound, NotAllowed, InvalidInput on ``reason`` (also when a proposal is open already).
    """
    certificate = find(session, actor, number)
    allow(session, actor, Permission.MANAGE_CERTIFICATE, certificate, now)
    fields = Fields()
    words = fields.words("reason", reason, REASON_MAXIMUM, REASON_MINIMUM)
    if session.scalar(select(Hearing.id).where(_OPEN, Hearing.certificate_id == certificate.id)) is not None:
        fields.refuse("reason", PROPOSED_ALREADY)
    fields.check()
    weeks = scheme(certificate.scheme).afterwards.hearing_weeks
    row = Hearing(
        certificate_id=certificate.id,
        reason=words,
        proposed_by=actor.person_id,
        proposed_at=now,
        answer_by=local_day(now) + timedelta(weeks=weeks),
    )
    session.add(row)
    session.flush()
    tell_holder(session, certificate, NewsKind.WITHDRAWAL_PROPOSED, now=now)
    record_about(session, actor, "withdrawal_proposed", certificate.id, now)
    return row.id


def answer(session: Session, *, actor: Actor, number: str, words: str, now: datetime) -> None:
    """The company answers; anew as long as nothing is decided.

    Raises NotFound, NotAllowed, InvalidInput on ``answer``.
    """
    certificate = find(session, actor, number)
    allow(session, actor, Permission.ANSWER_HEARING, certificate, now)
    row = session.scalar(select(Hearing).where(_OPEN, Hearing.certificate_id == certificate.id))
    if row is None:
        raise NotFound
    fields = Fields()
    row.answer = fields.words("answer", words, 4000, 3)
    fields.check()
    row.answered_by, row.answered_at = actor.person_id, now
    session.flush()
    tell_certifiers(session, certificate, now=now)
    record_about(session, actor, "withdrawal_answered", certificate.id, now)


def conclude(
    session: Session, *, actor: Actor, hearing_id: int, outcome: str, reason: str, now: datetime
) -> None:
    """Withdraw after all, or drop the proposal; ``reason`` is what everyone reads of a withdrawal.

    Raises NotFound, NotAllowed, InvalidInput on ``outcome`` (while the company may still answer) or ``reason``.
    """
    certificate = session.scalar(
        locked(
            select(Certificate)
            .join(Hearing, Hearing.certificate_id == Certificate.id)
            .where(Hearing.id == hearing_id)
        )
    )
    if certificate is None:
        raise NotFound
    allow(session, actor, Permission.MANAGE_CERTIFICATE, certificate, now)
    row = session.get_one(Hearing, hearing_id, populate_existing=True)
    fields = Fields()
    choice = fields.choice("outcome", outcome, HearingOutcome)
    words = fields.words("reason", reason, REASON_MAXIMUM, REASON_MINIMUM)
    withdraws = choice is HearingOutcome.WITHDRAWN
    if withdraws and row.answered_at is None and local_day(now) <= row.answer_by:
        fields.refuse("outcome", STILL_TIME.fill(day=f"{row.answer_by:%d-%m-%Y}"))
    fields.check()
    if row.closed_at is not None or choice is None:
        raise IllegalTransition(CertificateState(certificate.state), CertificateAction.WITHDRAW)
    row.outcome, row.closed_by, row.closed_at = choice.value, actor.person_id, now
    session.flush()
    if withdraws:
        move(
            session,
            certificate,
            CertificateAction.WITHDRAW,
            reason=words,
            version=certificate.version,
            actor=actor,
            now=now,
        )
    else:
        tell_holder(session, certificate, NewsKind.CERTIFICATE_CHANGED, now=now)
    record_about(session, actor, "hearing_closed", certificate.id, now, outcome=choice.value)


def of_certificate(session: Session, *, actor: Actor, number: str, now: datetime) -> tuple[Proposal, ...]:
    """The proposals about a certificate, newest first, for its holder and certifiers. Raises NotFound, NotAllowed."""
    certificate = find(session, actor, number, lock=False)
    allow(session, actor, Permission.READ_CERTIFICATE, certificate, now)
    found = _PROPOSALS.where(Certificate.id == certificate.id).order_by(Hearing.id.desc())
    return tuple(_proposal(*row) for row in session.execute(found))


def listing(session: Session, *, actor: Actor, now: datetime, asked: Asked = FIRST) -> Part[Proposal]:
    """Open proposals, for certifiers, found by company or number: what was answered first, then the earliest term.

    Other orders: ``name``, ``came``, ``by``.
    """
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    usual = (Hearing.answered_at.is_(None), Hearing.answer_by, Hearing.id)
    waiting = _PROPOSALS.where(
        _OPEN,
        Certificate.state.in_([state.value for state in LIVE]),
        *matches(asked.query, Organisation.name, Certificate.number),
    ).order_by(*in_order(asked.sort, _ORDERS, *usual))
    found = part_of(session, waiting, asked)
    return found.of(_proposal(*row) for row in found.items)


def one(session: Session, *, actor: Actor, hearing_id: int, now: datetime) -> Proposal:
    """One proposal, for certifiers. Raises NotFound, NotAllowed."""
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    row = session.execute(_PROPOSALS.where(Hearing.id == hearing_id)).one_or_none()
    if row is None:
        raise NotFound
    return _proposal(*row)


_OPEN = Hearing.closed_at.is_(None)
_ORDERS: Mapping[str, Order] = {
    "name": func.lower(Organisation.name),
    "came": Hearing.proposed_at,
    "by": Hearing.answer_by,
}
_PROPOSALS = (
    select(Hearing, Certificate, Organisation.name)
    .join(Certificate, Certificate.id == Hearing.certificate_id)
    .join(Organisation, Organisation.id == Certificate.organisation_id)
)


def _proposal(row: Hearing, certificate: Certificate, organisation: str) -> Proposal:
    return Proposal(
        id=row.id,
        number=certificate.number,
        organisation=organisation,
        state=CertificateState(certificate.state),
        reason=row.reason,
        proposed_at=row.proposed_at,
        answer_by=row.answer_by,
        answer=row.answer,
        answered_at=row.answered_at,
        outcome=None if row.outcome is None else HearingOutcome(row.outcome),
        closed_at=row.closed_at,
    )
