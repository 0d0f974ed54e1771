"""Drawing the monitor's sample: all of the highest level, a weighted random share of the rest. Pure.

The random part is weighted sampling without replacement: each candidate gets the key ``u ** (1 / weight)`` with ``u``
uniform on (0, 1), and the largest keys are drawn (P. S. Efraimidis and P. G. Spirakis, "Weighted random sampling with
a reservoir", Information Processing Letters 97 (5), 2006, pages 181-185, algorithm A). ``u`` is no random number but
SHA-256 of seed and id, so that anyone with the published seed and list draws the same sample, in any language, on any
machine: keys are compared in whole numbers, never as floats.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key

_BITS = 64


@dataclass(frozen=True, slots=True)
class Candidate:
    """What can be drawn. ``weight``: 1 for the usual risk, twice as likely to be early with about 2."""

    id: int
    weight: int
    certain: bool
    """Drawn whatever the seed."""


def draw(candidates: Iterable[Candidate], *, share_percent: int, seed: str) -> frozenset[int]:
    """Ids of what is drawn: everything certain, and this share of the rest, rounded up. The order given is no matter.

    Raises ValueError for a share outside 0-100, a weight under 1, or an id that is there twice.
    """
    everything = tuple(candidates)
    if not 0 <= share_percent <= 100:
        raise ValueError("the share is a percentage from 0 to 100")
    if any(one.weight < 1 for one in everything):
        raise ValueError("a weight is 1 or more")
    if len({one.id for one in everything}) != len(everything):
        raise ValueError("every id may be there once")
    rest = [one for one in everything if not one.certain]
    wanted = -(-len(rest) * share_percent // 100)
    keyed = sorted(((_uniform(seed, one.id), one) for one in rest), key=cmp_to_key(_largest_first))
    return frozenset(one.id for one in everything if one.certain) | {one.id for _, one in keyed[:wanted]}


def _uniform(seed: str, number: int) -> int:
    """A whole number from 1 up to and including 2 ** 64 - 1; divided by 2 ** 64 it is ``u``."""
    digest = hashlib.sha256(f"{seed}\n{number}".encode()).digest()
    return max(1, int.from_bytes(digest[: _BITS // 8], "big"))


def _largest_first(one: tuple[int, Candidate], other: tuple[int, Candidate]) -> int:
    """Compare ``u1 ** (1 / w1)`` with ``u2 ** (1 / w2)``: raised to ``w1 * w2`` both are whole numbers."""
    (u1, a), (u2, b) = one, other
    left = u1**b.weight << (_BITS * a.weight)
    right = u2**a.weight << (_BITS * b.weight)
    if left != right:
        return -1 if left > right else 1
    return a.id - b.id
