"""``mvo-scan people``, as the command line runs it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select

from scan.domain.errors import InvalidInput
from scan.store.session import read, transaction
from scan.store.tables import AuditEvent, MembershipRow, Organisation
from scan.use_cases.invitations import accept_invitation
from scan.use_cases.people import create_account
from scan.use_cases.second_factor import store_app
from scan.use_cases.sign_in import has_factor
from tests.engines import migrated
from tests.scan.factories import NOW, PASSWORD, PEPPER
from web.cli import main

EMAIL = "certa@example.org"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Engine, int]]:
    """A database with one account that has an app, and the person's id."""
    engine = migrated(tmp_path / "house.sqlite")
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


ALLIANCE = "MVO-Alliantie Voorbeeld"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    """A database with its tables and nothing else."""
    engine = migrated(tmp_path / "empty.sqlite")
    yield engine
    engine.dispose()


def first(engine: Engine, *more: str, alliance: str = ALLIANCE) -> Result:
    arguments = ["people", "administrator", alliance, "--database-url", str(engine.url), *more]
    return CliRunner().invoke(main, [*arguments, "--base-url", "https://scan.example"])


def sign_up(engine: Engine, answer: Result) -> None:
    code = answer.output.split("code: ")[1].split()[0]
    with transaction(engine) as session:
        accept_invitation(
            session,
            code=code,
            display_name="Ada",
            email="ada@alliantie.example",
            password=PASSWORD,
            address="192.0.2.7",
            pepper=PEPPER,
            now=datetime.now(UTC),
        )


def test_the_first_administrator_gets_a_code_and_signs_up_with_it(empty: Engine) -> None:
    answer = first(empty)
    assert answer.exit_code == 0
    lines = answer.output.splitlines()
    assert lines[0] == f"invited: administrator of {ALLIANCE}"
    assert lines[2].endswith("at https://scan.example/invitation")
    sign_up(empty, answer)
    with read(empty) as session:
        (row,) = session.scalars(select(MembershipRow)).all()
        assert (row.role, row.organisation_kind) == ("administrator", "alliance")
        invited = session.scalars(select(AuditEvent).where(AuditEvent.action == "invited")).one()
    assert (invited.actor_id, invited.data["role"]) == (None, "administrator")


def test_a_second_code_is_refused_unless_the_first_is_lost(empty: Engine) -> None:
    before = first(empty)
    again = first(empty)
    assert (again.exit_code, "make a new one with --again" in again.output) == (2, True)
    new = first(empty, "--again")
    assert new.exit_code == 0
    with pytest.raises(InvalidInput):
        sign_up(empty, before)
    sign_up(empty, new)


def test_who_is_administrator_is_never_doubled(empty: Engine) -> None:
    sign_up(empty, first(empty))
    for more in ((), ("--again",)):
        answer = first(empty, *more)
        assert (answer.exit_code, "there is an administrator already" in answer.output) == (2, True)
    with read(empty) as session:
        assert len(session.scalars(select(Organisation)).all()) == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 400])
def test_a_name_that_is_none_makes_nothing(empty: Engine, name: str) -> None:
    assert first(empty, alliance=name).exit_code == 2
    with read(empty) as session:
        assert session.scalars(select(Organisation)).all() == []


def test_another_alliance_than_the_one_that_is_there_is_told(empty: Engine) -> None:
    first(empty)
    answer = first(empty, "--again", alliance="Een andere")
    assert (answer.exit_code, f"this installation is of {ALLIANCE}" in answer.output) == (2, True)
