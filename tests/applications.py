"""Applications for tests, without doing in every test what is the same in all: compiling templates and addresses."""

from functools import cache
from pathlib import Path

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine

from scan.store.session import create_engine
from web import database
from web.api import answering
from web.app import create_app
from web.settings import Settings


class _OnceCompiled(BytecodeCache):
    """Byte code by template and source, in memory: compiling takes most of the time of a page that is new."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what an earlier application compiled from the same source."""
        if (kept := self._kept.get((bucket.key, bucket.checksum))) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next application."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_ONCE = _OnceCompiled()


def app_for(settings: Settings, engine: Engine) -> Flask:
    """The application that tests use one after the other, as it was when it was new; its addresses are compiled once.

    What a test changes in its settings, its clock and its limits is gone in the next one.
    """
    app, config = _shared(settings.secret, settings.secure_cookies)
    app.config.clear()
    app.config.update(config, SETTINGS=settings)
    database.install(app, engine)
    app.extensions[answering.LIMITER] = answering.Limiter(settings.secret)
    return app


@cache
def _shared(secret: bytes, secure_cookies: bool) -> tuple[Flask, dict[str, object]]:
    """An application for all settings with these two, on no database yet, and its configuration."""
    address = "https://scan.example" if secure_cookies else "http://localhost"
    app = create_app(Settings("", Path(), secret, address), create_engine("sqlite:///nowhere"))
    app.jinja_env.bytecode_cache = _ONCE
    return app, dict(app.config)
