"""Addresses that are the same in every request, and so are built once."""

from functools import cache

from flask import current_app, request, url_for


def fixed_url(endpoint: str, **values: str) -> str:
    """As ``url_for`` for a path that depends on nothing but ``values``; a page has dozens of them."""
    return _built(request.script_root, endpoint, tuple(values.items()))


@cache
def _built(_root: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]  # the values of a path, not url_for's own options


def public_url(endpoint: str, **values: str | int) -> str:
    """The whole address under which everyone finds this, for other sites and for programs."""
    base: str = current_app.config["SETTINGS"].base_url
    return base + url_for(endpoint, **values)  # type: ignore[arg-type]  # the values of a path and query
