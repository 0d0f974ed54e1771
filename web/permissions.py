"""Every route says who may use it; what is not declared is denied (design 9).

A route's permission is about roles. Whether this person may do this to this object is decided by ``scan.domain.policy``
inside the use case; another tenant's object is simply not found there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, redirect, request, url_for
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response

from scan.domain.assurance import Step
from scan.domain.roles import Role
from web.errors import wants_json
from web.i18n import gettext as _
from web.identity import current_actor, halfway, was_here

View = TypeVar("View", bound=Callable[..., Any])
STEPS = {Step.CHECK: "second_step.check", Step.SET_UP: "factors.overview"}
"""Where each step is done."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may use a route: anyone, anyone signed in (no roles named), or holders of one of the roles.

    ``steps``: also someone who is not signed in yet, as the session is still asked for one of these.
    """

    roles: frozenset[Role] = frozenset()
    public: bool = False
    steps: frozenset[Step] = frozenset()


def allow(*roles: Role) -> Callable[[View], View]:
    """Only for people with one of these roles."""
    return _declare(Permission(frozenset(roles)))


def signed_in(view: View) -> View:
    """For anyone with an account, whatever the role."""
    return _declare(Permission())(view)


def during(*steps: Step) -> Callable[[View], View]:
    """For a session that is still asked for one of these steps, and for anyone signed in."""
    return _declare(Permission(steps=frozenset(steps)))


def public(view: View) -> View:
    """For everyone."""
    return _declare(Permission(public=True))(view)


def permission_of(view: Callable[..., Any]) -> Permission | None:
    """The declared permission of a view function, or None."""
    return getattr(view, "permission", None)


def _declare(permission: Permission) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # a function carries its declaration
        return view

    return mark


def install(app: Flask) -> None:
    """Check the declared permission before every request."""
    public(app.view_functions["static"])
    app.before_request(_check)


def _to_sign_in() -> Response:
    """To the form, and from there back to the page one came from; a script is told so instead."""
    if wants_json():
        raise Unauthorized
    if request.method != "GET" or was_here():
        flash(_("You were away for a while. Sign in again, your answers are still here."), "warn")
    origin = urlsplit(request.referrer or "")
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    if back is None and origin.netloc == request.host:
        back = origin.path
    return redirect(url_for("account.sign_in", next=back))


def _to_step(step: Step) -> Response:
    """To what the session is still asked for, and from there to the page one wanted; a script is told so instead."""
    if wants_json():
        raise Unauthorized
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(STEPS[step], next=wanted))


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such route: the 404 page follows
    permission = permission_of(current_app.view_functions[request.endpoint])
    if permission is None:
        raise Forbidden
    if permission.public:
        return None
    actor = current_actor()
    if actor is None:
        asked = halfway()
        if asked is None or asked.step is None:
            return _to_sign_in()
        return None if asked.step in permission.steps else _to_step(asked.step)
    held = {membership.role for membership in actor.memberships}
    if permission.roles and not permission.roles & held:
        raise Forbidden
    return None
