"""How far two scans are apart, from their stored codes alone: for lists, where reading every answer would cost."""

from functools import lru_cache

from questionnaires.definition import Questionnaire
from scan.domain.codes import DONT_KNOW_CODE, FIRST_OPTION_CODE, UNANSWERED_CODE
from scan.domain.moderation import comparable_items


def open_questions(questionnaire: Questionnaire, codes: bytes) -> int:
    """Shown questions without an answer, or with 'don't know'; pooled ones are nobody else's business."""
    return sum(
        value in (UNANSWERED_CODE, DONT_KNOW_CODE) and not item.pooled
        for item, value in zip(questionnaire.items(), codes, strict=True)
    )


def step_gaps(
    claim: Questionnaire, claim_codes: bytes, other: Questionnaire, other_codes: bytes
) -> dict[str, int]:
    """Steps between the two for each shared question in which both chose one, as ``compare`` finds them."""
    said = _steps(other, other_codes)
    return {
        item_id: abs(step - said[item_id])
        for item_id, step in _steps(claim, claim_codes).items()
        if item_id in said and item_id in _shared(_Pair(claim, other))
    }


def _steps(questionnaire: Questionnaire, codes: bytes) -> dict[str, int]:
    return {
        item.id: value - FIRST_OPTION_CODE
        for item, value in zip(questionnaire.items(), codes, strict=True)
        if value >= FIRST_OPTION_CODE
    }


class _Pair:
    """Two published questionnaires, the same when they are the same objects: those are kept once each."""

    def __init__(self, claim: Questionnaire, other: Questionnaire) -> None:
        self.claim = claim
        self.other = other

    def __hash__(self) -> int:
        return hash((id(self.claim), id(self.other)))

    def __eq__(self, found: object) -> bool:
        return isinstance(found, _Pair) and self.claim is found.claim and self.other is found.other


@lru_cache(maxsize=64)
def _shared(pair: _Pair) -> frozenset[str]:
    return comparable_items(pair.claim, pair.other)
