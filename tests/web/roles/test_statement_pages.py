"""A statement on its pages: the draft, photos of activities and who sees them, and a renewal (D5)."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from certificates.granting import settle
from certificates.scheme import statement_scheme
from scan.domain.roles import Role
from scan.store.tables import SampleEntry
from scan.use_cases.stating import apply_for_statement
from tests.scan.factories import Region
from tests.scan.test_activity_photos import GRANT
from tests.scan.test_evidence import kept, opened, picture
from tests.scan.test_stating import DONE, RULES, SIGNED, WRITTEN
from tests.web.roles.visitors import Visitor, plain, staff, visitor

FORM = "/company/apply/statement"
PHOTOS = f"{FORM}/activities/1/photos"


def typed(**changed: object) -> dict[str, object]:
    """The form as it is sent, with both activities."""
    fields: dict[str, object] = {
        "words": WRITTEN.words, "next_step": WRITTEN.next_step, "next_step_by": "2029-01-01", "sharing": "visit",
        "sites": "De garage", "activities_there": "repareren", "signed_by_name": "Gerrit", "signed_by_role": "eigenaar",
        "declared": list(RULES.declarations), "version": "0",
    }  # fmt: skip
    for place, one in enumerate(DONE):
        fields |= {
            f"activities-{place}-title": one.title, f"activities-{place}-done_on": str(one.done_on),
            f"activities-{place}-tags": list(one.tags), f"activities-{place}-result": one.result,
            f"activities-{place}-link": one.link,
        }  # fmt: skip
    return fields | changed


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def photo(size: tuple[int, int] = (40, 20)) -> tuple[BytesIO, str]:
    return BytesIO(picture(size)), "Wij allemaal.jpg"


def shown(page: str) -> list[str]:
    """Addresses of the photos on a page, each once."""
    return sorted(set(re.findall(r'src="(/evidence/photos/\d+/file)"', page)))


@pytest.fixture
def gerrit(app: Flask) -> Visitor:
    return staff(app, "gerrit")


@pytest.fixture
def with_photo(gerrit: Visitor) -> str:
    """The garage's draft has a photo with its first activity: its address."""
    gerrit.post(FORM, **typed(next="photos-0"))
    assert gerrit.post(PHOTOS, photo=photo()).status_code == 302
    (address,) = shown(gerrit.get(PHOTOS).text)
    return address


# The draft


def test_draft_is_saved_and_stands_there_again_without_who_signs(gerrit: Visitor) -> None:
    answer = gerrit.post(FORM, **typed(words="Nog niet af", next="save"))
    assert (answer.status_code, answer.location) == (302, FORM)
    page = gerrit.get(FORM)
    assert "Bewaard. Het is nog niet verstuurd: je kunt later verder." in plain(page)
    assert "Je concept Je bewaarde dit op 23 november 2026. Het is nog niet verstuurd." in plain(page)
    assert ">Nog niet af</textarea>" in page.text
    assert 'value="Olie ingezameld"' in page.text
    assert 'value="Gerrit"' not in page.text
    assert version(page.text) == "1"


def test_enter_in_a_field_saves_and_does_not_send(gerrit: Visitor) -> None:
    first = re.search(
        r"<form method=\"post\" class=\"stack form\" novalidate><button ([^>]*)>", gerrit.get(FORM).text
    )
    assert first is not None
    assert first[1] == 'type="submit" name="next" value="save" hidden'


def test_too_long_is_said_at_its_field_and_nothing_is_saved(gerrit: Visitor) -> None:
    answer = gerrit.post(FORM, **typed(sites="x" * 141, next="save"))
    assert answer.status_code == 422
    assert '<a href="#sites">De plekken: Maak dit korter: tot 140 tekens.</a>' in answer.text
    assert version(gerrit.get(FORM).text) == "0"


