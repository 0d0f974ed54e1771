"""A school's scan of itself in a browser: pupils with a class code, and groups that contribute behind a code."""

import re

import pytest
from flask import Flask

from questionnaires import load
from questionnaires.publishing import canonical_bytes
from scan.use_cases.publishing import publish_questionnaire
from tests.scan.factories import PIN, Region
from tests.web.roles.visitors import Visitor, plain, staff, student, visitor

PROFILE = {
    "p_staff": "120", "p_students": "1400", "p_building": "own", "p_outdoor": "yes", "p_parking": "40",
    "p_kitchen": "yes", "p_hazardous": "yes",
}  # fmt: skip


@pytest.fixture
def forms(region: Region) -> Region:
    with region.writing() as session:
        for slug in ("institution", "secondary-pupils"):
            publish_questionnaire(session, actor=None, document=canonical_bytes(load(slug)), now=region.now)
    return region


@pytest.fixture
def cor(app: Flask, forms: Region) -> Visitor:
    """The coordinator, with the scan of the school begun and its facts filled in."""
    someone = staff(app, "cor")
    scan = someone.post("/institution/self-scan", page="/institution").location
    assert someone.post(f"{scan}/profile", version=1, **PROFILE).status_code == 302
    return someone


def ask(cor: Visitor, group: str, people: int = 5) -> str:
    """The code for a group."""
    page = "/institution/contributions"
    answer = cor.post(page, group=group, people=people, until="2026-12-10")
    assert answer.status_code == 302, plain(answer)
    found = re.search(r"\b([A-Z2-9]{4}-[A-Z2-9]{4})\b", cor.words(answer.location))
    assert found is not None
    return found[1]


def contribute(app: Flask, code: str, **answers: str) -> int:
    """Contribute without a token or a cookie; gives the status."""
    given = {f"q_{key.replace('_', '-')}": option for key, option in answers.items()}
    someone = visitor(app)
    answer = someone.client.post(f"/contribute/{code}", data=given)
    assert someone.client._cookies == {}
    return answer.status_code


def test_a_coordinator_begins_the_scan_and_asks_groups(app: Flask, cor: Visitor) -> None:
    assert "Ga verder met de scan" in cor.words("/institution")
    code = ask(cor, "facilities")
    assert "Welke soorten afval houdt de school apart?" in visitor(app).words(f"/contribute/{code}")
    assert contribute(app, code, waste_separation="3") == 302
    assert "1 × Goed geregeld" in cor.words("/institution/contributions")


def test_without_a_scan_there_is_nothing_to_contribute_to(app: Flask, forms: Region) -> None:
    assert staff(app, "cor").get("/institution/contributions").status_code == 404


def test_a_group_two_steps_apart_asks_for_a_reason_and_keeps_what_was_chosen(
    app: Flask, cor: Visitor
) -> None:
    contribute(app, ask(cor, "facilities"), energy_plan="4")
    contribute(app, ask(cor, "management"), energy_plan="1")
    page, address = "/institution/contributions", "/institution/contributions/items/energy-plan"
    refused = cor.post(address, page=page, option="2", reason="", version=0)
    assert refused.status_code == 422
    assert "De groepen verschillen 2 stappen of meer. Leg je keuze uit." in plain(refused)
    assert re.search(r'name="option" value="2"[^>]* checked', refused.text)
    assert cor.post(address, page=page, option="2", reason="Besproken in de directie.").status_code == 302
    assert "Uitleg: Besproken in de directie." in cor.words(page)
    assert cor.post(address, page=page, option="3", reason="Toch hoger.", version=0).status_code == 409


def test_agreed_answers_go_into_the_scan_at_once(app: Flask, cor: Visitor) -> None:
    contribute(app, ask(cor, "facilities"), waste_separation="3", water_use="2")
    page = "/institution/contributions"
    assert "Neem 2 antwoorden over" in cor.words(page)
    cor.post(f"{page}/agreed", page=page)
    assert "Overgenomen antwoorden: 2." in cor.words(page)


def test_an_empty_contribution_and_a_full_group_are_told(app: Flask, cor: Visitor) -> None:
    code = ask(cor, "facilities", people=1)
    answer = visitor(app).client.post(f"/contribute/{code}", data={})
    assert (answer.status_code, "Beantwoord een of meer vragen." in plain(answer)) == (422, True)
    assert contribute(app, code, water_use="2") == 302
    assert "Iedereen uit jouw groep heeft al meegedaan." in visitor(app).words(f"/contribute/{code}")


def test_a_wrong_code_is_told(app: Flask, forms: Region) -> None:
    answer = visitor(app).get("/contribute/AAAA-AAAA")
    assert (answer.status_code, "Deze code kennen we niet." in plain(answer)) == (422, True)


def test_a_group_can_be_closed(app: Flask, cor: Visitor) -> None:
    code = ask(cor, "facilities")
    place = re.search(r"/institution/contributions/\d+", cor.get("/institution/contributions").text)
    assert place is not None
    region_now = app.config["NOW"]
    app.config["NOW"] = lambda: region_now().replace(hour=10)
    cor.post(f"{place[0]}/end", page=place[0])
    assert "Deze vraag is gesloten." in visitor(app).words(f"/contribute/{code}")


