"""The pages around invitations, deadlines and news, for teacher, student and company."""

import io
import re
from datetime import date

import pypdf
from flask import Flask
from sqlalchemy import select

from scan.domain.roles import OrganisationKind
from scan.store.tables import Invitation, Letter, MutedTopic
from scan.use_cases.reviewing import return_scan
from tests.scan.factories import Region
from tests.web.roles.visitors import Visitor, plain, staff, student

CODE = r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}"


def address(region: Region, name: str = "sam") -> str:
    return f"/placements/{region.ids[f'{name}-placement']}/invite"


def made_code(tess: Visitor, region: Region) -> str:
    found = re.search(CODE, plain(tess.post(address(region), way="code", language="nl")))
    assert found is not None
    return found[0]


def letters(region: Region) -> list[Letter]:
    with region.reading() as session:
        return list(session.scalars(select(Letter)))


def pages(data: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


# Inviting


def test_a_teacher_sends_an_invitation_by_mail_and_sees_that_it_is_on_its_way(
    app: Flask, region: Region
) -> None:
    tess = staff(app, "tess")
    answer = tess.post(address(region), way="mail", email=" New@Bakery.example ", language="en")
    assert answer.status_code == 302
    words = tess.words(answer.headers["Location"])
    assert "De mail is onderweg." in words
    assert "Per mail, 23 november 2026 Open tot en met 23 december 2026 Mail is onderweg" in words
    assert [(one.email, one.language) for one in letters(region)] == [("new@bakery.example", "en")]


def test_an_address_that_is_none_comes_back_with_words_and_invites_nobody(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    answer = tess.post(address(region), way="mail", email="bakker at halm", language="nl")
    assert answer.status_code == 422
    assert "Dit is geen e-mailadres. Een voorbeeld: naam@bedrijf.nl." in plain(answer)
    assert 'value="bakker at halm"' in answer.get_data(as_text=True)
    with region.reading() as session:
        assert session.scalars(select(Invitation.placement_id)).all() == []


def test_an_unknown_way_is_refused(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    for posted in ({}, {"way": "pigeon"}, {"way": "mail", "language": "fr"}):
        assert tess.post(address(region), **posted).status_code == 422


def test_the_code_is_printed_in_a_letter_that_nobody_keeps(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    code = made_code(tess, region)
    answer = tess.post(f"{address(region)}/letter", page=address(region), code=code, language="nl")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert code in pages(answer.data)[0]
    assert code not in tess.words(address(region))


def test_a_code_of_another_internship_is_not_printed(app: Flask, region: Region) -> None:
    code = made_code(staff(app, "tess"), region)
    theo = staff(app, "theo")
    for place in (address(region, "zoe"), address(region)):
        answer = theo.post(f"{place}/letter", page=address(region, "zoe"), code=code, language="nl")
        assert answer.status_code == 404


def test_a_lost_code_is_renewed_and_a_wrong_one_withdrawn(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    old = made_code(tess, region)
    with region.reading() as session:
        number = session.scalars(select(Invitation.id).where(Invitation.placement_id.is_not(None))).one()
    answer = tess.post(f"/invitations/{number}/renew", page=address(region))
    new = re.search(CODE, plain(answer))
    assert new is not None
    assert new[0] != old
    answer = tess.post(f"/invitations/{number}/withdraw", page=address(region))
    assert "Ingetrokken" in tess.words(answer.headers["Location"])


def test_another_schools_invitations_are_not_there(app: Flask, region: Region) -> None:
    made_code(staff(app, "tess"), region)
    theo = staff(app, "theo")
    assert theo.get(address(region)).status_code == 404
    assert theo.get(f"/teacher/classes/{region.ids['groen']}/letters").status_code == 404
    for action in ("renew", "withdraw"):
        answer = theo.post(f"/invitations/1/{action}", page=address(region, "zoe"))
        assert answer.status_code == 404


def test_a_class_gets_all_its_letters_in_one_file(app: Flask, region: Region) -> None:
    region.add_organisation("mill", OrganisationKind.COMPANY, "00000003")
    region.add_student("mo", "groen", "tess", "mill")
    tess = staff(app, "tess")
    place = f"/teacher/classes/{region.ids['groen']}/letters"
    assert "1 bedrijf krijgt een brief" in tess.words(place)
    printed = pages(tess.post(place, language="nl").data)
    assert len(printed) == 1
    assert "Bij Mill loopt een student van Noordcollege stage." in printed[0]
    assert "Elk bedrijf is al uitgenodigd" in tess.words(place)


# Deadlines


def test_a_scan_goes_back_with_a_last_day_that_its_student_sees(app: Flask, region: Region) -> None:
    scan = region.student_scan()
    region.own_scan()
    tess = staff(app, "tess")
    answer = tess.post(f"/scans/{scan}/return", comment="Kijk nog eens.", deadline="2026-12-01")
    assert answer.status_code == 302
    sam = student(app, region)
    assert "Je kunt inleveren tot en met 1 december 2026." in sam.words(f"/scans/{scan}")
    assert (
        "Bakery: je scan kwam terug. Pas hem aan en lever hem in. Inleveren kan tot en met 1 december 2026."
        in (sam.words("/student"))
    )


def test_a_last_day_that_cannot_be_comes_back_with_the_comment(app: Flask, region: Region) -> None:
    scan = region.student_scan()
    region.own_scan()
    tess = staff(app, "tess")
    for deadline, said in (
        ("2026-11-23", "Kies een dag die nog komt: morgen of later."),
        ("2028-01-01", "Kies een dag binnen een jaar."),
        ("over een week", "Vul een dag in, zoals 1-12-2026."),
        ("99999-01-01", "Vul een dag in, zoals 1-12-2026."),
    ):
        answer = tess.post(f"/scans/{scan}/return", comment="Kijk nog eens.", deadline=deadline)
        assert (answer.status_code, said in plain(answer)) == (422, True)
        assert "Kijk nog eens." in answer.get_data(as_text=True)


# News


def test_a_student_puts_news_away(app: Flask, region: Region) -> None:
    scan = region.student_scan()
    region.own_scan()
    region.do("tess", return_scan, scan_id=scan, comment="Kijk.", deadline=date(2026, 12, 1))
    sam = student(app, region)
    page = sam.get("/student").get_data(as_text=True)
    newest = re.search(r'name="up_to" value="(\d+)"', page)
    assert newest is not None
    assert sam.post("/news/seen", page="/student", up_to=newest[1]).status_code == 302
    assert "Nieuw voor jou" not in sam.words("/student")


def test_news_older_than_two_weeks_is_gone_from_the_page(app: Flask, region: Region) -> None:
    region.moderated()
    assert "Nieuw voor jou" in student(app, region).words("/student")
    region.later(days=15)
    assert "Nieuw voor jou" not in student(app, region).words("/student")


def test_nobody_puts_away_the_news_of_another(app: Flask, region: Region) -> None:
    region.moderated()
    staff(app, "carla").post("/news/seen", page="/me/mail", up_to=10**9)
    assert "Nieuw voor jou" in student(app, region).words("/student")


def test_a_contact_chooses_what_mail_is_about(app: Flask, region: Region) -> None:
    carla = staff(app, "carla")
    assert "Certificaten en verklaringen: besluiten, vragen en veranderingen" in carla.words("/me/mail")
    answer = carla.post("/me/mail", returns="1")
    assert "Opgeslagen. Hierover krijg je mail." in carla.words(answer.headers["Location"])
    with region.reading() as session:
        assert sorted(session.scalars(select(MutedTopic.topic))) == [
            "certificate",
            "partners",
            "results",
        ]
    assert carla.get("/me/mail").get_data(as_text=True).count(" checked") == 1


def test_no_topic_at_all_means_no_digest(app: Flask, region: Region) -> None:
    carla = staff(app, "carla")
    answer = carla.post("/me/mail")
    assert "Opgeslagen. Je krijgt geen mail over nieuws." in carla.words(answer.headers["Location"])
    assert carla.post("/me/mail", spam="1").status_code == 302
    with region.reading() as session:
        assert len(session.scalars(select(MutedTopic)).all()) == 4


def test_a_student_has_no_mail_to_choose(app: Flask, region: Region) -> None:
    assert "Wat nieuw voor je is, staat op je startpagina." in student(app, region).words("/me/mail")
