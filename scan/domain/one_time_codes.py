"""Codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, thirty seconds) and recovery codes."""

import hmac
import re
from datetime import datetime

from scan.domain.secrets import new_code

STEP_SECONDS = 30
DRIFT = 1
"""Steps that a clock may be slow or fast (RFC 6238, section 5.2)."""
RECOVERY_CODES = 10


def new_app_secret() -> str:
    """A random secret for an app, in base32: 160 bits, as RFC 4226 recommends."""
    import pyotp  # only signing in needs it

    return pyotp.random_base32()


def app_address(secret: str, *, account: str, issuer: str) -> str:
    """The ``otpauth:`` address that an app reads from a QR code."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def step_at(moment: datetime) -> int:
    """The number of the thirty seconds that ``moment`` falls in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_of_step(secret: str, step: int) -> str:
    """The six digits of a step."""
    import pyotp

    return pyotp.TOTP(secret).at(step * STEP_SECONDS)


def matching_step(secret: str, code: str, *, now: datetime, last: int | None) -> int | None:
    """The step whose code this is, one slow or fast at most; None when none is, or when it was used before.

    ``last``: the newest step that was used. A code of that step or of an older one is refused: each works once.
    """
    digits = re.sub(r"[\s\-]", "", code)
    present = step_at(now)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        same = hmac.compare_digest(code_of_step(secret, step).encode(), digits.encode())
        if same and (last is None or step > last):
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Codes of 40 bits to keep on paper, each good for once; tries are rate limited."""
    return tuple(new_code() for _ in range(RECOVERY_CODES))
