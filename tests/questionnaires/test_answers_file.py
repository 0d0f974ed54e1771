"""Answers as people and programs write them."""

import contextlib
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.answers import Answer, Answers, State
from questionnaires.answers_file import Implausible, implausible, load_answers, read_answers, write_answers
from questionnaires.definition import Date, FreeText, MultipleChoice, Option, ProfileField, Reason
from questionnaires.faults import AnswersError
from tests.questionnaires.small import choice, number, questionnaire, text, yes_no
from tests.questionnaires.strategies import answers_for, questionnaires

DONT_KNOW = text("I do not know")
ASKED = questionnaire(
    choice("step", dont_know=DONT_KNOW, not_applicable=(Reason(id="rent", text=text("rent")),)),
    MultipleChoice(
        id="waste",
        type="multiple_choice",
        question=text("waste"),
        options=tuple(Option(key=key, text=text(key), points=Decimal(50)) for key in ("paper", "glass")),
    ),
    yes_no("plan"),
    number("kilos", decimals=1, plausible=(Decimal(1), Decimal(50))),
    FreeText(id="remark", type="text", question=text("remark"), max_length=20),
    Date(id="day", type="date", question=text("day")),
    yes_no("pooled", pooled=True),
    profile=(
        ProfileField(
            id="staff", type="number", question=text("staff"), minimum=Decimal(1), maximum=Decimal(100)
        ),
        ProfileField(id="interns", type="yes_no", question=text("interns")),
        ProfileField(
            id="sector",
            type="choice",
            question=text("sector"),
            options=(Reason(id="food", text=text("food")), Reason(id="care", text=text("care"))),
        ),
    ),
)


def read(**answers):
    return dict(read_answers(ASKED, {"answers": answers}).items)


def codes(data):
    with pytest.raises(AnswersError) as caught:
        read_answers(ASKED, data)
    return [fault.code for fault in caught.value.faults]


def answered(value, **more):
    return Answer(State.ANSWERED, value, **more)


def test_short_form_is_the_value():
    assert read(
        step="2", waste=["paper", "glass"], plan=False, kilos=12, remark="Goed zo", day="2026-11-23"
    ) == {
        "step": answered("2"),
        "waste": answered(frozenset({"paper", "glass"})),
        "plan": answered(False),
        "kilos": answered(Decimal(12)),
        "remark": answered("Goed zo"),
        "day": answered(date(2026, 11, 23)),
    }


def test_number_is_read_as_an_option_key_too():
    assert read(step=2) == {"step": answered("2")}


def test_long_form_has_a_note_and_what_a_reviewer_says():
    entry = {
        "answer": 1,
        "note": "Gezien.",
        "accepted": ["document", "testimony", "testimony"],
        "confirmed": True,
    }
    expected = answered("1", note="Gezien.", accepted=("document", "testimony", "testimony"), confirmed=True)
    assert read(step=entry) == {"step": expected}


def test_four_states_are_never_mixed_up():
    assert read(step={"not_applicable": "rent"}) == {"step": Answer(State.NOT_APPLICABLE, reason="rent")}
    assert read(step={"dont_know": True}) == {"step": Answer(State.DONT_KNOW)}
    assert read(step=0) == {"step": answered("0")}
    assert read(step=None) == {}


@pytest.mark.parametrize("written", [12.5, "12.5", Decimal("12.50"), "12.500"])
def test_decimal_is_read_exactly_however_it_is_written(written):
    assert read(kilos=written) == {"kilos": answered(Decimal("12.5"))}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"step": True}, "A11"),
        ({"step": ["1"]}, "A11"),
        ({"step": "x"}, "A02"),
        ({"step": 10**5000}, "A02"),
        ({"waste": "paper"}, "A11"),
        ({"waste": ["paper", "wood"]}, "A02"),
        ({"waste": ["paper", "paper"]}, "A19"),
        ({"plan": "true"}, "A11"),
        ({"plan": 1}, "A11"),
        ({"kilos": True}, "A11"),
        ({"kilos": "12,5"}, "A11"),
        ({"kilos": "1e1"}, "A11"),
        ({"kilos": ""}, "A11"),
        ({"kilos": float("nan")}, "A12"),
        ({"kilos": float("inf")}, "A12"),
        ({"kilos": Decimal("-Infinity")}, "A12"),
        ({"kilos": Decimal("sNaN")}, "A12"),
        ({"kilos": 101}, "A07"),
        ({"kilos": -0.1}, "A07"),
        ({"kilos": Decimal("1e999999")}, "A07"),
        ({"kilos": Decimal("1e-999999")}, "A08"),
        ({"kilos": 10**5000}, "A07"),
        ({"kilos": 1.25}, "A08"),
        ({"remark": 5}, "A11"),
        ({"remark": "x" * 21}, "A17"),
        ({"remark": "a\x00b"}, "A20"),
        ({"day": "23-11-2026"}, "A11"),
        ({"day": "2026-02-30"}, "A11"),
        ({"day": datetime(2026, 11, 23, 10, 0)}, "A11"),  # noqa: DTZ001 a moment is no day, with or without a zone
        ({"step": {}}, "A14"),
        ({"step": {"answer": 1, "not_applicable": "rent"}}, "A13"),
        ({"step": {"not_applicable": "weather"}}, "A05"),
        ({"step": {"not_applicable": None}}, "A10"),
        ({"plan": {"not_applicable": "rent"}}, "A09"),
        ({"plan": {"dont_know": True}}, "A15"),
        ({"step": {"dont_know": False}}, "A11"),
        ({"step": {"answer": 1, "accepted": "document"}}, "A11"),
        ({"step": {"answer": 1, "accepted": ["photo"]}}, "A06"),
        ({"step": {"answer": 1, "confirmed": "yes"}}, "A11"),
        ({"step": {"answer": 1, "score": 100}}, "A16"),
        ({"steps": 1}, "A01"),
        ({"pooled": {"answer": True, "note": "x"}}, "A21"),
        ({"pooled": {"answer": True, "accepted": []}}, "A21"),
    ],
)
def test_wrong_answer_is_one_fault(answers, code):
    assert codes({"answers": answers}) == [code]


