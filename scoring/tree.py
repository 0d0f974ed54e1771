"""A questionnaire's groups and items as flat lists, and what decides whether an item shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from questionnaires.conditions import All, Condition, references
from questionnaires.definition import Group, Item, Number, Questionnaire
from questionnaires.evaluation import Types, compile_condition
from scoring.errors import ModelError
from scoring.model import Outside, VisibilityStep


@dataclass(frozen=True, slots=True)
class Place:
    """An item: in which group, and under which conditions, its own and those of the groups around it."""

    item: Item
    group: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The root is group 0; after it every group in the order of the questionnaire, so parents before children."""

    groups: tuple[Group, ...]
    """Without the root: the group with index i is ``groups[i - 1]``."""
    parents: tuple[int, ...]
    """By group index; the root's own is -1."""
    places: tuple[Place, ...]
    """Every item, in the order of the questionnaire."""

    def id(self, index: int) -> str:
        """The id of a group; the root's is empty."""
        return self.groups[index - 1].id if index else ""

    def children_of(self, counting: set[int]) -> list[list[int]]:
        """By group index: the groups directly in it in which something counts, by id.

        ``counting``: the groups that something counts in directly.
        """
        found: list[list[int]] = [[] for _ in self.parents]
        for child in range(len(self.parents) - 1, 0, -1):  # so children come before their parents
            if child in counting or found[child]:
                found[self.parents[child]].append(child)
        return [sorted(children, key=self.id) for children in found]


def tree_of(questionnaire: Questionnaire) -> Tree:
    """The flat lists. Raises ModelError when two groups or two items have the same id."""
    groups: list[Group] = []
    parents: list[int] = [-1]
    places: list[Place] = []

    def enter(group: Group, parent: int, around: tuple[Condition, ...]) -> None:
        groups.append(group)
        parents.append(parent)
        index = len(groups)
        inside = around if group.when is None else (*around, group.when)
        for member in group.members:
            if isinstance(member, Group):
                enter(member, index, inside)
            else:
                own = inside if member.when is None else (*inside, member.when)
                places.append(Place(member, index, own))

    for group in questionnaire.groups:
        enter(group, 0, ())
    _refuse_doubles("groups", [group.id for group in groups])
    _refuse_doubles("questions", [place.item.id for place in places])
    return Tree(tuple(groups), tuple(parents), tuple(places))


def _refuse_doubles(what: str, ids: list[str]) -> None:
    doubles = sorted({one for one in ids if ids.count(one) > 1})
    if doubles:
        raise ModelError(f"Two {what} have the same id: {', '.join(doubles)}.")


def visibility_of(
    tree: Tree, given: set[str], types: Types
) -> tuple[tuple[VisibilityStep, ...], tuple[int, ...]]:
    """The steps that tell which items show, and each item's slot; slot 0 always shows.

    Items under the same conditions share a slot, worked out once. ``given``: references that conditions read as
    they were given; answers among them are noted on the way.
    """
    slots: dict[tuple[Condition, ...], int] = {(): 0}
    steps: list[VisibilityStep] = []
    for place in tree.places:
        if place.conditions not in slots:
            slots[place.conditions] = len(slots)
            test = compile_condition(_both(place.conditions), types)
            steps.append((slots[place.conditions], test, "", ""))
        reference = f"answers.{place.item.id}"
        if reference in given:
            slot = slots[place.conditions]
            steps.append((slot, None, place.item.id, reference))
    return tuple(steps), tuple(slots[place.conditions] for place in tree.places)


def _both(conditions: tuple[Condition, ...]) -> Condition:
    return conditions[0] if len(conditions) == 1 else All(all=conditions)


def read_as_given(questionnaire: Questionnaire, tree: Tree) -> set[str]:
    """Every reference that is read as it was given: by visibility, references, evidence routes and double checks."""
    conditions: list[Condition | None] = [
        condition for place in tree.places for condition in place.conditions
    ]
    conditions += [row.when for table in questionnaire.references for row in table.rows]
    conditions += [route.when for route in questionnaire.evidence_routes]
    conditions += [check.when for check in questionnaire.double_checks]
    return set(_references(conditions)) | set(_previous_values(tree))


def read_as_counted(questionnaire: Questionnaire) -> set[str]:
    """Every reference that is read as it counts: by gates and levels."""
    conditions: list[Condition | None] = []
    for gate in questionnaire.gates:
        conditions += [gate.when, gate.met]
    for level in questionnaire.levels:
        conditions += [need.condition for need in level.requires]
        if level.not_applicable is not None:
            conditions += [exception.when for exception in level.not_applicable.exceptions]
    return set(_references(conditions))


def outside(kind: str, ids: Iterable[str], read: set[str]) -> Outside:
    """The profile fields or facts that are read."""
    return tuple([(f"{kind}.{one}", one) for one in ids if f"{kind}.{one}" in read])


def _references(conditions: Iterable[Condition | None]) -> Iterator[str]:
    for condition in conditions:
        if condition is not None:
            yield from references(condition)


def _previous_values(tree: Tree) -> Iterator[str]:
    for place in tree.places:
        item = place.item
        if isinstance(item, Number) and item.score is not None and item.score.progress is not None:
            yield f"facts.{item.score.progress.fact}"
