"""The school over the years: how many students scanned how many companies, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scan.domain.roles import Actor, Role
from scan.domain.states import DossierState, ScanState
from scan.store.tables import ClassMember, Dossier, Placement, Scan, ScanMember, SchoolClass
from scan.store.tables.base import code
from scan.use_cases.importing.pending import manage_school

_HANDED_IN = (code(ScanState.SUBMITTED), code(ScanState.ACCEPTED))
_CLOSED = (code(DossierState.MODERATED), code(DossierState.DECIDED))


@dataclass(frozen=True, slots=True)
class YearLine:
    """One school year in numbers; never about one person."""

    year: str
    classes: int
    students: int
    internships: int
    begun: int
    """Internships with a scan; students who share one count each."""
    handed_in: int
    accepted: int
    companies: int
    """Companies with a result that was settled."""


def school_years(
    session: Session, *, actor: Actor, institution_id: int, now: datetime
) -> tuple[YearLine, ...]:
    """Every year with classes, newest first. Three statements. Raises NotFound, NotAllowed."""
    manage_school(session, actor, institution_id, now)
    classes = session.execute(
        select(
            SchoolClass.school_year,
            func.count(SchoolClass.id.distinct()),
            func.count(ClassMember.person_id.distinct()).filter(ClassMember.role == Role.STUDENT.value),
        )
        .outerjoin(ClassMember, ClassMember.class_id == SchoolClass.id)
        .where(SchoolClass.institution_id == institution_id)
        .group_by(SchoolClass.school_year)
        .order_by(SchoolClass.school_year.desc())
    ).all()
    scans = session.execute(
        select(
            SchoolClass.school_year,
            func.count(Placement.id),
            func.count(Scan.id),
            func.count(Scan.id).filter(Scan.state.in_(_HANDED_IN)),
            func.count(Scan.id).filter(Scan.state == code(ScanState.ACCEPTED)),
            func.count(Placement.company_id.distinct()).filter(Dossier.state.in_(_CLOSED)),
        )
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .outerjoin(ScanMember, ScanMember.placement_id == Placement.id)
        .outerjoin(Scan, (Scan.id == ScanMember.scan_id) & (Scan.state != code(ScanState.WITHDRAWN)))
        .outerjoin(Dossier, Dossier.id == Scan.dossier_id)
        .where(SchoolClass.institution_id == institution_id)
        .group_by(SchoolClass.school_year)
    ).all()
    found = {year: tuple(numbers) for year, *numbers in scans}
    return tuple(YearLine(year, *numbers, *found.get(year, (0,) * 5)) for year, *numbers in classes)
