"""Opening the database and the object store for one command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from scan.store.files import FileStore

ROOT = Path(__file__).resolve().parents[2]

database_option = click.option(
    "--database-url", help="sqlite:///path or postgresql://…; else the embedded database in var/."
)
files_option = click.option(
    "--files", help="Where photos and documents are kept: a folder, or s3://bucket/prefix."
)


def default_var() -> Path:
    """The folder for the embedded database, files and the secret, where the command line names none."""
    return Path(os.environ.get("MVO_SCAN_VAR", ROOT / "var"))


@contextmanager
def database(url: str | None) -> Iterator[Engine]:
    """An engine for this database, else for the one that ``serve`` made here; nothing is made.

    Raises click.UsageError when there is none yet, click.BadParameter for another kind of address.
    """
    from scan.store.session import create_engine

    try:
        engine = create_engine(url or _default_url())
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--database-url") from problem
    try:
        yield engine
    finally:
        engine.dispose()


def file_store(place: str | None) -> FileStore:
    """The object store as ``serve`` has it. Raises click.BadParameter for another kind of place."""
    from scan.store.files import FileStore

    try:
        return FileStore.at(place or os.environ.get("MVO_SCAN_FILES") or default_var() / "files")
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--files") from problem


def _default_url() -> str:
    given = os.environ.get("MVO_SCAN_DATABASE_URL")
    if given:
        return given
    path = default_var() / "mvo-scan.sqlite"
    if not path.is_file():
        raise click.UsageError(
            f"there is no database at {path}; name one with --database-url, or start 'mvo-scan serve' first"
        )
    return f"sqlite:///{path.absolute()}"
