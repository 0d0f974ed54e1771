"""How sure a level is, when the weights are a little different."""

import pytest
from hypothesis import HealthCheck, given, settings

from questionnaires import load
from scoring import compile_model, level_certainty, score
from tests.scoring.test_engine_and_oracle import Case, cases
from tests.thoroughness import examples


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_level_is_certain_when_weights_do_not_move(case: Case) -> None:
    questionnaire, answers = case
    model = compile_model(questionnaire)
    reached = score(model, answers).level
    found = level_certainty(model, answers, draws=3, seed=1, spread=0)
    assert (found.level, found.holds, dict(found.by_level)[reached]) == (reached, 3, 3)


@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_same_seed_gives_the_same_certainty(case: Case) -> None:
    questionnaire, answers = case
    model = compile_model(questionnaire)
    first = level_certainty(model, answers, draws=50, seed=7)
    assert first == level_certainty(model, answers, draws=50, seed=7)
    assert sum(count for _, count in first.by_level) == 50


@pytest.mark.parametrize(("draws", "spread"), [(0, 0.25), (10, -0.1), (10, 1)])
def test_certainty_refuses_draws_and_spread_that_make_no_sense(draws: int, spread: float) -> None:
    model = compile_model(load("primary-class"))
    with pytest.raises(ValueError, match="draws must be at least 1"):
        level_certainty(model, {}, draws=draws, spread=spread)
