"""Erasing a person: what is about them goes, what was counted stays without them (GDPR articles 17 and 89)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from questionnaires.answers import State
from questionnaires.definition import FreeText
from scan.domain.errors import InvalidInput, NotFound, SignInFailed
from scan.domain.evidence import EvidenceForm
from scan.domain.policy import Permission
from scan.domain.roles import Actor, Role
from scan.domain.states import CertificateState, ScanState
from scan.domain.subjects import PersonSubject
from scan.store.files import FileStore
from scan.store.finding import lock_dossier
from scan.store.members import remove_member
from scan.store.published import published
from scan.store.tables import (
    Activity,
    Ambassador,
    AmbassadorHearing,
    AnswerRow,
    Application,
    Certificate,
    ClassMember,
    ContributionGiver,
    DecisionRow,
    Evidence,
    Invitation,
    Letter,
    MembershipRow,
    Milestone,
    MutedTopic,
    News,
    PendingImport,
    Person,
    QuestionnaireVersion,
    Registration,
    Remark,
    Scan,
    ScanMember,
    SchoolClass,
    SchoolNumber,
    StartCode,
)
from scan.use_cases.activity_photos import clear_photos, photos_by
from scan.use_cases.audit import record
from scan.use_cases.hashing import matches
from scan.use_cases.permission import require
from scan.use_cases.second_factor import drop_factors
from scan.use_cases.sign_in import end_sessions
from scan.use_cases.starting import PUPIL_AUDIENCE
from scan.use_cases.stored_files import drop_file
from scan.use_cases.submitting import take_back
from scan.use_cases.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT, Throttle

ERASED = "(gewist)"
"""Stands where a name or words were."""
_OPEN = (ScanState.DRAFT.value, ScanState.RETURNED.value)
_LIVE = (CertificateState.ISSUED.value, CertificateState.SUSPENDED.value)


def erase_person(
    session: Session, *, actor: Actor | None, person_id: int, files: FileStore, now: datetime
) -> None:
    """Take away name, address, pin, password, roles, sessions, notes, words and files of a person, for good.

    A student's scan that was not handed in goes whole; one that is shared goes on with the others. Of what was
    handed in, the coded answers and the outcome stay, under a number with nobody behind it; so do decisions and
    reviews, which others rely on. Evidence on which a certificate rests that still holds, and photos on which a
    statement does, stay until the retention schedule takes them. ``actor`` None is the command line or the schedule.
    Erasing twice is harmless. Raises NotFound, NotAllowed.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound
    _allow(session, actor, person_id, now)
    if person.erased_at is not None:
        return
    for member, scan in _shared(session, person_id):
        remove_member(session, scan, member.placement_id)
    for scan in _unfinished(session, person_id):
        clear_scan(session, scan, files, now)
    _clear_answers(session, person_id)
    pieces = session.scalars(
        select(Evidence).where(Evidence.created_by == person_id, ~_holds_a_certificate())
    )
    clear_evidence(session, pieces, files)
    clear_photos(session, photos_by(session, person_id), files)
    _close(session, person, now)
    session.flush()
    record(session, actor=actor, action="person_erased", subject_kind="person", subject_id=person_id, now=now)


def erase_myself(
    session: Session,
    *,
    actor: Actor,
    secret: str,
    address: str,
    pepper: bytes,
    files: FileStore,
    now: datetime,
) -> None:
    """Erase the actor, who shows with pin or password that it is them.

    Raises InvalidInput (``secret``), TooManyAttempts.
    """
    throttle = Throttle.of(
        pepper, ("person", str(actor.person_id), ACCOUNT_LIMIT), ("address", address, ADDRESS_LIMIT)
    )
    throttle.check(session, now)
    person = session.get_one(Person, actor.person_id)
    if not matches(person.password_hash or person.pin_hash, secret):
        throttle.count_failure(session, now)
        raise InvalidInput({"secret": SignInFailed().message})
    erase_person(session, actor=actor, person_id=actor.person_id, files=files, now=now)


def person_subject(session: Session, person_id: int) -> PersonSubject:
    """What the policy must know of a person."""
    schools = session.scalars(
        select(SchoolClass.institution_id)
        .join(ClassMember, ClassMember.class_id == SchoolClass.id)
        .where(ClassMember.person_id == person_id, ClassMember.role == Role.STUDENT.value)
    )
    places = session.scalars(
        select(MembershipRow.organisation_id).where(MembershipRow.person_id == person_id)
    )
    return PersonSubject(person_id, frozenset(schools), frozenset(places))


def clear_scan(session: Session, scan: Scan, files: FileStore, now: datetime) -> None:
    """Withdraw a scan that is not handed in, and take away everything in it."""
    clear_evidence(session, session.scalars(select(Evidence).where(Evidence.scan_id == scan.id)), files)
    session.execute(delete(AnswerRow).where(AnswerRow.scan_id == scan.id))
    scan.profile = {}
    if scan.state in _OPEN:
        take_back(session, scan, lock_dossier(session, scan.dossier_id), now)


def clear_evidence(session: Session, pieces: Iterable[Evidence], files: FileStore) -> int:
    """Take away words, speaker, link and file of these pieces; kind and verdict stay, they were counted.

    Gives how many pieces there were. Files that nothing else shows go after the commit.
    """
    hashes: set[str] = set()
    count = 0
    for piece in pieces:
        count += 1
        hashes |= {piece.file_sha256} if piece.file_sha256 else set()
        piece.form, piece.caption = EvidenceForm.NOTE.value, ERASED
        piece.speaker_role = ERASED if piece.speaker_role else None
        piece.url = piece.file_sha256 = None
    session.flush()
    for sha256 in sorted(hashes):
        drop_file(session, sha256, files)
    return count


