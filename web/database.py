"""One transaction for one request's work: a view opens it, calls a use case and renders (design 3)."""

from contextlib import AbstractContextManager

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from scan.store import session as store

EXTENSION = "mvo_scan_engine"


def install(app: Flask, engine: Engine) -> None:
    """Let this application work on ``engine``."""
    app.extensions[EXTENSION] = engine


def transaction() -> AbstractContextManager[Session]:
    """A transaction that commits when its block ends well."""
    return store.transaction(current_app.extensions[EXTENSION])


def read() -> AbstractContextManager[Session]:
    """A transaction that only reads."""
    return store.read(current_app.extensions[EXTENSION])
