"""The reference engine: one set of answers, its scores, and every reason for them (design 5)."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from questionnaires.answers import Answers
from questionnaires.answers_file import read_answers
from scoring.groups import Pair, contributions, mean, spread
from scoring.ladder import Standing, climb
from scoring.model import CompiledGroup, CompiledModel
from scoring.outcome import GroupOutcome, ItemOutcome, NoScore, Outcome, Share
from scoring.rows import Field
from scoring.tally import Tally, as_given, tally

_item = partial(tuple.__new__, ItemOutcome)
_group = partial(tuple.__new__, GroupOutcome)
_VIEWS = ((Field.CLAIMED, Field.SHOWN), (Field.COUNTED, Field.SHOWN), (Field.COUNTED, Field.FOR_LEVEL))
"""Claimed, counted, for the level: which points, out of what could be reached."""
_ADDED_UP = int(Field.APPLICABLE)
"""Fields before this one are about one group; from here on they are added up over groups as well."""
_WEIGHTS = tuple(range(Field.WEIGHT_APPLICABLE, Field.WEIGHT_VERIFIED + 1))


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
    weights = _weights(scores.carried[0], model.width)
    counted = dict(values) if model.read_for_level else values
    for position, reference in model.read_for_level:
        counted[reference] = found.rows[position].value
    standing = Standing(scores.for_level, *weights, counted.get)
    level, levels, gates, capped_by = climb(model.ladder, standing)
    return Outcome(
        questionnaire=model.name,
        sha256=model.sha256,
        decimals=model.decimals,
        groups=tuple(
            [
                _group((group.id, group.parent, *four))
                for group, four in zip(
                    model.groups,
                    zip(scores.claimed, scores.counted, scores.for_level, scores.reasons, strict=True),
                    strict=True,
                )
            ]
        ),
        items=tuple([_item((*row[2], part)) for row, part in zip(found.rows, earned, strict=True)]),
        level=level,
        levels=levels,
        gates=gates,
        capped_by=capped_by,
        coverage=weights[0],
        verified=weights[1],
        not_applicable=weights[2],
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
    shift, mask = _ADDED_UP * width, (1 << width) - 1
    scores = _Scores([None] * size, [None] * size, [None] * size, [None] * size, [0] * size)
    claimed, counted, for_level, reasons, carried = scores
    for group in reversed(model.groups):
        index = group.index
        total = found.sums[index] >> shift
        for child in group.children:
            total += carried[child[0]]
        carried[index] = total
        score_of = _plain if group.is_plain else _mixed
        claimed[index], counted[index], for_level[index] = score_of(model, group, found, scores)
        if group.guarded:
            _withhold(group, scores, total & mask, (total >> width) & mask, (total >> 2 * width) & mask)
        if counted[index] is None and reasons[index] is None:
            reasons[index] = _why_empty(group, reasons, total & mask)
    return scores


Three = tuple[int | None, int | None, int | None]
"""Claimed, counted, for the level."""


def _plain(model: CompiledModel, group: CompiledGroup, found: Tally, scores: _Scores) -> Three:
    """A weighted mean without limits: all items of the group are one member, with their sums."""
    width, units = model.width, model.units
    mask = (1 << width) - 1
    sums = found.sums[group.index]
    claimed, counted = sums & mask, (sums >> width) & mask
    shown, counted_shown = ((sums >> 2 * width) & mask,) * 2
    level, for_level = counted, (sums >> 3 * width) & mask
    for index, unit, _ in group.children:
        full = unit * units
        if (score := scores.claimed[index]) is not None:
            claimed += unit * score
            shown += full
        if (score := scores.counted[index]) is not None:
            counted += unit * score
            counted_shown += full
        if (score := scores.for_level[index]) is not None:
            level += unit * score
            for_level += full
    return (
        (2 * claimed * units + shown) // (2 * shown) if shown else None,
        (2 * counted * units + counted_shown) // (2 * counted_shown) if counted_shown else None,
        (2 * level * units + for_level) // (2 * for_level) if for_level else None,
    )


def _mixed(model: CompiledModel, group: CompiledGroup, found: Tally, scores: _Scores) -> Three:
    """Any other group."""
    claimed, counted, for_level = (
        mean(group, _own(model, group, found, part, whole), before, model.units)
        for (part, whole), before in zip(_VIEWS, scores[:3], strict=True)
    )
    return claimed, counted, for_level


def _own(model: CompiledModel, group: CompiledGroup, found: Tally, part: Field, whole: Field) -> list[Pair]:
    """The items of a group as members; for a weighted mean all of them together as one."""
    width = model.width
    mask, first, second = (1 << width) - 1, part * width, whole * width
    sums = (
        [found.sums[group.index]]
        if group.aggregation == "arithmetic"
        else [row.sums for row in found.own[group.index]]
    )
    return [((one >> first) & mask, (one >> second) & mask) for one in sums]


def _withhold(group: CompiledGroup, scores: _Scores, applicable: int, answered: int, supported: int) -> None:
    """Takes away scores that rest on too little. ``supported``: answered, as far as what counts goes.

    An all-or-none group with a gap drops out altogether: its questions no longer apply.
    """
    index = group.index
    claimed = _too_little(group, applicable, answered)
    counted = _too_little(group, applicable, supported)
    if claimed is not None:
        scores.claimed[index] = None
    if counted is not None:
        scores.counted[index] = scores.for_level[index] = None
        scores.reasons[index] = counted if applicable else "not_applicable"
    if claimed == "incomplete":
        scores.carried[index] = 0


def _too_little(group: CompiledGroup, applicable: int, answered: int) -> NoScore | None:
    if group.all_or_none and answered < applicable:
        return "incomplete"
    part, whole = group.enough_share
    if answered < group.enough_items or answered * whole < applicable * part:
        return "too_little_data"
    return None


def _why_empty(group: CompiledGroup, reasons: list[NoScore | None], applicable: int) -> NoScore:
    if applicable:
        return "too_little_data"
    gaps = any(reasons[child.group] == "incomplete" for child in group.children)
    return "incomplete" if gaps else "not_applicable"


def _contributions(model: CompiledModel, found: Tally, counted: list[int | None]) -> list[int]:
    """What each question adds to the total's counted score, by place in the questionnaire; they add up to it exactly.

    The total goes down the tree: each group's part over its members, in the proportions in which they made its score.
    """
    earned = [0] * len(found.rows)
    amounts = [0] * len(model.groups)
    amounts[0] = counted[0] or 0
    for group in model.groups:
        amount = amounts[group.index]
        if not amount:
            continue
        if group.is_plain:
            items = [row[1] for row in found.own[group.index]]
            children = [
                (index, unit * score)
                for index, unit, _ in group.children
                if (score := counted[index]) is not None
            ]
        else:
            own = _own_items(model, group, found)
            items, children = contributions(group, own, counted, model.units)
        parts = [*items, *[part for _, part in children]] if children else items
        spent = spread(amount, parts, sum(parts))
        for position, part in zip(model.positions[group.index], spent, strict=False):
            earned[position] = part
        for (index, _), part in zip(children, spent[len(items) :], strict=True):
            amounts[index] = part
    return earned


def _own_items(model: CompiledModel, group: CompiledGroup, found: Tally) -> list[Pair]:
    width = model.width
    mask, shown = (1 << width) - 1, Field.SHOWN * width
    return [(row.counted, (row.sums >> shown) & mask) for row in found.own[group.index]]


def _weights(carried: int, width: int) -> tuple[Share, Share, Share]:
    """Coverage, verified and not applicable of the whole questionnaire."""
    mask = (1 << width) - 1
    applicable, answered, left_out, verifiable, verified = [
        (carried >> (field - _ADDED_UP) * width) & mask for field in _WEIGHTS
    ]
    return (answered, applicable), (verified, verifiable), (left_out, applicable + left_out)
