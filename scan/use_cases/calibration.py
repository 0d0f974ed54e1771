"""How well a school's reviewers agree: first results next to blind second reviews (design 5, instrument E2).

The first reviewer's step is that of the moderated answers, which they signed for: also where they let the claim stand.
Dossiers are drawn as a whole in the bootstrap, because one reviewer's mistakes in one dossier are alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from questionnaires.answers_file import read_answers
from questionnaires.definition import Item
from scan.domain.errors import NotFound
from scan.domain.moderation import step_of
from scan.domain.policy import Permission
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.states import DossierState, ScanState
from scan.domain.subjects import OrganisationSubject
from scan.store.published import published
from scan.store.tables import (
    Dossier,
    MembershipRow,
    Organisation,
    Person,
    Placement,
    QuestionnaireVersion,
    Scan,
    SchoolClass,
    SecondReview,
    SecondScore,
)
from scan.store.tables.base import code
from scan.use_cases.agreeing import agreement_on, usual_steps
from scan.use_cases.permission import require

if TYPE_CHECKING:
    from scoring import Agreement

NEWEST = 200
"""Second reviews that are looked at: reviewers of now, not of long ago, and a page that stays fast."""
FEWEST_FOR_A_QUESTION = 5
"""Dossiers in which a question was judged twice before its spread is shown."""
MOST_SPREAD = 5


@dataclass(frozen=True, slots=True)
class Spread:
    """One question on which two reviewers differ most."""

    item: Item
    dossiers: int
    """In which both gave a step."""
    mean: float
    """Average distance in steps, whatever the side."""
    far: int
    """Dossiers with two steps or more between them."""


@dataclass(frozen=True, slots=True)
class JudgedTwice:
    """One dossier that was judged twice, with names: for the coordinator alone."""

    organisation: str
    first: str | None
    """None for a reviewer of another school."""
    second: str
    handed_in_at: datetime
    questions: int
    same: int
    far: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a school sees of its reviewers."""

    institution_id: int
    institution: str
    dossiers: int
    agreement: "Agreement"
    spread: tuple[Spread, ...]
    """Largest first; of questions judged twice in at least ``FEWEST_FOR_A_QUESTION`` dossiers."""
    judged: tuple[JudgedTwice, ...] | None
    """Newest first; None for who is no coordinator here."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Steps of both reviewers in one dossier, by item."""

    dossier_id: int
    items: Mapping[str, Item]
    steps: Mapping[str, tuple[int | None, int | None]]
    row: Any

    @property
    def both(self) -> list[tuple[int, int]]:
        return [(one, two) for one, two in self.steps.values() if one is not None and two is not None]


def school_calibration(session: Session, *, actor: Actor, institution_id: int, now: datetime) -> Calibration:
    """For teachers, reviewers and the coordinator of the school; names for the coordinator alone. Three statements.

    Raises NotFound (another's school), NotAllowed.
    """
    school = session.get(Organisation, institution_id) if actor.belongs_to(institution_id) else None
    if school is None or school.kind != OrganisationKind.INSTITUTION.value:
        raise NotFound
    subject = OrganisationSubject(institution_id, OrganisationKind.INSTITUTION)
    require(
        session,
        actor,
        Permission.READ_CALIBRATION,
        subject,
        kind="organisation",
        subject_id=institution_id,
        now=now,
    )
    pairs = _pairs(session, institution_id)
    units = tuple(steps for pair in pairs for steps in pair.steps.values())
    places = tuple(pair.dossier_id for pair in pairs for _ in pair.steps)
    return Calibration(
        institution_id=institution_id,
        institution=school.name,
        dossiers=len(pairs),
        agreement=agreement_on(units, places),
        spread=_spread(pairs),
        judged=tuple(_judged(pair) for pair in pairs)
        if actor.has(Role.COORDINATOR, institution_id)
        else None,
    )


