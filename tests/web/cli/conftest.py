"""A database with one certificate, for commands: made once, copied for every test."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from certificates.issuing import issue
from certificates.scheme import scheme
from scan.store.session import create_engine
from scan.use_cases.deciding import decide_application
from tests.engines import migrated
from tests.scan.factories import Region, build_region


@pytest.fixture(scope="session")
def granted_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Region, str]:
    """A database file with one certificate that nobody changes, the region, and the certificate's number."""
    file = tmp_path_factory.mktemp("granted") / "region.sqlite"
    engine = migrated(file)
    region = build_region(engine)
    decision = region.do(
        "certa", decide_application, application_id=region.applied(), outcome="grant", level="aware",
        reason="Alles klopt.", scheme=scheme().name,
    )  # fmt: skip
    with region.writing() as session:
        number = issue(session, decision_id=decision, scheme=scheme(), language="nl", now=region.now).number
    engine.dispose()
    return file, region, number


@pytest.fixture
def granted(granted_template: tuple[Path, Region, str], tmp_path: Path) -> Iterator[tuple[str, Region, str]]:
    """The address of a database with one certificate, the region, and the certificate's number."""
    file, template, number = granted_template
    url = f"sqlite:///{shutil.copy(file, tmp_path / 'region.sqlite')}"
    engine = create_engine(url)
    yield url, replace(template, engine=engine, ids=dict(template.ids)), number
    engine.dispose()
