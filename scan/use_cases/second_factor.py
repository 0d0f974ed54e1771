"""Second factors: what one has, setting one up and taking it away (passkeys: ``passkeys``)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from scan.domain import messages, sign_in_messages
from scan.domain.assurance import SessionLevel
from scan.domain.errors import InvalidInput, NotFound, SignInFailed
from scan.domain.one_time_codes import app_address, matching_step, new_app_secret, new_recovery_codes
from scan.domain.roles import NEEDS_SECOND_FACTOR, Actor
from scan.store.tables import AuthenticatorApp, Passkey, Person, RecoveryCode
from scan.store.upsert import dialect_of, insert_into
from scan.use_cases.audit import record
from scan.use_cases.sealing import keyed_hash, seal, unseal
from scan.use_cases.second_step import APP_SECRET, RECOVERY_CODE, Browser, limit, passed
from scan.use_cases.sign_in import NewSession, SignedIn, end_sessions, has_factor, require_proof

ISSUER = "MVO-scan"
SETUP_LASTS = timedelta(minutes=30)
_SETUP = "app-setup"


@dataclass(frozen=True, slots=True)
class PasskeyInfo:
    """One passkey as its owner knows it."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of a person."""

    app_since: datetime | None
    app_last_step: int | None
    passkeys: tuple[PasskeyInfo, ...]
    recovery_codes: int
    """How many are left."""

    @property
    def any(self) -> bool:
        """Whether there is one at all; recovery codes alone are none."""
        return self.app_since is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class AppSetup:
    """A secret to put in an app. Nothing is stored until a code of it is right."""

    secret: str
    address: str
    """For the QR code."""
    sealed: str
    """Goes to the browser and back."""


@dataclass(frozen=True, slots=True)
class Added:
    """A factor was added: a session when this browser had none that was complete, codes when there were none yet."""

    session: NewSession | None
    recovery_codes: tuple[str, ...]


def my_factors(session: Session, *, actor: Actor) -> Factors:
    """The actor's own second factors. Three statements."""
    app = session.get(AuthenticatorApp, actor.person_id)
    keys = session.scalars(
        select(Passkey).where(Passkey.person_id == actor.person_id).order_by(Passkey.created_at, Passkey.id)
    )
    left = session.scalar(
        select(func.count()).where(RecoveryCode.person_id == actor.person_id, RecoveryCode.used_at.is_(None))
    )
    return Factors(
        None if app is None else app.created_at,
        None if app is None else app.last_step,
        tuple(PasskeyInfo(one.id, one.name, one.created_at, one.last_used_at) for one in keys),
        left or 0,
    )


# Setting up and taking away


def begin_app(session: Session, *, by: SignedIn, pepper: bytes, now: datetime) -> AppSetup:
    """A new secret to put in an app. Raises ProofNeeded, SignInFailed."""
    require_change(session, by, now)
    secret = new_app_secret()
    sealed = seal(pepper, _setup_of(by), f"{int(now.timestamp())} {secret}")
    return AppSetup(secret, _address(session, by, secret), sealed)


def resume_app(session: Session, *, by: SignedIn, sealed: str, pepper: bytes, now: datetime) -> AppSetup:
    """The same secret once more, after a wrong code; a new one when it is too old. Raises as ``begin_app``."""
    secret = _open_setup(by, sealed, pepper, now)
    if secret is None:
        return begin_app(session, by=by, pepper=pepper, now=now)
    require_change(session, by, now)
    return AppSetup(secret, _address(session, by, secret), sealed)


def add_app(
    session: Session,
    *,
    by: SignedIn,
    sealed: str,
    code: str,
    browser: Browser,
    pepper: bytes,
    now: datetime,
) -> Added:
    """Take the app into use, in place of another one, once a code of it is right.

    Raises InvalidInput (``code``), TooManyAttempts, ProofNeeded, SignInFailed.
    """
    require_change(session, by, now)
    throttle = limit(session, by, browser, pepper, now)
    secret = _open_setup(by, sealed, pepper, now)
    if secret is None:
        raise InvalidInput({"code": sign_in_messages.SETUP_TOO_OLD})
    step = matching_step(secret, code, now=now, last=None)
    if step is None:
        throttle.count_failure(session, now)
        raise InvalidInput({"code": sign_in_messages.CODE_WRONG})
    had_one = has_factor(session, by.actor.person_id)
    store_app(session, person_id=by.actor.person_id, secret=secret, last_step=step, pepper=pepper, now=now)
    return added(session, by=by, factor="app", had_one=had_one, browser=browser, pepper=pepper, now=now)


def store_app(
    session: Session, *, person_id: int, secret: str, last_step: int, pepper: bytes, now: datetime
) -> None:
    """The app itself, without asking who may; for use cases that checked, and the demo."""
    values = {
        "sealed_secret": seal(pepper, f"{APP_SECRET}\0{person_id}", secret),
        "last_step": last_step,
        "created_at": now,
    }
    session.execute(
        insert_into(dialect_of(session), AuthenticatorApp)
        .values(person_id=person_id, **values)
        .on_conflict_do_update(index_elements=["person_id"], set_=values)
    )


def added(
    session: Session,
    *,
    by: SignedIn,
    factor: str,
    had_one: bool,
    browser: Browser,
    pepper: bytes,
    now: datetime,
) -> Added:
    """What follows on every new factor: other sessions end, this one is complete, and there are recovery codes."""
    _changed(session, by, "second_factor_added", factor, now)
    began = None
    if by.level is not SessionLevel.FULL:
        began = passed(session, by=by, factor=factor, browser=browser, pepper=pepper, now=now)
    codes = () if had_one else _renew_codes(session, by.actor.person_id, pepper)
    return Added(began, codes)


