"""A whole round in Dutch: two students on two phones, a company, a teacher and a second reviewer (issue 3)."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect
from sqlalchemy import func, select

from scan.store.session import read
from scan.store.tables import (
    Action,
    AnswerRow,
    AuditEvent,
    Dossier,
    Evidence,
    Organisation,
    Person,
    Scan,
    ScanMember,
    SecondReview,
    SecondScore,
)
from tests.journeys.conftest import House, Visit, Visitor
from tests.journeys.device import NOT_SENT, PACKED, until
from tests.journeys.looking import LAPTOP
from tests.journeys.test_main_line import FAR_APART, choose, enter_class, fill_in_profile
from tests.journeys.test_offline import add_photo, item_of
from tests.journeys.test_together import look_now
from web.database import EXTENSION
from web.demo.cast import email_of
from web.demo.region import COLLEAGUE, COMPANIES, NEW_STUDENT, SCHOOLS

pytestmark = [pytest.mark.xdist_group("more-journeys"), pytest.mark.timeout(900)]
COMPANY = COMPANIES[NEW_STUDENT[1]]
EVA, NOOR = NEW_STUDENT[0], COMPANY.student
TEACHER = SCHOOLS[0].email
PHOTOGRAPHED = FAR_APART[0]
EXPLANATION = "Samen bekeken bij het bedrijf."
ACTION = "Drie bakken neerzetten: papier, plastic en rest"
CARDS = "li.card[data-step]"
"""Of the themes, on the overview of a scan."""
DAY = date(2027, 3, 1)


def test_a_whole_round_from_two_phones_to_the_improvement_plan(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as eva, visit(faults) as noor:
        scan, themes = begin_together(eva, noor, house.class_code)
        evas, noors = themes[::2], themes[1::2]
        for theme in evas:
            fill_in_theme(eva, scan, theme)
        expect_progress(noor, scan, EVA, evas)
        with cut_off(noor, scan):
            for theme in noors:
                fill_in_theme(noor, scan, theme)
        expect_progress(eva, scan, NOOR, noors)
        eva.go(f"{scan}/submit")
        expect(eva.page.get_by_text("Je hebt alle vragen beantwoord.")).to_be_visible()
        hand_in(eva, scan)
    with at_a_laptop(visit, faults, email_of(COMPANY)) as contact:
        fill_in_self_scan(contact)
    with at_a_laptop(visit, faults, TEACHER) as teacher:
        dossier = compare(teacher)
        accept_evidence(teacher, dossier)
        settle_what_is_far_apart(teacher, dossier)
        ask_second_review(teacher, dossier)
    with at_a_laptop(visit, faults, COLLEAGUE[1]) as colleague:
        score_blind(colleague)
    with at_a_laptop(visit, faults, TEACHER) as teacher:
        close(teacher, dossier)
    with visit(faults) as noor:
        present(noor, house.class_code)
    with at_a_laptop(visit, faults, email_of(COMPANY)) as contact:
        plan_an_action(contact)
    assert [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []
    expect_in_the_database(house)


@contextmanager
def at_a_laptop(visit: Visit, faults: list[str], email: str) -> Iterator[Visitor]:
    """Someone with an account, signed in."""
    with visit(faults) as visitor:
        visitor.page.set_viewport_size(LAPTOP)
        visitor.sign_in(email)
        visitor.page.set_viewport_size(LAPTOP)
        yield visitor


def begin_together(eva: Visitor, noor: Visitor, class_code: str) -> tuple[str, list[str]]:
    """Eva begins, and gives Noor the code of the scan; its address and its themes."""
    eva.go("/join")
    enter_class(eva, class_code, EVA)
    eva.press("Begin met de scan")
    eva.press("Begin met de scan")
    fill_in_profile(eva)
    scan = eva.page.url.partition("/questions")[0].removeprefix(eva.url)
    eva.go(f"{scan}/together")
    eva.press("Maak een code")
    noor.go("/join")
    enter_class(noor, class_code, NOOR)
    noor.press("Doe mee met een klasgenoot")
    noor.page.get_by_label("Code van je klasgenoot").fill(eva.page.locator(".share-code").inner_text())
    noor.press("Doe mee")
    expect(noor.page.get_by_text("Jullie scannen nu samen.")).to_be_visible()
    return scan, [card.get_attribute("data-step") or "" for card in noor.page.locator(CARDS).all()]


def fill_in_theme(student: Visitor, scan: str, theme: str) -> None:
    """Every question of a theme: one step below the top, those far apart at the bottom, one with a photo."""
    page = student.page
    student.go(scan)
    card = page.locator(f"{CARDS}[data-step={theme}]")
    questions = int(card.locator("[data-done]").inner_text().split()[2])
    student.follow(card.get_by_role("link"))
    for _ in range(questions):
        item = item_of(page)
        choose(student, item, below_top=4 if item in FAR_APART else 1)
        if item == PHOTOGRAPHED:
            add_photo(page)
        student.press("Opslaan en verder")


def expect_progress(classmate: Visitor, scan: str, name: str, themes: list[str]) -> None:
    """A classmate sees, on the overview, what the other did of each theme."""
    page = classmate.page
    if page.url != classmate.url + scan:
        classmate.go(scan)
    look_now(page)  # without loading the page again
    expect(page.locator(".together-line").filter(has_text=name)).to_contain_text(
        re.compile(r"[1-9]\d* antwoorden")
    )
    page.reload()
    for theme in themes:
        card = page.locator(f"{CARDS}[data-step={theme}]")
        expect(card).to_contain_text(re.compile(rf"(\d+) van \1 vragen klaar\s*{name} \1"))


@contextmanager
def cut_off(student: Visitor, scan: str) -> Iterator[None]:
    """No internet; afterwards everything goes out by itself."""
    page = student.page
    student.go(scan)
    until(page, PACKED)
    page.context.set_offline(True)
    yield
    expect(page.get_by_text("Je hebt geen internet.")).to_be_visible()
    assert len(page.evaluate(NOT_SENT)) > 1
    page.context.set_offline(False)
    until(page, f"() => ({NOT_SENT})().then(items => items.length === 0)")


def hand_in(visitor: Visitor, scan: str) -> None:
    """What nobody could find out stays open, such as a company's figures."""
    visitor.go(f"{scan}/submit")
    leave_open = visitor.page.get_by_label("Ik kon de open vragen niet navragen.")
    if leave_open.count():
        leave_open.check()
    visitor.press("Lever in")
    expect(visitor.page.get_by_text("Je scan is ingeleverd.")).to_be_visible()


