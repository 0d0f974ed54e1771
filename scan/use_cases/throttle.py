"""Rate limits for codes, pins and passwords, kept in the database so that all web processes share them.

Only failures count, except where going well bothers others. Keys are HMACs with a secret of the installation, so the
table holds no personal data; rows go after a day.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from scan.domain.errors import TooManyAttempts
from scan.store.session import after_rollback
from scan.store.tables import SignInAttempt

WINDOW = timedelta(minutes=15)
KEPT_FOR = timedelta(days=1)
ACCOUNT_LIMIT = 10
CODE_LIMIT = 100
"""For one class or invitation code; a class of thirty behind one code may mistype."""
ADDRESS_LIMIT = 100
"""For one network address; a whole school may stand behind it."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """The limits that one attempt falls under, by hashed key."""

    limits: Mapping[str, int]

    @classmethod
    def of(cls, pepper: bytes, *parts: tuple[str, str, int]) -> "Throttle":
        """``parts`` are (kind, value, limit); ``pepper`` is a secret of at least 16 bytes."""
        if len(pepper) < 16:
            raise ValueError("the secret for rate limits needs 16 bytes or more")
        return cls({_key(pepper, kind, value): limit for kind, value, limit in parts})

    def check(self, session: Session, now: datetime) -> None:
        """Raise TooManyAttempts when one of the limits was reached within the window."""
        counts = session.execute(
            select(SignInAttempt.key_hash, func.count(), func.min(SignInAttempt.at))
            .where(SignInAttempt.key_hash.in_(self.limits), SignInAttempt.at > now - WINDOW)
            .group_by(SignInAttempt.key_hash)
        )
        waits = [oldest + WINDOW - now for key, count, oldest in counts if count >= self.limits[key]]
        if waits:
            raise TooManyAttempts(max(1, int(max(waits).total_seconds())))

    def count(self, session: Session, now: datetime) -> None:
        """Count this attempt although it goes well: for what others are bothered with, such as a mail."""
        session.execute(insert(SignInAttempt), [{"key_hash": key, "at": now} for key in self.limits])

    def count_failure(self, session: Session, now: datetime) -> None:
        """Count this attempt under every key, also though the transaction is about to be rolled back."""
        rows = [{"key_hash": key, "at": now} for key in self.limits]

        def store(aftermath: Session) -> None:
            aftermath.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT_FOR))
            aftermath.execute(insert(SignInAttempt), rows)

        after_rollback(session, store)


def forget(session: Session, pepper: bytes, kind: str, value: str) -> None:
    """Failures of this key no longer count: its owner got in."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.key_hash == _key(pepper, kind, value)))


def _key(pepper: bytes, kind: str, value: str) -> str:
    return hmac.new(pepper, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()
