"""The facts of a dossier, as scoring reads them."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.definition import Questionnaire
from scan.domain.facts import PlannedAction, action_facts
from scan.domain.periods import local_day
from scan.domain.plan import PlanState
from scan.domain.states import ScanState
from scan.store.tables import Action, Dossier, Scan

Facts = dict[str, bool | Decimal]


def facts_of(session: Session, dossier: Dossier, questionnaire: Questionnaire, now: datetime) -> Facts:
    """Every fact that the questionnaire asks for and that is known. At most two statements."""
    kinds = {fact.id: fact.type for fact in questionnaire.facts}
    if not kinds:
        return {}
    counted = count_facts(session, dossier, now)
    declared = {key: _value(kinds[key], stored) for key, stored in dossier.facts.items() if key in kinds}
    return declared | {key: Decimal(value) for key, value in counted.items() if key in kinds}


def count_facts(session: Session, dossier: Dossier, now: datetime) -> dict[str, int]:
    """Facts that follow from the organisation's actions and the dossier's student scans."""
    rows = session.execute(
        select(Action.planned_on, Action.finished_on, Action.with_others).where(
            Action.organisation_id == dossier.organisation_id, Action.state != PlanState.DROPPED.value
        )
    )
    students = session.scalar(
        select(func.count()).where(
            Scan.dossier_id == dossier.id,
            Scan.placement_id.is_not(None),
            Scan.state.in_((ScanState.SUBMITTED.value, ScanState.ACCEPTED.value)),
        )
    )
    return action_facts((PlannedAction(*row) for row in rows), local_day(now)) | {
        "student_scans": students or 0
    }


def _value(kind: str, stored: object) -> bool | Decimal:
    return stored is True if kind == "yes_no" else Decimal(str(stored))
