"""Make the pictures of the README from the running product: ``.venv/bin/python docs/pictures/make.py``.

Starts MVO-scan on a demo region in a temporary folder, and writes ``result.png``, ``review.png`` and
``certificate.png`` beside this file.
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
from scan.store.tables import Certificate  # noqa: E402
from web.app import create_app  # noqa: E402
from web.cli.quality import find_browser  # noqa: E402
from web.cli.serve import prepare  # noqa: E402
from web.demo.region import COMPANIES, PASSWORD, PIN, SCHOOLS  # noqa: E402
from web.settings import Settings, load_settings  # noqa: E402

COMPANY = COMPANIES[0]
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
    class_code: str


def main() -> None:
    """Make all pictures."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as house,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=find_browser(playwright), args=flags) as browser,
    ):
        keep("result.png", result(browser, house.settings.base_url, house.class_code))
        keep("review.png", review(browser, house.settings.base_url))
        keep("certificate.png", certificate(house.engine, house.settings))


@contextmanager
def running(folder: Path) -> Iterator[House]:
    """The product on a demo region in ``folder``."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        settings = load_settings(var=folder, base_url=f"http://{host}:{port}")
        engine = create_engine(settings.database_url)
        said = "\n".join(prepare(engine, demo=True, pepper=settings.secret))
        server = make_server(host, port, create_app(settings, engine), threaded=True, fd=listener.fileno())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield House(settings, engine, re.findall(r"class code (\S+),", said)[0])
        server.shutdown()
        server.server_close()
        engine.dispose()


def open_page(browser: Browser, size: ViewportSize) -> Page:
    """A page in Dutch, without movement, in a browser that knows nothing yet."""
    context = browser.new_context(
        viewport=size, locale="nl-NL", color_scheme="light", reduced_motion="reduce"
    )
    return context.new_page()


def result(browser: Browser, url: str, class_code: str) -> bytes:
    """What a student sees who has handed in: the wheel and the points of each theme."""
    page = open_page(browser, PHONE)
    page.goto(f"{url}/join")
    for field, value in (("code", class_code), ("name", COMPANY.student), ("pin", PIN)):
        page.fill(f"#{field}", value)
    page.click("main button[type=submit]")
    page.get_by_role("link", name="Bekijk de uitkomst").click()
    page.wait_for_url("**/result")
    return picture(page)


def review(browser: Browser, url: str) -> bytes:
    """What a teacher sees: the student's answers next to the company's, with the evidence and the verdict below."""
    page = open_page(browser, LAPTOP)
    page.goto(f"{url}/sign-in")
    page.fill("#email", SCHOOLS[0].email)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
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
