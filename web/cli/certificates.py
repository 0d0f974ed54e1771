"""``mvo-scan certificates``: what the register knows of a number, and what the calendar does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

import click

from scan.domain.periods import local_day
from web.cli.opening import database, database_option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from certificates.ambassador_register import Appointment
    from certificates.register import Check

Language = Literal["nl", "en"]
WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "status": "Status", "number": "Nummer", "holder": "Houder", "level": "Niveau", "scope": "Geldt voor",
        "valid": "Geldig", "was valid": "Was geldig", "since": "Sinds", "reason": "Reden",
        "replaced by": "Vervangen door", "scheme": "Regeling", "questionnaire": "Vragenlijst", "sha256": "sha256",
        "private": "privé: alleen de ambassadeur kiest of hier een naam staat",
    },
    "en": {
        "status": "Status", "number": "Number", "holder": "Holder", "level": "Level", "scope": "Holds for",
        "valid": "Valid", "was valid": "Was valid", "since": "Since", "reason": "Reason",
        "replaced by": "Replaced by", "scheme": "Scheme", "questionnaire": "Questionnaire", "sha256": "sha256",
        "private": "private: only the ambassador chooses whether a name stands here",
    },
}  # fmt: skip
STATUSES: dict[Language, dict[str, str]] = {
    "nl": {
        "valid": "geldig",
        "suspended": "geschorst",
        "withdrawn": "ingetrokken",
        "expired": "verlopen",
        "replaced": "vervangen",
        "holds": "geldig",
        "ended": "termijn voorbij",
    },
    "en": {
        "valid": "valid",
        "suspended": "suspended",
        "withdrawn": "withdrawn",
        "expired": "expired",
        "replaced": "replaced",
        "holds": "valid",
        "ended": "term is over",
    },
}
PERIODS = {"nl": "{first} tot en met {last}", "en": "{first} up to and including {last}"}
UNTIL = {"nl": "tot en met {last}", "en": "up to and including {last}"}
LEVELS = {"nl": "{number} van {count}: {name}", "en": "{number} of {count}: {name}"}


@click.group()
def certificates() -> None:
    """Look certificates up in the register, and let the calendar do its work."""


@certificates.command()
@click.argument("number")
@database_option
@click.option(
    "--language",
    type=click.Choice(["nl", "en"]),
    default="nl",
    show_default=True,
    help="Language of the answer.",
)
def show(number: str, database_url: str | None, language: str) -> None:
    """Say what NUMBER is and whether it holds today.

    NUMBER is of a certificate or of an ambassador. An unknown or mistyped number gives exit code 2.
    """
    from certificates.number import InvalidNumber
    from scan.store.session import read

    try:
        with database(database_url) as engine, read(engine) as session:
            rows = _found(session, number, today(), "en" if language == "en" else "nl")
    except InvalidNumber as problem:
        raise click.BadParameter(_mistyped(problem.typing_error), param_hint="NUMBER") from problem
    if not rows:
        raise click.BadParameter("nothing was given under this number", param_hint="NUMBER")
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"{label:<{width}}  {value}")


def today() -> date:
    """The day it is in the region."""

    return local_day(datetime.now(UTC))


def _found(session: Session, number: str, day: date, language: Language) -> list[tuple[str, str]]:
    """What the register knows, line by line; nothing for a number that was never given."""
    from certificates import ambassador_register, register
    from certificates.number import AMBASSADOR_PREFIX, IssuedNumber

    if IssuedNumber.parse(number).prefix == AMBASSADOR_PREFIX:
        appointment = ambassador_register.check(session, number=number, today=day)
        return [] if appointment is None else _appointment(appointment, language)
    certificate = register.check(session, number=number, today=day)
    return [] if certificate is None else _certificate(certificate, language)


def _mistyped(check_digits: bool) -> str:
    if check_digits:
        return "the last two digits do not fit: one of the signs is wrong, or two are swapped"
    return "this is no number of ours; one looks like MVO-NN-2026-0417-57 or JA-2026-0034-17"


def _certificate(found: Check, language: Language) -> list[tuple[str, str]]:
    words, status = WORDS[language], found.status.value
    period = PERIODS[language].format(
        first=_day(found.valid_from, language), last=_day(found.valid_until, language)
    )
    return [
        (words["status"], STATUSES[language][status]),
        (words["number"], found.number),
        (words["holder"], found.name),
        *_level(found, language),
        (words["scope"], found.scope),
        (words["valid" if status == "valid" else "was valid"], period),
        *_why(found, language),
        (words["scheme"], found.scheme),
        *_questionnaire(found, language),
    ]


def _why(found: Check, language: Language) -> list[tuple[str, str]]:
    """Since when it does not hold, and why, as its public page says it."""
    words, status = WORDS[language], found.status.value
    if not found.events or status not in {"suspended", "withdrawn", "replaced"}:
        return []
    last = found.events[-1]
    since = (words["since"], _day(last.at, language))
    return [since, (words["replaced by" if status == "replaced" else "reason"], last.reason)]


def _appointment(found: Appointment, language: Language) -> list[tuple[str, str]]:
    """An ambassador's number: is it real, until when. Who it is only where the ambassador chose so."""
    words, standing = WORDS[language], found.standing.value
    until = UNTIL[language].format(last=_day(found.valid_until, language))
    rows = [
        (words["status"], STATUSES[language][standing]),
        (words["number"], found.number),
        (words["holder"], found.page.public_name if found.page else words["private"]),
        (words["valid" if standing == "holds" else "was valid"], until),
        (words["scheme"], found.scheme),
    ]
    if found.ended_on is not None:
        rows[2:4] = [(words["since"], _day(found.ended_on, language))]
    return rows


def _day(value: date | datetime, language: Language) -> str:
    from babel.dates import format_date

    local = local_day(value) if isinstance(value, datetime) else value
    return format_date(local, "d MMMM y", locale=language)


def _level(found: Check, language: Language) -> list[tuple[str, str]]:
    """The level of a certificate; a statement has none."""
    from certificates.results import level_named
    from questionnaires import read_published

    if found.document is None or found.level is None:
        return []
    questionnaire = read_published(found.document)
    level = level_named(questionnaire, found.level)
    if level is None:
        return [(WORDS[language]["level"], found.level)]
    told = LEVELS[language].format(
        number=level.number, count=len(questionnaire.levels), name=level.name[language]
    )
    return [(WORDS[language]["level"], told)]


def _questionnaire(found: Check, language: Language) -> list[tuple[str, str]]:
    if found.questionnaire is None or found.questionnaire_sha256 is None:
        return []
    words = WORDS[language]
    return [(words["questionnaire"], found.questionnaire), (words["sha256"], found.questionnaire_sha256)]


@certificates.command()
@database_option
def expire(database_url: str | None) -> None:
    """Do what the calendar asks of certificates today. Meant to run every day.

    Certificates past their last day expire, half-way checks fall due or are late, and holders are told in time. Running
    it twice, or twice at once, does nothing more.
    """
    from certificates.calendar import run_day
    from scan.store.session import transaction

    with database(database_url) as engine, transaction(engine) as session:
        done = run_day(session, today=today(), now=datetime.now(UTC))
    click.echo(f"expired: {done.expired}")
    click.echo(f"half-way checks opened: {done.checks_opened}, late: {done.checks_late}")
    click.echo(f"told that the end is near: {done.told_of_the_end}")
