"""The main line with a phone, in Dutch: from a class code to a certificate that can be checked, and an ambassador."""

import re

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from certificates.scheme import programme
from tests.journeys.conftest import House, Visit, Visitor
from web.demo.region import CERTIFIER, COMPANIES, NEW_STUDENT, PIN, SCHOOLS

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(900)]
STUDENT, _place = NEW_STUDENT
COMPANY = COMPANIES[_place]
CONTACT = "contact@kapsalonknipcovoorbeeld.example"
QUOTE = "We scheiden papier, plastic en restafval."
PROFILE = {"staff": "4", "parking": "0", "vehicles": "0"}
FAR_APART = ("waste-separation", "waste-prevention", "energy-plan")


def test_main_line_from_class_code_to_certificate_and_ambassador(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as student:
        join(student, house.class_code)
        fill_in_student_scan(student)
        hand_in(student)
        student.look("result of the student", english=False)
        expect(student.page.locator("svg.wheel:visible")).to_have_count(1)
    with visit(faults) as contact:
        contact.sign_in(CONTACT)
        contact.look("company before the self-scan", english=False)
        fill_in_self_scan(contact)
        hand_in(contact)
    with visit(faults) as teacher:
        teacher.sign_in(SCHOOLS[0].email)
        check_dossier(teacher)
    with visit(faults) as contact:
        contact.sign_in(CONTACT)
        plan_two_actions(contact)
        apply(contact)
    with visit(faults) as certifier:
        certifier.sign_in(CERTIFIER[1])
        number = decide(certifier)
    with visit(faults) as passer_by:
        check_by_qr(passer_by, number)
    with visit(faults) as teacher:
        teacher.sign_in(SCHOOLS[0].email)
        nominate(teacher)
    with visit(faults) as certifier:
        certifier.sign_in(CERTIFIER[1])
        certifier.go("/appointments")
        certifier.press(f"Benoem {STUDENT}")
    with visit(faults) as student:
        join(student, house.class_code)
        show_public_page(student)
    assert not faults, "\n".join(faults)


def test_student_line_works_without_script(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults, script=False) as student:
        page = student.page
        student.go("/join")
        enter_class(student, house.class_code, COMPANY.student)
        student.press("Begin met de scan")
        student.press("Begin met de scan")
        fill_in_profile(student)
        add_quote(student)
        first = page.url
        for below_top in (0, 1, 2):
            choose(student, page.url.rsplit("/", 1)[1], below_top=below_top)
            student.press("Opslaan en verder")
        page.get_by_label("Weet ik niet").check()
        student.press("Opslaan en verder")
        page.goto(first)
        expect(page.locator(".question-card input:checked")).to_have_count(1)
        student.follow(page.get_by_role("link", name="Terug").first)
        hand_in(student)
        expect(page.get_by_role("heading", level=1)).to_have_text("Je scan is ingeleverd")
        student.go("/student")
        expect(page.get_by_role("link", name="Bekijk de uitkomst")).to_be_visible()
    assert not faults, "\n".join(faults)


def join(student: Visitor, code: str) -> None:
    """Join the class, or come back to it."""
    student.go("/")
    student.go("/join")
    enter_class(student, code, STUDENT)
    student.look("student's start", english=False)


def enter_class(student: Visitor, code: str, name: str) -> None:
    student.page.locator("#code").fill(code)
    student.page.locator("#name").fill(name)
    student.page.locator("#pin").fill(PIN)
    student.press("Doe mee")


def fill_in_profile(visitor: Visitor) -> None:
    """The facts of a hairdresser's with a staff of four."""
    page = visitor.page
    for name, value in PROFILE.items():
        if page.locator(f"#p_{name}").count():
            page.locator(f"#p_{name}").fill(value)
    for fieldset in page.locator("fieldset").all():
        if fieldset.locator("select").count():
            fieldset.locator("select").select_option("personal_services")
        else:
            fieldset.locator("input[type=radio]").first.check()
    visitor.press("Opslaan en verder")


def fill_in_student_scan(student: Visitor) -> None:
    """Every question one step below the top, three of them at the bottom; one quote as evidence."""
    student.press("Begin met de scan")
    student.look("overview of a scan not begun", english=False)
    student.press("Begin met de scan")
    student.look("profile")
    fill_in_profile(student)
    student.look("question")
    while "/questions/" in student.page.url:
        item = student.page.url.rsplit("/", 1)[1]
        if item == FAR_APART[0]:
            add_quote(student)
        choose(student, item, below_top=4 if item in FAR_APART else 1)
        student.press("Opslaan en verder")
    student.look("overview of a finished scan", english=False)


def choose(visitor: Visitor, item: str, *, below_top: int) -> None:
    """Choose a step of a question; a gate and a yes-or-no question get the answer that holds nothing back."""
    inputs = visitor.page.locator(f"[name=q_{item}]:not([value=dont_know]):not([value=not_applicable])")
    count = inputs.count()
    if inputs.first.get_attribute("value") == "yes":
        inputs.first.check()
    elif re.match(r"g\d", item):
        inputs.last.check()
    elif inputs.first.get_attribute("type") in ("radio", "checkbox"):
        inputs.nth(max(0, count - 1 - below_top)).check()


def add_quote(student: Visitor) -> None:
    """What someone at the company said, with their job."""
    student.page.get_by_text("Voeg bewijs toe").click()
    student.page.get_by_label("Wat zien we?").fill(QUOTE)
    student.page.get_by_label("Wie zei het?").fill("bedrijfsleider")
    student.press("Voeg dit bewijs toe")
    expect(student.page.get_by_text(QUOTE)).to_be_visible()
    student.look("question with evidence")


def fill_in_self_scan(contact: Visitor) -> None:
    """Every question at the top."""
    contact.press("Begin met de zelfscan")
    contact.press("Begin met de scan")
    fill_in_profile(contact)
    while "/themes/" in contact.page.url:
        contact.look("declarations" if contact.page.url.endswith("/declarations") else "theme")
        for version in contact.page.locator("[data-version]").all():
            choose(contact, version.get_attribute("data-version") or "", below_top=0)
        contact.press("Opslaan en verder")


def hand_in(visitor: Visitor) -> None:
    visitor.press("Controleer en lever in")
    visitor.look("hand in")
    leave_open = visitor.page.get_by_label("Ik kon de open vragen niet navragen.")
    if leave_open.count():
        leave_open.check()
    visitor.press("Lever in")
    expect(visitor.page.get_by_text("Je scan is ingeleverd.")).to_be_visible()


def check_dossier(teacher: Visitor) -> None:
    """Accept the evidence, settle what is far apart, and send the result."""
    page = teacher.page
    teacher.go("/teacher/review")
    teacher.press(COMPANY.name)
    teacher.look("review")
    review = page.url
    themes = [one.get_attribute("href") for one in page.locator(".side-nav a").all()]
    for theme in themes:
        teacher.go(theme or "")
        while page.get_by_role("button", name="Keur goed", include_hidden=True).count():
            page.locator("details.review").filter(
                has=page.get_by_role("button", name="Keur goed", include_hidden=True)
            ).first.evaluate("details => { details.open = true }")
            teacher.follow(page.get_by_role("button", name="Keur goed").first)
            expect(page.get_by_text("Het bewijs telt.")).to_be_visible()
            teacher.go(theme or "")
    page.goto(review)
    teacher.press("Afronden")
    teacher.look("finish with questions open")
    while page.locator("#unsettled li a").count():
        teacher.follow(page.locator("#unsettled li a").first)
        form = page.locator("details.review[open]").first
        form.get_by_label("ertussenin").check()
        form.get_by_label("Uitleg voor student en bedrijf").fill("Samen besproken en het bewijs bekeken.")
        teacher.follow(form.get_by_role("button", name="Opslaan"))
        page.goto(review.replace("/review", "/finish"))
    teacher.look("finish")
    teacher.press("Stuur de uitkomst")
    expect(page.get_by_text("De uitkomst is verstuurd.")).to_be_visible()
    teacher.look("result sent", english=False)


def plan_two_actions(contact: Visitor) -> None:
    contact.look("company after the check", english=False)
    contact.go("/company/plan")
    for words in ("Elke maand de meterstanden opschrijven", "Vaste bezorgdagen afspreken"):
        contact.page.locator("#text").fill(words)
        contact.page.locator("#planned_on").fill("2027-03-01")
        contact.press("Zet het in het plan")
        expect(contact.page.get_by_role("heading", name=words)).to_be_visible()
    contact.look("plan with actions", english=False)


def apply(contact: Visitor) -> None:
    contact.go("/company/apply")
    contact.look("apply")
    contact.page.get_by_label("Voor welke plek of plekken?").fill("Kapsalon in Groningen")
    contact.page.get_by_label("Voor welk werk daar?").fill("knippen en verzorgen")
    contact.page.get_by_label("Wie tekent?").fill(COMPANY.contact)
    contact.page.get_by_label("In welke functie?").fill("eigenaar")
    for declaration in contact.page.locator("[name=declared]").all():
        declaration.check()
    contact.press("Vraag het certificaat aan")
    expect(contact.page.get_by_text("Je aanvraag is verstuurd naar de alliantie.")).to_be_visible()


def decide(certifier: Visitor) -> str:
    """Give the certificate; its number."""
    certifier.go("/decisions")
    certifier.press(COMPANY.name)
    certifier.look("decision")
    certifier.page.get_by_label("Geef het certificaat").check()
    certifier.page.get_by_label("Waarom?").fill("De uitkomst is nagekeken en haalt alle regels.")
    certifier.press("Leg het besluit vast")
    said = certifier.page.get_by_text("Het certificaat is er.").inner_text()
    number = re.search(r"MVO-NN-\d{4}-\d{4}-\d{2}", said)
    assert number is not None, said
    return number.group()


def check_by_qr(passer_by: Visitor, number: str) -> None:
    """What someone sees who scans the QR code on the paper certificate."""
    answer = passer_by.page.request.get(f"{passer_by.url}/certificates/{number}.pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    picture = pypdfium2.PdfDocument(answer.body())[0].render(scale=3).to_pil()
    codes = [code.text for code in zxingcpp.read_barcodes(picture)]
    assert codes == [f"{passer_by.url}/c/{number}"]
    passer_by.page.goto(codes[0])
    expect(passer_by.page.get_by_role("heading", level=1)).to_have_text("Dit certificaat is geldig")
    expect(passer_by.page.get_by_role("heading", name=COMPANY.name)).to_be_visible()
    passer_by.go("/register")
    expect(passer_by.page.locator(f"a[href='/c/{number}']")).to_have_text(COMPANY.name)


def nominate(teacher: Visitor) -> None:
    """Tick the six milestones one by one, then nominate."""
    page = teacher.page
    teacher.go("/teacher/ambassadors")
    page.locator("summary").filter(has=page.get_by_role("heading", name=STUDENT, exact=True)).click()
    for _ in programme().needed:
        form = page.locator("details.review[open] form").first
        form.get_by_label("Wat heb je gezien?").fill("Gezien en besproken.")
        teacher.follow(form.get_by_role("button", name="Vink deze stap af"))
        expect(page.get_by_text("De stap is afgevinkt.")).to_be_visible()
    teacher.look("milestones ticked")
    teacher.press(f"Draag {STUDENT} voor")


def show_public_page(student: Visitor) -> None:
    """Choose a public page, and see it as others do."""
    student.go("/me/ambassador")
    student.page.get_by_label("Ja, ik wil een openbare pagina").check()
    student.page.get_by_label("Naam op de pagina").fill(STUDENT)
    student.page.locator("input[name=age][value=adult]").check()
    student.press("Opslaan")
    student.press("Bekijk je pagina")
    expect(student.page.get_by_text("Dit is echt.")).to_be_visible()
