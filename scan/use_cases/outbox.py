"""The outbox: letters go in with the transaction that gives rise to them, and are sent after it, at least once.

A sender claims one letter in a transaction, sends it outside any, and says in another how it went. Two senders never
hold the same letter. One who dies between sending and saying so leaves the letter claimed; when the claim runs out it
is sent once more, with the same Message-ID, so that a mail program shows it once.
"""

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from scan.domain.news import FINAL, MOST_ATTEMPTS, LetterKind, MailError, wait_after
from scan.store.session import after_commit
from scan.store.tables import Letter, Organisation, Person
from scan.use_cases.audit import record
from scan.use_cases.sealing import seal, unseal

CLAIMED_FOR = timedelta(minutes=5)
"""Longer than the slowest mail server is waited for."""
BELL = threading.Event()
"""Rung after a commit that put a letter in: who sends in this process need not wait for the next round."""


@dataclass(frozen=True, slots=True)
class ClaimedLetter:
    """A letter that is ours to send now, with everything that its text is made of."""

    id: int
    kind: LetterKind
    address: str
    language: str
    created_at: datetime
    attempts: int
    """This one included."""
    name: str | None
    """Of who has an account."""
    secret: str | None
    """A code, or a path with a token."""
    organisation: str | None
    school: str | None
    valid_until: datetime | None
    day: date | None
    complaint_id: int | None = None
    answer_by: date | None = None
    """Of a complaint: when there is an answer at the latest."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in a list: never who it is for."""

    id: int
    kind: LetterKind
    created_at: datetime
    not_before: datetime
    attempts: int
    last_error: MailError | None
    sent_at: datetime | None
    given_up_at: datetime | None


def put_invitation(
    session: Session,
    *,
    email: str,
    language: str,
    code: str,
    invitation_id: int,
    organisation_id: int,
    school_id: int,
    expires_at: datetime,
    key: bytes,
    now: datetime,
) -> int:
    """Put an invitation of a company's contact in the outbox; it goes at once. ``key``: the installation's secret."""
    return _put(
        session,
        Letter(
            kind=LetterKind.INVITATION.value,
            email=email,
            language=language,
            data={"organisation": organisation_id, "school": school_id},
            sealed_secret=seal(key, LetterKind.INVITATION.value, code),
            invitation_id=invitation_id,
            void_after=expires_at,
            created_at=now,
            not_before=now,
        ),
    )


def send_address_confirmation(
    session: Session, *, email: str, language: str, path: str, expires_at: datetime, key: bytes, now: datetime
) -> int:
    """Send a link to an address, to see whether it belongs to who typed it; it goes at once.

    ``path``: the page with the one-time token, from ``/``; it is kept sealed, and only until it is sent. ``key``: the
    installation's secret. The mail names nothing that the visitor typed: it may go to a stranger. Gives the letter's
    number, for tests.
    """
    return _put(
        session,
        Letter(
            kind=LetterKind.ADDRESS_CONFIRMATION.value,
            email=email,
            language=language,
            data={},
            sealed_secret=seal(key, LetterKind.ADDRESS_CONFIRMATION.value, path),
            void_after=expires_at,
            created_at=now,
            not_before=now,
        ),
    )


def put_complaint_receipt(
    session: Session,
    *,
    email: str,
    language: str,
    complaint_id: int,
    answer_by: date,
    code: str,
    key: bytes,
    now: datetime,
) -> int:
    """Send who complained the code to follow it with; it goes at once. ``key``: the installation's secret."""
    return _put(
        session,
        Letter(
            kind=LetterKind.COMPLAINT_RECEIPT.value,
            email=email,
            language=language,
            data={"complaint": complaint_id, "answer_by": answer_by.isoformat()},
            sealed_secret=seal(key, LetterKind.COMPLAINT_RECEIPT.value, code),
            created_at=now,
            not_before=now,
        ),
    )


def put_complaint_answer(
    session: Session, *, email: str, language: str, complaint_id: int, now: datetime
) -> int:
    """Tell who complained that there is an answer. It is read with the code: no words of it go by mail."""
    return _put(
        session,
        Letter(
            kind=LetterKind.COMPLAINT_ANSWER.value,
            email=email,
            language=language,
            data={"complaint": complaint_id},
            created_at=now,
            not_before=now,
        ),
    )


def _put(session: Session, letter: Letter) -> int:
    session.add(letter)
    session.flush()
    after_commit(session, BELL.set)
    return letter.id


