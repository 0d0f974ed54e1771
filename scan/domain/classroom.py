"""A round of votes in a classroom: children have no accounts, and only counts are kept (design 6, instrument A4.7)."""

import re
import secrets
from datetime import timedelta
from enum import StrEnum

MOST_CHILDREN = 60
"""In one round. A combined class of two groups fits."""
CODE_WORKS_FOR = timedelta(days=7)
"""A round that somebody forgot to close takes no more votes."""
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are read for one another."""
_HALF = 3


class Devices(StrEnum):
    """Who holds a device: one child after the other, or each child their own."""

    SHARED = "shared"
    OWN = "own"


class RoundState(StrEnum):
    """A round takes votes until the teacher closes it; then it has an outcome and never changes."""

    OPEN = "open"
    CLOSED = "closed"


class Cast(StrEnum):
    """What became of a vote."""

    COUNTED = "counted"
    MOVED_ON = "moved_on"
    """The teacher went to another question, or lets the class vote again."""
    FULL = "full"
    """Every child has voted."""
    CLOSED = "closed"


def new_round_code() -> str:
    """A code that a child can copy from the board: six clear characters, 30 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(2 * _HALF))


def tidy_round_code(text: str) -> str:
    """A code as children type it: any case, with or without separators."""
    return re.sub(r"[\s\-–.]", "", text).upper()[:20]


def shown_round_code(code: str) -> str:
    """A code as the board shows it: ``K7M-2XQ``."""
    return f"{code[:_HALF]}-{code[_HALF:]}"
