"""A document as a tree of values that each know where they are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from questionnaires.faults import Path, Place

Scalar = str | int | Decimal | bool | None
MAXIMUM_DEPTH = 40
"""Layers in a document; nothing we read needs half of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value with its place. Never changed in place; changes make new nodes that keep their places."""

    value: "Scalar | dict[str, Node] | list[Node]"
    place: Place
    faulty: bool = False
    """Its text was refused; the value is a stand-in that must not be judged further."""

    def __str__(self) -> str:
        """The value, as a message may show it."""
        return str(plain(self))

    def get(self, key: str) -> "Node | None":
        """The value under a key; None when this is no mapping or the key is not there."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def text(self, key: str) -> str | None:
        """The string under a key; None when there is none."""
        node = self.get(key)
        return node.value if node is not None and isinstance(node.value, str) else None

    def items(self) -> "list[tuple[str, Node]]":
        """Keys and values of a mapping; none for anything else."""
        return list(self.value.items()) if isinstance(self.value, dict) else []

    def parts(self) -> "list[Node]":
        """Parts of a list; none for anything else."""
        return self.value if isinstance(self.value, list) else []

    def having(self, changes: "dict[str, Node | None]") -> "Node":
        """This mapping with these keys set, and those with None removed."""
        merged = {**dict(self.items()), **changes}
        return Node({key: node for key, node in merged.items() if node is not None}, self.place)


def plain(node: Node) -> Any:
    """The values only: dict, tuple, str, int, Decimal, bool, None."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return tuple(plain(child) for child in node.value)
    return node.value


def node_of(value: Any, place: Place) -> Node:
    """A tree of plain values that were never in a file. Other objects than mappings and lists stay as they are."""
    if len(place.path) > MAXIMUM_DEPTH:
        return Node("…", place)
    if isinstance(value, Mapping):
        return Node(
            {str(key): node_of(child, _below(place, str(key))) for key, child in value.items()}, place
        )
    if isinstance(value, list | tuple):
        return Node([node_of(child, _below(place, index)) for index, child in enumerate(value)], place)
    if isinstance(value, int) and abs(value) > 10**30:
        return Node(Decimal(value), place)
    return Node(value, place)


def _below(place: Place, part: str | int) -> Place:
    return Place(place.file, place.line, (*place.path, part))


def find(node: Node, path: Sequence[str | int]) -> Node:
    """The node at a path, or the nearest one above it."""
    for part in path:
        child = _child(node, part)
        if child is None:
            break
        node = child
    return node


def _child(node: Node, part: str | int) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(str(part))
    if isinstance(node.value, list) and isinstance(part, int) and 0 <= part < len(node.value):
        return node.value[part]
    return None


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node with its path, parents first."""
    yield path, node
    for key, child in node.items():
        yield from walk(child, (*path, key))
    for position, child in enumerate(node.parts()):
        yield from walk(child, (*path, position))


def numbered(node: Node, path: Path = ()) -> Node:
    """The same tree, with the path of every value in its place; parts of lists are named by their id."""
    place = Place(node.place.file, node.place.line, path)
    if isinstance(node.value, dict):
        children = {key: numbered(child, (*path, key)) for key, child in node.value.items()}
        return Node(children, place, node.faulty)
    if isinstance(node.value, list):
        parts = [numbered(child, (*path, _name(child, index))) for index, child in enumerate(node.value)]
        return Node(parts, place, node.faulty)
    return Node(node.value, place, node.faulty)


def _name(part: Node, position: int) -> str | int:
    name = part.text("id") or part.text("indicator")
    return position if name is None else f"[{name}]"
