"""The coordinator sets up the school and imports its lists; a student comes in with a card. No JavaScript anywhere."""

import re
from io import BytesIO

import pytest
from flask import Flask

from scan.domain.importing.columns import ImportKind
from tests.scan.factories import PIN, Region
from tests.scan.importing.lists import CLASSES, COMPANIES, STUDENTS, load
from tests.scan.importing.workbooks import workbook
from tests.web.roles.visitors import Visitor, plain, staff, student, visitor
from web.entering import start_page


@pytest.fixture
def cor(app: Flask) -> Visitor:
    """The coordinator of Noordcollege."""
    return staff(app, "cor")


def send(who: Visitor, region: Region, kind: str, data: str | bytes, name: str = "lijst.csv") -> str:
    """Upload a list; gives the address of its preview."""
    content = data if isinstance(data, bytes) else data.encode()
    answer = who.post(
        "/school/import", school=region.ids["noordcollege"], kind=kind, year="2026-2027",
        file=(BytesIO(content), name),
    )  # fmt: skip
    assert answer.status_code == 302, plain(answer)
    return answer.location


def fingerprint(who: Visitor, address: str) -> str:
    found = re.search(r'name="fingerprint" value="(\w{64})"', who.get(address).text)
    assert found is not None
    return found[1]


def test_a_coordinator_begins_at_the_school(cor: Visitor, region: Region) -> None:
    with cor.client.application.test_request_context():
        assert start_page(region.actor("cor")) == "/school"
    assert "groen 1 Tess" in cor.words("/school")


def test_classes_are_made_and_get_their_teacher(cor: Visitor, region: Region) -> None:
    school = region.ids["noordcollege"]
    answer = cor.post(
        "/school/classes", page="/school", school=school, year="2027-2028", names="Blok A\r\nBlok B"
    )
    assert answer.location == f"/school?school={school}&year=2027-2028"
    assert "Blok A 0 Nog geen docent" in cor.words(answer.location)
    class_id = re.search(r'id="class-(\d+)"', cor.get(answer.location).text)
    assert class_id is not None
    answer = cor.post(
        f"/school/classes/{class_id[1]}/teachers", page="/school", school=school, year="2027-2028",
        teacher=region.ids["tess"],
    )  # fmt: skip
    assert "Blok A 0 Tess" in cor.words(answer.location.split("#")[0])


def test_a_class_that_exists_is_said_at_the_field(cor: Visitor, region: Region) -> None:
    answer = cor.post(
        "/school/classes", page="/school", school=region.ids["noordcollege"], year="2026-2027", names="groen"
    )
    assert answer.status_code == 422
    assert "groen: Deze klas bestaat al in dit schooljaar." in plain(answer)
    assert ">groen</textarea>" in answer.text


def test_a_colleague_is_invited_with_a_code(cor: Visitor, region: Region) -> None:
    answer = cor.post(
        "/school/invitations", page="/school", school=region.ids["noordcollege"], role="teacher"
    )
    assert answer.status_code == 200
    assert re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", plain(answer)) is not None
    answer = cor.post(
        "/school/invitations", page="/school", school=region.ids["noordcollege"], role="certifier"
    )
    assert answer.status_code == 422


def test_a_list_is_shown_and_imported_after_a_yes(cor: Visitor, region: Region) -> None:
    address = send(cor, region, "classes", CLASSES)
    words = cor.words(address)
    assert "Blok A, 2026-2027 2 Nieuw" in words
    assert "Blok A" not in cor.words("/school")
    answer = cor.post(address, fingerprint=fingerprint(cor, address))
    assert answer.location == f"/school/import?school={region.ids['noordcollege']}&done=classes"
    assert "Geïmporteerd. Nieuw: 2. Gewijzigd: 0. Hetzelfde: 0." in cor.words(answer.location)
    assert "Blok A" in cor.words("/school")
    assert cor.get(address).status_code == 404


