"""After the certificate, in the browser: the company, certifiers, the monitor and who complains."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from certificates.scheme import scheme
from certificates.validity import Status
from scan.store.tables import Complaint, SampleEntry
from tests.scan.factories import Region
from tests.scan.test_hearings import status
from tests.scan.test_monitoring import drawn
from tests.scan.test_surveillance import HALF_WAY, on
from tests.web.roles.visitors import Visitor, plain, staff, visitor

WORDS = "De winkel gooit nog elke dag brood weg."


def complain(region: Region, someone: Visitor, number: str, *, wait: int = 9, **changed: str) -> str:
    """Open the form, take one's time, and send it; gives the page."""
    page = someone.get(f"/c/{number}/complaint").text
    opened = re.search(r'name="opened" value="([^"]+)"', page)
    assert opened is not None
    region.later(seconds=wait)
    sent = {"words": WORDS, "name": "", "email": "", "website": "", "opened": opened[1]} | changed
    answer = someone.client.post(f"/c/{number}/complaint", data=sent)
    return f"{answer.status_code} {plain(answer)}"


def test_anyone_complains_without_an_account_or_cookie_and_reads_the_answer_with_the_code(
    app: Flask, region: Region
) -> None:
    number, someone = region.certified(), visitor(app)
    page = complain(region, someone, number)
    assert page.startswith("201 ")
    assert someone.client.get_cookie("mvo_browser") is None
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", page)
    assert code is not None
    assert "we zijn ermee bezig" in plain(someone.client.post("/complaints", data={"code": code[0]}))
    cees = staff(app, "cees")
    assert WORDS in cees.words("/follow-up/complaints/1")
    answer = cees.post(
        "/follow-up/complaints/1", outcome="suspended", reply="Wij onderzoeken dit. Dank je wel.", version=1,
        reason="Er loopt een onderzoek naar afval.",
    )  # fmt: skip
    assert answer.status_code == 302, plain(answer)
    assert "Er loopt een onderzoek naar afval." in someone.words(f"/c/{number}")
    told = plain(someone.client.post("/complaints", data={"code": code[0]}))
    assert "Het certificaat is geschorst. Wij onderzoeken dit. Dank je wel." in told


@pytest.mark.parametrize(
    ("changed", "wait"),
    [
        ({"website": "https://koop.example"}, 9),
        ({}, 1),
        ({}, 25 * 3600),
        ({"opened": ""}, 9),
        ({"opened": "1795427000.\u20ac"}, 9),
        ({"opened": "\u00b2.x"}, 9),
    ],
)
def test_what_a_program_sends_is_not_kept_and_nothing_written_is_lost(
    app: Flask, region: Region, changed: dict[str, str], wait: int
) -> None:
    page = complain(region, visitor(app), region.certified(), wait=wait, **changed)
    assert page.startswith("422 ")
    assert WORDS in page
    with region.reading() as session:
        assert session.scalars(select(Complaint)).all() == []


def test_wrong_code_says_so_and_is_in_no_address(app: Flask, region: Region) -> None:
    region.certified()
    answer = visitor(app).client.post("/complaints", data={"code": "AAAA-BBBB-CCCC"})
    assert (answer.status_code, "Deze code kennen we niet." in plain(answer)) == (404, True)


def test_who_decided_cannot_handle_the_complaint_and_reads_why(app: Flask, region: Region) -> None:
    complain(region, visitor(app), region.certified())
    page = staff(app, "certa").words("/follow-up/complaints/1")
    assert "Je hebt hier zelf over beslist." in page
    assert WORDS not in page


