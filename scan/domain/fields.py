"""Checking what people typed, all fields at once."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import TypeVar

from questionnaires.answer_values import hidden_character
from scan.domain import messages
from scan.domain.errors import InvalidInput
from scan.domain.messages import Message

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_HTTPS = re.compile(r"https://[^\s/?#@:]+\.[^\s/?#@:]+(:[0-9]{1,5})?([/?#]\S*)?", re.IGNORECASE)

E = TypeVar("E", bound=StrEnum)


class Fields:
    """Collects what is wrong with each field; ``check`` raises it. Every method gives the tidy value."""

    def __init__(self) -> None:
        self.faults: dict[str, Message] = {}

    def refuse(self, field: str, message: Message) -> None:
        """Note a fault; the first one of a field stands."""
        self.faults.setdefault(field, message)

    def check(self) -> None:
        """Raise InvalidInput when anything was wrong."""
        if self.faults:
            raise InvalidInput(self.faults)

    def line(self, field: str, text: str, maximum: int, minimum: int = 1) -> str:
        """One line: NFC, single spaces."""
        return self._sized(field, " ".join(unicodedata.normalize("NFC", text).split()), maximum, minimum)

    def words(self, field: str, text: str, maximum: int, minimum: int = 1) -> str:
        """Text of several lines: NFC, plain line ends, nothing but text at both ends."""
        plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        return self._sized(field, plain.strip(), maximum, minimum)

    def optional(self, field: str, text: str | None, maximum: int) -> str | None:
        """One line or nothing."""
        return self.line(field, text, maximum) if text and text.strip() else None

    def email(self, field: str, text: str) -> str:
        """An address in the form it is kept in: trimmed, lower case."""
        address = unicodedata.normalize("NFC", text).strip().lower()
        if len(address) > 254 or not _EMAIL.fullmatch(address) or hidden_character(address):
            self.refuse(field, messages.EMAIL_WRONG)
        return address

    def link(self, field: str, text: str) -> str:
        """An https address with a host name, no user name in it."""
        url = text.strip()
        if len(url) > 1000 or not _HTTPS.fullmatch(url) or hidden_character(url):
            self.refuse(field, messages.LINK_WRONG)
        return url

    def choice(self, field: str, text: str, kind: type[E]) -> E | None:
        """A member of ``kind``; None (and a fault) for anything else."""
        if text in {member.value for member in kind}:
            return kind(text)
        self.refuse(field, messages.UNKNOWN_CHOICE)
        return None

    def period(self, field: str, first: date, last: date) -> None:
        """The last day must come after the first."""
        if last <= first:
            self.refuse(field, messages.DATES_ORDER)

    def _sized(self, field: str, text: str, maximum: int, minimum: int) -> str:
        if not text:
            self.refuse(field, messages.REQUIRED)
        elif hidden_character(text):
            self.refuse(field, messages.UNREADABLE)
        elif len(text) < minimum:
            self.refuse(field, messages.TOO_SHORT.fill(limit=minimum))
        elif len(text) > maximum:
            self.refuse(field, messages.TOO_LONG.fill(limit=maximum))
        return text
