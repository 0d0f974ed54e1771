"""Which figures over groups may be shown together, so that nobody can be worked out from them (LOOK 4).

A figure over few organisations gives them away; so does one that is left when figures are taken from each other. What
an organisation publishes itself is known to everyone, so only those that do not publish are protected.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from scan.domain.peers import ENOUGH, may_be_shown

Members = frozenset[int]
Named = tuple[str, str]
"""A group: the way of dividing, and the name within it."""
_ZERO = 1e-9
"""Less than any exact share that is not nothing; more than what rounding leaves."""


@dataclass(frozen=True, slots=True)
class Divided:
    """All results, and the ways in which they are divided; each result stands in one group of a way at most."""

    everyone: Members
    published: Members
    ways: Mapping[str, Mapping[str, Members]]


Bits = int
"""A set of results: each has a bit. Thousands of comparisons of large sets take no time so."""


def shown_groups(divided: Divided) -> frozenset[Named]:
    """The groups of which figures may be shown beside those of everyone.

    A group must be large enough by itself; what is left of a way when its shown groups are taken away must be so too;
    any two figures must differ by nobody, or by enough organisations that do not publish; and nobody may follow from
    all figures together. The smallest group goes first. When everyone together is too small, nothing is shown.
    """
    return _Screen.of(divided).shown()


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure that a reader has, or can make within one way; and the shown groups that it rests on."""

    members: Bits
    by: frozenset[Named]


@dataclass(frozen=True, slots=True)
class _Screen:
    everyone: Bits
    published: Bits
    groups: Mapping[Named, Bits]

    @classmethod
    def of(cls, divided: Divided) -> "_Screen":
        all_of_them = divided.everyone.union(
            *(members for named in divided.ways.values() for members in named.values())
        )
        place = {member: 1 << index for index, member in enumerate(sorted(all_of_them))}

        def bits(members: Members) -> Bits:
            return sum(place[member] for member in members)

        return cls(
            bits(divided.everyone),
            bits(divided.published & all_of_them),
            {
                (way, name): bits(members)
                for way, named in divided.ways.items()
                for name, members in named.items()
            },
        )

    def shown(self) -> frozenset[Named]:
        if not self._enough(self.everyone):
            return frozenset()
        shown = {name for name, members in self.groups.items() if self._enough(members)}
        while (exposing := self._exposing(shown)) is not None:
            shown.discard(exposing)
        return frozenset(shown)

    def _enough(self, members: Bits) -> bool:
        return may_be_shown(members.bit_count(), (members & ~self.published).bit_count())

    def _exposing(self, shown: set[Named]) -> Named | None:
        """The smallest shown group of a figure, or of figures together, that gives someone away."""
        figures = self._figures(shown)
        for figure in figures:
            if figure.by and not self._enough(figure.members):
                return self._smallest(figure.by)
        for one, other in combinations(figures, 2):
            apart = ((one.members ^ other.members) & ~self.published).bit_count()
            if 0 < apart < ENOUGH and one.by | other.by:
                return self._smallest(one.by | other.by)
        return self._solved(figures)

    def _figures(self, shown: set[Named]) -> list[_Figure]:
        figures = [_Figure(self.everyone, frozenset())]
        figures += [_Figure(self.groups[name], frozenset({name})) for name in sorted(shown)]
        for way in sorted({way for way, _ in self.groups}):
            mine = frozenset(name for name in shown if name[0] == way)
            whole = sum(members for (its, _), members in self.groups.items() if its == way)
            rest = self.everyone & ~sum(self.groups[name] for name in mine)
            if mine and rest and whole == self.everyone:
                figures.append(_Figure(rest, mine))
        return figures

    def _solved(self, figures: Sequence[_Figure]) -> Named | None:
        """A group through which the sum of a few alike members follows from all figures by linear algebra.

        Members that stand in the same figures cannot be told apart. What many of them add up to follows exactly when
        their unit vector lies in the row space of the figures.
        """
        alike = Counter(
            tuple(bool(figure.members >> place & 1) for figure in figures)
            for place in range((self.everyone | sum({f.members for f in figures})).bit_length())
            if not self.published >> place & 1
        )
        alike.pop((False,) * len(figures), None)
        patterns = sorted(alike)
        if not patterns:
            return None
        _, sizes, rows = np.linalg.svd(np.array(patterns, dtype=float).T, full_matrices=False)
        leverage = (rows[sizes > _ZERO] ** 2).sum(axis=0)
        for pattern, share in zip(patterns, leverage, strict=True):
            by = frozenset[Named]().union(
                *(f.by for f, inside in zip(figures, pattern, strict=True) if inside)
            )
            if share > 1 - _ZERO and alike[pattern] < ENOUGH and by:
                return self._smallest(by)
        return None

    def _smallest(self, names: Iterable[Named]) -> Named:
        return min(names, key=lambda name: (self.groups[name].bit_count(), name))


def shown_count(count: int) -> int | None:
    """A count of people, or None for one that could point at somebody; nobody is no secret."""
    return count if count == 0 or count >= ENOUGH else None


def shown_counts(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts of people beside their total: small ones are hidden, and more until those hidden are enough together."""
    hidden = {name for name, count in counts.items() if shown_count(count) is None}
    while 0 < sum(counts[name] for name in hidden) < ENOUGH:
        left = [name for name, count in counts.items() if count and name not in hidden]
        if not left:
            break
        hidden.add(min(left, key=lambda name: (counts[name], name)))
    return {name: None if name in hidden else count for name, count in counts.items()}
