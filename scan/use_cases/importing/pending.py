"""An import from upload to confirmation: nothing is written before a coordinator has seen it and said yes.

What is kept in between are the columns that are used, for a day at most. The plan is worked out anew every time, and
what is confirmed is what was shown: another fingerprint is refused as stale.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, undefer

from scan.domain.errors import InvalidInput, NotFound, Stale
from scan.domain.importing import messages
from scan.domain.importing.cells import RowFields, school_year
from scan.domain.importing.checking import CheckedRow, check_rows, from_bytes, known_columns, to_bytes
from scan.domain.importing.columns import ImportKind
from scan.domain.importing.plan import Plan, PlannedRow, Step, with_choices
from scan.domain.importing.reading import read_sheet
from scan.domain.policy import Permission
from scan.domain.roles import Actor, OrganisationKind
from scan.domain.subjects import OrganisationSubject
from scan.store import tenancy
from scan.store.tables import Organisation, PendingImport, SchoolClass
from scan.store.upsert import dialect_of
from scan.use_cases.audit import record
from scan.use_cases.importing.class_list import plan_classes, write_classes
from scan.use_cases.importing.company_list import plan_companies, write_companies
from scan.use_cases.importing.enrolment_list import plan_enrolments, write_enrolments
from scan.use_cases.importing.lookups import Work
from scan.use_cases.importing.placement_list import plan_placements, write_placements
from scan.use_cases.importing.student_list import plan_students, write_students
from scan.use_cases.permission import require

KEPT_FOR = timedelta(days=1)
_LOCK = 7_274_316_503
_STEPS: Mapping[
    ImportKind,
    tuple[Callable[[Work, tuple[CheckedRow, ...]], Plan], Callable[[Work, Sequence[PlannedRow]], None]],
] = {
    ImportKind.CLASSES: (plan_classes, write_classes),
    ImportKind.STUDENTS: (plan_students, write_students),
    ImportKind.ENROLMENTS: (plan_enrolments, write_enrolments),
    ImportKind.COMPANIES: (plan_companies, write_companies),
    ImportKind.PLACEMENTS: (plan_placements, write_placements),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen, for the page that asks for a yes."""

    id: int
    institution_id: int
    institution: str
    kind: ImportKind
    school_year: str
    expires_at: datetime
    plan: Plan
    unread: tuple[str, ...]
    """Columns of the file that nothing is done with."""
    says_who_is_student: bool
    """Whether the list of students has a role or a class for each row; OneRoster's ``users.csv`` has neither."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was done."""

    institution_id: int
    kind: ImportKind
    counts: Mapping[Step, int]


def upload(
    session: Session,
    *,
    actor: Actor,
    institution_id: int,
    kind: ImportKind,
    data: bytes,
    year: str,
    now: datetime,
) -> int:
    """Read a file and keep what is used of it for a day, in place of the actor's earlier one of this kind; its id.

    Raises NotFound, NotAllowed, InvalidInput (``file``, ``school_year``).
    """
    manage_school(session, actor, institution_id, now)
    fields = RowFields()
    chosen = school_year(fields, "school_year", year.strip())
    fields.check()
    content = to_bytes(known_columns(kind, read_sheet(data)))
    erase_expired(session, now=now)
    session.execute(
        delete(PendingImport).where(
            PendingImport.institution_id == institution_id,
            PendingImport.kind == kind.value,
            PendingImport.created_by == actor.person_id,
        )
    )
    row = PendingImport(
        institution_id=institution_id,
        kind=kind.value,
        school_year=chosen,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_by=actor.person_id,
        created_at=now,
        expires_at=now + KEPT_FOR,
    )
    session.add(row)
    session.flush()
    _log(session, actor, "import_uploaded", institution_id, kind, row.sha256, now)
    return row.id


def preview(session: Session, *, actor: Actor, import_id: int, now: datetime) -> Preview:
    """Everything that a yes would do, as things stand now. Raises NotFound (also when it is too old), NotAllowed."""
    found = _found(session, actor, import_id, now)
    table = from_bytes(found.content)
    return Preview(
        id=found.id,
        institution_id=found.institution_id,
        institution=session.get_one(Organisation, found.institution_id).name,
        kind=ImportKind(found.kind),
        school_year=found.school_year,
        expires_at=found.expires_at,
        plan=_planned(session, found, now),
        unread=table.unread,
        says_who_is_student=found.kind != ImportKind.STUDENTS.value
        or bool({"role", "class_name", "class_id"} & set(table.columns)),
    )


