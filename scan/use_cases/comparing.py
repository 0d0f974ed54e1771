"""Side by side: the organisation's claim next to what students saw, for each reader what they may see (design 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Integer, Row, bindparam, select
from sqlalchemy.orm import Session, aliased

from questionnaires.answers import Answer, Answers, State
from questionnaires.definition import Item
from scan.domain.evidence import EvidenceState
from scan.domain.moderation import Comparison, Verdict, View, asks_evidence, compare, step_given
from scan.domain.policy import Permission, decide
from scan.domain.roles import Actor
from scan.domain.states import DossierState, ScanState
from scan.domain.stored import profile_from_json
from scan.domain.subjects import DossierSubject
from scan.store import tenancy
from scan.store.answers import SavedAnswer, saved_answers_of
from scan.store.finding import find_dossier
from scan.store.published import Published, published
from scan.store.tables import (
    Evidence,
    ItemVerdict,
    Person,
    Placement,
    QuestionnaireVersion,
    Scan,
    ScanMember,
    SchoolClass,
)
from scan.store.tables.base import code
from scan.use_cases.opening import EvidencePiece, evidence_of, private_items
from scan.use_cases.permission import require

HANDED_IN = (ScanState.SUBMITTED.value, ScanState.ACCEPTED.value)
Filter = Literal["all", "differs", "far", "no_evidence", "not_seen", "dont_know", "unsettled"]


@dataclass(frozen=True, slots=True)
class Side:
    """One scan in the comparison."""

    scan_id: int
    by_student: bool
    number: int
    """Of the student within the dossier, from 1; 0 for the organisation itself."""
    respondent: str | None
    """Display name, of several students all of them; None for readers who are not of the students' school."""
    state: ScanState
    submitted_at: datetime | None
    view: View
    sha256: str
    fellows: Mapping[int, str]
    """Names by person of those who share the scan, for readers who may know them; else, and of one alone, none."""
    authors: Mapping[str, int]
    """Who gave each answer, by item."""

    def author_of(self, item_id: str) -> str | None:
        """The name of who gave this answer; None where nobody needs to ask, or may know, or where they left."""
        return self.fellows.get(self.authors.get(item_id, 0))


@dataclass(frozen=True, slots=True)
class StudentAnswer:
    """What one student said of an item."""

    scan_id: int
    number: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class SettledVerdict:
    """The reviewer's verdict, with the version to base a change on."""

    verdict: Verdict
    comment: str
    version: int


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One question side by side."""

    item: Item
    comparison: Comparison
    claim: Answer
    students: tuple[StudentAnswer, ...]
    evidence: tuple[EvidencePiece, ...]
    """Of both sides, oldest first."""
    origins: Mapping[int, int]
    """The scan that a piece of evidence was offered with, by the piece's id."""
    verdict: SettledVerdict | None
    without_evidence: bool
    """The claimed option asks for evidence, and none was offered or accepted."""
    dont_know: bool
    """One of the sides does not know."""
    not_seen: bool
    """The organisation answered, and no student did: nobody else saw it."""

    @property
    def unsettled(self) -> bool:
        """A gap of two steps or more, and no verdict yet."""
        return self.comparison.must_be_settled and self.verdict is None

    @property
    def reviewed_step(self) -> int | None:
        """The step that the reviewer's verdict gives; None without a verdict or where they cannot tell."""
        if self.verdict is None or self.verdict.verdict is Verdict.CANNOT_TELL:
            return None
        return step_given(self.comparison, self.verdict.verdict)

    def evidence_from(self, scan_id: int) -> tuple[EvidencePiece, ...]:
        """What one side offered, oldest first."""
        return tuple(piece for piece in self.evidence if self.origins[piece.id] == scan_id)

    def matches(self, wanted: Filter) -> bool:
        """Whether a filter of the review page shows it."""
        return {
            "all": True,
            "differs": self.comparison.differs,
            "far": self.comparison.must_be_settled,
            "no_evidence": self.without_evidence,
            "not_seen": self.not_seen,
            "dont_know": self.dont_know,
            "unsettled": self.unsettled,
        }[wanted]


