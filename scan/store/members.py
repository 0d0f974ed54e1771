"""Who is in a student's scan: the rows behind it, and what each of them did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from questionnaires.answers import State
from scan.domain.pooling import sensitive
from scan.store.published import published
from scan.store.tables import (
    AnswerRow,
    Evidence,
    Person,
    Placement,
    QuestionnaireVersion,
    Scan,
    ScanCode,
    ScanMember,
)
from scan.store.tables.scans import LARGEST_GROUP

HELD_BACK = (
    select(ScanMember.placement_id)
    .join(Placement, Placement.id == ScanMember.placement_id)
    .where(ScanMember.scan_id == Scan.id, Placement.hold_back, Placement.assessed_at.is_(None))
    .correlate(Scan)
    .exists()
)
"""The school of one of the students in the Scan of the query waits for the internship to be assessed."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one student put into a scan that is shared. ``name`` is None for who left it."""

    person_id: int
    name: str | None
    answers: int
    evidence: int


def add_member(session: Session, scan: Scan, placement: Placement, now: datetime) -> bool:
    """Give the internship a seat in the scan; False when it is full. The scan's row is locked by the caller."""
    taken = set(session.scalars(select(ScanMember.seat).where(ScanMember.scan_id == scan.id)))
    seat = next((one for one in range(1, LARGEST_GROUP + 1) if one not in taken), None)
    if seat is None:
        return False
    session.add(
        ScanMember(
            placement_id=placement.id,
            scan_id=scan.id,
            student_id=placement.student_id,
            organisation_id=scan.organisation_id,
            seat=seat,
            joined_at=now,
        )
    )
    session.flush()
    return True


def remove_member(session: Session, scan: Scan, placement_id: int) -> None:
    """Take the internship out; of those who stay the first is now the one who began it. There must be one.

    What the student said of sensitive questions, before others joined, goes too: nobody else may ever see it (ADR 18).
    """
    student_id = session.scalars(
        delete(ScanMember)
        .where(ScanMember.scan_id == scan.id, ScanMember.placement_id == placement_id)
        .returning(ScanMember.student_id)
    ).one()
    session.execute(
        delete(AnswerRow).where(
            AnswerRow.scan_id == scan.id,
            AnswerRow.answered_by == student_id,
            AnswerRow.item_id.in_(_sensitive(session, scan)),
        )
    )
    first = session.scalars(
        select(ScanMember).where(ScanMember.scan_id == scan.id).order_by(ScanMember.seat).limit(1)
    ).one()
    scan.placement_id, scan.respondent_id = first.placement_id, first.student_id
    session.flush()


def _sensitive(session: Session, scan: Scan) -> frozenset[str]:
    sha256 = session.scalars(
        select(QuestionnaireVersion.sha256).where(QuestionnaireVersion.id == scan.questionnaire_version_id)
    ).one()
    return sensitive(published(session, sha256).questionnaire)


def drop_members(session: Session, scan_id: int) -> None:
    """The scan is withdrawn: its internships may be scanned anew, and its code lets nobody in."""
    session.execute(delete(ScanMember).where(ScanMember.scan_id == scan_id))
    session.execute(delete(ScanCode).where(ScanCode.scan_id == scan_id))


def shares(session: Session, scan: Scan, names: Mapping[int, str]) -> tuple[Share, ...]:
    """What everyone did, the present students in the order of ``names``, then who left. Three statements."""
    scan_id, not_asked = scan.id, _sensitive(session, scan) if len(names) > 1 else frozenset()
    answered = (State.ANSWERED.value, State.NOT_APPLICABLE.value, State.DONT_KNOW.value)
    answers = dict(
        session.execute(
            select(AnswerRow.answered_by, func.count())
            .where(
                AnswerRow.scan_id == scan_id,
                AnswerRow.state.in_(answered),
                AnswerRow.item_id.not_in(not_asked),
            )
            .group_by(AnswerRow.answered_by)
        ).all()
    )
    evidence = dict(
        session.execute(
            select(Evidence.created_by, func.count())
            .where(Evidence.scan_id == scan_id)
            .group_by(Evidence.created_by)
        ).all()
    )
    gone = sorted((answers.keys() | evidence.keys()) - names.keys())
    return tuple(
        Share(person, names.get(person), answers.get(person, 0), evidence.get(person, 0))
        for person in (*names, *gone)
    )


def names_by_scan(session: Session, scan_ids: tuple[int, ...]) -> dict[int, dict[int, str]]:
    """The names of the students in these scans, by scan and person, in the order they came. One statement."""
    rows = session.execute(
        select(ScanMember.scan_id, ScanMember.student_id, Person.display_name)
        .join(Person, Person.id == ScanMember.student_id)
        .where(ScanMember.scan_id.in_(scan_ids))
        .order_by(ScanMember.scan_id, ScanMember.seat)
    )
    found: dict[int, dict[int, str]] = {}
    for scan_id, person_id, name in rows:
        found.setdefault(scan_id, {})[person_id] = name
    return found
