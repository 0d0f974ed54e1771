"""Sealing small secrets with the secret of the installation, so that a copy of the database alone opens nothing."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

_NONCE = 12


def seal(pepper: bytes, purpose: str, text: str) -> str:
    """``text`` under AES-256-GCM; it opens with the same ``pepper`` and ``purpose`` only."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # only signing in needs it

    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_key(pepper)).encrypt(nonce, text.encode(), purpose.encode())
    return urlsafe_b64encode(nonce + sealed).decode()


def unseal(pepper: bytes, purpose: str, sealed: str) -> str | None:
    """What was sealed; None when it was not sealed here for this purpose, or was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        box = urlsafe_b64decode(sealed.encode())
        return AESGCM(_key(pepper)).decrypt(box[:_NONCE], box[_NONCE:], purpose.encode()).decode()
    except (InvalidTag, ValueError):
        return None


def keyed_hash(pepper: bytes, purpose: str, text: str) -> str:
    """What is stored of a short random code: worthless to who has only the database."""
    return hmac.new(pepper, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def _key(pepper: bytes) -> bytes:
    return hmac.new(pepper, b"sealing\0v1", hashlib.sha256).digest()
