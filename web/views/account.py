"""Getting in and out: e-mail and password, class code with name and pin, invitation code; and one's own sessions."""

from collections.abc import Mapping

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, SignInFailed, TooManyAttempts
from scan.domain.roles import Actor, Role
from scan.use_cases import invitations, joining
from scan.use_cases import sign_in as sessions
from scan.use_cases.mail_choices import topics_for
from web import clock, identity
from web.database import read, transaction
from web.errors import status_of, words
from web.forms.account import InvitationForm, JoinForm, SignInForm
from web.forms.faults import refused, said, summary_of
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
RENAMED = {"display_name": "name"}
"""Fields that the use cases call otherwise than the page."""


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
    return _page("sign_in", {})


@account.post("/sign-in")
@public
def sign_in_post() -> Page:
    """Check e-mail and password, and begin a session."""
    form = SignInForm(request.form)
    if not form.validate():
        sentences = {
            "email": _("Fill in your e-mail address."),
            "password": _("Fill in your password."),
        }
        return _page("sign_in", said(form, sentences), 422)
    try:
        with transaction() as session:
            began = sessions.sign_in(
                session,
                email=form.email.data or "",
                password=form.password.data or "",
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
                replaces=request.cookies.get(identity.SESSION_COOKIE),
            )
    except (SignInFailed, TooManyAttempts) as problem:
        return _page("sign_in", {"email": words(problem.message)}, status_of(problem))
    return _enter(began, form.next.data)


@account.get("/join")
@public
def join() -> Page:
    """The form for students; the QR code of the class fills in the code."""
    return _page("join", {})


@account.post("/join")
@public
def join_post() -> Page:
    """Join the class, or come back to it."""
    form = JoinForm(request.form)
    if not form.validate():
        sentences = {
            "code": _("Fill in the class code. You get it from your teacher."),
            "name": _("Fill in your name, in at most 80 characters."),
            "pin": _("Fill in your pin of 6 digits."),
        }
        return _page("join", said(form, sentences), 422)
    try:
        with transaction() as session:
            began = joining.join_class(
                session,
                code=form.code.data or "",
                display_name=form.name.data or "",
                pin=form.pin.data or "",
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
                locale=language(),
                replaces=request.cookies.get(identity.SESSION_COOKIE),
            )
    except InvalidInput as problem:
        return _page("join", refused(problem, RENAMED), 422)
    except (SignInFailed, TooManyAttempts) as problem:
        return _page("join", {"code": words(problem.message)}, status_of(problem))
    return _enter(began, form.next.data)


@account.get("/invitation")
@public
def invitation() -> Page:
    """The form for who got an invitation code."""
    return _page("invitation", {})


@account.post("/invitation")
@public
def invitation_post() -> Page:
    """Use the code: make an account, or add the role to the one that has this e-mail address and password."""
    form = InvitationForm(request.form)
    if not form.validate():
        sentences = {
            "code": _("Fill in the invitation code. You get it from the school."),
            "name": _("Fill in your name, in at most 80 characters."),
            "email": _("Fill in your e-mail address."),
            "password": _("Choose a password of 8 characters or more."),
        }
        return _page("invitation", said(form, sentences), 422)
    try:
        with transaction() as session:
            began = invitations.accept_invitation(
                session,
                code=form.code.data or "",
                display_name=form.name.data or "",
                email=form.email.data or "",
                password=form.password.data or "",
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
                replaces=request.cookies.get(identity.SESSION_COOKIE),
            )
    except InvalidInput as problem:
        return _page("invitation", refused(problem, RENAMED), 422)
    except SignInFailed as problem:
        return _page("invitation", {"password": words(problem.message)}, status_of(problem))
    except TooManyAttempts as problem:
        return _page("invitation", {"code": words(problem.message)}, status_of(problem))
    return _enter(began, form.next.data)


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
    return render_template(
        "account/me.html", sessions=found, person=person, has_mail=bool(topics_for(person.actor))
    )


@account.post("/me/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> Page:
    """End one of one's own sessions."""
    with transaction() as session:
        sessions.end_session(session, actor=identity.actor(), session_id=session_id)
    flash(_("That session has ended."), "ok")
    return redirect(url_for("account.me"))


def _enter(began: sessions.NewSession, wanted: str | None) -> Response:
    identity.remember(began)
    with read() as session:
        person = sessions.resume(session, token=began.token, now=clock.now())
    return redirect(safe_return(wanted) if wanted else start_page(person.actor if person else None))


def _page(name: str, faults: Mapping[str, str], status: int = 200) -> Page:
    page = render_template(
        f"account/{name}.html",
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
        values=request.form if request.method == "POST" else request.args,
        next=request.values.get("next", ""),
    )
    return page, status
