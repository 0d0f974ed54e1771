"""What stands out in an Outcome: what is strong, what is not shown yet, and which step gains most for its effort."""

from collections.abc import Iterator
from dataclasses import dataclass

from certificates.results import theme_groups
from certificates.wheel import Language
from questionnaires.definition import Advice, EvidenceKind, Group, Item, Questionnaire
from scan.use_cases.opening import items_of
from scoring import Outcome
from scoring.outcome import ItemOutcome

_STRONG = 72
"""Per cent of its best points from which a question is strong."""


@dataclass(frozen=True, slots=True)
class Found:
    """One question with its theme and what was found."""

    item: Item
    group: Group
    outcome: ItemOutcome

    @property
    def theme(self) -> str:
        """Id of the theme."""
        return str(self.group.theme)

    def name(self, language: Language) -> str:
        """What it is about, in a few words where the questionnaire has them."""
        return self.item.concept[language] if self.item.concept else self.item.question[language]

    def said(self, language: Language, *, counted: bool) -> str:
        """The words of the chosen option; empty where there is none, as with numbers."""
        key = self.outcome.counted_option if counted else self.outcome.claimed_option
        options = getattr(self.item, "options", ())
        return next((option.text[language] for option in options if option.key == key), "")

    @property
    def needed_evidence(self) -> bool:
        """The answer that counts asks for evidence, which is there."""
        options = getattr(self.item, "options", ())
        return any(option.needs for option in options if option.key == self.outcome.counted_option)


@dataclass(frozen=True, slots=True)
class Step:
    """One improvement step with its question."""

    found: Found
    advice: Advice


def strong(
    questionnaire: Questionnaire,
    outcome: Outcome,
    *,
    counted: bool,
    most: int,
    each_theme: int,
    hidden: frozenset[str] = frozenset(),
) -> tuple[Found, ...]:
    """Questions that earn nearly all they can, what contributes most first; of one theme at most ``each_theme``.

    ``counted``: as far as evidence reaches; otherwise as the respondent says. Only choices, because these say what is
    done. ``hidden``: questions whose answers the reader must not see.
    """
    limit = _STRONG * 10**outcome.decimals
    good = [one for one in _answered(questionnaire, outcome, hidden) if _share(one, counted) >= limit]
    good.sort(key=lambda one: (-_share(one, counted), -one.item.weight, one.item.id))
    if counted:
        good.sort(key=lambda one: -one.outcome.contribution)
    found: list[Found] = []
    for one in good:
        if sum(other.theme == one.theme for other in found) < each_theme:
            found.append(one)
    return tuple(found[:most])


def best_of_themes(
    questionnaire: Questionnaire, outcome: Outcome, *, counted: bool, hidden: frozenset[str] = frozenset()
) -> dict[str, Found]:
    """By theme, the question that does best there; a theme in which nothing earns points is left out."""
    best: dict[str, Found] = {}
    for one in _answered(questionnaire, outcome, hidden):
        known = best.get(one.theme)
        if _share(one, counted) > 0 and (known is None or _weighed(one, counted) > _weighed(known, counted)):
            best[one.theme] = one
    return best


def most_to_gain(
    questionnaire: Questionnaire, outcome: Outcome, *, counted: bool, hidden: frozenset[str] = frozenset()
) -> dict[str, Found]:
    """By theme, the question that leaves most of its points; a theme that earns them all is left out."""
    full = 100 * 10**outcome.decimals
    most: dict[str, Found] = {}
    for one in _answered(questionnaire, outcome, hidden):
        left = (full - _share(one, counted)) * float(one.item.weight)
        known = most.get(one.theme)
        if left > 0 and (known is None or left > (full - _share(known, counted)) * float(known.item.weight)):
            most[one.theme] = one
    return most


def by_id(
    questionnaire: Questionnaire, outcome: Outcome, hidden: frozenset[str] = frozenset()
) -> dict[str, Found]:
    """Every question of a theme that the reader may see."""
    return {one.item.id: one for one in _placed(questionnaire, outcome, hidden)}


def not_shown(
    questionnaire: Questionnaire, outcome: Outcome, *, most: int, hidden: frozenset[str] = frozenset()
) -> tuple[Found, ...]:
    """Questions of which more is said than is shown, the largest difference first."""
    lagging = [
        one
        for one in _answered(questionnaire, outcome, hidden)
        if one.outcome.missing_evidence and _share(one, False) > _share(one, True)
    ]
    lagging.sort(key=lambda one: (-_lag(one), one.item.id))
    return tuple(lagging[:most])


def steps(
    questionnaire: Questionnaire, outcome: Outcome, *, most: int, hidden: frozenset[str] = frozenset()
) -> tuple[Step, ...]:
    """Improvement steps that gain most for their effort; first one for each theme, then the rest."""
    best = 100 * 10**outcome.decimals
    offered = []
    for found in _placed(questionnaire, outcome, hidden):
        advice = advice_for(found.item, found.outcome.claimed_option)
        if advice is not None and found.outcome.claimed_share is not None:
            gain = float(found.item.weight) * (best - found.outcome.claimed_share) / advice.effort
            offered.append((-gain, found.item.id, Step(found, advice)))
    offered.sort(key=lambda entry: entry[:2])
    chosen: list[Step] = []
    for unique in (True, False):
        for _gain, item_id, step in offered:
            there = any(one.found.item.id == item_id for one in chosen)
            taken = unique and any(one.found.theme == step.found.theme for one in chosen)
            if len(chosen) < most and not there and not taken:
                chosen.append(step)
    return tuple(chosen)


def advice_for(item: Item, option: str | None) -> Advice | None:
    """The step that is offered while this option is chosen."""
    return next((one for one in item.advice if option is not None and option in one.steps), None)


def missing_kinds(found: Found) -> tuple[EvidenceKind, ...]:
    """The kinds of evidence still asked for."""
    return tuple(
        kind for kind in ("observation", "document", "testimony") if kind in found.outcome.missing_evidence
    )


def _placed(questionnaire: Questionnaire, outcome: Outcome, hidden: frozenset[str]) -> Iterator[Found]:
    """Every question of a theme that this reader may see, with what was found."""
    outcomes = {one.id: one for one in outcome.items}
    for group in theme_groups(questionnaire):
        for item in items_of(group):
            if item.id not in hidden and item.id in outcomes and not item.pooled:
                yield Found(item, group, outcomes[item.id])


def _answered(questionnaire: Questionnaire, outcome: Outcome, hidden: frozenset[str]) -> Iterator[Found]:
    """Those with a chosen option."""
    return (one for one in _placed(questionnaire, outcome, hidden) if one.said("nl", counted=False))


def _share(found: Found, counted: bool) -> int:
    return (found.outcome.counted_share if counted else found.outcome.claimed_share) or 0


def _weighed(found: Found, counted: bool) -> tuple[float, float]:
    share = _share(found, counted)
    return (float(share) * float(found.item.weight), float(share))


def _lag(found: Found) -> float:
    return float(_share(found, False) - _share(found, True)) * float(found.item.weight)
