"""A form that is sent with nothing in it gets an answer, wherever it is sent, in the demo region."""

import re

import pytest
from flask import Flask

from tests.web.people import as_certifier
from tests.web.roles.visitors import Visitor, visitor
from web.demo.cast import email_of
from web.demo.region import CERTIFIER, COMPANIES, PASSWORD, SCHOOLS

PEOPLE = {
    "company": (email_of(COMPANIES[5]), "/company/plan"),
    "teacher": (SCHOOLS[0].email, "/teacher"),
    "certifier": (CERTIFIER[1], "/appointments"),
}
NO_FORM = {"account.sign_out", "scanning.autosave"}


def signed_in(app: Flask, who: str) -> Visitor:
    if who == "certifier":
        return as_certifier(app)
    someone = visitor(app)
    assert someone.post("/sign-in", email=PEOPLE[who][0], password=PASSWORD).status_code == 302
    return someone


@pytest.mark.parametrize("who", PEOPLE)
def test_a_form_with_nothing_in_it_never_breaks_a_page(app: Flask, who: str) -> None:
    """A page with what is missing, a way back, or no admission: never an error of ours."""
    someone = signed_in(app, who)
    token = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', someone.get(PEOPLE[who][1]).text)
    assert token is not None
    broken = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint not in NO_FORM:
            address = re.sub(r"<[^>]+>", "1", rule.rule)
            status = someone.client.post(address, data={"csrf_token": token[1]}).status_code
            if status not in {200, 302, 403, 404, 409, 422}:
                broken.append((address, status))
    assert broken == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", " ", "Vul in wat je gaat doen, in 3 tot 1.000 tekens."),
        ("planned_on", "morgen", "Kies de dag waarop het klaar is."),
    ],
)
def test_a_plan_names_what_is_missing(app: Flask, field: str, value: str, words: str) -> None:
    sent = {"text": "Zonnepanelen op het dak", "planned_on": "2027-03-01"} | {field: value}
    answer = signed_in(app, "company").post("/company/plan", **sent)
    assert answer.status_code == 422
    assert f'<a href="#{field}">{words}</a>' in answer.text
    assert f'id="{field}-error"' in answer.text
