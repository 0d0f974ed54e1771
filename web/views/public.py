"""For everyone: the start page, the register, checking a certificate, ambassadors, and what we promise."""

from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template, request
from sqlalchemy.orm import Session

from certificates import ambassador_counts
from certificates import register as the_register
from certificates.results import level_named, strongest_theme, theme_groups
from certificates.scheme import AmbassadorProgramme, published, scheme
from questionnaires import load
from scan.domain.applications import PublicDetail
from scan.domain.retention import load_schedule
from scan.use_cases import people, publishing
from scoring import Outcome
from web import clock
from web.database import read
from web.i18n import language
from web.identity import current_actor
from web.permissions import public as for_everyone

public = Blueprint("public", __name__)
SOON = 90
"""Days before its last day from which a certificate is said to expire soon."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One certificate in the list, in the reader's language."""

    entry: the_register.Entry
    level_number: int
    level_name: str
    levels: int
    theme: str | None
    theme_name: str
    soon: bool


@public.get("/")
@for_everyone
def home() -> str:
    """What this is, and where each visitor goes."""
    with read() as session:
        count = the_register.search(session, today=clock.today()).total
        ambassadors_count = ambassador_counts.appointed_total(session)
    return render_template("public/home.html", certificates=count, ambassadors=ambassadors_count)


@public.get("/about")
@for_everyone
def about() -> str:
    """How a scan becomes a certificate, and who does what."""
    questionnaire = load(scheme().questionnaire)
    return render_template("public/about.html", questionnaire=questionnaire, scheme=scheme())


@public.get("/privacy")
@for_everyone
def privacy() -> str:
    """Which data we keep, why and how long."""
    return render_template("public/privacy.html", schedule=load_schedule())


@public.get("/accessibility")
@for_everyone
def accessibility() -> str:
    """How everyone can use this, and what to do when it does not work."""
    return render_template("public/accessibility.html")


@public.get("/help")
@for_everyone
def help_page() -> str:
    """Whom to ask."""
    return render_template("public/help.html", contact=current_app.config["SETTINGS"].contact)


@public.get("/safety")
@for_everyone
def safety() -> str:
    """'Something is not safe': people who help, for a student those of the own school. Nothing is stored
    (instrument A4.5).
    """
    person = current_actor()
    if person is None:
        return render_template("public/safety.html", contacts=())
    with read() as session:
        contacts = people.safety_contacts(session, actor=person)
    return render_template("public/safety.html", contacts=contacts)


@public.get("/register")
@for_everyone
def register() -> str:
    """Certificates that hold today."""
    query = request.args.get("q", "")[:100]
    municipality = request.args.get("municipality", "")[:80]
    level = request.args.get("level", "")[:60]
    page = request.args.get("page", 1, type=int)
    questionnaire = load(scheme().questionnaire)
    with read() as session:
        found = the_register.search(
            session, today=clock.today(), query=query, municipality=municipality, level=level, page=page
        )
        places = the_register.municipalities(session, today=clock.today())
        lines = [_line(session, entry) for entry in found.entries]
    return render_template(
        "public/register.html",
        found=found,
        lines=lines,
        place_choices=[(place, place) for place in places],
        level_choices=[(level.id, level.name[language()]) for level in questionnaire.levels],
        query=query,
        municipality=municipality,
        level=level,
    )


def _line(session: Session, entry: the_register.Entry) -> RegisterLine:
    questionnaire = publishing.read_version(session, sha256=entry.questionnaire_sha256).questionnaire
    level = level_named(questionnaire, entry.level)
    theme = None
    if entry.public_detail is not PublicDetail.LEVEL:
        theme = strongest_theme(questionnaire, Outcome.from_json(entry.outcome))
    names = {str(group.theme): group.title[language()] for group in theme_groups(questionnaire)}
    return RegisterLine(
        entry=entry,
        level_number=level.number if level else 0,
        level_name=level.name[language()] if level else entry.level,
        levels=len(questionnaire.levels),
        theme=theme,
        theme_name=names.get(theme or "", ""),
        soon=(entry.valid_until - clock.today()).days < SOON,
    )


@public.get("/scheme/<name>")
@for_everyone
def scheme_page(name: str) -> str:
    """The rules by which certificates are given and ambassadors appointed; every version stays public."""
    try:
        found = published(name)
    except KeyError:
        abort(404)
    if isinstance(found, AmbassadorProgramme):
        return render_template("public/programme.html", programme=found)
    return render_template("public/scheme.html", scheme=found, questionnaire=load(found.questionnaire))


@public.get("/healthz")
@for_everyone
def health() -> str:
    """For a monitor: the program runs and reaches its database."""
    with read() as session:
        session.connection().exec_driver_sql("SELECT 1")
    return "ok"
