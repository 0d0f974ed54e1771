"""Taking the names of who signed off agreements that ended long ago; what was agreed stays."""

from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scan.store.tables import PartnerAgreement
from scan.use_cases.erasing import ERASED


def end_officers(session: Session, *, before: date, rehearse: bool) -> int:
    """Agreements that ended before that day; gives how many still had names. ``rehearse`` only counts."""
    named = (PartnerAgreement.ended_on < before, PartnerAgreement.partner_officer != ERASED)
    count = session.scalar(select(func.count()).select_from(PartnerAgreement).where(*named)) or 0
    if not rehearse:
        session.execute(
            update(PartnerAgreement).where(*named).values(partner_officer=ERASED, alliance_officer=ERASED)
        )
    return count
