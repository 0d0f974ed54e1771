"""For the alliance: partners and their agreements, platforms, and projects."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certificates.scheme import scheme
from questionnaires import load
from scan.domain.errors import InvalidInput, Stale
from scan.domain.roles import Role
from scan.use_cases import agreements, inviting_partners, partners, platform_lists, platforms, projects
from scan.use_cases.organisations import OrganisationInput
from scan.use_cases.platforms import PlatformInput
from scan.use_cases.projects import ProjectInfo, ProjectInput
from web import clock
from web.database import read, transaction
from web.forms.faults import Faults, refused, said, summary_of
from web.forms.partner import ProposeForm
from web.forms.platform import LeadForm, PlatformForm, ProjectForm, sentences
from web.i18n import gettext as _
from web.i18n import language
from web.identity import actor
from web.listing import Links, links_of, number_chosen, page_asked, part_asked, word_asked
from web.network_words import agreement_states, choices, phase_names, theme_names
from web.permissions import allow

alliance = Blueprint("alliance", __name__, url_prefix="/alliance")
Page = str | Response | tuple[str, int]
OFFICE = allow(Role.CERTIFIER, Role.ADMINISTRATOR)
_DAYS = ("starts_on", "ends_on", "before_from", "before_until", "after_from", "after_until")


@alliance.get("/partners")
@OFFICE
def agreement_list() -> Page:
    """All agreements: what waits for a signature on top; and the search for a new partner."""
    return _partners_page({})


@alliance.post("/partners")
@OFFICE
def propose() -> Page:
    """Begin an agreement for an organisation that is known, or that is registered now."""
    form = ProposeForm(request.form)
    if not form.validate():
        return _partners_page(said(form, sentences())), 422
    try:
        with transaction() as session:
            chosen = form.organisation_id.data or inviting_partners.register_candidate(
                session,
                actor=actor(),
                organisation=OrganisationInput(
                    name=form.name.data or "",
                    kvk_number=form.kvk_number.data,
                    place=form.place.data,
                    municipality=form.place.data,
                ),
                now=clock.now(),
            )
            agreement_id = agreements.start_agreement(
                session, actor=actor(), organisation_id=chosen, now=clock.now()
            )
    except InvalidInput as problem:
        return _partners_page(refused(problem)), 422
    flash(_("The agreement is begun. The partner fills it in."), "ok")
    return redirect(url_for("agreement.show", agreement_id=agreement_id))


@alliance.post("/partners/<int:agreement_id>/invite")
@OFFICE
def invite(agreement_id: int) -> Page:
    """A code for the first contact of a partner; it is shown once."""
    try:
        with transaction() as session:
            made = inviting_partners.invite_first_contact(
                session, actor=actor(), agreement_id=agreement_id, now=clock.now()
            )
    except InvalidInput as problem:
        flash(refused(problem)["contact"], "warn")
        return redirect(url_for("agreement.show", agreement_id=agreement_id))
    return render_template("alliance/invitation.html", invitation=made, agreement_id=agreement_id)


@alliance.get("/platforms")
@OFFICE
def platform_list() -> Page:
    """All platforms, and the form for a new one."""
    return _platforms_page({})


@alliance.post("/platforms")
@OFFICE
def create_platform() -> Page:
    """Begin a platform."""
    form = PlatformForm(request.form)
    if not form.validate():
        return _platforms_page(said(form, sentences())), 422
    about = PlatformInput(form.name.data or "", form.place.data or "", form.summary.data or "")
    try:
        with transaction() as session:
            platform_id = platforms.create_platform(
                session, actor=actor(), platform=about, lead_id=form.lead_id.data or 0, now=clock.now()
            )
    except InvalidInput as problem:
        return _platforms_page(refused(problem)), 422
    flash(_("The platform is begun."), "ok")
    return redirect(url_for("inside.show", platform_id=platform_id))


@alliance.post("/platforms/<int:platform_id>/lead")
@OFFICE
def appoint_lead(platform_id: int) -> Page:
    """Another member leads from now on."""
    form = LeadForm(request.form)
    lead_id = form.lead_id.data if form.validate() else None
    try:
        with transaction() as session:
            platforms.appoint_lead(
                session, actor=actor(), platform_id=platform_id, lead_id=lead_id or 0, now=clock.now()
            )
    except InvalidInput as problem:
        flash(refused(problem)["lead_id"], "warn")
    else:
        flash(_("The platform has another lead."), "ok")
    return redirect(url_for("inside.show", platform_id=platform_id))


@alliance.get("/projects")
@OFFICE
def project_list() -> Page:
    """All projects, and the way to a new one."""
    with read() as session:
        found = projects.list_projects(session, today=clock.today(), asked=part_asked())
    return render_template(
        "alliance/projects.html",
        found=found,
        links=links_of("alliance.project_list"),
        phases=phase_names(),
        themes=theme_names(),
    )


@alliance.get("/projects/new")
@OFFICE
def new_project() -> Page:
    """The form for a project within a theme."""
    return _project_page(None, {})


@alliance.post("/projects/new")
@OFFICE
def create_project() -> Page:
    """Set up a project."""
    return _save_project(None)


@alliance.get("/projects/<int:project_id>")
@OFFICE
def project(project_id: int) -> Page:
    """A project, to change it."""
    return _project_page(project_id, {})


@alliance.post("/projects/<int:project_id>")
@OFFICE
def change_project(project_id: int) -> Page:
    """Change a project."""
    return _save_project(project_id)


def _partners_page(faults: Faults) -> str:
    state = word_asked("state", 20)
    wanted = word_asked("find")
    with read() as session:
        found = partners.alliance_agreements(
            session, actor=actor(), now=clock.now(), state=state, asked=part_asked()
        )
        candidates = inviting_partners.find_candidates(
            session, actor=actor(), text=wanted, now=clock.now(), page=page_asked("propose")
        )
    return render_template(
        "alliance/partners.html",
        found=found,
        links=links_of("alliance.agreement_list", state=state),
        state=state,
        wanted=wanted,
        candidates=candidates,
        candidate_links=Links("alliance.agreement_list", {"find": wanted}, "propose"),
        states=agreement_states(),
        state_choices=choices(agreement_states().items(), _("All states")),
        values=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _platforms_page(faults: Faults) -> str:
    wanted = word_asked("find")
    with read() as session:
        found = platform_lists.list_platforms(session, asked=part_asked())
        candidates = inviting_partners.find_candidates(
            session, actor=actor(), text=wanted, now=clock.now(),
            chosen=number_chosen(request.form, "lead_id"),
        )  # fmt: skip
    return render_template(
        "alliance/platforms.html",
        found=found,
        wanted=wanted,
        links=links_of("alliance.platform_list"),
        candidates=candidates,
        lead_choices=choices(
            (one.id, f"{one.name}, {one.place}" if one.place else one.name) for one in candidates.items
        ),
        values=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _save_project(project_id: int | None) -> Page:
    form = ProjectForm(request.form)
    if not form.validate():
        return _project_page(project_id, said(form, sentences())), 422
    given = ProjectInput(
        theme=form.theme.data or "",
        title=form.title.data or "",
        goal=form.goal.data or "",
        pilot=form.pilot.data,
        period=form.period("starts_on", "ends_on"),
        before=form.period("before_from", "before_until"),
        after=form.period("after_from", "after_until"),
        indicators=tuple(form.indicators.data or ()),
    )
    try:
        with transaction() as session:
            saved = projects.save_project(
                session, actor=actor(), project=given, questionnaire=load(scheme().questionnaire),
                project_id=project_id, version=form.version.data or 0, now=clock.now(),
            )  # fmt: skip
    except InvalidInput as problem:
        names = {"period": "ends_on", "before": "before_until", "after": "after_from"}
        return _project_page(project_id, refused(problem, names)), 422
    except Stale:
        changed = _("Someone else changed this in the meantime. Look at it again.")
        return _project_page(project_id, {"title": changed}), 409
    flash(_("Saved. Everyone can read it now."), "ok")
    return redirect(url_for("network.project", project_id=saved))


def _project_page(project_id: int | None, faults: Faults) -> str:
    found = None
    if project_id is not None:
        with read() as session:
            found = projects.show_project(session, project_id=project_id, today=clock.today())
    values: Mapping[str, object] = request.form if faults else _values(found)
    theme = str(values.get("theme") or request.args.get("theme", ""))
    questionnaire = load(scheme().questionnaire)
    ids = projects.indicators_of(questionnaire, theme)
    chosen = ProjectForm(request.form).indicators.data if faults else (found.indicators if found else ())
    return render_template(
        "alliance/project.html",
        project=found,
        theme=theme,
        theme_name=theme_names().get(theme, ""),
        theme_choices=choices(theme_names().items(), _("Choose a theme")),
        indicators=projects.titles(questionnaire, ids, language()),
        chosen=chosen,
        values=values,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _values(found: ProjectInfo | None) -> dict[str, object]:
    if found is None:
        return {}
    periods = (found.period.first, found.period.last, found.before.first, found.before.last,
               found.after.first, found.after.last)  # fmt: skip
    return {
        "theme": found.theme,
        "title": found.title,
        "goal": found.goal,
        "pilot": found.pilot,
        **{name: day.isoformat() for name, day in zip(_DAYS, periods, strict=True)},
    }
