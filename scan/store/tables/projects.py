"""Projects and pilots under a theme, and who takes part."""

from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.definition import Theme
from scan.store.tables.base import Base, Json, Key, check, length, one_of


class Project(Base):
    """A project or pilot: what it wants, when, and in which periods its scans are compared."""

    __tablename__ = "projects"
    __table_args__ = (
        one_of("theme", get_args(Theme)),
        length("title", 120, 3),
        length("goal", 2000, 3),
        check("ends_after_start", "ends_on > starts_on"),
        check("before_order", "before_until >= before_from"),
        check("after_order", "after_until >= after_from"),
        check("after_is_later", "after_from > before_until"),
    )

    id: Mapped[Key]
    theme: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    goal: Mapped[str] = mapped_column(String(2000))
    pilot: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    before_from: Mapped[date]
    before_until: Mapped[date]
    after_from: Mapped[date]
    after_until: Mapped[date]
    indicators: Mapped[Any] = mapped_column(Json)
    """Ids of questions of the theme that are looked at, beside the theme itself."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ProjectParticipant(Base):
    """A company or school in a project. What it answered is in no figure while it is not in the project."""

    __tablename__ = "project_participants"
    __table_args__ = (check("left_after_joining", "left_on IS NULL OR left_on >= joined_on"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    shows_own: Mapped[bool] = mapped_column(default=False)
    """Its own before and after may stand on the page, under its name."""
