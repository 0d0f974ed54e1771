"""The own improvement plan: steps taken from the result or added by hand, who does them, and how it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from certificates.report import Point, report_content
from certificates.results import theme_groups
from questionnaires.definition import Questionnaire
from scan.domain.errors import InvalidInput, NotFound, Stale
from scan.domain.plan import OPEN, ActionSource, PlanState, PlanStep
from scan.use_cases import planning, reporting
from scan.use_cases.opening import items_of
from scan.use_cases.planning import ActionInfo, ActionInput
from scan.use_cases.reporting import Report
from web import clock
from web.database import read, transaction
from web.forms.faults import Faults, refused, said, summary_of
from web.forms.plan import ActionForm, StepForm, sentences
from web.holder import SPEAKERS
from web.i18n import gettext as _
from web.i18n import language, text
from web.identity import actor
from web.views.own import Page, newest_dossier, own

__all__ = ["own"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that can be put in the plan."""

    item_id: str
    theme: str
    title: str
    text: str
    """What it says when it is put in the plan."""
    shown: str
    """The same, under its title."""
    source: ActionSource
    cost: str


@own.get("/plan")
@SPEAKERS
def plan() -> Page:
    """The improvement plan: what we do, who, when, and how far it is."""
    return _plan_page({})


@own.post("/plan")
@SPEAKERS
def plan_post() -> Page:
    """Put an action in the plan."""
    form = ActionForm(request.form)
    mine = newest_dossier()
    if mine.dossier_id is None:
        return redirect(url_for("own.overview"))
    if not form.validate():
        return _plan_page(said(form, sentences())), 422
    try:
        with transaction() as session:
            planning.add_action(
                session, actor=actor(), dossier_id=mine.dossier_id, action=_given(form), now=clock.now()
            )
    except InvalidInput as problem:
        return _plan_page(refused(problem)), 422
    flash(_("Your plan is saved."), "ok")
    return redirect(url_for("own.plan"))


def _given(form: ActionForm) -> ActionInput:
    return ActionInput(
        text=form.text.data or "",
        item_id=form.item_id.data or None,
        planned_on=form.planned_on.data,
        with_others=bool(form.with_others.data),
        owner=form.owner.data or None,
        progress=form.progress.data or None,
        evidence_url=form.evidence_url.data or None,
        source=ActionSource(form.source.data or ActionSource.OWN.value),
    )


@own.get("/plan/<int:action_id>")
@SPEAKERS
def action(action_id: int) -> Page:
    """One action, to change what it says."""
    return _action_page(action_id, {})


@own.post("/plan/<int:action_id>")
@SPEAKERS
def action_post(action_id: int) -> Page:
    """Save what it says; when someone else did so in the meantime, both are shown."""
    form = ActionForm(request.form)
    if not form.validate():
        return _action_page(action_id, said(form, sentences())), 422
    try:
        with transaction() as session:
            planning.change_action(
                session,
                actor=actor(),
                action_id=action_id,
                action=_given(form),
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _action_page(action_id, refused(problem)), 422
    except Stale as stale:
        clash = stale.clashes[0]
        return render_template(
            "own/plan_conflict.html",
            action_id=action_id,
            mine=clash.offered,
            theirs=clash.current,
            version=clash.current_version,
        ), 409
    flash(_("Your plan is saved."), "ok")
    return redirect(url_for("own.plan", _anchor=f"action-{action_id}"))


@own.post("/plan/<int:action_id>/step")
@SPEAKERS
def action_step(action_id: int) -> Page:
    """Begin, finish, drop or take up an action again."""
    form = StepForm(request.form)
    if not form.validate():
        return _action_page(action_id, said(form, sentences())), 422
    try:
        with transaction() as session:
            planning.move_action(
                session,
                actor=actor(),
                action_id=action_id,
                step=PlanStep(str(form.step.data)),
                on=form.finished_on.data,
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _action_page(action_id, refused(problem)), 422
    flash(_("Your plan is saved."), "ok")
    return redirect(url_for("own.plan", _anchor=f"action-{action_id}"))


def _plan_page(faults: Faults) -> str:
    mine = newest_dossier()
    found, report = None, None
    with read() as session:
        if mine.dossier_id is not None:
            found = planning.open_plan(session, actor=actor(), dossier_id=mine.dossier_id, now=clock.now())
            report = _report_of(session, mine.dossier_id)
    themes = {} if report is None else _theme_of(report.standing.form.questionnaire)
    planned = {one.item_id for one in found.actions if one.state in OPEN} if found else set()
    offers, way_title = _offers(report)
    return render_template(
        "own/plan.html",
        plan=found,
        themes=themes,
        offers=[one for one in offers if one.item_id not in planned],
        way_title=way_title,
        states=PlanState,
        sources=ActionSource,
        step_words=step_words(),
        source_words=source_words(),
        faults=faults,
        summary=summary_of(faults),
        values=request.form,
        has_errors=bool(faults),
        today=clock.today(),
    )


def _report_of(session: Session, dossier_id: int) -> Report | None:
    """The newest result; None while nothing was handed in."""
    try:
        return reporting.open_report(session, actor=actor(), dossier_id=dossier_id, now=clock.now())
    except NotFound:
        return None


def _theme_of(questionnaire: Questionnaire) -> Mapping[str, tuple[str, str]]:
    """By question: the id of its theme, and the theme's name."""
    return {
        item.id: (str(group.theme), text(group.title))
        for group in theme_groups(questionnaire)
        for item in items_of(group)
    }


def _offers(report: Report | None) -> tuple[list[Offer], str]:
    """The cheapest way up first, then the advice that gains most; each question once."""
    if report is None:
        return [], ""
    content = report_content(report, language=language())
    offers = [_way_offer(point) for point in content.way]
    known = {one.item_id for one in offers}
    offers += [
        Offer(
            point.item_id, point.theme, point.title, point.text, point.text, ActionSource.ADVICE, point.note
        )
        for point in content.improve
        if point.item_id not in known
    ]
    return offers, content.way_title


def _way_offer(point: Point) -> Offer:
    return Offer(
        point.item_id,
        point.theme,
        point.title,
        f"{point.title}: {point.text}",
        point.text,
        ActionSource.WAY_UP,
        "",
    )


def _action_page(action_id: int, faults: Faults) -> str:
    with read() as session:
        found = planning.open_action(session, actor=actor(), action_id=action_id, now=clock.now())
    return render_template(
        "own/action.html",
        action=found,
        values=request.form if request.method == "POST" and "text" in request.form else _values(found),
        step_words=step_words(),
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
        today=clock.today(),
    )


def _values(found: ActionInfo) -> dict[str, object]:
    day: date | None = found.planned_on
    return {
        "text": found.text,
        "owner": found.owner or "",
        "planned_on": "" if day is None else day.isoformat(),
        "with_others": found.with_others,
        "progress": found.progress or "",
        "evidence_url": found.evidence_url or "",
    }


def step_words() -> dict[PlanStep, str]:
    """What stands on the button of each step."""
    return {
        PlanStep.BEGIN: _("We have begun"),
        PlanStep.FINISH: _("This is done"),
        PlanStep.DROP: _("We leave it"),
        PlanStep.RESUME: _("Take it up again"),
    }


def source_words() -> dict[ActionSource, str]:
    """Where an action came from."""
    return {
        ActionSource.ADVICE: _("from the advice"),
        ActionSource.WAY_UP: _("from the cheapest way up"),
        ActionSource.OWN: _("your own idea"),
    }
