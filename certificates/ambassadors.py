"""Junior MVO-ambassadors: milestones with proof, nominated by a teacher, appointed by the alliance (instrument F).

What comes after the appointment is in ``ambassador_log``, ``ambassador_terms``, ``ambassador_publicity`` and
``hearings``; appointing several at once in ``ceremonies``.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.ambassador_rows import (
    allowed,
    coaches_of,
    found,
    next_number,
    row_of_student,
    school_of,
    step,
    subject_of,
)
from certificates.number import IssuedNumber
from certificates.scheme import AmbassadorProgramme, programme
from certificates.validity import last_day
from scan.domain.ambassadors import ActivityKind, ActivityState, MilestoneKey
from scan.domain.errors import InvalidInput
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.periods import local_day, months_later
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import AmbassadorAction, AmbassadorState
from scan.store.tables import Activity, Ambassador, Milestone
from scan.use_cases.audit import record
from scan.use_cases.notifying import notify
from scan.use_cases.permission import require

PROOF_MAXIMUM = 1000

MILESTONES_MISSING = Message(
    "milestones_missing",
    "Deze student heeft nog niet alle {count} stappen binnen {months} maanden gehaald.",
    "This student has not reached all {count} steps within {months} months yet.",
)
NOT_IN_FUTURE = Message("not_in_future", "Kies een dag die al geweest is.", "Choose a day that has passed.")
ALREADY_APPOINTED = Message(
    "already_appointed",
    "De student is al voorgedragen of benoemd. Deze stap kan niet meer veranderen.",
    "The student is already nominated or appointed. This step cannot change any more.",
)
FROM_THE_LOG = Message(
    "from_the_log",
    "Deze stap komt uit het logboek. Bevestig daar wat de ambassadeur deed.",
    "This step comes from the log. Confirm there what the ambassador did.",
)
NOT_SENIOR_YET = Message(
    "not_senior_yet",
    "In het logboek staan nog geen {scans} scans of {coached} begeleide teams die bevestigd zijn.",
    "The log does not have {scans} scans or {coached} coached teams that were confirmed yet.",
)
NOTE_NEEDED = Message(
    "note_needed",
    "Schrijf op wat je zag. Dat hoort bij deze stap.",
    "Write what you saw. This step needs it.",
)
NOT_AS_A_PAIR = Message(
    "not_as_a_pair",
    "Deze stap kan niet met zijn tweeën. Kies een andere stap, of niemand.",
    "This step cannot be done as a pair. Choose another step, or nobody.",
)
NOT_WITH_THIS_ONE = Message(
    "not_with_this_one",
    "Kies een andere student van dezelfde school, die nog niet voorgedragen is.",
    "Choose another student of the same school who is not nominated yet.",
)
ONLY_A_SCAN = Message(
    "only_a_scan",
    "Alleen de scan kan bij de eigen school zijn. Haal het vinkje weg.",
    "Only the scan can be of the own school. Take the tick away.",
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a teacher saw of a step."""

    key: str
    achieved_on: date
    words: str | None
    at_school: bool


def confirm(
    session: Session,
    *,
    actor: Actor,
    student_id: int,
    key: str,
    achieved_on: date,
    proof: str | None,
    at_school: bool = False,
    partner_id: int | None = None,
    now: datetime,
) -> None:
    """Tick a milestone of a student; the first one makes the student a candidate. Ticking again replaces the proof.

    ``at_school``: the own school was scanned, as the internship gave no cooperation. ``partner_id``: a second student
    with whom it was done as a pair, who gets the same tick. That they were a pair is kept nowhere: it would say that
    somebody needs extra support. Raises NotFound (not a student of a class of the actor's school), NotAllowed,
    InvalidInput on ``key``, ``achieved_on``, ``proof``, ``at_school`` or ``partner``.
    """
    institution_id = school_of(session, actor, student_id)
    row = row_of_student(session, student_id, institution_id)
    _may_confirm(session, actor, student_id, institution_id, row, now)
    rules = programme() if row is None else programme(row.scheme)
    fields = Fields()
    milestone_key = fields.choice("key", key, MilestoneKey)
    words = fields.optional("proof", proof, PROOF_MAXIMUM)
    if achieved_on > local_day(now):
        fields.refuse("achieved_on", NOT_IN_FUTURE)
    if milestone_key is not None:
        _check_step(session, fields, rules, row, milestone_key, words)
    if at_school and milestone_key is not MilestoneKey.SCANNER:
        fields.refuse("at_school", ONLY_A_SCAN)
    if partner_id is not None and milestone_key is not None:
        _check_pair(session, fields, actor, rules, student_id, partner_id, institution_id, milestone_key, now)
    fields.check()
    seen = _Seen(str(milestone_key), achieved_on, words, at_school)
    for person_id in (student_id, *(() if partner_id is None else (partner_id,))):
        _tick(session, actor, person_id, institution_id, seen, now)


