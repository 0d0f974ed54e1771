"""Choosing from what may be many, and reading long lists, without JavaScript: with few, all of it is there at once.

With many there is a search of its own, what is found can be chosen, and a line tells how many are not shown (issue 4).
"""

import re
from datetime import date, timedelta

import pytest
from flask import Flask

from scan.domain.roles import Role
from scan.store.paging import SIZE
from scan.store.tables import (
    Ambassador,
    Attendance,
    HelpNotice,
    Organisation,
    Platform,
    PlatformMeeting,
)
from scan.use_cases.platforms import create_platform, join_platform
from scan.use_cases.practices import offer_practice
from tests.scan.factories import Region
from tests.scan.partners import in_force, start, version_of
from tests.scan.test_platforms import ABOUT, crowd, finished_actions, story
from tests.web.roles.visitors import Visitor, staff, visitor
from web.listing import number_chosen

INSIDE = "/platforms/1/inside"
MANY = SIZE + 3


@pytest.fixture
def platform_id(region: Region) -> int:
    """Led by the bakery; the garage is in it."""
    in_force(region)
    in_force(region, "gerrit", "garage")
    number: int = region.do("certa", create_platform, platform=ABOUT, lead_id=region.ids["bakery"])
    region.do("gerrit", join_platform, organisation_id=region.ids["garage"], platform_id=number)
    return number


def options(who: Visitor, address: str, name: str) -> list[str]:
    """What can be chosen in a list, in words."""
    page = who.get(address).get_data(as_text=True)
    found = re.search(rf'<select [^>]*name="{name}".*?</select>', page, re.DOTALL)
    assert found is not None, f"no {name} on {address}"
    return re.findall(r"<option [^>]*>(.*?)</option>", found[0])


def searches(who: Visitor, address: str) -> bool:
    """Whether the page has a search before a choice."""
    return 'name="find"' in who.get(address).get_data(as_text=True)


def more_platforms(region: Region, count: int) -> None:
    with region.writing() as session:
        session.add_all(
            Platform(
                name=f"Platform {n:03}", place="Emmen", summary="Iets.", lead_id=region.ids["bakery"],
                created_at=region.now, version=1,
            )
            for n in range(count)
        )  # fmt: skip


# Members


def test_everyone_pages_sorts_and_searches_the_members(app: Flask, region: Region, platform_id: int) -> None:
    someone = visitor(app)
    assert "2 leden Leden Naam ↕ Plaats Waarom lid Lid sinds ↕ Bakery" in someone.words("/platforms/1")
    assert 'name="q"' not in someone.get("/platforms/1").get_data(as_text=True)
    crowd(region, platform_id, MANY)
    first = someone.words("/platforms/1")
    assert (f"{MANY + 2} leden" in first, "Pagina 1 van 2" in first) == (True, True)
    assert "Garage" not in first
    assert "Garage" in someone.words("/platforms/1?page=2")
    found = someone.words("/platforms/1?q=garage")
    assert ("1 lid" in found, "Firma" in found) == (True, False)
    assert "Niets gevonden" in someone.words("/platforms/1?q=%25")
    by_day = someone.words("/platforms/1?sort=since")
    assert by_day.index("Firma 000") < by_day.index("Firma 001")
    assert "Bakery" not in by_day


def test_a_project_pages_who_takes_part_and_keeps_the_own_choice(app: Flask, region: Region) -> None:
    ada, carla = staff(app, "ada"), staff(app, "carla")
    given = {
        "theme": "clean_energy", "title": "Licht uit", "goal": "Minder stroom.", "starts_on": "2026-10-01",
        "ends_on": "2027-10-01", "before_from": "2026-10-01", "before_until": "2026-12-31",
        "after_from": "2027-06-01", "after_until": "2027-09-30",
    }  # fmt: skip
    ada.post("/alliance/projects/new", page="/alliance/projects/new?theme=clean_energy", **given)
    carla.post("/partner/project", page="/projects/1", project_id="1", shows_own="1")
    assert "Stop met dit project" in carla.words("/projects/1?q=niemand")
    assert "Niets gevonden" in carla.words("/projects/1?q=niemand")
    assert "Bakery" in visitor(app).words("/projects/1?q=bak")


# Choosing who leads, a platform, a lead for a new one


def test_of_few_members_the_lead_is_chosen_at_once(app: Flask, region: Region, platform_id: int) -> None:
    certa = staff(app, "certa")
    assert options(certa, INSIDE, "lead_id") == ["Kies een lid", "Bakery, Assen", "Garage, Assen"]
    assert searches(certa, INSIDE) is False
    certa.post("/alliance/platforms/1/lead", page=INSIDE, lead_id=region.ids["garage"])
    assert "Nu is dat Garage." in certa.words(INSIDE)


