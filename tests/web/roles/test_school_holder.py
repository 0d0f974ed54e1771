"""A school as a holder, in the browser: its coordinator has the pages that a company's contact has."""

import re

import pytest
from flask import Flask

from certificates.scheme import certificate_scheme
from scan.domain.roles import OrganisationKind, Role
from tests.scan.factories import SCHOOL_RULES, Region
from tests.scan.test_surveillance import HALF_WAY, on
from tests.web.roles.visitors import Visitor, plain, staff, visitor

SIGNED = {
    "sites": "Het hoofdgebouw", "activities_there": "lesgeven", "signed_by_name": "Cor", "signed_by_role": "directeur",
    "public_detail": "themes", "declared": list(SCHOOL_RULES.declarations),
}  # fmt: skip


@pytest.fixture
def cor(app: Flask) -> Visitor:
    return staff(app, "cor")


def test_coordinator_finds_the_certificate_in_the_menu(cor: Visitor) -> None:
    page = cor.get("/institution").text
    nav = re.search(r'class="top-nav".*?</nav>', page, re.DOTALL)
    assert nav is not None
    assert re.findall(r'href="(/institution[^"]*)"', nav[0]) == ["/institution", "/institution/certificate"]
    words = cor.words("/institution")
    assert ("Je school in MVO-scan" in words, "student scant" in words) == (True, False)


def test_school_applies_and_the_alliance_decides(app: Flask, region: Region, cor: Visitor) -> None:
    region.school_moderated()
    page = cor.words("/institution/apply")
    assert "Nog niet in orde: De school staat met een KvK-nummer in MVO-scan. Vul het nummer in" in page
    refused = cor.post("/institution/number", page="/institution/certificate", kvk_number="123")
    assert (refused.status_code, 'href="#kvk_number"' in refused.text) == (422, True)
    sent = cor.post("/institution/number", page="/institution/certificate", kvk_number="00000031")
    assert sent.location == "/institution/certificate"
    assert "Nummer van de Kamer van Koophandel" not in cor.words("/institution/certificate")
    answer = cor.post("/institution/apply", **SIGNED)
    assert answer.location == "/institution", plain(answer)
    assert "Je aanvraag ligt bij de alliantie" in cor.words("/institution")
    certa = staff(app, "certa")
    assert "Noordcollege" in certa.words("/decisions")
    page = certa.words("/decisions/1")
    assert "MVO-certificaat voor scholen" in page
    answer = certa.post(
        "/decisions/1", outcome="grant", level="aware", reason="Alles is nagekeken.", language="nl"
    )
    number = answer.location.rpartition("/")[2]
    anyone = visitor(app)
    assert "Dit certificaat is geldig" in anyone.words(f"/c/{number}")
    assert "Noordcollege" in anyone.words("/register")
    assert "Noordcollege" in anyone.get("/register.csv").get_data(as_text=True)
    assert anyone.get(f"/api/v1/certificates/{number}").get_json()["name"] == "Noordcollege"
    assert "De alliantie heeft besloten" in cor.words("/institution")
    assert number in cor.words("/institution/certificate")
    assert "Bij dit certificaat hoort geen keurmerk" in cor.words(f"/institution/certificates/{number}/label")


def test_faults_in_an_application_stand_at_their_fields(region: Region, cor: Visitor) -> None:
    region.school_moderated()
    cor.post("/institution/number", page="/institution/certificate", kvk_number="00000031")
    answer = cor.post("/institution/apply", **{**SIGNED, "sites": "", "declared": []})
    assert answer.status_code == 422
    at = re.findall(r'href="#(sites|declare-[a-z-]+)"', answer.text)
    assert at == ["sites", *(f"declare-{one}" for one in SCHOOL_RULES.declarations)]


def test_rules_of_schools_are_public(app: Flask) -> None:
    anyone, name = visitor(app), certificate_scheme(OrganisationKind.INSTITUTION).name
    assert f'href="/scheme/{name}"' in anyone.get("/schemes").text
    assert "De school scant zichzelf" in anyone.words(f"/scheme/{name}")


@pytest.mark.usefixtures("every_level_half_way")
def test_coordinator_does_the_half_way_check_and_asks_for_another_scope(
    app: Flask, region: Region, cor: Visitor
) -> None:
    number = region.school_certified()
    on(region, HALF_WAY)
    cor, address = staff(app, "cor"), f"/institution/certificates/{number}"
    sent = cor.post(f"{address}/check", page=address, changes="Niets veranderd.", conditions="Alles klaar.")
    assert sent.location == address
    sent = cor.post(f"{address}/scope", page=address, scope="Twee gebouwen", why="Er kwam een gebouw bij.")
    assert sent.location == address
    cees = staff(app, "cees")
    for what in ("checks", "scopes"):
        assert "Noordcollege" in cees.words(f"/follow-up/{what}")


