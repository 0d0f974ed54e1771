"""Whose things are whose: a condition for every query, so that others' things are as if they were not there.

Conditions are sub-selects on roles as they are at this moment, never lists of ids (design 8). They are made once;
who asks is the parameter ``me``, which every statement with one of them needs: ``session.execute(…, me(actor))``.
"""

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from scan.domain.relations import alliance_reviewer
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.states import ScanState
from scan.store.tables import (
    Application,
    ClassMember,
    DecisionRow,
    Dossier,
    MembershipRow,
    PendingImport,
    Placement,
    SampleEntry,
    Scan,
    ScanMember,
    SchoolClass,
    SecondReview,
)
from scan.store.tables.base import code

Condition = ColumnElement[bool]
Column = InstrumentedAttribute[int]

ME = bindparam("me", type_=Integer)


def me(actor: Actor, **values: object) -> dict[str, object]:
    """The parameters of a statement with a tenant condition."""
    return {"me": actor.person_id, **values}


def has_role(organisation_id: Column, *roles: Role) -> Condition:
    """The actor has one of ``roles`` in that organisation."""
    return exists().where(
        MembershipRow.person_id == ME,
        MembershipRow.organisation_id == organisation_id,
        MembershipRow.role.in_([code(role) for role in roles]),
    )


REVIEWS_FOR_THE_ALLIANCE: Condition = exists().where(
    MembershipRow.person_id == ME,
    MembershipRow.organisation_kind == code(OrganisationKind.ALLIANCE),
    MembershipRow.role == code(Role.REVIEWER),
)
"""The actor is a reviewer of the alliance, and so of every school."""

TEACHES: Condition = exists().where(
    ClassMember.class_id == SchoolClass.id,
    ClassMember.person_id == ME,
    ClassMember.role == code(Role.TEACHER),
) & has_role(SchoolClass.institution_id, Role.TEACHER, Role.REVIEWER)
"""The actor is a teacher of the SchoolClass in the query, and still works at its school."""

REVIEWS: Condition = has_role(SchoolClass.institution_id, Role.REVIEWER)
"""The actor is a reviewer of the school of the SchoolClass in the query."""

CLASSES: Condition = or_(TEACHES, has_role(SchoolClass.institution_id, Role.COORDINATOR))
"""Classes that the actor teaches, or that are of the school they coordinate."""

IMPORTS: Condition = has_role(PendingImport.institution_id, Role.COORDINATOR)
"""Imports that wait at the school the actor coordinates."""

PLACEMENTS: Condition = or_(Placement.student_id == ME, CLASSES)
"""The actor's own internships and those of their classes. The query joins SchoolClass."""


def _through_school(condition: Condition) -> Select[int]:
    """Scans of the Dossier in the query by students for whose class ``condition`` holds."""
    scan = aliased(Scan)
    return (
        select(scan.id)
        .join(ScanMember, ScanMember.scan_id == scan.id)
        .join(Placement, Placement.id == ScanMember.placement_id)
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .where(scan.dossier_id == Dossier.id, scan.state != code(ScanState.WITHDRAWN), condition)
        .correlate(Dossier)
    )


CERTIFIES: Condition = exists().where(Application.dossier_id == Dossier.id) & exists().where(
    MembershipRow.person_id == ME, MembershipRow.role == code(Role.CERTIFIER)
)
"""The actor is a certifier, and somebody applied for a certificate on the Dossier in the query."""

SECOND_REVIEWS: Condition = exists().where(
    SecondReview.dossier_id == Dossier.id, SecondReview.reviewer_id == ME
)
"""The actor was asked to judge the Dossier in the query a second time, or offered to."""

SAMPLED: Condition = select(SampleEntry.id).join(
    DecisionRow, DecisionRow.id == SampleEntry.decision_id
).where(DecisionRow.dossier_id == Dossier.id, SampleEntry.drawn).correlate(Dossier).exists() & exists().where(
    MembershipRow.person_id == ME, MembershipRow.role == code(Role.MONITOR)
)
"""The actor is a monitor, and a decision on the Dossier in the query was drawn for the yearly sample."""

