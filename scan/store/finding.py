"""Finding one thing for one actor: the row and what the policy must know; NotFound for what is others'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CompoundSelect, Integer, bindparam, select, union
from sqlalchemy.orm import Session

from scan.domain.errors import NotFound
from scan.domain.roles import Actor, Role
from scan.domain.states import DossierState, ScanState
from scan.domain.subjects import ClassSubject, DossierSubject, PlacementSubject, ScanSubject
from scan.store import tenancy
from scan.store.tables import (
    Dossier,
    Evidence,
    ItemVerdict,
    Organisation,
    Person,
    Placement,
    QuestionnaireVersion,
    Scan,
    ScanMember,
    ScanReturn,
    SchoolClass,
    SecondReview,
)
from scan.store.tables.base import code

# Made once: putting such a statement together takes longer than the database takes to answer it.
_ID = bindparam("dossier_id", type_=Integer)
_DOSSIER = (
    select(Dossier, Organisation)
    .join(Organisation, Organisation.id == Dossier.organisation_id)
    .where(Dossier.id == _ID, tenancy.DOSSIERS)
)
_DOSSIER_ALONE = _DOSSIER.with_for_update(key_share=True, of=Dossier).execution_options(
    populate_existing=True
)
_PART_IN_IT = select(
    tenancy.still_writes(Dossier.id),
    tenancy.second_review(Dossier.id, handed_in=False),
    tenancy.second_review(Dossier.id, handed_in=True),
    tenancy.SAMPLED,
).where(Dossier.id == _ID)
"""What the actor has to do with a dossier: still writes, judges blind, has judged blind, monitors a decision on it."""
_CLASSES = (
    select(SchoolClass.institution_id, tenancy.TEACHES)
    .select_from(Scan)
    .join(ScanMember, ScanMember.scan_id == Scan.id)
    .join(Placement, Placement.id == ScanMember.placement_id)
    .join(SchoolClass, SchoolClass.id == Placement.class_id)
    .where(Scan.dossier_id == _ID, Scan.state != code(ScanState.WITHDRAWN))
)
_SCHOOLS = _CLASSES.distinct()
_STUDENTS = _CLASSES.add_columns(Placement.student_id == tenancy.ME).distinct()
_REVIEWERS = (
    select(ItemVerdict.reviewer_id)
    .where(ItemVerdict.dossier_id == _ID)
    .union(
        select(Evidence.decided_by)
        .join(Scan, Scan.id == Evidence.scan_id)
        .where(Scan.dossier_id == _ID, Evidence.decided_by.is_not(None)),
        select(ScanReturn.returned_by)
        .join(Scan, Scan.id == ScanReturn.scan_id)
        .where(Scan.dossier_id == _ID),
        select(SecondReview.reviewer_id).where(
            SecondReview.dossier_id == _ID, SecondReview.handed_in_at.is_not(None)
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Fellow:
    """A student in a scan. The name is for the others in it and for their school."""

    person_id: int
    name: str
    placement_id: int
    class_id: int


@dataclass(frozen=True, slots=True)
class FoundScan:
    """A scan with what belongs to it."""

    scan: Scan
    dossier: Dossier
    organisation: Organisation
    sha256: str
    """Of its questionnaire."""
    fellows: tuple[Fellow, ...]
    """The students in it, in the order in which they came; none for an organisation's own or a withdrawn scan."""
    subject: ScanSubject


@dataclass(frozen=True, slots=True)
class FoundDossier:
    """A dossier with its organisation."""

    dossier: Dossier
    organisation: Organisation
    subject: DossierSubject


def opened(dossier: Dossier, now: datetime) -> bool:
    """Everyone handed in, or the set time has passed (design 6)."""
    return dossier.state != DossierState.COLLECTING.value or now >= dossier.opens_at


Lock = Literal["share", "update"]
"""On PostgreSQL: ``share`` keeps the row as it is until this transaction ends, ``update`` is for one alone.

SQLite has one writer at a time anyway.
"""


