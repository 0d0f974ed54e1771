"""Pupils of 13 to 16 scan their own school: no internship, no evidence, only totals of the class (instrument C3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.answers import Answer, Answers, State
from questionnaires.definition import Questionnaire, SingleChoice
from scan.domain import class_messages, messages
from scan.domain.codes import DONT_KNOW_CODE, FIRST_OPTION_CODE
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.fields import Fields
from scan.domain.periods import INDEPENDENT_FOR
from scan.domain.policy import Permission
from scan.domain.pooling import FEWEST_STUDENTS
from scan.domain.roles import Actor, Role
from scan.domain.states import SCAN, DossierState, ScanAction, ScanState, advance
from scan.domain.subjects import PupilSubject
from scan.domain.tallies import lower_median, shown_count
from scan.store.finding import find_class
from scan.store.published import Published, published
from scan.store.tables import (
    AnswerRow,
    ClassMember,
    Dossier,
    Organisation,
    Person,
    QuestionnaireVersion,
    Scan,
    ScanReturn,
    SchoolClass,
)
from scan.use_cases.audit import record
from scan.use_cases.classes import find_managed, log_class
from scan.use_cases.permission import require
from scan.use_cases.publishing import newest_version
from scan.use_cases.starting import PUPIL_AUDIENCE
from scoring import Outcome, score

SMALLEST_TOTAL = FEWEST_STUDENTS
"""From so many accepted scans, and answers on a question, the class's total is shown (design 6: k >= 5)."""
SMALLEST_POOLED = 10
"""For a question that everybody answers alone (instrument C3)."""


@dataclass(frozen=True, slots=True)
class PupilClass:
    """A class in which the actor scans the own school, and how far the scan is."""

    class_id: int
    class_name: str
    school: str
    safety_contact: str | None
    scan_id: int | None
    scan_state: ScanState | None


@dataclass(frozen=True, slots=True)
class PupilScan:
    """One pupil's scan as the teacher sees it: how far it is, never what it says."""

    scan_id: int
    display_name: str
    state: ScanState
    answered: int


@dataclass(frozen=True, slots=True)
class QuestionTotal:
    """What the class says about one question."""

    item: SingleChoice
    counts: Mapping[str, int]
    """By option; empty where too few answered to show it."""
    dont_know: int
    answer: str | None
    """The option of the middle voice, of two the lower."""
    smallest: int
    """From so many answers it is shown."""


@dataclass(frozen=True, slots=True)
class ClassTotals:
    """What the class found together, over ``scans`` accepted scans."""

    scans: int
    questionnaire: Questionnaire
    questions: tuple[QuestionTotal, ...]
    outcome: Outcome
    """Of the class's answers."""


@dataclass(frozen=True, slots=True)
class ClassScans:
    """The scans of a class of pupils."""

    class_id: int
    scans: tuple[PupilScan, ...]
    accepted: int
    totals: ClassTotals | None
    """None while fewer than ``SMALLEST_TOTAL`` scans are accepted."""


def let_pupils_scan(session: Session, *, actor: Actor, class_id: int, now: datetime) -> None:
    """From now on the pupils of this class may scan their own school. Twice is once. Raises NotFound, NotAllowed."""
    found = find_managed(session, actor, class_id, now)
    locked = select(SchoolClass.id).where(SchoolClass.id == class_id)
    session.execute(locked.with_for_update(key_share=True))
    if _dossier_of(session, class_id) is not None:
        return
    session.add(
        Dossier(
            organisation_id=found.institution_id,
            class_id=class_id,
            period=found.school_year,
            state=DossierState.COLLECTING.value,
            created_at=now,
            opens_at=now + INDEPENDENT_FOR,
            facts={},
        )
    )
    session.flush()
    log_class(session, actor, "pupil_scans_opened", class_id, now)


def my_pupil_classes(session: Session, *, actor: Actor) -> tuple[PupilClass, ...]:
    """Classes in which the actor, a pupil, scans the own school; newest first. One statement."""
    rows = session.execute(
        select(
            SchoolClass.id,
            SchoolClass.name,
            Organisation.name,
            Organisation.safety_contact,
            Scan.id,
            Scan.state,
        )
        .join(ClassMember, ClassMember.class_id == SchoolClass.id)
        .join(Organisation, Organisation.id == SchoolClass.institution_id)
        .join(Dossier, Dossier.class_id == SchoolClass.id)
        .outerjoin(
            Scan,
            (Scan.dossier_id == Dossier.id)
            & (Scan.respondent_id == actor.person_id)
            & (Scan.state != ScanState.WITHDRAWN.value),
        )
        .where(ClassMember.person_id == actor.person_id, ClassMember.role == Role.STUDENT.value)
        .order_by(SchoolClass.id.desc())
    )
    return tuple(PupilClass(*row[:5], None if row[5] is None else ScanState(row[5])) for row in rows)


