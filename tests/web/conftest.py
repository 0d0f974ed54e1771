"""An application on a fresh SQLite database with the demo region, made once and copied."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.applications import app_for
from tests.demo import SECRET
from tests.engines import MovingEngine
from tests.web.people import ITEM, PROFILE, as_student
from tests.web.roles.visitors import Visitor
from web.demo.region import NEW_STUDENT
from web.settings import Settings


@pytest.fixture
def app(demo_region: tuple[Path, str], sqlite_engine: MovingEngine, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the demo region."""
    url = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    engine = sqlite_engine.at(shutil.copy(demo_region[0], tmp_path / "copy.sqlite"))
    application = app_for(Settings(url, tmp_path, SECRET, "http://localhost"), engine)
    application.config["NOW"] = lambda: datetime.now(UTC)
    yield application
    sqlite_engine.leave()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()


@pytest.fixture
def student(app: Flask) -> Visitor:
    """Eva, who has an internship and has begun nothing."""
    return as_student(app, NEW_STUDENT[0])


@pytest.fixture
def scan(student: Visitor) -> str:
    """The address of the scan Eva just began, without profile."""
    place = re.search(r"/placements/\d+/scan", student.get("/student").text)
    assert place is not None
    answer = student.post(place[0], page="/student")
    assert answer.status_code == 302
    return answer.location


@pytest.fixture
def ready(student: Visitor, scan: str) -> str:
    """The address of Eva's scan, with its profile."""
    answer = student.post(f"{scan}/profile", version=1, **PROFILE)
    assert answer.location == f"{scan}/questions/{ITEM}"
    return scan
