"""A table out of an uploaded file: CSV in the encodings and with the separators that are about, or Excel (xlsx).

What a file is, is judged by its bytes, never by its name. Nothing in it is ever worked out: a formula is a fault.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from scan.domain.errors import InvalidInput
from scan.domain.importing import messages
from scan.domain.messages import Message

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 1_000
"""Characters in one cell."""
_SEPARATORS = (";", ",", "\t")
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty; ``line`` as a spreadsheet or an editor counts, from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellFault:
    """Something that cannot be read; ``position`` of the cell in its row, from 0."""

    line: int
    position: int
    message: Message


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file as text, the first one apart: it names the columns."""

    header: Row
    rows: tuple[Row, ...]
    faults: tuple[CellFault, ...] = ()


def refused(message: Message) -> InvalidInput:
    """The error for a file that cannot be used at all, on the field ``file``."""
    return InvalidInput({"file": message})


def read_sheet(data: bytes) -> Sheet:
    """The table in ``data``. Raises InvalidInput on ``file`` with what is wrong and how to mend it."""
    if not data.strip():
        raise refused(messages.FILE_EMPTY)
    if len(data) > MAX_BYTES:
        raise refused(messages.FILE_TOO_BIG)
    if data.startswith(_OLD_OFFICE):
        raise refused(messages.FILE_OLD_EXCEL)
    faults: list[CellFault] = []
    if data.startswith(_ZIP):
        from scan.domain.importing.workbook import workbook_rows

        rows = _limited(workbook_rows(data, faults))
    else:
        rows = _limited(_csv_rows(_decoded(data)))
    if len(rows) < 2:
        raise refused(messages.FILE_EMPTY)
    header = Row(rows[0].line, _without_tail(rows[0].cells))
    if len(header.cells) > MAX_COLUMNS:
        raise refused(messages.TOO_MANY_COLUMNS.fill(limit=MAX_COLUMNS))
    body, width = tuple(rows[1:]), len(header.cells)
    for row in body:
        if any(row.cells[width:]):
            faults.append(CellFault(row.line, width, messages.TOO_MANY_CELLS))
        faults += [
            CellFault(row.line, position, messages.CELL_LONG)
            for position, cell in enumerate(row.cells)
            if len(cell) > MAX_CELL
        ]
    return Sheet(header, tuple(Row(row.line, row.cells[:width]) for row in body), tuple(faults))


def _limited(rows: Iterator[Row]) -> list[Row]:
    """The rows that have something in them; no more than are allowed are ever read."""
    found: list[Row] = []
    for row in rows:
        if any(row.cells):
            found.append(row)
            if len(found) > MAX_ROWS + 1:
                raise refused(messages.TOO_MANY_ROWS.fill(limit=MAX_ROWS))
    return found


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty cells at the end."""
    last = max((number for number, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:last]


def _decoded(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one (Excel's "Unicode text"), else Windows-1252 (Excel's CSV)."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refused(messages.FILE_NOT_A_TABLE)


def _csv_rows(text: str) -> Iterator[Row]:
    first, _, rest = text.partition("\n")
    skipped = 0
    separator = _separator(first)
    if first.lower().startswith("sep=") and len(first.strip("\r")) == len("sep=;"):
        separator, text, skipped = first[4], rest, 1  # Excel's own way of saying so
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1 + skipped
    try:
        for cells in reader:
            yield Row(line, tuple(cell.strip() for cell in cells))
            line = reader.line_num + 1 + skipped
    except csv.Error:
        raise refused(messages.FILE_QUOTES.fill(line=line)) from None


def _separator(header: str) -> str:
    """The one that the header has most of, outside quotation marks."""
    bare = "".join(header.split('"')[::2])
    return max(_SEPARATORS, key=bare.count)
