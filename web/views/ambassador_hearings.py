"""For certifiers: one appointment, its next term, and a hearing before it is withdrawn."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from babel.dates import format_date
from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from certificates import ambassador_hearings as hearing
from certificates import ambassador_progress, ambassador_terms
from certificates.ambassador_progress import Progress
from certificates.ambassador_register import Standing
from certificates.number import InvalidNumber
from scan.domain.errors import InvalidInput, NotFound, Stale
from web import clock
from web.database import read, transaction
from web.forms.certifier import AmbassadorHearingForm, AppointForm
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.i18n import language
from web.identity import actor
from web.views.ceremonies import certifier
from web.views.certifier import CERTIFIERS, Page

__all__ = ["certifier"]


@certifier.get("/appointments/<number>")
@CERTIFIERS
def appointment(number: str) -> Page:
    """One appointment: its log, the next term, and a hearing."""
    return _appointment_page(_holder(number), {})


@certifier.post("/appointments/<number>/renew")
@CERTIFIERS
def renew(number: str) -> Page:
    """The next term, for who stayed active."""
    found = _holder(number)

    def step(session: Session, version: int) -> str:
        until = ambassador_terms.renew(
            session, actor=actor(), ambassador_id=_id(found), version=version, now=clock.now()
        )
        return _("Renewed up to and including %(day)s.", day=_day(until))

    return _with_version(found, "term", step)


@certifier.post("/appointments/<number>/hearing")
@CERTIFIERS
def open_hearing(number: str) -> Page:
    """Say what the alliance heard, and ask the ambassador for an answer."""
    found, form = _holder(number), AmbassadorHearingForm(request.form)
    if not form.validate():
        sentences = {
            "ground": _("Choose the ground."),
            "concern": _("Say what you heard, in 10 to 2,000 characters."),
            "answer_until": _("Choose the last day for an answer."),
        }
        return _appointment_page(found, said(form, sentences))
    try:
        with transaction() as session:
            hearing.open_hearing(
                session,
                actor=actor(),
                ambassador_id=_id(found),
                ground=form.ground.data or "",
                concern=form.concern.data or "",
                answer_until=form.answer_until.data or date.min,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _appointment_page(found, refused(problem))
    flash(_("The ambassador is asked for an answer."), "ok")
    return redirect(url_for("certifier.appointment", number=found.number))


@certifier.post("/appointments/<number>/hearing/drop")
@CERTIFIERS
def drop_hearing(number: str) -> Page:
    """Nothing is withdrawn."""
    found = _holder(number)
    with transaction() as session:
        hearing.drop_hearing(session, actor=actor(), ambassador_id=_id(found), now=clock.now())
    flash(_("The hearing is closed. The appointment goes on."), "ok")
    return redirect(url_for("certifier.appointment", number=found.number))


@certifier.post("/appointments/<number>/withdraw")
@CERTIFIERS
def withdraw(number: str) -> Page:
    """End an appointment on the ground of its hearing, after the answer or its last day."""
    found = _holder(number)

    def step(session: Session, version: int) -> str:
        hearing.withdraw(session, actor=actor(), ambassador_id=_id(found), version=version, now=clock.now())
        return _("The appointment is withdrawn. The public page shows it now.")

    return _with_version(found, "hearing", step)


def _with_version(found: Progress, field: str, step: Callable[[Session, int], str]) -> Page:
    """Do a step that is based on the version that the page showed; it gives what to say of it."""
    form = AppointForm(request.form)
    if not form.validate():
        return _appointment_page(found, {field: _("Load the page again.")})
    try:
        with transaction() as session:
            said_of_it = step(session, form.version.data or 0)
    except InvalidInput as problem:
        return _appointment_page(found, refused(problem))
    except Stale:
        changed = _("This was changed in another window. Look at it and choose again.")
        return _appointment_page(_holder(found.number or ""), {field: changed}, status=409)
    flash(said_of_it, "ok")
    return redirect(url_for("certifier.appointment", number=found.number))


def _holder(number: str) -> Progress:
    """Raises NotFound, also for what is no number."""
    try:
        with read() as session:
            return ambassador_progress.of_number(session, actor=actor(), number=number)
    except InvalidNumber:
        abort(404)


def _id(found: Progress) -> int:
    if found.ambassador_id is None:
        raise NotFound
    return found.ambassador_id


def _day(value: date) -> str:
    return format_date(value, "d MMMM y", locale=language())


def _appointment_page(found: Progress, faults: Mapping[str, str], *, status: int = 422) -> Page:
    today = clock.today()
    standing = found.standing_on(today)
    with read() as session:
        asked = hearing.hearing_of(session, _id(found))
    page = render_template(
        "certifier/appointment.html",
        progress=found,
        standing=standing,
        may_end=standing in (Standing.HOLDS, Standing.ENDED),
        may_renew=found.may_be_renewed_on(today),
        hearing=asked,
        may_decide=asked is not None and asked.may_be_decided(today),
        earliest=today + timedelta(days=found.rules.in_practice.answer_within_days),
        today=today,
        posted=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, status) if faults else page
