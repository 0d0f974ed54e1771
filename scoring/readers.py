"""How each type of question turns an answer into a row: tables for choices, straight lines for numbers (design 5)."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from questionnaires.answers import Answer, State
from questionnaires.conditions import Lookup
from questionnaires.definition import EvidenceKind, MultipleChoice, Number, SingleChoice, YesNo
from scoring.errors import AnswerError
from scoring.evidence import KINDS, Covers, Missing
from scoring.outcome import Finding
from scoring.rows import Claim, Row, RowMaker, StateRows

Choices = dict[Any, tuple[Row, ...]]
"""Answer value -> rows by cover code."""
Judge = Callable[[Answer | None, int, Lookup, Sequence[int]], Row]
"""(answer, cover code, values given, for each table of references the row that holds or NO_ROW) -> row."""


def wrong_value(item_id: str, value: object, wanted: str) -> AnswerError:
    """The error for an answer that does not fit its question."""
    return AnswerError(f"The answer {value!r} to question {item_id!r} does not fit: {wanted}.")


def no_such_option(item_id: str, value: object) -> AnswerError:
    """The error for an option that a question does not have."""
    return AnswerError(f"Question {item_id!r} has no option {value!r}.")


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of a choice, compiled."""

    key: str
    value: Any
    points: int
    """In the group's units."""
    needs: tuple[EvidenceKind, ...]
    verifiable: bool


def choices_of(steps: tuple[Step, ...], maker: RowMaker, covers: Covers, missing: Missing) -> Choices:
    """The rows of a single choice or a yes/no question, whose steps stand lowest first.

    Without the evidence it needs, a step counts as the highest one below it that has what it needs (the evidence
    ceiling); when there is none it counts for nothing.
    """
    tables: dict[Any, list[Row]] = {step.value: [] for step in steps}
    kept: dict[Row, Row] = {}  # rows that are the same are one: a small table stays in the processor's cache
    for code, pieces in covers.all():
        counted: Step | None = None
        for step in steps:
            lacking = missing(step.needs, step.key, pieces)
            counted = counted if lacking else step
            claim = Claim(
                claimed=step.points,
                counted=0 if counted is None else counted.points,
                claimed_option=step.key,
                counted_option=None if counted is None else counted.key,
                missing=lacking,
                value=None if counted is None else counted.value,
                verifiable=step.verifiable,
                verified=counted is step and code > 0,
            )
            row = maker.answered(claim)
            tables[step.value].append(kept.setdefault(row, row))
    for step in steps:
        claim = Claim(step.points, step.points, step.key, step.key, (), step.value, step.verifiable, True)
        row = maker.answered(claim)
        tables[step.value].append(kept.setdefault(row, row))
    return {value: tuple(rows) for value, rows in tables.items()}


def steps_of(item: SingleChoice | YesNo, points: Mapping[Any, int], verified_from: int) -> tuple[Step, ...]:
    """The steps of a single choice, or the two of a yes/no question: the one that earns most needs the evidence.

    A step of a single choice takes part in the verified share from position ``verified_from``; of a yes/no question
    the answer that earns most does.
    """
    if isinstance(item, SingleChoice):
        return tuple(
            Step(option.key, option.key, points[option.key], option.needs, position >= verified_from)
            for position, option in enumerate(item.options)
        )
    rising = item.yes_points >= item.no_points
    low, high = (False, True) if rising else (True, False)
    return (
        Step(_yes_no(low), low, points[low], (), False),
        Step(_yes_no(high), high, points[high], item.needs, points[high] > 0),
    )


def _yes_no(value: bool) -> Literal["yes", "no"]:
    return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class ChoiceReader:
    """A single choice or a yes/no question: what the engine does with their tables, for one answer."""

    choices: Choices
    states: StateRows

    def row(self, answer: Answer | None, code: int, _lookup: Lookup, _references: Sequence[int]) -> Row:
        """The row of an answer."""
        if answer is None or answer.state is not State.ANSWERED:
            return self.states.unanswered if answer is None else self.states.row(answer.state)
        try:
            return self.choices[answer.value][code]
        except (KeyError, TypeError):
            raise no_such_option(self.states.id, answer.value) from None


