"""How sure a level is: in how many draws of the weights it is still reached (design 5).

Weights are a choice that people made. Here each weight, of a question and of a group, is drawn at random around
what it is; answers, gates and requirements stay as they are. This is a statistic and works in floats; scores never do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.answers import Answers
from questionnaires.answers_file import read_answers
from scoring.engine import score
from scoring.model import CompiledGroup, CompiledModel
from scoring.outcome import LevelOutcome, Outcome, RuleOutcome
from scoring.rows import Field, Tally
from scoring.tally import as_given, tally

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
_NEARLY = 1e-9
"""Floats this close to a limit are on it."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """How often each level is reached when the weights are a little different."""

    level: str | None
    """The level with the weights as they are."""
    draws: int
    by_level: tuple[tuple[str | None, int], ...]
    """(level, number of draws in which exactly this one is reached): first none, then lowest first."""
    holds: int
    """Number of draws in which ``level`` or a higher one is reached."""

    @property
    def share(self) -> float:
        """From 0 to 1: how sure we are."""
        return self.holds / self.draws


def level_certainty(
    model: CompiledModel,
    answers: Answers | Mapping[str, Any],
    draws: int = 10_000,
    seed: int = 0,
    spread: float = 0.25,
) -> Certainty:
    """In how many of so many draws the level holds; the same seed gives the same result.

    Each weight is multiplied by a number drawn evenly from 1 - spread to 1 + spread. Raises as ``score`` does, and
    ValueError for draws below 1 or a spread outside 0 to 1.
    """
    if draws < 1 or not 0 <= spread < 1:
        raise ValueError("draws must be at least 1, and spread at least 0 and below 1")
    if not isinstance(answers, Answers):
        answers = read_answers(model.questionnaire, answers)
    outcome = score(model, answers)
    values, shown = as_given(model, answers)
    drawn = _Drawn(model, tally(model, answers.items, values.get, shown), outcome, draws, seed, spread)
    by_rules = drawn.levels()
    shut = [
        gate.cap_number
        for gate, found in zip(model.ladder.gates, outcome.gates, strict=True)
        if not found.met
    ]
    numbers = np.minimum(by_rules, min(shut, default=len(model.ladder.levels)))
    counts = np.bincount(numbers, minlength=len(model.ladder.levels) + 1).tolist()
    ids = (None, *(level.id for level in model.ladder.levels))
    return Certainty(
        outcome.level, draws, tuple(zip(ids, counts, strict=True)), sum(counts[ids.index(outcome.level) :])
    )


class _Drawn:
    """One set of answers under many draws of the weights; every array has one number for each draw."""

    def __init__(
        self, model: CompiledModel, found: Tally, outcome: Outcome, draws: int, seed: int, spread: float
    ) -> None:
        generator = np.random.default_rng(seed)
        self.model, self.outcome = model, outcome
        self.sums_of = {finding[0]: sums for sums, _, finding, _, _ in found.rows}
        self.places: list[list[int]] = [[] for _ in model.groups]
        for place, item in enumerate(model.items):
            if item.weight:
                self.places[item.group].append(place)
        self.items: Floats = generator.uniform(1 - spread, 1 + spread, (len(model.items), draws))
        self.weights: Floats = generator.uniform(1 - spread, 1 + spread, (len(model.groups), draws))
        self.scores: dict[int, Floats] = {}
        self.sums: list[Floats] = [np.zeros((5, draws)) for _ in model.groups]
        """By group: the weights of coverage, verified and not applicable, as ``Field`` has them, of all inside it."""
        for group in reversed(model.groups):
            self._enter(group)

    def levels(self) -> NDArray[np.int64]:
        """The highest level whose rules and those of all lower ones are met."""
        open_still: Truths = np.ones(self.items.shape[1], dtype=np.bool_)
        reached = np.zeros(self.items.shape[1], dtype=np.int64)
        for level in self.outcome.levels:
            open_still &= self._met(level)
            reached += open_still
        return reached

    def _field(self, position: int, field: Field) -> int:
        item = self.model.items[position].item
        return self.model.packing.read(self.sums_of[item.id], field)

    def _enter(self, group: CompiledGroup) -> None:
        index = group.index
        sums = self.sums[index]
        for place in self.places[index]:
            for number in range(5):
                weight = self._field(place, Field(Field.WEIGHT_APPLICABLE + number))
                if weight:
                    sums[number] += weight * self.items[place]
        for child in group.children:
            sums += self.sums[child.group]
        if self.outcome.groups[index].for_level is not None:
            self.scores[index] = self._score(group)
        if group.all_or_none and (sums[1] < sums[0] * (1 - _NEARLY)).any():
            self.sums[index] = np.zeros_like(sums)

    def _score(self, group: CompiledGroup) -> Floats:
        """The group's level score in score units, rounded half up as the engine does."""
        units = self.model.units
        shares: list[Floats | float] = []
        wholes: list[Floats] = []
        for place in self.places[group.index]:
            if whole := self._field(place, Field.FOR_LEVEL):
                shares.append(self._field(place, Field.COUNTED) / whole)
                wholes.append(whole * group.own_factor * self.items[place])
        own = len(wholes)
        for child in group.children:
            if child.group in self.scores:
                shares.append(self.scores[child.group] / units)
                wholes.append(child.unit * units * self.weights[child.group])
        weights = self._limited(group, np.array(wholes), own)
        parts = np.array([np.broadcast_to(share, weights.shape[1:]) for share in shares])
        if group.aggregation == "minimum":
            mean = np.where(weights > 0, parts, np.inf).min(axis=0)
        elif group.aggregation == "geometric":
            logs = np.log(np.maximum(parts, float(group.floor)))
            mean = np.exp((weights * logs).sum(axis=0) / weights.sum(axis=0))
        else:
            mean = (weights * parts).sum(axis=0) / weights.sum(axis=0)
        return np.asarray(np.floor(mean * units + 0.5 + 1e-7), dtype=np.float64)

    def _limited(self, group: CompiledGroup, weights: Floats, own: int) -> Floats:
        """Children that may be only so large a part are cut, as ``groups.weigh`` does, until every limit is kept."""
        present = [child for child in group.children if child.group in self.scores]
        caps = np.array([0.0] * own + [child.cap / group.cap_whole for child in present])[:, None]
        cut: Truths = np.zeros(weights.shape, dtype=np.bool_)
        while True:
            free = np.where(cut, 0, weights).sum(axis=0)
            rest = 1 - np.where(cut, caps, 0).sum(axis=0)
            over = (caps > 0) & ~cut & (weights * rest > caps * free * (1 + _NEARLY))
            if not over.any():
                limited: Floats = np.where(cut, caps * free, weights * rest)
                return limited
            cut |= over

    def _met(self, level: LevelOutcome) -> Truths:
        met: Truths = np.ones(self.items.shape[1], dtype=np.bool_)
        for rule in level.rules:
            met &= self._rule(rule, level.number)
        return met

    def _rule(self, rule: RuleOutcome, number: int) -> Truths | bool:
        """Rules on scores and shares are worked out again; the others do not depend on weights."""
        compiled = self.model.ladder.levels[number - 1]
        applicable, answered, left_out, verifiable, verified = self.sums[0]
        if rule.kind in ("total", "theme", "group") and rule.actual is not None:
            index = self.model.group_ids.index(rule.subject or "")
            return np.asarray(self.scores[index] >= (rule.required or 0))
        if rule.actual is None or rule.required is None:
            return rule.met
        if rule.kind == "coverage" and compiled.coverage is not None:
            top, bottom = compiled.coverage.top, compiled.coverage.bottom
            return np.asarray(answered * bottom >= top * applicable * (1 - _NEARLY))
        if rule.kind == "verified" and compiled.verified is not None:
            top, bottom = compiled.verified.top, compiled.verified.bottom
            return np.asarray(verified * bottom >= top * verifiable * (1 - _NEARLY))
        most = rule.required / 10_000
        return np.asarray(left_out <= most * (applicable + left_out) * (1 + _NEARLY))
