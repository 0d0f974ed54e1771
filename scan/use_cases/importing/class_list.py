"""Classes of a school from a list."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from scan.domain.importing import messages
from scan.domain.importing.checking import CheckedRow, Fault
from scan.domain.importing.plan import Plan, PlannedRow, Step, faulty, in_order, without_repeats
from scan.domain.roles import Role
from scan.domain.secrets import name_key, new_code
from scan.store.tables import ClassMember, MembershipRow, Person, SchoolClass
from scan.use_cases.classes import after_year
from scan.use_cases.importing.lookups import (
    Classes,
    KnownClass,
    Work,
    add_and_number,
    add_rows,
    classes_of_school,
)

_LABEL = ("name", "school_year")


def plan_classes(work: Work, rows: tuple[CheckedRow, ...]) -> Plan:
    """A class is known by its id of that school year, else by its name."""
    working, planned = without_repeats(rows, ("name", "school_year"), _LABEL)
    known = classes_of_school(work)
    teachers = _teachers(work)
    taught = _taught(work)
    for row in working:
        planned[row.line] = _plan(work, row, known, teachers, taught)
    return in_order(rows, planned)


def _plan(
    work: Work,
    row: CheckedRow,
    known: Classes,
    teachers: Mapping[str, int],
    taught: set[tuple[int, int]],
) -> PlannedRow:
    name, year, source = row.text("name"), work.year_of(row), row.text("class_id") or None
    label = f"{name}, {year}"
    teacher_id = teachers.get(row.text("teacher"))
    by_source = known.by_source.get((year, source)) if source else None
    by_name = known.by_name.get((year, name_key(name)))
    found = by_source or by_name
    if row.text("teacher") and teacher_id is None:
        return faulty(row, label, Fault("teacher", messages.TEACHER_UNKNOWN))
    if by_source is not None and by_source.id < 0:
        return faulty(row, label, Fault("class_id", messages.CLASS_ID_TAKEN.fill(name=by_source.name)))
    if by_name is not None and by_name != found:
        return faulty(row, label, Fault("name", messages.CLASS_OTHER_ID))
    if found is not None and source and found.source_id not in (None, source):
        return faulty(row, label, Fault("class_id", messages.CLASS_OTHER_ID))
    _claim(known, KnownClass(-row.line if found is None else found.id, name, year, source))
    changes = []
    if found is not None and found.name != name:
        changes.append("name")
    if found is not None and source and found.source_id is None:
        changes.append("class_id")
    if found is not None and teacher_id is not None and (found.id, teacher_id) not in taught:
        changes.append("teacher")
    step = Step.NEW if found is None else Step.CHANGED if changes else Step.SAME
    values = {"name": name, "school_year": year, "source_id": source, "teacher_id": teacher_id}
    target = None if found is None else found.id
    return PlannedRow(row.line, label, step, values, target, tuple(changes), notes=row.notes)


def _claim(known: Classes, planned: KnownClass) -> None:
    """A later row of the same list sees what this one will make; a class that is to be made has a negative id."""
    known.by_name.setdefault((planned.school_year, name_key(planned.name)), planned)
    if planned.source_id:
        known.by_source.setdefault((planned.school_year, planned.source_id), planned)


def _teachers(work: Work) -> Mapping[str, int]:
    rows = work.session.execute(
        select(Person.email, Person.id)
        .join(MembershipRow, MembershipRow.person_id == Person.id)
        .where(MembershipRow.organisation_id == work.institution_id, MembershipRow.role == Role.TEACHER.value)
    )
    return {email: person_id for email, person_id in rows if email}


def _taught(work: Work) -> set[tuple[int, int]]:
    rows = work.session.execute(
        select(ClassMember.class_id, ClassMember.person_id)
        .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
        .where(SchoolClass.institution_id == work.institution_id, ClassMember.role == Role.TEACHER.value)
    )
    return {(class_id, person_id) for class_id, person_id in rows}


def write_classes(work: Work, rows: Sequence[PlannedRow]) -> None:
    """New classes get a code of their own until the end of their school year."""
    new = [row for row in rows if row.step is Step.NEW]
    made = add_and_number(
        work.session,
        SchoolClass,
        [
            {
                "institution_id": work.institution_id,
                "name": row.values["name"],
                "school_year": row.values["school_year"],
                "source_id": row.values["source_id"],
                "by_list": False,
                "code": new_code(),
                "code_expires_at": after_year(str(row.values["school_year"])),
                "created_at": work.now,
            }
            for row in new
        ],
        by="code",
    )
    _change(work, [row for row in rows if row.step is Step.CHANGED])
    teaching = [(class_id, row) for class_id, row in zip(made, new, strict=True)]
    teaching += [(row.target, row) for row in rows if row.target is not None and "teacher" in row.changes]
    add_rows(
        work.session,
        ClassMember,
        [
            {
                "class_id": class_id,
                "person_id": row.values["teacher_id"],
                "role": Role.TEACHER.value,
                "name_key": None,
                "joined_at": work.now,
            }
            for class_id, row in teaching
            if row.values["teacher_id"] is not None
        ],
    )


def _change(work: Work, rows: Sequence[PlannedRow]) -> None:
    values: list[dict[str, Any]] = [
        {"id": row.target, "name": row.values["name"], "source_id": row.values["source_id"]}
        for row in rows
        if "class_id" in row.changes
    ]
    values += [
        {"id": row.target, "name": row.values["name"]}
        for row in rows
        if "name" in row.changes and "class_id" not in row.changes
    ]
    if values:
        work.session.execute(update(SchoolClass), values)
