"""Whom to ask, and who helps when something is not safe."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.web.people import as_student
from tests.web.roles.visitors import Visitor, visitor
from web.demo.region import NEW_STUDENT, SCHOOLS


@pytest.mark.parametrize("address", ["", "vraag@alliantie.example"])
def test_help_page_gives_the_address_of_the_alliance_where_there_is_one(app: Flask, address: str) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], contact=address)
    page = visitor(app).get("/help").text
    assert page.count("mailto:") == bool(address)
    assert page.count(f'<a href="mailto:{address}">{address}</a>') == bool(address)


def test_safety_page_names_the_own_school_to_a_student_and_nobody_else(app: Flask) -> None:
    def contacts(someone: Visitor) -> int:
        return someone.words("/safety").count("Op jouw school: ")

    student = as_student(app, NEW_STUDENT[0])
    assert f"Op jouw school: {SCHOOLS[0].safety_contact}" in student.words("/safety")
    assert [contacts(one) for one in (student, visitor(app))] == [1, 0]
