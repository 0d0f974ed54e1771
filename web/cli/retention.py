"""``mvo-scan retention``: how long things are kept, and holding to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from web.cli.opening import database, database_option, file_store, files_option

schedule_option = click.option(
    "--schedule",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A schedule of your own (YAML); else the one that comes with the product.",
)
WHAT = {
    "sign_in": "sessions, invitations, start codes, news and mail",
    "unfinished_scans": "scans that were not handed in, applications that were not sent",
    "students": "students",
    "staff": "closed accounts",
    "evidence": "pieces of evidence and photos of activities",
    "class_rounds": "rounds of votes in a class",
    "contributions": "contributions to a school's scan",
    "agreements": "names under agreements with partners",
    "complaints": "complaints about certificates and statements",
    "ambassadors": "appointments of ambassadors",
    "lists": "uploaded lists that nobody confirmed",
}


@click.group()
def retention() -> None:
    """Keep things no longer than the retention schedule says."""


@retention.command()
@schedule_option
def show(schedule: Path | None) -> None:
    """Say how long what is kept, and from when that counts."""
    from scan.domain.retention import load_schedule

    for name, term in load_schedule(schedule):
        click.echo(f"{WHAT[name]}: {term.months} months. {term.reason['en']}")


@retention.command()
@schedule_option
@database_option
@files_option
@click.option("--rehearse", is_flag=True, help="Only count what would go.")
def apply(schedule: Path | None, database_url: str | None, files: str | None, rehearse: bool) -> None:
    """Take away what has been kept long enough. Meant to run every day."""
    from certificates.ambassador_retention import release_ambassadors
    from scan.domain.retention import load_schedule
    from scan.store.session import transaction
    from scan.use_cases.retaining import apply_schedule

    terms = load_schedule(schedule)
    now = datetime.now(UTC)
    with database(database_url) as engine, transaction(engine) as session:
        ambassadors = release_ambassadors(session, now=now, rehearse=rehearse)
        store = file_store(files)
        kept = apply_schedule(session, schedule=terms, files=store, now=now, rehearse=rehearse)
    for name, words in WHAT.items():
        count = ambassadors if name == "ambassadors" else getattr(kept, name)
        click.echo(f"{words}: {count} {'would go' if rehearse else 'gone'}")
