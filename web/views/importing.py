"""For coordinators: import a list of the school. Upload, look at what would happen, say yes."""

from collections.abc import Mapping
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, Stale
from scan.domain.importing import writing
from scan.domain.importing.columns import LAYOUTS, ImportKind
from scan.domain.importing.plan import PlannedRow, Step
from scan.domain.periods import local_day, school_year
from scan.use_cases import school as schools
from scan.use_cases.importing import pending
from web import clock
from web.database import read, transaction
from web.errors import words
from web.forms.faults import refused, said, summary_of
from web.forms.school import ConfirmForm, UploadForm, choices_in
from web.i18n import gettext as _
from web.i18n import language
from web.identity import actor
from web.views.school import COORDINATORS, Page, chosen_school, school

__all__ = ["school"]
MOST_SHOWN = 200
"""Rows without faults on the page; of the others every one is there."""
_ENDINGS = {
    "csv": (writing.template_csv, "text/csv"),
    "xlsx": (
        writing.template_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@school.get("/school/import")
@COORDINATORS
def choose_import() -> Page:
    """Which list, of which school year, and what may be in it."""
    return _choose({})


@school.post("/school/import")
@COORDINATORS
def upload() -> Page:
    """Read the file and show what would happen; nothing else is written."""
    form = UploadForm(request.form)
    if not form.validate():
        return _choose(said(form, {"kind": _("Choose what is in the list.")}))
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    if sent is None or not (sent.filename or data):
        return _choose({"file": _("Choose a file.")})
    try:
        with transaction() as session:
            import_id = pending.upload(
                session,
                actor=actor(),
                institution_id=form.school.data or 0,
                kind=ImportKind(form.kind.data or ""),
                data=data,
                year=form.year.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _choose(refused(problem, {"school_year": "year"}))
    return redirect(url_for("school.show_import", import_id=import_id))


@school.get("/school/import/<int:import_id>")
@COORDINATORS
def show_import(import_id: int) -> Page:
    """Every row that is wrong, every row that asks for a choice, and what a yes would do."""
    return _preview(import_id, {})


@school.post("/school/import/<int:import_id>")
@COORDINATORS
def confirm_import(import_id: int) -> Page:
    """Do what was shown, all of it or nothing."""
    form = ConfirmForm(request.form)
    if not form.validate():
        return _preview(import_id, said(form, {}))
    try:
        with transaction() as session:
            done = pending.confirm(
                session,
                actor=actor(),
                import_id=import_id,
                fingerprint=form.fingerprint.data or "",
                choices=choices_in(request.form),
                rest=form.rest.data or "",
                skip_faulty=form.skip_faulty.data == "1",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _preview(import_id, refused(problem))
    except Stale:
        return _preview(import_id, {}, stale=True)
    flash(
        _(
            "Imported. New: %(new)s. Changed: %(changed)s. Unchanged: %(same)s.",
            new=done.counts[Step.NEW],
            changed=done.counts[Step.CHANGED],
            same=done.counts[Step.SAME],
        ),
        "ok",
    )
    return redirect(url_for("school.choose_import", school=done.institution_id, done=done.kind.value))


@school.post("/school/import/<int:import_id>/cancel")
@COORDINATORS
def cancel_import(import_id: int) -> Page:
    """Throw it away: nothing was written."""
    with transaction() as session:
        pending.cancel(session, actor=actor(), import_id=import_id, now=clock.now())
    flash(_("The list is gone. Nothing was imported."), "ok")
    return redirect(url_for("school.choose_import"))


@school.get("/school/import/<int:import_id>/faults.csv")
@COORDINATORS
def import_faults(import_id: int) -> Response:
    """The rows that are wrong, to mend them one by one in the list itself."""
    with read() as session:
        found = pending.preview(session, actor=actor(), import_id=import_id, now=clock.now())
    head = (_("Line"), _("Row"), _("Column"), _("What is wrong"))
    rows = [
        (str(row.line), row.label, column_name(found.kind, fault.column), words(fault.message))
        for row in found.plan.of(Step.FAULTY)
        for fault in row.faults
    ]
    name = _("faults")
    return _file(writing.to_csv((head, *rows)), f"{name}.csv", "text/csv")


@school.get("/school/import/templates/<kind>.<ending>")
@COORDINATORS
def import_template(kind: str, ending: str) -> Response:
    """An empty list with the names of the columns and one invented example."""
    if kind not in {one.value for one in ImportKind} or ending not in _ENDINGS:
        raise NoSuchPage
    make, media_type = _ENDINGS[ending]
    wanted = ImportKind(kind)
    name = f"{writing.file_title(wanted, language())}.{ending}"
    return _file(make(wanted, language()), name, media_type)


def column_name(kind: ImportKind, key: str) -> str:
    """What a column is called in the language of this request."""
    column = LAYOUTS[kind].by_key.get(key)
    return "" if column is None else column.name(language())


def _file(data: bytes, name: str, media_type: str) -> Response:
    return send_file(BytesIO(data), mimetype=media_type, download_name=name, as_attachment=True)


def _choose(faults: Mapping[str, str]) -> Page:
    now = clock.now()
    with read() as session:
        found = schools.open_school(session, actor=actor(), institution_id=chosen_school(), now=now)
        mine = schools.my_schools(session, actor=actor())
    page = render_template(
        "school/import.html",
        found=found,
        schools=mine,
        this_year=school_year(local_day(now)),
        kinds=tuple(ImportKind),
        layouts=LAYOUTS,
        done=request.args.get("done"),
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def _preview(import_id: int, faults: Mapping[str, str], *, stale: bool = False) -> Page:
    with read() as session:
        found = pending.preview(session, actor=actor(), import_id=import_id, now=clock.now())
    rows = found.plan.of(Step.NEW, Step.CHANGED, Step.LEFT_OUT)
    page = render_template(
        "school/preview.html",
        found=found,
        plan=found.plan,
        steps=Step,
        rows=rows[:MOST_SHOWN],
        more=max(0, len(rows) - MOST_SHOWN),
        column_name=column_name,
        label_of_changes=_changes,
        stale=stale,
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    if stale:
        return page, 409
    return (page, 422) if faults else page


def _changes(kind: ImportKind, row: PlannedRow) -> str:
    """Which columns get another value, in words."""
    return ", ".join(name for key in row.changes if (name := column_name(kind, key)))
