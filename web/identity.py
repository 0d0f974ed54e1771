"""Who is asking: the session cookie of this request, looked up once.

A session that is still asked for something (``scan.domain.assurance.Step``) is nobody to every page: its person is in
``g.halfway``, which only the pages of that step read.
"""

from datetime import timedelta

from flask import Flask, g, request
from werkzeug.wrappers import Response

from scan.domain.roles import Actor
from scan.use_cases import sign_in
from web import clock, database
from web.security import new_browser
from web.settings import Settings

SESSION_COOKIE = "mvo_session"
COOKIE_STAYS = timedelta(days=60)
"""How long a cookie outlives its session, so that who comes back late is told why to sign in again."""


def install(app: Flask, settings: Settings) -> None:
    """Look the session up before every request but those for static files, and send cookies after it."""

    def look_up() -> None:
        g.signed_in = g.halfway = None
        token = request.cookies.get(SESSION_COOKIE)
        if token and request.endpoint != "static":
            with database.read() as session:
                found = sign_in.resume(session, token=token, now=clock.now())
            if found is not None and found.step is not None:
                g.halfway = found
            else:
                g.signed_in = found
            if g.signed_in is not None and g.signed_in.touch_due:
                with database.transaction() as session:
                    sign_in.touch(session, session_id=g.signed_in.session_id, now=clock.now())

    def send_cookie(response: Response) -> Response:
        if "new_session" in g:
            response.set_cookie(
                SESSION_COOKIE,
                g.new_session.token,
                expires=g.new_session.expires_at + COOKIE_STAYS,
                httponly=True,
                samesite="Lax",
                secure=settings.secure_cookies,
            )
        elif g.get("session_ended"):
            response.delete_cookie(SESSION_COOKIE)
        return response

    app.before_request(look_up)
    app.after_request(send_cookie)
    app.jinja_env.globals["signed_in"] = lambda: g.get("signed_in")


def current_actor() -> Actor | None:
    """The person who asks, with all roles, or None for a visitor."""
    found = g.get("signed_in")
    return None if found is None else found.actor


def actor() -> Actor:
    """The person who asks, on a route that needs one."""
    found = current_actor()
    if found is None:
        raise LookupError("this route is open to visitors: it has no actor")
    return found


def person() -> sign_in.SignedIn:
    """The person who asks, with name and session, on a route that needs one."""
    if g.get("signed_in") is None:
        raise LookupError("this route is open to visitors: nobody is signed in")
    found: sign_in.SignedIn = g.signed_in
    return found


def halfway() -> sign_in.SignedIn | None:
    """Someone whose session is still asked for something before anything is open to them."""
    found: sign_in.SignedIn | None = g.get("halfway")
    return found


def asking() -> sign_in.SignedIn:
    """The person who asks on a page of a step: halfway, or signed in."""
    return halfway() or person()


def was_here() -> bool:
    """Whether someone was signed in on this browser and did not sign out: the session ended by itself."""
    return SESSION_COOKIE in request.cookies and current_actor() is None


def remember(new_session: sign_in.NewSession) -> None:
    """Sign this browser in; forms on pages from before are worth nothing from now on."""
    g.new_session = new_session
    new_browser()


def forget() -> None:
    """Sign this browser out."""
    g.session_ended = True
    new_browser()
