"""From two views to one result (design 6, instrument A1.12, D1.7).

The result starts from the organisation's own claim. A claim counts through accepted evidence, or because
every student who answered saw it within one step. A verdict of the reviewer moves the step. A student's
scan never lowers a claim by itself, but a gap of two steps or more must be settled. Pooled items are never
used.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from questionnaires.answers import UNANSWERED, Answer, Answers, State
from questionnaires.definition import (
    EvidenceKind,
    Item,
    MultipleChoice,
    Number,
    Questionnaire,
    SingleChoice,
    YesNo,
)
from questionnaires.visibility import visible

CONFIRMING_GAP = 1
"""A second view within so many steps confirms a claim (instrument D1.7)."""


class Verdict(StrEnum):
    """What the reviewer finds of a difference."""

    STUDENT = "student"
    BETWEEN = "between"
    COMPANY = "company"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class View:
    """One respondent's answers with the questionnaire they were given to."""

    questionnaire: Questionnaire
    answers: Answers


@dataclass(frozen=True, slots=True)
class Comparison:
    """One item of the claim next to what the others said. Steps count from 0; None: none chosen."""

    item_id: str
    claim: Answer
    claim_step: int | None
    others: tuple[Answer | None, ...]
    """One for each of the others; None where theirs did not show or cannot be compared."""
    other_steps: tuple[int, ...]
    gap: int
    """Largest distance in steps between the claim and one of the others; 0 without two steps."""
    differs: bool
    """At least one of the others gave another answer, or another kind of answer."""

    @property
    def must_be_settled(self) -> bool:
        """A gap of two steps or more needs a verdict before the dossier can be closed (design 6)."""
        return self.gap > CONFIRMING_GAP


@dataclass(frozen=True, slots=True)
class Moderation:
    """The moderated answers, and the items that still need a verdict."""

    answers: Answers
    unsettled: tuple[str, ...]


def comparable_items(claim: Questionnaire, other: Questionnaire) -> frozenset[str]:
    """Items that both ask in the same way; never those that are pooled in the other one (instrument A4)."""
    asked = {item.id: item for item in other.items() if not item.pooled}
    return frozenset(item.id for item in claim.items() if item.id in asked and _same(item, asked[item.id]))


def compare(claim: View, others: Sequence[View]) -> tuple[Comparison, ...]:
    """Every shown item of the claim that is not pooled, in order, next to the others' answers to the same item."""
    shown = visible(claim.questionnaire, claim.answers)
    seconds = [(_usable(claim, other), other.answers.items) for other in others]
    return tuple(
        _comparison(
            item,
            claim.answers.items.get(item.id, UNANSWERED),
            tuple(items.get(item.id, UNANSWERED) if item.id in usable else None for usable, items in seconds),
        )
        for item in claim.questionnaire.items()
        if item.id in shown and not item.pooled
    )


def moderate(
    claim: View,
    others: Sequence[View],
    verdicts: Mapping[str, Verdict],
    accepted: Mapping[str, tuple[EvidenceKind, ...]],
) -> Moderation:
    """The moderated answers. ``accepted``: kinds of accepted evidence for each item, one for each piece."""
    items = {item.id: item for item in claim.questionnaire.items()}
    moderated = {
        item_id: replace(answer, accepted=accepted.get(item_id, ()), confirmed=False)
        for item_id, answer in claim.answers.items.items()
        if item_id in items and not items[item_id].pooled
    }
    unsettled = []
    for comparison in compare(claim, others):
        verdict = verdicts.get(comparison.item_id)
        if verdict is None and comparison.must_be_settled:
            unsettled.append(comparison.item_id)
        answer = _settled(items[comparison.item_id], comparison, verdict)
        if answer.state is not State.UNANSWERED:
            kinds = accepted.get(comparison.item_id, ())
            moderated[comparison.item_id] = replace(answer, accepted=kinds)
    return Moderation(replace(claim.answers, items=moderated), tuple(unsettled))


def fits(comparison: Comparison, verdict: Verdict) -> bool:
    """Whether the verdict can be given: a student's step needs one, and 'between' needs two."""
    if verdict is Verdict.STUDENT:
        return bool(comparison.other_steps)
    if verdict is Verdict.BETWEEN:
        return bool(comparison.other_steps) and comparison.claim_step is not None
    return True


def _usable(claim: View, other: View) -> frozenset[str]:
    return comparable_items(claim.questionnaire, other.questionnaire) & visible(
        other.questionnaire, other.answers
    )


def _same(one: Item, other: Item) -> bool:
    """Same indicator, same kind, same option keys (instrument A1.12)."""
    return one.type == other.type and list(_keys(one)) == list(_keys(other))


def _keys(item: Item) -> Iterator[str]:
    return (option.key for option in getattr(item, "options", ()))


def step_of(item: Item, answer: Answer) -> int | None:
    """The position of the chosen option; no is 0 and yes is 1; None for what has no steps."""
    if answer.state is not State.ANSWERED:
        return None
    if isinstance(item, YesNo):
        return int(answer.value is True)
    return list(_keys(item)).index(str(answer.value)) if isinstance(item, SingleChoice) else None


def _comparison(item: Item, claim: Answer, others: tuple[Answer | None, ...]) -> Comparison:
    said = tuple(one for one in others if one is not None and one.state is not State.UNANSWERED)
    steps = tuple(step for answer in said if (step := step_of(item, answer)) is not None)
    own = step_of(item, claim)
    return Comparison(
        item_id=item.id,
        claim=claim,
        claim_step=own,
        others=others,
        other_steps=steps,
        gap=0 if own is None else max((abs(own - step) for step in steps), default=0),
        differs=any((answer.state, answer.value) != (claim.state, claim.value) for answer in said),
    )


def step_given(comparison: Comparison, verdict: Verdict | None) -> int | None:
    """The step on which a verdict puts the claim; the claimed step without one, or where it decides nothing."""
    step, others = comparison.claim_step, sorted(comparison.other_steps)
    if others and verdict is Verdict.STUDENT:
        return _middle(others)
    if others and step is not None and verdict is Verdict.BETWEEN:
        return (step + _middle(others)) // 2
    return step


def _settled(item: Item, comparison: Comparison, verdict: Verdict | None) -> Answer:
    """The claim on the step that the verdict gives it; confirmed when every student's step is near enough."""
    step, others = step_given(comparison, verdict), comparison.other_steps
    if step is None:
        return comparison.claim
    near = 0 if isinstance(item, YesNo) else CONFIRMING_GAP
    seen = bool(others) and all(abs(step - other) <= near for other in others)
    if step == comparison.claim_step:
        return replace(comparison.claim, confirmed=seen and verdict is not Verdict.CANNOT_TELL)
    value = item.options[step].key if isinstance(item, SingleChoice) else bool(step)
    return Answer(State.ANSWERED, value=value, note=comparison.claim.note, confirmed=seen)


def _middle(steps: list[int]) -> int:
    """The lower median of sorted steps."""
    return steps[(len(steps) - 1) // 2]


def asks_evidence(item: Item, answer: Answer) -> bool:
    """Whether this answer needs evidence to count as given."""
    if answer.state is not State.ANSWERED:
        return False
    match item:
        case SingleChoice():
            return any(option.needs for option in item.options if option.key == answer.value)
        case MultipleChoice():
            chosen = answer.value if isinstance(answer.value, frozenset) else frozenset()
            return any(option.needs for option in item.options if option.key in chosen)
        case YesNo():
            return answer.value is True and bool(item.needs)
        case Number():
            return item.score is not None and bool(item.score.needs)
        case _:
            return False
