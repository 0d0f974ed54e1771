"""Getting in, in a real browser: a passkey made and used, the ways without a script, and a company without a school."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, expect
from sqlalchemy import select

from scan.domain.one_time_codes import code_of_step, step_at
from scan.domain.roles import Role
from scan.store.session import transaction
from scan.store.tables import Organisation
from scan.use_cases.people import create_account
from tests.journeys.conftest import House, Visit, Visitor
from tests.journeys.test_every_page import numbers, unexpected
from web.database import EXTENSION
from web.demo.region import PASSWORD, SCHOOLS

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(300)]
EMAIL = "nieuwe-coordinator@roc-voorbeeld.example"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def hire_coordinator(house: House) -> None:
    """A coordinator of the first school, who has no second step yet."""
    (school,) = numbers(house, select(Organisation.id).where(Organisation.name == SCHOOLS[0].name))
    with transaction(house.app.extensions[EXTENSION]) as session:
        create_account(
            session,
            actor=None,
            display_name="Coördinator Voorbeeld",
            email=EMAIL,
            password=PASSWORD,
            roles=[(Role.COORDINATOR, int(school))],
            now=datetime.now(UTC),
        )


def plug_in_authenticator(visitor: Visitor) -> tuple[CDPSession, str]:
    """A device with a finger on it, as the browser's own tools give one."""
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return tools, made["authenticatorId"]


def test_a_passkey_is_made_at_the_first_sign_in_and_used_at_the_second(visit: Visit, house: House) -> None:
    faults: list[str] = []
    hire_coordinator(house)
    with visit(faults) as visitor:
        page = visitor.page
        tools, authenticator = plug_in_authenticator(visitor)
        visitor.sign_in(EMAIL)
        expect(page.get_by_role("heading", level=1)).to_have_text("Je tweede stap")
        visitor.look("second step to set up")
        visitor.go("/teacher")
        assert urlsplit(page.url).path == "/me/second-step"
        page.get_by_label("Naam van de passkey").fill("Mijn laptop")
        visitor.press("Voeg een passkey toe")
        expect(page.locator(".recovery-codes li")).to_have_count(10)
        visitor.look("recovery codes", english=False)
        visitor.press("Ik heb ze bewaard, ga door")
        visitor.go("/staff")
        visitor.look("accounts of colleagues")
        visitor.go("/me/second-step")
        expect(page.get_by_text("Mijn laptop", exact=True)).to_be_visible()
        visitor.look("second step with a passkey")
        visitor.follow(page.get_by_role("button", name="Uitloggen"))
        fill_in_password(visitor)
        visitor.look("second step by passkey")
        visitor.press("Gebruik mijn passkey")
        visitor.go("/staff")
        expect(page.get_by_role("heading", level=1)).to_have_text("Accounts van collega’s")
        visitor.follow(page.get_by_role("button", name="Uitloggen"))
        tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})
        tools.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": AUTHENTICATOR | {"isUserVerified": False}},
        )
        fill_in_password(visitor)
        page.get_by_role("button", name="Gebruik mijn passkey").click()
        expect(page.get_by_role("alert")).to_have_text(
            "Dat lukte niet. Probeer het opnieuw, of kies een andere manier."
        )
    assert faults == []


def fill_in_password(visitor: Visitor) -> None:
    visitor.go("/sign-in")
    visitor.page.get_by_label("E-mailadres").fill(EMAIL)
    visitor.page.get_by_label("Wachtwoord").fill(PASSWORD)
    visitor.press("Inloggen")


def test_an_app_and_a_recovery_code_work_without_script(visit: Visit, house: House) -> None:
    faults: list[str] = []
    hire_coordinator(house)
    with visit(faults, script=False) as visitor:
        page = visitor.page
        visitor.sign_in(EMAIL)
        expect(page.get_by_role("button", name="Voeg een passkey toe")).to_be_hidden()
        visitor.press("Gebruik een app")
        secret = page.locator(".code-long").inner_text().replace(" ", "")
        page.get_by_label("Code uit je app").fill("000000")
        visitor.press("Neem in gebruik")
        expect(page.locator(".errors")).to_contain_text("Deze code klopt niet")
        page.get_by_label("Code uit je app").fill(code_of_step(secret, step_at(datetime.now(UTC))))
        visitor.press("Neem in gebruik")
        code = page.locator(".recovery-codes li").first.inner_text()
        visitor.press("Ik heb ze bewaard, ga door")
        visitor.follow(page.get_by_role("button", name="Uitloggen"))
        fill_in_password(visitor)
        page.get_by_text("Ik heb dit nu niet bij me").click()
        page.get_by_label("Herstelcode").fill(code)
        visitor.press("Ga door met deze code")
        visitor.go("/me/second-step")
        expect(page.get_by_text("Je hebt nog 9 codes.")).to_be_visible()
    assert unexpected(faults, 422) == []


def test_a_company_begins_without_any_school(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as visitor:
        page = visitor.page
        visitor.go("/")
        visitor.press("Geen uitnodiging? Meld je bedrijf aan")
        page.get_by_label("Naam van het bedrijf").fill("Smederij Vonk Voorbeeld")
        page.get_by_label("KvK-nummer").fill("90 00 00 99")
        page.get_by_label("Je naam").fill("Vera Vonk")
        page.get_by_label("E-mailadres").fill("vera@vonk.example")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        visitor.press("Meld het bedrijf aan")
        visitor.look("registration to confirm", english=False)
        visitor.press("Open de link")
        visitor.look("confirming a registration")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        visitor.press("Bevestig en ga door")
        visitor.press("Begin met de zelfscan")
        assert urlsplit(page.url).path.startswith("/scans/")
    assert faults == []
