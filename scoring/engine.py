"""The reference engine: one set of answers, its scores, and every reason for them (design 5)."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from questionnaires.answers import Answers
from questionnaires.answers_file import read_answers
from scoring.contributions import contributions_of
from scoring.ladder import climb
from scoring.model import CompiledModel, Found
from scoring.outcome import Outcome, Share
from scoring.tally import as_given, tally
from scoring.totals import scores_of


def score(model: CompiledModel, answers: Answers | Mapping[str, Any]) -> Outcome:
    """What these answers are worth.

    ``answers`` may also be a mapping in the form of an answers file; then AnswersError lists all its faults. Answers
    that do not fit their questions raise AnswerError.
    """
    if not isinstance(answers, Answers):
        answers = read_answers(model.questionnaire, answers)
    values, shown = as_given(model, answers)
    tallied = tally(model, answers.items, values.get, shown)
    for reference in model.pooled:
        values.pop(reference, None)
    found = scores_of(model, tallied)
    earned = contributions_of(model, tallied, found)
    rows, in_order = tallied.rows, model.in_order
    coverage, verified, not_applicable = _weights(model, found)
    holds = 0
    for place in model.tested:
        holds |= rows[place][4]
    counted_values = values
    if model.read_for_level:
        counted_values = values.copy()
        for place, reference in model.read_for_level:
            counted_values[reference] = rows[place][3]
    standing = (found.for_level, coverage, verified, not_applicable)
    level, met, most_not_applicable, gate_states, capped_by = climb(
        model.ladder, standing, holds, counted_values.get
    )
    return Outcome(
        model.shape,
        (tuple(found.claimed), tuple(found.counted), tuple(found.for_level)),
        tuple(found.reasons),
        tuple(map(_finding, in_order(rows))),
        tuple(in_order(earned)),
        level,
        met,
        most_not_applicable,
        gate_states,
        capped_by,
        coverage,
        verified,
        not_applicable,
        tuple([check for check, test in model.ladder.double_checks if test(values.get)]),
    )


def _weights(model: CompiledModel, found: Found) -> tuple[Share, Share, Share]:
    """Coverage, verified and not applicable of the whole questionnaire."""
    applicable, answered, left_out, verifiable, verified = model.read_weights(found.carried[0])
    return (answered, applicable), (verified, verifiable), (left_out, applicable + left_out)


_finding = itemgetter(2)
