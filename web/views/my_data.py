"""What we have about someone, who can see it, taking a copy, and having it erased (GDPR articles 15, 17 and 20)."""

from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, TooManyAttempts
from scan.domain.retention import load_schedule
from scan.use_cases import erasing, exporting, people, readers
from web import archives, clock, identity
from web.database import read, transaction
from web.errors import status_of, words
from web.files import files
from web.forms.account import EraseForm
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.permissions import signed_in

my_data = Blueprint("my_data", __name__)
Page = str | Response | tuple[str, int]


@my_data.get("/me/data")
@signed_in
def overview() -> Page:
    """What is kept about the person, who can see it, and for how long."""
    who = identity.actor()
    with read() as session:
        me = people.about_me(session, actor=who)
        scans = readers.who_reads_my_scans(session, actor=who, now=clock.now())
    return render_template("account/my_data.html", me=me, scans=scans, schedule=load_schedule())


@my_data.get("/me/data.json")
@signed_in
def as_json() -> Page:
    """A copy of everything, without the files."""
    with read() as session:
        found = exporting.export_person(session, person_id=identity.actor().person_id, now=clock.now())
    return _copy(archives.as_json(found), "application/json", "mvo-scan.json")


@my_data.get("/me/data.zip")
@signed_in
def as_zip() -> Page:
    """A copy of everything, with the photos and documents."""
    with read() as session:
        found = exporting.export_person(session, person_id=identity.actor().person_id, now=clock.now())
    return _copy(archives.as_zip(found, files()), "application/zip", "mvo-scan.zip")


@my_data.get("/me/erase")
@signed_in
def erase() -> Page:
    """What erasing does, and the form that asks for pin or password."""
    return _erase_page({})


@my_data.post("/me/erase")
@signed_in
def erase_post() -> Page:
    """Erase the person who asks, and sign them out."""
    form = EraseForm(request.form)
    if not form.validate():
        return _erase_page(said(form, {"secret": _("Fill in your pin or password.")}), 422)
    try:
        with transaction() as session:
            erasing.erase_myself(
                session,
                actor=identity.actor(),
                secret=form.secret.data or "",
                address=request.remote_addr or "",
                pepper=current_app.config["SETTINGS"].secret,
                files=files(),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _erase_page(refused(problem), 422)
    except TooManyAttempts as problem:
        return _erase_page({"secret": words(problem.message)}, status_of(problem))
    identity.forget()
    flash(_("Your data have been erased."), "ok")
    return redirect(url_for("public.home"))


def _erase_page(faults: dict[str, str], status: int = 200) -> Page:
    page = render_template(
        "account/erase.html",
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
        is_student=_has_no_address(),
    )
    return page, status


def _has_no_address() -> bool:
    with read() as session:
        return people.about_me(session, actor=identity.actor()).email is None


def _copy(data: bytes, media_type: str, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=media_type, download_name=name, as_attachment=True)
