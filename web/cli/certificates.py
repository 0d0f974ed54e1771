"""``mvo-scan certificates``: what the register knows of a certificate."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from certificates.register import Check

ROOT = Path(__file__).resolve().parents[2]
LABELS = {
    "nl": ("Status", "Houder", "Niveau", "Geldt voor", "Geldig", "Regeling", "Vragenlijst", "sha256"),
    "en": ("Status", "Holder", "Level", "Holds for", "Valid", "Scheme", "Questionnaire", "sha256"),
}
STATUSES = {
    "nl": {
        "valid": "geldig",
        "suspended": "geschorst",
        "withdrawn": "ingetrokken",
        "expired": "verlopen",
        "replaced": "vervangen",
    },
    "en": {
        "valid": "valid",
        "suspended": "suspended",
        "withdrawn": "withdrawn",
        "expired": "expired",
        "replaced": "replaced",
    },
}
PERIODS = {"nl": "{first} tot en met {last}", "en": "{first} up to and including {last}"}
LEVELS = {"nl": "{number} van {count}: {name}", "en": "{number} of {count}: {name}"}


@click.group()
def certificates() -> None:
    """Look certificates up in the register."""


@certificates.command()
@click.argument("number")
@click.option("--database-url", help="sqlite:///path or postgresql://…; else the embedded database in var/.")
@click.option(
    "--language",
    type=click.Choice(["nl", "en"]),
    default="nl",
    show_default=True,
    help="Language of the answer.",
)
def show(number: str, database_url: str | None, language: str) -> None:
    """Say what NUMBER is and whether it holds today.

    An unknown or mistyped number gives exit code 2.
    """
    from certificates import register
    from certificates.issuing import REGION_ZONE
    from certificates.number import InvalidNumber
    from scan.store.session import create_engine, read

    try:
        engine = create_engine(database_url or _default_url())
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--database-url") from problem
    today = datetime.now(UTC).astimezone(REGION_ZONE).date()
    try:
        with read(engine) as session:
            found = register.check(session, number=number, today=today)
    except InvalidNumber as problem:
        raise click.BadParameter(_mistyped(problem.typing_error), param_hint="NUMBER") from problem
    finally:
        engine.dispose()
    if found is None:
        raise click.BadParameter("there is no certificate with this number", param_hint="NUMBER")
    width = max(map(len, LABELS[language]))
    for label, value in zip(LABELS[language], _values(found, language), strict=True):
        click.echo(f"{label:<{width}}  {value}")


def _default_url() -> str:
    """The database of this checkout, as ``serve`` has it; nothing is made here."""
    given = os.environ.get("MVO_SCAN_DATABASE_URL")
    if given:
        return given
    path = Path(os.environ.get("MVO_SCAN_VAR", ROOT / "var")) / "mvo-scan.sqlite"
    if not path.is_file():
        raise click.UsageError(
            f"there is no database at {path}; name one with --database-url, or start 'mvo-scan serve' first"
        )
    return f"sqlite:///{path.absolute()}"


def _mistyped(check_digits: bool) -> str:
    if check_digits:
        return "the last two digits do not fit: one of the signs is wrong, or two are swapped"
    return "this is not a certificate number; one looks like MVO-NN-2026-0417-57"


def _values(found: Check, language: str) -> tuple[str, ...]:
    from babel.dates import format_date

    from certificates.results import level_named
    from questionnaires import read_published

    questionnaire = read_published(found.document)
    level = level_named(questionnaire, found.level)
    first, last = (
        format_date(day, "d MMMM y", locale=language) for day in (found.valid_from, found.valid_until)
    )
    named = found.level
    if level is not None:
        name = level.name["en" if language == "en" else "nl"]
        named = LEVELS[language].format(number=level.number, count=len(questionnaire.levels), name=name)
    return (
        STATUSES[language][found.status.value],
        found.name,
        named,
        found.scope,
        PERIODS[language].format(first=first, last=last),
        found.scheme,
        found.questionnaire,
        found.questionnaire_sha256,
    )
