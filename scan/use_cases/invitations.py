"""Invitations: a code, used once, that gives someone a role (the line, step 3).

The code is shown or printed once, or sent by mail; stored is only its hash. How a school looks after the invitations
of a company is in ``inviting``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.errors import InvalidInput, NotFound, SignInFailed
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.roles import ROLES_BY_KIND, Actor, OrganisationKind, Role
from scan.domain.secrets import PASSWORD_MAXIMUM, new_code, tidy_code
from scan.domain.subjects import OrganisationSubject
from scan.store.finding import find_placement
from scan.store.tables import Invitation, MembershipRow, Organisation, Person
from scan.use_cases.audit import record
from scan.use_cases.hashing import digest, matches
from scan.use_cases.organisations import OrganisationInput, register_organisation
from scan.use_cases.people import add_membership, new_account
from scan.use_cases.permission import require
from scan.use_cases.sign_in import NewSession, begin_session
from scan.use_cases.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT, CODE_LIMIT, Throttle

VALID_FOR = timedelta(days=30)
CODE_GROUPS = 3
"""60 bits: nobody guesses one."""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation just made. The code is shown once and stored nowhere."""

    id: int
    code: str
    expires_at: datetime
    organisation: str
    role: Role


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """What the page behind a valid code says before anyone signs up."""

    organisation_id: int
    organisation: str
    role: Role
    expires_at: datetime


def invite_contact(session: Session, *, actor: Actor, placement_id: int, now: datetime) -> NewInvitation:
    """Invite a contact of the company of an internship. Raises NotFound, NotAllowed."""
    placement, subject = find_placement(session, actor, placement_id)
    require(
        session,
        actor,
        Permission.INVITE_CONTACT,
        subject,
        kind="placement",
        subject_id=placement_id,
        now=now,
    )
    company = session.get_one(Organisation, placement.company_id)
    return make_invitation(session, actor, company, Role.CONTACT, now, placement_id)


def invite_member(
    session: Session, *, actor: Actor, organisation_id: int, role: Role, now: datetime
) -> NewInvitation:
    """Invite a colleague into the own organisation; an administrator into any. Students use their class code.

    Raises NotFound, NotAllowed, InvalidInput (``role``).
    """
    organisation = session.get(Organisation, organisation_id)
    mine = actor.belongs_to(organisation_id) or actor.is_a(Role.ADMINISTRATOR)
    if organisation is None or not mine:
        raise NotFound
    kind = OrganisationKind(organisation.kind)
    require(
        session,
        actor,
        Permission.INVITE_MEMBER,
        OrganisationSubject(organisation_id, kind),
        kind="organisation",
        subject_id=organisation_id,
        now=now,
    )
    if role is Role.STUDENT or role not in ROLES_BY_KIND[kind]:
        raise InvalidInput({"role": messages.ROLE_UNFIT})
    return make_invitation(session, actor, organisation, role, now)


def read_invitation(session: Session, *, code: str, now: datetime) -> InvitationInfo | None:
    """What a code is for; None when it is wrong, used or expired."""
    row = session.execute(_usable(code, now)).one_or_none()
    if row is None:
        return None
    invitation, organisation = row
    return InvitationInfo(organisation.id, organisation.name, Role(invitation.role), invitation.expires_at)


def accept_invitation(
    session: Session,
    *,
    code: str,
    display_name: str,
    email: str,
    password: str,
    address: str,
    pepper: bytes,
    now: datetime,
    locale: str = "nl",
    replaces: str | None = None,
    device: str | None = None,
) -> NewSession:
    """Take up an invitation with a new account, or with one that exists when its password is right; signs in.

    Raises InvalidInput (``code``, ``display_name``, ``email``, ``password``), SignInFailed when the e-mail address
    has an account and the password is not its password, TooManyAttempts.
    """
    throttle = _throttle(code, email, address, pepper)
    throttle.check(session, now)
    invitation, _ = _take(session, code, throttle, now)
    account = email.strip().lower()
    person = session.scalar(select(Person).where(Person.email == account))
    if person is None:
        person_id = new_account(
            session, display_name=display_name, email=email, password=password, locale=locale, now=now
        )
    else:
        right = matches(person.password_hash, password[: PASSWORD_MAXIMUM + 1])
        if not right or person.disabled_at is not None:
            throttle.count_failure(session, now)
            raise SignInFailed
        person_id = person.id
    _use(session, invitation, person_id, now)
    return begin_session(session, person_id=person_id, replaces=replaces, now=now, device=device)


def accept_as_member(
    session: Session, *, actor: Actor, code: str, address: str, pepper: bytes, now: datetime
) -> None:
    """Take up an invitation with the account one is signed in with. Raises InvalidInput (``code``), TooManyAttempts."""
    throttle = _throttle(code, str(actor.person_id), address, pepper)
    throttle.check(session, now)
    invitation, _ = _take(session, code, throttle, now)
    person = session.get_one(Person, actor.person_id)
    if person.email is None:
        raise InvalidInput({"code": messages.NEEDS_ACCOUNT})
    _use(session, invitation, actor.person_id, now)