@dataclass(frozen=True, slots=True)
class MultipleReader:
    """Any of the options: their points added up, or the best of them, never above the cap."""

    item: MultipleChoice
    points: Mapping[str, int]
    """In the group's units, by option key."""
    missing_by_code: tuple[Mapping[str, tuple[EvidenceKind, ...]], ...]
    """By cover code, by option key."""
    maker: RowMaker
    states: StateRows
    confirmed: int

    def row(self, answer: Answer | None, code: int, _lookup: Lookup, _references: Sequence[int]) -> Row:
        """The row of an answer."""
        if answer is None or answer.state is not State.ANSWERED:
            return self.states.unanswered if answer is None else self.states.row(answer.state)
        chosen = answer.value
        if not isinstance(chosen, frozenset) or not chosen <= self.points.keys():
            raise wrong_value(self.item.id, chosen, "it must be a set of its options")
        missing = self.missing_by_code[code] if code != self.confirmed else {}
        claimed = [option.key for option in self.item.options if option.key in chosen]
        counted = [key for key in claimed if not missing.get(key)]
        lacking = {kind for key in claimed for kind in missing.get(key, ())}
        worth = self._worth(claimed)
        return self.maker.answered(
            Claim(
                claimed=worth,
                counted=self._worth(counted),
                claimed_option=",".join(claimed),
                counted_option=",".join(counted),
                missing=tuple(kind for kind in KINDS if kind in lacking),
                value=frozenset(counted),
                verifiable=worth > 0,
                verified=code == self.confirmed or (code > 0 and counted == claimed),
            )
        )

    def _worth(self, chosen: list[str]) -> int:
        points = [self.points[key] for key in chosen]
        worth = sum(points) if self.item.combine == "sum" else max(points, default=0)
        return min(worth, self.maker.full)


Lines = tuple[tuple[int, ...], tuple[tuple[int, int], ...]]
"""Points over a number, in pieces (ends, lines): at most ``ends[i]`` the i-th line holds, above all ends the last one.
A line is (slope, start) in the group's units, over the number in units of its last decimal."""


@dataclass(frozen=True, slots=True)
class Progressed:
    """Progress against the own previous value, as whole numbers."""

    reference: str
    one: int
    """1, in units of the number's last decimal."""
    fall: bool
    share: tuple[int, int]
    """The change that is asked, as a fraction of the previous value."""
    points: int

    def made(self, number: int, value: Decimal, lookup: Lookup) -> bool:
        """Whether the value changed enough, in the right direction, from the previous one.

        ``number`` is the value in units of its last decimal.
        """
        previous: Decimal | None = lookup(self.reference)
        if previous is None or (value >= previous if self.fall else value <= previous):
            return False
        old, parts = previous.as_integer_ratio()
        old *= self.one
        change = abs(old - number * parts)
        asked, whole = self.share
        return change * whole >= abs(old) * asked


Support = tuple[tuple[EvidenceKind, ...], int, int, int]
"""What accepted evidence does for a number, by cover code: the kinds still missing; the sums of the row without its
points; what they get on top when the number earns points; what they get for each point."""


