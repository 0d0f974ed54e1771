"""For everyone: partners and what they promised, platforms, good practices, and projects with their figures."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from certificates.scheme import scheme
from questionnaires import load
from scan.domain.partnering import PLEDGED
from scan.store.paging import SIZE, cut
from scan.use_cases import partners, platform_lists, platforms, practice_search, projects
from scan.use_cases.evaluating import THEME, Evaluation, evaluate
from scan.use_cases.practice_search import Wanted
from scan.use_cases.projects import ProjectInfo
from web import clock
from web.database import read
from web.exports import export
from web.i18n import gettext as _
from web.i18n import language
from web.identity import current_actor
from web.listing import Links, links_of, number_chosen, page_asked, part_asked, piece_asked, word_asked
from web.network_words import (
    agreement_states,
    article_names,
    choices,
    effort_names,
    ground_names,
    kind_names,
    phase_names,
    pledge_states,
    sector_names,
    size_names,
    theme_names,
)
from web.permissions import public as for_everyone

network = Blueprint("network", __name__)


@network.get("/partners")
@for_everyone
def partner_list() -> str:
    """Who is a partner today."""
    kind, theme = word_asked("kind", 40), word_asked("theme", 40)
    with read() as session:
        found = partners.public_partners(session, now=clock.now(), kind=kind, theme=theme, asked=part_asked())
    return render_template(
        "network/partners.html",
        found=found,
        links=links_of("network.partner_list", kind=kind, theme=theme),
        kind=kind,
        theme=theme,
        kinds=kind_names(),
        kind_choices=choices(kind_names().items(), _("All kinds")),
        themes=theme_names(),
        theme_choices=choices(theme_names().items(), _("All themes")),
    )


@network.get("/partners/<int:organisation_id>")
@for_everyone
def partner_page(organisation_id: int) -> str:
    """What one partner promised and reported, in every edition that both sides signed. No names of people."""
    with read() as session:
        editions = partners.public_partner(session, organisation_id=organisation_id, now=clock.now())
    return render_template(
        "network/partner.html",
        partner=editions[0],
        editions=editions,
        kinds=kind_names(),
        states=agreement_states(),
        pledge_states=pledge_states(),
        articles=article_names(),
        pledged=PLEDGED,
        themes=theme_names(),
    )


@network.get("/platforms")
@for_everyone
def platform_list() -> str:
    """All platforms."""
    with read() as session:
        found = platform_lists.list_platforms(session, asked=part_asked())
    return render_template("network/platforms.html", found=found, links=links_of("network.platform_list"))


@network.get("/platforms/<int:platform_id>")
@for_everyone
def platform(platform_id: int) -> str:
    """One platform: who is in it, and the newest of what it shares."""
    person = current_actor()
    with read() as session:
        found = platforms.show_platform(session, platform_id=platform_id)
        members = platform_lists.members_of(session, platform_id=platform_id, asked=part_asked())
        stories = practice_search.search_practices(session, wanted=Wanted(platform_id=platform_id))
        insider = person is not None and platforms.own_member(session, person, platform_id) is not None
    return render_template(
        "network/platform.html",
        platform=found,
        members=members,
        links=links_of("network.platform", platform_id=platform_id),
        stories=stories,
        insider=insider,
        grounds=ground_names(),
        themes=theme_names(),
    )


@network.get("/practices")
@for_everyone
def practices() -> str:
    """Good practices by words, theme, sector and size, of all platforms or of one."""
    values = {name: word_asked(name, 200) for name in ("q", "theme", "sector", "size", "platform")}
    of_one = number_chosen(values, "platform")
    wanted = Wanted(values["q"], values["theme"], values["sector"], values["size"], of_one)
    with read() as session:
        platform = None if of_one is None else platforms.show_platform(session, platform_id=of_one)
        found = practice_search.search_practices(session, wanted=wanted, page=page_asked())
        used = practice_search.sectors_in_use(session)
    names = sector_names()
    return render_template(
        "network/practices.html",
        found=found,
        links=Links("network.practices", values),
        platform=platform,
        values=values,
        themes=theme_names(),
        efforts=effort_names(),
        theme_choices=choices(theme_names().items(), _("All themes")),
        sector_choices=choices(((one, names.get(one, one)) for one in used), _("All sectors")),
        size_choices=choices(size_names().items(), _("All sizes")),
    )


@network.get("/practices/<int:practice_id>")
@for_everyone
def practice(practice_id: int) -> str:
    """One story; gone at once when the company takes it away."""
    with read() as session:
        found = practice_search.read_practice(session, practice_id=practice_id)
    return render_template(
        "network/practice.html",
        practice=found,
        theme=theme_names()[found.theme],
        effort=effort_names()[found.effort],
        sector=sector_names().get(found.sector or "", ""),
        size=size_names()[found.size] if found.size else "",
    )


@network.get("/projects")
@for_everyone
def project_list() -> str:
    """Projects and pilots: those that run first."""
    theme = word_asked("theme", 40)
    with read() as session:
        found = projects.list_projects(session, today=clock.today(), theme=theme, asked=part_asked())
    return render_template(
        "network/projects.html",
        found=found,
        links=links_of("network.project_list", theme=theme),
        theme=theme,
        themes=theme_names(),
        theme_choices=choices(theme_names().items(), _("All themes")),
        phases=phase_names(),
    )


@network.get("/projects/<int:project_id>")
@for_everyone
def project(project_id: int) -> str:
    """One project: what it wants, who takes part, and before and after where enough were measured."""
    person = current_actor()
    with read() as session:
        found = projects.show_project(session, project_id=project_id, today=clock.today())
        participants = projects.participants_of(session, project_id=project_id, asked=part_asked())
        evaluation = evaluate(session, project=found, now=clock.now())
        own = () if person is None else platforms.own_organisations(person)
        mine = projects.own_part(session, project_id=project_id, organisation_id=own[0]) if own else None
    return render_template(
        "network/project.html",
        project=found,
        participants=participants,
        links=links_of("network.project", project_id=project_id),
        evaluation=evaluation,
        figures=cut(evaluation.own, piece_asked("own", size=SIZE)),
        figure_links=Links("network.project", {"project_id": project_id}, "own"),
        names=_indicator_names(found),
        theme=theme_names()[found.theme],
        phase=phase_names()[found.phase],
        may_join=bool(own),
        mine=mine,
    )


@network.get("/projects/<int:project_id>.<any(csv, xlsx):ending>")
@for_everyone
def project_figures(project_id: int, ending: str) -> Response:
    """The figures of the page as a file."""
    with read() as session:
        found = projects.show_project(session, project_id=project_id, today=clock.today())
        evaluation = evaluate(session, project=found, now=clock.now())
    return export(_rows(found, evaluation), _("project"), ending)


def _indicator_names(project: ProjectInfo) -> dict[str, str]:
    """What each row of the figures is about."""
    questions = projects.titles(load(scheme().questionnaire), project.indicators, language())
    return {THEME: theme_names()[project.theme], **questions}


def _rows(project: ProjectInfo, evaluation: Evaluation) -> list[tuple[str, ...]]:
    names = _indicator_names(project)
    head = (_("Indicator"), _("Participants"), _("Before"), _("After"), _("Difference"))
    means = [
        (
            names[one.indicator],
            str(one.participants),
            str(one.before),
            str(one.after),
            str(one.after - one.before),
        )
        for one in evaluation.changes
    ]
    own = [
        (
            f"{names[THEME]}: {one.organisation}",
            "1",
            str(one.before),
            str(one.after),
            str(one.after - one.before),
        )
        for one in evaluation.own
    ]
    return [head, *means, *own]