DOSSIERS: Condition = Dossier.class_id.is_(None) & or_(
    has_role(Dossier.organisation_id, Role.CONTACT, Role.COORDINATOR),
    _through_school(or_(PLACEMENTS, REVIEWS)).exists(),
    REVIEWS_FOR_THE_ALLIANCE,
    CERTIFIES,
    SECOND_REVIEWS,
    SAMPLED,
)
"""Dossiers of the own organisation, internship or class, of a school one reviews for, or to judge or decide on.

Those of a class of pupils are nobody's to open: they are read as totals (``scan.use_cases.pupils``).
"""


def _of_my_classes() -> Select[int]:
    scan = aliased(Scan)
    return (
        select(scan.dossier_id)
        .join(ScanMember, ScanMember.scan_id == scan.id)
        .join(Placement, Placement.id == ScanMember.placement_id)
        .where(
            Placement.class_id.in_(select(SchoolClass.id).where(or_(TEACHES, REVIEWS))),
            scan.state != code(ScanState.WITHDRAWN),
        )
    )


_OF_MY_CLASSES: Condition = Dossier.class_id.is_(None) & Dossier.id.in_(_of_my_classes())
_OF_ALL_SCHOOLS: Condition = Dossier.class_id.is_(None) & REVIEWS_FOR_THE_ALLIANCE


def reviewable(actor: Actor) -> Condition:
    """Dossiers with students of a class the actor teaches, or of a school they review for; all for the alliance's.

    For lists. Each of both is asked alone, so that a teacher's list is worked out from the own classes and costs
    nothing for the dossiers of others.
    """
    return _OF_ALL_SCHOOLS if alliance_reviewer(actor, Dossier) else _OF_MY_CLASSES


def is_member(scan_id: Column) -> Condition:
    """The actor is a student in that scan, alone or with others."""
    member = aliased(ScanMember)
    return exists().where(member.scan_id == scan_id, member.student_id == ME)


_OF_MY_STUDENTS: Condition = (
    select(ScanMember.placement_id)
    .join(Placement, Placement.id == ScanMember.placement_id)
    .join(SchoolClass, SchoolClass.id == Placement.class_id)
    .where(ScanMember.scan_id == Scan.id, or_(CLASSES, REVIEWS))
    .correlate(Scan)
    .exists()
)

SCANS: Condition = or_(
    Scan.placement_id.is_not(None)
    & or_(
        has_role(Scan.organisation_id, Role.CONTACT),
        Scan.respondent_id == ME,
        is_member(Scan.id),
        _OF_MY_STUDENTS,
        REVIEWS_FOR_THE_ALLIANCE,
    ),
    Scan.placement_id.is_(None) & DOSSIERS,
    Dossier.class_id.is_not(None) & (Scan.respondent_id == ME),
)
"""Scans the actor may know of. The query joins Dossier.

A student's scan: every student in it, the company, staff of their classes, reviewers; once it is withdrawn only who
withdrew it and the company. An organisation's own scan: everyone who knows the dossier. A pupil's scan: the pupil.
What may be read of it is for the policy.
"""


def still_writes(dossier_id: Column) -> Condition:
    """The actor's own side of the dossier is being written: they must not see the other, whatever the date."""
    own = aliased(Scan)
    return exists().where(
        own.dossier_id == dossier_id,
        own.state.in_((code(ScanState.DRAFT), code(ScanState.RETURNED))),
        or_(
            is_member(own.id),
            own.placement_id.is_(None) & has_role(own.organisation_id, Role.CONTACT, Role.COORDINATOR),
        ),
    )


def second_review(dossier_id: Column, *, handed_in: bool) -> Condition:
    """The actor judges the dossier a second time, blind; or did so and handed it in."""
    at = SecondReview.handed_in_at
    return exists().where(
        SecondReview.dossier_id == dossier_id,
        SecondReview.reviewer_id == ME,
        at.is_not(None) if handed_in else at.is_(None),
    )


def has_own_scan(dossier_id: Column) -> Condition:
    """The actor is a student with a scan in the dossier."""
    own = aliased(Scan)
    return exists().where(
        own.dossier_id == dossier_id, is_member(own.id), own.state != code(ScanState.WITHDRAWN)
    )
