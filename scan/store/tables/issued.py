"""What is issued: certificates and ambassadors, with what happened to them (design 7)."""

from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.definition import Theme
from scan.domain.ambassadors import MilestoneKey
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
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
