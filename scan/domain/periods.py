"""Periods of a dossier and terms that the design sets."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

REGION_ZONE = ZoneInfo("Europe/Amsterdam")
"""Days are those of the region: on a certificate, for a deadline, of a digest."""

INDEPENDENT_FOR = timedelta(weeks=6)
"""After this time a dossier opens even when one side has not handed in (design 6, instrument A5)."""

FINISHED_ACTIONS_COUNT_FOR = timedelta(days=731)
"""Finished actions count for 24 months (instrument D2)."""


def local_day(moment: datetime) -> date:
    """The day it is in the region at this moment."""
    return moment.astimezone(REGION_ZONE).date()


def local_midnight(day: date) -> datetime:
    """The moment at which this day begins in the region, in UTC."""
    return datetime.combine(day, time.min, REGION_ZONE).astimezone(UTC)


def school_year(day: date) -> str:
    """The Dutch school year that ``day`` is in, from 1 August: ``2026-2027``."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{first + 1}"


def end_of(year: str) -> date:
    """The last day of a school year: of ``2026-2027`` 31 July 2027."""
    return date(int(year[5:]), 7, 31)


def months_later(start: date, months: int) -> date:
    """The same day of the month so many months on (before it, when negative), or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
