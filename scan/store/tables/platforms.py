"""Local and regional platforms: members, meetings, good practices, and help asked and offered."""

from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.definition import Theme
from scan.domain.peers import SizeClass
from scan.domain.platforms import Effort, Ground, HelpKind, PracticeState
from scan.store.tables.base import Base, Code, Key, Line, Short, Words, check, length, one_of

_HERE = "left_on IS NULL"


class Platform(Base):
    """A local or regional group of certificate holders and partners."""

    __tablename__ = "platforms"
    __table_args__ = (length("name", 80, 3), length("place", 80), length("summary", 1000, 3))

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    place: Mapped[Short]
    summary: Mapped[str] = mapped_column(String(1000))
    lead_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    """The member whose contacts lead it."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class PlatformMember(Base):
    """An organisation in a platform, once for every time that it was; in one platform at a time."""

    __tablename__ = "platform_members"
    __table_args__ = (
        one_of("ground", Ground),
        check("leaves_after_joining", "leaves_on IS NULL OR leaves_on > joined_on"),
        check("left_after_joining", "left_on IS NULL OR left_on >= joined_on"),
        Index(
            "uq_platform_members_one_platform",
            "organisation_id",
            unique=True,
            sqlite_where=text(_HERE),
            postgresql_where=text(_HERE),
        ),
        Index("ix_platform_members_platform_id_left_on", "platform_id", "left_on"),
    )

    id: Mapped[Key]
    platform_id: Mapped[int] = mapped_column(ForeignKey("platforms.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    ground: Mapped[Code]
    joined_on: Mapped[date]
    leaves_on: Mapped[date | None]
    """Set when the certificate or agreement is over, taken away when there is another."""
    left_on: Mapped[date | None]


class PlatformMeeting(Base):
    """A meeting of a platform."""

    __tablename__ = "platform_meetings"
    __table_args__ = (
        length("title", 120, 3),
        length("place", 300, 3),
        length("agenda", 4000, 3),
        length("notes", 4000, 3),
        Index("ix_platform_meetings_platform_id_starts_at", "platform_id", "starts_at"),
    )

    id: Mapped[Key]
    platform_id: Mapped[int] = mapped_column(ForeignKey("platforms.id"))
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[Line]
    agenda: Mapped[Words]
    notes: Mapped[str | None] = mapped_column(String(4000))
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Attendance(Base):
    """What a member said about coming to a meeting."""

    __tablename__ = "attendances"
    __table_args__ = (check("people_range", "people BETWEEN 0 AND 9"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("platform_meetings.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    people: Mapped[int]
    """How many come; 0 is nobody."""


class Practice(Base):
    """An improvement of a company, told as a short story for others."""

    __tablename__ = "practices"
    __table_args__ = (
        one_of("state", PracticeState),
        one_of("theme", get_args(Theme)),
        one_of("effort", Effort),
        one_of("size", SizeClass),
        length("title", 120, 3),
        length("story", 2000, 20),
        length("effect", 500, 3),
        length("sector", 40),
        length("return_reason", 2000, 3),
        check("one_improvement", "(action_id IS NULL) <> (dossier_id IS NULL)"),
        check("published_has_time", "state <> 'published' OR published_at IS NOT NULL"),
        check("returned_has_reason", "(state = 'returned') = (return_reason IS NOT NULL)"),
        UniqueConstraint("action_id"),
        UniqueConstraint("dossier_id", "theme"),
        Index("ix_practices_state_theme_published_at", "state", "theme", "published_at"),
        Index("ix_practices_platform_id_state", "platform_id", "state"),
    )

    id: Mapped[Key]
    platform_id: Mapped[int] = mapped_column(ForeignKey("platforms.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id"))
    """The finished action of the improvement plan that it tells of."""
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id"))
    """Or the checked scan in which the theme had become better."""
    theme: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    story: Mapped[str] = mapped_column(String(2000))
    effort: Mapped[Code]
    effect: Mapped[str] = mapped_column(String(500))
    sector: Mapped[str | None] = mapped_column(String(40))
    size: Mapped[str | None] = mapped_column(String(40))
    """Sector and size of the company when it offered it."""
    state: Mapped[Code]
    return_reason: Mapped[str | None] = mapped_column(String(2000))
    offered_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class HelpNotice(Base):
    """Help that a member asks for or offers, for a while."""

    __tablename__ = "help_notices"
    __table_args__ = (
        one_of("kind", HelpKind),
        one_of("theme", get_args(Theme)),
        length("text", 500, 10),
        Index("ix_help_notices_platform_id_expires_on", "platform_id", "expires_on"),
    )

    id: Mapped[Key]
    platform_id: Mapped[int] = mapped_column(ForeignKey("platforms.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[Code]
    theme: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(500))
    placed_at: Mapped[datetime]
    expires_on: Mapped[date]
    """The last day on which it stands."""
    closed_at: Mapped[datetime | None]
