"""Sessions, second factors, and companies that register themselves and have not confirmed yet."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.assurance import SessionLevel
from scan.store.tables.base import Base, Code, Hash, Key, Line, Short, check, length, one_of


class SignInSession(Base):
    """One signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "sessions"
    __table_args__ = (
        one_of("level", SessionLevel),
        length("device", 40),
        check("challenge_expires", "(challenge IS NULL) = (challenge_expires_at IS NULL)"),
        check("ends_after_start", "expires_at > created_at"),
    )

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    level: Mapped[Code]
    proven_at: Mapped[datetime | None]
    """When the password was last given in this session."""
    device: Mapped[str | None] = mapped_column(String(40))
    """Browser and system, such as ``Firefox/Windows``; no address, and not the whole user agent."""
    challenge: Mapped[str | None] = mapped_column(String(64))
    """What a passkey has to sign now, in hexadecimal; used once."""
    challenge_expires_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed attempt, under a keyed hash of account, class code or address; gone after a day."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_key_hash_at", "key_hash", "at"),)

    id: Mapped[Key]
    key_hash: Mapped[Hash]
    at: Mapped[datetime] = mapped_column(index=True)


class AuthenticatorApp(Base):
    """Someone's app with six-digit codes; the secret is sealed with the secret of the installation."""

    __tablename__ = "authenticator_apps"
    __table_args__ = (length("sealed_secret", 200), check("step_positive", "last_step > 0"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(String(200))
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The newest thirty seconds whose code was used: that code and older ones are worth nothing."""
    created_at: Mapped[datetime]


class Passkey(Base):
    """Someone's passkey: a name to know it by, and the public key."""

    __tablename__ = "passkeys"
    __table_args__ = (length("name", 80), check("sign_count_not_negative", "sign_count >= 0"))

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[Short]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """As the authenticator last said it; many always say 0."""
    transports: Mapped[str | None] = mapped_column(String(80))
    """How the browser may reach it, with commas between."""
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code on paper for who lost the rest; a keyed hash, used once."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None]


class Registration(Base):
    """A company that registers itself: nothing exists until the address is confirmed; gone after two days."""

    __tablename__ = "registrations"
    __table_args__ = (
        length("company", 300),
        length("display_name", 80),
        length("email", 254, 3),
        check("email_folded", "email = lower(email)"),
        check("kvk_form", "length(kvk_number) = 8"),
        one_of("locale", ("nl", "en")),
    )

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    company: Mapped[Line]
    kvk_number: Mapped[str] = mapped_column(String(8))
    display_name: Mapped[Short]
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
