"""For who speaks for a company or school: its agreement, its platform, its stories and its projects, on one page."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput
from scan.domain.roles import Role
from scan.use_cases import agreements, partners, platform_lists, platforms, practices, projects
from web import clock
from web.database import read, transaction
from web.forms.faults import Faults, refused, summary_of
from web.forms.platform import JoinForm
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, choices_asked, number_chosen, piece_asked, word_chosen
from web.network_words import agreement_states, choices, ground_names, practice_states
from web.permissions import allow

partner = Blueprint("partner", __name__, url_prefix="/partner")
Page = str | Response | tuple[str, int]
SPEAKERS = allow(Role.CONTACT, Role.COORDINATOR)
PIECE = 20
"""Of each of the lists on the page."""


def organisation_id() -> int:
    """The company or school the person speaks for; of several the first."""
    own = platforms.own_organisations(actor())
    if not own:
        raise NoSuchPage
    return own[0]


@partner.get("")
@SPEAKERS
def overview() -> Page:
    """What the own organisation does together with others, and what it can do next."""
    return _page({})


@partner.post("/agreement")
@SPEAKERS
def start() -> Page:
    """Begin an agreement, or a new edition of it."""
    try:
        with transaction() as session:
            agreement_id = agreements.start_agreement(
                session, actor=actor(), organisation_id=organisation_id(), now=clock.now()
            )
    except InvalidInput as problem:
        return _page(refused(problem)), 422
    return redirect(url_for("agreement.show", agreement_id=agreement_id))


@partner.post("/platform")
@SPEAKERS
def join_platform() -> Page:
    """Become a member of a platform."""
    form = JoinForm(request.form)
    if not form.validate() or form.platform_id.data is None:
        return _page({"platform": _("Choose a platform.")}), 422
    try:
        with transaction() as session:
            platforms.join_platform(
                session, actor=actor(), organisation_id=organisation_id(), platform_id=form.platform_id.data,
                now=clock.now(),
            )  # fmt: skip
    except InvalidInput as problem:
        return _page(refused(problem)), 422
    flash(_("Welcome. You are a member now."), "ok")
    return redirect(url_for("inside.show", platform_id=form.platform_id.data))


@partner.post("/platform/leave")
@SPEAKERS
def leave_platform() -> Page:
    """Leave the platform."""
    try:
        with transaction() as session:
            platforms.leave_platform(
                session, actor=actor(), organisation_id=organisation_id(), now=clock.now()
            )
    except InvalidInput as problem:
        return _page(refused(problem)), 422
    flash(_("You left the platform. Your stories stay until you take them away."), "ok")
    return redirect(url_for("partner.overview"))


@partner.post("/project")
@SPEAKERS
def join_project() -> Page:
    """Take part in a project, or choose anew whether the own figures may be shown."""
    form = JoinForm(request.form)
    if not form.validate() or form.project_id.data is None:
        return redirect(url_for("network.projects"))
    try:
        with transaction() as session:
            projects.join_project(
                session, actor=actor(), organisation_id=organisation_id(), project_id=form.project_id.data,
                shows_own=form.shows_own.data, now=clock.now(),
            )  # fmt: skip
    except InvalidInput as problem:
        flash(refused(problem)["project"], "warn")
    else:
        flash(_("Saved. You take part."), "ok")
    return redirect(url_for("network.project", project_id=form.project_id.data))


@partner.post("/project/leave")
@SPEAKERS
def leave_project() -> Page:
    """Stop with a project."""
    form = JoinForm(request.form)
    if not form.validate() or form.project_id.data is None:
        return redirect(url_for("network.projects"))
    with transaction() as session:
        projects.leave_project(
            session, actor=actor(), organisation_id=organisation_id(), project_id=form.project_id.data,
            now=clock.now(),
        )  # fmt: skip
    flash(_("You no longer take part. Your own figures are gone."), "ok")
    return redirect(url_for("network.project", project_id=form.project_id.data))


def _page(faults: Faults) -> str:
    own, now = organisation_id(), clock.now()
    with read() as session:
        editions = partners.agreements_of(session, actor=actor(), organisation_id=own, now=now)
        standing = platforms.standing_of(session, actor=actor(), organisation_id=own, now=now)
        found = platform_lists.platforms_to_choose(
            session, asked=choices_asked(), chosen=number_chosen(request.form, "platform_id")
        )
        platform = (
            None
            if standing.platform_id is None
            else platforms.show_platform(session, platform_id=standing.platform_id)
        )
        stories = practices.own_practices(
            session, actor=actor(), organisation_id=own, asked=piece_asked("stories", size=PIECE)
        )
        running = projects.projects_of(
            session, organisation_id=own, today=clock.today(), asked=piece_asked("projects", size=PIECE)
        )
    return render_template(
        "partner/overview.html",
        editions=editions,
        may_start=partners.may_start(editions),
        standing=standing,
        platform=platform,
        found=found,
        wanted=choices_asked().query,
        platform_choices=choices(
            ((number, f"{name} ({place})") for number, name, place in found.items), _("Choose a platform")
        ),
        chosen=word_chosen(request.form, "platform_id"),
        stories=stories,
        story_links=Links("partner.overview", {}, "stories"),
        projects=running,
        project_links=Links("partner.overview", {}, "projects"),
        agreement_states=agreement_states(),
        practice_states=practice_states(),
        grounds=ground_names(),
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
