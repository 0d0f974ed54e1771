"""Conditions are data: a small closed tree over answers, profile and facts (design 4). Never eval.

This module says what a condition is; ``evaluation.py`` says when it is true.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

Reference = Annotated[
    str, StringConstraints(pattern=r"^(profile|facts|answers)\.[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=80)
]


def as_written(value: Any) -> Any:
    """Whole numbers and decimals as the string that is written for them; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


Value = Annotated[
    bool | Annotated[str, StringConstraints(max_length=200)],
    BeforeValidator(as_written, json_schema_input_type=bool | str | int | Decimal),
]
"""Numbers, dates and option keys are strings; the type of what is referred to says how to read them."""


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class All(_Node):
    """True when every part is true."""

    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(_Node):
    """True when at least one part is true."""

    any: tuple["Condition", ...] = Field(min_length=1)


class Not(_Node):
    """True when the part is false; so also when it compares something unanswered."""

    negated: "Condition" = Field(alias="not")


class Is(_Node):
    """The value is this one; for a multiple choice: this option is among those chosen."""

    equals: tuple[Reference, Value] = Field(alias="is")


class In(_Node):
    """The value is one of these; for a multiple choice: at least one of these is chosen."""

    one_of: tuple[Reference, tuple[Value, ...]] = Field(alias="in")


class Ge(_Node):
    """At least: numbers and dates by size, options of a single choice by their order."""

    ge: tuple[Reference, Value]


class Gt(_Node):
    """More than."""

    gt: tuple[Reference, Value]


class Le(_Node):
    """At most."""

    le: tuple[Reference, Value]


class Lt(_Node):
    """Less than."""

    lt: tuple[Reference, Value]


class Answered(_Node):
    """There is an answer (not 'don't know', not 'not applicable'), a profile value or a fact."""

    answered: Reference


OPERATORS = {"all", "any", "not", "is", "in", "ge", "gt", "le", "lt", "answered"}
_FIELD_TO_OPERATOR = {"negated": "not", "equals": "is", "one_of": "in"}


def _operator(value: Any) -> str | None:
    """The tag of a condition; parts of an error's location in brackets are tags, not keys."""
    if isinstance(value, dict):
        named = set(value) & OPERATORS
    else:
        named = {
            _FIELD_TO_OPERATOR.get(key, key) for key in getattr(type(value), "model_fields", ())
        } & OPERATORS
    return f"({named.pop()})" if len(named) == 1 else None


Condition = Annotated[
    Annotated[All, Tag("(all)")]
    | Annotated[AnyOf, Tag("(any)")]
    | Annotated[Not, Tag("(not)")]
    | Annotated[Is, Tag("(is)")]
    | Annotated[In, Tag("(in)")]
    | Annotated[Ge, Tag("(ge)")]
    | Annotated[Gt, Tag("(gt)")]
    | Annotated[Le, Tag("(le)")]
    | Annotated[Lt, Tag("(lt)")]
    | Annotated[Answered, Tag("(answered)")],
    Discriminator(_operator),
]

for _model in (All, AnyOf, Not):
    _model.model_rebuild()

Lookup = Callable[[str], Any]
"""Gives the value of a reference, or None when it has no answer.

Numbers come as int, Decimal or Fraction, dates as datetime.date, choices as the option key (``str``), several
choices as ``frozenset[str]``, yes/no as bool. A single choice may also come as the position of its option (int,
lowest is 0).
"""


def references(condition: Condition) -> Iterator[str]:
    """Every reference a condition reads, in order, doubles included."""
    match condition:
        case All(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from references(part)
        case Not(negated=part):
            yield from references(part)
        case Is(equals=(reference, _)) | In(one_of=(reference, _)) | Answered(answered=reference):
            yield reference
        case Ge(ge=(reference, _)) | Gt(gt=(reference, _)) | Le(le=(reference, _)) | Lt(lt=(reference, _)):
            yield reference
