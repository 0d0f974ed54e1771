"""Everything about one person, for that person (GDPR articles 15 and 20).

It is read from the tables themselves: every column that points at a person is followed, so that a table that is added
later is in the export without anyone thinking of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Row, Table, select
from sqlalchemy.orm import Session

from scan.domain.errors import NotFound
from scan.store.tables import (
    Activity,
    ActivityPhoto,
    Ambassador,
    AmbassadorHearing,
    AuditEvent,
    Base,
    Evidence,
    Milestone,
    Organisation,
    Person,
    QuestionnaireVersion,
    SchoolClass,
    StoredFile,
)
from scan.use_cases.activity_photos import photo_name
from scan.use_cases.evidence import file_name

FORMAT = 1
_SECRET = ("_hash", "_key", "_secret", "code", "challenge")
"""Ends of the names of columns that are no information about a person, but a way in, or a way to find one."""
_PEOPLE = Person.__table__.c.id


@dataclass(frozen=True, slots=True)
class Export:
    """What is kept about a person: a document for JSON, and which files belong to it."""

    document: dict[str, Any]
    files: tuple[tuple[str, str], ...]
    """(name, sha256)."""


def export_person(session: Session, *, person_id: int, now: datetime) -> Export:
    """Everything about this person. Whoever calls it made sure that it is for the person: nobody is asked for.

    Secrets (pin, password, tokens) are not in it, and of others neither names nor numbers. Raises NotFound.
    """
    if session.get(Person, person_id) is None:
        raise NotFound
    found = {name: rows for name, rows in _by_column(session, person_id) if rows}
    document = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "about": found,
        "names": _names(session, found),
    }
    return Export(document, _files(session, person_id))


def columns_about_people() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of every table that points at a person."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is _PEOPLE for key in column.foreign_keys):
                yield table, column


def _by_column(session: Session, person_id: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    yield "people.id", _rows(session, Person.__table__, _PEOPLE, person_id)
    for table, column in columns_about_people():
        yield f"{table.name}.{column.name}", _rows(session, table, column, person_id)
    for about in (Milestone, Activity, AmbassadorHearing):
        mine = select(*_readable(about.__table__)).join(Ambassador, Ambassador.id == about.ambassador_id)
        rows = session.execute(mine.where(Ambassador.person_id == person_id).order_by(about.id))
        yield f"{about.__tablename__}.ambassador_id", [_plain(row) for row in rows]
    yield (
        "audit_events.actor_id",
        _rows(session, AuditEvent.__table__, AuditEvent.__table__.c.actor_id, person_id),
    )


def _rows(session: Session, table: Any, column: Any, person_id: int) -> list[dict[str, Any]]:
    order = list(table.primary_key.columns)
    found = select(*_readable(table)).where(column == person_id).order_by(*order)
    return [_plain(row) for row in session.execute(found)]


def _readable(table: Any) -> list[Column[Any]]:
    """The columns to give: no secrets, no snapshots in bytes, no numbers of people."""
    return [
        column
        for column in table.columns
        if not column.name.endswith(_SECRET)
        and not isinstance(column.type, LargeBinary)
        and not any(key.column is _PEOPLE for key in column.foreign_keys)
    ]


def _plain(row: Row[Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row._mapping.items() if value is not None}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _names(session: Session, found: Mapping[str, list[dict[str, Any]]]) -> dict[str, dict[int, str]]:
    """What the numbers of classes, organisations and questionnaires in the rows stand for."""
    version = QuestionnaireVersion
    sources = {
        "class_id": select(SchoolClass.id, SchoolClass.name),
        "organisation_id": select(Organisation.id, Organisation.name),
        "company_id": select(Organisation.id, Organisation.name),
        "questionnaire_version_id": select(version.id, version.slug + "@" + version.version),
    }
    names: dict[str, dict[int, str]] = {}
    for column, source in sources.items():
        numbers = {row[column] for rows in found.values() for row in rows if column in row}
        key = source.selected_columns[0]
        names[column] = dict(session.execute(source.where(key.in_(numbers))).all())
    return names


def _files(session: Session, person_id: int) -> tuple[tuple[str, str], ...]:
    found = (
        select(Evidence.id, StoredFile.sha256, StoredFile.media_type)
        .join(StoredFile, StoredFile.sha256 == Evidence.file_sha256)
        .where(Evidence.created_by == person_id)
        .order_by(Evidence.id)
    )
    pieces = tuple((file_name(number, kind), sha256) for number, sha256, kind in session.execute(found))
    photos = (
        select(ActivityPhoto.id, ActivityPhoto.file_sha256)
        .where(ActivityPhoto.created_by == person_id, ActivityPhoto.file_sha256.is_not(None))
        .order_by(ActivityPhoto.id)
    )
    return pieces + tuple((photo_name(number), str(sha256)) for number, sha256 in session.execute(photos))