def start_pupil_scan(session: Session, *, actor: Actor, class_id: int, slug: str, now: datetime) -> int:
    """Start the pupil's scan of the own school; gives the id of the one that is there already.

    Raises NotFound (not a pupil of the class, or the class does not scan), NotAllowed, InvalidInput (``slug``).
    """
    pupil = select(SchoolClass.institution_id, Dossier.id).join(
        ClassMember, ClassMember.class_id == SchoolClass.id
    )
    found = session.execute(
        pupil.join(Dossier, Dossier.class_id == SchoolClass.id)
        .where(
            SchoolClass.id == class_id,
            ClassMember.person_id == actor.person_id,
            ClassMember.role == Role.STUDENT.value,
        )
        .with_for_update(key_share=True, of=Dossier)
    ).one_or_none()
    if found is None:
        raise NotFound
    school_id, dossier_id = found
    subject = PupilSubject(actor.person_id, school_id)
    require(session, actor, Permission.START_PUPIL_SCAN, subject, kind="class", subject_id=class_id, now=now)
    version = newest_version(session, slug=slug)
    if version.audience != PUPIL_AUDIENCE:
        raise InvalidInput({"slug": messages.OTHER_AUDIENCE})
    there = session.scalar(
        select(Scan.id).where(
            Scan.dossier_id == dossier_id,
            Scan.respondent_id == actor.person_id,
            Scan.state != ScanState.WITHDRAWN.value,
        )
    )
    if there is not None:
        return there
    scan = Scan(
        dossier_id=dossier_id,
        organisation_id=school_id,
        questionnaire_version_id=version.id,
        respondent_id=actor.person_id,
        audience=PUPIL_AUDIENCE,
        state=ScanState.DRAFT.value,
        profile={},
        started_at=now,
    )
    session.add(scan)
    session.flush()
    record(
        session,
        actor=actor,
        action="scan_started",
        subject_kind="scan",
        subject_id=scan.id,
        now=now,
        dossier=dossier_id,
        questionnaire=version.name,
    )
    return scan.id


def accept_scans(
    session: Session, *, actor: Actor, class_id: int, scan_ids: Sequence[int] | None = None, now: datetime
) -> int:
    """Accept scans of the class that were handed in, so that they count in its totals; None is all of them.

    Gives how many. The teacher accepts work, not opinions: what a pupil answered is not shown.
    Raises NotFound (also for a scan of others), NotAllowed.
    """
    find_managed(session, actor, class_id, now)
    dossier_id = _dossier_of(session, class_id)
    rows = session.scalars(
        select(Scan).where(Scan.dossier_id == dossier_id).order_by(Scan.id).with_for_update()
    ).all()
    if scan_ids is not None and not set(scan_ids) <= {row.id for row in rows}:
        raise NotFound
    accepted = 0
    for row in rows:
        wanted = scan_ids is None or row.id in scan_ids
        if wanted and row.state == ScanState.SUBMITTED.value:
            row.state = advance(SCAN, ScanState.SUBMITTED, ScanAction.ACCEPT).value
            row.version += 1
            accepted += 1
    session.flush()
    log_class(session, actor, "pupil_scans_accepted", class_id, now, count=accepted)
    return accepted


def return_pupil_scan(
    session: Session, *, actor: Actor, class_id: int, scan_id: int, comment: str, now: datetime
) -> None:
    """Give a scan that was handed in back to its pupil, with what to do. The teacher does not see the answers.

    Raises NotFound (also for a scan of others), NotAllowed, InvalidInput (``comment``; ``scan`` when it does not wait).
    """
    find_managed(session, actor, class_id, now)
    statement = select(Scan).where(Scan.id == scan_id, Scan.dossier_id == _dossier_of(session, class_id))
    scan = session.scalar(statement.with_for_update())
    if scan is None:
        raise NotFound
    fields = Fields()
    words = fields.words("comment", comment, 2000, 3)
    if scan.state != ScanState.SUBMITTED.value:
        fields.refuse("scan", class_messages.NOT_WAITING)
    fields.check()
    scan.state = advance(SCAN, ScanState.SUBMITTED, ScanAction.RETURN).value
    scan.version += 1
    session.add(ScanReturn(scan_id=scan_id, comment=words, returned_by=actor.person_id, returned_at=now))
    session.flush()
    record(
        session,
        actor=actor,
        action="scan_returned",
        subject_kind="scan",
        subject_id=scan_id,
        now=now,
        dossier=scan.dossier_id,
        school_class=class_id,
    )


