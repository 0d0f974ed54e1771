"""How a student gets in: class code, display name and an own pin, no e-mail (design 6)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scan.domain.errors import SignInFailed
from scan.domain.fields import Fields
from scan.domain.secrets import name_key, pin_fault, tidy_code
from scan.store.tables import ClassMember, Organisation, Person, SchoolClass
from scan.use_cases.audit import record
from scan.use_cases.class_lists import put_in_class
from scan.use_cases.hashing import hashed, matches, outdated
from scan.use_cases.sign_in import NewSession, begin_session
from scan.use_cases.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT, CODE_LIMIT, Throttle, forget


def join_class(
    session: Session,
    *,
    code: str,
    display_name: str,
    pin: str,
    address: str,
    pepper: bytes,
    now: datetime,
    locale: str = "nl",
    replaces: str | None = None,
    device: str | None = None,
) -> NewSession:
    """Sign in as the student of this name in the class; a name that is new there makes a new student.

    An expired class code still lets its students in, but nobody new; a class that goes by a list takes nobody new
    either, so that trying names tells nothing of who is on it. A wrong code and a wrong pin give the same
    SignInFailed after the same time, so that guessing tells nothing. Raises InvalidInput (``display_name``, ``pin``)
    for what has the wrong form, TooManyAttempts.
    """
    fields = Fields()
    name = fields.line("display_name", display_name, 80)
    fault = pin_fault(pin.strip())
    if fault is not None:
        fields.refuse("pin", fault)
    fields.check()
    key, written = name_key(name), tidy_code(code)
    throttle = Throttle.of(
        pepper,
        ("student", f"{written}\0{key}", ACCOUNT_LIMIT),
        ("class", written, CODE_LIMIT),
        ("address", address, ADDRESS_LIMIT),
    )
    throttle.check(session, now)
    found = session.scalar(select(SchoolClass).where(SchoolClass.code == written).with_for_update())
    person = None if found is None else _student(session, found.id, key)
    right = matches(person.pin_hash if person else None, pin.strip())
    welcome = found is not None and person is None and found.code_expires_at > now and not found.by_list
    if found is None or not (right or welcome) or (person is not None and person.disabled_at is not None):
        throttle.count_failure(session, now)
        raise SignInFailed
    if person is not None and person.pin_hash is not None and outdated(person.pin_hash):
        person.pin_hash = hashed(pin.strip())
    person_id = person.id if person else _new_student(session, found, name, pin.strip(), locale, now)
    forget(session, pepper, "student", f"{written}\0{key}")
    return begin_session(session, person_id=person_id, replaces=replaces, now=now, device=device)


def _student(session: Session, class_id: int, key: str) -> Person | None:
    return session.scalar(
        select(Person)
        .join(ClassMember, ClassMember.person_id == Person.id)
        .where(ClassMember.class_id == class_id, ClassMember.name_key == key)
    )


def _new_student(
    session: Session, found: SchoolClass, name: str, pin: str, locale: str, now: datetime
) -> int:
    person_id = put_in_class(session, found, name, pin, locale, now)
    record(
        session,
        actor=person_id,
        action="class_joined",
        subject_kind="class",
        subject_id=found.id,
        now=now,
    )
    return person_id


def school_behind(session: Session, *, code: str, now: datetime) -> str | None:
    """The name of the school behind a class code that still takes students, to show before joining; else None."""
    return session.scalar(
        select(Organisation.name)
        .join(SchoolClass, SchoolClass.institution_id == Organisation.id)
        .where(SchoolClass.code == tidy_code(code), SchoolClass.code_expires_at > now)
    )