@dataclass(frozen=True, slots=True)
class Review:
    """A dossier side by side, as one reader may see it."""

    dossier_id: int
    version: int
    state: DossierState
    organisation_id: int
    organisation: str
    claim: Side | None
    """The organisation's own scan; without one, the first student's (design 6)."""
    others: tuple[Side, ...]
    items: tuple[ReviewItem, ...]
    may_moderate: bool
    reads_review: bool
    """A reviewer, or who decides on it; else one of the sides."""
    may_open_files: bool
    """Photos and documents too, not only what they say."""

    @property
    def of_school(self) -> bool:
        """Whether a school scanned itself."""
        return self.claim is not None and self.claim.view.questionnaire.audience == "institution"

    @property
    def sides(self) -> tuple[Side, ...]:
        """The claim and the others."""
        return () if self.claim is None else (self.claim, *self.others)

    @property
    def unsettled(self) -> tuple[str, ...]:
        """Items that still need a verdict."""
        return tuple(item.item.id for item in self.items if item.unsettled)

    @property
    def undecided_evidence(self) -> int:
        """Pieces that nobody looked at yet."""
        return sum(piece.state is EvidenceState.OFFERED for item in self.items for piece in item.evidence)

    def shown(self, wanted: Filter) -> tuple[ReviewItem, ...]:
        """The items that a filter shows."""
        return tuple(item for item in self.items if item.matches(wanted))


