"""What a browser may do with our pages, and proof that a form came from one of them."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from web.settings import Settings

BROWSER_COOKIE = "mvo_browser"
BROWSER_COOKIE_AGE = 60 * 60 * 24 * 365
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}


View = TypeVar("View", bound=Callable[..., Any])


class ForgedForm(BadRequest):
    """The form did not come from a page of ours, or the page was open too long."""


def without_token(view: View) -> View:
    """For a public form that uses nobody's authority: it needs no token, and so no cookie that knows a browser again.

    That another site sent it is still refused.
    """
    view.takes_no_token = True  # type: ignore[attr-defined]  # a function carries its declaration
    return view


def install(app: Flask, settings: Settings) -> None:
    """Check every unsafe request, and send the headers with every answer."""

    def check() -> None:
        g.browser = request.cookies.get(BROWSER_COOKIE) or ""
        if request.method in SAFE_METHODS:
            return
        offered = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_no_token", False) and site in {"same-origin", "none"}:
            return
        expected = _token(settings.secret, g.browser)
        if not g.browser or site not in {"same-origin", "none"} or not hmac.compare_digest(offered, expected):
            raise ForgedForm

    def finish(response: Response) -> Response:
        _add_headers(response, settings)
        if g.get("new_browser"):
            response.set_cookie(
                BROWSER_COOKIE,
                g.browser,
                max_age=BROWSER_COOKIE_AGE,
                httponly=True,
                samesite="Lax",
                secure=settings.secure_cookies,
            )
        return response

    def csrf_field() -> Markup:
        return Markup('<input type="hidden" name="csrf_token" value="{}">').format(csrf_token())

    app.before_request(check)
    app.after_request(finish)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.jinja_env.globals["csrf_field"] = csrf_field


def _add_headers(response: Response, settings: Settings) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.secure_cookies:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store" if _is_personal() else "no-cache")


def csrf_token() -> str:
    """The token for the forms of this browser, which gets an identity if it has none."""
    if not g.browser:
        new_browser()
    return _token(current_app.config["SETTINGS"].secret, g.browser)


def new_browser() -> None:
    """Give this browser a new identity, as on every sign-in, so that an old page's forms are worth nothing."""
    g.browser = secrets.token_urlsafe(16)
    g.new_browser = True


def _is_personal() -> bool:
    return g.get("signed_in") is not None or g.get("halfway") is not None


def _token(secret: bytes, browser: str) -> str:
    return hmac.new(secret, f"csrf:{browser}".encode(), hashlib.sha256).hexdigest()
