"""Errors of the scan package. Each has a stable key and words in both languages.

``web`` maps them to HTTP once. The names say what happened, in the words of the design.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from questionnaires.errors import MvoScanError
from scan.domain import messages, sign_in_messages
from scan.domain.messages import Message


class ScanError(MvoScanError):
    """Root of this package's errors. ``message.key`` is the stable key."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.en)
        self.message = message


class NotFound(ScanError):
    """It does not exist, or belongs to others: the two are never told apart (design 9)."""

    def __init__(self) -> None:
        super().__init__(messages.NOT_FOUND)


class NotAllowed(ScanError):
    """The policy refuses, with its reason (``scan.domain.refusals.Reason`` gives ``message.key``)."""


class IllegalTransition(ScanError):
    """The life story has no such step from here."""

    def __init__(self, state: StrEnum, action: StrEnum) -> None:
        super().__init__(messages.ILLEGAL_TRANSITION.fill(state=state.value))
        self.state = state
        self.action = action


class SignInFailed(ScanError):
    """Unknown, wrong or disabled: never says which."""

    def __init__(self) -> None:
        super().__init__(messages.SIGN_IN_FAILED)


class TooManyAttempts(ScanError):
    """The rate limit was reached; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(messages.TOO_MANY_ATTEMPTS.fill(minutes=-(-retry_after // 60)))
        self.retry_after = retry_after


class ProofNeeded(ScanError):
    """The password was given too long ago for something as weighty as this."""

    def __init__(self) -> None:
        super().__init__(sign_in_messages.PROOF_NEEDED)


class InvalidInput(ScanError):
    """One or more fields are wrong; ``fields`` gives the message for each."""

    def __init__(self, fields: Mapping[str, Message]) -> None:
        super().__init__(messages.INVALID)
        self.fields: Mapping[str, Message] = MappingProxyType(dict(fields))

    def __str__(self) -> str:
        return "; ".join(f"{field}: {message.en}" for field, message in self.fields.items())


@dataclass(frozen=True, slots=True)
class Clash:
    """Two values for one thing: what stands there now, and what was offered."""

    subject: str
    """The item id, or the name of the field."""
    current: object
    current_version: int
    offered: object


class Stale(ScanError):
    """It has changed since it was read. Nothing was written; both values are here (design 6)."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(messages.STALE)
        self.clashes = clashes
