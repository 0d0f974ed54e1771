"""Pages of a result: the report, its paper, the presentation, the plan, sharing, and what changed."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdf
import pytest
from flask import Flask
from sqlalchemy import event, select, update

from scan.store.session import read, transaction
from scan.store.tables import Action, Certificate, Dossier, DossierScore, Placement, Scan, SharedReport
from tests.web.people import as_contact, as_student
from tests.web.roles.visitors import Visitor, plain, visitor
from web.database import EXTENSION
from web.demo.region import COMPANIES, PASSWORD, SCHOOLS

HALM, VEL, GROENZOOM = COMPANIES[0], COMPANIES[5], COMPANIES[8]
NOTICE = "Dit is een uitkomst. Het is geen certificaat en geen keurmerk."


def dossier_of(app: Flask, place: int) -> int:
    """The dossier of a demo company, by its place in the list."""
    with read(app.extensions[EXTENSION]) as session:
        scan = select(Scan.dossier_id).where(Scan.audience == "company").order_by(Scan.id)
        numbers = list(session.scalars(scan))
    with_a_scan = [number for number, company in enumerate(COMPANIES) if company.stage >= 3]
    return numbers[with_a_scan.index(place)]


@pytest.fixture
def vel(app: Flask) -> Visitor:
    """A company whose dossier was checked."""
    return as_contact(app, VEL)


# The report


def test_report_says_what_goes_well_what_can_be_better_and_that_it_is_no_certificate(vel: Visitor) -> None:
    page = vel.words("/company/report")
    assert "Uitkomst van de scan: niveau 2, Actief" in page
    assert NOTICE in page
    for heading in ("Wat goed gaat", "Nog te laten zien", "Wat beter kan", "De niveaus", "Per thema"):
        assert heading in page
    assert "Goed voor 3,0 van de 49 punten. Dit is aangetoond." in page
    assert "Er zijn nog te weinig bedrijven om mee te vergelijken." in page


def test_report_before_the_check_says_so_and_shows_no_level(app: Flask) -> None:
    page = as_contact(app, HALM).words("/company/report")
    assert "Dit vulde het bedrijf zelf in" in page
    assert "Niemand heeft dit nog nagekeken." in page
    assert "Dit is wat het bedrijf zelf zegt." in page
    assert "Aangetoond" not in page
    assert "Nu hier" not in page


def test_company_without_a_result_is_told_what_will_be_here(app: Flask) -> None:
    assert "Nog geen uitkomst" in as_contact(app, COMPANIES[1]).words("/company/report")


def test_report_shows_others_only_where_that_gives_nobody_away(app: Flask, vel: Visitor) -> None:
    others = [dossier_of(app, place) for place in (6, 7, 8, 9, 10, 11)]
    with transaction(app.extensions[EXTENSION]) as session:
        own = session.scalars(
            select(DossierScore).where(DossierScore.dossier_id == dossier_of(app, 5))
        ).first()
        assert own is not None
        moment = own.moderated_at.replace(year=own.moderated_at.year - 1)
        session.execute(
            update(DossierScore)
            .where(DossierScore.dossier_id.in_(others))
            .values(sector=own.sector, size=own.size, moderated_at=moment)
        )
    too_few = "Er zijn nog te weinig bedrijven om mee te vergelijken."
    assert too_few in vel.words("/company/report"), "four of the six show their points: two are left"
    with transaction(app.extensions[EXTENSION]) as session:
        session.execute(update(Certificate).values(public_detail="level"))
    page = vel.words("/company/report")
    assert too_few not in page
    assert "Bedrijven met 10 tot 50 mensen, in dezelfde sector: Industrie en maakbedrijf." in page
    assert page.count("6 andere bedrijven: de middelste heeft") == 5


def test_report_on_paper_is_a_pdf_in_the_language_of_the_browser(app: Flask, vel: Visitor) -> None:
    address = f"/dossiers/{dossier_of(app, 5)}/report.pdf"
    answer = vel.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "uitkomst-scan-" in answer.headers["Content-Disposition"]
    pdf = pypdf.PdfReader(io.BytesIO(answer.data))
    assert pdf.trailer["/Root"]["/Lang"] == "nl"
    assert NOTICE in pdf.pages[0].extract_text()
    assert vel.get(address).data == answer.data
    vel.client.set_cookie("mvo_language", "en")
    english = pypdf.PdfReader(io.BytesIO(vel.get(address).data))
    assert english.trailer["/Root"]["/Lang"] == "en"
    assert "It is not a certificate and not a label." in english.pages[0].extract_text()


def test_teacher_and_student_read_the_same_report_without_the_plan(app: Flask) -> None:
    address = f"/dossiers/{dossier_of(app, 5)}/report"
    teacher = visitor(app)
    teacher.post("/sign-in", email=SCHOOLS[0].email, password=PASSWORD)
    for reader in (teacher, as_student(app, VEL.student)):
        page = reader.words(address)
        assert "Uitkomst van de scan: niveau 2, Actief" in page
        assert "Maak hier een plan van" not in page
    assert as_contact(app, HALM).get(address).status_code == 404


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    executed: list[str] = []

    def seen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        executed.append(statement)

    engine = app.extensions[EXTENSION]
    event.listen(engine, "before_cursor_execute", seen)
    yield executed
    event.remove(engine, "before_cursor_execute", seen)


@pytest.mark.parametrize(("page", "most"), [("report", 16), ("presentation", 14), ("plan", 30)])
def test_pages_take_a_fixed_number_of_statements(app: Flask, vel: Visitor, page: str, most: int) -> None:
    address = "/company/plan" if page == "plan" else f"/dossiers/{dossier_of(app, 5)}/{page}"
    vel.get(address)
    with counted(app) as before:
        vel.get(address)
    for _ in range(3):
        vel.post("/company/plan", text="Nog een actie")
    with counted(app) as after:
        vel.get(address)
    assert len(before) == len(after) <= most, before


# The presentation


def test_presentation_has_a_slide_for_each_thing_and_links_between_them(app: Flask) -> None:
    address = f"/dossiers/{dossier_of(app, 5)}/presentation"
    answer = as_student(app, VEL.student).get(address)
    page = answer.get_data(as_text=True)
    assert re.findall(r'<section class="slide[^"]*" id="slide-(\d+)"', page) == [str(n) for n in range(1, 12)]
    assert page.count('rel="next"') == 10
    said = plain(answer)
    for words in ("Dit gaat het best", "Stap 3 van 3", "Bedankt", "11 van 11", NOTICE):
        assert words in said
    assert "Wat zie je" not in said


def test_presentation_waits_for_the_other_side(app: Flask) -> None:
    with read(app.extensions[EXTENSION]) as session:
        scan = session.scalars(
            select(Scan).join(Dossier).where(Dossier.state == "collecting", Scan.state == "submitted")
        ).first()
    assert scan is not None
    student = as_student(app, COMPANIES[3].student)
    answer = student.get(f"/dossiers/{scan.dossier_id}/presentation")
    assert (answer.status_code, "Het bedrijf heeft zelf nog niet ingeleverd." in plain(answer)) == (403, True)


def test_presentation_before_the_check_shows_only_what_the_company_says(app: Flask) -> None:
    page = as_student(app, HALM.student).words(f"/dossiers/{dossier_of(app, 0)}/presentation")
    assert "Dit vulde het bedrijf zelf in" in page
    assert "De docent kijkt dit nog na. De uitkomst kan veranderen." in page


# The student's own page


def test_student_sees_the_ladder_and_why_sharing_waits(app: Flask) -> None:
    page = as_student(app, HALM.student).words("/scans/1/result")
    assert "Een niveau volgt pas als de docent heeft nagekeken." in page
    assert "Nog niet De school deelt dit verslag pas als de stage is beoordeeld." in page


def test_student_sees_the_level_once_it_is_checked(app: Flask) -> None:
    student = as_student(app, VEL.student)
    page = student.words(own_scan(app, VEL.student))
    assert "Je scan is klaar: niveau 2, Actief" in page
    assert "Nu hier" in page
    assert "Verslag (pdf)" in page


def own_scan(app: Flask, name: str) -> str:
    """The address of a student's result."""
    page = as_student(app, name).get("/student").get_data(as_text=True)
    found = re.search(r"/scans/\d+/result", page)
    assert found is not None
    return found[0]


