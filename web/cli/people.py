"""``mvo-scan people``: everything about one person, given to them or taken away; and a lost second step."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.opening import database, database_option, default_var, file_store, files_option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@click.group()
def people() -> None:
    """Answer what people ask about their data, or let them in again. PERSON is an e-mail address, or a number from the
    audit chain."""


@people.command()
@click.argument("alliance")
@database_option
@click.option("--base-url", help="The public address, as it stands before /invitation.")
@click.option("--again", is_flag=True, help="The code got lost: make a new one; the old one stops working.")
def administrator(alliance: str, database_url: str | None, base_url: str | None, again: bool) -> None:
    """Make a code with which the first administrator of a new installation signs up.

    ALLIANCE is the name of the alliance. The code works once. The administrator chooses name, e-mail address, password
    and second step in the browser, and invites everyone else there.
    """
    from scan.store.session import transaction
    from scan.use_cases.invitations import invite_first_administrator
    from web.settings import load_settings

    settings = load_settings(var=default_var(), database_url=database_url, base_url=base_url)
    with database(database_url) as engine, transaction(engine) as session:
        made = invite_first_administrator(session, alliance=alliance, again=again, now=datetime.now(UTC))
    click.echo(f"invited: administrator of {made.organisation}")
    click.echo(f"code: {made.code}")
    click.echo(f"works once, until {made.expires_at:%Y-%m-%d}, at {settings.base_url}/invitation")


@people.command()
@click.argument("person")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@database_option
@files_option
def export(person: str, path: Path, database_url: str | None, files: str | None) -> None:
    """Write everything about PERSON to PATH: a .zip with the files, or a .json without."""
    from scan.store.session import read
    from scan.use_cases.exporting import export_person
    from web.archives import as_json, as_zip

    if path.suffix not in (".zip", ".json"):
        raise click.BadParameter("the name ends in .zip or .json", param_hint="PATH")
    with database(database_url) as engine, read(engine) as session:
        found = export_person(session, person_id=_number(session, person), now=datetime.now(UTC))
        path.write_bytes(as_zip(found, file_store(files)) if path.suffix == ".zip" else as_json(found))
    click.echo(f"written: {path}")


@people.command()
@click.argument("person")
@database_option
@files_option
@click.confirmation_option(prompt="Erase this person for good?")
def erase(person: str, database_url: str | None, files: str | None) -> None:
    """Erase PERSON: name, address, roles, words and files go; numbers without a name stay."""
    from scan.store.session import transaction
    from scan.use_cases.erasing import erase_person

    with database(database_url) as engine, transaction(engine) as session:
        number = _number(session, person)
        erase_person(session, actor=None, person_id=number, files=file_store(files), now=datetime.now(UTC))
    click.echo(f"erased: person {number}")


@people.command("reset-second-step")
@click.argument("person")
@database_option
def reset_second_step(person: str, database_url: str | None) -> None:
    """Take away app, passkeys and recovery codes of PERSON, and end every session.

    Be sure first that it is really them who ask.
    """
    from scan.store.session import transaction
    from scan.use_cases.second_factor import reset_second_factor

    with database(database_url) as engine, transaction(engine) as session:
        number = _number(session, person)
        reset_second_factor(session, person_id=number, now=datetime.now(UTC))
    click.echo(f"reset: person {number}; at the next sign-in a new second step can be set up")


def _number(session: Session, person: str) -> int:
    from sqlalchemy import select

    from scan.store.tables import Person

    wanted = Person.id == int(person) if person.isdecimal() else Person.email == person.strip().lower()
    found = session.scalar(select(Person.id).where(wanted))
    if found is None:
        raise click.BadParameter("there is no such person", param_hint="PERSON")
    return found
