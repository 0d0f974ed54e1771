"""``mvo-scan people``, as the command line runs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select

from scan.store.schema import upgrade
from scan.store.session import create_engine, read, transaction
from scan.store.tables import AuditEvent
from scan.use_cases.people import create_account
from scan.use_cases.second_factor import store_app
from scan.use_cases.sign_in import has_factor
from tests.scan.factories import NOW, PASSWORD, PEPPER
from web.cli import main

EMAIL = "certa@example.org"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Engine, int]]:
    """A database with one account that has an app, and the person's id."""
    engine = create_engine(f"sqlite:///{tmp_path / 'house.sqlite'}")
    upgrade(engine)
    with transaction(engine) as session:
        person = create_account(
            session, actor=None, display_name="Certa", email=EMAIL, password=PASSWORD, now=NOW
        )
        store_app(session, person_id=person, secret="A" * 32, last_step=1, pepper=PEPPER, now=NOW)
    yield engine, person
    engine.dispose()


def reset(email: str, url: str) -> Result:
    return CliRunner().invoke(main, ["people", "reset-second-step", email, "--database-url", url])


def test_a_reset_is_done_said_and_audited(house: tuple[Engine, int]) -> None:
    engine, person = house
    answer = reset(EMAIL, str(engine.url))
    assert answer.exit_code == 0
    assert answer.output == f"reset: person {person}; at the next sign-in a new second step can be set up\n"
    with read(engine) as session:
        assert has_factor(session, person) is False
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)).one()
    assert (last.action, last.actor_id, last.subject_id) == ("second_factor_reset", None, person)


def test_an_unknown_address_is_told_and_nothing_is_done(house: tuple[Engine, int]) -> None:
    engine, person = house
    answer = reset("nobody@example.org", str(engine.url))
    assert answer.exit_code == 2
    assert "there is no such person" in answer.output
    with read(engine) as session:
        assert has_factor(session, person) is True


def test_a_wrong_database_is_told() -> None:
    assert reset(EMAIL, "mysql://localhost/scan").exit_code == 2
