"""What makes a decision worth a second look: pure functions of figures, with the limits from the scheme.

A flag decides nothing. It tells a certifier where to look before deciding, in words and with both figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    """Why a case is worth a second look."""

    SCORE_JUMPED = "score_jumped"
    """The total is far from that of the last decision."""
    EVIDENCE_THIN = "evidence_thin"
    """Few of the higher steps were checked or seen by a student."""
    RATERS_DISAGREE = "raters_disagree"
    """Student and company were two steps or more apart on many questions."""
    SAME_REVIEWER = "same_reviewer"
    """One person reviewed this organisation again and again."""
    LEVEL_UNSURE = "level_unsure"
    """A little more or less weight for some questions gives another level."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which figure on a flag is raised. A scheme states its own; these hold where its version had none yet."""

    jump_points: int = 15
    """Points of 100 between two decisions, three times the aimed error of measurement (instrument D4)."""
    thin_percent: int = 40
    """Verified share below this, in per cent."""
    disagree_percent: int = 20
    """Of the questions that both answered, so many per cent two steps or more apart."""
    same_reviewer_times: int = 3
    """Reviews of one organisation by one person, this one included."""
    unsure_percent: int = 80
    """The level holds in less than so many per cent of the draws of weights."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The figures of one case; None where there is nothing to go by."""

    total: int | None
    """Points of 100, rounded down."""
    total_before: int | None
    """That of the last decision that granted something."""
    verified_percent: int | None
    """Share of the weight of answers from step 2 on that was checked; None when there are none."""
    compared: int
    """Questions that both the organisation and a student answered."""
    far_apart: int
    """Of these, two steps or more apart."""
    most_reviews: int
    """How often the reviewer who did most reviewed this organisation for a decision, this one included."""
    certain_percent: int | None
    """Draws of weights in which the level holds; None when it was not drawn."""


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag with what was found and the limit that it passed."""

    flag: Flag
    found: int
    limit: int


def raised(signs: Signs, limits: Thresholds) -> tuple[Raised, ...]:
    """The flags of a case, in a fixed order; none when nothing is out of the ordinary."""
    return tuple(_raised(signs, limits))


def _raised(signs: Signs, limits: Thresholds) -> Iterator[Raised]:
    if signs.total is not None and signs.total_before is not None:
        jump = signs.total - signs.total_before
        if abs(jump) >= limits.jump_points:
            yield Raised(Flag.SCORE_JUMPED, jump, limits.jump_points)
    if signs.verified_percent is not None and signs.verified_percent < limits.thin_percent:
        yield Raised(Flag.EVIDENCE_THIN, signs.verified_percent, limits.thin_percent)
    if signs.compared:
        apart = 100 * signs.far_apart // signs.compared
        if apart >= limits.disagree_percent:
            yield Raised(Flag.RATERS_DISAGREE, apart, limits.disagree_percent)
    if signs.most_reviews >= limits.same_reviewer_times:
        yield Raised(Flag.SAME_REVIEWER, signs.most_reviews, limits.same_reviewer_times)
    if signs.certain_percent is not None and signs.certain_percent < limits.unsure_percent:
        yield Raised(Flag.LEVEL_UNSURE, signs.certain_percent, limits.unsure_percent)
