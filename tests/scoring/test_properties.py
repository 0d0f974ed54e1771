"""What holds for every questionnaire and every set of answers (design 5). Each test is one sentence of the rules."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from questionnaires.answers import Answers, State
from questionnaires.conditions import references
from questionnaires.definition import Group, MultipleChoice, Questionnaire, SingleChoice, YesNo
from scoring import Outcome, compile_model, score
from tests.questionnaires.strategies import answers_for, weights
from tests.scoring.reshaping import (
    LEFT_OUT,
    answering,
    asks_for_at_least,
    best_answers,
    deciding,
    full_cases,
    judging,
    just_reached,
    members_of,
    offering_not_applicable,
    raised,
    reshaped,
    reweighed,
    shuffled,
    without,
)
from tests.scoring.test_engine_and_oracle import Case, cases
from tests.thoroughness import examples

often = settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
more_often = settings(often, max_examples=examples(100))
"""Where only few of the questionnaires have what it takes to go wrong."""


def scored(questionnaire: Questionnaire, answers: Answers) -> Outcome:
    return score(compile_model(questionnaire), answers)


def scores(outcome: Outcome) -> dict[str, tuple[int | None, ...]]:
    """Claimed, counted, and for the level, by group."""
    return {group.id: (group.claimed, group.counted, group.for_level) for group in outcome.groups}


def number(outcome: Outcome) -> int:
    """Of the level reached; 0 when there is none."""
    return next((level.number for level in outcome.levels if level.id == outcome.level), 0)


def in_any_order(outcome: Outcome) -> dict[str, Any]:
    """The whole outcome without its hash; in no order, and with shares as numbers."""
    found = outcome.to_dict()
    del found["sha256"]
    for name in ("groups", "items", "gates"):
        found[name] = {one["id"]: one for one in found[name]}
    for level in found["levels"]:
        level["rules"] = {(rule["kind"], rule["subject"]): rule for rule in level["rules"]}
    for name in ("coverage", "verified", "not_applicable"):
        part, whole = found[name]
        found[name] = Fraction(part, whole) if whole else None
    return found


def unread(questionnaire: Questionnaire) -> list[str]:
    """Questions on whose answers no condition rests."""
    read = deciding(questionnaire) | {name for one in judging(questionnaire) for name in references(one)}
    found = [item.id for item in questionnaire.items() if f"answers.{item.id}" not in read]
    assume(found)
    return found


# -- what a score is --------------------------------------------------------------------------------------------


@often
@given(cases(), st.data())
def test_the_best_answers_earn_100_under_any_weights(case: Case, data: st.DataObject) -> None:
    """Every group that has a score; hidden questions may leave one with too few for that."""
    questionnaire, answers = case
    best = best_answers(questionnaire, answers)
    drawn = {member.id: data.draw(weights) for member in members_of(questionnaire)}
    other = reweighed(offering_not_applicable(questionnaire), lambda member: drawn[member.id])
    found = scores(scored(other, best))
    full = 100 * 10**questionnaire.scoring.decimals
    assert set(found.values()) <= {(full, full, full), (None, None, None)}
    has_score = {group for group, (_, counted, _) in found.items() if counted is not None}
    assert ("" in has_score) is any(group.id in has_score for group in questionnaire.groups)


@often
@given(cases(), st.sampled_from(("0.5", "2", "3", "7.25")))
def test_scaling_all_weights_changes_nothing(case: Case, factor: str) -> None:
    questionnaire, answers = case
    larger = reweighed(questionnaire, lambda member: member.weight * Decimal(factor))
    assert in_any_order(scored(larger, answers)) == in_any_order(scored(questionnaire, answers))


@more_often
@given(full_cases(), st.data())
def test_the_order_of_questions_and_groups_changes_nothing(case: Case, data: st.DataObject) -> None:
    questionnaire, answers = case
    other = data.draw(shuffled(questionnaire))
    assert in_any_order(scored(other, answers)) == in_any_order(scored(questionnaire, answers))


@more_often
@given(full_cases())
def test_contributions_add_up_to_the_total_exactly(case: Case) -> None:
    outcome = scored(*case)
    assert sum(item.contribution for item in outcome.items) == (outcome.total.counted or 0)


@often
@given(cases())
def test_only_questions_that_count_contribute_and_never_less_than_nothing(case: Case) -> None:
    for item in scored(*case).items:
        assert item.contribution >= 0
        assert item.contribution == 0 or item.state in ("answered", "unanswered", "dont_know")


@often
@given(cases())
def test_what_counts_is_never_more_than_what_is_claimed(case: Case) -> None:
    """Of groups that have both scores from the same parts: missing evidence may take a whole group away."""
    outcome = scored(*case)
    same_parts = all((group.claimed is None) is (group.counted is None) for group in outcome.groups)
    for group in outcome.groups:
        if same_parts and group.claimed is not None and group.counted is not None:
            assert group.counted <= group.claimed
    for item in outcome.items:
        assert (item.counted_share or 0) <= (item.claimed_share or 0)


# -- what does not count ----------------------------------------------------------------------------------------


@often
@given(cases(), st.data())
def test_not_applicable_counts_as_if_it_was_not_asked(case: Case, data: st.DataObject) -> None:
    """Never as 0: all scores and contributions are those of the questionnaire without the question."""
    questionnaire, answers = case
    alone = {
        member.members[0].id
        for member in members_of(questionnaire)
        if isinstance(member, Group) and len(member.members) == 1
    }
    free = [item for item in unread(questionnaire) if item not in alone]
    assume(free)
    left_out = data.draw(st.sampled_from(free))
    offered = offering_not_applicable(questionnaire)
    with_it = scored(offered, answering(answers, **{left_out: LEFT_OUT}))
    asked_without = scored(without(questionnaire, left_out), answering(answers, **{left_out: None}))
    assert scores(with_it) == scores(asked_without)
    assert [item for item in with_it.items if item.id != left_out] == list(asked_without.items)
    assert [item.contribution for item in with_it.items if item.id == left_out] == [0]


@often
@given(cases(), st.data())
def test_hidden_answers_never_count(case: Case, data: st.DataObject) -> None:
    """Whatever they are, or none at all: the outcome is the same to the last byte."""
    questionnaire, answers = case
    outcome = scored(questionnaire, answers)
    hidden = {item.id for item in outcome.items if item.state == "hidden"}
    assume(hidden)
    others = data.draw(answers_for(questionnaire)).items
    for changes in (dict.fromkeys(hidden), {item: others.get(item) for item in hidden}):
        assert scored(questionnaire, answering(answers, **changes)).to_json() == outcome.to_json()


@often
@given(cases(), st.data())
def test_pooled_answers_never_count(case: Case, data: st.DataObject) -> None:
    """Where nothing shows or hides because of them; gates and levels may not read them at all."""
    questionnaire, answers = case
    pooled = data.draw(st.sampled_from(unread(questionnaire)))
    asked = reshaped(
        questionnaire,
        lambda member: member.model_copy(update={"pooled": True}) if member.id == pooled else member,
    )
    other = data.draw(answers_for(questionnaire)).items.get(pooled)
    changed = answering(answers, **{pooled: other})
    assert scored(asked, changed).to_json() == scored(asked, answers).to_json()
    (found,) = (item for item in scored(asked, changed).items if item.id == pooled)
    assert (found.state, found.contribution) == ("pooled", 0)


# -- higher answers ---------------------------------------------------------------------------------------------


@st.composite
def raised_cases(draw: Any) -> tuple[Questionnaire, Answers, Answers, str]:
    """A questionnaire, answers, the same with one answer raised, and which.

    Only a question that decides about no other: what shows, which evidence will do, or which figure holds. And only an
    answer to one that shows and is answered; to answer what was not is another thing, as it may give a group its score.
    """
    questionnaire, answers = draw(cases())
    read = deciding(questionnaire)
    free = [
        item
        for item in questionnaire.items()
        if isinstance(item, SingleChoice | MultipleChoice | YesNo)
        and f"answers.{item.id}" not in read
        and item.id in answers.items
        and answers.items[item.id].state is State.ANSWERED
    ]
    assume(free)
    item = draw(st.sampled_from(free))
    higher = draw(raised(item, answers.items[item.id]))
    return questionnaire, answers, answering(answers, **{item.id: higher}), item.id


@often
@given(raised_cases())
def test_a_higher_answer_never_lowers_a_score(case: tuple[Questionnaire, Answers, Answers, str]) -> None:
    questionnaire, answers, higher, _ = case
    before, after = scores(scored(questionnaire, answers)), scores(scored(questionnaire, higher))
    for group, old in before.items():
        for less, more in zip(old, after[group], strict=True):
            assert (less is None) is (more is None)
            assert less is None or more is None or less <= more


@often
@given(raised_cases())
def test_a_higher_answer_with_its_evidence_never_lowers_the_level(
    case: tuple[Questionnaire, Answers, Answers, str],
) -> None:
    """Where gates and requirements ask it for at least something: 'at most' or 'exactly' may turn against it.

    Without its evidence a higher claim makes the verified share smaller, as it should.
    """
    questionnaire, answers, higher, item = case
    assume(all(asks_for_at_least(one, f"answers.{item}") for one in judging(questionnaire)))
    before, after = (
        answering(one, **{item: replace(one.items[item], confirmed=True)}) for one in (answers, higher)
    )
    at_its_border = just_reached(questionnaire, scored(questionnaire, before))
    assert number(scored(at_its_border, before)) <= number(scored(at_its_border, after))


@often
@given(cases(), st.data())
def test_an_answer_where_there_was_none_never_lowers_a_score(case: Case, data: st.DataObject) -> None:
    """As long as the same groups have a score: with enough answers a low group may come to count."""
    questionnaire, answers = case
    other = data.draw(answers_for(questionnaire)).items
    read = deciding(questionnaire)
    free = [
        item
        for item, answer in other.items()
        if item not in answers.items and answer.state is State.ANSWERED and f"answers.{item}" not in read
    ]
    assume(free)
    item = data.draw(st.sampled_from(free))
    before = scores(scored(questionnaire, answers))
    after = scores(scored(questionnaire, answering(answers, **{item: other[item]})))
    assume(
        all(
            [one is None for one in before[group]] == [one is None for one in after[group]]
            for group in before
        )
    )
    for group, old in before.items():
        for less, more in zip(old, after[group], strict=True):
            assert less is None or more is None or less <= more


@often
@given(cases(), st.data())
def test_more_evidence_never_lowers_a_score(case: Case, data: st.DataObject) -> None:
    """As long as the same groups have a score: a number counts as unanswered without its evidence."""
    questionnaire, answers = case
    answered = [item for item, answer in answers.items.items() if answer.state is State.ANSWERED]
    assume(answered)
    item = data.draw(st.sampled_from(answered))
    shown = replace(answers.items[item], confirmed=True)
    before = scores(scored(questionnaire, answers))
    after = scores(scored(questionnaire, answering(answers, **{item: shown})))
    assume(
        all(
            [one is None for one in before[group]] == [one is None for one in after[group]]
            for group in before
        )
    )
    for group, old in before.items():
        assert after[group][0] == old[0]
        for less, more in zip(old[1:], after[group][1:], strict=True):
            assert less is None or more is None or less <= more


# -- the outcome ------------------------------------------------------------------------------------------------


@often
@given(cases())
def test_an_outcome_recomputed_from_the_published_document_is_the_same_to_the_last_byte(case: Case) -> None:
    questionnaire, answers = case
    stored = scored(questionnaire, answers).to_json()
    again = Questionnaire.model_validate_json(questionnaire.model_dump_json(by_alias=True))
    backwards = replace(answers, items=dict(reversed(answers.items.items())))
    assert scored(again, backwards).to_json() == stored


@often
@given(cases())
def test_an_outcome_survives_its_bytes(case: Case) -> None:
    outcome = scored(*case)
    assert Outcome.from_json(outcome.to_json()) == outcome
    assert Outcome.from_json(outcome.to_json()).to_json() == outcome.to_json()
