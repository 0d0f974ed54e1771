"""Appointing several ambassadors at once, at a ceremony (instrument F).

Each appointment is a decision of its own: the policy is asked for each, with its own audit event and number. One that
is refused or was changed meanwhile is reported and does not hold up the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.ambassador_rows import next_number, subject_of
from certificates.ambassadors import give_number
from certificates.number import AMBASSADOR_PREFIX, IssuedNumber
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.fields import Fields
from scan.domain.messages import STALE, Message
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.roles import Actor, Role
from scan.domain.states import AmbassadorState
from scan.store.paging import FIRST, Asked, Part, part_of
from scan.store.tables import Ambassador, Ceremony, Organisation, Person
from scan.use_cases.audit import record
from scan.use_cases.permission import ask

MOST_AT_ONCE = 200
"""A print run of a hall full of people."""
_LONGEST_AHEAD = timedelta(days=366)

CHOOSE_SOMEONE = Message("choose_someone", "Kies minstens één student.", "Choose at least one student.")
TOO_MANY = Message(
    "too_many_at_once", "Benoem er hoogstens {limit} tegelijk.", "Appoint at most {limit} at once."
)
WRONG_DAY = Message(
    "ceremony_day",
    "Kies een dag van vandaag tot een jaar vooruit.",
    "Choose a day from today until a year ahead.",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Who was not appointed, and why."""

    ambassador_id: int
    name: str
    school: str
    why: Message


@dataclass(frozen=True, slots=True)
class Appointed:
    """What came of it; ``ceremony_id`` is None when nobody was appointed, for then there is no ceremony."""

    ceremony_id: int | None
    numbers: tuple[str, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class CeremonyLine:
    """A ceremony in the list."""

    id: int
    held_on: date
    place: str
    appointed: int


def appoint_at_ceremony(
    session: Session,
    *,
    actor: Actor,
    chosen: Mapping[int, int],
    held_on: date,
    place: str,
    now: datetime,
) -> Appointed:
    """Appoint the nominated ``chosen`` (number of the ambassador → the version that the page showed).

    Raises NotFound for who is no certifier; InvalidInput on ``chosen``, ``held_on`` or ``place``, and then nobody is
    appointed.
    """
    if not actor.is_a(Role.CERTIFIER):
        raise NotFound
    today = local_day(now)
    fields = Fields()
    where = fields.line("place", place, 120, 2)
    if not today <= held_on <= today + _LONGEST_AHEAD:
        fields.refuse("held_on", WRONG_DAY)
    if not chosen:
        fields.refuse("chosen", CHOOSE_SOMEONE)
    elif len(chosen) > MOST_AT_ONCE:
        fields.refuse("chosen", TOO_MANY.fill(limit=MOST_AT_ONCE))
    fields.check()
    rows = _locked(session, chosen)
    refusals = tuple(
        refusal for row in rows.values() if (refusal := _refused(session, actor, row, chosen[row.id], now))
    )
    out = {refusal.ambassador_id for refusal in refusals}
    accepted = [row for row in rows.values() if row.id not in out]
    if not accepted:
        return Appointed(None, (), refusals)
    ceremony = Ceremony(held_on=held_on, place=where, created_by=actor.person_id, created_at=now)
    session.add(ceremony)
    session.flush()
    record(
        session,
        actor=actor,
        action="ceremony_planned",
        subject_kind="ceremony",
        subject_id=ceremony.id,
        now=now,
        appointments=len(accepted),
    )
    first = next_number(session, today.year)
    numbers = tuple(
        give_number(
            session, row, IssuedNumber(AMBASSADOR_PREFIX, first.year, first.serial + further),
            actor=actor, version=row.version, ceremony_id=ceremony.id, now=now,
        )
        for further, row in enumerate(accepted)
    )  # fmt: skip
    return Appointed(ceremony.id, numbers, refusals)


def ceremonies(session: Session, *, actor: Actor, asked: Asked = FIRST) -> Part[CeremonyLine]:
    """The newest on top. Two statements. Raises NotFound for who is no certifier."""
    if not actor.is_a(Role.CERTIFIER):
        raise NotFound
    found = part_of(
        session,
        select(Ceremony.id, Ceremony.held_on, Ceremony.place, func.count(Ambassador.id))
        .join(Ambassador, Ambassador.ceremony_id == Ceremony.id)
        .group_by(Ceremony.id)
        .order_by(Ceremony.held_on.desc(), Ceremony.id.desc()),
        asked,
    )
    return found.of(CeremonyLine(*row) for row in found.items)


def ceremony(session: Session, *, actor: Actor, ceremony_id: int) -> CeremonyLine:
    """One. Raises NotFound, also for who is no certifier."""
    row = session.get(Ceremony, ceremony_id)
    if row is None or not actor.is_a(Role.CERTIFIER):
        raise NotFound
    count = session.scalar(select(func.count()).where(Ambassador.ceremony_id == ceremony_id)) or 0
    return CeremonyLine(row.id, row.held_on, row.place, count)


def _locked(session: Session, chosen: Mapping[int, int]) -> dict[int, Ambassador]:
    """By school and name, so that numbers follow the order in which people are called."""
    rows = session.scalars(
        select(Ambassador)
        .join(Organisation, Organisation.id == Ambassador.institution_id)
        .join(Person, Person.id == Ambassador.person_id)
        .where(Ambassador.id.in_(chosen))
        .order_by(func.lower(Organisation.name), func.lower(Person.display_name), Ambassador.id)
        .with_for_update(of=Ambassador)
    )
    found = {row.id: row for row in rows}
    if len(found) < len(chosen):
        raise InvalidInput({"chosen": STALE})
    return found


def _refused(session: Session, actor: Actor, row: Ambassador, version: int, now: datetime) -> Refusal | None:
    subject = subject_of(session, row.person_id, row.institution_id, row)
    decision = ask(session, actor, Permission.APPOINT, subject, kind="ambassador", subject_id=row.id, now=now)
    if not decision.allowed:
        return _refusal(session, row, decision.message)
    if row.version != version or row.state != AmbassadorState.NOMINATED:
        return _refusal(session, row, STALE)
    return None


def _refusal(session: Session, row: Ambassador, why: Message) -> Refusal:
    person, school = session.get_one(Person, row.person_id), session.get_one(Organisation, row.institution_id)
    return Refusal(row.id, person.display_name, school.name, why)
