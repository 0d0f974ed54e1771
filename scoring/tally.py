"""One pass over the answers: which questions show, and the row of each (design 4 and 5)."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from questionnaires.answers import Answer, Answers, State
from questionnaires.conditions import Lookup
from scoring.model import CompiledModel
from scoring.rows import Row, Tally

_ANSWERED = State.ANSWERED


def as_given(model: CompiledModel, answers: Answers) -> tuple[dict[str, Any], list[bool]]:
    """Every value that conditions read as it was given, where there is one, and which visibility slots show.

    Hidden answers are not among the values: whatever reads them sees something unanswered.
    """
    items = answers.items.get
    values: dict[str, Any] = {}
    for given, read in ((answers.profile, model.profile), (answers.facts, model.facts)):
        for reference, name in read:
            if name in given:
                values[reference] = given[name]
    shown = [True] * model.slots
    lookup = values.get
    for slot, test, item, reference in model.visibility:
        if test is not None:
            shown[slot] = test(lookup)
        elif shown[slot]:
            answer = items(item)
            if answer is not None and answer.state is _ANSWERED:
                values[reference] = answer.value
    return values, shown


def tally(model: CompiledModel, items: Mapping[str, Answer], lookup: Lookup, shown: list[bool]) -> Tally:
    """The row of every question. Raises AnswerError for an answer that does not fit its question."""
    rows: list[Row] = []
    find, answered = items.get, _ANSWERED
    references = [table(lookup) for table in model.references]
    codes, confirmed = model.covers.known, model.covers.confirmed
    for item_id, slot, choices, judge, states in model.plan(lookup):
        if not shown[slot]:
            row = states.hidden
        else:
            answer = find(item_id)
            if answer is None:
                row = judge(None, 0, lookup, references)
            elif choices is None:
                code = codes.get(answer.accepted) if not answer.confirmed else confirmed
                row = judge(answer, model.covers.of(answer) if code is None else code, lookup, references)
            elif answer.state is answered:
                try:
                    row = choices[answer.value][confirmed if answer.confirmed else codes[answer.accepted]]
                except (KeyError, TypeError):  # rarely so much evidence, or no such option
                    row = judge(answer, model.covers.of(answer), lookup, references)
            else:
                row = states.row(answer.state)
        rows.append(row)
    rows += model.pooled_rows
    return Tally(rows, list(map(_sums, rows)), list(map(_counted, rows)))


_sums, _counted = itemgetter(0), itemgetter(1)
