"""What every way in shares: where a request comes from, and where someone begins who just came in."""

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from scan.domain.roles import Actor, Role
from scan.use_cases import sign_in as sessions
from scan.use_cases.second_step import Browser
from web import clock, identity
from web.database import read
from web.devices import device_of
from web.permissions import STEPS
from web.views.preferences import safe_return

START = (
    (Role.CERTIFIER, "certifier.queue"),
    (Role.MONITOR, "monitoring.samples"),
    (Role.COORDINATOR, "school.overview"),
    (Role.TEACHER, "teacher.classes"),
    (Role.CONTACT, "own.overview"),
    (Role.STUDENT, "student.start"),
    (Role.ADMINISTRATOR, "staff.colleagues"),
)


def start_page(actor: Actor | None) -> str:
    """Where someone with these roles begins."""
    if actor is not None:
        for role, endpoint in START:
            if actor.is_a(role):
                return url_for(endpoint)
    return url_for("public.home")


def pepper() -> bytes:
    """The installation's secret, for rate limits and seals."""
    secret: bytes = current_app.config["SETTINGS"].secret
    return secret


def device() -> str | None:
    """Browser and system of this request, as a list of sessions names them."""
    return device_of(request.user_agent.string)


def browser() -> Browser:
    """Where this request comes from."""
    return Browser(request.remote_addr or "", request.cookies.get(identity.SESSION_COOKIE), device())


def enter(began: sessions.NewSession, wanted: str | None) -> Response:
    """Sign this browser in and go on: to the page that was wanted, or first to what the session is still asked for."""
    identity.remember(began)
    return redirect(way_on(began, wanted))


def way_on(began: sessions.NewSession, wanted: str | None) -> str:
    """The address where someone goes on with a session just begun."""
    with read() as session:
        person = sessions.resume(session, token=began.token, now=clock.now())
    if person is not None and person.step is not None:
        return url_for(STEPS[person.step], next=wanted or None)
    return safe_return(wanted) if wanted else start_page(person.actor if person else None)