def confirm(
    session: Session,
    *,
    actor: Actor,
    import_id: int,
    fingerprint: str,
    choices: Mapping[int, str] | None = None,
    rest: str = "",
    skip_faulty: bool = False,
    now: datetime,
) -> Imported:
    """Do what was shown, all of it or nothing. ``choices`` and ``rest`` as in ``plan.with_choices``.

    Raises NotFound, NotAllowed, Stale (something changed since ``fingerprint`` was shown: look again), InvalidInput
    (``choice-LINE``, ``skip_faulty``).
    """
    found = _found(session, actor, import_id, now, lock=True)
    _alone(session, found.institution_id)
    shown = _planned(session, found, now)
    if shown.fingerprint != fingerprint:
        raise Stale(())
    plan = with_choices(shown, choices or {}, rest)
    faulty = plan.counts[Step.FAULTY]
    if faulty and not skip_faulty:
        raise InvalidInput({"skip_faulty": messages.FAULTS_STAND.fill(count=faulty)})
    rows = plan.of(Step.NEW, Step.CHANGED)
    kind = ImportKind(found.kind)
    _STEPS[kind][1](Work(session, found.institution_id, found.school_year, now), rows)
    institution_id, sha256 = found.institution_id, found.sha256
    session.delete(found)
    session.flush()
    counts = {step.value: count for step, count in plan.counts.items() if step is not Step.CHOOSE}
    _log(session, actor, "imported", institution_id, kind, sha256, now, **counts)
    return Imported(institution_id, kind, plan.counts)


def cancel(session: Session, *, actor: Actor, import_id: int, now: datetime) -> None:
    """Throw an import away before it was done. Raises NotFound, NotAllowed."""
    session.delete(_found(session, actor, import_id, now, lock=True))
    session.flush()


def import_at_once(
    session: Session,
    *,
    actor: Actor,
    institution_id: int,
    kind: ImportKind,
    data: bytes,
    year: str,
    now: datetime,
) -> Imported:
    """Upload and confirm in one go, for programs: likely duplicates are new companies. Raises as both of them do."""
    import_id = upload(
        session, actor=actor, institution_id=institution_id, kind=kind, data=data, year=year, now=now
    )
    shown = preview(session, actor=actor, import_id=import_id, now=now)
    return confirm(
        session, actor=actor, import_id=import_id, fingerprint=shown.plan.fingerprint, rest="new", now=now
    )


def erase_expired(session: Session, *, now: datetime) -> int:
    """Erase imports that nobody confirmed within a day; how many."""
    gone = session.scalars(
        delete(PendingImport).where(PendingImport.expires_at <= now).returning(PendingImport.id)
    )
    return len(gone.all())


def manage_school(session: Session, actor: Actor, institution_id: int, now: datetime) -> Organisation:
    """The school, if the actor coordinates it. Raises NotFound (another's, or no school), NotAllowed."""
    school = session.get(Organisation, institution_id)
    mine = actor.belongs_to(institution_id)
    if school is None or not mine or school.kind != OrganisationKind.INSTITUTION.value:
        raise NotFound
    require(
        session,
        actor,
        Permission.MANAGE_SCHOOL,
        OrganisationSubject(institution_id, OrganisationKind.INSTITUTION),
        kind="organisation",
        subject_id=institution_id,
        now=now,
    )
    return school


def _found(
    session: Session, actor: Actor, import_id: int, now: datetime, *, lock: bool = False
) -> PendingImport:
    statement = (
        select(PendingImport)
        .where(PendingImport.id == import_id, PendingImport.expires_at > now, tenancy.IMPORTS)
        .options(undefer(PendingImport.content))
    )
    found = session.scalar(statement.with_for_update() if lock else statement, tenancy.me(actor))
    if found is None:
        raise NotFound
    manage_school(session, actor, found.institution_id, now)
    return found


def _planned(session: Session, found: PendingImport, now: datetime) -> Plan:
    kind = ImportKind(found.kind)
    work = Work(session, found.institution_id, found.school_year, now)
    return _STEPS[kind][0](work, check_rows(kind, from_bytes(found.content)))


def _alone(session: Session, institution_id: int) -> None:
    """Nobody else imports, and nobody joins one of the school's classes, until this is done. SQLite has one writer."""
    if dialect_of(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        session.execute(
            select(SchoolClass.id)
            .where(SchoolClass.institution_id == institution_id)
            .order_by(SchoolClass.id)
            .with_for_update()
        )


def _log(
    session: Session,
    actor: Actor,
    action: str,
    institution_id: int,
    kind: ImportKind,
    sha256: str,
    now: datetime,
    **counts: int,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject_kind="organisation",
        subject_id=institution_id,
        now=now,
        kind=kind.value,
        sha256=sha256,
        **counts,
    )
