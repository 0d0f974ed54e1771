"""Companies, schools and the alliance (design 2, 4)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.kvk import BranchNumber, KvkNumber
from scan.domain.messages import Message
from scan.domain.policy import Permission
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.subjects import OrganisationSubject
from scan.store.tables import Organisation
from scan.use_cases.audit import record
from scan.use_cases.permission import PLATFORM, require

_POSTCODE = re.compile(r"[1-9][0-9]{3} ?[A-Za-z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class OrganisationInput:
    """An organisation as it was filled in; only companies need a KvK number."""

    name: str
    kvk_number: str | None = None
    branch_number: str | None = None
    place: str | None = None
    municipality: str | None = None
    postcode: str | None = None
    sector: str | None = None
    staff: int | None = None
    safety_contact: str | None = None


@dataclass(frozen=True, slots=True)
class OrganisationInfo:
    """What colleagues of other organisations may know: what the trade register shows to everyone."""

    id: int
    kind: OrganisationKind
    name: str
    kvk_number: str | None
    branch_number: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class OrganisationDetails:
    """Everything about an organisation, for its own people, with the version to base a change on."""

    info: OrganisationInfo
    version: int
    municipality: str | None
    postcode: str | None
    sector: str | None
    staff: int | None
    safety_contact: str | None


def register_company(session: Session, *, actor: Actor, company: OrganisationInput, now: datetime) -> int:
    """Register a company by its KvK number; gives its id.

    Raises NotAllowed, InvalidInput (``kvk_number`` also when it is registered already: look it up first).
    """
    require(session, actor, Permission.REGISTER_COMPANY, PLATFORM, kind="platform", subject_id=None, now=now)
    return add_organisation(session, actor, OrganisationKind.COMPANY, company, now)


def register_organisation(
    session: Session,
    *,
    actor: Actor | None,
    kind: OrganisationKind,
    organisation: OrganisationInput,
    now: datetime,
) -> int:
    """Register an organisation of any kind. ``actor`` None is the command line. Raises NotAllowed, InvalidInput."""
    if actor is not None:
        permission = Permission.REGISTER_ORGANISATION
        require(session, actor, permission, PLATFORM, kind="platform", subject_id=None, now=now)
    return add_organisation(session, actor, kind, organisation, now)


def find_company(
    session: Session, *, actor: Actor, kvk_number: str, branch_number: str | None, now: datetime
) -> int | None:
    """The company with this KvK number and this branch; None when it is not registered. Raises NotAllowed."""
    require(session, actor, Permission.REGISTER_COMPANY, PLATFORM, kind="platform", subject_id=None, now=now)
    return session.scalar(
        select(Organisation.id).where(
            Organisation.kind == OrganisationKind.COMPANY.value,
            Organisation.kvk_number == kvk_number,
            Organisation.branch_number.is_(None)
            if branch_number is None
            else Organisation.branch_number == branch_number,
        )
    )


def open_organisation(
    session: Session, *, actor: Actor, organisation_id: int, now: datetime
) -> OrganisationDetails:
    """The actor's own organisation. Raises NotFound, NotAllowed."""
    row = _own(session, actor, organisation_id, now)
    return OrganisationDetails(
        _info(row), row.version, row.municipality, row.postcode, row.sector, row.staff, row.safety_contact
    )


def change_organisation(
    session: Session,
    *,
    actor: Actor,
    organisation_id: int,
    organisation: OrganisationInput,
    version: int,
    now: datetime,
) -> int:
    """Change everything but the KvK and branch number; gives the new version.

    Raises NotFound, NotAllowed, InvalidInput, Stale.
    """
    row = _own(session, actor, organisation_id, now)
    values = _checked(OrganisationKind(row.kind), organisation, numbers=False)
    if row.version != version:
        current = {name: getattr(row, name) for name in values}
        raise Stale((Clash("organisation", current, row.version, values),))
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    _log(session, actor, "organisation_changed", row.id, now)
    return row.version


def give_number(
    session: Session, *, actor: Actor, organisation_id: int, kvk_number: str, now: datetime
) -> None:
    """Fill in the KvK number of a school that was registered without one; it is never changed after that.

    Raises NotFound, NotAllowed, InvalidInput (``kvk_number``: it has another already, or it is somebody else's).
    """
    row = _own(session, actor, organisation_id, now)
    session.refresh(row, with_for_update=True)
    number = str(KvkNumber.parse(kvk_number))
    if row.kvk_number == number:
        return
    if row.kvk_number is not None:
        raise InvalidInput({"kvk_number": messages.NUMBER_STANDS})
    with _alone_with(session, number, row.branch_number, messages.NUMBER_TAKEN):
        row.kvk_number = number
        row.version += 1
    _log(session, actor, "organisation_changed", row.id, now)


