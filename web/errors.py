"""Our errors as answers to a browser: mapped once, in words that say what to do next."""

from dataclasses import dataclass

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from questionnaires.errors import MvoScanError
from scan.domain.errors import (
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    NotFound,
    ScanError,
    SignInFailed,
    Stale,
    TooManyAttempts,
)
from scan.domain.messages import Message
from web.api import answering
from web.device import OtherPerson
from web.i18n import gettext as _
from web.i18n import language
from web.security import ForgedForm

STATUS: dict[type[MvoScanError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    SignInFailed: 401,
    TooManyAttempts: 429,
    InvalidInput: 422,
    Stale: 409,
    IllegalTransition: 409,
    ScanError: 422,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error page shows: a status, a heading and what to do next."""

    status: int
    title: str
    advice: str


def words(message: Message) -> str:
    """A domain message in the language of this request."""
    return message.words(language())


def install(app: Flask) -> None:
    """Answer every error of ours, and every HTTP error, with a page or with JSON."""
    app.register_error_handler(ScanError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _unexpected)
    app.jinja_env.globals["words"] = words


def status_of(error: MvoScanError) -> int:
    """The HTTP status of an error of ours."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def wants_json() -> bool:
    """Whether a script asks, rather than a person."""
    return request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"


def _domain_error(error: ScanError) -> tuple[str | dict[str, object], int]:
    status = status_of(error)
    if wants_json():
        answer: dict[str, object] = {"error": error.message.key, "message": words(error.message)}
        if isinstance(error, InvalidInput):
            answer["fields"] = {field: words(message) for field, message in error.fields.items()}
        return answer, status
    if isinstance(error, NotFound):
        return _page(_missing())
    return _page(Problem(status, _heading(status), words(error.message)))


def _http_error(error: HTTPException) -> tuple[str | dict[str, object], int] | HTTPException | Response:
    status = error.code or 500
    if status < 400:
        return error
    if answering.is_ours():
        return answering.problem_of_status(status)
    problem = _describe(error, status)
    if wants_json():
        key = "other_person" if isinstance(error, OtherPerson) else f"http.{status}"
        return {"error": key, "message": problem.advice}, status
    return _page(problem)


def _unexpected(error: Exception) -> tuple[str | dict[str, object], int] | Response:
    del error  # Flask has logged it; a visitor is told nothing of our insides
    if answering.is_ours():
        return answering.problem_of_status(500)
    problem = Problem(
        500, _("Something went wrong with us"), _("What you saved is still there. Try again later.")
    )
    return ({"error": "http.500", "message": problem.advice}, 500) if wants_json() else _page(problem)


def _describe(error: HTTPException, status: int) -> Problem:
    if status == 404:
        return _missing()
    if isinstance(error, ForgedForm):
        return Problem(
            status,
            _("This page was open too long"),
            _("Go back, load the page again and try once more. What you saved is still there."),
        )
    if status == 401:
        return Problem(
            status, _("You were away for a while."), _("Sign in again, your answers are still here.")
        )
    if isinstance(error, RequestEntityTooLarge):
        return Problem(status, _("Too big"), _("Choose a file of up to 10 MB."))
    return Problem(status, _heading(status), _("Go back to the start page and try from there."))


def _missing() -> Problem:
    return Problem(404, _("We cannot find this page"), _("Check the address, or go to the start page."))


def _heading(status: int) -> str:
    headings = {
        401: _("Signing in did not work"),
        403: _("This is not allowed for you"),
        405: _("This does not work this way"),
        409: _("Something has changed in the meantime"),
        422: _("Something is not right yet"),
        429: _("Too many tries"),
    }
    return headings.get(status, _("This did not work"))


def _page(problem: Problem) -> tuple[str, int]:
    return render_template("errors/problem.html", problem=problem), problem.status
