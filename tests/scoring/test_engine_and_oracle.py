"""The engine, held against the oracle over generated questionnaires and answers."""

from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.answers import Answers
from questionnaires.definition import Questionnaire
from scoring.compiling import compile_model
from scoring.engine import score
from scoring.outcome import Outcome
from tests.questionnaires.strategies import answers_for, questionnaires
from tests.scoring.oracle import Oracle
from tests.scoring.reshaping import full_cases
from tests.thoroughness import examples

Case = tuple[Questionnaire, Answers]


@st.composite
def cases(draw: Any) -> Case:
    """A questionnaire and answers to it."""
    questionnaire = draw(questionnaires())
    return questionnaire, draw(answers_for(questionnaire))


def plainly(outcome: Outcome) -> dict[str, Any]:
    """An Outcome in the form of the oracle's result."""

    def lowest(share: tuple[int, int]) -> Fraction | None:
        return Fraction(*share) if share[1] else None

    return {
        "sha256": outcome.sha256,
        "groups": {group.id: (group.claimed, group.counted, group.for_level) for group in outcome.groups},
        "reasons": {group.id: group.reason for group in outcome.groups},
        "items": {item.id: tuple(item[2:8]) for item in outcome.items},
        "contributions": {item.id: item.contribution for item in outcome.items},
        "rules": {
            level.id: [(rule.kind, rule.subject, rule.met) for rule in level.rules]
            for level in outcome.levels
        },
        "gates": [(gate.id, gate.applies, gate.met) for gate in outcome.gates],
        "level": outcome.level,
        "capped_by": list(outcome.capped_by),
        "shares": {
            "coverage": lowest(outcome.coverage),
            "verified": lowest(outcome.verified),
            "not_applicable": lowest(outcome.not_applicable),
        },
        "double_checks": list(outcome.double_checks),
    }


@settings(max_examples=examples(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_engine_agrees_with_the_oracle_in_everything(case: Case) -> None:
    questionnaire, answers = case
    assert plainly(score(compile_model(questionnaire), answers)) == Oracle(questionnaire, answers).result()


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(full_cases())
def test_engine_agrees_with_the_oracle_where_many_questions_count(case: Case) -> None:
    questionnaire, answers = case
    assert plainly(score(compile_model(questionnaire), answers)) == Oracle(questionnaire, answers).result()