@dataclass(frozen=True, slots=True)
class NumberReader:
    """A number, scored along straight lines, on itself or on its ratio to the reference for this profile."""

    item: Number
    one: int
    """1, in units of its last decimal."""
    least: int
    """In those units, like ``most``."""
    most: int
    table: int
    """Of its references, as the engine counts them."""
    tables: tuple[Lines | None, ...]
    """By row of that table, and at the end for a profile without a row: None, then it is not scored."""
    progress: Progressed | None
    supports: tuple[Support, ...]
    """By cover code, the last one for 'confirmed'."""
    scale: tuple[int, int]
    """Of the shares, as in ``RowMaker``."""
    maker: RowMaker
    states: StateRows

    def row(self, answer: Answer | None, code: int, lookup: Lookup, references: Sequence[int]) -> Row:
        """The row of an answer. Without a reference for this profile the number is not scored."""
        table = self.tables[references[self.table]]
        if table is None:
            return self._not_scored(answer, code)
        if answer is None or answer.state is not State.ANSWERED:
            return self.states.unanswered if answer is None else self.states.row(answer.state)
        value: Any = answer.value
        number = self._number(value)
        ends, lines = table
        slope, start = lines[bisect_left(ends, number)]
        points = slope * number + start
        progress = self.progress
        if progress is not None and points < progress.points and progress.made(number, value, lookup):
            points = progress.points
        missing, sums, verified, each_point = self.supports[code]
        units, full = self.scale
        share = counted_share = (2 * points * units + full) // (2 * full)
        if points:
            sums += each_point * points + verified
        if missing:
            points, value, counted_share = 0, None, 0
        maker = self.maker
        finding: Finding = (maker.id, maker.group, "answered", None, None, share, counted_share, missing)
        return sums, points, finding, value, maker.holds(value) if maker.tests else 0

    def _not_scored(self, answer: Answer | None, code: int) -> Row:
        """No table for this profile, or none at all; conditions may still read the number."""
        row = self.maker.out("unscored")
        if len(self.tables) > 1 or answer is None or answer.state is not State.ANSWERED:
            return row
        self._number(answer.value)
        missing = self.supports[code][0]
        counted = None if missing else answer.value
        return 0, 0, (*row[2][:-1], missing), counted, self.maker.holds(counted)

    def _number(self, value: object) -> int:
        """The number in units of its last decimal."""
        if not isinstance(value, Decimal) or not value.is_finite():
            raise wrong_value(self.item.id, value, "it must be a number")
        numerator, denominator = value.as_integer_ratio()
        number, rest = divmod(numerator * self.one, denominator)
        if rest:
            raise wrong_value(self.item.id, value, f"it may have {self.item.decimals} decimals")
        if not self.least <= number <= self.most:
            wanted = f"it must lie between {self.item.minimum} and {self.item.maximum}"
            raise wrong_value(self.item.id, value, wanted)
        return number


@dataclass(frozen=True, slots=True)
class UnscoredReader:
    """Words and dates: never scored, but conditions may read them."""

    maker: RowMaker

    def row(self, answer: Answer | None, _code: int, _lookup: Lookup, _references: Sequence[int]) -> Row:
        """The row of an answer."""
        row = self.maker.out("unscored")
        if answer is None or answer.state is not State.ANSWERED:
            return row
        return 0, 0, row[2], answer.value, self.maker.holds(answer.value)


def supports_of(
    needs: tuple[EvidenceKind, ...], maker: RowMaker, covers: Covers, missing: Missing
) -> tuple[Support, ...]:
    """What evidence does for a number, by cover code. Routes are about options, so a number has none."""
    found = [
        _support(missing(needs, None, pieces), maker, verified=code > 0) for code, pieces in covers.all()
    ]
    return (*found, _support((), maker, verified=True))


def _support(missing: tuple[EvidenceKind, ...], maker: RowMaker, verified: bool) -> Support:
    """A number without its evidence stays in what could be reached, as if it were not answered."""
    pack = maker.packing.pack
    sums = pack(
        shown=maker.full,
        for_level=maker.full,
        applicable=1,
        answered=1,
        answered_counted=0 if missing else 1,
        weight_applicable=maker.weight,
        weight_answered=maker.weight,
    )
    seen = maker.weight if verified and not missing else 0
    extra = pack(weight_verifiable=maker.weight, weight_verified=seen)
    return missing, sums, extra, pack(claimed=1, counted=0 if missing else 1)
