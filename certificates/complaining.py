"""Complaining: anyone may say that something is wrong with a certificate, without an account and without a name.

Who complains gets a code with which the answer can be read; a mail only where an address was given.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.number import IssuedNumber
from certificates.scheme import scheme
from certificates.validity import record_about, tell_certifiers
from scan.domain.disputes import ComplaintOutcome
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.periods import local_day
from scan.domain.secrets import new_code, tidy_code
from scan.domain.states import ComplaintState
from scan.store.tables import Certificate, Complaint, Organisation
from scan.use_cases.outbox import put_complaint_receipt
from scan.use_cases.sealing import keyed_hash
from scan.use_cases.throttle import Throttle

VISITOR_LIMIT = 5
"""Complaints from one network address in the window of the throttle."""
CERTIFICATE_LIMIT = 20
"""Complaints about one certificate in that window, from wherever."""
FOLLOW_LIMIT = 30
"""Wrong codes from one network address in that window."""
_PURPOSE = "complaint"
CODE_UNKNOWN = Message(
    "complaint_code_unknown",
    "Deze code kennen we niet. Kijk op je ontvangstbewijs.",
    "We do not know this code. Look at your receipt.",
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What who complains takes along. The code is shown once."""

    complaint_id: int
    code: str
    answer_by: date


@dataclass(frozen=True, slots=True)
class Followed:
    """What who holds the code may read."""

    complaint_id: int
    number: str
    organisation: str
    state: ComplaintState
    words: str
    received_at: datetime
    answer_by: date
    outcome: ComplaintOutcome | None
    answer: str | None
    closed_at: datetime | None


def complain(
    session: Session,
    *,
    number: str,
    words: str,
    name: str | None,
    email: str | None,
    language: str,
    address: str,
    pepper: bytes,
    now: datetime,
) -> Receipt:
    """Keep a complaint about a certificate, whatever its status.

    ``address``: the network address, for the rate limit only. Raises NotFound, InvalidNumber, InvalidInput (``words``,
    ``name``, ``email``), TooManyAttempts.
    """
    certificate = session.scalar(
        select(Certificate).where(Certificate.number == str(IssuedNumber.parse(number)))
    )
    if certificate is None:
        raise NotFound
    row = _row(certificate, words, name, email, "en" if language == "en" else "nl", now)
    throttle = Throttle.of(
        pepper,
        ("complaining", address, VISITOR_LIMIT),
        ("complained", certificate.number, CERTIFICATE_LIMIT),
    )
    throttle.check(session, now)
    throttle.count(session, now)
    code = new_code(3)
    row.code_hash = keyed_hash(pepper, _PURPOSE, code)
    session.add(row)
    session.flush()
    if row.email is not None:
        put_complaint_receipt(
            session,
            email=row.email,
            language=row.language,
            complaint_id=row.id,
            answer_by=row.answer_by,
            code=code,
            key=pepper,
            now=now,
        )
    tell_certifiers(session, certificate, now=now)
    record_about(session, None, "complaint_received", certificate.id, now, complaint=row.id)
    return Receipt(row.id, code, row.answer_by)


def _row(
    certificate: Certificate, words: str, name: str | None, email: str | None, language: str, now: datetime
) -> Complaint:
    """The complaint as it is kept, still without its code. Raises InvalidInput."""
    fields = Fields()
    row = Complaint(
        certificate_id=certificate.id,
        state=ComplaintState.RECEIVED.value,
        words=fields.words("words", words, 4000, 10),
        name=fields.optional("name", name, 120),
        email=fields.email("email", email) if email and email.strip() else None,
        language=language,
        received_at=now,
        answer_by=local_day(now)
        + timedelta(weeks=scheme(certificate.scheme).afterwards.complaint_answered_within),
    )
    fields.check()
    return row


def follow(session: Session, *, code: str, address: str, pepper: bytes, now: datetime) -> Followed:
    """How it stands, for who holds the code. Raises NotFound (counted), TooManyAttempts."""
    throttle = Throttle.of(pepper, ("complaint_code", address, FOLLOW_LIMIT))
    throttle.check(session, now)
    row = session.execute(
        select(Complaint, Certificate.number, Organisation.name)
        .join(Certificate, Certificate.id == Complaint.certificate_id)
        .join(Organisation, Organisation.id == Certificate.organisation_id)
        .where(Complaint.code_hash == keyed_hash(pepper, _PURPOSE, tidy_code(code[:40])))
    ).one_or_none()
    if row is None:
        throttle.count_failure(session, now)
        raise NotFound
    complaint, number, organisation = row
    return Followed(
        complaint_id=complaint.id,
        number=number,
        organisation=organisation,
        state=ComplaintState(complaint.state),
        words=complaint.words,
        received_at=complaint.received_at,
        answer_by=complaint.answer_by,
        outcome=None if complaint.outcome is None else ComplaintOutcome(complaint.outcome),
        answer=complaint.answer,
        closed_at=complaint.closed_at,
    )
