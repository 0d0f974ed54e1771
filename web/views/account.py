"""Getting in and out: e-mail and password, class code with name and pin, invitation code; and one's own sessions."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, SignInFailed, TooManyAttempts
from scan.use_cases import class_lists, invitations, joining, people, second_factor, staff
from scan.use_cases import sign_in as sessions
from scan.use_cases.mail_choices import topics_for
from web import clock, identity
from web.database import read, transaction
from web.entering import device, enter, pepper, start_page
from web.errors import status_of, words
from web.forms.account import InvitationForm, JoinForm, PasswordForm, SignInForm, StartForm
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.i18n import language
from web.permissions import public, signed_in

account = Blueprint("account", __name__)
Page = str | Response | tuple[str, int]
RENAMED = {"display_name": "name"}
"""Fields that the use cases call otherwise than the page."""


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
                device=device(),
            )
    except (SignInFailed, TooManyAttempts) as problem:
        return _page("sign_in", {"email": words(problem.message)}, status_of(problem))
    return enter(began, form.next.data)


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
                device=device(),
            )
    except InvalidInput as problem:
        return _page("join", refused(problem, RENAMED), 422)
    except (SignInFailed, TooManyAttempts) as problem:
        return _page("join", {"code": words(problem.message)}, status_of(problem))
    return enter(began, form.next.data)


@account.get("/start")
@public
def start() -> Page:
    """The form for a student with a start card. The QR code on it brings the code along behind the #, unsent."""
    return _page("start", {})


@account.post("/start")
@public
def start_post() -> Page:
    """Take the place on the class list with an own pin, and begin a session."""
    form = StartForm(request.form)
    if not form.validate():
        sentences = {
            "code": _("Fill in the start code. It is on your card."),
            "pin": _("Choose a pin of 6 digits."),
        }
        return _page("start", said(form, sentences), 422)
    try:
        with transaction() as session:
            claimed = class_lists.take_place(
                session,
                code=form.code.data or "",
                pin=form.pin.data or "",
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
                replaces=request.cookies.get(identity.SESSION_COOKIE),
                device=device(),
            )
    except InvalidInput as problem:
        return _page("start", refused(problem), 422)
    except TooManyAttempts as problem:
        return _page("start", {"code": words(problem.message)}, status_of(problem))
    flash(
        _(
            "Welcome %(name)s, you are in. Next time you need class code %(code)s, this name and your pin.",
            name=claimed.name,
            code=claimed.class_code,
        ),
        "ok",
    )
    return enter(claimed.session, None)


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
                device=device(),
            )
    except InvalidInput as problem:
        return _page("invitation", refused(problem, RENAMED), 422)
    except SignInFailed as problem:
        return _page("invitation", {"password": words(problem.message)}, status_of(problem))
    except TooManyAttempts as problem:
        return _page("invitation", {"code": words(problem.message)}, status_of(problem))
    return enter(began, form.next.data)


@account.get("/sign-out")
@signed_in
def leave() -> Page:
    """Ask first: something on this device is not sent yet, and signing out takes it away."""
    return render_template("account/leave.html", stay_url=start_page(identity.actor()))


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
    """One's account: second step, password, and where one is signed in."""
    return _me({})


@account.post("/me/password")
@signed_in
def change_password() -> Page:
    """A new password; all other sessions end."""
    form = PasswordForm(request.form)
    if not form.validate():
        sentences = {
            "present": _("Fill in the password you have now."),
            "new": _("Choose a password of 8 characters or more."),
        }
        return _me(said(form, sentences), 422)
    person = identity.person()
    try:
        with transaction() as session:
            sessions.change_password(
                session,
                actor=person.actor,
                present=form.present.data or "",
                new=form.new.data or "",
                current=person.session_id,
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _me(refused(problem), 422)
    except TooManyAttempts as problem:
        return _me({"present": words(problem.message)}, status_of(problem))
    flash(_("Your password has changed. You are signed out everywhere else."), "ok")
    return redirect(url_for("account.me"))


@account.post("/me/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> Page:
    """End one of one's own sessions."""
    with transaction() as session:
        sessions.end_session(session, actor=identity.actor(), session_id=session_id)
    flash(_("That session has ended."), "ok")
    return redirect(url_for("account.me"))


@account.post("/me/sessions/end-others")
@signed_in
def end_other_sessions() -> Page:
    """End all of one's own sessions but this one."""
    person = identity.person()
    with transaction() as session:
        sessions.end_other_sessions(session, actor=person.actor, current=person.session_id, now=clock.now())
    flash(_("You are signed out everywhere else."), "ok")
    return redirect(url_for("account.me"))


def _me(faults: Mapping[str, str], status: int = 200) -> Page:
    person = identity.person()
    with read() as session:
        found = sessions.my_sessions(session, actor=person.actor, current=person.session_id, now=clock.now())
        about = people.about_me(session, actor=person.actor)
        factors = second_factor.my_factors(session, actor=person.actor) if about.email else None
    page = render_template(
        "account/me.html",
        sessions=found,
        about=about,
        factors=factors,
        manages_staff=bool(staff.workplaces(person.actor)),
        has_mail=bool(topics_for(person.actor)),
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return page, status


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
