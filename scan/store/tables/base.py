"""What all tables share: naming of constraints, times in UTC, JSON, and checks in a few words."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    MetaData,
    String,
    TypeDecorator,
    literal_column,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite has no zones, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

Key = Annotated[int, mapped_column(primary_key=True)]
Short = Annotated[str, mapped_column(String(80))]
Line = Annotated[str, mapped_column(String(300))]
Words = Annotated[str, mapped_column(String(4000))]
Code = Annotated[str, mapped_column(String(40))]
Hash = Annotated[str, mapped_column(String(64))]


class Base(DeclarativeBase):
    """Root of the tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: Json}  # noqa: RUF012 - SQLAlchemy's own protocol


def code(value: StrEnum) -> ColumnElement[str]:
    """One of our own codes as a constant in the text of a statement that is made once.

    As a parameter it costs: lists of parameters are written out again for every request, and SQLite plans a statement
    again whenever a parameter changes that a partial index may depend on.
    """
    return literal_column(f"'{value.value}'", String)


def one_of(column: str, values: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """CHECK that ``column`` is one of ``values`` (or NULL)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def length(column: str, maximum: int, minimum: int = 1) -> CheckConstraint:
    """CHECK on the number of characters: SQLite does not hold to VARCHAR lengths."""
    return CheckConstraint(f"length({column}) BETWEEN {minimum} AND {maximum}", name=f"{column}_length")


def check(name: str, condition: str) -> CheckConstraint:
    """CHECK with a name that says the rule."""
    return CheckConstraint(condition, name=name)
