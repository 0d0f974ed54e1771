"""The application for a statement while it is written, and the photos of its activities (instrument D5)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.statements import MOST_ACTIVITIES
from scan.store.tables.base import Base, Hash, Json, Key, check


class StatementDraft(Base):
    """What an organisation typed and did not send yet; of each organisation at most one."""

    __tablename__ = "statement_drafts"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    typed: Mapped[Any] = mapped_column(Json)
    """``scan.domain.statements.DraftInput``; without who signs."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts changes of the text and of the photos."""
    saved_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    saved_at: Mapped[datetime]


class ActivityPhoto(Base):
    """One photo of one activity: of the draft while ``application_id`` is NULL, else of what was signed.

    A photo of what was signed is never changed; only erasing and the schedule take its file away.
    """

    __tablename__ = "activity_photos"
    __table_args__ = (
        check("one_of_the_activities", f"activity BETWEEN 0 AND {MOST_ACTIVITIES - 1}"),
        check("draft_has_file", "application_id IS NOT NULL OR file_sha256 IS NOT NULL"),
        Index(
            "uq_activity_photos_application_id_activity_file_sha256",
            "application_id",
            "activity",
            "file_sha256",
            unique=True,
        ),
        Index(
            "uq_activity_photos_of_draft",
            "organisation_id",
            "activity",
            "file_sha256",
            unique=True,
            sqlite_where=text("application_id IS NULL"),
            postgresql_where=text("application_id IS NULL"),
        ),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))
    activity: Mapped[int]
    """Its place among the activities, from 0."""
    file_sha256: Mapped[Hash | None] = mapped_column(ForeignKey("files.sha256"), index=True)
    """NULL when it was erased."""
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
