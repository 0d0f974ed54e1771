"""For teachers: classes with their code, students and internships.

Checking is in ``teacher``, ambassadors are in ``coaching``.
"""

from collections.abc import Mapping
from datetime import date

import segno
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput
from scan.domain.kvk import BranchNumber, KvkNumber
from scan.domain.roles import Role
from scan.use_cases import classes as school_classes
from scan.use_cases import contributing, organisations, people, students
from scan.use_cases.organisations import OrganisationInput
from web import clock
from web.database import read, transaction
from web.forms.faults import refused, said, summary_of
from web.forms.teacher import (
    AccessForm,
    AssessForm,
    ClassForm,
    CodeForm,
    PlacementForm,
)
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, part_asked
from web.permissions import allow

teacher = Blueprint("teacher", __name__)
Page = str | Response | tuple[str, int]
STAFF = allow(Role.TEACHER, Role.COORDINATOR)


@teacher.get("/teacher")
@STAFF
def classes() -> Page:
    """My classes, and the form for a new one."""
    return _classes_page({})


@teacher.post("/teacher/classes")
@STAFF
def create_class() -> Page:
    """Make a class with a code of its own."""
    form = ClassForm(request.form)
    if not form.validate():
        sentences = {
            "institution": _("Choose a school."),
            "name": _("Give the class a name of at most 80 characters."),
        }
        return _classes_page(said(form, sentences))
    try:
        with transaction() as session:
            class_id = school_classes.create_class(
                session,
                actor=actor(),
                institution_id=form.institution.data or 0,
                name=form.name.data or "",
                year=form.school_year.data or None,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _classes_page(refused(problem))
    flash(_("The class is there. Show the code to your students."), "ok")
    return redirect(url_for("teacher.open_class", class_id=class_id))


@teacher.get("/teacher/classes/<int:class_id>")
@STAFF
def open_class(class_id: int) -> Page:
    """Students, internships and how far everyone is."""
    return _class_page(class_id, {})


@teacher.get("/teacher/classes/<int:class_id>/code")
@STAFF
def code_sheet(class_id: int) -> Page:
    """The class code with its QR code, to show or to print."""
    return _code_page(class_id, {})


def _code_page(class_id: int, faults: Mapping[str, str]) -> Page:
    with read() as session:
        found = school_classes.open_class(session, actor=actor(), class_id=class_id, now=clock.now())
    address = f"{current_app.config['SETTINGS'].base_url}{url_for('account.join')}"
    drawn = segno.make(f"{address}?code={found.code}", micro=False).svg_inline(
        border=4, light="#fff", omitsize=True
    )
    return _page(
        "teacher/code.html",
        faults,
        found=found,
        address=address,
        qr=Markup(drawn),  # noqa: S704 - drawn by segno, no text in it
        now=clock.now(),
    )


@teacher.post("/teacher/classes/<int:class_id>/code")
@STAFF
def change_code(class_id: int) -> Page:
    """A new code, no new students any more, until when they may join, or only who is on the list."""
    form = CodeForm(request.form)
    if not form.validate() and "change" in form.errors:
        flash(_("Choose what should happen with the code."), "error")
        return redirect(url_for("teacher.code_sheet", class_id=class_id))
    if form.errors:
        return _code_page(class_id, said(form, {"until": _("Choose the last day.")}))
    try:
        with transaction() as session:
            _change_code(session, class_id, form)
    except InvalidInput as problem:
        return _code_page(class_id, refused(problem))
    flash(_("Saved. This is how it is now."), "ok")
    return redirect(url_for("teacher.code_sheet", class_id=class_id))


def _change_code(session: Session, class_id: int, form: CodeForm) -> None:
    change, now = form.change.data, clock.now()
    if change == "close":
        school_classes.close_code(session, actor=actor(), class_id=class_id, now=now)
    elif change == "open":
        until = form.until.data or date.min
        school_classes.open_code(session, actor=actor(), class_id=class_id, until=until, now=now)
    elif change == "renew":
        school_classes.renew_code(session, actor=actor(), class_id=class_id, now=now)
    else:
        by_list = change == "by_list"
        school_classes.go_by_list(session, actor=actor(), class_id=class_id, by_list=by_list, now=now)


@teacher.post("/teacher/classes/<int:class_id>/placements")
@STAFF
def place(class_id: int) -> Page:
    """Link a student to a company; one that is not known yet is registered."""
    form = PlacementForm(request.form)
    if not form.validate():
        sentences = {
            "student": _("Choose a student."),
            "kvk_number": _("Fill in the Chamber of Commerce (KvK) number."),
            "starts_on": _("Choose the first day."),
            "ends_on": _("Choose the last day."),
        }
        return _class_page(class_id, said(form, sentences))
    try:
        with transaction() as session:
            students.place_student(
                session,
                actor=actor(),
                class_id=class_id,
                student_id=form.student.data or 0,
                company_id=_company(session, form),
                starts_on=form.starts_on.data or date.min,
                ends_on=form.ends_on.data or date.min,
                now=clock.now(),
            )
    except InvalidInput as problem:
        renamed = {"student_id": "student", "company_id": "kvk_number", "name": "company"}
        return _class_page(class_id, refused(problem, renamed))
    flash(_("The internship is there. Now invite the company."), "ok")
    return redirect(url_for("teacher.open_class", class_id=class_id))


@teacher.post("/placements/<int:placement_id>/assess")
@STAFF
def assess(placement_id: int) -> Page:
    """The internship has been assessed: the company may read the student's report from now on."""
    with transaction() as session:
        students.assess_placement(session, actor=actor(), placement_id=placement_id, now=clock.now())
    flash(_("Saved. The company can read the report when both have handed in."), "ok")
    form = AssessForm(request.form)
    if not form.validate() or form.class_id.data is None:
        return redirect(url_for("teacher.classes"))
    return redirect(url_for("teacher.open_class", class_id=form.class_id.data))


@teacher.post("/teacher/classes/<int:class_id>/students/<int:student_id>/pin")
@STAFF
def reset_pin(class_id: int, student_id: int) -> Page:
    """A new pin for who forgot theirs. It is shown this once, so this page is the answer itself."""
    with transaction() as session:
        pin = students.reset_pin(
            session, actor=actor(), class_id=class_id, student_id=student_id, now=clock.now()
        )
        found = school_classes.open_class(session, actor=actor(), class_id=class_id, now=clock.now())
    name = next(one.display_name for one in found.students if one.person_id == student_id)
    return render_template("teacher/pin.html", found=found, name=name, pin=pin)


@teacher.post("/teacher/classes/<int:class_id>/students/<int:student_id>/access")
@STAFF
def set_access(class_id: int, student_id: int) -> Page:
    """Shut a student out at once, or let them in again."""
    form = AccessForm(request.form)
    if not form.validate():
        flash(_("Choose whether the student has access."), "error")
        return redirect(url_for("teacher.open_class", class_id=class_id))
    enabled = form.access.data == "open"
    with transaction() as session:
        students.set_student_access(
            session,
            actor=actor(),
            class_id=class_id,
            student_id=student_id,
            enabled=enabled,
            now=clock.now(),
        )
    flash(_("The student can sign in again.") if enabled else _("The student has no access any more."), "ok")
    return redirect(url_for("teacher.open_class", class_id=class_id))


def _company(session: Session, form: PlacementForm) -> int:
    """The company with this number, or a new one. Raises InvalidInput."""
    number = str(KvkNumber.parse(form.kvk_number.data or ""))
    branch = str(BranchNumber.parse(form.branch_number.data)) if form.branch_number.data else None
    known = organisations.find_company(
        session, actor=actor(), kvk_number=number, branch_number=branch, now=clock.now()
    )
    if known is not None:
        return known
    given = OrganisationInput(
        name=form.company.data or "",
        kvk_number=number,
        branch_number=branch,
        place=form.place.data or None,
        municipality=form.municipality.data or None,
    )
    return organisations.register_company(session, actor=actor(), company=given, now=clock.now())


def _classes_page(faults: Mapping[str, str]) -> Page:
    with read() as session:
        found = school_classes.my_classes(session, actor=actor(), asked=part_asked())
        roles = people.about_me(session, actor=actor()).roles
        asked = contributing.asked_of_me(session, actor=actor(), now=clock.now())
    schools = {place: name for role, place, name in roles if role in (Role.TEACHER, Role.COORDINATOR)}
    links = Links("teacher.classes", {"q": part_asked().query})
    return _page(
        "teacher/classes.html", faults, found=found, links=links, schools=tuple(schools.items()), asked=asked
    )


def _class_page(class_id: int, faults: Mapping[str, str]) -> Page:
    with read() as session:
        found = school_classes.open_class(session, actor=actor(), class_id=class_id, now=clock.now())
    placements = {
        student.person_id: [line for line in found.placements if line.student_id == student.person_id]
        for student in found.students
    }
    may_erase = actor().has(Role.COORDINATOR, found.institution_id)
    return _page("teacher/class.html", faults, found=found, placements=placements, may_erase=may_erase)


def _page(template: str, faults: Mapping[str, str], **values: object) -> Page:
    """A page with a form: what was posted comes back with what is wrong (HTTP 422)."""
    page = render_template(
        template,
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
        **values,
    )
    return (page, 422) if faults else page