def test_student_shares_and_the_company_finds_the_report(app: Flask, vel: Visitor) -> None:
    address = own_scan(app, VEL.student)
    student = as_student(app, VEL.student)
    share = address.replace("/result", "/share")
    assert student.post(share, page="/student").status_code == 403, "the school holds it back"
    with transaction(app.extensions[EXTENSION]) as session:
        session.execute(update(Placement).values(hold_back=False))
    assert "Deel met het bedrijf" in student.words(address)
    assert student.post(share, page=address).location == address
    assert "Het bedrijf kan het lezen." in student.words(address)
    with read(app.extensions[EXTENSION]) as session:
        assert len(session.scalars(select(SharedReport)).all()) == 1
    assert "Verslag van een student van ROC Voorbeeld" in vel.words("/company/report")
    shared = vel.words(address)
    assert "Het verslag van een student" in shared
    assert "Deel met het bedrijf" not in shared


# The plan


def action(app: Flask) -> Action:
    """The newest action."""
    with read(app.extensions[EXTENSION]) as session:
        return session.scalars(select(Action).order_by(Action.id.desc())).first() or Action()


def test_a_step_of_the_cheapest_way_goes_into_the_plan_with_its_owner(app: Flask, vel: Visitor) -> None:
    page = vel.get("/company/plan").get_data(as_text=True)
    offer = re.search(
        r'name="text" value="([^"]+)"><input type="hidden" name="item_id" value="([^"]+)">', page
    )
    assert offer is not None
    given = {"text": offer[1], "item_id": offer[2], "source": "way_up", "owner": "bedrijfsleider"}
    assert vel.post("/company/plan", **given).location == "/company/plan"
    stored = action(app)
    assert (stored.source, stored.item_id, stored.owner, stored.state) == (
        "way_up", offer[2], "bedrijfsleider", "planned",
    )  # fmt: skip
    again = vel.get("/company/plan").get_data(as_text=True)
    assert f'name="item_id" value="{offer[2]}"' not in again, "what is planned is not offered again"
    assert "Komt van: de makkelijkste weg omhoog" in vel.words("/company/plan")


