"""Getting in and out: e-mail and password, class code with name and pin, invitation code; and one's own sessions."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, ScanError, SignInFailed, TooManyAttempts
from scan.domain.roles import Actor, Role
from scan.use_cases import invitations, joining
from scan.use_cases import sign_in as sessions
from web import clock, identity
from web.database import read, transaction
from web.errors import status_of, words
from web.i18n import gettext as _
from web.i18n import language
from web.permissions import public, signed_in
from web.views.preferences import safe_return

account = Blueprint("account", __name__)
Page = str | Response | tuple[str, int]
START = (
    (Role.CERTIFIER, "certifier.queue"),
    (Role.TEACHER, "teacher.classes"),
    (Role.CONTACT, "company.overview"),
    (Role.STUDENT, "student.start"),
)


def start_page(actor: Actor | None) -> str:
    """Where someone with these roles begins."""
    if actor is not None:
        for role, endpoint in START:
            if actor.is_a(role):
                return url_for(endpoint)
    return url_for("public.home")


def pepper() -> bytes:
    """The installation's secret for rate limits."""
    secret: bytes = current_app.config["SETTINGS"].secret
    return secret


@account.get("/sign-in")
@public
def sign_in() -> Page:
    """The form for staff and company contacts."""
    return _form("sign_in", {})


@account.post("/sign-in")
@public
def sign_in_post() -> Page:
    """Check e-mail and password, and begin a session."""
    try:
        with transaction() as session:
            began = sessions.sign_in(
                session,
                email=request.form.get("email", ""),
                password=request.form.get("password", ""),
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
                replaces=request.cookies.get(identity.SESSION_COOKIE),
            )
    except (SignInFailed, TooManyAttempts) as problem:
        return _form("sign_in", {"email": words(problem.message)}, problem)
    return _enter(began)


@account.get("/join")
@public
def join() -> Page:
    """The form for students; the QR code of the class fills in the code."""
    return _form("join", {})


@account.post("/join")
@public
def join_post() -> Page:
    """Join the class, or come back to it."""
    try:
        with transaction() as session:
            began = joining.join_class(
                session,
                code=request.form.get("code", ""),
                display_name=request.form.get("name", ""),
                pin=request.form.get("pin", ""),
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
                locale=language(),
                replaces=request.cookies.get(identity.SESSION_COOKIE),
            )
    except InvalidInput as problem:
        return _form("join", _faults(problem), problem)
    except (SignInFailed, TooManyAttempts) as problem:
        return _form("join", {"code": words(problem.message)}, problem)
    return _enter(began)


@account.get("/invitation")
@public
def invitation() -> Page:
    """The form for who got an invitation code."""
    return _form("invitation", {})


@account.post("/invitation")
@public
def invitation_post() -> Page:
    """Use the code: make an account, or add the role to the one that is signed in."""
    try:
        with transaction() as session:
            began = invitations.accept_invitation(
                session,
                code=request.form.get("code", ""),
                display_name=request.form.get("name", ""),
                email=request.form.get("email", ""),
                password=request.form.get("password", ""),
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
                replaces=request.cookies.get(identity.SESSION_COOKIE),
            )
    except InvalidInput as problem:
        return _form("invitation", _faults(problem), problem)
    except (SignInFailed, TooManyAttempts) as problem:
        return _form("invitation", {"code": words(problem.message)}, problem)
    return _enter(began)


@account.post("/sign-out")
@public
def sign_out() -> Page:
    """End this browser's session; harmless when there is none."""
    token = request.cookies.get(identity.SESSION_COOKIE)
    if token:
        with transaction() as session:
            sessions.sign_out(session, token=token)
    identity.forget()
    return redirect(url_for("public.home"))


@account.get("/me")
@signed_in
def me() -> Page:
    """Where one is signed in."""
    person = identity.person()
    with read() as session:
        found = sessions.my_sessions(session, actor=person.actor, current=person.session_id, now=clock.now())
    return render_template("account/me.html", sessions=found, person=person)


@account.post("/me/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> Page:
    """End one of one's own sessions."""
    with transaction() as session:
        sessions.end_session(session, actor=identity.actor(), session_id=session_id)
    flash(_("That session has ended."), "ok")
    return redirect(url_for("account.me"))


def _enter(began: sessions.NewSession) -> Response:
    identity.remember(began)
    with read() as session:
        person = sessions.resume(session, token=began.token, now=clock.now())
    wanted = request.form.get("next")
    return redirect(safe_return(wanted) if wanted else start_page(person.actor if person else None))


def _faults(problem: InvalidInput) -> dict[str, str]:
    """What is wrong, by the name of the field on the form."""
    named = {"display_name": "name"}
    return {named.get(field, field): words(message) for field, message in problem.fields.items()}


def _form(name: str, faults: dict[str, str], problem: ScanError | None = None) -> Page:
    page = render_template(
        f"account/{name}.html",
        faults=faults,
        has_errors=bool(faults),
        values=request.form if request.method == "POST" else request.args,
        next=request.values.get("next", ""),
    )
    return page if problem is None else (page, status_of(problem))
