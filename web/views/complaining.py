"""For everyone: a complaint about a certificate, and how it stands. No account, no cookie, no third party."""

import hmac
from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from certificates import complaining as use_cases
from certificates import register
from certificates.number import InvalidNumber, is_statement
from certificates.scheme import scheme
from scan.domain.errors import InvalidInput, NotFound, TooManyAttempts
from scan.use_cases.sealing import keyed_hash
from web import clock
from web.database import read, transaction
from web.entering import pepper
from web.errors import status_of, words
from web.follow_up_cases import states_of_complaint
from web.forms.faults import refused, said, summary_of
from web.forms.follow_up import ComplaintForm, FollowForm
from web.i18n import gettext as _
from web.i18n import language
from web.permissions import public
from web.security import without_token

complaining = Blueprint("complaining", __name__)
Page = str | Response | tuple[str, int]
FASTEST = timedelta(seconds=3)
"""No person reads the page and writes ten characters in less."""
LONGEST = timedelta(hours=24)


@complaining.get("/c/<number>/complaint")
@public
def form(number: str) -> Page:
    """The form about one certificate."""
    return _form_page(_certificate(number), {})


@complaining.post("/c/<number>/complaint")
@public
@without_token
def send(number: str) -> Page:
    """Keep it, and give the receipt with its code."""
    found = _certificate(number)
    posted = ComplaintForm(request.form)
    if not posted.validate():
        sentences = {
            "words": _("Write what is wrong, in 10 to 4,000 characters."),
            "name": _("Fill in your name, in at most 120 characters."),
            "email": _("Fill in an e-mail address, or leave it empty."),
        }
        return _form_page(found, said(posted, sentences), 422)
    if posted.website.data or not _by_a_person(posted.opened.data or ""):
        return _form_page(found, {"words": _("Send the form once more, please.")}, 422)
    try:
        with transaction() as session:
            receipt = use_cases.complain(
                session,
                number=found.number,
                words=posted.words.data or "",
                name=posted.name.data,
                email=posted.email.data,
                language=language(),
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _form_page(found, refused(problem), 422)
    except TooManyAttempts as problem:
        return _form_page(found, {"words": words(problem.message)}, status_of(problem))
    page = render_template(
        "public/complaint_receipt.html", receipt=receipt, certificate=found, by_mail=bool(posted.email.data)
    )
    return page, 201


@complaining.get("/complaints")
@public
def follow_form() -> Page:
    """Where one fills in the code of a receipt."""
    return render_template("public/complaint_follow.html", found=None, faults={}, summary=[], code="")


@complaining.post("/complaints")
@public
@without_token
def follow() -> Page:
    """How it stands. The code is sent, never in an address."""
    posted = FollowForm(request.form)
    if not posted.validate():
        return _follow_page(posted, {"code": _("Fill in the code of your receipt.")}, 422)
    try:
        with transaction() as session:
            found = use_cases.follow(
                session,
                code=posted.code.data or "",
                address=request.remote_addr or "",
                pepper=pepper(),
                now=clock.now(),
            )
    except NotFound:
        return _follow_page(posted, {"code": words(use_cases.CODE_UNKNOWN)}, 404)
    except TooManyAttempts as problem:
        return _follow_page(posted, {"code": words(problem.message)}, status_of(problem))
    return render_template(
        "public/complaint_follow.html",
        found=found,
        states=states_of_complaint(),
        outcomes=_outcomes(found.number),
        faults={},
        summary=[],
        code="",
    )


def _outcomes(number: str) -> dict[str, str]:
    of_a_statement = is_statement(number)
    return {
        "no_ground": _("Nothing is wrong with the statement.")
        if of_a_statement
        else _("Nothing is wrong with the certificate."),
        "settled": _("There was something. The organisation has put it right."),
        "suspended": _("The statement is suspended.")
        if of_a_statement
        else _("The certificate is suspended."),
    }


def _certificate(number: str) -> register.Check:
    try:
        with read() as session:
            found = register.check(session, number=number, today=clock.today())
    except InvalidNumber:
        abort(404)
    if found is None:
        abort(404)
    return found


def _form_page(found: register.Check, faults: Mapping[str, str], status: int = 200) -> Page:
    moment = str(int(clock.now().timestamp()))
    page = render_template(
        "public/complaint.html",
        certificate=found,
        weeks=scheme(found.scheme).afterwards.complaint_answered_within,
        opened=f"{moment}.{keyed_hash(pepper(), 'complaint_form', moment)}",
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return page, status


def _by_a_person(opened: str) -> bool:
    """Whether the page was made by us, not so short ago that a program filled it in, and not too long ago."""
    moment, _dot, seal = opened.partition(".")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return False
    ours = keyed_hash(pepper(), "complaint_form", moment)
    if not hmac.compare_digest(seal.encode(), ours.encode()):
        return False
    age = clock.now().timestamp() - int(moment)
    return FASTEST.total_seconds() <= age <= LONGEST.total_seconds()


def _follow_page(posted: FollowForm, faults: Mapping[str, str], status: int) -> Page:
    page = render_template(
        "public/complaint_follow.html",
        found=None,
        faults=faults,
        summary=summary_of(faults),
        has_errors=True,
        code=(posted.code.data or "")[:40],
    )
    return page, status
