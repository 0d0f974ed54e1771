"""News for people, what they want mail about, and the outbox."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.news import LetterKind, MailError, NewsKind, Topic
from scan.store.tables.base import Base, Code, Json, Key, check, length, one_of


class Letter(Base):
    """One mail that goes out, or went. Its text is made when it is sent; here are only numbers.

    The address stands here only for who has no account, and the secret (a code or a path with a token, sealed) only
    until it is sent. A person has one digest a day: the unique key says so.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("kind", LetterKind),
        one_of("language", ("nl", "en")),
        one_of("last_error", MailError),
        length("email", 254, 3),
        check("one_recipient", "person_id IS NULL OR email IS NULL"),
        check("waiting_has_recipient", "sent_at IS NOT NULL OR person_id IS NOT NULL OR email IS NOT NULL"),
        check("sent_keeps_nothing", "sent_at IS NULL OR (email IS NULL AND sealed_secret IS NULL)"),
        check("one_end", "sent_at IS NULL OR given_up_at IS NULL"),
        check("given_up_for_a_reason", "given_up_at IS NULL OR last_error IS NOT NULL"),
        check("digest_of_a_day", "(kind = 'digest') = (day IS NOT NULL)"),
        check("digest_of_a_person", "kind <> 'digest' OR person_id IS NOT NULL"),
        check("attempts_not_negative", "attempts >= 0"),
        UniqueConstraint("person_id", "day"),
        Index(
            "ix_outbox_waiting",
            "not_before",
            sqlite_where=text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    kind: Mapped[Code]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    data: Mapped[Any] = mapped_column(Json)
    """Numbers of organisations whose names stand in it."""
    sealed_secret: Mapped[str | None] = mapped_column(String(400))
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[date | None]
    """Of a digest: the day in the region."""
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    void_after: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    """Somebody is sending it; past this moment they are taken to have died."""
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(40))
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class News(Base):
    """One thing that is new for one person; shown on a page, and in the digest of who has a mail address."""

    __tablename__ = "news"
    __table_args__ = (
        one_of("kind", NewsKind),
        check(
            "about_one_thing",
            "CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END + CASE WHEN platform_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN dossier_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN ambassador_id IS NULL THEN 0 ELSE 1 END = 1",
        ),
        UniqueConstraint("person_id", "kind", "return_id"),
        Index("ix_news_person_id_created_at", "person_id", "created_at"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[Code]
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("partner_agreements.id"), index=True)
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platforms.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    """Where there is no dossier: news of a statement."""
    ambassador_id: Mapped[int | None] = mapped_column(ForeignKey("ambassadors.id"), index=True)
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("scans.id"), index=True)
    """The reader's own scan, or the one that was returned."""
    return_id: Mapped[int | None] = mapped_column(ForeignKey("returns.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), index=True)
    """The digest that told it."""
    seen_at: Mapped[datetime | None]


class MutedTopic(Base):
    """Something that a person wants no mail about."""

    __tablename__ = "muted_topics"
    __table_args__ = (one_of("topic", Topic),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
