"""Without internet, in a real browser: nothing is lost, nothing is double, and nobody sees another's things."""

import os
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect
from sqlalchemy import func, select
from werkzeug.serving import make_server

from scan.store.session import read
from scan.store.tables import AnswerRow, AuditEvent, Evidence, Scan
from tests.conftest import BROWSER_FLAGS
from tests.journeys.conftest import PATIENCE, House
from tests.journeys.device import KITS, NOT_SENT, PACKED, lose_session, until
from tests.journeys.looking import PHONE
from tests.web.people import PROFILE
from web.cli.quality import find_browser
from web.database import EXTENSION
from web.demo.region import COMPANIES, NEW_STUDENT, PIN
from web.identity import SESSION_COOKIE

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(300)]
EVA, SAM = NEW_STUDENT[0], COMPANIES[0].student
LOW, HIGH = "Een begin", "Goed op weg"


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


class Stoppable:
    """The product on an address of its own, which can be gone for a while."""

    def __init__(self, house: House) -> None:
        self.app, self.gone = house.app, False
        self.server = make_server("127.0.0.1", 0, self.serve, threaded=True)
        self.house = House(f"http://127.0.0.1:{self.server.server_port}", house.class_code, house.app)
        self.run()

    def serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """A connection that was open outlives its server, as a browser keeps it; it must be gone too."""
        if self.gone:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError
        return self.app(environ, start_response)

    def run(self) -> None:
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.gone = True
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def start(self) -> None:
        self.gone = False
        self.server = make_server("127.0.0.1", self.server.server_port, self.serve, threaded=True)
        self.run()


