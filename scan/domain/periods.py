"""Periods of a dossier and terms that the design sets."""

from datetime import date, timedelta

INDEPENDENT_FOR = timedelta(weeks=6)
"""After this time a dossier opens even when one side has not handed in (design 6, instrument A5)."""

FINISHED_ACTIONS_COUNT_FOR = timedelta(days=731)
"""Finished actions count for 24 months (instrument D2)."""


def school_year(day: date) -> str:
    """The Dutch school year that ``day`` is in, from 1 August: ``2026-2027``."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{first + 1}"
