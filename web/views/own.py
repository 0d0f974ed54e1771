"""For who speaks for a company or a school: the overview, the own scan, and what the organisation holds."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from certificates import register
from certificates.results import has_wheel, next_level, theme_groups, theme_limit
from certificates.scheme import CertificateScheme, certificate_scheme, scheme
from questionnaires import Questionnaire, load
from scan.domain.applications import ApplicationState
from scan.domain.errors import InvalidInput
from scan.domain.states import DossierState, ScanState
from scan.use_cases import applying, organisations, pooling, publishing, reporting, rescanning, starting
from scan.use_cases.improving import Standing, WayUp, standing, way_up
from scan.use_cases.own_organisation import OwnDossier, own_dossier
from scan.use_cases.statement_drafts import draft_of
from scoring import Outcome
from web import clock
from web.database import read, transaction
from web.forms.company import NextRoundForm, NumberForm
from web.forms.faults import Faults, refused, summary_of
from web.holder import SPEAKERS, holder_kind, holder_pages, is_school, organisation_id
from web.i18n import gettext as _
from web.i18n import text
from web.identity import actor
from web.results import advice_cards, caps, ladder, level_missing, level_number, theme_rows, wheels

own = holder_pages("own")
Page = str | Response | tuple[str, int]


def rules() -> CertificateScheme:
    """The rules for certificates of this kind of organisation."""
    return certificate_scheme(holder_kind())


@own.get("")
@SPEAKERS
def overview() -> Page:
    """Where the organisation stands, its wheel, and the cheapest next steps."""
    with read() as session:
        mine = own_dossier(session, actor=actor(), organisation_id=organisation_id())
        certificates = register.of_organisation(
            session, organisation_id=mine.organisation_id, today=clock.today()
        )
        applied = (
            applying.applications_of(session, actor=actor(), dossier_id=mine.dossier_id, now=clock.now())
            if mine.dossier_id
            else ()
        )
        pool = (
            pooling.read_pool(session, actor=actor(), dossier_id=mine.dossier_id, now=clock.now())
            if mine.dossier_id and not is_school()
            else None
        )
        results = reporting.results_of(session, actor=actor(), organisation_id=mine.organisation_id)
        stands = _standing(session, mine)
        outcome = stands.outcome if stands else mine.moderated
        questionnaire = None if outcome is None else _asked(session, outcome)
    up = way_up(stands) if stands else None
    shown = outcome is not None and questionnaire is not None and has_wheel(questionnaire)
    return render_template(
        "own/overview.html",
        own=mine,
        outcome=outcome,
        questionnaire=questionnaire,
        steps=_timeline(mine, bool(applied), bool(certificates)),
        wheels=wheels(questionnaire, outcome, verified=mine.moderated is not None, limits=True)
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
        if questionnaire and outcome and mine.moderated
        else 0,
        applied=applied,
        condition=returned_condition(applied[0]) if applied else None,
        pool=pool,
        certificates=certificates,
        results=results,
    )


def _standing(session: Session, mine: OwnDossier) -> Standing | None:
    if mine.scan_id is None:
        return None
    return standing(session, actor=actor(), scan_id=mine.scan_id, now=clock.now())


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


@own.post("/self-scan")
@SPEAKERS
def start_scan() -> Page:
    """Begin the self-scan, or go on with it."""
    with transaction() as session:
        scan_id = starting.start_own_scan(
            session,
            actor=actor(),
            organisation_id=organisation_id(),
            slug=rules().questionnaire,
            now=clock.now(),
        )
    return redirect(url_for("scanning.overview", scan_id=scan_id))


@own.post("/next-scan")
@SPEAKERS
def start_next() -> Page:
    """Begin the next scan of oneself; the facts about oneself come along when asked, answers never do."""
    with transaction() as session:
        scan_id = rescanning.start_next_round(
            session,
            actor=actor(),
            organisation_id=organisation_id(),
            slug=rules().questionnaire,
            copy_profile=bool(NextRoundForm(request.form).copy_profile.data),
            now=clock.now(),
        )
    return redirect(url_for("scanning.overview", scan_id=scan_id))


def newest_dossier() -> OwnDossier:
    """Where the organisation stands now."""
    with read() as session:
        return own_dossier(session, actor=actor(), organisation_id=organisation_id())


@own.get("/certificate")
@SPEAKERS
def certificate() -> Page:
    """The own certificates, newest first."""
    return _certificate_page({})


@own.post("/number")
@SPEAKERS
def give_number() -> Page:
    """Fill in the KvK number of a school that has none here yet."""
    try:
        with transaction() as session:
            organisations.give_number(
                session,
                actor=actor(),
                organisation_id=organisation_id(),
                kvk_number=NumberForm(request.form).kvk_number.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _certificate_page(refused(problem), 422)
    flash(_("The number is saved."), "ok")
    return redirect(url_for("own.certificate"))


def _certificate_page(faults: Faults, status: int = 200) -> Page:
    with read() as session:
        mine = own_dossier(session, actor=actor(), organisation_id=organisation_id())
        found = register.of_organisation(session, organisation_id=mine.organisation_id, today=clock.today())
        stated = applying.statements_of(session, actor=actor(), organisation_id=mine.organisation_id)
        draft = draft_of(session, actor=actor(), organisation_id=mine.organisation_id)
        about = organisations.open_organisation(
            session, actor=actor(), organisation_id=mine.organisation_id, now=clock.now()
        )
    names = {level.id: level for level in load(rules().questionnaire).levels}
    page = render_template(
        "own/certificate.html",
        own=mine,
        certificates=found,
        levels=names,
        stated=stated[0] if stated else None,
        draft=draft,
        condition=returned_condition(stated[0]) if stated else None,
        scheme=rules(),
        kvk_number=about.info.kvk_number,
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return page, status


def returned_condition(application: applying.ApplicationInfo) -> str | None:
    """The entry condition for which an application came back, in words; None where it names none."""
    if application.return_condition is None or application.state is not ApplicationState.RETURNED:
        return None
    condition = scheme(application.scheme).condition(application.return_condition)
    return None if condition is None else text(condition.text)


def _timeline(mine: OwnDossier, applied: bool, certified: bool) -> list[dict[str, str]]:
    """The steps from self-scan to decision, with who acts (picture 04). A school has no scan by a student beside it."""
    own_done = mine.scan_state in (ScanState.SUBMITTED, ScanState.ACCEPTED)
    moderated = mine.state in (DossierState.MODERATED, DossierState.DECIDED)
    decided = mine.state is DossierState.DECIDED or certified
    checked_by = (
        ((_("A reviewer of the alliance checks"), moderated, _("now up to the reviewer")),)
        if is_school()
        else (
            (_("Scan by a student"), mine.students_handed_in > 0, _("now up to the student")),
            (_("The teacher checks"), moderated, _("now up to the teacher")),
        )
    )
    steps = (
        (_("Scan of our school") if is_school() else _("Self-scan"), own_done, _("now up to you")),
        *checked_by,
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
