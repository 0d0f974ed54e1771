"""For people of a school: answer what your group knows. With a code, or with an account; never told who said what."""

from collections.abc import Mapping

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.contributing import STAFF
from scan.domain.errors import InvalidInput, TooManyAttempts
from scan.domain.secrets import tidy_code
from scan.use_cases import contributing as contributions
from scan.use_cases.contributing import ContributionPage
from web import clock
from web.contribution_words import group_name
from web.database import read, transaction
from web.errors import status_of, words
from web.forms.faults import refused, summary_of
from web.forms.institution import CodeForm, posted_options
from web.i18n import gettext as _
from web.identity import actor
from web.permissions import allow, public
from web.security import without_token

contributing = Blueprint("contributing", __name__, url_prefix="/contribute")
Page = str | Response | tuple[str, int]


@contributing.get("")
@public
def enter() -> Page:
    """The form for the code."""
    return _enter_page("", "")


@contributing.post("")
@public
@without_token
def enter_post() -> Page:
    """Go to the questions behind the code."""
    form = CodeForm(request.form)
    code = tidy_code(form.code.data or "")[:20]
    if not form.validate() or not code.replace("-", "").isalnum():
        return _enter_page(code, _("Fill in the code that you got.")), 422
    return redirect(url_for("contributing.form", code=code))


@contributing.get("/<code>")
@public
def form(code: str) -> Page:
    """The questions that this group can answer."""
    try:
        found = _call(code)
    except (InvalidInput, TooManyAttempts) as problem:
        return _unknown(code, problem)
    return _form_page(found, {}, {})


@contributing.post("/<code>")
@public
@without_token
def form_post(code: str) -> Page:
    """Keep the contribution, without anything about who gave it."""
    try:
        found = _call(code)
    except (InvalidInput, TooManyAttempts) as problem:
        return _unknown(code, problem)
    given = posted_options((one.item.id for one in found.questions), request.form)
    try:
        with transaction() as session:
            contributions.contribute(
                session,
                code=code,
                answers=given,
                address=request.remote_addr or "",
                pepper=current_app.config["SETTINGS"].secret,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _form_page(found, given, refused(problem)), 422
    return redirect(url_for("contributing.thanks"))


@contributing.get("/mine/<int:call_id>")
@allow(*STAFF)
def mine(call_id: int) -> Page:
    """The questions that the school asks its staff, for who has an account."""
    return _form_page(_my_call(call_id), {}, {}, with_account=True)


@contributing.post("/mine/<int:call_id>")
@allow(*STAFF)
def mine_post(call_id: int) -> Page:
    """Keep the contribution; that one took part is kept beside it, not with it."""
    found = _my_call(call_id)
    given = posted_options((one.item.id for one in found.questions), request.form)
    try:
        with transaction() as session:
            contributions.contribute_as_staff(
                session, actor=actor(), call_id=call_id, answers=given, now=clock.now()
            )
    except InvalidInput as problem:
        return _form_page(_my_call(call_id), given, refused(problem), with_account=True), 422
    return redirect(url_for("contributing.thanks"))


def _my_call(call_id: int) -> ContributionPage:
    with read() as session:
        return contributions.read_my_call(session, actor=actor(), call_id=call_id, now=clock.now())


@contributing.get("/thanks")
@public
def thanks() -> Page:
    """It came in."""
    return render_template("contributing/thanks.html")


def _call(code: str) -> ContributionPage:
    with read() as session:
        return contributions.read_call(
            session,
            code=code,
            address=request.remote_addr or "",
            pepper=current_app.config["SETTINGS"].secret,
            now=clock.now(),
        )


def _form_page(
    found: ContributionPage,
    given: Mapping[str, str],
    faults: Mapping[str, str],
    *,
    with_account: bool = False,
) -> str:
    fields = {"main" if key in ("code", "answers") else f"item-{key}": fault for key, fault in faults.items()}
    return render_template(
        "contributing/form.html",
        found=found,
        group=group_name(found.group),
        given=given,
        with_account=with_account,
        faults=faults,
        summary=summary_of(fields),
        has_errors=bool(faults),
    )


def _unknown(code: str, problem: InvalidInput | TooManyAttempts) -> Page:
    message = problem.fields["code"] if isinstance(problem, InvalidInput) else problem.message
    return _enter_page(tidy_code(code)[:20], words(message)), status_of(problem)


def _enter_page(code: str, fault: str) -> str:
    faults = {"code": fault} if fault else {}
    return render_template(
        "contributing/enter.html", code=code, fault=fault, summary=summary_of(faults), has_errors=bool(fault)
    )
