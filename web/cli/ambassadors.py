"""``mvo-scan ambassadors``: what the calendar does with their terms."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from web.cli.opening import database, database_option


@click.group()
def ambassadors() -> None:
    """Hold to the terms of ambassadors."""


@ambassadors.command()
@database_option
@click.option("--rehearse", is_flag=True, help="Only count what would happen.")
def terms(database_url: str | None, rehearse: bool) -> None:
    """Remind of terms that end soon, and make alumni of who is past the last day. Meant to run every day."""
    from certificates.ambassador_terms import end_terms
    from scan.store.session import transaction

    with database(database_url) as engine, transaction(engine) as session:
        done = end_terms(session, now=datetime.now(UTC), rehearse=rehearse)
    tense = "would be" if rehearse else "were"
    click.echo(f"the term ends soon: {done.reminded} {tense} reminded")
    click.echo(f"the term is over: {done.alumni} {tense} made alumni")
