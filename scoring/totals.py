"""From the rows of one set of answers to the scores of every group, and back to each question's part (design 5)."""

from collections.abc import Iterable
from itertools import accumulate
from operator import itemgetter, sub
from typing import NamedTuple

from scoring.groups import Pair, average, other_mean, proportions, weigh
from scoring.model import CompiledGroup, CompiledModel
from scoring.outcome import NoScore
from scoring.rows import Field, Row
from scoring.tally import Tally

_VIEWS = ((Field.CLAIMED, Field.SHOWN), (Field.COUNTED, Field.SHOWN), (Field.COUNTED, Field.FOR_LEVEL))
"""Claimed, counted, for the level: which points, out of what could be reached."""
Three = tuple[int | None, int | None, int | None]
"""Claimed, counted, for the level."""


class Scores(NamedTuple):
    """By group index."""

    claimed: list[int | None]
    counted: list[int | None]
    for_level: list[int | None]
    reasons: list[NoScore | None]
    carried: list[int]
    """The fields that are added up over groups, from the first of them on; nothing for an incomplete group."""


def scores_of(model: CompiledModel, found: Tally) -> Scores:
    """The three scores of every group, subgroups first."""
    size, width = len(model.groups), model.width
    mask = (1 << width) - 1
    scores = Scores([None] * size, [None] * size, [None] * size, [None] * size, [0] * size)
    claimed, counted, for_level, reasons, carried = scores
    for group in model.upwards:
        index = group.index
        total = found.sums[index] >> group.own_bits
        for child in group.children:
            total += carried[child[0]]
        applicable = total & mask
        claim_gap: NoScore | None = None
        gap: NoScore | None = None
        if not applicable:
            claim_gap = gap = _why_nothing_applies(group, reasons)
        elif group.guarded:
            claim_gap = _gap(group, applicable, (total >> width) & mask)
            gap = _gap(group, applicable, (total >> 2 * width) & mask)
        if claim_gap != "incomplete":
            carried[index] = total  # else it drops out: its questions no longer apply
        if claim_gap is None or gap is None:
            means = _averages if group.aggregation == "arithmetic" else _other_means
            claim, count, level = means(model, group, found, scores)
            if claim_gap is None:
                claimed[index] = claim
            if gap is None:
                counted[index], for_level[index] = count, level
                gap = "too_little_data" if count is None else None
        reasons[index] = gap
    return scores


def _why_nothing_applies(group: CompiledGroup, reasons: list[NoScore | None]) -> NoScore:
    gaps = [child for child in group.children if reasons[child[0]] == "incomplete"]
    return "incomplete" if gaps else "not_applicable"


def _gap(group: CompiledGroup, applicable: int, answered: int) -> NoScore | None:
    if group.all_or_none and answered < applicable:
        return "incomplete"
    part, whole = group.enough_share
    if answered < group.enough_items or answered * whole < applicable * part:
        return "too_little_data"
    return None


def _averages(model: CompiledModel, group: CompiledGroup, found: Tally, scores: Scores) -> Three:
    """Weighted means: all items of the group are one member, with their sums."""
    units, width, sums = model.units, group.widths.own, found.sums[group.index]
    mask = (1 << width) - 1
    claim, count = sums & mask, (sums >> width) & mask
    claim_whole, level_whole = (sums >> 2 * width) & mask, (sums >> 3 * width) & mask
    claimed, counted, for_level, _, _ = scores
    if group.capped and _is_limited(group, scores):
        return (
            average(weigh(group, claim_whole, claimed, units), claim, claim_whole, claimed, units),
            average(weigh(group, claim_whole, counted, units), count, claim_whole, counted, units),
            average(weigh(group, level_whole, for_level, units), count, level_whole, for_level, units),
        )
    level, count_whole = count, claim_whole
    for index, unit, full, _ in group.children:
        if (score := claimed[index]) is not None:
            claim += unit * score
            claim_whole += full
        if (score := counted[index]) is not None:
            count += unit * score
            count_whole += full
        if (score := for_level[index]) is not None:
            level += unit * score
            level_whole += full
    return (
        (2 * claim * units + claim_whole) // (2 * claim_whole) if claim_whole else None,
        (2 * count * units + count_whole) // (2 * count_whole) if count_whole else None,
        (2 * level * units + level_whole) // (2 * level_whole) if level_whole else None,
    )


def _is_limited(group: CompiledGroup, scores: Scores) -> bool:
    """Whether a child with a score may be no more than so much of the group."""
    for index, _, _, cap in group.children:
        if cap and (scores.claimed[index] is not None or scores.for_level[index] is not None):
            return True
    return False


def _other_means(model: CompiledModel, group: CompiledGroup, found: Tally, scores: Scores) -> Three:
    """Geometric means or minima: every item is a member."""
    rows = found.rows[model.slices[group.index]]
    claimed, counted, for_level = (
        other_mean(group, _pairs(rows, group, part, whole), before, model.units)
        for (part, whole), before in zip(_VIEWS, scores[:3], strict=True)
    )
    return claimed, counted, for_level


def _pairs(rows: list[Row], group: CompiledGroup, part: Field, whole: Field) -> list[Pair]:
    read = group.widths.read
    return [(read(row[0], part), read(row[0], whole)) for row in rows]


def contributions_of(model: CompiledModel, found: Tally, counted: list[int | None]) -> list[int]:
    """What each question adds to the total's counted score, in the order of the plan; they add up to it exactly.

    The total goes down the tree: each group's part over its members, in the proportions in which they made its score,
    rounded half up as it adds up, so that nothing is lost.
    """
    earned: list[int] = []
    amounts = [0] * len(model.groups)
    amounts[0] = counted[0] or 0
    for group, place in zip(model.groups, model.slices, strict=True):
        rows = found.rows[place]
        twice = 2 * amounts[group.index]
        if not twice:
            earned += [0] * len(rows)
            continue
        parts: Iterable[int] = map(_counted, rows)
        whole = group.widths.read(found.sums[group.index], Field.COUNTED)
        if group.children or group.aggregation != "arithmetic" or not whole:
            parts = _proportions(model, group, found, counted)
            whole = sum(parts)
        double = 2 * whole
        reached = [(twice * total + whole) // double for total in accumulate(parts)]
        spent = [reached[0], *map(sub, reached[1:], reached)]
        for child in reversed(group.children):
            if counted[child[0]] is not None:
                amounts[child[0]] = spent.pop()
        earned += spent
    earned += [0] * len(model.pooled_rows)
    return earned


_counted = itemgetter(1)


def _proportions(
    model: CompiledModel, group: CompiledGroup, found: Tally, counted: list[int | None]
) -> list[int]:
    """What the items and then the children earned of a group's score, in proportion."""
    rows = found.rows[model.slices[group.index]]
    if group.aggregation == "arithmetic":
        shown = group.widths.read(found.sums[group.index], Field.SHOWN)
        factor, children = weigh(group, shown, counted, model.units)
        parts = [factor * row[1] for row in rows]
        parts += [unit * (counted[index] or 0) for index, unit, _ in children]
        if any(parts):
            return parts
    return proportions(group, _pairs(rows, group, Field.COUNTED, Field.SHOWN), counted, model.units)
