"""A company that registers itself, without any school: nothing exists until the e-mail address is confirmed.

The answer to a registration says nothing about who has an account or who speaks for a company. Who owns the address
learns the rest from what is sent there.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from scan.domain import sign_in_messages
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.fields import Fields
from scan.domain.kvk import KvkNumber
from scan.domain.roles import OrganisationKind, Role
from scan.domain.secrets import PASSWORD_MAXIMUM, password_fault
from scan.store.tables import Dossier, MembershipRow, Organisation, Person, Placement, Registration
from scan.store.upsert import dialect_of, insert_into
from scan.use_cases.audit import record
from scan.use_cases.hashing import digest, hashed, matches
from scan.use_cases.people import add_membership, new_account
from scan.use_cases.second_step import Browser
from scan.use_cases.sign_in import NewSession, begin_session
from scan.use_cases.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT, Throttle

VALID_FOR = timedelta(days=2)
MAIL_LIMIT = 3
"""Registrations of one mail address in the window of the throttle: each sends it a message."""
VISITOR_LIMIT = 20
"""Registrations from one network address in that window."""


@dataclass(frozen=True, slots=True)
class NewRegistration:
    """A registration just made. The token goes to the mail address, and nowhere else."""

    token: str
    email: str
    company: str
    locale: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RegistrationInfo:
    """What the page behind the link says, to who holds the link."""

    company: str
    email: str
    has_account: bool
    """There is an account with this address already: its own password counts."""


def register_myself(
    session: Session,
    *,
    company: str,
    kvk_number: str,
    display_name: str,
    email: str,
    password: str,
    address: str,
    pepper: bytes,
    now: datetime,
    locale: str = "nl",
) -> NewRegistration:
    """Keep a registration until its mail address is confirmed with the token.

    Raises InvalidInput (``company``, ``kvk_number`` also when the company takes part already, ``display_name``,
    ``email``, ``password``), TooManyAttempts.
    """
    fields = Fields()
    title = fields.line("company", company, 300)
    name = fields.line("display_name", display_name, 80)
    account = fields.email("email", email)
    number = _number(fields, kvk_number)
    fault = password_fault(password, name, title, account, account.split("@")[0])
    if fault is not None:
        fields.refuse("password", fault)
    fields.check()
    throttle = Throttle.of(
        pepper, ("registration", account, MAIL_LIMIT), ("registering", address, VISITOR_LIMIT)
    )
    throttle.check(session, now)
    if _takes_part(session, number, account):
        throttle.count_failure(session, now)
        raise InvalidInput({"kvk_number": sign_in_messages.COMPANY_KNOWN})
    throttle.count(session, now)
    session.execute(delete(Registration).where(Registration.expires_at <= now))
    token = secrets.token_urlsafe(32)
    row = Registration(
        token_hash=digest(token),
        company=title,
        kvk_number=number,
        display_name=name,
        email=account,
        password_hash=hashed(password),
        locale="en" if locale == "en" else "nl",
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=None,
        action="company_registering",
        subject_kind="registration",
        subject_id=row.id,
        now=now,
    )
    return NewRegistration(token, account, title, row.locale, row.expires_at)


def read_registration(session: Session, *, token: str, now: datetime) -> RegistrationInfo:
    """What a link is for. Raises NotFound when it is wrong, used or over."""
    row = session.scalar(_open(token, now))
    if row is None:
        raise NotFound
    known = session.scalar(select(Person.id).where(Person.email == row.email))
    return RegistrationInfo(row.company, row.email, known is not None)


def confirm_registration(
    session: Session,
    *,
    token: str,
    password: str,
    browser: Browser,
    pepper: bytes,
    now: datetime,
) -> NewSession:
    """Make the company and its contact, and sign in; the link proves the address, the password who registered.

    With an account of that address already, its own password counts, and the account gets the company. Raises
    NotFound for a link that is wrong, used or over; InvalidInput (``password``; ``company`` when it takes part by
    now, ``email`` when another link of the address is confirmed at this moment: this one can be opened again);
    TooManyAttempts.
    """
    throttle = Throttle.of(
        pepper, ("registered", digest(token), ACCOUNT_LIMIT), ("address", browser.address, ADDRESS_LIMIT)
    )
    throttle.check(session, now)
    row = session.scalar(_open(token, now).with_for_update())
    if row is None:
        throttle.count_failure(session, now)
        raise NotFound
    person = _person_of(session, row.email)
    right = matches(person.password_hash if person else row.password_hash, password[: PASSWORD_MAXIMUM + 1])
    if not right or (person is not None and person.disabled_at is not None):
        throttle.count_failure(session, now)
        raise InvalidInput({"password": sign_in_messages.PASSWORD_WRONG})
    organisation_id = _company(session, row, now)
    if _takes_part(
        session, row.kvk_number, row.email
    ):  # asked with the company locked: two at once are one after one
        raise InvalidInput({"company": sign_in_messages.COMPANY_KNOWN})
    person_id = person.id if person else _new_person_of(session, row, password, now)
    add_membership(session, person_id=person_id, role=Role.CONTACT, organisation_id=organisation_id, now=now)
    session.delete(row)
    session.flush()
    record(
        session,
        actor=person_id,
        action="company_registered_itself",
        subject_kind="organisation",
        subject_id=organisation_id,
        now=now,
    )
    return begin_session(session, person_id=person_id, replaces=browser.token, now=now, device=browser.device)


def _person_of(session: Session, email: str) -> Person | None:
    return session.scalar(select(Person).where(Person.email == email))


def _open(token: str, now: datetime) -> Select[Registration]:
    return select(Registration).where(Registration.token_hash == digest(token), Registration.expires_at > now)


def _number(fields: Fields, text: str) -> str:
    try:
        return str(KvkNumber.parse(text))
    except InvalidInput as problem:
        fields.refuse("kvk_number", problem.fields["kvk_number"])
        return ""


def _takes_part(session: Session, kvk_number: str, email: str) -> bool:
    """Whether others have to do with the company: it has a contact, an intern or a dossier (no takeover).

    Who is its contact already may confirm once more.
    """
    contact = (MembershipRow.organisation_id == Organisation.id) & (MembershipRow.role == Role.CONTACT.value)
    own = (
        select(MembershipRow.person_id)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(contact, Person.email == email)
        .exists()
    )
    others = or_(
        select(MembershipRow.person_id).where(contact).exists(),
        select(Placement.id).where(Placement.company_id == Organisation.id).exists(),
        select(Dossier.id).where(Dossier.organisation_id == Organisation.id).exists(),
    )
    found = select(Organisation.id).where(Organisation.kvk_number == kvk_number, others, ~own).limit(1)
    return session.scalar(found) is not None


def _new_person_of(session: Session, row: Registration, password: str, now: datetime) -> int:
    """The account of who registered. Raises InvalidInput (``email``) when another link made it at the same moment."""
    try:
        return _new_person(session, row, password, now)
    except InvalidInput as problem:
        if "email" not in problem.fields:
            raise
        raise InvalidInput({"email": sign_in_messages.OTHER_LINK}) from problem


def _new_person(session: Session, row: Registration, password: str, now: datetime) -> int:
    person_id = new_account(
        session,
        display_name=row.display_name,
        email=row.email,
        password=password,
        locale=row.locale,
        now=now,
    )
    record(
        session,
        actor=person_id,
        action="account_created",
        subject_kind="person",
        subject_id=person_id,
        now=now,
    )
    return person_id


def _company(session: Session, row: Registration, now: datetime) -> int:
    """The company under this number, locked; made when it is not there. Raises InvalidInput when another is faster."""
    there = select(Organisation.id).where(
        Organisation.kvk_number == row.kvk_number, Organisation.branch_number.is_(None)
    )
    known = session.scalar(there.with_for_update())
    if known is not None:
        return known
    made: int | None = session.scalar(
        insert_into(dialect_of(session), Organisation)
        .values(
            kind=OrganisationKind.COMPANY.value,
            name=row.company,
            kvk_number=row.kvk_number,
            created_at=now,
            version=1,
        )
        .on_conflict_do_nothing()
        .returning(Organisation.id)
    )
    if made is None:
        raise InvalidInput({"company": sign_in_messages.COMPANY_KNOWN})
    return made
