"""For coordinators: the school years of the school, their classes, and who works there."""

from collections.abc import Mapping

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput
from scan.domain.periods import school_year
from scan.domain.roles import Role
from scan.use_cases import classes, invitations
from scan.use_cases import school as schools
from web import clock
from web.database import read, transaction
from web.forms.faults import refused, said, summary_of
from web.forms.school import INVITED, ClassesForm, ClassTeacherForm, ColleagueForm
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, choices_asked, links_of, page_asked, part_asked
from web.permissions import allow

school = Blueprint("school", __name__)
Page = str | Response | tuple[str, int]
COORDINATORS = allow(Role.COORDINATOR)


def chosen_school() -> int:
    """The school in the address or the form, else the first one that the actor coordinates."""
    wanted = request.values.get("school", type=int)
    if wanted is not None:
        return wanted
    mine = actor().organisations(Role.COORDINATOR)
    if not mine:
        raise NoSuchPage
    return mine[0]


@school.get("/school")
@COORDINATORS
def overview() -> Page:
    """One school year: its classes, who teaches them, and the colleagues."""
    return _overview({})


@school.post("/school/classes")
@COORDINATORS
def create_classes() -> Page:
    """Make the classes of a school year, all or none."""
    form = ClassesForm(request.form)
    if not form.validate():
        return _overview(said(form, {"names": _("Write the name of one class on each line.")}))
    try:
        with transaction() as session:
            made = schools.create_classes(
                session,
                actor=actor(),
                institution_id=form.school.data or 0,
                names=(form.names.data or "").splitlines(),
                year=form.year.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _overview(refused(problem, {"school_year": "year"}))
    flash(_("Saved. New classes: %(count)s.", count=made), "ok")
    return redirect(url_for("school.overview", school=form.school.data, year=form.year.data))


@school.post("/school/classes/<int:class_id>/teachers")
@COORDINATORS
def add_teacher(class_id: int) -> Page:
    """Let a teacher of the school teach a class."""
    form = ClassTeacherForm(request.form)
    if not form.validate():
        return _overview({f"teacher-{class_id}": _("Choose a teacher.")})
    with transaction() as session:
        classes.add_teacher(
            session, actor=actor(), class_id=class_id, person_id=form.teacher.data or 0, now=clock.now()
        )
    flash(_("The teacher has the class now."), "ok")
    links = _links(form.school.data or "", form.year.data or "")
    return redirect(links.to(page=page_asked(), _anchor=f"class-{class_id}"))


@school.post("/school/invitations")
@COORDINATORS
def invite() -> Page:
    """A code for a colleague. It is shown this once, so this page is the answer itself."""
    form = ColleagueForm(request.form)
    if not form.validate():
        return _overview(said(form, {"role": _("Choose what your colleague will do.")}))
    with transaction() as session:
        made = invitations.invite_member(
            session,
            actor=actor(),
            organisation_id=form.school.data or 0,
            role=Role(form.role.data or ""),
            now=clock.now(),
        )
    address = f"{current_app.config['SETTINGS'].base_url}{url_for('account.invitation')}"
    return render_template("school/invitation.html", made=made, address=address, school_id=form.school.data)


def _links(school_id: int | str, year: str) -> Links:
    return links_of("school.overview", school=school_id, year=year, find=choices_asked().query)


def _overview(faults: Mapping[str, str]) -> Page:
    with read() as session:
        found = schools.open_school(
            session,
            actor=actor(),
            institution_id=chosen_school(),
            year=request.values.get("year") or school_year(clock.today()),
            now=clock.now(),
            asked=part_asked(),
            teachers=choices_asked(),
        )
        mine = schools.my_schools(session, actor=actor())
    page = render_template(
        "school/overview.html",
        found=found,
        schools=mine,
        links=_links(found.id, found.year),
        wanted=choices_asked().query,
        invited=INVITED,
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page
