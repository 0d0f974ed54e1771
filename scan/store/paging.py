"""A part of a long list: the database searches, sorts, counts and cuts; a page reads no more rows than it shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

SIZE = 50
T = TypeVar("T")
U = TypeVar("U")
Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
Order = SQLColumnExpression[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a list somebody asks for; ``sort`` with a minus is the other way round."""

    query: str = ""
    sort: str = ""
    page: int = 1
    size: int = SIZE


FIRST = Asked()
"""The first page, with nothing searched for."""


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of a list, and how long the list is."""

    items: tuple[T, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def left(self) -> int:
        """How many of the list are not on this page."""
        return self.total - len(self.items)

    def of(self, items: Iterable[U]) -> "Part[U]":
        """The same page, with these in place of its items."""
        return Part(tuple(items), self.total, self.page, self.size)


def part_of(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    asked: Asked,
    parameters: Mapping[str, object] | None = None,
) -> Part[Row[*tuple[Any, ...]]]:
    """The rows of one page of an ordered statement. Two statements. A page beyond the last is the last."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = session.execute(counted, parameters or {}).scalar_one()
    page = min(max(1, asked.page), max(1, -(-total // asked.size)))
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(
        statement.limit(asked.size).offset((page - 1) * asked.size), parameters or {}
    ).all()
    return Part(tuple(rows), total, page, asked.size)


def cut(items: Sequence[T], asked: Asked) -> Part[T]:
    """One page of a list that is in memory already. A page beyond the last is the last."""
    page = min(max(1, asked.page), max(1, -(-len(items) // asked.size)))
    first = (page - 1) * asked.size
    return Part(tuple(items[first : first + asked.size]), len(items), page, asked.size)


def to_choose(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    asked: Asked,
    *,
    searched: Sequence[Column],
    order: Sequence[Order],
    key: InstrumentedAttribute[int],
    chosen: int | None = None,
) -> Part[Row[*tuple[Any, ...]]]:
    """Rows to choose one from: those with the words asked for. What is chosen already stands on top of them always.

    Two statements.
    """
    found = matches(asked.query, *searched)
    if chosen is not None:
        found = (or_(key == chosen, *found),) if found else ()
        order = (case((key == chosen, 0), else_=1), *order)
    return part_of(session, statement.where(*found).order_by(*order), asked)


def matches(words: str, *columns: Column) -> tuple[ColumnElement[bool], ...]:
    """Conditions under which one of the columns has these words in it; none for no words."""
    tidy = words.strip()
    return (or_(*(column.icontains(tidy, autoescape=True) for column in columns)),) if tidy else ()


def in_order(sort: str, columns: Mapping[str, Order], *usual: Order) -> tuple[Order, ...]:
    """To order by: the column that ``sort`` names, what is empty last, and of equals in the usual order.

    The usual order alone for a word that names no column.
    """
    column = columns.get(sort.removeprefix("-"))
    if column is None:
        return usual
    return ((column.desc() if sort.startswith("-") else column.asc()).nulls_last(), *usual)
