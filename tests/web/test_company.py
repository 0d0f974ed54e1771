"""What a company reads about itself."""

import re
from html import unescape

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


def words(page: str) -> str:
    """The words of a page in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_company_sees_the_level_of_today_and_the_cheapest_way_to_the_next(app: Flask) -> None:
    """It planned two actions after the teacher closed the dossier: those count."""
    page = words(signed_in(app, 5).get("/company").get_data(as_text=True))
    assert "Uitkomst van de scan: niveau 2, Actief" in page
    assert "De makkelijkste weg naar niveau 3, Gevorderd" in page
    assert "Kies minstens één actie" not in page


def test_company_sees_by_theme_how_far_it_is_from_the_next_level(app: Flask) -> None:
    page = words(signed_in(app, 5).get("/company").get_data(as_text=True))
    table = page.split("Per thema")[1]
    assert "Thema Zelf ingevuld Aangetoond tot nu toe Verschil Grens voor niveau 3" in table
    assert "Schone energie 63 63 gelijk gehaald" in table
    assert "Onderwijs en ontwikkeling 51 45 bijna gelijk gehaald" in table


def test_company_that_has_not_begun_is_asked_to_begin(app: Flask) -> None:
    page = signed_in(app, 1).get("/company").get_data(as_text=True)
    assert "Begin met de zelfscan" in page
    assert "De makkelijkste weg" not in page
