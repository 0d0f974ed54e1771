"""What comes after handing in: verdicts, returns, improvement actions, applications and decisions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.applications import ApplicationState, DecisionOutcome, PublicDetail
from scan.domain.moderation import Verdict
from scan.domain.plan import ActionSource, PlanState
from scan.store.tables.base import Base, Code, Json, Key, Line, Short, Words, check, length, one_of


class ItemVerdict(Base):
    """The reviewer's verdict on one difference."""

    __tablename__ = "verdicts"
    __table_args__ = (
        one_of("verdict", Verdict),
        length("comment", 2000, 3),
        UniqueConstraint("dossier_id", "item_id"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"))
    item_id: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[Code]
    comment: Mapped[str] = mapped_column(String(2000))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ScanReturn(Base):
    """A scan that went back to its respondent, with what to do."""

    __tablename__ = "returns"
    __table_args__ = (length("comment", 2000, 3),)

    id: Mapped[Key]
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), index=True)
    comment: Mapped[str] = mapped_column(String(2000))
    returned_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    returned_at: Mapped[datetime]
    deadline: Mapped[date | None] = mapped_column(index=True)
    """The last day, in the region, to hand in again."""


class Remark(Base):
    """What a reviewer says to a respondent about one answer, or a respondent in reply; added to, never changed."""

    __tablename__ = "remarks"
    __table_args__ = (length("text", 2000, 3), Index("ix_remarks_scan_id_item_id", "scan_id", "item_id"))

    id: Mapped[Key]
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    item_id: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(2000))
    written_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    written_at: Mapped[datetime]
    replies_to: Mapped[int | None] = mapped_column(ForeignKey("remarks.id"), index=True)
    """The reviewer's remark that a respondent answers here."""


class Reopening(Base):
    """A closed dossier that was opened again, with the reason."""

    __tablename__ = "reopenings"
    __table_args__ = (length("reason", 2000, 3),)

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), index=True)
    reason: Mapped[str] = mapped_column(String(2000))
    reopened_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reopened_at: Mapped[datetime]


class Action(Base):
    """One action of a company's improvement plan."""

    __tablename__ = "actions"
    __table_args__ = (
        one_of("state", PlanState),
        one_of("source", ActionSource),
        length("text", 1000, 3),
        length("owner", 80),
        length("progress", 1000),
        check("link_is_https", "evidence_url LIKE 'https://%'"),
        check("done_has_day", "(state = 'done') = (finished_on IS NOT NULL)"),
        check("finished_was_planned", "finished_on IS NULL OR planned_on IS NOT NULL"),
        Index("ix_actions_organisation_id_finished_on", "organisation_id", "finished_on"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[Code] = mapped_column(default=ActionSource.OWN.value)
    text: Mapped[str] = mapped_column(String(1000))
    state: Mapped[Code] = mapped_column(default=PlanState.PLANNED.value)
    owner: Mapped[Short | None]
    """Who takes care of it: a job or a first name."""
    planned_on: Mapped[date | None]
    """The day it is to be done."""
    finished_on: Mapped[date | None]
    progress: Mapped[str | None] = mapped_column(String(1000))
    """How it goes, in words."""
    evidence_url: Mapped[str | None] = mapped_column(String(1000))
    with_others: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Application(Base):
    """A request for a certificate, with the declaration of who signs."""

    __tablename__ = "applications"
    __table_args__ = (
        one_of("state", ApplicationState),
        one_of("public_detail", PublicDetail),
        length("scope", 300, 3),
        length("signed_by_name", 120, 2),
        Index(
            "uq_applications_one_open",
            "dossier_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), index=True)
    scope: Mapped[Line]
    signed_by_name: Mapped[str] = mapped_column(String(120))
    declared_at: Mapped[datetime]
    public_detail: Mapped[Code]
    applied_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[Code]
    return_reason: Mapped[str | None] = mapped_column(String(2000))


class DecisionRow(Base):
    """What a certifier decided on an application, and who had reviewed it then."""

    __tablename__ = "decisions"
    __table_args__ = (
        one_of("outcome", DecisionOutcome),
        check("grant_has_level", "(outcome = 'grant') = (level IS NOT NULL)"),
        check("grant_has_snapshot", "outcome <> 'grant' OR rescored_outcome IS NOT NULL"),
        length("reason", 4000, 3),
    )

    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), unique=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossiers.id"), index=True)
    certifier_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    outcome: Mapped[Code]
    level: Mapped[str | None] = mapped_column(String(60))
    rescored_outcome: Mapped[bytes | None]
    """The moderated answers scored again with the facts of the day of the decision."""
    reason: Mapped[Words]
    decided_at: Mapped[datetime]
    scheme: Mapped[Short]
    reviewers: Mapped[Any] = mapped_column(Json)
    """Numbers of the people who reviewed the dossier, as they were then."""
