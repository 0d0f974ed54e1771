"""Exact decimals, written in one way."""

from decimal import Decimal


def normal(number: Decimal) -> Decimal:
    """The same number, written in one way: no exponent, no trailing zeros, no minus zero."""
    if number == 0:
        return Decimal(0)
    digits = number.as_tuple()
    exponent = int(digits.exponent)
    kept = list(digits.digits)
    while exponent < 0 and kept[-1] == 0:
        kept.pop()
        exponent += 1
    kept.extend([0] * max(exponent, 0))
    return Decimal((digits.sign, tuple(kept), min(exponent, 0)))


def decimal_places(number: Decimal) -> int:
    """Digits after the point that are not trailing zeros."""
    return -int(normal(number).as_tuple().exponent)
