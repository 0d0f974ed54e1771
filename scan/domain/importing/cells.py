"""What one cell may hold: each reader gives the tidy value, or notes a fault at the column (``RowFields``)."""

import re
from collections.abc import Callable
from datetime import date

from scan.domain import messages as words
from scan.domain.errors import InvalidInput
from scan.domain.fields import Fields
from scan.domain.importing import messages
from scan.domain.kvk import BranchNumber, KvkNumber
from scan.domain.messages import Message

_DUTCH_DATE = re.compile(r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})", re.ASCII)
_ISO_DATE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})([T ][0-9:.]+Z?)?", re.ASCII
)
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.ASCII | re.IGNORECASE)
_POSTCODE = re.compile(r"[1-9][0-9]{3} ?[A-Za-z]{2}", re.ASCII)
_SHORT_YEAR = re.compile(r"(20)?(?P<first>[0-9]{2}) ?[-/] ?(20)?(?P<second>[0-9]{2})", re.ASCII)
_YES = {"ja", "j", "yes", "y", "true", "waar", "1"}
_NO = {"nee", "n", "no", "false", "onwaar", "0"}
NUMBER_MAXIMUM = 80
"""Characters of a student number or of an id of another system (a GUID has 36)."""


class RowFields(Fields):
    """The faults of one row, and what is worth knowing of it."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[Message] = []


Reader = Callable[[RowFields, str, str], object]


def line(maximum: int) -> Reader:
    """One line of text."""
    return lambda fields, key, text: fields.line(key, text, maximum)


def identifier(fields: RowFields, key: str, text: str) -> str:
    """A number or id of the school's own system, kept as it is; upper and lower case are different (OneRoster)."""
    if _SCIENTIFIC.fullmatch(text):
        fields.refuse(key, messages.NUMBER_SCIENTIFIC)
    return fields.line(key, text, NUMBER_MAXIMUM)


def kvk_number(fields: RowFields, key: str, text: str) -> str:
    """Eight digits. A spreadsheet drops the zero in front that numbers of the north have: it is put back, and said."""
    return _number(fields, key, text, 8, 7, lambda digits: str(KvkNumber.parse(digits)))


def branch_number(fields: RowFields, key: str, text: str) -> str:
    """Twelve digits, of which the first four are mostly zeros: those are put back too."""
    return _number(fields, key, text, 12, 8, lambda digits: str(BranchNumber.parse(digits)))


def _number(
    fields: RowFields, key: str, text: str, length: int, shortest: int, parse: Callable[[str], str]
) -> str:
    if _SCIENTIFIC.fullmatch(text):
        fields.refuse(key, messages.NUMBER_SCIENTIFIC)
        return ""
    digits = text
    if text.isascii() and text.isdigit() and shortest <= len(text) < length:
        digits = text.zfill(length)
    try:
        number = parse(digits)
    except InvalidInput as error:
        fields.refuse(key, next(iter(error.fields.values())))
        return ""
    if digits != text:
        fields.notes.append(messages.ZEROS_ADDED.fill(number=number))
    return number


def postcode(fields: RowFields, key: str, text: str) -> str:
    """A Dutch postcode as ``9711 AB``."""
    if not _POSTCODE.fullmatch(text):
        fields.refuse(key, words.POSTCODE_WRONG)
        return ""
    return f"{text[:4]} {text[-2:].upper()}"


def day(fields: RowFields, key: str, text: str) -> date | None:
    """``1-9-2026``, ``01/09/2026`` (day first, as in the Netherlands) or ``2026-09-01``."""
    found = _DUTCH_DATE.fullmatch(text) or _ISO_DATE.fullmatch(text)
    try:
        if found is not None:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass  # such as 31-2-2026: it is said below
    fields.refuse(key, messages.DATE_WRONG)
    return None


def school_year(fields: RowFields, key: str, text: str) -> str:
    """``2026-2027``; also from ``2026/2027`` and ``26-27``."""
    found = _SHORT_YEAR.fullmatch(text)
    if found is None or (int(found["first"]) + 1) % 100 != int(found["second"]):
        fields.refuse(key, words.SCHOOL_YEAR_WRONG)
        return ""
    return f"20{found['first']}-20{found['second']}"


def email(fields: RowFields, key: str, text: str) -> str:
    """An address."""
    return fields.email(key, text)


def yes_no(fields: RowFields, key: str, text: str) -> bool | None:
    """Yes or no, also as OneRoster and spreadsheets write it."""
    answer = text.casefold()
    if answer not in _YES | _NO:
        fields.refuse(key, messages.YES_OR_NO)
        return None
    return answer in _YES
