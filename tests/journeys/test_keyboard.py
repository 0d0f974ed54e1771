"""Without a mouse: everything can be reached, the focus is always seen, and faults lead to their fields."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import House, Visit
from tests.journeys.test_main_line import PROFILE
from web.demo.region import COMPANIES, NEW_STUDENT, PASSWORD, PIN, SCHOOLS

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(900)]
FURTHEST = 80
FOCUS = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const row = one.closest(".option") ?? one;  // the ring is drawn round the whole row of an option
  const style = getComputedStyle(row);
  const box = row.getBoundingClientRect();
  const bar = document.querySelector(".action-bar");
  const free = bar && getComputedStyle(bar).position === "sticky" && !bar.contains(one)
    ? bar.getBoundingClientRect().top : innerHeight;
  if (style.outlineStyle !== "solid" || parseFloat(style.outlineWidth) < 3) return "has no ring";
  if (box.width < 1 || box.height < 1) return "has no size";
  if (box.bottom > free + 1 && box.height < free) return `lies at ${box.bottom} below ${free}`;
  if (box.top < -1 && box.height < free) return `lies at ${box.top}, above the page`;
  return "";
}"""


@dataclass(slots=True)
class Keyboard:
    """Someone who uses keys only; where the focus could not be seen is kept in ``faults``."""

    page: Page
    faults: list[str]

    def press(self, *keys: str) -> None:
        """Press keys one by one, and see where the focus is after each."""
        for key in keys:
            self.page.keyboard.press(key)
            if key in ("Tab", "Shift+Tab") and (fault := self.page.evaluate(FOCUS)):
                said = self.page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)")
                self.faults.append(f"{self.page.url}: {said} {fault}")

    def tab_to(self, wanted: Locator, *, back: bool = False) -> None:
        """Tab until the focus is there."""
        for _ in range(FURTHEST):
            self.press("Shift+Tab" if back else "Tab")
            if wanted.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"the Tab key does not come to {wanted} on {self.page.url}")

    def enter(self, key: str = "Enter") -> None:
        """Press what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def go_by(self, name: str) -> None:
        """Tab to the first button or link with this name in the page's own part, and press it."""
        main = self.page.locator("main")
        either = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
        self.tab_to(either.first)
        self.enter()

    def expect_errors(self, *words: str) -> None:
        """The summary has the focus, and says these things."""
        summary = self.page.locator(".errors")
        expect(summary).to_be_focused()
        expect(self.page).to_have_title(re.compile(r"^Fout: "))
        for one in words:
            expect(summary).to_contain_text(one)

    def follow_error(self, number: int, field: Locator) -> None:
        """Go from the summary to a field by its link."""
        self.press(*["Tab"] * number)
        self.page.keyboard.press("Enter")
        expect(field).to_be_focused()


