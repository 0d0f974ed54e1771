"""The audit chain: each event holds the hash of the one before, so that any change shows (design 6).

Events name people and things by number, never by name, and hold no answers.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64
"""The hash before the first event."""


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


def first_break(events: Iterable[Event]) -> int | None:
    """The sequence number of the first event that does not fit the chain, or None when all do.

    ``events`` come in order of sequence, from 1. A removed event shows as a break at the one after it.
    """
    previous, expected = GENESIS, 1
    for event in events:
        if (event.sequence, event.previous_hash, event.hash) != (expected, previous, chain_hash(event)):
            return event.sequence
        previous, expected = event.hash, expected + 1
    return None
