"""Handing a scan in, its result, and what is answered to the teacher when it came back."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from certificates.results import has_wheel, next_level
from certificates.scheme import scheme
from questionnaires import load
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.roles import Role
from scan.domain.states import ScanState
from scan.use_cases import opening, remarks, reporting, sharing_reports, submitting
from scan.use_cases.doubts import doubts
from scan.use_cases.improving import CLOSED
from scan.use_cases.opening import OpenScan
from scan.use_cases.reporting import Report
from web import clock
from web.database import read, transaction
from web.errors import words
from web.forms.faults import refused, said, summary_of
from web.forms.scanning import ReplyForm, SubmitForm
from web.i18n import gettext as _
from web.identity import actor
from web.permissions import allow
from web.results import advice_cards, ladder, level_number, strong_points, theme_rows, wheels
from web.views.filling_in import RESPONDENTS, Page, opened, overview_page, scanning, start_url, to_ask

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


@scanning.post("/remarks/<int:remark_id>")
@RESPONDENTS
def reply(scan_id: int, remark_id: int) -> Page:
    """Answer what the teacher said about an answer, in a line."""
    form, scan = ReplyForm(request.form), opened(scan_id)
    if all(one.id != remark_id for lines in scan.remarks.values() for one in lines):
        raise NotFound
    faults = (
        said(form, {"text": _("Write your reply, in 1 to 300 characters.")}) if not form.validate() else {}
    )
    if not faults:
        try:
            with transaction() as session:
                remarks.reply_to_remark(
                    session, actor=actor(), remark_id=remark_id, text=form.text.data or "", now=clock.now()
                )
        except InvalidInput as problem:
            faults = refused(problem)
    if faults:
        posted = {"reply_to": remark_id, "reply_text": form.text.data or "", "reply_fault": faults["text"]}
        return overview_page(scan, to_ask(scan), reply=posted), 422
    flash(_("Your reply is saved. The teacher reads it when you hand in."), "ok")
    return redirect(url_for("scanning.overview", scan_id=scan_id, _anchor=f"remark-{remark_id}"))


@scanning.get("/result")
@RESPONDENTS
def result(scan_id: int) -> Page:
    """The wheel, what is strong, and three actions; once the dossier is checked, what came out of it."""
    with read() as session:
        scan = opening.open_scan(session, actor=actor(), scan_id=scan_id, now=clock.now())
        outcome = opening.read_result(session, actor=actor(), scan_id=scan_id, now=clock.now())
        own = scan.audience == "student" and scan.is_respondent
        shares = (
            sharing_reports.sharing_of(session, actor=actor(), scan_id=scan_id, now=clock.now())
            if own
            else None
        )
        checked = _checked(session, scan) if own else None
    if outcome is None:
        return redirect(url_for("scanning.overview", scan_id=scan_id))
    shown = scan.questionnaire if checked is None else checked.standing.form.questionnaire
    found = outcome if checked is None else checked.standing.outcome
    levels = load(scheme().questionnaire) if checked is None else shown
    return render_template(
        "scanning/result.html",
        scan=scan,
        checked=checked,
        wheels=wheels(shown, found, verified=checked is not None, limits=checked is not None, grow=True)
        if has_wheel(shown)
        else None,
        goal=next_level(shown, found) if checked else None,
        scores=theme_rows(shown, found, claimed=checked is None),
        strong=strong_points(scan.questionnaire, outcome),
        actions=advice_cards(
            shown, found, checked.private if checked else frozenset(), counted=checked is not None
        ),
        ladder=ladder(levels) if own else [],
        level=level_number(levels, found.level) if checked else 0,
        sharing=shares,
        start_url=start_url(scan),
    )


def _checked(session: Session, scan: OpenScan) -> Report | None:
    """What the teacher made of the dossier; None before that."""
    if scan.dossier_state not in CLOSED or scan.state is not ScanState.ACCEPTED:
        return None
    return reporting.open_report(session, actor=actor(), dossier_id=scan.dossier_id, now=clock.now())


@scanning.post("/share")
@allow(Role.STUDENT)
def share(scan_id: int) -> Page:
    """Share the report with the company."""
    with transaction() as session:
        sharing_reports.share_report(session, actor=actor(), scan_id=scan_id, now=clock.now())
    flash(_("The company can now read your report."), "ok")
    return redirect(url_for("scanning.result", scan_id=scan_id))
