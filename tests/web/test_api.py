"""The read-only API: its answers fit its description, can be kept, and say clearly what is wrong."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from certificates import scheme as schemes
from scan.store.session import read, transaction
from scan.store.tables import Certificate, Organisation, RegionPicture
from web.api import answering
from web.api.answering import LIMIT, Limiter
from web.api.endpoints import BASE, ENDPOINTS
from web.database import EXTENSION


@pytest.fixture
def number(app: Flask) -> str:
    """The number of a certificate that holds."""
    with read(app.extensions[EXTENSION]) as session:
        statement = (
            select(Certificate.number)
            .where(Certificate.state == "issued", Certificate.kind == "certificate")
            .order_by(Certificate.id)
        )
        found = session.scalars(statement).first()
    assert found is not None
    return found


def paths(number: str) -> dict[str, str]:
    return {one.name: BASE + one.path.replace("{number}", number) for one in ENDPOINTS}


def test_every_address_is_described_and_nothing_else_is(app: Flask) -> None:
    served = {
        rule.endpoint.removeprefix("api."): rule.rule.replace("<number>", "{number}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{BASE}/")
    }
    assert served == {one.name: BASE + one.path for one in ENDPOINTS} | {"openapi": f"{BASE}/openapi.json"}


def test_answers_fit_their_description(client: FlaskClient, number: str) -> None:
    described = client.get(f"{BASE}/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    for one in ENDPOINTS:
        answer = client.get(paths(number)[one.name])
        if one.answer is None:
            continue
        assert answer.status_code == 200, one.name
        schema = {
            "$ref": f"#/components/schemas/{one.answer.__name__}",
            "components": described["components"],
        }
        jsonschema.validate(answer.get_json(), schema)


def test_the_description_is_a_valid_json_schema_and_tells_every_parameter(client: FlaskClient) -> None:
    described = client.get(f"{BASE}/openapi.json").get_json()
    for schema in described["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    parameters = described["paths"]["/certificates"]["get"]["parameters"]
    assert [one["name"] for one in parameters] == [
        "q", "place", "sector", "level", "kind", "theme", "sort", "page", "per_page",
    ]  # fmt: skip
    assert "429" in described["paths"]["/region"]["get"]["responses"]


def test_certificates_are_searched_sorted_and_cut(client: FlaskClient) -> None:
    everything = client.get(f"{BASE}/certificates?kind=certificate&sort=-name&per_page=2").get_json()
    assert (everything["total"], everything["page"], everything["pages"]) == (4, 1, 2)
    assert everything["items"][0]["name"] == "Installatiebureau Zonzij"
    assert (
        everything["next"]
        == f"http://localhost{BASE}/certificates?kind=certificate&sort=-name&per_page=2&page=2"
    )
    assert client.get(everything["next"]).get_json()["next"] is None
    found = client.get(f"{BASE}/certificates?q=groenzoom&place=assen&sector=agriculture").get_json()
    assert [one["name"] for one in found["items"]] == ["Hoveniersbedrijf Groenzoom"]
    theme = found["items"][0]["strongest_theme"]
    assert client.get(f"{BASE}/certificates?theme={theme}").get_json()["total"] >= 1


def test_a_theme_is_not_told_where_the_holder_shows_only_the_level(
    app: Flask, client: FlaskClient, number: str
) -> None:
    theme = client.get(f"{BASE}/certificates/{number}").get_json()["strongest_theme"]
    with transaction(app.extensions[EXTENSION]) as session:
        session.execute(update(Certificate).values(public_detail="level"))
    detail = client.get(f"{BASE}/certificates/{number}").get_json()
    assert (detail["strongest_theme"], detail["themes"]) == (None, None)
    assert client.get(f"{BASE}/certificates?theme={theme}").get_json()["total"] == 0


def test_a_certificate_tells_its_status_and_history(app: Flask, client: FlaskClient) -> None:
    with read(app.extensions[EXTENSION]) as session:
        number = session.scalars(select(Certificate.number).where(Certificate.state == "suspended")).one()
    detail = client.get(f"{BASE}/certificates/{number.lower()}").get_json()
    assert (detail["status"], detail["themes"]) == ("suspended", None)
    assert [event["action"] for event in detail["events"]] == ["suspend"]
    assert detail["url"] == f"http://localhost/c/{number}"


@pytest.mark.parametrize(
    ("path", "status", "error", "fields"),
    [
        ("/certificates?page=0", 422, "invalid_parameters", ["page"]),
        ("/certificates?page=a&per_page=9999", 422, "invalid_parameters", ["page", "per_page"]),
        ("/certificates?colour=green", 422, "invalid_parameters", ["colour"]),
        ("/certificates?q=a&q=b", 422, "invalid_parameters", ["q"]),
        ("/certificates?q=a%00b", 422, "invalid_parameters", ["q"]),
        ("/certificates?sort=kvk", 422, "invalid_parameters", ["sort"]),
        ("/certificates?q=" + "a" * 500, 422, "invalid_parameters", ["q"]),
        ("/certificates/MVO-NN-2026-0417-58", 422, "invalid_number", []),
        ("/certificates/hallo", 422, "invalid_number", []),
        ("/certificates/MVO-NN-2026-0417-57", 404, "not_found", []),
        ("/certificates/JA-2026-0034-17", 404, "not_found", []),
        ("/nothing", 404, "not_found", []),
        ("/region?x=1", 422, "invalid_parameters", ["x"]),
    ],
)
def test_mistakes_have_one_form(
    client: FlaskClient, path: str, status: int, error: str, fields: list[str]
) -> None:
    answer = client.get(BASE + path, headers={"Accept": "text/html"})
    found = answer.get_json()
    assert (answer.status_code, found["error"], sorted(found["fields"])) == (status, error, sorted(fields))
    assert set(found) == {"error", "message", "fields"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_it_can_only_be_read(client: FlaskClient) -> None:
    for method in (client.post, client.put, client.delete):
        answer = method(f"{BASE}/certificates")
        assert (answer.status_code, answer.get_json()["error"]) == (405, "method_not_allowed")


def test_an_answer_that_did_not_change_is_not_sent_again(client: FlaskClient, number: str) -> None:
    for path in (f"{BASE}/certificates", f"{BASE}/certificates/{number}", f"{BASE}/region"):
        first = client.get(path)
        assert first.headers["Cache-Control"].startswith("public, max-age=")
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_other_sites_may_read_it_and_it_sets_no_cookie(client: FlaskClient) -> None:
    answer = client.get(f"{BASE}/certificates", headers={"Origin": "https://krant.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    asked = client.options(f"{BASE}/certificates")
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    page = client.get("/register")
    assert "Access-Control-Allow-Origin" not in page.headers
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_window_has_room_for_so_many_and_then_says_how_long_to_wait() -> None:
    now = 1000.0
    limiter = Limiter(b"secret", clock=lambda: now)
    assert [limiter.wait("192.0.2.1") for _ in range(LIMIT + 1)] == [0] * LIMIT + [60]
    assert limiter.wait("192.0.2.2") == 0
    now += 59.5
    assert limiter.wait("192.0.2.1") == 1
    now += 1
    assert limiter.wait("192.0.2.1") == 0
    assert b"192.0.2.1" not in b"".join(limiter.counts)


def test_the_limiter_remembers_no_more_than_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_REMEMBERED", 3)
    limiter = Limiter(b"secret")
    for place in range(10):
        limiter.wait(f"192.0.2.{place}")
    assert len(limiter.counts) == 3


def test_too_many_requests_are_told_when_to_come_back(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "LIMIT", 1)
    assert client.get(f"{BASE}/region").status_code == 200
    answer = client.get(f"{BASE}/region")
    assert (answer.status_code, answer.get_json()["error"]) == (429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert client.get("/register").status_code == 200


def test_there_is_no_label_without_an_independent_monitor(client: FlaskClient, number: str) -> None:
    answer = client.get(f"{BASE}/certificates/{number}/badge.svg")
    assert (answer.status_code, answer.get_json()["error"]) == (404, "no_label")
    assert "independent monitor" in answer.get_json()["message"]


@pytest.fixture
def monitored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest scheme for certificates with a monitoring body."""
    newest = f"{schemes.scheme().name}.yaml"
    rules = yaml.safe_load((schemes.SCHEMES / newest).read_text(encoding="utf-8"))
    rules["monitoring"]["body"] = "Toezicht Voorbeeld"
    (tmp_path / newest).write_text(json.dumps(rules), encoding="utf-8")
    monkeypatch.setattr(schemes, "SCHEMES", tmp_path)