def _allow(session: Session, actor: Actor | None, person_id: int, now: datetime) -> None:
    """Others than one's own school do not learn that there is such a person."""
    if actor is None:
        return
    subject = person_subject(session, person_id)
    mine = actor.person_id == person_id or actor.is_a(Role.ADMINISTRATOR)
    if not mine and not any(actor.belongs_to(school) for school in subject.institution_ids):
        raise NotFound
    require(session, actor, Permission.ERASE_PERSON, subject, kind="person", subject_id=person_id, now=now)


def _shared(session: Session, person_id: int) -> tuple[tuple[ScanMember, Scan], ...]:
    """Scans that were never handed in, of this student together with others."""
    other = aliased(ScanMember)
    rows = session.execute(
        select(ScanMember, Scan)
        .join(Scan, Scan.id == ScanMember.scan_id)
        .where(
            ScanMember.student_id == person_id,
            Scan.submitted_at.is_(None),
            exists().where(other.scan_id == Scan.id, other.student_id != person_id),
        )
    )
    return tuple((member, scan) for member, scan in rows)


def _unfinished(session: Session, person_id: int) -> tuple[Scan, ...]:
    """Scans of this student alone that were never handed in; a firm's own scan is the firm's."""
    found = select(Scan).where(
        Scan.respondent_id == person_id,
        Scan.placement_id.is_not(None) | (Scan.audience == PUPIL_AUDIENCE),
        Scan.submitted_at.is_(None),
    )
    return tuple(session.scalars(found))


def _clear_answers(session: Session, person_id: int) -> None:
    """Notes, answers in words, and remarks about them: they may say who it is."""
    scans = select(ScanMember.scan_id).where(ScanMember.student_id == person_id)
    replied = (Remark.written_by == person_id) & Remark.replies_to.is_not(None)
    session.execute(update(Remark).where(Remark.scan_id.in_(scans) | replied).values(text=ERASED))
    session.execute(
        update(AnswerRow)
        .where(AnswerRow.answered_by == person_id, AnswerRow.note.is_not(None))
        .values(note=None)
    )
    rows = session.execute(
        select(AnswerRow, QuestionnaireVersion.sha256)
        .join(Scan, Scan.id == AnswerRow.scan_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Scan.questionnaire_version_id)
        .where(AnswerRow.answered_by == person_id, AnswerRow.state == State.ANSWERED.value)
    )
    for answer, sha256 in rows.all():
        if isinstance(published(session, sha256).items.get(answer.item_id), FreeText):
            answer.state, answer.value = State.UNANSWERED.value, None
    session.flush()


def _holds_a_certificate() -> ColumnElement[bool]:
    """A certificate that still holds rests on the dossier of this Evidence."""
    return exists(
        select(Certificate.id)
        .join(DecisionRow, DecisionRow.id == Certificate.decision_id)
        .join(Application, Application.id == DecisionRow.application_id)
        .join(Scan, Scan.dossier_id == Application.dossier_id)
        .where(Scan.id == Evidence.scan_id, Certificate.state.in_(_LIVE))
        .correlate(Evidence)
    )


def _close(session: Session, person: Person, now: datetime) -> None:
    """No name, no way in, no roles, no place on a public page."""
    end_sessions(session, person_id=person.id)
    drop_factors(session, person.id)
    session.execute(delete(Registration).where(Registration.email == person.email))
    session.execute(delete(Letter).where(Letter.email == person.email))
    person.display_name = ERASED
    person.email = person.password_hash = person.pin_hash = None
    person.disabled_at, person.erased_at = person.disabled_at or now, now
    session.execute(delete(MembershipRow).where(MembershipRow.person_id == person.id))
    session.execute(delete(Invitation).where(Invitation.used_by == person.id))
    for told in (News, Letter, MutedTopic):
        session.execute(delete(told).where(told.person_id == person.id))
    session.execute(delete(StartCode).where(StartCode.person_id == person.id))
    session.execute(delete(SchoolNumber).where(SchoolNumber.person_id == person.id))
    session.execute(delete(PendingImport).where(PendingImport.created_by == person.id))
    session.execute(delete(ContributionGiver).where(ContributionGiver.person_id == person.id))
    session.execute(
        update(ClassMember)
        .where(ClassMember.person_id == person.id, ClassMember.name_key.is_not(None))
        .values(name_key=f"{ERASED} {person.id}")
    )
    appointments = select(Ambassador.id).where(Ambassador.person_id == person.id)
    session.execute(update(Milestone).where(Milestone.ambassador_id.in_(appointments)).values(proof=None))
    for table, values in (
        (Activity, {"words": ERASED}),
        (AmbassadorHearing, {"concern": f"{ERASED} {ERASED}"}),
    ):
        session.execute(update(table).where(table.ambassador_id.in_(appointments)).values(**values))
    session.execute(
        update(AmbassadorHearing)
        .where(AmbassadorHearing.ambassador_id.in_(appointments), AmbassadorHearing.answer.is_not(None))
        .values(answer=ERASED)
    )
    session.execute(
        update(Ambassador)
        .where(Ambassador.person_id == person.id)
        .values(is_public=False, public_name=None, is_adult=None, declined_reason=None)
    )
