"""What opening a dossier again does to the application on it: it goes back, and what was proposed does not count."""

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
    waiting = select(Proposal).where(
        Proposal.application_id == application.id, Proposal.state == ProposalState.PROPOSED.value
    )
    for proposal in session.scalars(waiting):
        proposal.state = advance(PROPOSAL, ProposalState.PROPOSED, ProposalAction.LAPSE).value
        record(
            session,
            actor=actor,
            action="proposal_lapsed",
            subject_kind="application",
            subject_id=application.id,
            now=now,
            proposal=proposal.id,
            level=proposal.level,
        )
    session.flush()
