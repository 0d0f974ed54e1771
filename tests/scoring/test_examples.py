"""Worked examples are held against the engine."""

from decimal import Decimal

import pytest

from questionnaires import load
from scoring import check_examples

SLUGS = ("internship-company", "company-self", "institution", "secondary-pupils", "primary-class")


@pytest.mark.parametrize("slug", SLUGS)
def test_examples_of_the_catalogue_are_right(slug: str) -> None:
    assert check_examples(load(slug)) == ()


def test_example_that_differs_says_where_and_what() -> None:
    questionnaire = load("primary-class")
    wrong = questionnaire.examples[0].model_copy(update={"total": Decimal(3), "level": "gold"})
    faults = check_examples(questionnaire.model_copy(update={"examples": (wrong,)}))
    assert [(fault.code, fault.path) for fault in faults] == [
        ("P05", "examples[0].total"),
        ("P05", "examples[0].level"),
    ]
    assert faults[0].message("en") == (
        'Example "all-seedlings": the total should be 3 according to the example, but is 50.00.'
    )


def test_example_with_an_unknown_question_gives_the_fault_of_its_answers() -> None:
    questionnaire = load("primary-class")
    wrong = questionnaire.examples[0].model_copy(update={"answers": {"answers": {"nope": "1"}}})
    faults = check_examples(questionnaire.model_copy(update={"examples": (wrong,)}))
    assert [(fault.code, fault.path) for fault in faults] == [("A01", "examples[0].answers.answers.nope")]
