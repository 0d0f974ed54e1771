"""Holding to the retention schedule: what has been kept long enough goes (GDPR article 5(1)(e))."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import case, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from scan.domain.periods import end_of, local_day, local_midnight, months_later
from scan.domain.retention import RetentionSchedule
from scan.domain.roles import Role
from scan.domain.states import AmbassadorState, ScanState
from scan.store.files import FileStore
from scan.store.tables import (
    Ambassador,
    AnswerRow,
    Application,
    Certificate,
    ClassMember,
    Complaint,
    DecisionRow,
    Dossier,
    Evidence,
    Invitation,
    Letter,
    News,
    PendingImport,
    Person,
    Registration,
    Scan,
    SchoolClass,
    SignInSession,
    StartCode,
)
from scan.use_cases.activity_photos import clear_photos, photos_over
from scan.use_cases.audit import record
from scan.use_cases.erasing import ERASED, clear_evidence, clear_scan, erase_person
from scan.use_cases.group_retention import end_contributions, end_rounds
from scan.use_cases.importing.pending import erase_expired
from scan.use_cases.partner_retention import end_officers
from scan.use_cases.starting import PUPIL_AUDIENCE
from scan.use_cases.stating import drafts_before, end_draft


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of each kind went; of a rehearsal how many would go."""

    sign_in: int
    unfinished_scans: int
    students: int
    staff: int
    evidence: int
    lists: int
    """Uploaded lists; their term is a day, whatever the schedule."""
    class_rounds: int = 0
    contributions: int = 0
    agreements: int = 0
    complaints: int = 0


def apply_schedule(
    session: Session, *, schedule: RetentionSchedule, files: FileStore, now: datetime, rehearse: bool = False
) -> Kept:
    """Take away everything whose term is over. ``rehearse`` only counts. For the command line: nobody is asked for.

    Students whose appointment as ambassador still runs stay until it has ended.
    """
    today = local_day(now)
    sign_in = _sign_in(session, _before(today, schedule.sign_in.months), rehearse)
    scans = _unfinished(session, _before(today, schedule.unfinished_scans.months))
    students = _students(session, months_later(today, -schedule.students.months))
    students += _without_class(session, _before(today, schedule.students.months))
    staff = _staff(session, _before(today, schedule.staff.months))
    pieces = _evidence(session, months_later(today, -schedule.evidence.months))
    photos = photos_over(session, months_later(today, -schedule.evidence.months))
    drafts = drafts_before(session, _before(today, schedule.unfinished_scans.months))
    rounds = end_rounds(session, before=_before(today, schedule.class_rounds.months), rehearse=rehearse)
    contributed = end_contributions(
        session, before=_before(today, schedule.contributions.months), rehearse=rehearse
    )
    lists = _lists(session, now, rehearse)
    agreed = end_officers(session, before=months_later(today, -schedule.agreements.months), rehearse=rehearse)
    complained = _complaints(session, _before(today, schedule.complaints.months), now, rehearse)
    kept = Kept(
        sign_in=sign_in,
        unfinished_scans=len(scans) + len(drafts),
        students=len(students),
        staff=len(staff),
        evidence=len(pieces) + len(photos),
        lists=lists,
        class_rounds=rounds,
        contributions=contributed,
        agreements=agreed,
        complaints=complained,
    )
    if rehearse:
        return kept
    for scan in scans:
        clear_scan(session, scan, files, now)
    clear_evidence(session, pieces, files)
    clear_photos(session, photos, files)
    for draft in drafts:
        end_draft(session, draft, files)
    for person_id in (*students, *staff):
        erase_person(session, actor=None, person_id=person_id, files=files, now=now)
    record(
        session,
        actor=None,
        action="retention_applied",
        subject_kind="platform",
        subject_id=None,
        now=now,
        **asdict(kept),
    )
    return kept


def _before(today: date, months: int) -> datetime:
    """The moment before which the term is over."""
    return local_midnight(months_later(today, -months))


def _sign_in(session: Session, before: datetime, rehearse: bool) -> int:
    sessions = select(SignInSession.id).where(SignInSession.expires_at < before)
    invitations = select(Invitation.id).where(
        or_(Invitation.expires_at < before, Invitation.used_at < before)
    )
    registrations = select(Registration.id).where(Registration.expires_at < before)
    start_codes = select(StartCode.person_id).where(StartCode.expires_at < before)
    terms = (sessions, invitations, registrations, start_codes)
    count = sum(len(session.scalars(one).all()) for one in terms) + _mail(session, before, rehearse)
    if not rehearse:
        session.execute(delete(StartCode).where(StartCode.expires_at < before))
        session.execute(delete(Registration).where(Registration.id.in_(registrations)))
        session.execute(delete(SignInSession).where(SignInSession.id.in_(sessions)))
        session.execute(delete(Invitation).where(Invitation.id.in_(invitations)))
    return count


