"""Accounts with e-mail and password, and roles; by an administrator, or from the command line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.fields import Fields
from scan.domain.policy import Permission
from scan.domain.roles import ROLES_BY_KIND, Actor, OrganisationKind, Role
from scan.domain.secrets import password_fault
from scan.domain.subjects import AccountSubject
from scan.store.tables import MembershipRow, Organisation, Person
from scan.store.upsert import dialect_of, insert_into
from scan.use_cases.audit import record
from scan.use_cases.hashing import hashed
from scan.use_cases.permission import PLATFORM, require
from scan.use_cases.sign_in import end_sessions


@dataclass(frozen=True, slots=True)
class Me:
    """What a person sees of themselves."""

    person_id: int
    display_name: str
    email: str | None
    locale: str
    roles: tuple[tuple[Role, int, str], ...]
    """Role, organisation id and organisation name."""


def create_account(
    session: Session,
    *,
    actor: Actor | None,
    display_name: str,
    email: str,
    password: str,
    roles: Iterable[tuple[Role, int]] = (),
    locale: str = "nl",
    now: datetime,
) -> int:
    """Make an account with roles (role, organisation id); gives the person's id.

    ``actor`` None is the command line. Raises NotAllowed, InvalidInput.
    """
    _require_administrator(session, actor, None, now)
    person_id = new_account(
        session, display_name=display_name, email=email, password=password, locale=locale, now=now
    )
    record(
        session, actor=actor, action="account_created", subject_kind="person", subject_id=person_id, now=now
    )
    for role, organisation_id in roles:
        give_role(
            session, actor=actor, person_id=person_id, role=role, organisation_id=organisation_id, now=now
        )
    return person_id


def new_account(
    session: Session, *, display_name: str, email: str, password: str, locale: str, now: datetime
) -> int:
    """The account itself, without asking who may; for use cases that checked. Raises InvalidInput."""
    fields = Fields()
    name = fields.line("display_name", display_name, 80)
    address = fields.email("email", email)
    fault = password_fault(password, name, address, address.split("@")[0])
    if fault is not None:
        fields.refuse("password", fault)
    if locale not in ("nl", "en"):
        fields.refuse("locale", messages.UNKNOWN_CHOICE)
    if not _address_is_free(session, address):
        fields.refuse("email", messages.EMAIL_TAKEN)
    fields.check()
    made: int | None = session.scalar(
        insert_into(dialect_of(session), Person)
        .values(
            display_name=name, email=address, password_hash=hashed(password), locale=locale, created_at=now
        )
        .on_conflict_do_nothing()
        .returning(Person.id)
    )
    if made is None:  # two with this address came at once, and the other was first
        raise InvalidInput({"email": messages.EMAIL_TAKEN})
    return made


def _address_is_free(session: Session, address: str) -> bool:
    return session.scalar(select(Person.id).where(Person.email == address)) is None


def give_role(
    session: Session,
    *,
    actor: Actor | None,
    person_id: int,
    role: Role,
    organisation_id: int,
    now: datetime,
) -> None:
    """Give a person a role; does nothing when they have it. Raises NotFound, NotAllowed, InvalidInput (``role``)."""
    _require_administrator(session, actor, person_id, now)
    add_membership(session, person_id=person_id, role=role, organisation_id=organisation_id, now=now)
    record(
        session,
        actor=actor,
        action="role_given",
        subject_kind="person",
        subject_id=person_id,
        now=now,
        role=role.value,
        organisation=organisation_id,
    )


def add_membership(
    session: Session, *, person_id: int, role: Role, organisation_id: int, now: datetime
) -> None:
    """The membership itself, without asking who may; for use cases that checked. Raises NotFound, InvalidInput."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or session.get(Person, person_id) is None:
        raise NotFound
    if role not in ROLES_BY_KIND[OrganisationKind(organisation.kind)]:
        raise InvalidInput({"role": messages.ROLE_UNFIT})
    if session.get(MembershipRow, (person_id, organisation_id, role.value)) is None:
        session.add(
            MembershipRow(
                person_id=person_id,
                organisation_id=organisation_id,
                organisation_kind=organisation.kind,
                role=role.value,
                created_at=now,
            )
        )
        session.flush()


def take_role(
    session: Session,
    *,
    actor: Actor | None,
    person_id: int,
    role: Role,
    organisation_id: int,
    now: datetime,
) -> None:
    """Take a role away; it holds from the next request. Raises NotAllowed."""
    _require_administrator(session, actor, person_id, now)
    session.execute(
        delete(MembershipRow).where(
            MembershipRow.person_id == person_id,
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.role == role.value,
        )
    )
    record(
        session,
        actor=actor,
        action="role_taken",
        subject_kind="person",
        subject_id=person_id,
        now=now,
        role=role.value,
        organisation=organisation_id,
    )


def disable_account(session: Session, *, actor: Actor | None, person_id: int, now: datetime) -> None:
    """Close an account; its sessions end at once. Raises NotFound, NotAllowed."""
    person = _closable(session, actor, person_id, now)
    person.disabled_at = now
    session.flush()
    end_sessions(session, person_id=person_id)
    record(
        session, actor=actor, action="account_disabled", subject_kind="person", subject_id=person_id, now=now
    )


def enable_account(session: Session, *, actor: Actor | None, person_id: int, now: datetime) -> None:
    """Open a closed account again. Raises NotFound, NotAllowed."""
    _closable(session, actor, person_id, now).disabled_at = None
    session.flush()
    record(
        session, actor=actor, action="account_enabled", subject_kind="person", subject_id=person_id, now=now
    )


def _closable(session: Session, actor: Actor | None, person_id: int, now: datetime) -> Person:
    """Someone whose account the actor may close and open: a colleague; for an administrator anyone."""
    person = _person(session, person_id)
    if actor is None:
        return person
    places = session.scalars(
        select(MembershipRow.organisation_id).where(MembershipRow.person_id == person_id)
    )
    subject = AccountSubject(person_id, frozenset(places))
    known = any(actor.belongs_to(place) for place in subject.organisation_ids)
    if not (known or actor.is_a(Role.ADMINISTRATOR)):
        raise NotFound
    require(
        session,
        actor,
        Permission.CLOSE_ACCOUNT,
        subject,
        kind="person",
        subject_id=person_id,
        now=now,
    )
    return person


def about_me(session: Session, *, actor: Actor) -> Me:
    """The actor's own account. Two statements."""
    person = _person(session, actor.person_id)
    rows = session.execute(
        select(MembershipRow.role, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == MembershipRow.organisation_id)
        .where(MembershipRow.person_id == actor.person_id)
        .order_by(Organisation.name, MembershipRow.role)
    )
    roles = tuple((Role(role), organisation, name) for role, organisation, name in rows)
    return Me(person.id, person.display_name, person.email, person.locale, roles)


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def _require_administrator(
    session: Session, actor: Actor | None, person_id: int | None, now: datetime
) -> None:
    if actor is not None:
        require(
            session,
            actor,
            Permission.MANAGE_PEOPLE,
            PLATFORM,
            kind="person",
            subject_id=person_id,
            now=now,
        )


def safety_contacts(session: Session, *, actor: Actor) -> tuple[str, ...]:
    """Whom the actor can turn to at the own schools when something is not safe (instrument A4.5)."""
    found = session.scalars(
        select(Organisation.safety_contact)
        .join(MembershipRow, MembershipRow.organisation_id == Organisation.id)
        .where(MembershipRow.person_id == actor.person_id, Organisation.safety_contact.is_not(None))
        .order_by(Organisation.name)
    )
    return tuple(dict.fromkeys(one for one in found if one))
