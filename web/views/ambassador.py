"""For students: the road to junior MVO-ambassador, the own choice about a public page, and the certificate."""

from collections.abc import Mapping
from io import BytesIO

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from certificates import ambassador_progress
from certificates import ambassadors as appointing
from certificates.ambassador_register import Standing
from certificates.documents import ambassador_pdf
from scan.domain.errors import InvalidInput, Stale
from scan.domain.roles import Role
from web import clock
from web.database import read, transaction
from web.forms.ambassador import PublicityForm
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
            appointing.choose_publicity(
                session,
                actor=actor(),
                is_public=bool(form.is_public.data),
                public_name=form.public_name.data or "",
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


@ambassador.get("/ambassadors/<number>.pdf")
@allow(Role.STUDENT, Role.TEACHER)
def pdf(number: str) -> Response:
    """The certificate on paper, for the ambassador and for the teachers of the class."""
    person = actor()
    with read() as session:
        known = ambassador_progress.of_my_classes(session, actor=person)
        if person.is_a(Role.STUDENT):
            known = (*known, ambassador_progress.of_student(session, actor=person))
    found = next((one for one in known if one.number is not None and one.number == number.upper()), None)
    if found is None or found.standing_on(clock.today()) is Standing.WITHDRAWN:
        abort(404)
    document = ambassador_pdf(found, language=language(), base_url=current_app.config["SETTINGS"].base_url)
    response = send_file(BytesIO(document), mimetype="application/pdf", download_name=f"{found.number}.pdf")
    response.headers["Cache-Control"] = "no-store"  # a name stands in it
    return response


def _page(faults: Mapping[str, str], *, status: int = 422) -> Page:
    with read() as session:
        found = ambassador_progress.of_student(session, actor=actor())
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
        posted=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, status) if faults else page
