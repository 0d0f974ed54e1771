"""The second step of signing in: a code from an app, a passkey, or a recovery code."""

from collections.abc import Callable, Mapping

from flask import Blueprint, current_app, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from scan.domain.assurance import Step
from scan.domain.errors import InvalidInput, TooManyAttempts
from scan.use_cases import passkeys
from scan.use_cases import second_factor as having
from scan.use_cases import second_step as proving
from scan.use_cases.passkeys import RelyingParty
from scan.use_cases.sign_in import NewSession
from web import clock, identity
from web.database import read, transaction
from web.entering import browser, enter, pepper, start_page
from web.errors import status_of, words
from web.forms.account import CodeForm, PasskeyForm, RecoveryForm
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.permissions import during

second_step = Blueprint("second_step", __name__)
Page = str | Response | tuple[str, int]
WAITING = during(Step.CHECK)


def party() -> RelyingParty:
    """This house, as passkeys know it."""
    return RelyingParty.at(current_app.config["SETTINGS"].base_url)


@second_step.get("/sign-in/second")
@WAITING
def check() -> Page:
    """The ways in which this person can go on."""
    return _page({})


@second_step.post("/sign-in/second")
@WAITING
def check_code() -> Page:
    """Go on with the code of an app."""
    form = CodeForm(request.form)
    if not form.validate():
        return _page(said(form, {"code": _("Fill in the 6 digits from your app.")}), 422)
    return _go_on(
        "code",
        form.next.data,
        lambda session: proving.check_app_code(
            session,
            by=identity.asking(),
            code=form.code.data or "",
            browser=browser(),
            pepper=pepper(),
            now=clock.now(),
        ),
    )


@second_step.post("/sign-in/second/recovery")
@WAITING
def check_recovery() -> Page:
    """Go on with a recovery code."""
    form = RecoveryForm(request.form)
    if not form.validate():
        return _page(said(form, {"recovery": _("Fill in one of your recovery codes.")}), 422)
    return _go_on(
        "recovery",
        form.next.data,
        lambda session: proving.check_recovery_code(
            session,
            by=identity.asking(),
            code=form.recovery.data or "",
            browser=browser(),
            pepper=pepper(),
            now=clock.now(),
        ),
    )


@second_step.post("/sign-in/second/passkey/options")
@WAITING
def passkey_options() -> Response:
    """For the script: what a passkey has to sign."""
    with transaction() as session:
        options = passkeys.sign_in_options(session, by=identity.asking(), party=party(), now=clock.now())
    return Response(options, mimetype="application/json")


@second_step.post("/sign-in/second/passkey")
@WAITING
def check_passkey() -> Page:
    """Go on with a passkey."""
    form = PasskeyForm(request.form)
    if not form.validate():
        return _page(said(form, {"credential": _("Try your passkey once more.")}), 422)
    return _go_on(
        "passkey",
        form.next.data,
        lambda session: passkeys.check_passkey(
            session,
            by=identity.asking(),
            credential=form.credential.data or "",
            party=party(),
            browser=browser(),
            pepper=pepper(),
            now=clock.now(),
        ),
    )


def _go_on(field: str, wanted: str | None, use_case: Callable[[Session], NewSession]) -> Page:
    if identity.halfway() is None:
        return redirect(start_page(identity.actor()))
    try:
        with transaction() as session:
            began = use_case(session)
    except InvalidInput as problem:
        return _page(refused(problem), 422)
    except TooManyAttempts as problem:
        return _page({field: words(problem.message)}, status_of(problem))
    return enter(began, wanted)


def _page(faults: Mapping[str, str], status: int = 200) -> Page:
    person = identity.halfway()
    if person is None:
        return redirect(start_page(identity.actor()))
    with read() as session:
        factors = having.my_factors(session, actor=person.actor)
        hint = None
        if current_app.config["SETTINGS"].demo:
            from web.demo import second_step as demo  # a real installation never reads it

            hint = demo.code_for(session, actor=person.actor, pepper=pepper(), now=clock.now())
    page = render_template(
        "account/second_step.html",
        factors=factors,
        hint=hint,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
        next=request.values.get("next", ""),
    )
    return page, status
