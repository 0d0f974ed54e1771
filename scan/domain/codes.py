"""Canonical answer codes: one byte for each question, in the order of the questionnaire (design 8).

Batch work reads these instead of rows. A byte says:

==========  ===========================================================================================
0           unanswered
1           don't know
2           not applicable
3           hidden: a condition is false; an answer that was given before is kept in its row, not here
4           answered, but the value (number, text, date, several choices) does not fit a byte and
            stands in the answer's row
16 + n      option n of a single choice, lowest first from 0; yes/no: 16 is no, 17 is yes
==========  ===========================================================================================

5 to 15 are free for later states. A single choice has at most 20 options, so a code is at most 35.
"""

from questionnaires.answers import UNANSWERED, Answer, Answers, State
from questionnaires.definition import Item, Questionnaire, SingleChoice, YesNo
from questionnaires.visibility import visible

UNANSWERED_CODE = 0
DONT_KNOW_CODE = 1
NOT_APPLICABLE_CODE = 2
HIDDEN_CODE = 3
ELSEWHERE_CODE = 4
FIRST_OPTION_CODE = 16

_STATE_CODES = {
    State.UNANSWERED: UNANSWERED_CODE,
    State.DONT_KNOW: DONT_KNOW_CODE,
    State.NOT_APPLICABLE: NOT_APPLICABLE_CODE,
}


def answer_codes(questionnaire: Questionnaire, answers: Answers) -> bytes:
    """The codes of ``answers``, as many bytes as the questionnaire has items."""
    shown = visible(questionnaire, answers)
    return bytes(
        _code(item, answers.items.get(item.id, UNANSWERED)) if item.id in shown else HIDDEN_CODE
        for item in questionnaire.items()
    )


def _code(item: Item, answer: Answer) -> int:
    if answer.state is not State.ANSWERED:
        return _STATE_CODES[answer.state]
    if isinstance(item, SingleChoice):
        keys = [option.key for option in item.options]
        return FIRST_OPTION_CODE + keys.index(str(answer.value))
    if isinstance(item, YesNo):
        return FIRST_OPTION_CODE + int(answer.value is True)
    return ELSEWHERE_CODE
