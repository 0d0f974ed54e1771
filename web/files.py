"""Where this application keeps the bytes of evidence."""

from functools import cache
from pathlib import Path

from flask import current_app

from scan.store.files import FileStore


def files() -> FileStore:
    """The object store that the settings name."""
    return file_store(current_app.config["SETTINGS"].files)


@cache
def file_store(place: Path | str) -> FileStore:
    """The store at this place; one for the whole process, because it keeps connections open."""
    return FileStore.at(place)
