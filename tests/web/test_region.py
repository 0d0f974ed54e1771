"""For everyone: the region, the register, the pictures beside links, and the label."""

import csv
from io import BytesIO, StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update

from scan.store.session import read, transaction
from scan.store.tables import Ambassador, Certificate, Organisation
from tests.web.people import as_contact
from tests.web.roles.visitors import visitor
from web.database import EXTENSION
from web.demo.region import COMPANIES

TABLES = ("themes", "sectors", "sizes", "municipalities", "years", "certificates", "schools", "targets")


def rows(answer_data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(answer_data.decode("utf-8-sig")), delimiter=";"))


def test_the_page_shows_the_wheel_the_groups_and_the_targets(client: FlaskClient) -> None:
    page = client.get("/region")
    assert page.status_code == 200
    for words in ("Zo staat de regio ervoor", "De gemiddelde schijf van vijf", "Per sector", "Per gemeente",
                  "Wat we willen bereiken", "100 certificaten die gelden"):  # fmt: skip
        assert words in page.text
    assert {name for name in TABLES if f"/region/{name}.csv" in page.text} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_taken_away(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/region/{name}.csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    head, *lines = rows(answer.data)
    assert lines
    assert {len(line) for line in lines} == {len(head)}


def test_a_table_that_is_not_there_is_no_page(client: FlaskClient) -> None:
    assert client.get("/region/people.csv").status_code == 404


def test_groups_that_are_too_small_have_empty_cells(client: FlaskClient) -> None:
    sectors = {line[0]: line[1:] for line in rows(client.get("/region/sectors.csv").data)[1:]}
    assert sectors["Landbouw, tuinbouw en dieren"] == [""] * 6
    assert all(cell.isdigit() for cell in sectors["Horeca en recreatie"])


def test_the_register_is_searched_by_place_sector_level_and_theme(client: FlaskClient) -> None:
    def names(query: str) -> list[str]:
        return [line[1] for line in rows(client.get(f"/register.csv?{query}").data)[1:]]

    school, top, active, aware = (
        "College Voorbeeldzijl", "Fietskoeriers Volle Wind", "Hoveniersbedrijf Groenzoom", "Installatiebureau Zonzij",
    )  # fmt: skip
    stated = "Kapsalon Knip & Co Voorbeeld"
    by_name = [school, top, active, aware, stated]
    assert names("") == by_name
    assert names("sort=-name") == by_name[::-1]
    assert names("level=statement") == [stated]
    assert names("municipality=emmen") == names("sector=construction") == [aware]
    assert names("municipality=leeuwarden") == [school]
    assert (names("level=active"), names("level=aware")) == ([school, active], [aware])
    assert names("level=front_runner") == [top]
    assert names("sort=-level")[0] == top
    assert names("theme=unknown") == []
    assert names("q=%25") == []
    page = client.get("/register?sort=place").text
    assert 'aria-sort="ascending"' in page
    assert "sort=-place" in page


def test_the_list_is_safe_to_open_in_a_spreadsheet(app: Flask, client: FlaskClient) -> None:
    with transaction(app.extensions[EXTENSION]) as session:
        session.execute(update(Organisation).values(name='=HYPERLINK("http://kwaad.example")'))
    assert rows(client.get("/register.csv").data)[1][1].startswith("'=HYPERLINK")


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=999999999999", "page=x", "sort=--", "q=%00"])
def test_a_strange_address_gives_the_list(client: FlaskClient, query: str) -> None:
    assert client.get(f"/register?{query}").status_code == 200


def number_in(app: Flask, state: str) -> str:
    with read(app.extensions[EXTENSION]) as session:
        statement = (
            select(Certificate.number)
            .where(Certificate.state == state, Certificate.kind == "certificate")
            .order_by(Certificate.id)
        )
        found = session.scalars(statement).first()
    assert found is not None
    return found


def test_a_certificate_page_tells_what_happened_and_has_a_card(app: Flask, client: FlaskClient) -> None:
    number = number_in(app, "suspended")
    page = client.get(f"/c/{number}").text
    assert "Besloten en gegeven" in page
    assert "We onderzoeken een melding over veilig werken." in page
    assert f'<meta property="og:image" content="http://localhost/c/{number}/card.png">' in page
    card = client.get(f"/c/{number}/card.png")
    assert (card.status_code, card.mimetype) == (200, "image/png")
    assert Image.open(BytesIO(card.data)).size == (1200, 630)
    assert card.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = client.get(f"/c/{number}/card.png", headers={"If-None-Match": card.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/c/MVO-NN-2026-0417-57/card.png").status_code == 404


def test_only_an_ambassador_who_chose_to_be_seen_has_a_card(app: Flask, client: FlaskClient) -> None:
    with read(app.extensions[EXTENSION]) as session:
        row = session.scalars(select(Ambassador).where(Ambassador.number.is_not(None))).first()
    assert row is not None
    path = f"/a/{row.number}/card.png"
    with transaction(app.extensions[EXTENSION]) as session:
        session.execute(update(Ambassador).values(is_public=False, public_name=None))
    assert client.get(path).status_code == 404
    assert "og:" not in client.get(f"/a/{row.number}").text
    with transaction(app.extensions[EXTENSION]) as session:
        change = {"is_public": True, "public_name": "Sam"}
        session.execute(update(Ambassador).where(Ambassador.id == row.id).values(**change))
    card = client.get(path)
    assert (card.status_code, card.headers["Cache-Control"]) == (200, "no-store")
    assert f"http://localhost{path}" in client.get(f"/a/{row.number}").text


def test_a_school_has_a_page_and_a_card_without_small_counts(client: FlaskClient) -> None:
    schools = client.get("/api/v1/region").get_json()["schools"]
    page = client.get(f"/schools/{schools[0]['institution_id']}")
    assert (page.status_code, page.text.count("<dd>–</dd>")) == (200, 2)
    assert client.get(f"/schools/{schools[0]['institution_id']}/card.png").status_code == 200
    assert (
        client.get("/schools/999999").status_code == client.get("/schools/999999/card.png").status_code == 404
    )


def test_a_company_reads_why_there_is_no_label_and_others_find_nothing(app: Flask) -> None:
    number = number_in(app, "issued")
    page = as_contact(app, COMPANIES[8]).get(f"/company/certificates/{number}/label")
    assert "Bij dit certificaat hoort geen keurmerk" in page.text
    assert "badge.svg" not in page.text
    assert as_contact(app, COMPANIES[9]).get(f"/company/certificates/{number}/label").status_code == 404
    assert visitor(app).get(f"/company/certificates/{number}/label").status_code == 302
