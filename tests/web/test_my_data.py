"""One's own data: what there is, who sees it, a copy, and being erased."""

import io
import json
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select

from scan.store.session import read
from scan.store.tables import Person
from scan.use_cases.erasing import ERASED
from tests.web.people import ITEM, as_contact, as_student
from tests.web.roles.visitors import Visitor, visitor
from web.database import EXTENSION
from web.demo.region import COMPANIES, NEW_STUDENT, PASSWORD, PIN

OVERVIEW, ERASE = "/me/data", "/me/erase"


def names(app: Flask) -> list[str]:
    with read(app.extensions[EXTENSION]) as session:
        return list(session.scalars(select(Person.display_name).where(Person.display_name == NEW_STUDENT[0])))


def test_overview_says_what_we_have_and_who_reads_a_draft(student: Visitor, ready: str) -> None:
    assert ready
    words = student.words(OVERVIEW)
    assert f"Naam {NEW_STUDENT[0]} E-mailadres Geen. Dat hebben we niet nodig." in words
    assert "Docenten van je klas Nee Pas als iedereen heeft ingeleverd. Het bedrijf Nee" in words
    assert "De naam en pincode van een student 12 maanden" in words


def test_copy_has_the_answers_and_is_a_file(student: Visitor, ready: str) -> None:
    student.post(
        f"{ready}/questions/{ITEM}", page=f"{ready}/questions/{ITEM}", **{f"q_{ITEM}": "2", f"v_{ITEM}": 0}
    )
    answer = student.get("/me/data.json")
    assert answer.headers["Content-Disposition"] == "attachment; filename=mvo-scan.json"
    about = json.loads(answer.data)["about"]
    with zipfile.ZipFile(io.BytesIO(student.get("/me/data.zip").data)) as archive:
        assert json.loads(archive.read("data.json"))["about"] == about
    assert [row["item_id"] for row in about["answers.answered_by"]] == [ITEM]


@pytest.mark.parametrize("path", [OVERVIEW, "/me/data.json", "/me/data.zip", ERASE])
def test_visitor_gets_nothing(app: Flask, path: str) -> None:
    assert visitor(app).get(path).status_code == 302


def test_wrong_pin_erases_nothing_and_says_so(app: Flask, student: Visitor) -> None:
    for secret, fault in (("", "Vul je pincode of wachtwoord in."), ("000000", "")):
        answer = student.post(ERASE, page=ERASE, secret=secret)
        assert answer.status_code == 422
        assert fault in answer.text
    assert names(app) == [NEW_STUDENT[0]]


def test_right_pin_erases_and_signs_out(app: Flask, student: Visitor) -> None:
    answer = student.post(ERASE, page=ERASE, secret=PIN)
    assert (answer.status_code, answer.location) == (302, "/")
    assert "Je gegevens zijn gewist." in student.words("/")
    assert names(app) == []
    assert student.get(OVERVIEW).status_code == 302


def test_contact_is_asked_for_the_password(app: Flask) -> None:
    contact = as_contact(app, COMPANIES[0])
    assert "Je wachtwoord" in contact.words(ERASE)
    assert contact.post(ERASE, page=ERASE, secret=PASSWORD).status_code == 302
    with read(app.extensions[EXTENSION]) as session:
        assert ERASED in session.scalars(select(Person.display_name)).all()


def test_ten_wrong_pins_and_no_more_are_tried(student: Visitor) -> None:
    answers = [student.post(ERASE, page=ERASE, secret="999999").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_name_of_someone_who_was_erased_is_free_again(app: Flask, student: Visitor) -> None:
    student.post(ERASE, page=ERASE, secret=PIN)
    again = as_student(app, NEW_STUDENT[0])
    assert "Jouw scan van" not in again.words(OVERVIEW)
