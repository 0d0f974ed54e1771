"""The reference engine: one set of answers, its scores, and every reason for them (design 5)."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from questionnaires.answers import Answers
from questionnaires.answers_file import read_answers
from scoring.groups import Pair, contributions, mean, spread
from scoring.ladder import Standing, climb
from scoring.model import CompiledGroup, CompiledModel
from scoring.outcome import GroupOutcome, ItemOutcome, NoScore, Outcome
from scoring.rows import Field, Row
from scoring.tally import Tally, as_given, tally

_item = partial(tuple.__new__, ItemOutcome)
_group = partial(tuple.__new__, GroupOutcome)
_ONE_GROUP = Field.APPLICABLE
"""Fields before this one are about one group; from here on they are added up over groups as well."""


def score(model: CompiledModel, answers: Answers | Mapping[str, Any]) -> Outcome:
    """What these answers are worth.

    ``answers`` may also be a mapping in the form of an answers file; then AnswersError lists all its faults. Answers
    that do not fit their questions raise AnswerError.
    """
    if not isinstance(answers, Answers):
        answers = read_answers(model.questionnaire, answers)
    values, shown = as_given(model, answers)
    found = tally(model, answers.items, values.get, shown)
    scores = _scores(model, found)
    earned = _contributions(model, found, scores.counted)
    weights = _weights(model, scores.carried)
    counted = dict(values) if model.read_for_level else values
    for position, reference in model.read_for_level:
        counted[reference] = found.rows[position].value
    standing = Standing(scores.for_level, *weights, counted.get)
    level, levels, gates, capped_by = climb(model.ladder, standing)
    for reference in model.pooled:
        values.pop(reference, None)
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
    size, width, units = len(model.groups), model.width, model.units
    mask = (1 << width) - 1
    scores = _Scores([None] * size, [None] * size, [None] * size, [None] * size, [0] * size)
    claimed, counted, for_level, reasons, carried = scores
    shift = _ONE_GROUP * width
    for group in reversed(model.groups):
        index = group.index
        sums = found.sums[index]
        total = sums >> shift
        for child in group.children:
            total += carried[child.index]
        carried[index] = total
        ...
    return scores
