"""The second step in a browser without JavaScript: the gate, setting up, getting in, and one's account."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from scan.domain.assurance import Step
from scan.domain.one_time_codes import code_of_step, step_at
from scan.store.session import transaction
from scan.use_cases.people import disable_account
from tests.scan.factories import PASSWORD, Region
from tests.web.roles.visitors import Visitor, plain, staff, student, visitor
from web.permissions import permission_of


def half(app: Flask, name: str, **sent: str) -> Visitor:
    """Someone who gave the password and has to do more."""
    someone = visitor(app)
    answer = someone.post("/sign-in", email=f"{name}@example.org", password=PASSWORD, **sent)
    assert answer.status_code == 302
    return someone


def secret_on(page: str) -> str:
    found = re.search(r'<span class="code code-long">([A-Z2-7 ]+)</span>', page)
    assert found is not None
    return found[1].replace(" ", "")


def set_up(region: Region, someone: Visitor) -> tuple[str, list[str]]:
    """Set up an app through the pages; gives its secret and the recovery codes."""
    page = someone.get("/me/second-step/app").text
    secret = secret_on(page)
    answer = someone.client.post(
        "/me/second-step/app",
        data={
            "csrf_token": re.findall(r'name="csrf_token" value="(\w+)"', page)[0],
            "sealed": re.findall(r'name="sealed" value="([^"]+)"', page)[0],
            "code": code_of_step(secret, step_at(region.now)),
        },
    )
    assert answer.status_code == 200, plain(answer)
    return secret, re.findall(r'<li class="code">([A-Z0-9-]{9})</li>', answer.text)


def gate_routes(app: Flask) -> Iterator[tuple[str, frozenset[Step]]]:
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        if permission is not None and not permission.public and "GET" in (rule.methods or set()):
            path = re.sub(r"<any\((\w+)[^>]+>", r"\1", rule.rule)
            yield re.sub(r"<[^>]+>", "1", path), permission.steps


def test_with_a_password_alone_nothing_opens_but_setting_up(app: Flask) -> None:
    """Every page in the house: who needs a second step and has none is led there."""
    someone = half(app, "certa")
    for address, steps in gate_routes(app):
        answer = someone.get(address)
        if Step.SET_UP in steps:
            assert answer.status_code in {200, 302}, address
            assert "/sign-in" not in answer.headers.get("Location", ""), address
        else:
            assert answer.status_code == 302, address
            assert answer.location.split("?")[0] == "/me/second-step", address


def test_while_waiting_for_the_code_nothing_opens_but_giving_it(app: Flask, region: Region) -> None:
    set_up(region, half(app, "certa"))
    someone = half(app, "certa")
    for address, steps in gate_routes(app):
        answer = someone.get(address)
        if Step.CHECK in steps:
            assert answer.status_code == 200, address
        else:
            assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in/second"), address


def test_routes_of_a_step_are_these_and_no_others(app: Flask) -> None:
    """A page that opens before the second step must be named here, and be thought about."""
    named = {
        endpoint: permission.steps
        for endpoint, view in app.view_functions.items()
        if (permission := permission_of(view)) is not None and permission.steps
    }
    waiting, setting_up = frozenset({Step.CHECK}), frozenset({Step.SET_UP})
    assert named == {
        "second_step.check": waiting,
        "second_step.check_code": waiting,
        "second_step.check_recovery": waiting,
        "second_step.check_passkey": waiting,
        "second_step.passkey_options": waiting,
        "factors.overview": setting_up,
        "factors.new_app": setting_up,
        "factors.add_app": setting_up,
        "factors.add_passkey": setting_up,
        "factors.passkey_options": setting_up,
        "factors.confirm": setting_up,
        "factors.confirm_post": setting_up,
    }


def test_a_public_page_shows_someone_halfway_what_it_shows_everyone(app: Flask) -> None:
    page = half(app, "certa").get("/register").text
    assert ("Besluiten" in page, "Uitloggen" in page, "Mijn account" in page) == (False, True, False)
    assert "Besluiten" in staff(app, "certa").get("/register").text


def test_a_script_is_told_instead_of_led(app: Flask) -> None:
    answer = half(app, "certa").client.get("/decisions", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_pages_halfway_are_kept_by_no_browser(app: Flask) -> None:
    assert half(app, "certa").get("/me/second-step").headers["Cache-Control"] == "no-store"


def test_setting_up_leads_on_to_what_was_wanted(app: Flask, region: Region) -> None:
    someone = half(app, "certa", next="/appointments")
    assert someone.get("/appointments").location == "/me/second-step?next=/appointments"
    page = someone.get("/me/second-step?next=/appointments").text
    assert 'href="/me/second-step/app?next=/appointments"' in page
    _, codes = set_up(region, someone)
    assert len(codes) == 10
    assert someone.get("/decisions").status_code == 200


def test_a_wrong_code_keeps_the_same_key(app: Flask, region: Region) -> None:
    someone = half(app, "certa")
    page = someone.get("/me/second-step/app").text
    sealed = re.findall(r'name="sealed" value="([^"]+)"', page)[0]
    answer = someone.post("/me/second-step/app", sealed=sealed, code="123")
    assert answer.status_code == 422
    assert "Deze code klopt niet" in answer.text
    assert secret_on(answer.text) == secret_on(page)


def test_signing_in_goes_on_to_where_one_was(app: Flask, region: Region) -> None:
    secret, codes = set_up(region, half(app, "certa"))
    region.later(minutes=1)
    someone = visitor(app)
    sent = {"email": "certa@example.org", "password": PASSWORD, "next": "/appointments"}
    there = someone.post("/sign-in", **sent).location
    assert there == "/sign-in/second?next=/appointments"
    assert 'name="next" value="/appointments"' in someone.get(there).text
    for field, address in (("code", "/sign-in/second"), ("recovery", "/sign-in/second/recovery")):
        answer = someone.post(address, page=there, **{field: "000000"})
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
    code = code_of_step(secret, step_at(region.now))
    answer = someone.post("/sign-in/second", page=there, code=code, next="/appointments")
    assert answer.location == "/appointments"
    assert someone.get("/sign-in/second").location == "/decisions"
    other = half(app, "certa")
    answer = other.post("/sign-in/second/recovery", page="/sign-in/second", recovery=codes[0])
    assert answer.location == "/decisions"
    assert "Je hebt nog 9 codes." in other.words("/me/second-step")


def test_nobody_is_led_elsewhere_after_the_second_step(app: Flask, region: Region) -> None:
    _, codes = set_up(region, half(app, "certa"))
    someone = half(app, "certa")
    sent = {"recovery": codes[0], "next": "https://elders.example/"}
    answer = someone.post("/sign-in/second/recovery", page="/sign-in/second", **sent)
    assert answer.location == "/"


def test_after_a_quarter_of_an_hour_the_password_is_asked_before_a_change(app: Flask, region: Region) -> None:
    someone = half(app, "certa")
    set_up(region, someone)
    region.later(minutes=16)
    assert someone.get("/me/second-step/app").location == "/me/confirm?next=/me/second-step/app"
    answer = someone.post("/me/second-step/codes", page="/me/second-step")
    assert answer.location == "/me/confirm?next=/me/second-step"
    assert someone.post("/me/confirm", password="iets anders").status_code == 422
    answer = someone.post("/me/confirm", password=PASSWORD, next="/me/second-step/app")
    assert answer.location == "/me/second-step/app"
    assert someone.get("/me/second-step/app").status_code == 200


def test_the_last_factor_stays_for_who_needs_one_and_others_turn_it_off(app: Flask, region: Region) -> None:
    for name, status in (("certa", 422), ("tess", 302)):
        someone = half(app, name)
        set_up(region, someone)
        answer = someone.post("/me/second-step/app/remove", page="/me/second-step")
        assert answer.status_code == status


# Never outside the demo


@pytest.mark.parametrize("demo", [False, True])
def test_real_people_are_never_shown_a_code(app: Flask, region: Region, demo: bool) -> None:
    """Also where somebody says that it is a demo: only the app of the invented people gets one."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], demo=demo)
    set_up(region, half(app, "certa"))
    assert "demo" not in half(app, "certa").words("/sign-in/second").lower()


