"""Levels and gates: absolute rules, each with what it asks and what there is (design 5, instrument D2 and D3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import ceil
from operator import attrgetter
from typing import NamedTuple

from questionnaires.conditions import Lookup
from questionnaires.definition import DoubleCheck, Gate, Group, Level, NotApplicableLimit, Questionnaire
from questionnaires.evaluation import Test, Types, compile_condition
from scoring.errors import ModelError
from scoring.outcome import GateOutcome, LevelOutcome, RuleKind, RuleOutcome, Share

_rule = partial(tuple.__new__, RuleOutcome)
_is_met = attrgetter("met")
Ratio = tuple[int, int]
"""A limit as a fraction: (numerator, denominator)."""


class ScoreRule(NamedTuple):
    """A group's level score must be at least this."""

    kind: RuleKind
    subject: str | None
    group: int
    required: int


@dataclass(frozen=True, slots=True)
class ShareLimit:
    """A share of weight, as an exact fraction and as it is shown: in hundredths of a per cent."""

    ratio: Ratio
    shown: int


@dataclass(frozen=True, slots=True)
class NotApplicableRule:
    """The limit of the first exception that holds, else the limit."""

    exceptions: tuple[tuple[Test, ShareLimit], ...]
    limit: ShareLimit

    def now(self, lookup: Lookup) -> ShareLimit:
        """The limit that holds."""
        return next((limit for test, limit in self.exceptions if test(lookup)), self.limit)


@dataclass(frozen=True, slots=True)
class CompiledLevel:
    """One level."""

    id: str
    number: int
    scores: tuple[ScoreRule, ...]
    coverage: ShareLimit | None
    verified: ShareLimit | None
    not_applicable: NotApplicableRule | None
    scored_themes: tuple[tuple[str, int], ...]
    """(id, group index) of the groups that must have a score."""
    requires: tuple[tuple[str, Test], ...]


