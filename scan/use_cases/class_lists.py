"""Students who are on a class list before they come: each takes the place with a start code and an own pin.

There is no e-mail to send anything to. The school prints a card for each; its code works once and ends after a month.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.errors import InvalidInput
from scan.domain.fields import Fields
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.secrets import name_key, new_code, pin_fault, tidy_code
from scan.store.tables import ClassMember, MembershipRow, Person, SchoolClass, StartCode
from scan.use_cases.audit import record
from scan.use_cases.classes import find_managed, log_class
from scan.use_cases.hashing import digest, hashed
from scan.use_cases.sign_in import NewSession, begin_session
from scan.use_cases.throttle import ADDRESS_LIMIT, CODE_LIMIT, Throttle

VALID_FOR = timedelta(days=30)
CODE_GROUPS = 3
"""60 bits: with a thousand codes about, nobody guesses one."""


@dataclass(frozen=True, slots=True)
class StartCard:
    """What is printed for one student. The code is shown once and stored nowhere."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class StartCards:
    """The cards of a class, with what stands on each of them."""

    class_name: str
    class_code: str
    expires_at: datetime
    cards: tuple[StartCard, ...]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A place that was just taken, with what the student needs next time."""

    session: NewSession
    name: str
    class_code: str


def add_student(session: Session, *, actor: Actor, class_id: int, display_name: str, now: datetime) -> int:
    """Put one student on the class list, without a pin yet; gives the person's id.

    Raises NotFound, NotAllowed, InvalidInput (``display_name``).
    """
    found = find_managed(session, actor, class_id, now)
    fields = Fields()
    name = fields.line("display_name", display_name, 80)
    taken = select(ClassMember.person_id).where(
        ClassMember.class_id == class_id, ClassMember.name_key == name_key(name)
    )
    if session.scalar(taken) is not None:
        fields.refuse("display_name", messages.NAME_TAKEN)
    fields.check()
    person_id = put_in_class(session, found, name, None, "nl", now)
    log_class(session, actor, "student_added", class_id, now, person=person_id)
    return person_id


def put_in_class(
    session: Session, found: SchoolClass, name: str, pin: str | None, locale: str, now: datetime
) -> int:
    """A new student in a class, without asking who may; for use cases that checked. Gives the person's id."""
    person = Person(
        display_name=name,
        pin_hash=None if pin is None else hashed(pin),
        locale="en" if locale == "en" else "nl",
        created_at=now,
    )
    session.add(person)
    session.flush()
    session.add_all(
        (
            ClassMember(
                class_id=found.id,
                person_id=person.id,
                role=Role.STUDENT.value,
                name_key=name_key(name),
                joined_at=now,
            ),
            MembershipRow(
                person_id=person.id,
                organisation_id=found.institution_id,
                organisation_kind=OrganisationKind.INSTITUTION.value,
                role=Role.STUDENT.value,
                created_at=now,
            ),
        )
    )
    session.flush()
    return person.id


def make_start_cards(session: Session, *, actor: Actor, class_id: int, now: datetime) -> StartCards:
    """New start codes for all in the class without a pin; those of earlier cards stop. Raises NotFound, NotAllowed."""
    found = find_managed(session, actor, class_id, now)
    waiting = session.execute(
        select(Person.id, Person.display_name)
        .join(ClassMember, ClassMember.person_id == Person.id)
        .where(
            ClassMember.class_id == class_id,
            ClassMember.role == Role.STUDENT.value,
            Person.pin_hash.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.display_name, Person.id)
    ).all()
    expires_at = now + VALID_FOR
    cards = tuple(StartCard(name, new_code(CODE_GROUPS)) for _, name in waiting)
    if cards:
        people = [person_id for person_id, _ in waiting]
        session.execute(delete(StartCode).where(StartCode.person_id.in_(people)))
        session.execute(
            insert(StartCode),
            [
                {
                    "person_id": person_id,
                    "code_hash": digest(card.code),
                    "created_at": now,
                    "expires_at": expires_at,
                }
                for person_id, card in zip(people, cards, strict=True)
            ],
        )
        log_class(session, actor, "start_cards_made", class_id, now, count=len(cards))
    return StartCards(found.name, found.code, expires_at, cards)


def take_place(
    session: Session,
    *,
    code: str,
    pin: str,
    address: str,
    pepper: bytes,
    now: datetime,
    replaces: str | None = None,
    device: str | None = None,
) -> Claimed:
    """Take the place that the start code is for, with a pin of one's own, and sign in. The code is used up.

    A code that is wrong, used, expired or of somebody who was shut out fails in the same words. Raises InvalidInput
    (``pin`` for what has the wrong form, ``code``), TooManyAttempts.
    """
    fault = pin_fault(pin.strip())
    if fault is not None:
        raise InvalidInput({"pin": fault})
    written = tidy_code(code)
    throttle = Throttle.of(pepper, ("start", written, CODE_LIMIT), ("address", address, ADDRESS_LIMIT))
    throttle.check(session, now)
    person_id = session.scalar(
        delete(StartCode)
        .where(StartCode.code_hash == digest(written), StartCode.expires_at > now)
        .returning(StartCode.person_id)
    )
    person = None if person_id is None else session.get(Person, person_id, with_for_update=True)
    if person is None or person.disabled_at is not None or person.pin_hash is not None:
        throttle.count_failure(session, now)
        raise InvalidInput({"code": messages.CODE_UNKNOWN})
    person.pin_hash = hashed(pin.strip())
    session.flush()
    newest = session.execute(
        select(SchoolClass.id, SchoolClass.code)
        .join(ClassMember, ClassMember.class_id == SchoolClass.id)
        .where(ClassMember.person_id == person.id)
        .order_by(SchoolClass.school_year.desc(), SchoolClass.id.desc())
        .limit(1)
    ).one_or_none()
    class_id, class_code = newest if newest is not None else (None, "")
    record(session, actor=person.id, action="place_taken", subject_kind="class", subject_id=class_id, now=now)
    began = begin_session(session, person_id=person.id, replaces=replaces, now=now, device=device)
    return Claimed(began, person.display_name, class_code)
