"""The life of one action of an improvement plan: planned, busy, done or dropped (design 6)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class PlanState(StrEnum):
    """How far an action is. What was dropped counts for nothing, but stays in the list."""

    PLANNED = "planned"
    BUSY = "busy"
    DONE = "done"
    DROPPED = "dropped"


class PlanStep(StrEnum):
    """What happens to an action."""

    BEGIN = "begin"
    FINISH = "finish"
    DROP = "drop"
    RESUME = "resume"


class ActionSource(StrEnum):
    """Where an action came from: advice with a question, the cheapest way up, or the company itself."""

    ADVICE = "advice"
    WAY_UP = "way_up"
    OWN = "own"


PLAN: Mapping[tuple[PlanState, PlanStep], PlanState] = MappingProxyType(
    {
        (PlanState.PLANNED, PlanStep.BEGIN): PlanState.BUSY,
        (PlanState.PLANNED, PlanStep.FINISH): PlanState.DONE,
        (PlanState.PLANNED, PlanStep.DROP): PlanState.DROPPED,
        (PlanState.BUSY, PlanStep.FINISH): PlanState.DONE,
        (PlanState.BUSY, PlanStep.DROP): PlanState.DROPPED,
        (PlanState.DONE, PlanStep.RESUME): PlanState.BUSY,
        (PlanState.DROPPED, PlanStep.RESUME): PlanState.PLANNED,
    }
)

OPEN = (PlanState.PLANNED, PlanState.BUSY)
"""Still to be done."""


def overdue(state: PlanState, planned_on: date | None, today: date) -> bool:
    """Still to be done, and the day on which it was to be done has passed."""
    return state in OPEN and planned_on is not None and planned_on < today


def steps_from(state: PlanState) -> tuple[PlanStep, ...]:
    """What can happen to an action in this state, in the order in which it is offered."""
    return tuple(step for step in PlanStep if (state, step) in PLAN)
