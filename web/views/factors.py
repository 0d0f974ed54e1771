"""One's second step: setting up an app or passkeys, recovery codes, and taking them away."""

from collections.abc import Mapping

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from scan.domain.assurance import Step
from scan.domain.errors import InvalidInput, ProofNeeded, TooManyAttempts
from scan.use_cases import passkeys
from scan.use_cases import second_factor as having
from scan.use_cases import sign_in as sessions
from scan.use_cases.second_factor import Added, AppSetup
from web import clock, identity
from web.database import read, transaction
from web.entering import browser, pepper, start_page
from web.errors import status_of, wants_json, words
from web.forms.account import CodeForm, PasskeyForm, ProofForm
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.permissions import during, signed_in
from web.views.preferences import safe_return
from web.views.second_step import party

factors = Blueprint("factors", __name__)
Page = str | Response | tuple[str, int]
SETTING_UP = during(Step.SET_UP)


@factors.get("/me/second-step")
@SETTING_UP
def overview() -> Page:
    """What one has, and what one can add; for who has to set one up, the choice between the two."""
    return _overview({})


@factors.get("/me/second-step/app")
@SETTING_UP
def new_app() -> Page:
    """A QR code for an app."""
    with read() as session:
        setup = having.begin_app(session, by=identity.asking(), pepper=pepper(), now=clock.now())
    return _app_page(setup, {})


