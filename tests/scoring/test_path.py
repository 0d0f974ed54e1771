"""The cheapest way up: nothing is cheaper, it holds when scored again, and what cannot change does not."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import questionnaires as catalogue
from questionnaires.answers import UNANSWERED, Answer, Answers, State
from questionnaires.answers_file import read_answers
from questionnaires.conditions import references
from questionnaires.definition import Group, Questionnaire, SingleChoice, YesNo
from scoring import CompiledModel, LevelError, Outcome, Path, cheapest_path, compile_model, score
from tests.questionnaires.strategies import answers_for, questionnaires
from tests.thoroughness import examples

COMPANY = compile_model(catalogue.load("company-self"))


def example(name: str) -> Answers:
    """A worked example of the company's scan."""
    (found,) = (one for one in COMPANY.questionnaire.examples if one.id == name)
    return read_answers(COMPANY.questionnaire, found.answers)


def change(answers: Answers, **items: Answer) -> Answers:
    """The same with other answers; underscores stand for dashes."""
    changed = {item.replace("_", "-"): answer for item, answer in items.items()}
    return replace(answers, items=dict(answers.items) | changed)


def read_by_visibility(questionnaire: Questionnaire) -> set[str]:
    """References that decide what shows, which evidence will do, or which reference figure holds."""

    def inside(members: Any) -> Iterator[Any]:
        for member in members:
            yield member.when
            if isinstance(member, Group):
                yield from inside(member.members)

    conditions = [*inside(questionnaire.groups), *(route.when for route in questionnaire.evidence_routes)]
    conditions += [row.when for table in questionnaire.references for row in table.rows]
    return {name for one in conditions if one is not None for name in references(one)}


def ladder(item: SingleChoice | YesNo) -> list[tuple[Any, str, Decimal]]:
    """(value, key, effort) lowest first."""
    if isinstance(item, SingleChoice):
        return [(option.key, option.key, option.effort) for option in item.options]
    best = item.yes_points >= item.no_points
    return [(value, "yes" if value else "no", item.effort) for value in (not best, best)]


def ways(model: CompiledModel, answers: Answers, now: Outcome) -> Iterator[list[tuple[Answer, Decimal, int]]]:
    """For each question that may change: (answer, effort, moves) of staying and of every move, by the definition."""
    questionnaire = model.questionnaire
    frozen = read_by_visibility(questionnaire)
    rules = [condition for gate in questionnaire.gates for condition in (gate.when, gate.met) if condition]
    rules += [need.condition for level in questionnaire.levels for need in level.requires]
    asked = {name for rule in rules for name in references(rule)}
    states = {item.id: item for item in now.items}
    for item in questionnaire.items():
        given_answer, found = answers.items.get(item.id, UNANSWERED), states[item.id]
        name = f"answers.{item.id}"
        still = found.state in ("hidden", "pooled") or given_answer.state is State.NOT_APPLICABLE
        if not isinstance(item, SingleChoice | YesNo) or name in frozen or still:
            continue
        if found.state == "unscored" and name not in asked:
            continue
        steps = ladder(item)
        start = [key for _, key, _ in steps].index(found.claimed_option) if found.claimed_option else None
        options = [(given_answer, Decimal(0), 0)]
        for place in range(0 if start is None else start, len(steps)):
            answer = replace(given_answer, state=State.ANSWERED, value=steps[place][0], reason=None)
            tried = score(model, replace(answers, items=dict(answers.items) | {item.id: answer}))
            (lacking,) = (one.missing_evidence for one in tried.items if one.id == item.id)
            if place == start and not lacking:
                continue
            effort = sum((one[2] for one in steps[(start or 0) + 1 : place + 1]), Decimal(0))
            effort += questionnaire.scoring.evidence_effort if lacking else 0
            options.append((replace(answer, accepted=(*answer.accepted, *lacking)), effort, 1))  # type: ignore[arg-type]
        yield [(replace(answer, note=item.id), effort, moves) for answer, effort, moves in options]


def holds(model: CompiledModel, outcome: Outcome, level: str, unmet: tuple[str, ...]) -> bool:
    """Whether all is met up to this level, apart from these requirements and gates."""
    numbers = {one.id: one.number for one in outcome.levels}
    rules = [rule for one in outcome.levels[: numbers[level]] for rule in one.rules]
    gates = [gate for gate in outcome.gates if numbers.get(gate.cap or "", 0) < numbers[level]]
    return all(rule.met or (rule.kind == "requirement" and rule.subject in unmet) for rule in rules) and all(
        gate.met or gate.id in unmet for gate in gates
    )


def outside(questionnaire: Questionnaire, now: Outcome) -> tuple[str, ...]:
    """Requirements and gates that do not hold and read no answer."""
    needs = {need.id: (need.condition,) for level in questionnaire.levels for need in level.requires}
    gates = {gate.id: (gate.when, gate.met) for gate in questionnaire.gates}
    fixed = {
        name
        for name, conditions in (needs | gates).items()
        if not any(ref.startswith("answers.") for one in conditions if one for ref in references(one))
    }
    failing = {rule.subject for level in now.levels for rule in level.rules if not rule.met}
    failing |= {gate.id for gate in now.gates if not gate.met}
    return tuple(fixed & failing)


