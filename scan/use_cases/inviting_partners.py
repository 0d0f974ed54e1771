"""The alliance finds an organisation, or registers it, and asks its first contact to come in (ADR 21)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from scan.domain import partner_messages
from scan.domain.errors import InvalidInput
from scan.domain.policy import Permission
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.store.paging import Asked, Part, part_of
from scan.store.tables import Organisation
from scan.use_cases.agreements import find_agreement
from scan.use_cases.invitations import NewInvitation, make_invitation
from scan.use_cases.notifying import speakers
from scan.use_cases.organisations import OrganisationInput, add_organisation
from scan.use_cases.permission import PLATFORM, require

FOUND_AT_ONCE = 20
"""On a page of the search for an organisation."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that may become a partner."""

    id: int
    name: str
    place: str | None
    kind: OrganisationKind


def find_candidates(
    session: Session, *, actor: Actor, text: str, now: datetime, page: int = 1, chosen: int | None = None
) -> Part[Candidate]:
    """Companies and schools by KvK number, or by the beginning of a word of the name; none for no words.

    What is ``chosen`` already stands on top of them, also where no words are given. Raises NotAllowed.
    """
    require(session, actor, Permission.RUN_NETWORK, PLATFORM, kind="platform", subject_id=None, now=now)
    wanted = " ".join(text.split())[:100]
    by_name = or_(
        Organisation.name.istartswith(wanted, autoescape=True),
        Organisation.name.icontains(f" {wanted}", autoescape=True),
    )
    by_number = Organisation.kvk_number == wanted
    asked_for = by_number if wanted.isascii() and wanted.isdigit() else by_name
    found = part_of(
        session,
        select(Organisation)
        .where(
            Organisation.kind != OrganisationKind.ALLIANCE.value,
            or_(asked_for if wanted else false(), Organisation.id == (chosen or 0)),
        )
        .order_by(Organisation.id != (chosen or 0), Organisation.name, Organisation.id),
        Asked(page=page, size=FOUND_AT_ONCE),
    )
    return found.of(
        Candidate(row.id, row.name, row.place, OrganisationKind(row.kind)) for (row,) in found.items
    )


def register_candidate(
    session: Session, *, actor: Actor, organisation: OrganisationInput, now: datetime
) -> int:
    """Register an organisation by its KvK number, to ask it; gives its id.

    Raises NotAllowed, InvalidInput (``kvk_number`` also when it is registered already: look it up first).
    """
    require(session, actor, Permission.RUN_NETWORK, PLATFORM, kind="platform", subject_id=None, now=now)
    return add_organisation(session, actor, OrganisationKind.COMPANY, organisation, now)


def invite_first_contact(
    session: Session, *, actor: Actor, agreement_id: int, now: datetime
) -> NewInvitation:
    """A code for the first person who speaks for a partner; it is shown once.

    Only where nobody speaks for it yet, so that nobody gets into an organisation past its own people. Raises NotFound,
    NotAllowed, InvalidInput (``contact``).
    """
    require(session, actor, Permission.RUN_NETWORK, PLATFORM, kind="platform", subject_id=None, now=now)
    row = find_agreement(session, actor, agreement_id, Permission.READ_AGREEMENT, now)
    organisation = session.get_one(Organisation, row.organisation_id, with_for_update=True)
    if speakers(session, organisation.id):
        raise InvalidInput({"contact": partner_messages.CONTACT_THERE})
    school = organisation.kind == OrganisationKind.INSTITUTION.value
    return make_invitation(session, actor, organisation, Role.COORDINATOR if school else Role.CONTACT, now)
