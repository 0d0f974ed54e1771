"""Which questions show, given the answers so far."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.answers import Answer, Answers, State
from questionnaires.conditions import Answered, Is, Not
from questionnaires.definition import Group
from questionnaires.evaluation import evaluate, reference_types
from questionnaires.visibility import visible
from tests.questionnaires.small import group, questionnaire, yes_no
from tests.questionnaires.strategies import answers_for, questionnaires


def answered(**values):
    return Answers({name: Answer(State.ANSWERED, value) for name, value in values.items()})


def test_question_without_a_condition_always_shows():
    assert visible(questionnaire(yes_no("a")), Answers({})) == {"a"}


def test_question_shows_while_its_condition_is_true():
    asked = questionnaire(yes_no("a"), yes_no("b", when=Is(equals=("answers.a", True))))
    assert visible(asked, answered(a=True)) == {"a", "b"}
    assert visible(asked, answered(a=False)) == {"a"}
    assert visible(asked, Answers({})) == {"a"}


def test_answer_to_a_hidden_question_is_not_read():
    asked = questionnaire(
        yes_no("a"),
        yes_no("b", when=Is(equals=("answers.a", True))),
        yes_no("c", when=Is(equals=("answers.b", True))),
        yes_no("d", when=Not(negated=Answered(answered="answers.b"))),
    )
    assert visible(asked, answered(a=True, b=True)) == {"a", "b", "c"}
    assert visible(asked, answered(a=False, b=True)) == {"a", "d"}


def test_dont_know_and_not_applicable_are_no_answers():
    asked = questionnaire(yes_no("a"), yes_no("b", when=Answered(answered="answers.a")))
    for state in (State.DONT_KNOW, State.NOT_APPLICABLE, State.UNANSWERED):
        assert visible(asked, Answers({"a": Answer(state)})) == {"a"}


def test_hidden_group_hides_everything_in_it():
    inner = group("inner", yes_no("b"), when=Is(equals=("answers.a", True)))
    asked = questionnaire(yes_no("a"), group("outer", inner, yes_no("c")))
    assert visible(asked, answered(a=False, b=True)) == {"a", "c"}


def test_profile_fields_and_facts_that_nobody_declared_are_not_read():
    asked = questionnaire(yes_no("a", when=Is(equals=("profile.interns", True))))
    given_too_much = Answers({}, profile={"interns": True, "more": Decimal(3)}, facts={"other": True})
    assert visible(asked, given_too_much) == {"a"}


@given(st.data())
def test_visible_agrees_with_the_definition_on_every_questionnaire(data):
    """An item shows when its condition and those of all groups around it hold for what shows before it."""
    asked = data.draw(questionnaires())
    answers = data.draw(answers_for(asked))
    types = reference_types(asked)
    values = {f"profile.{name}": value for name, value in answers.profile.items()}
    values |= {f"facts.{name}": value for name, value in answers.facts.items()}
    shown = set()

    def walk(member, open_so_far):
        is_open = open_so_far and (member.when is None or evaluate(member.when, values.get, types))
        if isinstance(member, Group):
            for inner in member.members:
                walk(inner, is_open)
        elif is_open:
            shown.add(member.id)
            answer = answers.items.get(member.id)
            if answer is not None and answer.state is State.ANSWERED:
                values[f"answers.{member.id}"] = answer.value

    for top in asked.groups:
        walk(top, True)
    assert visible(asked, answers) == shown