def test_what_is_late_is_said_in_words_and_done_is_done(app: Flask, vel: Visitor) -> None:
    vel.post("/company/plan", text="Zonnepanelen", planned_on="2026-01-05")
    stored = action(app)
    assert "Te laat: dit was voor 5 januari 2026" in vel.words("/company/plan")
    step = f"/company/plan/{stored.id}/step"
    vel.post(step, page="/company/plan", version=1, step="begin")
    vel.post(step, page="/company/plan", version=2, step="finish", finished_on="2026-02-01")
    assert "Klaar op 1 februari 2026" in vel.words("/company/plan")
    assert action(app).state == "done"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "Vul in wat je gaat doen, in 3 tot 1.000 tekens."),
        ({"owner": "x" * 81}, "Schrijf in hoogstens 80 tekens wie het doet."),
        ({"planned_on": "morgen"}, "Kies de dag waarop het klaar is."),
        ({"evidence_url": "javascript:alert(1)"}, "Een link begint met https://."),
        ({"progress": "x" * 1001}, "Schrijf in hoogstens 1.000 tekens hoe het gaat."),
    ],
)
def test_what_cannot_be_saved_is_said_and_stays_filled_in(
    app: Flask, vel: Visitor, wrong: dict[str, str], sentence: str
) -> None:
    vel.post("/company/plan", text="Zonnepanelen")
    address = f"/company/plan/{action(app).id}"
    answer = vel.post(address, page=address, **({"version": 1, "text": "Zonnepanelen op het dak"} | wrong))
    assert answer.status_code == 422
    assert sentence in plain(answer)
    assert (wrong.get("text") == "") or "Zonnepanelen op het dak" in plain(answer)


def test_two_who_change_one_action_choose_between_both(app: Flask, vel: Visitor) -> None:
    vel.post("/company/plan", text="Zonnepanelen")
    address = f"/company/plan/{action(app).id}"
    vel.post(address, page=address, version=1, text="Zonnepanelen op het dak")
    answer = vel.post(address, page=address, version=1, text="Zonnepanelen op de schuur", owner="Vera")
    assert answer.status_code == 409
    assert "Zonnepanelen op het dak" in plain(answer)
    assert "Zonnepanelen op de schuur" in plain(answer)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.get_data(as_text=True)))
    assert vel.client.post(address, data=hidden).status_code == 302
    assert (action(app).text, action(app).owner, action(app).version) == (
        "Zonnepanelen op de schuur",
        "Vera",
        3,
    )


# A next round


def test_next_scan_shows_last_time_beside_the_question_and_fills_in_nothing(app: Flask) -> None:
    contact = as_contact(app, GROENZOOM)
    answer = contact.post("/company/next-scan", page="/company", copy_profile="1")
    overview = answer.location
    page = contact.get(f"{overview}/themes/sustainable_enterprise").get_data(as_text=True)
    assert "Vorige keer:" in page
    assert " checked" not in page
    assert 'name="p_staff" ' in (profile := contact.get(f"{overview}/profile").get_data(as_text=True))
    assert re.search(r'id="p_staff"[^>]*value="12"', profile)
    home = contact.words("/company")
    assert "Je vorige uitkomst staat hier nog." in home
    assert "Uitkomst van de scan: niveau" in contact.words("/company/report")


def test_without_two_results_there_is_nothing_to_compare(app: Flask, vel: Visitor) -> None:
    assert vel.get(f"/dossiers/{dossier_of(app, 5)}/change").status_code == 404
