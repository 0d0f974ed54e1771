"""For students: the road to junior MVO-ambassador, the log, the own choice about a public page, and the certificate."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from certificates import ambassador_hearings, ambassador_log, ambassador_progress, ambassador_publicity
from certificates.ambassador_register import Standing
from certificates.documents import ambassador_pdf
from scan.domain.errors import InvalidInput, Stale
from scan.domain.roles import Role
from web import clock
from web.database import read, transaction
from web.forms.ambassador import ActivityForm, AnswerForm, PublicityForm
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.i18n import language
from web.identity import actor
from web.permissions import allow

ambassador = Blueprint("ambassador", __name__)
Page = str | Response | tuple[str, int]
STUDENTS = allow(Role.STUDENT)


@ambassador.get("/me/ambassador")
@STUDENTS
def progress() -> Page:
    """What is needed, and what is done."""
    return _page({})


@ambassador.post("/me/ambassador")
@STUDENTS
def choose_publicity() -> Page:
    """A public page under a first name or initial, or none; it holds at once."""
    form = PublicityForm(request.form)
    if not form.validate():
        sentences = {
            "public_name": _("Use at most 40 characters."),
            "version": _("Load the page again."),
        }
        return _page(said(form, sentences))
    try:
        with transaction() as session:
            ambassador_publicity.choose_publicity(
                session,
                actor=actor(),
                is_public=bool(form.is_public.data),
                public_name=form.public_name.data or "",
                age=form.age.data or "",
                parent_agrees=bool(form.parent_agrees.data),
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _page(refused(problem))
    except Stale:
        return _page(
            {"is_public": _("This was changed in another window. Look at it and choose again.")}, status=409
        )
    flash(_("Your page is public now.") if form.is_public.data else _("You have no public page now."), "ok")
    return redirect(url_for("ambassador.progress"))


@ambassador.post("/me/ambassador/log")
@STUDENTS
def note_activity() -> Page:
    """Write in the own log what was done."""
    form = ActivityForm(request.form)
    if not form.validate():
        sentences = {
            "kind": _("Choose what you did."),
            "done_on": _("Choose the day."),
            "words": _("Say in 3 to 200 characters what you did."),
        }
        return _page(said(form, sentences))
    try:
        with transaction() as session:
            ambassador_log.note_activity(
                session,
                actor=actor(),
                kind=form.kind.data or "",
                done_on=form.done_on.data or date.min,
                words=form.words.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _page(refused(problem))
    flash(_("It is in your log. Your coach confirms it."), "ok")
    return redirect(url_for("ambassador.progress", _anchor="log"))


@ambassador.post("/me/ambassador/log/<int:activity_id>/remove")
@STUDENTS
def remove_activity(activity_id: int) -> Page:
    """Take an entry away that the coach has not confirmed."""
    try:
        with transaction() as session:
            ambassador_log.remove_activity(session, actor=actor(), activity_id=activity_id, now=clock.now())
    except Stale:
        flash(_("Your coach has confirmed this. It stays in your log."), "error")
    else:
        flash(_("It is no longer in your log."), "ok")
    return redirect(url_for("ambassador.progress", _anchor="log"))


@ambassador.post("/me/ambassador/answer")
@STUDENTS
def answer_hearing() -> Page:
    """Answer what the alliance asks before it decides about the appointment."""
    form = AnswerForm(request.form)
    if not form.validate():
        return _page(said(form, {"answer": _("Write your answer, in at most 4,000 characters.")}))
    try:
        with transaction() as session:
            ambassador_hearings.answer_hearing(
                session, actor=actor(), answer=form.answer.data or "", now=clock.now()
            )
    except InvalidInput as problem:
        return _page(refused(problem))
    flash(_("The alliance has your answer. You can still change it until it decides."), "ok")
    return redirect(url_for("ambassador.progress"))


@ambassador.get("/ambassadors/<number>.pdf")
@allow(Role.STUDENT, Role.TEACHER, Role.COORDINATOR)
def pdf(number: str) -> Response:
    """The certificate on paper, for the ambassador and for the school's coaches."""
    with read() as session:
        found = ambassador_progress.one_of_mine(session, actor=actor(), number=number[:40])
    if found.standing_on(clock.today()) is Standing.WITHDRAWN:
        abort(404)
    document = ambassador_pdf(found, language=language(), base_url=current_app.config["SETTINGS"].base_url)
    response = send_file(BytesIO(document), mimetype="application/pdf", download_name=f"{found.number}.pdf")
    response.headers["Cache-Control"] = "no-store"  # a name stands in it
    return response


def _page(faults: Mapping[str, str], *, status: int = 422) -> Page:
    with read() as session:
        found = ambassador_progress.of_student(session, actor=actor())
        asked = (
            None
            if found.ambassador_id is None
            else ambassador_hearings.hearing_of(session, found.ambassador_id)
        )
    reached = {one.key: one for one in found.reached}
    rules = found.rules
    shown = (*rules.needed, *(key for key in reached if key not in rules.needed))
    page = render_template(
        "ambassador/progress.html",
        progress=found,
        programme=rules,
        standing=found.standing_on(clock.today()),
        milestones=[(rules.milestone(key), reached.get(key)) for key in shown],
        needed=len(rules.needed),
        hearing=asked,
        today=clock.today(),
        posted=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, status) if faults else page
