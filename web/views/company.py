"""For company contacts: the overview, the own scan, and what the company holds."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from certificates import register
from certificates.results import has_wheel, next_level, theme_groups, theme_limit
from certificates.scheme import scheme
from questionnaires import Questionnaire, load
from scan.domain.applications import ApplicationState
from scan.domain.roles import Role
from scan.domain.states import DossierState, ScanState
from scan.use_cases import applying, pooling, publishing, reporting, rescanning, starting
from scan.use_cases.improving import Standing, WayUp, standing, way_up
from scan.use_cases.own_organisation import OwnDossier, own_dossier
from scan.use_cases.statement_drafts import draft_of
from scoring import Outcome
from web import clock
from web.database import read, transaction
from web.forms.company import NextRoundForm
from web.i18n import gettext as _
from web.i18n import text
from web.identity import actor
from web.permissions import allow
from web.results import advice_cards, caps, ladder, level_missing, level_number, theme_rows, wheels

company = Blueprint("company", __name__, url_prefix="/company")
CONTACT = allow(Role.CONTACT)
Page = str | Response | tuple[str, int]


def organisation_id() -> int:
    """The company the person speaks for; of several the first."""
    return actor().organisations(Role.CONTACT)[0]


@company.get("")
@CONTACT
def overview() -> Page:
    """Where the company stands, its wheel, and the cheapest next steps."""
    with read() as session:
        own = own_dossier(session, actor=actor(), organisation_id=organisation_id())
        certificates = register.of_organisation(
            session, organisation_id=own.organisation_id, today=clock.today()
        )
        applied = (
            applying.applications_of(session, actor=actor(), dossier_id=own.dossier_id, now=clock.now())
            if own.dossier_id
            else ()
        )
        pool = (
            pooling.read_pool(session, actor=actor(), dossier_id=own.dossier_id, now=clock.now())
            if own.dossier_id
            else None
        )
        results = reporting.results_of(session, actor=actor(), organisation_id=own.organisation_id)
        stands = _standing(session, own)
        outcome = stands.outcome if stands else own.moderated
        questionnaire = None if outcome is None else _asked(session, outcome)
    up = way_up(stands) if stands else None
    shown = outcome is not None and questionnaire is not None and has_wheel(questionnaire)
    return render_template(
        "company/overview.html",
        own=own,
        outcome=outcome,
        questionnaire=questionnaire,
        steps=_timeline(own, bool(applied), bool(certificates)),
        wheels=wheels(questionnaire, outcome, verified=own.moderated is not None, limits=True)
        if shown and questionnaire and outcome
        else None,
        rows=_table(questionnaire, outcome) if questionnaire and outcome else (),
        goal=next_level(questionnaire, outcome) if questionnaire and outcome else None,
        actions=advice_cards(questionnaire, outcome) if questionnaire and outcome else (),
        way=_way_words(questionnaire, up) if questionnaire and up else (),
        way_level=up.level if up else None,
        missing=level_missing(questionnaire, outcome) if questionnaire and outcome else (),
        caps=caps(questionnaire, outcome) if questionnaire and outcome else (),
        ladder=ladder(questionnaire) if questionnaire else [],
        level=level_number(questionnaire, outcome.level)
        if questionnaire and outcome and own.moderated
        else 0,
        applied=applied,
        condition=returned_condition(applied[0]) if applied else None,
        pool=pool,
        certificates=certificates,
        results=results,
    )


def _standing(session: Session, own: OwnDossier) -> Standing | None:
    if own.scan_id is None:
        return None
    return standing(session, actor=actor(), scan_id=own.scan_id, now=clock.now())


def _asked(session: Session, outcome: Outcome) -> Questionnaire:
    """The questionnaire that an outcome rests on."""
    return publishing.read_version(session, sha256=outcome.sha256).questionnaire


def _table(questionnaire: Questionnaire, outcome: Outcome) -> list[dict[str, object]]:
    """Each theme: what was filled in, what counts, how far these are apart, and how far to the next level."""
    goal = next_level(questionnaire, outcome)
    limits = {str(group.theme): theme_limit(goal, group) for group in theme_groups(questionnaire)}
    return [row | {"limit": limits[str(row["theme"])]} for row in theme_rows(questionnaire, outcome)]


def _way_words(questionnaire: Questionnaire, up: WayUp) -> tuple[tuple[str, str], ...]:
    """Each step of the cheapest way: the question, and the answer that it leads to."""
    items = {item.id: item for item in questionnaire.items()}
    found = []
    for move in up.path.moves:
        item = items[move.item]
        options = {option.key: text(option.text) for option in getattr(item, "options", ())}
        goal = _("Show evidence") if move.kind == "evidence" else options.get(move.to_option, _("Yes"))
        found.append((text(item.question), goal))
    return tuple(found)


@company.post("/self-scan")
@CONTACT
def start_scan() -> Page:
    """Begin the self-scan, or go on with it."""
    with transaction() as session:
        scan_id = starting.start_own_scan(
            session,
            actor=actor(),
            organisation_id=organisation_id(),
            slug=scheme().questionnaire,
            now=clock.now(),
        )
    return redirect(url_for("scanning.overview", scan_id=scan_id))


@company.post("/next-scan")
@CONTACT
def start_next() -> Page:
    """Begin the next scan of oneself; the facts about the company come along when asked, answers never do."""
    with transaction() as session:
        scan_id = rescanning.start_next_round(
            session,
            actor=actor(),
            organisation_id=organisation_id(),
            slug=scheme().questionnaire,
            copy_profile=bool(NextRoundForm(request.form).copy_profile.data),
            now=clock.now(),
        )
    return redirect(url_for("scanning.overview", scan_id=scan_id))


def newest_dossier() -> OwnDossier:
    """Where the company stands now."""
    with read() as session:
        return own_dossier(session, actor=actor(), organisation_id=organisation_id())


@company.get("/certificate")
@CONTACT
def certificate() -> Page:
    """The company's certificates, newest first."""
    with read() as session:
        own = own_dossier(session, actor=actor(), organisation_id=organisation_id())
        found = register.of_organisation(session, organisation_id=own.organisation_id, today=clock.today())
        stated = applying.statements_of(session, actor=actor(), organisation_id=own.organisation_id)
        draft = draft_of(session, actor=actor(), organisation_id=own.organisation_id)
    names = {level.id: level for level in load(scheme().questionnaire).levels}
    return render_template(
        "company/certificate.html",
        own=own,
        certificates=found,
        levels=names,
        stated=stated[0] if stated else None,
        draft=draft,
        condition=returned_condition(stated[0]) if stated else None,
    )


