"""The JSON Schema for editors accepts what the program accepts, and helps where it does not."""

from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import questionnaires
from questionnaires.source import json_schema
from questionnaires.tree import plain
from questionnaires.yaml_source import parse_yaml, read_yaml
from tests.questionnaires.sources import BANK, SOURCE, changed

CATALOGUE = Path(questionnaires.__file__).parent / "catalogue"


def as_editors_see_it(value):
    """The values an editor's YAML gives: floats and lists."""
    match value:
        case Decimal():
            return float(value)
        case tuple():
            return [as_editors_see_it(part) for part in value]
        case dict():
            return {key: as_editors_see_it(part) for key, part in value.items()}
    return value


def errors(kind, text):
    node, _ = parse_yaml(text, "a.yaml")
    schema = Draft202012Validator(json_schema(kind))
    return [list(error.absolute_path) for error in schema.iter_errors(as_editors_see_it(plain(node)))]


@pytest.mark.parametrize("kind", ["questionnaire", "bank"])
def test_schema_is_a_schema(kind):
    schema = json_schema(kind)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("file", sorted(CATALOGUE.rglob("*.yaml")), ids=lambda file: file.stem)
def test_catalogue_fits_the_schema(file):
    node, _ = read_yaml(file)
    kind = "bank" if file.parent.name == "bank" else "questionnaire"
    assert list(Draft202012Validator(json_schema(kind)).iter_errors(as_editors_see_it(plain(node)))) == []


def test_schema_accepts_a_sound_source():
    assert errors("questionnaire", SOURCE) == errors("bank", BANK) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (("minutes: 5", "minutes: five"), ["minutes"]),
        (("minutes: 5", "minutes: 0"), ["minutes"]),
        (("minutes: 5", "hours: 5"), []),
        (("audience: company", "audience: firm"), ["audience"]),
        (("slug: trial", "slug: My Trial"), ["slug"]),
        (("minimum: 1,", "minimun: 1,"), ["profile", 0]),
        (("type: number, minimum: 1", "type: numbers, minimum: 1"), ["profile", 0, "type"]),
    ],
)
def test_schema_points_at_what_is_wrong(change, path):
    assert path in errors("questionnaire", changed(SOURCE, change))