def drop_invitation(session: Session, invitation_id: int) -> None:
    """An invitation's letters are forgotten: what was not sent yet stays here, what was sent is worth nothing."""
    session.execute(delete(Letter).where(Letter.invitation_id == invitation_id))


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether there is something to send. One cheap statement, for who looks often."""
    return session.scalar(select(Letter.id).where(_due(now)).limit(1)) is not None


def claim_letter(session: Session, *, key: bytes, now: datetime) -> ClaimedLetter | None:
    """The letter that waits longest, for this sender alone until ``CLAIMED_FOR`` has passed; None when none is due.

    Letters that mean nothing any more are closed on the way. Commit before sending.
    """
    waiting = (
        select(Letter)
        .where(_due(now))
        .order_by(Letter.not_before, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (letter := session.scalar(waiting)) is not None:
        letter.attempts += 1
        letter.claimed_until = now + CLAIMED_FOR
        session.flush()
        claimed = _opened(session, letter, key, now)
        if claimed is not None:
            return claimed
    return None


def letter_sent(session: Session, *, letter_id: int, now: datetime) -> None:
    """A mail server took it: address and secret go."""
    session.execute(
        update(Letter)
        .where(Letter.id == letter_id, Letter.sent_at.is_(None))
        .values(
            sent_at=now,
            email=None,
            sealed_secret=None,
            claimed_until=None,
            given_up_at=None,
        )
    )


def letter_failed(session: Session, *, letter_id: int, error: MailError, now: datetime) -> bool:
    """It did not go: try again later, or give up (with an audit event). Gives whether it was given up."""
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None or letter.sent_at is not None:
        return False
    letter.last_error, letter.claimed_until = error.value, None
    if error in FINAL or letter.attempts >= MOST_ATTEMPTS:
        letter.given_up_at = now
        session.flush()
        record(
            session,
            actor=None,
            action="mail_given_up",
            subject_kind="letter",
            subject_id=letter_id,
            now=now,
            kind=letter.kind,
            error=error.value,
            attempts=letter.attempts,
        )
        return True
    letter.not_before = now + wait_after(letter.attempts)
    session.flush()
    return False


def list_letters(session: Session, *, sent: bool = False) -> tuple[LetterLine, ...]:
    """Letters that wait or were given up, oldest first; with ``sent`` all that are kept. For the command line."""
    statement = select(Letter).order_by(Letter.id)
    rows = session.scalars(statement if sent else statement.where(Letter.sent_at.is_(None)))
    return tuple(
        LetterLine(
            row.id,
            LetterKind(row.kind),
            row.created_at,
            row.not_before,
            row.attempts,
            None if row.last_error is None else MailError(row.last_error),
            row.sent_at,
            row.given_up_at,
        )
        for row in rows
    )


def retry_letters(session: Session, *, letter_ids: tuple[int, ...] | None, now: datetime) -> int:
    """Try letters again that were given up (None: all of them) as if for the first time; gives how many.

    For the command line: nobody is asked for.
    """
    given_up = select(Letter.id).where(Letter.given_up_at.is_not(None))
    if letter_ids is not None:
        given_up = given_up.where(Letter.id.in_(letter_ids))
    found = tuple(session.scalars(given_up.with_for_update()))
    session.execute(
        update(Letter)
        .where(Letter.id.in_(found))
        .values(given_up_at=None, attempts=0, not_before=now, claimed_until=None)
    )
    for letter_id in found:
        record(
            session, actor=None, action="mail_retried", subject_kind="letter", subject_id=letter_id, now=now
        )
    after_commit(session, BELL.set)
    return len(found)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(
        Letter.sent_at.is_(None),
        Letter.given_up_at.is_(None),
        Letter.not_before <= now,
        or_(Letter.claimed_until.is_(None), Letter.claimed_until <= now),
    )


def _opened(session: Session, letter: Letter, key: bytes, now: datetime) -> ClaimedLetter | None:
    """What to send; None when it was closed instead."""
    person = None if letter.person_id is None else session.get(Person, letter.person_id)
    address = letter.email if person is None else person.email
    over = letter.void_after is not None and letter.void_after <= now
    if address is None or over or (person is not None and person.disabled_at is not None):
        letter_failed(session, letter_id=letter.id, error=MailError.VOID, now=now)
        return None
    secret = None
    if letter.sealed_secret is not None:
        secret = unseal(key, letter.kind, letter.sealed_secret)
        if secret is None:
            letter_failed(session, letter_id=letter.id, error=MailError.UNWRITABLE, now=now)
            return None
    by: str | None = letter.data.get("answer_by")
    return ClaimedLetter(
        id=letter.id,
        kind=LetterKind(letter.kind),
        address=address,
        language=letter.language if person is None else person.locale,
        created_at=letter.created_at,
        attempts=letter.attempts,
        name=None if person is None else person.display_name,
        secret=secret,
        organisation=_name(session, letter.data.get("organisation")),
        school=_name(session, letter.data.get("school")),
        valid_until=letter.void_after,
        day=letter.day,
        complaint_id=letter.data.get("complaint"),
        answer_by=None if by is None else date.fromisoformat(by),
    )


def _name(session: Session, organisation_id: int | None) -> str | None:
    return None if organisation_id is None else session.get_one(Organisation, organisation_id).name
