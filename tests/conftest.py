"""What every test may ask for: a fresh database of either kind, a real PostgreSQL, a real browser."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from certificates import surveillance
from certificates.scheme import DecidedScheme, scheme
from tests.demo import make_demo_region
from tests.engines import MovingEngine
from tests.postgresql import Postgres, running_postgres
from tests.thoroughness import examples
from web.cli.quality import find_browser

# Test machines are shared and slow at times: no deadlines. CI draws the same examples every time, so
# that a change is judged by what it changed; a developer's runs keep looking for new ones.
settings.register_profile(
    "ci",
    max_examples=examples(100),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("dev", max_examples=examples(100), deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

BROWSER_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_finish() -> None:
    """What was loaded by now stays for the whole run: no use in looking for garbage in it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A real PostgreSQL of this process's own: make databases in it with ``create``, best from a template."""
    with running_postgres(tmp_path_factory.getbasetemp().parent / "postgres-user.lock") as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """The URL of the maintenance database of a real PostgreSQL."""
    return postgres.url


@pytest.fixture(scope="session")
def sqlite_engine() -> Iterator[MovingEngine]:
    """For the SQLite database of one test after the other."""
    engine = MovingEngine("sqlite")
    yield engine
    engine.leave()


@pytest.fixture(scope="session")
def postgresql_engine() -> Iterator[MovingEngine]:
    """For the PostgreSQL database of one test after the other."""
    engine = MovingEngine("postgresql")
    yield engine
    engine.leave()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, empty database: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'database.sqlite'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    yield postgres.create("fresh")
    postgres.drop("fresh")


@pytest.fixture(scope="session")
def demo_region(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A database with the demo region, which nobody writes to, and the code of Eva's class."""
    return make_demo_region(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; where there is none, the tests that ask for it are skipped."""
    with sync_playwright() as playwright:
        executable = find_browser(playwright)
        if executable is None:
            pytest.skip("no Chromium on this machine; 'python3 mvoscan.py test' says how it looked for one")
        flags = [*BROWSER_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        with playwright.chromium.launch(executable_path=executable, args=flags) as browser:
            yield browser


@pytest.fixture
def every_level_half_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate's newest scheme, but every level is looked at half-way: the bakery is not of the top one."""

    def changed(name: str) -> DecidedScheme:
        found = scheme(name)
        check = found.surveillance
        every = None if check is None else check.model_copy(update={"levels": ()})
        return found.model_copy(update={"surveillance": every})

    monkeypatch.setattr(surveillance, "scheme", changed)
