"""A company registers itself, in a browser without JavaScript."""

import re

import pytest
from flask import Flask

from scan.use_cases.outbox import claim_letter, letter_sent
from tests.scan.factories import PASSWORD, Region
from tests.web.roles.visitors import SECRET, plain, visitor

SENT = {
    "company": "Smederij Vonk",
    "kvk_number": "0000 0031",
    "name": "Vera Vonk",
    "email": "vera@vonk.example",
    "password": "windmolen-fiets-kaas",
}


@pytest.fixture
def sent(app: Flask, region: Region):
    """The links that were mailed since it was last asked."""

    def links() -> list[str]:
        found = []
        with region.writing() as session:
            while (letter := claim_letter(session, key=SECRET, now=region.now)) is not None:
                letter_sent(session, letter_id=letter.id, now=region.now)
                found.append(letter.secret)
        return found

    return links


def test_from_the_front_page_to_the_own_scan(app: Flask, sent) -> None:
    someone = visitor(app)
    assert 'href="/register-company"' in someone.get("/").text
    answer = someone.post("/register-company", **SENT)
    assert answer.status_code == 200
    assert "vera@vonk.example" in plain(answer)
    (link,) = sent()
    assert link not in answer.text
    assert someone.post(link, password="verkeerd").status_code == 422
    assert someone.post(link, password=SENT["password"]).location == "/company"
    assert 'action="/company/self-scan"' in someone.get("/company").text
    assert someone.get(link).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("company", "", "Vul de naam van je bedrijf in."),
        ("kvk_number", "123", "Een KvK-nummer heeft 8 cijfers."),
        ("kvk_number", "00000001", "Dit bedrijf doet al mee."),
        ("name", "", "Vul je naam in, in hooguit 80 tekens."),
        ("email", "vera", "Dit is geen e-mailadres."),
        ("password", "", "Kies een wachtwoord van 8 tekens of meer."),
        ("password", "sunshine1", "Dit wachtwoord is te makkelijk te raden."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(
    app: Flask, sent, field: str, value: str, words: str
) -> None:
    answer = visitor(app).post("/register-company", **(SENT | {field: value}))
    assert answer.status_code == 422
    assert words in plain(answer)
    assert f'href="#{field}"' in answer.text
    assert SENT["password"] not in answer.text
    kept = {"company", "name"} - {field}
    assert [one for one in kept if f'value="{SENT[one]}"' not in answer.text] == []
    assert sent() == []


def test_the_answer_does_not_say_whether_an_address_has_an_account(app: Flask, region: Region, sent) -> None:
    known = visitor(app).post("/register-company", **(SENT | {"email": "gerrit@example.org"}))
    new = visitor(app).post("/register-company", **(SENT | {"kvk_number": "00000032"}))
    assert plain(known).replace("gerrit@example.org", "vera@vonk.example") == plain(new)
    link = sent()[0]
    someone = visitor(app)
    assert "Je hebt al een account" in someone.words(link)
    assert someone.post(link, password=PASSWORD).location == "/company"


def test_a_link_that_is_over_leads_to_a_new_registration(app: Flask, region: Region, sent) -> None:
    someone = visitor(app)
    someone.post("/register-company", **SENT)
    (link,) = sent()
    page = someone.get(link).text
    region.later(days=2)
    answer = someone.get(link)
    assert (answer.status_code, "Deze link werkt niet meer." in plain(answer)) == (404, True)
    token = re.findall(r'name="csrf_token" value="(\w+)"', page)[0]
    data = {"csrf_token": token, "password": SENT["password"]}
    assert someone.client.post(link, data=data).status_code == 404


def test_a_fourth_message_to_one_address_waits(app: Flask, sent) -> None:
    someone = visitor(app)
    statuses = [someone.post("/register-company", **SENT).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