def test_of_many_members_the_lead_is_searched_for(app: Flask, region: Region, platform_id: int) -> None:
    crowd(region, platform_id, MANY)
    certa = staff(app, "certa")
    assert len(options(certa, INSIDE, "lead_id")) == 1 + SIZE
    assert f"Je kunt hier kiezen uit {SIZE} van de {MANY + 2}." in certa.words(INSIDE)
    found = f"{INSIDE}?find=garage"
    assert options(certa, found, "lead_id") == ["Kies een lid", "Garage, Assen"]
    certa.post("/alliance/platforms/1/lead", page=found, lead_id=region.ids["garage"])
    assert "Nu is dat Garage." in certa.words(INSIDE)
    assert "Niets gevonden. Gebruik minder of andere woorden." in certa.words(f"{INSIDE}?find=noordcollege")
    for name in ("carla", "gerrit"):
        assert 'id="lead_id"' not in staff(app, name).get(INSIDE).get_data(as_text=True)


def test_a_company_finds_its_platform_among_many_and_joins(
    app: Flask, region: Region, platform_id: int
) -> None:
    cor = staff(app, "cor")
    in_force(region, "cor", "noordcollege")
    assert options(cor, "/partner", "platform_id") == ["Kies een platform", "Drenthe Midden (Assen)"]
    assert searches(cor, "/partner") is False
    more_platforms(region, MANY)
    found = "/partner?find=platform+052"
    assert options(cor, found, "platform_id") == ["Kies een platform", "Platform 052 (Emmen)"]
    number = re.search(r'value="(\d+)"[^>]*>Platform 052', cor.get(found).get_data(as_text=True))
    assert number is not None
    answer = cor.post("/partner/platform", page=found, platform_id=number[1])
    assert answer.location == f"/platforms/{number[1]}/inside"
    assert "Jullie zijn lid van Platform 052." in cor.words("/partner")


def test_what_was_chosen_stays_chosen_when_something_else_is_wrong(
    app: Flask, region: Region, platform_id: int
) -> None:
    more_platforms(region, MANY)
    where = f"/agreements/{start(region, 'cor', 'noordcollege')}"
    cor = staff(app, "cor")
    given = {"page": f"{where}?find=052", "article": "platform", "platform_id": str(MANY + 1)}
    answer = cor.post(f"{where}/pledges?find=drenthe", text="", **given)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'<option value="{MANY + 1}" selected>' in page
    cor.post(f"{where}/pledges", text="Elke maand een rondgang", **given)
    pledge = re.search(r"/agreements/pledges/(\d+)", cor.get(where).get_data(as_text=True))
    assert pledge is not None
    kept = options(cor, f"{pledge[0]}?find=drenthe", "platform_id")
    assert kept[1:] == [f"Platform {MANY - 1:03}", "Drenthe Midden"]
    assert version_of(region, int(where.rsplit("/", 1)[1])) > 1


def test_the_database_is_never_asked_for_a_number_that_it_cannot_have() -> None:
    given = ("7", 7, "2147483647", "2147483648", "0", "-1", "1.5", "٣", "x", "", None, "9" * 5000)
    assert [number_chosen({"one": one}, "one") for one in given] == [7, 7, 2**31 - 1, *[None] * 9]


def test_a_number_that_no_row_has_is_no_choice(app: Flask, region: Region, platform_id: int) -> None:
    cor, certa = staff(app, "cor"), staff(app, "certa")
    in_force(region, "cor", "noordcollege")
    for wrong in ("99999999999", "-1", "x", ""):
        assert cor.post("/partner/platform", page="/partner", platform_id=wrong).status_code in {404, 422}
        answer = certa.post("/alliance/platforms", name="", place="", summary="", lead_id=wrong)
        assert answer.status_code == 422
        assert certa.get(f"/appointments?school={wrong}").status_code == 200
    assert visitor(app).get("/practices?platform=99999999999").status_code == 200
    assert visitor(app).get("/practices?platform=99").status_code == 404


def test_alliance_pages_through_whom_it_finds(app: Flask, region: Region, platform_id: int) -> None:
    crowd(region, platform_id, 23)
    certa = staff(app, "certa")
    first, second = (certa.words(f"/alliance/partners?find=firma&propose={page}") for page in (1, 2))
    assert ("Firma 019" in first, "Firma 020" in first, "Pagina 1 van 2" in first) == (True, False, True)
    assert ("Firma 019" in second, "Firma 022" in second) == (False, True)
    found = "/alliance/platforms?find=firma"
    assert "Je kunt hier kiezen uit 20 van de 23." in certa.words(found)
    answer = certa.post(found, name="", place="Emmen", summary="Iets.", lead_id=region.ids["garage"])
    assert f'<option value="{region.ids["garage"]}" selected>' in answer.get_data(as_text=True)


