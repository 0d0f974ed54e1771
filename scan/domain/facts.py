"""Facts: what scoring knows from outside the form, and who may say so (design 4, instrument D2).

Counted facts follow from the plan and the scans. Of the others a reviewer records the second views, and the
company declares its own earlier figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scan.domain.periods import FINISHED_ACTIONS_COUNT_FOR

SECOND_VIEWS = frozenset({"peer_visits", "alliance_review"})
"""Recorded by a reviewer or certifier, never by the company itself."""
COUNTED = frozenset(
    {"actions_chosen", "actions_planned", "actions_finished", "actions_with_others", "student_scans"}
)


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """What counting needs of an action."""

    planned_on: date | None
    finished_on: date | None
    with_others: bool


def action_facts(actions: Iterable[PlannedAction], today: date) -> dict[str, int]:
    """Chosen: all. Planned: with a date. Finished: within 24 months. With others: of the finished ones."""
    listed = list(actions)
    finished = [
        action
        for action in listed
        if action.finished_on is not None and today - action.finished_on <= FINISHED_ACTIONS_COUNT_FOR
    ]
    open_or_recent = [action for action in listed if action.finished_on is None] + finished
    return {
        "actions_chosen": len(open_or_recent),
        "actions_planned": sum(action.planned_on is not None for action in open_or_recent),
        "actions_finished": len(finished),
        "actions_with_others": sum(action.with_others for action in finished),
    }


def declared_by_company(fact_id: str) -> bool:
    """Whether the company may state this fact itself."""
    return fact_id not in SECOND_VIEWS and fact_id not in COUNTED
