"""The audit chain: add an event, check the whole chain (design 6)."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from scan.domain.audit import GENESIS, Event, chain_hash, first_break
from scan.domain.roles import Actor
from scan.store.tables import AuditEvent
from scan.store.upsert import dialect_of

_LOCK = 7_274_316_502
_BATCH = 1000
_NEWEST = select(AuditEvent.sequence, AuditEvent.hash).order_by(AuditEvent.sequence.desc()).limit(1)
_ADD = insert(AuditEvent)


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


def verify(session: Session) -> int | None:
    """The sequence number at which the chain is broken, or None when every event fits."""
    return first_break(_events(session))


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
    while rows := session.scalars(
        select(AuditEvent).where(AuditEvent.sequence > last).order_by(AuditEvent.sequence).limit(_BATCH)
    ).all():
        yield from map(_event, rows)
        last = rows[-1].sequence
        session.expunge_all()


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
