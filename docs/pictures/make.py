"""Make the pictures of the README and the guides from the running product.

    .venv/bin/python docs/pictures/make.py

Starts MVO-scan on a demo region in a temporary folder, and writes the pictures beside this file.
"""

import io
import logging
import os
import re
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import Engine, select
from werkzeug.serving import make_server

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from scan.store.session import create_engine, read  # noqa: E402 - the path to the product comes first
from scan.store.tables import Certificate, SchoolClass  # noqa: E402
from web.app import create_app  # noqa: E402
from web.cli.quality import find_browser  # noqa: E402
from web.cli.serve import prepare  # noqa: E402
from web.demo.cast import email_of  # noqa: E402
from web.demo.region import COMPANIES, COORDINATOR, MONITOR, PASSWORD, PIN, SCHOOLS, Stage  # noqa: E402
from web.settings import Settings, load_settings  # noqa: E402

COMPANY = COMPANIES[0]
BUSY = next(one for one in COMPANIES if one.stage is Stage.STUDENT_STARTED)
SETTLED = next(one for one in COMPANIES if one.stage is Stage.MODERATED)
PHONE = ViewportSize(width=390, height=1152)
LAPTOP = ViewportSize(width=1280, height=912)
ADDRESS = "https://mvo-scan.example"
CERTIFICATE_WIDTH = 1200
"""Pixels."""
COLOURS = 128
LARGEST = 300_000
"""Bytes of one picture."""


@dataclass(frozen=True, slots=True)
class House:
    """A running product."""

    settings: Settings
    engine: Engine
    class_codes: tuple[str, ...]
    """One for each school."""


def main() -> None:
    """Make all pictures."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as house,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=find_browser(playwright), args=flags) as browser,
    ):
        keep("result.png", result(browser, house.settings.base_url, house.class_codes[COMPANY.school]))
        keep("review.png", review(browser, house.settings.base_url))
        keep("question.png", question(browser, house.settings.base_url, house.class_codes[BUSY.school]))
        keep("report.png", report(browser, house.settings.base_url))
        keep("school.png", school(browser, house.settings.base_url))
        keep("monitoring.png", monitoring(browser, house.settings.base_url))
        keep("certificate.png", certificate(house.engine, house.settings))


@contextmanager
def running(folder: Path) -> Iterator[House]:
    """The product on a demo region in ``folder``."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        settings = replace(load_settings(var=folder, base_url=f"http://{host}:{port}"), demo=True)
        engine = create_engine(settings.database_url)
        prepare(engine, demo=True, pepper=settings.secret)
        with read(engine) as session:
            codes = tuple(session.scalars(select(SchoolClass.code).order_by(SchoolClass.id)))
        server = make_server(host, port, create_app(settings, engine), threaded=True, fd=listener.fileno())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield House(settings, engine, codes)
        server.shutdown()
        server.server_close()
        engine.dispose()


def open_page(browser: Browser, size: ViewportSize) -> Page:
    """A page in Dutch, without movement, in a browser that knows nothing yet."""
    context = browser.new_context(
        viewport=size, locale="nl-NL", color_scheme="light", reduced_motion="reduce"
    )
    return context.new_page()


def join(browser: Browser, url: str, class_code: str, name: str) -> Page:
    """The start page of a student, on a phone."""
    page = open_page(browser, PHONE)
    page.goto(f"{url}/join")
    for field, value in (("code", class_code), ("name", name), ("pin", PIN)):
        page.fill(f"#{field}", value)
    page.click("main button[type=submit]")
    page.wait_for_url("**/student")
    return page


def sign_in(browser: Browser, url: str, email: str) -> Page:
    """Someone with an account, on a laptop; the demo shows the code of the second step."""
    page = open_page(browser, LAPTOP)
    page.goto(f"{url}/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    code = re.search(r"je code is (\d{6})", page.locator("main").inner_text())
    if code is not None:
        page.get_by_label("Code uit je app").fill(code[1])
        page.click("main button[type=submit]")
        page.wait_for_load_state()
    return page


def question(browser: Browser, url: str, class_code: str) -> bytes:
    """A question in the middle of a scan."""
    page = join(browser, url, class_code, BUSY.student)
    page.get_by_role("link", name="Ga verder").first.click()
    page.wait_for_load_state()
    page.goto(page.url.split("/questions/")[0].rstrip("/") + "/questions/waste-separation")
    return picture(page)


def report(browser: Browser, url: str) -> bytes:
    """What a company reads when its result is settled."""
    page = sign_in(browser, url, email_of(SETTLED))
    page.goto(f"{url}/company/report")
    return picture(page)


def school(browser: Browser, url: str) -> bytes:
    """The classes of a school year, as the coordinator sees them."""
    page = sign_in(browser, url, COORDINATOR[1])
    page.goto(f"{url}/school")
    return picture(page)


def monitoring(browser: Browser, url: str) -> bytes:
    """The yearly sample, as the monitor sees it."""
    page = sign_in(browser, url, MONITOR[1])
    page.goto(f"{url}/monitoring/1")
    return picture(page)


def result(browser: Browser, url: str, class_code: str) -> bytes:
    """What a student sees who has handed in: the wheel and the points of each theme."""
    page = join(browser, url, class_code, COMPANY.student)
    page.get_by_role("link", name="Bekijk de uitkomst").click()
    page.wait_for_url("**/result")
    return picture(page)


def review(browser: Browser, url: str) -> bytes:
    """What a teacher sees: the student's answers next to the company's, with the evidence and the verdict below."""
    page = sign_in(browser, url, SCHOOLS[0].email)
    page.goto(f"{url}/teacher/review")
    page.locator("main").get_by_role("link", name=COMPANY.name).click()
    page.wait_for_url("**/dossiers/*/review")
    return picture(page)


def certificate(engine: Engine, settings: Settings) -> bytes:
    """The first valid certificate of the register, as it is printed for a house with an address of its own."""
    with read(engine) as session:
        number = session.scalars(
            select(Certificate.number).where(Certificate.state == "issued").order_by(Certificate.id)
        ).first()
    app = create_app(replace(settings, base_url=ADDRESS), engine)
    paper = pypdfium2.PdfDocument(app.test_client().get(f"/certificates/{number}.pdf").data)[0]
    made = io.BytesIO()
    paper.render(scale=CERTIFICATE_WIDTH / paper.get_width()).to_pil().save(made, "PNG")
    return made.getvalue()


def picture(page: Page) -> bytes:
    """The top of the page, once its letters are there."""
    page.evaluate("document.fonts.ready")
    return page.screenshot(animations="disabled")


def keep(name: str, made: bytes) -> None:
    """Write a picture with few colours, so that it stays small. Raises ValueError when it is still too large."""
    small = io.BytesIO()
    image = Image.open(io.BytesIO(made)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    if small.tell() > LARGEST:
        raise ValueError(f"{name} is {small.tell()} bytes; at most {LARGEST} is right for a README")
    (HERE / name).write_bytes(small.getvalue())


if __name__ == "__main__":
    main()