@dataclass(frozen=True, slots=True)
class CompiledGate:
    """One gate; ``cap_number`` levels stay open when it is not met."""

    id: str
    when: Test | None
    met: Test
    cap: str | None
    cap_number: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """All levels, lowest first, all gates, and the double checks."""

    levels: tuple[CompiledLevel, ...]
    gates: tuple[CompiledGate, ...]
    double_checks: tuple[tuple[str, Test], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules are held against."""

    scores: Sequence[int | None]
    """Level scores by group index."""
    coverage: Share
    verified: Share
    not_applicable: Share
    lookup: Lookup
    """Profile, facts and counted answers."""


Verdict = tuple[str | None, tuple[LevelOutcome, ...], tuple[GateOutcome, ...], tuple[str, ...]]
"""Level reached, levels, gates, and the gates that keep the level down."""


def compile_ladder(
    questionnaire: Questionnaire, group_index: dict[str, int], units: int, types: Types
) -> Ladder:
    """The levels and gates of a questionnaire. ``group_index``: group id to place; ``units``: 100 points.

    Raises ModelError for an unknown group, an unknown level in a gate, or levels that are not numbered from 1 up.
    """
    numbers = {level.id: level.number for level in questionnaire.levels}
    if list(numbers.values()) != list(range(1, len(questionnaire.levels) + 1)):
        raise ModelError("Levels must stand lowest first, each with its own id, and be numbered 1, 2, 3 …")
    themes = {group.id: group_index[group.id] for group in _themes(questionnaire)}
    return Ladder(
        tuple(_level(level, themes, group_index, units, types) for level in questionnaire.levels),
        tuple(_gate(gate, numbers, types) for gate in questionnaire.gates),
        tuple(_double_check(check, types) for check in questionnaire.double_checks),
    )


def _themes(questionnaire: Questionnaire) -> Iterator[Group]:
    waiting: list[Group] = list(questionnaire.groups)
    while waiting:
        group = waiting.pop(0)
        if group.theme is not None:
            yield group
        waiting = [member for member in group.members if isinstance(member, Group)] + waiting


def _level(
    level: Level, themes: dict[str, int], group_index: dict[str, int], units: int, types: Types
) -> CompiledLevel:
    scores: list[ScoreRule] = []
    if level.total is not None:
        scores.append(ScoreRule("total", None, 0, _score(level.total, units)))
    if level.each_theme is not None:
        required = _score(level.each_theme, units)
        scores += [ScoreRule("theme", group, index, required) for group, index in themes.items()]
    for group, least in level.groups.items():
        if group not in group_index:
            raise ModelError(f"Level {level.id!r} names the unknown group {group!r}.")
        scores.append(ScoreRule("group", group, group_index[group], _score(least, units)))
    return CompiledLevel(
        level.id,
        level.number,
        tuple(scores),
        None if level.coverage is None else _limit(level.coverage),
        None if level.verified is None else _limit(level.verified),
        None if level.not_applicable is None else _most_not_applicable(level.not_applicable, types),
        tuple(themes.items()) if level.every_theme_scored else (),
        tuple((need.id, compile_condition(need.condition, types)) for need in level.requires),
    )


def _most_not_applicable(rule: NotApplicableLimit, types: Types) -> NotApplicableRule:
    exceptions = tuple(
        (compile_condition(exception.when, types), _limit(exception.at_most)) for exception in rule.exceptions
    )
    return NotApplicableRule(exceptions, _limit(rule.at_most))


def _score(percent: Decimal, units: int) -> int:
    return ceil(Fraction(percent) * units / 100)


def _limit(percent: Decimal) -> ShareLimit:
    fraction = Fraction(percent) / 100
    return ShareLimit((fraction.numerator, fraction.denominator), ceil(fraction * 10_000))


def _gate(gate: Gate, numbers: dict[str, int], types: Types) -> CompiledGate:
    if gate.cap is not None and gate.cap not in numbers:
        raise ModelError(f"Gate {gate.id!r} caps at the unknown level {gate.cap!r}.")
    return CompiledGate(
        gate.id,
        None if gate.when is None else compile_condition(gate.when, types),
        compile_condition(gate.met, types),
        gate.cap,
        0 if gate.cap is None else numbers[gate.cap],
    )


def _double_check(check: DoubleCheck, types: Types) -> tuple[str, Test]:
    return check.id, compile_condition(check.when, types)


def climb(ladder: Ladder, standing: Standing) -> Verdict:
    """How far up the ladder this standing comes, and why not further."""
    gates = [_gate_outcome(gate, standing.lookup) for gate in ladder.gates]
    shut = [gate for gate, outcome in zip(ladder.gates, gates, strict=True) if not outcome.met]
    rules = [_rules(level, standing) for level in ladder.levels]
    by_rules = 0
    for level_rules in rules:
        if not all(map(_is_met, level_rules)):
            break
        by_rules += 1
    reached = min([by_rules, *[gate.cap_number for gate in shut]])
    levels = tuple(
        [
            LevelOutcome(level.id, level.number, level.number <= reached, level_rules)
            for level, level_rules in zip(ladder.levels, rules, strict=True)
        ]
    )
    return (
        ladder.levels[reached - 1].id if reached else None,
        levels,
        tuple(gates),
        tuple([gate.id for gate in shut if gate.cap_number < by_rules]),
    )


def _gate_outcome(gate: CompiledGate, lookup: Lookup) -> GateOutcome:
    applies = gate.when is None or gate.when(lookup)
    return GateOutcome(gate.id, applies, not applies or gate.met(lookup), gate.cap)


def _rules(level: CompiledLevel, standing: Standing) -> tuple[RuleOutcome, ...]:
    """A group without a score is not held to a minimum; a total is. Nothing is no share of anything: of nothing at
    all a least share is not reached, and a largest share is not exceeded."""
    scores = standing.scores
    rules = []
    for kind, subject, group, required in level.scores:
        actual = scores[group]
        met = kind != "total" if actual is None else actual >= required
        rules.append(_rule((kind, subject, required, actual, met)))
    if level.coverage is not None:
        rules.append(_least("coverage", level.coverage, standing.coverage))
    if level.verified is not None:
        rules.append(_least("verified", level.verified, standing.verified))
    if level.not_applicable is not None:
        rules.append(_most(level.not_applicable.now(standing.lookup), standing.not_applicable))
    for subject, group in level.scored_themes:
        rules.append(_rule(("theme_scored", subject, None, None, scores[group] is not None)))
    for subject, test in level.requires:
        rules.append(_rule(("requirement", subject, None, None, test(standing.lookup))))
    return tuple(rules)


def _least(kind: RuleKind, limit: ShareLimit, share: Share) -> RuleOutcome:
    part, whole = share
    if not whole:
        return RuleOutcome(kind, None, limit.shown, None, met=not limit.shown)
    met = part * limit.ratio[1] >= limit.ratio[0] * whole
    return RuleOutcome(kind, None, limit.shown, part * 10_000 // whole, met)


def _most(limit: ShareLimit, share: Share) -> RuleOutcome:
    part, whole = share
    if not whole:
        return RuleOutcome("not_applicable", None, limit.shown, None, met=True)
    met = part * limit.ratio[1] <= limit.ratio[0] * whole
    return RuleOutcome("not_applicable", None, limit.shown, -(-part * 10_000 // whole), met)