def test_other_draft_than_was_seen_is_told_with_both_texts(
    app: Flask, region: Region, gerrit: Visitor
) -> None:
    region.add_person("gea", (Role.CONTACT, "garage"))
    gerrit.post(FORM, **typed(next="save"))
    staff(app, "gea").post(FORM, **typed(sites="De garage in Emmen", version="1", next="save"))
    for onward in ("save", ""):
        answer = gerrit.post(FORM, **typed(sites="De garage in Hoogeveen", version="1", next=onward))
        assert answer.status_code == 409
        told = plain(answer)
        assert "Iemand van jullie bewaarde ondertussen iets anders" in told
        assert "De plekken. Bewaard: De garage in Emmen. Jij hebt hier: De garage in Hoogeveen." in told
        assert 'value="De garage in Hoogeveen"' in answer.text
    assert "De garage in Emmen" in gerrit.get(FORM).text
    again = typed(sites="De garage in Hoogeveen", version=version(answer.text))
    assert gerrit.post(FORM, **again).location == "/company/certificate"


def test_mistake_in_an_older_draft_does_not_make_it_the_newest(
    app: Flask, region: Region, gerrit: Visitor
) -> None:
    region.add_person("gea", (Role.CONTACT, "garage"))
    gerrit.post(FORM, **typed(next="save"))
    staff(app, "gea").post(FORM, **typed(version="1", sites="De garage in Emmen", next="save"))
    assert version(gerrit.post(FORM, **typed(sites="x" * 141, version="1", next="save")).text) == "2"
    assert version(gerrit.post(FORM, **typed(sites="x" * 141, version="2", next="save")).text) == "2"


# Photos


def test_company_adds_photos_without_javascript_and_sends_them_instead_of_a_link(
    app: Flask, region: Region, gerrit: Visitor
) -> None:
    without = typed(**{"activities-0-link": ""})
    answer = gerrit.post(FORM, **without)
    assert answer.status_code == 422
    assert "Activiteit 1, waar is het te zien: Geef een link of voeg een foto toe." in plain(answer)
    answer = gerrit.post(FORM, **(without | {"next": "photos-0"}))
    assert answer.location == PHOTOS
    page = gerrit.words(PHOTOS)
    assert "Foto’s bij activiteit 1 Olie ingezameld" in page
    assert "Zet geen gezichten op een foto." in page
    assert "Alleen jullie en wie bij de alliantie besluit, zien de foto’s." in page
    answer = gerrit.post(PHOTOS, photo=photo())
    assert answer.location == PHOTOS
    assert "De foto is bewaard." in gerrit.words(PHOTOS)
    form = gerrit.get(FORM).text
    (address,) = shown(form)
    answer = gerrit.post(FORM, **(without | {"version": version(form)}))
    assert answer.location == "/company/certificate"
    certa = staff(app, "certa")
    page = certa.get("/decisions/1").text
    assert shown(page) == [address]
    assert 'alt="Foto 1 bij: Olie ingezameld"' in page
    assert 'href=""' not in page
    file = certa.get(address)
    assert (file.mimetype, file.headers["X-Content-Type-Options"], opened(file.data).size) == (
        "image/jpeg", "nosniff", (40, 20),
    )  # fmt: skip
    assert file.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Kies een foto."),
        ({"photo": (BytesIO(b""), "leeg.jpg")}, "Dit bestand is leeg."),
        ({"photo": (BytesIO(b"%PDF-1.7 %%EOF"), "foto.jpg")}, "Dit soort bestand kan niet."),
    ],
    ids=["nothing", "empty", "no photo"],
)
def test_what_is_no_photo_is_said_at_the_field(
    gerrit: Visitor, tmp_path: Path, sent: dict[str, object], said: str
) -> None:
    gerrit.post(FORM, **typed(next="photos-0"))
    answer = gerrit.post(PHOTOS, **sent)
    assert answer.status_code == 422
    at_the_field = re.search(r'id="photo-error">.*?</svg>([^<]*)<', answer.text)
    assert at_the_field is not None
    assert at_the_field[1].startswith(said)
    assert kept(tmp_path) == 0


def test_sixth_photo_finds_no_form_and_is_refused(gerrit: Visitor) -> None:
    gerrit.post(FORM, **typed(next="photos-0"))
    for width in range(10, 15):
        gerrit.post(PHOTOS, photo=photo((width, 10)))
    page = gerrit.get(PHOTOS)
    assert "Er passen geen foto’s meer bij." in plain(page)
    assert 'type="file"' not in page.text
    answer = gerrit.post(PHOTOS, photo=photo((20, 10)))
    assert answer.status_code == 422
    assert "Je hebt hier al 5 foto’s. Haal er eerst een weg." in plain(answer)


