"""YAML is read without surprises: exact, with places, and never with a traceback."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.tree import find, plain
from questionnaires.yaml_source import parse_yaml, read_yaml


def read(text):
    node, faults = parse_yaml(text, "page.yaml")
    assert faults == []
    return plain(node)


def codes(text):
    return [fault.code for fault in parse_yaml(text, "page.yaml")[1]]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0),
        ("-12", -12),
        ("0.10", Decimal("0.10")),
        ("100000000000000.1", Decimal("100000000000000.1")),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("1.0.0", "1.0.0"),
        ("2026-11-23", "2026-11-23"),
        ("12:30", "12:30"),
        ('"yes"', "yes"),
        ("'no'", "no"),
        ('"12"', "12"),
        ("gas", "gas"),
        ("Ja, altijd", "Ja, altijd"),
        ('"caf\\u0065\\u0301"', "café"),
    ],
)
def test_value_is_what_it_seems(written, value):
    found = read(f"a: {written}")["a"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("a:\n\tb: 1\n", 2, "There is a tab here."),
        ("a: 1\nb: Let op: eerst meten\n", 2, 'A text with ": " in it goes in quotes.'),
        ('a: 1\nb: "open\nc: 3\n', 2, "Close the quote that opens here."),
        ("a: 1\nb: {nl: een, en: one\nc: 3\n", 3, "A comma, bracket or quote is missing here."),
        ("a: 1\nb: @home\n", 2, "A text that begins with this character goes in quotes."),
        ("a:\n    b: 1\n  c: 2\n", 3, "Put lines that belong together equally far to the right."),
    ],
)
def test_reading_that_stops_says_what_most_likely_went_wrong(text, line, hint):
    (found,) = parse_yaml(text, "page.yaml")[1]
    assert (found.code, found.line) == ("Y06", line)
    assert found.mend("en").startswith(hint)


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "y", "N"])
def test_words_that_yaml_reads_as_true_or_false_are_refused(word):
    assert codes(f"a: {word}") == ["Y09"]


@pytest.mark.parametrize(
    "number", ["012", "0x1F", "0o17", "1_000", "1e3", ".5", "5.", "+5", ".inf", "-.nan", "9" * 40]
)
def test_numbers_that_are_not_plain_digits_are_refused(number):
    assert codes(f"a: {number}") == ["Y14"]


def test_keys_are_always_words():
    assert read("{no: 1, 2: b, true: c}") == {"no": 1, "2": "b", "true": "c"}


def test_every_value_knows_its_line_and_path():
    node, _ = parse_yaml(
        "groups:\n  - id: water\n    members:\n      - indicator: taps\n        weight: 2\n", "page.yaml"
    )
    weight = find(node, ("groups", 0, "members", 0, "weight"))
    assert weight.place.line == 5
    assert weight.place.path == ("groups", "[water]", "members", "[taps]", "weight")


def test_all_faults_of_a_file_come_at_once():
    text = "a: yes\nb: &x 1\nc: *x\na: 2\nd:\ne: 007\nf: !secret s\n"
    found = [(fault.code, fault.line) for fault in parse_yaml(text, "page.yaml")[1]]
    assert found == [("Y09", 1), ("Y10", 2), ("Y10", 3), ("Y08", 4), ("Y13", 5), ("Y14", 6), ("Y11", 7)]


def test_byte_order_mark_is_no_fault(tmp_path):
    file = tmp_path / "page.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    node, faults = read_yaml(file)
    assert (plain(node), faults) == ({"a": 1}, [])


def test_tags_that_would_make_objects_make_nothing():
    assert codes("!!python/object/apply:os.system ['touch never']") == ["Y11"]


def test_merge_keys_and_long_chains_of_aliases_are_refused():
    assert codes("a: {<<: {b: 1}}") == ["Y10"]
    bomb = "a: &a [x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}]\n" for before, name in pairwise("abcdefg")
    )
    assert set(codes(bomb)) == {"Y10"}


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 5_000, "- " * 5_000, "? " * 5_000])
def test_deep_documents_are_refused_quickly(text):
    assert codes(text)[-1] in ("Y12", "Y15")


@pytest.mark.parametrize(
    "text", ["a: b: c", "'open", "{a: 1", "a:\n\t- b", "[a, b}}", "%YAML 9.9\n", "@a", "\ufeffa: '"]
)
def test_text_that_is_no_yaml_is_one_fault_at_its_line(text):
    assert codes(text) == ["Y06"]


@given(st.binary(max_size=200))
def test_no_bytes_end_in_a_traceback(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("any") / "page.yaml"
    file.write_bytes(data)
    node, faults = read_yaml(file)
    assert node is not None or faults
    for fault in faults:
        assert fault.written("nl")
        assert fault.written("en")


SYMBOLS = st.text(st.sampled_from("ab:-?[]{}&*!|>'\"%@#,\n 01.~<"), max_size=60)


@given(SYMBOLS)
def test_no_text_ends_in_a_traceback(text):
    node, faults = parse_yaml(text, "page.yaml")
    assert node is not None or faults


def test_names_that_are_no_files_are_faults(tmp_path):
    for path in (tmp_path, tmp_path / "nothing.yaml", Path("a\0b")):
        assert [fault.code for fault in read_yaml(path)[1]] == ["Y01"]
