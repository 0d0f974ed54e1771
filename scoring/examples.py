"""A questionnaire's worked examples, held against what the engine makes of them (design 4)."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from questionnaires.answers_file import read_answers
from questionnaires.definition import Example, Questionnaire
from questionnaires.faults import AnswersError, Fault, Path, Place, Words, fault
from questionnaires.faults.publishing import Publishing
from scoring.compiling import compile_model
from scoring.engine import score
from scoring.model import CompiledModel
from scoring.outcome import Outcome

_NOTHING = Words("geen score", "no score")
_NO_LEVEL = Words("geen niveau", "no level")


def check_examples(questionnaire: Questionnaire) -> tuple[Fault, ...]:
    """Every place where an example says something else than the engine, and every fault in its answers.

    The total, the named groups and the level must be exactly as the example says; the claimed total when it names
    one. Paths begin with ``examples[n]``; the file is the questionnaire's name. Raises ModelError when the
    questionnaire cannot be scored.
    """
    model = compile_model(questionnaire)
    return tuple(
        found
        for number, example in enumerate(questionnaire.examples)
        for found in _faults(model, example, ("examples", number))
    )


def _faults(model: CompiledModel, example: Example, path: Path) -> Iterator[Fault]:
    try:
        answers = read_answers(model.questionnaire, example.answers)
    except AnswersError as error:
        for found in error.faults:
            place = Place(model.questionnaire.name, None, (*path, "answers", *found.place.path))
            yield replace(found, place=place)
        return
    for key, what, expected, actual in _differences(example, score(model, answers)):
        yield fault(
            Publishing.EXAMPLE_DIFFERS,
            Place(model.questionnaire.name, None, (*path, *key)),
            example=example.id,
            what=what,
            expected=expected,
            found=actual,
        )


def _differences(
    example: Example, outcome: Outcome
) -> Iterator[tuple[Path, Words, Decimal | str | Words, Decimal | str | Words]]:
    """(key, what it is, what the example says, what the engine says)."""
    groups = {group.id: group for group in outcome.groups}
    wanted: list[tuple[Path, Words, Decimal | None, int | None]] = [
        (("total",), Words("het totaal", "the total"), example.total, outcome.total.counted)
    ]
    if example.claimed is not None:
        words = Words("het totaal zoals opgegeven", "the total as claimed")
        wanted.append((("claimed",), words, example.claimed, outcome.total.claimed))
    for name, expected in example.groups.items():
        words = Words(f"groep {name}", f"group {name}")
        wanted.append((("groups", name), words, expected, groups[name].counted if name in groups else None))
    for key, words, expected, units in wanted:
        actual = None if units is None else Decimal(units).scaleb(-outcome.decimals)
        if expected != actual:
            yield key, words, _said(expected), _said(actual)
    if example.level != outcome.level:
        yield (
            ("level",),
            Words("het niveau", "the level"),
            example.level or _NO_LEVEL,
            outcome.level or _NO_LEVEL,
        )


def _said(number: Decimal | None) -> Decimal | Words:
    return _NOTHING if number is None else number
