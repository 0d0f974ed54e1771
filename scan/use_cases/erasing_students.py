"""A school coordinator erases a student or pupil of the school, who asked for it (GDPR article 17)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session, aliased

from scan.domain.errors import NotFound
from scan.domain.policy import Permission
from scan.domain.roles import Actor, Role
from scan.store.files import FileStore
from scan.store.finding import find_class
from scan.store.tables import ClassMember, Evidence, Person, Scan, ScanMember
from scan.use_cases.erasing import erase_person, person_subject
from scan.use_cases.permission import require
from scan.use_cases.sign_in import SignedIn, require_proof


@dataclass(frozen=True, slots=True)
class ToErase:
    """What there is of a student, before it goes."""

    person_id: int
    display_name: str
    class_id: int
    class_name: str
    unfinished: int
    """Scans of this student alone that were never handed in: they go."""
    shared: int
    """Scans with others that were never handed in: the others go on with them."""
    handed_in: int
    """Scans that were handed in: their answers stay, without a name."""
    pieces: int
    """Evidence of which words and files go."""


def what_goes(session: Session, *, by: SignedIn, class_id: int, student_id: int, now: datetime) -> ToErase:
    """What erasing would take and leave. Raises NotFound (also for others' students), NotAllowed, ProofNeeded."""
    class_name, person = _found(session, by, class_id, student_id, now)
    unfinished, shared, handed_in = _scans(session, student_id)
    pieces = session.scalar(select(func.count()).where(Evidence.created_by == student_id))
    return ToErase(
        student_id, person.display_name, class_id, class_name, unfinished, shared, handed_in, pieces or 0
    )


def erase_student(
    session: Session, *, by: SignedIn, class_id: int, student_id: int, files: FileStore, now: datetime
) -> None:
    """Erase a student of the class, for good; ``erasing.erase_person`` says what that is, and logs it.

    ``by``: a coordinator of the school who gave the password a short while ago. Raises NotFound (also for others'
    students, and for who was erased already), NotAllowed, ProofNeeded.
    """
    _found(session, by, class_id, student_id, now)
    erase_person(session, actor=by.actor, person_id=student_id, files=files, now=now)


def _found(
    session: Session, by: SignedIn, class_id: int, student_id: int, now: datetime
) -> tuple[str, Person]:
    """The name of the class and the student, if the actor may erase them."""
    found, _subject = find_class(session, by.actor, class_id)
    member = session.get(ClassMember, (class_id, student_id))
    person = session.get(Person, student_id)
    if person is None or person.erased_at is not None or member is None or member.role != Role.STUDENT.value:
        raise NotFound
    _require(session, by.actor, student_id, now)
    require_proof(by, now)
    return found.name, person


def _require(session: Session, actor: Actor, student_id: int, now: datetime) -> None:
    permission, subject = Permission.ERASE_PERSON, person_subject(session, student_id)
    require(session, actor, permission, subject, kind="person", subject_id=student_id, now=now)


def _scans(session: Session, student_id: int) -> tuple[int, int, int]:
    """Scans that are this student's alone and not handed in, those with others, and those that were handed in."""
    mine, other = aliased(ScanMember), aliased(ScanMember)
    with_others = exists().where(other.scan_id == Scan.id, other.student_id != student_id)
    never = Scan.submitted_at.is_(None)
    is_mine = exists().where(mine.scan_id == Scan.id, mine.student_id == student_id)
    pupil = (Scan.respondent_id == student_id) & (Scan.audience == "secondary")
    row = session.execute(
        select(
            func.count(case((never & ~with_others, 1))),
            func.count(case((never & with_others, 1))),
            func.count(case((~never, 1))),
        ).where(is_mine | pupil)
    ).one()
    return row[0], row[1], row[2]
