"""A person with a browser without JavaScript, in the invented region of ``tests.scan.factories``."""

import re
from dataclasses import dataclass
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scan.store.session import transaction
from scan.use_cases.second_step import Browser, passed
from scan.use_cases.sign_in import resume
from tests.scan.factories import PASSWORD, PIN, Region
from web import clock
from web.database import EXTENSION

SECRET = b"a secret of thirty-two characters"


@dataclass
class Visitor:
    """Opens pages and sends the forms on them."""

    client: FlaskClient

    def get(self, address: str) -> TestResponse:
        return self.client.get(address)

    def words(self, address: str, status: int = 200) -> str:
        """The text of a page, without its tags."""
        answer = self.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        return plain(answer)

    def post(self, address: str, page: str | None = None, **values: object) -> TestResponse:
        """Send a form; its token comes from ``page``, or else from the page at the same address."""
        found = re.search(
            r'name="csrf_token" value="([0-9a-f]{64})"', self.get(page or address).get_data(as_text=True)
        )
        assert found is not None, f"no form on {page or address}"
        return self.client.post(address, data={"csrf_token": found[1], **values})

    def sign_in(self, name: str) -> "Visitor":
        """As someone with an account; a second step that is asked for counts as done."""
        answer = self.post("/sign-in", email=f"{name}@example.org", password=PASSWORD)
        assert answer.status_code == 302
        if answer.location.split("?")[0] in {"/sign-in/second", "/me/second-step"}:
            self.complete()
        return self

    def complete(self) -> "Visitor":
        """A complete session in place of one that is halfway, as after the right code."""
        app, cookie = self.client.application, self.client.get_cookie("mvo_session")
        assert cookie is not None
        with app.app_context(), transaction(app.extensions[EXTENSION]) as session:
            by = resume(session, token=cookie.value, now=clock.now())
            assert by is not None
            browser = Browser("192.0.2.7", cookie.value, None)
            began = passed(session, by=by, factor="app", browser=browser, pepper=SECRET, now=clock.now())
        self.client.set_cookie("mvo_session", began.token)
        return self

    def join(self, name: str, code: str) -> "Visitor":
        """As a student of a class."""
        answer = self.post("/join", code=code, name=name.title(), pin=PIN)
        assert answer.status_code == 302, plain(answer)
        return self


def plain(answer: TestResponse) -> str:
    """The words of a page in one line."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def visitor(app: Flask) -> Visitor:
    """Someone who has not signed in yet."""
    return Visitor(app.test_client())


def staff(app: Flask, name: str) -> Visitor:
    """Someone of the region, signed in with e-mail and password."""
    return visitor(app).sign_in(name)


def student(
    app: Flask, region: Region, name: str = "sam", class_name: str = "groen", teacher: str = "tess"
) -> Visitor:
    """A student of the region, signed in with the class code."""
    return visitor(app).join(name, region.code(class_name, teacher))
