"""The figures by which risk flags are raised: what is unusual about one application (``scan.domain.risk``)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scan.domain.moderation import compare
from scan.domain.risk import Raised, Signs, Thresholds, raised
from scan.domain.roles import Actor
from scan.store.finding import reviewers
from scan.store.published import published
from scan.store.tables import DecisionRow, Dossier
from scan.use_cases.comparing import claim_and_others, dossier_sides
from scan.use_cases.moderating import moderated_answers
from scoring import Outcome, score
from scoring.certainty import Certainty, level_certainty

DRAWS = 10_000
"""Of weights (design 5): about a tenth of a second for the questions of a company."""


@dataclass(frozen=True, slots=True)
class Risk:
    """The flags of one application, and how sure its level is."""

    flags: tuple[Raised, ...]
    certainty: Certainty


def risk_of(session: Session, *, actor: Actor, dossier: Dossier, limits: Thresholds, now: datetime) -> Risk:
    """Flags and certainty of a closed dossier, with the facts of now. The caller checked who asks.

    Seven statements, however long the history of the organisation is in scans; one row for each earlier decision.
    """
    sha256, answers = moderated_answers(session, dossier, now)
    model = published(session, sha256).model
    outcome = score(model, answers)
    certainty = level_certainty(model, answers, draws=DRAWS)
    compared, far_apart = _differences(session, actor, dossier.id)
    earlier = _earlier_decisions(session, dossier)
    signs = Signs(
        total=_points(outcome),
        total_before=_points_before(earlier, outcome.questionnaire),
        verified_percent=_percent(outcome.verified),
        compared=compared,
        far_apart=far_apart,
        most_reviews=_most_reviews(earlier, reviewers(session, dossier)),
        certain_percent=None if outcome.level is None else int(100 * certainty.holds // certainty.draws),
    )
    return Risk(raised(signs, limits), certainty)


def _points(outcome: Outcome) -> int | None:
    counted = outcome.total.counted
    return None if counted is None else counted // 10**outcome.decimals


def _percent(share: tuple[int, int]) -> int | None:
    part, whole = share
    return None if whole == 0 else 100 * part // whole


def _differences(session: Session, actor: Actor, dossier_id: int) -> tuple[int, int]:
    """How many questions the organisation and a student both answered, and how many far apart."""
    claim, others = claim_and_others([side for side, *_ in dossier_sides(session, actor, dossier_id)])
    if claim is None:
        return 0, 0
    found = [
        one
        for one in compare(claim.view, [side.view for side in others])
        if one.claim_step is not None and one.other_steps
    ]
    return len(found), sum(one.must_be_settled for one in found)


def _earlier_decisions(session: Session, dossier: Dossier) -> list[DecisionRow]:
    """Decisions on other dossiers of this organisation, newest first."""
    return list(
        session.scalars(
            select(DecisionRow)
            .join(Dossier, Dossier.id == DecisionRow.dossier_id)
            .where(Dossier.organisation_id == dossier.organisation_id, Dossier.id != dossier.id)
            .order_by(DecisionRow.id.desc())
        )
    )


def _points_before(earlier: list[DecisionRow], questionnaire: str) -> int | None:
    """The total of the last grant on the same questionnaire, whatever its version."""
    slug = questionnaire.partition("@")[0]
    for row in earlier:
        if row.rescored_outcome is None:
            continue
        outcome = Outcome.from_json(row.rescored_outcome)
        if outcome.questionnaire.partition("@")[0] == slug:
            return _points(outcome)
    return None


def _most_reviews(earlier: list[DecisionRow], now_reviewing: frozenset[int]) -> int:
    times = Counter(person for row in earlier for person in set(row.reviewers))
    return max((times[person] + 1 for person in now_reviewing), default=0)
