"""The weighted geometric mean, rounded half up, exactly: no floats, and no doubt about the last digit.

An interval of decimals is narrowed until one whole number is left. When the mean lies exactly on a half, no
precision would ever settle it; that case is decided by whole-number arithmetic on the exponents.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from math import gcd

_FIRST_PRECISION = 40
_EXTREME = 999_999_999


def rounded_mean(shares: Sequence[Fraction], weights: Sequence[int], units: int) -> int:
    """``units`` times the weighted geometric mean of shares between 0 and 1, rounded half up.

    ``weights`` are positive whole numbers, one for each share. A share of 0 gives 0.
    """
    if not all(shares):
        return 0
    common = gcd(*weights)
    parts = [(share, weight // common) for share, weight in zip(shares, weights, strict=True)]
    precision = _FIRST_PRECISION
    while True:
        low, high = _bounds(parts, units, precision)
        if low == high:
            return low
        if high == low + 1 and _is_half_below(parts, units, high):
            return high
        precision *= 2


def _bounds(parts: list[tuple[Fraction, int]], units: int, precision: int) -> tuple[int, int]:
    """The result lies between these: ``ln`` and ``exp`` are off by less than the last digit, the rest rounds away."""
    down = Context(prec=precision, rounding=ROUND_FLOOR, Emin=-_EXTREME, Emax=_EXTREME)
    up = Context(prec=precision, rounding=ROUND_CEILING, Emin=-_EXTREME, Emax=_EXTREME)
    low = high = Decimal(0)
    for share, weight in parts:
        above, below = down.ln(Decimal(share.numerator)), down.ln(Decimal(share.denominator))
        least = down.subtract(down.next_minus(above), down.next_plus(below))
        most = up.subtract(up.next_plus(above), up.next_minus(below))
        low = down.add(low, down.multiply(least, Decimal(weight)))
        high = up.add(high, up.multiply(most, Decimal(weight)))
    whole = Decimal(sum(weight for _, weight in parts))
    low_mean = down.next_minus(down.exp(down.divide(low, whole)))
    high_mean = up.next_plus(up.exp(up.divide(high, whole)))
    half = Decimal("0.5")
    least_units = down.add(down.multiply(low_mean, Decimal(units)), half)
    most_units = up.add(up.multiply(high_mean, Decimal(units)), half)
    return int(least_units), min(int(most_units), units)


def _is_half_below(parts: list[tuple[Fraction, int]], units: int, score: int) -> bool:
    """Whether the mean is exactly (score - 1/2) / units, so that half up gives ``score``.

    Asks if the product of share**weight equals ((2 score - 1) / (2 units))**whole, by writing every number as powers
    of numbers that share no factor; then the products are equal when all exponents are.
    """
    whole = sum(weight for _, weight in parts)
    powers: list[tuple[int, int]] = [(2 * units, whole), (2 * score - 1, -whole)]
    for share, weight in parts:
        powers += [(share.numerator, weight), (share.denominator, -weight)]
    base = _coprime_base(number for number, _ in powers)
    return all(sum(_exponent(number, prime) * power for number, power in powers) == 0 for prime in base)


def _coprime_base(numbers: Iterable[int]) -> list[int]:
    """Numbers above 1, without common factors, of which each of ``numbers`` (at least 1) is a product."""
    base: list[int] = []
    waiting = [number for number in numbers if number > 1]
    while waiting:
        number = waiting.pop()
        for index, known in enumerate(base):
            if number == known:
                break
            common = gcd(number, known)
            if common > 1:
                del base[index]
                waiting += [part for part in (common, number // common, known // common) if part > 1]
                break
        else:
            base.append(number)
    return base


def _exponent(number: int, factor: int) -> int:
    exponent = 0
    while number % factor == 0:
        number //= factor
        exponent += 1
    return exponent