_SCAN = (
    select(
        Scan,
        Dossier,
        Organisation,
        QuestionnaireVersion.sha256,
        tenancy.has_own_scan(Scan.dossier_id),
        tenancy.still_writes(Scan.dossier_id),
        SchoolClass.institution_id,
        tenancy.TEACHES,
        Placement,
        Person.display_name,
    )
    .join(Dossier, Dossier.id == Scan.dossier_id)
    .join(Organisation, Organisation.id == Scan.organisation_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == Scan.questionnaire_version_id)
    .outerjoin(ScanMember, ScanMember.scan_id == Scan.id)
    .outerjoin(Placement, Placement.id == ScanMember.placement_id)
    .outerjoin(SchoolClass, SchoolClass.id == Placement.class_id)
    .outerjoin(Person, Person.id == ScanMember.student_id)
    .where(Scan.id == bindparam("scan_id", type_=Integer), tenancy.SCANS)
    .order_by(ScanMember.seat)
)
"""One row, or one for each student in it."""
_SCANS_BY_LOCK = {
    None: _SCAN,
    "share": _SCAN.with_for_update(read=True, of=Scan).execution_options(populate_existing=True),
    "update": _SCAN.with_for_update(key_share=True, of=Scan).execution_options(populate_existing=True),
}


def find_scan(
    session: Session, actor: Actor, scan_id: int, now: datetime, *, lock: Lock | None = None
) -> FoundScan:
    """One statement for students and contacts who fill it in, two for others. Raises NotFound."""
    rows = session.execute(_SCANS_BY_LOCK[lock], tenancy.me(actor, scan_id=scan_id)).all()
    if not rows:
        raise NotFound
    scan, dossier, organisation, sha256, is_student, writes = rows[0][:6]
    institution_id: int | None = rows[0][6]
    placements: list[tuple[Placement, str]] = [row[8:] for row in rows if row[8] is not None]
    fellows = tuple(Fellow(one.student_id, name, one.id, one.class_id) for one, name in placements)
    me = frozenset({actor.person_id})
    schools = frozenset() if institution_id is None else frozenset({institution_id})
    is_teacher = any(row[7] for row in rows)
    only_contact = all(membership.role is Role.CONTACT for membership in actor.memberships)
    if scan.placement_id is None and not (only_contact and actor.belongs_to(scan.organisation_id)):
        schools, is_teacher = _school_side(session, actor, dossier.id)
    subject = ScanSubject(
        state=ScanState(scan.state),
        audience=scan.audience,
        organisation_id=scan.organisation_id,
        respondent_ids=frozenset(one.person_id for one in fellows) or frozenset({scan.respondent_id}),
        institution_id=institution_id,
        teacher_ids=me if is_teacher else frozenset(),
        student_ids=me if is_student else frozenset(),
        institution_ids=schools,
        opened=opened(dossier, now) and not writes,
        released=all(not one.hold_back or one.assessed_at is not None for one, _ in placements),
    )
    return FoundScan(scan, dossier, organisation, sha256, fellows, subject)


def find_scan_alone(session: Session, actor: Actor, scan_id: int, now: datetime) -> FoundScan:
    """A scan to change the state of: first its dossier is locked, then the scan itself. Raises NotFound.

    Everyone who locks both does it in this order, so that no two can wait for each other.
    """
    dossier_id = session.scalar(select(Scan.dossier_id).where(Scan.id == scan_id))
    if dossier_id is None:
        raise NotFound
    lock_dossier(session, dossier_id)
    return find_scan(session, actor, scan_id, now, lock="update")


def _school_side(session: Session, actor: Actor, dossier_id: int) -> tuple[frozenset[int], bool]:
    """Schools with students in the dossier, and whether the actor teaches one of the classes."""
    rows = session.execute(_SCHOOLS, tenancy.me(actor, dossier_id=dossier_id)).all()
    return frozenset(school for school, _ in rows), any(teacher for _, teacher in rows)


def find_dossier(
    session: Session, actor: Actor, dossier_id: int, now: datetime, *, lock: bool = False
) -> FoundDossier:
    """Four statements. ``lock``: nobody else changes it until this transaction ends. Raises NotFound."""
    statement = _DOSSIER_ALONE if lock else _DOSSIER
    row = session.execute(statement, tenancy.me(actor, dossier_id=dossier_id)).one_or_none()
    if row is None:
        raise NotFound
    dossier, organisation = row
    return FoundDossier(dossier, organisation, dossier_subject(session, actor, dossier, now))