def test_all_faults_come_at_once_with_their_paths():
    data = {
        "profile": {"staff": 0, "sector": "mining", "beds": 3, "interns": "no"},
        "facts": {"visits": 1, "actions": True},
        "answers": {"step": 9, "kilos": "NaN", "nothing": 1},
        "score": 100,
    }
    with pytest.raises(AnswersError) as caught:
        read_answers(ASKED, data)
    assert sorted((fault.path, fault.code) for fault in caught.value.faults) == [
        ("answers.kilos", "A12"),
        ("answers.nothing", "A01"),
        ("answers.step", "A02"),
        ("facts.actions", "A11"),
        ("facts.visits", "A04"),
        ("profile.beds", "A03"),
        ("profile.interns", "A11"),
        ("profile.sector", "A02"),
        ("profile.staff", "A07"),
        ("score", "A16"),
    ]


@pytest.mark.parametrize("data", [{}, {"answers": {}}, {"answers": None, "profile": None}])
def test_no_answers_are_no_fault(data):
    assert read_answers(ASKED, data) == Answers({})


@pytest.mark.parametrize("data", [[], "answers", 5, {"answers": []}, {"profile": "x"}])
def test_what_is_no_set_of_answers_is_a_fault(data):
    assert codes(data) == ["A11"]


def test_answers_that_are_endlessly_deep_are_a_fault():
    deep: dict[str, object] = {}
    inner = deep
    for _ in range(100_000):
        inner["answer"] = {}
        inner = inner["answer"]
    assert codes({"answers": {"step": deep}}) == ["A11"]


def test_emoji_and_accents_are_fine_in_texts():
    assert read(remark="Prima 👩‍🏫 cafe\u0301") == {"remark": answered("Prima 👩‍🏫 café")}


def test_answers_name_the_questionnaire_they_belong_to():
    for name in ("small", "small@1.0.0"):
        assert read_answers(ASKED, {"questionnaire": name}) == Answers({})
    assert codes({"questionnaire": "small@2.0.0"}) == ["A18"]


def test_files_are_yaml_or_json_and_faults_have_lines(tmp_path):
    for name, content in {
        "a.yaml": "answers:\n  step: 9\n",
        "a.json": '{"answers": {\n"step": 9}}',
        "a.yml": "answers:\n  step: 9\n",
    }.items():
        (tmp_path / name).write_text(content)
        with pytest.raises(AnswersError) as caught:
            load_answers(ASKED, tmp_path / name)
        assert [(fault.code, fault.line) for fault in caught.value.faults] == [("A02", 2)]


def test_file_that_cannot_be_read_is_a_fault(tmp_path):
    for name in ("a.yaml", "a.json"):
        with pytest.raises(AnswersError) as caught:
            load_answers(ASKED, tmp_path / name)
        assert [fault.code for fault in caught.value.faults] == ["Y01"]


def test_implausible_numbers_are_asked_about_and_accepted():
    answers = read_answers(ASKED, {"answers": {"kilos": 0.5}})
    assert implausible(ASKED, answers) == (Implausible("kilos", Decimal("0.5"), Decimal(1), Decimal(50)),)
    assert implausible(ASKED, read_answers(ASKED, {"answers": {"kilos": 1}})) == ()
    assert implausible(ASKED, Answers({})) == ()


def test_written_answers_are_plain_and_short():
    answers = Answers(
        {
            "step": answered("2"),
            "waste": answered(frozenset({"paper", "glass"})),
            "kilos": answered(Decimal("1E+1"), note="Weegschaal"),
            "plan": Answer(State.UNANSWERED),
        },
        profile={"staff": Decimal("12.0")},
        facts={"actions": Decimal(2)},
    )
    assert write_answers(answers) == {
        "profile": {"staff": "12"},
        "facts": {"actions": "2"},
        "answers": {
            "step": "2",
            "waste": ["glass", "paper"],
            "kilos": {"answer": "10", "note": "Weegschaal"},
        },
    }


@given(st.data())
def test_what_is_written_is_read_back(data):
    asked = data.draw(questionnaires())
    answers = data.draw(answers_for(asked))
    assert read_answers(asked, write_answers(answers)) == answers


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["step", "answer", "note", "x"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["profile", "facts", "answers", "x"]), JSON_VALUES))
def test_no_data_end_in_another_error(data):
    with contextlib.suppress(AnswersError):
        read_answers(ASKED, data)
