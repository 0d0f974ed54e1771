"""The log of an ambassador: what was done to stay active, confirmed by the coach of the school (instrument F, 7)."""

from datetime import date, datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from certificates.ambassador_rows import allowed, coaches_of, found, own_row
from certificates.ambassadors import NOT_IN_FUTURE
from scan.domain.ambassadors import ActivityKind, ActivityState, MilestoneKey
from scan.domain.errors import InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.roles import Actor, Role
from scan.store.tables import Activity, Ambassador, Milestone
from scan.store.upsert import dialect_of, insert_into
from scan.use_cases.audit import record
from scan.use_cases.notifying import notify

WORDS_MAXIMUM = 200
MOST_ENTRIES = 60
"""In one log: five in a quarter of a year, for three years. It keeps a log from growing without end."""

BEFORE_APPOINTMENT = Message(
    "before_appointment",
    "Kies een dag vanaf je benoeming: {day}.",
    "Choose a day from your appointment on: {day}.",
)
NOTED_ALREADY = Message(
    "noted_already",
    "Dit staat al in je logboek, op dezelfde dag. Kies een andere dag of een andere soort.",
    "This is in your log already, on the same day. Choose another day or another kind.",
)
LOG_FULL = Message(
    "log_full",
    "Je logboek is vol: er staan {limit} regels in. Haal een regel weg die je coach niet bevestigd heeft.",
    "Your log is full: it has {limit} entries. Take away one that your coach has not confirmed.",
)


def note_activity(
    session: Session, *, actor: Actor, kind: str, done_on: date, words: str, now: datetime
) -> int:
    """Write what was done in the own log; the coaches are told. Gives the number of the entry.

    Raises NotFound, NotAllowed, InvalidInput on ``kind``, ``done_on`` or ``words``.
    """
    row = own_row(session, actor)
    allowed(session, actor, Permission.NOTE_ACTIVITY, row, now)
    fields = Fields()
    chosen = fields.choice("kind", kind, ActivityKind)
    text = fields.line("words", words, WORDS_MAXIMUM, 3)
    if row.appointed_on is None or done_on < row.appointed_on:
        fields.refuse("done_on", BEFORE_APPOINTMENT.fill(day=f"{row.appointed_on:%d-%m-%Y}"))
    elif done_on > local_day(now):
        fields.refuse("done_on", NOT_IN_FUTURE)
    if (
        len(session.scalars(select(Activity.id).where(Activity.ambassador_id == row.id)).all())
        >= MOST_ENTRIES
    ):
        fields.refuse("words", LOG_FULL.fill(limit=MOST_ENTRIES))
    fields.check()
    statement = insert_into(dialect_of(session), Activity).values(
        ambassador_id=row.id,
        kind=str(chosen),
        done_on=done_on,
        words=text,
        state=ActivityState.NOTED.value,
        created_at=now,
    )
    activity_id: int | None = session.scalar(statement.on_conflict_do_nothing().returning(Activity.id))
    if activity_id is None:
        raise InvalidInput({"done_on": NOTED_ALREADY})
    _log(session, actor, "activity_noted", row.id, activity_id, now)
    notify(
        session,
        people=coaches_of(session, row),
        kind=NewsKind.ACTIVITY_NOTED,
        ambassador_id=row.id,
        now=now,
    )
    return activity_id


def remove_activity(session: Session, *, actor: Actor, activity_id: int, now: datetime) -> None:
    """Take an own entry away that was not confirmed. Raises NotFound, NotAllowed, Stale when it was confirmed."""
    activity = session.scalar(
        select(Activity)
        .join(Ambassador, Ambassador.id == Activity.ambassador_id)
        .where(Activity.id == activity_id, Ambassador.person_id == actor.person_id)
    )
    if activity is None:
        raise NotFound
    row = found(session, activity.ambassador_id)
    allowed(session, actor, Permission.NOTE_ACTIVITY, row, now)
    gone = session.scalar(
        delete(Activity)
        .where(Activity.id == activity_id, Activity.state != ActivityState.CONFIRMED.value)
        .returning(Activity.id)
    )
    if gone is None:
        raise Stale(())
    _log(session, actor, "activity_removed", row.id, activity_id, now)


def decide_activity(session: Session, *, actor: Actor, activity_id: int, accept: bool, now: datetime) -> None:
    """The coach says whether an entry counts. The first one that does reaches the step "staying active".

    Raises NotFound, NotAllowed, Stale when somebody decided on it already.
    """
    activity = _of_my_school(session, actor, activity_id)
    row = found(session, activity.ambassador_id)
    allowed(session, actor, Permission.CONFIRM_ACTIVITY, row, now)
    state = ActivityState.CONFIRMED if accept else ActivityState.REFUSED
    changed = session.scalar(
        update(Activity)
        .where(Activity.id == activity_id, Activity.state == ActivityState.NOTED.value)
        .values(state=state.value, decided_by=actor.person_id, decided_on=local_day(now))
        .returning(Activity.id)
    )
    if changed is None:
        raise Stale(())
    if accept:
        _reach_staying_active(session, actor, row, activity.done_on)
    _log(session, actor, f"activity_{state.value}", row.id, activity_id, now)


def _of_my_school(session: Session, actor: Actor, activity_id: int) -> Activity:
    """An entry of an ambassador of a school where the actor works; others do not exist."""
    schools = (*actor.organisations(Role.TEACHER), *actor.organisations(Role.COORDINATOR))
    activity = session.scalar(
        select(Activity)
        .join(Ambassador, Ambassador.id == Activity.ambassador_id)
        .where(Activity.id == activity_id, Ambassador.institution_id.in_(schools))
    )
    if activity is None:
        raise NotFound
    return activity


def _reach_staying_active(session: Session, actor: Actor, row: Ambassador, day: date) -> None:
    key = MilestoneKey.STAYING_ACTIVE.value
    if session.scalar(select(exists().where(Milestone.ambassador_id == row.id, Milestone.key == key))):
        return
    session.add(
        Milestone(
            ambassador_id=row.id, key=key, achieved_on=day, confirmed_by=actor.person_id, at_school=False
        )
    )
    session.flush()


def _log(
    session: Session, actor: Actor, action: str, ambassador_id: int, activity_id: int, now: datetime
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject_kind="ambassador",
        subject_id=ambassador_id,
        now=now,
        activity=activity_id,
    )