def test_teachers_and_other_schools_do_not_reach_the_contributions(app: Flask, cor: Visitor) -> None:
    assert staff(app, "tess").get("/institution/contributions").status_code == 403


def test_a_pupil_joins_scans_the_school_and_sees_the_result(app: Flask, forms: Region) -> None:
    tess, page = staff(app, "tess"), f"/teacher/classes/{forms.ids['groen']}"
    assert tess.post(f"{page}/pupil-scans", page=f"{page}/own-school").status_code == 302
    noor = visitor(app)
    noor.post("/join", code=forms.code("groen", "tess"), name="Noor", pin=PIN)
    assert noor.get("/student").location == "/pupil"
    scan = noor.post(f"/pupil/classes/{forms.ids['groen']}/scan", page="/pupil").location
    question = noor.post(f"{scan}/profile", version=1, p_kitchen="yes", p_outdoor="yes").location
    assert "Niemand ziet jouw eigen antwoord." in noor.words(question)
    assert "Bewijs is welkom" not in noor.words(question)
    item = question.rsplit("/", 1)[1]
    noor.post(question, **{f"q_{item}": "1", f"v_{item}": 0})
    handed_in = noor.post(f"{scan}/submit", version=2, confirm_open="1")
    assert handed_in.location == f"{scan}/result"
    assert "De schijf van vijf" in noor.words(f"{scan}/result")
    words = tess.words(f"{page}/pupil-scans")
    assert ("Noor" in words, "Ingeleverd" in words) == (True, True)
    assert "Minder dan 5 goedgekeurde scans: we laten niets zien." in words
    back = f"{page}{scan.replace('/scans', '/pupil-scans')}/return"
    assert "1 vraag heeft een antwoord. Jij ziet niet welk." in tess.words(back)
    assert "Zeg wat er anders moet" in plain(tess.post(back, comment=""))
    assert tess.post(back, comment="Je bent pas bij vraag 1.").status_code == 302
    assert "Teruggestuurd" in tess.words(f"{page}/pupil-scans")
    assert "Teruggestuurd" in noor.words("/pupil")
    assert "Je bent pas bij vraag 1." in noor.words(scan)
    gone = tess.post(back, comment="Nog een keer.")
    assert "Bekijk de lijst opnieuw." in tess.words(gone.location)
    assert staff(app, "theo").get(back).status_code == 404
    assert noor.post(f"{scan}/submit", version=4, confirm_open="1").location == f"{scan}/result"
    tess.post(f"{page}/pupil-scans/accept", page=f"{page}/pupil-scans")
    assert "1 scan goedgekeurd." in tess.words(f"{page}/pupil-scans")
    assert tess.get(scan).status_code in (403, 404)


def test_a_teacher_finds_the_questions_on_the_own_start_page(app: Flask, cor: Visitor) -> None:
    tess = staff(app, "tess")
    assert "vraagt wat jij weet" not in tess.words("/teacher")
    ask(cor, "teachers")
    for page in ("/teacher", "/teacher/review"):
        assert "Noordcollege vraagt wat jij weet" in tess.words(page)
    path = re.search(r"/contribute/mine/\d+", tess.get("/teacher").text)
    assert path is not None
    nothing = tess.post(path[0])
    assert (nothing.status_code, "Beantwoord een of meer vragen." in plain(nothing)) == (422, True)
    field = re.search(r'name="(q_[^"]+)" value="([^"]+)"', tess.get(path[0]).text)
    assert field is not None
    assert tess.post(path[0], **{field[1]: field[2]}).location == "/contribute/thanks"
    assert "vraagt wat jij weet" not in tess.words("/teacher")
    assert "Je hebt al meegedaan." in tess.words(path[0])
    assert staff(app, "theo").get(path[0]).status_code == 404


def menu(someone: Visitor, address: str) -> list[str]:
    """The words of the menu on a page, after the name of the role."""
    page = someone.get(address).text
    nav = re.search(r'class="top-nav".*?</nav>', page, re.DOTALL)
    role = re.search(r'class="top-role">([^<]*)<', page)
    assert nav is not None
    assert role is not None
    return [role[1], *re.findall(r"<a [^>]*>([^<]*)</a>", nav[0])]


def test_the_menu_of_a_pupil_is_about_the_school_and_that_of_a_student_about_the_internship(
    app: Flask, forms: Region
) -> None:
    tess, page = staff(app, "tess"), f"/teacher/classes/{forms.ids['groen']}"
    tess.post(f"{page}/pupil-scans", page=f"{page}/own-school")
    noor = visitor(app)
    noor.post("/join", code=forms.code("groen", "tess"), name="Noor", pin=PIN)
    assert menu(noor, "/pupil") == ["Leerling", "Mijn school"]
    assert menu(noor, "/me") == ["Leerling", "Mijn school"]
    assert menu(student(app, forms), "/student") == ["Student", "Mijn stage", "Ambassadeur"]
