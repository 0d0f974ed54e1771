"""``mvo-scan mail``: the outbox of who runs the product."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from web.cli.mail_options import mail_options, sender, transport
from web.cli.opening import database, database_option, default_var

if TYPE_CHECKING:
    from scan.use_cases.outbox import LetterLine


@click.group()
def mail() -> None:
    """Send mail that waits, and see what did not go. Addresses are never shown."""


@mail.command()
@database_option
@click.option("--base-url", help="The public address, as it stands in links.")
@mail_options
def send(database_url: str | None, base_url: str | None, mail_from: str | None, **smtp: Any) -> None:
    """Gather the digests of today and send everything that is due; exit code 1 when something did not go.

    'mvo-scan serve' does so by itself. This is for a scheduler, where serve does not run.
    """
    from web.mail.postman import Office, deliver, gather
    from web.settings import load_settings

    settings = load_settings(var=default_var(), database_url=database_url, base_url=base_url)
    with database(database_url) as engine:
        office = Office(
            engine,
            transport(**smtp),
            sender(mail_from, settings.base_url),
            settings.base_url,
            settings.secret,
        )
        gather(office)
        done = deliver(office)
    click.echo(f"sent: {done.sent}, later: {done.later}, given up: {done.given_up}")
    if done.later or done.given_up:
        raise click.exceptions.Exit(1)


@mail.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was sent.")
@database_option
def list_(everything: bool, database_url: str | None) -> None:
    """Say what waits or was given up: number, kind, how it stands."""
    from scan.store.session import read
    from scan.use_cases.outbox import list_letters

    with database(database_url) as engine, read(engine) as session:
        letters = list_letters(session, sent=everything)
    for letter in letters:
        click.echo(f"{letter.id}  {letter.kind.value}  made {_time(letter.created_at)}  {_standing(letter)}")
    if not letters:
        click.echo("nothing waits")


@mail.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="Every letter that was given up.")
@database_option
def retry(numbers: tuple[int, ...], everything: bool, database_url: str | None) -> None:
    """Try letters again that were given up: NUMBERS as 'mvo-scan mail list' shows them, or --all."""
    from scan.store.session import transaction
    from scan.use_cases.outbox import retry_letters

    if bool(numbers) == everything:
        raise click.UsageError("name the numbers of letters, or --all")
    with database(database_url) as engine, transaction(engine) as session:
        count = retry_letters(session, letter_ids=None if everything else numbers, now=datetime.now(UTC))
    click.echo(f"to be tried again: {count}")


def _standing(letter: LetterLine) -> str:
    if letter.sent_at is not None:
        return f"sent {_time(letter.sent_at)}"
    error = "" if letter.last_error is None else f" ({letter.last_error.value})"
    if letter.given_up_at is not None:
        return f"given up after {letter.attempts}{error}"
    return f"waits until {_time(letter.not_before)}, tried {letter.attempts}{error}"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
