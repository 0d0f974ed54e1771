"""For everyone: the start page, who we are, and what we promise."""

from flask import Blueprint, current_app, render_template

from certificates import ambassador_register
from certificates import register as the_register
from certificates.scheme import scheme
from questionnaires import load
from scan.domain.applications import CertificateKind
from scan.domain.retention import load_schedule
from scan.use_cases import people
from web import clock
from web.database import read
from web.identity import current_actor
from web.permissions import public as for_everyone

public = Blueprint("public", __name__)


@public.get("/")
@for_everyone
def home() -> str:
    """What this is, and where each visitor goes."""
    with read() as session:
        count = the_register.count(session, today=clock.today(), kind=CertificateKind.CERTIFICATE)
        ambassadors_count = ambassador_register.appointed_count(session)
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


@public.get("/healthz")
@for_everyone
def health() -> str:
    """For a monitor: the program runs and reaches its database."""
    with read() as session:
        session.connection().exec_driver_sql("SELECT 1")
    return "ok"
