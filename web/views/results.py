"""The result of a dossier: the report on a page and on paper, on a screen, and beside the result before it."""

from io import BytesIO

from flask import Blueprint, render_template, send_file, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from certificates.report import report_content
from certificates.scheme import scheme
from scan.domain.roles import Role
from scan.domain.states import DossierState
from scan.use_cases import reporting, rescanning
from scan.use_cases.own_organisation import own_dossier
from scan.use_cases.reporting import Report
from web import clock
from web.change_rows import change_rows, theme_changes
from web.database import read
from web.holder import SPEAKERS, holder_of, organisation_id
from web.i18n import gettext as _
from web.i18n import language
from web.identity import actor
from web.permissions import allow
from web.results import caps, ladder, level_missing, level_number, wheels
from web.slides import slides
from web.views.own import own

results = Blueprint("results", __name__, url_prefix="/dossiers/<int:dossier_id>")
READERS = allow(Role.STUDENT, Role.CONTACT, Role.COORDINATOR, Role.TEACHER, Role.REVIEWER, Role.CERTIFIER)
Page = str | Response


@own.get("/report")
@SPEAKERS
def newest_report() -> Page:
    """The newest result of the own organisation; before there is one, what will be here."""
    with read() as session:
        mine = own_dossier(session, actor=actor(), organisation_id=organisation_id())
        lines = reporting.results_of(session, actor=actor(), organisation_id=mine.organisation_id)
    in_progress = mine.scan_state is not None and mine.handed_in_at is not None
    if mine.dossier_id is not None and (mine.moderated is not None or (in_progress and not lines)):
        return _report_page(mine.dossier_id)
    if lines:
        return _report_page(lines[0].dossier_id)
    return render_template("results/none.html")


@results.get("/report")
@READERS
def report(dossier_id: int) -> Page:
    """What was found, what goes well, what can be better, by theme and beside others."""
    return _report_page(dossier_id)


def _report_page(dossier_id: int) -> str:
    with read() as session:
        found = reporting.open_report(session, actor=actor(), dossier_id=dossier_id, now=clock.now())
        shared = reporting.shared_with(session, found)
        earlier = (
            reporting.results_of(session, actor=actor(), organisation_id=found.organisation_id)
            if found.speaks_for_it
            else ()
        )
    outcome, questionnaire = found.standing.outcome, found.standing.form.questionnaire
    content = report_content(found, language=language())
    return render_template(
        "results/report.html",
        report=found,
        holder=holder_of(found.organisation_id).value,
        content=content,
        of_school=found.standing.form.questionnaire.audience == "institution",
        wheels=_wheels(found) if content.wheel else None,
        caps=caps(questionnaire, outcome),
        missing=level_missing(questionnaire, outcome),
        ladder=ladder(questionnaire),
        level=level_number(questionnaire, outcome.level) if found.moderated else 0,
        shared=shared,
        earlier=[one for one in earlier if one.dossier_id != dossier_id],
        may_present=found.state is not DossierState.COLLECTING and found.handed_in_at is not None,
    )


@results.get("/report.pdf")
@READERS
def report_pdf(dossier_id: int) -> Response:
    """The same on paper, in the language of this browser."""
    from certificates.pdf.report import (
        render_report,  # ReportLab is half of a start, so only when it is needed
    )

    with read() as session:
        found = reporting.open_report(session, actor=actor(), dossier_id=dossier_id, now=clock.now())
    content = report_content(found, language=language())
    pdf = render_report(content, issuer=scheme().issuer)
    name = _("scan-result-%(dossier)s.pdf", dossier=dossier_id)
    return send_file(BytesIO(pdf), mimetype="application/pdf", download_name=name, as_attachment=True)


@results.get("/presentation")
@READERS
def presentation(dossier_id: int) -> Page:
    """The result on a screen that everyone looks at: one thing on each slide."""
    with read() as session:
        found = reporting.open_presentation(session, actor=actor(), dossier_id=dossier_id, now=clock.now())
    content = report_content(found, language=language())
    return render_template(
        "results/presentation.html",
        report=found,
        content=content,
        of_school=found.standing.form.questionnaire.audience == "institution",
        slides=slides(found, content),
        wheels=_wheels(found) if content.wheel else None,
        back_url=_back(found),
    )


def _wheels(found: Report) -> tuple[Markup, Markup]:
    standing = found.standing
    return wheels(standing.form.questionnaire, standing.outcome, verified=found.moderated, limits=True)


def _back(found: Report) -> str:
    """Where the presentation was opened from."""
    if actor().is_a(Role.STUDENT):
        return url_for("student.start")
    if found.moderated or found.speaks_for_it:
        return url_for("results.report", dossier_id=found.dossier_id)
    return url_for("teacher.review", dossier_id=found.dossier_id)


@results.get("/change")
@READERS
def change(dossier_id: int) -> Page:
    """What changed since the result before this one, and which actions led to it."""
    with read() as session:
        found = rescanning.open_comparison_with_before(
            session, actor=actor(), dossier_id=dossier_id, now=clock.now()
        )
    return render_template(
        "results/change.html",
        found=found,
        themes=theme_changes(found),
        rows=change_rows(found),
        report_url=url_for("results.report", dossier_id=dossier_id),
    )
