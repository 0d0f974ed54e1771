"""Can conditions be true together? An exact search over the few values that make a difference.

Every reference has finitely many values that conditions can tell apart: the options, yes and no, and for numbers and
dates each constant they are compared with and its neighbours; and always 'no answer'. Values are tried one reference
at a time, and a branch is left as soon as a condition is false. When a search grows past ``MOST_TRIES`` the answer is
'it can': a check must never refuse what may be right.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, combinations
from typing import Any

from questionnaires.checks.draft import Draft, uses
from questionnaires.checks.references import constants_of, sound
from questionnaires.conditions import All, AnyOf, Condition, Not, references
from questionnaires.definition import Number
from questionnaires.evaluation import ReferenceType, Test, compile_condition, constant_value

MOST_TRIES = 20_000
MOST_OPTIONS_OF_A_SET = 6
Values = tuple[Any, ...]


class World:
    """What answers, profile and facts are possible in a questionnaire."""

    def __init__(self, draft: Draft) -> None:
        self.types = draft.types()
        self._sound = [use for use in uses(draft) if sound(use, self.types)]
        self._bounds = _bounds(draft)
        self._domains: dict[str, Values] = {}
        self._tests: dict[int, tuple[Condition, Test]] = {}
        self._tries = 0
        conditions = {(use.owner, use.role): use.condition for use in self._sound if use.role == "shows"}
        self.guards: dict[str, tuple[Condition, ...]] = {
            item.id: tuple(
                conditions[(part.id, "shows")] for part in (*around, item) if (part.id, "shows") in conditions
            )
            for _, item, around in draft.items()
        }

    def is_sound(self, condition: Condition) -> bool:
        """Whether a condition of this questionnaire can be evaluated."""
        return any(use.condition is condition for use in self._sound)

    def can_hold(self, goals: Sequence[Condition]) -> bool:
        """Whether some answers, profile and facts make all conditions true."""
        self._tries = 0
        return self._search(tuple(goals), {})

    def _search(self, goals: tuple[Condition, ...], assigned: Mapping[str, Any]) -> bool:
        self._tries += 1
        if self._tries > MOST_TRIES:
            return True
        open_goals = []
        for goal in goals:
            true = self._truth(goal, assigned)
            if true is False:
                return False
            if true is None:
                open_goals.append(goal)
        if not open_goals:
            return True
        name = next(name for name in references(open_goals[0]) if name not in assigned)
        return any(
            self._search((*open_goals, *self._shown_by(name, value)), {**assigned, name: value})
            for value in self._domain(name)
        )

    def _shown_by(self, name: str, value: Any) -> tuple[Condition, ...]:
        """What must be true for a question to have an answer: it shows."""
        return self.guards.get(name.removeprefix("answers."), ()) if value is not None else ()

    def _truth(self, condition: Condition, assigned: Mapping[str, Any]) -> bool | None:
        """True, false, or None as long as it depends on what is not assigned."""
        match condition:
            case All(all=parts):
                found = {self._truth(part, assigned) for part in parts}
                return False if False in found else None if None in found else True
            case AnyOf(any=parts):
                found = {self._truth(part, assigned) for part in parts}
                return True if True in found else None if None in found else False
            case Not(negated=part):
                true = self._truth(part, assigned)
                return None if true is None else not true
        (name,) = references(condition)
        return self._test(condition)(assigned.get) if name in assigned else None

    def _test(self, leaf: Condition) -> Test:
        known = self._tests.get(id(leaf))
        if known is None:
            known = self._tests[id(leaf)] = (leaf, compile_condition(leaf, self.types))
        return known[1]

    def _domain(self, name: str) -> Values:
        if name not in self._domains:
            constants = [
                value for use in self._sound for value in _constants(use.condition, name, self.types[name])
            ]
            found = _values(self.types[name], constants, self._bounds.get(name))
            self._domains[name] = (*dict.fromkeys(found), None)
        return self._domains[name]


def _constants(condition: Condition, name: str, kind: ReferenceType) -> Iterator[Any]:
    match condition:
        case All(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from _constants(part, name, kind)
        case Not(negated=part):
            yield from _constants(part, name, kind)
        case _ if name in references(condition):
            for constant in constants_of(condition):
                yield constant_value(name, constant, kind)


def _values(
    kind: ReferenceType, constants: Sequence[Any], bounds: tuple[Decimal, Decimal, Decimal] | None
) -> Values:
    """One value of each sort that conditions can tell apart."""
    if kind.kind == "yes_no":
        return (True, False)
    if kind.kind in ("single_choice", "choice"):
        return kind.options
    if kind.kind == "multiple_choice":
        named = sorted(set(constants))[:MOST_OPTIONS_OF_A_SET]
        sets = chain.from_iterable(combinations(named, size) for size in range(len(named) + 1))
        return tuple(frozenset(chosen) for chosen in sets)
    if kind.kind == "number":
        return _numbers(constants, bounds)
    if kind.kind == "date":
        days = [day + timedelta(days=step) for day in constants for step in (-1, 0, 1)] or [date(2026, 1, 1)]
        return tuple(days)
    return (*constants, "\0 anything else")


def _numbers(constants: Sequence[Decimal], bounds: tuple[Decimal, Decimal, Decimal] | None) -> Values:
    low, high, step = bounds or (Decimal(-(10**12)), Decimal(10**12), Decimal("0.000001"))
    near = [constant + shift for constant in constants for shift in (-step, Decimal(0), step)]
    return tuple(value for value in (*near, low, high) if low <= value <= high and value % step == 0)


def _bounds(draft: Draft) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """By reference: least, most and smallest step of a number."""
    smallest = Decimal("0.000001")
    bounds = {
        f"profile.{field.id}": (field.minimum, field.maximum, smallest)
        for field in draft.questionnaire.profile
        if field.type == "number"
    }
    for _, item, _ in draft.items():
        if isinstance(item, Number):
            bounds[f"answers.{item.id}"] = (item.minimum, item.maximum, Decimal(1).scaleb(-item.decimals))
    return bounds
