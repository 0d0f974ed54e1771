"""For coordinators: a student or pupil of the school who asks to be erased."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.errors import ProofNeeded
from scan.domain.roles import Role
from scan.use_cases import erasing_students as use_cases
from web import clock, identity
from web.database import read, transaction
from web.files import files
from web.i18n import gettext as _
from web.permissions import allow

erasing = Blueprint(
    "erasing", __name__, url_prefix="/teacher/classes/<int:class_id>/students/<int:student_id>"
)
Page = str | Response
COORDINATORS = allow(Role.COORDINATOR)


@erasing.get("/erase")
@COORDINATORS
def erase(class_id: int, student_id: int) -> Page:
    """What goes and what stays, with the button that does it."""
    with read() as session:
        found = use_cases.what_goes(
            session, by=identity.person(), class_id=class_id, student_id=student_id, now=clock.now()
        )
    return render_template("school/erase.html", found=found)


@erasing.post("/erase")
@COORDINATORS
def erase_post(class_id: int, student_id: int) -> Page:
    """Erase the student."""
    with transaction() as session:
        use_cases.erase_student(
            session,
            by=identity.person(),
            class_id=class_id,
            student_id=student_id,
            files=files(),
            now=clock.now(),
        )
    flash(_("The student has been erased."), "ok")
    return redirect(url_for("teacher.open_class", class_id=class_id))


@erasing.errorhandler(ProofNeeded)
def to_confirm(_problem: ProofNeeded) -> Page:
    """To the password once more, and back to what goes and what stays."""
    return redirect(url_for("factors.confirm", next=request.path))
