"""Make the pictures of the README and the guides from the running product.

    .venv/bin/python docs/pictures/make.py [NAME ...]

All of them, or those that are named (``blind board``). Starts MVO-scan on a demo region in a temporary folder, and
writes the pictures beside this file.
"""

import io
import logging
import os
import re
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
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

from scan.domain.applications import CertificateKind  # noqa: E402 - the path to the product comes first
from scan.store.session import create_engine, read  # noqa: E402
from scan.store.tables import Certificate, SchoolClass  # noqa: E402
from web.app import create_app  # noqa: E402
from web.cli.quality import find_browser  # noqa: E402
from web.cli.serve import prepare  # noqa: E402
from web.demo.cast import email_of  # noqa: E402
from web.demo.region import (  # noqa: E402
    CERTIFIER,
    COLLEAGUE,
    COMPANIES,
    COORDINATOR,
    MONITOR,
    PASSWORD,
    PIN,
    PRIMARY_SCHOOL,
    PUPILS_SCHOOL,
    SCHOOLS,
    TO_SECOND_REVIEW,
    School,
    Stage,
)
from web.settings import Settings, load_settings  # noqa: E402

COMPANY = COMPANIES[0]
BUSY = next(one for one in COMPANIES if one.stage is Stage.STUDENT_STARTED)
SETTLED = next(one for one in COMPANIES if one.stage is Stage.MODERATED)
PARTNER = next(one for one in COMPANIES if one.stage is Stage.CERTIFIED)
WAITING = next(one for one in COMPANIES if one.stage is Stage.APPLIED)
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

    @property
    def url(self) -> str:
        """Where it is."""
        return self.settings.base_url


def main() -> None:
    """Make the pictures that are named on the command line, or all. Raises KeyError for a name that is none."""
    wanted = sys.argv[1:] or list(PICTURES)
    makers = {name: PICTURES[name] for name in wanted}
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as house,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=find_browser(playwright), args=flags) as browser,
    ):
        for name, make in makers.items():
            keep(f"{name}.png", make(browser, house))


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
        app = create_app(settings, engine)
        app.config["SETTINGS"] = replace(
            settings, base_url=ADDRESS
        )  # what stands on its pages and in QR codes
        server = make_server(host, port, app, threaded=True, fd=listener.fileno())
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


def question(browser: Browser, house: House) -> bytes:
    """A question in the middle of a scan."""
    page = join(browser, house.url, house.class_codes[BUSY.school], BUSY.student)
    page.get_by_role("link", name="Ga verder").first.click()
    page.wait_for_load_state()
    page.goto(page.url.split("/questions/")[0].rstrip("/") + "/questions/waste-separation")
    return picture(page)


def report(browser: Browser, house: House) -> bytes:
    """What a company reads when its result is settled."""
    page = sign_in(browser, house.url, email_of(SETTLED))
    page.goto(f"{house.url}/company/report")
    return picture(page)


def school(browser: Browser, house: House) -> bytes:
    """The classes of a school year, as the coordinator sees them."""
    page = sign_in(browser, house.url, COORDINATOR[1])
    page.goto(f"{house.url}/school")
    return picture(page)


def partner(browser: Browser, house: House) -> bytes:
    """An agreement in force, with what was reported on it."""
    page = sign_in(browser, house.url, email_of(PARTNER))
    page.goto(f"{house.url}/partner")
    page.get_by_role("link", name="Overeenkomst, versie 1").click()
    page.wait_for_load_state()
    return picture(page)


def platform(browser: Browser, house: House) -> bytes:
    """The members' page of a platform, as its lead sees it."""
    page = sign_in(browser, house.url, email_of(PARTNER))
    page.goto(f"{house.url}/platforms/1/inside")
    return picture(page)


def monitoring(browser: Browser, house: House) -> bytes:
    """The yearly sample, as the monitor sees it."""
    page = sign_in(browser, house.url, MONITOR[1])
    page.goto(f"{house.url}/monitoring/1")
    return picture(page)


