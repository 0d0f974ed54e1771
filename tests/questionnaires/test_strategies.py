"""The random questionnaires and answers that other tests draw are what they promise: sound, and of every kind."""

from hypothesis import find, given, settings
from hypothesis import strategies as st

from questionnaires.answers import State
from questionnaires.answers_file import read_answers, write_answers
from questionnaires.checking import check_meaning
from questionnaires.checks.draft import Draft
from questionnaires.definition import Group, Questionnaire
from questionnaires.faults import Place
from questionnaires.tree import node_of
from tests.questionnaires.strategies import answers_for, questionnaires


@given(questionnaires())
def test_drawn_questionnaires_pass_every_check(questionnaire):
    tree = node_of(questionnaire.model_dump(by_alias=True, exclude_defaults=True), Place("drawn.yaml", None))
    assert [fault.written("en") for fault in check_meaning(Draft(questionnaire, tree))] == []


@given(st.data())
def test_drawn_answers_are_answers_that_would_be_accepted(data):
    questionnaire = data.draw(questionnaires())
    answers = data.draw(answers_for(questionnaire))
    assert read_answers(questionnaire, write_answers(answers)) == answers


def depth(group: Group) -> int:
    return 1 + max((depth(member) for member in group.members if isinstance(member, Group)), default=0)


def has_everything(questionnaire: Questionnaire) -> bool:
    return (
        questionnaire.scoring.decimals == 6
        and max(map(depth, questionnaire.groups)) >= 3
        and any(item.when for item in questionnaire.items())
        and any(item.weight % 1 for item in questionnaire.items())
        and bool(questionnaire.gates and questionnaire.levels)
    )


def test_questionnaires_of_every_kind_are_drawn():
    assert find(questionnaires(), has_everything, settings=settings(max_examples=5_000, database=None))
    for kind in ("single_choice", "multiple_choice", "yes_no", "number", "text", "date"):
        drawn = find(questionnaires(), lambda one, kind=kind: any(item.type == kind for item in one.items()))
        assert kind in {item.type for item in drawn.items()}


def test_answers_in_every_state_are_drawn():
    for state in (State.ANSWERED, State.NOT_APPLICABLE, State.DONT_KNOW):
        pairs = questionnaires().flatmap(answers_for)
        answers = find(
            pairs, lambda one, state=state: any(answer.state is state for answer in one.items.values())
        )
        assert answers.items
