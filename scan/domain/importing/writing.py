"""Files to take away: empty lists to fill in, made from the column definitions, and the faults of an import.

Whatever comes from others is written so that no spreadsheet takes it for a formula.
"""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from scan.domain.importing.columns import LAYOUTS, ImportKind

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_TITLES = {
    ImportKind.CLASSES: ("klassen", "classes"),
    ImportKind.STUDENTS: ("studenten", "students"),
    ImportKind.ENROLMENTS: ("klasindeling", "enrolments"),
    ImportKind.COMPANIES: ("bedrijven", "companies"),
    ImportKind.PLACEMENTS: ("stages", "internships"),
}
_TEXT = "@"
"""The number format of a column of text: zeros in front stay."""


def file_title(kind: ImportKind, language: str) -> str:
    """How a file of this kind is called, without its ending."""
    return _TITLES[kind][1 if language == "en" else 0]


def template_rows(kind: ImportKind, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the columns, and one invented example."""
    columns = LAYOUTS[kind].columns
    return tuple(column.name(language) for column in columns), tuple(column.example for column in columns)


def template_csv(kind: ImportKind, language: str) -> bytes:
    """A CSV as Dutch Excel opens it: semicolons, UTF-8 with a mark."""
    return to_csv(template_rows(kind, language))


def template_xlsx(kind: ImportKind, language: str) -> bytes:
    """A workbook of which every column is text, so that numbers keep their zeros."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Any = book.active
    sheet.title = file_title(kind, language)
    for number, (name, example) in enumerate(zip(*template_rows(kind, language), strict=True), 1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = max(16, len(name) + 4), _TEXT
        sheet.cell(1, number, name).font = Font(bold=True)
        # Excel gives a new cell the format of its column only where the cell has none: the first rows get their own.
        sheet.cell(2, number, example or None)
        for line in range(2, 52):
            sheet.cell(line, number).number_format = _TEXT
    sheet.freeze_panes = "A2"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def to_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of text as CSV, safe to open: a cell that begins like a formula gets an apostrophe in front."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
