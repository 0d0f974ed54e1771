"""An ambassador from the first milestone to alumnus, with the public page appearing and disappearing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from certificates.ambassador_terms import EndedTerms, end_terms
from certificates.scheme import programme
from scan.store.session import transaction
from tests.journeys.conftest import House, Visit, Visitor
from tests.journeys.test_main_line import enter_class
from web.database import EXTENSION
from web.demo.region import CERTIFIER, NEW_STUDENT, SCHOOLS

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(900)]
STUDENT, _place = NEW_STUDENT
SCHOOL = SCHOOLS[0].name


def test_from_the_first_milestone_to_alumnus(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as teacher:
        teacher.sign_in(SCHOOLS[0].email)
        tick_and_nominate(teacher)
    with visit(faults) as certifier:
        certifier.sign_in(CERTIFIER[1])
        number = appoint_at_a_ceremony(certifier)
    with visit(faults) as passer_by:
        expect_no_name(passer_by, number)
    with visit(faults) as student:
        join(student, house)
        choose_page(student, "minor", ("Vraag het eerst aan je ouder of verzorger.",))
        choose_page(student, "younger", ("Een openbare pagina kan vanaf 16 jaar.",))
        choose_page(student, "adult", ())
    with visit(faults) as passer_by:
        passer_by.go(f"/a/{number}")
        expect(passer_by.page.get_by_text(f"{STUDENT} van {SCHOOL}")).to_be_visible()
        passer_by.look("public page of Eva")
    for days in (300, 380):
        later(house, days)
        with visit(faults) as student:
            join(student, house)
            write_in_the_log(student, house)
        with visit(faults) as teacher:
            teacher.sign_in(SCHOOLS[0].email)
            confirm_the_log(teacher)
    with visit(faults) as certifier:
        certifier.sign_in(CERTIFIER[1])
        renew(certifier, number)
    later(house, 800)
    assert day_goes_by(house).alumni > 0
    with visit(faults) as passer_by:
        passer_by.go(f"/a/{number}")
        expect(passer_by.page.get_by_text("Dit was echt.")).to_be_visible()
        passer_by.look("public page of an alumnus")
    with visit(faults) as student:
        join(student, house)
        student.go("/me/ambassador")
        expect(student.page.get_by_text("Dank je wel.")).to_be_visible()
        student.look("my page as an alumnus")
        student.page.get_by_label("Ja, ik wil een openbare pagina").uncheck()
        student.press("Opslaan")
    with visit(faults) as passer_by:
        expect_no_name(passer_by, number)
    assert faults == []


def test_hearing_before_an_appointment_is_withdrawn(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as teacher:
        teacher.sign_in(SCHOOLS[0].email)
        tick_and_nominate(teacher)
    with visit(faults) as certifier:
        certifier.sign_in(CERTIFIER[1])
        number = appoint_at_a_ceremony(certifier)
        certifier.go(f"/appointments/{number}")
        certifier.look("appointment of Eva")
        certifier.page.get_by_label("Bewijs was verzonnen.").check()
        certifier.page.get_by_label("Wat hoorde je?").fill("Het bedrijf herkent de foto niet.")
        certifier.press("Vraag om een antwoord")
        expect(certifier.page.get_by_role("button", name="Trek de benoeming in")).to_have_count(0)
        certifier.look("hearing that waits")
    with visit(faults) as student:
        join(student, house)
        student.go("/me/ambassador")
        expect(student.page.get_by_text("Het bedrijf herkent de foto niet.")).to_be_visible()
        student.look("my answer in a hearing")
        student.page.get_by_label("Je antwoord").fill("De foto is van het tweede filiaal.")
        student.press("Verstuur mijn antwoord")
    with visit(faults) as certifier:
        certifier.sign_in(CERTIFIER[1])
        certifier.go(f"/appointments/{number}")
        expect(certifier.page.get_by_text("De foto is van het tweede filiaal.")).to_be_visible()
        certifier.press("Trek de benoeming in")
    with visit(faults) as passer_by:
        passer_by.go(f"/a/{number}")
        expect(passer_by.page.get_by_role("heading", level=1)).to_have_text("Deze benoeming is ingetrokken")
    assert faults == []


def join(student: Visitor, house: House) -> None:
    student.go("/join")
    enter_class(student, house.class_code, STUDENT)


def later(house: House, days: int) -> None:
    """Let time pass."""
    at = now(house) + timedelta(days=days)
    house.app.config["NOW"] = lambda: at


def now(house: House) -> datetime:
    clock: Callable[[], datetime] | None = house.app.config.get("NOW")
    return datetime.now(UTC) if clock is None else clock()


def day_goes_by(house: House) -> EndedTerms:
    """What the daily command does."""
    with transaction(house.app.extensions[EXTENSION]) as session:
        return end_terms(session, now=now(house))


def tick_and_nominate(teacher: Visitor) -> None:
    page = teacher.page
    teacher.go("/teacher/ambassadors")
    page.locator("summary").filter(has=page.get_by_role("heading", name=STUDENT, exact=True)).click()
    for key in programme().needed:
        form = page.locator("details.review[open] form").first
        if key == "scanner":
            form.get_by_label("Het stagebedrijf werkte niet mee").check()
        form.get_by_label("Wat heb je gezien?").fill("Gezien en besproken.")
        teacher.follow(form.get_by_role("button", name="Vink deze stap af"))
    expect(page.get_by_text("De MVO-scan afgemaakt bij de eigen school")).to_be_visible()
    teacher.press(f"Draag {STUDENT} voor")


def appoint_at_a_ceremony(certifier: Visitor) -> str:
    """Gives the number."""
    page = certifier.page
    certifier.go("/appointments")
    certifier.look("nominations with a ceremony")
    page.get_by_label("Plaats", exact=True).fill("Schouwburg Voorbeeld")
    page.get_by_label(f"Benoem bij de uitreiking: {STUDENT}").check()
    certifier.press("Benoem wie is aangevinkt")
    expect(page.get_by_text("1 student is benoemd.")).to_be_visible()
    certifier.look("appointed at a ceremony", english=False)
    certifier.press("Naar de uitreiking en de certificaten")
    certifier.look("ceremony")
    for name in ("Alle certificaten", "Lijst met namen"):
        address = page.get_by_role("link", name=name).get_attribute("href")
        answer = page.request.get(certifier.url + str(address))
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.headers["cache-control"] == "no-store"
    return page.locator("ol.rows a.code").inner_text()


def expect_no_name(passer_by: Visitor, number: str) -> None:
    passer_by.go(f"/a/{number}")
    expect(passer_by.page.locator("main")).not_to_contain_text(STUDENT)
    expect(passer_by.page.locator("main")).to_contain_text(number)
    passer_by.go("/ambassadors")
    expect(passer_by.page.locator("main")).not_to_contain_text(STUDENT)


def choose_page(student: Visitor, age: str, refused: tuple[str, ...]) -> None:
    page = student.page
    student.go("/me/ambassador")
    page.get_by_label("Ja, ik wil een openbare pagina").check()
    page.get_by_label("Naam op de pagina").fill(STUDENT)
    page.locator(f"input[name=age][value={age}]").check()
    form = page.locator("form").filter(has=page.locator("#public_name"))
    if not refused:
        student.look("choosing a public page")
        student.follow(form.get_by_role("button", name="Opslaan"))
        expect(page.get_by_text("Je pagina is nu openbaar.")).to_be_visible()
        return
    seen: list[int] = [len(student.faults)]
    student.follow(form.get_by_role("button", name="Opslaan"))
    expect(page.get_by_role("alert")).to_contain_text(refused[0])
    del student.faults[seen[0] :]  # the browser notes the answer 422, which is what was asked for


def write_in_the_log(student: Visitor, house: House) -> None:
    page = student.page
    student.go("/me/ambassador")
    page.get_by_label("Wat deed je als ambassadeur?").select_option("guest_lesson")
    today: date = now(house).date()
    page.get_by_label("Wanneer?").fill(today.isoformat())
    page.get_by_label("In een paar woorden").fill("Les over afval in groep 8")
    student.press("Zet in mijn logboek")
    expect(page.get_by_text("Wacht op je coach")).to_be_visible()
    student.look("my log")


def confirm_the_log(teacher: Visitor) -> None:
    page = teacher.page
    teacher.go("/teacher/ambassadors")
    page.locator("summary").filter(has=page.get_by_role("heading", name=STUDENT, exact=True)).click()
    teacher.look("log of an ambassador")
    teacher.press("Bevestig")
    expect(page.get_by_text("Bevestigd. Het telt mee.")).to_be_visible()


def renew(certifier: Visitor, number: str) -> None:
    certifier.go("/appointments/terms")
    certifier.look("terms that end soon")
    certifier.press(STUDENT)
    assert certifier.page.url.endswith(number)
    certifier.look("appointment that can be renewed")
    certifier.press("Verleng met 24 maanden")
    expect(certifier.page.get_by_text("Verlengd tot en met")).to_be_visible()
