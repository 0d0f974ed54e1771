"""From the levels and gates of a questionnaire to a Ladder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import ceil, lcm

from questionnaires.conditions import Condition, references
from questionnaires.definition import Gate, Group, Level, NotApplicableLimit, Questionnaire
from questionnaires.evaluation import Test, Types, compile_condition
from scoring.errors import ModelError
from scoring.ladder import CompiledGate, CompiledLevel, Ladder, NotApplicableRule, ShareLimit
from scoring.outcome import LevelShape, RuleKind
from scoring.rows import picker

Ask = tuple[RuleKind, str | None, int | None]
"""As in ``LevelShape``."""


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
    parts = lcm(*((Fraction(percent) / 100).denominator for percent in _limits(questionnaire)))
    builder = _Builder(themes, group_index, numbers, units, parts)
    levels = tuple([builder.level(level) for level in questionnaire.levels])
    gates = tuple([builder.gate(gate) for gate in questionnaire.gates])
    by_item, tests, read = _conditions(builder.bits, types)
    counts = [len(level.shape.asks) for level in levels]
    return Ladder(
        by_item={item: tuple(found) for item, found in by_item.items()},
        tests=tuple(tests),
        references=frozenset(read),
        levels=levels,
        pick=picker([place for place, _ in builder.rules]),
        least=tuple([least for _, least in builder.rules]),
        below=tuple([below for below, count in enumerate(counts) for _ in range(count)]),
        themes=tuple(themes.values()),
        required=tuple(builder.required),
        gates=gates,
        double_checks=tuple(
            (check.id, compile_condition(check.when, types)) for check in questionnaire.double_checks
        ),
        units=units,
        parts=parts,
        excepted=sum(
            {bit for level in levels if level.not_applicable for bit, _ in level.not_applicable.exceptions}
        ),
        rules=tuple([slice(end - count, end) for end, count in zip(accumulate(counts), counts, strict=True)]),
    )


def _conditions(
    bits: dict[Condition, int], types: Types
) -> tuple[dict[str, list[tuple[int, Test]]], list[tuple[int, Test]], set[str]]:
    """(bit, condition): by the item that it is about alone, the others, and what those read."""
    by_item: dict[str, list[tuple[int, Test]]] = {}
    tests: list[tuple[int, Test]] = []
    read: set[str] = set()
    for condition, bit in bits.items():
        test = compile_condition(condition, types)
        sources = set(references(condition))
        if len(sources) == 1 and (only := min(sources)).startswith("answers."):
            by_item.setdefault(only.removeprefix("answers."), []).append((bit, test))
        else:
            tests.append((bit, test))
            read |= sources
    return by_item, tests, read


def _themes(questionnaire: Questionnaire) -> Iterator[Group]:
    waiting: list[Group] = list(questionnaire.groups)
    while waiting:
        group = waiting.pop(0)
        if group.theme is not None:
            yield group
        waiting = [member for member in group.members if isinstance(member, Group)] + waiting


def _limits(questionnaire: Questionnaire) -> Iterator[Decimal]:
    """Every limit on a share, in per cent."""
    for level in questionnaire.levels:
        yield from (limit for limit in (level.coverage, level.verified) if limit is not None)
        if level.not_applicable is not None:
            yield level.not_applicable.at_most
            yield from (exception.at_most for exception in level.not_applicable.exceptions)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Compiles levels and gates, and gathers their rules and conditions."""

    themes: dict[str, int]
    """Group index by id."""
    groups: dict[str, int]
    numbers: dict[str, int]
    """Level number by id."""
    units: int
    parts: int
    bits: dict[Condition, int] = field(default_factory=dict)
    """The bit of every condition so far."""
    rules: list[tuple[int, int]] = field(default_factory=list)
    """(place among the numbers that rules are about, what must stand there at least) of every rule so far."""
    required: dict[int, int] = field(default_factory=dict)
    """The bits of the conditions that levels require so far, each with its place."""

    def bit(self, condition: Condition) -> int:
        """The bit of a condition; the same one has one."""
        return self.bits.setdefault(condition, 1 << len(self.bits))

    def level(self, level: Level) -> CompiledLevel:
        """One level. Raises ModelError for an unknown group."""
        coverage = None if level.coverage is None else self._limit(level.coverage)
        verified = None if level.verified is None else self._limit(level.verified)
        rules = list(self._rules(level, coverage, verified))
        self.rules.extend([(place, least) for _, place, least in rules])
        return CompiledLevel(
            id=level.id,
            number=level.number,
            coverage=coverage,
            verified=verified,
            not_applicable=None if level.not_applicable is None else self._most(level.not_applicable),
            shape=LevelShape(level.id, level.number, tuple([ask for ask, _, _ in rules])),
        )

    def _rules(
        self, level: Level, coverage: ShareLimit | None, verified: ShareLimit | None
    ) -> Iterator[tuple[Ask, int, int]]:
        """(what it asks, place of its number in ``ladder._numbers``, least) of each rule, as they are judged."""
        shares = len(self.groups)
        below_limits = shares + 2
        themes = below_limits + len(self.numbers)
        required = themes + len(self.themes)
        for kind, group, percent in self._minima(level):
            least = ceil(Fraction(percent) * self.units / 100)
            yield (kind, group or None, least), self.groups[group], least
        if coverage is not None:
            yield ("coverage", None, coverage.shown), shares, coverage.top
        if verified is not None:
            yield ("verified", None, verified.shown), shares + 1, verified.top
        if level.not_applicable is not None:
            yield ("not_applicable", None, None), below_limits + level.number - 1, 0
        if level.every_theme_scored:
            for place, theme in enumerate(self.themes, themes):
                yield ("theme_scored", theme, None), place, 1
        for need in level.requires:
            bit = self.bit(need.condition)
            place = self.required.setdefault(bit, len(self.required))
            yield ("requirement", need.id, None), required + place, 1

    def _minima(self, level: Level) -> Iterator[tuple[RuleKind, str, Decimal]]:
        """(kind, group id, least score); the id of the whole is empty."""
        if level.total is not None:
            yield "total", "", level.total
        if level.each_theme is not None:
            yield from (("theme", theme, level.each_theme) for theme in self.themes)
        for group, least in level.groups.items():
            if group not in self.groups:
                raise ModelError(f"Level {level.id!r} names the unknown group {group!r}.")
            yield "group", group, least

    def gate(self, gate: Gate) -> CompiledGate:
        """One gate. Raises ModelError for an unknown level."""
        if gate.cap is not None and gate.cap not in self.numbers:
            raise ModelError(f"Gate {gate.id!r} caps at the unknown level {gate.cap!r}.")
        when = 0 if gate.when is None else self.bit(gate.when)
        cap_number = 0 if gate.cap is None else self.numbers[gate.cap]
        return CompiledGate(gate.id, when, self.bit(gate.met), gate.cap, cap_number)

    def _most(self, rule: NotApplicableLimit) -> NotApplicableRule:
        exceptions = [(self.bit(one.when), self._limit(one.at_most)) for one in rule.exceptions]
        return NotApplicableRule(tuple(exceptions), self._limit(rule.at_most))

    def _limit(self, percent: Decimal) -> ShareLimit:
        fraction = Fraction(percent) / 100
        return ShareLimit(int(fraction * self.parts), self.parts, ceil(fraction * 10_000))