def test_photo_is_taken_away_while_it_is_a_draft_and_not_after_sending(
    gerrit: Visitor, with_photo: str, tmp_path: Path
) -> None:
    gerrit.post(PHOTOS, photo=photo((10, 10)))
    first, second = shown(gerrit.get(PHOTOS).text)
    answer = gerrit.post(second.replace("/evidence", FORM).replace("file", "remove"), page=PHOTOS)
    assert (answer.status_code, answer.location) == (302, PHOTOS)
    assert "De foto is weg." in gerrit.words(PHOTOS)
    assert (gerrit.get(second).status_code, gerrit.get(first).status_code, kept(tmp_path)) == (404, 200, 1)
    gerrit.post(FORM, **typed(version=version(gerrit.get(FORM).text)))
    remove = first.replace("/evidence", FORM).replace("file", "remove")
    gerrit.post(remove, page="/me")
    assert gerrit.get(first).status_code == 200
    assert gerrit.get(PHOTOS).status_code == 404


def test_only_its_own_people_and_certifiers_get_the_photo(
    app: Flask, region: Region, gerrit: Visitor, with_photo: str
) -> None:
    region.add_person("cora", (Role.COORDINATOR, "zuidcollege"))
    everyone = ("carla", "tess", "theo", "rik", "mona", "cor", "cora", "ada", "certa")
    assert {name: staff(app, name).get(with_photo).status_code for name in everyone} == dict.fromkeys(
        everyone, 404
    )
    gerrit.post(FORM, **typed(version="2"))
    answers = {name: staff(app, name).get(with_photo).status_code for name in everyone}
    assert answers == dict.fromkeys(everyone, 404) | {"certa": 200}
    student = visitor(app).join("zoe", region.code("blauw", "theo"))
    assert student.get(with_photo).status_code == 404
    assert visitor(app).get(with_photo).location.startswith("/sign-in")


def test_public_page_shows_no_photo_and_no_empty_link(app: Flask, gerrit: Visitor, with_photo: str) -> None:
    gerrit.post(FORM, **typed(version="2", **{"activities-0-link": ""}))
    answer = staff(app, "certa").post("/decisions/1", outcome="grant", reason="Alles klopt.", language="nl")
    page = visitor(app).get(answer.location)
    assert "Olie ingezameld" in plain(page)
    assert (shown(page.text), page.text.count("garage.example")) == ([], 1)


def test_monitor_reads_that_there_is_a_photo_but_does_not_get_it(
    app: Flask, region: Region, gerrit: Visitor, with_photo: str
) -> None:
    gerrit.post(FORM, **typed(version="2"))
    region.do("certa", settle, application_id=1, **GRANT)
    mona = staff(app, "mona")
    mona.post(
        "/monitoring", scheme=statement_scheme().name, year=str(region.now.year), seed="Trekking 4 8 15",
        seed_source="loterij.example",
    )  # fmt: skip
    with region.writing() as session:
        entry = session.scalars(select(SampleEntry)).one()
        entry.drawn = True
        number = entry.id
    page = mona.get(f"/monitoring/entries/{number}")
    assert "1 foto. Alleen het bedrijf en wie besluit, zien die." in plain(page)
    assert shown(page.text) == []


def test_zip_with_one_s_own_data_has_the_photo(gerrit: Visitor, with_photo: str) -> None:
    number = with_photo.split("/")[3]
    assert f"files/foto-{number}.jpg".encode() in gerrit.get("/me/data.zip").data


# A renewal


@pytest.fixture
def renewing(region: Region) -> Region:
    """The garage has a statement since 23 November; it is 2 January."""
    about = {"organisation_id": region.ids["garage"], "application": SIGNED, "rules": RULES}
    application_id = region.do("gerrit", apply_for_statement, statement=WRITTEN, **about)
    region.do("certa", settle, application_id=application_id, **GRANT)
    region.now = region.later(days=40)
    return region