# One's account


def test_the_account_lists_sessions_in_plain_words_and_ends_the_others(app: Flask) -> None:
    agents = {
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1": "Safari op iPhone",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0": "Edge op Windows",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox op Linux",
        "something/1.0": "Een browser",
    }
    people = []
    for agent in agents:
        someone = visitor(app)
        someone.client.environ_base["HTTP_USER_AGENT"] = agent
        people.append(someone.sign_in("tess"))
    words = people[0].words("/me")
    assert [one for one in agents.values() if one not in words] == []
    assert words.count("Deze browser") == 1
    assert people[0].post("/me/sessions/end-others", page="/me").location == "/me"
    assert [one.get("/me").status_code for one in people] == [200, 302, 302, 302]


def test_a_new_password_signs_out_elsewhere_and_says_so(app: Flask) -> None:
    mine, other = staff(app, "tess"), staff(app, "tess")
    for sent, field in (
        ({"present": "", "new": "vier losse woorden"}, "present"),
        ({"present": "iets anders", "new": "vier losse woorden"}, "present"),
        ({"present": PASSWORD, "new": "welkom01"}, "new"),
    ):
        answer = mine.post("/me/password", page="/me", **sent)
        assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert mine.post("/me/password", page="/me", present=PASSWORD, new="vier losse woorden").location == "/me"
    assert "Je wachtwoord is veranderd." in mine.words("/me")
    assert other.get("/me").status_code == 302


def test_a_student_sees_sessions_and_no_password_or_second_step(app: Flask, region: Region) -> None:
    words = student(app, region).words("/me")
    assert ("Waar je bent ingelogd" in words, "wachtwoord" in words, "tweede stap" in words) == (
        True,
        False,
        False,
    )


# Accounts of colleagues


def test_a_coordinator_closes_an_account_from_the_next_request_on(app: Flask, region: Region) -> None:
    cor, tess = staff(app, "cor"), staff(app, "tess")
    assert "Accounts van collega’s" in cor.words("/me")
    person = region.ids["tess"]
    assert cor.post(f"/staff/{person}/access", page="/staff", access="shut").location == "/staff"
    assert tess.get("/teacher").location.split("?")[0] == "/sign-in"
    assert visitor(app).post("/sign-in", email="tess@example.org", password=PASSWORD).status_code == 401
    assert "Gesloten op" in cor.words("/staff")
    cor.post(f"/staff/{person}/access", page="/staff", access="open")
    assert visitor(app).post("/sign-in", email="tess@example.org", password=PASSWORD).status_code == 302


@pytest.mark.parametrize(("whose", "status"), [("theo", 404), ("carla", 404), ("cor", 403)])
def test_accounts_of_others_are_not_there(app: Flask, region: Region, whose: str, status: int) -> None:
    cor = staff(app, "cor")
    answer = cor.post(f"/staff/{region.ids[whose]}/access", page="/staff", access="shut")
    assert answer.status_code == status


def test_a_closed_account_is_out_while_halfway_too(app: Flask, region: Region) -> None:
    someone = half(app, "certa")
    with transaction(region.engine) as session:
        disable_account(session, actor=None, person_id=region.ids["certa"], now=region.now)
    assert someone.get("/me/second-step").location.split("?")[0] == "/sign-in"