def returned_condition(application: applying.ApplicationInfo) -> str | None:
    """The entry condition for which an application came back, in words; None where it names none."""
    if application.return_condition is None or application.state is not ApplicationState.RETURNED:
        return None
    condition = scheme(application.scheme).condition(application.return_condition)
    return None if condition is None else text(condition.text)


def _timeline(own: OwnDossier, applied: bool, certified: bool) -> list[dict[str, str]]:
    """The steps from self-scan to decision, with who acts (picture 04)."""
    own_done = own.scan_state in (ScanState.SUBMITTED, ScanState.ACCEPTED)
    students_done = own.students_handed_in > 0
    moderated = own.state in (DossierState.MODERATED, DossierState.DECIDED)
    decided = own.state is DossierState.DECIDED or certified
    steps = (
        (_("Self-scan"), own_done, _("now up to you")),
        (_("Scan by a student"), students_done, _("now up to the student")),
        (_("The teacher checks"), moderated, _("now up to the teacher")),
        (_("Apply for the certificate"), applied or decided, _("now up to you")),
        (_("The alliance decides"), decided, _("now up to the alliance")),
    )
    shown, open_step = [], True
    for title, done, whose in steps:
        state = "done" if done else "now" if open_step else "later"
        open_step = open_step and done
        note = {"done": _("done"), "later": _("later"), "now": whose}[state]
        shown.append({"title": title, "state": state, "note": note})
    return shown
