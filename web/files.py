"""Where this application keeps the bytes of evidence."""

from flask import current_app

from scan.store.files import FileStore, LocalFiles


def files() -> FileStore:
    """The object store that the settings name: a local folder."""
    return LocalFiles(current_app.config["SETTINGS"].files)
