"""How long something holds: whole months, the last day included."""

from datetime import date

import pytest

from certificates.validity import last_day
from scan.domain.periods import months_later


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 7, 1), 24, date(2028, 6, 30)),
        (date(2026, 7, 1), 12, date(2027, 6, 30)),
        (date(2026, 11, 23), 12, date(2027, 11, 22)),
        (date(2026, 3, 31), 11, date(2027, 2, 27)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
    ],
)
def test_a_term_ends_the_day_before_the_same_day(first: date, months: int, last: date) -> None:
    assert last_day(first, months) == last


def test_a_month_without_that_day_gives_its_last_one() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
