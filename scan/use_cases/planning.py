"""The improvement plan of an organisation, and the facts it and its reviewers declare (design 6, instrument D2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.facts import SECOND_VIEWS, declared_by_company
from scan.domain.fields import Fields
from scan.domain.periods import local_day
from scan.domain.plan import PLAN, ActionSource, PlanState, PlanStep, overdue, steps_from
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import advance
from scan.store.finding import FoundDossier, find_dossier
from scan.store.tables import Action, Dossier
from scan.use_cases.audit import record
from scan.use_cases.facts import count_facts
from scan.use_cases.permission import require

LARGEST_FIGURE = Decimal(10**9)
_PLACES = {PlanState.BUSY: 0, PlanState.PLANNED: 0, PlanState.DONE: 1, PlanState.DROPPED: 2}


@dataclass(frozen=True, slots=True)
class ActionInput:
    """One action as it was filled in."""

    text: str
    item_id: str | None = None
    planned_on: date | None = None
    """The day it is to be done."""
    with_others: bool = False
    owner: str | None = None
    """Who takes care of it: a job or a first name."""
    progress: str | None = None
    """How it goes, in words."""
    evidence_url: str | None = None
    source: ActionSource = ActionSource.OWN
    """Of a new action; it never changes."""


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """One action of the plan, with the version to base a change on."""

    id: int
    version: int
    dossier_id: int
    text: str
    item_id: str | None
    source: ActionSource
    state: PlanState
    owner: str | None
    planned_on: date | None
    finished_on: date | None
    with_others: bool
    progress: str | None
    evidence_url: str | None
    overdue: bool
    """Still to be done, and its day has passed."""

    @property
    def steps(self) -> tuple[PlanStep, ...]:
        """What can happen to it now."""
        return steps_from(self.state)


@dataclass(frozen=True, slots=True)
class Plan:
    """The improvement plan: every action of the organisation, and what counts of it."""

    dossier_id: int
    version: int
    """Of the dossier, to base a change of the declared facts on."""
    organisation_id: int
    organisation: str
    actions: tuple[ActionInfo, ...]
    """What is still to be done first, by date; then what is done, then what was dropped."""
    counted: Mapping[str, int]
    declared: Mapping[str, bool | Decimal]


def open_plan(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> Plan:
    """The plan with its counted and declared facts. Raises NotFound, NotAllowed."""
    found = _found(session, actor, Permission.READ_DOSSIER, dossier_id, now)
    rows = session.scalars(select(Action).where(Action.organisation_id == found.organisation.id)).all()
    return Plan(
        dossier_id=dossier_id,
        version=found.dossier.version,
        organisation_id=found.organisation.id,
        organisation=found.organisation.name,
        actions=tuple(
            sorted(
                (_info(row, now) for row in rows),
                key=lambda one: (_PLACES[one.state], one.planned_on or date.max, one.id),
            )
        ),
        counted=count_facts(session, found.dossier, now),
        declared={key: _fact(value) for key, value in found.dossier.facts.items()},
    )


def open_action(session: Session, *, actor: Actor, action_id: int, now: datetime) -> ActionInfo:
    """One action, for who may change it. Raises NotFound, NotAllowed."""
    row = _row(session, action_id, lock=False)
    _found(session, actor, Permission.PLAN, row.dossier_id, now)
    return _info(row, now)


def add_action(session: Session, *, actor: Actor, dossier_id: int, action: ActionInput, now: datetime) -> int:
    """Put an action in the plan. Raises NotFound, NotAllowed, InvalidInput."""
    found = _found(session, actor, Permission.PLAN, dossier_id, now)
    row = Action(
        organisation_id=found.organisation.id,
        dossier_id=dossier_id,
        state=PlanState.PLANNED.value,
        source=action.source.value,
        created_by=actor.person_id,
        created_at=now,
        **_checked(action),
    )
    session.add(row)
    session.flush()
    _log(session, actor, "action_added", dossier_id, now, id=row.id, source=row.source)
    return row.id


def change_action(
    session: Session, *, actor: Actor, action_id: int, action: ActionInput, version: int, now: datetime
) -> int:
    """Change what an action says; gives its new version. Raises NotFound, NotAllowed, InvalidInput, Stale.

    A finished action keeps a planned day.
    """
    row = _row(session, action_id)
    _found(session, actor, Permission.PLAN, row.dossier_id, now)
    given = _checked(action)
    if row.version != version:
        raise Stale((Clash("action", _info(row, now), row.version, action),))
    for name, value in given.items():
        setattr(row, name, value)
    row.planned_on = row.planned_on or row.finished_on
    row.version += 1
    session.flush()
    _log(session, actor, "action_changed", row.dossier_id, now, id=action_id)
    return row.version


def move_action(
    session: Session,
    *,
    actor: Actor,
    action_id: int,
    step: PlanStep,
    on: date | None = None,
    version: int,
    now: datetime,
) -> int:
    """Begin, finish, drop or take up an action again; gives its new version.

    ``on``: the day it was finished, today where it is not said; one without a planned day is planned for that day.
    Raises NotFound, NotAllowed, InvalidInput (``finished_on``), Stale, IllegalTransition.
    """
    row = _row(session, action_id)
    _found(session, actor, Permission.PLAN, row.dossier_id, now)
    if row.version != version:
        raise Stale((Clash("action", _info(row, now), row.version, step),))
    state = advance(PLAN, PlanState(row.state), step)
    day = (on or local_day(now)) if state is PlanState.DONE else None
    if day is not None and day > local_day(now):
        raise InvalidInput({"finished_on": messages.DATE_FUTURE})
    row.state, row.finished_on = state.value, day
    row.planned_on = row.planned_on or day
    row.version += 1
    session.flush()
    _log(session, actor, f"action_{state.value}", row.dossier_id, now, id=action_id)
    return row.version


def remove_action(session: Session, *, actor: Actor, action_id: int, now: datetime) -> None:
    """Take an action out of the plan. Raises NotFound, NotAllowed."""
    row = _row(session, action_id)
    _found(session, actor, Permission.PLAN, row.dossier_id, now)
    session.execute(delete(Action).where(Action.id == action_id))
    _log(session, actor, "action_removed", row.dossier_id, now, id=action_id)


def declare_facts(
    session: Session,
    *,
    actor: Actor,
    dossier_id: int,
    facts: Mapping[str, bool | str],
    version: int,
    now: datetime,
) -> int:
    """State earlier figures of the own organisation; gives the dossier's new version. An empty text takes one away.

    Raises NotFound, NotAllowed, InvalidInput by fact id (also for facts that are counted or recorded by others),
    Stale.
    """
    for fact_id in facts:
        if not declared_by_company(fact_id):
            raise InvalidInput({fact_id: messages.NOT_A_FACT})
    return _set_facts(session, actor, Permission.DECLARE_FACTS, dossier_id, facts, version, now)


def record_second_view(
    session: Session,
    *,
    actor: Actor,
    dossier_id: int,
    facts: Mapping[str, bool | str],
    version: int,
    now: datetime,
) -> int:
    """A reviewer records a peer visit, one of the alliance its review (instrument D2); gives the new version.

    Raises NotFound, NotAllowed, InvalidInput by fact id, Stale.
    """
    for fact_id in facts:
        if fact_id not in SECOND_VIEWS:
            raise InvalidInput({fact_id: messages.NOT_A_FACT})
    if "alliance_review" in facts:
        _found(session, actor, Permission.RECORD_ALLIANCE_REVIEW, dossier_id, now)
    new = _set_facts(session, actor, Permission.RECORD_SECOND_VIEW, dossier_id, facts, version, now)
    session.get_one(Dossier, dossier_id).second_view_by = actor.person_id
    session.flush()
    return new


def _set_facts(
    session: Session,
    actor: Actor,
    permission: Permission,
    dossier_id: int,
    facts: Mapping[str, bool | str],
    version: int,
    now: datetime,
) -> int:
    found = find_dossier(session, actor, dossier_id, now, lock=True)
    require(session, actor, permission, found.subject, kind="dossier", subject_id=dossier_id, now=now)
    given = {key: _stored(key, value) for key, value in facts.items()}
    dossier = found.dossier
    if dossier.version != version:
        current = {key: dossier.facts.get(key) for key in given}
        raise Stale((Clash("facts", current, dossier.version, given),))
    merged = dossier.facts | given
    dossier.facts = {key: value for key, value in merged.items() if value is not None}
    dossier.version += 1
    session.flush()
    _log(session, actor, "facts_declared", dossier_id, now, facts=sorted(given))
    return dossier.version


def _stored(fact_id: str, value: bool | str) -> bool | str | None:
    if isinstance(value, bool):
        return value
    if not value.strip():
        return None
    try:
        number = Decimal(value.strip().replace(",", "."))
    except InvalidOperation:
        raise InvalidInput({fact_id: messages.NOT_A_NUMBER}) from None
    if not number.is_finite() or not 0 <= number <= LARGEST_FIGURE:
        raise InvalidInput({fact_id: messages.NOT_A_NUMBER})
    return f"{number:f}"


def _fact(stored: object) -> bool | Decimal:
    return stored if isinstance(stored, bool) else Decimal(str(stored))


def _checked(action: ActionInput) -> dict[str, Any]:
    """The columns of an action as it was filled in."""
    fields = Fields()
    url, progress = (action.evidence_url or "").strip(), action.progress or ""
    columns = {
        "text": fields.words("text", action.text, 1000, 3),
        "item_id": None if action.item_id is None else fields.line("item_id", action.item_id, 60),
        "planned_on": action.planned_on,
        "with_others": action.with_others,
        "owner": fields.optional("owner", action.owner, 80),
        "progress": fields.words("progress", progress, 1000) if progress.strip() else None,
        "evidence_url": fields.link("evidence_url", url) if url else None,
    }
    fields.check()
    return columns


def _row(session: Session, action_id: int, *, lock: bool = True) -> Action:
    """The row for this transaction alone; the caller finds its dossier, which has the tenant predicate."""
    row = session.get(Action, action_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFound
    return row


def _info(row: Action, now: datetime) -> ActionInfo:
    state = PlanState(row.state)
    return ActionInfo(
        id=row.id,
        version=row.version,
        dossier_id=row.dossier_id,
        text=row.text,
        item_id=row.item_id,
        source=ActionSource(row.source),
        state=state,
        owner=row.owner,
        planned_on=row.planned_on,
        finished_on=row.finished_on,
        with_others=row.with_others,
        progress=row.progress,
        evidence_url=row.evidence_url,
        overdue=overdue(state, row.planned_on, local_day(now)),
    )


def _found(
    session: Session, actor: Actor, permission: Permission, dossier_id: int, now: datetime
) -> FoundDossier:
    found = find_dossier(session, actor, dossier_id, now)
    require(session, actor, permission, found.subject, kind="dossier", subject_id=dossier_id, now=now)
    return found


def _log(session: Session, actor: Actor, action: str, dossier_id: int, now: datetime, **data: object) -> None:
    record(
        session, actor=actor, action=action, subject_kind="dossier", subject_id=dossier_id, now=now, **data
    )
