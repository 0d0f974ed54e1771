"""The independent monitor's yearly samples, with everything they were drawn from and what was found."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.monitoring import FindingGrade
from scan.store.tables.base import Base, Code, Key, Line, check, length, one_of

_MAJOR = text("grade = 'major'")


class Sample(Base):
    """The sample of one scheme in one year; drawn once, from a seed that anyone can look up."""

    __tablename__ = "samples"
    __table_args__ = (
        length("scheme", 80),
        length("seed", 200, 6),
        length("seed_source", 300, 3),
        check("share_is_percent", "share_percent BETWEEN 0 AND 100"),
        UniqueConstraint("scheme", "year"),
    )

    id: Mapped[Key]
    scheme: Mapped[str] = mapped_column(String(80))
    """``mvo-certificate``, whatever its version."""
    year: Mapped[int]
    seed: Mapped[str] = mapped_column(String(200))
    seed_source: Mapped[Line]
    """Where the seed was published."""
    share_percent: Mapped[int]
    drawn_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    drawn_at: Mapped[datetime]


class SampleEntry(Base):
    """One decision that could be drawn, with its weight at that time; and what the monitor found when it was."""

    __tablename__ = "sample_entries"
    __table_args__ = (
        one_of("grade", FindingGrade),
        length("finding", 4000, 3),
        length("response", 4000, 3),
        check("weight_is_positive", "weight >= 1"),
        check("certain_is_drawn", "NOT certain OR drawn"),
        check("found_of_drawn", "grade IS NULL OR drawn"),
        check("found_whole", "(grade IS NULL) = (finding IS NULL)"),
        check("found_by_someone", "(grade IS NULL) = (found_by IS NULL)"),
        check("response_to_finding", "response IS NULL OR grade IS NOT NULL"),
        check("response_by_someone", "(response IS NULL) = (responded_by IS NULL)"),
        UniqueConstraint("sample_id", "decision_id"),
        Index("ix_sample_entries_major", "found_at", sqlite_where=_MAJOR, postgresql_where=_MAJOR),
    )

    id: Mapped[Key]
    sample_id: Mapped[int] = mapped_column(ForeignKey("samples.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    weight: Mapped[int]
    certain: Mapped[bool]
    """Of the scheme's highest level: drawn whatever the seed."""
    drawn: Mapped[bool]
    grade: Mapped[Code | None]
    finding: Mapped[str | None] = mapped_column(String(4000))
    found_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    found_at: Mapped[datetime | None]
    response: Mapped[str | None] = mapped_column(String(4000))
    """What the certifiers did with it."""
    responded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    responded_at: Mapped[datetime | None]