@pytest.mark.usefixtures("monitored")
def test_a_label_says_what_the_certificate_is_worth_at_this_moment(
    app: Flask, client: FlaskClient, number: str
) -> None:
    path = f"{BASE}/certificates/{number}/badge.svg"
    holds = client.get(path)
    assert (holds.status_code, holds.mimetype) == (200, "image/svg+xml")
    assert holds.headers["Cache-Control"] == "public, max-age=60"
    assert "sandbox" in holds.headers["Content-Security-Policy"]
    assert "Hoveniersbedrijf Groenzoom" in holds.text
    assert client.get(path, headers={"If-None-Match": holds.headers["ETag"]}).status_code == 304
    for state, word in (("suspended", "geschorst"), ("withdrawn", "ingetrokken")):
        with transaction(app.extensions[EXTENSION]) as session:
            session.execute(update(Certificate).where(Certificate.number == number).values(state=state))
        now = client.get(path, headers={"If-None-Match": holds.headers["ETag"]})
        assert now.status_code == 200
        assert f"Groenzoom: {word}" in now.text
    with transaction(app.extensions[EXTENSION]) as session:
        session.execute(update(Certificate).where(Certificate.number == number).values(state="issued"))
    app.config["NOW"] = lambda: datetime.now(UTC) + timedelta(days=3000)
    assert "Groenzoom: verlopen" in client.get(path).text


def test_hostile_names_stay_text(app: Flask, client: FlaskClient, number: str) -> None:
    with transaction(app.extensions[EXTENSION]) as session:
        session.execute(update(Organisation).values(name='<script>alert("x")</script>'))
    answer = client.get(f"{BASE}/certificates/{number}")
    assert answer.get_json()["name"] == '<script>alert("x")</script>'
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_region_says_when_there_is_no_picture_yet(app: Flask, client: FlaskClient) -> None:
    with transaction(app.extensions[EXTENSION]) as session:
        session.execute(delete(RegionPicture))
    assert client.get(f"{BASE}/region").get_json()["error"] == "not_made_yet"
    assert "Er is nog geen beeld" in client.get("/region").text
    assert client.get("/region/themes.csv").status_code == 404


def test_the_page_about_it_names_every_address_and_parameter(client: FlaskClient) -> None:
    page = client.get("/api")
    for one in ENDPOINTS:
        assert f"GET {BASE}{one.path}" in page.text
    assert "per_page" in page.text
    assert "<script src" not in page.text.replace('<script type="module" src="/static', "")


def test_every_reference_in_the_description_leads_somewhere(client: FlaskClient) -> None:
    described = client.get(f"{BASE}/openapi.json").get_json()
    references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(described)))
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert references - known == set()
    parameters = described["paths"]["/certificates"]["get"]["parameters"]
    assert next(one["schema"]["enum"] for one in parameters if one["name"] == "kind") == [
        "",
        "certificate",
        "statement",
    ]
