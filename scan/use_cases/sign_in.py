"""Signing in and out, and the sessions of a person (design 9)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from scan.domain.assurance import SessionLevel, Step, open_step
from scan.domain.errors import InvalidInput, NotFound, ProofNeeded, SignInFailed
from scan.domain.messages import UNKNOWN_CHOICE
from scan.domain.roles import NEEDS_SECOND_FACTOR, Actor, Membership, OrganisationKind, Role
from scan.domain.secrets import PASSWORD_MAXIMUM, password_fault
from scan.domain.sign_in_messages import PASSWORD_WRONG
from scan.store.tables import (
    AuthenticatorApp,
    ClassMember,
    Dossier,
    MembershipRow,
    Passkey,
    Person,
    Placement,
    SignInSession,
)
from scan.store.tables.base import code
from scan.use_cases.audit import record
from scan.use_cases.hashing import digest, hashed, matches, outdated
from scan.use_cases.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT, Throttle, forget

LIFETIME = timedelta(days=30)
DECIDERS_LIFETIME = timedelta(hours=12)
"""For those who need a second factor."""
WAITING_LIFETIME = timedelta(minutes=15)
"""Between the password and the second factor."""
PROOF_LASTS = timedelta(minutes=15)
"""So long after the password was given someone may change how they prove who they are."""
SEEN_EVERY = timedelta(minutes=5)
"""``last_seen_at`` is written at most so often."""


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
    level: SessionLevel = SessionLevel.FULL
    proven_at: datetime | None = None
    is_pupil: bool = False
    """A student who scans the own school and has no internship."""

    @property
    def step(self) -> Step | None:
        """What is asked of this session before anything else; None when all is open to its roles."""
        return open_step(self.level, self.actor.memberships)


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
    device: str | None
    """Browser and system, such as ``Firefox/Windows``; None where it was not told."""


def sign_in(
    session: Session,
    *,
    email: str,
    password: str,
    address: str,
    pepper: bytes,
    now: datetime,
    replaces: str | None = None,
    device: str | None = None,
) -> NewSession:
    """Sign in with e-mail and password. ``replaces``: the token of the browser's present session, which ends.

    Who has a second factor gets a session that waits for it (``scan.use_cases.second_step``). Raises
    SignInFailed without saying why (unknown, wrong and disabled take the same time), TooManyAttempts.
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
    return begin_session(session, person_id=person.id, replaces=replaces, now=now, device=device)


def begin_session(
    session: Session,
    *,
    person_id: int,
    replaces: str | None,
    now: datetime,
    device: str | None = None,
    factor: str | None = None,
    proven_at: datetime | None = None,
) -> NewSession:
    """A session for someone who just proved who they are, with a new token; ``replaces`` ends.

    ``factor``: the second factor that was right (``app``, ``passkey``, ``recovery_code``); without, whoever has one
    gets a session that waits for it. ``proven_at``: when the password was given, if not now.
    """
    if replaces is not None:
        session.execute(delete(SignInSession).where(SignInSession.token_hash == digest(replaces)))
    session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
    roles = session.scalars(select(MembershipRow.role).where(MembershipRow.person_id == person_id)).all()
    level = SessionLevel.FULL
    if factor is None:
        level = SessionLevel.WAITING if has_factor(session, person_id) else SessionLevel.PASSWORD
    token = secrets.token_urlsafe(32)
    row = SignInSession(
        token_hash=digest(token),
        person_id=person_id,
        created_at=now,
        last_seen_at=now,
        expires_at=now + _lifetime(level, roles),
        level=level.value,
        proven_at=proven_at or now,
        device=device,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=person_id,
        action="second_factor_asked" if level is SessionLevel.WAITING else "signed_in",
        subject_kind="person",
        subject_id=person_id,
        now=now,
        sign_in=row.id,
        **({} if factor is None else {"factor": factor}),
    )
    return NewSession(token, row.expires_at, person_id)


def _lifetime(level: SessionLevel, roles: Iterable[str]) -> timedelta:
    if level is SessionLevel.WAITING:
        return WAITING_LIFETIME
    return DECIDERS_LIFETIME if any(Role(role) in NEEDS_SECOND_FACTOR for role in roles) else LIFETIME


def has_factor(session: Session, person_id: int) -> bool:
    """Whether the person has a second factor of any kind. One statement."""
    app = select(AuthenticatorApp.person_id).where(AuthenticatorApp.person_id == person_id).exists()
    passkey = select(Passkey.id).where(Passkey.person_id == person_id).exists()
    return bool(session.scalar(select(or_(app, passkey))))


_IS_PUPIL = and_(
    MembershipRow.role == code(Role.STUDENT),
    exists().where(ClassMember.person_id == Person.id, Dossier.class_id == ClassMember.class_id),
    ~exists().where(Placement.student_id == Person.id),
)
_RESUME = (
    select(
        SignInSession.id,
        SignInSession.last_seen_at,
        SignInSession.expires_at,
        SignInSession.level,
        SignInSession.proven_at,
        Person.id,
        Person.display_name,
        Person.locale,
        _IS_PUPIL,
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
    session_id, seen, expires, level, proven_at, person_id, name, locale = rows[0][:8]
    memberships = tuple(
        Membership(Role(role), organisation, OrganisationKind(kind))
        for *_, role, organisation, kind in rows
        if role is not None
    )
    return SignedIn(
        Actor(person_id, memberships),
        name,
        locale,
        session_id,
        expires,
        now - seen >= SEEN_EVERY,
        SessionLevel(level),
        proven_at,
        any(row[8] for row in rows),
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
        SessionInfo(row.id, row.created_at, row.last_seen_at, row.expires_at, row.id == current, row.device)
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


def end_other_sessions(session: Session, *, actor: Actor, current: int, now: datetime) -> None:
    """End all of the actor's own sessions but the one that asks."""
    end_sessions(session, person_id=actor.person_id, but=current)
    record(
        session,
        actor=actor,
        action="other_sessions_ended",
        subject_kind="person",
        subject_id=actor.person_id,
        now=now,
    )


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
    if not matches(person.password_hash, present[: PASSWORD_MAXIMUM + 1]):
        throttle.count_failure(session, now)
        raise InvalidInput({"present": PASSWORD_WRONG})
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


def prove_again(
    session: Session, *, by: SignedIn, password: str, address: str, pepper: bytes, now: datetime
) -> None:
    """Give the password once more, before something weighty. Raises InvalidInput (``password``), TooManyAttempts."""
    throttle = Throttle.of(
        pepper, ("person", str(by.actor.person_id), ACCOUNT_LIMIT), ("address", address, ADDRESS_LIMIT)
    )
    throttle.check(session, now)
    stored = session.scalar(select(Person.password_hash).where(Person.id == by.actor.person_id))
    if not matches(stored, password[: PASSWORD_MAXIMUM + 1]):
        throttle.count_failure(session, now)
        raise InvalidInput({"password": PASSWORD_WRONG})
    session.execute(update(SignInSession).where(SignInSession.id == by.session_id).values(proven_at=now))


def require_proof(by: SignedIn, now: datetime) -> None:
    """Raise ProofNeeded unless the password was given a short while ago in this session."""
    if by.proven_at is None or now - by.proven_at > PROOF_LASTS:
        raise ProofNeeded


def set_locale(session: Session, *, actor: Actor, locale: str) -> None:
    """Remember the actor's language. Raises InvalidInput on ``locale``."""
    if locale not in ("nl", "en"):
        raise InvalidInput({"locale": UNKNOWN_CHOICE})
    session.execute(update(Person).where(Person.id == actor.person_id).values(locale=locale))
