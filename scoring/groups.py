"""How the members of a group make its score, and how its score goes back to them (design 5).

A member is a pair of whole numbers in the group's units: (points, what could be reached). For a weighted mean all items
of a group may be taken together as one member; the other means need them one by one.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from scoring.geometric import rounded_mean
from scoring.model import CompiledGroup

Pair = tuple[int, int]
Scores = Sequence[int | None]
"""By group index; None for a group without a score."""


def mean(group: CompiledGroup, own: Sequence[Pair], scores: Scores, units: int) -> int | None:
    """The group's score in score units, rounded half up; None when nothing in it counts.

    ``own``: its items. ``scores``: of all groups, of which its children are used. ``units``: 100 points.
    """
    factor, children = weigh(group, sum([whole for _, whole in own]), scores, units)
    if group.aggregation == "arithmetic":
        points = factor * sum([part for part, _ in own]) + sum([part for _, part, _ in children])
        whole = factor * sum([whole for _, whole in own]) + sum([whole for _, _, whole in children])
        return (2 * points * units + whole) // (2 * whole) if whole else None
    members = [(factor * part, factor * whole) for part, whole in own if whole]
    members += [(part, whole) for _, part, whole in children if whole]
    if not members:
        return None
    if group.aggregation == "minimum":
        return min((2 * part * units + whole) // (2 * whole) for part, whole in members)
    shares = [max(Fraction(part, whole), group.floor) for part, whole in members]
    return rounded_mean(shares, [whole for _, whole in members], units)


def weigh(
    group: CompiledGroup, own: int, scores: Scores, units: int
) -> tuple[int, list[tuple[int, int, int]]]:
    """The weights that hold: a factor for the items, and (index, points, whole) for each child with a score.

    ``own`` is the weight of the items that apply. A child that may be at most so many parts of the whole is cut until
    it is. The whole shrinks with it, so others may have to be cut as well; as wholes only shrink, this ends at the
    largest weights that keep every limit. When nothing is left to be a part of, such a child counts for nothing.
    """
    present = [(child, score) for child in group.children if (score := scores[child.group]) is not None]
    cut: set[int] = set()
    while True:
        free = own + sum([child.unit * units for child, _ in present if child.group not in cut])
        rest = group.cap_whole - sum([child.cap for child, _ in present if child.group in cut])
        over = {
            child.group
            for child, _ in present
            if child.cap and child.group not in cut and child.unit * units * rest > child.cap * free
        }
        if not over:
            break
        cut |= over
    if not cut:
        return 1, [(child.group, child.unit * score, child.unit * units) for child, score in present]
    weighed = []
    for child, score in present:
        unit = child.cap * free if child.group in cut else child.unit * units * rest
        weighed.append((child.group, unit * score, unit * units))
    return units * rest, weighed


def contributions(
    group: CompiledGroup, own: Sequence[Pair], scores: Scores, units: int
) -> tuple[list[int], list[tuple[int, int]]]:
    """What each member has earned of the group's score, in proportions: items, and (index, part) of its children.

    A mean gives each member its weight times its score (in a geometric mean at least the floor). A minimum is reached
    by all members, so there each has a part by its weight alone.
    """
    factor, children = weigh(group, sum([whole for _, whole in own]), scores, units)
    members = [(factor * part, factor * whole) for part, whole in own]
    members += [(part, whole) for _, part, whole in children]
    if group.aggregation == "minimum":
        parts = [whole for _, whole in members]
    elif group.aggregation == "geometric":
        top, bottom = group.floor.numerator, group.floor.denominator
        parts = [max(part * bottom, whole * top) for part, whole in members]
    else:
        parts = [part for part, _ in members]
    return parts[: len(own)], [
        (index, part) for (index, _, _), part in zip(children, parts[len(own) :], strict=True)
    ]


def spread(amount: int, parts: Iterable[int], whole: int) -> list[int]:
    """``amount`` in whole numbers over ``parts`` that add up to ``whole``; rounded on the way, so nothing is lost."""
    if not whole:
        return [0 for _ in parts]
    twice, double = 2 * amount, 2 * whole
    reached = [(twice * total + whole) // double for total in accumulate(parts, initial=0)]
    return [after - before for before, after in pairwise(reached)]
