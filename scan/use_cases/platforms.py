"""Local and regional platforms: begun by the alliance, joined by certificate holders and partners (design 2)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scan.domain import partner_messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.periods import local_day
from scan.domain.platforms import Ground
from scan.domain.policy import Permission, decide
from scan.domain.relations import alliance_office
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.subjects import NetworkSubject, OrganisationSubject
from scan.store.tables import Organisation, Platform, PlatformMember
from scan.use_cases.audit import record
from scan.use_cases.permission import PLATFORM, require
from scan.use_cases.platform_calendar import ground_of


@dataclass(frozen=True, slots=True)
class PlatformInput:
    """A platform as it was filled in."""

    name: str
    place: str
    summary: str


@dataclass(frozen=True, slots=True)
class PlatformInfo:
    """A platform as everyone sees it."""

    id: int
    version: int
    name: str
    place: str
    summary: str
    lead_id: int
    lead: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How an organisation stands to platforms."""

    organisation_id: int
    ground: Ground | None
    """Why it may join one; None when it may not."""
    platform_id: int | None
    """Where it is."""
    leaves_on: date | None


def create_platform(
    session: Session, *, actor: Actor, platform: PlatformInput, lead_id: int, now: datetime
) -> int:
    """Begin a platform with the organisation that leads it as its first member; gives its id.

    Raises NotAllowed, InvalidInput (``name``, ``place``, ``summary``, ``lead_id``).
    """
    require(session, actor, Permission.RUN_NETWORK, PLATFORM, kind="platform", subject_id=None, now=now)
    fields = Fields()
    values = _checked(session, fields, platform, None)
    ground = ground_of(session, lead_id, local_day(now))
    if ground is None:
        fields.refuse("lead_id", partner_messages.NOT_ENTITLED)
    elif _membership(session, lead_id) is not None:
        fields.refuse("lead_id", partner_messages.MEMBER_ALREADY)
    fields.check()
    row = Platform(lead_id=lead_id, created_at=now, **values)
    session.add(row)
    session.flush()
    _add_member(session, row.id, lead_id, ground or Ground.AGREEMENT, now)
    log(session, actor, "platform_created", row.id, now)
    return row.id


def change_platform(
    session: Session, *, actor: Actor, platform_id: int, platform: PlatformInput, version: int, now: datetime
) -> None:
    """By its lead or the alliance. Raises NotFound, NotAllowed, InvalidInput, Stale."""
    row = find_platform(session, actor, platform_id, Permission.LEAD_NETWORK, now, lock=True)
    if row.version != version:
        raise Stale((Clash("platform", row.summary, row.version, platform),))
    fields = Fields()
    values = _checked(session, fields, platform, platform_id)
    fields.check()
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    log(session, actor, "platform_changed", platform_id, now)


