"""Argon2 for passwords and pins; plain sha256 for tokens and codes, which are random already."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one thread."""
_NOBODY = _HASHER.hash("nobody has this password")
_NO_SECRETS: ContextVar[dict[str, str] | None] = ContextVar("_NO_SECRETS", default=None)


def hashed(secret: str) -> str:
    """The argon2id hash of a password or pin, with its parameters."""
    known = _NO_SECRETS.get()
    if known is None:
        return _HASHER.hash(secret)
    if secret not in known:
        known[secret] = _HASHER.hash(secret)
    return known[secret]


@contextmanager
def hashed_once() -> Iterator[None]:
    """For the invented people of the demo only, whose password is printed on the screen: one hash does for all.

    Hashing and comparing are slow on purpose; for dozens of people with one password that would be most of the first
    start.
    """
    before = _NO_SECRETS.set({})
    try:
        yield
    finally:
        _NO_SECRETS.reset(before)


def matches(stored: str | None, secret: str) -> bool:
    """Whether ``secret`` is the one; takes as long when there is nothing to compare with."""
    known = _NO_SECRETS.get()
    if known is not None and stored in (None, known.get(secret)):
        return stored is not None  # of the demo: there is none yet, or it was made of it a moment ago
    try:
        return _HASHER.verify(stored or _NOBODY, secret) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def digest(token: str) -> str:
    """What is stored of a random token or code."""
    return hashlib.sha256(token.encode()).hexdigest()
