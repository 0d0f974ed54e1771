"""Passwords, pins and codes: what is good enough, and how they are made.

Rules follow NIST SP 800-63B (2025) 3.1.1.2: length, no rules about kinds of characters, common ones refused.
"""

import re
import secrets
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise

from scan.domain import messages
from scan.domain.messages import Message

PASSWORD_MINIMUM = 8
PASSWORD_MAXIMUM = 128
_PIN = re.compile(r"[0-9]{6}", re.ASCII)
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are read for one another."""


@cache
def _common_passwords() -> frozenset[str]:
    lines = (
        line
        for name in ("common_passwords.txt", "common_passwords_zxcvbn.txt")
        for line in files("scan.domain").joinpath(name).read_text("utf-8").splitlines()
    )
    return frozenset(line for line in lines if line and not line.startswith("#"))


def password_fault(password: str, *personal: str) -> Message | None:
    """What is wrong with a new password, or None. ``personal``: words of the owner that it may not be."""
    if len(password) < PASSWORD_MINIMUM:
        return messages.PASSWORD_SHORT.fill(limit=PASSWORD_MINIMUM)
    if len(password) > PASSWORD_MAXIMUM:
        return messages.PASSWORD_LONG.fill(limit=PASSWORD_MAXIMUM)
    folded = password.casefold()
    core = folded.rstrip("0123456789!?.@#$*-_ ")
    own = {word.casefold() for word in personal if word}
    if folded in own or len(set(folded)) <= 2 or {folded, core} & _common_passwords():
        return messages.PASSWORD_COMMON
    return None


def pin_fault(pin: str) -> Message | None:
    """What is wrong with a new pin, or None: six digits, no run, no repeated pair or three."""
    if not _PIN.fullmatch(pin):
        return messages.PIN_WRONG_FORM
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 or pin == pin[:2] * 3 or pin == pin[:3] * 2:
        return messages.PIN_EASY
    return None


def new_pin() -> str:
    """A random pin that passes the rules."""
    while True:
        pin = f"{secrets.randbelow(1_000_000):06d}"
        if pin_fault(pin) is None:
            return pin


def new_code(groups: int = 2) -> str:
    """A random code to copy by hand: groups of four clear characters, 20 bits each: ``K7MP-2XQD``."""
    return "-".join("".join(secrets.choice(_CODE_LETTERS) for _ in range(4)) for _ in range(groups))


def tidy_code(text: str) -> str:
    """A code as people type it back: any case, with or without separators."""
    letters = re.sub(r"[\s\-–.]", "", text).upper()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def name_key(name: str) -> str:
    """What makes two display names the same: case, width, accents' spelling and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
