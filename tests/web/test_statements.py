"""How many statements the two requests take that are made most (design 10). BEGIN and COMMIT are not counted."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from questionnaires import load
from questionnaires.definition import SingleChoice
from tests.web.roles.visitors import Visitor, visitor
from web.database import EXTENSION
from web.demo.region import PASSWORD

THEME = "sustainable_enterprise"


@pytest.fixture
def statements(app: Flask) -> Callable[[], list[str]]:
    """Gives what was executed since it was last asked."""
    executed: list[str] = []

    def seen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        executed.append(statement)

    def taken() -> list[str]:
        now = list(executed)
        executed.clear()
        return now

    event.listen(app.extensions[EXTENSION], "before_cursor_execute", seen)
    return taken


@pytest.fixture
def contact(app: Flask) -> Visitor:
    """The contact of a company that has begun nothing."""
    someone = visitor(app)
    someone.post("/sign-in", email="contact@kapsalonknipcovoorbeeld.example", password=PASSWORD)
    return someone


@pytest.fixture
def scan(contact: Visitor) -> str:
    """The address of its own scan, with its questionnaire already read once."""
    answer = contact.post("/company/self-scan", page="/company")
    assert contact.get(f"{answer.location}/themes/{THEME}").status_code == 200
    return answer.location


def test_a_page_of_questions_takes_four_statements(
    contact: Visitor, scan: str, statements: Callable[[], list[str]]
) -> None:
    statements()
    assert contact.get(f"{scan}/themes/{THEME}").status_code == 200
    first_words = [one.split()[0] for one in statements()]
    assert first_words == ["SELECT"] * 4


def test_saving_fifteen_answers_takes_five_statements(
    contact: Visitor, scan: str, statements: Callable[[], list[str]]
) -> None:
    token = re.search(r'name="csrf_token" value="(\w+)"', contact.get(f"{scan}/themes/{THEME}").text)
    assert token is not None
    choices = [item for item in load("company-self").items() if isinstance(item, SingleChoice)][:15]
    sent = {item.id: {"version": 0, "answer": item.options[0].key} for item in choices}
    statements()
    answer = contact.client.post(f"{scan}/answers", json=sent, headers={"X-CSRF-Token": token[1]})
    assert answer.get_json() == {"versions": dict.fromkeys(sent, 1)}
    assert [one.split()[0] for one in statements()] == ["SELECT", "SELECT", "INSERT", "SELECT", "INSERT"]
