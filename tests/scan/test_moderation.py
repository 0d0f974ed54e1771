"""From two views to one result (design 6, instrument A1.12 and D1.7)."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.answers import Answer, Answers, State
from questionnaires.definition import Questionnaire
from scan.domain.moderation import (
    Moderation,
    Verdict,
    View,
    comparable_items,
    compare,
    fits,
    moderate,
)
from scoring import compile_model, score
from tests.scan.factories import COMPANY_FORM, STUDENT_FORM, questionnaire

PROFILE = {"staff": Decimal(12), "kitchen": False}


def view(form: Questionnaire, **steps: str) -> View:
    items = {key.replace("_", "-"): Answer(State.ANSWERED, step) for key, step in steps.items()}
    return View(form, Answers(items, profile=PROFILE))


def company(**steps: str) -> View:
    return view(COMPANY_FORM, **steps)


def student(**steps: str) -> View:
    return view(STUDENT_FORM, **steps)


def energy(moderation: Moderation) -> tuple[object, bool]:
    answer = moderation.answers.items["energy-source"]
    return answer.value, answer.confirmed


def settled(claim: str, seen: tuple[str, ...], verdict: Verdict | None = None) -> tuple[object, bool]:
    """The moderated step of one item, and whether it is confirmed."""
    verdicts = {} if verdict is None else {"energy-source": verdict}
    return energy(
        moderate(company(energy_source=claim), [student(energy_source=one) for one in seen], verdicts, {})
    )


@pytest.mark.parametrize("seen", ["2", "3", "4"])
def test_claim_is_confirmed_by_a_student_within_one_step(seen: str) -> None:
    assert settled("3", (seen,)) == ("3", True)


@pytest.mark.parametrize("seen", ["0", "1"])
def test_student_never_lowers_a_claim_and_a_gap_of_two_must_be_settled(seen: str) -> None:
    moderation = moderate(company(energy_source="3"), [student(energy_source=seen)], {}, {})
    assert energy(moderation) == ("3", False)
    assert moderation.unsettled == ("energy-source",)


def test_claim_without_a_second_view_stays_unconfirmed() -> None:
    assert settled("3", ()) == ("3", False)


def test_every_student_must_be_near_to_confirm() -> None:
    assert settled("3", ("3", "2")) == ("3", True)
    assert settled("3", ("3", "0")) == ("3", False)


@pytest.mark.parametrize(
    ("claim", "seen", "verdict", "result"),
    [
        ("4", "1", Verdict.COMPANY, ("4", False)),
        ("4", "1", Verdict.CANNOT_TELL, ("4", False)),
        ("4", "3", Verdict.CANNOT_TELL, ("4", False)),
        ("4", "3", Verdict.COMPANY, ("4", True)),
        ("4", "1", Verdict.STUDENT, ("1", True)),
        ("1", "4", Verdict.STUDENT, ("4", True)),
        ("4", "2", Verdict.BETWEEN, ("3", True)),
        ("4", "1", Verdict.BETWEEN, ("2", True)),
        ("4", "0", Verdict.BETWEEN, ("2", False)),
    ],
)
def test_verdict_moves_the_step(claim: str, seen: str, verdict: Verdict, result: tuple[str, bool]) -> None:
    assert settled(claim, (seen,), verdict) == result


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_settles_the_gap(verdict: Verdict) -> None:
    moderation = moderate(
        company(energy_source="4"), [student(energy_source="1")], {"energy-source": verdict}, {}
    )
    assert moderation.unsettled == ()


def test_student_verdict_with_several_students_takes_the_middle_one() -> None:
    assert settled("4", ("0", "1", "2"), Verdict.STUDENT) == ("1", True)
    assert settled("4", ("0", "2"), Verdict.STUDENT) == ("0", False)


def test_accepted_evidence_goes_to_its_answer_and_nothing_else_does() -> None:
    claim = company(energy_source="3", safe_work="2")
    faked = Answer(State.ANSWERED, "3", accepted=("document",), confirmed=True)
    claim = replace(
        claim, answers=replace(claim.answers, items={**claim.answers.items, "energy-source": faked})
    )
    moderation = moderate(claim, [], {}, {"safe-work": ("observation", "observation")})
    assert moderation.answers.items["energy-source"] == Answer(State.ANSWERED, "3")
    assert moderation.answers.items["safe-work"].accepted == ("observation", "observation")


def test_pooled_questions_of_students_are_never_used() -> None:
    moderation = moderate(company(respect="4"), [student(respect="0")], {}, {})
    assert moderation.unsettled == ()
    assert moderation.answers.items["respect"] == Answer(State.ANSWERED, "4")
    assert "respect" not in comparable_items(COMPANY_FORM, STUDENT_FORM)


def test_pooled_questions_of_the_claim_itself_are_left_out() -> None:
    """A dossier that rests on a student's scan."""
    moderation = moderate(student(respect="0", energy_source="2"), [], {}, {})
    assert set(moderation.answers.items) == {"energy-source"}


