"""One scan by several students: joining, who does what, leaving; and the teacher who makes the group."""

import hashlib
from collections.abc import Mapping

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, NotFound
from scan.domain.roles import Role
from scan.domain.states import ScanState
from scan.use_cases import following, opening, sharing, starting
from web import clock
from web.database import read, transaction
from web.entering import pepper
from web.forms.faults import refused, said, summary_of
from web.forms.together import GroupForm, JoinForm
from web.i18n import gettext as _
from web.identity import actor
from web.permissions import allow
from web.together import following_part
from web.views.classes import STAFF
from web.views.handing_in import scanning
from web.views.student import student
from web.views.teacher import teacher

__all__ = ["scanning", "student", "teacher"]
Page = str | Response | tuple[str, int]
STUDENTS = allow(Role.STUDENT)
WRITING = (ScanState.DRAFT, ScanState.RETURNED)


@scanning.get("/together")
@STUDENTS
def together(scan_id: int) -> Page:
    """Who is in the scan, how far everyone is, and the code to let a classmate in."""
    with read() as session:
        scan = opening.open_scan(session, actor=actor(), scan_id=scan_id, now=clock.now())
        code = None
        if scan.may_write and scan.is_respondent:
            code = sharing.share_code(session, actor=actor(), scan_id=scan_id, now=clock.now())
    if not scan.is_respondent:
        return redirect(url_for("scanning.overview", scan_id=scan_id))
    seen = following.following_of(scan)
    return render_template(
        "together/group.html",
        scan=scan,
        code=code,
        **following_part(seen),
        may_leave=scan.is_shared and scan.state is not ScanState.ACCEPTED,
        join_path=url_for("student.start"),
    )


@scanning.post("/together/code")
@STUDENTS
def new_code(scan_id: int) -> Page:
    """A new code; the one before stops."""
    with transaction() as session:
        sharing.new_share_code(session, actor=actor(), scan_id=scan_id, now=clock.now())
    return redirect(url_for("scanning.together", scan_id=scan_id, _anchor="code"))


@scanning.post("/together/leave")
@STUDENTS
def leave(scan_id: int) -> Page:
    """Leave the scan to the others."""
    with transaction() as session:
        sharing.leave_scan(session, actor=actor(), scan_id=scan_id, now=clock.now())
    flash(_("You are out of this scan. Your answers stay with the others."), "ok")
    return redirect(url_for("student.start"))


@scanning.get("/following")
@STUDENTS
def follow(scan_id: int) -> Response:
    """How far the others are, as a part of a page; 304 when nothing changed since the one that is shown.

    ``item``: the question that is open; ``people``: without the themes, which stand on the overview anyway.
    """
    with read() as session:
        seen = following.follow(session, actor=actor(), scan_id=scan_id, now=clock.now())
    item_id = request.args.get("item", "")
    shown = following_part(seen, item_id, people_only="people" in request.args)
    part = render_template("together/_following.html", **shown)
    answer = make_response(part)
    answer.set_etag(hashlib.sha256(part.encode()).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@student.get("/placements/<int:placement_id>/join")
@STUDENTS
def join(placement_id: int) -> Page:
    """Where a classmate's code is typed in."""
    return _join_page(placement_id, {})


@student.post("/placements/<int:placement_id>/join")
@STUDENTS
def join_post(placement_id: int) -> Page:
    """Join the scan of a classmate."""
    form = JoinForm(request.form)
    if not form.validate():
        return _join_page(placement_id, said(form, {"code": _("Type the code that your classmate sees.")}))
    try:
        with transaction() as session:
            scan_id = sharing.join_scan(
                session,
                actor=actor(),
                placement_id=placement_id,
                code=form.code.data or "",
                give_up_own=bool(form.give_up_own.data),
                pepper=pepper(),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _join_page(placement_id, refused(problem))
    flash(_("You scan together now. Every answer says who gave it."), "ok")
    return redirect(url_for("scanning.overview", scan_id=scan_id))


def _join_page(placement_id: int, faults: Mapping[str, str]) -> Page:
    with read() as session:
        mine = starting.my_placements(session, actor=actor())
    placement = next((one for one in mine if one.id == placement_id), None)
    if placement is None:
        raise NotFound
    page = render_template(
        "together/join.html",
        placement=placement,
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


@teacher.get("/placements/<int:placement_id>/group")
@STAFF
def group(placement_id: int) -> Page:
    """With whom this internship is scanned, and who did what."""
    return _group_page(placement_id, {})


@teacher.post("/placements/<int:placement_id>/group")
@STAFF
def group_post(placement_id: int) -> Page:
    """Put the internship in the scan of classmates."""
    form = GroupForm(request.form)
    if not form.validate():
        return _group_page(placement_id, said(form, {"scan": _("Choose a scan.")}))
    try:
        with transaction() as session:
            sharing.group_student(
                session,
                actor=actor(),
                placement_id=placement_id,
                scan_id=form.scan.data or 0,
                give_up_own=bool(form.give_up_own.data),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _group_page(placement_id, refused(problem, {"code": "scan"}))
    flash(_("They scan together now."), "ok")
    return redirect(url_for("teacher.group", placement_id=placement_id))


@teacher.post("/placements/<int:placement_id>/group/leave")
@STAFF
def take_out(placement_id: int) -> Page:
    """Take the internship out of the shared scan."""
    with transaction() as session:
        sharing.take_out(session, actor=actor(), placement_id=placement_id, now=clock.now())
    flash(_("The student is out of this scan. The answers stay with the others."), "ok")
    return redirect(url_for("teacher.group", placement_id=placement_id))


def _group_page(placement_id: int, faults: Mapping[str, str]) -> Page:
    with read() as session:
        found = sharing.read_grouping(session, actor=actor(), placement_id=placement_id, now=clock.now())
    page = render_template(
        "together/grouping.html",
        found=found,
        present=sum(one.name is not None for one in found.shares),
        may_change=found.state is None or found.state in WRITING,
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page
