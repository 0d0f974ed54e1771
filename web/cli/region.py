"""``mvo-scan region``: the picture of the region that everyone may see."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from web.cli.opening import database, database_option


@click.group()
def region() -> None:
    """The picture of the region that everyone may see."""


@region.command()
@database_option
def refresh(database_url: str | None) -> None:
    """Make the picture of this day. Meant to run every day; results in it come in together, once a quarter."""
    from scan.store.session import transaction
    from scan.use_cases.region import refresh_picture

    with database(database_url) as engine, transaction(engine) as session:
        made = refresh_picture(session, now=datetime.now(UTC))
    counts, everyone = made.counts, made.results.everyone
    click.echo(f"scans: {counts.scans}, certificates: {counts.certificates}, schools: {counts.schools}")
    click.echo(
        f"companies with a result before {made.results.before}: "
        f"{'too few to show' if everyone.organisations is None else everyone.organisations}"
    )
