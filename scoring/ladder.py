"""Levels and gates: absolute rules, each with what it asks and what there is (design 5, instrument D2 and D3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from questionnaires.conditions import Condition, Lookup, references
from questionnaires.definition import Gate, Group, Level, NotApplicableLimit, Questionnaire
from questionnaires.evaluation import Test, Types, compile_condition
from scoring.errors import ModelError
from scoring.outcome import LevelShape, RuleKind, Share


class ShareLimit(NamedTuple):
    """A share of weight: the fraction top / bottom, and as it is shown, in hundredths of a per cent."""

    top: int
    bottom: int
    shown: int


class NotApplicableRule(NamedTuple):
    """The limit of the first exception whose test holds, else the limit."""

    exceptions: tuple[tuple[int, ShareLimit], ...]
    """(bit of the condition, limit)."""
    limit: ShareLimit


@dataclass(frozen=True, slots=True)
class CompiledLevel:
    """One level. Conditions are bits, as in ``Ladder``."""

    id: str
    number: int
    total: int | None
    """Least level score of the whole."""
    scores: tuple[tuple[int, int], ...]
    """(group index, least level score)."""
    coverage: ShareLimit | None
    verified: ShareLimit | None
    not_applicable: NotApplicableRule | None
    scored_themes: tuple[int, ...]
    """Indexes of the groups that must have a score."""
    requires: tuple[int, ...]
    shape: LevelShape
    """What each rule asks, in the order in which they are judged."""


class CompiledGate(NamedTuple):
    """One gate; ``cap_number`` levels stay open when it is not met. Conditions are bits, as in ``Ladder``."""

    id: str
    when: int
    """0 when it always applies."""
    met: int
    cap: str | None
    cap_number: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """All levels, lowest first, all gates, and the double checks.

    Every condition of levels and gates is one bit. Those on one question alone come out of that question's row; the
    others are worked out for each set of answers.
    """

    by_item: Mapping[str, tuple[tuple[int, Test], ...]]
    """By item id: (bit, condition)."""
    tests: tuple[tuple[int, Test], ...]
    """(bit, condition) of the others."""
    references: frozenset[str]
    """What those read."""
    levels: tuple[CompiledLevel, ...]
    gates: tuple[CompiledGate, ...]
    double_checks: tuple[tuple[str, Test], ...]


class Standing(NamedTuple):
    """What the rules are held against."""

    scores: Sequence[int | None]
    """Level scores by group index."""
    coverage: Share
    verified: Share
    not_applicable: Share
    holds: int
    """The conditions on single questions that are true, as bits."""
    lookup: Lookup
    """Profile, facts and counted answers."""


class Verdict(NamedTuple):
    """How far up the ladder, with every rule."""

    level: str | None
    met: tuple[tuple[bool, ...], ...]
    most_not_applicable: tuple[int | None, ...]
    gate_states: tuple[tuple[bool, bool], ...]
    capped_by: tuple[str, ...]


def compile_ladder(
    questionnaire: Questionnaire, group_index: dict[str, int], units: int, types: Types
) -> Ladder:
    """The levels and gates of a questionnaire. ``group_index``: group id to place; ``units``: 100 points.

    Raises ModelError for an unknown group, an unknown level in a gate, or levels that are not numbered from 1 up.
    """
    numbers = {level.id: level.number for level in questionnaire.levels}
    if list(numbers.values()) != list(range(1, len(questionnaire.levels) + 1)):
        raise ModelError("Levels must stand lowest first, each with its own id, and be numbered 1, 2, 3 …")
    builder = _Builder(
        {group.id: group_index[group.id] for group in _themes(questionnaire)}, group_index, numbers, units
    )
    levels = tuple(builder.level(level) for level in questionnaire.levels)
    gates = tuple(builder.gate(gate) for gate in questionnaire.gates)
    by_item: dict[str, list[tuple[int, Test]]] = {}
    tests: list[tuple[int, Test]] = []
    read: set[str] = set()
    for condition, bit in builder.bits.items():
        test = compile_condition(condition, types)
        sources = set(references(condition))
        if len(sources) == 1 and (only := min(sources)).startswith("answers."):
            by_item.setdefault(only.removeprefix("answers."), []).append((bit, test))
        else:
            tests.append((bit, test))
            read |= sources
    return Ladder(
        by_item={item: tuple(found) for item, found in by_item.items()},
        tests=tuple(tests),
        references=frozenset(read),
        levels=levels,
        gates=gates,
        double_checks=tuple(
            (check.id, compile_condition(check.when, types)) for check in questionnaire.double_checks
        ),
    )


def _themes(questionnaire: Questionnaire) -> Iterator[Group]:
    waiting: list[Group] = list(questionnaire.groups)
    while waiting:
        group = waiting.pop(0)
        if group.theme is not None:
            yield group
        waiting = [member for member in group.members if isinstance(member, Group)] + waiting


@dataclass(frozen=True, slots=True)
class _Builder:
    """Compiles levels and gates, and gathers their conditions."""

    themes: dict[str, int]
    """Group index by id."""
    groups: dict[str, int]
    numbers: dict[str, int]
    """Level number by id."""
    units: int
    bits: dict[Condition, int] = field(default_factory=dict)
    """The bit of every condition so far."""

    def bit(self, condition: Condition) -> int:
        """The bit of a condition; the same one has one."""
        return self.bits.setdefault(condition, 1 << len(self.bits))

    def level(self, level: Level) -> CompiledLevel:
        """One level. Raises ModelError for an unknown group."""
        total = None if level.total is None else self._score(level.total)
        coverage = None if level.coverage is None else _limit(level.coverage)
        verified = None if level.verified is None else _limit(level.verified)
        scores = [(kind, group, self._score(least)) for kind, group, least in self._minima(level)]
        asks: list[tuple[RuleKind, str | None, int | None]] = []
        asks += [] if total is None else [("total", None, total)]
        asks += scores
        asks += [] if coverage is None else [("coverage", None, coverage.shown)]
        asks += [] if verified is None else [("verified", None, verified.shown)]
        asks += [] if level.not_applicable is None else [("not_applicable", None, None)]
        asks += [("theme_scored", theme, None) for theme in self.themes] if level.every_theme_scored else []
        asks += [("requirement", need.id, None) for need in level.requires]
        return CompiledLevel(
            id=level.id,
            number=level.number,
            total=total,
            scores=tuple((self.groups[group], required) for _, group, required in scores),
            coverage=coverage,
            verified=verified,
            not_applicable=None if level.not_applicable is None else self._most(level.not_applicable),
            scored_themes=tuple(self.themes.values()) if level.every_theme_scored else (),
            requires=tuple(self.bit(need.condition) for need in level.requires),
            shape=LevelShape(level.id, level.number, tuple(asks)),
        )

    def gate(self, gate: Gate) -> CompiledGate:
        """One gate. Raises ModelError for an unknown level."""
        if gate.cap is not None and gate.cap not in self.numbers:
            raise ModelError(f"Gate {gate.id!r} caps at the unknown level {gate.cap!r}.")
        when = 0 if gate.when is None else self.bit(gate.when)
        cap_number = 0 if gate.cap is None else self.numbers[gate.cap]
        return CompiledGate(gate.id, when, self.bit(gate.met), gate.cap, cap_number)

    def _minima(self, level: Level) -> Iterator[tuple[RuleKind, str, Decimal]]:
        if level.each_theme is not None:
            yield from (("theme", theme, level.each_theme) for theme in self.themes)
        for group, least in level.groups.items():
            if group not in self.groups:
                raise ModelError(f"Level {level.id!r} names the unknown group {group!r}.")
            yield "group", group, least

    def _score(self, percent: Decimal) -> int:
        return ceil(Fraction(percent) * self.units / 100)

    def _most(self, rule: NotApplicableLimit) -> NotApplicableRule:
        exceptions = ((self.bit(exception.when), _limit(exception.at_most)) for exception in rule.exceptions)
        return NotApplicableRule(tuple(exceptions), _limit(rule.at_most))


def _limit(percent: Decimal) -> ShareLimit:
    fraction = Fraction(percent) / 100
    return ShareLimit(fraction.numerator, fraction.denominator, ceil(fraction * 10_000))


def climb(ladder: Ladder, standing: Standing) -> Verdict:
    """How far up the ladder this standing comes, and why not further."""
    lookup, true = standing.lookup, standing.holds
    for bit, test in ladder.tests:
        if test(lookup):
            true |= bit
    limits = [_most_now(level, true) for level in ladder.levels]
    met = [_met(level, standing, true, most) for level, most in zip(ladder.levels, limits, strict=True)]
    gate_states = [
        (True, true & met != 0) if not when or true & when else _NOT_APPLIED
        for _, when, met, _, _ in ladder.gates
    ]
    shut = [gate for gate, (_, is_met) in zip(ladder.gates, gate_states, strict=True) if not is_met]
    by_rules = 0
    for all_met in met:
        if False in all_met:
            break
        by_rules += 1
    reached = min([by_rules, *[gate.cap_number for gate in shut]])
    return Verdict(
        ladder.levels[reached - 1].id if reached else None,
        tuple(met),
        tuple([None if most is None else most[2] for most in limits]),
        tuple(gate_states),
        tuple([gate.id for gate in shut if gate.cap_number < by_rules]),
    )


_NOT_APPLIED = (False, True)


def _most_now(level: CompiledLevel, true: int) -> ShareLimit | None:
    rule = level.not_applicable
    if rule is None:
        return None
    for bit, limit in rule.exceptions:
        if true & bit:
            return limit
    return rule.limit


def _met(level: CompiledLevel, standing: Standing, true: int, most: ShareLimit | None) -> tuple[bool, ...]:
    """Whether each rule is met, in the order of the level's shape.

    A group without a score is not held to a minimum; a total is. Nothing is no share of anything: of nothing at all a
    least share is not reached, and a largest share is not exceeded.
    """
    scores, coverage, verified, not_applicable, _, _ = standing
    total = scores[0]
    met = [] if level.total is None else [total is not None and total >= level.total]
    met += [(score := scores[group]) is None or score >= required for group, required in level.scores]
    for limit, (part, whole) in ((level.coverage, coverage), (level.verified, verified)):
        if limit is not None:
            met.append(part * limit[1] >= limit[0] * whole if whole else not limit[0])
    if most is not None:
        met.append(not_applicable[0] * most[1] <= most[0] * not_applicable[1])
    if level.scored_themes:
        met += [scores[group] is not None for group in level.scored_themes]
    met += [true & bit != 0 for bit in level.requires]
    return tuple(met)
