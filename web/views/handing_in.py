"""Handing a scan in, and its result."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for

from certificates.results import has_wheel
from scan.domain.errors import InvalidInput
from scan.use_cases import opening, submitting
from scan.use_cases.doubts import doubts
from web import clock
from web.database import read, transaction
from web.errors import words
from web.forms.faults import summary_of
from web.forms.scanning import SubmitForm
from web.i18n import gettext as _
from web.identity import actor
from web.results import advice_cards, strong_points, theme_rows, wheels
from web.views.filling_in import RESPONDENTS, Page, scanning, start_url

__all__ = ["scanning"]


@scanning.get("/submit")
@RESPONDENTS
def submit(scan_id: int) -> Page:
    """What is still open or doubtful, before handing in."""
    return _submit_page(scan_id, {})


@scanning.post("/submit")
@RESPONDENTS
def submit_post(scan_id: int) -> Page:
    """Hand in."""
    form = SubmitForm(request.form)
    if not form.validate():
        return _submit_page(scan_id, {"version": _("Load the page again.")}), 422
    try:
        with transaction() as session:
            submitting.submit_scan(
                session,
                actor=actor(),
                scan_id=scan_id,
                version=form.version.data or 0,
                confirm_open=bool(form.confirm_open.data),
                now=clock.now(),
            )
    except InvalidInput as problem:
        faults = {key: words(message) for key, message in problem.fields.items()}
        return _submit_page(scan_id, faults), 422
    flash(_("Your scan is handed in."), "ok")
    return redirect(url_for("scanning.result", scan_id=scan_id))


def _submit_page(scan_id: int, faults: Mapping[str, str]) -> str:
    with read() as session:
        scan = opening.open_scan(session, actor=actor(), scan_id=scan_id, now=clock.now())
        found = doubts(session, scan)
    items = {item.id: item for item in scan.questionnaire.items()}
    return render_template(
        "scanning/submit.html",
        scan=scan,
        open_items=[items[key] for key in scan.open_items],
        doubts=[(doubt.message, [items[key] for key in doubt.items]) for doubt in found],
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


@scanning.get("/result")
@RESPONDENTS
def result(scan_id: int) -> Page:
    """The wheel, what is strong, and three actions."""
    with read() as session:
        scan = opening.open_scan(session, actor=actor(), scan_id=scan_id, now=clock.now())
        outcome = opening.read_result(session, actor=actor(), scan_id=scan_id, now=clock.now())
    if outcome is None:
        return redirect(url_for("scanning.overview", scan_id=scan_id))
    return render_template(
        "scanning/result.html",
        scan=scan,
        outcome=outcome,
        wheels=wheels(scan.questionnaire, outcome, verified=False, grow=True)
        if has_wheel(scan.questionnaire)
        else None,
        scores=theme_rows(scan.questionnaire, outcome, claimed=True),
        strong=strong_points(scan.questionnaire, outcome),
        actions=advice_cards(scan.questionnaire, outcome),
        start_url=start_url(scan),
    )
