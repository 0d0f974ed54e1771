"""Meetings of a platform: when, where, what about, who comes, and what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from scan.domain import partner_messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.store.paging import FIRST, Asked, Part, in_order, matches, part_of
from scan.store.tables import Attendance, Organisation, PlatformMeeting
from scan.use_cases.platforms import find_platform, log, own_member

MOST_PEOPLE = 9
NAMED = 10
"""Who comes to a meeting is named so far in a list of meetings; how many there are is always told."""


@dataclass(frozen=True, slots=True)
class MeetingInput:
    """A meeting as it was filled in."""

    title: str
    starts_at: datetime | None
    place: str
    agenda: str


@dataclass(frozen=True, slots=True)
class Coming:
    """An organisation that comes to a meeting, with how many."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class MeetingInfo:
    """A meeting, and who comes."""

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
    coming: tuple[Coming, ...]
    """The first ``NAMED`` by name."""
    organisations: int
    """How many organisations come, and with how many people in all."""
    people: int
    mine: int | None
    """How many of the reader's organisation come; None when it has not said."""


def meetings_of(
    session: Session,
    *,
    actor: Actor,
    platform_id: int,
    now: datetime,
    over: bool = False,
    asked: Asked = FIRST,
) -> Part[MeetingInfo]:
    """Those to come, the nearest on top; or those that are over, the newest on top. Raises NotFound, NotAllowed.

    The same statements, whatever there is.
    """
    find_platform(session, actor, platform_id, Permission.READ_NETWORK, now)
    start = PlatformMeeting.starts_at
    chosen = (start < now, start.desc()) if over else (start >= now, start.asc())
    found = part_of(
        session,
        select(PlatformMeeting)
        .where(PlatformMeeting.platform_id == platform_id, chosen[0])
        .order_by(chosen[1], PlatformMeeting.id),
        asked,
    )
    rows = [row for (row,) in found.items]
    return found.of(_meetings(session, rows, own_member(session, actor, platform_id), now))


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


def who_comes(
    session: Session, *, actor: Actor, meeting_id: int, now: datetime, asked: Asked = FIRST
) -> Part[Coming]:
    """Who comes to a meeting, found by name, for who runs the platform. Other orders: ``people``.

    Raises NotFound, NotAllowed.
    """
    _meeting(session, actor, meeting_id, Permission.LEAD_NETWORK, now, lock=False)
    name = func.lower(Organisation.name)
    found = part_of(
        session,
        select(Organisation.name, Attendance.people)
        .join(Organisation, Organisation.id == Attendance.organisation_id)
        .where(*_comes(meeting_id), *matches(asked.query, Organisation.name))
        .order_by(*in_order(asked.sort, {"name": name, "people": Attendance.people}, name, Organisation.id)),
        asked,
    )
    return found.of(Coming(*row) for row in found.items)


def _comes(*meetings: int) -> tuple[ColumnElement[bool], ...]:
    return (Attendance.meeting_id.in_(meetings), Attendance.people > 0)


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
    """Two statements for who comes to all of them."""
    ids = [row.id for row in rows]
    answers = session.execute(
        select(Attendance.meeting_id, Attendance.people).where(
            Attendance.meeting_id.in_(ids), Attendance.organisation_id == mine
        )
    )
    own: dict[int, int] = {row.meeting_id: row.people for row in answers}
    first: dict[int, list[Coming]] = {}
    totals: dict[int, tuple[int, int]] = {}
    for meeting_id, name, people, organisations, everyone in session.execute(_first_of(ids)):
        first.setdefault(meeting_id, []).append(Coming(name, people))
        totals[meeting_id] = (organisations, everyone)
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
            coming=tuple(first.get(row.id, ())),
            organisations=totals.get(row.id, (0, 0))[0],
            people=totals.get(row.id, (0, 0))[1],
            mine=own.get(row.id),
        )
        for row in rows
    )


def _first_of(meetings: Sequence[int]) -> Select[int, str, int, int, int]:
    """Of each meeting the first ``NAMED`` that come, by name, with how many organisations and people there are."""
    by_meeting = Attendance.meeting_id
    place = func.row_number().over(
        partition_by=by_meeting, order_by=(func.lower(Organisation.name), Organisation.id)
    )
    numbered = (
        select(
            by_meeting,
            Organisation.name,
            Attendance.people,
            func.count().over(partition_by=by_meeting).label("organisations"),
            func.sum(Attendance.people).over(partition_by=by_meeting).label("everyone"),
            place.label("place"),
        )
        .join(Organisation, Organisation.id == Attendance.organisation_id)
        .where(*_comes(*meetings))
        .subquery()
    )
    columns = numbered.c
    return (
        select(columns.meeting_id, columns.name, columns.people, columns.organisations, columns.everyone)
        .where(columns.place <= NAMED)
        .order_by(columns.meeting_id, columns.place)
    )
