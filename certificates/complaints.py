"""What becomes of a complaint (``certificates.complaining``): a certifier asks the company, and closes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.validity import (
    allow,
    find,
    move,
    record_about,
    subject_of,
    tell_certifiers,
    tell_holder,
)
from scan.domain.applications import CertificateKind
from scan.domain.disputes import ComplaintOutcome
from scan.domain.errors import NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.policy import Decision, Permission
from scan.domain.policy import decide as policy
from scan.domain.roles import Actor
from scan.domain.states import (
    COMPLAINT,
    CertificateAction,
    CertificateState,
    ComplaintAction,
    ComplaintState,
    advance,
)
from scan.store.paging import FIRST, Asked, Order, Part, in_order, matches, part_of
from scan.store.tables import Certificate, Complaint, Organisation
from scan.use_cases.outbox import put_complaint_answer
from scan.use_cases.permission import PLATFORM, require

NOT_VALID = Message(
    "not_valid_now",
    "Dit certificaat is nu niet geldig. Schorsen kan niet.",
    "This certificate is not valid now. It cannot be suspended.",
)
STATEMENT_NOT_VALID = Message(
    "statement_not_valid_now",
    "Deze verklaring is nu niet geldig. Schorsen kan niet.",
    "This statement is not valid now. It cannot be suspended.",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint as a certifier sees it; words and name only for who may handle it."""

    id: int
    number: str
    organisation: str
    certificate_state: CertificateState
    state: ComplaintState
    words: str
    name: str | None
    has_address: bool
    received_at: datetime
    answer_by: date
    question: str | None
    company_answer: str | None
    outcome: ComplaintOutcome | None
    answer: str | None
    closed_at: datetime | None
    version: int
    may_handle: Decision | None
    """None in a list."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the company is asked; never who complained or in which words."""

    complaint_id: int
    question: str
    asked_at: datetime
    answer: str | None
    is_open: bool


def ask(
    session: Session, *, actor: Actor, complaint_id: int, question: str, version: int, now: datetime
) -> None:
    """Ask the company, in words of one's own: it does not read the complaint or who made it.

    Raises NotFound, NotAllowed (separation of duties), InvalidInput on ``question``, IllegalTransition, Stale.
    """
    row, certificate = _handled(session, actor, complaint_id, version, now)
    fields = Fields()
    words = fields.words("question", question, 2000, 10)
    fields.check()
    row.state = advance(COMPLAINT, ComplaintState(row.state), ComplaintAction.ASK).value
    row.question, row.asked_by, row.asked_at = words, actor.person_id, now
    row.company_answer = row.answered_by = row.answered_at = None
    row.version += 1
    session.flush()
    tell_holder(session, certificate, NewsKind.COMPLAINT_ASKED, now=now)
    record_about(session, actor, "complaint_asked", certificate.id, now, complaint=row.id)


def answer(
    session: Session, *, actor: Actor, number: str, complaint_id: int, words: str, now: datetime
) -> None:
    """The company answers what it was asked. Raises NotFound, NotAllowed, InvalidInput on ``answer``."""
    certificate = find(session, actor, number)
    allow(session, actor, Permission.ANSWER_COMPLAINT, certificate, now)
    row = session.scalar(
        select(Complaint)
        .where(
            Complaint.id == complaint_id,
            Complaint.certificate_id == certificate.id,
            Complaint.state == ComplaintState.ASKED.value,
        )
        .with_for_update()
    )
    if row is None:
        raise NotFound
    fields = Fields()
    row.company_answer = fields.words("answer", words, 4000, 3)
    fields.check()
    row.state = advance(COMPLAINT, ComplaintState(row.state), ComplaintAction.ANSWER).value
    row.answered_by, row.answered_at = actor.person_id, now
    row.version += 1
    session.flush()
    tell_certifiers(session, certificate, now=now)
    record_about(session, actor, "complaint_answered", certificate.id, now, complaint=row.id)


