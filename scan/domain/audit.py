"""The audit chain: each event holds the hash of the one before, so that any change shows (design 6).

Events name people and things by number, never by name, and hold no answers.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

GENESIS = "0" * 64
"""The hash before the first event."""
_HASH = re.compile(r"[0-9a-f]{64}")
_REACH = 1000
"""So far from its place a moved event is recognised."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``actor_id`` is None for the program itself (the command line)."""

    sequence: int
    at: datetime
    actor_id: int | None
    action: str
    subject_kind: str
    subject_id: int | None
    data: Mapping[str, object]
    previous_hash: str
    hash: str = ""


def chain_hash(event: Event) -> str:
    """sha256 (64 hexadecimal digits) over the canonical JSON of all fields but the hash itself."""
    fields = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.action,
        event.subject_kind,
        event.subject_id,
        event.data,
        event.previous_hash,
    ]
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


class Fault(StrEnum):
    """In what way an event does not fit the chain."""

    CHANGED = "changed"
    """What it says is not what was hashed."""
    MOVED = "moved"
    """It is whole, and was written with another sequence number."""
    REMOVED = "removed"
    """Events are missing before it."""
    UNLINKED = "unlinked"
    """It is whole, and does not follow the event before it: that one was put in another's place."""


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the chain does not hold: the event, what is wrong, and from where on.

    ``origin``: of a moved event the number it was written with; of removed ones the first that is missing.
    """

    sequence: int
    fault: Fault
    origin: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event of a chain. Kept elsewhere, it shows that the newest events were taken away."""

    sequence: int
    hash: str

    @classmethod
    def parse(cls, words: str) -> "Head":
        """Read ``SEQUENCE:HASH``. Raises ValueError."""
        number, _, written = words.strip().partition(":")
        if not number.isdecimal() or len(number) > 18 or not _HASH.fullmatch(written):
            raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
        return cls(int(number), written)

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


NOTHING_YET = Head(0, GENESIS)
"""The head of a chain without events."""


def breaks(events: Iterable[Event]) -> Iterator[Break | Head]:
    """Every place where the chain does not hold, in order; the last thing given is the head.

    ``events`` come in order of sequence, from 1, and are not kept: the memory it takes does not grow with them. After
    a break the chain is followed from what is written there, so that one change is told once.
    """
    head = NOTHING_YET
    for event in events:
        found = _fault(event, head)
        if found is not None:
            yield found
        head = Head(event.sequence, event.hash)
    yield head


def _fault(event: Event, before: Head) -> Break | None:
    if event.hash != chain_hash(event):
        origin = _origin(event)
        return Break(event.sequence, Fault.CHANGED if origin is None else Fault.MOVED, origin)
    if event.sequence != before.sequence + 1:
        return Break(event.sequence, Fault.REMOVED, before.sequence + 1)
    if event.previous_hash != before.hash:
        return Break(event.sequence, Fault.UNLINKED)
    return None


def _origin(event: Event) -> int | None:
    """The number under which this event's hash was made, if it is not far away."""
    nearby = range(max(1, event.sequence - _REACH), event.sequence + _REACH + 1)
    return next((one for one in nearby if chain_hash(replace(event, sequence=one)) == event.hash), None)
