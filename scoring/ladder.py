"""Levels and gates: absolute rules, each with what it asks and what there is (design 5, instrument D2 and D3).

Every rule of every level comes down to one question: is this number at least that one? So all are judged in one go.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import ge
from typing import NamedTuple

from questionnaires.conditions import Lookup
from questionnaires.evaluation import Test
from scoring.outcome import LevelShape, Share


class ShareLimit(NamedTuple):
    """A share of weight: the fraction top / bottom, and as it is shown, in hundredths of a per cent.

    All limits of a questionnaire have the same bottom, ``Ladder.parts``: a share is worked out once in such parts.
    """

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
    coverage: ShareLimit | None
    verified: ShareLimit | None
    not_applicable: NotApplicableRule | None
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
    pick: Callable[[Sequence[int]], Sequence[int]]
    """For every rule of every level: picks its number out of those that ``_numbers`` gives."""
    least: tuple[int, ...]
    """For every rule: what that number must be at least."""
    below: tuple[int, ...]
    """For every rule: how many levels there are below its own."""
    themes: tuple[int, ...]
    """Their group indexes."""
    required: tuple[int, ...]
    """The conditions that levels require."""
    gates: tuple[CompiledGate, ...]
    double_checks: tuple[tuple[str, Test], ...]
    units: int
    """100 points in score units."""
    parts: int
    """The whole that all limits on shares are parts of."""
    excepted: int
    """The conditions of exceptions to limits on 'not applicable'."""
    rules: tuple[slice, ...]
    """Where the rules of each level stand among those of all."""
    _limits: dict[int, tuple[tuple[int, ...], tuple[int | None, ...]]] = field(default_factory=dict)

    def limits(self, true: int) -> tuple[tuple[int, ...], tuple[int | None, ...]]:
        """For each level how much may be 'not applicable' when these conditions are true: in parts, and as shown.

        Worked out when first asked for each set of exceptions, and kept. Where there is no limit it is the whole.
        """
        true &= self.excepted
        found = self._limits.get(true)
        if found is None:
            now = [_most_now(level.not_applicable, true) for level in self.levels]
            tops = tuple([self.parts if most is None else most.top for most in now])
            found = self._limits[true] = tops, tuple([None if most is None else most.shown for most in now])
        return found


Standing = tuple[Sequence[int | None], Share, Share, Share]
"""What rules are held against: level scores by group index; coverage, verified and not applicable."""
Verdict = tuple[
    str | None,
    tuple[tuple[bool, ...], ...],
    tuple[int | None, ...],
    tuple[tuple[bool, bool], ...],
    tuple[str, ...],
]
"""How far up the ladder, with every rule: the level, then as in an Outcome ``met``, ``most_not_applicable``,
``gate_states`` and ``capped_by``."""


def climb(ladder: Ladder, standing: Standing, holds: int, lookup: Lookup) -> Verdict:
    """How far up the ladder this standing comes, and why not further.

    ``holds``: the conditions on single questions that are true, as bits. ``lookup``: profile, facts, counted answers.
    """
    true = holds
    for bit, test in ladder.tests:
        if test(lookup):
            true |= bit
    limits, shown = ladder.limits(true)
    rules = tuple(map(ge, ladder.pick(_numbers(ladder, standing, true, limits)), ladder.least))
    by_rules = ladder.below[rules.index(False)] if False in rules else len(ladder.levels)
    met = tuple([rules[place] for place in ladder.rules])
    return _under_gates(ladder, true, by_rules, met, shown)


def _most_now(rule: NotApplicableRule | None, true: int) -> ShareLimit | None:
    if rule is None:
        return None
    for bit, limit in rule[0]:
        if true & bit:
            return limit
    return rule[1]


def _numbers(ladder: Ladder, standing: Standing, true: int, limits: Sequence[int]) -> list[int]:
    """What rules are about, in this order (``ladder_building`` knows it too).

    The score of every group; coverage and verified share; for each level how far 'not applicable' is below its limit;
    for each theme whether it has a score; for each condition that is required whether it holds (not 0).

    A group without a score is not held to a minimum; a total is. Shares are in parts: a least share is rounded down, a
    largest share up. Of nothing at all no least share is reached, and no largest share is exceeded.
    """
    scores, coverage, verified, (left_out, whole) = standing
    numbers = [ladder.units if score is None else score for score in scores]
    if scores[0] is None:
        numbers[0] = -1
    for part, of in (coverage, verified):
        numbers.append(part * ladder.parts // of if of else 0)
    out = -(-left_out * ladder.parts // whole) if whole else 0
    numbers += [most - out for most in limits]
    numbers += [scores[theme] is not None for theme in ladder.themes]
    numbers += [true & bit for bit in ladder.required]
    return numbers


_MET, _SHUT, _NOT_APPLIED = (True, True), (True, False), (False, True)


def _under_gates(
    ladder: Ladder,
    true: int,
    by_rules: int,
    met: tuple[tuple[bool, ...], ...],
    limits: tuple[int | None, ...],
) -> Verdict:
    """The verdict, when the rules alone give so many levels."""
    states, capped_by, reached = [], [], by_rules
    for gate, when, met_bit, _, cap_number in ladder.gates:
        if when and not true & when:
            states.append(_NOT_APPLIED)
        elif true & met_bit:
            states.append(_MET)
        else:
            states.append(_SHUT)
            if cap_number < by_rules:
                capped_by.append(gate)
                reached = min(reached, cap_number)
    return (ladder.levels[reached - 1].id if reached else None, met, limits, tuple(states), tuple(capped_by))
