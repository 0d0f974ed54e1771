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
from tests.postgresql import Postgres
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


def _filled(url: str) -> Region:
    engine = create_engine(url)
    upgrade(engine)
    region = build_region(engine)
    engine.dispose()
    return region


@pytest.fixture(params=["sqlite", "postgresql"])
def region(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Region]:
    """The invented region in a database of its own: the test runs once on SQLite and once on PostgreSQL."""
    with _copied(request, tmp_path, "scan_copy") as copy:
        yield copy


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_region(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Region]:
    """The same for all tests of a module that change nothing."""
    with _copied(request, tmp_path_factory.mktemp("shared"), "scan_shared") as copy:
        yield copy


@contextmanager
def _copied(request: pytest.FixtureRequest, folder: Path, name: str) -> Iterator[Region]:
    if request.param == "sqlite":
        file, template = request.getfixturevalue("sqlite_template")
        shutil.copy(file, folder / "region.sqlite")
        engine = create_engine(f"sqlite:///{folder / 'region.sqlite'}")
        yield replace(template, engine=engine, ids=dict(template.ids))
        engine.dispose()
        return
    server: Postgres = request.getfixturevalue("postgres")
    template_name, template = request.getfixturevalue("postgresql_template")
    engine = create_engine(server.create(name, template=template_name))
    yield replace(template, engine=engine, ids=dict(template.ids))
    engine.dispose()
    server.drop(name)


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
