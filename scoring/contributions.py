"""Back from the total to each question: what it contributed, adding up to the total exactly (design 5).

The total goes down the tree: each group's part over its members, in the proportions in which they made its score,
rounded half up as it adds up, so that nothing is lost. As in ``totals``, how a group does that is chosen when the
questionnaire is compiled.
"""

from collections.abc import Sequence

from scoring.groups import proportions
from scoring.model import CompiledGroup, CompiledModel, Division, Found
from scoring.rows import Field, Packing, Tally


def compile_division(group: CompiledGroup, place: slice, packing: Packing, units: int) -> Division:
    """How a group divides its part. ``place``: where its questions stand; ``units``: 100 points."""
    if place.stop - place.start == 1 and not group.children:
        return _to_one
    by_proportion = _by_proportion(group, place, packing, units)
    if group.aggregation != "arithmetic":
        return by_proportion
    if len(group.children) < 2:
        return _over_items(group, place, by_proportion)
    return by_proportion if group.capped else _over_children(group, place, by_proportion)


def _to_one(amount: int, _rows: Tally, _found: Found, _amounts: list[int]) -> list[int]:
    return [amount]


def _over_items(group: CompiledGroup, place: slice, otherwise: Division) -> Division:
    """Over the items of a weighted mean; what is left is of its one subgroup, if it has one."""
    child = group.children[0].group if group.children else None
    index = group.index

    def divide(amount: int, rows: Tally, found: Found, amounts: list[int]) -> list[int]:
        _, earned, factor = found.weighted[index]
        if not earned:
            return otherwise(amount, rows, found, amounts)
        shares, given = _shares(amount * factor, rows.counted[place], earned)
        if child is not None:
            amounts[child] = amount - given
        return shares

    return divide


def _over_children(group: CompiledGroup, place: slice, otherwise: Division) -> Division:
    """Over the items and the subgroups of a weighted mean."""
    index, children = group.index, tuple([child[:2] for child in group.children])

    def divide(amount: int, rows: Tally, found: Found, amounts: list[int]) -> list[int]:
        (_, earned, factor), scores = found.weighted[index], found.counted
        if not earned:
            return otherwise(amount, rows, found, amounts)
        parts = [factor * part for part in rows.counted[place]]
        parts += [unit * (scores[child] or 0) for child, unit in children]
        shares, _ = _shares(amount, parts, earned)
        for child, _ in reversed(children):
            amounts[child] = shares.pop()
        return shares

    return divide


def _by_proportion(group: CompiledGroup, place: slice, packing: Packing, units: int) -> Division:
    """Over the members of any mean, in the proportions that ``groups`` gives."""

    def divide(amount: int, rows: Tally, found: Found, amounts: list[int]) -> list[int]:
        own = packing.pairs(rows.sums[place], Field.COUNTED, Field.SHOWN)
        members = proportions(group, own, found.counted, units)
        shares, _ = _shares(amount, members, sum(members))
        for child in reversed(group.children):
            if found.counted[child.group] is not None:
                amounts[child.group] = shares.pop()
        return shares

    return divide


def _shares(amount: int, parts: Sequence[int], whole: int) -> tuple[list[int], int]:
    """How much of the amount each part gets, rounded half up as it adds up, and how much they got together.

    A plain loop: with ``accumulate`` and ``map`` it takes nearly twice the time.
    """
    shares: list[int] = []
    given, total, twice, double = 0, whole, 2 * amount, 2 * whole
    for part in parts:
        if part:
            total += twice * part
            so_far = total // double
            shares.append(so_far - given)
            given = so_far
        else:
            shares.append(0)
    return shares, given


def contributions_of(model: CompiledModel, rows: Tally, found: Found) -> list[int]:
    """What each question adds to the total's counted score, in the order of the plan; they add up to it exactly."""
    earned: list[int] = []
    amounts = [0] * len(model.groups)
    amounts[0] = found.counted[0] or 0
    for index, (divide, size) in enumerate(model.divisions):
        amount = amounts[index]
        earned += divide(amount, rows, found, amounts) if amount else [0] * size
    return earned + [0] * len(model.pooled_rows)