def _may_confirm(
    session: Session,
    actor: Actor,
    student_id: int,
    institution_id: int,
    row: Ambassador | None,
    now: datetime,
) -> None:
    subject = subject_of(session, student_id, institution_id, row)
    require(
        session, actor, Permission.CONFIRM_MILESTONE, subject, kind="person", subject_id=student_id, now=now
    )


def _check_step(
    session: Session,
    fields: Fields,
    rules: AmbassadorProgramme,
    row: Ambassador | None,
    key: MilestoneKey,
    words: str | None,
) -> None:
    """Steps to the appointment are ticked before the nomination, that to senior after it, from what the log says."""
    counts_for = rules.milestone(key).counts_for
    if counts_for == "appointment":
        if row is not None and row.state != AmbassadorState.CANDIDATE:
            fields.refuse("key", ALREADY_APPOINTED)
    elif counts_for == "renewal":
        fields.refuse("key", FROM_THE_LOG)
    else:
        senior = rules.in_practice.senior
        if row is None or row.state != AmbassadorState.APPOINTED or not _is_senior(session, row, rules):
            fields.refuse("key", NOT_SENIOR_YET.fill(scans=senior.scans, coached=senior.coached))
        if words is None:
            fields.refuse("proof", NOTE_NEEDED)


def _is_senior(session: Session, row: Ambassador, rules: AmbassadorProgramme) -> bool:
    counts = dict(
        session.execute(
            select(Activity.kind, func.count())
            .where(Activity.ambassador_id == row.id, Activity.state == ActivityState.CONFIRMED.value)
            .group_by(Activity.kind)
        ).all()
    )
    senior = rules.in_practice.senior
    scans = 1 + counts.get(ActivityKind.SECOND_SCAN.value, 0)
    return scans >= senior.scans or counts.get(ActivityKind.COACHING.value, 0) >= senior.coached


def _check_pair(
    session: Session,
    fields: Fields,
    actor: Actor,
    rules: AmbassadorProgramme,
    student_id: int,
    partner_id: int,
    institution_id: int,
    key: MilestoneKey,
    now: datetime,
) -> None:
    if key not in rules.in_practice.pairs:
        fields.refuse("partner", NOT_AS_A_PAIR)
        return
    if partner_id == student_id or school_of(session, actor, partner_id) != institution_id:
        fields.refuse("partner", NOT_WITH_THIS_ONE)
        return
    row = row_of_student(session, partner_id, institution_id)
    if row is not None and row.state != AmbassadorState.CANDIDATE:
        fields.refuse("partner", NOT_WITH_THIS_ONE)
        return
    _may_confirm(session, actor, partner_id, institution_id, row, now)


