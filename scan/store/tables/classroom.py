"""Rounds of votes in a classroom. There is no row for a child and no time of a vote: only counts."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.classroom import MOST_CHILDREN, Devices, RoundState
from scan.store.tables.base import Base, Code, Key, check, length, one_of


class ClassRound(Base):
    """One class that votes on a questionnaire, question by question. A class has one open round at most."""

    __tablename__ = "class_rounds"
    __table_args__ = (
        one_of("state", RoundState),
        one_of("devices", Devices),
        length("code", 20, 6),
        check("some_children", f"children BETWEEN 1 AND {MOST_CHILDREN}"),
        check("closed_has_outcome", "(state = 'closed') = (closed_at IS NOT NULL AND outcome IS NOT NULL)"),
        Index(
            "uq_class_rounds_one_open",
            "class_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[Key]
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"), index=True)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_versions.id"), index=True)
    state: Mapped[Code]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    """Plain, because the board shows it; it works until the round is closed."""
    devices: Mapped[Code]
    children: Mapped[int]
    """How many children take part: a question never gets more votes."""
    current_item: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[bytes | None] = mapped_column(deferred=True)
    """Of the class's answers when it was closed, canonical bytes."""


class RoundQuestion(Base):
    """How often a question was voted on. Whoever counts a vote locks this row, so no two votes pass the limit."""

    __tablename__ = "round_questions"
    __table_args__ = (check("never_above_the_class", "total BETWEEN 0 AND children"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("class_rounds.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    children: Mapped[int]
    total: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=1)
    """Goes up when the class votes again: a page from before does not count in it."""


class RoundCount(Base):
    """Votes for one option: those of devices, and the hands that the teacher counted."""

    __tablename__ = "round_counts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "item_id"], ["round_questions.round_id", "round_questions.item_id"]
        ),
        check("not_negative", "votes >= 0 AND hands >= 0"),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    option_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    votes: Mapped[int] = mapped_column(default=0)
    hands: Mapped[int] = mapped_column(default=0)
