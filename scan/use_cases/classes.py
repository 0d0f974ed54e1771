"""Classes: their code, students, internships and how far everyone is (the line, step 1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from questionnaires.answers import State
from scan.domain import messages
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.periods import end_of, local_day, local_midnight, school_year
from scan.domain.policy import Permission
from scan.domain.progress import is_stuck
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.secrets import new_code
from scan.domain.states import DossierState, ScanState
from scan.domain.subjects import ClassSubject, OrganisationSubject
from scan.store import tenancy
from scan.store.finding import find_class
from scan.store.members import names_by_scan
from scan.store.paging import FIRST, Asked, Part, matches, part_of
from scan.store.tables import (
    AnswerRow,
    ClassMember,
    Dossier,
    MembershipRow,
    Organisation,
    Person,
    Placement,
    Scan,
    ScanMember,
    SchoolClass,
)
from scan.use_cases.audit import record
from scan.use_cases.permission import require

_LONGEST = timedelta(days=366)
"""How far ahead a code may stay open."""
_SCHOOL_YEAR = re.compile(r"20[0-9]{2}-20[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """One class in a list."""

    id: int
    name: str
    school_year: str
    institution_id: int
    institution: str
    students: int


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """One internship on the class page. Never answers: only how far the scan is."""

    id: int
    student_id: int
    company_id: int
    company: str
    place: str | None
    starts_on: date
    ends_on: date
    hold_back: bool
    assessed_at: datetime | None
    scan_id: int | None
    scan_state: ScanState | None
    answered: int
    dossier_id: int | None
    dossier_state: DossierState | None
    company_has_contact: bool
    has_company_mates: bool
    """Others of this school and school year have their internship there: they may share one scan."""
    fellows: tuple[str, ...]
    """Names of those with whom the student shares the scan."""
    last_change: datetime | None
    """Of the answers."""
    is_stuck: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A teacher or student of a class."""

    person_id: int
    display_name: str
    disabled: bool
    waits: bool
    """On the list, but has not chosen a pin yet."""
    erased: bool = False
    """Nothing but a number is left."""


@dataclass(frozen=True, slots=True)
class OpenClass:
    """A class as its teacher sees it."""

    id: int
    name: str
    school_year: str
    institution_id: int
    institution: str
    code: str
    code_expires_at: datetime
    by_list: bool
    """Only who is on the list gets in."""
    teachers: tuple[Member, ...]
    students: tuple[Member, ...]
    placements: tuple[PlacementLine, ...]


def my_classes(session: Session, *, actor: Actor, asked: Asked = FIRST) -> Part[ClassInfo]:
    """A page of the classes the actor teaches or coordinates, newest school year first. Two statements."""
    students = (
        select(func.count())
        .where(ClassMember.class_id == SchoolClass.id, ClassMember.role == Role.STUDENT.value)
        .correlate(SchoolClass)
        .scalar_subquery()
    )
    statement = (
        select(
            SchoolClass.id,
            SchoolClass.name,
            SchoolClass.school_year,
            SchoolClass.institution_id,
            Organisation.name.label("institution"),
            students.label("students"),
        )
        .join(Organisation, Organisation.id == SchoolClass.institution_id)
        .where(
            tenancy.CLASSES,
            *matches(asked.query, SchoolClass.name, SchoolClass.school_year, Organisation.name),
        )
        .order_by(SchoolClass.school_year.desc(), SchoolClass.name, SchoolClass.id)
    )
    found = part_of(session, statement, asked, tenancy.me(actor))
    return found.of(ClassInfo(*row) for row in found.items)