@factors.post("/me/second-step/app")
@SETTING_UP
def add_app() -> Page:
    """Take the app into use when its code is right."""
    form = CodeForm(request.form)
    if not form.validate():
        return _app_again(form, said(form, {"code": _("Fill in the 6 digits from your app.")}), 422)
    try:
        with transaction() as session:
            added = having.add_app(
                session,
                by=identity.asking(),
                sealed=form.sealed.data or "",
                code=form.code.data or "",
                browser=browser(),
                pepper=pepper(),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _app_again(form, refused(problem), 422)
    except TooManyAttempts as problem:
        return _app_again(form, {"code": words(problem.message)}, status_of(problem))
    return _added(added, form.next.data, _("Your app works. You are signed out everywhere else."))


@factors.post("/me/second-step/app/remove")
@signed_in
def remove_app() -> Page:
    """Take the app away."""
    try:
        with transaction() as session:
            having.remove_app(session, by=identity.person(), now=clock.now())
    except InvalidInput as problem:
        return _overview(refused(problem), 422)
    flash(_("The app is gone. You are signed out everywhere else."), "ok")
    return redirect(url_for("factors.overview"))


@factors.post("/me/second-step/passkeys/options")
@SETTING_UP
def passkey_options() -> Response:
    """For the script: how a new passkey has to be made."""
    with transaction() as session:
        options = passkeys.registration_options(
            session, by=identity.asking(), party=party(), pepper=pepper(), now=clock.now()
        )
    return Response(options, mimetype="application/json")


@factors.post("/me/second-step/passkeys")
@SETTING_UP
def add_passkey() -> Page:
    """Take a new passkey into use."""
    form = PasskeyForm(request.form)
    if not form.validate() or not form.name.data:
        sentences = {"credential": _("Try once more to make the passkey.")}
        faults = said(form, sentences) or {"name": _("Give the passkey a name.")}
        return _overview(faults, 422)
    try:
        with transaction() as session:
            added = passkeys.add_passkey(
                session,
                by=identity.asking(),
                name=form.name.data or "",
                credential=form.credential.data or "",
                party=party(),
                browser=browser(),
                pepper=pepper(),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _overview(refused(problem), 422)
    except TooManyAttempts as problem:
        return _overview({"passkey": words(problem.message)}, status_of(problem))
    return _added(added, form.next.data, _("Your passkey works. You are signed out everywhere else."))


@factors.post("/me/second-step/passkeys/<int:passkey_id>/remove")
@signed_in
def remove_passkey(passkey_id: int) -> Page:
    """Take a passkey away."""
    try:
        with transaction() as session:
            having.remove_passkey(session, by=identity.person(), passkey_id=passkey_id, now=clock.now())
    except InvalidInput as problem:
        return _overview(refused(problem), 422)
    flash(_("The passkey is gone. You are signed out everywhere else."), "ok")
    return redirect(url_for("factors.overview"))


@factors.post("/me/second-step/codes")
@signed_in
def renew_codes() -> Page:
    """New recovery codes. They are shown this once, so this page is the answer itself."""
    with transaction() as session:
        codes = having.renew_recovery_codes(session, by=identity.person(), pepper=pepper(), now=clock.now())
    return render_template("account/recovery_codes.html", codes=codes, way_on=url_for("factors.overview"))


@factors.get("/me/confirm")
@SETTING_UP
def confirm() -> Page:
    """The password once more, before something weighty."""
    return _confirm_page({})


@factors.post("/me/confirm")
@SETTING_UP
def confirm_post() -> Page:
    """Check the password, and go on to what was asked."""
    form = ProofForm(request.form)
    if not form.validate():
        return _confirm_page(said(form, {"password": _("Fill in your password.")}), 422)
    try:
        with transaction() as session:
            sessions.prove_again(
                session,
                by=identity.asking(),
                password=form.password.data or "",
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _confirm_page(refused(problem), 422)
    except TooManyAttempts as problem:
        return _confirm_page({"password": words(problem.message)}, status_of(problem))
    return redirect(safe_return(form.next.data or url_for("factors.overview")))


@factors.errorhandler(ProofNeeded)
def to_confirm(_problem: ProofNeeded) -> Page | tuple[dict[str, str], int]:
    """To the password, and back: to the page itself, or to the overview when something was sent."""
    back = request.path if request.method == "GET" else url_for("factors.overview")
    address = url_for("factors.confirm", next=back)
    if wants_json():
        return {"error": "proof_needed", "next": address}, 403
    return redirect(address)


def _added(added: Added, wanted: str | None, notice: str) -> Page:
    """Recovery codes are shown this once; without, back to the overview."""
    if added.session is not None:
        identity.remember(added.session)
    if not added.recovery_codes:
        flash(notice, "ok")
        return redirect(url_for("factors.overview"))
    way_on = safe_return(wanted) if wanted else start_page(identity.asking().actor)
    if identity.halfway() is None and not wanted:
        way_on = url_for("factors.overview")
    return render_template("account/recovery_codes.html", codes=added.recovery_codes, way_on=way_on)


def _overview(faults: Mapping[str, str], status: int = 200) -> Page:
    person = identity.asking()
    with read() as session:
        found = having.my_factors(session, actor=person.actor)
    return _page(
        "factors",
        faults,
        status,
        found=found,
        must=identity.halfway() is not None,
        room=len(found.passkeys) < passkeys.MOST_PASSKEYS,
    )


def _app_again(form: CodeForm, faults: Mapping[str, str], status: int) -> Page:
    with read() as session:
        setup = having.resume_app(
            session,
            by=identity.asking(),
            sealed=form.sealed.data or "",
            pepper=pepper(),
            now=clock.now(),
        )
    return _app_page(setup, faults, status)


def _app_page(setup: AppSetup, faults: Mapping[str, str], status: int = 200) -> Page:
    drawn = segno.make(setup.address, micro=False).svg_inline(scale=5, border=4, light="#fff")
    return _page(
        "app",
        faults,
        status,
        setup=setup,
        secret=" ".join(setup.secret[place : place + 4] for place in range(0, len(setup.secret), 4)),
        qr=Markup(drawn),  # noqa: S704 - drawn by segno, no text in it
    )


def _confirm_page(faults: Mapping[str, str], status: int = 200) -> Page:
    return _page("confirm", faults, status)


def _page(name: str, faults: Mapping[str, str], status: int, **values: object) -> Page:
    page = render_template(
        f"account/{name}.html",
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
        next=request.values.get("next", ""),
        **values,
    )
    return page, status
