"""A next scan round of an organisation: what may come along, what was answered last time, and what changed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.answers_file import read_answers
from questionnaires.definition import Questionnaire
from questionnaires.faults import AnswersError
from scan.domain.change import Change, Result, changes
from scan.domain.errors import NotFound
from scan.domain.periods import local_day
from scan.domain.plan import PlanState
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import DossierState, ScanState
from scan.store.finding import find_dossier
from scan.store.published import published
from scan.store.tables import Action, Dossier, QuestionnaireVersion, Scan
from scan.use_cases.audit import record
from scan.use_cases.improving import CLOSED
from scan.use_cases.moderating import moderated_answers
from scan.use_cases.opening import private_items
from scan.use_cases.permission import require
from scan.use_cases.starting import start_own_scan
from scoring import Outcome


@dataclass(frozen=True, slots=True)
class LedTo:
    """An action of the plan that belongs to a question which changed."""

    text: str
    state: PlanState
    finished_on: date | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results of one organisation, and the actions between them."""

    dossier_id: int
    organisation: str
    before_on: datetime
    after_on: datetime
    before: Result
    after: Result
    change: Change
    actions: dict[str, tuple[LedTo, ...]]
    """By question: what was planned for it before the newer result."""
    private: frozenset[str]
    """Questions whose answers this reader must not see."""


def start_next_round(
    session: Session, *, actor: Actor, organisation_id: int, slug: str, copy_profile: bool, now: datetime
) -> int:
    """Start the organisation's next scan of itself; gives the id of the one that is there already.

    ``copy_profile``: take over the facts about the organisation from last time, as far as the questionnaire still
    asks them. Answers are never taken over: they are asked again. Raises NotFound, NotAllowed, InvalidInput.
    """
    scan_id = start_own_scan(session, actor=actor, organisation_id=organisation_id, slug=slug, now=now)
    scan = session.get_one(Scan, scan_id)
    before = _own_scan_before(session, scan.dossier_id)
    if not copy_profile or before is None or scan.profile or scan.state != ScanState.DRAFT.value:
        return scan_id
    version = session.get_one(QuestionnaireVersion, scan.questionnaire_version_id)
    questionnaire = published(session, version.sha256).questionnaire
    scan.profile = {
        key: value for key, value in before.profile.items() if _still_fits(questionnaire, key, value)
    }
    scan.version += 1
    session.flush()
    record(
        session, actor=actor, action="profile_copied", subject_kind="scan", subject_id=scan_id, now=now,
        earlier=before.id,
    )  # fmt: skip
    return scan_id


def open_comparison_with_before(
    session: Session, *, actor: Actor, dossier_id: int, now: datetime
) -> Comparison:
    """The result of a dossier next to the one before it. Raises NotFound where there are no two results, NotAllowed."""
    found = find_dossier(session, actor, dossier_id, now)
    permission = Permission.READ_DOSSIER
    require(session, actor, permission, found.subject, kind="dossier", subject_id=dossier_id, now=now)
    dossier = found.dossier
    earlier = session.get(Dossier, dossier.follows_id) if dossier.follows_id is not None else None
    if earlier is None:
        raise NotFound
    (before, before_on), (after, after_on) = _result(session, earlier), _result(session, dossier)
    hidden = frozenset[str]()
    if not actor.belongs_to(found.organisation.id):
        hidden = _private(session, earlier, now) | _private(session, dossier, now)
    return Comparison(
        dossier_id=dossier_id,
        organisation=found.organisation.name,
        before_on=before_on,
        after_on=after_on,
        before=before,
        after=after,
        change=changes(before, after),
        actions=_actions(session, dossier.organisation_id, before_on, after_on),
        private=hidden,
    )


def _result(session: Session, dossier: Dossier) -> tuple[Result, datetime]:
    closed = DossierState(dossier.state) in CLOSED
    if not closed or dossier.moderated_outcome is None or dossier.moderated_at is None:
        raise NotFound
    outcome = Outcome.from_json(dossier.moderated_outcome)
    return Result(published(session, outcome.sha256).questionnaire, outcome), dossier.moderated_at


def _private(session: Session, dossier: Dossier, now: datetime) -> frozenset[str]:
    sha256, answers = moderated_answers(session, dossier, now)
    return private_items(published(session, sha256).questionnaire, answers)


def _actions(
    session: Session, organisation_id: int, before_on: datetime, after_on: datetime
) -> dict[str, tuple[LedTo, ...]]:
    """Actions for a question that were planned before the newer result and not finished before the older one."""
    rows = session.execute(
        select(Action.item_id, Action.text, Action.state, Action.finished_on)
        .where(
            Action.organisation_id == organisation_id,
            Action.item_id.is_not(None),
            Action.state != PlanState.DROPPED.value,
            Action.created_at <= after_on,
            Action.finished_on.is_(None) | (Action.finished_on >= local_day(before_on)),
        )
        .order_by(Action.id)
    )
    found: dict[str, tuple[LedTo, ...]] = {}
    for item_id, text, state, finished_on in rows:
        found[str(item_id)] = (*found.get(str(item_id), ()), LedTo(text, PlanState(state), finished_on))
    return found


def _still_fits(questionnaire: Questionnaire, key: str, value: object) -> bool:
    try:
        read_answers(questionnaire, {"profile": {key: value}})
    except AnswersError:
        return False
    return True


def _own_scan_before(session: Session, dossier_id: int) -> Scan | None:
    """The organisation's own scan in the dossier before this one."""
    return session.scalar(
        select(Scan)
        .join(Dossier, Dossier.follows_id == Scan.dossier_id)
        .where(
            Dossier.id == dossier_id,
            Scan.placement_id.is_(None),
            Scan.state == ScanState.ACCEPTED.value,
        )
    )
