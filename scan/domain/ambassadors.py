"""The road to junior MVO-ambassador (instrument F)."""

from collections.abc import Sequence
from enum import StrEnum


class MilestoneKey(StrEnum):
    """The milestones in their order. What each asks, and which make an ambassador, is in the published programme."""

    START = "start"
    SCANNER = "scanner"
    CONVERSATION = "conversation"
    MAKER = "maker"
    SHARER = "sharer"
    REFLECTION = "reflection"
    STAYING_ACTIVE = "staying_active"
    SENIOR = "senior"


class ActivityKind(StrEnum):
    """What an ambassador does to stay active. What each asks stands in the published programme."""

    SECOND_SCAN = "second_scan"
    COACHING = "coaching"
    GUEST_LESSON = "guest_lesson"
    QUESTIONS = "questions"


class ActivityState(StrEnum):
    """An entry in the log counts once the coach of the school confirmed it."""

    NOTED = "noted"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class HearingOutcome(StrEnum):
    """How a hearing ended."""

    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


SMALLEST_GROUP = 5
"""Of fewer ambassadors no number is shown: it could point at someone (design 7)."""


def without_small_groups(counts: Sequence[int]) -> tuple[int | None, ...]:
    """Counts of groups that add up to a total that may be known; None for what would point at fewer than five.

    One small group beside large ones follows from the total by taking the others off. So as long as what is left out
    adds up to fewer than five, or is one group alone, the smallest of the others is left out too. An empty group is
    small as well.
    """
    hidden = {place for place, count in enumerate(counts) if count < SMALLEST_GROUP}
    others = sorted((place for place in range(len(counts)) if place not in hidden), key=lambda n: counts[n])
    for place in others:
        if not hidden or (len(hidden) > 1 and sum(counts[n] for n in hidden) >= SMALLEST_GROUP):
            break
        hidden.add(place)
    return tuple(None if place in hidden else count for place, count in enumerate(counts))


def total_without_small_groups(total: int) -> int | None:
    """A total of five or more; else None."""
    return total if total >= SMALLEST_GROUP else None
