"""The file a certifier decides with: what was settled and why, the evidence, what was left out, what went before.

It is made of what reviewers compared, so questions that are pooled for the students' sake are not in it (design 6).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from questionnaires.answers import Answer, State
from questionnaires.definition import Item
from scan.domain.applications import DecisionOutcome
from scan.domain.evidence import EvidenceState
from scan.domain.moderation import asks_evidence
from scan.domain.policy import Permission, conflicts, decide
from scan.domain.risk import Thresholds
from scan.domain.roles import Actor
from scan.store.finding import FoundDossier, find_dossier
from scan.store.paging import Asked, Part, part_of
from scan.store.tables import (
    Application,
    AuditEvent,
    Certificate,
    DecisionRow,
    Person,
    Reopening,
    Scan,
    ScanReturn,
)
from scan.use_cases.comparing import Review, ReviewItem, Side, open_review
from scan.use_cases.finding_applications import find_application
from scan.use_cases.risk_signs import Risk, risk_of

MOST_PREVIOUS = 10
"""Earlier decisions about an organisation that are shown."""


class What(StrEnum):
    """What can have happened to a dossier before it is decided on."""

    COMPANY_HANDED_IN = "company_handed_in"
    STUDENT_HANDED_IN = "student_handed_in"
    COMPANY_SENT_BACK = "company_sent_back"
    STUDENT_SENT_BACK = "student_sent_back"
    CLOSED = "closed"
    REOPENED = "reopened"
    APPLIED = "applied"
    APPLICATION_SENT_BACK = "application_sent_back"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, with the reason that was given for it."""

    at: datetime
    what: What
    words: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceOf:
    """What became of one side's evidence, in pieces; ``missing`` counts questions that ask for it and got none."""

    number: int
    """Of the student; 0 for the organisation itself."""
    accepted: int
    rejected: int
    missing: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question that a side said does not apply, and why."""

    item: Item
    number: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Contents:
    """What was found, and how."""

    review: Review
    reviewers: tuple[str, ...]
    """Names of who took part in the review, in alphabetical order."""
    settled: tuple[ReviewItem, ...]
    """Questions with a verdict, and those with a gap of two steps or more."""
    evidence: tuple[EvidenceOf, ...]
    left_out: tuple[LeftOut, ...]
    history: tuple[Happened, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier decision about the same organisation."""

    decided_at: datetime
    granted: bool
    level: str | None
    reason: str
    scheme: str
    number: str | None
    """Of the certificate or statement that it gave."""


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """What a certifier needs to decide."""

    conflicts: tuple[tuple[str, bool], ...]
    """What separation of duties asks of who decides, and whether it stands in this certifier's way."""
    contents: Contents | None
    """None of a statement, and for who belongs to the company or school: the file is not for them either."""
    risk: Risk | None
    """Flags and certainty; None where there are no contents."""
    previous: tuple[Previous, ...]
    """Newest first, at most ``MOST_PREVIOUS``."""
    older: int
    """How many decisions there were before those."""


def decision_file(
    session: Session, *, actor: Actor, application_id: int, limits: Thresholds, now: datetime
) -> DecisionFile:
    """Everything about an application that is decided on. Raises NotFound, NotAllowed."""
    found = find_application(session, actor, Permission.READ_APPLICATION, application_id, now)
    asked = Permission.DECIDE if found.subject.proposed_by is None else Permission.CONFIRM
    contents = risk = None
    if found.dossier is not None:
        dossier = find_dossier(session, actor, found.dossier.id, now)
        if decide(actor, Permission.READ_REVIEW, dossier.subject).allowed:
            contents = _contents(session, actor, dossier, now)
            risk = risk_of(session, actor=actor, dossier=found.dossier, limits=limits, now=now)
    previous = _previous(session, found.application)
    return DecisionFile(
        conflicts=conflicts(actor, asked, found.subject),
        contents=contents,
        risk=risk,
        previous=previous.items,
        older=previous.left,
    )


def _previous(session: Session, application: Application) -> Part[Previous]:
    """The last decisions about the organisation of an application, what they gave, and how many are older."""
    found = part_of(
        session,
        select(DecisionRow, Certificate.number)
        .join(Application, Application.id == DecisionRow.application_id)
        .outerjoin(Certificate, Certificate.decision_id == DecisionRow.id)
        .where(Application.organisation_id == application.organisation_id, Application.id != application.id)
        .order_by(DecisionRow.id.desc()),
        Asked(size=MOST_PREVIOUS),
    )
    return found.of(
        Previous(
            decided_at=row.decided_at,
            granted=row.outcome == DecisionOutcome.GRANT.value,
            level=row.level,
            reason=row.reason,
            scheme=row.scheme,
            number=number,
        )
        for row, number in found.items
    )


