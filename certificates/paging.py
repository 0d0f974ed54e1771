"""Lists in pages: the database counts, sorts and cuts."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

PAGE = 25
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One page of so many in total; ``page`` counts from 1."""

    rows: tuple[T, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


def page_of(
    session: Session, statement: Select[*Ts], *order: ColumnElement[Any] | Any, page: int
) -> Paged[Row[*Ts]]:
    """The rows of this page, in this order; a page that is not there is the first or last one. Two statements."""
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    last = max(1, -(-total // PAGE))
    page = min(max(1, page), last)
    rows = session.execute(statement.order_by(*order).limit(PAGE).offset((page - 1) * PAGE)).all()
    return Paged(tuple(rows), total, page)