def _mail(session: Session, before: datetime, rehearse: bool) -> int:
    """News that was told, and letters that went or never will."""
    letters = select(Letter.id).where(Letter.created_at < before)
    told = select(News.id).where(or_(News.created_at < before, News.letter_id.in_(letters)))
    count = len(session.scalars(letters).all()) + len(session.scalars(told).all())
    if not rehearse:
        session.execute(delete(News).where(News.id.in_(told)))
        session.execute(delete(Letter).where(Letter.id.in_(letters)))
    return count


def _lists(session: Session, now: datetime, rehearse: bool) -> int:
    """Uploaded lists that nobody confirmed within their day."""
    if not rehearse:
        return erase_expired(session, now=now)
    waiting = select(func.count()).select_from(PendingImport).where(PendingImport.expires_at <= now)
    return session.scalar(waiting) or 0


def _complaints(session: Session, before: datetime, now: datetime, rehearse: bool) -> int:
    """Words, name and address of complaints that were closed long enough ago; how each ended stays."""
    over = (Complaint.closed_at < before, Complaint.erased_at.is_(None))
    if rehearse:
        return session.scalar(select(func.count()).select_from(Complaint).where(*over)) or 0
    gone = session.execute(
        update(Complaint)
        .where(*over)
        .values(
            words=ERASED,
            name=None,
            email=None,
            question=case((Complaint.question.is_not(None), ERASED)),
            company_answer=case((Complaint.company_answer.is_not(None), ERASED)),
            answer=ERASED,
            erased_at=now,
        )
        .returning(Complaint.id)
    )
    return len(gone.all())


def _unfinished(session: Session, before: datetime) -> tuple[Scan, ...]:
    """Scans of students with something in them, and nothing new since."""
    newer = exists().where(AnswerRow.scan_id == Scan.id, AnswerRow.updated_at >= before)
    filled = or_(
        exists().where(AnswerRow.scan_id == Scan.id),
        exists().where(Evidence.scan_id == Scan.id, Evidence.caption != ERASED),
        Scan.state == ScanState.DRAFT.value,
    )
    never = (Scan.state == ScanState.DRAFT.value) | (Scan.state == ScanState.WITHDRAWN.value)
    found = select(Scan).where(
        never,
        Scan.placement_id.is_not(None) | (Scan.audience == PUPIL_AUDIENCE),
        Scan.started_at < before,
        ~newer,
        filled,
    )
    return tuple(session.scalars(found.order_by(Scan.id)))


def _students(session: Session, ended_by: date) -> tuple[int, ...]:
    """Students of whom the last class ended by that day, and no appointment runs."""
    last = (
        select(ClassMember.person_id, func.max(SchoolClass.school_year))
        .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
        .join(Person, Person.id == ClassMember.person_id)
        .where(
            ClassMember.role == Role.STUDENT.value,
            Person.erased_at.is_(None),
            Person.email.is_(None),  # else it is also an account of staff, which has a term of its own
            ~exists().where(
                Ambassador.person_id == ClassMember.person_id,
                Ambassador.state == AmbassadorState.APPOINTED.value,
            ),
        )
        .group_by(ClassMember.person_id)
        .order_by(ClassMember.person_id)
    )
    return tuple(person for person, year in session.execute(last) if end_of(year) < ended_by)


def _without_class(session: Session, before: datetime) -> tuple[int, ...]:
    """Students who came from a list of the school and never were put in a class."""
    found = select(Person.id).where(
        Person.erased_at.is_(None),
        Person.email.is_(None),
        Person.created_at < before,
        ~exists().where(ClassMember.person_id == Person.id),
    )
    return tuple(session.scalars(found.order_by(Person.id)))


def _staff(session: Session, before: datetime) -> tuple[int, ...]:
    """Closed accounts with an e-mail address."""
    found = select(Person.id).where(
        Person.erased_at.is_(None), Person.email.is_not(None), Person.disabled_at < before
    )
    return tuple(session.scalars(found.order_by(Person.id)))


def _evidence(session: Session, ended_by: date) -> tuple[Evidence, ...]:
    """Pieces in dossiers whose certificate, or school year where there is none, ended by that day."""
    years = session.scalars(select(Dossier.period).distinct())
    over = tuple(year for year in years if end_of(year) < ended_by)
    in_force = (
        select(Certificate.id)
        .join(DecisionRow, DecisionRow.id == Certificate.decision_id)
        .join(Application, Application.id == DecisionRow.application_id)
        .where(
            Application.dossier_id == Scan.dossier_id,
            Certificate.valid_until >= ended_by,
        )
        .correlate(Scan)
        .exists()
    )
    found = (
        select(Evidence)
        .join(Scan, Scan.id == Evidence.scan_id)
        .join(Dossier, Dossier.id == Scan.dossier_id)
        .where(
            Dossier.period.in_(over), ~in_force, or_(Evidence.caption.is_(None), Evidence.caption != ERASED)
        )
    )
    return tuple(session.scalars(found.order_by(Evidence.id)))
