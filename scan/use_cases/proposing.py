"""A level that two certifiers decide on: one proposes, another confirms or refuses (the scheme's ``two_persons``).

Nothing is issued before both have spoken. A proposal that is refused leaves the application open: it may be decided at
another level, or be proposed again. Opening the dossier again makes a proposal lapse (``taking_back``).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from scan.domain import application_messages, messages
from scan.domain.applications import DecisionOutcome
from scan.domain.errors import InvalidInput
from scan.domain.fields import Fields
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import PROPOSAL, ProposalAction, ProposalState, advance
from scan.store.tables import Person, Proposal
from scan.use_cases.audit import record
from scan.use_cases.deciding import check_level, levels_of, store_decision
from scan.use_cases.entry import outcome_of_today
from scan.use_cases.finding_applications import find_application


@dataclass(frozen=True, slots=True)
class ProposalInfo:
    """One proposal of an application, with both certifiers by name."""

    id: int
    state: ProposalState
    level: str
    language: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    answered_by: str | None
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a confirmed proposal gives: the decision, and the language that the first certifier chose."""

    decision_id: int
    language: str


def propose(
    session: Session,
    *,
    actor: Actor,
    application_id: int,
    level: str | None,
    language: str,
    reason: str,
    now: datetime,
) -> int:
    """Propose a level that needs a second certifier; gives the proposal's id.

    While it waits, nobody decides otherwise. Raises NotFound, NotAllowed (as for a decision), InvalidInput.
    """
    found = find_application(session, actor, Permission.DECIDE, application_id, now, lock=True)
    if found.dossier is None:
        raise InvalidInput({"level": messages.NO_LEVEL})
    fields = Fields()
    words = fields.words("reason", reason, 4000, 3)
    check_level(fields, level, outcome_of_today(session, found.dossier, now))
    fields.check()
    row = Proposal(
        application_id=application_id,
        state=ProposalState.PROPOSED.value,
        level=level,
        language=language,
        reason=words,
        proposed_by=actor.person_id,
        proposed_at=now,
    )
    session.add(row)
    session.flush()
    _log(session, actor, "level_proposed", row, now)
    return row.id


def confirm(
    session: Session, *, actor: Actor, application_id: int, reason: str, scheme: str, now: datetime
) -> Confirmed:
    """Confirm the proposed level: the decision of both. The outcome of today must still reach it.

    Raises NotFound, NotAllowed (also for who proposed it), InvalidInput.
    """
    found = find_application(session, actor, Permission.CONFIRM, application_id, now, lock=True)
    row = _waiting(session, application_id)
    fields = Fields()
    words = fields.words("reason", reason, 4000, 3)
    if found.dossier is None:
        raise InvalidInput({"level": messages.NO_LEVEL})
    rescored = outcome_of_today(session, found.dossier, now)
    if row.level not in levels_of(rescored):
        fields.refuse("answer", application_messages.LEVEL_NO_LONGER)
    fields.check()
    _answer(session, actor, row, ProposalAction.CONFIRM, words, now)
    decision_id = store_decision(
        session,
        found,
        actor=actor,
        outcome=DecisionOutcome.GRANT,
        level=row.level,
        rescored=rescored,
        reason=row.reason,
        scheme=scheme,
        proposed_by=row.proposed_by,
        now=now,
    )
    return Confirmed(decision_id, row.language)


def refuse_proposal(
    session: Session, *, actor: Actor, application_id: int, reason: str, now: datetime
) -> None:
    """Refuse the proposed level, with a reason; the application is open again. Raises as ``confirm``."""
    find_application(session, actor, Permission.CONFIRM, application_id, now, lock=True)
    fields = Fields()
    words = fields.words("reason", reason, 4000, 3)
    fields.check()
    _answer(session, actor, _waiting(session, application_id), ProposalAction.REFUSE, words, now)


def proposals_of(
    session: Session, *, actor: Actor, application_id: int, now: datetime
) -> tuple[ProposalInfo, ...]:
    """Everything that was proposed on an application, oldest first; nothing for the applicant's own people.

    Raises NotFound, NotAllowed.
    """
    found = find_application(session, actor, Permission.READ_APPLICATION, application_id, now)
    if actor.belongs_to(found.application.organisation_id):
        return ()
    first, second = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Proposal, first.display_name, second.display_name)
        .join(first, first.id == Proposal.proposed_by)
        .outerjoin(second, second.id == Proposal.answered_by)
        .where(Proposal.application_id == application_id)
        .order_by(Proposal.id)
    )
    return tuple(
        ProposalInfo(
            id=row.id,
            state=ProposalState(row.state),
            level=row.level,
            language=row.language,
            reason=row.reason,
            proposed_by=proposer,
            proposed_at=row.proposed_at,
            answered_by=answerer,
            answer=row.answer,
            answered_at=row.answered_at,
        )
        for row, proposer, answerer in rows
    )


def _waiting(session: Session, application_id: int) -> Proposal:
    """The policy saw that there is one, and the dossier is locked since."""
    return session.scalars(
        select(Proposal).where(
            Proposal.application_id == application_id, Proposal.state == ProposalState.PROPOSED.value
        )
    ).one()


def _answer(
    session: Session, actor: Actor, row: Proposal, action: ProposalAction, words: str, now: datetime
) -> None:
    row.state = advance(PROPOSAL, ProposalState(row.state), action).value
    row.answered_by, row.answer, row.answered_at = actor.person_id, words, now
    session.flush()
    _log(session, actor, f"proposal_{row.state}", row, now)


def _log(session: Session, actor: Actor, action: str, row: Proposal, now: datetime) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject_kind="application",
        subject_id=row.application_id,
        now=now,
        proposal=row.id,
        level=row.level,
    )
