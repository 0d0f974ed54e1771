"""Checks a source in two stages, form and meaning, and finds every fault in one run (design 4)."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from questionnaires.answers_file import parse_answers
from questionnaires.bank import Bank, load_bank
from questionnaires.checks import history, levels, references, scores
from questionnaires.checks.draft import Draft
from questionnaires.checks.possible import World
from questionnaires.checks.texts import check_sources, check_texts
from questionnaires.definition import Questionnaire
from questionnaires.faults import Fault, Place, QuestionnaireError, Words, fault, in_order
from questionnaires.faults.meaning import Meaning
from questionnaires.faults.reading import Reading
from questionnaires.faults.shape import Shape
from questionnaires.loading import load_published
from questionnaires.resolving import LANGUAGES, Resolver, is_text
from questionnaires.shape import Cuts, check_shape
from questionnaires.shape_faults import shape_fault
from questionnaires.source import QuestionnaireSource
from questionnaires.tree import Node, find
from questionnaires.yaml_source import read_yaml

Published = Callable[[str], Sequence[Questionnaire]]
"""Gives the published versions of a slug, oldest first."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking one file."""

    questionnaire: Questionnaire | None
    """The resolved questionnaire; None when there are faults, or when the file is part of a bank."""
    faults: tuple[Fault, ...]
    tree: Node | None = None
    """The resolved questionnaire with the places where its parts are written."""


def nothing_published(_: str) -> Sequence[Questionnaire]:
    """For checks that look at no published versions."""
    return ()


def check_file(file: FilePath, published: Published = nothing_published) -> Checked:
    """Check a questionnaire's source with its bank, one file of a bank, or a published document (``.json``).

    Never raises for what is in them.
    """
    if file.suffix.lower() == ".json":
        return _published(file)
    node, faults = read_yaml(file)
    if node is None:
        return Checked(None, in_order(faults))
    if _is_bank(node):
        bank = Bank(faults=faults)
        bank.add_node(node)
        return Checked(None, in_order([*bank.faults, *check_texts(node, LANGUAGES, only_missing=True)]))
    if node.get("slug") is None and node.get("groups") is None:
        return Checked(None, in_order([*faults, fault(Shape.NOT_A_DOCUMENT, node.place)]))
    return _Check(file, published, faults).of(node)


def _published(file: FilePath) -> Checked:
    try:
        return Checked(load_published(file), ())
    except QuestionnaireError as error:
        return Checked(None, error.faults)


def _is_bank(node: Node) -> bool:
    return node.get("slug") is None and any(node.get(key) for key in ("indicators", "ladders", "references"))


class _Check:
    """One run over one source."""

    def __init__(self, file: FilePath, published: Published, faults: list[Fault]) -> None:
        self.file = file
        self.published = published
        self.faults = faults

    def of(self, node: Node) -> Checked:
        source, faults, cuts = check_shape(node, QuestionnaireSource)
        self.faults += faults
        if source is None:
            return Checked(None, in_order(self.faults))
        bank, why_not = self._bank(source, cuts)
        self.faults += bank.faults
        found, tree, questionnaire = self._meaning(source, bank, why_not, cuts)
        self.faults += [one for one in found if not cuts.hides(one) and not bank.cuts.hides(one)]
        complete = questionnaire if not self.faults else None
        return Checked(complete, in_order(self.faults), tree)

    def _bank(self, source: Node, cuts: Cuts) -> tuple[Bank, Words | None]:
        name = source.text("bank")
        if name is None and "bank" in cuts.lost:
            return Bank(unreadable=True), None
        if name is None:
            return Bank(), Words("de vragenlijst noemt er geen", "the questionnaire names none")
        folder = self.file.parent / name
        if not folder.is_dir():
            return Bank(), Words(f'er is geen map "{name}"', f'there is no folder "{name}"')
        return load_bank(folder), None

    def _meaning(
        self, source: Node, bank: Bank, why_not: Words | None, cuts: Cuts
    ) -> tuple[list[Fault], Node | None, Questionnaire | None]:
        found = []
        slug = source.get("slug")
        if slug is not None and slug.place.file and slug.value != self.file.stem.lower():
            found.append(fault(Meaning.FILE_NAME, slug.place, file=self.file.name, slug=slug.value))
        resolver = Resolver(source, bank, why_not)
        tree = resolver.resolve()
        found += [*resolver.faults, *check_texts(source, resolver.languages), *check_sources(source)]
        if tree is None:
            return found, None, None
        found += check_texts(tree, resolver.languages)  # again, for what comes from the bank
        questionnaire, errors = _questionnaire(tree)
        if questionnaire is None:
            return [*found, *errors], tree, None
        lost = frozenset(resolver.lost | cuts.lost | bank.cuts.lost)
        draft = self._draft(questionnaire, tree, lost)
        found += check_meaning(draft)
        return found, tree, questionnaire

    def _draft(self, questionnaire: Questionnaire, tree: Node, lost: frozenset[str]) -> Draft:
        earlier = [one for one in self.published(questionnaire.slug) if one.version != questionnaire.version]
        compared = {
            slug: versions[-1] for slug in questionnaire.compares_with if (versions := self.published(slug))
        }
        return Draft(questionnaire, tree, lost, tuple(earlier), compared)


def check_meaning(draft: Draft) -> Iterator[Fault]:
    """Second stage: every fault in what a well-formed questionnaire says."""
    for check in (
        scores.check_ids,
        references.check_references,
        scores.check_items,
        scores.check_groups,
        scores.check_tables,
        scores.check_profile,
        scores.check_routes,
        levels.check_names,
        levels.check_thresholds,
        history.check_earlier,
        history.check_compared,
        check_examples,
    ):
        yield from check(draft)
    order = list(references.check_order(draft))
    yield from order
    world = World(draft)
    if not order:
        yield from levels.check_showing(draft, world)
    yield from levels.check_rules(draft, world)


def check_examples(draft: Draft) -> Iterator[Fault]:
    """The answers of worked examples, judged as an answers file is."""
    for number in range(len(draft.questionnaire.examples)):
        node = find(draft.tree, ("examples", number)).get("answers")
        if node is None:
            continue
        _, faults = parse_answers(draft.questionnaire, node)
        for found in faults:
            if found.place.path[-1] not in draft.lost:
                yield found


def _questionnaire(tree: Node) -> tuple[Questionnaire | None, list[Fault]]:
    """The published form of a tree; what it refuses after all is reported as a fault of form."""
    try:
        return Questionnaire.model_validate_json(json.dumps(_json(tree))), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
        return None, [shape_fault(tree, one, Questionnaire) for one in errors]


def _json(node: Node) -> Any:
    if is_text(node):
        return {language: str(words.value).strip() for language, words in node.items()}
    match node.value:
        case dict():
            return {key: _json(child) for key, child in node.value.items()}
        case list():
            return [_json(child) for child in node.value]
        case Decimal():
            return f"{node.value:f}"
        case _:
            return node.value


def check_paths(
    paths: Sequence[FilePath], published: Published = nothing_published
) -> Mapping[FilePath, Checked]:
    """Check files and folders; of a folder every ``.yaml`` file in it and in the folders below."""
    checked: dict[FilePath, Checked] = {}
    for path in paths:
        files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        if not files:
            checked[path] = Checked(None, (fault(Reading.NO_FILES, Place(str(path), None)),))
        for file in files:
            if file not in checked:
                checked[file] = check_file(file, published)
    return checked
