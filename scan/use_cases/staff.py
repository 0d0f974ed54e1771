"""The colleagues of a school or the alliance, and whether their accounts are open."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from scan.domain.errors import NotFound
from scan.domain.messages import Message
from scan.domain.policy import Permission, decide
from scan.domain.roles import NEEDS_SECOND_FACTOR, STAFF_ROLES, Actor, OrganisationKind, Role
from scan.domain.subjects import AccountSubject, OrganisationSubject
from scan.store.paging import FIRST, Asked, Part, matches, part_of
from scan.store.tables import AuthenticatorApp, MembershipRow, Organisation, Passkey, Person
from scan.store.tables.base import code
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who works at the organisation."""

    person_id: int
    display_name: str
    email: str
    roles: tuple[Role, ...]
    """Here."""
    second_factor: bool
    disabled_at: datetime | None
    refusal: Message | None
    """Why the actor may not close or open this account; None when they may."""

    @property
    def lacks_factor(self) -> bool:
        """The role needs a second factor, and there is none yet."""
        return not self.second_factor and any(role in NEEDS_SECOND_FACTOR for role in self.roles)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works at one organisation, by name: a page of them."""

    organisation_id: int
    organisation: str
    part: Part[Colleague]

    @property
    def colleagues(self) -> tuple[Colleague, ...]:
        """Those on this page."""
        return self.part.items


def workplaces(actor: Actor) -> tuple[int, ...]:
    """The organisations whose staff the actor manages."""
    return tuple(sorted({*actor.organisations(Role.COORDINATOR), *actor.organisations(Role.ADMINISTRATOR)}))


_HERE = aliased(MembershipRow)
_ROLES = (
    select(
        Person.id,
        Person.display_name,
        Person.email,
        Person.disabled_at,
        select(AuthenticatorApp.person_id).where(AuthenticatorApp.person_id == Person.id).exists()
        | select(Passkey.id).where(Passkey.person_id == Person.id).exists(),
        MembershipRow.organisation_id,
        MembershipRow.role,
    )
    .join(MembershipRow, MembershipRow.person_id == Person.id)
    .order_by(Person.display_name, Person.id, MembershipRow.role)
)


def staff_of(
    session: Session, *, actor: Actor, organisation_id: int, now: datetime, asked: Asked = FIRST
) -> Staff:
    """A page of the staff of the actor's own organisation, searched by name or address.

    Four statements, however many they are. Raises NotFound, NotAllowed.
    """
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or not actor.belongs_to(organisation_id):
        raise NotFound
    subject = OrganisationSubject(organisation_id, OrganisationKind(organisation.kind))
    require(
        session,
        actor,
        Permission.READ_STAFF,
        subject,
        kind="organisation",
        subject_id=organisation_id,
        now=now,
    )
    works_here = (
        select(_HERE.person_id)
        .where(
            _HERE.organisation_id == organisation_id,
            _HERE.role.in_([code(role) for role in sorted(STAFF_ROLES)]),
        )
        .scalar_subquery()
    )
    chosen = part_of(
        session,
        select(Person.id)
        .where(Person.id.in_(works_here), *matches(asked.query, Person.display_name, Person.email))
        .order_by(Person.display_name, Person.id),
        asked,
    )
    people: dict[int, tuple[str, str, datetime | None, bool]] = {}
    roles: dict[int, list[tuple[int, Role]]] = defaultdict(list)
    for person_id, name, email, disabled_at, factor, place, role in session.execute(
        _ROLES.where(Person.id.in_([row[0] for row in chosen.items]))
    ):
        people[person_id] = (name, email or "", disabled_at, bool(factor))
        roles[person_id].append((place, Role(role)))
    colleagues = tuple(
        _colleague(actor, organisation_id, person_id, people[person_id], roles[person_id])
        for person_id in people
    )
    return Staff(organisation_id, organisation.name, chosen.of(colleagues))


def _colleague(
    actor: Actor,
    organisation_id: int,
    person_id: int,
    known: tuple[str, str, datetime | None, bool],
    roles: list[tuple[int, Role]],
) -> Colleague:
    name, email, disabled_at, factor = known
    subject = AccountSubject(person_id, frozenset(place for place, _ in roles))
    decision = decide(actor, Permission.CLOSE_ACCOUNT, subject)
    return Colleague(
        person_id,
        name,
        email,
        tuple(role for place, role in roles if place == organisation_id),
        factor,
        disabled_at,
        None if decision.allowed else decision.message,
    )
