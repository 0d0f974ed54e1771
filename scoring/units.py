"""The whole units of a group: the smallest in which every answer and every subgroup can be weighed exactly.

Whatever the weights and points are, in decimals or not, they become whole numbers without a common factor. So scaling
all weights gives the very same model.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import TypeVar

from questionnaires.definition import Group, Questionnaire
from scoring.model import Aggregation, Child, CompiledGroup
from scoring.shares import Shares
from scoring.tree import Tree

Key = TypeVar("Key")


def whole_factor(numbers: Iterable[Fraction]) -> Fraction:
    """The smallest factor that makes all numbers whole; what they have in common goes out. 1 for no numbers."""
    positive = [number for number in numbers if number]
    if not positive:
        return Fraction(1)
    denominator = lcm(*(number.denominator for number in positive))
    return Fraction(denominator, gcd(*(int(number * denominator) for number in positive)))


def whole_weights(weights: Mapping[Key, Fraction]) -> dict[Key, int]:
    """The same proportions in the smallest whole numbers."""
    factor = whole_factor(weights.values())
    return {key: int(weight * factor) for key, weight in weights.items()}


def item_factor(tree: Tree, index: int, shares: Mapping[str, Shares]) -> Fraction:
    """What turns weight times share into whole units, for the questions directly in this group.

    ``shares``: of the questions that count, by id.
    """
    numbers: list[Fraction] = []
    for place in tree.places:
        if place.group == index and place.item.id in shares:
            weight = Fraction(place.item.weight)
            numbers += [weight, *(weight * share for share in shares[place.item.id].numbers())]
    return whole_factor(numbers)


def _beside_children(
    factor: Fraction, weights: list[Fraction], units: int, alone: bool
) -> tuple[int, list[int]]:
    """How many times the units of the items the group's units are finer, and one score unit of each child in these.

    The items keep units of their own: those stay small where subgroups would need fine ones. ``alone``: no items.
    """
    exact = [weight / units * factor for weight in weights]
    if alone:
        every = whole_factor(exact)
        return 1, [int(unit * every) for unit in exact]
    finer = lcm(*(unit.denominator for unit in exact))
    whole = [int(unit * finer) for unit in exact]
    common = gcd(finer, *whole)
    return finer // common, [unit // common for unit in whole]


def compile_group(
    questionnaire: Questionnaire,
    tree: Tree,
    place: tuple[int, list[int]],
    factor: Fraction,
    alone: bool,
    units: int,
) -> CompiledGroup:
    """One group in its whole units.

    ``place``: its index and its subgroups; ``factor``: of its items; ``alone``: no item; ``units``: 100 points.
    """
    index, indexes = place
    group = tree.groups[index - 1] if index else None
    aggregation, floor = _mean(questionnaire, group)
    inside = [tree.groups[child - 1] for child in indexes]
    caps = [Fraction(child.share_at_most or 0) / 100 for child in inside]
    cap_whole = lcm(*(cap.denominator for cap in caps))
    weights = [Fraction(child.weight) for child in inside]
    own_factor, scales = _beside_children(factor, weights, units, alone)
    children = tuple(
        Child(place, unit, unit * units, int(cap * cap_whole))
        for place, unit, cap in zip(indexes, scales, caps, strict=True)
    )
    enough = Fraction(0) if group is None else Fraction(group.enough.share) / 100
    all_or_none = group is not None and group.all_or_none
    enough_items = 0 if group is None else group.enough.items
    return CompiledGroup(
        index=index,
        id=tree.id(index),
        parent=tree.id(tree.parents[index]) if group is not None else None,
        is_theme=group is not None and group.theme is not None,
        aggregation=aggregation,
        floor=floor,
        all_or_none=all_or_none,
        enough_items=enough_items,
        enough_share=(enough.numerator, enough.denominator),
        children=children,
        cap_whole=cap_whole,
        own_factor=own_factor,
        capped=any(caps),
    )


def _mean(questionnaire: Questionnaire, group: Group | None) -> tuple[Aggregation, Fraction]:
    mean = questionnaire.scoring if group is None else group
    return mean.aggregation, Fraction(mean.floor or 0) / 100
