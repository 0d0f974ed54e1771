"""Databases for the tests of the scan package: migrated and filled once, copied for every test."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from scan.store.schema import upgrade
from scan.store.session import create_engine
from tests.engines import MovingEngine
from tests.postgresql import Postgres, Refilled
from tests.scan.factories import Region, build_region


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Region]:
    """A filled SQLite database that nobody changes."""
    file = tmp_path_factory.mktemp("template") / "region.sqlite"
    return file, _filled(f"sqlite:///{file}")


@pytest.fixture(scope="session")
def postgresql_template(postgres: Postgres) -> tuple[str, Region]:
    """A filled PostgreSQL database that nobody changes."""
    return "scan_region", _filled(postgres.create("scan_region"))


@pytest.fixture(scope="session")
def postgresql_refilled(
    postgres: Postgres, postgresql_template: tuple[str, Region]
) -> Iterator[tuple[Refilled, Region]]:
    """A PostgreSQL database for all tests that change rows, each after a ``refill``."""
    name, region = postgresql_template
    postgres.create("scan_refilled", template=name)
    refilled = postgres.refilled("scan_refilled")
    yield refilled, region
    refilled.close()


def _filled(url: str) -> Region:
    engine = create_engine(url)
    upgrade(engine)
    region = build_region(engine)
    engine.dispose()
    return region


@pytest.fixture(params=["sqlite", "postgresql"])
def region(request: pytest.FixtureRequest) -> Region:
    """The invented region in a database of its own: the test runs once on SQLite and once on PostgreSQL."""
    found: Region = request.getfixturevalue(f"{request.param}_region")
    return found


@pytest.fixture
def sqlite_region(
    sqlite_template: tuple[Path, Region], sqlite_engine: MovingEngine, tmp_path: Path
) -> Iterator[Region]:
    """The same on SQLite alone."""
    file, template = sqlite_template
    engine = sqlite_engine.at(shutil.copy(file, tmp_path / "region.sqlite"))
    yield replace(template, engine=engine, ids=dict(template.ids))
    sqlite_engine.leave()


@pytest.fixture
def postgresql_region(
    postgresql_refilled: tuple[Refilled, Region], postgresql_engine: MovingEngine
) -> Region:
    """The same on PostgreSQL alone; connections stay open from one test to the next."""
    refilled, template = postgresql_refilled
    refilled.refill()
    return replace(template, engine=postgresql_engine.at(refilled.conninfo), ids=dict(template.ids))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_region(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Region]:
    """The same for all tests of a module that change nothing."""
    if request.param == "sqlite":
        file, template = request.getfixturevalue("sqlite_template")
        url = f"sqlite:///{shutil.copy(file, tmp_path_factory.mktemp('shared') / 'region.sqlite')}"
    else:
        name, template = request.getfixturevalue("postgresql_template")
        url = request.getfixturevalue("postgres").create("scan_shared", template=name)
    engine = create_engine(url)
    yield replace(template, engine=engine, ids=dict(template.ids))
    engine.dispose()
    if request.param == "postgresql":
        request.getfixturevalue("postgres").drop("scan_shared")


@pytest.fixture
def engine(region: Region) -> Engine:
    """The region's database."""
    return region.engine


@pytest.fixture
def count_statements() -> Callable[[Engine], AbstractContextManager[list[str]]]:
    """``with count_statements(engine) as statements``: every statement sent meanwhile."""

    @contextmanager
    def counting(engine: Engine) -> Iterator[list[str]]:
        statements: list[str] = []

        def note(*arguments: Any) -> None:
            statements.append(arguments[2])

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
