"""The road to junior MVO-ambassador (instrument F)."""

from enum import StrEnum


class MilestoneKey(StrEnum):
    """The milestones in their order; the first six make an ambassador, the last two come after."""

    START = "start"
    SCANNER = "scanner"
    CONVERSATION = "conversation"
    MAKER = "maker"
    SHARER = "sharer"
    REFLECTION = "reflection"
    STAYING_ACTIVE = "staying_active"
    SENIOR = "senior"


NEEDED_FOR_NOMINATION: tuple[MilestoneKey, ...] = tuple(MilestoneKey)[:6]
"""Milestones 1 to 6, within 12 months."""
