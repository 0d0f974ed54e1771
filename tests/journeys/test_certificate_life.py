"""A certificate from its application to its last day: returned, refused, given, complained of, suspended, restored."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from certificates import scheme as schemes
from certificates.calendar import run_day
from scan.domain.periods import local_midnight
from scan.domain.roles import Role
from scan.store.session import read, transaction
from scan.store.tables import Certificate, MembershipRow, Organisation, Person
from scan.use_cases import people, second_factor
from tests.journeys.conftest import House, Visit, Visitor
from web.database import EXTENSION
from web.demo.cast import email_of
from web.demo.region import ALLIANCE, CERTIFIER, COMPANIES, PASSWORD, SECOND_CERTIFIER, Stage
from web.demo.second_step import SECRET

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(600)]
COMPANY = next(one for one in COMPANIES if one.stage is Stage.MODERATED)
THIRD = ("Derde Certificeerder Voorbeeld", "derde@alliantie.example")
MISSING = "Het bedrijf heeft de zelfscan ingeleverd."


@pytest.fixture
def monitored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same schemes, where an independent body monitors: only then there is a label that can change."""
    folder = tmp_path / "schemes"
    shutil.copytree(schemes.SCHEMES, folder)
    newest = folder / f"{schemes.scheme().name}.yaml"
    rules = yaml.safe_load(newest.read_text(encoding="utf-8"))
    rules["monitoring"]["body"] = "Toezicht Voorbeeld"
    newest.write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(schemes, "SCHEMES", folder)


@pytest.fixture
def third(house: House) -> str:
    """A third certifier; and the first is a contact of the company as well."""
    with transaction(house.app.extensions[EXTENSION]) as session:
        alliance = session.scalars(select(Organisation.id).where(Organisation.name == ALLIANCE)).one()
        company = session.scalars(select(Organisation).where(Organisation.kvk_number == COMPANY.kvk)).one()
        first = session.scalars(select(Person.id).where(Person.email == CERTIFIER[1])).one()
        session.add(
            MembershipRow(
                person_id=first,
                organisation_id=company.id,
                organisation_kind=company.kind,
                role=Role.CONTACT.value,
                created_at=datetime.now(UTC),
            )
        )
        person_id = people.create_account(
            session,
            actor=None,
            display_name=THIRD[0],
            email=THIRD[1],
            password=PASSWORD,
            roles=[(Role.CERTIFIER, alliance)],
            now=datetime.now(UTC),
        )
        second_factor.store_app(
            session,
            person_id=person_id,
            secret=SECRET,
            last_step=1,
            pepper=house.app.config["SETTINGS"].secret,
            now=datetime.now(UTC),
        )
    return THIRD[1]


@pytest.mark.usefixtures("monitored")
def test_a_certificate_from_application_to_its_last_day(visit: Visit, house: House, third: str) -> None:
    faults: list[str] = []
    with visit(faults) as company, visit(faults) as decider, visit(faults) as other, visit(faults) as anyone:
        company.sign_in(email_of(COMPANY))
        apply(company)
        decider.sign_in(SECOND_CERTIFIER[1])
        send_back(decider)
        expect_returned(company)
        apply(company)
        with visit(faults) as tied:
            tied.sign_in(CERTIFIER[1])
            is_refused(tied)
        number = give(decider)
        expect_status(anyone, number, "Dit certificaat is geldig", f"{COMPANY.name},")
        code = complain(anyone, number)
        other.sign_in(third)
        suspend(other)
        expect_status(anyone, number, "Dit certificaat is geschorst", f"{COMPANY.name}: geschorst")
        read_answer(anyone, code)
        appeal(company)
        uphold(decider)
        expect_status(anyone, number, "Dit certificaat is geldig", f"{COMPANY.name},")
        ends(house.app, number)
        expect_status(anyone, number, "Dit certificaat is verlopen", f"{COMPANY.name}: verlopen")
    assert not faults, "\n".join(faults)


def apply(company: Visitor) -> None:
    company.go("/company/apply")
    company.page.get_by_label("Voor welke plek of plekken?").fill("Drukkerij in Emmen")
    company.page.get_by_label("Voor welk werk daar?").fill("drukken en binden")
    company.page.get_by_label("Wie tekent?").fill(COMPANY.contact)
    company.page.get_by_label("In welke functie?").fill("directeur")
    for declaration in company.page.locator("[name=declared]").all():
        declaration.check()
    company.press("Vraag het certificaat aan")
    expect(company.page.get_by_text("Je aanvraag is verstuurd naar de alliantie.")).to_be_visible()


def open_application(certifier: Visitor) -> None:
    certifier.go("/decisions")
    certifier.press(COMPANY.name)