def fill_in_self_scan(contact: Visitor) -> None:
    """The company finds itself at the top everywhere."""
    contact.press("Begin met de zelfscan")
    scan = contact.page.url.removeprefix(contact.url)
    contact.press("Begin met de scan")
    fill_in_profile(contact)
    while "/themes/" in contact.page.url:
        for asked in contact.page.locator("[data-version]").all():
            choose(contact, asked.get_attribute("data-version") or "", below_top=0)
        contact.press("Opslaan en verder")
    hand_in(contact, scan)


def compare(teacher: Visitor) -> str:
    """Side by side: what the students and the company say, and how far that is apart. The dossier's address."""
    page = teacher.page
    teacher.go("/teacher/review")
    teacher.press(COMPANY.name)
    dossier = page.url.removeprefix(teacher.url).removesuffix("/review")
    teacher.follow(page.get_by_role("link", name="Duurzaam ondernemerschap"))
    teacher.follow(page.get_by_role("link", name="2 stappen of meer"))
    far = page.locator(f"#item-{PHOTOGRAPHED}")
    expect(far).to_contain_text("4 stappen verschil")
    expect(far.get_by_text(f"Ingevuld door {NOOR}")).to_be_visible()
    expect(far.locator("img.photo")).to_be_visible()
    return dossier


