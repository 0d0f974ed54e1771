"""Companies from a list: known by Chamber-of-Commerce and branch number, else somebody chooses.

Companies are shared by all schools of the region. So a list never takes anything away from a company that others work
with too, or that has a contact of its own: there it only fills in what is empty.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select, update

from scan.domain.errors import Stale
from scan.domain.importing import messages
from scan.domain.importing.checking import CheckedRow, Fault
from scan.domain.importing.likeness import is_likely_same, likeness
from scan.domain.importing.plan import (
    Candidate,
    Plan,
    PlannedRow,
    Step,
    faulty,
    in_order,
    label_of,
    without_repeats,
)
from scan.domain.roles import OrganisationKind, Role
from scan.store.tables import MembershipRow, Organisation, Placement, SchoolClass
from scan.store.upsert import dialect_of, insert_into
from scan.use_cases.importing.lookups import Work, chunks

_LABEL = ("name", "kvk_number")
_DETAILS = ("name", "postcode", "place", "municipality")
_MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class _Company:
    """A company that is registered, as far as a list may touch it."""

    id: int
    name: str
    kvk_number: str
    branch_number: str | None
    postcode: str | None
    place: str | None
    municipality: str | None


@dataclass(slots=True)
class _Companies:
    by_number: dict[str, list[_Company]] = field(default_factory=lambda: defaultdict(list))
    by_postcode: dict[str, list[_Company]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[_Company]] = field(default_factory=lambda: defaultdict(list))
    shared: set[int] = field(default_factory=set)


_COMPANY = select(
    Organisation.id,
    Organisation.name,
    Organisation.kvk_number,
    Organisation.branch_number,
    Organisation.postcode,
    Organisation.place,
    Organisation.municipality,
).where(Organisation.kind == OrganisationKind.COMPANY.value)


def plan_companies(work: Work, rows: tuple[CheckedRow, ...]) -> Plan:
    """New numbers are new companies, unless a name and postcode look like one that is there: then somebody chooses."""
    working, planned = without_repeats(rows, ("kvk_number", "branch_number"), _LABEL)
    known = _known(work, working)
    for row in working:
        planned[row.line] = _plan(row, known)
    return in_order(rows, planned)


def _plan(row: CheckedRow, known: _Companies) -> PlannedRow:
    label, number = label_of(row, _LABEL), row.text("kvk_number")
    same_number = known.by_number.get(number, [])
    branch = row.text("branch_number") or None
    for company in same_number:
        if company.branch_number == branch:
            return _matched(row, label, company, company.id not in known.shared)
    candidates = _candidates(row, same_number, known)
    if not candidates and not number:
        return faulty(row, label, Fault("kvk_number", messages.KVK_NEEDED))
    step = Step.CHOOSE if candidates else Step.NEW
    left = len(candidates) - _MOST_CANDIDATES
    more = (messages.MORE_ALIKE.fill(count=left),) if left > 0 else ()
    return PlannedRow(
        row.line,
        label,
        step,
        _stored(row, overwrite=False),
        notes=(*row.notes, *more),
        candidates=candidates[:_MOST_CANDIDATES],
        may_be_new=bool(number),
    )


def _stored(row: CheckedRow, *, overwrite: bool) -> dict[str, object]:
    numbers = {key: row.text(key) or None for key in ("kvk_number", "branch_number")}
    return {key: row.text(key) or None for key in _DETAILS} | numbers | {"overwrite": overwrite}


def _matched(row: CheckedRow, label: str, company: _Company, overwrite: bool) -> PlannedRow:
    values, notes = _stored(row, overwrite=overwrite), list(row.notes)
    wanted = [key for key in _DETAILS if values[key] and values[key] != getattr(company, key)]
    changes = tuple(key for key in wanted if overwrite or getattr(company, key) is None)
    if len(changes) < len(wanted):
        notes.append(messages.COMPANY_KEEPS)
    step = Step.CHANGED if changes else Step.SAME
    return PlannedRow(row.line, label, step, values, company.id, changes, notes=tuple(notes))


def _candidates(row: CheckedRow, same_number: Sequence[_Company], known: _Companies) -> tuple[Candidate, ...]:
    """Branches of the same number first; then companies with a like name at the same postcode, or at none."""
    name, postcode = row.text("name"), row.text("postcode")
    alike = [one for one in known.by_postcode.get(postcode, ()) if is_likely_same(one.name, name)]
    alike += [one for one in known.by_name.get(name.lower(), ()) if not (one.postcode and postcode)]
    alike.sort(key=lambda one: (-likeness(one.name, name), one.id))
    found = {one.id: one for one in (*same_number, *alike)}
    return tuple(
        Candidate(one.id, one.name, one.kvk_number, one.branch_number, one.postcode, one.place)
        for one in found.values()
    )


def _known(work: Work, rows: Iterable[CheckedRow]) -> _Companies:
    found, rows = _Companies(), tuple(rows)
    for company in _with(work, Organisation.kvk_number, (row.text("kvk_number") for row in rows)):
        found.by_number[company.kvk_number].append(company)
    numbers = {(one.kvk_number, one.branch_number) for many in found.by_number.values() for one in many}
    unmatched = [
        row for row in rows if (row.text("kvk_number"), row.text("branch_number") or None) not in numbers
    ]
    for company in _with(work, Organisation.postcode, (row.text("postcode") for row in unmatched)):
        found.by_postcode[company.postcode or ""].append(company)
    for company in _with(
        work, func.lower(Organisation.name), (row.text("name").lower() for row in unmatched)
    ):
        found.by_name[company.name.lower()].append(company)
    found.shared = _shared(work, (one.id for many in found.by_number.values() for one in many))
    return found


def _with(work: Work, column: Any, values: Iterable[str]) -> list[_Company]:
    return [
        _Company(row[0], row[1], row[2] or "", row[3], row[4], row[5], row[6])
        for some in chunks(value for value in values if value)
        for row in work.session.execute(_COMPANY.where(column.in_(some)).order_by(Organisation.id))
    ]


def _shared(work: Work, company_ids: Iterable[int]) -> set[int]:
    """Companies that have a contact of their own, or interns of another school."""
    contact = select(MembershipRow.person_id).where(
        MembershipRow.organisation_id == Organisation.id, MembershipRow.role == Role.CONTACT.value
    )
    elsewhere = (
        select(Placement.id)
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .where(Placement.company_id == Organisation.id, SchoolClass.institution_id != work.institution_id)
    )
    found: set[int] = set()
    for some in chunks(company_ids):
        statement = select(Organisation.id).where(
            Organisation.id.in_(some), or_(contact.exists(), elsewhere.exists())
        )
        found.update(work.session.scalars(statement))
    return found


def write_companies(work: Work, rows: Sequence[PlannedRow]) -> None:
    """Raises Stale when somebody else registered one of the new companies a moment ago: nothing is written then."""
    new = [
        {key: row.values[key] for key in (*_DETAILS, "kvk_number", "branch_number")}
        | {"kind": OrganisationKind.COMPANY.value, "created_at": work.now, "version": 1}
        for row in rows
        if row.step is Step.NEW
    ]
    if new:
        statement = insert_into(dialect_of(work.session), Organisation).on_conflict_do_nothing()
        made = work.session.scalars(statement.returning(Organisation.id), new).all()
        if len(made) < len(new):
            raise Stale(())
    _fill_in(work, {row.target: row for row in rows if row.step is Step.CHANGED and row.target is not None})


def _fill_in(work: Work, rows: Mapping[int, PlannedRow]) -> None:
    changed = []
    for some in chunks(rows):
        for current in work.session.execute(
            _COMPANY.add_columns(Organisation.version).where(Organisation.id.in_(some))
        ):
            values = rows[current.id].values
            wanted = {
                key: values[key]
                for key in _DETAILS
                if values[key] and (values["overwrite"] or getattr(current, key) is None)
            }
            if any(getattr(current, key) != value for key, value in wanted.items()):
                kept = {key: getattr(current, key) for key in _DETAILS}
                changed.append({"id": current.id, "version": current.version + 1} | kept | wanted)
    if changed:
        work.session.execute(update(Organisation), changed)
