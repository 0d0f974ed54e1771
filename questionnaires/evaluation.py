"""When a condition is true (design 4): the one evaluator of the server; the browser's shares its test vectors.

Comparisons with something that has no answer are false, so ``not`` of them is true.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import ge, gt, le, lt
from typing import Any, Literal

from questionnaires.conditions import (
    All,
    Answered,
    AnyOf,
    Condition,
    Ge,
    Gt,
    In,
    Is,
    Le,
    Lookup,
    Lt,
    Not,
    Value,
)
from questionnaires.definition import Questionnaire
from questionnaires.errors import MvoScanError

Kind = Literal["single_choice", "multiple_choice", "yes_no", "number", "text", "date", "choice"]
Test = Callable[[Lookup], bool]
"""A compiled condition."""


class ConditionError(MvoScanError):
    """A condition that cannot be evaluated; a checked questionnaire has none."""


@dataclass(frozen=True, slots=True)
class ReferenceType:
    """What kind of value stands behind a reference. ``choice`` is a profile choice: options without an order."""

    kind: Kind
    options: tuple[str, ...] = ()

    @property
    def ordered(self) -> bool:
        """Whether ge, gt, le and lt make sense."""
        return self.kind in ("single_choice", "number", "date")


Types = Mapping[str, ReferenceType]
"""By reference: ``profile.staff``, ``facts.actions_planned``, ``answers.energy-source``."""


def reference_types(questionnaire: Questionnaire) -> dict[str, ReferenceType]:
    """The type of everything a condition of this questionnaire may refer to."""
    types: dict[str, ReferenceType] = {}
    for profile_field in questionnaire.profile:
        options = tuple(option.id for option in profile_field.options)
        types[f"profile.{profile_field.id}"] = ReferenceType(profile_field.type, options)
    for fact in questionnaire.facts:
        types[f"facts.{fact.id}"] = ReferenceType(fact.type)
    for item in questionnaire.items():
        options = tuple(option.key for option in getattr(item, "options", ()))
        types[f"answers.{item.id}"] = ReferenceType(item.type, options)
    return types


def evaluate(condition: Condition, lookup: Lookup, types: Types) -> bool:
    """Whether the condition is true for these values. Raises ConditionError as ``compile_condition`` does."""
    return compile_condition(condition, types)(lookup)


def compile_condition(condition: Condition, types: Types) -> Test:
    """The condition as a function of a lookup, with its constants read once.

    Raises ConditionError for an unknown reference or a constant that does not fit what it is compared with.
    """
    match condition:
        case All(all=parts):
            return reduce(_both, [compile_condition(part, types) for part in parts])
        case AnyOf(any=parts):
            return reduce(_either, [compile_condition(part, types) for part in parts])
        case Not(negated=part):
            test = compile_condition(part, types)
            return lambda lookup: not test(lookup)
        case Answered(answered=reference):
            _type_of(reference, types)
            return lambda lookup: lookup(reference) is not None
        case Is(equals=(reference, constant)):
            return _equality(reference, (constant,), types)
        case In(one_of=(reference, constants)):
            return _equality(reference, constants, types)
    return _comparison(condition, types)


def _both(first: Test, second: Test) -> Test:
    return lambda lookup: first(lookup) and second(lookup)


def _either(first: Test, second: Test) -> Test:
    return lambda lookup: first(lookup) or second(lookup)


def _equality(reference: str, constants: tuple[Value, ...], types: Types) -> Test:
    kind = _type_of(reference, types)
    wanted = frozenset(constant_value(reference, constant, kind) for constant in constants)
    if kind.kind == "multiple_choice":
        return lambda lookup: not wanted.isdisjoint(lookup(reference) or ())
    if kind.kind == "single_choice":
        return _one_of(reference, kind, lambda position: position in wanted)
    return lambda lookup: lookup(reference) in wanted


def _one_of(reference: str, kind: ReferenceType, holds: Callable[[int], bool]) -> Test:
    """Whether the position of the option that was chosen is one for which it holds; worked out here for every one."""
    true = frozenset(value for value, position in _positions(kind).items() if holds(position))
    return lambda lookup: lookup(reference) in true


def _comparison(condition: Ge | Gt | Le | Lt, types: Types) -> Test:
    (operator,) = type(condition).model_fields
    reference, constant = getattr(condition, operator)
    kind = _type_of(reference, types)
    if not kind.ordered:
        raise ConditionError(f"{operator} cannot be used on {reference}: a {kind.kind} has no order")
    bound: Any = constant_value(reference, constant, kind)
    if kind.kind == "single_choice":
        compare = _COMPARISONS[operator]
        return _one_of(reference, kind, lambda position: bool(compare(position, bound)))
    return _ordered(operator, bound, reference)


_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {"ge": ge, "gt": gt, "le": le, "lt": lt}


def _ordered(operator: str, bound: Any, reference: str) -> Test:
    """Written out for each operator: conditions are evaluated for every set of answers, where every call counts."""
    if operator == "ge":
        return lambda lookup: (value := lookup(reference)) is not None and bool(value >= bound)
    if operator == "gt":
        return lambda lookup: (value := lookup(reference)) is not None and bool(value > bound)
    if operator == "le":
        return lambda lookup: (value := lookup(reference)) is not None and bool(value <= bound)
    return lambda lookup: (value := lookup(reference)) is not None and bool(value < bound)


def _type_of(reference: str, types: Types) -> ReferenceType:
    if reference not in types:
        raise ConditionError(f"there is no {reference}")
    return types[reference]


def _positions(kind: ReferenceType) -> dict[Any, int]:
    by_key: dict[Any, int] = {key: position for position, key in enumerate(kind.options)}
    return by_key | {position: position for position in range(len(kind.options))}


def constant_value(reference: str, constant: Value, kind: ReferenceType) -> bool | str | int | Decimal | date:
    """The constant as a value to compare with; an option of a single choice as its position.

    Raises ConditionError when it does not fit: no such option, no number, no date, or yes/no against a text.
    """
    if isinstance(constant, bool) is not (kind.kind == "yes_no"):
        raise ConditionError(f"{constant!r} does not fit {reference}, which is a {kind.kind}")
    if isinstance(constant, bool) or kind.kind == "text":
        return constant
    if kind.kind == "number":
        return _number(reference, constant)
    if kind.kind == "date":
        return _day(reference, constant)
    if constant not in kind.options:
        raise ConditionError(f"{reference} has no option {constant!r}")
    return kind.options.index(constant) if kind.kind == "single_choice" else constant


def _number(reference: str, constant: str) -> Decimal:
    try:
        number = Decimal(constant)
    except InvalidOperation:
        raise ConditionError(f"{constant!r} is compared with the number {reference}") from None
    if not number.is_finite():
        raise ConditionError(f"{constant!r} is compared with the number {reference}")
    return number


def _day(reference: str, constant: str) -> date:
    try:
        return date.fromisoformat(constant)
    except ValueError:
        raise ConditionError(f"{constant!r} is compared with the date {reference}") from None
