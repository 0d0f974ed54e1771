"""How far students are on the road to junior MVO-ambassador (instrument F)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from certificates.ambassador_register import Standing, standing_of
from certificates.ambassador_terms import TermYear, renewable_from, stayed_active, years_of_term
from certificates.number import IssuedNumber
from certificates.scheme import AmbassadorProgramme, programme
from scan.domain.ambassadors import ActivityKind, ActivityState, MilestoneKey
from scan.domain.errors import NotFound
from scan.domain.periods import months_later
from scan.domain.roles import Actor, Role
from scan.domain.states import AmbassadorState
from scan.store.paging import FIRST, Asked, Part, matches, part_of, to_choose
from scan.store.tables import Activity, Ambassador, ClassMember, Milestone, Organisation, Person, SchoolClass

Order = Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]
BY_NAME: Order = (func.lower(Person.display_name), Person.id, Organisation.id)


@dataclass(frozen=True, slots=True)
class Reached:
    """A milestone that was reached, and how that was seen."""

    key: MilestoneKey
    achieved_on: date
    proof: str | None
    at_school: bool = False


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Something that an ambassador did, and whether the coach confirmed it."""

    id: int
    kind: ActivityKind
    done_on: date
    words: str
    state: ActivityState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one student is; ``ambassador_id`` is None before the first milestone."""

    person_id: int
    name: str
    institution_id: int
    school: str
    ambassador_id: int | None
    state: AmbassadorState
    version: int
    reached: tuple[Reached, ...]
    number: str | None = None
    appointed_on: date | None = None
    valid_until: date | None = None
    is_public: bool = False
    public_name: str | None = None
    scheme: str | None = None
    """The programme that held at the first milestone; None before it."""
    ended_on: date | None = None
    ended_ground: str | None = None
    renewed_from: date | None = None
    declined_reason: str | None = None
    is_adult: bool | None = None
    log: tuple[LogEntry, ...] = ()
    """Newest first."""

    @property
    def years(self) -> tuple[TermYear, ...]:
        """The years of the present term with what the log has in each; none before an appointment."""
        first = self.renewed_from or self.appointed_on
        if first is None:
            return ()
        days = [one.done_on for one in self.log if one.state is ActivityState.CONFIRMED]
        return years_of_term(self.rules, first, days)

    @property
    def stayed_active(self) -> bool:
        """Whether the term can be renewed as far as the log goes."""
        return bool(self.years) and stayed_active(self.rules, self.years)

    def may_be_renewed_on(self, day: date) -> bool:
        """Whether ``day`` is in the time for renewing; what the log says is another matter."""
        return (
            self.state is AmbassadorState.APPOINTED
            and self.valid_until is not None
            and renewable_from(self.rules, self.valid_until) <= day <= self.valid_until
        )

    @property
    def rules(self) -> AmbassadorProgramme:
        """The programme this student is on; before the first milestone the present one."""
        return programme() if self.scheme is None else programme(self.scheme)

    @property
    def missing(self) -> tuple[MilestoneKey, ...]:
        """The milestones that a nomination still needs, in their order."""
        have = {milestone.key for milestone in self.reached}
        return tuple(key for key in self.rules.needed if key not in have)

    def standing_on(self, day: date) -> Standing | None:
        """What the appointment is worth on ``day``; None before there is one."""
        return None if self.valid_until is None else standing_of(self.state, self.valid_until, day)


def of_student(session: Session, *, actor: Actor) -> Progress:
    """The student's own progress; of several schools that of the appointment. Raises NotFound for who is no student."""
    schools = actor.organisations(Role.STUDENT)
    if not schools:
        raise NotFound
    found = _progress(session, [Person.id == actor.person_id, Organisation.id.in_(schools)])
    return min(found, key=lambda one: (one.number is None, one.institution_id))


def of_my_students(session: Session, *, actor: Actor, asked: Asked = FIRST) -> Part[Progress]:
    """Students of the actor's classes; of schools that the actor coordinates everyone on the road. By name."""
    return _part(session, [_mine(actor)], asked)


