"""For the independent monitor: drawing the yearly sample, looking at files, findings and the yearly report."""

from collections.abc import Mapping
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from certificates import monitoring as use_cases
from certificates.granting import rules_of
from certificates.monitoring_report import csv_rows, year_report
from certificates.pdf.monitoring import render_monitoring_report
from certificates.pdf.monitoring_words import GRADES
from certificates.scheme import decided_schemes, scheme
from scan.domain.errors import InvalidInput
from scan.domain.importing.writing import to_csv
from scan.domain.monitoring import FindingGrade
from scan.domain.roles import Role
from scan.store.paging import Asked
from scan.use_cases.deciding import open_application
from scan.use_cases.decision_file import decision_file
from web import clock
from web.database import read, transaction
from web.decision_pages import file_parts
from web.forms.faults import refused, said, summary_of
from web.forms.follow_up import DrawForm, FindingForm
from web.i18n import gettext as _
from web.i18n import language, text
from web.identity import actor
from web.listing import Links, links_of, page_asked, part_asked
from web.permissions import allow

monitoring = Blueprint("monitoring", __name__, url_prefix="/monitoring")
Page = str | Response | tuple[str, int]
MONITORS = allow(Role.MONITOR)
READERS = allow(Role.MONITOR, Role.CERTIFIER)


@monitoring.get("")
@READERS
def samples() -> Page:
    """The samples of every year, and the form to draw one."""
    return _samples_page({})


@monitoring.post("")
@MONITORS
def draw() -> Page:
    """Draw the sample of a year."""
    form = DrawForm(request.form)
    if not form.validate():
        sentences = {
            "scheme": _("Choose the rules."),
            "year": _("Fill in the year, like 2026."),
            "seed": _("Fill in the official result, in 6 to 200 characters."),
            "seed_source": _("Fill in where everyone can look it up."),
        }
        return _samples_page(said(form, sentences), 422)
    if form.scheme.data not in {one.name for one in decided_schemes()}:
        return _samples_page({"scheme": _("Choose the rules.")}, 422)
    try:
        with transaction() as session:
            sample_id = use_cases.draw_sample(
                session,
                actor=actor(),
                scheme_name=form.scheme.data or "",
                year=form.year.data or 0,
                seed=form.seed.data or "",
                seed_source=form.seed_source.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _samples_page(refused(problem), 422)
    flash(_("The sample is drawn."), "ok")
    return redirect(url_for("monitoring.sample", sample_id=sample_id))


@monitoring.get("/<int:sample_id>")
@READERS
def sample(sample_id: int) -> Page:
    """What was drawn: searched, sorted and cut by the database."""
    with read() as session:
        about = use_cases.sample(session, actor=actor(), sample_id=sample_id, now=clock.now())
        found = use_cases.entries(
            session, actor=actor(), sample_id=sample_id, now=clock.now(), asked=part_asked()
        )
    return render_template(
        "monitor/sample.html",
        about=about,
        found=found,
        links=links_of("monitoring.sample", sample_id=sample_id),
        rules=scheme(about.scheme),
        grades=GRADES[language()],
        may_open=actor().is_a(Role.MONITOR),
    )


@monitoring.get("/<int:sample_id>/report.pdf")
@READERS
def report_pdf(sample_id: int) -> Response:
    """The yearly report on paper."""
    with read() as session:
        report = year_report(session, actor=actor(), sample_id=sample_id, now=clock.now())
    rules = scheme(report.about.scheme)
    data = render_monitoring_report(report, rules=rules, language=language())
    name = f"{report.about.scheme}-{report.about.year}.pdf"
    return send_file(BytesIO(data), mimetype="application/pdf", download_name=name)


@monitoring.get("/<int:sample_id>/report.csv")
@READERS
def report_csv(sample_id: int) -> Response:
    """Every candidate, with its weight and what was found."""
    with read() as session:
        report = year_report(session, actor=actor(), sample_id=sample_id, now=clock.now())
    name = f"{report.about.scheme}-{report.about.year}.csv"
    return send_file(
        BytesIO(to_csv(csv_rows(report))), mimetype="text/csv", download_name=name, as_attachment=True
    )


@monitoring.get("/entries/<int:entry_id>")
@MONITORS
def entry(entry_id: int) -> Page:
    """The whole file of one decision that was drawn."""
    return _entry_page(entry_id, {})


@monitoring.post("/entries/<int:entry_id>")
@MONITORS
def find(entry_id: int) -> Page:
    """Keep what was found."""
    form = FindingForm(request.form)
    if not form.validate():
        sentences = {
            "grade": _("Choose what you found."),
            "finding": _("Write what you found, in 10 to 4,000 characters."),
        }
        return _entry_page(entry_id, said(form, sentences), 422)
    try:
        with transaction() as session:
            use_cases.record_finding(
                session,
                actor=actor(),
                entry_id=entry_id,
                grade=form.grade.data or "",
                finding=form.finding.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _entry_page(entry_id, refused(problem), 422)
    flash(_("Your finding is kept."), "ok")
    with read() as session:
        found = use_cases.open_entry(session, actor=actor(), entry_id=entry_id, now=clock.now())
    return redirect(url_for("monitoring.sample", sample_id=found.entry.sample_id))


def _samples_page(faults: Mapping[str, str], status: int = 200) -> Page:
    with read() as session:
        found = use_cases.samples(session, actor=actor(), now=clock.now(), asked=Asked(page=page_asked()))
    newest = {one.id: one for one in decided_schemes()}
    page = render_template(
        "monitor/samples.html",
        found=found,
        links=Links("monitoring.samples", {}),
        schemes=newest,
        choices=[(one.name, text(one.title)) for one in newest.values()],
        year=clock.today().year,
        may_draw=actor().is_a(Role.MONITOR),
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return page, status


def _entry_page(entry_id: int, faults: Mapping[str, str], status: int = 200) -> Page:
    with read() as session:
        found = use_cases.open_entry(session, actor=actor(), entry_id=entry_id, now=clock.now())
        file = written = None
        who, now, application_id = actor(), clock.now(), found.entry.application_id
        rules = rules_of(session, application_id)
        if found.may_monitor.allowed:
            limits = rules.application.thresholds
            file = decision_file(session, actor=who, application_id=application_id, limits=limits, now=now)
            written = open_application(session, actor=who, application_id=application_id, now=now).statement
    page = render_template(
        "monitor/entry.html",
        found=found,
        grades=[(grade.value, words) for grade, words in GRADES[language()].items() if grade is not None],
        grade_names=GRADES[language()],
        tones={FindingGrade.SOUND: "ok", FindingGrade.MINOR: "warn", FindingGrade.MAJOR: "error"},
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
        written=written,
        scheme=rules,
        **file_parts(None if file is None else file.contents),
    )
    return page, status