_FIRST, _SECOND = aliased(Person), aliased(Person)
_SCHOOL = bindparam("school", type_=Integer)
_JUDGED = (
    select(
        SecondReview.id,
        Dossier.id.label("dossier_id"),
        Dossier.moderated_answers,
        QuestionnaireVersion.sha256,
        Organisation.name,
        _FIRST.display_name.label("first"),
        exists()
        .where(MembershipRow.person_id == Dossier.moderated_by, MembershipRow.organisation_id == _SCHOOL)
        .label("first_is_ours"),
        _SECOND.display_name.label("second"),
        SecondReview.handed_in_at,
    )
    .join(Dossier, Dossier.id == SecondReview.dossier_id)
    .join(Organisation, Organisation.id == Dossier.organisation_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == Dossier.questionnaire_version_id)
    .join(_FIRST, _FIRST.id == Dossier.moderated_by)
    .join(_SECOND, _SECOND.id == SecondReview.reviewer_id)
    .where(
        SecondReview.handed_in_at.is_not(None),
        SecondReview.reviewer_id != Dossier.moderated_by,
        Dossier.state.in_([code(DossierState.MODERATED), code(DossierState.DECIDED)]),
        exists().where(
            MembershipRow.person_id == SecondReview.reviewer_id, MembershipRow.organisation_id == _SCHOOL
        ),
        select(Scan.id)
        .join(Placement, Placement.id == Scan.placement_id)
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .where(
            Scan.dossier_id == Dossier.id,
            Scan.state != code(ScanState.WITHDRAWN),
            SchoolClass.institution_id == _SCHOOL,
        )
        .correlate(Dossier)
        .exists(),
    )
    .order_by(SecondReview.handed_in_at.desc(), SecondReview.id.desc())
    .limit(NEWEST)
)
_SCORES = select(SecondScore.second_review_id, SecondScore.item_id, SecondScore.step).where(
    SecondScore.second_review_id.in_(bindparam("reviews", expanding=True))
)


def _pairs(session: Session, institution_id: int) -> tuple[_Pair, ...]:
    rows = session.execute(_JUDGED, {"school": institution_id}).all()
    second: dict[int, dict[str, int | None]] = defaultdict(dict)
    for review_id, item_id, step in session.execute(_SCORES, {"reviews": [row.id for row in rows]}):
        second[review_id][item_id] = step
    found = []
    for row in rows:
        form = published(session, row.sha256)
        first = read_answers(form.questionnaire, row.moderated_answers).items
        scored = second[row.id]
        steps = {
            item_id: (
                step_of(form.items[item_id], first[item_id]) if item_id in first else None,
                scored[item_id],
            )
            for item_id in usual_steps(tuple(form.items.values()))
            if item_id in scored
        }
        found.append(_Pair(row.dossier_id, form.items, dict(sorted(steps.items())), row))
    return tuple(found)


def _spread(pairs: Sequence[_Pair]) -> tuple[Spread, ...]:
    apart: dict[str, list[int]] = defaultdict(list)
    items: dict[str, Item] = {}
    for pair in reversed(pairs):
        items.update(pair.items)
        for item_id, (one, two) in pair.steps.items():
            if one is not None and two is not None:
                apart[item_id].append(abs(one - two))
    found = [
        Spread(items[item_id], len(gaps), sum(gaps) / len(gaps), _far(gaps))
        for item_id, gaps in apart.items()
        if len(gaps) >= FEWEST_FOR_A_QUESTION and any(gaps)
    ]
    return tuple(sorted(found, key=lambda one: (-one.mean, one.item.id))[:MOST_SPREAD])


def _judged(pair: _Pair) -> JudgedTwice:
    gaps = [abs(one - two) for one, two in pair.both]
    row = pair.row
    return JudgedTwice(
        organisation=row.name,
        first=row.first if row.first_is_ours else None,
        second=row.second,
        handed_in_at=row.handed_in_at,
        questions=len(gaps),
        same=gaps.count(0),
        far=_far(gaps),
    )


def _far(gaps: Iterable[int]) -> int:
    return sum(gap > 1 for gap in gaps)
