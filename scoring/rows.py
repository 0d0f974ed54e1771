"""What each possible answer is worth, worked out once: a *row* for every answer, in whole numbers (design 5).

A row holds everything that is added up over a group. Its sums stand side by side in one large whole number, each in
its own field of so many bits, so that one addition per question adds them all. The width is chosen when the model
is compiled, from the largest sums that are possible, so no field can ever run over into the next.
"""

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import gcd
from operator import itemgetter
from typing import Any, NamedTuple

from questionnaires.answers import State
from questionnaires.evaluation import Test
from scoring.errors import AnswerError
from scoring.outcome import Finding, ItemState


class Field(IntEnum):
    """The sums in a row; the first four are in the group's units, the weights in those of the questionnaire."""

    CLAIMED = 0
    COUNTED = 1
    SHOWN = 2
    """What could be reached, as the scores that are shown treat 'don't know'."""
    FOR_LEVEL = 3
    """What could be reached, as the levels treat 'don't know'."""
    APPLICABLE = 4
    """Number of questions."""
    ANSWERED = 5
    ANSWERED_COUNTED = 6
    WEIGHT_APPLICABLE = 7
    WEIGHT_ANSWERED = 8
    WEIGHT_NOT_APPLICABLE = 9
    WEIGHT_VERIFIABLE = 10
    WEIGHT_VERIFIED = 11


OWN_FIELDS = 4
"""The first fields are about one group only; the others are added up over groups as well."""
_PLACES = {field.name.lower(): int(field) for field in Field}
_CODES = {32: "I", 64: "Q"}
"""Widths in bits that ``struct`` can take apart in one go."""


@dataclass(frozen=True, slots=True)
class Packing:
    """How the sums stand side by side in one number, the same in every row of a questionnaire."""

    bits: int
    """Of each field: 32 or 64 where that is enough, as those come apart fastest."""

    @classmethod
    def for_largest(cls, largest: int) -> "Packing":
        """The packing in which no sum up to this one runs over."""
        return cls(next((bits for bits in _CODES if largest < 1 << bits), largest.bit_length()))

    def pack(self, **sums: int) -> int:
        """The sums, by the lower-case names of the fields, in one number."""
        return sum(value << _PLACES[name] * self.bits for name, value in sums.items())

    def read(self, sums: int, field: int) -> int:
        """One field."""
        return (sums >> field * self.bits) & ((1 << self.bits) - 1)

    def pairs(self, rows: Iterable[int], first: Field, second: Field) -> list[tuple[int, int]]:
        """Two fields of each of these rows' sums."""
        return [(self.read(sums, first), self.read(sums, second)) for sums in rows]

    @property
    def added(self) -> int:
        """Picks out the fields that are added up over groups."""
        return (1 << len(Field) * self.bits) - (1 << OWN_FIELDS * self.bits)

    def reader(self, first: Field, last: Field) -> Callable[[int], tuple[int, ...]]:
        """Reads the fields from the first up to and including the last."""
        if self.bits not in _CODES:
            return lambda sums: tuple([self.read(sums, field) for field in range(first, last + 1)])
        code, size = _CODES[self.bits], self.bits // 8
        skipped, length = first * size, len(Field) * size
        unpack = struct.Struct(f"<{skipped}x{last + 1 - first}{code}{length - (last + 1) * size}x").unpack
        return lambda sums: unpack(sums.to_bytes(length, "little"))


Row = tuple[int, int, Finding, Any, int]
"""One possible answer to one question, as a plain tuple, which Python reads fastest: its sums; the field COUNTED on its
own; the finding; the counted value as conditions read it, None when there is none; the conditions of gates and levels
on this question alone that are true, as bits."""


@dataclass(slots=True)
class Tally:
    """The rows of one set of answers, in the order of the plan, and two columns of them."""

    rows: list[Row]
    sums: list[int]
    counted: list[int]


