"""The product on a demo region of its own, served over HTTP, and a visitor with a phone who walks through it."""

import logging
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize
from werkzeug.serving import make_server

from scan.store.session import create_engine
from web.app import create_app
from web.cli.serve import prepare
from web.demo.region import PASSWORD
from web.settings import Settings

SECRET = b"a secret of thirty-two characters"
PHONE = ViewportSize(width=390, height=844)
PATIENCE = 15_000
AXE = Axe()
Region = tuple[Path, str]


@dataclass(frozen=True, slots=True)
class House:
    """A running product: where it is, and the code of the class that Eva joins."""

    url: str
    class_code: str


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """A database with the demo region, never written to again, and the code of Eva's class."""
    folder = tmp_path_factory.mktemp("region")
    engine = create_engine(f"sqlite:///{folder / 'region.sqlite'}")
    said = "\n".join(prepare(engine, demo=True, files=folder / "files", pepper=SECRET))
    engine.dispose()  # the last connection to close leaves one complete file
    code = re.search(r"class code (\S+),", said)
    assert code is not None
    return folder / "region.sqlite", code.group(1)


@pytest.fixture
def house(region: Region, tmp_path: Path) -> Iterator[House]:
    """The product on a copy of the demo region."""
    database, class_code = region
    shutil.copy(database, tmp_path / "copy.sqlite")
    database_url = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    engine = create_engine(database_url)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        url = f"http://{host}:{port}"
        app = create_app(Settings(database_url, tmp_path, SECRET, url), engine)
        server = make_server(host, port, app, threaded=True, fd=listener.fileno())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield House(url, class_code)
        server.shutdown()
        thread.join()
        server.server_close()
    engine.dispose()


@dataclass(slots=True)
class Visitor:
    """Someone with a phone. Pages that were looked at are checked with axe; what is wrong is kept in ``faults``."""

    page: Page
    url: str
    faults: list[str]
    script: bool
    looked_at: set[str] = field(default_factory=set)

    def go(self, path: str) -> None:
        """Open an address of the product."""
        self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        """Press the first button or link with this name in the page's own part."""
        main = self.page.locator("main")
        either = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
        either.first.click()

    def look(self, title: str) -> None:
        """Check the page that is open with axe; once for each title. Axe is a script: without, it cannot look."""
        if not self.script or title in self.looked_at:
            return
        self.looked_at.add(title)
        for found in AXE.run(self.page).response["violations"]:
            where = "; ".join(f"{node['target']} {node['html'][:160]}" for node in found["nodes"][:3])
            self.faults.append(f"{title} ({self.page.url}): {found['id']}: {found['help']}: {where}")

    def sign_in(self, email: str) -> None:
        """Sign in with an account of the demo."""
        self.go("/sign-in")
        self.look("sign in")
        self.page.get_by_label("E-mailadres").fill(email)
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.press("Inloggen")


Visit = Callable[..., AbstractContextManager[Visitor]]


@pytest.fixture
def visit(browser: Browser, house: House) -> Visit:
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
        yield Visitor(page, house.url, faults, script)
        context.close()

    return visiting
