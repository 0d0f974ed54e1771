"""A certificate after it was given: the light check half-way, hearings, changes of scope, and what was told when."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.surveillance import HearingOutcome, NoticeKind, ScopeOutcome, SurveillanceOutcome
from scan.store.tables.base import Base, Code, Key, Line, check, length, one_of

_OPEN = text("closed_at IS NULL")


class Surveillance(Base):
    """The light check of one certificate. It is there from the day it is due."""

    __tablename__ = "surveillances"
    __table_args__ = (
        one_of("outcome", SurveillanceOutcome),
        length("changes", 2000, 3),
        length("conditions", 2000, 3),
        length("note", 2000, 3),
        check("declared_whole", "(declared_at IS NULL) = (changes IS NULL)"),
        check("declared_by_someone", "(declared_at IS NULL) = (declared_by IS NULL)"),
        check("closed_has_outcome", "(closed_at IS NULL) = (outcome IS NULL)"),
        check("closed_has_note", "(closed_at IS NULL) = (note IS NULL)"),
        check("closed_by_someone", "(closed_at IS NULL) = (closed_by IS NULL)"),
        Index("ix_surveillances_open", "declare_by", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), unique=True)
    due_on: Mapped[date]
    declare_by: Mapped[date]
    """The last day for the declaration."""
    changes: Mapped[str | None] = mapped_column(String(2000))
    """What the company says has changed."""
    conditions: Mapped[str | None] = mapped_column(String(2000))
    """How it stands with what was still open."""
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    declared_at: Mapped[datetime | None]
    outcome: Mapped[Code | None]
    note: Mapped[str | None] = mapped_column(String(2000))
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    closed_at: Mapped[datetime | None]


class Hearing(Base):
    """A proposal to withdraw a certificate: the company may answer before it is decided."""

    __tablename__ = "hearings"
    __table_args__ = (
        one_of("outcome", HearingOutcome),
        length("reason", 2000, 10),
        length("answer", 4000, 3),
        check("answered_whole", "(answered_at IS NULL) = (answer IS NULL)"),
        check("answered_by_someone", "(answered_at IS NULL) = (answered_by IS NULL)"),
        check("closed_has_outcome", "(closed_at IS NULL) = (outcome IS NULL)"),
        Index(
            "uq_hearings_one_open", "certificate_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
    )

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    reason: Mapped[str] = mapped_column(String(2000))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    proposed_at: Mapped[datetime]
    answer_by: Mapped[date]
    """The last day to answer."""
    answer: Mapped[str | None] = mapped_column(String(4000))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    answered_at: Mapped[datetime | None]
    outcome: Mapped[Code | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """None when the certificate ended by itself."""
    closed_at: Mapped[datetime | None]


class ScopeChange(Base):
    """A request of the company that the certificate holds for something else from now on."""

    __tablename__ = "scope_changes"
    __table_args__ = (
        one_of("outcome", ScopeOutcome),
        length("scope", 300, 3),
        length("why", 2000, 10),
        length("reason", 2000, 3),
        check("closed_has_outcome", "(closed_at IS NULL) = (outcome IS NULL)"),
        check("closed_has_reason", "(closed_at IS NULL) = (reason IS NULL)"),
        check("granted_has_successor", "(successor_id IS NOT NULL) = (outcome = 'granted' AND outcome IS NOT NULL)"),
        Index(
            "uq_scope_changes_one_open",
            "certificate_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )  # fmt: skip

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    scope: Mapped[Line]
    why: Mapped[str] = mapped_column(String(2000))
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime]
    outcome: Mapped[Code | None]
    reason: Mapped[str | None] = mapped_column(String(2000))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), index=True)
    """The certificate that took its place."""
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """None when the certificate ended by itself."""
    closed_at: Mapped[datetime | None]


class Notice(Base):
    """What the calendar told the holder of a certificate: each once."""

    __tablename__ = "notices"
    __table_args__ = (one_of("kind", NoticeKind),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    told_at: Mapped[datetime]