@pytest.mark.usefixtures("every_level_half_way")
def test_company_does_the_half_way_check_and_a_certifier_closes_it(app: Flask, region: Region) -> None:
    number = region.certified()
    on(region, HALF_WAY)
    carla, address = staff(app, "carla"), f"/company/certificates/{number}"
    assert "Tussentijdse controle" in carla.words(address)
    empty = carla.post(f"{address}/check", page=address, changes="", conditions="")
    assert (empty.status_code, 'href="#changes"' in empty.text) == (422, True)
    sent = carla.post(f"{address}/check", page=address, changes="Niets veranderd.", conditions="Alles klaar.")
    assert sent.location == address
    cees = staff(app, "cees")
    assert "Bakery" in cees.words("/follow-up/checks")
    answer = cees.post("/follow-up/checks/1", outcome="fine", reason="Alles is in orde bevonden.")
    assert answer.location == "/follow-up/checks"
    assert "De controle is in orde." in carla.words(address)


def test_company_appeals_and_another_certifier_gives_it_right(app: Flask, region: Region) -> None:
    number = region.certified()
    certa = staff(app, "certa")
    certa.post(
        f"/certificates/{number}/manage", action="suspend", reason="Er loopt een onderzoek.", version=1
    )
    carla = staff(app, "carla")
    assert carla.post("/company/appeals", against="event-1", grounds="nee").status_code == 422
    answer = carla.post("/company/appeals", against="event-1", grounds="Het bewijs lag er gewoon bij.")
    assert answer.location == "/company/appeals"
    assert "Je nam zelf het besluit waar dit bezwaar over gaat." in certa.words("/follow-up/appeals/1")
    cees = staff(app, "cees")
    assert cees.post("/follow-up/appeals/1/take-up", page="/follow-up/appeals/1").status_code == 302
    answer = cees.post(
        "/follow-up/appeals/1", outcome="uphold", reason="Het bewijs lag er inderdaad.", version=2
    )
    assert answer.status_code == 302, plain(answer)
    assert status(region, number) is Status.VALID
    assert "het bedrijf kreeg gelijk" in carla.words("/company/appeals")


def test_monitor_draws_looks_finds_and_takes_the_report_along(app: Flask, region: Region) -> None:
    region.certified()
    mona = staff(app, "mona")
    assert "Nog geen steekproef" in mona.words("/monitoring")
    answer = mona.post(
        "/monitoring",
        scheme=scheme().name,
        year="2026",
        seed="Trekking 4 8 15 16",
        seed_source="loterij.example",
    )
    assert answer.location == "/monitoring/1"
    assert "Wat de beoordelaar bepaalde" in mona.words("/monitoring/entries/1")
    assert mona.get("/dossiers/1/review").status_code == 200
    sent = mona.post("/monitoring/entries/1", grade="major", finding="De reden noemt het bewijs niet.")
    assert sent.location == "/monitoring/1"
    assert mona.get("/monitoring/1/report.pdf").data.startswith(b"%PDF")
    lines = mona.get("/monitoring/1/report.csv").get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[0].startswith("decision;certificate;level;decided_on;weight;certain;drawn;grade;finding")
    assert ";major;De reden noemt het bewijs niet.;" in lines[1]
    cees = staff(app, "cees")
    assert "Bakery" in cees.words("/follow-up/findings")
    cees.post("/follow-up/findings/1", response="Wij schreven de reden opnieuw.")
    assert "Wij schreven de reden opnieuw." in mona.words("/monitoring/entries/1")


def test_monitor_sees_no_file_that_was_not_drawn(app: Flask, region: Region) -> None:
    region.certified()
    assert staff(app, "mona").get("/dossiers/1/review").status_code == 404
    drawn(region)
    with region.writing() as session:
        session.scalars(select(SampleEntry)).one().drawn = False
    assert staff(app, "mona").get("/monitoring/entries/1").status_code == 404


def test_pages_are_for_who_they_are_for(app: Flask, region: Region) -> None:
    region.certified()
    for who in ("carla", "tess", "mona"):
        assert staff(app, who).get("/follow-up").status_code == 403
    for who in ("carla", "tess"):
        assert staff(app, who).get("/monitoring").status_code == 403