def test_school_is_heard_before_a_withdrawal_and_appeals(app: Flask, region: Region, cor: Visitor) -> None:
    number = region.school_certified()
    address = f"/institution/certificates/{number}"
    certa = staff(app, "certa")
    certa.post(
        f"/certificates/{number}/manage", action="withdraw", reason="Het bewijs was niet echt.", version=1
    )
    assert "De alliantie wil dit certificaat intrekken" in cor.words(address)
    sent = cor.post(f"{address}/hearing", page=address, answer="Het bewijs was wel echt.")
    assert sent.location == address
    certa.post("/follow-up/hearings/1", outcome="withdrawn", reason="Het bewijs was niet echt.")
    assert "Dit certificaat is ingetrokken" in visitor(app).words(f"/c/{number}")
    sent = cor.post("/institution/appeals", against="event-1", grounds="Het bewijs was wel degelijk echt.")
    assert sent.location == "/institution/appeals"
    cees = staff(app, "cees")
    cees.post("/follow-up/appeals/1/take-up", page="/follow-up/appeals/1")
    cees.post("/follow-up/appeals/1", outcome="uphold", reason="Het bewijs is echt.", version=2)
    assert "Dit certificaat is geldig" in visitor(app).words(f"/c/{number}")


def test_plan_and_outcome_of_a_school_are_its_own(region: Region, cor: Visitor) -> None:
    dossier_id = region.school_moderated()
    assert cor.post("/institution/plan", text="Fietsenstalling overdekken").location == "/institution/plan"
    assert "Fietsenstalling overdekken" in cor.words("/institution/plan")
    report = cor.get("/institution/report").text
    assert 'href="/institution/plan"' in report
    assert "De school scande zichzelf." in cor.words(f"/dossiers/{dossier_id}/report")
    assert cor.get(f"/dossiers/{dossier_id}/report.pdf").data.startswith(b"%PDF")
    assert "De school kan de stappen in het plan zetten" in cor.words(f"/dossiers/{dossier_id}/presentation")


def test_next_scan_of_a_school_begins_from_the_overview(region: Region, cor: Visitor) -> None:
    region.school_certified()
    assert "Neem de gegevens over de school van de vorige keer over." in cor.words("/institution")


def test_each_certificate_stands_only_with_its_own_holder(app: Flask, region: Region) -> None:
    school, bakery = region.school_certified(), region.certified()
    region.add_person("both", (Role.COORDINATOR, "noordcollege"), (Role.CONTACT, "bakery"))
    both = staff(app, "both")
    assert both.get(f"/institution/certificates/{school}").status_code == 200
    assert both.get(f"/company/certificates/{bakery}").status_code == 200
    for part in ("", "/label"):
        assert both.get(f"/institution/certificates/{bakery}{part}").status_code == 404
        assert both.get(f"/company/certificates/{school}{part}").status_code == 404
    assert 'href="/company/plan"' in both.get("/company").text
    assert 'href="/institution/plan"' in both.get("/institution").text


@pytest.mark.parametrize(
    ("who", "status"), [("tess", 403), ("rik", 403), ("carla", 403), ("certa", 403), ("mona", 403)]
)
def test_pages_of_a_school_are_for_its_coordinator(app: Flask, region: Region, who: str, status: int) -> None:
    number = region.school_certified()
    someone = staff(app, who)
    for page in ("", "/certificate", "/apply", "/apply/statement", "/plan", "/report", "/appeals"):
        assert someone.get(f"/institution{page}").status_code == status
    assert someone.get(f"/institution/certificates/{number}").status_code == status


def test_coordinator_of_another_school_sees_nothing_of_it(app: Flask, region: Region) -> None:
    number = region.school_certified()
    region.add_person("cora", (Role.COORDINATOR, "zuidcollege"))
    cora = staff(app, "cora")
    assert cora.get(f"/institution/certificates/{number}").status_code == 404
    assert cora.get(f"/institution/certificates/{number}/label").status_code == 404
    assert number not in cora.words("/institution/certificate")


def test_reviewer_of_the_alliance_notes_a_visit_and_only_they_their_own(app: Flask, region: Region) -> None:
    dossier_id = region.school_moderated()
    alba, address = staff(app, "alba"), f"/dossiers/{dossier_id}/finish"
    assert "Ik keek ter plekke mee voor de alliantie." in alba.words(address)
    form = alba.get(address).text
    version = re.search(r'name="version" value="(\d+)"', form[form.index('id="second-view"') :])
    assert version is not None
    refused = alba.post(
        f"/dossiers/{dossier_id}/second-view", page=address, version=version[1], peer_visits="veel"
    )
    assert (refused.status_code, 'href="#peer_visits"' in refused.text) == (422, True)
    sent = alba.post(
        f"/dossiers/{dossier_id}/second-view", page=address, version=version[1], peer_visits="1",
        alliance_review="1",
    )  # fmt: skip
    assert sent.status_code == 302, plain(sent)
    again = alba.get(address).text
    assert 'value="1"' in again[again.index('id="peer_visits"') :][:200]
    assert staff(app, "cor").post(
        f"/dossiers/{dossier_id}/second-view", page="/institution", version="9", peer_visits="3"
    ).status_code in (403, 404)


def test_side_by_side_of_a_school_speaks_of_the_school(app: Flask, region: Region) -> None:
    dossier_id = region.school_moderated()
    words = staff(app, "alba").words(f"/dossiers/{dossier_id}/review")
    assert ("het antwoord van de school" in words, "het antwoord van het bedrijf" in words) == (True, False)
