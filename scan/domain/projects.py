"""Projects and pilots under a theme: their periods, and when before and after may be shown (LOOK 4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ProjectPhase(StrEnum):
    """Where a project is, by the calendar alone."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date


MOST_INDICATORS = 6


def phase(period: Period, today: date) -> ProjectPhase:
    """Where a project of that period is on that day."""
    if today < period.first:
        return ProjectPhase.COMING
    return ProjectPhase.OVER if today > period.last else ProjectPhase.RUNNING
