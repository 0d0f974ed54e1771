"""Whose pages these are: of the company or the school that the address names, for who speaks for it.

A company and a school hold the same things, so they have the same pages: under ``/company`` for a contact, under
``/institution`` for a coordinator. Who is both sees by the address which of the two a page is about.
"""

from typing import Any

from flask import Blueprint, g, request
from werkzeug.exceptions import Forbidden

from scan.domain.roles import OrganisationKind, Role
from web.identity import actor, current_actor
from web.permissions import allow

ADDRESS = "/<any(company, institution):holder>"
ROLES = {OrganisationKind.COMPANY: Role.CONTACT, OrganisationKind.INSTITUTION: Role.COORDINATOR}
SPEAKERS = allow(*ROLES.values())
"""On top of this the role must be the one that the address asks."""


def holder_pages(name: str) -> Blueprint:
    """A blueprint whose pages each holder has. Addresses within it are those of the holder of this page."""
    made = Blueprint(name, __name__, url_prefix=ADDRESS)
    made.url_value_preprocessor(_take_holder)
    made.url_defaults(_add_holder)
    made.before_request(_check_role)
    made.context_processor(lambda: {"school": is_school()})
    return made


def holder_kind() -> OrganisationKind:
    """The kind that the address names; on other pages that of who asks, a company before a school."""
    if "holder" in g:
        named: OrganisationKind = g.holder
        return named
    who = current_actor()
    coordinates = who is not None and who.is_a(Role.COORDINATOR) and not who.is_a(Role.CONTACT)
    return OrganisationKind.INSTITUTION if coordinates else OrganisationKind.COMPANY


def is_school() -> bool:
    """Whether these are the pages of a school."""
    return holder_kind() is OrganisationKind.INSTITUTION


def holder_of(organisation_id: int) -> OrganisationKind:
    """As what the person speaks for an organisation; a company where they do not."""
    coordinates = actor().has(Role.COORDINATOR, organisation_id)
    return OrganisationKind.INSTITUTION if coordinates else OrganisationKind.COMPANY


def spoken_for() -> tuple[int, ...]:
    """The organisations of this kind that the person speaks for."""
    return actor().organisations(ROLES[holder_kind()])


def organisation_id() -> int:
    """The one whose pages these are; of several the first."""
    return spoken_for()[0]


def _take_holder(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        g.holder = OrganisationKind(values.pop("holder"))


def _add_holder(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("holder", holder_kind().value)


def _check_role() -> None:
    """Deny the pages of a school to who speaks for a company, and the other way round."""
    if request.endpoint is not None and not spoken_for():
        raise Forbidden