def remove_app(session: Session, *, by: SignedIn, now: datetime) -> None:
    """Take the app away. Raises NotFound, InvalidInput (``app``), ProofNeeded, SignInFailed."""
    require_change(session, by, now)
    _keep_one(session, by, "app")
    gone = session.execute(
        delete(AuthenticatorApp)
        .where(AuthenticatorApp.person_id == by.actor.person_id)
        .returning(AuthenticatorApp.person_id)
    )
    if gone.first() is None:
        raise NotFound
    _removed(session, by, "app", now)


def remove_passkey(session: Session, *, by: SignedIn, passkey_id: int, now: datetime) -> None:
    """Take a passkey away. Raises NotFound, InvalidInput (``passkey``), ProofNeeded, SignInFailed."""
    require_change(session, by, now)
    _keep_one(session, by, "passkey")
    gone = session.execute(
        delete(Passkey)
        .where(Passkey.id == passkey_id, Passkey.person_id == by.actor.person_id)
        .returning(Passkey.id)
    )
    if gone.first() is None:
        raise NotFound
    _removed(session, by, "passkey", now)


def renew_recovery_codes(session: Session, *, by: SignedIn, pepper: bytes, now: datetime) -> tuple[str, ...]:
    """Ten new codes; the old ones are worth nothing. Raises NotFound without a factor, ProofNeeded, SignInFailed."""
    require_change(session, by, now)
    if not has_factor(session, by.actor.person_id):
        raise NotFound
    codes = _renew_codes(session, by.actor.person_id, pepper)
    _changed(session, by, "recovery_codes_renewed", "recovery_code", now)
    return codes


def reset_second_factor(session: Session, *, person_id: int, now: datetime) -> None:
    """Take away all factors of the account and end its sessions. For the command line: nobody is asked for.

    At the next sign-in, who needs a factor sets one up. Raises NotFound.
    """
    if session.get(Person, person_id) is None:
        raise NotFound
    drop_factors(session, person_id)
    end_sessions(session, person_id=person_id)
    record(
        session,
        actor=None,
        action="second_factor_reset",
        subject_kind="person",
        subject_id=person_id,
        now=now,
    )


def drop_factors(session: Session, person_id: int) -> None:
    """All second factors of a person, without asking who may; for use cases that checked."""
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        session.execute(delete(table).where(table.person_id == person_id))


def require_change(session: Session, by: SignedIn, now: datetime) -> None:
    """Only a complete session changes factors, or one of someone who has none yet; and the password is fresh.

    Raises ProofNeeded, SignInFailed; InvalidInput (``factor``) for who has no password.
    """
    if by.level is SessionLevel.WAITING:
        raise SignInFailed
    if by.level is SessionLevel.PASSWORD and has_factor(session, by.actor.person_id):
        raise SignInFailed
    if session.scalar(select(Person.email).where(Person.id == by.actor.person_id)) is None:
        raise InvalidInput({"factor": messages.NEEDS_ACCOUNT})
    require_proof(by, now)


def _keep_one(session: Session, by: SignedIn, field: str) -> None:
    """Who needs a factor keeps one. The person is locked: two requests at once cannot take the last two."""
    session.execute(select(Person.id).where(Person.id == by.actor.person_id).with_for_update())
    factors = my_factors(session, actor=by.actor)
    count = len(factors.passkeys) + (factors.app_since is not None)
    if count == 1 and any(one.role in NEEDS_SECOND_FACTOR for one in by.actor.memberships):
        raise InvalidInput({field: sign_in_messages.LAST_FACTOR})


def _removed(session: Session, by: SignedIn, factor: str, now: datetime) -> None:
    if not has_factor(session, by.actor.person_id):
        session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == by.actor.person_id))
    _changed(session, by, "second_factor_removed", factor, now)


def _changed(session: Session, by: SignedIn, action: str, factor: str, now: datetime) -> None:
    end_sessions(session, person_id=by.actor.person_id, but=by.session_id)
    record(
        session,
        actor=by.actor,
        action=action,
        subject_kind="person",
        subject_id=by.actor.person_id,
        now=now,
        factor=factor,
    )


def _renew_codes(session: Session, person_id: int, pepper: bytes) -> tuple[str, ...]:
    codes = new_recovery_codes()
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.execute(
        insert(RecoveryCode),
        [{"person_id": person_id, "code_hash": keyed_hash(pepper, RECOVERY_CODE, code)} for code in codes],
    )
    return codes


def _address(session: Session, by: SignedIn, secret: str) -> str:
    email = session.scalar(select(Person.email).where(Person.id == by.actor.person_id)) or by.display_name
    return app_address(secret, account=email, issuer=ISSUER)


def _open_setup(by: SignedIn, sealed: str, pepper: bytes, now: datetime) -> str | None:
    began, _, secret = (unseal(pepper, _setup_of(by), sealed) or "0 ").partition(" ")
    fresh = now.timestamp() - int(began) <= SETUP_LASTS.total_seconds()
    return secret if secret and fresh else None


def _setup_of(by: SignedIn) -> str:
    """A setup is for one person."""
    return f"{_SETUP}\0{by.actor.person_id}"
