"""Every route says who may use it; nothing is open by accident (design 9)."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.permissions import permission_of

PUBLIC = {
    "account.invitation", "account.invitation_post", "account.join", "account.join_post", "account.sign_in",
    "account.sign_in_post", "account.sign_out", "account.start", "account.start_post", "offline.worker",
    "preferences.choose_language", "preferences.choose_theme",
    "api.badge", "api.certificate", "api.certificates", "api.openapi", "api.reference", "api.region",
    "public.ambassador_picture", "public.certificate_picture", "public.region", "public.region_file",
    "public.register_file", "public.school", "public.school_picture",
    "public.about", "public.accessibility", "public.ambassador", "public.ambassador_form",
    "public.ambassadors", "public.certificate",
    "public.check_form", "public.health", "public.help_page", "public.home", "public.privacy", "public.register",
    "public.safety", "public.schemes", "public.scheme_page",
    "registering.confirm", "registering.confirm_post", "registering.form",
    "registering.register", "static",
    # A vote or contribution behind a code, without an account: whoever has the code, and nothing about who it is.
    "voting.ballot", "voting.enter", "voting.enter_post", "voting.state", "voting.vote",
    "contributing.enter", "contributing.enter_post", "contributing.form", "contributing.form_post",
    "contributing.thanks",
    # What partners promised, platforms, good practices and projects: without names of people.
    "network.partner_list", "network.partner_page", "network.platform", "network.platform_list", "network.practice",
    "network.practices", "network.project", "network.project_figures", "network.project_list",
    # A complaint by anyone, and how it stands for who has the code.
    "complaining.form", "complaining.send", "complaining.follow_form", "complaining.follow",
}  # fmt: skip


def test_every_route_declares_a_permission(app: Flask) -> None:
    undeclared = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if permission_of(app.view_functions[rule.endpoint]) is None
    }
    assert undeclared == set()


def test_public_routes_are_these_and_no_others(app: Flask) -> None:
    """A page that becomes public must be named here, and be thought about."""
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (permission := permission_of(app.view_functions[rule.endpoint])) is not None and permission.public
    }
    assert public - PUBLIC <= {"certifier.certificate_pdf"}
    assert public >= PUBLIC


def test_routes_that_are_not_public_send_a_visitor_to_sign_in(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        if permission is None or permission.public or "GET" not in (rule.methods or set()):
            continue
        path = re.sub(r"<any\((\w+)[^>]+>", r"\1", rule.rule)
        path = re.sub(r"<int:[^>]+>", "1", path)
        path = re.sub(r"<[^>]+>", "x", path)
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in"), rule.rule


@pytest.mark.parametrize("path", ["/scans/1", "/scans/1/result", "/company", "/student", "/me"])
def test_an_unknown_session_is_no_session(client: FlaskClient, path: str) -> None:
    client.set_cookie("mvo_session", "made-up")
    assert client.get(path).status_code == 302


def test_a_post_without_token_is_refused(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"email": "a@b.example", "password": "x"}).status_code == 400


def test_a_post_from_another_site_is_refused(client: FlaskClient) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)
    assert token is not None
    answer = client.post(
        "/sign-in",
        data={"csrf_token": token[1], "email": "a@b.example", "password": "x"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 400


def test_pages_carry_the_security_headers(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_redirect_leads_to_another_site(client: FlaskClient, elsewhere: str) -> None:
    assert client.get("/language/en", query_string={"next": elsewhere}).headers["Location"] == "/"
