"""Students of a school from a list: known by the school's own number, and called as the class allows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, tuple_, update

from scan.domain.importing import messages
from scan.domain.importing.checking import CheckedRow, Fault
from scan.domain.importing.naming import known_as, names_of
from scan.domain.importing.plan import Plan, PlannedRow, Step, faulty, in_order, without_repeats
from scan.domain.messages import Message
from scan.domain.roles import OrganisationKind, Role
from scan.domain.secrets import name_key
from scan.store.tables import ClassMember, MembershipRow, Person, Placement, SchoolClass, SchoolNumber
from scan.store.tables.base import code
from scan.use_cases.importing.lookups import (
    Classes,
    KnownClass,
    Members,
    Student,
    Work,
    add_and_number,
    add_rows,
    chunks,
    classes_of_school,
    members_of,
    students_by_number,
)

_LABEL = ("student_number", "display_name", "given_name")
_NAME_KEY = (
    update(ClassMember)
    .where(ClassMember.person_id == bindparam("who"), ClassMember.role == code(Role.STUDENT))
    .values(name_key=bindparam("key"))
)


@dataclass(slots=True)
class _Known:
    """What is there, kept up to date with what earlier rows of the list will do."""

    classes: Classes
    students: dict[str, Student]
    members: Members
    numbered: set[int]
    """Students who have a number already."""
    placed: set[tuple[int, int]]
    """(class, student) with an internship."""
    names: dict[int, str]
    rows_by_name: Counter[tuple[int, str]]
    """How many rows of the list may be called so in a class."""


def plan_students(work: Work, rows: tuple[CheckedRow, ...]) -> Plan:
    """A student is known by the number; who joined the class by the same name before, gets the number."""
    working, planned = without_repeats(rows, ("student_number",), _LABEL)
    classes = classes_of_school(work)
    students = dict(students_by_number(work, (row.text("student_number") for row in working)))
    named = {row.line: classes.named_in(row, work.year_of(row)) for row in working}
    class_ids = [one.id for one in named.values() if isinstance(one, KnownClass)]
    members = members_of(work, class_ids, [student.id for student in students.values()])
    people = members.classes.keys()
    called = Counter(
        (where.id, key)
        for row in working
        if isinstance(where := named[row.line], KnownClass)
        for key in {name_key(name) for name in known_as(row)}
    )
    known = _Known(
        classes,
        students,
        members,
        _numbered(work, people),
        _placed(work, people),
        _names(work, people),
        called,
    )
    for row in working:
        where = named[row.line]
        if isinstance(where, Fault):
            planned[row.line] = faulty(row, _label(row, names_of(row)[0]), where)
        else:
            planned[row.line] = _plan(row, where, known)
    return in_order(rows, planned)


def _label(row: CheckedRow, name: str) -> str:
    return f"{row.text('student_number')}, {name}"


def _plan(row: CheckedRow, where: KnownClass | None, known: _Known) -> PlannedRow:
    number = row.text("student_number")
    student, notes = known.students.get(number), list(row.notes)
    changes = []
    if student is None and where is not None:
        student = _by_name(row, where, known)
        if student is not None:
            notes.append(messages.LINKED_BY_NAME.fill(name=student.name))
            changes.append("student_number")
    person_id = -row.line if student is None else student.id
    name = _name(row, person_id, student, where, known)
    if name is None:
        return faulty(row, _label(row, names_of(row)[0]), Fault(_name_column(row), messages.NAME_TWICE))
    if student is not None and student.name != name:
        changes.append("display_name")
    leave: list[int] = []
    here = known.members.classes.get(person_id, set())
    joins = where is not None and where.id not in here
    if where is not None and joins and student is not None:
        leave, told = _moves(student, where, here, known)
        notes += told
        changes.append("class_name")
    _take(known, person_id, name, {*here, where.id} if where is not None else here)
    step = Step.NEW if student is None else Step.CHANGED if changes else Step.SAME
    values = {
        "student_number": number,
        "name": name,
        "class_id": where.id if where is not None and joins else None,
        "leave": leave,
    }
    target = None if student is None else student.id
    return PlannedRow(row.line, _label(row, name), step, values, target, tuple(changes), notes=tuple(notes))


def _by_name(row: CheckedRow, where: KnownClass, known: _Known) -> Student | None:
    """Who is in the class by a name that only this row has, and has no number yet."""
    for name in known_as(row):
        person_id = known.members.names.get(where.id, {}).get(name_key(name))
        alone = known.rows_by_name[where.id, name_key(name)] == 1
        if person_id is not None and person_id > 0 and alone and person_id not in known.numbered:
            known.numbered.add(person_id)
            return Student(person_id, known.names[person_id])
    return None


def _name(
    row: CheckedRow, person_id: int, student: Student | None, where: KnownClass | None, known: _Known
) -> str | None:
    """The name that stays, or the shortest that nobody else has in any class of the student; None: there is none."""
    wanted = names_of(row)
    if student is not None and name_key(student.name) in {name_key(name) for name in known_as(row)}:
        wanted = (student.name, *wanted)
    classes = set(known.members.classes.get(person_id, set()))
    if where is not None:
        classes.add(where.id)
    for name in wanted:
        if all(known.members.is_free(one, name_key(name), person_id) for one in classes):
            return name
    return None


def _name_column(row: CheckedRow) -> str:
    return next(key for key in ("display_name", "preferred_name", "given_name") if row.text(key))


def _moves(
    student: Student, where: KnownClass, here: Iterable[int], known: _Known
) -> tuple[list[int], list[Message]]:
    """Who was in one other class of that year leaves it, unless an internship hangs on it."""
    others = [
        known.classes.by_id[one]
        for one in sorted(here)
        if one in known.classes.by_id and known.classes.by_id[one].school_year == where.school_year
    ]
    if len(others) != 1:
        return [], []
    if (others[0].id, student.id) in known.placed:
        return [], [messages.STAYS_TOO.fill(old=others[0].name)]
    return [others[0].id], [messages.MOVES.fill(old=others[0].name, new=where.name)]


def _take(known: _Known, person_id: int, name: str, classes: Iterable[int]) -> None:
    """From here on the name is taken in these classes, and the person's old one is free."""
    for class_id in set(classes):
        taken = known.members.names.setdefault(class_id, {})
        for old in [key for key, owner in taken.items() if owner == person_id]:
            del taken[old]
        taken[name_key(name)] = person_id


