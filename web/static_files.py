"""Static files carry a hash of their content in the address, so that browsers may keep them for a year.

Scripts are modules that import one another by relative addresses, so theirs have the hash of all files as a folder.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from web.addresses import fixed_url

FOLDER = Path(__file__).parent / "static"
A_YEAR = "public, max-age=31536000, immutable"
_BUILD_FOLDER = re.compile(r"^js/v-[0-9a-f]{12}/")


@cache
def _hash(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a static file; raises FileNotFoundError for one that is not there."""
    return fixed_url("static", filename=name, v=_hash(name))


@cache
def build() -> str:
    """Changes with every change of any static file."""
    found = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            found.update(
                f"{path.relative_to(FOLDER).as_posix()} {_hash(str(path.relative_to(FOLDER)))}\n".encode()
            )
    return found.hexdigest()[:12]


def module_url(name: str) -> str:
    """The address of a script that is a module, beside all the others of this build."""
    return fixed_url("static", filename=f"js/v-{build()}/{name}")


def _is_named(path: str) -> bool:
    """Whether the address changes with the content: a new font gets a new name, a script the folder of its build.

    A page of an older build gets the scripts of today, but may not keep them under its own addresses.
    """
    return "v" in request.args or "/static/fonts/" in path or f"/static/js/v-{build()}/" in path


def install(app: Flask) -> None:
    """Make ``static_url`` and ``module_url`` known to the templates and let hashed addresses be kept."""
    serve = app.view_functions["static"]

    def versioned(filename: str) -> Any:
        return serve(filename=_BUILD_FOLDER.sub("js/", filename))

    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200 and _is_named(request.path):
            response.headers["Cache-Control"] = A_YEAR
        return response

    app.view_functions["static"] = versioned
    app.after_request(keep)
    app.jinja_env.globals.update(static_url=static_url, module_url=module_url, build=build)
