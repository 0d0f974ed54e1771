"""JSON is read as carefully as YAML is."""

import json
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.json_source import parse_json, read_json
from questionnaires.tree import find, plain

numbers = st.integers(-(10**15), 10**15) | st.decimals(-1000, 1000, places=3, allow_nan=False)
words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


def as_tuples(value):
    if isinstance(value, list):
        return tuple(as_tuples(part) for part in value)
    if isinstance(value, dict):
        return {key: as_tuples(part) for key, part in value.items()}
    return value


def codes(text):
    return [fault.code for fault in parse_json(text, "a.json")[1]]


@given(values)
def test_json_is_read_as_the_standard_library_reads_it_but_exactly(value):
    text = json.dumps(value, default=str, indent=1)
    node, faults = parse_json(text, "a.json")
    expected = as_tuples(json.loads(text, parse_float=Decimal))
    assert faults == []
    assert json.dumps(plain(node), default=str) == json.dumps(_normalised(expected), default=str)


def _normalised(value):
    """Texts in NFC, as the reader gives them; the first of two keys that become the same."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, tuple):
        return tuple(_normalised(part) for part in value)
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): _normalised(part) for key, part in value.items()}
    return value


def test_numbers_are_exact():
    assert plain(parse_json('{"a": 0.1, "b": 12}', "a.json")[0]) == {"a": Decimal("0.1"), "b": 12}


def test_every_value_knows_its_line():
    node, _ = parse_json('{\n\t"answers": {\n\t\t"power": 1\n\t}\n}', "a.json")
    assert find(node, ("answers", "power")).place.line == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "Y08"),
        ('{"a": 1e3}', "Y14"),
        ('{"a": NaN}', "Y14"),
        ('{"a": -Infinity}', "Y14"),
        ('{"a": 01}', "Y14"),
        ("[" * 1000, "Y12"),
        ('{"a": "\\ud800"}', "Y04"),
        ('{"a": 1,}', "Y06"),
        ("[1, ]", "Y06"),
        ('{"a" 1}', "Y06"),
        ("{a: 1}", "Y06"),
        ('"open', "Y06"),
        ('{"a": 1} x', "Y06"),
        ("", "Y06"),
    ],
)
def test_text_that_is_no_plain_json_is_a_fault(text, code):
    assert codes(text) == [code]


@given(st.text(st.sampled_from('ab:[]{}"\\, \n01.-eu'), max_size=60))
def test_no_text_ends_in_a_traceback(text):
    node, faults = parse_json(text, "a.json")
    assert node is not None or faults


def test_file_that_is_not_there_is_a_fault(tmp_path):
    assert [fault.code for fault in read_json(tmp_path / "nothing.json")[1]] == ["Y01"]
