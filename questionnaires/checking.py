"""Checking a source in two stages, its form and its meaning, and giving every fault at once (design 4)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from questionnaires.bank import Bank, load_bank
from questionnaires.checks.draft import Draft
from questionnaires.checks.references import check_order, check_references
from questionnaires.checks.scores import check_groups, check_ids, check_items, check_tables
from questionnaires.checks.texts import check_texts
from questionnaires.definition import Questionnaire
from questionnaires.faults import Fault, Words, in_order
from questionnaires.resolving import LANGUAGES, Resolver
from questionnaires.shape import check_shape
from questionnaires.source import QuestionnaireSource
from questionnaires.tree import Node, plain
from questionnaires.yaml_source import read_yaml

CHECKS: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    check_references,
    check_order,
    check_ids,
    check_items,
    check_groups,
    check_tables,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a source: the questionnaire as far as it could be read, and every fault in order of place."""

    questionnaire: Questionnaire | None
    faults: tuple[Fault, ...]


def check_source(path: Path) -> Checked:
    """Read, resolve and check one source file with the bank beside it. Never raises for what is in the file."""
    node, faults = read_yaml(path)
    if node is None:
        return Checked(None, in_order(faults))
    left, shape_faults, cuts = check_shape(node, QuestionnaireSource)
    faults = [*faults, *shape_faults]
    if left is None:
        return Checked(None, in_order(faults))
    bank, why_no_bank = _bank(path, left)
    resolver = Resolver(left, bank, why_no_bank)
    tree = resolver.resolve()
    faults += [*bank.faults, *resolver.faults]
    questionnaire = None if tree is None else _questionnaire(tree)
    if tree is not None and questionnaire is not None:
        draft = Draft(questionnaire, tree, frozenset(resolver.lost | cuts.lost | bank.cuts.lost))
        found = [one for check in CHECKS for one in check(draft)]
        found += check_texts(tree, resolver.languages or LANGUAGES)
        faults += [one for one in found if not cuts.hides(one)]
    return Checked(questionnaire, in_order(faults))


def _bank(path: Path, source: Node) -> tuple[Bank, Words | None]:
    named = source.text("bank")
    if named is None:
        return Bank(), None
    folder = path.parent / named
    if not folder.is_dir():
        return Bank(), Words(f"de map {named} bestaat niet", f"the folder {named} does not exist")
    return load_bank(folder), None


def _questionnaire(tree: Node) -> Questionnaire | None:
    try:
        return Questionnaire.model_validate(plain(tree))
    except ValidationError:
        return None