def class_scans(session: Session, *, actor: Actor, class_id: int, now: datetime) -> ClassScans | None:
    """How far the pupils of a class are, and what they found together; None where pupils do not scan.

    Five statements at most. Raises NotFound, NotAllowed.
    """
    _, subject = find_class(session, actor, class_id)
    require(session, actor, Permission.READ_CLASS, subject, kind="class", subject_id=class_id, now=now)
    dossier_id = _dossier_of(session, class_id)
    if dossier_id is None:
        return None
    lines = _lines(session, dossier_id)
    accepted = sum(line.state is ScanState.ACCEPTED for line in lines)
    return ClassScans(class_id, lines, accepted, _totals(session, dossier_id))


def _dossier_of(session: Session, class_id: int) -> int | None:
    return session.scalar(select(Dossier.id).where(Dossier.class_id == class_id))


def _lines(session: Session, dossier_id: int) -> tuple[PupilScan, ...]:
    answered = (
        select(func.count())
        .where(AnswerRow.scan_id == Scan.id, AnswerRow.state != State.UNANSWERED.value)
        .correlate(Scan)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Scan.id, Person.display_name, Scan.state, answered)
        .join(Person, Person.id == Scan.respondent_id)
        .where(Scan.dossier_id == dossier_id, Scan.state != ScanState.WITHDRAWN.value)
        .order_by(Person.display_name, Scan.id)
    )
    return tuple(PupilScan(row[0], row[1], ScanState(row[2]), row[3]) for row in rows)


def _totals(session: Session, dossier_id: int) -> ClassTotals | None:
    """Over the accepted scans of the version that most of them have, in the order in which they were handed in."""
    rows = session.execute(
        select(QuestionnaireVersion.sha256, Scan.answer_codes, Scan.profile)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Scan.questionnaire_version_id)
        .where(Scan.dossier_id == dossier_id, Scan.state == ScanState.ACCEPTED.value)
        .order_by(Scan.submitted_at, Scan.id)
    ).all()
    if not rows:
        return None
    sha256, _ = Counter(row[0] for row in rows).most_common(1)[0]
    same = [(codes, profile) for version, codes, profile in rows if version == sha256 and codes is not None]
    people = shown_count(len(same), SMALLEST_TOTAL)
    if not people:
        return None
    form = published(session, sha256)
    alone = same[: shown_count(len(same), SMALLEST_POOLED)]
    questions = tuple(_question(place, item, same[:people], alone) for place, item in _choices(form))
    answers = {one.item.id: Answer(State.ANSWERED, one.answer) for one in questions if one.answer is not None}
    outcome = score(form.model, Answers(answers, _profile(form.questionnaire, same[:people])))
    return ClassTotals(people, form.questionnaire, questions, outcome)


Filled = Sequence[tuple[bytes, Mapping[str, object]]]


def _choices(form: Published) -> list[tuple[int, SingleChoice]]:
    """The questions with steps to choose from, with their place in the codes."""
    return [(place, item) for place, item in enumerate(form.items.values()) if isinstance(item, SingleChoice)]


def _question(place: int, item: SingleChoice, filled: Filled, alone: Filled) -> QuestionTotal:
    smallest = SMALLEST_POOLED if item.pooled else SMALLEST_TOTAL
    codes = [one[0][place] for one in (alone if item.pooled else filled)]
    keys = [option.key for option in item.options]
    counts = {key: codes.count(FIRST_OPTION_CODE + number) for number, key in enumerate(keys)}
    if sum(counts.values()) < smallest:
        return QuestionTotal(item, {}, 0, None, smallest)
    return QuestionTotal(item, counts, codes.count(DONT_KNOW_CODE), lower_median(keys, counts), smallest)


def _profile(questionnaire: Questionnaire, filled: Filled) -> dict[str, bool]:
    """What most pupils say the school has; without it questions would be hidden that most of them answered."""
    return {
        field.id: 2 * sum(profile.get(field.id) is True for _, profile in filled) > len(filled)
        for field in questionnaire.profile
        if field.type == "yes_no"
    }
