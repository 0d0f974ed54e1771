"""Engines that go from one test's database to the next: what SQLAlchemy compiled for one, the next need not compile.

Compiled statements are kept by engine. With an engine for every test, compiling them is a fifth of the whole run.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, event

from scan.store.schema import upgrade
from scan.store.session import create_engine


class MovingEngine:
    """An engine for one database at a time, of one kind."""

    def __init__(self, kind: str) -> None:
        self._to = ""
        self._engine = create_engine("sqlite:///moving" if kind == "sqlite" else "postgresql:///moving")
        event.listen(self._engine, "do_connect", self._aim)

    def at(self, place: str | Path) -> Engine:
        """The engine at this file, or at this PostgreSQL (a conninfo string); whoever listens to it hears one test."""
        if self._to != str(place):
            self._engine.dispose()
            self._to = str(place)
        return self._engine.execution_options()

    def leave(self) -> None:
        """Close the connections to the database it is at."""
        self._engine.dispose()

    def _aim(
        self, _dialect: object, _record: object, arguments: list[object], named: dict[str, object]
    ) -> None:
        arguments[:] = [self._to]
        named.pop("dbname", None)


def migrated(file: Path) -> Engine:
    """An engine for a new SQLite database with every table in it and nothing else; the tables are made once."""
    file.write_bytes(_empty())
    return create_engine(f"sqlite:///{file}")


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.sqlite"
        engine = create_engine(f"sqlite:///{file}")
        upgrade(engine)
        engine.dispose()
        return file.read_bytes()
