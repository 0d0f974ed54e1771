"""Columns are found by all their names, every row says all that is wrong with it, and nothing else is kept."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.domain.errors import InvalidInput
from scan.domain.importing.checking import CheckedRow, Table, check_rows, from_bytes, known_columns, to_bytes
from scan.domain.importing.columns import LAYOUTS, ImportKind, header_key
from scan.domain.importing.likeness import company_key, is_likely_same
from scan.domain.importing.naming import names_of
from scan.domain.importing.plan import Candidate, Plan, PlannedRow, Step, with_choices, without_repeats
from scan.domain.importing.reading import read_sheet
from scan.domain.importing.writing import template_csv, template_xlsx, to_csv


def table(kind: ImportKind, text: str) -> Table:
    return known_columns(kind, read_sheet(text.encode()))


def checked(kind: ImportKind, text: str) -> tuple[CheckedRow, ...]:
    return check_rows(kind, table(kind, text))


def faults(row: CheckedRow) -> dict[str, str]:
    return {fault.column: fault.message.key for fault in row.faults}


@pytest.mark.parametrize(
    "header", ["Studentnummer;Roepnaam", "student NUMBER;given-name", "sourcedId;givenName"]
)
def test_columns_are_found_in_dutch_in_english_and_as_oneroster_names_them(header: str) -> None:
    (row,) = checked(ImportKind.STUDENTS, f"{header}\n7;Noor\n")
    assert row.values == {"student_number": "7", "given_name": "Noor"}


def test_columns_that_are_not_used_are_not_kept() -> None:
    kept = table(ImportKind.STUDENTS, "Studentnummer;BSN;Roepnaam;Geboortedatum\n7;123456782;Noor;1-1-2009\n")
    assert (kept.columns, kept.unread) == (("student_number", "given_name"), ("BSN", "Geboortedatum"))
    assert b"123456782" not in to_bytes(kept)


def test_what_is_kept_comes_back_as_it_was() -> None:
    kept = table(ImportKind.CLASSES, "Klas;Docent\nA;b@x.nl\nC;d;e\n")
    assert from_bytes(to_bytes(kept)) == kept


@pytest.mark.parametrize(
    ("text", "key"),
    [("Roepnaam\nNoor\n", "import_column_missing"), ("Klas;Groep\nA;B\n", "import_column_twice")],
)
def test_a_file_without_a_needed_column_or_with_one_twice_is_refused(text: str, key: str) -> None:
    kind = ImportKind.STUDENTS if "Roep" in text else ImportKind.CLASSES
    with pytest.raises(InvalidInput) as caught:
        table(kind, text)
    assert caught.value.fields["file"].key == key


def test_a_row_says_everything_that_is_wrong_with_it() -> None:
    text = "Studentnummer;KvK;Vestiging;Begindatum;Einddatum\n;12;1;31-2-2026;morgen\n"
    (row,) = checked(ImportKind.PLACEMENTS, text)
    assert faults(row) == {
        "student_number": "required",
        "kvk_number": "kvk_length",
        "branch_number": "branch_length",
        "starts_on": "import_date_wrong",
        "ends_on": "import_date_wrong",
    }


def test_an_internship_that_ends_before_it_begins_is_a_fault() -> None:
    (row,) = checked(ImportKind.PLACEMENTS, "Studentnummer;KvK;Begin;Eind\n7;90000001;2-9-2026;2026-09-01\n")
    assert faults(row) == {"ends_on": "dates_order"}


@pytest.mark.parametrize("text", ["1-9-2026", "01/09/2026", "2026-09-01", "1.9.2026", "2026-09-01T00:00:00Z"])
def test_dates_are_read_day_first(text: str) -> None:
    (row,) = checked(ImportKind.PLACEMENTS, f"Studentnummer;KvK;Begin;Eind\n7;90000001;{text};31-1-2027\n")
    assert row.values["starts_on"] == date(2026, 9, 1)


def test_zeros_that_a_spreadsheet_dropped_are_put_back_and_said() -> None:
    (row,) = checked(ImportKind.COMPANIES, "Bedrijf;KvK;Vestiging\nDe Halm;1234567;12345678\n")
    assert (row.values["kvk_number"], row.values["branch_number"]) == ("01234567", "000012345678")
    assert [note.key for note in row.notes] == ["import_zeros_added"] * 2


def test_a_number_that_a_spreadsheet_shortened_is_refused() -> None:
    (row,) = checked(ImportKind.COMPANIES, "Bedrijf;KvK;Vestiging\nDe Halm;90000001;1,23457E+11\n")
    assert faults(row) == {"branch_number": "import_number_scientific"}


@pytest.mark.parametrize("text", ["2026-2027", "2026/2027", "26-27", "2026 - 2027"])
def test_school_years_are_read_in_the_usual_ways(text: str) -> None:
    (row,) = checked(ImportKind.CLASSES, f"Klas;Schooljaar\nA;{text}\n")
    assert row.values["school_year"] == "2026-2027"


def test_a_school_year_of_other_than_one_year_is_a_fault() -> None:
    (row,) = checked(ImportKind.CLASSES, "Klas;Schooljaar\nA;2026-2028\n")
    assert faults(row) == {"school_year": "school_year_wrong"}


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [("role", "teacher", "import_not_a_student"), ("status", "tobedeleted", "import_marked_deleted"),
     ("enabledUser", "false", "import_marked_deleted")],
)  # fmt: skip
def test_who_is_no_student_or_left_is_left_out_whatever_else_is_wrong(
    column: str, value: str, key: str
) -> None:
    (row,) = checked(ImportKind.STUDENTS, f"sourcedId;givenName;{column}\n7;;{value}\n")
    assert row.left_out is not None
    assert (row.left_out.key, row.faults) == (key, ())


def test_the_same_row_again_is_left_out_and_another_one_under_its_key_is_a_fault() -> None:
    text = "Studentnummer;Roepnaam\n7;Noor\n7;Noor\n7;Sam\n"
    rows, settled = without_repeats(
        checked(ImportKind.STUDENTS, text), ("student_number",), ("student_number",)
    )
    assert [row.line for row in rows] == [2]
    assert {line: row.step for line, row in settled.items()} == {3: Step.LEFT_OUT, 4: Step.FAULTY}


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        ("Noortje;Noor;de;Vries", ("Noor V.", "Noor de Vries")),
        ("Noor;;;Visser", ("Noor V.", "Noor Visser")),
        ("Noor;;;", ("Noor",)),
    ],
)
def test_a_student_is_called_as_short_as_can_be(cells: str, names: tuple[str, ...]) -> None:
    (row,) = checked(
        ImportKind.STUDENTS, f"Studentnummer;Roepnaam;Voorkeursnaam;Tussenvoegsel;Achternaam\n7;{cells}\n"
    )
    assert names_of(row) == names


@pytest.mark.parametrize(
    ("one", "other", "likely"),
    [
        ("Bakkerij De Halm B.V.", "bakkerij halm", True),
        ("Bakkerij De Halm", "Bakkerij De Halmm", True),
        ("De Halm", "Bakkerij De Halm", True),
        ("Café 't Hoekje", "CAFE t Hoekje VOF", True),
        ("Bakkerij De Halm", "Slagerij De Hoek", False),
        ("B.V.", "Stichting", False),
    ],
)
def test_names_that_people_would_take_for_one_company_are_alike(
    one: str, other: str, *, likely: bool
) -> None:
    assert is_likely_same(one, other) is likely
    assert is_likely_same(other, one) is likely


@given(st.text(max_size=40))
def test_a_company_is_always_like_itself_unless_its_name_has_no_letters(name: str) -> None:
    assert is_likely_same(name, name) is bool(company_key(name))


def asked(line: int, *, may_be_new: bool = True) -> PlannedRow:
    candidates = tuple(Candidate(number, "De Halm", "90000001", None, None, None) for number in (5, 6))
    return PlannedRow(line, "Halm", Step.CHOOSE, candidates=candidates, may_be_new=may_be_new)


@pytest.mark.parametrize(
    ("choice", "rest", "outcome"),
    [("new", "", (Step.NEW, None)), ("skip", "new", (Step.LEFT_OUT, None)), ("6", "", (Step.CHANGED, 6)),
     ("", "same", (Step.CHANGED, 5)), ("", "skip", (Step.LEFT_OUT, None))],
)  # fmt: skip
def test_a_choice_settles_a_row(choice: str, rest: str, outcome: tuple[Step, int | None]) -> None:
    (row,) = with_choices(Plan((asked(2),)), {2: choice}, rest).rows
    assert (row.step, row.target) == outcome


@pytest.mark.parametrize("choice", ["", "7", "same-ish", "new"])
def test_a_row_without_a_choice_that_is_offered_is_asked_again(choice: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        with_choices(Plan((asked(2, may_be_new=False),)), {2: choice})
    assert {field: message.key for field, message in caught.value.fields.items()} == {
        "choice-2": "import_choose"
    }


def test_another_plan_has_another_fingerprint() -> None:
    plans = [Plan((asked(2),)), Plan((asked(3),)), Plan(()), Plan((PlannedRow(2, "Halm", Step.NEW),))]
    assert len({plan.fingerprint for plan in plans}) == len(plans)
    assert Plan((asked(2),)).fingerprint == plans[0].fingerprint


@pytest.mark.parametrize("kind", ImportKind)
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("make", [template_csv, template_xlsx])
def test_a_template_is_a_list_without_faults(kind: ImportKind, language: str, make: object) -> None:
    kept = known_columns(kind, read_sheet(make(kind, language)))  # type: ignore[operator]
    assert kept.columns == tuple(column.key for column in LAYOUTS[kind].columns)
    assert [row.faults for row in check_rows(kind, kept)] == [()]


@pytest.mark.parametrize("kind", ImportKind)
def test_no_two_columns_of_a_list_share_a_name(kind: ImportKind) -> None:
    names = sorted(
        key for column in LAYOUTS[kind].columns for key in {header_key(name) for name in column.accepted}
    )
    assert [one for one, other in pairwise(names) if one == other] == []


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_nothing_that_is_written_is_a_formula(cell: str) -> None:
    assert f"'{cell}" in to_csv([(cell,)]).decode("utf-8-sig")
