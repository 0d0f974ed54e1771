"""Junior MVO-ambassadors: milestones with proof, nominated by a teacher, appointed by the alliance (instrument F)."""

from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from certificates.issuing import REGION_ZONE
from certificates.number import AMBASSADOR_PREFIX, IssuedNumber
from certificates.scheme import AmbassadorProgramme, programme
from certificates.validity import last_day
from scan.domain.ambassadors import MilestoneKey
from scan.domain.errors import InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE, Message
from scan.domain.periods import months_later
from scan.domain.policy import Permission
from scan.domain.roles import Actor, Role
from scan.domain.states import AMBASSADOR, AmbassadorAction, AmbassadorState, advance
from scan.domain.subjects import AmbassadorSubject
from scan.store.tables import Ambassador, ClassMember, Milestone, SchoolClass
from scan.use_cases.audit import record
from scan.use_cases.permission import require

PROOF_MAXIMUM = 1000

MILESTONES_MISSING = Message(
    "milestones_missing",
    "Deze student heeft nog niet alle {count} stappen binnen {months} maanden gehaald.",
    "This student has not reached all {count} steps within {months} months yet.",
)
HEARING_NEEDED = Message(
    "hearing_needed",
    "Spreek eerst met de ambassadeur. Vul daarna de dag van dat gesprek in.",
    "Talk with the ambassador first. Then fill in the day of that talk.",
)
NOT_IN_FUTURE = Message("not_in_future", "Kies een dag die al geweest is.", "Choose a day that has passed.")


def confirm(
    session: Session,
    *,
    actor: Actor,
    student_id: int,
    key: str,
    achieved_on: date,
    proof: str | None,
    now: datetime,
) -> None:
    """Tick a milestone of a student; the first one makes the student a candidate. Ticking again replaces the proof.

    Raises NotFound (not a student of a class of the actor's school), NotAllowed, InvalidInput on ``key``,
    ``achieved_on`` or ``proof``.
    """
    institution_id = _school_of(session, actor, student_id)
    row = _row(session, student_id, institution_id)
    subject = _subject(session, student_id, institution_id, row)
    require(
        session, actor, Permission.CONFIRM_MILESTONE, subject, kind="person", subject_id=student_id, now=now
    )
    fields = Fields()
    milestone_key = fields.choice("key", key, MilestoneKey)
    words = fields.optional("proof", proof, PROOF_MAXIMUM)
    if achieved_on > now.astimezone(REGION_ZONE).date():
        fields.refuse("achieved_on", NOT_IN_FUTURE)
    fields.check()
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
        select(Milestone).where(Milestone.ambassador_id == row.id, Milestone.key == str(milestone_key))
    ) or Milestone(ambassador_id=row.id, key=str(milestone_key))
    milestone.achieved_on, milestone.proof, milestone.confirmed_by = achieved_on, words, actor.person_id
    session.add(milestone)
    session.flush()
    record(
        session,
        actor=actor,
        action="milestone_confirmed",
        subject_kind="ambassador",
        subject_id=row.id,
        now=now,
        milestone=str(milestone_key),
    )


def nominate(session: Session, *, actor: Actor, student_id: int, version: int, now: datetime) -> None:
    """Put a student forward who reached what the programme asks, within its time (instrument F).

    Raises NotFound, NotAllowed, IllegalTransition, InvalidInput on ``milestones``, Stale.
    """
    institution_id = _school_of(session, actor, student_id)
    row = _row(session, student_id, institution_id)
    if row is None:
        raise InvalidInput({"milestones": _missing(programme())})
    rules = programme(row.scheme)
    subject = _subject(session, student_id, institution_id, row)
    require(session, actor, Permission.NOMINATE, subject, kind="ambassador", subject_id=row.id, now=now)
    rows = session.execute(
        select(Milestone.key, Milestone.achieved_on).where(Milestone.ambassador_id == row.id)
    )
    days = dict(rows.all())
    earned = [days[key.value] for key in rules.needed if key.value in days]
    in_time = earned and max(earned) <= months_later(min(earned), rules.earned_within_months)
    if len(earned) < len(rules.needed) or not in_time:
        raise InvalidInput({"milestones": _missing(rules)})
    _advance(
        session,
        row,
        AmbassadorAction.NOMINATE,
        actor=actor,
        version=version,
        now=now,
        nominated_by=actor.person_id,
    )


def appoint(session: Session, *, actor: Actor, ambassador_id: int, version: int, now: datetime) -> str:
    """Appoint for the term of the programme; returns the number.

    Raises NotFound, NotAllowed, IllegalTransition, Stale.
    """
    row = _found(session, ambassador_id)
    subject = _subject(session, row.person_id, row.institution_id, row)
    require(session, actor, Permission.APPOINT, subject, kind="ambassador", subject_id=row.id, now=now)
    today = now.astimezone(REGION_ZONE).date()
    number = str(_next_number(session, today.year))
    _advance(
        session, row, AmbassadorAction.APPOINT, actor=actor, version=version, now=now,
        number=number, appointed_on=today, valid_until=last_day(today, programme(row.scheme).term_months),
        appointed_by=actor.person_id,
    )  # fmt: skip
    return number


