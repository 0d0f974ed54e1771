"""Starting a scan: of the company of an internship, or of the own organisation (design 6)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from scan.domain import messages
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.periods import INDEPENDENT_FOR, local_day, school_year
from scan.domain.policy import Permission
from scan.domain.roles import Actor, OrganisationKind
from scan.domain.states import DossierState, ScanState
from scan.domain.subjects import OrganisationSubject
from scan.store.finding import find_placement
from scan.store.members import add_member
from scan.store.tables import Dossier, Organisation, Placement, Scan, ScanMember, SchoolClass
from scan.use_cases.audit import record
from scan.use_cases.permission import require
from scan.use_cases.publishing import newest_version

OWN_AUDIENCE = {OrganisationKind.COMPANY: "company", OrganisationKind.INSTITUTION: "institution"}

PUPIL_AUDIENCE = "secondary"
"""Of the scans that pupils make of their own school."""

OPEN_STATES = (DossierState.COLLECTING.value, DossierState.COMPARING.value)


@dataclass(frozen=True, slots=True)
class PlacementInfo:
    """One of the student's own internships, with the scan if it was started."""

    id: int
    company: str
    place: str | None
    class_name: str
    starts_on: date
    ends_on: date
    scan_id: int | None
    scan_state: ScanState | None
    dossier_state: DossierState | None
    safety_contact: str | None
    """Whom to turn to when something is not safe (instrument A4.5)."""


def my_placements(session: Session, *, actor: Actor) -> tuple[PlacementInfo, ...]:
    """The actor's own internships, newest first. One statement."""
    company, school = aliased(Organisation), aliased(Organisation)
    rows = session.execute(
        select(
            Placement.id,
            company.name,
            company.place,
            SchoolClass.name,
            Placement.starts_on,
            Placement.ends_on,
            Scan.id,
            Scan.state,
            Dossier.state,
            school.safety_contact,
        )
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .join(company, company.id == Placement.company_id)
        .join(school, school.id == SchoolClass.institution_id)
        .outerjoin(ScanMember, ScanMember.placement_id == Placement.id)
        .outerjoin(Scan, Scan.id == ScanMember.scan_id)
        .outerjoin(Dossier, Dossier.id == Scan.dossier_id)
        .where(Placement.student_id == actor.person_id)
        .order_by(Placement.starts_on.desc(), Placement.id.desc())
    )
    return tuple(
        PlacementInfo(
            *row[:7],
            None if row[7] is None else ScanState(row[7]),
            None if row[8] is None else DossierState(row[8]),
            row[9],
        )
        for row in rows
    )


def start_scan(session: Session, *, actor: Actor, placement_id: int, slug: str, now: datetime) -> int:
    """Start the scan of the company of an internship; gives the id of the one that is there already.

    Raises NotFound (also for an unknown slug), NotAllowed, InvalidInput on ``slug`` for another audience.
    """
    placement, subject = find_placement(session, actor, placement_id)
    require(
        session,
        actor,
        Permission.START_SCAN,
        subject,
        kind="placement",
        subject_id=placement_id,
        now=now,
    )
    return _start(session, actor, placement.company_id, slug, "student", placement, now)


def start_own_scan(session: Session, *, actor: Actor, organisation_id: int, slug: str, now: datetime) -> int:
    """Start the organisation's scan of itself; gives the id of the one that is there already.

    Raises NotFound, NotAllowed, InvalidInput on ``slug`` for another audience.
    """
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or not actor.belongs_to(organisation_id):
        raise NotFound
    kind = OrganisationKind(organisation.kind)
    require(
        session,
        actor,
        Permission.START_OWN_SCAN,
        OrganisationSubject(organisation_id, kind),
        kind="organisation",
        subject_id=organisation_id,
        now=now,
    )
    return _start(session, actor, organisation_id, slug, OWN_AUDIENCE[kind], None, now)


def _start(
    session: Session,
    actor: Actor,
    organisation_id: int,
    slug: str,
    audience: str,
    placement: Placement | None,
    now: datetime,
) -> int:
    version = newest_version(session, slug=slug)
    if version.audience != audience:
        raise InvalidInput({"slug": messages.OTHER_AUDIENCE})
    _lock_organisation(session, organisation_id)
    if placement is not None:  # who joins a classmate's scan at the same moment holds this row
        mine = select(Placement.id).where(Placement.id == placement.id)
        session.execute(mine.with_for_update(key_share=True))
    there = session.scalar(_present_scan(organisation_id, placement))
    if there is not None:
        return there
    dossier = open_dossier(session, organisation_id, now)
    scan = Scan(
        dossier_id=dossier.id,
        organisation_id=organisation_id,
        questionnaire_version_id=version.id,
        respondent_id=actor.person_id,
        placement_id=None if placement is None else placement.id,
        audience=audience,
        state=ScanState.DRAFT.value,
        profile={},
        started_at=now,
    )
    session.add(scan)
    session.flush()
    if placement is not None:
        add_member(session, scan, placement, now)
    record(
        session,
        actor=actor,
        action="scan_started",
        subject_kind="scan",
        subject_id=scan.id,
        now=now,
        dossier=dossier.id,
        questionnaire=version.name,
    )
    return scan.id


def _present_scan(organisation_id: int, placement: Placement | None) -> Select[int]:
    """The scan of this internship; or the organisation's own scan that is being written or is in an open dossier."""
    if placement is not None:
        return select(ScanMember.scan_id).where(ScanMember.placement_id == placement.id)
    return (
        select(Scan.id)
        .join(Dossier, Dossier.id == Scan.dossier_id)
        .where(
            Scan.organisation_id == organisation_id,
            Scan.placement_id.is_(None),
            Dossier.class_id.is_(None),
            Scan.state.in_((ScanState.DRAFT.value, ScanState.RETURNED.value))
            | Dossier.state.in_(OPEN_STATES),
        )
        .order_by(Scan.id.desc())
        .limit(1)
    )


def open_dossier(session: Session, organisation_id: int, now: datetime) -> Dossier:
    """The organisation's open dossier, or a new one."""
    _lock_organisation(session, organisation_id)
    dossier = session.scalar(
        select(Dossier).where(
            Dossier.organisation_id == organisation_id,
            Dossier.class_id.is_(None),
            Dossier.state.in_(OPEN_STATES),
        )
    )
    if dossier is None:
        dossier = Dossier(
            organisation_id=organisation_id,
            follows_id=session.scalar(_last_closed(organisation_id)),
            period=school_year(local_day(now)),
            state=DossierState.COLLECTING.value,
            created_at=now,
            opens_at=now + INDEPENDENT_FOR,
            facts={},
        )
        session.add(dossier)
        session.flush()
    return dossier


def _last_closed(organisation_id: int) -> Select[int]:
    """The newest dossier with a result."""
    closed = Dossier.state.in_((DossierState.MODERATED.value, DossierState.DECIDED.value))
    newest = select(Dossier.id).where(Dossier.organisation_id == organisation_id, closed)
    return newest.order_by(Dossier.moderated_at.desc(), Dossier.id.desc()).limit(1)


def _lock_organisation(session: Session, organisation_id: int) -> None:
    """Until this transaction ends, so that two who start at once share one dossier and one scan."""
    locked = select(Organisation.id).where(Organisation.id == organisation_id)
    session.execute(locked.with_for_update(key_share=True))
