"""What pydantic says of a wrong form, in our own words and at the place where it is written."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from questionnaires.faults import Fault, Path, Words, fault, quoted
from questionnaires.faults.shape import Shape
from questionnaires.source import BankFile, QuestionnaireSource, json_schema
from questionnaires.suggestions import nearest
from questionnaires.tree import Node, find, plain

_BOUNDS: Mapping[str, Words] = {
    "greater_than": Words("groter dan {gt}", "greater than {gt}"),
    "greater_than_equal": Words("van {ge} of meer", "of {ge} or more"),
    "less_than": Words("kleiner dan {lt}", "less than {lt}"),
    "less_than_equal": Words("van {le} of minder", "of {le} or less"),
}
_TYPES: Mapping[str, Words] = {
    "string_type": Words("een tekst", "a text"),
    "int_type": Words("een geheel getal", "a whole number"),
    "is_instance_of": Words("een getal", "a number"),
    "bool_type": Words("true of false", "true or false"),
    "tuple_type": Words("een rij (zoals [a, b])", "a list (such as [a, b])"),
    "dict_type": Words("een blok met sleutels", "a block of keys"),
    "model_type": Words("een blok met sleutels", "a block of keys"),
}
_TEXT = Words(
    "een tekst in elke taal (zoals {nl: …, en: …})", "a text in each language (such as {nl: …, en: …})"
)
_FOUND: Mapping[type, Words] = {
    bool: Words("true of false", "true or false"),
    dict: Words("een blok met sleutels", "a block of keys"),
    tuple: Words("een rij", "a list"),
}
_VERSION = "(0|[1-9]"
_REFERENCE = "(profile|facts|answers)"


def path_of(node: Node, error: ErrorDetails) -> Path:
    """The error's location as a path in the tree, without pydantic's tags; a missing key stands at the end."""
    path: list[str | int] = []
    here = node
    for part in error["loc"]:
        below = find(here, (part,))
        if below is not here:
            here = below
            path.append(part)
    if error["type"] == "missing":
        path.append(error["loc"][-1])
    return tuple(path)


def shape_fault(node: Node, error: ErrorDetails, model: type[BaseModel]) -> Fault:
    """A pydantic error on this tree, in our words."""
    kind, path, loc = error["type"], path_of(node, error), error["loc"]
    here, context = find(node, path), error.get("ctx", {})
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _form(here, str(context["discriminator"]))
    if any(str(part).startswith("(") and part in _CONDITION_TAGS for part in loc) and kind not in _INSIDE:
        return fault(Shape.NOT_A_CONDITION, here.place)
    if kind == "missing":
        return _missing(find(node, path[:-1]), path[-1])
    if kind == "extra_forbidden":
        return _unknown_key(node, path, here, model)
    if kind == "literal_error":
        found = loc[-2] if loc[-1] == "[key]" else error["input"]
        return fault(Shape.NOT_ONE_OF, here.place, found=found, choices=_choices(context["expected"]))
    if kind == "string_pattern_mismatch":
        return _pattern(here, loc, str(context["pattern"]), str(error["input"]))
    if kind in _BOUNDS:
        words = _BOUNDS[kind]
        bounds = Words(words.nl.format_map(context), words.en.format_map(context))
        return fault(Shape.OUT_OF_BOUNDS, here.place, found=error["input"], bounds=bounds)
    return _length(here, kind, context) or _type(here, kind, loc, error["input"])


_CONDITION_TAGS = frozenset(
    f"({operator})" for operator in ("all", "any", "not", "is", "in", "ge", "gt", "le", "lt", "answered")
)
_INSIDE = frozenset({"string_pattern_mismatch"})
"""Errors in a condition that are clearer in their own words."""


def _missing(parent: Node, key: str | int) -> Fault:
    if isinstance(key, int):
        return _list_length(parent, Words("precies 2", "exactly 2"))
    return fault(Shape.MISSING_KEY, parent.place, key=key)


def _unknown_key(node: Node, path: Path, here: Node, model: type[BaseModel]) -> Fault:
    key = str(path[-1])
    parent = find(node, path[:-1])
    known = _known_keys(parent, path[:-1], model)
    return fault(
        Shape.UNKNOWN_KEY, here.place, key=key, closest=nearest(key, known - set(dict(parent.items())))
    )


def _known_keys(parent: Node, path: Path, model: type[BaseModel]) -> set[str]:
    """The keys of the form that this mapping resembles most, among those that may stand at this path."""
    schema = _schema(model)
    definitions = schema.get("$defs", {})
    forms = list(_forms(schema, definitions))
    for part in path:
        forms = [inner for form in forms for inner in _below(form, part, definitions)]
    present = set(dict(parent.items()))
    keys = [set(form.get("properties", ())) for form in forms]
    return max(keys, key=lambda known: len(known & present), default=set())


@lru_cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    if model is BankFile or model is QuestionnaireSource:
        return json_schema("bank" if model is BankFile else "questionnaire")
    return model.model_json_schema()


def _forms(schema: Any, definitions: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each form a JSON Schema allows, with references followed."""
    if "$ref" in schema:
        yield from _forms(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
        return
    for choices in ("anyOf", "oneOf"):
        for choice in schema.get(choices, ()):
            yield from _forms(choice, definitions)
    yield schema


def _below(
    form: Mapping[str, Any], part: str | int, definitions: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    below = form.get("items") if isinstance(part, int) else form.get("properties", {}).get(part)
    if isinstance(below, dict):
        yield from _forms(below, definitions)


def _form(here: Node, discriminator: str) -> Fault:
    if discriminator == "_operator()":
        return fault(Shape.NOT_A_CONDITION, here.place)
    named = here.get("type")
    if discriminator in ("_type_of_indicator()", "_form_of_member()") and named is not None:
        choices = ("single_choice", "multiple_choice", "yes_no", "number", "text", "date")
        return fault(Shape.NOT_ONE_OF, named.place, found=plain(named), choices=choices)
    if isinstance(here.value, dict):
        return fault(Shape.NOT_A_MEMBER, here.place)
    return _wrong_type(here, _TYPES["dict_type"], plain(here))


def _choices(expected: str) -> str:
    """pydantic's "'a', 'b' or 'c'" as "a, b, c"."""
    return expected.replace(" or ", ", ").replace("'", "")


def _pattern(here: Node, loc: tuple[str | int, ...], pattern: str, found: str) -> Fault:
    if _VERSION in pattern:
        return fault(Shape.BAD_VERSION, here.place, found=found)
    if _REFERENCE in pattern:
        return fault(Shape.BAD_REFERENCE, here.place, found=found)
    name = loc[-2] if loc[-1] == "[key]" else found
    return fault(Shape.BAD_ID, here.place, found=name)


def _length(here: Node, kind: str, context: Mapping[str, Any]) -> Fault | None:
    if kind == "too_short":
        least = context["min_length"]
        return _list_length(here, Words(f"minstens {least}", f"at least {least}"))
    if kind == "too_long":
        most = context["max_length"]
        return _list_length(here, Words(f"hooguit {most}", f"at most {most}"))
    if kind not in ("string_too_short", "string_too_long"):
        return None
    length = len(here.value) if isinstance(here.value, str) else 0
    if kind == "string_too_short":
        bounds = Words("minstens 1", "at least 1")
    else:
        bounds = Words(f"hooguit {context['max_length']}", f"at most {context['max_length']}")
    return fault(Shape.WORD_LENGTH, here.place, found=length, bounds=bounds)


def _list_length(here: Node, bounds: Words) -> Fault:
    return fault(Shape.LIST_LENGTH, here.place, found=len(here.parts()), bounds=bounds)


def _type(here: Node, kind: str, loc: tuple[str | int, ...], found: object) -> Fault:
    if kind == "string_type" and loc and loc[-1] == "version":
        return fault(Shape.BAD_VERSION, here.place, found=found)
    if kind == "int_type" and isinstance(here.value, int | float) is False and _is_number(here):
        return fault(Shape.NOT_WHOLE, here.place, found=found)
    if kind == "dict_type" and not (loc and loc[-1] in ("groups", "ladders", "evidence_from", "answers")):
        return _wrong_type(here, _TEXT, found)
    return _wrong_type(here, _TYPES.get(kind, Words("iets anders", "something else")), found)


def _is_number(here: Node) -> bool:
    return not isinstance(here.value, str | bool | dict | list) and here.value is not None


def _wrong_type(here: Node, expected: Words, found: object) -> Fault:
    return fault(
        Shape.WRONG_TYPE, here.place, expected=expected, found=_FOUND.get(type(found), quoted(found))
    )