def appoint_lead(session: Session, *, actor: Actor, platform_id: int, lead_id: int, now: datetime) -> None:
    """The alliance gives the lead to another member. Raises NotFound, NotAllowed, InvalidInput (``lead_id``)."""
    require(
        session, actor, Permission.RUN_NETWORK, PLATFORM, kind="platform", subject_id=platform_id, now=now
    )
    row = session.get(Platform, platform_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    member = _membership(session, lead_id)
    if member is None or member.platform_id != platform_id:
        raise InvalidInput({"lead_id": partner_messages.NOT_A_MEMBER})
    row.lead_id = lead_id
    row.version += 1
    session.flush()
    log(session, actor, "lead_appointed", platform_id, now, organisation=lead_id)


def join_platform(
    session: Session, *, actor: Actor, organisation_id: int, platform_id: int, now: datetime
) -> None:
    """The own organisation becomes a member. Raises NotFound, NotAllowed, InvalidInput (``platform``)."""
    _speak_for(session, actor, organisation_id, now)
    if session.get(Platform, platform_id) is None:
        raise NotFound
    session.get_one(Organisation, organisation_id, with_for_update=True)
    ground = ground_of(session, organisation_id, local_day(now))
    if ground is None:
        raise InvalidInput({"platform": partner_messages.NOT_ENTITLED})
    if _membership(session, organisation_id) is not None:
        raise InvalidInput({"platform": partner_messages.MEMBER_ALREADY})
    _add_member(session, platform_id, organisation_id, ground, now)
    log(session, actor, "platform_joined", platform_id, now, organisation=organisation_id)


def leave_platform(session: Session, *, actor: Actor, organisation_id: int, now: datetime) -> None:
    """The own organisation leaves. Raises NotFound, NotAllowed, InvalidInput (``platform``: it leads it)."""
    _speak_for(session, actor, organisation_id, now)
    member = _membership(session, organisation_id)
    if member is None:
        raise NotFound
    if session.get_one(Platform, member.platform_id).lead_id == organisation_id:
        raise InvalidInput({"platform": partner_messages.LEAD_STAYS})
    member.left_on = local_day(now)
    session.flush()
    log(session, actor, "platform_left", member.platform_id, now, organisation=organisation_id)


def show_platform(session: Session, *, platform_id: int) -> PlatformInfo:
    """One platform, for everyone. One statement. Raises NotFound."""
    found = session.execute(
        select(Platform, Organisation.name)
        .join(Organisation, Organisation.id == Platform.lead_id)
        .where(Platform.id == platform_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    row, lead = found
    return PlatformInfo(row.id, row.version, row.name, row.place, row.summary, row.lead_id, lead)


def standing_of(session: Session, *, actor: Actor, organisation_id: int, now: datetime) -> Standing:
    """How the own organisation stands to platforms. Raises NotFound, NotAllowed."""
    _speak_for(session, actor, organisation_id, now)
    member = _membership(session, organisation_id)
    return Standing(
        organisation_id,
        ground_of(session, organisation_id, local_day(now)),
        None if member is None else member.platform_id,
        None if member is None else member.leaves_on,
    )


def own_organisations(actor: Actor) -> tuple[int, ...]:
    """Those that the actor speaks for."""
    return (*actor.organisations(Role.CONTACT), *actor.organisations(Role.COORDINATOR))


def own_member(session: Session, actor: Actor, platform_id: int) -> int | None:
    """The organisation with which the actor is in this platform; None when there is none."""
    return session.scalar(
        select(PlatformMember.organisation_id)
        .where(
            PlatformMember.platform_id == platform_id,
            PlatformMember.left_on.is_(None),
            PlatformMember.organisation_id.in_(own_organisations(actor)),
        )
        .limit(1)
    )


def find_platform(
    session: Session,
    actor: Actor,
    platform_id: int,
    permission: Permission,
    now: datetime,
    *,
    lock: bool = False,
) -> Platform:
    """The row, for its members and the alliance. Raises NotFound for others, NotAllowed."""
    row = session.get(Platform, platform_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFound
    subject = network_subject(session, actor, row)
    if not subject.member_ids and not alliance_office(actor, None):
        raise NotFound
    require(session, actor, permission, subject, kind="platform", subject_id=platform_id, now=now)
    return row


def network_subject(session: Session, actor: Actor, row: Platform) -> NetworkSubject:
    """What the policy must know of a platform; of its members only the actor's own."""
    mine = own_member(session, actor, row.id)
    return NetworkSubject(row.lead_id, frozenset() if mine is None else frozenset({mine}))


def leads(session: Session, actor: Actor, platform_id: int) -> bool:
    """Whether the actor runs this platform: for its lead, or for the alliance."""
    row = session.get_one(Platform, platform_id)
    return decide(actor, Permission.LEAD_NETWORK, network_subject(session, actor, row)).allowed


def log(session: Session, actor: Actor, action: str, platform_id: int, now: datetime, **data: object) -> None:
    """An event about a platform."""
    record(
        session, actor=actor, action=action, subject_kind="platform", subject_id=platform_id, now=now, **data
    )


def _checked(session: Session, fields: Fields, given: PlatformInput, own_id: int | None) -> dict[str, str]:
    values = {
        "name": fields.line("name", given.name, 80, 3),
        "place": fields.line("place", given.place, 80),
        "summary": fields.words("summary", given.summary, 1000, 3),
    }
    same = session.scalar(
        select(Platform.id).where(
            func.lower(Platform.name) == values["name"].lower(), Platform.id != (own_id or 0)
        )
    )
    if same is not None:
        fields.refuse("name", partner_messages.NAME_TAKEN)
    return values


def _speak_for(session: Session, actor: Actor, organisation_id: int, now: datetime) -> None:
    row = session.get(Organisation, organisation_id)
    if row is None or not actor.belongs_to(organisation_id):
        raise NotFound
    subject = OrganisationSubject(organisation_id, OrganisationKind(row.kind))
    require(
        session, actor, Permission.JOIN_NETWORK, subject,
        kind="organisation", subject_id=organisation_id, now=now,
    )  # fmt: skip


def _membership(session: Session, organisation_id: int) -> PlatformMember | None:
    return session.scalar(
        select(PlatformMember).where(
            PlatformMember.organisation_id == organisation_id, PlatformMember.left_on.is_(None)
        )
    )


def _add_member(
    session: Session, platform_id: int, organisation_id: int, ground: Ground, now: datetime
) -> None:
    session.add(
        PlatformMember(
            platform_id=platform_id, organisation_id=organisation_id, ground=ground.value,
            joined_on=local_day(now),
        )
    )  # fmt: skip
    session.flush()