def _throttle(code: str, account: str, address: str, pepper: bytes) -> Throttle:
    return Throttle.of(
        pepper,
        ("invitation", tidy_code(code), CODE_LIMIT),
        ("account", account.strip().lower(), ACCOUNT_LIMIT),
        ("address", address, ADDRESS_LIMIT),
    )


def _usable(code: str, now: datetime) -> Select[Invitation, Organisation]:
    return (
        select(Invitation, Organisation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(
            Invitation.code_hash == digest(tidy_code(code)),
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
    )


def _take(session: Session, code: str, throttle: Throttle, now: datetime) -> tuple[Invitation, Organisation]:
    """The invitation, locked so that two cannot use it at once."""
    row = session.execute(_usable(code, now).with_for_update(of=Invitation)).one_or_none()
    if row is None:
        throttle.count_failure(session, now)
        raise InvalidInput({"code": messages.CODE_UNKNOWN})
    return row[0], row[1]


def _use(session: Session, invitation: Invitation, person_id: int, now: datetime) -> None:
    invitation.used_at, invitation.used_by = now, person_id
    role = Role(invitation.role)
    add_membership(
        session, person_id=person_id, role=role, organisation_id=invitation.organisation_id, now=now
    )
    session.flush()
    record(
        session,
        actor=person_id,
        action="invitation_accepted",
        subject_kind="invitation",
        subject_id=invitation.id,
        now=now,
        role=role.value,
        organisation=invitation.organisation_id,
    )


def invite_first_administrator(
    session: Session, *, alliance: str, again: bool = False, now: datetime
) -> NewInvitation:
    """Invite the first administrator of an installation, from the command line; makes the alliance where there is none.

    ``again``: the invitation that was made before does not work any more. Raises InvalidInput (``administrator`` when
    somebody is one, or was invited and may still come; ``alliance`` when it is not the name of the one that is there).
    """
    organisation = _alliance(session, alliance, now)
    if session.scalar(_ADMINISTRATORS) is not None:
        raise InvalidInput({"administrator": messages.ADMINISTRATOR_THERE})
    waiting = session.scalars(_WAITING_ADMINISTRATORS.where(Invitation.expires_at > now)).all()
    if waiting and not again:
        until = max(one.expires_at for one in waiting)
        raise InvalidInput(
            {"administrator": messages.ADMINISTRATOR_INVITED.fill(day=local_day(until).isoformat())}
        )
    for one in waiting:
        one.withdrawn_at = now
    return make_invitation(session, None, organisation, Role.ADMINISTRATOR, now)


_ADMINISTRATORS = (
    select(MembershipRow.person_id)
    .join(Person, Person.id == MembershipRow.person_id)
    .where(MembershipRow.role == Role.ADMINISTRATOR.value, Person.disabled_at.is_(None))
    .limit(1)
)
_WAITING_ADMINISTRATORS = select(Invitation).where(
    Invitation.role == Role.ADMINISTRATOR.value,
    Invitation.used_at.is_(None),
    Invitation.withdrawn_at.is_(None),
)


def _alliance(session: Session, name: str, now: datetime) -> Organisation:
    """The alliance of the installation, locked: two commands at once cannot both find nobody invited."""
    there = select(Organisation).where(Organisation.kind == OrganisationKind.ALLIANCE.value)
    rows = session.scalars(there.order_by(Organisation.id).with_for_update()).all()
    if not rows:
        number = register_organisation(
            session,
            actor=None,
            kind=OrganisationKind.ALLIANCE,
            organisation=OrganisationInput(name=name),
            now=now,
        )
        return session.get_one(Organisation, number)
    found = next((one for one in rows if one.name == " ".join(name.split())), None)
    if found is None:
        raise InvalidInput({"alliance": messages.OTHER_ALLIANCE.fill(name=rows[0].name)})
    return found


def make_invitation(
    session: Session,
    actor: Actor | None,
    organisation: Organisation,
    role: Role,
    now: datetime,
    placement_id: int | None = None,
) -> NewInvitation:
    code = new_code(CODE_GROUPS)
    row = Invitation(
        code_hash=digest(code),
        organisation_id=organisation.id,
        organisation_kind=organisation.kind,
        role=role.value,
        created_by=None if actor is None else actor.person_id,
        created_at=now,
        expires_at=now + VALID_FOR,
        placement_id=placement_id,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="invited",
        subject_kind="invitation",
        subject_id=row.id,
        now=now,
        role=role.value,
        organisation=organisation.id,
    )
    return NewInvitation(row.id, code, row.expires_at, organisation.name, role)
