"""A table comes out of what schools really send: any usual encoding and separator, Excel; and nothing hostile does."""

from datetime import date, datetime

import pytest

from scan.domain.errors import InvalidInput
from scan.domain.importing.reading import MAX_BYTES, MAX_ROWS, Row, read_sheet
from tests.scan.importing.workbooks import with_part, workbook

TEXT = "Klas;Docent\r\nCafé;é@x.nl\r\n"


def refusal(data: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_sheet(data)
    return caught.value.fields["file"].key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_in_every_usual_encoding(encoding: str) -> None:
    sheet = read_sheet(TEXT.encode(encoding))
    assert sheet.header.cells == ("Klas", "Docent")
    assert sheet.rows == (Row(2, ("Café", "é@x.nl")),)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_with_every_usual_separator(separator: str) -> None:
    assert read_sheet(TEXT.replace(";", separator).encode()).rows == (Row(2, ("Café", "é@x.nl")),)


def test_first_line_with_the_separator_as_excel_writes_it_is_no_row() -> None:
    sheet = read_sheet(b"sep=,\nKlas,Docent\nA,b@x.nl\n")
    assert (sheet.header, sheet.rows) == (Row(2, ("Klas", "Docent")), (Row(3, ("A", "b@x.nl")),))


def test_lines_are_counted_as_an_editor_does_also_after_empty_rows_and_cells_of_two_lines() -> None:
    sheet = read_sheet(b'Klas;Docent\n\n"A\nB";x\n;\nC;y\n')
    assert [row.line for row in sheet.rows] == [3, 6]


def test_a_row_with_more_cells_than_columns_is_a_fault() -> None:
    (fault,) = read_sheet(b"Klas\nA;B\n").faults
    assert (fault.line, fault.message.key) == (2, "import_too_many_cells")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "import_empty"),
        (b"  \n ", "import_empty"),
        (b"Klas\n", "import_empty"),
        (b"Klas\n" + b"x" * MAX_BYTES, "import_too_big"),
        (b"Klas\n" + b"A\n" * (MAX_ROWS + 1), "import_too_many_rows"),
        (b";".join([b"K"] * 61) + b"\nA\n", "import_too_many_columns"),
        (b'Klas\n"A\nB\n', "import_quotes"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x81", "import_not_a_table"),
        (b"\xd0\xcf\x11\xe0 old", "import_old_excel"),
        (b"PK\x03\x04 broken", "import_broken"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(data: bytes, key: str) -> None:
    assert refusal(data) == key


def test_excel_gives_the_same_as_csv() -> None:
    sheet = read_sheet(
        workbook(
            ("KvK", "Begin", "Eind"),
            (1234567, datetime.fromisoformat("2026-09-01T00:00"), date(2027, 1, 31)),
            (),
            (1.5, None, True),
        )
    )
    assert sheet.rows == (Row(2, ("1234567", "2026-09-01", "2027-01-31")), Row(4, ("1.5", "", "True")))


def test_a_formula_is_never_worked_out() -> None:
    sheet = read_sheet(workbook(("Klas", "Docent"), ("A", '=HYPERLINK("https://x.example")')))
    (fault,) = sheet.faults
    assert (fault.line, fault.position, fault.message.key) == (2, 1, "import_formula")
    assert sheet.rows[0].cells == ("A", "")


PLAIN = workbook(("Klas",), ("A",))
ENTITY = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (with_part(PLAIN, "xl/vbaProject.bin", b"x"), "import_macros"),
        (with_part(PLAIN, "xl/media/big.bin", b"0" * 70_000_000), "import_too_big"),
        (with_part(PLAIN, "xl/worksheets/sheet1.xml", ENTITY), "import_broken"),
        (with_part(PLAIN, "xl/worksheets/sheet1.xml", b"<worksheet"), "import_broken"),
        (with_part(PLAIN, "xl/workbook.xml", b"no xml"), "import_broken"),
        (PLAIN[: len(PLAIN) // 2], "import_broken"),
    ],
    ids=["macros", "bomb", "entities", "cut sheet", "no workbook", "cut file"],
)
def test_a_hostile_or_damaged_workbook_is_refused(data: bytes, key: str) -> None:
    assert refusal(data) == key


def test_a_zip_that_is_no_workbook_is_no_table() -> None:
    from io import BytesIO
    from zipfile import ZipFile

    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("list.csv", "Klas\nA\n")
    assert refusal(made.getvalue()) == "import_not_a_table"
