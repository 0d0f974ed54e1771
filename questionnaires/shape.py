"""First stage of checking: has every part the right form? What is not is cut out, so that the rest can be judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from questionnaires.faults import Fault, Path, Place
from questionnaires.faults.meaning import Meaning
from questionnaires.shape_faults import path_of, shape_fault
from questionnaires.source import BankFile, QuestionnaireSource
from questionnaires.tree import Node, find, node_of, plain, walk

UNITS = frozenset(
    {
        "groups", "members", "indicators", "profile", "facts", "references",
        "evidence_routes", "levels", "gates", "double_checks", "examples",
    }
)  # fmt: skip
"""Lists whose parts stand on their own: one can be cut out without a change of meaning of the others."""

_STAND_INS: Mapping[str, object] = {
    "slug": "unknown",
    "version": "1.0.0",
    "languages": ("nl", "en"),
    "title": {"nl": "?", "en": "?"},
    "summary": {"nl": "?", "en": "?"},
    "introduction": {"nl": "?", "en": "?"},
    "audience": "other",
    "minutes": 1,
    "scoring": {"dont_know": "zero", "dont_know_for_level": "zero"},
}
"""For what a questionnaire must have, while its own is missing or wrong."""


_JUDGED_ALONE = frozenset(
    {
        Meaning.MISSING_TRANSLATION, Meaning.EXTRA_LANGUAGE, Meaning.BLANK_TEXT, Meaning.LONG_TEXT, Meaning.MARKUP,
        Meaning.HIDDEN_CHARACTER, Meaning.UNKNOWN_REFERENCE, Meaning.FORWARD_REFERENCE, Meaning.CIRCULAR_REFERENCE,
        Meaning.UNKNOWN_OPTION, Meaning.NO_ORDER, Meaning.WRONG_VALUE, Meaning.UNKNOWN_INDICATOR,
        Meaning.UNKNOWN_LADDER, Meaning.OTHER_THEME, Meaning.FILE_NAME,
    }
)  # fmt: skip
"""Faults that do not depend on the keys beside the one they stand at."""


@dataclass(slots=True)
class Cuts:
    """What was cut out, so that its absence is not taken for another fault."""

    lost: set[str] = field(default_factory=set)
    """Ids of what is gone."""
    blind: set[tuple[str, Path]] = field(default_factory=set)
    """(file, path) of parts that lost something of their own; they are not judged further."""

    def hides(self, found: Fault) -> bool:
        """Whether a fault may only be the consequence of a cut: in the part itself, or in what is beside it."""
        path = found.place.path
        if (found.file, path) in self.blind:
            return True
        return found.kind not in _JUDGED_ALONE and any(
            (found.file, path[:length]) in self.blind and not UNITS.intersection(path[length:])
            for length in range(1, len(path))
        )


def check_shape(
    node: Node, model: type[QuestionnaireSource] | type[BankFile]
) -> tuple[Node | None, list[Fault], Cuts]:
    """What is left after cutting, every fault in the form, and what was cut.

    None when nothing is left that can be judged.
    """
    cuts = Cuts()
    errors = _errors(node, model)
    refused = [path for path, part in walk(node) if part.faulty]
    faults = [
        shape_fault(node, error, model) for error in errors if not _below(path_of(node, error), refused)
    ]
    left: Node | None = node
    for path in sorted(refused, key=len, reverse=True):
        left = None if left is None else _cut(left, path, cuts)
    while left is not None and (errors := _errors(left, model)):
        left = _without(left, errors, model, cuts)
    return left, faults, cuts


def _errors(node: Node, model: type[BaseModel]) -> list[ErrorDetails]:
    try:
        model.model_validate(plain(node))
    except ValidationError as error:
        return [one for one in error.errors(include_url=False) if not _is_consequence(node, one)]
    return []


def _is_consequence(node: Node, error: ErrorDetails) -> bool:
    """pydantic also calls a list too short when its parts are there but wrong."""
    parts = find(node, path_of(node, error)).parts()
    return error["type"] == "too_short" and len(parts) >= error["ctx"]["min_length"]


def _below(path: Path, above: Sequence[Path]) -> bool:
    return any(path[: len(other)] == other for other in above)


def _without(node: Node, errors: list[ErrorDetails], model: type[BaseModel], cuts: Cuts) -> Node | None:
    """The tree without the parts that are wrong; at the top, stand-ins take their place."""
    left: Node | None = node
    paths = []
    for error in errors:
        path = path_of(node, error)
        if error["type"] == "missing":
            if len(path) == 1 and model is QuestionnaireSource and path[0] in _STAND_INS:
                stand_in = node_of(_STAND_INS[str(path[0])], Place("", None))
                left = None if left is None else left.having({str(path[0]): stand_in})
                continue
            path = path[:-1]
        paths.append(path)
    for path in sorted(set(paths), key=lambda path: [str(part).zfill(9) for part in path], reverse=True):
        left = None if left is None else _cut(left, path, cuts)
    return left


def _cut(node: Node, path: Path, cuts: Cuts) -> Node | None:
    """The tree without the part at a path, or without the list it must not leave with a gap."""
    for position, part in enumerate(path):
        if isinstance(part, int) and path[position - 1] not in UNITS:
            path = path[:position]
            break
    if not path:
        return None
    gone = find(node, path)
    cuts.lost.add(str(path[-1]))
    for _, inner in walk(gone):
        cuts.lost.update(name for name in (inner.text("id"), inner.text("indicator")) if name)
    if not isinstance(path[-1], int):
        cuts.blind.add((gone.place.file, find(node, path[:-1]).place.path))
    return _removed(node, path)


def _removed(node: Node, path: Path) -> Node:
    head, rest = path[0], path[1:]
    child = find(node, (head,))
    if child is node:
        return node
    if isinstance(node.value, list):
        parts = list(node.value)
        parts[int(head) : int(head) + 1] = [_removed(child, rest)] if rest else []
        return Node(parts, node.place)
    return node.having({str(head): _removed(child, rest) if rest else None})