def test_an_excel_list_shows_every_wrong_row_and_gives_them_as_csv(cor: Visitor, region: Region) -> None:
    rows = [("Bedrijf", "KvK-nummer"), ("=1+1", "90000001"), ("@Garage", 12), ("De Halm", 90000003)]
    address = send(cor, region, "companies", workbook(*rows), "bedrijven.xlsx")
    words = cor.words(address)
    assert "90000001 2 Bedrijf: Hier staat een formule. Plak de waarde in plaats van de formule." in words
    assert "@Garage 3 KvK-nummer: Een KvK-nummer heeft 8 cijfers." in words
    answer = cor.get(f"{address}/faults.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=fouten.csv"
    assert answer.get_data().decode("utf-8-sig").splitlines() == [
        "Regel;Rij;Kolom;Wat is er fout",
        "2;90000001;Bedrijf;Hier staat een formule. Plak de waarde in plaats van de formule.",
        "3;'@Garage;KvK-nummer;Een KvK-nummer heeft 8 cijfers.",
    ]
    mark = fingerprint(cor, address)
    answer = cor.post(address, fingerprint=mark)
    assert answer.status_code == 422
    assert "Er zijn nog foute rijen: 2." in plain(answer)
    assert cor.post(address, fingerprint=mark, skip_faulty="1").status_code == 302


def test_a_likely_duplicate_is_chosen_for_on_the_page(cor: Visitor, region: Region) -> None:
    load(region, ImportKind.COMPANIES, COMPANIES)
    address = send(cor, region, "companies", "Bedrijf;Postcode\nHet Vel;9711 AA\n")
    assert "Hetzelfde als Drukkerij Het Vel, 90000001, Groningen" in cor.words(address)
    mark = fingerprint(cor, address)
    answer = cor.post(address, fingerprint=mark)
    assert answer.status_code == 422
    assert 'href="#choice-2"' in answer.text
    assert cor.post(address, fingerprint=mark, **{"choice-2": "skip"}).status_code == 302


def test_what_changed_meanwhile_is_shown_before_anything_is_written(cor: Visitor, region: Region) -> None:
    address = send(cor, region, "classes", CLASSES)
    mark = fingerprint(cor, address)
    region.add_class("Blok A", "noordcollege", "tess")
    answer = cor.post(address, fingerprint=mark)
    assert answer.status_code == 409
    assert "Er is intussen iets veranderd." in plain(answer)
    assert cor.post(address, fingerprint=fingerprint(cor, address)).status_code == 302


def test_a_list_can_be_thrown_away(cor: Visitor, region: Region) -> None:
    address = send(cor, region, "classes", CLASSES)
    assert cor.post(f"{address}/cancel", page=address).status_code == 302
    assert cor.get(address).status_code == 404


@pytest.mark.parametrize(
    ("kind", "file", "words"),
    [
        ("", None, "Kies wat er in de lijst staat."),
        ("classes", None, "Kies een bestand."),
        ("classes", b"", "Er staan geen rijen in dit bestand."),
        ("classes", b"Docent\nx\n", "Er ontbreekt een kolom. In de eerste rij moet staan: Klas"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    cor: Visitor, region: Region, kind: str, file: bytes | None, words: str
) -> None:
    more = {} if file is None else {"file": (BytesIO(file), "lijst.csv")}
    answer = cor.post(
        "/school/import", school=region.ids["noordcollege"], kind=kind, year="2026-2027", **more
    )
    assert answer.status_code == 422
    assert words in plain(answer)


@pytest.mark.parametrize("kind", ImportKind)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_empty_list_can_be_fetched_and_be_sent_again(
    cor: Visitor, region: Region, kind: ImportKind, ending: str
) -> None:
    data = cor.get(f"/school/import/templates/{kind.value}.{ending}").get_data()
    assert cor.get(send(cor, region, kind.value, data)).status_code == 200


@pytest.mark.parametrize("name", ["classes.exe", "teachers.csv"])
def test_a_template_that_is_not_there_is_not_found(cor: Visitor, name: str) -> None:
    assert cor.get(f"/school/import/templates/{name}").status_code == 404


def test_nobody_else_reaches_the_school_or_its_lists(app: Flask, cor: Visitor, region: Region) -> None:
    address = send(cor, region, "classes", CLASSES)
    for other in (staff(app, "tess"), student(app, region), staff(app, "carla")):
        assert {other.get(path).status_code for path in ("/school", "/school/import", address)} == {403}
    foreign = region.ids["zuidcollege"]
    assert cor.get(f"/school?school={foreign}").status_code == 404
    assert (
        cor.post("/school/classes", page="/school", school=foreign, year="2026-2027", names="X").status_code
        == 404
    )


# Students


def test_a_student_on_the_list_starts_with_the_card_and_comes_back_with_the_pin(
    app: Flask, region: Region
) -> None:
    load(region, ImportKind.CLASSES, CLASSES)
    load(region, ImportKind.STUDENTS, STUDENTS)
    cor = staff(app, "cor")
    page = re.search(r'href="(/teacher/classes/\d+)">Blok A', cor.get("/school").text)
    assert page is not None
    assert "2 studenten hebben nog geen pincode." in cor.words(page[1])
    made = plain(cor.post(f"{page[1]}/cards", page=page[1]))
    card = re.search(r"Noor V\. .*?Startcode: ([A-Z2-9-]{14}) .*?klascode ([A-Z2-9-]{9}),", made)
    assert card is not None
    someone = visitor(app)
    answer = someone.post("/start", code=card[1], pin=PIN)
    assert answer.location == "/student"
    assert (
        f"Welkom Noor V., je bent binnen. De volgende keer heb je dit nodig: klascode {card[2]}"
        in someone.words("/student")
    )
    assert visitor(app).post("/join", code=card[2], name="noor v.", pin=PIN).status_code == 302
    again = visitor(app).post("/start", code=card[1], pin=PIN)
    assert again.status_code == 422
    assert "Deze code klopt niet, is al gebruikt of is verlopen. Vraag een nieuwe." in plain(again)


def test_trying_names_at_a_class_with_a_list_says_the_same_each_time(app: Flask, region: Region) -> None:
    load(region, ImportKind.STUDENTS, "Studentnummer;Naam;Klas\n1;Mila;groen\n")
    code = region.code("groen", "tess")
    answers = [
        visitor(app).post("/join", code=code, name=name, pin="917354") for name in ("Mila", "Sam", "Niemand")
    ]
    assert {(answer.status_code, re.sub(r"Mila|Sam|Niemand", "", plain(answer))) for answer in answers} == {
        (401, re.sub(r"Niemand", "", plain(answers[2])))
    }


def test_the_class_sheet_says_who_gets_in_and_until_when(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    sheet = f"/teacher/classes/{region.ids['groen']}/code"
    assert "Nieuwe studenten kunnen meedoen tot 1 augustus 2027." in tess.words(sheet)
    assert tess.post(sheet, change="open", until="2026-12-24").status_code == 302
    assert "Nieuwe studenten kunnen meedoen tot 25 december 2026." in tess.words(sheet)
    answer = tess.post(sheet, change="open", until="2020-01-01")
    assert (answer.status_code, "hoogstens een jaar vooruit" in plain(answer)) == (422, True)
    tess.post(sheet, change="by_list")
    assert "Alleen studenten op de klassenlijst komen binnen." in tess.words(sheet)


def test_a_teacher_puts_one_student_on_the_list(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    page = f"/teacher/classes/{region.ids['groen']}"
    for name, words in (("Yara", "staat op de lijst"), ("sam", "al in gebruik"), ("", "hoogstens 80 tekens")):
        tess.post(f"{page}/students", page=page, display_name=name)
        assert words in tess.words(page)
