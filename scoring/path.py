"""The cheapest way up: the least effort with which a level is reached (design 5; docs/scoring.md has the definition).

A multiple-choice knapsack: every question that can change stays as it is or makes one of its moves. A program with rows
that every way up must keep proposes the cheapest choice; the engine scores it. What the engine turns down is cut off,
with all that can only be worse, and the program proposes again. So the first that is let through is the cheapest.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from questionnaires.answers import Answers
from questionnaires.answers_file import read_answers
from questionnaires.conditions import AnyOf, Condition, Not, references
from questionnaires.definition import Gate, Level
from scoring.engine import score
from scoring.errors import LevelError, PathError
from scoring.model import CompiledModel
from scoring.outcome import LevelOutcome, Outcome, RuleOutcome
from scoring.path_choices import Choice, Move, movable
from scoring.path_program import Sum
from scoring.path_relaxation import Relaxation

_MOST_ROUNDS = 2_000
"""A questionnaire that needs more proposals than this is not one that people fill in."""


@dataclass(frozen=True, slots=True)
class Path:
    """The moves that reach a level with the least effort."""

    level: str
    reachable: bool
    moves: tuple[Move, ...]
    """In the order of the questionnaire; none when the level is held already or cannot be reached."""
    effort: Decimal
    outcome: Outcome
    """Scored again after the moves."""
    unmet: tuple[str, ...]
    """Requirements and gates that do not hold and rest on facts or the profile alone: the path is apart from those.
    When the level cannot be reached also what still fails with the best answers: ids, or the kind of the rule."""


def cheapest_path(model: CompiledModel, answers: Answers | Mapping[str, Any], level: str) -> Path:
    """The cheapest moves to this level, by its id; deterministic.

    Raises LevelError for a level that the questionnaire does not have, PathError when the search does not end, and
    otherwise as ``score`` does.
    """
    questionnaire = model.questionnaire
    target = next((one for one in questionnaire.levels if one.id == level), None)
    if target is None:
        raise LevelError(f"Questionnaire {questionnaire.name} has no level {level!r}.")
    if not isinstance(answers, Answers):
        answers = read_answers(questionnaire, answers)
    return _Search(model, answers, target).path()


class _Search:
    """One search; what fails for good is worked out first."""

    def __init__(self, model: CompiledModel, answers: Answers, target: Level) -> None:
        self.model, self.answers, self.target = model, answers, target
        self.now = score(model, answers)
        questionnaire = model.questionnaire
        self.levels = [one for one in questionnaire.levels if one.number <= target.number]
        numbers = {one.id: one.number for one in questionnaire.levels}
        self.gates = [one for one in questionnaire.gates if numbers.get(one.cap or "", 0) < target.number]
        self.outside = frozenset(self._unmet_outside())

    def path(self) -> Path:
        """The result."""
        if not list(self._failing(self.now)):
            return self._result((), self.now)
        choices = movable(self.model, self.answers, self.now)
        relaxation = self._relaxation(choices)
        effort = relaxation.effort()
        cheapest = self._let_through(relaxation, choices, effort)
        if cheapest is None:
            return self._unreachable(choices)
        relaxation.keep(effort, cheapest)
        fewest = self._let_through(relaxation, choices, relaxation.moves()) or cheapest
        ways = [choices[item][place] for item, place in fewest.items()]
        moves = tuple(way.move for way in ways if way.move is not None)
        return self._result(moves, self._scored(choices, fewest))

    def _let_through(
        self, relaxation: Relaxation, choices: Mapping[str, tuple[Choice, ...]], aim: Sum
    ) -> dict[str, int] | None:
        """The choices with the least of ``aim`` that the engine lets through; None when there are none."""
        for _ in range(_MOST_ROUNDS):
            try:
                chosen = relaxation.chosen(aim)
            except ArithmeticError as error:
                raise PathError(f"The way to level {self.target.id!r} was not found: {error}") from error
            if chosen is None:
                return None
            failing = list(self._failing(self._scored(choices, chosen)))
            if not failing:
                return chosen
            for group in {self._cut_group(rule) for rule in failing}:
                relaxation.cut(chosen, group)
        raise PathError(f"The way to level {self.target.id!r} was not found in {_MOST_ROUNDS} proposals.")

    def _result(self, moves: tuple[Move, ...], outcome: Outcome) -> Path:
        effort = sum((move.effort for move in moves), Decimal(0))
        unmet = tuple(name for name, _ in self._conditions() if name in self.outside)
        return Path(self.target.id, True, moves, effort, outcome, unmet)

    def _unreachable(self, choices: Mapping[str, tuple[Choice, ...]]) -> Path:
        best = {item: len(ways) - 1 for item, ways in choices.items()}
        left = [_name(rule) for rule in self._failing(self._scored(choices, best))]
        unmet = [name for name, _ in self._conditions() if name in self.outside]
        return Path(self.target.id, False, (), Decimal(0), self.now, tuple(dict.fromkeys(unmet + left)))

    def _relaxation(self, choices: Mapping[str, tuple[Choice, ...]]) -> Relaxation:
        relaxation = Relaxation(self.model, self.answers, self.now, choices)
        for rule in _strictest(self.now.levels[: self.target.number]):
            relaxation.rule(rule)
        for name, condition in self._conditions():
            if name not in self.outside:
                relaxation.program.at_least(relaxation.condition(condition), 1.0)
        return relaxation

    def _scored(self, choices: Mapping[str, tuple[Choice, ...]], chosen: Mapping[str, int]) -> Outcome:
        moved = {item: choices[item][place] for item, place in chosen.items()}
        items = dict(self.answers.items) | {item: way.answer for item, way in moved.items() if way.move}
        return score(self.model, replace(self.answers, items=items))

    def _conditions(self) -> Iterator[tuple[str, Condition]]:
        """(id, what must hold) of every requirement up to the level and every gate that would keep it shut."""
        for level in self.levels:
            yield from ((need.id, need.condition) for need in level.requires)
        yield from ((gate.id, _wanted(gate)) for gate in self.gates)

    def _unmet_outside(self) -> Iterator[str]:
        fixed = {name for name, condition in self._conditions() if not _reads_answers(condition)}
        self.outside = frozenset()
        for rule in self._failing(self.now):
            if isinstance(rule, str) or rule.kind == "requirement":
                name = _name(rule)
                if name in fixed:
                    yield name

    def _failing(self, outcome: Outcome) -> Iterator[RuleOutcome | str]:
        """Rules up to the level that are not met, and ids of gates; without those that no answer can meet."""
        for level in outcome.levels[: self.target.number]:
            for rule in level.rules:
                if not rule.met and not (rule.kind == "requirement" and rule.subject in self.outside):
                    yield rule
        gates = {gate.id for gate in self.gates} - self.outside
        yield from (gate.id for gate in outcome.gates if gate.id in gates and not gate.met)

    def _cut_group(self, rule: RuleOutcome | str) -> str | None:
        """The group on whose score it failed; None for anything else."""
        if isinstance(rule, str) or rule.kind not in ("total", "theme", "group") or rule.actual is None:
            return None
        return rule.subject or ""


def _strictest(levels: tuple[LevelOutcome, ...]) -> Iterable[RuleOutcome]:
    """Of the rules of the same kind on the same group only the one that asks most."""
    found: dict[tuple[str, str | None], RuleOutcome] = {}
    for level in levels:
        for rule in level.rules:
            known = found.setdefault((rule.kind, rule.subject), rule)
            if (rule.required or 0) > (known.required or 0):
                found[rule.kind, rule.subject] = rule
    return found.values()


def _wanted(gate: Gate) -> Condition:
    return gate.met if gate.when is None else AnyOf(any=(Not(negated=gate.when), gate.met))


def _reads_answers(condition: Condition) -> bool:
    return any(name.startswith("answers.") for name in references(condition))


def _name(rule: RuleOutcome | str) -> str:
    if isinstance(rule, str):
        return rule
    if rule.kind == "requirement":
        return rule.subject or ""
    return rule.kind if rule.subject is None else f"{rule.kind}:{rule.subject}"
