"""Two students on two phones make one scan: they see each other's progress, settle a clash, and one hands in."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, Visit, Visitor
from tests.journeys.test_main_line import enter_class, fill_in_profile
from web.demo.region import COMPANIES, NEW_STUDENT, SCHOOLS

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(900)]
LOW, HIGH = "Een begin", "Goed op weg"
FIRST, SECOND = "accessible-place", "waste-separation"


@pytest.fixture
def phones(visit: Visit, house: House) -> Iterator[tuple[Visitor, Visitor, str]]:
    """Eva and Noor with the one scan of their company; its address. Nothing may be wrong on any page."""
    faults: list[str] = []
    with ExitStack() as stack:
        eva, noor = (stack.enter_context(visit(faults)) for _ in range(2))
        eva.go("/join")
        enter_class(eva, house.class_code, NEW_STUDENT[0])
        eva.press("Begin met de scan")
        eva.press("Begin met de scan")
        fill_in_profile(eva)
        scan = eva.page.url.partition("/questions")[0].removeprefix(house.url)
        noor.go("/join")
        enter_class(noor, house.class_code, COMPANIES[1].student)
        yield eva, noor, scan
    expected = ("HTTP 409", "409 (CONFLICT)", "HTTP 422", "422 (UNPROCESSABLE")  # a clash, and a wrong code
    assert [fault for fault in faults if not any(status in fault for status in expected)] == []


def look_now(page: Page) -> None:
    """The phone is taken up again: the page asks at once."""
    with page.expect_response(lambda answer: "/following" in answer.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def pair_up(eva: Visitor, noor: Visitor, scan: str) -> None:
    eva.go(f"{scan}/together")
    eva.look("scan together, alone")
    eva.press("Maak een code")
    eva.look("scan together, with a code")
    code = eva.page.locator(".share-code").inner_text()
    noor.press("Doe mee met een klasgenoot")
    noor.look("join a classmate")
    noor.page.get_by_label("Code van je klasgenoot").fill("K7MP-2XQD")
    noor.press("Doe mee")
    expect(noor.page.get_by_role("alert")).to_contain_text("Deze code past niet bij jouw stage.")
    noor.look("join a classmate, wrong code", english=False)
    noor.page.get_by_label("Code van je klasgenoot").fill(code.lower())
    noor.press("Doe mee")
    expect(noor.page.get_by_text("Jullie scannen nu samen.")).to_be_visible()
    noor.look("overview of a shared scan", english=False)


def answer(visitor: Visitor, scan: str, item: str, title: str) -> None:
    visitor.go(f"{scan}/questions/{item}")
    visitor.page.get_by_role("radio", name=title).check()
    expect(visitor.page.locator(".save-state")).to_contain_text("Opgeslagen")


def test_two_phones_make_one_scan(phones: tuple[Visitor, Visitor, str]) -> None:
    eva, noor, scan = phones
    pair_up(eva, noor, scan)

    # They work on different themes at the same time, and see each other's progress without a reload.
    noor.go(scan)
    answer(eva, scan, FIRST, LOW)
    look_now(noor.page)
    expect(noor.page.get_by_text("Eva: 1 antwoord")).to_be_visible()
    answer(noor, scan, SECOND, HIGH)
    look_now(eva.page)
    expect(eva.page.get_by_text("Noor: Duurzaam ondernemerschap")).to_be_visible()
    expect(eva.page.get_by_text("Ingevuld door Eva")).to_be_visible()
    eva.look("question of a shared scan")

    # Noor has Eva's question open while Eva changes it; she is told, and what she gives instead is no silent loss.
    noor.go(f"{scan}/questions/{FIRST}")
    eva.page.get_by_role("radio", name="Goed geregeld").check()
    expect(eva.page.locator(".save-state")).to_contain_text("Opgeslagen")
    look_now(noor.page)
    expect(noor.page.get_by_text("Een klasgenoot gaf net antwoord op deze vraag.")).to_be_visible()
    noor.page.get_by_role("radio", name=HIGH).check()
    expect(noor.page.locator("[data-save-notice=conflict]")).to_be_visible()
    noor.press("Bekijk beide antwoorden")
    expect(noor.page.get_by_text("Opgeslagen door Eva")).to_be_visible()
    noor.look("clash in a shared scan", english=False)
    noor.press("Houd die")
    eva.go(f"{scan}/questions/{FIRST}")
    expect(eva.page.get_by_role("radio", name="Goed geregeld")).to_be_checked()
    expect(eva.page.get_by_text("Ingevuld door Eva")).to_be_visible()

    # One hands in, for both.
    noor.go(f"{scan}/submit")
    noor.page.get_by_label("Ik kon de open vragen niet").check()
    noor.press("Lever in")
    eva.go("/student")
    eva.press("Bekijk de uitkomst")
    expect(eva.page.get_by_role("heading", level=1)).to_be_visible()
    eva.go(scan)
    expect(eva.page.get_by_text("Noor: 1 antwoord")).to_be_visible()


def test_teacher_sees_who_did_what(phones: tuple[Visitor, Visitor, str], visit: Visit) -> None:
    eva, noor, scan = phones
    pair_up(eva, noor, scan)
    faults: list[str] = []
    with visit(faults) as teacher:
        teacher.sign_in(SCHOOLS[0].email)
        teacher.go("/teacher/classes/1")
        teacher.look("class with a pair")
        teacher.press("Wie deed wat")
        teacher.look("who did what")
        teacher.press("Haal")
        teacher.look("student without classmates", english=False)
    assert faults == []


def test_interview_on_a_phone_and_on_paper(phones: tuple[Visitor, Visitor, str]) -> None:
    eva, _noor, scan = phones
    eva.go(f"{scan}/interview")
    eva.look("questions to ask")
    eva.page.get_by_text("Maak een notitie").first.click()
    eva.page.get_by_label("Wat hoorde je?").first.fill("Vorig jaar twee keer.")
    eva.press("Bewaar de notitie")
    expect(eva.page.get_by_text("Vorig jaar twee keer.")).to_be_visible()
    eva.page.emulate_media(media="print")
    expect(eva.page.locator(".write-line").first).to_be_visible()
    expect(eva.page.get_by_text("Maak een notitie").first).to_be_hidden()
