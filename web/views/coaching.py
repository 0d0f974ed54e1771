"""For teachers and coordinators: students on the road to ambassador, and the log of those who were appointed."""

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, render_template, request

from certificates import ambassador_log, ambassador_progress
from certificates import ambassadors as appointing
from certificates.scheme import programme
from scan.domain.errors import InvalidInput, Stale
from web import clock
from web.database import read, transaction
from web.forms.faults import refused, said, summary_of
from web.forms.teacher import ActivityDecisionForm, MilestoneForm, VersionForm
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, choices_asked, number_chosen, page_asked, part_asked, word_asked
from web.views.class_lists import teacher
from web.views.classes import STAFF, Page

__all__ = ["teacher"]


@teacher.get("/teacher/ambassadors")
@STAFF
def ambassadors() -> Page:
    """How far each student is on the road to junior ambassador."""
    return _ambassadors_page({}, None)


@teacher.post("/teacher/ambassadors/<int:student_id>/milestones")
@STAFF
def confirm_milestone(student_id: int) -> Page:
    """Tick a milestone, with how it was seen; for two students at once where they did it as a pair."""
    form = MilestoneForm(request.form)
    if not form.validate():
        sentences = {
            "key": _("Choose a step."),
            "achieved_on": _("Choose the day on which it was reached."),
            "proof": _("Keep it under 1,000 characters."),
        }
        return _ambassadors_page(said(form, sentences), student_id)
    try:
        with transaction() as session:
            appointing.confirm(
                session,
                actor=actor(),
                student_id=student_id,
                key=form.key.data or "",
                achieved_on=form.achieved_on.data or date.min,
                proof=form.proof.data or None,
                at_school=bool(form.at_school.data),
                partner_id=form.partner.data or None,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _ambassadors_page(refused(problem), student_id)
    flash(_("The step is ticked."), "ok")
    return _back(student_id)


@teacher.post("/teacher/ambassadors/<int:student_id>/nominate")
@STAFF
def nominate(student_id: int) -> Page:
    """Put a student forward to the alliance."""
    form = VersionForm(request.form)
    if not form.validate():
        return _ambassadors_page({"version": _("Load the page again.")}, student_id)
    try:
        with transaction() as session:
            appointing.nominate(
                session,
                actor=actor(),
                student_id=student_id,
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _ambassadors_page(refused(problem), student_id)
    flash(_("The student is nominated. The alliance appoints."), "ok")
    return _back(student_id)


@teacher.post("/teacher/activities/<int:activity_id>")
@STAFF
def decide_activity(activity_id: int) -> Page:
    """Say whether an entry in the log of an ambassador counts."""
    form = ActivityDecisionForm(request.form)
    student_id = request.args.get("student", 0, type=int)
    if not form.validate():
        flash(_("Choose whether this counts."), "error")
        return _back(student_id)
    accept = form.decision.data == "accept"
    try:
        with transaction() as session:
            ambassador_log.decide_activity(
                session, actor=actor(), activity_id=activity_id, accept=accept, now=clock.now()
            )
    except Stale:
        flash(_("Somebody decided on this already."), "error")
        return _back(student_id)
    flash(_("Confirmed. It counts.") if accept else _("Saved. It does not count."), "ok")
    return _back(student_id)


def _back(student_id: int) -> Page:
    return redirect(_links().to(student=student_id, page=page_asked(), _anchor=f"student-{student_id}"))


def _links() -> Links:
    return Links("teacher.ambassadors", {"q": word_asked("q"), "find": choices_asked().query})


def _ambassadors_page(faults: Mapping[str, str], student_id: int | None) -> Page:
    with read() as session:
        found = ambassador_progress.of_my_students(session, actor=actor(), asked=part_asked())
        classmates = ambassador_progress.students_of(
            session, actor=actor(), asked=choices_asked(), chosen=number_chosen(request.form, "partner")
        )
    page = render_template(
        "teacher/ambassadors.html",
        found=found,
        links=_links(),
        classmates=classmates,
        wanted=choices_asked().query,
        opened=student_id if student_id is not None else request.args.get("student", type=int),
        programme=programme(),
        today=clock.today(),
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page
