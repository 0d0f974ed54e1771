"""What students together say of a sensitive question, once enough of them did (design 6, instrument A4.3)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from scan.store.tables.base import Base, Json, check


class PooledAnswer(Base):
    """The pool of one question about one organisation, as it was last made; never who said what.

    It is kept and not worked out anew for each reader, so that one more scan cannot be read from the difference.
    """

    __tablename__ = "pooled_answers"
    __table_args__ = (check("enough_students", "students >= 5"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_versions.id"), index=True)
    """Where the words of the question and its steps are."""
    students: Mapped[int]
    """Who chose a step."""
    counts: Mapped[Any] = mapped_column(Json)
    """Number of students for each step, lowest first."""
    made_at: Mapped[datetime]
