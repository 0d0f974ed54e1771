"""Words for the independent monitor."""

from enum import StrEnum


class FindingGrade(StrEnum):
    """What a monitor finds of one decision."""

    SOUND = "sound"
    MINOR = "minor"
    MAJOR = "major"
