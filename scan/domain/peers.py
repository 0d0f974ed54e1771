"""The companies beside which a result is shown, and when there are enough of them to give nobody away (LOOK 4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from questionnaires.definition import Questionnaire
from questionnaires.versions import version_numbers

ENOUGH = 5
"""So many others at least, or nothing is shown."""
YEARS = 3
"""A result of a company counts for so long."""


class SizeClass(StrEnum):
    """By people at work (EU Recommendation 2003/361, by staff alone)."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


_UP_TO = ((10, SizeClass.MICRO), (50, SizeClass.SMALL), (250, SizeClass.MEDIUM))


def size_class(staff: Decimal | int) -> SizeClass:
    """Micro has fewer than 10 people, small fewer than 50, medium fewer than 250."""
    return next((size for limit, size in _UP_TO if staff < limit), SizeClass.LARGE)


def basis(questionnaire: Questionnaire) -> str:
    """``company-self@1``: scores of one basis may stand side by side (below a major they may, instrument E4)."""
    major, _minor, _patch = version_numbers(questionnaire.version)
    return f"{questionnaire.slug}@{major}"


def reference_day(today: date) -> date:
    """The first day of this quarter: results from before it count.

    New results come in together, once a quarter, so that what one company adds cannot be read off from one day to
    the next.
    """
    return date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)


def earliest_day(reference: date) -> date:
    """The first day from which results count."""
    return date(reference.year - YEARS, reference.month, 1)


def may_be_shown(others: int, unpublished: int) -> bool:
    """Whether figures over so many others give nobody away.

    ``unpublished``: those of them who do not show their points to everyone. Whoever takes away what is public keeps
    figures over the rest, so the rest must be empty or just as large a group.
    """
    return others >= ENOUGH and (unpublished == 0 or unpublished >= ENOUGH)


@dataclass(frozen=True, slots=True)
class PeerScores:
    """One theme: how many others, and their points, rounded down to whole ones."""

    theme: str
    others: int
    low: int
    """A quarter of them has this or less."""
    median: int
    high: int
    """A quarter of them has this or more."""


@dataclass(frozen=True, slots=True)
class Peers:
    """The others of the same size and sector; a theme without enough of them is not in it."""

    size: SizeClass
    sector: str
    """Id of the sector in the profile."""
    reference: date
    themes: tuple[PeerScores, ...]
