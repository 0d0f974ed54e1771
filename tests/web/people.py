"""People of the demo region in a browser, and what they fill in."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from scan.domain.one_time_codes import code_of_step, step_at
from scan.store.session import read
from scan.store.tables import SchoolClass
from tests.web.roles.visitors import Visitor, visitor
from web.database import EXTENSION
from web.demo.region import CERTIFIER, PASSWORD, PIN, Company
from web.demo.second_step import SECRET

ITEM = "accessible-place"
"""The first question of a student's scan."""
PROFILE = {
    "p_sector": "food", "p_staff": "14", "p_interns": "yes", "p_building": "own", "p_outdoor": "yes",
    "p_parking": "6", "p_vehicles": "2", "p_goods": "yes", "p_kitchen": "yes", "p_hazardous": "yes",
    "p_home_based": "no",
}  # fmt: skip


def as_student(app: Flask, name: str) -> Visitor:
    """A student of the first demo class."""
    with read(app.extensions[EXTENSION]) as session:
        code = session.scalars(select(SchoolClass.code).order_by(SchoolClass.id)).first()
    someone = visitor(app)
    assert someone.post("/join", code=code, name=name, pin=PIN).status_code == 302
    return someone


def as_contact(app: Flask, company: Company) -> Visitor:
    """The contact of a demo company."""
    letters = "".join(sign for sign in company.name.lower() if sign.isalnum())
    someone = visitor(app)
    email = f"contact@{letters}.example"
    assert someone.post("/sign-in", email=email, password=PASSWORD).status_code == 302
    return someone


def as_certifier(app: Flask) -> Visitor:
    """The first certifier of the demo, with the code of the invented app."""
    someone = visitor(app)
    answer = someone.post("/sign-in", email=CERTIFIER[1], password=PASSWORD)
    assert answer.location == "/sign-in/second"
    code = code_of_step(SECRET, step_at(datetime.now(UTC)))
    assert someone.post("/sign-in/second", code=code).location == "/decisions"
    return someone
