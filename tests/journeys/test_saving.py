"""Saving while one answers, in a real browser: nothing is lost, whatever happens in between."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House, Visit, Visitor
from tests.journeys.device import PACKED, lose_session, until
from tests.journeys.test_main_line import enter_class, fill_in_profile
from web.demo.region import NEW_STUDENT, PIN

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(900)]
LOW, HIGH = "Een begin", "Goed op weg"


@pytest.fixture
def faults() -> list[str]:
    """What went wrong for the visitor; a test says which of it belongs to the story."""
    return []


@pytest.fixture
def student(visit: Visit, house: House, faults: list[str]) -> Iterator[Visitor]:
    """Eva, at the first question of her scan."""
    with visit(faults) as visitor:
        visitor.go("/join")
        enter_class(visitor, house.class_code, NEW_STUDENT[0])
        visitor.press("Begin met de scan")
        visitor.press("Begin met de scan")
        fill_in_profile(visitor)
        yield visitor


def answer(page: Page, title: str) -> None:
    page.get_by_role("radio", name=title).check()


def expect_state(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def expect_answer(page: Page, title: str) -> None:
    expect(page.get_by_role("radio", name=title)).to_be_checked()


def test_an_answer_is_saved_as_it_is_given_and_is_there_after_a_reload(
    student: Visitor, faults: list[str]
) -> None:
    page = student.page
    answer(page, LOW)
    expect_state(page, "Opgeslagen")
    page.reload()
    expect_state(page, "Opgeslagen")
    expect_answer(page, LOW)
    assert faults == []


def test_who_changes_an_answer_and_goes_on_at_once_does_not_clash_with_oneself(
    student: Visitor, faults: list[str]
) -> None:
    page = student.page
    question = page.url
    answer(page, LOW)
    answer(page, HIGH)
    student.press("Opslaan en verder")
    assert page.url != question
    page.goto(question)
    expect_answer(page, HIGH)
    assert faults == []


def test_two_tabs_that_change_one_answer_see_both_and_choose(student: Visitor, faults: list[str]) -> None:
    page = student.page
    question = page.url
    other = page.context.new_page()
    other.goto(question)
    answer(other, HIGH)
    expect_state(other, "Opgeslagen")
    answer(page, LOW)
    expect_state(page, "Ergens anders veranderd")
    student.look("question that was changed elsewhere")
    student.press("Bekijk beide antwoorden")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welk antwoord klopt?")
    expect(page.get_by_text(LOW, exact=True)).to_be_visible()
    expect(page.get_by_text(HIGH, exact=True)).to_be_visible()
    student.look("both answers")
    student.press("Houd deze")
    page.goto(question)
    expect_answer(page, LOW)
    expect_state(page, "Opgeslagen")
    assert {fault.split()[1] for fault in faults if fault.startswith("HTTP")} == {"409"}
    assert [fault for fault in faults if not fault.startswith(("HTTP 409", "console"))] == []


def test_offline_an_answer_stays_on_the_device_and_is_sent_later(student: Visitor, faults: list[str]) -> None:
    page = student.page
    until(page, PACKED)
    page.context.set_offline(True)
    answer(page, HIGH)
    expect_state(page, "Nog niet verzonden")
    expect(page.get_by_text("Je hebt geen internet.")).to_be_visible()
    page.reload()
    expect_answer(page, HIGH)
    page.context.set_offline(False)
    expect_state(page, "Opgeslagen")
    expect(page.get_by_text("Je hebt geen internet.")).to_be_hidden()
    page.reload()
    expect_answer(page, HIGH)
    assert [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []


def test_who_was_away_signs_in_again_and_finds_the_page_and_the_answer(
    student: Visitor, house: House, faults: list[str]
) -> None:
    page = student.page
    question = page.url
    lose_session(page)
    answer(page, HIGH)
    expect_state(page, "Nog niet verzonden")
    expect(page.get_by_text("Je was een tijdje weg.")).to_be_visible()
    student.look("question of who was away")
    student.press("Log weer in")
    student.press("Gebruik je klascode")
    enter_class(student, house.class_code, NEW_STUDENT[0])
    assert page.url == question
    expect_state(page, "Opgeslagen")
    page.reload()
    expect_answer(page, HIGH)
    assert [fault for fault in faults if not fault.startswith(("HTTP 401", "console"))] == []


def test_who_was_away_and_presses_the_button_is_told_so_and_comes_back(
    student: Visitor, house: House, faults: list[str]
) -> None:
    page = student.page
    question = page.url
    answer(page, HIGH)
    expect_state(page, "Opgeslagen")
    lose_session(page)
    student.press("Opslaan en verder")
    words = "Je was een tijdje weg. Log weer in, je antwoorden staan er nog."
    expect(page.get_by_text(words)).to_be_visible()
    student.press("Gebruik je klascode")
    page.locator("#code").fill(house.class_code)
    page.locator("#name").fill(NEW_STUDENT[0])
    page.locator("#pin").fill(PIN)
    student.press("Doe mee")
    assert page.url == question
    expect_answer(page, HIGH)
    assert faults == []