def result(browser: Browser, house: House) -> bytes:
    """What a student sees who has handed in: the wheel and the points of each theme."""
    page = join(browser, house.url, house.class_codes[COMPANY.school], COMPANY.student)
    page.get_by_role("link", name="Bekijk de uitkomst").click()
    page.wait_for_url("**/result")
    return picture(page)


def review(browser: Browser, house: House) -> bytes:
    """What a teacher sees: the student's answers next to the company's, with the evidence and the verdict below."""
    page = sign_in(browser, house.url, SCHOOLS[0].email)
    page.goto(f"{house.url}/teacher/review")
    page.locator("main").get_by_role("link", name=COMPANY.name).click()
    page.wait_for_url("**/dossiers/*/review")
    return picture(page)


def blind(browser: Browser, house: House) -> bytes:
    """What a second reviewer sees: both sides, and which step to choose."""
    page = sign_in(browser, house.url, COLLEAGUE[1])
    page.goto(f"{house.url}/teacher/review")
    page.locator("main").get_by_role("link", name=TO_SECOND_REVIEW.name).click()
    page.wait_for_load_state()
    page.locator("section.review").first.get_by_role("radio").nth(2).check()
    page.evaluate("scrollTo(0, 0)")
    return picture(page)


def pupils(browser: Browser, house: House) -> bytes:
    """How far the pupils of a class are."""
    page = own_school(browser, house, PUPILS_SCHOOL)
    page.goto(page.url.replace("/own-school", "/pupil-scans"))
    return picture(page)


def board(browser: Browser, house: House) -> bytes:
    """A question of a class of children, with the votes."""
    page = own_school(browser, house, PRIMARY_SCHOOL)
    page.get_by_role("link", name="Naar het bord").first.click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Vorige vraag").click()
    page.wait_for_load_state()
    return picture(page)


def own_school(browser: Browser, house: House, school: School) -> Page:
    """The ways in which the class of a teacher looks at the own school."""
    page = sign_in(browser, house.url, school.email)
    page.locator("main").get_by_role("link", name=school.class_name).click()
    page.locator("main").get_by_role("link", name="Onze eigen school").click()
    page.wait_for_url("**/own-school")
    return page


def decision(browser: Browser, house: House) -> bytes:
    """An application for a certificate, as the one who decides sees it."""
    page = sign_in(browser, house.url, CERTIFIER[1])
    page.goto(f"{house.url}/decisions")
    page.locator("tr", has_text=WAITING.name).get_by_role("link").click()
    page.wait_for_url("**/decisions/*")
    return picture(page)


def certificate(_browser: Browser, house: House) -> bytes:
    """A certificate, as it is printed."""
    return paper(house, CertificateKind.CERTIFICATE)


def statement(_browser: Browser, house: House) -> bytes:
    """A statement, as it is printed."""
    return paper(house, CertificateKind.STATEMENT)


def paper(house: House, kind: CertificateKind) -> bytes:
    """The first valid one of its kind in the register, as it is printed for a house with an address of its own."""
    with read(house.engine) as session:
        number = session.scalars(
            select(Certificate.number)
            .where(Certificate.state == "issued", Certificate.kind == kind.value)
            .order_by(Certificate.id)
        ).first()
    app = create_app(replace(house.settings, base_url=ADDRESS), house.engine)
    sheet = pypdfium2.PdfDocument(app.test_client().get(f"/certificates/{number}.pdf").data)[0]
    made = io.BytesIO()
    sheet.render(scale=CERTIFICATE_WIDTH / sheet.get_width()).to_pil().save(made, "PNG")
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


PICTURES: Mapping[str, Callable[[Browser, House], bytes]] = {
    make.__name__: make
    for make in (
        result,
        review,
        question,
        report,
        school,
        partner,
        platform,
        decision,
        monitoring,
        certificate,
        statement,
        blind,
        pupils,
        board,
    )
}


if __name__ == "__main__":
    main()