def one_of_mine(session: Session, *, actor: Actor, number: str) -> Progress:
    """The appointment with this number: the actor's own, or of a student as in ``of_my_students``. Raises NotFound."""
    own = and_(Person.id == actor.person_id, Organisation.id.in_(actor.organisations(Role.STUDENT)))
    found = _progress(session, [Ambassador.number == number.upper(), or_(own, _mine(actor))])
    if not found:
        raise NotFound
    return found[0]


def students_of(
    session: Session, *, actor: Actor, asked: Asked = FIRST, chosen: int | None = None
) -> Part[tuple[int, str]]:
    """Number and name of the students with whom a step may be done as a pair: of the actor's classes, by name.

    Found by name. Two statements.
    """
    found = to_choose(
        session, select(Person.id, Person.display_name).where(Person.id.in_(_taught(actor))), asked,
        searched=(Person.display_name,), order=(func.lower(Person.display_name), Person.id),
        key=Person.id, chosen=chosen,
    )  # fmt: skip
    return found.of((number, name) for number, name in found.items)


def nominations(
    session: Session, *, actor: Actor, school_id: int | None = None, asked: Asked = FIRST
) -> Part[Progress]:
    """Who waits to be appointed, by name, of one school or of all; searched by name or school; only for certifiers."""
    _only_certifiers(actor)
    conditions = [Ambassador.state == AmbassadorState.NOMINATED.value]
    if school_id is not None:
        conditions.append(Ambassador.institution_id == school_id)
    return _part(session, conditions, asked)


def nominating_schools(
    session: Session, *, actor: Actor, asked: Asked = FIRST, chosen: int | None = None
) -> Part[tuple[int, str, int]]:
    """Number, name and how many wait, of schools with nominations, by name; only for certifiers.

    Found by name. Two statements.
    """
    _only_certifiers(actor)
    found = to_choose(
        session,
        select(Organisation.id, Organisation.name, func.count())
        .join(Ambassador, Ambassador.institution_id == Organisation.id)
        .where(Ambassador.state == AmbassadorState.NOMINATED.value)
        .group_by(Organisation.id, Organisation.name),
        asked, searched=(Organisation.name,), order=(func.lower(Organisation.name), Organisation.id),
        key=Organisation.id, chosen=chosen,
    )  # fmt: skip
    return found.of((number, name, count) for number, name, count in found.items)


def ending_terms(session: Session, *, actor: Actor, today: date, asked: Asked = FIRST) -> Part[Progress]:
    """Whose term can be renewed at this moment, the first to end first; only for certifiers."""
    _only_certifiers(actor)
    until = months_later(today, programme().in_practice.renew_from_months)
    conditions = [
        Ambassador.state == AmbassadorState.APPOINTED.value,
        Ambassador.valid_until.between(today, until),
    ]
    return _part(session, conditions, asked, order=(Ambassador.valid_until, Ambassador.id))


def of_ceremony(session: Session, *, actor: Actor, ceremony_id: int, order: str) -> tuple[Progress, ...]:
    """Everyone appointed at a ceremony who still is an ambassador or alumnus, by ``name``, or by ``school`` and name.

    Only for certifiers.
    """
    _only_certifiers(actor)
    conditions = [
        Ambassador.ceremony_id == ceremony_id,
        Ambassador.state.in_((AmbassadorState.APPOINTED.value, AmbassadorState.ALUMNUS.value)),
    ]
    by_name = (func.lower(Person.display_name), Person.id)
    return _progress(
        session, conditions, order=by_name if order == "name" else (func.lower(Organisation.name), *by_name)
    )


def of_number(session: Session, *, actor: Actor, number: str) -> Progress:
    """Whose number this is, for certifiers. Raises NotFound; InvalidNumber for what is no number."""
    _only_certifiers(actor)
    found = _progress(session, [Ambassador.number == str(IssuedNumber.parse(number))])
    if not found:
        raise NotFound
    return found[0]


def _only_certifiers(actor: Actor) -> None:
    if not actor.is_a(Role.CERTIFIER):
        raise NotFound


def _taught(actor: Actor) -> Select[int]:
    """Students of the classes that the actor teaches, at a school where the actor still works."""
    mine = (
        select(ClassMember.class_id)
        .join(SchoolClass)
        .where(
            ClassMember.person_id == actor.person_id,
            ClassMember.role == Role.TEACHER.value,
            SchoolClass.institution_id.in_(actor.organisations(Role.TEACHER)),
        )
    )
    return select(ClassMember.person_id).where(
        ClassMember.class_id.in_(mine), ClassMember.role == Role.STUDENT.value
    )


