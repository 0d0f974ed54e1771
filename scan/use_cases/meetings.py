"""Meetings of a platform: when, where, what about, who comes, and what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scan.domain import partner_messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.store.tables import Attendance, Organisation, PlatformMeeting
from scan.use_cases.platforms import find_platform, log, own_member

MOST_MEETINGS = 20
MOST_PEOPLE = 9


@dataclass(frozen=True, slots=True)
class MeetingInput:
    """A meeting as it was filled in."""

    title: str
    starts_at: datetime | None
    place: str
    agenda: str


@dataclass(frozen=True, slots=True)
class MeetingInfo:
    """A meeting with who comes: (organisation, number of people)."""

    id: int
    version: int
    platform_id: int
    title: str
    starts_at: datetime
    place: str
    agenda: str
    notes: str | None
    cancelled: bool
    over: bool
    coming: tuple[tuple[str, int], ...]
    mine: int | None
    """How many of the reader's organisation come; None when it has not said."""


def meetings_of(
    session: Session, *, actor: Actor, platform_id: int, now: datetime
) -> tuple[MeetingInfo, ...]:
    """Those to come, the nearest on top; then the newest that have been. Raises NotFound, NotAllowed."""
    find_platform(session, actor, platform_id, Permission.READ_NETWORK, now)
    here = select(PlatformMeeting).where(PlatformMeeting.platform_id == platform_id)
    start = PlatformMeeting.starts_at
    coming = session.scalars(here.where(start >= now).order_by(start).limit(MOST_MEETINGS)).all()
    past = session.scalars(here.where(start < now).order_by(start.desc()).limit(MOST_MEETINGS)).all()
    return _meetings(session, (*coming, *past), own_member(session, actor, platform_id), now)


def plan_meeting(
    session: Session, *, actor: Actor, platform_id: int, meeting: MeetingInput, now: datetime
) -> int:
    """Plan a meeting, by the lead or the alliance; gives its id.

    Raises NotFound, NotAllowed, InvalidInput (``title``, ``starts_at``, ``place``, ``agenda``).
    """
    find_platform(session, actor, platform_id, Permission.LEAD_NETWORK, now)
    row = PlatformMeeting(platform_id=platform_id, **_checked(meeting, now, planned=None))
    session.add(row)
    session.flush()
    log(session, actor, "meeting_planned", platform_id, now, meeting=row.id)
    return row.id


def change_meeting(
    session: Session,
    *,
    actor: Actor,
    meeting_id: int,
    meeting: MeetingInput,
    notes: str,
    version: int,
    now: datetime,
) -> None:
    """Change a meeting, or write down what was said there. Raises NotFound, NotAllowed, InvalidInput, Stale."""
    row = _meeting(session, actor, meeting_id, Permission.LEAD_NETWORK, now)
    if row.version != version:
        raise Stale((Clash("meeting", row.notes, row.version, notes),))
    values = _checked(meeting, now, planned=row.starts_at)
    fields = Fields()
    row.notes = fields.words("notes", notes, 4000, 3) if notes.strip() else None
    fields.check()
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    log(session, actor, "meeting_changed", row.platform_id, now, meeting=meeting_id)


def cancel_meeting(session: Session, *, actor: Actor, meeting_id: int, now: datetime) -> int:
    """It does not go on; gives the platform's id. Raises NotFound, NotAllowed, InvalidInput (it has been)."""
    row = _meeting(session, actor, meeting_id, Permission.LEAD_NETWORK, now)
    _still_to_come(row, now)
    row.cancelled_at = row.cancelled_at or now
    row.version += 1
    session.flush()
    log(session, actor, "meeting_cancelled", row.platform_id, now, meeting=meeting_id)
    return row.platform_id


def say_coming(session: Session, *, actor: Actor, meeting_id: int, people: int, now: datetime) -> int:
    """How many of the own organisation come, 0 for nobody; gives the platform's id.

    Raises NotFound, NotAllowed, InvalidInput (``people``).
    """
    row = _meeting(session, actor, meeting_id, Permission.TAKE_PART, now)
    mine = own_member(session, actor, row.platform_id)
    if mine is None:
        raise NotFound
    _still_to_come(row, now)
    if not 0 <= people <= MOST_PEOPLE:
        raise InvalidInput({"people": UNKNOWN_CHOICE})
    there = session.get(Attendance, (meeting_id, mine))
    said = there or Attendance(meeting_id=meeting_id, organisation_id=mine)
    said.people = people
    session.add(said)
    session.flush()
    log(session, actor, "meeting_answered", row.platform_id, now, meeting=meeting_id)
    return row.platform_id


def open_meeting(session: Session, *, actor: Actor, meeting_id: int, now: datetime) -> MeetingInfo:
    """One meeting, to change it. Raises NotFound, NotAllowed."""
    row = _meeting(session, actor, meeting_id, Permission.LEAD_NETWORK, now, lock=False)
    return _meetings(session, [row], own_member(session, actor, row.platform_id), now)[0]


def _meeting(
    session: Session,
    actor: Actor,
    meeting_id: int,
    permission: Permission,
    now: datetime,
    *,
    lock: bool = True,
) -> PlatformMeeting:
    row = session.get(PlatformMeeting, meeting_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFound
    find_platform(session, actor, row.platform_id, permission, now)
    return row


def _still_to_come(row: PlatformMeeting, now: datetime) -> None:
    if row.starts_at < now or row.cancelled_at is not None:
        raise InvalidInput({"meeting": partner_messages.MEETING_OVER})


def _checked(given: MeetingInput, now: datetime, *, planned: datetime | None) -> dict[str, object]:
    """The columns; a meeting is planned, or moved, to a moment that is still to come."""
    fields = Fields()
    values: dict[str, object] = {
        "title": fields.line("title", given.title, 120, 3),
        "starts_at": given.starts_at,
        "place": fields.line("place", given.place, 300, 3),
        "agenda": fields.words("agenda", given.agenda, 4000, 3),
    }
    if given.starts_at is None or (given.starts_at <= now and given.starts_at != planned):
        fields.refuse("starts_at", partner_messages.MOMENT_PAST)
    fields.check()
    return values


def _meetings(
    session: Session, rows: Sequence[PlatformMeeting], mine: int | None, now: datetime
) -> tuple[MeetingInfo, ...]:
    """One statement for who comes to all of them."""
    said: dict[int, list[tuple[int, str, int]]] = {}
    answers = (
        select(Attendance, Organisation.name)
        .join(Organisation, Organisation.id == Attendance.organisation_id)
        .where(Attendance.meeting_id.in_([row.id for row in rows]))
        .order_by(func.lower(Organisation.name))
    )
    for one, name in session.execute(answers):
        said.setdefault(one.meeting_id, []).append((one.organisation_id, name, one.people))
    return tuple(
        MeetingInfo(
            id=row.id,
            version=row.version,
            platform_id=row.platform_id,
            title=row.title,
            starts_at=row.starts_at,
            place=row.place,
            agenda=row.agenda,
            notes=row.notes,
            cancelled=row.cancelled_at is not None,
            over=row.starts_at < now,
            coming=tuple((name, people) for _, name, people in said.get(row.id, ()) if people),
            mine=next((people for number, _, people in said.get(row.id, ()) if number == mine), None),
        )
        for row in rows
    )
