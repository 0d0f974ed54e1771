"""Signing in and out, and the sessions of a person (design 9)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.orm import Session

from scan.domain.errors import InvalidInput, NotFound, SignInFailed
from scan.domain.messages import UNKNOWN_CHOICE
from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.domain.secrets import PASSWORD_MAXIMUM, password_fault
from scan.store.tables import MembershipRow, Person, SignInSession
from scan.use_cases.audit import record
from scan.use_cases.hashing import digest, hashed, matches, outdated
from scan.use_cases.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT, Throttle, forget

LIFETIME = timedelta(days=30)
DECIDERS_LIFETIME = timedelta(hours=12)
"""For those who decide or run the installation."""
SEEN_EVERY = timedelta(minutes=5)
"""``last_seen_at`` is written at most so often."""
_DECIDERS = frozenset({Role.CERTIFIER, Role.MONITOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a session, read anew on every request: who is disabled is out at once."""

    actor: Actor
    display_name: str
    locale: str
    session_id: int
    expires_at: datetime
    touch_due: bool
    """``touch`` should be called in a transaction that writes."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun. The token goes into a cookie and is stored nowhere."""

    token: str
    expires_at: datetime
    person_id: int


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """One of a person's sessions."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


def sign_in(
    session: Session,
    *,
    email: str,
    password: str,
    address: str,
    pepper: bytes,
    now: datetime,
    replaces: str | None = None,
) -> NewSession:
    """Sign in with e-mail and password. ``replaces``: the token of the browser's present session, which ends.

    Raises SignInFailed without saying why (unknown, wrong and disabled take the same time), TooManyAttempts.
    """
    account = email.strip().lower()
    throttle = Throttle.of(pepper, ("account", account, ACCOUNT_LIMIT), ("address", address, ADDRESS_LIMIT))
    throttle.check(session, now)
    person = session.scalar(select(Person).where(Person.email == account))
    right = matches(person.password_hash if person else None, password[: PASSWORD_MAXIMUM + 1])
    if person is None or not right or person.disabled_at is not None:
        throttle.count_failure(session, now)
        raise SignInFailed
    forget(session, pepper, "account", account)
    if person.password_hash is not None and outdated(person.password_hash):
        person.password_hash = hashed(password)
    return begin_session(session, person_id=person.id, replaces=replaces, now=now)


def begin_session(session: Session, *, person_id: int, replaces: str | None, now: datetime) -> NewSession:
    """A session for someone who just proved who they are, with a new token; ``replaces`` ends."""
    if replaces is not None:
        session.execute(delete(SignInSession).where(SignInSession.token_hash == digest(replaces)))
    session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
    roles = session.scalars(select(MembershipRow.role).where(MembershipRow.person_id == person_id)).all()
    decides = any(Role(role) in _DECIDERS for role in roles)
    token = secrets.token_urlsafe(32)
    row = SignInSession(
        token_hash=digest(token),
        person_id=person_id,
        created_at=now,
        last_seen_at=now,
        expires_at=now + (DECIDERS_LIFETIME if decides else LIFETIME),
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=person_id,
        action="signed_in",
        subject_kind="person",
        subject_id=person_id,
        now=now,
        sign_in=row.id,
    )
    return NewSession(token, row.expires_at, person_id)


_RESUME = (
    select(
        SignInSession.id,
        SignInSession.last_seen_at,
        SignInSession.expires_at,
        Person.id,
        Person.display_name,
        Person.locale,
        MembershipRow.role,
        MembershipRow.organisation_id,
        MembershipRow.organisation_kind,
    )
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(MembershipRow, MembershipRow.person_id == Person.id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.expires_at > bindparam("now"),
        Person.disabled_at.is_(None),
    )
    .order_by(MembershipRow.organisation_id, MembershipRow.role)
)


def resume(session: Session, *, token: str, now: datetime) -> SignedIn | None:
    """Who holds this token, in one statement; None when it ended or the account is disabled."""
    rows = session.execute(_RESUME, {"token_hash": digest(token), "now": now}).all()
    if not rows:
        return None
    session_id, seen, expires, person_id, name, locale = rows[0][:6]
    memberships = tuple(
        Membership(Role(role), organisation, OrganisationKind(kind))
        for *_, role, organisation, kind in rows
        if role is not None
    )
    return SignedIn(
        Actor(person_id, memberships), name, locale, session_id, expires, now - seen >= SEEN_EVERY
    )


def touch(session: Session, *, session_id: int, now: datetime) -> None:
    """Note that the session is in use."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now))


def sign_out(session: Session, *, token: str) -> None:
    """End the session with this token; does nothing when there is none."""
    session.execute(delete(SignInSession).where(SignInSession.token_hash == digest(token)))


def my_sessions(session: Session, *, actor: Actor, current: int, now: datetime) -> tuple[SessionInfo, ...]:
    """The actor's open sessions, last seen first. ``current``: the id of the one that asks."""
    rows = session.scalars(
        select(SignInSession)
        .where(SignInSession.person_id == actor.person_id, SignInSession.expires_at > now)
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    )
    return tuple(
        SessionInfo(row.id, row.created_at, row.last_seen_at, row.expires_at, row.id == current)
        for row in rows
    )


def end_session(session: Session, *, actor: Actor, session_id: int) -> None:
    """End one of the actor's own sessions. Raises NotFound for anyone else's."""
    ended = session.execute(
        delete(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.person_id == actor.person_id)
        .returning(SignInSession.id)
    )
    if ended.first() is None:
        raise NotFound


def end_sessions(session: Session, *, person_id: int, but: int | None = None) -> None:
    """End all sessions of a person, except the one with id ``but``."""
    conditions: list[ColumnElement[bool]] = [SignInSession.person_id == person_id]
    if but is not None:
        conditions.append(SignInSession.id != but)
    session.execute(delete(SignInSession).where(*conditions))


def change_password(
    session: Session,
    *,
    actor: Actor,
    present: str,
    new: str,
    current: int,
    address: str,
    pepper: bytes,
    now: datetime,
) -> None:
    """Change the actor's password and end their other sessions. ``current``: the session that asks.

    Raises InvalidInput on ``present`` or ``new``, TooManyAttempts.
    """
    throttle = Throttle.of(
        pepper, ("person", str(actor.person_id), ACCOUNT_LIMIT), ("address", address, ADDRESS_LIMIT)
    )
    throttle.check(session, now)
    person = session.get_one(Person, actor.person_id)
    fault = password_fault(new, person.display_name, *(person.email or "").split("@"), person.email or "")
    if fault is not None:
        raise InvalidInput({"new": fault})
    if not matches(person.password_hash, present):
        throttle.count_failure(session, now)
        raise InvalidInput({"present": SignInFailed().message})
    person.password_hash = hashed(new)
    end_sessions(session, person_id=person.id, but=current)
    record(
        session,
        actor=actor,
        action="password_changed",
        subject_kind="person",
        subject_id=person.id,
        now=now,
    )


def set_locale(session: Session, *, actor: Actor, locale: str) -> None:
    """Remember the actor's language. Raises InvalidInput on ``locale``."""
    if locale not in ("nl", "en"):
        raise InvalidInput({"locale": UNKNOWN_CHOICE})
    session.execute(update(Person).where(Person.id == actor.person_id).values(locale=locale))
