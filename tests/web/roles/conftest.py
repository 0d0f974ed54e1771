"""The invented region of ``tests.scan.factories`` behind the application, made once and copied for every test."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.applications import app_for
from tests.engines import MovingEngine, migrated
from tests.scan.factories import Region, build_region
from tests.web.roles.visitors import SECRET
from web.settings import Settings


@pytest.fixture(scope="session")
def small_region(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Region]:
    """A filled database that nobody changes."""
    file = tmp_path_factory.mktemp("small") / "region.sqlite"
    engine = migrated(file)
    region = build_region(engine)
    engine.dispose()
    return file, region


@pytest.fixture
def region(
    small_region: tuple[Path, Region], sqlite_engine: MovingEngine, tmp_path: Path
) -> Iterator[Region]:
    """The invented region in a database of its own."""
    file, template = small_region
    engine = sqlite_engine.at(shutil.copy(file, tmp_path / "copy.sqlite"))
    yield replace(template, engine=engine, ids=dict(template.ids))
    sqlite_engine.leave()


@pytest.fixture
def app(region: Region, tmp_path: Path) -> Flask:
    """The application on that region, at the region's time."""
    settings = Settings(f"sqlite:///{tmp_path / 'copy.sqlite'}", tmp_path, SECRET, "https://scan.example")
    application = app_for(settings, region.engine)
    application.config["NOW"] = lambda: region.now
    return application
