"""Blind second reviews: the same questions judged by someone who has not seen the first verdicts (issue 3)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scan.store.tables.base import Base, Key, check


class SecondReview(Base):
    """Someone who judges a dossier a second time, blind; never changes its result."""

    __tablename__ = "second_reviews"
    __table_args__ = (
        UniqueConstraint("dossier_id", "reviewer_id"),
        check("handed_in_after_asked", "handed_in_at IS NULL OR handed_in_at >= asked_at"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    """The reviewer itself where it was offered."""
    asked_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]


class SecondScore(Base):
    """The step that the second reviewer finds for one question."""

    __tablename__ = "second_scores"
    __table_args__ = (check("step_not_negative", "step >= 0"),)

    second_review_id: Mapped[int] = mapped_column(ForeignKey("second_reviews.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    step: Mapped[int | None]
    """From 0; empty where the second reviewer cannot tell."""
    scored_at: Mapped[datetime]
