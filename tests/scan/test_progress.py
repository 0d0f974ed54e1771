"""Who is stuck: nothing begun two weeks into the internship, or nothing changed for a week."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scan.domain.progress import is_stuck
from scan.domain.states import ScanState

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("state", "days_begun", "days_quiet", "stuck"),
    [
        (None, 14, None, False),
        (None, 15, None, True),
        (ScanState.DRAFT, 100, 7, False),
        (ScanState.DRAFT, 100, 8, True),
        (ScanState.DRAFT, 1, None, True),
        (ScanState.RETURNED, 100, 8, True),
        (ScanState.SUBMITTED, 100, 90, False),
        (ScanState.ACCEPTED, 100, 90, False),
    ],
)
def test_scan_is_stuck(state: ScanState | None, days_begun: int, days_quiet: int | None, stuck: bool) -> None:
    changed = None if days_quiet is None else NOW - timedelta(days=days_quiet)
    begun = TODAY - timedelta(days=days_begun)
    assert is_stuck(state, starts_on=begun, last_change=changed, now=NOW) is stuck
