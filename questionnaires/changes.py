"""One change between two versions of a questionnaire, and what it does to the version number (instrument E4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, get_args

from questionnaires.definition import Text
from questionnaires.faults import Words
from questionnaires.rewording import repaired_text, same_text

Kind = Literal["added", "removed", "reworded", "rescored", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Step = Literal["patch", "minor", "major"]
STEPS: tuple[Step, ...] = ("patch", "minor", "major")


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of one thing, by its stable id."""

    kind: Kind
    subject: str
    """Id of an item, group, level, gate …; empty for the questionnaire itself."""
    what: Words
    step: Step
    """How far the version number must rise for it."""
    values: tuple[str, str] | None = field(default=None, compare=False)
    """What it was and what it is now, where that is said in a word."""


Field = tuple[Kind, Step, Words]


def text_changes(
    subject: str, older: Text | None, newer: Text | None, what: Words, reworded: Step = "minor"
) -> Iterator[Change]:
    """A repair is a patch; other words are ``reworded``."""
    if not same_text(older, newer):
        step: Step = "patch" if repaired_text(older, newer) else reworded
        yield Change("reworded", subject, what, step)


def field_changes(subject: str, older: Any, newer: Any, fields: Mapping[str, Field]) -> Iterator[Change]:
    """Fields that are not equal."""
    for name, (kind, step, what) in fields.items():
        if getattr(older, name) != getattr(newer, name):
            yield Change(kind, subject, what, step, values(getattr(older, name), getattr(newer, name)))


def values(older: Any, newer: Any) -> tuple[str, str] | None:
    """Two simple values (numbers, words, yes and no, nothing) or rows of them, as they are shown."""
    was, now = _shown(older), _shown(newer)
    return None if was is None or now is None else (was, now)


def _shown(value: Any) -> str | None:
    match value:
        case None | ():
            return "–"
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case int() | str():
            return str(value)
        case tuple():
            parts = [_shown(part) for part in value]
            return None if None in parts else ", ".join(part or "" for part in parts)
        case _:
            return None


def presence_changes(
    older: Mapping[str, Any], newer: Mapping[str, Any], what: Words, added: Step, removed: Step
) -> Iterator[Change]:
    """What is only in one of the two."""
    for name in older:
        if name not in newer:
            yield Change("removed", name, what, removed)
    for name in newer:
        if name not in older:
            yield Change("added", name, what, added)
