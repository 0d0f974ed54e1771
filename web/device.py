"""Whose a device's things are: an opaque key of the person, and a check that nothing is sent in another's name."""

import hashlib
import hmac
from functools import lru_cache

from flask import Flask, current_app, request
from werkzeug.exceptions import Forbidden

from web.identity import current_actor
from web.security import SAFE_METHODS

OWNER_HEADER = "X-Owner"


class OtherPerson(Forbidden):
    """What a device kept for one person was sent while another is signed in on it."""


@lru_cache(maxsize=4096)
def owner_key(secret: bytes, person_id: int) -> str:
    """What a device calls this person: nothing can be read from it, and another installation has other keys."""
    return hmac.new(secret, f"device:{person_id}".encode(), hashlib.sha256).hexdigest()[:32]


def own_key() -> str:
    """The key of the person who asks; nothing for a visitor."""
    actor = current_actor()
    return "" if actor is None else owner_key(current_app.config["SETTINGS"].secret, actor.person_id)


def install(app: Flask) -> None:
    """Refuse what a device kept for somebody else, whatever it is, before any view sees it."""

    def check() -> None:
        if request.method in SAFE_METHODS or current_actor() is None:
            return
        named = request.headers.get(OWNER_HEADER, own_key())
        if not hmac.compare_digest(named.encode(), own_key().encode()):
            raise OtherPerson

    app.before_request(check)
