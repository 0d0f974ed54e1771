"""'Is this right?' is asked and never refused; and what could not be saved stays in its fields (instrument A5, B6)."""

import re

import pytest
from flask import Flask

from tests.web.people import PROFILE, as_contact
from tests.web.roles.visitors import Visitor
from web.demo.region import COMPANIES

ENERGY, WASTE = "clean_energy", "sustainable_enterprise"
SLIP = "Klopt dit? Controleer de eenheid. Meestal ligt het tussen 10 en 600."


@pytest.fixture
def contact(app: Flask) -> Visitor:
    """The contact of a company that has begun nothing."""
    return as_contact(app, COMPANIES[1])


@pytest.fixture
def scan(contact: Visitor) -> str:
    """The address of the company's own scan, with its profile."""
    overview = contact.post("/company/self-scan", page="/company").location
    contact.post(f"{overview}/profile", version=1, **PROFILE)
    return overview


def fill_in(contact: Visitor, scan: str, theme: str, **answers: str) -> int:
    """Send some of a theme's questions, underscores for dashes; the status."""
    fields = {f"q_{name.replace('_', '-')}": value for name, value in answers.items()}
    fields |= {f"v_{name.removeprefix('q_')}": "0" for name in fields}
    return contact.post(f"{scan}/themes/{theme}", **fields).status_code


def doubts(contact: Visitor, scan: str) -> list[str]:
    """What the page before handing in asks about."""
    page = contact.get(f"{scan}/submit").text
    found = re.search(r'<h2 id="doubts">.*?</section>', page, re.DOTALL)
    return [] if found is None else re.findall(r"<li>([^<]*)", found[0])


def test_a_number_far_from_what_is_usual_is_saved_and_asked_about(contact: Visitor, scan: str) -> None:
    assert fill_in(contact, scan, ENERGY, n_electricity="900,5") == 302
    page = contact.get(f"{scan}/themes/{ENERGY}").text
    assert re.search(r'name="q_n-electricity"[^>]* value="900,5"', page)
    assert SLIP in page
    assert [one.strip() for one in doubts(contact, scan)] == [
        "Dit getal wijkt ver af van wat gewoon is. Controleer de eenheid."
    ]


def test_a_usual_number_is_not_asked_about(contact: Visitor, scan: str) -> None:
    assert fill_in(contact, scan, ENERGY, n_electricity="600") == 302
    assert SLIP not in contact.get(f"{scan}/themes/{ENERGY}").text
    assert doubts(contact, scan) == []


def test_answers_that_hardly_go_together_are_asked_about_with_both_questions(
    contact: Visitor, scan: str
) -> None:
    assert fill_in(contact, scan, WASTE, waste_separation="4", waste_prevention="0") == 302
    assert [one.strip() for one in doubts(contact, scan)] == [
        "Elk jaar is er minder restafval. Toch zijn wegwerpspullen hier normaal. Klopt dit?"
    ]
    page = contact.get(f"{scan}/submit").text
    for item in ("waste-separation", "waste-prevention"):
        assert f'<a href="{scan}/questions/{item}">' in page.split('id="doubts"')[1]


def test_what_could_not_be_saved_stays_in_its_fields(contact: Visitor, scan: str) -> None:
    fields = {
        "q_energy-source": "3",
        "v_energy-source": "0",
        "q_n-gas": "heel veel",
        "v_n-gas": "0",
    }
    answer = contact.post(f"{scan}/themes/{ENERGY}", **fields)
    assert answer.status_code == 422
    assert re.search(r'name="q_n-gas"[^>]* value="heel veel"', answer.text)
    assert re.findall(r'name="q_energy-source" value="([^"]*)"[^>]* checked', answer.text) == ["3"]
    saved = contact.get(f"{scan}/themes/{ENERGY}").text
    assert re.findall(r'name="q_energy-source" value="([^"]*)"[^>]* checked', saved) == []
