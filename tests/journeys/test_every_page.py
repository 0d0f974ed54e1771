"""Every page, also those beside the main line: axe finds nothing by day or night, in Dutch or English, at any size."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import url_for
from playwright.sync_api import expect
from sqlalchemy import select

from scan.store.session import read
from scan.store.tables import Ambassador, Certificate, Organisation
from tests.journeys.conftest import House, Visit, Visitor
from tests.journeys.test_main_line import enter_class
from tests.scan.test_evidence import picture
from web.database import EXTENSION
from web.demo.cast import email_of
from web.demo.region import (
    CERTIFIED_SCHOOL,
    CERTIFIER,
    COLLEAGUE,
    COMPANIES,
    COORDINATOR,
    FRONT_RUNNER,
    MONITOR,
    PIN,
    SCHOOL_COORDINATOR,
    SCHOOLS,
)

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(900)]
Page = tuple[str, dict[str, object]]

# The demo is made in the order of its companies: the first one has dossier 1 with scan 1 of Sam and scan 2 of its own.
HALM, WIEL, GROENZOOM, ZONZIJ = COMPANIES[0], *COMPANIES[7:10]
PUBLIC: Sequence[Page] = (
    ("public.home", {}), ("public.about", {}), ("public.privacy", {}), ("public.accessibility", {}),
    ("public.help_page", {}), ("public.safety", {}), ("public.register", {}), ("public.register", {"q": "niets"}),
    ("public.check_form", {}), ("public.scheme_page", {"name": "mvo-certificate@1.0.0"}), ("public.ambassadors", {}),
    ("public.scheme_page", {"name": "mvo-statement@1.1.0"}), ("public.schemes", {}),
    ("public.ambassador_form", {}), ("public.scheme_page", {"name": "mvo-ambassador@1.0.0"}),
    ("public.scheme_page", {"name": "mvo-ambassador@1.1.0"}),
    ("account.sign_in", {}), ("account.join", {}), ("account.invitation", {}), ("registering.form", {}),
    ("account.start", {}), ("network.partner_list", {}), ("network.partner_list", {"q": "niets"}),
    ("network.platform_list", {}), ("network.platform", {"platform_id": 1}), ("network.practices", {}),
    ("network.practice", {"practice_id": 1}), ("network.project_list", {}), ("network.project", {"project_id": 1}),
    ("account.start", {}), ("public.region", {}), ("api.reference", {}), ("public.school", {"institution_id": 2}),
    ("complaining.follow_form", {}),
)  # fmt: skip
STUDENT: Sequence[Page] = (
    ("student.start", {}), ("scanning.overview", {"scan_id": 1}), ("scanning.result", {"scan_id": 1}),
    ("scanning.question", {"scan_id": 1, "item_id": "waste-separation"}), ("ambassador.progress", {}),
    ("account.me", {}), ("my_data.overview", {}), ("my_data.erase", {}), ("account.leave", {}),
    ("offline.needs_internet", {"scan_id": 1}), ("scanning.together", {"scan_id": 1}),
    ("scanning.interview", {"scan_id": 1}), ("scanning.interview", {"scan_id": 1, "show": "all"}),
    ("student.join", {"placement_id": 1}), ("news.choose", {}),
)  # fmt: skip
TEACHER: Sequence[Page] = (
    ("teacher.classes", {}), ("teacher.open_class", {"class_id": 1}), ("teacher.code_sheet", {"class_id": 1}),
    ("teacher.queue", {}), ("teacher.return_scan", {"scan_id": 1}), ("teacher.ambassadors", {}),
    ("teacher.group", {"placement_id": 1}),
    ("inviting.overview", {"placement_id": 1}), ("inviting.letters", {"class_id": 1}), ("news.choose", {}),
    ("factors.overview", {}), ("factors.new_app", {}), ("factors.confirm", {}),
    ("bulk.overview", {"class_id": 1}), ("second.asked", {"dossier_id": 1}),
    ("second.agreement", {"institution_id": 2}),
)  # fmt: skip
COORDINATORS: Sequence[Page] = (("school.overview", {}), ("school.choose_import", {}), ("school.years", {}))
SECOND_REVIEWER: Sequence[Page] = (("second.blind", {"dossier_id": 1}),)
CERTIFIERS: Sequence[Page] = (
    ("certifier.queue", {}), ("certifier.queue", {"sort": "-flags"}), ("certifier.appointments", {}),
    ("certifier.together", {"application": [2, 3]}), ("follow_up.overview", {}),
    ("follow_up.listed", {"what": "complaints"}), ("follow_up.listed", {"what": "hearings"}),
    ("follow_up.complaint", {"complaint_id": 1}), ("follow_up.complaint", {"complaint_id": 2}),
    ("follow_up.appeal", {"appeal_id": 1}), ("follow_up.check", {"check_id": 1}),
    ("follow_up.hearing", {"hearing_id": 1}), ("follow_up.scope", {"request_id": 1}),
    ("follow_up.finding", {"entry_id": 2}),
    ("alliance.agreement_list", {"find": "gemeente"}),
    ("agreement.show", {"agreement_id": 7}), ("agreement.show", {"agreement_id": 9}),
    ("alliance.platform_list", {"find": "bakker"}), ("alliance.project_list", {}), ("alliance.new_project", {}),
    ("alliance.project", {"project_id": 1}), ("inside.show", {"platform_id": 2}),
    ("certifier.terms", {}),
)  # fmt: skip
MONITORS: Sequence[Page] = (("monitoring.samples", {}), ("monitoring.sample", {"sample_id": 1}))
CONTACTS: Sequence[tuple[str, Sequence[Page]]] = (
    (
        COMPANIES[1].name,
        (
            ("own.plan", {}),
            ("own.certificate", {}),
            ("own.newest_report", {}),
            ("own.statement_form", {}),
        ),
    ),
    (
        HALM.name,
        (
            ("own.overview", {}),
            ("own.plan", {}),
            ("results.report", {"dossier_id": 1}),
            ("results.presentation", {"dossier_id": 1}),
        ),
    ),
    (WIEL.name, (("own.overview", {}),)),
    (
        GROENZOOM.name,
        (
            ("own.overview", {}),
            ("own.certificate", {}),
            ("holding.appeals_page", {}),
            ("partner.overview", {}),
            ("agreement.show", {"agreement_id": 1}),
            ("agreement.report", {"agreement_id": 1, "year": 1}),
            ("inside.show", {"platform_id": 1}),
            ("inside.meeting", {"meeting_id": 2}),
            ("stories.tell", {"platform_id": 1}),
            ("stories.show", {"practice_id": 2}),
            ("stories.show", {"practice_id": 3}),
        ),
    ),
)
BY_NUMBER = {
    "complaining.form",
    "own.label_code",
    "holding.certificate",
    "monitoring.entry",
    "public.certificate",
    "public.ambassador",
    "certifier.appointment",
    "certifier.manage",
    "network.partner_page",
    "school.show_import",
    "erasing.erase",
}
ON_THE_MAIN_LINE = {
    "certifier.decision", "own.apply_form", "scanning.profile", "scanning.submit", "scanning.theme",
    "teacher.finish", "teacher.review",
}  # fmt: skip
GETTING_IN = {"registering.confirm", "second_step.check", "staff.colleagues"}
"""Looked at in ``test_second_step``."""
WITH_PARTNERS = {"agreement.pledge"}
"""Looked at in ``test_partner``."""
IN_THE_RESULTS = {"own.action", "results.change"}
"""Looked at in the journey of results, which makes what they need."""
OF_AN_AMBASSADOR = {"certifier.ceremony"}
"""Looked at in the journey of an ambassador."""
OF_A_STATEMENT = {"own.activity_photos_page"}
"""Looked at in ``test_pages_of_a_statement_that_is_renewed``."""
OWN_SCHOOL = {
    "classroom.own_school", "classroom.board", "classroom.close", "classroom.result", "classroom.poster",
    "voting.enter", "voting.ballot", "pupil.start", "pupil.scans_of_class",
    "institution.contributions", "institution.call", "contributing.enter", "contributing.form",
    "contributing.mine", "contributing.thanks", "pupil.return_scan",
}  # fmt: skip
"""Looked at in ``test_classroom``."""
NO_PAGES = {
    "api.badge", "api.certificate", "api.certificates", "api.openapi", "api.region",
    "public.ambassador_picture", "public.certificate_picture", "public.school_picture",
    "public.region_file", "public.register_file",
    "agreement.paper", "network.project_figures",
    "classroom.bars", "voting.state",
    "monitoring.report_pdf", "monitoring.report_csv",
    "ambassador.pdf", "certifier.ceremony_pdf", "certifier.ceremony_list_pdf",
    "my_data.as_json", "my_data.as_zip", "certifier.certificate_pdf", "evidence.file",
    "evidence.activity_photo",
    "scanning.follow", "scanning.paper", "results.report_pdf",
    "offline.packed", "offline.sender", "offline.worker", "preferences.choose_language",
    "preferences.choose_theme", "public.health", "school.import_faults", "school.import_template",
    "school.take_years", "static", "teacher.take_list",
}  # fmt: skip


def test_no_page_is_left_out(house: House) -> None:
    own = [page for _name, pages in CONTACTS for page in pages]
    listed = {
        endpoint
        for endpoint, _values in (
            *PUBLIC,
            *STUDENT,
            *TEACHER,
            *SECOND_REVIEWER,
            *COORDINATORS,
            *CERTIFIERS,
            *MONITORS,
            *own,
        )
    }
    pages = {rule.endpoint for rule in house.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    elsewhere = GETTING_IN | IN_THE_RESULTS | OWN_SCHOOL | WITH_PARTNERS | OF_AN_AMBASSADOR | OF_A_STATEMENT
    assert pages - NO_PAGES == listed | BY_NUMBER | ON_THE_MAIN_LINE | elsewhere


def test_pages_for_everyone(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as visitor:
        look_at(visitor, house, PUBLIC)
        visitor.go("/a/" + str(numbers(house, select(Ambassador.number).where(Ambassador.is_public))[0]))
        visitor.look("public page of an ambassador")
        visitor.go("/a/" + private_number(house))
        visitor.look("number of an ambassador who keeps the page private")
    assert faults == []


def test_certificate_in_every_state(visit: Visit, house: House) -> None:
    faults: list[str] = []
    states = {"issued": "geldig", "suspended": "geschorst", "withdrawn": "ingetrokken"}
    with visit(faults) as visitor:
        for state, word in states.items():
            number = numbers(house, select(Certificate.number).where(Certificate.state == state))[0]
            visitor.go(f"/c/{number}")
            expect(visitor.page.get_by_role("heading", level=1)).to_have_text(f"Dit certificaat is {word}")
            visitor.look(f"certificate, {state}")
        house.app.config["NOW"] = lambda: datetime.now(UTC) + timedelta(days=5 * 365)
        visitor.go("/c/" + numbers(house, select(Certificate.number).where(Certificate.state == "issued"))[0])
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Dit certificaat is verlopen")
        visitor.look("certificate, expired")
    assert faults == []


def test_pages_of_students(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as sam:
        sam.go("/join")
        enter_class(sam, house.class_code, HALM.student)
        look_at(sam, house, STUDENT)
    with visit(faults) as tess:
        tess.go("/join")
        enter_class(tess, house.class_code, GROENZOOM.student)
        tess.go("/me/ambassador")
        tess.look("my page as an ambassador")
    assert faults == []


def test_pages_of_companies_in_every_state(visit: Visit, house: House) -> None:
    faults: list[str] = []
    for name, pages in CONTACTS:
        with visit(faults) as contact:
            contact.sign_in(f"contact@{''.join(sign for sign in name.lower() if sign.isalnum())}.example")
            look_at(contact, house, pages, f"{name}: ")
    assert faults == []


def test_pages_of_a_statement_that_is_renewed(visit: Visit, house: House) -> None:
    """The draft, photos of an activity, and what the certifier then sees beside the earlier statement."""
    faults: list[str] = []
    with visit(faults) as contact:
        contact.sign_in("contact@kapsalonknipcovoorbeeld.example")
        contact.go("/company/apply/statement")
        third = contact.page.get_by_role("group", name="Activiteit 3")
        third.get_by_label("Wat deden jullie?").fill("Zonnepanelen op het dak")
        third.get_by_label("Wanneer?").fill(datetime.now(UTC).date().isoformat())
        third.get_by_label("Wat leverde het op, in één zin?").fill("De helft van de stroom is van ons.")
        third.get_by_label("Waar is het te zien?").fill("")
        third.get_by_role("button", name="Voeg foto’s toe").click()
        contact.press("Voeg deze foto toe")
        look_at_faults(contact, "photos of an activity")
        photo = {"name": "dak.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        contact.page.get_by_label("Foto", exact=True).set_input_files(photo)  # type: ignore[arg-type]
        contact.press("Voeg deze foto toe")
        contact.look("photos of an activity", english=False)
        contact.page.get_by_role("link", name="Terug naar de aanvraag").click()
        expect(contact.page.get_by_role("img", name="Foto 1 bij activiteit 3")).to_be_visible()
        contact.look("renewal of a statement", english=False)
        for box in contact.page.locator("[name=declared]").all():
            box.check()
        contact.press("Vraag de verklaring aan")
        expect(contact.page.get_by_text("Je aanvraag ligt bij de alliantie.")).to_be_visible()
    with visit(faults) as certifier:
        certifier.sign_in(CERTIFIER[1])
        certifier.go("/decisions?q=Kapsalon")
        certifier.page.get_by_role("link", name="Kapsalon").click()
        expect(certifier.page.get_by_text("1 activiteit telt als nieuw")).to_be_visible()
        certifier.look("renewal beside the earlier statement")
    assert unexpected(faults, 422) == []


def test_pages_of_teachers(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as teacher:
        teacher.sign_in(SCHOOLS[0].email)
        look_at(teacher, house, TEACHER)
        for page, button, title in (
            ("/teacher/classes/1", "Nieuwe pincode", "new pin"),
            ("/placements/1/invite", "Maak een code", "invitation made"),
        ):
            teacher.go(page)
            teacher.press(button)
            teacher.look(title, english=False)
    assert faults == []


def test_pages_of_coordinators_and_start_cards(visit: Visit, house: House) -> None:
    """A list with wrong rows and likely duplicates; then a student who comes in with the QR code of a card."""
    faults: list[str] = []
    with visit(faults) as coordinator:
        coordinator.sign_in(COORDINATOR[1])
        look_at(coordinator, house, COORDINATORS)
        send_list(
            coordinator, "companies", "Bedrijf;KvK;Postcode\nHalm;;9711 AA\nFout;1;1\nNieuw;90000098;\n"
        )
        coordinator.look("import with wrong rows and a choice", english=False)
        coordinator.press("Importeer 2 rijen")
        look_at_faults(coordinator, "import")
        send_list(coordinator, "students", f"Studentnummer;Naam;Klas\n1;Mila;{SCHOOLS[0].class_name}\n")
        coordinator.press("Importeer 1 rij")
        coordinator.go("/teacher/classes/1")
        coordinator.look("class by its list", english=False)
        coordinator.press("Wissen")
        coordinator.look("erase a student")
        coordinator.press("Niet wissen")
        coordinator.press("Maak startkaarten")
        coordinator.look("start cards", english=False)
        code = coordinator.page.locator(".start-code").inner_text()
        coordinator.go("/school")
        coordinator.press("Maak een uitnodiging")
        coordinator.look("invitation for a colleague", english=False)
    with visit(faults) as student:
        student.go(f"/start#{code}")
        expect(student.page.get_by_label("Startcode")).to_have_value(code)
        expect(student.page).to_have_url(f"{house.url}/start")
        student.page.get_by_label("Kies je pincode").fill(PIN)
        student.press("Begin")
        expect(student.page.get_by_text("Welkom Mila, je bent binnen.")).to_be_visible()
    assert unexpected(faults, 422) == []


def test_pages_of_a_school_that_holds_a_certificate(visit: Visit, house: House) -> None:
    faults: list[str] = []
    of_school = select(Certificate.number).join(Organisation, Organisation.id == Certificate.organisation_id)
    number = numbers(house, of_school.where(Organisation.name == CERTIFIED_SCHOOL.name))[0]
    with visit(faults) as coordinator:
        coordinator.sign_in(SCHOOL_COORDINATOR[1])
        coordinator.go("/institution")
        coordinator.look("overview of a school")
        coordinator.go(f"/institution/certificates/{number}")
        coordinator.look("certificate of a school")
    with visit(faults) as coordinator:
        coordinator.sign_in(COORDINATOR[1])
        coordinator.go("/institution/certificate")
        coordinator.press("Opslaan")
        look_at_faults(coordinator, "number of a school")
    assert unexpected(faults, 422) == []


def send_list(visitor: Visitor, kind: str, text: str) -> None:
    visitor.go("/school/import")
    visitor.page.locator(f"input[value={kind}]").check()
    file = {"name": "lijst.csv", "mimeType": "text/csv", "buffer": text.encode()}
    visitor.page.get_by_label("Bestand").set_input_files(file)  # type: ignore[arg-type]
    visitor.press("Bekijk wat er gebeurt")


def test_pages_of_a_second_reviewer(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as colleague:
        colleague.sign_in(COLLEAGUE[1])
        colleague.go("/teacher/review")
        colleague.look("what a reviewer may check")
        colleague.press("Beoordeel blind")
        look_at(colleague, house, SECOND_REVIEWER)
        colleague.press("Lever in")
        look_at_faults(colleague, "blind review")
    assert unexpected(faults, 422) == []


def test_pages_of_certifiers(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as certifier:
        certifier.sign_in(CERTIFIER[1])
        look_at(certifier, house, CERTIFIERS)
        number = numbers(house, select(Certificate.number).where(Certificate.state == "suspended"))[0]
        certifier.go(f"/certificates/{number}/manage")
        certifier.look("certificate to manage")
        certifier.go("/follow-up/scopes/1")
        certifier.press("Rond het af")
        look_at_faults(certifier, "change of scope")
        certifier.go(f"/appointments/{private_number(house)}")
        certifier.look("appointment")
    assert unexpected(faults, 422) == []


def test_pages_after_a_certificate(visit: Visit, house: House) -> None:
    faults: list[str] = []
    of_company = select(Certificate.number).join(Organisation, Organisation.id == Certificate.organisation_id)
    number = numbers(house, of_company.where(Organisation.name == GROENZOOM.name))[0]
    with visit(faults) as visitor:
        visitor.go(f"/c/{number}/complaint")
        visitor.look("complaint")
        visitor.press("Stuur de klacht")
        look_at_faults(visitor, "complaint")
    with visit(faults) as monitor:
        monitor.sign_in(MONITOR[1])
        look_at(monitor, house, MONITORS)
        monitor.press("Hoveniersbedrijf Groenzoom")
        monitor.look("sampled decision")
    with visit(faults) as contact:
        contact.sign_in(email_of(FRONT_RUNNER))
        half_way = numbers(house, of_company.where(Organisation.name == FRONT_RUNNER.name))[0]
        contact.go(f"/company/certificates/{half_way}")
        contact.press("Stuur naar de alliantie")
        look_at_faults(contact, "half-way check")
    with visit(faults) as contact:
        contact.sign_in("contact@hoveniersbedrijfgroenzoom.example")
        contact.go(f"/company/certificates/{number}/label")
        contact.look("label for a website")
    assert unexpected(faults, 422) == []


def test_forms_with_faults(visit: Visit, house: House) -> None:
    faults: list[str] = []
    with visit(faults) as visitor:
        for path, button in (
            ("/join", "Doe mee"),
            ("/sign-in", "Inloggen"),
            ("/invitation", "Maak mijn account"),
            ("/register-company", "Meld het bedrijf aan"),
        ):
            visitor.go(path)
            visitor.press(button)
            look_at_faults(visitor, path)
        visitor.go("/c/MVO-NN-2026-9999-99")
        visitor.look("unknown certificate")
    with visit(faults) as teacher:
        teacher.sign_in(SCHOOLS[0].email)
        teacher.go("/teacher/classes/1")
        teacher.press("Voeg de stage toe")
        look_at_faults(teacher, "internship")
    with visit(faults) as contact:
        contact.sign_in("contact@drukkerijhetvel.example")
        for path, button in (
            ("/company/apply", "Vraag het certificaat aan"),
            ("/company/plan", "Zet het in het plan"),
        ):
            contact.go(path)
            contact.press(button)
            look_at_faults(contact, path)
    assert unexpected(faults, 401, 404, 422) == []


def test_pages_that_say_no(visit: Visit, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[str] = []

    def breaks(_name: str) -> None:
        raise RuntimeError("a fault of ours, made by a test")

    with visit(faults) as sam:
        sam.go("/join")
        enter_class(sam, house.class_code, HALM.student)
        for path, title in (("/nowhere", "We kunnen deze"), ("/company", "Dit kan niet")):
            sam.go(path)
            expect(sam.page.get_by_role("heading", level=1)).to_contain_text(title)
            sam.look(f"page that says no: {path}")
        sam.go("/scans/1/submit")
        sam.look("handed in already")
        monkeypatch.setattr("web.views.public.load", breaks)
        sam.go("/about")
        expect(sam.page.get_by_role("heading", level=1)).to_have_text("Er ging bij ons iets mis")
        sam.look("fault of ours")
    with visit(faults) as impatient:
        impatient.go("/join")
        for _ in range(12):
            impatient.page.locator("#code").fill("FOUT-CODE")
            impatient.page.locator("#name").fill("Iemand")
            impatient.page.locator("#pin").fill(PIN)
            impatient.press("Doe mee")
        impatient.look("too many tries", english=False)
    assert unexpected(faults, 401, 403, 404, 409, 429, 500) == []


def look_at(visitor: Visitor, house: House, pages: Sequence[Page], whose: str = "") -> None:
    for endpoint, values in pages:
        with house.app.test_request_context(base_url=house.url):
            address = url_for(endpoint, **values)  # type: ignore[arg-type]
        visitor.go(address)
        visitor.look(f"{whose}{address}")


def look_at_faults(visitor: Visitor, title: str) -> None:
    expect(visitor.page.locator(".errors")).to_be_focused()
    expect(visitor.page.locator(".errors a").first).not_to_be_empty()
    visitor.look(f"{title}, with faults", english=False)


def numbers(house: House, query: object) -> list[str]:
    with read(house.app.extensions[EXTENSION]) as session:
        return list(session.scalars(query))  # type: ignore[call-overload]


def private_number(house: House) -> str:
    """Of an ambassador who chose no public page."""
    wanted = select(Ambassador.number).where(Ambassador.number.is_not(None), Ambassador.is_public.is_(False))
    return numbers(house, wanted)[0]


def unexpected(faults: list[str], *statuses: int) -> list[str]:
    """The faults but those of requests that were to be refused."""
    known = tuple(f"HTTP {status} " for status in statuses)
    said = tuple(f"the server responded with a status of {status} " for status in statuses)
    return [
        fault for fault in faults if not fault.startswith(known) and not any(one in fault for one in said)
    ]
