"""The audit chain: any change shows (design 6)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from scan.domain.audit import GENESIS, Event, chain_hash, first_break
from scan.store.tables import AuditEvent, Person
from scan.use_cases.audit import history, record, verify
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


def test_chain_of_events_fits() -> None:
    assert first_break(chain(5)) is None
    assert first_break([]) is None


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
    assert first_break(events) is not None


def test_change_that_is_hashed_again_still_shows_at_the_next_event() -> None:
    events = chain(3)
    forged = replace(events[0], actor_id=8)
    events[0] = replace(forged, hash=chain_hash(forged))
    assert first_break(events) == 2


def test_stored_chain_is_verified_and_a_change_is_found(region: Region) -> None:
    region.student_scan()
    with region.reading() as session:
        assert verify(session) is None
        newest = session.scalars(select(AuditEvent.sequence).order_by(AuditEvent.sequence.desc())).first()
    assert newest is not None
    with region.engine.begin() as connection:
        if region.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER audit_events_no_update"))
        connection.execute(text(f"UPDATE audit_events SET actor_id = 99 WHERE sequence = {newest - 2}"))
    with region.reading() as session:
        assert verify(session) == newest - 2


def test_events_written_at_once_make_one_chain(region: Region) -> None:
    def act(number: str) -> None:
        for _ in range(5):
            with region.writing() as session:
                session.execute(select(Person.id))
                record(session, actor=None, action="test", subject_kind="x", subject_id=int(number), now=NOW)

    race(act, "12345678")
    with region.reading() as session:
        assert verify(session) is None
        assert len(history(session, subject_kind="x", subject_id=3)) == 5


def test_time_is_kept_to_the_microsecond(region: Region) -> None:
    at = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
    with region.writing() as session:
        record(session, actor=None, action="test", subject_kind="x", subject_id=None, now=at, note="é ☀")
    with region.reading() as session:
        assert verify(session) is None


def test_events_name_no_people_and_hold_no_answers(region: Region) -> None:
    region.applied()
    with region.reading() as session:
        data = " ".join(str(event.data) for event in session.scalars(select(AuditEvent)))
    for word in ("Sam", "Tess", "Carla", "Bakery", "example.org", "Brink"):
        assert word not in data
