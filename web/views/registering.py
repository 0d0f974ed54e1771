"""A company that registers itself, and confirms its mail address."""

from collections.abc import Mapping

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, NotFound, TooManyAttempts
from scan.domain.sign_in_messages import REGISTRATION_OVER
from scan.use_cases import registering as use_cases
from scan.use_cases.outbox import send_address_confirmation
from web import clock
from web.database import read, transaction
from web.entering import browser, enter, pepper
from web.errors import status_of, words
from web.forms.account import ProofForm, RegistrationForm
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.i18n import language
from web.permissions import public

registering = Blueprint("registering", __name__)
Page = str | Response | tuple[str, int]
RENAMED = {"display_name": "name"}


@registering.get("/register-company")
@public
def form() -> Page:
    """The form for a company without an invitation."""
    return _form_page({})


@registering.post("/register-company")
@public
def register() -> Page:
    """Keep the registration and send the link: the answer is the same whoever has an account."""
    posted = RegistrationForm(request.form)
    if not posted.validate():
        sentences = {
            "company": _("Fill in the name of your company."),
            "kvk_number": _("Fill in the Chamber of Commerce (KvK) number."),
            "name": _("Fill in your name, in at most 80 characters."),
            "email": _("Fill in your e-mail address."),
            "password": _("Choose a password of 8 characters or more."),
        }
        return _form_page(said(posted, sentences), 422)
    try:
        with transaction() as session:
            made = use_cases.register_myself(
                session,
                company=posted.company.data or "",
                kvk_number=posted.kvk_number.data or "",
                display_name=posted.name.data or "",
                email=posted.email.data or "",
                password=posted.password.data or "",
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
                locale=language(),
            )
            path = url_for("registering.confirm", token=made.token)
            send_address_confirmation(
                session,
                email=made.email,
                language=made.locale,
                path=path,
                expires_at=made.expires_at,
                key=pepper(),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _form_page(refused(problem, RENAMED), 422)
    except TooManyAttempts as problem:
        return _form_page({"company": words(problem.message)}, status_of(problem))
    return render_template(
        "account/registered.html", made=made, link=path if current_app.config["SETTINGS"].demo else ""
    )


@registering.get("/register-company/<token>")
@public
def confirm(token: str) -> Page:
    """The page behind the link."""
    return _confirm_page(token, {})


@registering.post("/register-company/<token>")
@public
def confirm_post(token: str) -> Page:
    """Make the company and its contact, and begin."""
    posted = ProofForm(request.form)
    if not posted.validate():
        return _confirm_page(token, said(posted, {"password": _("Fill in your password.")}), 422)
    try:
        with transaction() as session:
            began = use_cases.confirm_registration(
                session,
                token=token,
                password=posted.password.data or "",
                browser=browser(),
                pepper=pepper(),
                now=clock.now(),
            )
    except NotFound:
        return _form_page({"company": words(REGISTRATION_OVER)}, 404)
    except InvalidInput as problem:
        return _confirm_page(token, refused(problem, {"company": "password", "email": "password"}), 422)
    except TooManyAttempts as problem:
        return _confirm_page(token, {"password": words(problem.message)}, status_of(problem))
    return enter(began, url_for("own.overview", holder="company"))


def _form_page(faults: Mapping[str, str], status: int = 200) -> Page:
    page = render_template(
        "account/register.html",
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
        values=request.form,
    )
    return page, status


def _confirm_page(token: str, faults: Mapping[str, str], status: int = 200) -> Page:
    try:
        with read() as session:
            found = use_cases.read_registration(session, token=token, now=clock.now())
    except NotFound:
        return _form_page({"company": words(REGISTRATION_OVER)}, 404)
    page = render_template(
        "account/confirm_registration.html",
        found=found,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return page, status
