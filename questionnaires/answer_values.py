"""The value of one answer: read from what somebody wrote, judged against its question, and written again."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from questionnaires.answers import AnswerValue
from questionnaires.definition import Date, FreeText, Item, MultipleChoice, Number, SingleChoice, YesNo
from questionnaires.faults import Words, quoted
from questionnaires.faults.answering import Answering
from questionnaires.numerals import decimal_places, normal
from questionnaires.tree import Node

Report = Callable[..., None]
"""Called as ``report(kind, node, **details)`` for each fault."""

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_A_NUMBER = Words("een getal", "a number")
_A_DAY = Words("een datum, zoals 2026-11-23,", "a date, such as 2026-11-23,")


def item_value(item: Item, node: Node, report: Report) -> AnswerValue | None:
    """The answer's value, or None after a report."""
    match item:
        case SingleChoice():
            return _option(node, tuple(option.key for option in item.options), report)
        case MultipleChoice():
            return _options(node, tuple(option.key for option in item.options), report)
        case YesNo():
            return yes_or_no(node, report)
        case Number():
            return decimal_value(node, (item.minimum, item.maximum), item.decimals, report)
        case FreeText():
            return plain_text(node, item.max_length, report)
        case Date():
            return _day(node, report)


def _option(node: Node, keys: tuple[str, ...], report: Report) -> str | None:
    """An option key; a whole number is read as a key too."""
    found = node.value
    if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
        expected = Words("de sleutel van een antwoord", "the key of an option")
        report(Answering.WRONG_VALUE, node, expected=expected, found=quoted(found))
    elif str(found) not in keys:
        report(Answering.UNKNOWN_OPTION, node, found=found, choices=keys)
    else:
        return str(found)
    return None


def _options(node: Node, keys: tuple[str, ...], report: Report) -> frozenset[str] | None:
    found: object = node.value
    if isinstance(found, set | frozenset):
        parts = [Node(part, node.place) for part in sorted(found, key=str)]
    elif isinstance(found, list):
        parts = found
    else:
        expected = Words("een rij sleutels van antwoorden", "a list of option keys")
        report(Answering.WRONG_VALUE, node, expected=expected, found=quoted(found))
        return None
    chosen = [(part, _option(part, keys, report)) for part in parts]
    seen: set[str] = set()
    for part, key in chosen:
        if key is not None and key in seen:
            report(Answering.OPTION_TWICE, part, found=key)
        seen |= set() if key is None else {key}
    return None if any(key is None for _, key in chosen) else frozenset(seen)


def yes_or_no(node: Node, report: Report) -> bool | None:
    """True or false; anything else is reported."""
    if isinstance(node.value, bool):
        return node.value
    report(
        Answering.WRONG_VALUE,
        node,
        expected=Words("true of false", "true or false"),
        found=quoted(node.value),
    )
    return None


def decimal_value(
    node: Node, bounds: tuple[Decimal, Decimal], decimals: int, report: Report
) -> Decimal | None:
    """A finite number within its bounds, with at most so many decimals; also written as a string."""
    number = _decimal(node.value)
    if number is None:
        report(Answering.WRONG_VALUE, node, expected=_A_NUMBER, found=quoted(node.value))
    elif not number.is_finite():
        report(Answering.NOT_FINITE, node, found=number)
    elif not bounds[0] <= number <= bounds[1]:
        report(Answering.OUT_OF_RANGE, node, found=number, minimum=bounds[0], maximum=bounds[1])
    elif decimal_places(number) > decimals:
        report(Answering.TOO_MANY_DECIMALS, node, found=number, decimals=decimals)
    else:
        return normal(number)
    return None


def _decimal(found: object) -> Decimal | None:
    """Exact; a float counts as the shortest decimal that is written for it."""
    if isinstance(found, bool):
        return None
    if isinstance(found, int):
        return Decimal(found)
    if isinstance(found, float):
        return Decimal(repr(found))
    if isinstance(found, Decimal):
        return found
    if isinstance(found, str) and (
        _NUMBER.fullmatch(found) or found.lower() in ("nan", "inf", "-inf", "infinity")
    ):
        return Decimal(found)
    return None


def plain_text(node: Node, longest: int, report: Report) -> str | None:
    """Words in NFC with plain line ends; hidden characters and too many characters are reported."""
    if not isinstance(node.value, str):
        report(Answering.WRONG_VALUE, node, expected=Words("een tekst", "a text"), found=quoted(node.value))
        return None
    text = unicodedata.normalize("NFC", node.value.replace("\r\n", "\n"))
    hidden = hidden_character(text)
    if hidden is not None:
        report(Answering.HIDDEN_CHARACTER, node, character=hidden)
    elif len(text) > longest:
        report(Answering.TOO_LONG, node, found=len(text), most=longest)
    else:
        return text
    return None


def hidden_character(text: str) -> str | None:
    """The first character that cannot be seen: controls, direction marks, lone surrogates, private use.

    Joiners (emoji and some scripts need them) and soft hyphens are fine.
    """
    for character in text:
        if character not in "\n\t\u00ad\u200c\u200d" and unicodedata.category(character) in (
            "Cc",
            "Cf",
            "Cs",
            "Co",
            "Zl",
            "Zp",
        ):
            return character
    return None


def _day(node: Node, report: Report) -> date | None:
    found: object = node.value
    if isinstance(found, date) and not isinstance(found, datetime):
        return found
    if isinstance(found, str) and _DAY.fullmatch(found):
        try:
            return date.fromisoformat(found)
        except ValueError:
            pass
    report(Answering.WRONG_VALUE, node, expected=_A_DAY, found=quoted(found))
    return None


def written_value(value: AnswerValue | None) -> object:
    """The value as JSON and YAML can hold it: numbers and dates as strings, several choices as a sorted list."""
    match value:
        case Decimal():
            return f"{normal(value):f}"
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case _:
            return value
