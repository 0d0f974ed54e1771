"""Local and regional platforms: who may be in one, what is shared there, and how long one stays (design 2)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from scan.domain.periods import months_later


class Ground(StrEnum):
    """Why an organisation is in a platform."""

    CERTIFICATE = "certificate"
    AGREEMENT = "agreement"


LEAVES_AFTER_MONTHS = 3
"""A member whose certificate or agreement is over has so long to get another; then it leaves the platform."""
REMIND_MEETING = 7
"""Days before a meeting from which its members are reminded."""
NOTICE_MONTHS = 6
"""The longest that a notice of help stands."""


class PracticeState(StrEnum):
    """A good practice is public only when the company offers it and the platform's lead agrees."""

    OFFERED = "offered"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class PracticeAction(StrEnum):
    """What happens to a good practice."""

    OFFER = "offer"
    """The company offers it, again or changed: the lead looks at it first."""
    PUBLISH = "publish"
    RETURN = "return"
    """The lead gives it back, also when it was public already."""
    WITHDRAW = "withdraw"


PRACTICE: Mapping[tuple[PracticeState, PracticeAction], PracticeState] = MappingProxyType(
    {
        (PracticeState.OFFERED, PracticeAction.PUBLISH): PracticeState.PUBLISHED,
        (PracticeState.OFFERED, PracticeAction.RETURN): PracticeState.RETURNED,
        (PracticeState.OFFERED, PracticeAction.OFFER): PracticeState.OFFERED,
        (PracticeState.OFFERED, PracticeAction.WITHDRAW): PracticeState.WITHDRAWN,
        (PracticeState.PUBLISHED, PracticeAction.OFFER): PracticeState.OFFERED,
        (PracticeState.PUBLISHED, PracticeAction.RETURN): PracticeState.RETURNED,
        (PracticeState.PUBLISHED, PracticeAction.WITHDRAW): PracticeState.WITHDRAWN,
        (PracticeState.RETURNED, PracticeAction.OFFER): PracticeState.OFFERED,
        (PracticeState.RETURNED, PracticeAction.WITHDRAW): PracticeState.WITHDRAWN,
        (PracticeState.WITHDRAWN, PracticeAction.OFFER): PracticeState.OFFERED,
    }
)


class Effort(StrEnum):
    """What an improvement took, as a company would say it."""

    SMALL = "small"
    """Some hours."""
    MEDIUM = "medium"
    """Some days."""
    LARGE = "large"
    """Longer, or with an investment."""


class HelpKind(StrEnum):
    """A notice asks for help or offers it."""

    ASKED = "asked"
    OFFERED = "offered"


def leaves_on(lost: date) -> date:
    """The day on which a member leaves that has no certificate or agreement any more since ``lost``."""
    return months_later(lost, LEAVES_AFTER_MONTHS)
