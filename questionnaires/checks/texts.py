"""Are the words there, in every language, and are they only words?"""

import re
from collections.abc import Iterator, Mapping

from questionnaires.answer_values import hidden_character
from questionnaires.faults import Fault, Path, fault
from questionnaires.faults.meaning import Meaning
from questionnaires.faults.shape import Shape
from questionnaires.resolving import is_text
from questionnaires.tree import Node, walk

LONGEST: Mapping[str, int] = {
    "title": 150,
    "name": 60,
    "unit": 100,
    "question": 250,
    "concept": 150,
    "summary": 500,
    "introduction": 3_000,
}
"""Characters; any other text may have ``LONGEST_OTHER``."""
LONGEST_OTHER = 600
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_MARKUP = re.compile(r"</?[a-zA-Z!][^>]*>|&(?:[a-zA-Z]+|#[0-9]+);|\*\*|__|`|\]\(")


def check_texts(tree: Node, languages: tuple[str, ...], only_missing: bool = False) -> Iterator[Fault]:
    """Every text in a tree. ``only_missing``: extra languages are no fault (a bank serves many)."""
    for path, node in walk(tree):
        if "answers" in path or not is_text(node):
            continue
        written = dict(node.items())
        for language in languages:
            if language not in written:
                yield fault(Meaning.MISSING_TRANSLATION, node.place, language=language)
        for language, words in written.items():
            if language not in languages and not only_missing:
                yield fault(Meaning.EXTRA_LANGUAGE, words.place, language=language)
            yield from _words(path, words)


def check_sources(tree: Node) -> Iterator[Fault]:
    """Where facts come from is told with the year."""
    sources = tree.get("sources")
    for source in () if sources is None else sources.parts():
        if not _YEAR.search(str(source.value)):
            yield fault(Shape.NO_YEAR, source.place, source=source.value)


def _words(path: Path, node: Node) -> Iterator[Fault]:
    words = str(node.value)
    if not words.strip():
        yield fault(Meaning.BLANK_TEXT, node.place)
    hidden = hidden_character(words)
    if hidden is not None:
        yield fault(Meaning.HIDDEN_CHARACTER, node.place, character=hidden)
    markup = _MARKUP.search(words)
    if markup:
        yield fault(Meaning.MARKUP, node.place, found=markup[0])
    most = next(
        (LONGEST[part] for part in reversed(path) if part in LONGEST and isinstance(part, str)), LONGEST_OTHER
    )
    most = most if path and path[-1] in LONGEST else LONGEST_OTHER
    if len(words) > most:
        yield fault(Meaning.LONG_TEXT, node.place, found=len(words), most=most)