def accept_evidence(teacher: Visitor, dossier: str) -> None:
    page = teacher.page
    page.locator(f"#item-{PHOTOGRAPHED}").get_by_role("button", name="Keur goed").click()
    expect(page.get_by_text("Het bewijs telt.")).to_be_visible()
    expect(page.locator(f"#item-{PHOTOGRAPHED}").get_by_text("Goedgekeurd")).to_be_visible()


def settle_what_is_far_apart(teacher: Visitor, dossier: str) -> None:
    page = teacher.page
    teacher.go(f"{dossier}/finish")
    expect(page.locator("#unsettled li")).to_have_count(len(FAR_APART))
    for _ in FAR_APART:
        teacher.follow(page.locator("#unsettled li a").first)
        opened = page.locator("details.review[open]").first
        opened.get_by_label("ertussenin").check()
        opened.get_by_label("Uitleg voor student en bedrijf").fill(EXPLANATION)
        teacher.follow(opened.get_by_role("button", name="Opslaan"))
        teacher.go(f"{dossier}/finish")
    expect(page.get_by_text("Elk groot verschil heeft een oordeel")).to_be_visible()


def ask_second_review(teacher: Visitor, dossier: str) -> None:
    teacher.go(f"{dossier}/review")
    teacher.press("Tweede beoordeling")
    teacher.page.get_by_label("Wie?").select_option(COLLEAGUE[0])
    teacher.press("Vraag")
    expect(teacher.page.get_by_text("Bezig")).to_be_visible()


def score_blind(colleague: Visitor) -> None:
    """The colleague sees both sides, never the teacher's verdict, and chooses a step for every question."""
    page = colleague.page
    colleague.go("/teacher/review")
    asked = page.locator("li").filter(has_text=COMPANY.name)
    colleague.follow(asked.get_by_role("link", name="Beoordeel blind"))
    seen = ""
    for _ in page.locator(".side-nav a").all():
        seen += page.locator("main").inner_text()
        for question in page.locator("section.review").all():
            question.get_by_role("radio").nth(-2).check()  # the top: below it is 'cannot tell'
        colleague.press("Opslaan en verder")
    assert EXPLANATION not in seen
    colleague.press("Lever in")


def close(teacher: Visitor, dossier: str) -> None:
    """The teacher sees that the second review came in, sends the result, and says that the internship is assessed."""
    page = teacher.page
    teacher.go(f"{dossier}/second-reviews")
    expect(page.get_by_text("Ingeleverd")).to_be_visible()
    teacher.go(f"{dossier}/finish")
    teacher.press("Stuur de uitkomst")
    expect(page.get_by_text("De uitkomst is verstuurd.")).to_be_visible()
    teacher.go("/teacher/classes/1")
    for student in (EVA, NOOR):
        assessed = page.get_by_role("button", name="De stage is beoordeeld")
        teacher.follow(assessed.filter(has_text=f"{student}, {COMPANY.name}"))


def present(student: Visitor, class_code: str) -> None:
    """A student shares the report with the company, and presents it on a screen, from the first slide to the last."""
    page = student.page
    student.go("/join")
    enter_class(student, class_code, NOOR)
    student.press("Bekijk de uitkomst")
    student.press("Deel met het bedrijf")
    expect(page.get_by_text("Je deelde dit verslag op")).to_be_visible()
    student.press("Presenteer op een scherm")
    page.set_viewport_size(LAPTOP)
    expect(page.get_by_role("heading", level=1)).to_have_text(COMPANY.name)
    last = page.locator(".slide").count()
    for _ in range(last - 1):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(f"location.hash === '#slide-{last}'")
    expect(page.get_by_role("heading", name="Bedankt")).to_be_in_viewport()