@pytest.fixture
def stoppable(house: House) -> Iterator[Stoppable]:
    """A server that a test stops and starts."""
    served = Stoppable(house)
    yield served
    served.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that knows nothing yet."""
    context = browser.new_context(viewport=PHONE, locale="nl-NL", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def post(context: BrowserContext, house: House, path: str, page: str, **fields: object) -> str:
    """Send a form without showing its page; the path it leads to."""
    found = re.search(r'name="csrf_token" value="(\w+)"', context.request.get(house.url + page).text())
    assert found is not None
    answer = context.request.post(house.url + path, form={"csrf_token": found[1], **fields})  # type: ignore[dict-item]
    assert answer.ok
    return answer.url.removeprefix(house.url)


def join(context: BrowserContext, house: House, name: str) -> None:
    post(context, house, "/join", "/join", code=house.class_code, name=name, pin=PIN)


def begin(context: BrowserContext, house: House) -> Page:
    """Eva opens her scan: the first page, and the only one with internet."""
    join(context, house, EVA)
    found = re.search(r"/placements/\d+/scan", context.request.get(f"{house.url}/student").text())
    assert found is not None
    page = context.new_page()
    page.goto(house.url + post(context, house, found[0], "/student"))
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


def expect_answer(page: Page, title: str) -> None:
    expect(page.get_by_role("radio", name=title)).to_be_checked()


def answer(page: Page, title: str) -> None:
    page.get_by_role("radio", name=title).check()


def item_of(page: Page) -> str:
    return page.url.rsplit("/", 1)[1]


def expect_state(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def expect_sent(page: Page) -> None:
    until(page, f"() => ({NOT_SENT})().then(items => items.length === 0)")


def saved(app: Flask) -> dict[str, tuple[object, int]]:
    """(value, version) of every answer to the newest scan."""
    with read(app.extensions[EXTENSION]) as session:
        newest = select(func.max(Scan.id)).scalar_subquery()
        rows = session.scalars(select(AnswerRow).where(AnswerRow.scan_id == newest))
        return {row.item_id: (row.value, row.version) for row in rows}


def logged(app: Flask, action: str) -> list[dict[str, object]]:
    with read(app.extensions[EXTENSION]) as session:
        events = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.sequence)
        return [event.data for event in session.scalars(events)]


def pieces(app: Flask) -> list[tuple[str, str]]:
    with read(app.extensions[EXTENSION]) as session:
        rows = session.execute(
            select(Evidence.item_id, Evidence.form)
            .where(Evidence.sent_key.is_not(None))
            .order_by(Evidence.id)
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
        page.get_by_text(
            "Ga gerust door. 3 antwoorden, 1 foto en de gegevens van het bedrijf staan op je telefoon."
        )
    ).to_be_visible()
    item = item_of(page)
    page.goto(f"{page.url.rsplit('/', 2)[0]}/submit")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hiervoor heb je internet nodig")
    assert saved(house.app) != given
    context.set_offline(False)
    expect_sent(page)
    assert saved(house.app) == given
    assert logged(house.app, "answers_saved")[before:] == [{"items": [one]} for one in given]
    assert pieces(house.app) == [(item, "photo")]


def at_the_first_question(context: BrowserContext, house: House) -> Page:
    """Eva with internet, her profile filled in, at the first question."""
    page = begin(context, house)
    scan = page.url.removeprefix(house.url)
    page.goto(house.url + post(context, house, f"{scan}/profile", f"{scan}/profile", version=1, **PROFILE))
    return page


def test_answers_and_a_photo_survive_a_closed_browser_and_a_server_that_stopped(
    phone: Callable[[], BrowserContext], house: House, stoppable: Stoppable
) -> None:
    page = at_the_first_question(phone(), stoppable.house)
    question = page.url
    item = item_of(page)
    before = len(logged(house.app, "answers_saved"))
    stoppable.stop()
    answer(page, LOW)
    expect_state(page, "Nog niet verzonden")
    answer(page, HIGH)
    add_photo(page)
    expect(page.get_by_text("Wacht op internet")).to_be_visible()
    go_on(page)
    second = item_of(page)
    answer(page, LOW)
    expect_state(page, "Nog niet verzonden")
    page = phone().new_page()
    page.goto(question)
    expect_answer(page, HIGH)
    expect(page.locator(".evidence-item img")).to_be_visible()
    expect(page.get_by_text("2 antwoorden en 1 foto staan op je telefoon.")).to_be_visible()
    stoppable.start()
    expect_sent(page)
    assert saved(house.app) == {item: ("2", 2), second: ("1", 1)}
    assert logged(house.app, "answers_saved")[before:] == [{"items": [one]} for one in (item, item, second)]
    assert pieces(house.app) == [(item, "photo")]


def test_a_link_waits_on_the_device_and_one_that_is_not_safe_is_said_at_once(
    context: BrowserContext, house: House
) -> None:
    page = at_the_first_question(context, house)
    item = item_of(page)
    context.set_offline(True)
    page.get_by_text("Voeg bewijs toe").click()
    page.get_by_label("Link").fill("http://bakkerij.example/stroom")
    page.get_by_role("button", name="Voeg dit bewijs toe").click()
    expect(page.get_by_text("Dit is geen veilige link.")).to_be_visible()
    page.get_by_label("Link").fill("https://bakkerij.example/stroom")
    page.get_by_role("button", name="Voeg dit bewijs toe").click()
    expect(page.get_by_text("Wacht op internet")).to_be_visible()
    expect(page.get_by_text("https://bakkerij.example/stroom")).to_be_visible()
    context.set_offline(False)
    expect_sent(page)
    assert pieces(house.app) == [(item, "link")]


def test_two_tabs_that_come_back_at_once_send_everything_once(context: BrowserContext, house: House) -> None:
    page = at_the_first_question(context, house)
    before = len(logged(house.app, "answers_saved"))
    context.set_offline(True)
    item = item_of(page)
    answer(page, HIGH)
    add_photo(page)
    expect(page.get_by_text("Wacht op internet")).to_be_visible()
    other = context.new_page()
    other.goto(page.url)
    expect_answer(other, HIGH)
    context.set_offline(False)
    for tab in (page, other):
        tab.evaluate("() => { window.dispatchEvent(new Event('online')); }")
    expect_sent(page)
    for tab in (page, other):
        expect_state(tab, "Opgeslagen")
    assert saved(house.app) == {item: ("2", 1)}
    assert logged(house.app, "answers_saved")[before:] == [{"items": [item]}]
    assert pieces(house.app) == [(item, "photo")]


def test_what_arrived_although_the_reply_was_lost_is_not_applied_twice(
    context: BrowserContext, house: House
) -> None:
    page = at_the_first_question(context, house)
    item = item_of(page)
    before = len(logged(house.app, "answers_saved"))
    lost: list[str] = []

    def lose_the_reply(route: Route) -> None:
        route.fetch()
        lost.append(route.request.url.rsplit("/", 1)[1])
        route.abort()

    for path in ("**/answers", "**/evidence"):
        context.route(path, lose_the_reply, times=1)
    answer(page, LOW)
    while not lost:
        page.wait_for_timeout(50)
    assert saved(house.app) == {item: ("1", 1)}
    answer(page, HIGH)
    add_photo(page)
    while len(lost) < 2:
        page.wait_for_timeout(50)
    expect_sent(page)
    assert sorted(lost) == ["answers", "evidence"]
    assert saved(house.app) == {item: ("2", 2)}
    assert logged(house.app, "answers_saved")[before:] == [{"items": [item]}] * 2
    assert pieces(house.app) == [(item, "photo")]


def test_an_answer_changed_elsewhere_meanwhile_is_shown_with_both_values_and_settled(
    context: BrowserContext, browser: Browser, house: House
) -> None:
    page = at_the_first_question(context, house)
    question, item = page.url, item_of(page)
    context.set_offline(True)
    answer(page, LOW)
    go_on(page)
    answer(page, LOW)
    elsewhere(browser, house, question, HIGH)
    context.set_offline(False)
    expect(page.get_by_text("is ergens anders veranderd. Kies welk antwoord klopt.")).to_be_visible()
    expect_state(page, "Opgeslagen")
    page.locator("[data-decisions] a").click()
    expect_answer(page, LOW)
    page.get_by_role("button", name="Bekijk beide antwoorden").click()
    for value in (LOW, HIGH):
        expect(page.get_by_text(value, exact=True)).to_be_visible()
    page.get_by_role("button", name="Houd deze").click()
    page.wait_for_url("**/questions/*")
    expect_sent(page)
    assert saved(house.app)[item] == ("1", 2)


def elsewhere(browser: Browser, house: House, question: str, title: str) -> None:
    """The same student answers on another phone."""
    other = browser.new_context(viewport=PHONE, locale="nl-NL")
    join(other, house, EVA)
    page = other.new_page()
    page.goto(question)
    answer(page, title)
    expect_state(page, "Opgeslagen")
    other.close()


def test_signing_out_warns_of_what_was_not_sent_and_then_leaves_nothing_behind(
    context: BrowserContext, house: House
) -> None:
    page = at_the_first_question(context, house)
    overview = page.url.rsplit("/", 2)[0]
    context.route("**/answers", lambda route: route.abort())
    answer(page, HIGH)
    expect_state(page, "Nog niet verzonden")
    page.goto(overview)
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uitloggen?")
    expect(page.get_by_text("Er staat nog 1 antwoord op dit apparaat.")).to_be_visible()
    page.get_by_role("link", name="Blijf ingelogd").click()
    assert page.evaluate(NOT_SENT) == ["accessible-place"]
    page.goto(f"{house.url}/sign-out")
    expect(page.get_by_text("Er staat nog 1 antwoord op dit apparaat.")).to_be_visible()
    page.get_by_role("button", name="Log uit en haal het weg").click()
    page.wait_for_url(f"{house.url}/")
    for left in (NOT_SENT, KITS, "() => caches.keys()"):
        becomes_empty(page, left)
    context.set_offline(True)
    assert not shows(page, overview)


def becomes_empty(page: Page, script: str) -> None:
    """What the script gives is an empty list, at once or when the browser has got to it."""
    for _ in range(40):
        if page.evaluate(script) == []:
            return
        page.wait_for_timeout(250)
    assert page.evaluate(script) == []


def shows(page: Page, address: str) -> bool:
    """Whether the browser has a page there without internet."""
    try:
        page.goto(address)
    except Error:
        return False
    return True


def test_on_a_shared_phone_the_next_person_sees_and_sends_nothing_of_the_last(
    context: BrowserContext, house: House
) -> None:
    page = at_the_first_question(context, house)
    question, item = page.url, item_of(page)
    context.set_offline(True)
    answer(page, HIGH)
    expect_state(page, "Nog niet verzonden")
    lose_session(page)
    context.set_offline(False)
    expect(page.get_by_text("Je was een tijdje weg.")).to_be_visible()
    until(page, "() => caches.keys().then(names => names.length === 0)")

    join(context, house, SAM)
    page.goto(f"{house.url}/scans/1")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-offline-band], [data-decisions]").locator("visible=true")).to_have_count(0)
    context.set_offline(True)
    assert not shows(page, question)
    context.set_offline(False)
    assert saved(house.app) == {}

    context.clear_cookies(name=SESSION_COOKIE)
    join(context, house, EVA)
    page.goto(question)
    expect_sent(page)
    expect_answer(page, HIGH)
    assert saved(house.app) == {item: ("2", 1)}


def test_handing_in_waits_until_everything_is_sent(context: BrowserContext, house: House) -> None:
    page = at_the_first_question(context, house)
    scan = page.url.rsplit("/", 2)[0]
    context.route("**/answers", lambda route: route.abort())
    answer(page, HIGH)
    expect_state(page, "Nog niet verzonden")
    page.goto(f"{scan}/submit")
    page.get_by_label("Ik kon de open vragen niet navragen.").check()
    page.get_by_role("button", name="Lever in").click()
    expect(page.get_by_text("Nog niet alles is verzonden.")).to_be_visible()
    context.unroute("**/answers")
    page.get_by_role("button", name="Lever in").click()
    page.wait_for_url("**/result")
    assert list(saved(house.app).values()) == [("2", 1)]