def create_class(
    session: Session,
    *,
    actor: Actor,
    institution_id: int,
    name: str,
    year: str | None = None,
    now: datetime,
) -> int:
    """Make a class with a code that takes students until the end of the school year; the maker teaches it if a teacher.

    Raises NotFound (another's school), NotAllowed, InvalidInput (``name``, ``school_year``).
    """
    if not actor.belongs_to(institution_id):
        raise NotFound
    require(
        session,
        actor,
        Permission.CREATE_CLASS,
        OrganisationSubject(institution_id, OrganisationKind.INSTITUTION),
        kind="organisation",
        subject_id=institution_id,
        now=now,
    )
    fields = Fields()
    title = fields.line("name", name, 80)
    period = year or school_year(local_day(now))
    if not _SCHOOL_YEAR.fullmatch(period) or int(period[5:]) != int(period[:4]) + 1:
        fields.refuse("school_year", messages.SCHOOL_YEAR_WRONG)
    same = select(SchoolClass.id).where(
        SchoolClass.institution_id == institution_id,
        SchoolClass.school_year == period,
        SchoolClass.name == title,
    )
    if session.scalar(same) is not None:
        fields.refuse("name", messages.CLASS_EXISTS)
    fields.check()
    row = SchoolClass(
        institution_id=institution_id,
        name=title,
        school_year=period,
        code=new_code(),
        code_expires_at=after_year(period),
        created_at=now,
    )
    session.add(row)
    session.flush()
    if actor.has(Role.TEACHER, institution_id):
        _add_teacher(session, row.id, actor.person_id, now)
    log_class(session, actor, "class_created", row.id, now)
    return row.id


def open_class(session: Session, *, actor: Actor, class_id: int, now: datetime) -> OpenClass:
    """The class page: people, internships and how far the scans are. Five statements. Raises NotFound, NotAllowed."""
    found, _ = _found(session, actor, Permission.READ_CLASS, class_id, now)
    members = session.execute(
        select(Person, ClassMember.role)
        .join(ClassMember, ClassMember.person_id == Person.id)
        .where(ClassMember.class_id == class_id)
        .order_by(Person.display_name, Person.id)
    )
    people = [(_member(person, role), role) for person, role in members]
    return OpenClass(
        id=class_id,
        name=found.name,
        school_year=found.school_year,
        institution_id=found.institution_id,
        institution=session.get_one(Organisation, found.institution_id).name,
        code=found.code,
        code_expires_at=found.code_expires_at,
        by_list=found.by_list,
        teachers=tuple(member for member, role in people if role == Role.TEACHER.value),
        students=tuple(member for member, role in people if role == Role.STUDENT.value),
        placements=_placements(session, found, now),
    )


def _member(person: Person, role: str) -> Member:
    erased = person.erased_at is not None
    waits = role == Role.STUDENT.value and person.pin_hash is None and not erased
    return Member(person.id, person.display_name, person.disabled_at is not None, waits, erased)


def renew_code(session: Session, *, actor: Actor, class_id: int, now: datetime) -> str:
    """A new class code; the old one stops, also for its students. Raises NotFound, NotAllowed."""
    found = find_managed(session, actor, class_id, now)
    found.code = new_code()
    found.code_expires_at = max(after_year(found.school_year), after_year(school_year(local_day(now))))
    session.flush()
    log_class(session, actor, "class_code_renewed", class_id, now)
    return found.code


def close_code(session: Session, *, actor: Actor, class_id: int, now: datetime) -> None:
    """The class takes no new students; its students still get in. Raises NotFound, NotAllowed."""
    found = find_managed(session, actor, class_id, now)
    found.code_expires_at = now
    session.flush()
    log_class(session, actor, "class_code_closed", class_id, now)


def open_code(session: Session, *, actor: Actor, class_id: int, until: date, now: datetime) -> None:
    """The same code takes new students up to and including ``until``. Raises NotFound, NotAllowed, InvalidInput."""
    found = find_managed(session, actor, class_id, now)
    fields = Fields()
    if not local_day(now) <= until <= local_day(now) + _LONGEST:
        fields.refuse("until", messages.CODE_DATE_WRONG)
    fields.check()
    found.code_expires_at = local_midnight(until + timedelta(days=1))
    session.flush()
    log_class(session, actor, "class_code_opened", class_id, now)


def go_by_list(session: Session, *, actor: Actor, class_id: int, by_list: bool, now: datetime) -> None:
    """Let only students on the list in with the code, or new names too. Raises NotFound, NotAllowed."""
    found = find_managed(session, actor, class_id, now)
    found.by_list = by_list
    session.flush()
    log_class(session, actor, "class_by_list" if by_list else "class_open_to_all", class_id, now)


def add_teacher(session: Session, *, actor: Actor, class_id: int, person_id: int, now: datetime) -> None:
    """Let a colleague teach the class too. Raises NotFound (no teacher of this school), NotAllowed."""
    found = find_managed(session, actor, class_id, now)
    membership = session.get(MembershipRow, (person_id, found.institution_id, Role.TEACHER.value))
    if membership is None:
        raise NotFound
    if session.get(ClassMember, (class_id, person_id)) is None:
        _add_teacher(session, class_id, person_id, now)
    log_class(session, actor, "teacher_added", class_id, now, person=person_id)


