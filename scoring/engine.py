"""The reference engine: one set of answers, its scores, and every reason for them (design 5)."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from questionnaires.answers import Answers
from questionnaires.answers_file import read_answers
from scoring.groups import Pair, average, other_mean, proportions, spread, weigh
from scoring.ladder import Standing, climb
from scoring.model import CompiledGroup, CompiledModel
from scoring.outcome import GroupOutcome, ItemOutcome, NoScore, Outcome, Share
from scoring.rows import OWN_FIELDS, Field, Row, Widths
from scoring.tally import Tally, as_given, tally

_item = partial(tuple.__new__, ItemOutcome)
_group = partial(tuple.__new__, GroupOutcome)
_VIEWS = ((Field.CLAIMED, Field.SHOWN), (Field.COUNTED, Field.SHOWN), (Field.COUNTED, Field.FOR_LEVEL))
"""Claimed, counted, for the level: which points, out of what could be reached."""


def score(model: CompiledModel, answers: Answers | Mapping[str, Any]) -> Outcome:
    """What these answers are worth.

    ``answers`` may also be a mapping in the form of an answers file; then AnswersError lists all its faults. Answers
    that do not fit their questions raise AnswerError.
    """
    if not isinstance(answers, Answers):
        answers = read_answers(model.questionnaire, answers)
    values, shown = as_given(model, answers)
    found = tally(model, answers.items, values.get, shown)
    for reference in model.pooled:
        values.pop(reference, None)
    scores = _scores(model, found)
    earned = _contributions(model, found, scores.counted)
    rows = found.rows
    coverage, verified, not_applicable = _weights(scores.carried[0], Widths(0, model.width))
    counted = dict(values)
    for place, reference in model.read_for_level:
        counted[reference] = rows[place].value
    standing = Standing(scores.for_level, coverage, verified, not_applicable, counted.get)
    level, levels, gates, capped_by = climb(model.ladder, standing)
    return Outcome(
        questionnaire=model.name,
        sha256=model.sha256,
        decimals=model.decimals,
        groups=tuple(map(_group, zip(model.group_ids, model.group_parents, *scores[:4], strict=True))),
        items=tuple([_item((*rows[place][2], earned[place])) for place in model.order]),
        level=level,
        levels=levels,
        gates=gates,
        capped_by=capped_by,
        coverage=coverage,
        verified=verified,
        not_applicable=not_applicable,
        double_checks=tuple([check for check, test in model.ladder.double_checks if test(values.get)]),
    )


class _Scores(NamedTuple):
    """By group index."""

    claimed: list[int | None]
    counted: list[int | None]
    for_level: list[int | None]
    reasons: list[NoScore | None]
    carried: list[int]
    """The fields that are added up over groups, from the first of them on; nothing for an incomplete group."""


def _scores(model: CompiledModel, found: Tally) -> _Scores:
    """The three scores of every group, subgroups first."""
    size, width = len(model.groups), model.width
    mask = (1 << width) - 1
    scores = _Scores([None] * size, [None] * size, [None] * size, [None] * size, [0] * size)
    claimed, counted, for_level, reasons, carried = scores
    for group in model.upwards:
        index, children = group.index, group.children
        total = found.sums[index] >> OWN_FIELDS * group.widths.own
        for child in children:
            total += carried[child[0]]
        carried[index] = total
        applicable = total & mask
        claim_gap = gap = None
        if group.guarded and applicable:
            claim_gap = _too_little(group, applicable, (total >> width) & mask)
            gap = _too_little(group, applicable, (total >> 2 * width) & mask)
            if claim_gap == "incomplete":  # it drops out: its questions no longer apply
                carried[index] = 0
        if not applicable:
            inside = [reasons[child[0]] for child in children]
            gap = "incomplete" if "incomplete" in inside else "not_applicable"
        elif gap is None or claim_gap is None:
            means = _averages if group.aggregation == "arithmetic" else _other_means
            claim, count, level = means(model, group, found, scores)
            if claim_gap is None:
                claimed[index] = claim
            if gap is None:
                counted[index], for_level[index] = count, level
                gap = "too_little_data" if count is None else None
        reasons[index] = gap
    return scores


def _too_little(group: CompiledGroup, applicable: int, answered: int) -> NoScore | None:
    if group.all_or_none and answered < applicable:
        return "incomplete"
    part, whole = group.enough_share
    if answered < group.enough_items or answered * whole < applicable * part:
        return "too_little_data"
    return None


Three = tuple[int | None, int | None, int | None]
"""Claimed, counted, for the level."""


def _averages(model: CompiledModel, group: CompiledGroup, found: Tally, scores: _Scores) -> Three:
    """Weighted means: all items of the group are one member, with their sums."""
    width, units, sums = group.widths.own, model.units, found.sums[group.index]
    mask = (1 << width) - 1
    shown = (sums >> 2 * width) & mask
    for_level = (sums >> 3 * width) & mask
    counted = (sums >> width) & mask
    return (
        average(group, sums & mask, shown, scores.claimed, units),
        average(group, counted, shown, scores.counted, units),
        average(group, counted, for_level, scores.for_level, units),
    )


def _other_means(model: CompiledModel, group: CompiledGroup, found: Tally, scores: _Scores) -> Three:
    """Geometric means or minima: every item is a member."""
    rows = found.rows[model.slices[group.index]]
    claimed, counted, for_level = (
        other_mean(group, _pairs(rows, group.widths.own, part, whole), before, model.units)
        for (part, whole), before in zip(_VIEWS, scores[:3], strict=True)
    )
    return claimed, counted, for_level


def _pairs(rows: list[Row], width: int, part: Field, whole: Field) -> list[Pair]:
    mask, first, second = (1 << width) - 1, part * width, whole * width
    return [((row.sums >> first) & mask, (row.sums >> second) & mask) for row in rows]


def _contributions(model: CompiledModel, found: Tally, counted: list[int | None]) -> list[int]:
    """What each question adds to the total's counted score, in the order of the plan; they add up to it exactly.

    The total goes down the tree: each group's part over its members, in the proportions in which they made its score.
    """
    earned = [0] * len(found.rows)
    amounts = [0] * len(model.groups)
    amounts[0] = counted[0] or 0
    for group in model.groups:
        amount = amounts[group.index]
        if not amount:
            continue
        place = model.slices[group.index]
        rows = found.rows[place]
        if group.aggregation == "arithmetic":
            parts = [row[1] for row in rows]
            if group.children:
                parts = _with_children(model, group, found.sums[group.index], parts, counted)
        else:
            own = _pairs(rows, group.widths.own, Field.COUNTED, Field.SHOWN)
            parts = proportions(group, own, counted, model.units)
        spent = spread(amount, parts)
        if group.children:
            inside = [child[0] for child in group.children if counted[child[0]] is not None]
            for index, part in zip(inside, spent[len(rows) :], strict=True):
                amounts[index] = part
            spent = spent[: len(rows)]
        earned[place] = spent
    return earned


def _with_children(
    model: CompiledModel, group: CompiledGroup, sums: int, parts: list[int], counted: list[int | None]
) -> list[int]:
    shown = group.widths.read(sums, Field.SHOWN)
    factor, children = weigh(group, shown, counted, model.units)
    own = parts if factor == 1 else [factor * part for part in parts]
    return own + [part for _, part, _ in children]


def _weights(carried: int, widths: Widths) -> tuple[Share, Share, Share]:
    """Coverage, verified and not applicable of the whole questionnaire."""
    applicable = widths.read(carried, Field.WEIGHT_APPLICABLE)
    left_out = widths.read(carried, Field.WEIGHT_NOT_APPLICABLE)
    return (
        (widths.read(carried, Field.WEIGHT_ANSWERED), applicable),
        (widths.read(carried, Field.WEIGHT_VERIFIED), widths.read(carried, Field.WEIGHT_VERIFIABLE)),
        (left_out, applicable + left_out),
    )
