"""The second step of signing in: the code of an app, or a recovery code (passkeys: ``passkeys``)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from scan.domain import sign_in_messages
from scan.domain.errors import InvalidInput
from scan.domain.one_time_codes import matching_step
from scan.domain.secrets import tidy_code
from scan.store.tables import AuthenticatorApp, RecoveryCode
from scan.use_cases.sealing import keyed_hash, unseal
from scan.use_cases.sign_in import NewSession, SignedIn, begin_session
from scan.use_cases.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT, Throttle, forget

APP_SECRET = "app-secret"  # noqa: S105 - the purpose of a seal; it opens for the person it was made for alone
RECOVERY_CODE = "recovery-code"


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from, as far as signing in asks."""

    address: str
    """For rate limits alone; kept nowhere."""
    token: str | None
    """The token of the present session, which a new session replaces."""
    device: str | None


def check_app_code(
    session: Session, *, by: SignedIn, code: str, browser: Browser, pepper: bytes, now: datetime
) -> NewSession:
    """Go on with the code of the app. Raises InvalidInput (``code``), TooManyAttempts."""
    throttle = limit(session, by, browser, pepper, now)
    app = session.get(AuthenticatorApp, by.actor.person_id)
    secret = None if app is None else unseal(pepper, f"{APP_SECRET}\0{app.person_id}", app.sealed_secret)
    step = None
    if app is not None and secret is not None:
        step = matching_step(secret, code, now=now, last=app.last_step)
    if step is None or not _use_step(session, by, step):
        throttle.count_failure(session, now)
        raise InvalidInput({"code": sign_in_messages.CODE_WRONG})
    return passed(session, by=by, factor="app", browser=browser, pepper=pepper, now=now)


def app_has_secret(session: Session, *, person_id: int, secret: str, pepper: bytes) -> bool:
    """Whether this secret, which the caller knows already, is that of the person's app."""
    app = session.get(AuthenticatorApp, person_id)
    return app is not None and unseal(pepper, f"{APP_SECRET}\0{person_id}", app.sealed_secret) == secret


def _use_step(session: Session, by: SignedIn, step: int) -> bool:
    """Each code once, also when it is sent twice at the same moment."""
    used = session.execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.person_id == by.actor.person_id, AuthenticatorApp.last_step < step)
        .values(last_step=step)
        .returning(AuthenticatorApp.person_id),
        execution_options={"synchronize_session": False},
    )
    return used.first() is not None


def check_recovery_code(
    session: Session, *, by: SignedIn, code: str, browser: Browser, pepper: bytes, now: datetime
) -> NewSession:
    """Go on with a code from paper; it works once. Raises InvalidInput (``recovery``), TooManyAttempts."""
    throttle = limit(session, by, browser, pepper, now)
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == by.actor.person_id,
            RecoveryCode.code_hash == keyed_hash(pepper, RECOVERY_CODE, tidy_code(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.person_id),
        execution_options={"synchronize_session": False},
    )
    if used.first() is None:
        throttle.count_failure(session, now)
        raise InvalidInput({"recovery": sign_in_messages.RECOVERY_CODE_WRONG})
    return passed(session, by=by, factor="recovery_code", browser=browser, pepper=pepper, now=now)


def limit(session: Session, by: SignedIn, browser: Browser, pepper: bytes, now: datetime) -> Throttle:
    """The limits on guessing a second factor, checked. Raises TooManyAttempts."""
    throttle = Throttle.of(
        pepper,
        ("second", str(by.actor.person_id), ACCOUNT_LIMIT),
        ("address", browser.address, ADDRESS_LIMIT),
    )
    throttle.check(session, now)
    return throttle


def passed(
    session: Session, *, by: SignedIn, factor: str, browser: Browser, pepper: bytes, now: datetime
) -> NewSession:
    """The complete session of someone whose ``factor`` was right, in place of the one that waited."""
    forget(session, pepper, "second", str(by.actor.person_id))
    return begin_session(
        session,
        person_id=by.actor.person_id,
        replaces=browser.token,
        now=now,
        device=browser.device,
        factor=factor,
        proven_at=by.proven_at,
    )
