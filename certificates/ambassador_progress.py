"""How far students are on the road to junior MVO-ambassador (instrument F)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from certificates.ambassador_register import Standing, standing_of
from certificates.number import IssuedNumber
from certificates.scheme import AmbassadorProgramme, programme
from scan.domain.ambassadors import MilestoneKey
from scan.domain.errors import NotFound
from scan.domain.roles import Actor, Role
from scan.domain.states import AmbassadorState
from scan.store.paging import FIRST, Asked, Part, matches, part_of
from scan.store.tables import Ambassador, ClassMember, Milestone, Organisation, Person, SchoolClass


@dataclass(frozen=True, slots=True)
class Reached:
    """A milestone that was reached, and how that was seen."""

    key: MilestoneKey
    achieved_on: date
    proof: str | None


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
    """The student's own progress. Raises NotFound for who is no student."""
    schools = actor.organisations(Role.STUDENT)
    if not schools:
        raise NotFound
    found = _progress(session, [Person.id == actor.person_id, Organisation.id == schools[0]])
    return found[0]


def of_my_classes(session: Session, *, actor: Actor) -> tuple[Progress, ...]:
    """Every student in a class that the actor teaches, by name."""
    mine = select(ClassMember.class_id).where(
        ClassMember.person_id == actor.person_id, ClassMember.role == Role.TEACHER.value
    )
    students = select(ClassMember.person_id).where(
        ClassMember.class_id.in_(mine), ClassMember.role == Role.STUDENT.value
    )
    return _progress(
        session, [Person.id.in_(students), Organisation.id.in_(actor.organisations(Role.TEACHER))]
    )


def nominations(session: Session, *, actor: Actor, asked: Asked = FIRST) -> Part[Progress]:
    """A page of who waits to be appointed, by name; searched by name or school. Only for certifiers: else NotFound."""
    if not actor.is_a(Role.CERTIFIER):
        raise NotFound
    chosen = part_of(
        session,
        select(Ambassador.id)
        .join(Person, Person.id == Ambassador.person_id)
        .join(Organisation, Organisation.id == Ambassador.institution_id)
        .where(
            Ambassador.state == AmbassadorState.NOMINATED.value,
            *matches(asked.query, Person.display_name, Organisation.name),
        )
        .order_by(Person.display_name, Person.id, Ambassador.id),
        asked,
    )
    found = _progress(session, [Ambassador.id.in_([row[0] for row in chosen.items])])
    return Part(found, chosen.total, chosen.page, chosen.size)


def of_number(session: Session, *, actor: Actor, number: str) -> Progress:
    """Whose number this is, for certifiers. Raises NotFound; InvalidNumber for what is no number."""
    if not actor.is_a(Role.CERTIFIER):
        raise NotFound
    found = _progress(session, [Ambassador.number == str(IssuedNumber.parse(number))])
    if not found:
        raise NotFound
    return found[0]


def _progress(session: Session, conditions: Sequence[ColumnElement[bool]]) -> tuple[Progress, ...]:
    rows = session.execute(
        select(Person, Organisation, Ambassador)
        .join(ClassMember, (ClassMember.person_id == Person.id) & (ClassMember.role == Role.STUDENT.value))
        .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
        .join(Organisation, Organisation.id == SchoolClass.institution_id)
        .outerjoin(
            Ambassador,
            (Ambassador.person_id == Person.id) & (Ambassador.institution_id == Organisation.id),
        )
        .where(*conditions)
        .distinct()
        .order_by(Person.display_name, Person.id)
    ).all()
    milestones: dict[int, list[Reached]] = {}
    known = [row.id for _, _, row in rows if row is not None]
    for row in session.scalars(
        select(Milestone)
        .where(Milestone.ambassador_id.in_(known))
        .order_by(Milestone.achieved_on, Milestone.id)
    ):
        reached = Reached(MilestoneKey(row.key), row.achieved_on, row.proof)
        milestones.setdefault(row.ambassador_id, []).append(reached)
    return tuple(_one(person, school, row, milestones) for person, school, row in rows)


def _one(
    person: Person, school: Organisation, row: Ambassador | None, milestones: dict[int, list[Reached]]
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
    )
