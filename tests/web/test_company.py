"""What a company reads about itself."""

import re

from flask import Flask
from flask.testing import FlaskClient

from web.demo.cast import email_of
from web.demo.region import COMPANIES, PASSWORD


def signed_in(app: Flask, place: int) -> FlaskClient:
    """The contact of a demo company, signed in."""
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)
    assert token is not None
    data = {"csrf_token": token[1], "email": email_of(COMPANIES[place]), "password": PASSWORD}
    assert client.post("/sign-in", data=data).headers["Location"] == "/company"
    return client


def test_company_that_handed_in_sees_the_cheapest_way_to_the_next_level(app: Flask) -> None:
    page = signed_in(app, 5).get("/company").get_data(as_text=True)
    assert "De makkelijkste weg naar niveau" in page


def test_company_that_has_not_begun_is_asked_to_begin(app: Flask) -> None:
    page = signed_in(app, 1).get("/company").get_data(as_text=True)
    assert "Begin met de zelfscan" in page
    assert "De makkelijkste weg" not in page
