"""Students of a class: their internships, and what a teacher does for their access (the line, step 1)."""

from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.policy import Permission
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.secrets import name_key, new_pin
from scan.store.finding import find_placement
from scan.store.tables import ClassMember, Organisation, Person, Placement, StartCode
from scan.use_cases.classes import find_managed, log_class
from scan.use_cases.hashing import hashed
from scan.use_cases.notifying import tell_shared
from scan.use_cases.permission import require
from scan.use_cases.pooling import pool_answers
from scan.use_cases.sign_in import end_sessions


def place_student(
    session: Session,
    *,
    actor: Actor,
    class_id: int,
    student_id: int,
    company_id: int,
    starts_on: date,
    ends_on: date,
    hold_back: bool = True,
    now: datetime,
) -> int:
    """Link a student of the class to the company of the internship; gives the placement's id.

    Raises NotFound, NotAllowed, InvalidInput (``student_id``, ``company_id``, ``ends_on``).
    """
    find_managed(session, actor, class_id, now)
    fields = Fields()
    fields.period("ends_on", starts_on, ends_on)
    member = session.get(ClassMember, (class_id, student_id))
    if member is None or member.role != Role.STUDENT.value:
        fields.refuse("student_id", messages.NOT_IN_CLASS)
    company = session.get(Organisation, company_id)
    if company is None or company.kind != OrganisationKind.COMPANY.value:
        fields.refuse("company_id", messages.NOT_A_COMPANY)
    same = select(Placement.id).where(
        Placement.class_id == class_id,
        Placement.student_id == student_id,
        Placement.company_id == company_id,
    )
    if session.scalar(same) is not None:
        fields.refuse("company_id", messages.PLACED_ALREADY)
    fields.check()
    row = Placement(
        class_id=class_id,
        student_id=student_id,
        company_id=company_id,
        starts_on=starts_on,
        ends_on=ends_on,
        hold_back=hold_back,
        created_at=now,
    )
    session.add(row)
    session.flush()
    log_class(session, actor, "student_placed", class_id, now, placement=row.id)
    return row.id


def assess_placement(session: Session, *, actor: Actor, placement_id: int, now: datetime) -> None:
    """The internship has been assessed: from now on the company may read the student's report (design 6).

    Raises NotFound, NotAllowed.
    """
    placement = _placement(session, actor, placement_id, now)
    if placement.assessed_at is None:
        placement.assessed_at = now
        session.flush()
        if placement.hold_back:
            tell_shared(session, placement_id, now=now)
        pool_answers(session, organisation_id=placement.company_id, now=now)
        log_class(session, actor, "placement_assessed", placement.class_id, now, placement=placement_id)


def set_hold_back(
    session: Session, *, actor: Actor, placement_id: int, hold_back: bool, now: datetime
) -> None:
    """Hold the student's report back until the assessment, or share it earlier. Raises NotFound, NotAllowed."""
    placement = _placement(session, actor, placement_id, now)
    opens = placement.hold_back and not hold_back and placement.assessed_at is None
    placement.hold_back = hold_back
    session.flush()
    if opens:
        tell_shared(session, placement_id, now=now)
    pool_answers(session, organisation_id=placement.company_id, now=now)
    action = "report_held_back" if hold_back else "report_shared"
    log_class(session, actor, action, placement.class_id, now, placement=placement_id)


def reset_pin(session: Session, *, actor: Actor, class_id: int, student_id: int, now: datetime) -> str:
    """A new pin for a student who forgot theirs, to be told in person; their sessions end.

    Raises NotFound, NotAllowed.
    """
    find_managed(session, actor, class_id, now)
    person = _student(session, class_id, student_id)
    pin = new_pin()
    person.pin_hash = hashed(pin)
    session.execute(delete(StartCode).where(StartCode.person_id == student_id))
    session.flush()
    end_sessions(session, person_id=student_id)
    log_class(session, actor, "pin_reset", class_id, now, person=student_id)
    return pin


def rename_student(
    session: Session, *, actor: Actor, class_id: int, student_id: int, display_name: str, now: datetime
) -> None:
    """Correct a student's name; they sign in with the new one. Raises NotFound, NotAllowed, InvalidInput."""
    find_managed(session, actor, class_id, now)
    person = _student(session, class_id, student_id)
    fields = Fields()
    name = fields.line("display_name", display_name, 80)
    taken = select(ClassMember.person_id).where(
        ClassMember.class_id == class_id,
        ClassMember.name_key == name_key(name),
        ClassMember.person_id != student_id,
    )
    if session.scalar(taken) is not None:
        fields.refuse("display_name", messages.NAME_TAKEN)
    fields.check()
    person.display_name = name
    session.get_one(ClassMember, (class_id, student_id)).name_key = name_key(name)
    session.flush()
    log_class(session, actor, "student_renamed", class_id, now, person=student_id)


def set_student_access(
    session: Session, *, actor: Actor, class_id: int, student_id: int, enabled: bool, now: datetime
) -> None:
    """Shut a student out at once, or let them in again. Raises NotFound, NotAllowed."""
    find_managed(session, actor, class_id, now)
    person = _student(session, class_id, student_id)
    person.disabled_at = None if enabled else now
    session.flush()
    if not enabled:
        end_sessions(session, person_id=student_id)
    action = "student_enabled" if enabled else "student_disabled"
    log_class(session, actor, action, class_id, now, person=student_id)


def _placement(session: Session, actor: Actor, placement_id: int, now: datetime) -> Placement:
    placement, subject = find_placement(session, actor, placement_id)
    permission = Permission.ASSESS_PLACEMENT
    require(session, actor, permission, subject, kind="placement", subject_id=placement_id, now=now)
    return placement


def _student(session: Session, class_id: int, student_id: int) -> Person:
    member = session.get(ClassMember, (class_id, student_id))
    if member is None or member.role != Role.STUDENT.value:
        raise NotFound
    person = session.get_one(Person, student_id)
    if person.erased_at is not None:
        raise NotFound
    return person
