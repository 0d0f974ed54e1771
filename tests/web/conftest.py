"""An application on a fresh SQLite database with the demo region, made once and copied."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scan.store.session import create_engine
from web.app import create_app
from web.cli.serve import prepare
from web.settings import Settings

SECRET = b"a secret of thirty-two characters"


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo region, never written to again."""
    folder = tmp_path_factory.mktemp("region")
    engine = create_engine(f"sqlite:///{folder / 'region.sqlite'}")
    prepare(engine, demo=True, pepper=SECRET)
    engine.dispose()  # the last connection to close writes everything into the one file
    return folder / "region.sqlite"


@pytest.fixture
def app(region: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the demo region."""
    shutil.copy(region, tmp_path / "copy.sqlite")
    url = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    engine = create_engine(url)
    application = create_app(Settings(url, tmp_path, SECRET, "http://localhost"), engine)
    application.config["NOW"] = lambda: datetime.now(UTC)
    yield application
    engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()
