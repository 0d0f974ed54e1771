"""The schema of a database: bring it up to date, and say whether it is. Needs no ini file."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_LOCK = 7_274_316_501
"""Any number, the same everywhere: two processes that start together migrate one after the other."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made from the installed package."""
    settings = Config()
    settings.set_main_option("script_location", "scan.store:migrations")
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to ``revision``, in one transaction; does nothing when it is there."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(config(connection), revision)


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this version of the program needs."""
    heads = ScriptDirectory.from_config(config()).get_heads()
    if len(heads) != 1:
        raise RuntimeError(f"the migrations must have one head, they have {heads}")
    return heads[0]


def is_current(engine: Engine) -> bool:
    """Whether the database has the schema that this version of the program needs."""
    return current_revision(engine) == newest_revision()
