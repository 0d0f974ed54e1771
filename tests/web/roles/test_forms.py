"""What people post goes through a form: what is missing is named, at its field and in their language (LOOK 5)."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.scan.factories import PIN, RULES, Region
from tests.web.roles.visitors import Visitor, plain, staff, student, visitor

WEB = Path(__file__).parents[3] / "web"
FORGERY_CHECK = WEB / "security.py"


def refused(answer: object, field: str, words: str) -> None:
    """422: the sentence stands at its field and in the summary, which leads there; the title begins with 'Fout:'."""
    page = answer.get_data(as_text=True)  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert f'<a href="#{field}">{words}</a>' in page
    assert re.search(rf'id="{field}-error">.*?</svg>{re.escape(words)}</p>', page)
    assert f'id="{field}"' in page
    assert re.search(r"<title>(Fout|Error): ", page)


def in_english(someone: Visitor) -> Visitor:
    someone.client.set_cookie("mvo_language", "en")
    return someone


# Getting in


@pytest.mark.parametrize(
    ("field", "dutch", "english"),
    [
        ("email", "Vul je e-mailadres in.", "Fill in your e-mail address."),
        ("password", "Vul je wachtwoord in.", "Fill in your password."),
    ],
)
def test_signing_in_names_what_is_missing(app: Flask, field: str, dutch: str, english: str) -> None:
    sent = {"email": "tess@example.org", "password": "molen"} | {field: ""}
    refused(visitor(app).post("/sign-in", **sent), field, dutch)
    refused(in_english(visitor(app)).post("/sign-in", **sent), field, english)


def test_signing_in_never_says_which_of_the_two_is_wrong(app: Flask) -> None:
    answers = [
        visitor(app).post("/sign-in", email=email, password="niet mijn wachtwoord")
        for email in ("tess@example.org", "nobody@example.org")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert plain(answers[0]).replace("tess@", "nobody@") == plain(answers[1])


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("code", "Vul de klascode in. Die krijg je van je docent."),
        ("name", "Vul je naam in, in hooguit 80 tekens."),
        ("pin", "Vul je pincode van 6 cijfers in."),
    ],
)
def test_joining_names_what_is_missing_and_keeps_the_rest(
    app: Flask, region: Region, field: str, words: str
) -> None:
    sent = {"code": region.code("groen", "tess"), "name": "Noor", "pin": PIN}
    answer = visitor(app).post("/join", **(sent | {field: " "}))
    refused(answer, field, words)
    kept = {"code", "name"} - {field}
    page = answer.get_data(as_text=True)
    assert [one for one in kept if f'value="{sent[one]}"' not in page] == []
    assert PIN not in page


@pytest.mark.parametrize(("pin", "field"), [("123456", "pin"), ("12", "pin")])
def test_what_the_rules_refuse_stands_at_its_field_too(
    app: Flask, region: Region, pin: str, field: str
) -> None:
    answer = visitor(app).post("/join", code=region.code("groen", "tess"), name="Noor", pin=pin)
    assert (answer.status_code, f'href="#{field}"' in answer.get_data(as_text=True)) == (422, True)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("code", "Vul de uitnodigingscode in. Die krijg je van de school."),
        ("email", "Vul je e-mailadres in."),
        ("password", "Kies een wachtwoord van 8 tekens of meer."),
    ],
)
def test_an_invitation_names_what_is_missing(app: Flask, field: str, words: str) -> None:
    sent = {
        "code": "ABCD-EFGH-JKLM",
        "name": "Bo",
        "email": "bo@example.org",
        "password": "vier losse woorden",
    }
    refused(visitor(app).post("/invitation", **(sent | {field: ""})), field, words)


def test_nobody_is_led_elsewhere_after_signing_in(app: Flask) -> None:
    sent = {"email": "tess@example.org", "password": "molen-tractor-kade"}
    places = [
        visitor(app).post("/sign-in", next=wanted, **sent).headers["Location"]
        for wanted in ("/teacher/review", "https://elders.example/", "//elders.example", "")
    ]
    assert places == ["/teacher/review", "/", "/", "/teacher"]


# The company


APPLICATION: dict[str, Any] = {
    "sites": "De bakkerij aan de Brink",
    "activities_there": "brood bakken",
    "signed_by_name": "Carla Bakker",
    "signed_by_role": "eigenaar",
    "public_detail": "themes",
    "declared": list(RULES.declarations),
}


@pytest.mark.parametrize(
    ("field", "value", "at", "words"),
    [
        ("sites", "x", "sites", "De plekken: Schrijf iets meer: 2 tekens of meer."),
        ("activities_there", "", "activities_there", "Het werk daar: Vul dit in."),
        ("signed_by_name", "", "signed_by_name", "Wie tekent: Vul dit in."),
        ("signed_by_role", "", "signed_by_role", "De functie van wie tekent: Vul dit in."),
        ("public_detail", "alles", "public_detail", "Wat iedereen mag zien: Kies een van de mogelijkheden."),
        (
            "declared",
            ["may-sign"],
            "declare-all-true",
            "Verklaring 2: Vink dit aan als het klopt. Klopt het niet, dan kun je nog niet aanvragen.",
        ),
    ],
)
def test_an_application_names_what_is_missing(
    app: Flask, region: Region, field: str, value: object, at: str, words: str
) -> None:
    region.moderated()
    sent = {name: given for name, given in (APPLICATION | {field: value}).items() if given}
    refused(staff(app, "carla").post("/company/apply", **sent), at, words)


def test_a_second_application_is_refused_with_words(app: Flask, region: Region) -> None:
    region.applied()
    answer = staff(app, "carla").post("/company/apply", page="/me", **APPLICATION)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, 'href="#dossier"' in page, 'id="dossier"' in page) == (422, True, True)


# Teachers


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("code", {"change": "burn"}, "Kies wat er met de code moet gebeuren."),
        ("students/{sam}/access", {}, "Kies of de student toegang heeft."),
    ],
)
def test_a_button_that_is_not_on_the_page_changes_nothing(
    app: Flask, region: Region, path: str, sent: dict[str, str], words: str
) -> None:
    tess, page = staff(app, "tess"), f"/teacher/classes/{region.ids['groen']}"
    code = region.code("groen", "tess")
    answer = tess.post(f"{page}/{path.format(**region.ids)}", page=page, **sent)
    assert answer.status_code == 302
    assert words in tess.words(answer.headers["Location"])
    assert region.code("groen", "tess") == code


# Evidence


def test_evidence_without_anything_in_it_says_what_to_add(app: Flask, region: Region) -> None:
    scan = region.start("sam")
    region.fill("sam", scan)
    answer = student(app, region).post(f"/scans/{scan}/questions/energy-source", do="evidence")
    assert answer.status_code == 422
    assert "Kies een foto of document, geef een link, of schrijf op wat iemand je vertelde." in plain(answer)


def test_evidence_that_is_too_long_says_which_words(app: Flask, region: Region) -> None:
    scan = region.start("sam")
    region.fill("sam", scan)
    answer = student(app, region).post(
        f"/scans/{scan}/questions/energy-source", do="evidence", caption="Er liggen panelen.",
        speaker_role="b" * 81,
    )  # fmt: skip
    assert (answer.status_code, "Noem de functie van wie het zei" in plain(answer)) == (422, True)


# Everything


def test_no_view_reads_what_was_posted_by_hand() -> None:
    """``request.form`` goes into a form of ``web.forms``, or back onto the page; nothing picks fields out of it."""
    picked = [
        f"{file.relative_to(WEB)}:{node.lineno}"
        for file in sorted(WEB.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Subscript) and ast.unparse(node.value) == "request.form"
    ]
    assert [place for place in picked if not place.startswith(FORGERY_CHECK.name)] == []