def test_platforms_are_found_by_name_and_place_in_pages(app: Flask, region: Region, platform_id: int) -> None:
    more_platforms(region, MANY)
    for who, path in ((visitor(app), "/platforms"), (staff(app, "certa"), "/alliance/platforms")):
        assert "Pagina 1 van 2" in who.words(path)
        found = who.words(f"{path}?q=assen")
        assert ("Drenthe Midden" in found, "Platform 0" in found) == (True, False)
        assert "Niets gevonden" in who.words(f"{path}?q=nergens")


# What lies on the page of a platform


def test_every_story_that_waits_is_on_a_page_of_its_list(
    app: Flask, region: Region, platform_id: int
) -> None:
    for number, action_id in enumerate(finished_actions(region, 11)):
        region.later(minutes=1)
        told = story(f"action-{action_id}", f"Verhaal {number:02}")
        region.do("gerrit", offer_practice, platform_id=platform_id, practice=told)
    carla, gerrit = staff(app, "carla"), staff(app, "gerrit")
    first = carla.words(INSIDE)
    assert "Verhalen die op jou wachten 11 verhalen, het oudste boven Verhaal 00" in first
    assert ("Verhaal 09" in first, "Verhaal 10" in first) == (True, False)
    assert f'href="{INSIDE}?waiting=2#waiting" rel="next"' in carla.get(INSIDE).get_data(as_text=True)
    assert "Verhaal 10" in carla.words(f"{INSIDE}?waiting=2")
    assert "Verhaal" not in gerrit.words(INSIDE)
    page = gerrit.get("/practices/11/manage").get_data(as_text=True)
    assert "Verhaal 10" in page


def test_an_improvement_of_many_is_searched_for_and_told(
    app: Flask, region: Region, platform_id: int
) -> None:
    finished_actions(region, MANY)
    gerrit, tell = staff(app, "gerrit"), "/platforms/1/practices/new"
    assert len(options(gerrit, tell, "improvement")) == 1 + SIZE
    found = f"{tell}?find=ledlampen"
    assert options(gerrit, found, "improvement") == ["Kies een verbetering", "Ledlampen in de werkplaats"]
    key = re.search(r'value="(action-\d+)"', gerrit.get(found).get_data(as_text=True))
    assert key is not None
    given = {"theme": "clean_energy", "title": "Ledlampen", "story": "Alle lampen vervangen in één weekend.",
             "effort": "small", "effect": ""}  # fmt: skip
    answer = gerrit.post(tell, improvement=key[1], **given)
    assert (answer.status_code, f'value="{key[1]}" selected' in answer.get_data(as_text=True)) == (422, True)
    answer = gerrit.post(found, improvement=key[1], **given | {"effect": "De helft minder stroom."})
    assert answer.location == "/practices/1/manage"


def test_meetings_and_notices_are_paged_and_say_how_many_come(
    app: Flask, region: Region, platform_id: int
) -> None:
    firms = crowd(region, platform_id, 12)
    with region.writing() as session:
        for n in range(12):
            for days in (n + 1, -n - 1):
                start_of = region.now + timedelta(days=days)
                session.add(
                    PlatformMeeting(
                        platform_id=platform_id,
                        title=f"Dag {days}",
                        starts_at=start_of,
                        place="Hier",
                        agenda="Koffie",
                    )
                )
            session.add(
                HelpNotice(
                    platform_id=platform_id, organisation_id=firms[0], kind="asked", theme="clean_energy",
                    text=f"Wie helpt met vraag {n:02}?", placed_at=region.now + timedelta(minutes=n),
                    expires_on=date(2027, 1, 1),
                )
            )  # fmt: skip
        session.flush()
        session.add_all(Attendance(meeting_id=1, organisation_id=one, people=2) for one in firms)
    carla, gerrit = staff(app, "carla"), staff(app, "gerrit")
    first = gerrit.words(INSIDE)
    assert (
        "Firma 009 (2) en nog 2 . Samen 24 mensen" in first
        or "Firma 009 (2) en nog 2. Samen 24 mensen" in first
    )
    for shown, hidden, more in (
        ("Dag 10", "Dag 11", "meetings"), ("Dag -10", "Dag -11", "past"), ("vraag 02", "vraag 01", "notices"),
    ):  # fmt: skip
        assert (shown in first, f"{hidden} " in first or f"{hidden}?" in first) == (True, False)
        assert hidden in gerrit.words(f"{INSIDE}?{more}=2")
    assert gerrit.get("/meetings/1").status_code == 403
    assert "12 organisaties, 24 mensen" in carla.words("/meetings/1")
    assert "Firma 011" in carla.words("/meetings/1?q=011")
    assert "Niets gevonden" in carla.words("/meetings/1?q=garage")


