"""Numbers of the Dutch Chamber of Commerce (KvK).

A KvK number has 8 digits and a branch number (vestigingsnummer) 12; leading zeros belong to them. Neither
has a public check digit, so only the form can be checked here; that the company exists is for the register
to say.
"""

import re
from dataclasses import dataclass

from scan.domain import messages
from scan.domain.errors import InvalidInput

_SEPARATORS = re.compile(r"[ .\-]")


def _digits(text: str, length: int) -> str | None:
    """The digits, without separators; None when that does not give ``length`` digits."""
    digits = _SEPARATORS.sub("", text.strip())
    return digits if len(digits) == length and digits.isascii() and digits.isdigit() else None


@dataclass(frozen=True, slots=True)
class KvkNumber:
    """Eight digits."""

    value: str

    @classmethod
    def parse(cls, text: str) -> "KvkNumber":
        """Raises InvalidInput on ``kvk_number`` for another length, other characters or only zeros."""
        digits = _digits(text, 8)
        if digits is None:
            raise InvalidInput({"kvk_number": messages.KVK_LENGTH})
        if int(digits) == 0:
            raise InvalidInput({"kvk_number": messages.KVK_ZERO})
        return cls(digits)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class BranchNumber:
    """Twelve digits: one address of a company."""

    value: str

    @classmethod
    def parse(cls, text: str) -> "BranchNumber":
        """Raises InvalidInput on ``branch_number`` for another length, other characters or only zeros."""
        digits = _digits(text, 12)
        if digits is None or int(digits) == 0:
            raise InvalidInput({"branch_number": messages.BRANCH_LENGTH})
        return cls(digits)

    def __str__(self) -> str:
        return self.value