def close(
    session: Session,
    *,
    actor: Actor,
    complaint_id: int,
    outcome: str,
    reply: str,
    reason: str,
    version: int,
    now: datetime,
) -> None:
    """Close it. ``reply`` is for who complained; with 'suspended', ``reason`` is what everyone reads on the page.

    Raises NotFound, NotAllowed (separation of duties), InvalidInput on ``outcome``, ``reply`` or ``reason``,
    IllegalTransition, Stale.
    """
    row, certificate = _handled(session, actor, complaint_id, version, now)
    fields = Fields()
    choice = fields.choice("outcome", outcome, ComplaintOutcome)
    words = fields.words("reply", reply, 4000, 10)
    suspends = choice is ComplaintOutcome.SUSPENDED
    public = fields.words("reason", reason, 2000, 10) if suspends else ""
    if suspends and certificate.state != CertificateState.ISSUED:
        is_statement = certificate.kind == CertificateKind.STATEMENT
        fields.refuse("outcome", STATEMENT_NOT_VALID if is_statement else NOT_VALID)
    fields.check()
    row.state = advance(COMPLAINT, ComplaintState(row.state), ComplaintAction.CLOSE).value
    row.outcome = None if choice is None else choice.value
    row.answer, row.closed_by, row.closed_at = words, actor.person_id, now
    row.version += 1
    session.flush()
    if suspends:
        move(
            session,
            certificate,
            CertificateAction.SUSPEND,
            reason=public,
            version=certificate.version,
            actor=actor,
            now=now,
        )
    if row.email is not None:
        put_complaint_answer(session, email=row.email, language=row.language, complaint_id=row.id, now=now)
    record_about(
        session, actor, "complaint_closed", certificate.id, now, complaint=row.id, outcome=row.outcome
    )


def listing(session: Session, *, actor: Actor, now: datetime, asked: Asked = FIRST) -> Part[Case]:
    """Complaints that wait, for certifiers, found by company or number: the earliest term first.

    Other orders: ``name``, ``came``, ``by``.
    """
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    waiting = _CASES.where(
        Complaint.state != ComplaintState.CLOSED.value,
        *matches(asked.query, Organisation.name, Certificate.number),
    ).order_by(*in_order(asked.sort, _ORDERS, Complaint.answer_by, Complaint.id))
    found = part_of(session, waiting, asked)
    return found.of(_case(row[0], row[1], row[2], None) for row in found.items)


def one(session: Session, *, actor: Actor, complaint_id: int, now: datetime) -> Case:
    """One complaint, for certifiers. Raises NotFound, NotAllowed."""
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    row = session.execute(_CASES.where(Complaint.id == complaint_id)).one_or_none()
    if row is None:
        raise NotFound
    return _case(*row, policy(actor, Permission.HANDLE_COMPLAINT, subject_of(session, row[1])))


def questions(session: Session, *, actor: Actor, number: str, now: datetime) -> tuple[Question, ...]:
    """What the company was asked about its certificate, newest first. Raises NotFound, NotAllowed."""
    certificate = find(session, actor, number, lock=False)
    allow(session, actor, Permission.READ_CERTIFICATE, certificate, now)
    found = session.scalars(
        select(Complaint)
        .where(Complaint.certificate_id == certificate.id, Complaint.asked_at.is_not(None))
        .order_by(Complaint.id.desc())
    )
    return tuple(
        Question(
            row.id,
            row.question or "",
            row.asked_at or now,
            row.company_answer,
            row.state == ComplaintState.ASKED.value,
        )
        for row in found
    )


_ORDERS: Mapping[str, Order] = {
    "name": func.lower(Organisation.name),
    "came": Complaint.received_at,
    "by": Complaint.answer_by,
}
_CASES = (
    select(Complaint, Certificate, Organisation.name)
    .join(Certificate, Certificate.id == Complaint.certificate_id)
    .join(Organisation, Organisation.id == Certificate.organisation_id)
)


def _handled(
    session: Session, actor: Actor, complaint_id: int, version: int, now: datetime
) -> tuple[Complaint, Certificate]:
    """The complaint for this transaction alone, for who may handle it."""
    number = session.scalar(
        select(Certificate.number)
        .join(Complaint, Complaint.certificate_id == Certificate.id)
        .where(Complaint.id == complaint_id)
    )
    if number is None:
        raise NotFound
    certificate = find(session, actor, number)
    allow(session, actor, Permission.HANDLE_COMPLAINT, certificate, now)
    row = session.get_one(Complaint, complaint_id, populate_existing=True)
    if row.version != version:
        raise Stale(())
    return row, certificate


def _case(row: Complaint, certificate: Certificate, organisation: str, may_handle: Decision | None) -> Case:
    readable = may_handle is not None and may_handle.allowed
    return Case(
        id=row.id,
        number=certificate.number,
        organisation=organisation,
        certificate_state=CertificateState(certificate.state),
        state=ComplaintState(row.state),
        words=row.words if readable else "",
        name=row.name if readable else None,
        has_address=row.email is not None,
        received_at=row.received_at,
        answer_by=row.answer_by,
        question=row.question,
        company_answer=row.company_answer,
        outcome=None if row.outcome is None else ComplaintOutcome(row.outcome),
        answer=row.answer,
        closed_at=row.closed_at,
        version=row.version,
        may_handle=may_handle,
    )
