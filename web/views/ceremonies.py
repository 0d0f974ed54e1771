"""For certifiers: a ceremony, and what is printed for it."""

from io import BytesIO

from flask import current_app, render_template, request, send_file
from werkzeug.wrappers import Response

from certificates import ambassador_progress
from certificates import ceremonies as appointing
from certificates.ambassador_progress import Progress
from certificates.ceremonies import CeremonyLine
from certificates.documents import ceremony_certificates, ceremony_list
from scan.domain.errors import NotFound
from web.database import read
from web.i18n import gettext as _
from web.i18n import language
from web.identity import actor
from web.views.appointments import certifier
from web.views.certifier import CERTIFIERS, Page

__all__ = ["certifier"]
ORDERS = ("school", "name")


@certifier.get("/ceremonies/<int:ceremony_id>")
@CERTIFIERS
def ceremony(ceremony_id: int) -> Page:
    """Who is appointed there, in the order chosen, and the way to what is printed."""
    found, people = _found(ceremony_id)
    return render_template("certifier/ceremony.html", ceremony=found, people=people, order=_order())


@certifier.get("/ceremonies/<int:ceremony_id>/certificates.pdf")
@CERTIFIERS
def ceremony_pdf(ceremony_id: int) -> Response:
    """All certificates in one file, a page each, in the order chosen."""
    found, people = _found(ceremony_id)
    if not people:
        raise NotFound
    base_url = current_app.config["SETTINGS"].base_url
    document = ceremony_certificates(people, title=_title(), language=language(), base_url=base_url)
    return _pdf(document, f"certificates-{found.held_on}.pdf")


@certifier.get("/ceremonies/<int:ceremony_id>/list.pdf")
@CERTIFIERS
def ceremony_list_pdf(ceremony_id: int) -> Response:
    """Who is called to the front, in the order chosen: names and schools."""
    found, people = _found(ceremony_id)
    document = ceremony_list(
        people, title=_title(), held_on=found.held_on, place=found.place, language=language()
    )
    return _pdf(document, f"list-{found.held_on}.pdf")


def _found(ceremony_id: int) -> tuple[CeremonyLine, tuple[Progress, ...]]:
    with read() as session:
        found = appointing.ceremony(session, actor=actor(), ceremony_id=ceremony_id)
        people = ambassador_progress.of_ceremony(
            session, actor=actor(), ceremony_id=ceremony_id, order=_order()
        )
    return found, people


def _order() -> str:
    chosen = request.args.get("order", "")
    return chosen if chosen in ORDERS else ORDERS[0]


def _title() -> str:
    return _("Appointment of junior MVO-ambassadors")


def _pdf(document: bytes, name: str) -> Response:
    response = send_file(BytesIO(document), mimetype="application/pdf", download_name=name)
    response.headers["Cache-Control"] = "no-store"  # names stand in it
    return response
