"""Agreements with partners: editions, what is pledged, and the yearly word on it."""

from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.definition import Theme
from scan.domain.partnering import OPEN, PLEDGED, TERMS, AgreementState, PartnerKind, PledgeState
from scan.store.tables.base import Base, Code, Key, check, length, one_of

_OPEN = f"state IN ({', '.join(repr(state.value) for state in OPEN)})"
_SIGNED = "state IN ('in_force', 'renewed', 'ended')"


class PartnerAgreement(Base):
    """One edition of an organisation's agreement with the alliance. What both signed never changes."""

    __tablename__ = "partner_agreements"
    __table_args__ = (
        one_of("state", AgreementState),
        one_of("partner_kind", PartnerKind),
        one_of("language", ("nl", "en")),
        length("partner_officer", 120, 2),
        length("partner_office", 120, 2),
        length("alliance_officer", 120, 2),
        length("alliance_office", 120, 2),
        length("return_reason", 2000, 3),
        length("end_reason", 2000, 3),
        check("edition_counts", "edition >= 1"),
        check("years_allowed", f"years BETWEEN {min(TERMS)} AND {max(TERMS)}"),
        check(
            "offered_is_signed",
            f"(state = 'offered' OR {_SIGNED}) = (partner_officer IS NOT NULL AND partner_office IS NOT NULL"
            " AND partner_signed_at IS NOT NULL AND goals_endorsed)",
        ),
        check(
            "in_force_is_signed_by_both",
            f"({_SIGNED}) = (alliance_officer IS NOT NULL AND alliance_office IS NOT NULL"
            " AND alliance_signed_at IS NOT NULL AND valid_from IS NOT NULL AND valid_until IS NOT NULL)",
        ),
        check(
            "unsigned_has_nobody",
            "state NOT IN ('draft', 'withdrawn') OR (partner_officer IS NULL AND partner_office IS NULL"
            " AND partner_signed_at IS NULL AND partner_signed_by IS NULL)",
        ),
        check("ends_after_start", "valid_until > valid_from"),
        check(
            "two_people_sign", "alliance_signed_by <> drafted_by AND alliance_signed_by <> partner_signed_by"
        ),
        check("ended_has_day", "(state IN ('renewed', 'ended')) = (ended_on IS NOT NULL)"),
        UniqueConstraint("organisation_id", "edition"),
        Index(
            "uq_partner_agreements_one_open",
            "organisation_id",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index(
            "uq_partner_agreements_one_in_force",
            "organisation_id",
            unique=True,
            sqlite_where=text("state = 'in_force'"),
            postgresql_where=text("state = 'in_force'"),
        ),
        Index("ix_partner_agreements_state_valid_until", "state", "valid_until"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    edition: Mapped[int]
    state: Mapped[Code]
    partner_kind: Mapped[Code]
    language: Mapped[str] = mapped_column(String(2), default="nl")
    """Of the paper."""
    goals_endorsed: Mapped[bool] = mapped_column(default=False)
    years: Mapped[int]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    drafted_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    partner_officer: Mapped[str | None] = mapped_column(String(120))
    partner_office: Mapped[str | None] = mapped_column(String(120))
    partner_signed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    partner_signed_at: Mapped[datetime | None]
    alliance_officer: Mapped[str | None] = mapped_column(String(120))
    alliance_office: Mapped[str | None] = mapped_column(String(120))
    alliance_signed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    alliance_signed_at: Mapped[datetime | None]
    return_reason: Mapped[str | None] = mapped_column(String(2000))
    """What the alliance asked to change, until the partner signs again."""
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(2000))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Pledge(Base):
    """One thing that a partner will do, under one article."""

    __tablename__ = "pledges"
    __table_args__ = (
        one_of("article", PLEDGED),
        one_of("theme", get_args(Theme)),
        length("text", 1000, 3),
        check("contribution_has_theme", "(article = 'contribution') = (theme IS NOT NULL)"),
        check("money_is_support", "amount IS NULL OR article = 'support'"),
        check("amount_range", "amount BETWEEN 1 AND 1000000"),
        check("platform_of_article", "platform_id IS NULL OR article = 'platform'"),
        UniqueConstraint("agreement_id", "position"),
    )

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("partner_agreements.id"))
    position: Mapped[int]
    article: Mapped[Code]
    theme: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(1000))
    amount: Mapped[int | None]
    """Euros a year; none where the support is in kind."""
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platforms.id"), index=True)
    """The platform that the partner takes part in; none where it starts one."""


class PledgeReport(Base):
    """How a pledge went in one year of the agreement."""

    __tablename__ = "pledge_reports"
    __table_args__ = (
        one_of("state", PledgeState),
        length("text", 1000, 3),
        check("year_counts", "year >= 1"),
        check("link_is_https", "evidence_url LIKE 'https://%'"),
    )

    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledges.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    """The first year of the agreement is 1."""
    state: Mapped[Code]
    text: Mapped[str] = mapped_column(String(1000))
    evidence_url: Mapped[str | None] = mapped_column(String(1000))
    reported_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
