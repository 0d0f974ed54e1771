"""The term of an ambassador: reminders, the next term for who stayed active, and alumni (instrument F, 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from certificates.ambassador_rows import allowed, coaches_of, found, step
from certificates.scheme import AmbassadorProgramme, programme
from certificates.validity import last_day
from scan.domain.ambassadors import ActivityState
from scan.domain.errors import InvalidInput
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.periods import local_day, months_later
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import AmbassadorAction, AmbassadorState
from scan.store.tables import Activity, Ambassador
from scan.use_cases.notifying import notify

_YEAR = 12
"""Months."""

TOO_EARLY = Message(
    "renew_too_early",
    "Verlengen kan vanaf {day}.",
    "Renewing is possible from {day} on.",
)
TERM_OVER = Message(
    "term_over",
    "De termijn is voorbij. Verlengen kan niet meer.",
    "The term is over. It can no longer be renewed.",
)
NOT_ACTIVE = Message(
    "not_active_each_year",
    "In het logboek staat niet voor elk jaar van de termijn een bevestigde activiteit.",
    "The log does not have a confirmed activity for each year of the term.",
)


@dataclass(frozen=True, slots=True)
class TermYear:
    """One year of a term, and how many confirmed activities the log has in it."""

    first: date
    last: date
    activities: int


@dataclass(frozen=True, slots=True)
class EndedTerms:
    """What a day's work on terms did, or would do."""

    reminded: int
    alumni: int


def years_of_term(
    rules: AmbassadorProgramme, first: date, confirmed_on: Iterable[date]
) -> tuple[TermYear, ...]:
    """The years of the term that begins on ``first``, with the days of confirmed activities counted in each."""
    days = tuple(confirmed_on)
    years = []
    for months in range(0, rules.term_months, _YEAR):
        begin = months_later(first, months)
        end = last_day(first, min(months + _YEAR, rules.term_months))
        years.append(TermYear(begin, end, sum(begin <= day <= end for day in days)))
    return tuple(years)


def stayed_active(rules: AmbassadorProgramme, years: Iterable[TermYear]) -> bool:
    """Whether every year of the term has what the programme asks."""
    return all(year.activities >= rules.in_practice.activities_each_year for year in years)


def renewable_from(rules: AmbassadorProgramme, valid_until: date) -> date:
    """The first day on which a term can be renewed."""
    return months_later(valid_until, -rules.in_practice.renew_from_months)


def renew(session: Session, *, actor: Actor, ambassador_id: int, version: int, now: datetime) -> date:
    """Give the next term to an ambassador who stayed active in each year of this one; gives its last day.

    Raises NotFound, NotAllowed, InvalidInput on ``term``, Stale.
    """
    row = found(session, ambassador_id)
    allowed(session, actor, Permission.RENEW_APPOINTMENT, row, now)
    if row.appointed_on is None or row.valid_until is None:
        raise ValueError(f"appointment {row.id} has no term")  # the database holds to it
    rules = programme(row.scheme)
    today = local_day(now)
    opens = renewable_from(rules, row.valid_until)
    if today > row.valid_until:
        raise InvalidInput({"term": TERM_OVER})
    if today < opens:
        raise InvalidInput({"term": TOO_EARLY.fill(day=f"{opens:%d-%m-%Y}")})
    days = session.scalars(
        select(Activity.done_on).where(
            Activity.ambassador_id == row.id, Activity.state == ActivityState.CONFIRMED.value
        )
    )
    if not stayed_active(rules, years_of_term(rules, row.renewed_from or row.appointed_on, days)):
        raise InvalidInput({"term": NOT_ACTIVE})
    first = row.valid_until + timedelta(days=1)
    until = last_day(first, rules.term_months)
    step(
        session, row, AmbassadorAction.RENEW, actor=actor, version=version, now=now,
        renewed_from=first, valid_until=until,
    )  # fmt: skip
    return until


def end_terms(session: Session, *, now: datetime, rehearse: bool = False) -> EndedTerms:
    """Remind of terms that end soon, once each, and make alumni of who is past the last day.

    Doing it twice does nothing more. ``rehearse`` only counts. For the command line: nobody is asked for.
    """
    today = local_day(now)
    over = _appointed(session, Ambassador.valid_until < today)
    near = [row for row in _appointed(session, *_not_reminded(today)) if _is_near(row, today)]
    if not rehearse:
        for row in near:
            _remind(session, row, now)
        for row in over:
            step(session, row, AmbassadorAction.RETIRE, actor=None, version=row.version, now=now)
    return EndedTerms(reminded=len(near), alumni=len(over))


def _appointed(session: Session, *conditions: ColumnElement[bool]) -> list[Ambassador]:
    """Locked, so that two who do this at once do it once."""
    chosen = select(Ambassador).where(Ambassador.state == AmbassadorState.APPOINTED.value, *conditions)
    return list(session.scalars(chosen.order_by(Ambassador.id).with_for_update(skip_locked=True)))


def _not_reminded(today: date) -> tuple[ColumnElement[bool], ...]:
    farthest = months_later(today, _YEAR)
    return (
        Ambassador.valid_until.between(today, farthest),
        or_(Ambassador.reminded_of.is_(None), Ambassador.reminded_of < Ambassador.valid_until),
    )


def _is_near(row: Ambassador, today: date) -> bool:
    months = programme(row.scheme).in_practice.remind_from_months
    return row.valid_until is not None and today >= months_later(row.valid_until, -months)


def _remind(session: Session, row: Ambassador, now: datetime) -> None:
    notify(
        session,
        people={row.person_id, *coaches_of(session, row)},
        kind=NewsKind.TERM_ENDS,
        ambassador_id=row.id,
        now=now,
    )
    row.reminded_of = row.valid_until
    session.flush()
