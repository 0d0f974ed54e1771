"""Whose things are whose: a condition for every query, so that others' things are as if they were not there.

Conditions are sub-selects on roles as they are at this moment, never lists of ids (design 8).
"""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.states import ScanState
from scan.store.tables import (
    Application,
    ClassMember,
    Dossier,
    MembershipRow,
    Placement,
    Scan,
    SchoolClass,
)

Condition = ColumnElement[bool]
Column = InstrumentedAttribute[int]


def has_role(actor: Actor, organisation_id: Column, *roles: Role) -> Condition:
    """The actor has one of ``roles`` in that organisation."""
    return exists().where(
        MembershipRow.person_id == actor.person_id,
        MembershipRow.organisation_id == organisation_id,
        MembershipRow.role.in_(roles),
    )


def reviews_for_the_alliance(actor: Actor) -> Condition:
    """The actor is a reviewer of the alliance, and so of every school."""
    return exists().where(
        MembershipRow.person_id == actor.person_id,
        MembershipRow.organisation_kind == OrganisationKind.ALLIANCE.value,
        MembershipRow.role == Role.REVIEWER.value,
    )


def teaches(actor: Actor) -> Condition:
    """The actor is a teacher of the SchoolClass in the query, and still works at its school."""
    return exists().where(
        ClassMember.class_id == SchoolClass.id,
        ClassMember.person_id == actor.person_id,
        ClassMember.role == Role.TEACHER.value,
    ) & has_role(actor, SchoolClass.institution_id, Role.TEACHER, Role.REVIEWER)


def classes(actor: Actor) -> Condition:
    """Classes that the actor teaches, or that are of the school they coordinate."""
    return or_(teaches(actor), has_role(actor, SchoolClass.institution_id, Role.COORDINATOR))


def placements(actor: Actor) -> Condition:
    """The actor's own internships and those of their classes. The query joins SchoolClass."""
    return or_(Placement.student_id == actor.person_id, classes(actor))


def dossiers(actor: Actor) -> Condition:
    """Dossiers of the own organisation, internship or class, of a school one reviews for, or to decide on."""
    scan = aliased(Scan)
    through_school = (
        select(scan.id)
        .join(Placement, Placement.id == scan.placement_id)
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .where(
            scan.dossier_id == Dossier.id,
            scan.state != ScanState.WITHDRAWN.value,
            or_(placements(actor), has_role(actor, SchoolClass.institution_id, Role.REVIEWER)),
        )
        .correlate(Dossier)
    )
    return or_(
        has_role(actor, Dossier.organisation_id, Role.CONTACT, Role.COORDINATOR),
        through_school.exists(),
        reviews_for_the_alliance(actor),
        certifies(actor),
    )


def certifies(actor: Actor) -> Condition:
    """The actor is a certifier, and somebody applied for a certificate on the Dossier in the query."""
    applied = exists().where(Application.dossier_id == Dossier.id)
    return applied & exists().where(
        MembershipRow.person_id == actor.person_id, MembershipRow.role == Role.CERTIFIER.value
    )


def reviewable(actor: Actor) -> Condition:
    """Dossiers with students of a class the actor teaches, or of a school the actor reviews for."""
    scan = aliased(Scan)
    through_school = (
        select(scan.id)
        .join(Placement, Placement.id == scan.placement_id)
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .where(
            scan.dossier_id == Dossier.id,
            scan.state != ScanState.WITHDRAWN.value,
            or_(teaches(actor), has_role(actor, SchoolClass.institution_id, Role.REVIEWER)),
        )
        .correlate(Dossier)
    )
    return or_(through_school.exists(), reviews_for_the_alliance(actor))


def still_writes(actor: Actor, dossier_id: Column) -> Condition:
    """The actor's own side of the dossier is being written: they must not see the other side, whatever the date."""
    own = aliased(Scan)
    return exists().where(
        own.dossier_id == dossier_id,
        own.state.in_((ScanState.DRAFT.value, ScanState.RETURNED.value)),
        or_(
            own.placement_id.is_not(None) & (own.respondent_id == actor.person_id),
            own.placement_id.is_(None) & has_role(actor, own.organisation_id, Role.CONTACT, Role.COORDINATOR),
        ),
    )


def scans(actor: Actor) -> Condition:
    """Scans the actor may know of. The query joins Dossier and, outer, Placement and SchoolClass.

    A student's scan: the student, the company, staff of the class, reviewers. An organisation's own scan:
    everyone who knows the dossier. What may be read of it is for the policy.
    """
    by_student = or_(
        has_role(actor, Scan.organisation_id, Role.CONTACT),
        placements(actor),
        has_role(actor, SchoolClass.institution_id, Role.REVIEWER),
        reviews_for_the_alliance(actor),
    )
    return or_(
        Scan.placement_id.is_not(None) & by_student,
        Scan.placement_id.is_(None) & dossiers(actor),
    )
