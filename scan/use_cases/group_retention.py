"""What groups left, and how long it stays: rounds of votes, and contributions to a school's scan."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scan.store.tables import (
    ClassRound,
    Contribution,
    ContributionCall,
    ContributionGiver,
    RoundCount,
    RoundQuestion,
)


def end_rounds(session: Session, *, before: datetime, rehearse: bool) -> int:
    """Take away rounds of votes that were opened before this moment, with all their counts. Gives how many."""
    old = select(ClassRound.id).where(ClassRound.opened_at < before)
    count = session.scalar(select(func.count()).select_from(old.subquery())) or 0
    if not rehearse:
        session.execute(delete(RoundCount).where(RoundCount.round_id.in_(old)))
        session.execute(delete(RoundQuestion).where(RoundQuestion.round_id.in_(old)))
        session.execute(delete(ClassRound).where(ClassRound.id.in_(old)))
    return count


def end_contributions(session: Session, *, before: datetime, rehearse: bool) -> int:
    """Take away contributions that closed before this moment; what was settled from them stays. Gives how many."""
    old = select(ContributionCall.id).where(ContributionCall.closes_at < before)
    theirs = select(Contribution.id).where(Contribution.call_id.in_(old))
    count = session.scalar(select(func.count()).select_from(theirs.subquery())) or 0
    if not rehearse:
        session.execute(delete(Contribution).where(Contribution.call_id.in_(old)))
        session.execute(delete(ContributionGiver).where(ContributionGiver.call_id.in_(old)))
    return count
