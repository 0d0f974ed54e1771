"""What opening a dossier or a decision again does to an application: it goes back, and a proposal does not count."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scan.domain.applications import ApplicationState
from scan.domain.roles import Actor
from scan.domain.states import PROPOSAL, ProposalAction, ProposalState, advance
from scan.store.tables import Application, Proposal
from scan.use_cases.audit import record


def take_back(session: Session, *, actor: Actor, dossier_id: int, reason: str, now: datetime) -> None:
    """Return the open application of a dossier, with the reason of opening it again. The dossier is locked."""
    application = session.scalar(
        select(Application).where(
            Application.dossier_id == dossier_id, Application.state == ApplicationState.OPEN.value
        )
    )
    if application is None:
        return
    application.state = ApplicationState.RETURNED.value
    application.return_reason = reason
    lapse_proposals(session, actor=actor, dossier_id=dossier_id, now=now)
    session.flush()


def lapse_proposals(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> None:
    """End what waits for a second certifier on a dossier, which is locked: it must be proposed again."""
    waiting = (
        select(Proposal)
        .join(Application, Application.id == Proposal.application_id)
        .where(Application.dossier_id == dossier_id, Proposal.state == ProposalState.PROPOSED.value)
    )
    for proposal in session.scalars(waiting).all():
        proposal.state = advance(PROPOSAL, ProposalState.PROPOSED, ProposalAction.LAPSE).value
        record(
            session,
            actor=actor,
            action="proposal_lapsed",
            subject_kind="application",
            subject_id=proposal.application_id,
            now=now,
            proposal=proposal.id,
            level=proposal.level,
        )
    session.flush()