def test_student_goes_from_home_to_a_handed_in_scan_by_keys_alone(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as visitor:
        page, keys = visitor.page, Keyboard(visitor.page, faults)
        visitor.go("/")
        keys.press("Tab")
        expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
        expect(page.get_by_role("link", name="Naar de inhoud")).to_be_in_viewport()
        keys.page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        keys.press("Tab")
        expect(page.get_by_role("link", name="Ik heb een klascode")).to_be_focused()
        keys.enter()
        join_after_a_fault(keys, house.class_code)
        keys.go_by("Begin met de scan")
        keys.go_by("Begin met de scan")
        fill_in_profile_after_a_fault(keys)
        answer_with_help(keys)
        while "/questions/" in page.url:
            keys.tab_to(page.locator(".question-card input").first)
            keys.press("Space", "ArrowDown")
            keys.enter()  # in a field, Enter is the main button
        keys.go_by("Controleer en lever in")
        keys.go_by("Lever in")
        expect(page.get_by_role("heading", level=1)).to_have_text("Je scan is ingeleverd")
    assert [fault for fault in faults if not refused(fault)] == []


def join_after_a_fault(keys: Keyboard, code: str) -> None:
    page = keys.page
    keys.tab_to(page.locator("#code"))
    keys.enter()
    keys.expect_errors("Vul de klascode in", "Vul je naam in", "Vul je pincode van 6 cijfers in")
    keys.follow_error(2, page.locator("#name"))
    page.keyboard.type(NEW_STUDENT[0])
    keys.tab_to(page.locator("#pin"))
    page.keyboard.type(PIN)
    keys.tab_to(page.locator("#code"), back=True)
    page.keyboard.type(code)
    keys.enter()
    expect(page).to_have_title(re.compile(r"^Mijn stage"))


def fill_in_profile_after_a_fault(keys: Keyboard) -> None:
    """The same hairdresser's as on the main line; first nothing but the number of staff."""
    page = keys.page
    keys.tab_to(page.locator("#p_staff"))
    page.keyboard.type(PROFILE["staff"])
    keys.enter()
    keys.expect_errors("In welke sector werkt het bedrijf?", "Zijn er stagiairs bij dit bedrijf?")
    keys.follow_error(2, page.locator("#p_interns"))
    keys.tab_to(page.locator("#p_sector"), back=True)
    while page.locator("#p_sector").input_value() != "personal_services":
        keys.press("ArrowDown")
    for fieldset in page.locator("fieldset:has(input)").all():
        first = fieldset.locator("input").first
        for number in page.locator("input[inputmode]").all():
            name = (number.get_attribute("id") or "").removeprefix("p_")
            if not number.input_value() and name in PROFILE:
                keys.tab_to(number)
                page.keyboard.type(PROFILE[name])
                keys.tab_to(page.locator("fieldset input").first, back=True)
        if not first.evaluate("one => one === document.activeElement"):
            keys.tab_to(first)
        keys.press("Space")
    keys.go_by("Opslaan en verder")


def answer_with_help(keys: Keyboard) -> None:
    """Open the help, choose the third step with the arrows, and go on by the button."""
    page = keys.page
    keys.tab_to(page.locator("summary").filter(has_text="Hulp bij deze vraag"))
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Waar let je op?")).to_be_visible()
    keys.tab_to(page.locator(".question-card input").first)
    keys.press("Space", "ArrowDown", "ArrowDown")
    expect(page.locator(".question-card input").nth(2)).to_be_checked()
    keys.go_by("Opslaan en verder")


def test_teacher_gives_a_verdict_by_keys_alone(visit: Visit) -> None:
    faults: list[str] = []
    with visit(faults) as visitor:
        page, keys = visitor.page, Keyboard(visitor.page, faults)
        visitor.go("/sign-in")
        keys.tab_to(page.locator("#email"))
        page.keyboard.type(SCHOOLS[0].email)
        keys.tab_to(page.locator("#password"))
        page.keyboard.type(PASSWORD)
        keys.enter()
        keys.tab_to(page.get_by_role("link", name="Nakijken").first)
        keys.enter()
        keys.go_by("Kijk na")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Nakijken: {COMPANIES[0].name}")
        closed = page.locator("details.review:not([open]) > summary").first
        question = closed.locator("xpath=..").get_attribute("id")
        opened = page.locator(f"#{question}")
        keys.tab_to(opened.locator(":scope > summary"))
        keys.press("Enter")
        keys.tab_to(opened.get_by_role("button", name="Opslaan"))
        keys.enter()
        keys.expect_errors("Kies wat klopt.")
        verdict = opened.locator("input[type=radio]").first
        keys.follow_error(1, verdict)
        keys.press("Space")
        keys.tab_to(opened.locator("textarea").first)
        page.keyboard.type("Samen besproken en het bewijs bekeken.")
        keys.go_by("Opslaan")
        expect(page.get_by_text("Je oordeel is opgeslagen.")).to_be_visible()
    assert [fault for fault in faults if not refused(fault)] == []


def refused(fault: str) -> bool:
    """A form that was refused on purpose."""
    return fault.startswith("HTTP 422") or "status of 422" in fault
