"""Transactions: what is committed, what follows, and what reading cannot do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import SQLAlchemyError, StatementError

from scan.store.session import after_commit, after_rollback, read, transaction
from scan.store.tables import SignInAttempt
from tests.scan.factories import NOW, Region


class Trouble(Exception):
    """Anything that goes wrong."""


def attempts(region: Region) -> list[str]:
    with read(region.engine) as session:
        return list(session.scalars(select(SignInAttempt.key_hash).order_by(SignInAttempt.id)))


def add(session, key: str) -> None:
    session.execute(insert(SignInAttempt).values(key_hash=key, at=NOW))


def test_transaction_commits_and_then_runs_what_follows(region: Region) -> None:
    seen: list[list[str]] = []
    with transaction(region.engine) as session:
        add(session, "a")
        after_commit(session, lambda: seen.append(attempts(region)))
        after_rollback(session, lambda aftermath: add(aftermath, "never"))
    assert seen == [["a"]]
    assert attempts(region) == ["a"]


def test_transaction_that_raises_writes_nothing_but_what_was_asked_for(region: Region) -> None:
    seen: list[str] = []

    def fail() -> None:
        with transaction(region.engine) as session:
            add(session, "a")
            after_commit(session, lambda: seen.append("never"))
            after_rollback(session, lambda aftermath: add(aftermath, "trace"))
            raise Trouble

    with pytest.raises(Trouble):
        fail()
    assert seen == []
    assert attempts(region) == ["trace"]


def test_reading_that_raises_leaves_its_trace_too(region: Region) -> None:
    def fail() -> None:
        with read(region.engine) as session:
            session.scalar(select(SignInAttempt.id))
            after_rollback(session, lambda aftermath: add(aftermath, "trace"))
            raise Trouble

    with pytest.raises(Trouble):
        fail()
    assert attempts(region) == ["trace"]


def test_reading_cannot_write(region: Region) -> None:
    with pytest.raises(SQLAlchemyError), read(region.engine) as session:
        add(session, "a")
    with transaction(region.engine) as session:
        add(session, "b")
    assert attempts(region) == ["b"]


def test_reading_sees_one_state(region: Region) -> None:
    with read(region.engine) as session:
        before = session.scalars(select(SignInAttempt.key_hash)).all()
        with transaction(region.engine) as other:
            add(other, "a")
        assert session.scalars(select(SignInAttempt.key_hash)).all() == before == []


def test_rows_can_be_read_after_the_session(region: Region) -> None:
    with transaction(region.engine) as session:
        row = SignInAttempt(key_hash="a", at=NOW)
        session.add(row)
    assert (row.key_hash, row.at) == ("a", NOW)
    with read(region.engine) as session:
        again = session.scalars(select(SignInAttempt)).one()
    assert (again.key_hash, again.at) == ("a", NOW)


def test_times_without_a_zone_are_refused(region: Region) -> None:
    wrong = insert(SignInAttempt).values(key_hash="a", at=NOW.replace(tzinfo=None))
    message = "a time without a time zone cannot be stored"
    with pytest.raises(StatementError, match=message), transaction(region.engine) as session:
        session.execute(wrong)


def test_two_writers_on_one_database_queue(region: Region) -> None:
    """The second waits for the first instead of failing: BEGIN IMMEDIATE and row locks."""

    def write(number: int) -> None:
        with transaction(region.engine) as session:
            session.execute(text("SELECT 1"))
            add(session, str(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert sorted(attempts(region), key=int) == [str(number) for number in range(40)]
