"""A class votes: the teacher's board, two devices and hands; and the other ways in which a school looks at itself."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from scan.domain.roles import Role
from scan.store.session import transaction
from scan.store.tables import Organisation
from scan.use_cases.people import create_account
from scan.use_cases.second_factor import store_app
from tests.journeys.conftest import SECRET, House, Visit, Visitor
from tests.journeys.looking import LAPTOP
from tests.journeys.test_main_line import enter_class
from web.database import EXTENSION
from web.demo.region import PASSWORD, SCHOOLS
from web.demo.second_step import SECRET as DEMO_SECRET

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(300)]
COORDINATOR = "cora@roc-voorbeeld.example"
FACTS = {"staff": "120", "students": "1400", "parking": "40"}


def test_a_class_votes_with_two_devices_and_with_hands(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as teacher, visit(faults) as first, visit(faults) as second:
        board = teacher.page
        teacher.sign_in(SCHOOLS[0].email)
        teacher.go("/teacher/classes/1/own-school")
        teacher.look("own school of a class")
        board.locator("#children").fill("6")
        board.locator("input[value=shared]").check()
        teacher.press("Begin met stemmen")
        code = board.locator(".board-code").inner_text()
        teacher.look("board")
        board.set_viewport_size(LAPTOP)
        for device in (first, second):
            device.go("/stem")
            device.look("code of the board")
            device.page.locator("#code").fill(code)
            device.press("Ga door")
            device.look("ballot")
            vote(device, "Plantje")
            device.look("vote counts", english=False)
        total = board.locator(".bars-total")
        expect(total).to_contain_text("2 van de 6 hebben gestemd")  # without loading the page again
        expect(bar(teacher, "Plantje")).to_have_text("2")
        first.press("Ik ben het volgende kind")
        vote(first, "Boom")
        expect(bar(teacher, "Boom")).to_have_text("1")

        board.get_by_text("Tel handen").click()
        board.get_by_label("Boom").fill("9")
        teacher.press("Sla de handen op")
        expect(board.locator(".errors")).to_contain_text("Dat zijn 12 stemmen, en er doen 6 kinderen mee.")
        board.get_by_label("Boom").fill("3")
        teacher.press("Sla de handen op")
        expect(total).to_contain_text("Iedereen heeft gestemd")
        expect(bar(teacher, "Boom")).to_have_text("4")

        teacher.follow(board.get_by_role("button", name="Volgende vraag"))
        question = board.get_by_role("heading", level=1).inner_text()
        for device in (first, second):  # the page on each device follows the board by itself
            expect(device.page.get_by_role("heading", level=1)).to_have_text(question)
        vote(second, "Blaadje")
        teacher.follow(board.get_by_role("link", name="Verberg de staven"))
        expect(board.locator(".vote-bar")).to_have_count(0)
        expect(total).to_contain_text("1 van de 6 hebben gestemd")
        teacher.press("Stem opnieuw over deze vraag")
        expect(total).to_contain_text("0 van de 6 hebben gestemd")

        teacher.press("Sluit de ronde")
        teacher.look("close the round")
        teacher.press("Sluit de ronde")
        expect(board.get_by_text("Boom. Drie of meer soorten gaan apart en het klopt.")).to_be_visible()
        expect(board.locator("svg.wheel:visible")).to_have_count(1)
        teacher.look("result of the class")
        teacher.press("Maak een poster")
        teacher.look("poster")
        for device in (first, second):
            expect(device.page.get_by_role("heading", level=1)).to_have_text("Het stemmen is klaar")
            assert device.page.context.cookies() == []
    assert [fault for fault in faults if "422" not in fault] == []


def test_a_class_votes_without_script_on_devices_of_their_own(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with (
        visit(faults, script=False) as teacher,
        visit(faults, script=False) as first,
        visit(faults, script=False) as second,
    ):
        teacher.sign_in(SCHOOLS[0].email)
        teacher.go("/teacher/classes/1/own-school")
        teacher.page.locator("#children").fill("2")
        teacher.page.locator("input[value=own]").check()
        teacher.press("Begin met stemmen")
        code = teacher.page.locator(".board-code").inner_text()
        for device in (first, second):
            device.go(f"/stem/{code.replace('-', '')}")
            vote(device, "Boom")
            device.press("Is er een nieuwe vraag?")
            expect(device.page.get_by_role("heading", level=1)).to_have_text("Je stem telt")
        teacher.page.reload()
        expect(teacher.page.locator(".bars-total")).to_contain_text("Iedereen heeft gestemd")
    assert faults == []


def test_pupils_scan_their_own_school(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as teacher, visit(faults) as pupil:
        teacher.sign_in(SCHOOLS[0].email)
        teacher.go("/teacher/classes/1/own-school")
        teacher.press("Laat de leerlingen scannen")
        teacher.look("pupils who have not begun")
        pupil.go("/join")
        enter_class(pupil, house.class_code, "Pippa")
        pupil.look("start of a pupil")
        pupil.press("Begin met de scan")
        pupil.press("Begin met de scan")
        for fieldset in pupil.page.locator("fieldset").all():
            fieldset.locator("input[type=radio]").first.check()
        pupil.press("Opslaan en verder")
        pupil.look("question of a pupil")
        pupil.page.locator(".question-card input").nth(1).check()
        pupil.press("Opslaan en verder")
        pupil.page.goto(pupil.page.url.split("/questions/")[0] + "/submit")
        pupil.page.locator("#confirm_open").check()
        pupil.press("Lever in")
        expect(pupil.page.get_by_role("heading", level=1)).to_have_text("Je scan is ingeleverd")
        teacher.page.reload()
        teacher.press("Stuur terug")
        teacher.look("send the scan of a pupil back")
        teacher.press("Nog niet")
        teacher.press("Keur 1 scan goed")
        teacher.look("scans of the pupils")
    assert faults == []


def test_groups_of_a_school_contribute_and_the_coordinator_settles(visit: Visit, house: House) -> None:
    faults: list[str] = []
    hire_coordinator(house)
    with visit(faults) as coordinator:
        page = coordinator.page
        coordinator.sign_in(COORDINATOR)
        coordinator.go("/institution")
        coordinator.look("scan of the school")
        coordinator.press("Begin met de scan")
        coordinator.go("/institution/contributions")
        coordinator.press("Over de school")
        for name, value in FACTS.items():
            page.locator(f"#p_{name}").fill(value)
        for fieldset in page.locator("fieldset").all():
            fieldset.locator("input[type=radio]").first.check()
        coordinator.press("Opslaan en verder")
        contribute(visit, faults, ask(coordinator, "facilities"), step=4)
        contribute(visit, faults, ask(coordinator, "management"), step=1)
        ask(coordinator, "teachers")
        with visit(faults) as teacher:
            teacher.sign_in(SCHOOLS[0].email)
            teacher.look("start of a teacher whose school asks something")
            teacher.press("Vertel wat je weet")
            teacher.look("questions for a teacher with an account")
        coordinator.go("/institution/contributions")
        coordinator.press("Neem")
        coordinator.go("/institution/contributions?show=apart")
        coordinator.look("what the groups said")
        settle = page.locator("details", has_text="Kies het antwoord").first
        settle.locator("summary").click()
        settle.get_by_label("Waarom dit antwoord?").fill("Besproken met facilitair en directie.")
        coordinator.follow(settle.get_by_role("button", name="Zet het in de scan"))
        expect(page.get_by_text("Uitleg: Besproken met facilitair en directie.")).to_be_visible()
    assert faults == []


def vote(device: Visitor, name: str) -> None:
    device.page.locator(".ballot-option", has_text=name).click()
    device.press("Stem")
    expect(device.page.get_by_role("heading", level=1)).to_have_text("Je stem telt")


def bar(teacher: Visitor, name: str) -> Locator:
    """The number of votes that the board shows for an answer."""
    return teacher.page.locator(".bars-option", has_text=name).locator(".bars-count strong")


def ask(coordinator: Visitor, group: str) -> str:
    """The address to send to a group."""
    coordinator.go("/institution/contributions")
    coordinator.page.locator("#group").select_option(group)
    coordinator.page.locator("#people").fill("3")
    coordinator.press("Maak een code")
    coordinator.look("code for a group")
    return coordinator.page.locator(".code-long").inner_text()


def contribute(visit: Visit, faults: list[str], address: str, *, step: int) -> None:
    with visit(faults) as someone:
        someone.go("/contribute")
        someone.look("code to contribute")
        someone.page.goto(address)
        someone.look("questions for a group")
        for card in someone.page.locator("fieldset.question-card").all():
            card.locator("input[type=radio]").nth(step).check()
        someone.press("Verzend mijn antwoorden")
        someone.look("contribution came in")
        assert someone.page.context.cookies() == []


def hire_coordinator(house: House) -> None:
    """A coordinator of the first school, with the second step that the demo shows."""
    with transaction(house.app.extensions[EXTENSION]) as session:
        school = session.scalars(select(Organisation.id).where(Organisation.name == SCHOOLS[0].name)).one()
        now = datetime.now(UTC)
        person = create_account(
            session,
            actor=None,
            display_name="Cora Coördinator",
            email=COORDINATOR,
            password=PASSWORD,
            roles=[(Role.COORDINATOR, school)],
            now=now,
        )
        store_app(session, person_id=person, secret=DEMO_SECRET, last_step=1, pepper=SECRET, now=now)
