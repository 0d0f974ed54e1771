"""How far accepted evidence reaches: which options it covers, and what is still missing (instrument A2).

What a reviewer accepted is summed up in one small number, its *cover code*: how many pieces there are of each kind,
up to as many as any route asks for. Tables are looked up by that code; the last code stands for 'confirmed'.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import get_args

from questionnaires.answers import Answer
from questionnaires.definition import EvidenceKind, EvidenceRoute

KINDS: tuple[EvidenceKind, ...] = get_args(EvidenceKind)


@dataclass(frozen=True, slots=True)
class Covers:
    """The cover codes of one questionnaire."""

    most: int
    """More pieces of one kind than this make no difference."""
    confirmed: int
    """The code of an answer that a second pair of eyes confirmed: after all others."""
    known: dict[tuple[EvidenceKind, ...], int]
    """The codes of the tuples that are common: up to three pieces, in any order."""

    def code(self, accepted: Iterable[EvidenceKind]) -> int:
        """The code of these pieces of evidence."""
        pieces = tuple(accepted)
        code = 0
        for kind in reversed(KINDS):
            code = code * (self.most + 1) + min(pieces.count(kind), self.most)
        return code

    def of(self, answer: Answer) -> int:
        """The code of an answer."""
        return self.confirmed if answer.confirmed else self.code(answer.accepted)

    def all(self) -> Iterator[tuple[int, dict[EvidenceKind, int]]]:
        """Every code but 'confirmed', lowest first, with how many pieces of each kind it stands for."""
        for counts in product(range(self.most + 1), repeat=len(KINDS)):
            pieces = dict(zip(reversed(KINDS), counts, strict=True))
            yield self.code(kind for kind in KINDS for _ in range(pieces[kind])), pieces


def compile_covers(routes: Iterable[EvidenceRoute]) -> Covers:
    """The cover codes for these evidence routes."""
    alternatives = [alternative for route in routes for alternative in route.by]
    most = max((alternative.count(kind) for alternative in alternatives for kind in KINDS), default=1)
    most = max(most, 1)
    bare = Covers(most, (most + 1) ** len(KINDS), {})
    common = [pieces for length in range(4) for pieces in product(KINDS, repeat=length)]
    return replace(bare, known={pieces: bare.code(pieces) for pieces in common})


Missing = Callable[[Iterable[EvidenceKind], str | None, dict[EvidenceKind, int]], tuple[EvidenceKind, ...]]
"""(needs, option key, pieces by kind) -> the kinds still missing, in the order of ``needs``."""


def missing_with(routes: tuple[EvidenceRoute, ...]) -> Missing:
    """What is missing when these routes are open.

    A kind is there when it was accepted, or when a route for this option replaces it by something that was accepted.
    A piece may serve twice: two observations are an observation, and may also stand for a document.
    """

    def missing(
        needs: Iterable[EvidenceKind], key: str | None, pieces: dict[EvidenceKind, int]
    ) -> tuple[EvidenceKind, ...]:
        return tuple(kind for kind in needs if not pieces[kind] and not replaced(kind, key, pieces))

    def replaced(kind: EvidenceKind, key: str | None, pieces: dict[EvidenceKind, int]) -> bool:
        return any(
            all(pieces[other] >= alternative.count(other) for other in alternative)
            for route in routes
            if route.replaces == kind and key in route.steps
            for alternative in route.by
        )

    return missing
