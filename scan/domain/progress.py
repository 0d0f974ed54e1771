"""Who is stuck: a scan that nobody works on, while it should be on its way."""

from datetime import date, datetime, timedelta

from scan.domain.periods import local_day
from scan.domain.states import ScanState

QUIET_FOR = timedelta(days=7)
"""A scan that was begun and not touched for so long needs a word from the teacher."""
BEGUN_WITHIN = timedelta(days=14)
"""After the first day of the internship; then the student has seen the company."""
_OPEN = (ScanState.DRAFT, ScanState.RETURNED)


def is_stuck(
    state: ScanState | None, *, starts_on: date, last_change: datetime | None, now: datetime
) -> bool:
    """Whether a student's scan needs attention. ``state`` None: not begun; ``last_change``: of its answers."""
    if state is None:
        return local_day(now) - starts_on > BEGUN_WITHIN
    return state in _OPEN and (last_change is None or now - last_change > QUIET_FOR)
