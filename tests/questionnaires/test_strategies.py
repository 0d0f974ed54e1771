"""The random questionnaires and answers that other tests draw are what they promise: sound, and of every kind."""

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from questionnaires.answers import State
from questionnaires.answers_file import read_answers, write_answers
from questionnaires.checking import check_meaning
from questionnaires.checks.draft import Draft
from questionnaires.definition import Group
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


ANY = settings(max_examples=2_000, database=None, phases=[Phase.generate], derandomize=True)
"""Look for one that fits, without making it small."""

KINDS = {
    "six decimals": lambda one: one.scoring.decimals == 6,
    "groups three deep": lambda one: max(map(depth, one.groups)) >= 3,
    "conditions": lambda one: any(item.when for item in one.items()),
    "weights with decimals": lambda one: any(item.weight % 1 for item in one.items()),
    "gates and levels": lambda one: bool(one.gates and one.levels),
    "pooled": lambda one: any(item.pooled for item in one.items()),
    "geometric": lambda one: any(group.aggregation == "geometric" for group in one.groups),
    **{
        kind: lambda one, kind=kind: any(item.type == kind for item in one.items())
        for kind in ("single_choice", "multiple_choice", "yes_no", "number", "text", "date")
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_questionnaires_of_every_kind_are_drawn(kind):
    assert KINDS[kind](find(questionnaires(), KINDS[kind], settings=ANY))


@pytest.mark.parametrize("state", [State.ANSWERED, State.NOT_APPLICABLE, State.DONT_KNOW])
def test_answers_in_every_state_are_drawn(state):
    pairs = questionnaires().flatmap(answers_for)
    assert find(pairs, lambda one: any(answer.state is state for answer in one.items.values()), settings=ANY)
