"""Going round: gather the digests of the day, send what is due, and say how it went."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from scan.domain.news import LetterKind, MailError
from scan.store.session import read, transaction
from scan.use_cases import outbox
from scan.use_cases.digests import NewsLine, digest_lines, make_digests
from scan.use_cases.outbox import BELL, ClaimedLetter
from web.mail.transport import OURS_TO_MEND, MailFailed, Sending, Transport
from web.mail.writing import UnwritableLetter, write_letter

LOG = logging.getLogger("mvo_scan.mail")
LOOK_EVERY = 30.0
"""Seconds between two looks at the outbox: for letters of other processes, and for second attempts."""
GATHER_EVERY = timedelta(minutes=10)


def moment() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Office:
    """What sending needs to know of the installation. ``key`` is its secret."""

    engine: Engine
    transport: Transport
    sender: str
    base_url: str
    key: bytes
    now: Callable[[], datetime] = moment


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a round went."""

    sent: int = 0
    later: int = 0
    given_up: int = 0


def deliver(office: Office) -> Delivered:
    """Send everything that is due, one by one. Stops early when the mail server cannot be used at all."""
    count = Counter[str]()
    with office.transport.open() as sending:
        while (found := _claim(office)) is not None:
            letter, lines = found
            error = _send(office, sending, letter, lines)
            count[_note(office, letter, error)] += 1
            if error in OURS_TO_MEND:
                break
    return Delivered(count["sent"], count["later"], count["given_up"])


def gather(office: Office) -> int:
    """Put the digests of today in the outbox, when it is time; gives how many are new."""
    with transaction(office.engine) as session:
        return make_digests(session, now=office.now())


def _claim(office: Office) -> tuple[ClaimedLetter, tuple[NewsLine, ...]] | None:
    with transaction(office.engine) as session:
        letter = outbox.claim_letter(session, key=office.key, now=office.now())
        if letter is None:
            return None
        lines = digest_lines(session, letter_id=letter.id) if letter.kind is LetterKind.DIGEST else ()
        return letter, lines


def _send(
    office: Office, sending: Sending, letter: ClaimedLetter, lines: tuple[NewsLine, ...]
) -> MailError | None:
    if letter.kind is LetterKind.DIGEST and not lines:
        return MailError.VOID  # everything in it has been done since
    try:
        mail = write_letter(letter, lines, sender=office.sender, base_url=office.base_url, now=office.now())
        sending.send(mail)
    except UnwritableLetter:
        return MailError.UNWRITABLE
    except MailFailed as failed:
        return failed.error
    return None


def _note(office: Office, letter: ClaimedLetter, error: MailError | None) -> str:
    with transaction(office.engine) as session:
        if error is None:
            outbox.letter_sent(session, letter_id=letter.id, now=office.now())
            return "sent"
        given_up = outbox.letter_failed(session, letter_id=letter.id, error=error, now=office.now())
    if error is not MailError.VOID:
        LOG.warning(
            "letter %d (%s), attempt %d: %s; %s",
            letter.id,
            letter.kind.value,
            letter.attempts,
            error.value,
            "given up" if given_up else "later",
        )
    return "given_up" if given_up else "later"


class Postman(threading.Thread):
    """Goes round in the background of ``serve``: at once when the bell rings, and every so often."""

    def __init__(self, office: Office, *, look_every: float = LOOK_EVERY) -> None:
        super().__init__(name="postman", daemon=True)
        self._office, self._look_every = office, look_every
        self._gather_after = office.now()
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.go_round()
            except (
                Exception
            ) as problem:  # the next round may go well; the words of an error may hold addresses
                LOG.error("the post did not go: %s", type(problem).__name__)
            BELL.wait(self._look_every)
            BELL.clear()

    def go_round(self) -> None:
        """Gather when it is time, and send what is due."""
        now = self._office.now()
        if now >= self._gather_after:
            self._gather_after = now + GATHER_EVERY
            gather(self._office)
        with read(self._office.engine) as session:
            due = outbox.is_due(session, now=now)
        if due:
            deliver(self._office)

    def stop(self) -> None:
        """After the letter in hand, no more."""
        self._stopped.set()
        BELL.set()
        self.join()
