"""Pages about agreements, platforms, stories and projects, for partner, member, alliance and everyone."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from scan.use_cases.practices import offer_practice
from tests.scan.factories import Region
from tests.scan.partners import fill_in, in_force, offer, start, version_of
from tests.scan.test_platforms import ABOUT, finished_action, story
from tests.web.roles.visitors import staff, visitor


def test_partner_fills_in_signs_and_takes_the_paper_away(app: Flask, region: Region) -> None:
    carla = staff(app, "carla")
    answer = carla.post("/partner/agreement", page="/partner")
    where = answer.location
    assert "Er ontbreekt nog: Doelen Eigen bijdrage Zichtbaarheid Platform Geld of natura" in carla.words(
        where
    )
    for article, more in (
        ("contribution", {"theme": "clean_energy"}), ("visibility", {}), ("platform", {}),
        ("support", {"amount": "250"}),
    ):  # fmt: skip
        answer = carla.post(
            f"{where}/pledges", page=where, article=article, text="Dit doen we elk jaar.", **more
        )
        assert (answer.status_code, answer.location) == (302, where)
    version = version_of(region, 1)
    carla.post(
        f"{where}/terms", page=where, goals_endorsed="1", partner_kind="company", years="2", language="nl",
        version=version,
    )  # fmt: skip
    answer = carla.post(f"{where}/sign", page=where, officer="Carla", office="directeur", version=version + 1)
    assert answer.status_code == 302
    assert "Getekend door de partner Carla, directeur, " in carla.words(where)
    paper = carla.get(f"{where}.pdf")
    assert (paper.mimetype, paper.data[:5], paper.headers["Cache-Control"]) == (
        "application/pdf", b"%PDF-", "no-store",
    )  # fmt: skip


def test_faults_stand_at_the_field_of_the_right_article(app: Flask, region: Region) -> None:
    carla = staff(app, "carla")
    where = f"/agreements/{start(region)}"
    answer = carla.post(f"{where}/pledges", page=where, article="support", text="ja", amount="x")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#text-support"' in page
    assert 'id="amount-support-error"' in page
    assert 'id="text-visibility-error"' not in page


def test_alliance_signs_but_not_who_proposed_it(app: Flask, region: Region) -> None:
    agreement_id = start(region, "certa")
    fill_in(region, agreement_id)
    offer(region, agreement_id)
    where = f"/agreements/{agreement_id}"
    words = staff(app, "certa").words(where)
    assert "Je hebt deze overeenkomst zelf opgesteld. Een ander moet namens de alliantie tekenen." in words
    ada = staff(app, "ada")
    answer = ada.post(
        f"{where}/confirm",
        page=where,
        officer="Ada",
        office="voorzitter",
        version=version_of(region, agreement_id),
    )
    assert answer.status_code == 302
    assert "Bakery" in visitor(app).words("/partners")


def test_two_who_change_the_same_draft_both_hear_of_it(app: Flask, region: Region) -> None:
    where = f"/agreements/{start(region)}"
    carla = staff(app, "carla")
    terms = {"partner_kind": "company", "years": "3", "language": "nl"}
    assert carla.post(f"{where}/terms", page=where, version=1, **terms).status_code == 302
    answer = carla.post(f"{where}/terms", page=where, version=1, **terms)
    assert answer.status_code == 409
    assert "Iemand anders heeft dit intussen veranderd." in answer.get_data(as_text=True)


def test_public_page_has_promises_and_reports_but_no_names_of_people(app: Flask, region: Region) -> None:
    agreement_id = in_force(region)
    carla = staff(app, "carla")
    where = f"/agreements/{agreement_id}/report/1"
    answer = carla.post(
        "/agreements/pledges/1/report/1", page=where, state="done", text="Drie klassen gehad.", version="0",
        evidence_url="https://halm.example/klassen",
    )  # fmt: skip
    assert answer.status_code == 302
    words = visitor(app).words(f"/partners/{region.ids['bakery']}")
    for expected in (
        "Elk jaar drie rondleidingen voor klassen",
        "Gedaan",
        "Drie klassen gehad.",
        "https://halm.example",
    ):
        assert expected in words
    for name in ("Carla", "Certa"):
        assert name not in words


def test_draft_is_on_no_public_page(app: Flask, region: Region) -> None:
    fill_in(region, start(region))
    assert visitor(app).get(f"/partners/{region.ids['bakery']}").status_code == 404
    assert "Geen partners gevonden" in visitor(app).words("/partners")


def test_report_of_a_year_that_did_not_begin_is_not_there(app: Flask, region: Region) -> None:
    agreement_id = in_force(region)
    carla = staff(app, "carla")
    assert carla.get(f"/agreements/{agreement_id}/report/2").status_code == 404
    answer = carla.post(
        "/agreements/pledges/1/report/1",
        page=f"/agreements/{agreement_id}/report/1",
        state="",
        text="",
        version="0",
    )
    assert (answer.status_code, 'href="#text-1"' in answer.get_data(as_text=True)) == (422, True)


def test_alliance_registers_a_new_partner_and_invites_its_contact(app: Flask, region: Region) -> None:
    certa = staff(app, "certa")
    answer = certa.post("/alliance/partners", name="Gemeente Elders", kvk_number="12345678", place="Elders")
    assert answer.status_code == 302
    number = int(answer.location.rsplit("/", 1)[1])
    answer = certa.post(f"/alliance/partners/{number}/invite", page=answer.location)
    assert "Je ziet deze code één keer." in answer.get_data(as_text=True)
    wrong = certa.post("/alliance/partners", name="", kvk_number="1")
    assert wrong.status_code == 422
    assert 'href="#kvk_number"' in wrong.get_data(as_text=True)


def test_platform_from_begin_to_story(app: Flask, region: Region) -> None:
    in_force(region)
    in_force(region, "gerrit", "garage")
    certa, carla, gerrit = (staff(app, name) for name in ("certa", "carla", "gerrit"))
    answer = certa.post(
        "/alliance/platforms",
        name="Drenthe",
        place="Assen",
        summary="Samen sterker.",
        lead_id=region.ids["bakery"],
    )
    inside = answer.location
    assert gerrit.get(inside).status_code == 404
    gerrit.post("/partner/platform", page="/partner", platform_id="1")
    assert "Deel een goed voorbeeld" in gerrit.words(inside)
    carla.post(
        f"{inside.removesuffix('/inside')}/meetings", page=inside, title="Energie", starts_at="2026-12-01T15:30",
        place="De bakkerij", agenda="Rondgang",
    )  # fmt: skip
    gerrit.post("/meetings/1/coming", page=inside, people="2")
    assert "1 december 2026, 15.30 uur De bakkerij" in carla.words(inside)
    assert "Er komen: Garage (2)" in carla.words(inside)
    key = finished_action(region)
    tell = inside.replace("inside", "practices/new")
    given = {"theme": "clean_energy", "title": "Ledlampen", "story": "Alle lampen vervangen in één weekend.",
             "effort": "small", "effect": "De helft minder stroom."}  # fmt: skip
    assert gerrit.post(tell, improvement="action-99", **given).status_code == 422
    answer = gerrit.post(tell, improvement=key, **given)
    assert visitor(app).get("/practices/1").status_code == 404
    carla.post("/practices/1/judge", page=answer.location, decision="publish", version="1")
    assert "Alle lampen vervangen in één weekend." in visitor(app).words("/practices/1")
    assert "1 verhaal Schone energie Ledlampen" in visitor(app).words("/practices?q=lampen")
    gerrit.post("/practices/1/withdraw", page=answer.location)
    assert visitor(app).get("/practices/1").status_code == 404


def test_lead_that_returns_without_a_reason_is_told(app: Flask, region: Region) -> None:
    in_force(region)
    in_force(region, "gerrit", "garage")
    certa, carla, gerrit = (staff(app, name) for name in ("certa", "carla", "gerrit"))
    certa.post(
        "/alliance/platforms", name="Drenthe", place="Assen", summary="Samen.", lead_id=region.ids["bakery"]
    )
    gerrit.post("/partner/platform", page="/partner", platform_id="1")
    number = region.do("gerrit", offer_practice, platform_id=1, practice=story(finished_action(region)))
    page = f"/practices/{number}/manage"
    answer = carla.post(f"/practices/{number}/judge", page=page, decision="return", reason="", version="1")
    assert (answer.status_code, 'href="#reason"' in answer.get_data(as_text=True)) == (422, True)


def test_notice_with_faults_says_so_at_its_fields(app: Flask, region: Region) -> None:
    in_force(region)
    certa, carla = staff(app, "certa"), staff(app, "carla")
    certa.post(
        "/alliance/platforms", name=ABOUT.name, place="Assen", summary="Samen.", lead_id=region.ids["bakery"]
    )
    answer = carla.post(
        "/platforms/1/notices", page="/platforms/1/inside", kind="asked", theme="x", text="kort"
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for field in ("text", "expires_on"):
        assert f'href="#{field}"' in page


def test_project_is_set_up_joined_and_says_why_it_shows_nothing(app: Flask, region: Region) -> None:
    ada, carla = staff(app, "ada"), staff(app, "carla")
    given = {
        "theme": "clean_energy", "title": "Licht uit", "goal": "Minder stroom.", "starts_on": "2026-10-01",
        "ends_on": "2027-10-01", "before_from": "2026-10-01", "before_until": "2026-12-31",
        "after_from": "2027-06-01", "after_until": "2027-09-30", "indicators": ["energy-source"],
    }  # fmt: skip
    page = "/alliance/projects/new?theme=clean_energy"
    wrong = ada.post("/alliance/projects/new", page=page, **(given | {"after_from": "2026-11-01"}))
    assert (wrong.status_code, 'href="#after_from"' in wrong.get_data(as_text=True)) == (422, True)
    answer = ada.post("/alliance/projects/new", page=page, **given)
    assert answer.location == "/projects/1"
    carla.post("/partner/project", page="/projects/1", project_id="1", shows_own="1")
    words = visitor(app).words("/projects/1")
    assert "Er zijn te weinig metingen ervoor en erna: minder dan 5. Daarom laten we niets zien." in words
    assert "Bedrijven en scholen die meedoen Bakery, Assen" in words
    figures = visitor(app).get("/projects/1.csv")
    assert figures.data.decode("utf-8-sig").splitlines() == ["Indicator;Deelnemers;Ervoor;Erna;Verschil"]
    carla.post("/partner/project/leave", page="/projects/1", project_id="1")
    assert "Nog niemand." in visitor(app).words("/projects/1")


@pytest.mark.parametrize("name", ["tess", "mona", "rik"])
def test_who_does_not_speak_for_an_organisation_gets_no_partner_page(
    app: Flask, region: Region, name: str
) -> None:
    in_force(region)
    for path in ("/partner", "/agreements/1", "/alliance/partners", "/platforms/1/inside"):
        assert staff(app, name).get(path).status_code == 403


def test_hostile_words_are_shown_as_words(app: Flask, region: Region) -> None:
    where = f"/agreements/{start(region)}"
    carla = staff(app, "carla")
    carla.post(f"{where}/pledges", page=where, article="visibility", text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in carla.get(where).get_data(as_text=True)


def counted(app: Flask, region: Region, visit: Callable[[], object]) -> int:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(region.engine, "before_cursor_execute", note)
    try:
        visit()
    finally:
        event.remove(region.engine, "before_cursor_execute", note)
    return len(statements)


def test_public_pages_cost_few_statements(app: Flask, region: Region) -> None:
    in_force(region)
    someone = visitor(app)
    someone.get("/partners")
    costs = {path: counted(app, region, lambda path=path: someone.get(path)) for path in (
        "/partners", f"/partners/{region.ids['bakery']}", "/platforms", "/practices", "/projects",
    )}  # fmt: skip
    assert costs == {
        "/partners": 3, f"/partners/{region.ids['bakery']}": 4, "/platforms": 2, "/practices": 3, "/projects": 2,
    }  # fmt: skip
