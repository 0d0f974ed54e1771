"""From the rows of one set of answers to the scores of every group, and back to each question's part (design 5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.groups import Pair, Weighed, average, other_mean, proportions, weigh
from scoring.model import CompiledGroup, CompiledModel
from scoring.outcome import NoScore
from scoring.rows import Field, Row
from scoring.tally import Tally

_VIEWS = ((Field.CLAIMED, Field.SHOWN), (Field.COUNTED, Field.SHOWN), (Field.COUNTED, Field.FOR_LEVEL))
"""Claimed, counted, for the level: which points, out of what could be reached."""
Three = tuple[int | None, int | None, int | None]
"""Claimed, counted, for the level."""


@dataclass(slots=True)
class Scores:
    """By group index; filled from the innermost groups outwards."""

    claimed: list[int | None]
    counted: list[int | None]
    for_level: list[int | None]
    reasons: list[NoScore | None]
    carried: list[int]
    """The fields that are added up over groups, from the first of them on; nothing for an incomplete group."""
    weighed: dict[int, Weighed]
    """The weights of the counted scores, of weighted means with limited children."""


def scores_of(model: CompiledModel, found: Tally) -> Scores:
    """The three scores of every group, subgroups first."""
    size, width = len(model.groups), model.width
    mask = (1 << width) - 1
    scores = Scores([None] * size, [None] * size, [None] * size, [None] * size, [0] * size, {})
    reasons, carried, sums = scores.reasons, scores.carried, found.sums
    for group in model.upwards:
        index = group.index
        total = sums[index] >> group.own_bits
        for child in group.children:
            total += carried[child[0]]
        applicable = total & mask
        if not applicable:
            carried[index] = total
            reasons[index] = _why_nothing_applies(group, reasons)
            continue
        claim_gap = gap = None
        if group.guarded:
            answered, supported = (total >> width) & mask, (total >> 2 * width) & mask
            claim_gap = gap = _gap(group, applicable, answered)
            if supported != answered:
                gap = _gap(group, applicable, supported)
            if claim_gap == "incomplete":  # it drops out: its questions no longer apply
                reasons[index] = gap
                continue
        carried[index] = total
        reasons[index] = _enter(model, group, found, scores, claim_gap, gap)
    return scores


def _enter(
    model: CompiledModel,
    group: CompiledGroup,
    found: Tally,
    scores: Scores,
    claim_gap: NoScore | None,
    gap: NoScore | None,
) -> NoScore | None:
    """Works out a group's scores and keeps those that no gap takes away; gives why there is no counted score."""
    means = _averages if group.aggregation == "arithmetic" else _other_means
    claim, count, level = means(model, group, found, scores)
    if claim_gap is None:
        scores.claimed[group.index] = claim
    if gap is None:
        scores.counted[group.index], scores.for_level[group.index] = count, level
        return "too_little_data" if count is None else None
    return gap


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
    units, width, sums = model.units, group.widths[0], found.sums[group.index]
    mask = (1 << width) - 1
    claim, count = sums & mask, (sums >> width) & mask
    claim_whole, level_whole = (sums >> 2 * width) & mask, (sums >> 3 * width) & mask
    level, count_whole = count, claim_whole
    if group.children:
        if group.capped:
            return _limited_averages(group, (claim, count, claim_whole, level_whole), scores, units)
        if (factor := group.own_factor) != 1:
            claim, count, level = factor * claim, factor * count, factor * level
            claim_whole, level_whole = factor * claim_whole, factor * level_whole
            count_whole = claim_whole
        for index, unit, full, _ in group.children:
            if (score := scores.claimed[index]) is not None:
                claim += unit * score
                claim_whole += full
            if (score := scores.counted[index]) is not None:
                count += unit * score
                count_whole += full
            if (score := scores.for_level[index]) is not None:
                level += unit * score
                level_whole += full
    return (
        (2 * claim * units + claim_whole) // (2 * claim_whole) if claim_whole else None,
        (2 * count * units + count_whole) // (2 * count_whole) if count_whole else None,
        (2 * level * units + level_whole) // (2 * level_whole) if level_whole else None,
    )


def _limited_averages(
    group: CompiledGroup, own: tuple[int, int, int, int], scores: Scores, units: int
) -> Three:
    """The same where a child may be no more than so much. ``own``: claimed, counted, and their wholes."""
    claim, count, whole, level_whole = own
    claimed, counted, for_level = scores.claimed, scores.counted, scores.for_level
    by_count = scores.weighed[group.index] = weigh(group, whole, counted, units)
    return (
        average(weigh(group, whole, claimed, units), claim, whole, claimed, units),
        average(by_count, count, whole, counted, units),
        average(weigh(group, level_whole, for_level, units), count, level_whole, for_level, units),
    )


def _other_means(model: CompiledModel, group: CompiledGroup, found: Tally, scores: Scores) -> Three:
    """Geometric means or minima: every item is a member."""
    rows = found.rows[model.slices[group.index]]
    claimed, counted, for_level = (
        other_mean(group, _pairs(rows, group, part, whole), before, model.units)
        for (part, whole), before in zip(
            _VIEWS, (scores.claimed, scores.counted, scores.for_level), strict=True
        )
    )
    return claimed, counted, for_level


def _pairs(rows: list[Row], group: CompiledGroup, part: Field, whole: Field) -> list[Pair]:
    read = group.widths.read
    return [(read(row[0], part), read(row[0], whole)) for row in rows]


def contributions_of(model: CompiledModel, found: Tally, scores: Scores) -> list[int]:
    """What each question adds to the total's counted score, in the order of the plan; they add up to it exactly.

    The total goes down the tree: each group's part over its members, in the proportions in which they made its score,
    rounded half up as it adds up, so that nothing is lost.
    """
    earned: list[int] = []
    counted = scores.counted
    amounts = [0] * len(model.groups)
    amounts[0] = counted[0] or 0
    for group, place in zip(model.groups, model.slices, strict=True):
        rows = found.rows[place]
        amount = amounts[group.index]
        if not amount:
            earned += [0] * len(rows)
            continue
        parts = [row[1] for row in rows] if group.is_plain else _proportions(model, group, found, scores)
        whole = sum(parts)
        if not whole:
            parts = proportions(group, _pairs(rows, group, Field.COUNTED, Field.SHOWN), counted, model.units)
            whole = sum(parts)
        twice, double = 2 * amount, 2 * whole
        total = before = 0
        for part in parts:
            total += twice * part
            after = (total + whole) // double
            earned.append(after - before)
            before = after
        for child in reversed(group.children):
            if counted[child[0]] is not None:
                amounts[child[0]] = earned.pop()
    return earned + [0] * len(model.pooled_rows)


def _proportions(model: CompiledModel, group: CompiledGroup, found: Tally, scores: Scores) -> list[int]:
    """What the items and then the children earned of a group's score, in proportion."""
    rows, counted = found.rows[model.slices[group.index]], scores.counted
    if group.aggregation != "arithmetic":
        return proportions(group, _pairs(rows, group, Field.COUNTED, Field.SHOWN), counted, model.units)
    factor: int = group.own_factor
    children: Sequence[tuple[int, ...]] = group.children
    if group.capped:
        factor, children = scores.weighed[group.index]
    parts = [row[1] for row in rows] if factor == 1 else [factor * row[1] for row in rows]
    return parts + [child[1] * score for child in children if (score := counted[child[0]]) is not None]