def new_activity(place: int, region: Region, title: str = "Panelen gelegd") -> dict[str, object]:
    return {
        f"activities-{place}-title": title, f"activities-{place}-done_on": str(region.now.date()),
        f"activities-{place}-tags": ["planet"], f"activities-{place}-result": "Wij kopen minder stroom.",
        f"activities-{place}-link": "https://garage.example/dak",
    }  # fmt: skip


def test_certifier_sees_what_is_new_taken_over_and_changed(app: Flask, renewing: Region) -> None:
    changed = {"activities-1-result": "Hij bleef en leidt nu op."}
    staff(app, "gerrit").post(FORM, **(typed() | changed | new_activity(2, renewing)))
    page = staff(app, "certa").words("/decisions/2")
    assert (
        "Een verlenging 1 activiteit telt als nieuw Nodig: 1 of meer, gedaan na 23 november 2026. Op die dag begon de"
        " vorige verklaring." in page
    )
    assert "Nieuw Panelen gelegd 2 januari 2027 · Planet" in page
    assert "Overgenomen uit de vorige verklaring Olie ingezameld 24 oktober 2026 · Planet" in page
    assert (
        "Veranderd sinds de vorige verklaring Het telt niet als nieuw. Stagiair begeleid 25 augustus 2026 · People,"
        " Profit Hij bleef en leidt nu op." in page
    )
    assert (
        "Wat er in de vorige verklaring stond : Stagiair begeleid Stagiair begeleid 25 augustus 2026" in page
    )


def test_old_activity_on_a_new_day_and_one_that_is_gone_are_pointed_out(app: Flask, renewing: Region) -> None:
    moved = {"activities-1-done_on": str(renewing.now.date())}
    del_first = {**new_activity(0, renewing, "Sponsorloop"), "activities-0-done_on": "2026-11-20"}
    staff(app, "gerrit").post(FORM, **(typed() | del_first | moved))
    page = staff(app, "certa").words("/decisions/2")
    assert "Door de dag telt het als nieuw. Kijk of het een andere activiteit is. Stagiair begeleid" in page
    assert "Gedaan op of voor 23 november 2026, dus het telt niet als nieuw. Sponsorloop" in page
    assert "Niet meer genoemd: Olie ingezameld" in page


def test_first_statement_is_no_renewal(app: Flask, gerrit: Visitor) -> None:
    gerrit.post(FORM, **typed())
    page = staff(app, "certa").words("/decisions/1")
    assert "Olie ingezameld" in page
    for word in ("Een verlenging", "Overgenomen", "vorige verklaring"):
        assert word not in page


def test_company_reads_on_its_own_page_what_counts_as_new(app: Flask, renewing: Region) -> None:
    gerrit = staff(app, "gerrit")
    changed = typed(**{"activities-1-result": "Hij bleef en leidt nu op."}) | new_activity(2, renewing)
    gerrit.post(FORM, **(changed | {"next": "save"}))
    page = gerrit.words(FORM)
    known = "Al bekend: dit deden jullie op of voor 23 november 2026."
    assert f"Activiteit 1 {known} Overgenomen uit jullie laatste verklaring." in page
    assert (
        f"Activiteit 2 {known} Veranderd sinds jullie laatste verklaring. De alliantie ziet beide versies."
        in page
    )
    assert "Activiteit 3 (als er nog een is) Telt als nieuw: dit deden jullie na 23 november 2026." in page


def test_renewal_begins_with_the_photos_of_last_time(
    app: Flask, region: Region, gerrit: Visitor, with_photo: str
) -> None:
    gerrit.post(FORM, **typed(version="2"))
    region.do("certa", settle, application_id=1, **GRANT)
    assert shown(gerrit.get(FORM).text) == [with_photo]
    gerrit.post(FORM, **typed(next="save"))
    (copy,) = shown(gerrit.get(FORM).text)
    assert copy != with_photo
    assert [one.get(with_photo).status_code for one in (gerrit, staff(app, "certa"))] == [200, 200]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_english_words_are_there_too(app: Flask, renewing: Region, language: str) -> None:
    staff(app, "gerrit").post(FORM, **(typed() | new_activity(2, renewing)))
    certa = staff(app, "certa")
    certa.client.set_cookie("mvo_language", language)
    found = "1 activity counts as new" in certa.words("/decisions/2")
    assert found is (language == "en")