@st.composite
def small_cases(draw: Any) -> tuple[CompiledModel, Answers, str]:
    """A questionnaire, answers, and one of its levels."""
    questionnaire = draw(questionnaires().filter(lambda one: one.levels))
    return (
        compile_model(questionnaire),
        draw(answers_for(questionnaire)),
        draw(st.sampled_from([level.id for level in questionnaire.levels])),
    )


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(small_cases())
def test_nothing_is_cheaper_than_the_cheapest_path(case: tuple[CompiledModel, Answers, str]) -> None:
    model, answers, level = case
    now = score(model, answers)
    options = list(ways(model, answers, now))
    size = 1
    for one in options:
        size *= len(one)
    assume(size <= 600)
    unmet = outside(model.questionnaire, now)
    best: tuple[Decimal, int] | None = None
    for chosen in product(*options):
        items = dict(answers.items)
        for answer, _, moves in chosen:
            if moves:
                items[answer.note or ""] = answer
        cost = (sum((one[1] for one in chosen), Decimal(0)), sum(one[2] for one in chosen))
        if (best is None or cost < best) and holds(
            model, score(model, replace(answers, items=items)), level, unmet
        ):
            best = cost
    path = cheapest_path(model, answers, level)
    assert path.reachable is (best is not None)
    if best is not None:
        assert (path.effort, len(path.moves)) == best
        assert holds(model, path.outcome, level, path.unmet)
        assert set(path.unmet) <= set(unmet)
    else:
        assert (path.moves, path.outcome) == ((), now)
        assert path.unmet


def test_a_path_for_the_painter_is_no_dearer_than_the_two_actions_of_the_blueprint() -> None:
    answers = example("painter")
    now = score(COMPANY, answers)
    cheapest = min(
        effort
        for options in ways(COMPANY, answers, now)
        for answer, effort, moves in options
        if moves and score(COMPANY, change(answers, **{answer.note or "": answer})).level == "active"
    )
    path = cheapest_path(COMPANY, answers, "active")
    assert (path.reachable, path.unmet, path.outcome.level) == (True, (), "active")
    assert path.effort == cheapest == Decimal(2)


def test_a_level_that_is_held_asks_no_moves() -> None:
    answers = example("bakery")
    assert cheapest_path(COMPANY, answers, "active") == Path(
        "active", True, (), Decimal(0), score(COMPANY, answers), ()
    )


def test_facts_that_are_not_there_are_named_and_left_out_of_the_search() -> None:
    path = cheapest_path(COMPANY, example("bakery"), "advanced")
    assert path.unmet == ("two-actions-finished",)
    assert holds(COMPANY, path.outcome, "advanced", path.unmet)
    assert path.outcome.level == "active"


def test_a_theme_that_has_too_little_data_takes_few_proposals(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has figures that are not filled in; so it was not known when the theme would have a score."""
    monkeypatch.setattr("scoring.path._MOST_ROUNDS", 10)
    answers = example("all-one")
    (theme,) = (group for group in COMPANY.questionnaire.groups if group.theme == "smart_mobility")
    others = {item: answer for item, answer in answers.items.items() if item not in questions_in(theme)}
    answers = replace(answers, items=others)
    (now,) = (group for group in score(COMPANY, answers).groups if group.id == "smart_mobility")
    path = cheapest_path(COMPANY, answers, "advanced")
    assert (now.reason, path.reachable) == ("too_little_data", True)
    assert holds(COMPANY, path.outcome, "advanced", path.unmet)


def questions_in(group: Group) -> set[str]:
    """Ids of its questions, at any depth."""
    found: set[str] = set()
    for member in group.members:
        found |= questions_in(member) if isinstance(member, Group) else {member.id}
    return found


def test_the_same_answers_give_the_same_path() -> None:
    answers = example("all-one")
    other = compile_model(catalogue.load("company-self"))
    assert cheapest_path(COMPANY, answers, "active") == cheapest_path(other, answers, "active")


def test_showing_evidence_is_a_move_that_takes_the_effort_of_evidence_only() -> None:
    answers = example("all-two")
    bare = change(answers, safe_work=replace(answers.items["safe-work"], accepted=(), confirmed=False))
    (move,) = cheapest_path(COMPANY, bare, "active").moves
    assert (move.item, move.kind, move.from_option, move.to_option) == ("safe-work", "evidence", "2", "2")
    assert move.effort == COMPANY.questionnaire.scoring.evidence_effort


def test_not_applicable_and_questions_that_decide_what_shows_stay_as_they_are() -> None:
    answers = example("painter")
    frozen = read_by_visibility(COMPANY.questionnaire)
    path = cheapest_path(COMPANY, answers, "front_runner")
    for move in path.moves:
        assert f"answers.{move.item}" not in frozen
        assert answers.items.get(move.item, UNANSWERED).state is not State.NOT_APPLICABLE


def test_an_unknown_level_is_an_error_that_names_it() -> None:
    with pytest.raises(LevelError, match="has no level 'platinum'"):
        cheapest_path(COMPANY, example("painter"), "platinum")
