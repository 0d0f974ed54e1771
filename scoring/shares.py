"""The worth of every answer as an exact fraction of the best one, before it gets whole units (design 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from questionnaires.definition import (
    Date,
    FreeText,
    Item,
    MultipleChoice,
    Number,
    NumberScore,
    ReferenceTable,
    SingleChoice,
    YesNo,
)
from scoring.errors import ModelError


@dataclass(frozen=True, slots=True)
class ShareLines:
    """Shares over a number: up to ``ends[i]`` the i-th line holds, after the last end the last line.

    A line is (slope, start) over the number in units of its last decimal.
    """

    ends: tuple[Fraction, ...]
    lines: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """What the answers to one question are worth; the best is 1."""

    scored: bool
    by_value: dict[Any, Fraction]
    """Of a choice: by option key, or True and False."""
    tables: tuple[ShareLines, ...] = ()
    """Of a number: by row of its references, or the only one where it has none."""
    progress: Fraction | None = None

    def numbers(self) -> list[Fraction]:
        """Every fraction that has to become whole."""
        lines = [number for table in self.tables for line in table.lines for number in line]
        return [*self.by_value.values(), *lines, *([] if self.progress is None else [self.progress])]


def shares_of(item: Item, tables: Mapping[str, ReferenceTable]) -> Shares:
    """The shares of one question. A question whose best answer is worth nothing is not scored.

    Raises ModelError for points that fall along the options of a single choice, for places of a number that do not
    rise, and for an unknown reference table.
    """
    match item:
        case SingleChoice() | MultipleChoice():
            return _choice(item)
        case YesNo():
            points = {False: item.no_points, True: item.yes_points}
            return _of_best(points, max(points.values()) if item.scored else Decimal(0))
        case Number(score=NumberScore() as score):
            return _number(item, score, tables)
        case Number() | FreeText() | Date():
            return Shares(scored=False, by_value={})


def _choice(item: SingleChoice | MultipleChoice) -> Shares:
    points = {option.key: option.points for option in item.options}
    if len(points) < len(item.options):
        raise ModelError(f"Question {item.id!r} has two options with the same key.")
    worth = list(points.values())
    if isinstance(item, SingleChoice):
        if worth != sorted(worth):
            raise ModelError(f"The points of question {item.id!r} fall along its options.")
        return _of_best(points, worth[-1])
    best = sum(worth, Decimal(0)) if item.combine == "sum" else max(worth)
    return _of_best(points, best if item.cap is None else min(best, item.cap))


def _of_best(points: dict[Any, Decimal], best: Decimal) -> Shares:
    if not best:
        return Shares(scored=False, by_value=dict.fromkeys(points, Fraction(0)))
    return Shares(True, {value: Fraction(worth) / Fraction(best) for value, worth in points.items()})


def _number(item: Number, score: NumberScore, tables: Mapping[str, ReferenceTable]) -> Shares:
    places = [Fraction(place) for place, _ in score.points]
    if any(place >= following for place, following in pairwise(places)):
        raise ModelError(f"The numbers at which question {item.id!r} changes its points must rise.")
    earned = [Fraction(points) for _, points in score.points]
    progress = None if score.progress is None else Fraction(score.progress.points)
    best = max(earned) if progress is None else max(*earned, progress)
    if not best:
        return Shares(scored=False, by_value={})
    shares = [points / best for points in earned]
    one = Fraction(1, 10**item.decimals)
    lines: tuple[ShareLines, ...]
    if score.reference is None:
        lines = (_lines(one, places, shares),)
    elif score.reference in tables:
        lines = tuple(
            _lines(one / Fraction(row.value), places, shares) for row in tables[score.reference].rows
        )
    else:
        raise ModelError(f"Question {item.id!r} refers to the unknown table {score.reference!r}.")
    return Shares(True, {}, lines, None if progress is None else progress / best)


def _lines(scale: Fraction, places: list[Fraction], shares: list[Fraction]) -> ShareLines:
    """Flat up to the first place, straight between places, flat after the last; ``scale``: number to place."""
    lines = [(Fraction(0), shares[0])]
    for index in range(1, len(places)):
        slope = (shares[index] - shares[index - 1]) / (places[index] - places[index - 1])
        lines.append((slope * scale, shares[index] - slope * places[index]))
    lines.append((Fraction(0), shares[-1]))
    return ShareLines(tuple(place / scale for place in places), tuple(lines))