@contextmanager
def _alone_with(
    session: Session, kvk_number: str | None, branch_number: str | None, taken: Message
) -> Iterator[None]:
    """Store a number in this block; the database decides, also between two at once, whether another has it.

    Raises InvalidInput (``kvk_number``) with ``taken``.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        same = select(Organisation.id).where(
            Organisation.kvk_number == kvk_number,
            Organisation.branch_number.is_not_distinct_from(branch_number),
        )
        if kvk_number is None or session.scalar(same) is None:
            raise
        raise InvalidInput({"kvk_number": taken}) from None


def add_organisation(
    session: Session,
    actor: Actor | None,
    kind: OrganisationKind,
    organisation: OrganisationInput,
    now: datetime,
) -> int:
    """Store an organisation; whoever calls it asked the policy. Gives its id. Raises InvalidInput."""
    values = _checked(kind, organisation, numbers=True)
    row = Organisation(kind=kind.value, created_at=now, **values)
    with _alone_with(session, row.kvk_number, row.branch_number, messages.REGISTERED_ALREADY):
        session.add(row)
    _log(session, actor, "organisation_registered", row.id, now)
    return row.id


def _checked(
    kind: OrganisationKind, given: OrganisationInput, *, numbers: bool
) -> dict[str, str | int | None]:
    fields = Fields()
    values: dict[str, str | int | None] = {
        "name": fields.line("name", given.name, 300),
        "place": fields.optional("place", given.place, 80),
        "municipality": fields.optional("municipality", given.municipality, 80),
        "postcode": _postcode(fields, given.postcode),
        "sector": fields.optional("sector", given.sector, 40),
        "staff": given.staff,
        "safety_contact": fields.optional("safety_contact", given.safety_contact, 300),
    }
    if given.staff is not None and not 0 <= given.staff <= 1_000_000:
        fields.refuse("staff", messages.NOT_A_NUMBER)
    if numbers:
        values |= _numbers(fields, kind, given)
    fields.check()
    return values


def _postcode(fields: Fields, text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    plain = text.strip()
    if not _POSTCODE.fullmatch(plain):
        fields.refuse("postcode", messages.POSTCODE_WRONG)
        return None
    return f"{plain[:4]} {plain[-2:].upper()}"


def _numbers(fields: Fields, kind: OrganisationKind, given: OrganisationInput) -> dict[str, str | int | None]:
    values: dict[str, str | int | None] = {"kvk_number": None, "branch_number": None}
    if given.kvk_number or kind is OrganisationKind.COMPANY:
        try:
            values["kvk_number"] = str(KvkNumber.parse(given.kvk_number or ""))
        except InvalidInput as error:
            fields.refuse("kvk_number", error.fields["kvk_number"])
    if given.branch_number:
        try:
            values["branch_number"] = str(BranchNumber.parse(given.branch_number))
        except InvalidInput as error:
            fields.refuse("branch_number", error.fields["branch_number"])
    if values["branch_number"] is not None and values["kvk_number"] is None:
        fields.refuse("kvk_number", messages.REQUIRED)
    return values


def _own(session: Session, actor: Actor, organisation_id: int, now: datetime) -> Organisation:
    row = session.get(Organisation, organisation_id)
    administers = actor.is_a(Role.ADMINISTRATOR)
    if row is None or not (actor.belongs_to(organisation_id) or administers):
        raise NotFound
    require(
        session,
        actor,
        Permission.EDIT_ORGANISATION,
        OrganisationSubject(row.id, OrganisationKind(row.kind)),
        kind="organisation",
        subject_id=row.id,
        now=now,
    )
    return row


def _info(row: Organisation) -> OrganisationInfo:
    return OrganisationInfo(
        row.id, OrganisationKind(row.kind), row.name, row.kvk_number, row.branch_number, row.place
    )


def _log(session: Session, actor: Actor | None, action: str, organisation_id: int, now: datetime) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject_kind="organisation",
        subject_id=organisation_id,
        now=now,
    )
