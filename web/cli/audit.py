"""``mvo-scan audit``: does the audit chain hold, and do decisions and certificates agree with it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from web.cli.opening import database, database_option

if TYPE_CHECKING:
    from scan.domain.audit import Break, Head

MOST_DIFFERENCES = 100


@click.group()
def audit() -> None:
    """Read the audit chain: what was changed, removed or moved."""


@audit.command()
@database_option
@click.option(
    "--head", "kept", metavar="NUMBER:HASH", help="A head that this command printed before and you kept."
)
def verify(database_url: str | None, kept: str | None) -> None:
    """Check every event of the chain. Exit code 1 when one was changed, removed or moved.

    It prints the head: the number and the hash of the newest event. Keep it somewhere else, and give it with
    --head the next time: only then does it show when the newest events were taken away.
    """
    from scan.store.session import read
    from scan.use_cases import audit as chain

    head = None if kept is None else _head(kept)
    with database(database_url) as engine, read(engine) as session:
        found = chain.verify(session, kept=head)
    for one in found.breaks:
        click.echo(f"event {one.sequence}: {_told(one)}")
    if found.more:
        click.echo(f"and {found.more} more")
    if not found.kept_fits:
        click.echo(
            f"the event {kept} is not in the chain: newer events were removed, or all were written anew"
        )
    click.echo(f"{found.head.sequence} events {'hold' if found.holds else 'read: the chain does NOT hold'}")
    click.echo(f"head {found.head}")
    if not found.holds:
        raise click.exceptions.Exit(1)


@audit.command()
@database_option
def replay(database_url: str | None) -> None:
    """Tell decisions and certificates from the chain, and compare with what is stored. Exit code 1 for a difference."""
    from itertools import islice

    from scan.store.session import read
    from scan.use_cases.replaying import replay as differences
    from scan.use_cases.replaying import words

    with database(database_url) as engine, read(engine) as session:
        found = list(islice(differences(session), MOST_DIFFERENCES + 1))
    for one in found[:MOST_DIFFERENCES]:
        click.echo(
            f"{_KINDS[one.kind]} {one.subject_id}: {one.field} is {words(one.by_row)},"
            f" the chain says {words(one.by_chain)}"
        )
    if len(found) > MOST_DIFFERENCES:
        click.echo(f"and more than these {MOST_DIFFERENCES}")
    if found:
        raise click.exceptions.Exit(1)
    click.echo("every decision, certificate and statement is as the chain tells it")


_KINDS = {"decision": "decision on application", "certificate": "certificate or statement"}


def _told(one: Break) -> str:
    from scan.domain.audit import Fault

    return {
        Fault.CHANGED: "it was changed after it was written",
        Fault.MOVED: f"it was written as event {one.origin}",
        Fault.REMOVED: f"events {one.origin} up to and including {one.sequence - 1} were removed",
        Fault.UNLINKED: "it does not follow the event before it, which was put in another's place",
    }[one.fault]


def _head(kept: str) -> Head:
    from scan.domain.audit import Head

    try:
        return Head.parse(kept)
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--head") from problem