def withdraw(
    session: Session,
    *,
    actor: Actor,
    ambassador_id: int,
    ground: str,
    heard_on: date | None,
    version: int,
    now: datetime,
) -> None:
    """End an appointment on a ground of its programme, after the ambassador was heard; the page is gone at once.

    Raises NotFound, NotAllowed, IllegalTransition, InvalidInput on ``ground`` or ``heard_on``, Stale.
    """
    row = _found(session, ambassador_id)
    subject = _subject(session, row.person_id, row.institution_id, row)
    require(
        session, actor, Permission.END_APPOINTMENT, subject, kind="ambassador", subject_id=row.id, now=now
    )
    today = now.astimezone(REGION_ZONE).date()
    fields = Fields()
    if ground not in programme(row.scheme).withdrawal.grounds:
        fields.refuse("ground", UNKNOWN_CHOICE)
    if heard_on is None or row.appointed_on is None or heard_on < row.appointed_on:
        fields.refuse("heard_on", HEARING_NEEDED)
    elif heard_on > today:
        fields.refuse("heard_on", NOT_IN_FUTURE)
    fields.check()
    _advance(
        session, row, AmbassadorAction.REVOKE, actor=actor, version=version, now=now,
        ended_on=today, ended_ground=ground, is_public=False, public_name=None,
    )  # fmt: skip


def choose_publicity(
    session: Session, *, actor: Actor, is_public: bool, public_name: str, version: int, now: datetime
) -> None:
    """The ambassador's own choice: a public page under a first name or initial, or none; at once.

    Raises NotFound, NotAllowed, InvalidInput on ``public_name``, Stale.
    """
    row = session.scalar(select(Ambassador).where(Ambassador.person_id == actor.person_id))
    if row is None:
        raise NotFound
    subject = _subject(session, row.person_id, row.institution_id, row)
    require(
        session, actor, Permission.CHOOSE_PUBLICITY, subject, kind="ambassador", subject_id=row.id, now=now
    )
    fields = Fields()
    name = fields.line("public_name", public_name, 40) if is_public else None
    fields.check()
    _write(session, row, version, is_public=is_public, public_name=name)
    record(
        session,
        actor=actor,
        action="publicity_chosen",
        subject_kind="ambassador",
        subject_id=row.id,
        now=now,
        public=is_public,
    )


def _school_of(session: Session, actor: Actor, student_id: int) -> int:
    """The school where the actor works and the student is in a class. Raises NotFound."""
    schools = (*actor.organisations(Role.TEACHER), *actor.organisations(Role.COORDINATOR))
    found = session.scalar(
        select(SchoolClass.institution_id)
        .join(ClassMember, ClassMember.class_id == SchoolClass.id)
        .where(
            ClassMember.person_id == student_id,
            ClassMember.role == Role.STUDENT.value,
            SchoolClass.institution_id.in_(schools),
        )
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def _row(session: Session, student_id: int, institution_id: int) -> Ambassador | None:
    return session.scalar(
        select(Ambassador).where(
            Ambassador.person_id == student_id, Ambassador.institution_id == institution_id
        )
    )


def _missing(rules: AmbassadorProgramme) -> Message:
    return MILESTONES_MISSING.fill(count=len(rules.needed), months=rules.earned_within_months)


def _found(session: Session, ambassador_id: int) -> Ambassador:
    row = session.get(Ambassador, ambassador_id)
    if row is None:
        raise NotFound
    return row


def _subject(
    session: Session, student_id: int, institution_id: int, row: Ambassador | None
) -> AmbassadorSubject:
    classes = (
        select(ClassMember.class_id)
        .join(SchoolClass)
        .where(ClassMember.person_id == student_id, SchoolClass.institution_id == institution_id)
    )
    teachers = session.scalars(
        select(ClassMember.person_id).where(
            ClassMember.class_id.in_(classes), ClassMember.role == Role.TEACHER.value
        )
    )
    return AmbassadorSubject(
        state=AmbassadorState.CANDIDATE if row is None else AmbassadorState(row.state),
        person_id=student_id,
        institution_id=institution_id,
        teacher_ids=frozenset(teachers),
        nominated_by=None if row is None else row.nominated_by,
    )


def _advance(
    session: Session,
    row: Ambassador,
    action: AmbassadorAction,
    *,
    actor: Actor,
    version: int,
    now: datetime,
    **values: object,
) -> None:
    state = advance(AMBASSADOR, AmbassadorState(row.state), action)
    _write(session, row, version, state=state.value, **values)
    record(
        session,
        actor=actor,
        action=f"ambassador_{action.value}",
        subject_kind="ambassador",
        subject_id=row.id,
        now=now,
    )


def _write(session: Session, row: Ambassador, version: int, **values: object) -> None:
    changed = session.execute(
        update(Ambassador)
        .where(Ambassador.id == row.id, Ambassador.version == version)
        .values(version=version + 1, **values)
        .returning(Ambassador.id)
    ).first()
    if changed is None:
        raise Stale(())


def _next_number(session: Session, year: int) -> IssuedNumber:
    newest = session.scalar(
        select(func.max(Ambassador.number)).where(Ambassador.number.like(f"{AMBASSADOR_PREFIX}-{year:04}-%"))
    )
    return IssuedNumber(
        AMBASSADOR_PREFIX, year, 1 if newest is None else IssuedNumber.parse(newest).serial + 1
    )
