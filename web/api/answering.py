"""How the API answers: kept for a short time, asked again with an ETag, open to every site, and not too often."""

import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from flask import Flask, Response, current_app, request
from pydantic import BaseModel, ValidationError

from web.api.endpoints import BASE
from web.api.models import Problem

LIMIT = 120
"""Requests of one address in one window, for each process that serves."""
WINDOW = 60.0
"""Seconds."""
SAFE = ("GET", "HEAD", "OPTIONS")
ALLOWED = ", ".join(SAFE)
LIMITER = "mvo_api_limiter"
_REMEMBERED = 10_000
_MESSAGES = {
    404: ("not_found", "There is nothing at this address. The addresses are at /api."),
    405: ("method_not_allowed", "This API can only be read: use GET."),
    429: ("too_many_requests", "Too many requests. Wait as many seconds as Retry-After says."),
    500: ("internal", "Something went wrong with us. Try again later."),
}


class ApiProblem(Exception):
    """An answer that is a problem, with its code."""

    def __init__(self, status: int, code: str, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.problem = Problem(error=code, message=message, fields=fields or {})


@dataclass(slots=True)
class Limiter:
    """Counts requests by address within a window. It remembers keyed hashes, and only the newest of them."""

    secret: bytes
    clock: Callable[[], float] = time.monotonic
    counts: OrderedDict[bytes, tuple[float, int]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def wait(self, address: str) -> int:
        """Count a request; the seconds to wait when there were too many, else 0."""
        key = hmac.digest(self.secret, f"api\0{address}".encode(), hashlib.sha256)
        now = self.clock()
        with self.lock:
            began, count = self.counts.pop(key, (now, 0))
            if now - began >= WINDOW:
                began, count = now, 0
            self.counts[key] = (began, count + 1)
            while len(self.counts) > _REMEMBERED:
                self.counts.popitem(last=False)
        return max(1, int(began + WINDOW - now + 0.999)) if count >= LIMIT else 0


def install(app: Flask, secret: bytes) -> None:
    """Count requests and open the answers to other sites, for every address of the API and no other."""
    app.extensions[LIMITER] = Limiter(secret)

    def limit() -> Response | None:
        if not is_ours() or request.method == "OPTIONS":
            return None
        seconds = current_app.extensions[LIMITER].wait(request.remote_addr or "")
        if seconds:
            answer = problem_of_status(429)
            answer.headers["Retry-After"] = str(seconds)
            return answer
        if request.method in SAFE:
            return None
        answer = problem_of_status(405)
        answer.headers["Allow"] = ALLOWED
        return answer

    def open_up(response: Response) -> Response:
        if is_ours():
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            response.headers["Content-Security-Policy"] = (
                "default-src 'none'; frame-ancestors 'none'; sandbox"
            )
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = ALLOWED
                response.headers["Access-Control-Max-Age"] = "86400"
        return response

    app.before_request(limit)
    app.after_request(open_up)


def is_ours() -> bool:
    """Whether this request is for the API."""
    return request.path == BASE or request.path.startswith(f"{BASE}/")


def answer(model: BaseModel, kept_for: int) -> Response:
    """A model as JSON."""
    return kept(Response(model.model_dump_json(), mimetype="application/json"), kept_for)


def kept(response: Response, seconds: int) -> Response:
    """Let everyone keep the answer for so long, and ask after that whether it changed."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    return response.make_conditional(request)  # type: ignore[return-value]  # Flask's own response, changed in place


def problem(found: ApiProblem) -> Response:
    """A problem as JSON; nobody keeps it."""
    response = Response(found.problem.model_dump_json(), status=found.status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def problem_of_status(status: int) -> Response:
    """What goes wrong before a view is asked, or inside one."""
    code, message = _MESSAGES.get(status, (f"http_{status}", "This did not work."))
    return problem(ApiProblem(status, code, message))


def asked(model: type[BaseModel]) -> BaseModel:
    """The parameters of this request. Raises ApiProblem that names each wrong one."""
    repeated = {name: "Give this once." for name, values in request.args.lists() if len(values) > 1}
    if repeated:
        raise ApiProblem(422, "invalid_parameters", "A parameter stands in the address twice.", repeated)
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as wrong:
        fields = {str(fault["loc"][0]): _mend(fault["type"], fault["msg"]) for fault in wrong.errors()}
        raise ApiProblem(422, "invalid_parameters", "A parameter is wrong.", fields) from wrong


def _mend(kind: str, message: str) -> str:
    return "There is no such parameter." if kind == "extra_forbidden" else f"{message}."
