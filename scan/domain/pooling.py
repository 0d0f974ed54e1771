"""When and how students' answers to sensitive questions are shown: together, and only of enough of them.

Instrument A4.3: the median of at least five students within 24 months, made anew only when three more answered. How
the answers are spread is shown from ten students on, because with five a single answer is soon guessed. No exact
number of students is shown either: with it, one more scan would stand out. Who fills a scan in together with others
is not asked these questions, because the others would see the answer (ADR 18).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from questionnaires.definition import Questionnaire
from scan.domain.subjects import ScanSubject

FEWEST_STUDENTS = 5
FEWEST_NEW = 3
FEWEST_FOR_SPREAD = 10
WINDOW = timedelta(days=730)
"""Answers, and pools, that are older are not shown (24 months)."""


def sensitive(questionnaire: Questionnaire) -> frozenset[str]:
    """Ids of the questions that one answers alone, and that are only shown pooled."""
    return frozenset(item.id for item in questionnaire.items() if item.pooled)


def left_out(questionnaire: Questionnaire, subject: ScanSubject) -> frozenset[str]:
    """Ids of the questions that this scan does not ask: the sensitive ones, while several students share it."""
    return sensitive(questionnaire) if subject.is_shared else frozenset()


@dataclass(frozen=True, slots=True)
class PoolAnswer:
    """The step that one student chose, and from when on it may be used."""

    student_id: int
    step: int
    usable_at: datetime


@dataclass(frozen=True, slots=True)
class Pool:
    """Number of students for each step, lowest first, at the moment it was made."""

    counts: tuple[int, ...]
    made_at: datetime

    @property
    def students(self) -> int:
        """All who chose a step."""
        return sum(self.counts)

    @property
    def median(self) -> int:
        """The lower middle step: at least half of the students chose it or a lower one."""
        seen = 0
        for step, count in enumerate(self.counts):
            seen += count
            if 2 * seen >= self.students:
                return step
        raise ValueError("a pool without answers has no median")

    @property
    def spread(self) -> tuple[int, ...] | None:
        """Share of the students for each step, in whole tenths; None while they are too few."""
        if self.students < FEWEST_FOR_SPREAD:
            return None
        return tuple((10 * count + self.students // 2) // self.students for count in self.counts)

    def is_shown(self, now: datetime) -> bool:
        """Whether it may still be shown."""
        return self.students >= FEWEST_STUDENTS and now - self.made_at <= WINDOW


def made_anew(answers: Sequence[PoolAnswer], steps: int, before: Pool | None, now: datetime) -> Pool | None:
    """The pool after these answers: the one before while too few are new or left, None when there never was one.

    ``answers``: at most one for each student. ``steps``: how many there are to choose from. A pool does not change
    because an answer went away: what is missing from the next one would show it.
    """
    recent = [one for one in answers if now - one.usable_at <= WINDOW]
    new = [one for one in recent if before is None or one.usable_at > before.made_at]
    if len(recent) < FEWEST_STUDENTS or len(new) < FEWEST_NEW:
        return before
    counts = [0] * steps
    for one in recent:
        counts[one.step] += 1
    return Pool(tuple(counts), now)
