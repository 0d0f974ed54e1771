"""What a check looks at: a resolved questionnaire that still knows where each part of it was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from questionnaires.conditions import All, AnyOf, Condition, Not
from questionnaires.definition import Group, Item, Questionnaire
from questionnaires.evaluation import ReferenceType, reference_types
from questionnaires.faults import Fault, Kind, Path, fault
from questionnaires.tree import Node, find

Role = Literal["shows", "rule", "other"]
"""What a condition decides: whether something shows, whether a level is reached, or something else."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A questionnaire that is not published yet."""

    questionnaire: Questionnaire
    tree: Node
    lost: frozenset[str] = frozenset()
    """Ids of what was left out because of other faults; to miss them is no fault."""
    earlier: tuple[Questionnaire, ...] = ()
    """Published versions of the same questionnaire."""
    compared: Mapping[str, Questionnaire] = field(default_factory=dict)
    """By slug: the newest published version of what it is compared with."""

    def fault(self, kind: Kind, path: Path, /, **details: object) -> Fault:
        """A fault at the place where this part was written, or the nearest part around it."""
        return fault(kind, find(self.tree, path).place, **details)

    def groups(self) -> Iterator[tuple[Path, Group, tuple[Group, ...]]]:
        """Every group with its path and the groups around it, outermost first."""
        for position, group in enumerate(self.questionnaire.groups):
            yield from _groups(("groups", position), group, ())

    def items(self) -> Iterator[tuple[Path, Item, tuple[Group, ...]]]:
        """Every item with its path and the groups around it, in the order they are shown."""
        for position, group in enumerate(self.questionnaire.groups):
            yield from _items(("groups", position), group, ())

    def types(self) -> dict[str, ReferenceType]:
        """The type of everything that may be referred to."""
        return reference_types(self.questionnaire)


def _groups(
    path: Path, group: Group, around: tuple[Group, ...]
) -> Iterator[tuple[Path, Group, tuple[Group, ...]]]:
    yield path, group, around
    for position, member in enumerate(group.members):
        if isinstance(member, Group):
            yield from _groups((*path, "members", position), member, (*around, group))


def _items(
    path: Path, group: Group, around: tuple[Group, ...]
) -> Iterator[tuple[Path, Item, tuple[Group, ...]]]:
    for position, member in enumerate(group.members):
        inner = (*path, "members", position)
        if isinstance(member, Group):
            yield from _items(inner, member, (*around, group))
        else:
            yield inner, member, (*around, group)


@dataclass(frozen=True, slots=True)
class Use:
    """A condition, where it stands and what it decides."""

    path: Path
    condition: Condition
    role: Role
    owner: str


def uses(draft: Draft) -> Iterator[Use]:
    """Every condition in the questionnaire."""
    for path, group, _ in draft.groups():
        if group.when is not None:
            yield Use((*path, "when"), group.when, "shows", group.id)
    for path, item, _ in draft.items():
        if item.when is not None:
            yield Use((*path, "when"), item.when, "shows", item.id)
        if item.private_when is not None:
            yield Use((*path, "private_when"), item.private_when, "other", item.id)
    yield from _rules(draft.questionnaire)
    yield from _others(draft.questionnaire)


def _rules(questionnaire: Questionnaire) -> Iterator[Use]:
    for position, level in enumerate(questionnaire.levels):
        path: Path = ("levels", position)
        for number, requirement in enumerate(level.requires):
            yield Use((*path, "requires", number, "condition"), requirement.condition, "rule", requirement.id)
        limit = level.not_applicable
        for number, exception in enumerate(limit.exceptions if limit is not None else ()):
            place = (*path, "not_applicable", "exceptions", number, "when")
            yield Use(place, exception.when, "rule", level.id)
    for position, gate in enumerate(questionnaire.gates):
        if gate.when is not None:
            yield Use(("gates", position, "when"), gate.when, "rule", gate.id)
        yield Use(("gates", position, "met"), gate.met, "rule", gate.id)


def _others(questionnaire: Questionnaire) -> Iterator[Use]:
    for position, check in enumerate(questionnaire.double_checks):
        yield Use(("double_checks", position, "when"), check.when, "other", check.id)
    for position, route in enumerate(questionnaire.evidence_routes):
        yield Use(("evidence_routes", position, "when"), route.when, "other", route.replaces)
    for position, table in enumerate(questionnaire.references):
        for number, row in enumerate(table.rows):
            if row.when is not None:
                yield Use(("references", position, "rows", number, "when"), row.when, "other", table.id)


def leaves(condition: Condition, path: Path) -> Iterator[tuple[Path, Condition]]:
    """The comparisons in a condition, each with its path."""
    match condition:
        case All(all=parts):
            for position, part in enumerate(parts):
                yield from leaves(part, (*path, "all", position))
        case AnyOf(any=parts):
            for position, part in enumerate(parts):
                yield from leaves(part, (*path, "any", position))
        case Not(negated=part):
            yield from leaves(part, (*path, "not"))
        case _:
            yield path, condition
