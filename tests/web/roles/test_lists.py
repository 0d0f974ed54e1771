"""Lists to take away: a class with who is where, and the school over the years."""

import csv
import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.scan.factories import Region
from tests.web.roles.visitors import Visitor, staff

CLASS = "/teacher/classes/1/list"
YEARS = "/school/years"


def rows_of_csv(someone: Visitor, address: str) -> list[list[str]]:
    answer = someone.get(address)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def rows_of_excel(someone: Visitor, address: str) -> list[list[str]]:
    answer = someone.get(address)
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.data)).active
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_class_is_taken_away_with_how_far_everyone_is(app: Flask, region: Region, ending: str) -> None:
    region.fill("sam", region.start("sam"))
    tess = staff(app, "tess")
    read = rows_of_csv if ending == "csv" else rows_of_excel
    head, line = read(tess, f"{CLASS}.{ending}")
    found = dict(zip(head, line, strict=True))
    assert (found["Student"], found["Bedrijf"], found["Scan"], found["Loopt vast"], found["Uitkomst"]) == (
        "Sam", "Bakery", "Bezig", "Nee", "",
    )  # fmt: skip
    assert found["Laatst gewijzigd"] == "2026-11-23"


def test_who_is_stuck_is_said_on_the_page_too(app: Flask, region: Region) -> None:
    region.fill("sam", region.start("sam"))
    assert "Loopt vast" not in staff(app, "tess").words("/teacher/classes/1").split("Loopt vast:")[0]
    region.now = region.later(days=8)
    assert "Loopt vast" in staff(app, "tess").words("/teacher/classes/1").split("Loopt vast:")[0]


@pytest.mark.parametrize(("who", "status"), [("tess", 200), ("cor", 200), ("theo", 404), ("carla", 403)])
def test_class_is_for_its_teachers_and_its_coordinator(app: Flask, who: str, status: int) -> None:
    assert staff(app, who).get(f"{CLASS}.csv").status_code == status
    assert staff(app, who).get(f"{CLASS}.pdf").status_code == (404 if status == 200 else status)


def test_school_over_the_years_counts_scans_and_companies(app: Flask, region: Region) -> None:
    region.moderated()
    cor = staff(app, "cor")
    expected = ["2026-2027", "1", "1", "1", "1", "1", "1", "1"]
    for read, ending in ((rows_of_csv, "csv"), (rows_of_excel, "xlsx")):
        assert read(cor, f"{YEARS}.{ending}")[1:] == [expected]
    assert " ".join(expected) in cor.words(YEARS)


def test_years_of_another_school_are_not_there(app: Flask, region: Region) -> None:
    other = region.ids["zuidcollege"]
    assert staff(app, "cor").get(f"{YEARS}?school={other}").status_code == 404