def plan_an_action(contact: Visitor) -> None:
    """The company reads the result and the students' report, and says who does what, and when."""
    page = contact.page
    contact.press("Lees het verslag")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Uitkomst van de scan")
    expect(page.get_by_role("heading", name="Verslagen die studenten deelden")).to_be_visible()
    contact.press("Maak hier een plan van")
    page.locator("#text").fill(ACTION)
    page.locator("#owner").fill("bedrijfsleider")
    page.locator("#planned_on").fill(DAY.isoformat())
    contact.press("Zet het in het plan")
    action = page.locator("article.action").filter(has_text=ACTION)
    expect(action).to_contain_text("bedrijfsleider")
    expect(action).to_contain_text("Gepland op 1 maart 2027")


def expect_in_the_database(house: House) -> None:
    """One scan of two students in which every answer and the photo came in once, and a round that is all closed."""
    with read(house.app.extensions[EXTENSION]) as session:
        dossier = session.scalars(
            select(Dossier).join(Organisation).where(Organisation.name == COMPANY.name)
        ).one()
        shared = session.scalars(
            select(Scan).where(Scan.dossier_id == dossier.id, Scan.audience == "student")
        ).one()
        members = select(Person.display_name).join(ScanMember, ScanMember.student_id == Person.id)
        assert set(session.scalars(members.where(ScanMember.scan_id == shared.id))) == {EVA, NOOR}
        answers = session.scalars(select(AnswerRow).where(AnswerRow.scan_id == shared.id)).all()
        assert {row.version for row in answers} == {1}
        saved = select(AuditEvent.data).where(
            AuditEvent.action == "answers_saved",
            AuditEvent.subject_kind == "scan",
            AuditEvent.subject_id == shared.id,
        )
        times = Counter(item for data in session.scalars(saved) for item in data["items"])
        assert times == Counter(row.item_id for row in answers)
        shown = select(Evidence.item_id, Evidence.form, Evidence.state).where(Evidence.scan_id == shared.id)
        assert session.execute(shown).all() == [(PHOTOGRAPHED, "photo", "accepted")]
        assert dossier.state == "moderated"
        second = session.scalars(select(SecondReview).where(SecondReview.dossier_id == dossier.id)).one()
        assert second.handed_in_at is not None
        scored = select(func.count()).where(SecondScore.second_review_id == second.id)
        assert (session.scalar(scored) or 0) > len(FAR_APART)
        planned = select(Action.text, Action.owner, Action.planned_on).where(Action.dossier_id == dossier.id)
        assert session.execute(planned).all() == [(ACTION, "bedrijfsleider", DAY)]


def test_the_letter_of_an_invitation_leads_to_a_form_with_its_code(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with at_a_laptop(visit, faults, TEACHER) as teacher:
        teacher.go("/placements/1/invite")
        teacher.press("Maak een code")
        made = teacher.page.locator("strong.h2.code").inner_text()
        address = address_in_the_letter(teacher)
    assert address == f"{house.url}/invitation#{made}"
    with visit(faults) as contact:
        contact.page.goto(address)
        expect(contact.page.get_by_label("Uitnodigingscode")).to_have_value(made)
        expect(contact.page).to_have_url(f"{house.url}/invitation")
        expect(contact.page.get_by_label("Je naam")).to_be_focused()
    assert faults == []


def address_in_the_letter(teacher: Visitor) -> str:
    """What a phone reads from the QR code on the printed letter."""
    letter = teacher.page.get_by_role("button", name="Brief in het Nederlands").locator(
        "xpath=ancestor::form"
    )
    fields = {
        field.get_attribute("name") or "": field.get_attribute("value") or ""
        for field in letter.locator("input").all()
    }
    answer = teacher.page.request.post(
        teacher.url + (letter.get_attribute("action") or ""), form=fields | {"language": "nl"}
    )
    picture = pypdfium2.PdfDocument(answer.body())[0].render(scale=3).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    return code.text