def lock_dossier(session: Session, dossier_id: int) -> Dossier:
    """The dossier as it is now, for this transaction alone. Tenancy was checked by whoever found the scan."""
    statement = select(Dossier).where(Dossier.id == dossier_id).with_for_update(key_share=True)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def dossier_subject(session: Session, actor: Actor, dossier: Dossier, now: datetime) -> DossierSubject:
    """What the policy must know of a dossier; of teachers and students only whether the actor is one."""
    values = tenancy.me(actor, dossier_id=dossier.id)
    writes, blind, scored, sampled = session.execute(_PART_IN_IT, values).one()
    rows = session.execute(_STUDENTS, values).all()
    me, nobody = frozenset({actor.person_id}), frozenset[int]()
    return DossierSubject(
        state=DossierState(dossier.state),
        organisation_id=dossier.organisation_id,
        institution_ids=frozenset(row[0] for row in rows),
        teacher_ids=me if any(row[1] for row in rows) else nobody,
        student_ids=me if any(row[2] for row in rows) else nobody,
        reviewer_ids=reviewers(session, dossier),
        opened=opened(dossier, now) and not writes,
        second_ids=me if blind else nobody,
        scored_ids=me if scored else nobody,
        monitor_ids=me if sampled else nobody,
    )


def reviewers(session: Session, dossier: Dossier) -> frozenset[int]:
    """Everyone who took part in the review of a dossier, also who judged it blind. One statement."""
    return reviewers_of(session, [dossier.id])[dossier.id]


def reviewers_of(session: Session, dossiers: Sequence[int]) -> dict[int, frozenset[int]]:
    """The same for each of these dossiers, in one statement for all of them."""
    people: CompoundSelect[Any] = union(
        select(ItemVerdict.dossier_id, ItemVerdict.reviewer_id).where(ItemVerdict.dossier_id.in_(dossiers)),
        select(Scan.dossier_id, Evidence.decided_by)
        .join(Evidence, Evidence.scan_id == Scan.id)
        .where(Scan.dossier_id.in_(dossiers), Evidence.decided_by.is_not(None)),
        select(Scan.dossier_id, ScanReturn.returned_by)
        .join(ScanReturn, ScanReturn.scan_id == Scan.id)
        .where(Scan.dossier_id.in_(dossiers)),
        select(SecondReview.dossier_id, SecondReview.reviewer_id).where(
            SecondReview.dossier_id.in_(dossiers), SecondReview.handed_in_at.is_not(None)
        ),
        select(Dossier.id, Dossier.moderated_by).where(
            Dossier.id.in_(dossiers), Dossier.moderated_by.is_not(None)
        ),
        select(Dossier.id, Dossier.second_view_by).where(
            Dossier.id.in_(dossiers), Dossier.second_view_by.is_not(None)
        ),
    )
    found: dict[int, set[int]] = {dossier_id: set() for dossier_id in dossiers}
    if dossiers:
        for dossier_id, person_id in session.execute(people):
            found[dossier_id].add(person_id)
    return {dossier_id: frozenset(ids) for dossier_id, ids in found.items()}


def find_class(session: Session, actor: Actor, class_id: int) -> tuple[SchoolClass, ClassSubject]:
    """A class of the actor with what the policy must know. Raises NotFound."""
    statement = select(SchoolClass, tenancy.TEACHES).where(SchoolClass.id == class_id, tenancy.CLASSES)
    row = session.execute(statement, tenancy.me(actor)).one_or_none()
    if row is None:
        raise NotFound
    found, is_teacher = row
    me = frozenset({actor.person_id}) if is_teacher else frozenset[int]()
    return found, ClassSubject(found.institution_id, me)


def find_placement(session: Session, actor: Actor, placement_id: int) -> tuple[Placement, PlacementSubject]:
    """An internship of the actor or of their class, with what the policy must know. Raises NotFound."""
    statement = (
        select(Placement, SchoolClass.institution_id, tenancy.TEACHES)
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .where(Placement.id == placement_id, tenancy.PLACEMENTS)
    )
    row = session.execute(statement, tenancy.me(actor)).one_or_none()
    if row is None:
        raise NotFound
    placement, institution_id, is_teacher = row
    me = frozenset({actor.person_id}) if is_teacher else frozenset[int]()
    subject = PlacementSubject(placement.student_id, placement.company_id, institution_id, me)
    return placement, subject
