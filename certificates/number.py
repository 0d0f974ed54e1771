"""Numbers of certificates and appointments: readable, and a slip of the pen is noticed.

``MVO-NN-2026-0417-58``: what it is, the region, the year, the serial and two check digits after ISO/IEC 7064 MOD 97-10
(the rule of IBAN): any single wrong sign and any two neighbours swapped give a number that cannot exist.
"""

import re
from dataclasses import dataclass
from typing import Self

_FORM = re.compile(r"^([A-Z]{2,4}(?:-[A-Z]{2})?)-(\d{4})-(\d{4,6})-(\d{2})$")
CERTIFICATE_PREFIX = "MVO-NN"
STATEMENT_PREFIX = "MVOV-NN"
"""MVO-verklaring: who has only the number sees that it is no certificate."""
AMBASSADOR_PREFIX = "JA"


class InvalidNumber(ValueError):
    """The text is not a number of ours; ``typing_error`` when only the check digits do not fit."""

    def __init__(self, offered: str, *, typing_error: bool) -> None:
        super().__init__(f"{offered!r} is not a number: {'check digits' if typing_error else 'form'}")
        self.typing_error = typing_error


@dataclass(frozen=True, slots=True)
class IssuedNumber:
    """A number that holds: prefix, year of issue, serial within prefix and year (from 1)."""

    prefix: str
    year: int
    serial: int

    @classmethod
    def parse(cls, offered: str) -> Self:
        """Read what a person typed: spaces and lower case are fine. Raises InvalidNumber."""
        match = _FORM.match(_plain(offered))
        if match is None:
            raise InvalidNumber(offered[:40], typing_error=False)
        prefix, year, serial, check = match.groups()
        if _check_digits(f"{prefix}{year}{serial}") != check:
            raise InvalidNumber(offered[:40], typing_error=True)
        return cls(prefix, int(year), int(serial))

    def __str__(self) -> str:
        body = f"{self.prefix}-{self.year:04}-{self.serial:04}"
        return f"{body}-{_check_digits(body)}"


def is_statement(number: str | None) -> bool:
    """Whether this is the number of a statement; everything else, and nothing at all, is not."""
    try:
        return number is not None and IssuedNumber.parse(number).prefix == STATEMENT_PREFIX
    except InvalidNumber:
        return False


def _plain(offered: str) -> str:
    """Capitals, no spaces, and every kind of dash a plain one; cut off where no number is that long."""
    return re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"\s+", "", offered.upper()))[:40]


def _check_digits(body: str) -> str:
    """ISO/IEC 7064 MOD 97-10 over letters (A = 10 … Z = 35) and digits."""
    digits = "".join(str(int(sign, 36)) for sign in body if sign.isalnum())
    return f"{98 - int(digits + '00') % 97:02}"