def picker(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Picks these places out of a sequence, in this order."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda column: tuple([column[place] for place in places])


class Claim(NamedTuple):
    """An answer beside what of it counts."""

    claimed: int
    """In the group's units, like ``counted``."""
    counted: int
    claimed_option: str | None
    counted_option: str | None
    missing: tuple[str, ...]
    value: Any
    verifiable: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class Treatment:
    """What 'don't know' and 'not applicable' do, where they are allowed."""

    dont_know: bool
    not_applicable: bool
    dont_know_shown: bool
    """'Don't know' is a zero in the scores that are shown; otherwise it is left out."""
    dont_know_for_level: bool


@dataclass(frozen=True, slots=True)
class RowMaker:
    """Makes the rows of one question."""

    id: str
    group: str
    full: int
    """What the best answer adds to the group, in the group's units; 0 for a question that is not scored."""
    weight: int
    """In the questionnaire's units of weight."""
    units: int
    """100 points in score units."""
    packing: Packing
    treatment: Treatment
    tests: tuple[tuple[int, Test], ...]
    """(bit, condition of a gate or level on this question alone)."""

    def holds(self, value: Any) -> int:
        """The bits of the conditions that are true when this is the counted value."""
        return sum(bit for bit, test in self.tests if test(lambda _: value))

    def share(self, points: int) -> int:
        """Points in the group's units as a share of the best, in score units, rounded half up."""
        units, full = self.scale
        return (2 * points * units + full) // (2 * full)

    @property
    def scale(self) -> tuple[int, int]:
        """100 points in score units, and the best in the group's: without a common factor, so small."""
        common = gcd(self.units, self.full)
        return self.units // common, self.full // common

    def answered(self, claim: Claim) -> Row:
        """The row of an answer."""
        if not self.full:
            return self._unscored(claim.claimed_option, claim.counted_option, claim.missing, claim.value)
        sums = self.packing.pack(
            claimed=claim.claimed,
            counted=claim.counted,
            shown=self.full,
            for_level=self.full,
            applicable=1,
            answered=1,
            answered_counted=1,
            weight_applicable=self.weight,
            weight_answered=self.weight,
            weight_verifiable=self.weight if claim.verifiable else 0,
            weight_verified=self.weight if claim.verifiable and claim.verified else 0,
        )
        finding: Finding = (
            self.id,
            self.group,
            "answered",
            claim.claimed_option,
            claim.counted_option,
            self.share(claim.claimed),
            self.share(claim.counted),
            claim.missing,
        )
        return sums, claim.counted, finding, claim.value, self.holds(claim.value)

    def out(self, state: ItemState) -> Row:
        """The row of a question that does not count at all."""
        finding: Finding = (self.id, self.group, state, None, None, None, None, ())
        return 0, 0, finding, None, self.holds(None)

    def states(self) -> "StateRows":
        """The rows of everything but an answer."""
        if not self.full:
            nothing = self.out("unscored")
            return StateRows(self.id, self.out("hidden"), nothing, nothing, nothing)
        return StateRows(
            self.id,
            self.out("hidden"),
            self._zero("unanswered", shown=True, for_level=True),
            self._zero("dont_know", self.treatment.dont_know_shown, self.treatment.dont_know_for_level)
            if self.treatment.dont_know
            else None,
            self._not_applicable() if self.treatment.not_applicable else None,
        )

    def _unscored(
        self, claimed: str | None, counted: str | None, missing: tuple[str, ...], value: Any
    ) -> Row:
        finding: Finding = (self.id, self.group, "unscored", claimed, counted, None, None, missing)
        return 0, 0, finding, value, self.holds(value)

    def _zero(self, state: ItemState, shown: bool, for_level: bool) -> Row:
        sums = self.packing.pack(
            shown=self.full if shown else 0,
            for_level=self.full if for_level else 0,
            applicable=1,
            weight_applicable=self.weight,
        )
        share = 0 if shown else None
        finding: Finding = (self.id, self.group, state, None, None, share, share, ())
        return sums, 0, finding, None, self.holds(None)

    def _not_applicable(self) -> Row:
        _, counted, finding, value, holds = self.out("not_applicable")
        return self.packing.pack(weight_not_applicable=self.weight), counted, finding, value, holds


@dataclass(frozen=True, slots=True)
class StateRows:
    """The rows of a question for everything but an answer; None where the question does not offer it."""

    id: str
    hidden: Row
    unanswered: Row
    dont_know: Row | None
    not_applicable: Row | None

    def row(self, state: State) -> Row:
        """The row of this state. Raises AnswerError when the question does not offer it, or it is 'answered'."""
        if state is State.UNANSWERED:
            return self.unanswered
        row = self.dont_know if state is State.DONT_KNOW else self.not_applicable
        if row is None or state is State.ANSWERED:
            words = {State.DONT_KNOW: "'don't know'", State.NOT_APPLICABLE: "'not applicable'"}
            raise AnswerError(f"Question {self.id!r} does not offer {words.get(state, 'this')} as an answer.")
        return row
