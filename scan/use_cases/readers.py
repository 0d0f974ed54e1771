"""Who can read what of mine, at this moment: the policy itself is asked, so the page cannot say otherwise."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scan.domain.policy import Permission, Reason, decide
from scan.domain.relations import shared
from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.domain.states import ScanState
from scan.domain.subjects import ScanSubject
from scan.store.finding import find_scan
from scan.store.tables import Scan, ScanMember


class Reader(StrEnum):
    """Who may come to read a scan."""

    TEACHER = "teacher"
    COMPANY = "company"
    FELLOW = "fellow"
    FELLOW_STUDENT = "fellow_student"
    OTHER_SCHOOL = "other_school"
    ALLIANCE_REVIEWER = "alliance_reviewer"


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether this reader may read the scan now, and if not, why."""

    reader: Reader
    allowed: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class MyScan:
    """A scan of mine, with everyone who may come to read it."""

    scan_id: int
    organisation: str
    state: ScanState
    readings: tuple[Reading, ...]


_SOMEONE = -1
"""A person who is nobody in particular."""
_NOBODY = Actor(_SOMEONE, ())


def who_reads_my_scans(session: Session, *, actor: Actor, now: datetime) -> tuple[MyScan, ...]:
    """Each scan that the actor fills in, newest first, and who can read it now."""
    shared = select(ScanMember.scan_id).where(ScanMember.student_id == actor.person_id)
    mine = select(Scan.id).where(or_(Scan.respondent_id == actor.person_id, Scan.id.in_(shared)))
    mine = mine.order_by(Scan.id.desc())
    return tuple(_my_scan(session, actor, scan_id, now) for scan_id in session.scalars(mine))


def _my_scan(session: Session, actor: Actor, scan_id: int, now: datetime) -> MyScan:
    found = find_scan(session, actor, scan_id, now)
    readings = tuple(
        Reading(reader, decision.allowed, decision.reason)
        for reader, someone, subject in _readers(found.subject)
        for decision in (decide(someone, Permission.READ_SCAN, subject),)
    )
    return MyScan(scan_id, found.organisation.name, found.subject.state, readings)


def _readers(subject: ScanSubject) -> tuple[tuple[Reader, Actor, ScanSubject], ...]:
    """Each reader as an actor of that kind, and the scan as it is to them."""
    schools = subject.institution_ids | ({subject.institution_id} if subject.institution_id else set())
    school = next(iter(sorted(schools)), 0)
    alone = replace(subject, student_ids=frozenset(), teacher_ids=frozenset())
    fellow = (
        Reader.FELLOW,
        _with_role(Role.STUDENT, school, OrganisationKind.INSTITUTION),
        replace(alone, respondent_ids=frozenset({_SOMEONE})),
    )
    return (
        *((fellow,) if shared(_NOBODY, subject) else ()),
        (
            Reader.TEACHER,
            _with_role(Role.TEACHER, school, OrganisationKind.INSTITUTION),
            replace(alone, teacher_ids=frozenset({_SOMEONE})),
        ),
        (
            Reader.COMPANY,
            _with_role(Role.CONTACT, subject.organisation_id, OrganisationKind.COMPANY),
            alone,
        ),
        (
            Reader.FELLOW_STUDENT,
            _with_role(Role.STUDENT, school, OrganisationKind.INSTITUTION),
            replace(alone, student_ids=frozenset({_SOMEONE})),
        ),
        (Reader.OTHER_SCHOOL, _with_role(Role.TEACHER, _SOMEONE, OrganisationKind.INSTITUTION), alone),
        (
            Reader.ALLIANCE_REVIEWER,
            _with_role(Role.REVIEWER, _SOMEONE, OrganisationKind.ALLIANCE),
            alone,
        ),
    )


def _with_role(role: Role, organisation_id: int, kind: OrganisationKind) -> Actor:
    return Actor(_SOMEONE, (Membership(role, organisation_id, kind),))
