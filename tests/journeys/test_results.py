"""The presentation with the keyboard and without script, the plan from step to done, and a next round."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.store.session import transaction
from scan.store.tables import Dossier, MembershipRow, Organisation, Person
from scan.use_cases import answering, moderating, opening, planning, rescanning, reviewing, submitting
from tests.journeys.conftest import House, Visit
from tests.journeys.test_main_line import enter_class
from web.database import EXTENSION
from web.demo.answers import lifelike
from web.demo.region import ALLIANCE_REVIEWER, COMPANIES

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(600)]
VEL, GROENZOOM = COMPANIES[5], COMPANIES[8]
SLIDES = 11


def email(name: str) -> str:
    return f"contact@{''.join(sign for sign in name.lower() if sign.isalnum())}.example"


def number_shown(page: Page) -> int:
    """Of the slide in the middle of the screen."""
    found: int = page.evaluate(
        """() => {
            const slides = [...document.querySelectorAll(".slide")];
            return 1 + slides.findIndex(one => one.getBoundingClientRect().bottom > innerHeight / 2);
        }"""
    )
    return found


def test_student_presents_with_the_keyboard_and_prints_a_handout(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as student:
        page = student.page
        student.go("/join")
        enter_class(student, house.class_code, VEL.student)
        student.press("Bekijk de uitkomst")
        student.look("result of a student, checked")
        student.press("Presenteer op een scherm")
        expect(page.locator(".slide")).to_have_count(SLIDES)
        student.look("presentation")
        page.set_viewport_size({"width": 1280, "height": 720})
        assert number_shown(page) == 1
        for key, place in (
            ("ArrowRight", 2),
            ("PageDown", 3),
            ("ArrowLeft", 2),
            ("End", SLIDES),
            ("Home", 1),
        ):
            page.keyboard.press(key)
            page.wait_for_function(f"location.hash === '#slide-{place}'")
            assert number_shown(page) == place, key
        page.locator("#slide-1").get_by_role("link", name="Verder").click()
        page.wait_for_function("location.hash === '#slide-2'")
        page.emulate_media(media="print")
        expect(page.locator(".slide-turn").first).to_be_hidden()
        assert {round(one.bounding_box()["height"]) for one in page.locator(".slide").all()} == {499}  # type: ignore[index]
    assert faults == []


def test_presentation_works_as_anchored_pages_without_script(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults, script=False) as contact:
        page = contact.page
        contact.sign_in(email(VEL.name))
        contact.go("/company/report")
        contact.press("Presenteer op een scherm")
        for place in range(1, SLIDES):
            expect(page.locator(f"#slide-{place}").get_by_role("link", name="Verder")).to_be_visible()
            page.locator(f"#slide-{place}").get_by_role("link", name="Verder").click()
            expect(page.locator(f"#slide-{place + 1}")).to_be_in_viewport()
        contact.follow(page.locator("#slide-1").get_by_role("link", name="Sluiten"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Uitkomst van de scan: niveau 2, Actief")
    assert faults == []


def test_company_plans_a_step_and_finishes_it(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as contact:
        page = contact.page
        contact.sign_in(email(VEL.name))
        contact.go("/company/report")
        contact.look("report")
        contact.press("Maak hier een plan van")
        offer = page.locator("form.card").first
        title = offer.get_by_role("heading").inner_text()
        offer.get_by_text("Wie en wanneer?").click()
        offer.get_by_label("Wie doet het?").fill("bedrijfsleider")
        offer.get_by_label("Wanneer is het klaar?").fill("2026-01-05")
        contact.follow(offer.get_by_role("button"))
        card = page.locator("article.action").filter(has_text=title).first
        expect(card).to_contain_text("Te laat: dit was voor 5 januari 2026")
        expect(card).to_contain_text("bedrijfsleider")
        contact.follow(card.get_by_role("button", name="We zijn begonnen"))
        card = page.locator("article.action").filter(has_text=title).first
        expect(card).to_contain_text("Mee bezig")
        contact.look("plan with something late", english=False)
        contact.follow(card.get_by_role("link", name="Veranderen"))
        page.get_by_label("Hoe gaat het?").fill("De offerte is binnen.")
        contact.look("action")
        stale = page.locator('input[name="version"]').first.get_attribute("value")
        contact.press("Opslaan")
        expect(page.get_by_text("De offerte is binnen.")).to_be_visible()
        contact.follow(
            page.locator("article.action").filter(has_text=title).first.get_by_role("link", name="Veranderen")
        )
        page.locator('input[name="version"]').first.evaluate(
            "(one, version) => { one.value = version }", stale
        )
        page.get_by_label("Hoe gaat het?").fill("De monteur komt maandag.")
        contact.press("Opslaan")
        expect(page.get_by_role("heading", level=1)).to_have_text("Deze actie is op twee plekken veranderd")
        contact.look("plan, changed in two places", english=False)
        contact.press("Houd deze")
        card = page.locator("article.action").filter(has_text=title).first
        expect(card).to_contain_text("De monteur komt maandag.")
        contact.follow(card.get_by_role("button", name="Dit is klaar"))
        expect(page.locator("article.action").filter(has_text=title).first).to_contain_text("Klaar op")
    assert [fault for fault in faults if "409" not in fault] == []


def test_next_round_stands_beside_the_first(visit: Visit, house: House) -> None:
    faults: list[str] = []
    second = next_result(house)
    with visit(faults) as contact:
        page = contact.page
        contact.sign_in(email(GROENZOOM.name))
        contact.go("/company/report")
        contact.press("Wat is er veranderd")
        assert page.url.endswith(f"/dossiers/{second}/change")
        expect(page.get_by_role("heading", level=1)).to_have_text("Wat is er veranderd")
        expect(page.get_by_text("stap omlaag").first).to_be_visible()
        expect(page.get_by_text("Uit het plan:").first).to_be_visible()
        contact.look("what has changed")
    assert faults == []


def next_result(house: House) -> int:
    """A second result of a company, two months later and a step higher; the number of its dossier."""
    with transaction(house.app.extensions[EXTENSION]) as session:
        company = select(Organisation.id).where(Organisation.name == GROENZOOM.name)
        company_id = session.scalars(company).one()
        first = session.scalars(select(Dossier).where(Dossier.organisation_id == company_id)).one()
        assert first.moderated_at is not None
        now = first.moderated_at + timedelta(days=40)
        alliance = select(Organisation.id).where(Organisation.kind == "alliance")
        reviewer = session.scalars(select(Person.id).where(Person.email == ALLIANCE_REVIEWER[1])).one()
        person = session.scalars(
            select(MembershipRow.person_id).where(MembershipRow.organisation_id == company_id)
        ).one()
        contact = Actor(person, (Membership(Role.CONTACT, company_id, OrganisationKind.COMPANY),))
        scan_id = rescanning.start_next_round(
            session,
            actor=contact,
            organisation_id=company_id,
            slug="company-self",
            copy_profile=True,
            now=now,
        )
        opened = opening.open_scan(session, actor=contact, scan_id=scan_id, now=now)
        profile = {
            key: str(value) if key in ("staff", "parking", "vehicles") else value
            for key, value in opened.profile.items()
        }
        answers = lifelike(opened.questionnaire, profile, name="later", steps=100, student=False)
        answering.save_answers(session, actor=contact, scan_id=scan_id, answers=answers, now=now)
        for item in (
            "energy-source",
            "waste-separation",
            "waste-prevention",
            "water-use",
            "food-choices",
            "long-life",
        ):
            step = planning.ActionInput("Beter doen", item_id=item)
            planning.add_action(session, actor=contact, dossier_id=opened.dossier_id, action=step, now=now)
        version = opening.open_scan(session, actor=contact, scan_id=scan_id, now=now).version
        submitting.submit_scan(
            session, actor=contact, scan_id=scan_id, version=version, confirm_open=True, now=now
        )
        later = now + timedelta(weeks=7)
        checker = Actor(
            reviewer, (Membership(Role.REVIEWER, session.scalars(alliance).one(), OrganisationKind.ALLIANCE),)
        )
        about = {"actor": checker, "dossier_id": opened.dossier_id, "now": later}
        reviewing.open_comparison(session, **about)
        dossier = session.get_one(Dossier, opened.dossier_id)
        moderating.close_dossier(session, version=dossier.version, **about)
        return opened.dossier_id
