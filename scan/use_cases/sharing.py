"""One scan by a pair or small group: a code to join with, leaving, and the teacher who makes the group."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session, aliased

from questionnaires.answers import State
from scan.domain import group_messages as messages
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.secrets import new_code, tidy_code
from scan.domain.states import ScanState
from scan.store.finding import find_placement, find_scan, find_scan_alone, lock_dossier
from scan.store.members import Share, add_member, names_by_scan, remove_member, shares
from scan.store.tables import AnswerRow, Person, Placement, Scan, ScanCode, ScanMember, SchoolClass
from scan.store.tables.scans import LARGEST_GROUP
from scan.use_cases.audit import record
from scan.use_cases.permission import require
from scan.use_cases.submitting import take_back
from scan.use_cases.throttle import ACCOUNT_LIMIT, Throttle

CODE_LASTS = timedelta(days=3)
"""Long enough to miss a day, too short to lie about."""
_WRITING = (ScanState.DRAFT.value, ScanState.RETURNED.value)


@dataclass(frozen=True, slots=True)
class ShareCode:
    """The code to show to a classmate, and until when it works."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A scan that an internship could be added to."""

    scan_id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group of one internship as its teacher sees it. Never answers: only how many."""

    placement_id: int
    student: str
    class_id: int
    scan_id: int | None
    state: ScanState | None
    own_answers: int
    """In the scan of this internship."""
    shares: tuple[Share, ...]
    choices: tuple[GroupChoice, ...]


def share_code(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> ShareCode | None:
    """The code that works now, for a student in the scan. Two statements. Raises NotFound, NotAllowed."""
    _shareable(session, actor, scan_id, now)
    row = session.get(ScanCode, scan_id)
    return None if row is None or row.expires_at <= now else ShareCode(row.code, row.expires_at)


def new_share_code(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> ShareCode:
    """Make a code with which classmates at the same company can join; an older one stops.

    Raises NotFound, NotAllowed.
    """
    _shareable(session, actor, scan_id, now, alone=True)
    made = ShareCode(new_code(), now + CODE_LASTS)
    session.execute(delete(ScanCode).where(ScanCode.scan_id == scan_id))
    session.add(ScanCode(scan_id=scan_id, code=made.code, expires_at=made.expires_at))
    session.flush()
    record(session, actor=actor, action="scan_shared", subject_kind="scan", subject_id=scan_id, now=now)
    return made


def join_scan(
    session: Session,
    *,
    actor: Actor,
    placement_id: int,
    code: str,
    give_up_own: bool = False,
    pepper: bytes,
    now: datetime,
) -> int:
    """Join the scan of a classmate at the same company; gives its id. Joining twice is harmless.

    A scan of one's own that was begun is withdrawn; when it has answers, only with ``give_up_own``. A code that is
    wrong, has expired, or is of another company, school or school year gets one and the same answer. Raises NotFound,
    NotAllowed, TooManyAttempts, InvalidInput (``code``, ``give_up_own``).
    """
    placement, subject = find_placement(session, actor, placement_id)
    require(session, actor, Permission.JOIN_SCAN, subject, kind="placement", subject_id=placement_id, now=now)
    throttle = Throttle.of(pepper, ("share", str(actor.person_id), ACCOUNT_LIMIT))
    throttle.check(session, now)
    found = session.scalar(
        select(Scan.id)
        .join(ScanCode, ScanCode.scan_id == Scan.id)
        .where(ScanCode.code == tidy_code(code), ScanCode.expires_at > now)
    )
    scan = None if found is None else _fitting(session, found, placement)
    if scan is None:
        throttle.count_failure(session, now)
        raise InvalidInput({"code": messages.CODE_WRONG})
    _add(session, actor, scan, placement, give_up_own, now)
    return scan.id


def leave_scan(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> None:
    """Leave a scan to the others in it; the answers stay with them. Raises NotFound, NotAllowed (also when alone)."""
    found = find_scan_alone(session, actor, scan_id, now)
    require(session, actor, Permission.LEAVE_SCAN, found.subject, kind="scan", subject_id=scan_id, now=now)
    mine = next(one for one in found.fellows if one.person_id == actor.person_id)
    remove_member(session, found.scan, mine.placement_id)
    _log(session, actor, "scan_left", scan_id, mine.placement_id, now)


def read_grouping(session: Session, *, actor: Actor, placement_id: int, now: datetime) -> Grouping:
    """With whom this internship is scanned, who did what, and which scans it could join. For staff of the class.

    Raises NotFound, NotAllowed.
    """
    placement = _groupable(session, actor, placement_id, now)
    scan = _scan_of(session, placement_id)
    by_scan = names_by_scan(session, _candidates(session, placement) + (() if scan is None else (scan.id,)))
    here = {} if scan is None else by_scan.pop(scan.id, {})
    return Grouping(
        placement_id=placement_id,
        student=session.get_one(Person, placement.student_id).display_name,
        class_id=placement.class_id,
        scan_id=None if scan is None else scan.id,
        state=None if scan is None else ScanState(scan.state),
        own_answers=0 if scan is None else _answers(session, scan.id),
        shares=() if scan is None else shares(session, scan, here),
        choices=tuple(
            GroupChoice(scan_id, tuple(names.values()))
            for scan_id, names in by_scan.items()
            if len(names) < LARGEST_GROUP
        ),
    )


def group_student(
    session: Session,
    *,
    actor: Actor,
    placement_id: int,
    scan_id: int,
    give_up_own: bool = False,
    now: datetime,
) -> None:
    """Staff put an internship in the scan of classmates. Raises NotFound, NotAllowed, InvalidInput as joining does."""
    placement = _groupable(session, actor, placement_id, now)
    scan = _fitting(session, scan_id, placement)
    if scan is None:
        raise InvalidInput({"scan": messages.NOT_TOGETHER})
    _add(session, actor, scan, placement, give_up_own, now)


def take_out(session: Session, *, actor: Actor, placement_id: int, now: datetime) -> None:
    """Staff take an internship out of a shared scan that is not accepted yet; the answers stay with the others.

    Raises NotFound (also when it is in no shared scan), NotAllowed.
    """
    _groupable(session, actor, placement_id, now)
    scan = _scan_of(session, placement_id)
    if scan is None or scan.state == ScanState.ACCEPTED.value:
        raise NotFound
    locked = _lock(session, scan.id)
    members = session.scalar(
        select(func.count()).select_from(ScanMember).where(ScanMember.scan_id == scan.id)
    )
    if (members or 0) < 2:
        raise NotFound
    remove_member(session, locked, placement_id)
    _log(session, actor, "scan_left", scan.id, placement_id, now)


def _shareable(session: Session, actor: Actor, scan_id: int, now: datetime, *, alone: bool = False) -> None:
    found = find_scan(session, actor, scan_id, now, lock="update" if alone else None)
    require(session, actor, Permission.SHARE_SCAN, found.subject, kind="scan", subject_id=scan_id, now=now)


def _groupable(session: Session, actor: Actor, placement_id: int, now: datetime) -> Placement:
    placement, subject = find_placement(session, actor, placement_id)
    permission = Permission.GROUP_STUDENTS
    require(session, actor, permission, subject, kind="placement", subject_id=placement_id, now=now)
    return placement


def _add(
    session: Session, actor: Actor, scan: Scan, placement: Placement, give_up_own: bool, now: datetime
) -> None:
    """Into the scan with it, out of the own one. Raises InvalidInput."""
    session.execute(select(Placement.id).where(Placement.id == placement.id).with_for_update(key_share=True))
    own = _scan_of(session, placement.id)
    if own is not None and own.id == scan.id:
        return
    if own is not None:
        _give_up(session, actor, own, give_up_own, now)
    locked = _lock(session, scan.id)
    if locked.state not in _WRITING:
        raise InvalidInput({"code": messages.CODE_WRONG})
    if not add_member(session, locked, placement, now):
        raise InvalidInput({"code": messages.GROUP_FULL.fill(limit=LARGEST_GROUP)})
    _log(session, actor, "scan_joined", scan.id, placement.id, now)


def _give_up(session: Session, actor: Actor, own: Scan, agreed: bool, now: datetime) -> None:
    members = session.scalar(select(func.count()).select_from(ScanMember).where(ScanMember.scan_id == own.id))
    if (members or 0) > 1:
        raise InvalidInput({"code": messages.IN_ANOTHER_GROUP})
    if own.state not in _WRITING:
        raise InvalidInput({"code": messages.HANDED_IN_ALREADY})
    count = _answers(session, own.id)
    if count and not agreed:
        raise InvalidInput({"give_up_own": messages.OWN_ANSWERS.fill(count=count)})
    dossier = lock_dossier(session, own.dossier_id)
    take_back(session, _lock(session, own.id), dossier, now)
    _log(session, actor, "scan_given_up", own.id, own.placement_id, now)


def _fitting(session: Session, scan_id: int, placement: Placement) -> Scan | None:
    """The scan, while it is written, of the same company by students of the same school and school year."""
    return session.scalar(
        select(Scan).where(
            Scan.id == scan_id,
            Scan.id.in_(_candidates_of(placement)),
        )
    )


def _candidates(session: Session, placement: Placement) -> tuple[int, ...]:
    own = select(ScanMember.scan_id).where(ScanMember.placement_id == placement.id)
    return tuple(session.scalars(_candidates_of(placement).where(Scan.id.not_in(own)).distinct()))


def _candidates_of(placement: Placement) -> Select[int]:
    theirs, mine, other = aliased(SchoolClass), aliased(SchoolClass), aliased(Placement)
    return (
        select(Scan.id)
        .join(ScanMember, ScanMember.scan_id == Scan.id)
        .join(other, other.id == ScanMember.placement_id)
        .join(theirs, theirs.id == other.class_id)
        .join(
            mine,
            (mine.institution_id == theirs.institution_id) & (mine.school_year == theirs.school_year),
        )
        .where(
            mine.id == placement.class_id,
            Scan.organisation_id == placement.company_id,
            Scan.state.in_(_WRITING),
        )
    )


def _scan_of(session: Session, placement_id: int) -> Scan | None:
    """The scan that an internship is in; who asks was checked on the internship."""
    return session.scalar(
        select(Scan)
        .join(ScanMember, ScanMember.scan_id == Scan.id)
        .where(ScanMember.placement_id == placement_id)
    )


def _lock(session: Session, scan_id: int) -> Scan:
    statement = select(Scan).where(Scan.id == scan_id).with_for_update(key_share=True)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def _answers(session: Session, scan_id: int) -> int:
    found = session.scalar(
        select(func.count()).where(AnswerRow.scan_id == scan_id, AnswerRow.state != State.UNANSWERED.value)
    )
    return found or 0


def _log(
    session: Session, actor: Actor, action: str, scan_id: int, placement_id: int | None, now: datetime
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject_kind="scan",
        subject_id=scan_id,
        now=now,
        placement=placement_id,
    )
