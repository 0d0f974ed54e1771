"""INSERT … ON CONFLICT, which SQLite and PostgreSQL both have and SQLAlchemy keeps with each of them."""

from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from scan.store.tables import Base


def insert_into(dialect: str, table: type[Base]) -> PostgresqlInsert | SqliteInsert:
    """An INSERT for this dialect that takes ``on_conflict_do_update`` and ``on_conflict_do_nothing``."""
    return postgresql_insert(table) if dialect == "postgresql" else sqlite_insert(table)


def dialect_of(session: Session) -> str:
    """``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name
