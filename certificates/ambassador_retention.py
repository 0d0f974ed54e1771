"""Ambassadors whose term is long over: name and proof go, as the programme says (instrument F)."""

from datetime import date, datetime

from sqlalchemy import Select, delete, exists, or_, select
from sqlalchemy.orm import Session

from certificates.scheme import programme
from scan.domain.periods import local_day, months_later
from scan.domain.states import AmbassadorState
from scan.store.tables import Activity, Ambassador, AmbassadorHearing, Milestone
from scan.use_cases.audit import record

_ENDED = (AmbassadorState.ALUMNUS.value, AmbassadorState.REVOKED.value, AmbassadorState.APPOINTED.value)


def release_ambassadors(session: Session, *, now: datetime, rehearse: bool = False) -> int:
    """Take name, milestones, log and hearings off appointments that ended longer ago than their programme keeps them.

    The number stays, so that it is not given twice; it names nobody any more. Gives how many appointments there were;
    ``rehearse`` only counts. For the command line: nobody is asked for.
    """
    today = local_day(now)
    over = [row for row in session.scalars(_with_something_left()) if _kept_until(row) < today]
    if rehearse:
        return len(over)
    for row in over:
        row.is_public, row.public_name, row.is_adult = False, None, None
        for table in (Milestone, Activity, AmbassadorHearing):
            session.execute(delete(table).where(table.ambassador_id == row.id))
        session.flush()
        record(
            session,
            actor=None,
            action="ambassador_released",
            subject_kind="ambassador",
            subject_id=row.id,
            now=now,
        )
    return len(over)


def _with_something_left() -> Select[Ambassador]:
    left = or_(
        Ambassador.public_name.is_not(None),
        *(
            exists().where(table.ambassador_id == Ambassador.id)
            for table in (Milestone, Activity, AmbassadorHearing)
        ),
    )
    return select(Ambassador).where(Ambassador.state.in_(_ENDED), left).order_by(Ambassador.id)


def _kept_until(row: Ambassador) -> date:
    """The last day on which the programme keeps it."""
    ended = row.ended_on or row.valid_until
    if ended is None:
        raise ValueError(f"appointment {row.id} has no term")  # the database holds to it
    return months_later(ended, max(one.months_after_term for one in programme(row.scheme).kept))
