"""Addresses that are the same in every request, and so are built once."""

from functools import cache

from flask import request, url_for


def fixed_url(endpoint: str, **values: str) -> str:
    """As ``url_for`` for a path that depends on nothing but ``values``; a page has dozens of them."""
    return _built(request.script_root, endpoint, tuple(values.items()))


@cache
def _built(_root: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]  # the values of a path, not url_for's own options
