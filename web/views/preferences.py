"""Language and light or dark: kept in a cookie on this browser, no account needed."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from web.i18n import LANGUAGE_COOKIE, LANGUAGES
from web.permissions import public

THEME_COOKIE = "mvo_theme"
THEMES = ("light", "dark", "auto")
A_YEAR = 60 * 60 * 24 * 365

preferences = Blueprint("preferences", __name__)


@preferences.get("/language/<choice>")
@public
def choose_language(choice: str) -> Response:
    """Show everything in this language from now on, and go back to the same page."""
    if choice not in LANGUAGES:
        abort(404)
    return _remember(LANGUAGE_COOKIE, choice)


@preferences.get("/theme/<choice>")
@public
def choose_theme(choice: str) -> Response:
    """Light, dark, or as the device says."""
    if choice not in THEMES:
        abort(404)
    return _remember(THEME_COOKIE, choice)


def safe_return(address: str | None) -> str:
    """``address`` when it is a path on this site, else the start page: no redirect leads elsewhere."""
    parts = urlsplit(address or "")
    clean = (address or "").startswith("/") and not (parts.scheme or parts.netloc)
    if not clean or "\\" in (address or "") or any(ord(sign) < 32 for sign in address or ""):
        return url_for("public.home")
    return str(address)


def _remember(cookie: str, value: str) -> Response:
    response = redirect(safe_return(request.args.get("next")))
    response.set_cookie(
        cookie,
        value,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].secure_cookies,
    )
    return response
