"""Which questions show, given the answers so far (design 4).

A question that does not show keeps its answer, but nothing reads it until it shows again: a condition on a hidden
question is a comparison with something unanswered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from questionnaires.answers import Answers, State
from questionnaires.conditions import references
from questionnaires.definition import Group, Member, Questionnaire
from questionnaires.evaluation import Test, Types, compile_condition, reference_types


@dataclass(frozen=True, slots=True)
class _Node:
    """One member, compiled: an item's id, or a group's members."""

    test: Test | None
    item: str | None = None
    members: tuple["_Node", ...] = ()


class Visibility:
    """A questionnaire's conditions, compiled once; use it for as many answers as you like."""

    __slots__ = ("_facts", "_profile", "_referred", "_roots")

    def __init__(self, questionnaire: Questionnaire) -> None:
        types = reference_types(questionnaire)
        self._profile = {field.id: f"profile.{field.id}" for field in questionnaire.profile}
        self._facts = {fact.id: f"facts.{fact.id}" for fact in questionnaire.facts}
        self._roots = tuple(_compiled(group, types) for group in questionnaire.groups)
        referred = set(_referred(questionnaire.groups))
        names = {item.id: f"answers.{item.id}" for item in questionnaire.items()}
        self._referred = {item: name for item, name in names.items() if name in referred}

    def items(self, answers: Answers) -> frozenset[str]:
        """Ids of the items that show."""
        shown: list[str] = []
        self._walk(self._roots, answers, self._outside(answers), shown)
        return frozenset(shown)

    def _outside(self, answers: Answers) -> dict[str, Any]:
        values: dict[str, Any] = {
            self._profile[key]: value for key, value in answers.profile.items() if key in self._profile
        }
        values.update((self._facts[key], value) for key, value in answers.facts.items() if key in self._facts)
        return values

    def _walk(
        self, nodes: tuple[_Node, ...], answers: Answers, values: dict[str, Any], shown: list[str]
    ) -> None:
        """Items refer only to earlier items, so one pass in order is enough."""
        for node in nodes:
            if node.test is not None and not node.test(values.get):
                continue
            if node.item is None:
                self._walk(node.members, answers, values, shown)
                continue
            shown.append(node.item)
            answer = answers.items.get(node.item)
            if node.item in self._referred and answer is not None and answer.state is State.ANSWERED:
                values[self._referred[node.item]] = answer.value


def visible(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    """Ids of the items that show with these answers; the rest is kept, not counted (design 4)."""
    return _visibility(_Same(questionnaire)).items(answers)


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Lets a questionnaire be a cache key by identity: its texts are dicts and have no hash."""

    questionnaire: Questionnaire

    def __hash__(self) -> int:
        return id(self.questionnaire)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.questionnaire is self.questionnaire


@lru_cache(maxsize=64)
def _visibility(same: _Same) -> Visibility:
    return Visibility(same.questionnaire)


def _compiled(member: Member, types: Types) -> _Node:
    test = None if member.when is None else compile_condition(member.when, types)
    if isinstance(member, Group):
        return _Node(test, members=tuple(_compiled(inner, types) for inner in member.members))
    return _Node(test, item=member.id)


def _referred(members: tuple[Member, ...]) -> Iterator[str]:
    for member in members:
        if member.when is not None:
            yield from references(member.when)
        if isinstance(member, Group):
            yield from _referred(member.members)