def _mine(actor: Actor) -> ColumnElement[bool]:
    taught = and_(Person.id.in_(_taught(actor)), Organisation.id.in_(actor.organisations(Role.TEACHER)))
    on_the_road = Ambassador.institution_id.in_(actor.organisations(Role.COORDINATOR))
    return or_(taught, on_the_road)


def _part(
    session: Session, conditions: Sequence[ColumnElement[bool]], asked: Asked, order: Order = BY_NAME
) -> Part[Progress]:
    """One page, searched by name or school; the database counts, searches, sorts and pages. Four statements."""
    wanted = [*conditions, *matches(asked.query, Person.display_name, Organisation.name)]
    chosen = part_of(session, _people(wanted).order_by(*order), asked)
    return chosen.of(_told(session, chosen.items))


def _people(conditions: Sequence[ColumnElement[bool]]) -> Select[Person, Organisation, Ambassador | None]:
    """Each student once for each school; conditions on ``Ambassador`` leave out who has no milestone yet."""
    member = (
        select(ClassMember.person_id, SchoolClass.institution_id)
        .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
        .where(ClassMember.role == Role.STUDENT.value)
        .distinct()
        .subquery()
    )
    return (
        select(Person, Organisation, Ambassador)
        .join(member, member.c.person_id == Person.id)
        .join(Organisation, Organisation.id == member.c.institution_id)
        .outerjoin(
            Ambassador,
            (Ambassador.person_id == Person.id) & (Ambassador.institution_id == Organisation.id),
        )
        .where(*conditions)
    )


def _progress(
    session: Session, conditions: Sequence[ColumnElement[bool]], *, order: Order = BY_NAME
) -> tuple[Progress, ...]:
    """Three statements, however many there are."""
    return _told(session, session.execute(_people(conditions).order_by(*order)).all())


def _told(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[Progress, ...]:
    """Students, schools and appointments as progress, with milestones and log. Two statements."""
    milestones: dict[int, list[Reached]] = {}
    known = [row.id for _, _, row in rows if row is not None]
    for row in session.scalars(
        select(Milestone)
        .where(Milestone.ambassador_id.in_(known))
        .order_by(Milestone.achieved_on, Milestone.id)
    ):
        reached = Reached(MilestoneKey(row.key), row.achieved_on, row.proof, row.at_school)
        milestones.setdefault(row.ambassador_id, []).append(reached)
    log = _log(session, known)
    return tuple(_one(person, school, row, milestones, log) for person, school, row in rows)


def _log(session: Session, known: Sequence[int]) -> dict[int, list[LogEntry]]:
    log: dict[int, list[LogEntry]] = {}
    for row in session.scalars(
        select(Activity)
        .where(Activity.ambassador_id.in_(known))
        .order_by(Activity.done_on.desc(), Activity.id.desc())
    ):
        entry = LogEntry(row.id, ActivityKind(row.kind), row.done_on, row.words, ActivityState(row.state))
        log.setdefault(row.ambassador_id, []).append(entry)
    return log


def _one(
    person: Person,
    school: Organisation,
    row: Ambassador | None,
    milestones: dict[int, list[Reached]],
    log: dict[int, list[LogEntry]],
) -> Progress:
    if row is None:
        return Progress(
            person.id, person.display_name, school.id, school.name, None, AmbassadorState.CANDIDATE, 0, ()
        )
    return Progress(
        person_id=person.id,
        name=person.display_name,
        institution_id=school.id,
        school=school.name,
        ambassador_id=row.id,
        state=AmbassadorState(row.state),
        version=row.version,
        reached=tuple(milestones.get(row.id, ())),
        number=row.number,
        appointed_on=row.appointed_on,
        valid_until=row.valid_until,
        is_public=row.is_public,
        public_name=row.public_name,
        scheme=row.scheme,
        ended_on=row.ended_on,
        ended_ground=row.ended_ground,
        renewed_from=row.renewed_from,
        declined_reason=row.declined_reason,
        is_adult=row.is_adult,
        log=tuple(log.get(row.id, ())),
    )
