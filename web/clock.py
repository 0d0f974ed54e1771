"""The time, asked in one place so that tests can set it."""

from datetime import UTC, date, datetime

from flask import current_app

from scan.domain.periods import local_day


def now() -> datetime:
    """This moment in UTC, or the moment ``app.config["NOW"]`` gives."""
    fixed = current_app.config.get("NOW")
    moment: datetime = fixed() if fixed is not None else datetime.now(UTC)
    return moment


def today() -> date:
    """The day it is in the region."""
    return local_day(now())
