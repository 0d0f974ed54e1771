"""Levels and gates: absolute rules, each with what it asks and what there is (design 5, instrument D2 and D3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from questionnaires.conditions import Lookup
from questionnaires.definition import DoubleCheck, Gate, Group, Level, NotApplicableLimit, Questionnaire
from questionnaires.evaluation import Test, Types, compile_condition
from scoring.errors import ModelError
from scoring.outcome import LevelShape, RuleKind, Share


@dataclass(frozen=True, slots=True)
class ShareLimit:
    """A share of weight, as an exact fraction and as it is shown: in hundredths of a per cent."""

    top: int
    bottom: int
    shown: int

    def is_reached(self, share: Share) -> bool:
        """Whether the share is at least this."""
        part, whole = share
        return part * self.bottom >= self.top * whole if whole else not self.top

    def is_kept(self, share: Share) -> bool:
        """Whether the share is at most this."""
        part, whole = share
        return part * self.bottom <= self.top * whole


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
    total: int | None
    """Least level score of the whole."""
    scores: tuple[tuple[int, int], ...]
    """(group index, least level score)."""
    coverage: ShareLimit | None
    verified: ShareLimit | None
    not_applicable: NotApplicableRule | None
    scored_themes: tuple[int, ...]
    """Indexes of the groups that must have a score."""
    requires: tuple[Test, ...]
    shape: LevelShape
    """What each rule asks, in the order in which they are judged."""


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
    asks: list[tuple[RuleKind, str | None, int | None]] = []
    scores: list[tuple[int, int]] = []
    total = None if level.total is None else _score(level.total, units)
    if total is not None:
        asks.append(("total", None, total))
    least: list[tuple[RuleKind, str, Decimal]] = []
    if level.each_theme is not None:
        least += [("theme", theme, level.each_theme) for theme in themes]
    least += [("group", group, percent) for group, percent in level.groups.items()]
    for kind, group, percent in least:
        if group not in group_index:
            raise ModelError(f"Level {level.id!r} names the unknown group {group!r}.")
        required = _score(percent, units)
        asks.append((kind, group, required))
        scores.append((group_index[group], required))
    coverage = None if level.coverage is None else _limit(level.coverage)
    verified = None if level.verified is None else _limit(level.verified)
    asks += [] if coverage is None else [("coverage", None, coverage.shown)]
    asks += [] if verified is None else [("verified", None, verified.shown)]
    asks += [] if level.not_applicable is None else [("not_applicable", None, None)]
    asks += [("theme_scored", theme, None) for theme in themes] if level.every_theme_scored else []
    asks += [("requirement", need.id, None) for need in level.requires]
    return CompiledLevel(
        id=level.id,
        number=level.number,
        total=total,
        scores=tuple(scores),
        coverage=coverage,
        verified=verified,
        not_applicable=None
        if level.not_applicable is None
        else _most_not_applicable(level.not_applicable, types),
        scored_themes=tuple(themes.values()) if level.every_theme_scored else (),
        requires=tuple(compile_condition(need.condition, types) for need in level.requires),
        shape=LevelShape(level.id, level.number, tuple(asks)),
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
    return ShareLimit(fraction.numerator, fraction.denominator, ceil(fraction * 10_000))


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
    lookup = standing.lookup
    gate_states, shut = [], []
    for gate in ladder.gates:
        applies = gate.when is None or gate.when(lookup)
        met = not applies or gate.met(lookup)
        gate_states.append((applies, met))
        if not met:
            shut.append(gate)
    met_by_level = [_met(level, standing) for level in ladder.levels]
    by_rules = 0
    for all_met in met_by_level:
        if False in all_met:
            break
        by_rules += 1
    reached = min([by_rules, *[gate.cap_number for gate in shut]])
    return Verdict(
        ladder.levels[reached - 1].id if reached else None,
        tuple(met_by_level),
        tuple(
            [
                None if level.not_applicable is None else level.not_applicable.now(lookup).shown
                for level in ladder.levels
            ]
        ),
        tuple(gate_states),
        tuple([gate.id for gate in shut if gate.cap_number < by_rules]),
    )


def _met(level: CompiledLevel, standing: Standing) -> tuple[bool, ...]:
    """Whether each rule is met, in the order of the level's shape.

    A group without a score is not held to a minimum; a total is. Nothing is no share of anything: of nothing at all a
    least share is not reached, and a largest share is not exceeded.
    """
    scores, lookup = standing.scores, standing.lookup
    met = []
    if level.total is not None:
        met.append(scores[0] is not None and scores[0] >= level.total)
    for group, required in level.scores:
        score = scores[group]
        met.append(score is None or score >= required)
    if level.coverage is not None:
        met.append(level.coverage.is_reached(standing.coverage))
    if level.verified is not None:
        met.append(level.verified.is_reached(standing.verified))
    if level.not_applicable is not None:
        met.append(level.not_applicable.now(lookup).is_kept(standing.not_applicable))
    met += [scores[group] is not None for group in level.scored_themes]
    met += [test(lookup) for test in level.requires]
    return tuple(met)
