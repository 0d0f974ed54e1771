"""The second step of the invented people: the page shows the code in the demo, and nowhere else."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from scan.domain.one_time_codes import code_of_step, step_at
from tests.web.roles.visitors import Visitor, visitor
from web.demo.region import CERTIFIER, PASSWORD
from web.demo.second_step import SECRET

NOW = datetime(2026, 11, 23, 9, 0, 5, tzinfo=UTC)


@pytest.fixture
def demo(app: Flask) -> Flask:
    """As ``serve`` has it when it found or made the invented region; the clock stands still."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=True)
    app.config["NOW"] = lambda: NOW
    return app


def waiting(app: Flask) -> Visitor:
    someone = visitor(app)
    assert someone.post("/sign-in", email=CERTIFIER[1], password=PASSWORD).location == "/sign-in/second"
    return someone


def shown(someone: Visitor) -> str | None:
    found = re.search(r"je code is (\d{6})", someone.words("/sign-in/second"))
    return found and found[1]


def test_the_code_on_the_page_lets_one_in_and_the_next_one_is_ready(demo: Flask) -> None:
    for step in (step_at(NOW), step_at(NOW) + 1):
        someone = waiting(demo)
        code = shown(someone)
        assert code == code_of_step(SECRET, step)
        assert someone.post("/sign-in/second", code=code).location == "/decisions"


def test_after_both_the_page_says_how_long_to_wait(demo: Flask) -> None:
    for _ in range(2):
        someone = waiting(demo)
        someone.post("/sign-in/second", code=shown(someone))
    third = waiting(demo)
    assert shown(third) is None
    assert "Over 26 seconden is er een nieuwe." in third.words("/sign-in/second")
    demo.config["NOW"] = lambda: NOW + timedelta(seconds=26)
    assert third.post("/sign-in/second", code=shown(third)).location == "/decisions"


def test_without_the_demo_the_page_shows_nothing(app: Flask) -> None:
    assert shown(waiting(app)) is None


def test_whoever_puts_in_an_app_of_their_own_is_shown_nothing(demo: Flask) -> None:
    someone = waiting(demo)
    someone.post("/sign-in/second", code=shown(someone))
    page = someone.get("/me/second-step/app").text
    found = re.search(r'<span class="code code-long">([A-Z2-7 ]+)</span>', page)
    assert found is not None
    code = code_of_step(found[1].replace(" ", ""), step_at(NOW))
    sealed = re.findall(r'name="sealed" value="([^"]+)"', page)[0]
    token = re.findall(r'name="csrf_token" value="(\w+)"', page)[0]
    data = {"csrf_token": token, "sealed": sealed, "code": code}
    assert someone.client.post("/me/second-step/app", data=data).status_code == 302
    assert shown(waiting(demo)) is None