def test_stories_of_a_platform_lead_to_all_of_them(app: Flask, region: Region, platform_id: int) -> None:
    for number, action_id in enumerate(finished_actions(region, 13)):
        told = story(f"action-{action_id}", f"Verhaal {number:02}")
        region.do("gerrit", offer_practice, platform_id=platform_id, practice=told)
    carla = staff(app, "carla")
    for number in range(1, 14):
        carla.post(
            f"/practices/{number}/judge", page=f"/practices/{number}/manage", decision="publish", version="1"
        )
    someone = visitor(app)
    assert "Alle 13 verhalen van dit platform" in someone.words("/platforms/1")
    every = someone.words("/practices?platform=1")
    assert ("Alleen van platform Drenthe Midden." in every, "13 verhalen" in every) == (True, True)
    assert 'href="/practices?platform=1&amp;page=2"' in someone.get("/practices?platform=1").get_data(
        as_text=True
    )


# Schools


def colleagues(region: Region, count: int) -> None:
    for n in range(count):
        region.add_person(f"docent-{n:02}", (Role.TEACHER, "noordcollege"))


def test_a_teacher_of_many_is_found_and_put_on_a_class(app: Flask, region: Region) -> None:
    cor, school = staff(app, "cor"), region.ids["noordcollege"]
    assert options(cor, "/school", "teacher") == ["Kies een docent", "Tess"]
    assert searches(cor, "/school") is False
    colleagues(region, MANY)
    region.add_person("zed-elders", (Role.TEACHER, "zuidcollege"))
    found = "/school?find=docent-51"
    assert options(cor, found, "teacher") == ["Kies een docent", "Docent-51"]
    answer = cor.post(
        "/school/classes/1/teachers?find=docent-51&page=1", page=found, school=school, year="2026-2027",
        teacher=region.ids["docent-51"],
    )  # fmt: skip
    assert answer.location == f"/school?school={school}&year=2026-2027&find=docent-51#class-1"
    assert "Docent-51, Tess" in cor.words("/school")
    assert "Geen docent heet zo." in cor.words("/school?find=zed-elders")


def test_classes_of_a_year_are_paged_and_searched(app: Flask, region: Region) -> None:
    cor, school = staff(app, "cor"), region.ids["noordcollege"]
    names = "\r\n".join(f"Blok {n:02}" for n in range(MANY))
    cor.post("/school/classes", page="/school", school=school, year="2027-2028", names=names)
    year = f"/school?school={school}&year=2027-2028"
    first, found = cor.words(year), cor.words(f"{year}&q=blok+52")
    assert ("Blok 49" in first, "Blok 50" in first, "Pagina 1 van 2" in first) == (True, False, True)
    assert ("Blok 52 0" in found, "Blok 49" in found) == (True, False)


def test_a_second_reviewer_is_searched_for_among_colleagues_only(app: Flask, region: Region) -> None:
    dossier_id = region.compared()
    colleagues(region, MANY)
    region.add_person("zed-elders", (Role.TEACHER, "zuidcollege"))
    tess, asked = staff(app, "tess"), f"/dossiers/{dossier_id}/second-reviews"
    assert len(options(tess, asked, "reviewer")) == SIZE
    found = f"{asked}?find=docent-52"
    assert options(tess, found, "reviewer") == ["Docent-52"]
    assert "Niets gevonden" in tess.words(f"{asked}?find=zed-elders")
    assert tess.post(asked, reviewer=region.ids["zed-elders"]).status_code == 422
    answer = tess.post(asked, page=found, reviewer=region.ids["docent-52"])
    assert answer.location == asked
    assert "Docent-52" in tess.words(asked)


def test_a_school_with_nominations_is_searched_for_and_stays_chosen(app: Flask, region: Region) -> None:
    certa, appointments = staff(app, "certa"), "/appointments"
    assert 'name="school"' not in certa.get(appointments).get_data(as_text=True)
    with region.writing() as session:
        schools = [
            Organisation(kind="institution", name=f"School {n:02}", created_at=region.now, version=1)
            for n in range(MANY)
        ]
        session.add_all(schools)
        session.flush()
        session.add_all(
            Ambassador(
                person_id=region.ids["sam"], institution_id=school.id, scheme="mvo-ambassador@1.0.0",
                state="nominated", nominated_by=region.ids["tess"], created_at=region.now, is_public=False,
                version=1,
            )
            for school in schools
        )  # fmt: skip
        last = schools[-1].id
    assert len(options(certa, appointments, "school")) == 1 + SIZE
    assert options(certa, f"{appointments}?find=school+52", "school") == ["Alle scholen", "School 52 (1)"]
    chosen = options(certa, f"{appointments}?find=school+03&school={last}", "school")
    assert chosen == ["Alle scholen", "School 52 (1)", "School 03 (1)"]
