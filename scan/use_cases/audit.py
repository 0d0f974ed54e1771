"""The audit chain: add an event, read the whole chain (design 6)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from scan.domain.audit import GENESIS, NOTHING_YET, Break, Event, Head, breaks, chain_hash
from scan.domain.roles import Actor
from scan.store.tables import AuditEvent
from scan.store.upsert import dialect_of

_LOCK = 7_274_316_502
_BATCH = 1000
_NEWEST = select(AuditEvent.sequence, AuditEvent.hash).order_by(AuditEvent.sequence.desc()).limit(1)
_ADD = insert(AuditEvent)
_COLUMNS = select(*(getattr(AuditEvent, field.name) for field in fields(Event))).order_by(AuditEvent.sequence)
MOST_BREAKS = 20


def record(
    session: Session,
    *,
    actor: Actor | int | None,
    action: str,
    subject_kind: str,
    subject_id: int | None,
    now: datetime,
    **data: object,
) -> None:
    """Add an event to the chain. ``data``: numbers, ids of items and codes; never names or answers.

    Call it last: on PostgreSQL it makes other writers of events wait until this transaction ends (SQLite has
    one writer anyway). ``actor`` None is the program itself.
    """
    if dialect_of(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    sequence, previous = session.execute(_NEWEST).one_or_none() or (0, GENESIS)
    event = Event(
        sequence=sequence + 1,
        at=now,
        actor_id=actor.person_id if isinstance(actor, Actor) else actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        data=data,
        previous_hash=previous,
    )
    row = {field.name: getattr(event, field.name) for field in fields(event)}
    session.execute(_ADD, row | {"hash": chain_hash(event)})


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at the whole chain gave."""

    head: Head
    breaks: tuple[Break, ...]
    """The first of them, in order; at most ``MOST_BREAKS``."""
    more: int
    """So many breaks beside these."""
    kept_fits: bool
    """The head that was kept is an event of this chain; True where none was given."""

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, removed or moved, as far as can be seen."""
        return not self.breaks and self.kept_fits


def verify(session: Session, *, kept: Head | None = None) -> Verified:
    """Read the whole chain, a batch at a time; the memory it takes does not grow with the chain.

    ``kept``: a head that was printed before and kept elsewhere. The chain alone cannot show that its newest events
    were removed, or that all of it was written anew; this can.
    """
    found: list[Break] = []
    more, head = 0, NOTHING_YET
    for one in breaks(_events(session)):
        if isinstance(one, Head):
            head = one
        elif len(found) < MOST_BREAKS:
            found.append(one)
        else:
            more += 1
    return Verified(head, tuple(found), more, kept is None or _has(session, kept))


def _has(session: Session, kept: Head) -> bool:
    if kept == NOTHING_YET:
        return True
    return session.scalar(select(AuditEvent.hash).where(AuditEvent.sequence == kept.sequence)) == kept.hash


def history(session: Session, *, subject_kind: str, subject_id: int) -> tuple[Event, ...]:
    """What happened to one thing, oldest first. For the command line: nobody is asked for."""
    rows = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_kind == subject_kind, AuditEvent.subject_id == subject_id)
        .order_by(AuditEvent.sequence)
    )
    return tuple(_event(row) for row in rows)


def _events(session: Session) -> Iterator[Event]:
    last = 0
    while rows := session.execute(_COLUMNS.where(AuditEvent.sequence > last).limit(_BATCH)).all():
        for row in rows:
            yield Event(*row)
        last = rows[-1][0]


def _event(row: AuditEvent) -> Event:
    return Event(
        row.sequence,
        row.at,
        row.actor_id,
        row.action,
        row.subject_kind,
        row.subject_id,
        row.data,
        row.previous_hash,
        row.hash,
    )
