"""The product on a demo region of its own, served over HTTP, and a visitor with a phone who walks through it."""

import logging
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response
from werkzeug.serving import make_server

from tests.applications import app_for
from tests.demo import SECRET
from tests.engines import MovingEngine
from tests.journeys.looking import PHONE, faults_of, misfits_of
from web.demo.region import PASSWORD
from web.i18n import LANGUAGE_COOKIE
from web.settings import Settings

PATIENCE = 15_000


@dataclass(frozen=True, slots=True)
class House:
    """A running product: where it is, the code of the class that Eva joins, and the application itself."""

    url: str
    class_code: str
    app: Flask


@pytest.fixture
def house(demo_region: tuple[Path, str], sqlite_engine: MovingEngine, tmp_path: Path) -> Iterator[House]:
    """The product on a copy of the demo region."""
    database, class_code = demo_region
    engine = sqlite_engine.at(shutil.copy(database, tmp_path / "copy.sqlite"))
    database_url = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        url = f"http://localhost:{port}"  # a name: passkeys do not work on a number
        app = app_for(Settings(database_url, tmp_path, SECRET, url, demo=True), engine)
        server = make_server(host, port, app, threaded=True, fd=listener.fileno())
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        yield House(url, class_code, app)
        server.shutdown()
        thread.join()
        server.server_close()
    sqlite_engine.leave()


@dataclass(slots=True)
class Visitor:
    """Someone with a browser. What is wrong on the pages that were looked at is kept in ``faults``."""

    page: Page
    url: str
    faults: list[str]
    script: bool
    looked_at: set[str]
    beside: Page | None = None
    """Where pages are opened in English; one for all of them, as opening a page takes as long as going to it."""

    def go(self, path: str) -> None:
        """Open an address of the product."""
        self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        """Press the first button or link with this name in the page's own part; the next page is there after it."""
        main = self.page.locator("main")
        either = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
        self.follow(either.first)

    def follow(self, way: Locator) -> None:
        """Click what leads to another page, and wait for it: a click is done before the answer is there."""
        with self.page.expect_navigation():
            way.click()

    def look(self, title: str, *, english: bool = True) -> None:
        """Look at the open page, once in a run for each title: phone and laptop, day and night, and in English.

        Axe is a script: without, there is nothing to look with. The English page is opened beside the Dutch one, so
        that what is filled in and not yet sent stays; ``english`` is False where a page is only there as an answer.
        """
        if not self.script or title in self.looked_at:
            return
        self.looked_at.add(title)
        self.faults += [f"{title}: {fault}" for fault in faults_of(self.page, title)]
        if not english:
            return
        context = self.page.context
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": self.url}])
        beside = self.beside = self.beside or context.new_page()
        beside.goto(self.page.url)
        if beside.locator("html").get_attribute("lang") != "en":
            self.faults.append(f"{title}: it is not in English")
        self.faults += [f"{title}, in English: {fault}" for fault in misfits_of(beside)]
        context.clear_cookies(name=LANGUAGE_COOKIE)

    def sign_in(self, email: str) -> None:
        """Sign in with an account of the demo."""
        self.go("/sign-in")
        self.look("sign in")
        self.page.get_by_label("E-mailadres").fill(email)
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.press("Inloggen")
        if urlsplit(self.page.url).path == "/sign-in/second":
            self.look("second step")
            code = re.search(r"je code is (\d{6})", self.page.locator("main").inner_text())
            assert code is not None, "the demo shows the code of its invented people"
            self.page.get_by_label("Code uit je app").fill(code[1])
            self.press("Ga door")


Visit = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture(scope="session")
def looked_at() -> set[str]:
    """The titles under which a page was looked at already."""
    return set()


@pytest.fixture
def visit(browser: Browser, house: House, looked_at: set[str]) -> Visit:
    """A new visitor, with a browser that knows nothing yet: ``with visit(faults) as visitor``."""

    @contextmanager
    def visiting(faults: list[str], *, script: bool = True) -> Iterator[Visitor]:
        context = browser.new_context(
            viewport=PHONE, locale="nl-NL", java_script_enabled=script, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()

        def note(response: Response) -> None:
            if response.status >= 400:
                faults.append(f"HTTP {response.status} {response.request.method} {response.url}")

        def hear(said: ConsoleMessage) -> None:
            if said.type == "error":
                faults.append(f"console on {page.url}: {said.text}")

        page.on("response", note)
        page.on("pageerror", lambda error: faults.append(f"script error on {page.url}: {error}"))
        page.on("console", hear)
        yield Visitor(page, house.url, faults, script, looked_at)
        context.close()

    return visiting
