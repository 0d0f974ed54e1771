"""Which students are in which classes, from a list as OneRoster's ``enrollments.csv``."""

from collections.abc import Sequence

from scan.domain.importing import messages
from scan.domain.importing.checking import CheckedRow, Fault
from scan.domain.importing.plan import Plan, PlannedRow, Step, faulty, in_order, label_of, without_repeats
from scan.domain.secrets import name_key
from scan.use_cases.importing.lookups import (
    KnownClass,
    Members,
    Student,
    Work,
    classes_of_school,
    members_of,
    students_by_number,
)
from scan.use_cases.importing.student_list import enrol

_LABEL = ("student_number", "class_id", "class_name")


def plan_enrolments(work: Work, rows: tuple[CheckedRow, ...]) -> Plan:
    """Students and classes must be there already; nobody leaves a class by this list."""
    key = ("student_number", "class_id", "class_name", "school_year")
    working, planned = without_repeats(rows, key, _LABEL)
    classes = classes_of_school(work)
    students = students_by_number(work, (row.text("student_number") for row in working))
    named = {row.line: classes.named_in(row, work.year_of(row)) for row in working}
    members = members_of(work, [one.id for one in named.values() if isinstance(one, KnownClass)])
    for row in working:
        planned[row.line] = _plan(row, named[row.line], students.get(row.text("student_number")), members)
    return in_order(rows, planned)


def _plan(
    row: CheckedRow, where: KnownClass | Fault | None, student: Student | None, members: Members
) -> PlannedRow:
    label = label_of(row, _LABEL)
    faults = [where] if isinstance(where, Fault) else []
    if student is None:
        faults.append(Fault("student_number", messages.STUDENT_UNKNOWN))
    if faults or student is None or not isinstance(where, KnownClass):
        return faulty(row, label, *faults)
    if where.id in members.classes.get(student.id, ()):
        return PlannedRow(row.line, label, Step.SAME, target=student.id, notes=row.notes)
    if not members.is_free(where.id, name_key(student.name), student.id):
        return faulty(row, label, Fault("student_number", messages.NAME_TWICE))
    members.add(where.id, name_key(student.name), student.id)
    values = {"class_id": where.id, "name": student.name}
    return PlannedRow(row.line, label, Step.NEW, values, student.id, notes=row.notes)


def write_enrolments(work: Work, rows: Sequence[PlannedRow]) -> None:
    """Into the classes."""
    enrol(
        work,
        [
            (row.values["class_id"], row.target, str(row.values["name"]))
            for row in rows
            if row.step is Step.NEW and row.target is not None
        ],
    )