def _tick(
    session: Session,
    actor: Actor,
    student_id: int,
    institution_id: int,
    seen: _Seen,
    now: datetime,
) -> None:
    row = row_of_student(session, student_id, institution_id)
    if row is None:
        row = Ambassador(
            person_id=student_id,
            institution_id=institution_id,
            scheme=programme().name,
            state=AmbassadorState.CANDIDATE.value,
            created_at=now,
        )
        session.add(row)
        session.flush()
    milestone = session.scalar(
        select(Milestone).where(Milestone.ambassador_id == row.id, Milestone.key == seen.key)
    ) or Milestone(ambassador_id=row.id, key=seen.key)
    milestone.achieved_on, milestone.proof, milestone.at_school = seen.achieved_on, seen.words, seen.at_school
    milestone.confirmed_by = actor.person_id
    session.add(milestone)
    session.flush()
    record(
        session,
        actor=actor,
        action="milestone_confirmed",
        subject_kind="ambassador",
        subject_id=row.id,
        now=now,
        milestone=seen.key,
    )


def nominate(session: Session, *, actor: Actor, student_id: int, version: int, now: datetime) -> None:
    """Put a student forward who reached what the programme asks, within its time (instrument F).

    Raises NotFound, NotAllowed, IllegalTransition, InvalidInput on ``milestones``, Stale.
    """
    institution_id = school_of(session, actor, student_id)
    row = row_of_student(session, student_id, institution_id)
    if row is None:
        raise InvalidInput({"milestones": _missing(programme())})
    rules = programme(row.scheme)
    allowed(session, actor, Permission.NOMINATE, row, now)
    rows = session.execute(
        select(Milestone.key, Milestone.achieved_on).where(Milestone.ambassador_id == row.id)
    )
    days = dict(rows.all())
    earned = [days[key.value] for key in rules.needed if key.value in days]
    in_time = earned and max(earned) <= months_later(min(earned), rules.earned_within_months)
    if len(earned) < len(rules.needed) or not in_time:
        raise InvalidInput({"milestones": _missing(rules)})
    step(
        session, row, AmbassadorAction.NOMINATE, actor=actor, version=version, now=now,
        nominated_by=actor.person_id, declined_reason=None,
    )  # fmt: skip


def decline(
    session: Session, *, actor: Actor, ambassador_id: int, reason: str, version: int, now: datetime
) -> None:
    """Give a nomination back to the school, which reads the reason; it may nominate again.

    Raises NotFound, NotAllowed, IllegalTransition, InvalidInput on ``reason``, Stale.
    """
    row = found(session, ambassador_id)
    allowed(session, actor, Permission.APPOINT, row, now)
    fields = Fields()
    words = fields.line("reason", reason, 500, 3)
    fields.check()
    step(session, row, AmbassadorAction.DECLINE, actor=actor, version=version, now=now, declined_reason=words)
    notify(
        session,
        people=coaches_of(session, row),
        kind=NewsKind.NOMINATION_DECLINED,
        ambassador_id=row.id,
        now=now,
    )


def appoint(session: Session, *, actor: Actor, ambassador_id: int, version: int, now: datetime) -> str:
    """Appoint for the term of the programme; returns the number.

    Raises NotFound, NotAllowed, IllegalTransition, Stale.
    """
    row = found(session, ambassador_id)
    allowed(session, actor, Permission.APPOINT, row, now)
    number = next_number(session, local_day(now).year)
    return give_number(session, row, number, actor=actor, version=version, now=now)


def give_number(
    session: Session,
    row: Ambassador,
    number: IssuedNumber,
    *,
    actor: Actor,
    version: int,
    ceremony_id: int | None = None,
    now: datetime,
) -> str:
    """The appointment itself, from today; whoever calls it asked the policy. Raises IllegalTransition, Stale."""
    today = local_day(now)
    step(
        session, row, AmbassadorAction.APPOINT, actor=actor, version=version, now=now,
        number=str(number), appointed_on=today, valid_until=last_day(today, programme(row.scheme).term_months),
        appointed_by=actor.person_id, ceremony_id=ceremony_id,
    )  # fmt: skip
    notify(
        session,
        people={row.person_id, *coaches_of(session, row)},
        kind=NewsKind.AMBASSADOR_APPOINTED,
        ambassador_id=row.id,
        now=now,
    )
    return str(number)


def _missing(rules: AmbassadorProgramme) -> Message:
    return MILESTONES_MISSING.fill(count=len(rules.needed), months=rules.earned_within_months)
