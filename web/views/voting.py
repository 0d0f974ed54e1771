"""For children with a device: a code and a vote. No account, nothing that tells one child or device from another."""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.classroom import Cast, Devices, shown_round_code, tidy_round_code
from scan.domain.errors import InvalidInput, TooManyAttempts
from scan.use_cases import voting as votes
from scan.use_cases.voting import Ballot
from web import clock
from web.database import read, transaction
from web.errors import status_of, words
from web.forms.classroom import CodeForm, VoteForm
from web.forms.faults import summary_of
from web.i18n import gettext as _
from web.permissions import public
from web.security import without_token

voting = Blueprint("voting", __name__, url_prefix="/stem")
Page = str | Response | tuple[str, int]
VOTED_COOKIE = "mvo_stem"
"""On a device of one's own: the code of the round and the questions that were voted on. The same for all who voted so.

It goes when the browser closes, and is only sent to these pages.
"""
LONGEST_COOKIE = 2_000


@voting.get("")
@public
def enter() -> Page:
    """The form for the code on the board."""
    return _enter_page("", "")


@voting.post("")
@public
@without_token
def enter_post() -> Page:
    """Go to the question of the round with this code."""
    form = CodeForm(request.form)
    if not form.validate():
        return _enter_page(form.code.data or "", _("Fill in the code on the board.")), 422
    code = tidy_round_code(form.code.data or "")
    if not code.isalnum():
        return _enter_page(code, _("Fill in the code on the board.")), 422
    return redirect(url_for("voting.ballot", code=code))


@voting.get("/<code>")
@public
def ballot(code: str) -> Page:
    """The question that is on the board now."""
    try:
        found = _ballot(code)
    except (InvalidInput, TooManyAttempts) as problem:
        return _unknown(code, problem)
    return _ballot_page(found, done=_has_voted(found) or request.args.get("voted") == _mark(found))


@voting.post("/<code>")
@public
@without_token
def vote(code: str) -> Page:
    """Count one vote."""
    form = VoteForm(request.form)
    try:
        found = _ballot(code)
        if not form.validate():
            return _ballot_page(found, fault=_("Choose a picture."))
        if _has_voted(found):
            return _to_ballot(found)
        with transaction() as session:
            became = votes.cast_vote(
                session,
                code=code,
                item_id=form.item.data or "",
                turn=form.turn.data or 0,
                option=form.option.data or "",
                address=request.remote_addr or "",
                pepper=current_app.config["SETTINGS"].secret,
                now=clock.now(),
            )
    except TooManyAttempts as problem:
        return _unknown(code, problem)
    except InvalidInput as problem:
        if "option" in problem.fields:
            return _ballot_page(found, fault=words(problem.fields["option"]))
        return _unknown(code, problem)
    if became is Cast.COUNTED:
        return _counted(found)
    return _to_ballot(found)


@voting.get("/<code>/now")
@public
def state(code: str) -> Page:
    """Where the round is, for the page to ask again; 304 as long as nothing changed."""
    found = _ballot(code)
    answer = make_response(_state_of(found))
    answer.mimetype = "text/plain"
    answer.set_etag(_state_of(found))
    answer.make_conditional(request)
    return answer


def _ballot(code: str) -> Ballot:
    with read() as session:
        return votes.read_ballot(
            session,
            code=code,
            address=request.remote_addr or "",
            pepper=current_app.config["SETTINGS"].secret,
            now=clock.now(),
        )


def _mark(found: Ballot) -> str:
    """The question and its turn, as one word."""
    return f"{found.item.id}.{found.turn}"


def _state_of(found: Ballot) -> str:
    return f"{_mark(found)}.{'open' if found.open else 'closed'}.{'full' if found.full else 'free'}"


def _voted_on(found: Ballot) -> list[str]:
    """The marks in this browser's cookie, if they are of this round."""
    code, _separator, marks = request.cookies.get(VOTED_COOKIE, "")[:LONGEST_COOKIE].partition(":")
    return marks.split("+") if code == found.code and marks else []


def _has_voted(found: Ballot) -> bool:
    return found.devices is Devices.OWN and _mark(found) in _voted_on(found)


def _to_ballot(found: Ballot) -> Response:
    return redirect(url_for("voting.ballot", code=found.code))


def _counted(found: Ballot) -> Response:
    """Say that it counts: on a shared device it goes to the next child, on one's own it waits for the next question."""
    mark = _mark(found)
    answer = redirect(url_for("voting.ballot", code=found.code, voted=mark))
    if found.devices is Devices.OWN:
        marks = "+".join((*_voted_on(found), mark))
        answer.set_cookie(
            VOTED_COOKIE,
            f"{found.code}:{marks}",
            path=url_for("voting.enter"),
            httponly=True,
            samesite="Strict",
            secure=current_app.config["SETTINGS"].secure_cookies,
        )
    return answer


def _ballot_page(found: Ballot, *, done: bool = False, fault: str = "") -> Page:
    page = render_template(
        "voting/ballot.html",
        found=found,
        done=done,
        shared=found.devices is Devices.SHARED,
        state=_state_of(found),
        fault=fault,
        has_errors=bool(fault),
    )
    return (page, 422) if fault else page


def _unknown(code: str, problem: InvalidInput | TooManyAttempts) -> Page:
    message = problem.fields["code"] if isinstance(problem, InvalidInput) else problem.message
    return _enter_page(shown_round_code(tidy_round_code(code)), words(message)), status_of(problem)


def _enter_page(code: str, fault: str) -> str:
    faults = {"code": fault} if fault else {}
    return render_template(
        "voting/enter.html", code=code, fault=fault, summary=summary_of(faults), has_errors=bool(fault)
    )
