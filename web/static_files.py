"""Static files carry a hash of their content in the address, so that browsers may keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from web.addresses import fixed_url

FOLDER = Path(__file__).parent / "static"
A_YEAR = "public, max-age=31536000, immutable"


@cache
def _hash(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a static file; raises FileNotFoundError for one that is not there."""
    return fixed_url("static", filename=name, v=_hash(name))


def install(app: Flask) -> None:
    """Make ``static_url`` known to the templates and let hashed addresses be kept."""

    def keep(response: Response) -> Response:
        named = "v" in request.args or request.path.startswith("/static/fonts/")  # a new font gets a new name
        if request.endpoint == "static" and named and response.status_code == 200:
            response.headers["Cache-Control"] = A_YEAR
        return response

    app.after_request(keep)
    app.jinja_env.globals["static_url"] = static_url
