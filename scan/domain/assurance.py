"""How sure a session is of its person, and what it still asks before anything else is open (NIST SP 800-63B).

A role that needs a second factor gets nowhere with a password alone. Whoever has a factor is always asked for it,
whatever the role.
"""

from collections.abc import Iterable
from enum import StrEnum

from scan.domain.roles import NEEDS_SECOND_FACTOR, Membership


class SessionLevel(StrEnum):
    """What was proven when the session began."""

    WAITING = "waiting"
    """The password was right; the second factor, which this person has, is still asked."""
    PASSWORD = "password"  # noqa: S105 - the name of a level
    """A password or pin, by someone without a second factor."""
    FULL = "full"
    """A password and a second factor."""


class Step(StrEnum):
    """What a session has to do before it may do anything else."""

    CHECK = "check"
    SET_UP = "set_up"


def open_step(level: SessionLevel, memberships: Iterable[Membership]) -> Step | None:
    """What is still asked of a session; None when nothing is. Roles count as they are at this moment."""
    if level is SessionLevel.WAITING:
        return Step.CHECK
    if level is SessionLevel.PASSWORD and any(one.role in NEEDS_SECOND_FACTOR for one in memberships):
        return Step.SET_UP
    return None
