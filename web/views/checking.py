"""For everyone: is this number real, and does it hold? The pages behind the QR codes; and who the ambassadors are."""

from datetime import datetime

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certificates import ambassador_register
from certificates import register as the_register
from certificates.ambassador_register import Appointment
from certificates.number import AMBASSADOR_PREFIX, InvalidNumber, IssuedNumber, is_statement
from certificates.results import has_wheel, level_named
from certificates.scheme import StatementScheme, programme, scheme
from certificates.validity import Status
from questionnaires import read_published
from scan.domain.applications import PublicDetail
from scoring import Outcome
from web import clock
from web.database import read
from web.i18n import gettext as _
from web.listing import Links, part_asked
from web.permissions import public as for_everyone
from web.results import theme_rows, wheels
from web.views.public import public

__all__ = ["public"]
Page = str | Response | tuple[str, int]


@public.get("/c")
@for_everyone
def check_form() -> Page:
    """Type a number to check a certificate."""
    number = request.args.get("number", "").strip()[:60]
    return certificate(number) if number else render_template("public/check_form.html")


@public.get("/c/<number>")
@for_everyone
def certificate(number: str) -> Page:
    """The page behind the QR code: does this certificate hold at this moment?"""
    try:
        if IssuedNumber.parse(number).prefix == AMBASSADOR_PREFIX:
            return redirect(url_for("public.ambassador", number=number))
        with read() as session:
            found = the_register.check(session, number=number, today=clock.today())
    except InvalidNumber as problem:
        return _unknown(number, "number", typing_error=problem.typing_error)
    if found is None:
        return _unknown(number, "statement" if is_statement(number) else "certificate")
    return _certificate_page(found, clock.now())


@public.get("/a")
@for_everyone
def ambassador_form() -> Page:
    """Type a number to check an ambassador's certificate."""
    number = request.args.get("number", "").strip()[:60]
    return ambassador(number) if number else render_template("public/check_form.html", what="ambassador")


@public.get("/a/<number>")
@for_everyone
def ambassador(number: str) -> Page:
    """The page behind an ambassador's QR code: is it real? Who it is stands there only where the holder chose so."""
    try:
        if IssuedNumber.parse(number).prefix != AMBASSADOR_PREFIX:
            return redirect(url_for("public.certificate", number=number))
        with read() as session:
            found = ambassador_register.check(session, number=number, today=clock.today())
    except InvalidNumber as problem:
        return _unknown(number, "ambassador", typing_error=problem.typing_error)
    return _unknown(number, "ambassador") if found is None else _ambassador_page(found)


@public.get("/ambassadors")
@for_everyone
def ambassadors() -> Page:
    """What a junior MVO-ambassador is, and who chose to be seen here."""
    with read() as session:
        listed = ambassador_register.public_list(session, today=clock.today(), asked=part_asked())
    links = Links("public.ambassadors", {"q": part_asked().query})
    page = render_template("public/ambassadors.html", listed=listed, links=links, programme=programme())
    return _kept_nowhere(page)


def _ambassador_page(found: Appointment) -> Page:
    template = "public/appointment.html" if found.page is None else "public/ambassador.html"
    return _kept_nowhere(render_template(template, appointment=found, page=found.page, now=clock.now()))


def _kept_nowhere(page: str) -> Response:
    """No cache and no search engine keeps a name: when an ambassador takes a page away, it is gone at once."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _unknown(number: str, what: str, *, typing_error: bool = False) -> tuple[str, int]:
    page = render_template("public/unknown.html", number=number[:60], what=what, typing_error=typing_error)
    return page, 404


def _certificate_page(found: the_register.Check, now: datetime) -> str:
    if found.document is None or found.outcome is None:
        rules = scheme(found.scheme)
        return render_template(
            "public/statement.html",
            certificate=found,
            written=found.statement,
            sharing=rules.sharing if isinstance(rules, StatementScheme) else {},
            scheme=rules,
            now=now,
        )
    questionnaire = read_published(found.document)
    outcome = Outcome.from_json(found.outcome)
    shows_points = (
        found.status is Status.VALID
        and found.public_detail is not PublicDetail.LEVEL
        and has_wheel(questionnaire)
    )
    return render_template(
        "public/certificate.html",
        certificate=found,
        now=now,
        level=level_named(questionnaire, found.level),
        levels=len(questionnaire.levels),
        scheme=scheme(found.scheme),
        wheels=wheels(questionnaire, outcome, verified=True, claims=False) if shows_points else None,
        happened=_happened(),
        scores=theme_rows(questionnaire, outcome) if shows_points else (),
    )


def _happened() -> dict[str, str]:
    """What can happen to a certificate, in words."""
    return {
        "suspend": _("Suspended"),
        "reinstate": _("Holds again"),
        "withdraw": _("Withdrawn"),
        "expire": _("Expired"),
        "replace": _("Replaced by a newer one"),
    }
