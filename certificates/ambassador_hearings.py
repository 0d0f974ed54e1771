"""An appointment ends early only on a ground of the programme, and only after a hearing (instrument F).

The alliance says what it heard and on which ground; the ambassador has time to answer; then the alliance drops it or
withdraws. The coach of the school can help with the answer, outside the software.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from certificates.ambassador_rows import allowed, found, own_row, step
from certificates.scheme import programme
from scan.domain.ambassadors import AmbassadorHearingOutcome
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE, Message
from scan.domain.news import NewsKind
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import AmbassadorAction
from scan.store.tables import Ambassador, AmbassadorHearing
from scan.use_cases.audit import record
from scan.use_cases.notifying import notify

CONCERN_MAXIMUM, ANSWER_MAXIMUM = 2000, 4000

HEARING_NEEDED = Message(
    "hearing_needed",
    "Vraag de ambassadeur eerst om een antwoord.",
    "Ask the ambassador for an answer first.",
)
ANSWER_AWAITED = Message(
    "answer_awaited",
    "De ambassadeur heeft nog tot en met {day} om te antwoorden.",
    "The ambassador has until {day} to answer.",
)
MORE_TIME = Message(
    "more_time",
    "Geef minstens {days} dagen om te antwoorden: tot en met {day} of later.",
    "Give at least {days} days to answer: until {day} or later.",
)
ASKED_ALREADY = Message(
    "asked_already",
    "De ambassadeur is al om een antwoord gevraagd.",
    "The ambassador was asked for an answer already.",
)


@dataclass(frozen=True, slots=True)
class OpenHearing:
    """What the ambassador is asked, and the answer so far."""

    id: int
    ground: str
    concern: str
    opened_on: date
    answer_until: date
    answer: str | None
    answered_on: date | None

    def may_be_decided(self, today: date) -> bool:
        """There is an answer, or the time for it is over."""
        return self.answer is not None or today > self.answer_until


def hearing_of(session: Session, ambassador_id: int) -> OpenHearing | None:
    """The hearing that runs. Whoever calls it made sure that the reader may see this ambassador."""
    row = _running(session, ambassador_id)
    if row is None:
        return None
    return OpenHearing(
        row.id, row.ground, row.concern, row.opened_on, row.answer_until, row.answer, row.answered_on
    )


def open_hearing(
    session: Session,
    *,
    actor: Actor,
    ambassador_id: int,
    ground: str,
    concern: str,
    answer_until: date,
    now: datetime,
) -> None:
    """Say what the alliance heard, and ask for an answer; the ambassador is told.

    Raises NotFound, NotAllowed, InvalidInput on ``ground``, ``concern`` or ``answer_until``.
    """
    row = found(session, ambassador_id)
    allowed(session, actor, Permission.END_APPOINTMENT, row, now)
    today = local_day(now)
    rules = programme(row.scheme)
    fields = Fields()
    if ground not in rules.withdrawal.grounds:
        fields.refuse("ground", UNKNOWN_CHOICE)
    words = fields.words("concern", concern, CONCERN_MAXIMUM, 10)
    days = rules.in_practice.answer_within_days
    earliest = today + timedelta(days=days)
    if answer_until < earliest:
        fields.refuse("answer_until", MORE_TIME.fill(days=days, day=f"{earliest:%d-%m-%Y}"))
    _lock(session, row)
    if _running(session, row.id) is not None:
        fields.refuse("ground", ASKED_ALREADY)
    fields.check()
    session.add(
        AmbassadorHearing(
            ambassador_id=row.id,
            ground=ground,
            concern=words,
            opened_by=actor.person_id,
            opened_on=today,
            answer_until=answer_until,
        )
    )
    session.flush()
    _log(session, actor, "ambassador_hearing_opened", row, now)
    notify(
        session,
        people={row.person_id},
        kind=NewsKind.AMBASSADOR_HEARING_OPENED,
        ambassador_id=row.id,
        now=now,
    )


def answer_hearing(session: Session, *, actor: Actor, answer: str, now: datetime) -> None:
    """The ambassador's own words; until the alliance decides they can be changed, also after the last day.

    Raises NotFound when nothing is asked, NotAllowed, InvalidInput on ``answer``.
    """
    row = own_row(session, actor)
    allowed(session, actor, Permission.ANSWER_AMBASSADOR_HEARING, row, now)
    fields = Fields()
    words = fields.words("answer", answer, ANSWER_MAXIMUM)
    fields.check()
    today = local_day(now)
    _change(session, row, answer=words, answered_on=today)
    _log(session, actor, "ambassador_hearing_answered", row, now)


def drop_hearing(session: Session, *, actor: Actor, ambassador_id: int, now: datetime) -> None:
    """Nothing is withdrawn: the appointment goes on as it was. Raises NotFound, NotAllowed."""
    row = found(session, ambassador_id)
    allowed(session, actor, Permission.END_APPOINTMENT, row, now)
    _close(session, row, actor, AmbassadorHearingOutcome.DROPPED, now)
    _log(session, actor, "ambassador_hearing_dropped", row, now)


def withdraw(session: Session, *, actor: Actor, ambassador_id: int, version: int, now: datetime) -> None:
    """End an appointment on the ground of its hearing, after the answer or its last day; the page is gone at once.

    Raises NotFound, NotAllowed, IllegalTransition, InvalidInput on ``hearing``, Stale.
    """
    row = found(session, ambassador_id)
    allowed(session, actor, Permission.END_APPOINTMENT, row, now)
    today = local_day(now)
    asked = hearing_of(session, row.id)
    if asked is None:
        raise InvalidInput({"hearing": HEARING_NEEDED})
    if not asked.may_be_decided(today):
        raise InvalidInput({"hearing": ANSWER_AWAITED.fill(day=f"{asked.answer_until:%d-%m-%Y}")})
    step(
        session, row, AmbassadorAction.REVOKE, actor=actor, version=version, now=now,
        ended_on=today, ended_ground=asked.ground, is_public=False, public_name=None, is_adult=None,
    )  # fmt: skip
    _close(session, row, actor, AmbassadorHearingOutcome.WITHDRAWN, now)


def _running(session: Session, ambassador_id: int) -> AmbassadorHearing | None:
    return session.scalar(
        select(AmbassadorHearing).where(
            AmbassadorHearing.ambassador_id == ambassador_id, AmbassadorHearing.closed_on.is_(None)
        )
    )


def _lock(session: Session, row: Ambassador) -> None:
    """Two who ask at once: the second one sees the first one's question."""
    session.execute(select(Ambassador.id).where(Ambassador.id == row.id).with_for_update())


def _change(session: Session, row: Ambassador, **values: object) -> None:
    changed = session.scalar(
        update(AmbassadorHearing)
        .where(AmbassadorHearing.ambassador_id == row.id, AmbassadorHearing.closed_on.is_(None))
        .values(**values)
        .returning(AmbassadorHearing.id)
    )
    if changed is None:
        raise NotFound


def _close(
    session: Session, row: Ambassador, actor: Actor, outcome: AmbassadorHearingOutcome, now: datetime
) -> None:
    today = local_day(now)
    _change(session, row, outcome=outcome.value, closed_by=actor.person_id, closed_on=today)


def _log(session: Session, actor: Actor, action: str, row: Ambassador, now: datetime) -> None:
    record(session, actor=actor, action=action, subject_kind="ambassador", subject_id=row.id, now=now)
