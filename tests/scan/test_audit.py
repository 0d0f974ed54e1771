"""The audit chain: any change shows (design 6)."""

import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text

from scan.domain.audit import GENESIS, NOTHING_YET, Break, Event, Fault, Head, breaks, chain_hash
from scan.store.tables import AuditEvent, Person
from scan.use_cases.audit import Verified, history, record, verify
from tests.scan.factories import NOW, Region
from tests.scan.test_answering import race


def chain(length: int) -> list[Event]:
    events: list[Event] = []
    previous = GENESIS
    for number in range(1, length + 1):
        event = Event(number, NOW, 7, "saved", "scan", number, {"items": ["a", "é"]}, previous)
        previous = chain_hash(event)
        events.append(replace(event, hash=previous))
    return events


def test_hash_is_over_every_field_in_canonical_form() -> None:
    event = Event(1, NOW, None, "a", "scan", 3, {"b": 1, "a": 2}, GENESIS)
    same = replace(event, at=NOW.astimezone(timezone(timedelta(hours=1))), data={"a": 2, "b": 1}, hash="x")
    assert chain_hash(event) == chain_hash(same)
    for changed in (
        replace(event, sequence=2),
        replace(event, at=NOW + timedelta(microseconds=1)),
        replace(event, actor_id=1),
        replace(event, action="b"),
        replace(event, subject_kind="person"),
        replace(event, subject_id=None),
        replace(event, data={"a": 2}),
        replace(event, previous_hash="1" * 64),
    ):
        assert chain_hash(changed) != chain_hash(event)


def told(events: list[Event]) -> list[Break | Head]:
    return list(breaks(events))


def test_chain_of_events_fits() -> None:
    events = chain(5)
    assert told(events) == [Head(5, events[-1].hash)]
    assert told([]) == [NOTHING_YET]


@given(st.integers(0, 9), st.sampled_from(["drop", "swap", "change", "insert"]))
def test_any_change_of_the_middle_of_a_chain_shows(where: int, how: str) -> None:
    events = chain(11)
    if how == "drop":
        del events[where]
    elif how == "swap":
        events[where], events[where + 1] = events[where + 1], events[where]
    elif how == "change":
        events[where] = replace(events[where], actor_id=8)
    else:
        events.insert(where, events[where])
    assert len(told(events)) > 1


def test_a_changed_event_is_named_and_told_once() -> None:
    events = chain(5)
    events[2] = replace(events[2], data={"items": ["b"]})
    assert told(events) == [Break(3, Fault.CHANGED), Head(5, events[-1].hash)]


def test_removed_events_are_named_from_the_first_that_is_missing() -> None:
    events = chain(6)
    del events[1:4]
    assert told(events) == [Break(5, Fault.REMOVED, 2), Head(6, events[-1].hash)]


def test_events_that_changed_places_are_told_with_where_they_came_from() -> None:
    events = chain(4)
    events[1], events[2] = replace(events[2], sequence=2), replace(events[1], sequence=3)
    assert told(events)[:2] == [Break(2, Fault.MOVED, 3), Break(3, Fault.MOVED, 2)]


def test_change_that_is_hashed_again_still_shows_at_the_next_event() -> None:
    events = chain(3)
    forged = replace(events[0], actor_id=8)
    events[0] = replace(forged, hash=chain_hash(forged))
    assert told(events)[:1] == [Break(2, Fault.UNLINKED)]


def test_events_are_not_kept_while_the_chain_is_read() -> None:
    alive = weakref.WeakSet[Text]()

    def events() -> Iterator[Event]:
        previous = GENESIS
        for number in range(1, 2001):
            note = Text("x")
            alive.add(note)
            event = Event(number, NOW, 7, note, "scan", number, {}, previous)
            previous = chain_hash(event)
            yield replace(event, hash=previous)
            assert len(alive) <= 3

    assert [one.sequence for one in breaks(events())] == [2000]


class Text(str):
    """A text that can be pointed to without holding it."""

    __slots__ = ("__weakref__",)


def test_a_head_is_read_as_it_is_written() -> None:
    head = Head(12, "0a" * 32)
    assert Head.parse(f" {head}\n") == head
    for wrong in ("", "12", "12:0a", f"-1:{'0a' * 32}", f"12:{'0A' * 32}", f"{'9' * 19}:{'0a' * 32}"):
        with pytest.raises(ValueError, match="64 hexadecimal"):
            Head.parse(wrong)


def unlock(region: Region) -> Connection:
    """A connection on which events can be changed, as whoever owns the database can."""
    connection = region.engine.connect()
    if region.engine.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        connection.execute(text("DROP TRIGGER audit_events_no_update"))
        connection.execute(text("DROP TRIGGER audit_events_no_delete"))
    return connection


def test_stored_chain_is_verified_and_a_change_is_found(region: Region) -> None:
    region.student_scan()
    with region.reading() as session:
        found = verify(session)
    assert found.holds
    with unlock(region) as connection:
        connection.execute(
            text(f"UPDATE audit_events SET actor_id = 99 WHERE sequence = {found.head.sequence - 2}")
        )
        connection.commit()
    with region.reading() as session:
        broken = verify(session, kept=found.head)
    assert broken == Verified(found.head, (Break(found.head.sequence - 2, Fault.CHANGED),), 0, True)


def test_removing_the_newest_events_shows_only_against_a_head_that_was_kept(region: Region) -> None:
    region.student_scan()
    with region.reading() as session:
        head = verify(session).head
    with unlock(region) as connection:
        connection.execute(text(f"DELETE FROM audit_events WHERE sequence > {head.sequence - 3}"))
        connection.commit()
    with region.reading() as session:
        assert verify(session).holds
        assert not verify(session, kept=head).kept_fits
        assert not verify(session, kept=head).holds
        assert verify(session, kept=NOTHING_YET).holds


def test_events_written_at_once_make_one_chain(region: Region) -> None:
    def act(number: str) -> None:
        for _ in range(5):
            with region.writing() as session:
                session.execute(select(Person.id))
                record(session, actor=None, action="test", subject_kind="x", subject_id=int(number), now=NOW)

    race(act, "12345678")
    with region.reading() as session:
        assert verify(session).holds
        assert len(history(session, subject_kind="x", subject_id=3)) == 5


def test_time_is_kept_to_the_microsecond(region: Region) -> None:
    at = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
    with region.writing() as session:
        record(session, actor=None, action="test", subject_kind="x", subject_id=None, now=at, note="é ☀")
    with region.reading() as session:
        assert verify(session).holds


def test_events_name_no_people_and_hold_no_answers(region: Region) -> None:
    region.applied()
    with region.reading() as session:
        data = " ".join(str(event.data) for event in session.scalars(select(AuditEvent)))
    for word in ("Sam", "Tess", "Carla", "Bakery", "example.org", "Brink"):
        assert word not in data
