"""Contributions of groups to a school's scan of itself: anonymous rows, and what was settled from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.contributing import MOST_CONTRIBUTIONS, Group
from scan.store.tables.base import Base, Code, Json, Key, check, length, one_of


class ContributionCall(Base):
    """Asking one group of a school for what it knows, with a code that the group shares, until a moment."""

    __tablename__ = "contribution_calls"
    __table_args__ = (
        one_of("contributor", Group),
        length("code", 20, 8),
        check("limit", f"people BETWEEN 1 AND {MOST_CONTRIBUTIONS}"),
        check("never_above_the_group", "received BETWEEN 0 AND people"),
        check("ends_after_start", "closes_at > opened_at"),
        UniqueConstraint("scan_id", "contributor"),
    )

    id: Mapped[Key]
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    contributor: Mapped[Code]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    """Plain, because the coordinator hands it out; it ends with ``closes_at``."""
    people: Mapped[int]
    """How many people are asked: never more contributions than this."""
    received: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class Contribution(Base):
    """What one person of a group knows. No name, no account, no time: nobody can tell whose it is."""

    __tablename__ = "contributions"

    id: Mapped[Key]
    call_id: Mapped[int] = mapped_column(ForeignKey("contribution_calls.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    """The option by question; what the person did not know is not in it."""


class ContributionGiver(Base):
    """Someone with an account took part: so that nobody does so twice. What they answered is not in it, nor when.

    The key is the order of the rows too: they do not lie in the order in which people came.
    """

    __tablename__ = "contribution_givers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    call_id: Mapped[int] = mapped_column(ForeignKey("contribution_calls.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class Settlement(Base):
    """A combined answer that the coordinator took over, or set otherwise with a reason."""

    __tablename__ = "settlements"
    __table_args__ = (
        length("reason", 1000, 3),
        check("otherwise_has_reason", "chosen = proposed OR reason IS NOT NULL"),
        Index("ix_settlements_settled_by", "settled_by"),
    )

    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    proposed: Mapped[Code]
    """What the groups said together, at that moment."""
    chosen: Mapped[Code]
    reason: Mapped[str | None] = mapped_column(String(1000))
    settled_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    settled_at: Mapped[datetime]
