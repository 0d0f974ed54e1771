"""For certifiers: what happens to a certificate after it was issued; and the certificate on paper."""

from collections.abc import Mapping
from io import BytesIO

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from certificates import hearings, register, validity
from certificates.documents import certificate_pdf as certificate_document
from certificates.number import InvalidNumber, is_statement
from certificates.register import Check
from certificates.results import level_named
from certificates.validity import Status
from questionnaires import read_published
from scan.domain.errors import InvalidInput, Stale
from scan.domain.roles import Role
from scan.domain.states import CERTIFICATE, CertificateAction, CertificateState
from web import clock
from web.database import read, transaction
from web.forms.certifier import ACTIONS, ChangeForm
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.identity import actor, current_actor
from web.permissions import allow
from web.permissions import public as for_everyone

certifier = Blueprint("certifier", __name__)
Page = str | Response | tuple[str, int]
CERTIFIERS = allow(Role.CERTIFIER)


@certifier.get("/certificates/<number>/manage")
@CERTIFIERS
def manage(number: str) -> Page:
    """One certificate with what happened to it, and the form to suspend or withdraw it."""
    return _manage_page(_certificate_or_404(number), {})


@certifier.post("/certificates/<number>/manage")
@CERTIFIERS
def change(number: str) -> Page:
    """Suspend, reinstate or withdraw, with a reason that everyone can read."""
    found = _certificate_or_404(number)
    form = ChangeForm(request.form)
    if not form.validate():
        sentences = {
            "action": _("Choose what should happen."),
            "reason": _("Give the reason, in 10 to 2,000 characters."),
            "version": _("Load the page again."),
        }
        return _manage_page(found, said(form, sentences))
    try:
        proposed = _changed(found.number, form)
    except InvalidInput as problem:
        return _manage_page(found, refused(problem))
    except Stale:
        changed = (
            _("Someone else changed this statement in the meantime. Look at it again.")
            if is_statement(found.number)
            else _("Someone else changed this certificate in the meantime. Look at it again.")
        )
        return _manage_page(_certificate_or_404(number), {"action": changed}, status=409)
    if proposed:
        flash(_("The organisation was told, and can answer."), "ok")
        return redirect(url_for("follow_up.listed", what="hearings"))
    flash(_("Saved. The public page shows it now."), "ok")
    return redirect(url_for("certifier.manage", number=found.number))


def _changed(number: str, form: ChangeForm) -> bool:
    """Suspend or reinstate; withdrawing begins with a proposal. Gives whether it is one. Raises InvalidInput, Stale."""
    action, reason = CertificateAction(form.action.data or ""), form.reason.data or ""
    with transaction() as session:
        if action is CertificateAction.WITHDRAW:
            hearings.propose(session, actor=actor(), number=number, reason=reason, now=clock.now())
            return True
        validity.change(
            session,
            actor=actor(),
            number=number,
            action=action,
            reason=reason,
            version=form.version.data or 0,
            now=clock.now(),
        )
    return False


@certifier.get("/certificates/<number>.pdf")
@for_everyone
def certificate_pdf(number: str) -> Response:
    """The certificate on paper: for everyone while it is valid, else for its holder and for certifiers."""
    found = _certificate_or_404(number)
    person = current_actor()
    insider = person is not None and (
        person.is_a(Role.CERTIFIER) or person.has(Role.CONTACT, found.organisation_id)
    )
    if found.status is not Status.VALID and not insider:
        abort(404)
    base_url = current_app.config["SETTINGS"].base_url
    with read() as session:
        document = certificate_document(session, certificate=found, base_url=base_url)
    response = send_file(BytesIO(document), mimetype="application/pdf", download_name=f"{found.number}.pdf")
    response.headers["Cache-Control"] = "no-store"  # it may be withdrawn at any moment
    return response


def _certificate_or_404(number: str) -> Check:
    try:
        with read() as session:
            found = register.check(session, number=number, today=clock.today())
    except InvalidNumber:
        abort(404)
    if found is None:
        abort(404)
    return found


def _manage_page(found: Check, faults: Mapping[str, str], *, status: int = 422) -> Page:
    names = {
        CertificateAction.SUSPEND: _("Suspend: it does not hold for the time being"),
        CertificateAction.REINSTATE: _("Reinstate: it holds again"),
        CertificateAction.WITHDRAW: _("Propose to withdraw: the organisation may answer first"),
    }
    states = {Status.VALID: CertificateState.ISSUED, Status.SUSPENDED: CertificateState.SUSPENDED}
    state = states.get(found.status)
    questionnaire = None if found.document is None else read_published(found.document)
    page = render_template(
        "certifier/manage.html",
        certificate=found,
        level=None if questionnaire is None else level_named(questionnaire, found.level),
        actions=[
            (one.value, names[one]) for one in ACTIONS if state is not None and (state, one) in CERTIFICATE
        ],
        posted=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, status) if faults else page