def _placements(session: Session, school_class: SchoolClass, now: datetime) -> tuple[PlacementLine, ...]:
    answered = (
        select(func.count())
        .where(
            AnswerRow.scan_id == Scan.id,
            AnswerRow.state.in_((State.ANSWERED.value, State.NOT_APPLICABLE.value)),
        )
        .correlate(Scan)
        .scalar_subquery()
    )
    changed = select(func.max(AnswerRow.updated_at)).where(AnswerRow.scan_id == Scan.id)
    has_contact = (
        select(MembershipRow.person_id)
        .where(
            MembershipRow.organisation_id == Placement.company_id,
            MembershipRow.role == Role.CONTACT.value,
        )
        .correlate(Placement)
        .exists()
    )
    other, theirs = aliased(Placement), aliased(SchoolClass)
    has_company_mates = (
        select(other.id)
        .join(theirs, theirs.id == other.class_id)
        .where(
            other.company_id == Placement.company_id,
            other.student_id != Placement.student_id,
            theirs.institution_id == school_class.institution_id,
            theirs.school_year == school_class.school_year,
        )
        .correlate(Placement)
        .exists()
    )
    rows = session.execute(
        select(
            Placement,
            Organisation.name,
            Organisation.place,
            Scan.id,
            Scan.state,
            answered,
            Dossier,
            has_contact,
            has_company_mates,
            changed.correlate(Scan).scalar_subquery(),
        )
        .join(Organisation, Organisation.id == Placement.company_id)
        .outerjoin(ScanMember, ScanMember.placement_id == Placement.id)
        .outerjoin(Scan, Scan.id == ScanMember.scan_id)
        .outerjoin(Dossier, Dossier.id == Scan.dossier_id)
        .where(Placement.class_id == school_class.id)
        .order_by(Placement.student_id, Placement.id)
    ).all()
    names = names_by_scan(session, tuple({row[3] for row in rows if row[3] is not None}))
    return tuple(_line(*row, names=names.get(row[3], {}), now=now) for row in rows)


def _line(
    placement: Placement,
    company: str,
    place: str | None,
    scan_id: int | None,
    scan_state: str | None,
    answered: int,
    dossier: Dossier | None,
    has_contact: bool,
    has_company_mates: bool,
    last_change: datetime | None,
    *,
    now: datetime,
    names: Mapping[int, str],
) -> PlacementLine:
    state = None if scan_state is None else ScanState(scan_state)
    return PlacementLine(
        id=placement.id,
        student_id=placement.student_id,
        company_id=placement.company_id,
        company=company,
        place=place,
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
        hold_back=placement.hold_back,
        assessed_at=placement.assessed_at,
        scan_id=scan_id,
        scan_state=state,
        answered=answered,
        dossier_id=None if dossier is None else dossier.id,
        dossier_state=None if dossier is None else DossierState(dossier.state),
        company_has_contact=has_contact,
        has_company_mates=has_company_mates,
        last_change=last_change,
        is_stuck=is_stuck(state, starts_on=placement.starts_on, last_change=last_change, now=now),
        fellows=tuple(name for person, name in names.items() if person != placement.student_id),
    )


def find_managed(session: Session, actor: Actor, class_id: int, now: datetime) -> SchoolClass:
    """The class, if the actor manages it. Raises NotFound, NotAllowed."""
    return _found(session, actor, Permission.MANAGE_CLASS, class_id, now)[0]


def _found(
    session: Session, actor: Actor, permission: Permission, class_id: int, now: datetime
) -> tuple[SchoolClass, ClassSubject]:
    found, subject = find_class(session, actor, class_id)
    require(session, actor, permission, subject, kind="class", subject_id=class_id, now=now)
    return found, subject


def _add_teacher(session: Session, class_id: int, person_id: int, now: datetime) -> None:
    session.add(ClassMember(class_id=class_id, person_id=person_id, role=Role.TEACHER.value, joined_at=now))
    session.flush()


def after_year(year: str) -> datetime:
    """The first moment after a school year."""
    return local_midnight(end_of(year) + timedelta(days=1))


def log_class(
    session: Session, actor: Actor, action: str, class_id: int, now: datetime, **data: object
) -> None:
    record(session, actor=actor, action=action, subject_kind="class", subject_id=class_id, now=now, **data)
