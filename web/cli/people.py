"""``mvo-scan people``: what whoever runs the installation does for someone who cannot get in."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from web.cli.certificates import default_url


@click.group()
def people() -> None:
    """Help people who cannot get in."""


@people.command("reset-second-step")
@click.argument("email")
@click.option("--database-url", help="sqlite:///path or postgresql://…; else the embedded database in var/.")
def reset_second_step(email: str, database_url: str | None) -> None:
    """Take away app, passkeys and recovery codes of the account with EMAIL, and end its sessions.

    Be sure first that it is really them who ask. An unknown address gives exit code 2.
    """
    from scan.store.session import create_engine, transaction
    from scan.use_cases.second_factor import reset_second_factor

    try:
        engine = create_engine(database_url or default_url())
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--database-url") from problem
    try:
        with transaction(engine) as session:
            reset_second_factor(session, email=email, now=datetime.now(UTC))
    finally:
        engine.dispose()
    click.echo(
        "The second step is gone and every session has ended. At the next sign-in a new one can be set up."
    )
