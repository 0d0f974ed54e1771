"""The first sheet of an Excel file, read as text. The file is looked through before it is opened: it may be hostile."""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from scan.domain.importing import messages
from scan.domain.importing.reading import MAX_COLUMNS, CellFault, Row, refused

MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 500
_CONTENTS = "[Content_Types].xml"
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, OSError, EOFError, RuntimeError, AttributeError,
    NotImplementedError, IndexError, SyntaxError,
)  # fmt: skip
"""What openpyxl and the modules below it raise for a damaged file; ``ParseError`` is a SyntaxError."""


def workbook_rows(data: bytes, faults: list[CellFault]) -> Iterator[Row]:
    """The rows of the first visible sheet; what cannot be read goes to ``faults``. Raises InvalidInput on ``file``."""
    _look_through(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise refused(messages.FILE_EMPTY)
        sheets[0].reset_dimensions()  # what the file says of its own size need not be true
        # One column more than is allowed, so that a sheet that is too wide shows.
        for line, cells in enumerate(sheets[0].iter_rows(max_col=MAX_COLUMNS + 1), 1):
            yield Row(line, tuple(_text(cell, line, place, faults) for place, cell in enumerate(cells)))
        book.close()
    except _DAMAGED:
        raise refused(messages.FILE_BROKEN) from None


def _look_through(data: bytes) -> None:
    """No bombs, no programs, no entities, before anything is parsed."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise refused(messages.FILE_TOO_BIG)
            names = {part.filename for part in parts}
            if _CONTENTS not in names or "xl/workbook.xml" not in names:
                raise refused(messages.FILE_NOT_A_TABLE)
            if any("vbaproject" in name.lower() or "activex" in name.lower() for name in names):
                raise refused(messages.FILE_MACROS)
            for part in (one for one in parts if one.filename.endswith((".xml", ".rels"))):
                with archive.open(part) as opened:
                    if b"<!" in opened.read(1024).replace(b"<!--", b""):
                        raise refused(messages.FILE_BROKEN)
    except _DAMAGED:
        raise refused(messages.FILE_BROKEN) from None


def _text(cell: Any, line: int, place: int, faults: list[CellFault]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        faults.append(CellFault(line, place, messages.FORMULA))
        return ""
    if cell.data_type == "e":
        faults.append(CellFault(line, place, messages.CELL_ERROR))
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