def open_review(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> Review:
    """The dossier side by side, once it is open. Pooled questions of students are never in it.

    Reviewers see all sides that were handed in (students of other schools without their names); the organisation
    sees the students whose school shares the report; a student sees the own scan and the organisation's, without
    its private figures. Raises NotFound, NotAllowed.
    """
    found = find_dossier(session, actor, dossier_id, now)
    require(
        session,
        actor,
        Permission.COMPARE_ANSWERS,
        found.subject,
        kind="dossier",
        subject_id=dossier_id,
        now=now,
    )
    sides = [side for side in dossier_sides(session, actor, dossier_id) if _shows(actor, found.subject, side)]
    claim, others = claim_and_others([side for side, _, _ in sides])
    return Review(
        dossier_id=dossier_id,
        version=found.dossier.version,
        state=DossierState(found.dossier.state),
        organisation_id=found.organisation.id,
        organisation=found.organisation.name,
        claim=claim,
        others=others,
        items=_items(session, actor, found.subject, dossier_id, claim, others),
        may_moderate=decide(actor, Permission.MODERATE, found.subject).allowed,
        reads_review=decide(actor, Permission.READ_REVIEW, found.subject).allowed,
        may_open_files=decide(actor, Permission.READ_EVIDENCE, found.subject).allowed,
    )


@dataclass(frozen=True, slots=True)
class _Students:
    """The students of one scan, as far as this reader may know."""

    ids: frozenset[int]
    names: Mapping[int, str]
    """By person; none for readers who are not of their school."""
    shared: bool
    """Their school lets the company read it, for every one of them."""


def dossier_sides(session: Session, actor: Actor, dossier_id: int) -> list[tuple[Side, frozenset[int], bool]]:
    """Every scan that was handed in, with its students and whether the school shares it; by id. Two statements."""
    rows = session.execute(_SIDES, tenancy.me(actor, dossier_id=dossier_id)).all()
    students = _students(rows)
    scans = {row[0].id: row for row in rows}
    forms = {scan_id: published(session, row[1]) for scan_id, row in scans.items()}
    answers = saved_answers_of(session, {scan_id: form.items for scan_id, form in forms.items()})
    sides: list[tuple[Side, frozenset[int], bool]] = []
    number = 0
    for row in scans.values():
        scan, sha256, name = row[:3]
        by_student = scan.placement_id is not None
        number += by_student
        group = students[scan.id]
        side = Side(
            scan_id=scan.id,
            by_student=by_student,
            number=number if by_student else 0,
            respondent=(", ".join(group.names.values()) or None) if by_student else name,
            state=ScanState(scan.state),
            submitted_at=scan.submitted_at,
            view=_view(scan, forms[scan.id], answers[scan.id]),
            sha256=sha256,
            fellows=group.names if len(group.names) > 1 else {},
            authors={item_id: saved.by for item_id, saved in answers[scan.id].items()},
        )
        sides.append((side, group.ids, group.shared))
    return sides


def _students(rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[int, _Students]:
    """The students of each scan, of rows of ``_SIDES``."""
    found: dict[int, _Students] = {}
    for scan_id, group in groupby(rows, key=lambda row: row[0].id):
        members = [row for row in group if row.student_id is not None]
        known = any(row.known for row in members)
        found[scan_id] = _Students(
            frozenset(row.student_id for row in members),
            {row.student_id: row.student for row in members} if known else {},
            all(not row.hold_back or row.assessed_at is not None for row in members),
        )
    return found


_RESPONDENT = aliased(Person)
_SIDES = (
    select(
        Scan,
        QuestionnaireVersion.sha256,
        _RESPONDENT.display_name.label("respondent"),
        (tenancy.PLACEMENTS | tenancy.REVIEWS).label("known"),
        ScanMember.student_id,
        Person.display_name.label("student"),
        Placement.hold_back,
        Placement.assessed_at,
    )
    .join(QuestionnaireVersion, QuestionnaireVersion.id == Scan.questionnaire_version_id)
    .join(_RESPONDENT, _RESPONDENT.id == Scan.respondent_id)
    .outerjoin(ScanMember, ScanMember.scan_id == Scan.id)
    .outerjoin(Person, Person.id == ScanMember.student_id)
    .outerjoin(Placement, Placement.id == ScanMember.placement_id)
    .outerjoin(SchoolClass, SchoolClass.id == Placement.class_id)
    .where(
        Scan.dossier_id == bindparam("dossier_id", type_=Integer),
        Scan.state.in_([code(state) for state in (ScanState.SUBMITTED, ScanState.ACCEPTED)]),
    )
    .order_by(Scan.id, ScanMember.seat)
)
"""One row for each student in a scan; one for an organisation's own."""


def _view(scan: Scan, form: Published, saved: Mapping[str, SavedAnswer]) -> View:
    items = {key: value.answer for key, value in saved.items() if not form.items[key].pooled}
    return View(form.questionnaire, Answers(items, profile_from_json(form.questionnaire, scan.profile)))


def _shows(actor: Actor, subject: DossierSubject, side: tuple[Side, frozenset[int], bool]) -> bool:
    """Whether this reader may see this side."""
    one, students, shared = side
    if decide(actor, Permission.READ_REVIEW, subject).allowed or not one.by_student:
        return True
    if actor.belongs_to(subject.organisation_id):
        return shared
    return actor.person_id in students


def claim_and_others(sides: Sequence[Side]) -> tuple[Side | None, tuple[Side, ...]]:
    """The organisation's own scan and the rest; without one, the first student's and the rest."""
    own = [side for side in sides if not side.by_student]
    claim = next(iter((*own, *sides)), None)
    return claim, tuple(side for side in sides if side is not claim)


def _items(
    session: Session,
    actor: Actor,
    subject: DossierSubject,
    dossier_id: int,
    claim: Side | None,
    others: tuple[Side, ...],
) -> tuple[ReviewItem, ...]:
    if claim is None:
        return ()
    hidden = frozenset[str]()
    if actor.person_id in subject.student_ids and not claim.by_student:
        hidden = private_items(claim.view.questionnaire, claim.view.answers)
    told = subject.state in (DossierState.MODERATED, DossierState.DECIDED)
    reviews = decide(actor, Permission.READ_REVIEW, subject).allowed
    settled = _verdicts(session, dossier_id) if told or reviews else {}
    return tuple(one for one in side_by_side(session, claim, others, settled) if one.item.id not in hidden)


def side_by_side(
    session: Session, claim: Side, others: tuple[Side, ...], settled: Mapping[str, SettledVerdict]
) -> tuple[ReviewItem, ...]:
    """Every question of the claim next to the others, with evidence and these verdicts. Two statements."""
    view = claim.view
    scan_ids = (claim.scan_id, *(side.scan_id for side in others))
    evidence, origins = evidence_of(session, scan_ids), _origins(session, scan_ids)
    by_id = {item.id: item for item in view.questionnaire.items()}
    return tuple(
        _item(
            by_id[one.item_id],
            one,
            others,
            (evidence.get(one.item_id, ()), origins),
            settled.get(one.item_id),
            own=not claim.by_student,
        )
        for one in compare(view, [side.view for side in others])
    )


def _item(
    item: Item,
    comparison: Comparison,
    others: tuple[Side, ...],
    offered: tuple[tuple[EvidencePiece, ...], Mapping[int, int]],
    verdict: SettledVerdict | None,
    *,
    own: bool,
) -> ReviewItem:
    evidence, origins = offered
    students = tuple(
        StudentAnswer(side.scan_id, side.number, answer)
        for side, answer in zip(others, comparison.others, strict=True)
        if answer is not None
    )
    usable = any(piece.state is not EvidenceState.REJECTED for piece in evidence)
    answers = (comparison.claim, *(student.answer for student in students))
    return ReviewItem(
        item=item,
        comparison=comparison,
        claim=comparison.claim,
        students=students,
        evidence=evidence,
        origins=origins,
        verdict=verdict,
        without_evidence=not usable and asks_evidence(item, comparison.claim),
        dont_know=any(answer.state is State.DONT_KNOW for answer in answers),
        not_seen=own
        and comparison.claim.state is State.ANSWERED
        and not any(student.answer.state is State.ANSWERED for student in students),
    )


def _origins(session: Session, scan_ids: tuple[int, ...]) -> dict[int, int]:
    rows = session.execute(select(Evidence.id, Evidence.scan_id).where(Evidence.scan_id.in_(scan_ids)))
    return dict(rows.all())


def _verdicts(session: Session, dossier_id: int) -> dict[str, SettledVerdict]:
    rows = session.scalars(select(ItemVerdict).where(ItemVerdict.dossier_id == dossier_id))
    return {row.item_id: SettledVerdict(Verdict(row.verdict), row.comment, row.version) for row in rows}
