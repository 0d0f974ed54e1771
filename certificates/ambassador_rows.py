"""The row of an ambassador: finding it, what the policy must know of it, and changing it (used by its use cases)."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from certificates.number import AMBASSADOR_PREFIX, IssuedNumber
from scan.domain.errors import NotFound, Stale
from scan.domain.policy import Permission
from scan.domain.roles import Actor, Role
from scan.domain.states import AMBASSADOR, AmbassadorAction, AmbassadorState, advance
from scan.domain.subjects import AmbassadorSubject
from scan.store.tables import Ambassador, ClassMember, MembershipRow, SchoolClass
from scan.store.upsert import dialect_of
from scan.use_cases.audit import record
from scan.use_cases.permission import require

_NUMBERS = 0x4A41
"""The lock under which numbers are given (PostgreSQL); any number that nothing else locks."""


def school_of(session: Session, actor: Actor, student_id: int) -> int:
    """The school where the actor works and the student is in a class. Raises NotFound."""
    schools = (*actor.organisations(Role.TEACHER), *actor.organisations(Role.COORDINATOR))
    found = session.scalar(
        select(SchoolClass.institution_id)
        .join(ClassMember, ClassMember.class_id == SchoolClass.id)
        .where(
            ClassMember.person_id == student_id,
            ClassMember.role == Role.STUDENT.value,
            SchoolClass.institution_id.in_(schools),
        )
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def row_of_student(session: Session, student_id: int, institution_id: int) -> Ambassador | None:
    """None before the first milestone."""
    return session.scalar(
        select(Ambassador).where(
            Ambassador.person_id == student_id, Ambassador.institution_id == institution_id
        )
    )


def own_row(session: Session, actor: Actor) -> Ambassador:
    """The actor's own, the appointed one first. Raises NotFound."""
    row = session.scalar(
        select(Ambassador)
        .where(Ambassador.person_id == actor.person_id)
        .order_by(Ambassador.number.is_(None), Ambassador.id)
        .limit(1)
    )
    if row is None:
        raise NotFound
    return row


def found(session: Session, ambassador_id: int) -> Ambassador:
    """Raises NotFound."""
    row = session.get(Ambassador, ambassador_id)
    if row is None:
        raise NotFound
    return row


def allowed(
    session: Session, actor: Actor, permission: Permission, row: Ambassador, now: datetime
) -> AmbassadorSubject:
    """What the policy knows of the row, when it allows this. Raises NotAllowed."""
    subject = subject_of(session, row.person_id, row.institution_id, row)
    require(session, actor, permission, subject, kind="ambassador", subject_id=row.id, now=now)
    return subject


def subject_of(
    session: Session, student_id: int, institution_id: int, row: Ambassador | None
) -> AmbassadorSubject:
    """What the policy must know of a student, also before the first milestone."""
    return AmbassadorSubject(
        state=AmbassadorState.CANDIDATE if row is None else AmbassadorState(row.state),
        person_id=student_id,
        institution_id=institution_id,
        teacher_ids=teachers_of(session, student_id, institution_id),
        nominated_by=None if row is None else row.nominated_by,
    )


def teachers_of(session: Session, student_id: int, institution_id: int) -> frozenset[int]:
    """Teachers of the student's classes at this school."""
    classes = (
        select(ClassMember.class_id)
        .join(SchoolClass)
        .where(ClassMember.person_id == student_id, SchoolClass.institution_id == institution_id)
    )
    return frozenset(
        session.scalars(
            select(ClassMember.person_id).where(
                ClassMember.class_id.in_(classes), ClassMember.role == Role.TEACHER.value
            )
        )
    )


def coaches_of(session: Session, row: Ambassador) -> frozenset[int]:
    """Who hears of this ambassador: teachers of the classes who still work there; with none left the coordinators."""
    working = select(MembershipRow.person_id).where(MembershipRow.organisation_id == row.institution_id)
    teaching = working.where(
        MembershipRow.role == Role.TEACHER.value,
        MembershipRow.person_id.in_(teachers_of(session, row.person_id, row.institution_id)),
    )
    coordinating = working.where(MembershipRow.role == Role.COORDINATOR.value)
    return frozenset(session.scalars(teaching)) or frozenset(session.scalars(coordinating))


def step(
    session: Session,
    row: Ambassador,
    action: AmbassadorAction,
    *,
    actor: Actor | None,
    version: int,
    now: datetime,
    **values: object,
) -> None:
    """Go one step of the life story, with its audit event. Raises IllegalTransition, Stale."""
    state = advance(AMBASSADOR, AmbassadorState(row.state), action)
    write(session, row, version, state=state.value, **values)
    record(
        session,
        actor=actor,
        action=f"ambassador_{action.value}",
        subject_kind="ambassador",
        subject_id=row.id,
        now=now,
    )


def write(session: Session, row: Ambassador, version: int, **values: object) -> None:
    """Change the row when it still has this version. Raises Stale."""
    changed = session.execute(
        update(Ambassador)
        .where(Ambassador.id == row.id, Ambassador.version == version)
        .values(version=version + 1, **values)
        .returning(Ambassador.id)
    ).first()
    if changed is None:
        raise Stale(())


def next_number(session: Session, year: int) -> IssuedNumber:
    """The first number of the year that was not given yet. Whoever appoints at the same moment waits."""
    if dialect_of(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_NUMBERS)))
    mine = Ambassador.number.like(f"{AMBASSADOR_PREFIX}-{year:04}-%")
    newest = session.scalar(
        select(Ambassador.number)
        .where(mine)
        .order_by(func.length(Ambassador.number).desc(), Ambassador.number.desc())
        .limit(1)
    )
    serial = 1 if newest is None else IssuedNumber.parse(newest).serial + 1
    return IssuedNumber(AMBASSADOR_PREFIX, year, serial)
