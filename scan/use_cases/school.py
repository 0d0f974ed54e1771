"""A school as its coordinator sees it: school years, their classes, and the teachers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.errors import InvalidInput
from scan.domain.fields import Fields
from scan.domain.periods import local_day, school_year
from scan.domain.roles import Actor, Role
from scan.store.paging import FIRST, Asked, Part, matches, part_of, to_choose
from scan.store.tables import ClassMember, MembershipRow, Organisation, Person, SchoolClass
from scan.use_cases.classes import create_class
from scan.use_cases.importing.pending import manage_school

MOST_CLASSES = 60
"""Classes made in one go."""


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class in the list of a school year."""

    id: int
    name: str
    students: int
    waiting: int
    """Students on the list who have not chosen a pin yet."""
    teachers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Teacher:
    """Someone who can teach a class of the school."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class OpenSchool:
    """One school in one school year."""

    id: int
    name: str
    year: str
    years: tuple[str, ...]
    """The years there are classes in, with this one and the next; newest first."""
    classes: Part[ClassLine]
    teachers: Part[Teacher]
    """Who can teach a class, found by name."""


def my_schools(session: Session, *, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Id and name of the schools that the actor coordinates. One statement."""
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .join(MembershipRow, MembershipRow.organisation_id == Organisation.id)
        .where(MembershipRow.person_id == actor.person_id, MembershipRow.role == Role.COORDINATOR.value)
        .order_by(Organisation.name, Organisation.id)
    )
    return tuple((school_id, name) for school_id, name in rows)


def following_year(year: str) -> str:
    """The school year after ``2026-2027``."""
    return f"{int(year[:4]) + 1}-{int(year[5:]) + 1}"


def open_school(
    session: Session,
    *,
    actor: Actor,
    institution_id: int,
    year: str | None = None,
    now: datetime,
    asked: Asked = FIRST,
    teachers: Asked = FIRST,
) -> OpenSchool:
    """The classes of one school year (this one when ``year`` is None) and who can teach them, each found by name.

    Seven statements. Raises NotFound, NotAllowed.
    """
    school = manage_school(session, actor, institution_id, now)
    this_year = school_year(local_day(now))
    years = session.scalars(
        select(SchoolClass.school_year).where(SchoolClass.institution_id == institution_id).distinct()
    )
    offered = tuple(sorted({*years, this_year, following_year(this_year)}, reverse=True))
    chosen = year if year is not None and year in offered else this_year
    return OpenSchool(
        id=institution_id,
        name=school.name,
        year=chosen,
        years=offered,
        classes=_classes(session, institution_id, chosen, asked),
        teachers=_teachers(session, institution_id, teachers),
    )


def create_classes(
    session: Session, *, actor: Actor, institution_id: int, names: Iterable[str], year: str, now: datetime
) -> int:
    """Make several classes in one school year, all or none; how many.

    Raises NotFound, NotAllowed, InvalidInput (``names`` says which one is wrong, ``school_year``).
    """
    wanted = [name for name in (" ".join(line.split()) for line in names) if name]
    fields = Fields()
    if not wanted:
        fields.refuse("names", messages.REQUIRED)
    if len(wanted) > MOST_CLASSES:
        fields.refuse("names", messages.TOO_MANY_CLASSES.fill(limit=MOST_CLASSES))
    fields.check()
    for name in wanted:
        try:
            create_class(session, actor=actor, institution_id=institution_id, name=name, year=year, now=now)
        except InvalidInput as problem:
            faults = dict(problem.fields)
            if "name" in faults:
                why = faults.pop("name")
                faults["names"] = messages.ABOUT_CLASS.fill(name=name[:80], nl=why.nl, en=why.en)
            raise InvalidInput(faults) from None
    return len(wanted)


def _classes(session: Session, institution_id: int, year: str, asked: Asked) -> Part[ClassLine]:
    people = (
        select(ClassMember.class_id, ClassMember.role, Person.pin_hash, Person.disabled_at)
        .join(Person, Person.id == ClassMember.person_id)
        .subquery()
    )
    is_student = people.c.role == Role.STUDENT.value
    found = part_of(
        session,
        select(
            SchoolClass.id,
            SchoolClass.name,
            func.count().filter(is_student),
            func.count().filter(is_student, people.c.pin_hash.is_(None), people.c.disabled_at.is_(None)),
        )
        .outerjoin(people, people.c.class_id == SchoolClass.id)
        .where(
            SchoolClass.institution_id == institution_id,
            SchoolClass.school_year == year,
            *matches(asked.query, SchoolClass.name),
        )
        .group_by(SchoolClass.id, SchoolClass.name)
        .order_by(SchoolClass.name, SchoolClass.id),
        asked,
    )
    teaching = session.execute(
        select(ClassMember.class_id, Person.display_name)
        .join(Person, Person.id == ClassMember.person_id)
        .where(
            ClassMember.class_id.in_([row[0] for row in found.items]),
            ClassMember.role == Role.TEACHER.value,
        )
        .order_by(Person.display_name, Person.id)
    ).all()
    return found.of(
        ClassLine(
            class_id,
            name,
            students,
            waiting,
            tuple(teacher for where, teacher in teaching if where == class_id),
        )
        for class_id, name, students, waiting in found.items
    )


def _teachers(session: Session, institution_id: int, asked: Asked) -> Part[Teacher]:
    found = to_choose(
        session,
        select(Person.id, Person.display_name)
        .join(MembershipRow, MembershipRow.person_id == Person.id)
        .where(
            MembershipRow.organisation_id == institution_id,
            MembershipRow.role == Role.TEACHER.value,
            Person.disabled_at.is_(None),
        ),
        asked,
        searched=(Person.display_name,),
        order=(Person.display_name, Person.id),
        key=Person.id,
    )
    return found.of(Teacher(person_id, name) for person_id, name in found.items)