def test_dont_know_of_either_side_is_no_gap() -> None:
    unsure = replace(student(), answers=Answers({"energy-source": Answer(State.DONT_KNOW)}, profile=PROFILE))
    moderation = moderate(company(energy_source="4"), [unsure], {}, {})
    assert (energy(moderation), moderation.unsettled) == (("4", False), ())
    claim = View(COMPANY_FORM, unsure.answers)
    moderation = moderate(claim, [student(energy_source="3")], {}, {})
    assert moderation.answers.items["energy-source"].state is State.DONT_KNOW
    assert moderation.unsettled == ()


def test_student_verdict_fills_in_what_the_company_does_not_know() -> None:
    claim = View(COMPANY_FORM, Answers({"energy-source": Answer(State.DONT_KNOW)}, profile=PROFILE))
    moderation = moderate(claim, [student(energy_source="3")], {"energy-source": Verdict.STUDENT}, {})
    assert energy(moderation) == ("3", True)


def test_hidden_questions_are_not_compared() -> None:
    assert [one.item_id for one in compare(company(), [student()])] == [
        "energy-source",
        "safe-work",
        "respect",
        "training-hours",
    ]


def test_questions_with_other_options_are_not_compared() -> None:
    document = STUDENT_FORM.model_dump(mode="json", by_alias=True)
    document["groups"][0]["members"][0]["options"].pop()
    shorter = Questionnaire.model_validate_json(json.dumps(document))
    assert "energy-source" not in comparable_items(COMPANY_FORM, shorter)
    moderation = moderate(company(energy_source="4"), [view(shorter, energy_source="0")], {}, {})
    assert moderation.unsettled == ()


def test_yes_and_no_confirm_only_when_they_are_the_same() -> None:
    item = {"type": "yes_no", "id": "roof", "question": {"nl": "Dak?", "en": "Roof?"}}
    form = questionnaire("yes-no", "company", own=(item,))

    def yes(value: bool) -> View:
        return View(form, Answers({"roof": Answer(State.ANSWERED, value)}, profile=PROFILE))

    def roof(claim: bool, seen: bool, verdict: Verdict | None = None) -> tuple[object, bool]:
        verdicts = {} if verdict is None else {"roof": verdict}
        answer = moderate(yes(claim), [yes(seen)], verdicts, {}).answers.items["roof"]
        return answer.value, answer.confirmed

    assert roof(True, True) == (True, True)
    assert roof(True, False) == (True, False)
    assert roof(True, False, Verdict.STUDENT) == (False, True)
    assert roof(True, False, Verdict.BETWEEN) == (False, True)


def test_verdicts_that_need_a_step_do_not_fit_without_one() -> None:
    both = compare(company(energy_source="4"), [student(energy_source="1")])[0]
    alone = compare(company(energy_source="4"), [student()])[0]
    unsure = compare(company(), [student(energy_source="1")])[0]
    assert [verdict for verdict in Verdict if fits(both, verdict)] == list(Verdict)
    assert [verdict for verdict in Verdict if fits(alone, verdict)] == [Verdict.COMPANY, Verdict.CANNOT_TELL]
    assert [verdict for verdict in Verdict if fits(unsure, verdict)] == [
        Verdict.STUDENT,
        Verdict.COMPANY,
        Verdict.CANNOT_TELL,
    ]


STEPS = st.sampled_from("01234")
VERDICTS = st.dictionaries(st.sampled_from(["energy-source", "safe-work"]), st.sampled_from(list(Verdict)))


@given(STEPS, STEPS, st.lists(st.tuples(STEPS, STEPS), max_size=3))
def test_students_alone_never_lower_the_counted_result(
    energy_step: str, work_step: str, seen: list[tuple[str, str]]
) -> None:
    """More students, any answers, no verdict: never below the result without students."""
    model = compile_model(COMPANY_FORM)
    claim = company(energy_source=energy_step, safe_work=work_step)
    others = [student(energy_source=one, safe_work=two) for one, two in seen]
    alone = score(model, moderate(claim, [], {}, {}).answers)
    together = score(model, moderate(claim, others, {}, {}).answers)
    assert (together.total.counted or 0) >= (alone.total.counted or 0)
    assert together.total.claimed == alone.total.claimed


@given(STEPS, STEPS, VERDICTS)
def test_moderated_step_lies_between_the_two_views(
    claim: str, seen: str, verdicts: dict[str, Verdict]
) -> None:
    value, _ = energy(moderate(company(energy_source=claim), [student(energy_source=seen)], verdicts, {}))
    low, high = sorted((int(claim), int(seen)))
    assert low <= int(str(value)) <= high


@given(STEPS, STEPS)
def test_company_that_claims_more_gets_no_less(lower: str, seen: str) -> None:
    model = compile_model(COMPANY_FORM)
    results = [
        score(
            model, moderate(company(energy_source=str(step)), [student(energy_source=seen)], {}, {}).answers
        )
        for step in range(int(lower), 5)
        if abs(step - int(seen)) <= 1
    ]
    counted = [result.total.counted or 0 for result in results]
    assert counted == sorted(counted)
