"""The road to junior MVO-ambassador (instrument F)."""

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


class AmbassadorHearingOutcome(StrEnum):
    """How a hearing ended."""

    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
