"""One pass over the answers: which questions show, and the row of each (design 4 and 5)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from questionnaires.answers import Answer, Answers, State
from questionnaires.conditions import Lookup
from scoring.errors import AnswerError
from scoring.model import CompiledModel, Entry
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
        for entry in entries:
            position, item_id, slot, choices, judge, states = entry
            if not shown[slot]:
                row = states.hidden
            elif choices is not None:
                answer = find(item_id)
                if answer is None:
                    row = states.unanswered
                elif answer.state is _ANSWERED:
                    if answer.confirmed:
                        code = confirmed
                    elif (code := code_of(answer.accepted, -1)) < 0:
                        code = covers.code(answer.accepted)
                    try:
                        row = choices[answer.value][code]
                    except (KeyError, TypeError):
                        raise _no_such_option(item_id, answer.value) from None
                else:
                    row = states.row(answer.state)
            else:
                row = _judged(entry, find(item_id), model, lookup)
            rows[position] = row
            found.append(row)
            total += row[0]
        own.append(found)
        sums.append(total)
    return Tally(rows, own, sums)


def _judged(entry: Entry, answer: Answer | None, model: CompiledModel, lookup: Lookup) -> Row:
    _, _, _, _, judge, _ = entry
    if answer is None:
        return judge(None, 0, lookup)
    covers = model.covers
    code = covers.confirmed if answer.confirmed else covers.code(answer.accepted)
    return judge(answer, code, lookup)


def _no_such_option(item_id: str, value: object) -> AnswerError:
    return AnswerError(f"Question {item_id!r} has no option {value!r}.")
