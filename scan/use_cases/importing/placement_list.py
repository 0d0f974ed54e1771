"""Internships from a list: a student of the school, a company that is registered, and two dates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update

from scan.domain.importing import messages
from scan.domain.importing.checking import CheckedRow, Fault
from scan.domain.importing.plan import Plan, PlannedRow, Step, faulty, in_order, label_of, without_repeats
from scan.domain.roles import OrganisationKind
from scan.domain.secrets import name_key
from scan.store.tables import Organisation, Placement
from scan.use_cases.importing.lookups import (
    Classes,
    KnownClass,
    Members,
    Student,
    Work,
    add_rows,
    chunks,
    classes_of_school,
    members_of,
    students_by_number,
)

_LABEL = ("student_number", "student_name", "class_name", "kvk_number")
_DATES = ("starts_on", "ends_on")


@dataclass(frozen=True, slots=True)
class _Present:
    """An internship that is there."""

    id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class _Known:
    classes: Classes
    students: Mapping[str, Student]
    members: Members
    companies: Mapping[str, Mapping[str | None, int]]
    """For each Chamber-of-Commerce number the companies by branch number."""
    placements: Mapping[tuple[int, int, int], _Present]
    """By class, student and company."""


def plan_placements(work: Work, rows: tuple[CheckedRow, ...]) -> Plan:
    """An internship is known by its class, student and company; the dates may change."""
    key = ("student_number", "student_name", "class_name", "school_year", "kvk_number", "branch_number")
    working, planned = without_repeats(rows, key, _LABEL)
    known = _known(work, working)
    for row in working:
        planned[row.line] = _plan(work, row, known)
    return in_order(rows, planned)


def _known(work: Work, rows: Sequence[CheckedRow]) -> _Known:
    classes = classes_of_school(work)
    students = students_by_number(
        work, (row.text("student_number") for row in rows if row.text("student_number"))
    )
    named = [classes.named_in(row, work.year_of(row)) for row in rows if row.text("student_name")]
    members = members_of(
        work,
        [one.id for one in named if isinstance(one, KnownClass)],
        [student.id for student in students.values()],
    )
    companies = _companies(work, (row.text("kvk_number") for row in rows))
    return _Known(classes, students, members, companies, _placements(work, members.classes))


def _plan(work: Work, row: CheckedRow, known: _Known) -> PlannedRow:
    label, year = label_of(row, _LABEL), work.year_of(row)
    where = known.classes.named_in(row, year)
    company_id = _company(row, known)
    faults = [one for one in (where, company_id) if isinstance(one, Fault)]
    who = None if isinstance(where, Fault) else _student(row, where, year, known)
    if isinstance(who, Fault):
        faults.append(who)
    if faults or who is None or isinstance(who, Fault) or isinstance(company_id, Fault):
        return faulty(row, label, *faults)
    class_id, student_id = who
    present = known.placements.get((class_id, student_id, company_id))
    dates = {key: row.values[key] for key in _DATES}
    values = {"class_id": class_id, "student_id": student_id, "company_id": company_id, **dates}
    if present is None:
        return PlannedRow(row.line, label, Step.NEW, values, notes=row.notes)
    changes = tuple(key for key in _DATES if values[key] != getattr(present, key))
    step = Step.CHANGED if changes else Step.SAME
    return PlannedRow(row.line, label, step, values, present.id, changes, notes=row.notes)


def _student(row: CheckedRow, where: KnownClass | None, year: str, known: _Known) -> tuple[int, int] | Fault:
    """Class and student: by number, in the class that the row names or the only one of that year; else by name."""
    number = row.text("student_number")
    if not number:
        if where is None:
            return Fault("class_name", messages.SEVERAL_CLASSES)
        person_id = known.members.names.get(where.id, {}).get(name_key(row.text("student_name")))
        if person_id is None:
            return Fault("student_name", messages.STUDENT_NOT_IN_CLASS.fill(year=year))
        return where.id, person_id
    student = known.students.get(number)
    if student is None:
        return Fault("student_number", messages.STUDENT_UNKNOWN)
    here = {
        one
        for one in known.members.classes.get(student.id, set())
        if one in known.classes.by_id and known.classes.by_id[one].school_year == year
    }
    if where is not None:
        if where.id in here:
            return where.id, student.id
        return Fault("class_name", messages.STUDENT_NOT_IN_CLASS.fill(year=year))
    if len(here) != 1:
        missing = messages.SEVERAL_CLASSES if here else messages.STUDENT_WITHOUT_CLASS.fill(year=year)
        return Fault("student_number", missing)
    return here.pop(), student.id


def _company(row: CheckedRow, known: _Known) -> int | Fault:
    branches = known.companies.get(row.text("kvk_number"))
    if not branches:
        return Fault("kvk_number", messages.COMPANY_UNKNOWN)
    branch = row.text("branch_number") or None
    if branch in branches:
        return branches[branch]
    if branch is not None:
        return Fault("branch_number", messages.COMPANY_UNKNOWN)
    if len(branches) > 1:
        return Fault("kvk_number", messages.SEVERAL_BRANCHES)
    return next(iter(branches.values()))


def _companies(work: Work, numbers: Iterable[str]) -> Mapping[str, Mapping[str | None, int]]:
    found: dict[str, dict[str | None, int]] = defaultdict(dict)
    for some in chunks(numbers):
        rows = work.session.execute(
            select(Organisation.kvk_number, Organisation.branch_number, Organisation.id).where(
                Organisation.kind == OrganisationKind.COMPANY.value, Organisation.kvk_number.in_(some)
            )
        )
        for number, branch, company_id in rows:
            found[number or ""][branch] = company_id
    return found


def _placements(work: Work, people: Iterable[int]) -> Mapping[tuple[int, int, int], _Present]:
    found: dict[tuple[int, int, int], _Present] = {}
    for some in chunks(people):
        rows = work.session.execute(
            select(
                Placement.class_id,
                Placement.student_id,
                Placement.company_id,
                Placement.id,
                Placement.starts_on,
                Placement.ends_on,
            ).where(Placement.student_id.in_(some))
        )
        found |= {(row[0], row[1], row[2]): _Present(row[3], row[4], row[5]) for row in rows}
    return found


def write_placements(work: Work, rows: Sequence[PlannedRow]) -> None:
    """New internships hold the report back until the assessment, as those made by hand do."""
    add_rows(
        work.session,
        Placement,
        [{**row.values, "hold_back": True, "created_at": work.now} for row in rows if row.step is Step.NEW],
    )
    changed: list[dict[str, Any]] = [
        {"id": row.target, **{key: row.values[key] for key in _DATES}}
        for row in rows
        if row.step is Step.CHANGED
    ]
    if changed:
        work.session.execute(update(Placement), changed)
