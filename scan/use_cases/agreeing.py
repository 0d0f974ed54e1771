"""How well the sides of a dossier agree, on the questions that they share (design 5).

Only single choices with the questionnaire's usual number of steps count: a yes or no has no steps to be apart.
A student's view next to the company's says which way each leans, not who is right (instrument E2).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import scoring
from questionnaires.definition import Item, SingleChoice
from scan.domain.moderation import step_of
from scan.use_cases.comparing import Review, ReviewItem

if TYPE_CHECKING:
    from scoring import Agreement, Gaps

Units = tuple[tuple[int | None, ...], ...]


class Between(StrEnum):
    """Whose steps are held next to whose."""

    STUDENT_AND_COMPANY = "student_and_company"
    STUDENTS = "students"
    REVIEWER_AND_COMPANY = "reviewer_and_company"
    REVIEWER_AND_STUDENT = "reviewer_and_student"


@dataclass(frozen=True, slots=True)
class Agreeing:
    """Agreement between two kinds of raters."""

    between: Between
    agreement: "Agreement"
    gaps: "Gaps | None"
    """How far the company is from the student, or the reviewer from the other; None among several students."""


def agreements(review: Review) -> tuple[Agreeing, ...]:
    """Every pair of raters that this dossier has, the weightiest first. No statements."""
    own = review.claim is not None and not review.claim.by_student
    rows = [_steps(entry, own=own) for entry in review.items if entry.item.id in staircases(review)]
    several = sum(side.by_student for side in review.sides) > 1
    found = []
    if own and any(side.by_student for side in review.sides):
        pairs = [(_furthest(students, company), company) for students, company, _ in rows]
        units = tuple((*students, company) for students, company, _ in rows)
        found.append(_agreeing(Between.STUDENT_AND_COMPANY, units, pairs))
    if several:
        found.append(_agreeing(Between.STUDENTS, tuple(students for students, _, _ in rows), None))
    if any(verdict is not None for _, _, verdict in rows):
        if own:
            pairs = [(company, verdict) for _, company, verdict in rows]
            found.append(_agreeing(Between.REVIEWER_AND_COMPANY, tuple(pairs), pairs))
        pairs = [(_furthest(students, company), verdict) for students, company, verdict in rows]
        found.append(_agreeing(Between.REVIEWER_AND_STUDENT, tuple(pairs), pairs))
    return tuple(found)


def staircases(review: Review) -> frozenset[str]:
    """Items of the review with the usual number of steps."""
    return usual_steps([entry.item for entry in review.items])


def usual_steps(items: Sequence[Item]) -> frozenset[str]:
    """Single choices with as many options as most of them have, at least three."""
    sizes = {item.id: len(item.options) for item in items if isinstance(item, SingleChoice)}
    common = Counter(size for size in sizes.values() if size > 2).most_common(1)
    return frozenset(item_id for item_id, size in sizes.items() if common and size == common[0][0])


@lru_cache(maxsize=512)
def agreement_on(units: Units, clusters: tuple[int, ...] | None = None) -> "Agreement":
    """The agreement on these steps; kept by content, because a page is opened many times between two changes."""
    return scoring.measure_agreement(units, clusters=clusters)


def _agreeing(
    between: Between, units: Units, pairs: Sequence[tuple[int | None, int | None]] | None
) -> Agreeing:
    gaps = None if pairs is None else scoring.signed_gaps(pairs)
    return Agreeing(between, agreement_on(units), gaps)


def _steps(entry: ReviewItem, *, own: bool) -> tuple[tuple[int | None, ...], int | None, int | None]:
    """Steps of the students, the company and the reviewer."""
    comparison = entry.comparison
    others = tuple(None if answer is None else step_of(entry.item, answer) for answer in comparison.others)
    if own:
        return others, comparison.claim_step, entry.reviewed_step
    return (comparison.claim_step, *others), None, entry.reviewed_step


def _furthest(students: Sequence[int | None], company: int | None) -> int | None:
    """The student who is furthest from the company, as on the line; without a company the first."""
    steps = [step for step in students if step is not None]
    if not steps or company is None:
        return steps[0] if steps else None
    return max(steps, key=lambda step: abs(step - company))