def _contents(session: Session, actor: Actor, found: FoundDossier, now: datetime) -> Contents:
    review = open_review(session, actor=actor, dossier_id=found.dossier.id, now=now)
    return Contents(
        review=review,
        reviewers=_names(session, found.subject.reviewer_ids),
        settled=tuple(
            one for one in review.items if one.verdict is not None or one.comparison.must_be_settled
        ),
        evidence=tuple(_evidence(review, side) for side in review.sides),
        left_out=tuple(_left_out(review)),
        history=tuple(sorted(_history(session, found.dossier.id, review), key=lambda event: event.at)),
    )


def _names(session: Session, people: frozenset[int]) -> tuple[str, ...]:
    return tuple(
        session.scalars(
            select(Person.display_name).where(Person.id.in_(people)).order_by(Person.display_name)
        )
    )


def _answer_of(review: Review, side: Side, entry: ReviewItem) -> Answer | None:
    if side is review.claim:
        return entry.claim
    return next((one.answer for one in entry.students if one.scan_id == side.scan_id), None)


def _evidence(review: Review, side: Side) -> EvidenceOf:
    states = [piece.state for entry in review.items for piece in entry.evidence_from(side.scan_id)]
    missing = 0
    for entry in review.items:
        answer = _answer_of(review, side, entry)
        usable = any(piece.state is not EvidenceState.REJECTED for piece in entry.evidence_from(side.scan_id))
        missing += answer is not None and asks_evidence(entry.item, answer) and not usable
    return EvidenceOf(
        number=side.number,
        accepted=states.count(EvidenceState.ACCEPTED),
        rejected=states.count(EvidenceState.REJECTED),
        missing=missing,
    )


def _left_out(review: Review) -> Iterator[LeftOut]:
    for entry in review.items:
        for side in review.sides:
            answer = _answer_of(review, side, entry)
            if answer is not None and answer.state is State.NOT_APPLICABLE:
                yield LeftOut(entry.item, side.number, answer)


def _history(session: Session, dossier_id: int, review: Review) -> Iterator[Happened]:
    for side in review.sides:
        if side.submitted_at is not None:
            yield Happened(
                side.submitted_at, What.STUDENT_HANDED_IN if side.by_student else What.COMPANY_HANDED_IN
            )
    sent_back = session.execute(
        select(ScanReturn.returned_at, ScanReturn.comment, Scan.placement_id)
        .join(Scan, Scan.id == ScanReturn.scan_id)
        .where(Scan.dossier_id == dossier_id)
    )
    for at, comment, placement in sent_back:
        yield Happened(at, What.COMPANY_SENT_BACK if placement is None else What.STUDENT_SENT_BACK, comment)
    for at in session.scalars(_logged("dossier", "dossier_moderated", dossier_id)):
        yield Happened(at, What.CLOSED)
    reopened = select(Reopening.reopened_at, Reopening.reason).where(Reopening.dossier_id == dossier_id)
    for at, reason in session.execute(reopened):
        yield Happened(at, What.REOPENED, reason)
    yield from _applications(session, dossier_id)


def _applications(session: Session, dossier_id: int) -> Iterator[Happened]:
    """Every application on the dossier, when it was sent back, and earlier decisions."""
    rows = session.execute(
        select(Application, DecisionRow)
        .outerjoin(DecisionRow, DecisionRow.application_id == Application.id)
        .where(Application.dossier_id == dossier_id)
        .order_by(Application.id)
    )
    for application, decision in rows.all():
        yield Happened(application.declared_at, What.APPLIED)
        for at in session.scalars(_logged("application", "application_returned", application.id)):
            yield Happened(at, What.APPLICATION_SENT_BACK, application.return_reason)
        if decision is not None:
            granted = decision.outcome == DecisionOutcome.GRANT.value
            yield Happened(decision.decided_at, What.GRANTED if granted else What.REFUSED, decision.reason)


def _logged(kind: str, action: str, subject_id: int) -> Select[datetime]:
    """When something happened for which only the audit trail has every time."""
    return select(AuditEvent.at).where(
        AuditEvent.subject_kind == kind, AuditEvent.subject_id == subject_id, AuditEvent.action == action
    )
