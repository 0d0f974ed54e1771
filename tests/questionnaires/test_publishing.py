"""The published form: one way to write a questionnaire, for ever (design 4)."""

import json
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.definition import Option, Questionnaire
from questionnaires.faults import QuestionnaireError
from questionnaires.publishing import canonical_bytes, canonical_json, content_hash, read_published
from tests.questionnaires.small import choice, number, questionnaire, text, yes_no
from tests.questionnaires.strategies import questionnaires

SMALL = questionnaire(choice("a", weight=Decimal("1.50")), yes_no("b"), number("c"))


def refusal(data):
    with pytest.raises(QuestionnaireError) as caught:
        read_published(data)
    (fault,) = caught.value.faults
    return fault.code


def test_canonical_bytes_are_these_for_ever():
    """What was published keeps its bytes and its hash. A change of this test breaks every certificate."""
    asked = questionnaire(
        yes_no("b", weight=Decimal("2.50"), when={"ge": ("facts.actions", "2")}), profile=(), sources=("é",)
    )
    assert canonical_bytes(asked).decode() == (
        '{"audience":"company","facts":[{"id":"actions","title":{"en":"Actions","nl":"Actions"},"type":"number"}],'
        '"format":1,"groups":[{"id":"all","members":[{"id":"b","question":{"en":"b","nl":"b"},"type":"yes_no",'
        '"weight":"2.5","when":{"ge":["facts.actions","2"]}}],"title":{"en":"all","nl":"all"},"type":"group"}],'
        '"introduction":{"en":"Choose what is true.","nl":"Choose what is true."},"languages":["nl","en"],"minutes":1,'
        '"scoring":{"dont_know":"zero","dont_know_for_level":"zero"},"slug":"small","sources":["é"],'
        '"summary":{"en":"A small one.","nl":"A small one."},"title":{"en":"Small","nl":"Small"},"version":"1.0.0"}'
    )
    assert content_hash(asked) == "7e61d8fb9314956cfbbda7ca17200a3b111a19addf57f688c5707e750d4fb7a6"


def test_defaults_are_those_of_the_format():
    """Defaults are left out of the bytes, so they are part of the format and never change."""
    item, other = (next(asked.items()) for asked in (questionnaire(yes_no("b")), questionnaire(choice("a"))))
    group, scoring = questionnaire(yes_no("b")).groups[0], SMALL.scoring
    assert (item.revision, item.weight, item.pooled, item.scored, item.effort) == (1, 1, False, True, 1)
    assert (item.yes_points, item.no_points, item.needs, item.advice) == (100, 0, (), ())
    assert (other.options[0].needs, other.options[0].effort) == ((), 1)
    assert (group.weight, group.aggregation, group.all_or_none, group.enough.items) == (
        1,
        "arithmetic",
        False,
        0,
    )
    assert (scoring.decimals, scoring.aggregation, scoring.verified_from_step, scoring.evidence_effort) == (
        2,
        "arithmetic",
        1,
        1,
    )
    assert (number("c").decimals, SMALL.profile[0].minimum, SMALL.profile[0].maximum) == (2, 0, 1_000_000)


@given(questionnaires())
def test_what_is_written_is_read_back_and_written_the_same(asked):
    data = canonical_bytes(asked)
    assert read_published(data) == asked
    assert canonical_bytes(read_published(data)) == data


def shuffled(value, draw):
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: shuffled(value[key], draw) for key in keys}
    if isinstance(value, list):
        return [shuffled(part, draw) for part in value]
    return value


@given(st.data())
def test_order_of_keys_does_not_change_the_hash(data):
    asked = data.draw(questionnaires())
    content = shuffled(json.loads(canonical_bytes(asked)), data.draw)
    assert content_hash(Questionnaire.model_validate_json(json.dumps(content))) == content_hash(asked)


def test_way_a_number_or_a_letter_is_written_does_not_change_the_hash():
    def made(weight, title):
        return content_hash(
            questionnaire(yes_no("b", weight=Decimal(weight)), title={"nl": title, "en": "x"})
        )

    assert made("10", "café") == made("1.00E+1", unicodedata.normalize("NFD", "café")) != made("10.1", "café")


def test_every_change_of_content_changes_the_hash():
    option = Option(key="0", text=text("no"), points=Decimal(0))
    others = (
        questionnaire(yes_no("b")),
        questionnaire(yes_no("b", weight=Decimal("1.0000001"))),
        questionnaire(yes_no("b", question=text("b "))),
        questionnaire(choice("b", options=(option, option.model_copy(update={"key": "1"})))),
        questionnaire(choice("b", options=(option, option.model_copy(update={"key": "2"})))),
        questionnaire(yes_no("b"), version="1.0.1"),
    )
    assert len({content_hash(one) for one in others}) == len(others)


def test_same_bytes_give_the_same_object():
    data = canonical_bytes(SMALL)
    assert read_published(data) is read_published(bytes(bytearray(data)))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\n",
        lambda data: data.replace(b":", b": ", 1),
        lambda data: data.replace(b'"1.5"', b'"1.50"'),
        lambda data: data.replace(b'"1.5"', b"1.5"),
        lambda data: data.replace(b'"format":1', b'"format":2'),
        lambda data: data.replace(b'"format":1,', b""),
        lambda data: data.replace(b'"minutes":1', b'"minutes":1,"extra":1'),
        lambda data: data.replace(b'"minutes":1', b'"minutes":1,"minutes":1'),
        lambda data: data.replace(b'"revision"', b'"revisions"').replace(
            b'"type":"yes_no"', b'"type":"yesno"'
        ),
        lambda data: data[:-1],
        lambda data: b"\xff" + data,
        lambda data: data.decode().encode("utf-16"),
    ],
)
def test_document_that_was_touched_is_refused(change):
    data = canonical_bytes(SMALL)
    assert change(data) != data
    assert refusal(change(data)) == "P06"


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"null", b"[" * 10_000, b'{"format":1}', b'"' + b"x" * 20_000_000]
)
def test_what_is_no_questionnaire_at_all_is_refused(data):
    assert refusal(data) == "P06"


@given(st.binary(max_size=100))
def test_no_bytes_end_in_another_error(data):
    assert refusal(data) == "P06"


def test_numbers_that_are_not_exact_have_no_canonical_form():
    with pytest.raises(TypeError):
        canonical_json({"a": 0.1})
    assert canonical_json({"b": [Decimal("1E+2"), Decimal("-0.0"), 3, None, True], "a": "e\u0301"}) == (
        '{"a":"é","b":["100","0",3,null,true]}'.encode()
    )
