"""Lifelike answers for the demo: mostly one step, sometimes a step more or less, the same on every machine."""

import hashlib
from collections.abc import Mapping

from questionnaires.answers import Answers, State
from questionnaires.answers_file import read_answers
from questionnaires.definition import Item, MultipleChoice, Questionnaire, SingleChoice, YesNo
from questionnaires.visibility import visible
from scan.use_cases.answering import AnswerInput


def draw(*parts: str) -> int:
    """A number from 0 to 99 that depends on nothing but its parts."""
    return int(hashlib.sha256("/".join(parts).encode()).hexdigest()[:8], 16) % 100


def profile_of(questionnaire: Questionnaire, given: Mapping[str, str | bool]) -> dict[str, object]:
    """The profile fields that this questionnaire asks."""
    return {field.id: given[field.id] for field in questionnaire.profile if field.id in given}


def lifelike(
    questionnaire: Questionnaire, profile: Mapping[str, object], *, name: str, steps: int, student: bool
) -> dict[str, AnswerInput]:
    """An answer to every question that shows. ``steps``: hundredths of the usual step; students differ a little."""
    drawn = {item.id: _answer(item, name, steps, student) for item in questionnaire.items()}
    given = {item_id: answer for item_id, answer in drawn.items() if answer is not None}
    shown = visible(questionnaire, _read(questionnaire, profile, given))
    return {item_id: answer for item_id, answer in given.items() if item_id in shown}


def all_answers(questionnaire: Questionnaire, *, name: str, steps: int) -> dict[str, object]:
    """Plain answers of an organisation to every question, also to those that its profile hides: they do not count."""
    answers = {item.id: _answer(item, name, steps, student=False) for item in questionnaire.items()}
    return {key: one.value for key, one in answers.items() if one is not None and one.state is State.ANSWERED}


def _read(
    questionnaire: Questionnaire, profile: Mapping[str, object], given: Mapping[str, AnswerInput]
) -> Answers:
    answers = {key: one.value for key, one in given.items() if one.state is State.ANSWERED}
    return read_answers(questionnaire, {"profile": dict(profile), "answers": answers})


def _answer(item: Item, name: str, steps: int, student: bool) -> AnswerInput | None:
    if student and item.dont_know is not None and draw(name, item.id, "unknown") < 4:
        return AnswerInput(0, State.DONT_KNOW)
    if isinstance(item, YesNo):
        return AnswerInput(0, State.ANSWERED, value=True)
    if isinstance(item, SingleChoice):
        if item.id[:2] in ("g1", "g2", "g3", "g4", "g6"):
            return AnswerInput(0, State.ANSWERED, value=item.options[-1].key)
        return AnswerInput(0, State.ANSWERED, value=item.options[_step(item, name, steps, student)].key)
    return (
        AnswerInput(0, State.ANSWERED, value=[item.options[0].key])
        if isinstance(item, MultipleChoice)
        else None
    )


def _step(item: SingleChoice, name: str, steps: int, student: bool) -> int:
    usual = steps // 100 + (1 if draw(name, item.id) < steps % 100 else 0)
    if draw(name, item.id, "swing") < 12:
        usual -= 1
    if student:
        swing = draw(name, item.id, "student")
        usual += -1 if swing < 12 else 1 if swing > 92 else -2 if swing in (40, 41) else 0
    return max(0, min(len(item.options) - 1, usual))
