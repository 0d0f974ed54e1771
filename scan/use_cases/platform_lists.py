"""Platforms and their members as lists: paged, sorted and searched in the database, also with thousands of members."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from scan.domain.errors import NotFound
from scan.domain.platforms import Ground
from scan.domain.roles import Actor
from scan.store.paging import FIRST, Asked, Part, in_order, matches, part_of, to_choose
from scan.store.tables import Organisation, Platform, PlatformMember
from scan.use_cases.platforms import own_member

_MEMBERS = (
    select(PlatformMember, Organisation, Platform.lead_id)
    .join(Organisation, Organisation.id == PlatformMember.organisation_id)
    .join(Platform, Platform.id == PlatformMember.platform_id)
    .where(PlatformMember.left_on.is_(None))
)


@dataclass(frozen=True, slots=True)
class PlatformLine:
    """One platform in the list."""

    id: int
    name: str
    place: str
    summary: str
    members: int


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation in a platform."""

    organisation_id: int
    name: str
    place: str | None
    ground: Ground
    joined_on: date
    leaves_on: date | None
    leads: bool


def list_platforms(session: Session, *, asked: Asked = FIRST) -> Part[PlatformLine]:
    """Platforms with their number of members, found by name or place, in the order of their names. Two statements."""
    members = (
        select(func.count())
        .where(PlatformMember.platform_id == Platform.id, PlatformMember.left_on.is_(None))
        .correlate(Platform)
        .scalar_subquery()
    )
    statement = (
        select(Platform.id, Platform.name, Platform.place, Platform.summary, members)
        .where(*matches(asked.query, Platform.name, Platform.place))
        .order_by(func.lower(Platform.name), Platform.id)
    )
    found = part_of(session, statement, asked)
    return found.of(PlatformLine(*row) for row in found.items)


def platforms_to_choose(
    session: Session, *, asked: Asked, chosen: int | None = None
) -> Part[tuple[int, str, str]]:
    """Number, name and place of platforms to choose one from, found by name or place. Two statements."""
    found = to_choose(
        session, select(Platform.id, Platform.name, Platform.place), asked,
        searched=(Platform.name, Platform.place), order=(func.lower(Platform.name), Platform.id),
        key=Platform.id, chosen=chosen,
    )  # fmt: skip
    return found.of((number, name, place) for number, name, place in found.items)


def members_of(session: Session, *, platform_id: int, asked: Asked = FIRST) -> Part[Member]:
    """Who is in a platform, found by name or place: its lead, then by name. Other orders: ``name``, ``since``.

    For everyone: who is in one is public, as certificates and agreements are. Three statements. Raises NotFound.
    """
    if session.scalar(select(Platform.id).where(Platform.id == platform_id)) is None:
        raise NotFound
    name = func.lower(Organisation.name)
    orders = {"name": name, "since": PlatformMember.joined_on}
    leads_first = Organisation.id != Platform.lead_id
    statement = _MEMBERS.where(
        PlatformMember.platform_id == platform_id,
        *matches(asked.query, Organisation.name, Organisation.place),
    ).order_by(*in_order(asked.sort, orders, leads_first, name, Organisation.id))
    found = part_of(session, statement, asked)
    return found.of(_member(row) for row in found.items)


def own_membership(session: Session, *, actor: Actor, platform_id: int) -> Member | None:
    """With which organisation the actor is in this platform, and for how long; None for others. Two statements."""
    mine = own_member(session, actor, platform_id)
    if mine is None:
        return None
    statement = _MEMBERS.where(
        PlatformMember.platform_id == platform_id, PlatformMember.organisation_id == mine
    )
    return _member(session.execute(statement).one())


def _member(row: Row[*tuple[Any, ...]]) -> Member:
    member, organisation, lead_id = row
    return Member(
        organisation.id, organisation.name, organisation.place, Ground(member.ground), member.joined_on,
        member.leaves_on, organisation.id == lead_id,
    )  # fmt: skip
