"""The JSON Schema of an Outcome says what is written, all of it and nothing else."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from questionnaires import load
from questionnaires.answers_file import read_answers
from scoring import GateOutcome, GroupOutcome, ItemOutcome, LevelOutcome, RuleOutcome, compile_model, score
from tests.scoring.test_engine_and_oracle import Case, cases
from tests.thoroughness import examples

SCHEMA = json.loads(files("scoring").joinpath("outcome.schema.json").read_bytes())
VALIDATOR = Draft202012Validator(SCHEMA)
SLUGS = ("internship-company", "company-self", "institution", "secondary-pupils", "primary-class")


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema of an object, at any depth."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for inner in schema.values():
            yield from objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from objects(inner)


def test_the_schema_is_a_sound_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_object_has_exactly_the_keys_it_names() -> None:
    for one in objects(SCHEMA):
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])


def test_the_keys_are_those_of_the_outcome() -> None:
    outcome = score(compile_model(load("primary-class")), {}).to_dict()
    named = {
        name: list(schema["properties"]) for name, schema in SCHEMA["$defs"].items() if "properties" in schema
    }
    assert list(SCHEMA["properties"]) == list(outcome)
    assert named == {
        "group": list(GroupOutcome._fields),
        "item": list(ItemOutcome._fields),
        "level": list(LevelOutcome._fields),
        "rule": list(RuleOutcome._fields),
        "gate": list(GateOutcome._fields),
    }


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_outcome_fits_the_schema(case: Case) -> None:
    questionnaire, answers = case
    stored = json.loads(score(compile_model(questionnaire), answers).to_json())
    assert list(VALIDATOR.iter_errors(stored)) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_outcomes_of_the_worked_examples_fit_the_schema(slug: str) -> None:
    questionnaire = load(slug)
    model = compile_model(questionnaire)
    for example in questionnaire.examples:
        stored = json.loads(score(model, read_answers(questionnaire, example.answers)).to_json())
        assert list(VALIDATOR.iter_errors(stored)) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"extra": 1}, []),
        ({"format": 2}, ["format"]),
        ({"coverage": [1]}, ["coverage"]),
        ({"sha256": "ABC"}, ["sha256"]),
        ({"level": 3}, ["level"]),
    ],
)
def test_what_is_no_outcome_does_not_fit(change: dict[str, Any], path: list[str]) -> None:
    outcome = score(compile_model(load("primary-class")), {}).to_dict() | change
    assert [list(error.absolute_path) for error in VALIDATOR.iter_errors(outcome)] == [path]
