"""For certifiers: who waits to be appointed, one by one or at a ceremony, and whose term ends."""

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, render_template, request, url_for

from certificates import ambassador_progress, ceremonies
from certificates import ambassadors as appointing
from certificates.number import InvalidNumber
from certificates.scheme import programme
from scan.domain.errors import InvalidInput, NotFound, Stale
from web import clock
from web.database import read, transaction
from web.forms.certifier import AppointForm, CeremonyForm, DeclineForm, nominees
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, choices_asked, number_chosen, part_asked, piece_asked
from web.views.certifier import CERTIFIERS, Page, certifier

__all__ = ["certifier"]
PIECE = 20
"""Ceremonies below the list of who waits."""


@certifier.get("/appointments")
@CERTIFIERS
def appointments() -> Page:
    """Students whom their teacher nominated; and the way to one who was appointed, by number."""
    number = request.args.get("number", "").strip()[:60]
    if not number:
        return _appointments_page({})
    try:
        with read() as session:
            found = ambassador_progress.of_number(session, actor=actor(), number=number)
    except (NotFound, InvalidNumber):
        return _appointments_page(
            {"number": _("We do not know this number. Look at it once more.")}, status=404
        )
    return redirect(url_for("certifier.appointment", number=found.number))


@certifier.post("/appointments")
@CERTIFIERS
def appoint_at_ceremony() -> Page:
    """Appoint everyone who is ticked. Each is a decision of its own; who was refused is told, with the reason."""
    form, chosen = CeremonyForm(request.form), nominees(request.form)
    if not form.validate():
        sentences = {
            "held_on": _("Choose the day of the ceremony."),
            "place": _("Fill in where the ceremony is, in 2 to 120 characters."),
        }
        return _appointments_page(said(form, sentences))
    try:
        with transaction() as session:
            done = ceremonies.appoint_at_ceremony(
                session,
                actor=actor(),
                chosen=chosen,
                held_on=form.held_on.data or date.min,
                place=form.place.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _appointments_page(refused(problem))
    return render_template("certifier/appointed.html", done=done)


@certifier.post("/appointments/<int:ambassador_id>")
@CERTIFIERS
def appoint(ambassador_id: int) -> Page:
    """Appoint a nominated student for the term of the programme, without a ceremony."""
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


@certifier.post("/appointments/<int:ambassador_id>/decline")
@CERTIFIERS
def decline(ambassador_id: int) -> Page:
    """Give a nomination back to the school, with the reason."""
    form = DeclineForm(request.form)
    field = f"reason-{ambassador_id}"
    if not form.validate():
        return _appointments_page({field: _("Say why, in 3 to 500 characters. The teacher reads it.")})
    try:
        with transaction() as session:
            appointing.decline(
                session,
                actor=actor(),
                ambassador_id=ambassador_id,
                reason=form.reason.data or "",
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _appointments_page(refused(problem, {"reason": field}))
    except Stale:
        changed = _("This was changed in another window. Look at it and choose again.")
        return _appointments_page({field: changed}, status=409)
    flash(_("The nomination is given back. The teacher reads why."), "ok")
    return redirect(url_for("certifier.appointments"))


@certifier.get("/appointments/terms")
@CERTIFIERS
def terms() -> Page:
    """Whose term can be renewed now, and whether the log has something for each year."""
    with read() as session:
        found = ambassador_progress.ending_terms(
            session, actor=actor(), today=clock.today(), asked=part_asked()
        )
    links = Links("certifier.terms", {"q": part_asked().query})
    return render_template("certifier/terms.html", found=found, links=links, programme=programme())


def _appointments_page(faults: Mapping[str, str], *, status: int = 422) -> Page:
    school, asked = number_chosen(request.args, "school"), choices_asked()
    with read() as session:
        found = ambassador_progress.nominations(session, actor=actor(), school_id=school, asked=part_asked())
        schools = ambassador_progress.nominating_schools(session, actor=actor(), asked=asked, chosen=school)
        held = ceremonies.ceremonies(session, actor=actor(), asked=piece_asked("ceremonies", size=PIECE))
    page = render_template(
        "certifier/appointments.html",
        found=found,
        links=Links(
            "certifier.appointments",
            {"q": part_asked().query, "school": school or "", "find": asked.query},
        ),
        schools=schools,
        school=school,
        wanted=asked.query,
        ceremonies=held,
        ceremony_links=Links("certifier.appointments", {}, "ceremonies"),
        ticked=nominees(request.form),
        today=clock.today(),
        number=request.args.get("number", ""),
        posted=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, status) if faults else page
