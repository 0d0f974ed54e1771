"""Argon2 for passwords and pins; plain sha256 for tokens and codes, which are random already."""

import hashlib

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one thread."""
_NOBODY = _HASHER.hash("nobody has this password")


def hashed(secret: str) -> str:
    """The argon2id hash of a password or pin, with its parameters."""
    return _HASHER.hash(secret)


def matches(stored: str | None, secret: str) -> bool:
    """Whether ``secret`` is the one; takes as long when there is nothing to compare with."""
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
