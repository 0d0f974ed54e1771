"""Appeals: a company disagrees with a decision, suspension or withdrawal; someone who had no part in it looks again.

Within the weeks of the scheme. An appeal that is upheld has its effect at once: the certificate holds again, or the
application waits for another decision, by someone else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from certificates.appeal_effects import take_effect
from certificates.contested import Contested, against, contested
from scan.domain.errors import IllegalTransition, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.periods import local_day
from scan.domain.policy import Decision, Permission
from scan.domain.policy import decide as policy
from scan.domain.roles import Actor, Role
from scan.domain.states import APPEAL, AppealAction, AppealState, advance
from scan.domain.subjects import AppealSubject
from scan.store.paging import FIRST, Asked, Part, in_order, matches, part_of
from scan.store.tables import Appeal, MembershipRow, Organisation
from scan.use_cases.audit import record
from scan.use_cases.notifying import tell_speakers, tell_the_certifiers
from scan.use_cases.permission import PLATFORM, require

"""Awb 7:10 gives an administrative body six weeks for an objection; the alliance holds itself to the same."""
APPEALED_ALREADY = Message(
    "appealed_already", "Hiertegen liep al een bezwaar.", "There was an appeal against this already."
)


@dataclass(frozen=True, slots=True)
class AppealInfo:
    """An appeal, with what it is against."""

    id: int
    organisation: str
    against: Contested
    grounds: str
    filed_at: datetime
    handle_by: date
    state: AppealState
    reason: str | None
    closed_at: datetime | None
    version: int
    may_take_up: Decision
    may_decide: Decision


def file(
    session: Session,
    *,
    actor: Actor,
    decision_id: int | None = None,
    event_id: int | None = None,
    grounds: str,
    now: datetime,
) -> int:
    """Appeal against one decision, or against one suspension or withdrawal. Gives the appeal's id.

    Raises NotFound, NotAllowed (not the company's own; too late), InvalidInput on ``grounds``.
    """
    thing = contested(session, decision_id=decision_id, event_id=event_id)
    if thing is None or not actor.belongs_to(thing.organisation_id):
        raise NotFound
    require(
        session,
        actor,
        Permission.FILE_APPEAL,
        thing.subject(now),
        kind=thing.kind,
        subject_id=decision_id or event_id,
        now=now,
    )
    fields = Fields()
    words = fields.words("grounds", grounds, 4000, 10)
    same = Appeal.decision_id == decision_id if decision_id is not None else Appeal.event_id == event_id
    if session.scalar(select(Appeal.id).where(same)) is not None:
        fields.refuse("grounds", APPEALED_ALREADY)
    fields.check()
    row = Appeal(
        organisation_id=thing.organisation_id,
        decision_id=decision_id,
        event_id=event_id,
        grounds=words,
        filed_by=actor.person_id,
        filed_at=now,
        state=AppealState.FILED.value,
    )
    session.add(row)
    session.flush()
    tell_the_certifiers(session, organisation_id=thing.organisation_id, dossier_id=thing.dossier_id, now=now)
    _record(session, actor, "appeal_filed", row.id, now)
    return row.id


def take_up(session: Session, *, actor: Actor, appeal_id: int, now: datetime) -> None:
    """Handle it from now on; also in place of someone else. Raises NotFound, NotAllowed (separation of duties)."""
    row, thing = _find(session, actor, appeal_id)
    _require(session, actor, Permission.TAKE_UP_APPEAL, row, thing, now)
    row.state = advance(APPEAL, AppealState(row.state), AppealAction.TAKE_UP).value
    row.handler_id = actor.person_id
    row.version += 1
    session.flush()
    _record(session, actor, "appeal_taken_up", row.id, now)


def settle(
    session: Session, *, actor: Actor, appeal_id: int, outcome: str, reason: str, version: int, now: datetime
) -> AppealState:
    """Uphold or reject, with the reason that the company reads; upheld has its effect in the same transaction.

    Raises NotFound, NotAllowed (separation of duties; not the handler), InvalidInput on ``outcome`` or ``reason``,
    Stale when it changed since ``version`` was read.
    """
    row, thing = _find(session, actor, appeal_id)
    _require(session, actor, Permission.DECIDE_APPEAL, row, thing, now)
    fields = Fields()
    choice = fields.choice("outcome", outcome, AppealAction)
    words = fields.words("reason", reason, 4000, 10)
    fields.check()
    if choice not in (AppealAction.UPHOLD, AppealAction.REJECT):
        raise IllegalTransition(AppealState(row.state), choice or AppealAction.TAKE_UP)
    if row.version != version:
        raise Stale(())
    state = advance(APPEAL, AppealState(row.state), choice)
    row.state, row.reason, row.closed_at = state.value, words, now
    row.version += 1
    session.flush()
    if state is AppealState.UPHELD:
        take_effect(session, thing, actor=actor, reason=words, now=now)
    tell_speakers(
        session,
        organisation_id=thing.organisation_id,
        dossier_id=thing.dossier_id,
        kind=NewsKind.APPEAL_DECIDED,
        now=now,
    )
    _record(session, actor, "appeal_settled", row.id, now, outcome=state.value)
    return state


def withdraw(session: Session, *, actor: Actor, appeal_id: int, now: datetime) -> None:
    """The company takes it back. Raises NotFound, NotAllowed."""
    row, thing = _find(session, actor, appeal_id)
    _require(session, actor, Permission.WITHDRAW_APPEAL, row, thing, now)
    row.state = advance(APPEAL, AppealState(row.state), AppealAction.WITHDRAW).value
    row.closed_at = now
    row.version += 1
    session.flush()
    _record(session, actor, "appeal_withdrawn", row.id, now)


def one(session: Session, *, actor: Actor, appeal_id: int, now: datetime) -> AppealInfo:
    """One appeal, for certifiers and for the company itself. Raises NotFound, NotAllowed."""
    row, thing = _find(session, actor, appeal_id, lock=False)
    _require(session, actor, Permission.READ_APPEAL, row, thing, now)
    return _info(actor, row, session.get_one(Organisation, row.organisation_id).name, thing)


def listing(session: Session, *, actor: Actor, now: datetime, asked: Asked = FIRST) -> Part[AppealInfo]:
    """Appeals that wait, for certifiers, found by company: oldest first. Other orders: ``name``, ``came``, ``by``."""
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    pending = (AppealState.FILED.value, AppealState.TAKEN_UP.value)
    waiting = _APPEALS.where(Appeal.state.in_(pending), *matches(asked.query, Organisation.name))
    orders = {"name": func.lower(Organisation.name), "came": Appeal.filed_at, "by": Appeal.filed_at}
    found = part_of(
        session, waiting.order_by(*in_order(asked.sort, orders, Appeal.filed_at, Appeal.id)), asked
    )
    return found.of(_told(session, actor, found.items))


def of_organisation(
    session: Session, *, actor: Actor, organisation_id: int, asked: Asked = FIRST
) -> Part[AppealInfo]:
    """All appeals of the company, newest first, for its own people. Raises NotFound."""
    if not actor.has(Role.CONTACT, organisation_id) and not actor.has(Role.COORDINATOR, organisation_id):
        raise NotFound
    mine = _APPEALS.where(Appeal.organisation_id == organisation_id).order_by(Appeal.id.desc())
    found = part_of(session, mine, asked)
    return found.of(_told(session, actor, found.items))


_APPEALS = select(Appeal, Organisation.name).join(Organisation, Organisation.id == Appeal.organisation_id)


def _find(session: Session, actor: Actor, appeal_id: int, *, lock: bool = True) -> tuple[Appeal, Contested]:
    statement = select(Appeal).where(Appeal.id == appeal_id)
    if not actor.is_a(Role.CERTIFIER):
        own = select(MembershipRow.organisation_id).where(MembershipRow.person_id == actor.person_id)
        statement = statement.where(Appeal.organisation_id.in_(own))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise NotFound
    return row, against(session, [row])[row.id]


def _subject(row: Appeal, thing: Contested) -> AppealSubject:
    return AppealSubject(
        state=AppealState(row.state),
        organisation_id=row.organisation_id,
        institution_ids=thing.institution_ids,
        contested_ids=thing.person_ids,
        reviewer_ids=thing.reviewer_ids,
        handler_id=row.handler_id,
    )


def _require(
    session: Session,
    actor: Actor,
    permission: Permission,
    row: Appeal,
    thing: Contested,
    now: datetime,
) -> None:
    require(session, actor, permission, _subject(row, thing), kind="appeal", subject_id=row.id, now=now)


def _told(session: Session, actor: Actor, rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[AppealInfo, ...]:
    found = against(session, [row[0] for row in rows])
    return tuple(_info(actor, row, organisation, found[row.id]) for row, organisation in rows)


def _info(actor: Actor, row: Appeal, organisation: str, thing: Contested) -> AppealInfo:
    subject = _subject(row, thing)
    return AppealInfo(
        id=row.id,
        organisation=organisation,
        against=thing,
        grounds=row.grounds,
        filed_at=row.filed_at,
        handle_by=local_day(row.filed_at) + thing.answer_within,
        state=AppealState(row.state),
        reason=row.reason,
        closed_at=row.closed_at,
        version=row.version,
        may_take_up=policy(actor, Permission.TAKE_UP_APPEAL, subject),
        may_decide=policy(actor, Permission.DECIDE_APPEAL, subject),
    )


def _record(
    session: Session, actor: Actor, action: str, appeal_id: int, now: datetime, **data: object
) -> None:
    record(session, actor=actor, action=action, subject_kind="appeal", subject_id=appeal_id, now=now, **data)
