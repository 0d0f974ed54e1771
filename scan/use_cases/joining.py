"""How a student gets in: class code, display name and an own pin, no e-mail (design 6)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scan.domain.errors import SignInFailed
from scan.domain.fields import Fields
from scan.domain.roles import OrganisationKind, Role
from scan.domain.secrets import name_key, pin_fault, tidy_code
from scan.store.tables import ClassMember, MembershipRow, Organisation, Person, SchoolClass
from scan.use_cases.audit import record
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

    An expired class code still lets its students in, but nobody new. A wrong code and a wrong pin give the same
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
    welcome = found is not None and person is None and found.code_expires_at > now
    if found is None or not (right or welcome) or (person is not None and person.disabled_at is not None):
        throttle.count_failure(session, now)
        raise SignInFailed
    if person is None:
        person = _new_student(session, found, name, pin.strip(), locale, now)
    elif person.pin_hash is not None and outdated(person.pin_hash):
        person.pin_hash = hashed(pin.strip())
    forget(session, pepper, "student", f"{written}\0{key}")
    return begin_session(session, person_id=person.id, replaces=replaces, now=now, device=device)


def _student(session: Session, class_id: int, key: str) -> Person | None:
    return session.scalar(
        select(Person)
        .join(ClassMember, ClassMember.person_id == Person.id)
        .where(ClassMember.class_id == class_id, ClassMember.name_key == key)
    )


def _new_student(
    session: Session, found: SchoolClass, name: str, pin: str, locale: str, now: datetime
) -> Person:
    person = Person(
        display_name=name, pin_hash=hashed(pin), locale="en" if locale == "en" else "nl", created_at=now
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
    record(
        session,
        actor=person.id,
        action="class_joined",
        subject_kind="class",
        subject_id=found.id,
        now=now,
    )
    return person


def school_behind(session: Session, *, code: str, now: datetime) -> str | None:
    """The name of the school behind a class code that still takes students, to show before joining; else None."""
    return session.scalar(
        select(Organisation.name)
        .join(SchoolClass, SchoolClass.institution_id == Organisation.id)
        .where(SchoolClass.code == tidy_code(code), SchoolClass.code_expires_at > now)
    )
