"""When conditions are true. The vectors are shared with every other evaluator, such as the browser's."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from questionnaires.conditions import Answered, AnyOf, Condition, Ge, In, Is, Not, references
from questionnaires.evaluation import (
    ConditionError,
    ReferenceType,
    compile_condition,
    evaluate,
    reference_types,
)
from tests.questionnaires.strategies import questionnaires

VECTORS = json.loads((Path(__file__).parent / "condition_vectors.json").read_text())
TYPES = {
    name: ReferenceType(kind["kind"], tuple(kind.get("options", ())))
    for name, kind in VECTORS["types"].items()
}
CONDITION = TypeAdapter(Condition)


def condition(data):
    return CONDITION.validate_json(json.dumps(data))


def value(reference, written):
    match TYPES[reference].kind:
        case "number":
            return Decimal(written)
        case "date":
            return date.fromisoformat(written)
        case "multiple_choice":
            return frozenset(written)
        case _:
            return written


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_condition_is_as_the_shared_vectors_say(vector):
    values = {reference: value(reference, written) for reference, written in vector["values"].items()}
    assert evaluate(condition(vector["condition"]), values.get, TYPES) is vector["expected"]


def test_vectors_have_names_of_their_own():
    names = [vector["name"] for vector in VECTORS["vectors"]]
    assert len(names) == len(set(names))


def test_compiled_condition_may_be_used_again():
    test = compile_condition(condition({"ge": ["profile.staff", "2"]}), TYPES)
    assert [test({"profile.staff": staff}.get) for staff in (1, 2, 3)] == [False, True, True]


def test_step_may_come_as_its_position():
    at_least = condition({"ge": ["answers.pay", "no-employees"]})
    assert [evaluate(at_least, {"answers.pay": step}.get, TYPES) for step in (0, 1, 2)] == [False, True, True]
    exactly = condition({"is": ["answers.pay", "everyone"]})
    assert [evaluate(exactly, {"answers.pay": step}.get, TYPES) for step in (1, 2)] == [False, True]


def test_number_may_come_as_a_fraction():
    third = {"profile.staff": Fraction(1, 3)}
    assert evaluate(condition({"lt": ["profile.staff", "0.34"]}), third.get, TYPES)
    assert not evaluate(condition({"is": ["profile.staff", "0.3333333333"]}), third.get, TYPES)


@pytest.mark.parametrize(
    "data",
    [
        {"ge": ["profile.nothing", "2"]},
        {"ge": ["profile.sector", "food"]},
        {"ge": ["profile.kitchen", True]},
        {"ge": ["answers.waste", "paper"]},
        {"ge": ["answers.remark", "a"]},
        {"is": ["profile.staff", "many"]},
        {"is": ["profile.staff", "NaN"]},
        {"is": ["profile.staff", True]},
        {"is": ["profile.kitchen", "true"]},
        {"is": ["answers.step", "5"]},
        {"is": ["answers.day", "23-11-2026"]},
        {"in": ["profile.sector", ["food", "mining"]]},
        {"answered": "answers.nothing"},
    ],
    ids=str,
)
def test_condition_that_cannot_be_evaluated_says_so(data):
    with pytest.raises(ConditionError):
        compile_condition(condition(data), TYPES)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"ge": ["profile.staff", "2"], "lt": ["profile.staff", "9"]},
        {"ge": ["profile.staff"]},
        {"ge": ["profile.staff", "2", "3"]},
        {"ge": ["staff", "2"]},
        {"ge": ["profile.Staff", "2"]},
        {"all": []},
        {"not": []},
        {"negated": {"answered": "profile.staff"}},
        {"answered": ["profile.staff"]},
        "profile.staff >= 2",
        None,
    ],
    ids=str,
)
def test_what_is_no_condition_is_refused(data):
    with pytest.raises(ValidationError):
        condition(data)


def test_references_are_given_in_order_with_doubles():
    parts = (
        Answered(answered="facts.a"),
        Not(negated=Is(equals=("answers.b", "1"))),
        In(one_of=("facts.a", ("1",))),
    )
    assert list(references(AnyOf(any=parts))) == ["facts.a", "answers.b", "facts.a"]


@given(st.data())
def test_not_is_the_opposite_of_every_condition(data):
    questionnaire = data.draw(questionnaires())
    conditions = [item.when for item in questionnaire.items() if item.when is not None]
    types = reference_types(questionnaire)
    for one in conditions:
        assert evaluate(Not(negated=one), {}.get, types) is not evaluate(one, {}.get, types)


def test_numbers_of_a_source_become_strings():
    assert CONDITION.validate_python({"ge": ("profile.staff", 2)}) == Ge(ge=("profile.staff", "2"))
    assert CONDITION.validate_python({"is": ("profile.staff", Decimal("0.50"))}) == Is(
        equals=("profile.staff", "0.50")
    )
