"""For students: my internship, and the scan of its company."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from scan.domain.roles import Role
from scan.domain.states import DossierState, ScanState
from scan.use_cases import pupils, starting
from scan.use_cases.digests import my_news
from scan.use_cases.starting import PlacementInfo
from web import clock
from web.database import read, transaction
from web.i18n import gettext as _
from web.identity import actor
from web.news_lines import told
from web.permissions import allow

student = Blueprint("student", __name__)
QUESTIONNAIRE = "internship-company"


@student.get("/student")
@allow(Role.STUDENT)
def start() -> str | Response:
    """My internships, each with where its scan is."""
    with read() as session:
        placements = starting.my_placements(session, actor=actor())
        new = my_news(session, actor=actor(), now=clock.now())
        scans_own_school = bool(pupils.my_pupil_classes(session, actor=actor()))
    if scans_own_school and not placements:
        return redirect(url_for("pupil.start"))
    return render_template(
        "student/start.html",
        placements=[(one, timeline(one)) for one in placements],
        states=ScanState,
        news=told(new),
        newest=max((one.id for one in new), default=0),
        scans_own_school=scans_own_school,
    )


@student.post("/placements/<int:placement_id>/scan")
@allow(Role.STUDENT)
def start_scan(placement_id: int) -> Response:
    """Begin the scan of this internship's company, or go on with it."""
    with transaction() as session:
        scan_id = starting.start_scan(
            session, actor=actor(), placement_id=placement_id, slug=QUESTIONNAIRE, now=clock.now()
        )
    return redirect(url_for("scanning.overview", scan_id=scan_id))


def timeline(placement: PlacementInfo) -> list[dict[str, str]]:
    """The steps from joining to the certificate, with who acts."""
    state, dossier = placement.scan_state, placement.dossier_state
    handed_in = state in (ScanState.SUBMITTED, ScanState.ACCEPTED)
    checked = state is ScanState.ACCEPTED
    decided = dossier is DossierState.DECIDED
    steps = [
        (_("Your scan"), handed_in, _("now up to you")),
        (_("The teacher checks"), checked, _("now up to your teacher")),
        (_("The company applies"), decided, _("now up to the company")),
        (_("The alliance decides"), decided, _("later")),
    ]
    shown, waiting = [], True
    for title, done, whose in steps:
        place = "done" if done else "now" if waiting else "later"
        waiting = waiting and done
        note = {"done": _("done"), "later": _("later")}.get(place, whose)
        shown.append({"title": title, "state": place, "note": note})
    return shown
