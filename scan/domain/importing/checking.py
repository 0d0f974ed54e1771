"""From the cells of a file to checked values: which columns are there, and what is wrong in each row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from scan.domain import messages as words
from scan.domain.importing import messages
from scan.domain.importing.cells import RowFields
from scan.domain.importing.columns import LAYOUTS, ImportKind, header_key
from scan.domain.importing.reading import CellFault, Row, Sheet, refused
from scan.domain.messages import Message

_STUDENTS = {"student", "leerling", "pupil", "learner", "deelnemer"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; ``column`` is the key of a column, empty for the row as a whole."""

    column: str
    message: Message


@dataclass(frozen=True, slots=True)
class Table:
    """What is kept of a file between preview and confirmation: the columns that are known, and no others."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[CellFault, ...]
    """``position`` is that of the column in ``columns``; -1 for the row as a whole."""
    unread: tuple[str, ...]
    """The names of the columns that nothing is done with."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row with its tidy values by column; empty cells are not in it."""

    line: int
    values: Mapping[str, object]
    faults: tuple[Fault, ...]
    notes: tuple[Message, ...]
    left_out: Message | None
    """Why nothing is to be done with it; None for a row that counts."""

    def text(self, key: str) -> str:
        """The value of a column of text; empty when there is none."""
        return str(self.values.get(key) or "")


def known_columns(kind: ImportKind, sheet: Sheet) -> Table:
    """The part of a sheet that an import of ``kind`` uses. Raises InvalidInput on ``file`` for a missing column."""
    layout = LAYOUTS[kind]
    places: dict[str, int] = {}
    unread: list[str] = []
    for position, name in enumerate(sheet.header.cells):
        column = layout.by_name.get(header_key(name))
        if column is None:
            unread += [name[:80]] if name else []
        elif column.key in places:
            raise refused(messages.COLUMN_TWICE.fill(name=name[:80]))
        else:
            places[column.key] = position
    for group in layout.needs:
        if not any(key in places for key in group):
            names = [name for key in group for name in layout.by_key[key].accepted]
            raise refused(messages.COLUMN_MISSING.fill(names=" / ".join(names)))
    kept = {position: number for number, position in enumerate(places.values())}
    rows = tuple(
        Row(row.line, tuple(row.cells[place] if place < len(row.cells) else "" for place in kept))
        for row in sheet.rows
    )
    outside = len(sheet.header.cells)
    faults = tuple(
        CellFault(fault.line, kept.get(fault.position, -1), fault.message)
        for fault in sheet.faults
        if fault.position in kept or fault.position >= outside
    )
    return Table(tuple(places), rows, faults, tuple(unread))


def check_rows(kind: ImportKind, table: Table) -> tuple[CheckedRow, ...]:
    """Every row with its values and everything that is wrong with it; rows that are there twice are told."""
    unreadable: dict[int, list[Fault]] = {}
    for fault in table.faults:
        column = table.columns[fault.position] if fault.position >= 0 else ""
        unreadable.setdefault(fault.line, []).append(Fault(column, fault.message))
    return tuple(_checked(kind, table.columns, row, unreadable.get(row.line, [])) for row in table.rows)


def _checked(kind: ImportKind, columns: tuple[str, ...], row: Row, unreadable: list[Fault]) -> CheckedRow:
    layout, fields = LAYOUTS[kind], RowFields()
    seen = {fault.column for fault in unreadable}
    values: dict[str, object] = {}
    for key, cell in zip(columns, row.cells, strict=True):
        if cell and key not in seen:
            values[key] = layout.by_key[key].read(fields, key, cell)
    for group in layout.needs:
        if not any(key in values or key in seen for key in group):
            fields.refuse(next(key for key in group if key in columns), words.REQUIRED)
    first, last = values.get("starts_on"), values.get("ends_on")
    if first is not None and last is not None and str(last) <= str(first):
        fields.refuse("ends_on", words.DATES_ORDER)
    faults = (*unreadable, *(Fault(key, message) for key, message in fields.faults.items()))
    left_out = _left_out(values)
    return CheckedRow(row.line, values, () if left_out else faults, tuple(fields.notes), left_out)


def _left_out(values: Mapping[str, object]) -> Message | None:
    role = str(values.get("role") or "student")
    if role.casefold() not in _STUDENTS:
        return messages.NOT_A_STUDENT.fill(role=role)
    if str(values.get("status") or "").casefold() == "tobedeleted" or values.get("enabled") is False:
        return messages.MARKED_DELETED
    return None


def to_bytes(table: Table) -> bytes:
    """Canonical JSON, to keep."""
    document = {
        "columns": table.columns,
        "rows": [[row.line, *row.cells] for row in table.rows],
        "faults": [
            [fault.line, fault.position, fault.message.key, fault.message.nl, fault.message.en]
            for fault in table.faults
        ],
        "unread": table.unread,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def from_bytes(data: bytes) -> Table:
    """The table that ``to_bytes`` wrote."""
    document = json.loads(data)
    return Table(
        tuple(document["columns"]),
        tuple(Row(line, tuple(cells)) for line, *cells in document["rows"]),
        tuple(CellFault(line, place, Message(*words)) for line, place, *words in document["faults"]),
        tuple(document["unread"]),
    )
