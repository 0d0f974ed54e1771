"""Engines and transactions. The only place that commits; what must follow a commit is run from here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy import create_engine as sqlalchemy_create_engine
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

_WRITES = "mvo_writes"
_AFTER_COMMIT = "after_commit"
_AFTER_ROLLBACK = "after_rollback"
_BUSY_SECONDS = 15
_READING = ("SELECT", "WITH", "EXPLAIN")


def create_engine(url: str) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql://…`` (psycopg).

    SQLite: WAL, foreign keys on, ``BEGIN IMMEDIATE`` for transactions that write (two writers queue instead
    of failing half-way), reading transactions cannot write. PostgreSQL: connections are checked before use.
    Errors never show the values of a statement: answers and names stay out of logs.
    """
    target = make_url(url)
    if target.get_backend_name() == "postgresql":
        return sqlalchemy_create_engine(
            target.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True
        )
    if target.get_backend_name() != "sqlite" or target.database in (None, "", ":memory:"):
        raise ValueError("the database is sqlite:///path/to/file or postgresql://user@host/name")
    Path(str(target.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy_create_engine(target, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "before_cursor_execute", _refuse_to_write)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _: object) -> None:
    connection.isolation_level = None  # this module says BEGIN, not the driver
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    """Straight to the driver: BEGIN belongs to the transaction and is no statement of the application."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _refuse_to_write(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    """Not with SQLite's own ``query_only``: each time that is set, every prepared statement must be made again."""
    if not _writes(connection) and not statement.lstrip().upper().startswith(_READING):
        raise InvalidRequestError(f"A transaction that only reads cannot do this: {statement[:80]}")


def _writes(connection: Connection) -> bool:
    wanted: bool = connection.get_execution_options().get(_WRITES, True)
    return wanted


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end of the block and rolls back when it raises.

    Afterwards runs what was asked for with ``after_commit`` or ``after_rollback``.
    """
    with Session(engine, expire_on_commit=False) as session:
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            _run_after_rollback(engine, session)
            raise
    for hook in session.info.pop(_AFTER_COMMIT, ()):
        hook()


@contextmanager
def read(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the database and cannot change it."""
    reading = engine.execution_options(**{_WRITES: False})
    if engine.dialect.name == "postgresql":
        reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with Session(reading, expire_on_commit=False, autoflush=False) as session:
        try:
            yield session
        except BaseException:
            session.close()
            _run_after_rollback(engine, session)
            raise


def after_commit(session: Session, hook: Callable[[], None]) -> None:
    """Run ``hook`` once this transaction is safely stored: mail, files, jobs. Never on rollback."""
    session.info.setdefault(_AFTER_COMMIT, []).append(hook)


def after_rollback(session: Session, hook: Callable[[Session], None]) -> None:
    """Run ``hook`` in a transaction of its own when this one fails: refused attempts must leave a trace."""
    session.info.setdefault(_AFTER_ROLLBACK, []).append(hook)


def _run_after_rollback(engine: Engine, session: Session) -> None:
    hooks = session.info.pop(_AFTER_ROLLBACK, ())
    if hooks:
        with transaction(engine) as aftermath:
            for hook in hooks:
                hook(aftermath)