def _numbered(work: Work, people: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(people):
        found.update(
            work.session.scalars(
                select(SchoolNumber.person_id).where(
                    SchoolNumber.institution_id == work.institution_id, SchoolNumber.person_id.in_(some)
                )
            )
        )
    return found


def _placed(work: Work, people: Iterable[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for some in chunks(people):
        rows = work.session.execute(
            select(Placement.class_id, Placement.student_id).where(Placement.student_id.in_(some))
        )
        found.update((class_id, student_id) for class_id, student_id in rows)
    return found


def _names(work: Work, people: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in chunks(people):
        rows = work.session.execute(select(Person.id, Person.display_name).where(Person.id.in_(some)))
        found.update((person_id, name) for person_id, name in rows)
    return found


def write_students(work: Work, rows: Sequence[PlannedRow]) -> None:
    """New students have no pin yet: each takes the place with a start code. Their classes go by the list from now."""
    new = [row for row in rows if row.step is Step.NEW]
    made = add_and_number(
        work.session,
        Person,
        [{"display_name": row.values["name"], "locale": "nl", "created_at": work.now} for row in new],
        by="display_name",
    )
    add_rows(
        work.session,
        MembershipRow,
        [
            {
                "person_id": person_id,
                "organisation_id": work.institution_id,
                "organisation_kind": OrganisationKind.INSTITUTION.value,
                "role": Role.STUDENT.value,
                "created_at": work.now,
            }
            for person_id in made
        ],
    )
    owners = [
        *zip(made, new, strict=True),
        *((row.target, row) for row in rows if row.step is Step.CHANGED and row.target is not None),
    ]
    _number(work, owners)
    _rename(work, [row for row in rows if "display_name" in row.changes])
    _leave(work, [(one, row.target) for row in rows for one in _left_classes(row)])
    enrol(work, [(row.values["class_id"], person_id, str(row.values["name"])) for person_id, row in owners])


def _left_classes(row: PlannedRow) -> list[int]:
    leave = row.values["leave"]
    return leave if isinstance(leave, list) else []


def _number(work: Work, owners: Sequence[tuple[int, PlannedRow]]) -> None:
    add_rows(
        work.session,
        SchoolNumber,
        [
            {
                "institution_id": work.institution_id,
                "number": row.values["student_number"],
                "person_id": person_id,
            }
            for person_id, row in owners
            if row.step is Step.NEW or "student_number" in row.changes
        ],
    )


def _rename(work: Work, rows: Sequence[PlannedRow]) -> None:
    """In the order of the list, in which a name is free by the time it is given."""
    if not rows:
        return
    named: list[dict[str, Any]] = [{"id": row.target, "display_name": row.values["name"]} for row in rows]
    work.session.execute(update(Person), named)
    work.session.connection().execute(
        _NAME_KEY, [{"who": row.target, "key": name_key(str(row.values["name"]))} for row in rows]
    )


def _leave(work: Work, pairs: Sequence[tuple[int, int | None]]) -> None:
    for some in chunks(pairs):
        work.session.execute(
            delete(ClassMember).where(tuple_(ClassMember.class_id, ClassMember.person_id).in_(some))
        )


def enrol(work: Work, joins: Sequence[tuple[object, int, str]]) -> None:
    """Put students (class id or None, person id, name) into classes, which go by their list from now on."""
    real = [(class_id, person_id, name) for class_id, person_id, name in joins if class_id is not None]
    add_rows(
        work.session,
        ClassMember,
        [
            {
                "class_id": class_id,
                "person_id": person_id,
                "role": Role.STUDENT.value,
                "name_key": name_key(name),
                "joined_at": work.now,
            }
            for class_id, person_id, name in real
        ],
    )
    for some in chunks(class_id for class_id, _, _ in real):
        work.session.execute(update(SchoolClass).where(SchoolClass.id.in_(some)).values(by_list=True))
