"""Passkeys (WebAuthn Level 2), as a second factor after the password; the library ``webauthn`` checks them.

A challenge is kept with the session, for five minutes, and is worth nothing once it was answered well.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scan.domain import sign_in_messages
from scan.domain.errors import InvalidInput
from scan.domain.fields import Fields
from scan.store.tables import Passkey, Person, SignInSession
from scan.use_cases.second_factor import ISSUER, Added, added, require_change
from scan.use_cases.second_step import Browser, limit, passed
from scan.use_cases.sign_in import NewSession, SignedIn, has_factor

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

CHALLENGE_LASTS = timedelta(minutes=5)
MOST_PASSKEYS = 10
NAME_MAXIMUM = 80
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
"""What the parsers of the library, and of JSON, also raise for what no browser sends."""
_TRANSPORTS = frozenset({"ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"})


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The house as authenticators know it: passkeys work at this host name only."""

    id: str
    origin: str

    @classmethod
    def at(cls, base_url: str) -> "RelyingParty":
        """Of the public address, such as ``https://scan.example``."""
        parts = urlsplit(base_url)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}".lower())


def registration_options(
    session: Session, *, by: SignedIn, party: RelyingParty, pepper: bytes, now: datetime
) -> str:
    """JSON for ``navigator.credentials.create``. Raises InvalidInput (``passkey``), ProofNeeded, SignInFailed."""
    import webauthn
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    require_change(session, by, now)
    _require_room(session, by)
    person = session.get_one(Person, by.actor.person_id)
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=ISSUER,
        user_id=hmac.new(pepper, f"passkey-user\0{person.id}".encode(), hashlib.sha256).digest(),
        user_name=person.email or person.display_name,
        user_display_name=person.display_name,
        challenge=_new_challenge(session, by, now),
        timeout=int(CHALLENGE_LASTS.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,  # the password comes first, so it need not be found
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_known(session, by),
    )
    return webauthn.options_to_json(options)


def add_passkey(
    session: Session,
    *,
    by: SignedIn,
    name: str,
    credential: str,
    party: RelyingParty,
    browser: Browser,
    pepper: bytes,
    now: datetime,
) -> Added:
    """Take a new passkey into use; ``credential`` is the browser's JSON.

    Raises InvalidInput (``name``, ``passkey``), TooManyAttempts, ProofNeeded, SignInFailed.
    """
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    require_change(session, by, now)
    throttle = limit(session, by, browser, pepper, now)
    fields = Fields()
    name = fields.line("name", name, NAME_MAXIMUM)
    fields.check()
    _require_room(session, by)
    challenge = _take_challenge(session, by, now)
    try:
        verified = webauthn.verify_registration_response(
            credential=_parsed(credential),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *_MALFORMED) as problem:
        throttle.count_failure(session, now)
        raise _refused() from problem
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == verified.credential_id)) is not None:
        raise _refused()
    had_one = has_factor(session, by.actor.person_id)
    session.add(
        Passkey(
            person_id=by.actor.person_id,
            name=name,
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=_transports(credential),
            created_at=now,
        )
    )
    session.flush()
    return added(session, by=by, factor="passkey", had_one=had_one, browser=browser, pepper=pepper, now=now)


def sign_in_options(session: Session, *, by: SignedIn, party: RelyingParty, now: datetime) -> str:
    """JSON for ``navigator.credentials.get``. Raises InvalidInput (``passkey``) for who has none."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    known = _known(session, by)
    if not known:
        raise _refused()
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=_new_challenge(session, by, now),
        timeout=int(CHALLENGE_LASTS.total_seconds() * 1000),
        allow_credentials=known,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def check_passkey(
    session: Session,
    *,
    by: SignedIn,
    credential: str,
    party: RelyingParty,
    browser: Browser,
    pepper: bytes,
    now: datetime,
) -> NewSession:
    """Go on with a passkey; ``credential`` is the browser's JSON.

    Raises InvalidInput (``passkey``), TooManyAttempts.
    """
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    throttle = limit(session, by, browser, pepper, now)
    challenge = _take_challenge(session, by, now)
    try:
        given = _parsed(credential)
        key = _named(session, by, str(given["id"]))
        verified = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *_MALFORMED) as problem:
        throttle.count_failure(session, now)
        raise _refused() from problem
    key.sign_count = verified.new_sign_count
    key.last_used_at = now
    session.flush()
    return passed(session, by=by, factor="passkey", browser=browser, pepper=pepper, now=now)


def _named(session: Session, by: SignedIn, credential_id: str) -> Passkey:
    """The person's own passkey with this id, locked: its count is compared and raised. Raises KeyError."""
    import webauthn

    key = session.scalar(
        select(Passkey)
        .where(
            Passkey.person_id == by.actor.person_id,
            Passkey.credential_id == webauthn.base64url_to_bytes(credential_id),
        )
        .with_for_update()
    )
    if key is None:
        raise KeyError(credential_id)
    return key


def _known(session: Session, by: SignedIn) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

    rows = session.execute(
        select(Passkey.credential_id, Passkey.transports)
        .where(Passkey.person_id == by.actor.person_id)
        .order_by(Passkey.id)
    )
    return [
        PublicKeyCredentialDescriptor(
            id=found,
            transports=[AuthenticatorTransport(one) for one in transports.split(",")] if transports else None,
        )
        for found, transports in rows
    ]


def _require_room(session: Session, by: SignedIn) -> None:
    count = session.scalar(select(func.count()).where(Passkey.person_id == by.actor.person_id)) or 0
    if count >= MOST_PASSKEYS:
        raise InvalidInput({"passkey": sign_in_messages.TOO_MANY_PASSKEYS.fill(limit=MOST_PASSKEYS)})


def _new_challenge(session: Session, by: SignedIn, now: datetime) -> bytes:
    challenge = secrets.token_bytes(32)
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == by.session_id)
        .values(challenge=challenge.hex(), challenge_expires_at=now + CHALLENGE_LASTS)
    )
    return challenge


def _take_challenge(session: Session, by: SignedIn, now: datetime) -> bytes:
    """The challenge of this session, which is used up when all goes well. Raises InvalidInput (``passkey``)."""
    row = session.scalar(
        select(SignInSession)
        .where(SignInSession.id == by.session_id, SignInSession.challenge_expires_at > now)
        .with_for_update()
    )
    if row is None or row.challenge is None:
        raise _refused()
    challenge = bytes.fromhex(row.challenge)
    row.challenge = row.challenge_expires_at = None
    session.flush()
    return challenge


def _parsed(credential: str) -> dict[str, object]:
    """Raises ValueError for what is no JSON object."""
    given = json.loads(credential)
    if not isinstance(given, dict):
        raise ValueError("a credential is a JSON object")
    return given


def _transports(credential: str) -> str | None:
    """How the browser said it reaches this passkey; what is not known is left out."""
    response = _parsed(credential).get("response")
    told = response.get("transports") if isinstance(response, dict) else None
    listed = told if isinstance(told, list) else []
    known = sorted(_TRANSPORTS.intersection(one for one in listed if isinstance(one, str)))
    return ",".join(known) or None


def _refused() -> InvalidInput:
    return InvalidInput({"passkey": sign_in_messages.PASSKEY_REFUSED})
