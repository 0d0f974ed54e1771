"""What an import would do, row by row: worked out before anything is written, and shown."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from scan.domain.errors import InvalidInput
from scan.domain.importing import messages
from scan.domain.importing.checking import CheckedRow, Fault
from scan.domain.messages import Message


class Step(StrEnum):
    """What happens with a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT_OUT = "left_out"
    CHOOSE = "choose"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company that a row may be about: what the trade register shows to everyone."""

    id: int
    name: str
    kvk_number: str
    branch_number: str | None
    postcode: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row and what is to happen with it."""

    line: int
    label: str
    """What the row is about, in the words of the file."""
    step: Step
    values: Mapping[str, object] = field(default_factory=dict)
    """What will be stored, for the use case that writes it."""
    target: int | None = None
    """The thing that is there already."""
    changes: tuple[str, ...] = ()
    """Keys of the columns that get another value."""
    faults: tuple[Fault, ...] = ()
    notes: tuple[Message, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    may_be_new: bool = True
    """Whether "new" is one of the choices: a company without a number cannot be registered."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows, in the order of the file."""

    rows: tuple[PlannedRow, ...]

    @property
    def counts(self) -> Mapping[Step, int]:
        """How many rows of each step."""
        found = Counter(row.step for row in self.rows)
        return {step: found[step] for step in Step}

    def of(self, *steps: Step) -> tuple[PlannedRow, ...]:
        """The rows with one of ``steps``."""
        return tuple(row for row in self.rows if row.step in steps)

    @property
    def fingerprint(self) -> str:
        """sha256 over everything that was decided: another one means that something changed since it was shown."""
        decided = [
            [
                row.line,
                row.label,
                row.step,
                row.target,
                {key: str(value) for key, value in row.values.items()},
                row.changes,
                [(fault.column, fault.message.key) for fault in row.faults],
                [note.nl for note in row.notes],
                [candidate.id for candidate in row.candidates],
            ]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()


def faulty(row: CheckedRow, label: str, *faults: Fault) -> PlannedRow:
    """A row with which nothing can be done until it is mended."""
    return PlannedRow(row.line, label, Step.FAULTY, faults=(*row.faults, *faults), notes=row.notes)


def left_out(row: CheckedRow, label: str, why: Message) -> PlannedRow:
    """A row with which nothing is done, and why."""
    return PlannedRow(row.line, label, Step.LEFT_OUT, notes=(*row.notes, why))


def without_repeats(
    rows: Iterable[CheckedRow], key: tuple[str, ...], read: tuple[str, ...]
) -> tuple[tuple[CheckedRow, ...], dict[int, PlannedRow]]:
    """The rows to work on, and the plan for those that are settled: left out, wrong, or there twice, by line.

    Two rows are about the same when they have the same values in ``key`` (all empty: never). The same once more is
    left out; something else under the same key is a fault. ``read`` gives the columns of the label.
    """
    working: list[CheckedRow] = []
    settled: dict[int, PlannedRow] = {}
    first: dict[tuple[object, ...], CheckedRow] = {}
    for row in rows:
        label = label_of(row, read)
        identity = tuple(row.values.get(one) for one in key)
        if row.left_out is not None:
            settled[row.line] = left_out(row, label, row.left_out)
        elif row.faults:
            settled[row.line] = faulty(row, label)
        elif not any(identity) or (before := first.get(identity)) is None:
            first.setdefault(identity, row)
            working.append(row)
        elif before.values == row.values:
            settled[row.line] = left_out(row, label, messages.SAME_AS_LINE.fill(line=before.line))
        else:
            settled[row.line] = faulty(row, label, Fault(key[0], messages.TWICE_OTHER.fill(line=before.line)))
    return tuple(working), settled


def label_of(row: CheckedRow, read: tuple[str, ...]) -> str:
    """The row in a few words of its own: the values of the columns in ``read``."""
    return ", ".join(str(row.values[key]) for key in read if row.values.get(key)) or "–"


def in_order(rows: Iterable[CheckedRow], planned: Mapping[int, PlannedRow]) -> Plan:
    """The plan of a whole file: the row of each line."""
    return Plan(tuple(planned[row.line] for row in rows))


def with_choices(plan: Plan, choices: Mapping[int, str], rest: str = "") -> Plan:
    """The plan after somebody chose for the rows that ask for it, by line: the id of a candidate, ``new`` or ``skip``.

    ``rest`` is for rows without a choice of their own: ``same`` (the likeliest candidate), ``new`` or ``skip``. Raises
    InvalidInput (``choice-LINE``) where no choice was made, or one that is not offered.
    """
    missing: dict[str, Message] = {}
    rows = []
    for row in plan.rows:
        settled = row if row.step is not Step.CHOOSE else _settled(row, choices.get(row.line) or rest)
        if settled is None:
            missing[f"choice-{row.line}"] = messages.CHOOSE.fill(line=row.line)
        else:
            rows.append(settled)
    if missing:
        raise InvalidInput(missing)
    return Plan(tuple(rows))


def _settled(row: PlannedRow, choice: str) -> PlannedRow | None:
    if choice == "skip":
        return replace(row, step=Step.LEFT_OUT)
    if choice == "new" and row.may_be_new:
        return replace(row, step=Step.NEW)
    if choice == "same":
        choice = str(row.candidates[0].id)
    if choice in {str(candidate.id) for candidate in row.candidates}:
        return replace(row, step=Step.CHANGED, target=int(choice))
    return None
