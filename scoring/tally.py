"""One pass over the answers: which questions show, and the row of each (design 4 and 5)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from questionnaires.answers import Answer, Answers, State
from questionnaires.conditions import Lookup
from scoring.errors import AnswerError
from scoring.model import CompiledModel
from scoring.rows import Row

_ANSWERED = State.ANSWERED


class Tally(NamedTuple):
    """The rows of one set of answers."""

    rows: list[Row]
    """Of every question, in the order of the questionnaire."""
    own: list[list[Row]]
    """By group index: of the questions directly in it, by id."""
    sums: list[int]
    """By group index: the sums of those rows."""


def as_given(model: CompiledModel, answers: Answers) -> tuple[dict[str, Any], list[bool]]:
    """Every value that conditions read as it was given, and which visibility slots show.

    Hidden answers are not among the values: whatever reads them sees something unanswered.
    """
    values: dict[str, Any] = {}
    profile, facts, items = answers.profile.get, answers.facts.get, answers.items.get
    for one, reference in model.profile:
        values[reference] = profile(one)
    for one, reference in model.facts:
        values[reference] = facts(one)
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
    rows = list(model.blank)
    own: list[list[Row]] = []
    sums: list[int] = []
    find, code_of, covers = items.get, model.covers.known.get, model.covers
    confirmed = covers.confirmed
    for entries in model.plan(lookup):
        found: list[Row] = []
        total = 0
        for position, item_id, slot, worth, states in entries:
            if not shown[slot]:
                row = states.hidden
            elif isinstance(worth, dict):
                answer = find(item_id)
                if answer is None:
                    row = states.unanswered
                elif answer.state is _ANSWERED:
                    if answer.confirmed:
                        code = confirmed
                    elif (code := code_of(answer.accepted, -1)) < 0:
                        code = covers.code(answer.accepted)
                    try:
                        row = worth[answer.value][code]
                    except (KeyError, TypeError):
                        raise AnswerError(f"Question {item_id!r} has no option {answer.value!r}.") from None
                else:
                    row = states.row(answer.state)
            else:
                answer = find(item_id)
                row = worth(answer, 0 if answer is None else covers.of(answer), lookup)
            rows[position] = row
            found.append(row)
            total += row[0]
        own.append(found)
        sums.append(total)
    return Tally(rows, own, sums)
