"""For certifiers: appointing junior MVO-ambassadors, and withdrawing an appointment."""

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for

from certificates import ambassador_progress
from certificates import ambassadors as appointing
from certificates.ambassador_progress import Progress
from certificates.ambassador_register import Standing
from certificates.number import InvalidNumber
from scan.domain.errors import InvalidInput, NotFound, Stale
from web import clock
from web.database import read, transaction
from web.forms.certifier import AppointForm, WithdrawForm
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, part_asked
from web.views.certifier import CERTIFIERS, Page, certifier

__all__ = ["certifier"]


@certifier.get("/appointments")
@CERTIFIERS
def appointments() -> Page:
    """Students whom their teacher nominated; and the way to one who was appointed, by number."""
    number = request.args.get("number", "").strip()[:60]
    if number:
        try:
            return redirect(url_for("certifier.appointment", number=_holder(number).number))
        except (NotFound, InvalidNumber):
            return _appointments_page({"number": _("We do not know this number. Look at it once more.")})
    return _appointments_page({})


@certifier.post("/appointments/<int:ambassador_id>")
@CERTIFIERS
def appoint(ambassador_id: int) -> Page:
    """Appoint a nominated student for the term of the programme."""
    form = AppointForm(request.form)
    if not form.validate():
        flash(_("Load the page again."), "error")
        return redirect(url_for("certifier.appointments"))
    with transaction() as session:
        number = appointing.appoint(
            session,
            actor=actor(),
            ambassador_id=ambassador_id,
            version=form.version.data or 0,
            now=clock.now(),
        )
    flash(_("Appointed. The number is %(number)s.", number=number), "ok")
    return redirect(url_for("certifier.appointments"))


@certifier.get("/appointments/<number>")
@CERTIFIERS
def appointment(number: str) -> Page:
    """One appointment, and the form to withdraw it."""
    return _appointment_page(_holder_or_404(number), {})


@certifier.post("/appointments/<number>/withdraw")
@CERTIFIERS
def withdraw(number: str) -> Page:
    """End an appointment on one of the programme's grounds, after a hearing."""
    found, form = _holder_or_404(number), WithdrawForm(request.form)
    if not form.validate():
        sentences = {
            "ground": _("Choose the ground."),
            "heard_on": _("Fill in the day on which you talked with the ambassador."),
            "version": _("Load the page again."),
        }
        return _appointment_page(found, said(form, sentences))
    try:
        with transaction() as session:
            appointing.withdraw(
                session,
                actor=actor(),
                ambassador_id=found.ambassador_id or 0,
                ground=form.ground.data or "",
                heard_on=form.heard_on.data,
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _appointment_page(found, refused(problem))
    except Stale:
        changed = _("This was changed in another window. Look at it and choose again.")
        return _appointment_page(_holder_or_404(number), {"ground": changed}, status=409)
    flash(_("The appointment is withdrawn. The public page shows it now."), "ok")
    return redirect(url_for("certifier.appointment", number=found.number))


def _holder(number: str) -> Progress:
    with read() as session:
        return ambassador_progress.of_number(session, actor=actor(), number=number)


def _holder_or_404(number: str) -> Progress:
    try:
        return _holder(number)
    except InvalidNumber:
        abort(404)


def _appointments_page(faults: Mapping[str, str]) -> Page:
    with read() as session:
        found = ambassador_progress.nominations(session, actor=actor(), asked=part_asked())
    page = render_template(
        "certifier/appointments.html",
        found=found,
        links=Links("certifier.appointments", {"q": part_asked().query}),
        number=request.args.get("number", ""),
        **_faults(faults),
    )
    return (page, 404) if faults else page


def _appointment_page(found: Progress, faults: Mapping[str, str], *, status: int = 422) -> Page:
    standing = found.standing_on(clock.today())
    page = render_template(
        "certifier/appointment.html",
        progress=found,
        standing=standing,
        may_end=standing in (Standing.HOLDS, Standing.ENDED),
        posted=request.form if faults else {},
        **_faults(faults),
    )
    return (page, status) if faults else page


def _faults(faults: Mapping[str, str]) -> dict[str, object]:
    return {
        "faults": faults,
        "summary": summary_of(faults),
        "has_errors": bool(faults),
    }
