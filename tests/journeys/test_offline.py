"""Without internet, in a real browser: nothing is lost, nothing is double, and nobody sees another's things."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, make_server

from scan.store.session import read
from scan.store.tables import AnswerRow, AuditEvent, Evidence
from tests.conftest import BROWSER_FLAGS
from tests.journeys.conftest import PATIENCE, House, Visitor
from tests.journeys.looking import PHONE
from tests.journeys.test_main_line import enter_class
from web.cli.quality import find_browser
from web.database import EXTENSION
from web.demo.region import COMPANIES, NEW_STUDENT

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]
EVA, SAM = NEW_STUDENT[0], COMPANIES[0].student
LOW, HIGH = "Een begin", "Goed op weg"
ROWS = """() => new Promise(done => {
    const asked = indexedDB.open("mvo-scan");
    asked.onsuccess = () => {
      const rows = asked.result.transaction("%s").objectStore("%s").getAll();
      rows.onsuccess = () => { asked.result.close(); done(rows.result.map(row => row.item ?? row.scan)); };
    };
  })"""
NOT_SENT, KITS = ROWS % ("outbox", "outbox"), ROWS % ("kits", "kits")
PACKED = f"() => ({KITS})().then(kits => kits.length > 0)"


@dataclass
class Phone:
    """A browser that lasts: closed and opened again, it has what it kept."""

    open: Callable[[], BrowserContext]
    folder: Path


@pytest.fixture
def phone(browser: Browser, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """Open the browser of one phone; opening it again closes it first."""
    opened: list[BrowserContext] = []

    def open_it() -> BrowserContext:
        for context in opened:
            context.close()
        opened.clear()
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "phone",
            executable_path=browser_path(browser),
            args=[*BROWSER_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
            viewport=PHONE,
            locale="nl-NL",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield open_it
    for context in opened:
        context.close()


def browser_path(browser: Browser) -> Path:
    class Known:
        chromium = browser.browser_type

    found = find_browser(Known())  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that knows nothing yet."""
    context = browser.new_context(viewport=PHONE, locale="nl-NL", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def begin(context: BrowserContext, house: House, name: str = EVA) -> Page:
    """Sign in with the class code, and open the overview of the scan: the first page, and the only one with internet."""
    page = context.new_page()
    page.on("console", lambda said: print("CONSOLE", said.type, said.text))
    page.on("pageerror", lambda said: print("ERROR", said))
    visitor = Visitor(page, house.url, [], True, set())
    visitor.go("/join")
    enter_class(visitor, house.class_code, name)
    page.locator("main").get_by_role("button", name="Begin met de scan").or_(
        page.locator("main").get_by_role("link", name="Ga verder")
    ).first.click()
    page.wait_for_url("**/scans/*")
    until(page, PACKED)
    return page


def fill_in_profile(page: Page) -> None:
    """A hairdresser's with a staff of four: no kitchen, nothing outdoors."""
    for name, value in {"staff": "4", "parking": "0", "vehicles": "0"}.items():
        page.locator(f"#p_{name}").fill(value)
    for fieldset in page.locator("fieldset").all():
        if fieldset.locator("select").count():
            fieldset.locator("select").select_option("personal_services")
        else:
            fieldset.locator("input[type=radio]").nth(1).check()
    go_on(page)


def go_on(page: Page) -> None:
    before = page.url
    page.get_by_role("button", name="Opslaan en verder").click()
    page.wait_for_url(lambda url: url != before and not url.endswith("?on"))


def answer(page: Page, title: str) -> None:
    page.get_by_role("radio", name=title).check()


def item_of(page: Page) -> str:
    return page.url.rsplit("/", 1)[1]


def expect_state(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def expect_sent(page: Page) -> None:
    until(page, f"() => ({NOT_SENT})().then(items => items.length === 0)")


def until(page: Page, question: str) -> None:
    """Ask until the answer is yes; `wait_for_function` takes a promise for a yes."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(question):
        assert time.monotonic() < deadline, question
        page.wait_for_timeout(100)


def saved(app: Flask) -> dict[str, tuple[object, int]]:
    """(value, version) of every answer to a scan that is not of the demo's own people."""
    with read(app.extensions[EXTENSION]) as session:
        newest = select(AnswerRow.scan_id).order_by(AnswerRow.scan_id.desc()).limit(1).scalar_subquery()
        rows = session.execute(select(AnswerRow).where(AnswerRow.scan_id == newest)).scalars()
        return {row.item_id: (row.value, row.version) for row in rows}


def logged(app: Flask, action: str) -> list[dict[str, object]]:
    with read(app.extensions[EXTENSION]) as session:
        events = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.sequence)
        return [event.data for event in session.scalars(events)]


def pieces(app: Flask) -> list[tuple[str, str]]:
    with read(app.extensions[EXTENSION]) as session:
        rows = session.execute(
            select(Evidence.item_id, Evidence.form).where(Evidence.sent_key.is_not(None)).order_by(Evidence.id)
        )
        return [(item, form) for item, form in rows]


def photo() -> dict[str, object]:
    made = BytesIO()
    Image.new("RGB", (80, 60), "green").save(made, "JPEG")
    return {"name": "bakken.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def add_photo(page: Page) -> None:
    page.get_by_text("Voeg bewijs toe").click()
    page.locator("input[name=photo]").set_input_files(photo())  # type: ignore[arg-type]
    page.get_by_label("Wat zien we?").fill("De bakken")
    page.get_by_role("button", name="Voeg dit bewijs toe").click()


def test_after_the_first_page_a_scan_is_filled_in_without_internet_and_sent_once(
    context: BrowserContext, house: House
) -> None:
    page = begin(context, house)
    before = len(logged(house.app, "answers_saved"))
    context.set_offline(True)
    page.get_by_role("link", name="Begin met de scan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Over het bedrijf")
    expect(page.get_by_text("Je hebt geen internet.")).to_be_visible()
    fill_in_profile(page)
    given: dict[str, tuple[object, int]] = {}
    for title in (LOW, HIGH, LOW):
        given[item_of(page)] = ({LOW: "1", HIGH: "2"}[title], 1)
        answer(page, title)
        expect_state(page, "Nog niet verzonden")
        go_on(page)
    add_photo(page)
    expect(page.get_by_text("Wacht op internet")).to_be_visible()
    expect(
        page.get_by_text("Ga gerust door. 3 antwoorden, 1 foto en de gegevens van het bedrijf staan op je telefoon.")
    ).to_be_visible()
    item = item_of(page)
    page.screenshot(path="/tmp/off_shot.png")
    page.goto(f"{page.url.rsplit('/', 2)[0]}/submit")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hiervoor heb je internet nodig")
    assert saved(house.app) != given
    context.set_offline(False)
    expect_sent(page)
    assert saved(house.app) == given
    assert logged(house.app, "answers_saved")[before:] == [{"items": [one]} for one in given]
    assert pieces(house.app) == [(item, "photo")]
