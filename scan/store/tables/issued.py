"""What is issued: certificates and ambassadors, with what happened to them (design 7)."""

from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.definition import Theme
from scan.domain.ambassadors import ActivityKind, ActivityState, AmbassadorHearingOutcome, MilestoneKey
from scan.domain.applications import CertificateKind, PublicDetail
from scan.domain.states import AmbassadorState, CertificateAction, CertificateState
from scan.store.tables.base import Base, Code, Hash, Key, Line, Short, check, length, one_of


class Certificate(Base):
    """A certificate or statement, with everything its document and public page are made of.

    A statement has no level and no result: what it says stands in its application.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        one_of("kind", CertificateKind),
        one_of("state", CertificateState),
        one_of("public_detail", PublicDetail),
        one_of("strongest_theme", get_args(Theme)),
        one_of("language", ("nl", "en")),
        length("number", 40, 4),
        length("scope", 300, 3),
        check("ends_after_start", "valid_until > valid_from"),
        check("sha256_form", "length(questionnaire_sha256) = 64"),
        Index("ix_certificates_state_valid_until", "state", "valid_until"),
        check(
            "certificate_has_level_and_result",
            "(kind = 'certificate') = (level IS NOT NULL AND questionnaire IS NOT NULL"
            " AND questionnaire_sha256 IS NOT NULL AND outcome IS NOT NULL)",
        ),
        check(
            "statement_has_none",
            "(kind = 'statement') = (level IS NULL AND questionnaire IS NULL"
            " AND questionnaire_sha256 IS NULL AND outcome IS NULL)",
        ),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[Code]
    state: Mapped[Code]
    level: Mapped[str | None] = mapped_column(String(60))
    scope: Mapped[Line]
    language: Mapped[str] = mapped_column(String(2))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    questionnaire: Mapped[str | None] = mapped_column(String(120))
    """``slug@version``."""
    questionnaire_sha256: Mapped[Hash | None]
    scheme: Mapped[Short]
    """``mvo-certificate@1.0.0``."""
    outcome: Mapped[bytes | None]
    public_detail: Mapped[Code]
    strongest_theme: Mapped[Code | None]
    """Of the outcome; everyone sees it only where ``public_detail`` shows the themes."""
    issued_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class CertificateEvent(Base):
    """A suspension, reinstatement, withdrawal, expiry or replacement, with its reason."""

    __tablename__ = "certificate_events"
    __table_args__ = (one_of("action", CertificateAction), length("reason", 2000, 3))

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    action: Mapped[Code]
    reason: Mapped[str] = mapped_column(String(2000))
    acted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """None: the calendar (expiry)."""
    at: Mapped[datetime]


class Ceremony(Base):
    """When and where the alliance appoints several ambassadors."""

    __tablename__ = "ceremonies"
    __table_args__ = (length("place", 120, 2),)

    id: Mapped[Key]
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120))
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]


class Ambassador(Base):
    """A junior MVO-ambassador, from the first milestone on."""

    __tablename__ = "ambassadors"
    __table_args__ = (
        one_of("state", AmbassadorState),
        length("public_name", 80),
        check(
            "appointed_has_number_and_term",
            "state NOT IN ('appointed', 'alumnus', 'revoked') OR (number IS NOT NULL"
            " AND appointed_on IS NOT NULL AND valid_until IS NOT NULL"
            " AND appointed_by IS NOT NULL AND nominated_by IS NOT NULL)",
        ),
        check("nominated_by_someone", "state <> 'nominated' OR nominated_by IS NOT NULL"),
        check("ends_after_start", "valid_until > appointed_on"),
        check("public_only_when_appointed", "NOT is_public OR state IN ('appointed', 'alumnus')"),
        check("public_has_name", "NOT is_public OR public_name IS NOT NULL"),
        check("someone_else_appoints", "appointed_by <> nominated_by"),
        check(
            "revoked_has_day_and_ground",
            "(state = 'revoked') = (ended_on IS NOT NULL AND ended_ground IS NOT NULL)",
        ),
        check("declined_is_a_candidate", "declined_reason IS NULL OR state = 'candidate'"),
        length("declined_reason", 500, 3),
        check(
            "renewed_in_its_term", "renewed_from IS NULL OR renewed_from BETWEEN appointed_on AND valid_until"
        ),
        UniqueConstraint("person_id", "institution_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    institution_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    scheme: Mapped[Short]
    """``mvo-ambassador@1.0.0``: the programme that held when the first milestone was reached."""
    state: Mapped[Code]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    public_name: Mapped[Short | None]
    is_public: Mapped[bool] = mapped_column(default=False)
    appointed_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    nominated_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    appointed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    ended_on: Mapped[date | None]
    """The day on which it was withdrawn; a term that ran out ended on ``valid_until``."""
    ended_ground: Mapped[Code | None]
    """Which of the programme's grounds for withdrawing."""
    declined_reason: Mapped[str | None] = mapped_column(String(500))
    """Why the alliance gave the last nomination back; gone at the next one."""
    ceremony_id: Mapped[int | None] = mapped_column(ForeignKey("ceremonies.id"), index=True)
    renewed_from: Mapped[date | None]
    """First day of the term it was renewed for; None in the first term."""
    reminded_of: Mapped[date | None]
    """The last day of which ambassador and school were reminded."""
    is_adult: Mapped[bool | None]
    """What the ambassador said at the choice of a public page: 18 or older (True), 16 or 17 (False); else None."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Milestone(Base):
    """One milestone that an ambassador reached, with the proof in words."""

    __tablename__ = "milestones"
    __table_args__ = (
        one_of("key", MilestoneKey),
        length("proof", 1000),
        UniqueConstraint("ambassador_id", "key"),
    )

    id: Mapped[Key]
    ambassador_id: Mapped[int] = mapped_column(ForeignKey("ambassadors.id"))
    key: Mapped[Code]
    achieved_on: Mapped[date]
    proof: Mapped[str | None] = mapped_column(String(1000))
    at_school: Mapped[bool] = mapped_column(default=False)
    """The own school took the place of an internship company that gave no cooperation (instrument F)."""
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)


class Activity(Base):
    """An entry in the log of an ambassador: what was done to stay active, in short words, without names of others."""

    __tablename__ = "ambassador_activities"
    __table_args__ = (
        one_of("kind", ActivityKind),
        one_of("state", ActivityState),
        length("words", 200, 3),
        check("decided_by_someone", "(state = 'noted') = (decided_by IS NULL)"),
        check("decided_on_a_day", "(state = 'noted') = (decided_on IS NULL)"),
        UniqueConstraint("ambassador_id", "done_on", "kind"),
    )

    id: Mapped[Key]
    ambassador_id: Mapped[int] = mapped_column(ForeignKey("ambassadors.id"))
    kind: Mapped[Code]
    done_on: Mapped[date]
    words: Mapped[str] = mapped_column(String(200))
    state: Mapped[Code]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    decided_on: Mapped[date | None]
    created_at: Mapped[datetime]


class AmbassadorHearing(Base):
    """What the alliance heard of an ambassador, and the answer; before it nothing is withdrawn (instrument F)."""

    __tablename__ = "ambassador_hearings"
    __table_args__ = (
        one_of("outcome", AmbassadorHearingOutcome),
        length("concern", 2000, 10),
        length("answer", 4000),
        check("answer_after_opening", "answer_until > opened_on"),
        check("answer_has_a_day", "(answer IS NULL) = (answered_on IS NULL)"),
        check("closed_has_outcome", "(outcome IS NULL) = (closed_on IS NULL)"),
        check("closed_by_someone", "(outcome IS NULL) = (closed_by IS NULL)"),
        Index(
            "uq_ambassador_hearings_one_open",
            "ambassador_id",
            unique=True,
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
        Index("ix_ambassador_hearings_ambassador_id", "ambassador_id"),
    )

    id: Mapped[Key]
    ambassador_id: Mapped[int] = mapped_column(ForeignKey("ambassadors.id"))
    ground: Mapped[Code]
    """Which of the programme's grounds for withdrawing."""
    concern: Mapped[str] = mapped_column(String(2000))
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    opened_on: Mapped[date]
    answer_until: Mapped[date]
    """The last day for an answer."""
    answer: Mapped[str | None] = mapped_column(String(4000))
    answered_on: Mapped[date | None]
    outcome: Mapped[Code | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    closed_on: Mapped[date | None]
