"""Pupils who scan their own school, and their teacher, who sees how far they are and what the class found together."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import Form, IntegerField, validators

from certificates.results import has_wheel
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.roles import Role
from scan.domain.states import ScanState
from scan.use_cases import classes as school_classes
from scan.use_cases import pupils
from web import clock
from web.database import read, transaction
from web.forms.faults import Faults, refused, said, summary_of
from web.forms.teacher import CommentForm
from web.i18n import gettext as _
from web.i18n import ngettext
from web.identity import actor
from web.permissions import allow
from web.results import advice_cards, theme_rows, wheels

pupil = Blueprint("pupil", __name__)
Page = str | Response | tuple[str, int]
PUPILS = allow(Role.STUDENT)
STAFF = allow(Role.TEACHER, Role.COORDINATOR)
QUESTIONNAIRE = "secondary-pupils"


class AcceptForm(Form):
    """Which scan to accept; none is every scan that was handed in."""

    scan = IntegerField(validators=[validators.Optional()])


@pupil.get("/pupil")
@PUPILS
def start() -> Page:
    """The classes in which the pupil scans the own school."""
    with read() as session:
        found = pupils.my_pupil_classes(session, actor=actor())
    return render_template("pupil/start.html", found=found, states=ScanState)


@pupil.post("/pupil/classes/<int:class_id>/scan")
@PUPILS
def start_scan(class_id: int) -> Page:
    """Begin the scan of the own school, or go on with it."""
    with transaction() as session:
        scan_id = pupils.start_pupil_scan(
            session, actor=actor(), class_id=class_id, slug=QUESTIONNAIRE, now=clock.now()
        )
    return redirect(url_for("scanning.overview", scan_id=scan_id))


@pupil.post("/teacher/classes/<int:class_id>/pupil-scans")
@STAFF
def let_pupils_scan(class_id: int) -> Page:
    """From now on the pupils of the class may scan their own school."""
    with transaction() as session:
        pupils.let_pupils_scan(session, actor=actor(), class_id=class_id, now=clock.now())
    flash(_("Your pupils can begin. Show them the class code."), "ok")
    return redirect(url_for("pupil.scans_of_class", class_id=class_id))


@pupil.get("/teacher/classes/<int:class_id>/pupil-scans")
@STAFF
def scans_of_class(class_id: int) -> Page:
    """How far each pupil is, and the totals of the class."""
    with read() as session:
        found = school_classes.open_class(session, actor=actor(), class_id=class_id, now=clock.now())
        scans = pupils.class_scans(session, actor=actor(), class_id=class_id, now=clock.now())
    if scans is None:
        return redirect(url_for("classroom.own_school", class_id=class_id))
    totals = scans.totals
    return render_template(
        "pupil/class.html",
        found=found,
        scans=scans,
        totals=totals,
        smallest=pupils.SMALLEST_TOTAL,
        waiting=sum(one.state is ScanState.SUBMITTED for one in scans.scans),
        wheels=wheels(totals.questionnaire, totals.outcome, verified=False)
        if totals and has_wheel(totals.questionnaire)
        else None,
        scores=theme_rows(totals.questionnaire, totals.outcome, claimed=True) if totals else (),
        actions=advice_cards(totals.questionnaire, totals.outcome) if totals else (),
    )


@pupil.get("/teacher/classes/<int:class_id>/pupil-scans/<int:scan_id>/return")
@STAFF
def return_scan(class_id: int, scan_id: int) -> Page:
    """The form to give a scan back to its pupil."""
    return _return_page(class_id, scan_id, {})


@pupil.post("/teacher/classes/<int:class_id>/pupil-scans/<int:scan_id>/return")
@STAFF
def return_scan_post(class_id: int, scan_id: int) -> Page:
    """Give a scan back to its pupil, with what to do."""
    form = CommentForm(request.form)
    if not form.validate():
        sentences = {"comment": _("Say what should change, in 3 to 2,000 characters.")}
        return _return_page(class_id, scan_id, said(form, sentences))
    try:
        with transaction() as session:
            pupils.return_pupil_scan(
                session,
                actor=actor(),
                class_id=class_id,
                scan_id=scan_id,
                comment=form.comment.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        faults = refused(problem)
        if "scan" not in faults:
            return _return_page(class_id, scan_id, faults)
        flash(faults["scan"], "warn")
        return redirect(url_for("pupil.scans_of_class", class_id=class_id))
    flash(_("The scan has gone back, with your comment."), "ok")
    return redirect(url_for("pupil.scans_of_class", class_id=class_id))


def _return_page(class_id: int, scan_id: int, faults: Faults) -> Page:
    with read() as session:
        found = school_classes.open_class(session, actor=actor(), class_id=class_id, now=clock.now())
        scans = pupils.class_scans(session, actor=actor(), class_id=class_id, now=clock.now())
    lines = () if scans is None else scans.scans
    scan = next((one for one in lines if one.scan_id == scan_id), None)
    if scan is None:
        raise NotFound
    page = render_template(
        "pupil/return.html",
        found=found,
        scan=scan,
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


@pupil.post("/teacher/classes/<int:class_id>/pupil-scans/accept")
@STAFF
def accept(class_id: int) -> Page:
    """Accept one scan, or all that were handed in."""
    form = AcceptForm(request.form)
    if not form.validate():
        flash(_("Choose which scan to accept."), "error")
        return redirect(url_for("pupil.scans_of_class", class_id=class_id))
    chosen = None if form.scan.data is None else (form.scan.data,)
    with transaction() as session:
        count = pupils.accept_scans(
            session, actor=actor(), class_id=class_id, scan_ids=chosen, now=clock.now()
        )
    flash(ngettext("%(num)s scan accepted.", "%(num)s scans accepted.", count), "ok")
    return redirect(url_for("pupil.scans_of_class", class_id=class_id))
