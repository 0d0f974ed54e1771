"""How the members of a group make its score, and how its score goes back to them (design 5).

A member is a pair of whole numbers: (points, what could be reached). For a weighted mean all items of a group may be
taken together as one member; the other means need them one by one. Items come in their own units, and are brought to
the group's.
"""

from collections.abc import Sequence
from fractions import Fraction

from scoring.geometric import rounded_mean
from scoring.model import Child, CompiledGroup

Pair = tuple[int, int]
Scores = Sequence[int | None]
"""By group index; None for a group without a score."""
Weighed = tuple[int, Sequence[tuple[int, int, int]]]
"""A factor for the items, and for each child with a score (index, what one score unit adds, what 100 points add)."""


def other_mean(group: CompiledGroup, own: Sequence[Pair], scores: Scores, units: int) -> int | None:
    """The geometric mean or the minimum of a group, rounded half up; None when nothing in it counts."""
    members = [(part, whole) for part, whole in _members(group, own, scores, units) if whole]
    if not members:
        return None
    if group.aggregation == "minimum":
        return min((2 * part * units + whole) // (2 * whole) for part, whole in members)
    shares = [max(Fraction(part, whole), group.floor) for part, whole in members]
    return rounded_mean(shares, [whole for _, whole in members], units)


def proportions(group: CompiledGroup, own: Sequence[Pair], scores: Scores, units: int) -> list[int]:
    """What each member earned of a group's score, in proportion: of its items, then of its children with a score.

    A mean gives each member its weight times its score (in a geometric mean at least the floor). A minimum is reached
    by all members, so there each has a part by its weight alone; and so it is when no member earned anything, which
    matters where a floor around the group still gives it something.
    """
    members = _members(group, own, scores, units)
    by_weight = [whole for _, whole in members]
    if group.aggregation == "minimum":
        return by_weight
    parts = [part for part, _ in members]
    if group.aggregation == "geometric":
        top, bottom = group.floor.numerator, group.floor.denominator
        parts = [max(part * bottom, whole * top) for part, whole in members]
    return parts if any(parts) else by_weight


def _members(group: CompiledGroup, own: Sequence[Pair], scores: Scores, units: int) -> list[Pair]:
    factor, children = weigh(group, sum([whole for _, whole in own]), scores, units)
    members = [(factor * part, factor * whole) for part, whole in own]
    return members + [(unit * (scores[index] or 0), full) for index, unit, full in children]


def weigh(group: CompiledGroup, own: int, scores: Scores, units: int) -> Weighed:
    """The weights that hold, when ``own`` is the weight of the items that apply and these children have scores.

    A child that may be at most so many parts of the whole is cut until it is. The whole shrinks with it, so others may
    have to be cut as well; as wholes only shrink, this ends at the largest weights that keep every limit. When nothing
    is left to be a part of, such a child counts for nothing.
    """
    present = [child for child in group.children if scores[child.group] is not None]
    free, rest = own * group.own_factor + sum(child.full for child in present), group.cap_whole
    cut: list[Child] = []
    loose = [child for child in present if child.cap]
    while over := [child for child in loose if child.full * rest > child.cap * free]:
        free -= sum(child.full for child in over)
        rest -= sum(child.cap for child in over)
        cut += over
        loose = [child for child in loose if child not in over]
    if not cut:
        return group.own_factor, [child[:3] for child in present]
    whole = units * rest
    return group.own_factor * whole, [
        (child.group, child.cap * free, child.cap * free * units)
        if child in cut
        else (child.group, child.unit * whole, child.full * whole)
        for child in present
    ]
