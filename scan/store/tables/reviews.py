"""What comes after handing in: verdicts, returns, improvement actions, applications and decisions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.applications import ApplicationState, DecisionOutcome, PublicDetail
from scan.domain.moderation import Verdict
from scan.domain.plan import ActionSource, PlanState
from scan.domain.states import ProposalState
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
    """A request for a certificate or a statement, with what was declared and by whom.

    One for a certificate belongs to a dossier. One for a statement has none: ``statement`` holds what was written.
    """

    __tablename__ = "applications"
    __table_args__ = (
        one_of("state", ApplicationState),
        one_of("public_detail", PublicDetail),
        length("scope", 300, 3),
        length("sites", 140, 2),
        length("activities", 140, 2),
        length("signed_by_name", 120, 2),
        length("signed_by_role", 80, 2),
        check("dossier_or_statement", "(dossier_id IS NULL) = (statement IS NOT NULL)"),
        check("some_flags", "flag_count BETWEEN 0 AND 20"),
        Index(
            "uq_applications_one_open",
            "dossier_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "uq_applications_one_open_statement",
            "organisation_id",
            unique=True,
            sqlite_where=text("state = 'open' AND dossier_id IS NULL"),
            postgresql_where=text("state = 'open' AND dossier_id IS NULL"),
        ),
        Index("ix_applications_state_declared_at", "state", "declared_at"),
        Index("ix_applications_state_flag_count", "state", "flag_count"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id"), index=True)
    scheme: Mapped[Short]
    """``mvo-certificate@1.1.0``: the rules that held when it was sent, and by which is decided."""
    scope: Mapped[Line]
    """Sites and activities in one line, as it is printed."""
    sites: Mapped[str | None] = mapped_column(String(140))
    """None in applications from before sites and activities were asked apart."""
    activities: Mapped[str | None] = mapped_column(String(140))
    signed_by_name: Mapped[str] = mapped_column(String(120))
    signed_by_role: Mapped[Short | None]
    declared: Mapped[Any | None] = mapped_column(Json)
    """Ids of the scheme's declarations that were signed for; None where the scheme had only one."""
    declared_at: Mapped[datetime]
    public_detail: Mapped[Code]
    statement: Mapped[Any | None] = mapped_column(Json)
    """What the organisation wrote of itself (``scan.domain.statements``)."""
    applied_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[Code]
    decide_by: Mapped[date | None]
    """Last day for the decision; None where the scheme sets no term."""
    flag_count: Mapped[int] = mapped_column(default=0)
    """Risk flags on the day it was sent, to sort the queue by; a certifier sees those of the day of reading."""
    return_reason: Mapped[str | None] = mapped_column(String(2000))
    return_condition: Mapped[Code | None]
    """The scheme's entry condition that was not met."""


class Proposal(Base):
    """A level that the scheme gives only when two certifiers agree: the first proposes, another answers."""

    __tablename__ = "proposals"
    __table_args__ = (
        one_of("state", ProposalState),
        one_of("language", ("nl", "en")),
        length("reason", 4000, 3),
        length("answer", 4000, 3),
        check("two_people", "answered_by <> proposed_by"),
        check(
            "answered_has_who_and_why",
            "(state IN ('confirmed', 'refused')) = (answered_by IS NOT NULL AND answer IS NOT NULL"
            " AND answered_at IS NOT NULL)",
        ),
        Index(
            "uq_proposals_one_open",
            "application_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    state: Mapped[Code]
    level: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(2))
    reason: Mapped[Words]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    proposed_at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    answer: Mapped[Words | None]
    answered_at: Mapped[datetime | None]


class DecisionRow(Base):
    """What a certifier decided on an application, and who had reviewed it then."""

    __tablename__ = "decisions"
    __table_args__ = (
        one_of("outcome", DecisionOutcome),
        check("grant_has_level", "(outcome = 'grant' AND dossier_id IS NOT NULL) = (level IS NOT NULL)"),
        check(
            "grant_has_snapshot", "outcome <> 'grant' OR dossier_id IS NULL OR rescored_outcome IS NOT NULL"
        ),
        check("two_people", "proposed_by <> certifier_id"),
        length("reason", 4000, 3),
    )

    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), unique=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id"), index=True)
    """None of a statement."""
    certifier_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """Of a level that two people decide on: who proposed what ``certifier_id`` confirmed."""
    outcome: Mapped[Code]
    level: Mapped[str | None] = mapped_column(String(60))
    rescored_outcome: Mapped[bytes | None]
    """The moderated answers scored again with the facts of the day of the decision."""
    reason: Mapped[Words]
    decided_at: Mapped[datetime]
    scheme: Mapped[Short]
    reviewers: Mapped[Any] = mapped_column(Json)
    """Numbers of the people who reviewed the dossier, as they were then."""
