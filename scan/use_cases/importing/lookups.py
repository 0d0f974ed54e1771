"""What is there already, in a few statements for a whole list: never one for each row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from scan.domain.importing import messages
from scan.domain.importing.checking import CheckedRow, Fault
from scan.domain.roles import Role
from scan.domain.secrets import name_key
from scan.store.tables import Base, ClassMember, Person, SchoolClass, SchoolNumber

CHUNK = 1_000
"""Values in one IN list."""


@dataclass(frozen=True, slots=True)
class Work:
    """One import: for which school and year, and when."""

    session: Session
    institution_id: int
    school_year: str
    now: datetime

    def year_of(self, row: CheckedRow) -> str:
        """The school year of a row: its own, else that of the import."""
        return row.text("school_year") or self.school_year


@dataclass(frozen=True, slots=True)
class KnownClass:
    """A class of the school."""

    id: int
    name: str
    school_year: str
    source_id: str | None


@dataclass(slots=True)
class Classes:
    """The classes of a school, by what a list may call them."""

    by_id: dict[int, KnownClass] = field(default_factory=dict)
    by_name: dict[tuple[str, str], KnownClass] = field(default_factory=dict)
    """By school year and ``name_key`` of the name."""
    by_source: dict[tuple[str, str], KnownClass] = field(default_factory=dict)

    def named_in(self, row: CheckedRow, year: str) -> KnownClass | Fault | None:
        """The class a row names by id or by name; None when it names none, a Fault when there is no such class."""
        for key, index in (("class_id", self.by_source), ("class_name", self.by_name)):
            text = row.text(key)
            if text:
                found = index.get((year, text if key == "class_id" else name_key(text)))
                return found or Fault(key, messages.CLASS_UNKNOWN.fill(year=year))
        return None


@dataclass(frozen=True, slots=True)
class Student:
    """A student of the school whose number is known."""

    id: int
    name: str


def chunks(values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Different values, in lists that a statement can take."""
    different = sorted(set(values))
    return (tuple(different[start : start + CHUNK]) for start in range(0, len(different), CHUNK))


def classes_of_school(work: Work) -> Classes:
    """All classes of the school. One statement."""
    found = Classes()
    rows = work.session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.school_year, SchoolClass.source_id).where(
            SchoolClass.institution_id == work.institution_id
        )
    )
    for row in rows:
        known = KnownClass(*row)
        found.by_id[known.id] = known
        found.by_name[known.school_year, name_key(known.name)] = known
        if known.source_id is not None:
            found.by_source[known.school_year, known.source_id] = known
    return found


def students_by_number(work: Work, numbers: Iterable[str]) -> Mapping[str, Student]:
    """Students of the school by their number."""
    found: dict[str, Student] = {}
    for some in chunks(numbers):
        rows = work.session.execute(
            select(SchoolNumber.number, Person.id, Person.display_name)
            .join(Person, Person.id == SchoolNumber.person_id)
            .where(SchoolNumber.institution_id == work.institution_id, SchoolNumber.number.in_(some))
        )
        found |= {number: Student(person_id, name) for number, person_id, name in rows}
    return found


@dataclass(slots=True)
class Members:
    """Who is in which class, as far as a list touches it."""

    names: dict[int, dict[str, int]] = field(default_factory=dict)
    """For each class the students by ``name_key``."""
    classes: dict[int, set[int]] = field(default_factory=dict)
    """For each student the classes."""

    def add(self, class_id: int, key: str, person_id: int) -> None:
        """Note a student of a class."""
        self.names.setdefault(class_id, {})[key] = person_id
        self.classes.setdefault(person_id, set()).add(class_id)

    def is_free(self, class_id: int, key: str, person_id: int) -> bool:
        """Whether this name can be this person's in the class."""
        return self.names.get(class_id, {}).get(key, person_id) == person_id


def members_of(work: Work, class_ids: Iterable[int], person_ids: Iterable[int] = ()) -> Members:
    """The students of these classes and of every class that these people are in."""
    wanted = set(class_ids)
    for some in chunks(person_ids):
        wanted.update(
            work.session.scalars(
                select(ClassMember.class_id).where(
                    ClassMember.person_id.in_(some), ClassMember.role == Role.STUDENT.value
                )
            )
        )
    found = Members()
    for some in chunks(wanted):
        rows = work.session.execute(
            select(ClassMember.class_id, ClassMember.name_key, ClassMember.person_id).where(
                ClassMember.class_id.in_(some), ClassMember.role == Role.STUDENT.value
            )
        )
        for class_id, key, person_id in rows:
            found.add(class_id, key or "", person_id)
    return found


def add_rows(session: Session, table: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert many rows at once; nothing for none."""
    if rows:
        session.execute(insert(table), rows)


def add_and_number(session: Session, table: Any, rows: Sequence[Mapping[str, object]], by: str) -> list[int]:
    """Insert many rows at once and give their ids, in the same order.

    ``by`` is a column of text that tells rows apart; rows that are equal in it must be equal in all of them.
    (SQLAlchemy can keep the order itself, but on SQLite then takes a statement for each row.)
    """
    if not rows:
        return []
    made: dict[str, list[int]] = {}
    for row_id, value in session.execute(insert(table).returning(table.id, getattr(table, by)), rows):
        made.setdefault(value, []).append(row_id)
    return [made[str(row[by])].pop() for row in rows]
