"""A partner fills in its agreement, both sides sign it, it is taken away on paper, and reported on; anyone reads it."""

from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import House, Visit, Visitor
from web.demo.cast import email_of
from web.demo.region import COMPANIES, SECOND_CERTIFIER

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(600)]
COMPANY = COMPANIES[1]
PROMISES = (
    ("Eigen bijdrage", "Elk kwartaal knipt een leerling mee met een ervaren kapper."),
    ("Zichtbaarheid", "Een bord in de zaak en een blok op de site."),
    ("Platform", "We beginnen een platform van winkels in de binnenstad."),
    ("Geld of natura", "De zaak is op maandag vrij voor bijeenkomsten."),
)


def test_agreement_is_filled_in_signed_by_both_downloaded_and_reported_on(
    visit: Visit, house: House, tmp_path: Path
) -> None:
    faults: list[str] = []
    with visit(faults) as partner, visit(faults) as alliance, visit(faults) as anyone:
        partner.sign_in(email_of(COMPANY))
        where = fill_in(partner)
        sign(partner, "Kees Knip", "eigenaar")
        expect(partner.page.get_by_text("Getekend. Nu is de alliantie aan de beurt.")).to_be_visible()

        alliance.sign_in(SECOND_CERTIFIER[1])
        alliance.go("/alliance/partners")
        alliance.page.get_by_role("link", name=COMPANY.name).click()
        alliance.look("agreement to be signed by the alliance")
        sign(alliance, "Voorzitter Voorbeeld", "voorzitter")
        expect(alliance.page.get_by_text("Getekend. De overeenkomst geldt.")).to_be_visible()

        partner.go(where)
        words = downloaded(partner, tmp_path)
        for expected in (COMPANY.name, *(text for _, text in PROMISES), "Kees Knip", "Voorzitter Voorbeeld"):
            assert expected in words
        report(partner)

        anyone.go("/partners")
        anyone.page.get_by_role("link", name=COMPANY.name).click()
        expect(anyone.page.get_by_text("Twee leerlingen knipten een dag mee.")).to_be_visible()
        expect(anyone.page.get_by_text("Kees Knip")).to_have_count(0)
        anyone.look("public page of a partner that reported")
    assert [fault for fault in faults if "422" not in fault] == []


def fill_in(partner: Visitor) -> str:
    """From the own page to an agreement with something under each article; signing too early says what is missing."""
    partner.go("/partner")
    partner.press("Word partner")
    where = partner.page.url.split("/", 3)[3]
    partner.look("agreement, empty")
    sign(partner, "Kees Knip", "eigenaar")
    expect(partner.page.locator(".errors")).to_be_focused()
    partner.look("agreement, signed too early", english=False)
    partner.page.get_by_label("Wij onderschrijven deze doelen.").check()
    partner.press("Opslaan")
    for article, text in PROMISES:
        section = partner.page.locator("section", has=partner.page.get_by_role("heading", name=article))
        if article == "Eigen bijdrage":
            section.get_by_label("Thema").select_option("education_development")
        section.get_by_label("Wat zeggen jullie toe?").fill(text)
        section.get_by_role("button", name="Zet het erin").click()
        expect(partner.page.get_by_text("De toezegging staat erin.")).to_be_visible()
    partner.page.get_by_role("link", name="Pas aan of haal weg").last.click()
    partner.look("pledge to change")
    partner.press("Opslaan")
    partner.look("agreement, filled in")
    return f"/{where}"


def sign(visitor: Visitor, name: str, office: str) -> None:
    visitor.page.get_by_label("Naam van wie tekent").fill(name)
    visitor.page.get_by_label("Functie van wie tekent").fill(office)
    visitor.press("Teken de overeenkomst")


def downloaded(partner: Visitor, folder: Path) -> str:
    """The words of the PDF that the button gives."""
    address = partner.page.get_by_role("link", name="Download als pdf").get_attribute("href")
    answer = partner.page.request.get(partner.page.url.rsplit("/agreements", 1)[0] + str(address))
    file = folder / "agreement.pdf"
    file.write_bytes(answer.body())
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(file).pages).split())


def report(partner: Visitor) -> None:
    partner.page.get_by_role("link", name="Vertel hoe jaar 1 ging").click()
    partner.look("report of a year")
    first = partner.page.locator("section", has_text=PROMISES[0][1])
    first.get_by_label("Hoe ging het?").select_option("done")
    first.get_by_label("Wat deden jullie, en wat leverde het op?").fill(
        "Twee leerlingen knipten een dag mee."
    )
    first.get_by_role("button", name="Opslaan").click()
    expect(partner.page.get_by_text("Opgeslagen. Iedereen kan het nu lezen.")).to_be_visible()
