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