def send_back(certifier: Visitor) -> None:
    """A condition is missing: the company hears which."""
    open_application(certifier)
    certifier.page.get_by_label("Stuur terug: er ontbreekt iets").check()
    certifier.page.get_by_label("Wat ontbreekt er, als je het terugstuurt?").select_option(label=MISSING)
    certifier.page.get_by_label("Waarom?").fill("Lever de zelfscan nog eens in, met de cijfers van dit jaar.")
    certifier.press("Leg het besluit vast")


def expect_returned(company: Visitor) -> None:
    company.go("/company/apply")
    expect(company.page.get_by_text(f"Dit ontbreekt: {MISSING}")).to_be_visible()
    company.look("application that came back", english=False)


def is_refused(certifier: Visitor) -> None:
    """Who belongs to the company reads why they may not decide, and has no form to do it with."""
    open_application(certifier)
    may = certifier.page.locator("#impartial")
    expect(may.locator(".is-missing")).to_have_count(1)
    expect(certifier.page.get_by_role("button", name="Leg het besluit vast")).to_have_count(0)
    certifier.look("application that one may not decide on", english=False)


def give(certifier: Visitor) -> str:
    """The number of the certificate."""
    open_application(certifier)
    certifier.page.get_by_label("Geef het certificaat").check()
    certifier.page.get_by_label("Waarom?").fill("De uitkomst is nagekeken en haalt alle regels.")
    certifier.press("Leg het besluit vast")
    said = certifier.page.get_by_text("Het certificaat is er.").inner_text()
    number = re.search(r"MVO-NN-\d{4}-\d{4}-\d{2}", said)
    assert number is not None, said
    return number.group()


def expect_status(anyone: Visitor, number: str, title: str, on_label: str) -> None:
    """What the public page says, and the label that others embed."""
    anyone.go(f"/c/{number}")
    expect(anyone.page.get_by_role("heading", level=1)).to_have_text(title)
    label = anyone.page.request.get(f"{anyone.url}/api/v1/certificates/{number}/badge.svg")
    assert label.status == 200
    assert on_label in label.text()


def complain(anyone: Visitor, number: str) -> str:
    """Without an account; the code of the receipt."""
    page = anyone.page
    anyone.go(f"/c/{number}")
    anyone.press("Laat het weten")
    anyone.look("complaint")
    page.get_by_label("Wat klopt er niet?").fill("Er stond afval naast de sloot, op 3 november.")
    page.wait_for_timeout(3_500)  # who sends it sooner is taken for a machine
    anyone.press("Stuur de klacht")
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.locator("main").inner_text())
    assert code is not None
    anyone.look("receipt of a complaint", english=False)
    return code.group()


def suspend(certifier: Visitor) -> None:
    certifier.go("/follow-up/complaints")
    certifier.press(COMPANY.name)
    certifier.page.get_by_label("Schorsen: het geldt voorlopig niet").check()
    certifier.page.get_by_label("Antwoord aan wie klaagde").fill("U had gelijk. We schorsen het certificaat.")
    certifier.page.get_by_label("Openbare reden, als je schorst").fill(
        "We onderzoeken hoe afval wordt bewaard."
    )
    certifier.press("Rond het af")


def read_answer(anyone: Visitor, code: str) -> None:
    anyone.go("/complaints")
    anyone.page.get_by_label("Code").fill(code)
    anyone.press("Laat zien")
    expect(anyone.page.get_by_text("U had gelijk. We schorsen het certificaat.")).to_be_visible()


def appeal(company: Visitor) -> None:
    company.go("/company/appeals")
    company.page.get_by_label("Certificaat geschorst").check()
    company.page.get_by_label("Waarom ben je het er niet mee eens?").fill(
        "Het afval was van de buren, zie de foto’s."
    )
    company.press("Stuur het bezwaar")
    company.look("appeal that was sent", english=False)


def uphold(certifier: Visitor) -> None:
    """By who had no part in the suspension: the certificate holds again."""
    certifier.go("/follow-up/appeals")
    certifier.press(COMPANY.name)
    certifier.press("Pak dit bezwaar op")
    certifier.page.get_by_label("De organisatie heeft gelijk: draai het terug").check()
    certifier.page.get_by_label("Waarom?").fill("De foto’s laten zien dat het afval van een ander was.")
    certifier.press("Rond het af")


def ends(app: Flask, number: str) -> None:
    """The day after its last: the page knows at once, and the calendar's daily round notes it."""
    with read(app.extensions[EXTENSION]) as session:
        last = session.scalars(select(Certificate.valid_until).where(Certificate.number == number)).one()
    after = local_midnight(last + timedelta(days=1))
    app.config["NOW"] = lambda: after + timedelta(hours=12)
    with transaction(app.extensions[EXTENSION]) as session:
        run_day(session, today=last + timedelta(days=1), now=app.config["NOW"]())
    with read(app.extensions[EXTENSION]) as session:
        state = session.scalars(select(Certificate.state).where(Certificate.number == number)).one()
    assert state == "expired"
