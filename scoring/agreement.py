"""How well raters agree on steps: Krippendorff's ordinal alpha with an interval, and signed gaps (design 5).

A rater is a student, the company or a reviewer; a unit is one question (of one dossier). Alpha compares the
disagreement that is there with the disagreement that chance would give (Krippendorff, *Content Analysis*, 4th ed.
2019, chapter 12): 1 is full agreement, 0 is chance, below 0 is worse than chance. Its interval is the percentile
bootstrap over units, or over clusters of units (dossiers) whose mistakes are alike. Bounds: instrument E2.

Steps are ordered and count from 0. Everything here is the same for the same ratings, in whatever order they come.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import krippendorff
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ratings = Sequence[int | None]
"""Of one unit, one for each rater: a step, or None where that rater gave none."""

FEWEST_UNITS = 10
"""With fewer questions an alpha says more about chance than about the raters."""
FEWEST_CLUSTERS = 5
"""With fewer dossiers the interval over dossiers has no meaning."""
ENOUGH, LEAST = 0.667, 0.5
"""Instrument E2: alpha of at least 0.67, and the lower end of its interval of at least 0.50."""
GOOD = 0.8
RESAMPLES = 2_000
_SEED = 20_070_601
_MOST_LOST = 0.05
"""The share of resamples without any spread, of which nothing can be said, above which there is no interval."""


class Meaning(StrEnum):
    """What an alpha with its interval says."""

    TOO_FEW = "too_few"
    """Fewer than ``FEWEST_UNITS`` units, or clusters: nothing is said."""
    NO_SPREAD = "no_spread"
    """(Nearly) all ratings are one step, so there is nothing to tell apart; look at the shares instead."""
    GOOD = "good"
    ENOUGH = "enough"
    UNSURE = "unsure"
    """The interval has good and bad agreement in it."""
    LOW = "low"
    """Even the upper end of the interval is not enough."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two or more raters. ``alpha``, ``low`` and ``high`` come together or not at all."""

    units: int
    """Units that at least two raters gave a step."""
    alpha: float | None
    low: float | None
    high: float | None
    """Ends of the 95 % interval."""
    meaning: Meaning
    pairs: int
    """Pairs of ratings of one unit by two raters."""
    same: float
    """Share of the pairs with the same step, from 0 to 1; 0 without pairs."""
    near: float
    """Share of the pairs at most one step apart."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """How far a second rater is from a first, with the sign: above 0 the second is higher. Steps."""

    count: int
    mean: float
    higher: int
    """Units where the second rater is higher."""
    lower: int
    two_or_more: int
    """Units two steps or more apart."""


def measure_agreement(
    units: Sequence[Ratings],
    *,
    clusters: Sequence[Hashable] | None = None,
    resamples: int = RESAMPLES,
    seed: int = _SEED,
) -> Agreement:
    """Agreement on ``units``. ``clusters``: for each unit what it belongs to; the bootstrap draws those as a whole.

    Units with fewer than two ratings are left out. Raises ValueError for steps below 0, resamples below 1, or
    clusters of another length.
    """
    if resamples < 1:
        raise ValueError("resamples must be at least 1")
    if clusters is not None and len(clusters) != len(units):
        raise ValueError("clusters must have one entry for each unit")
    rated = [[step for step in unit if step is not None] for unit in units]
    if any(step < 0 for unit in rated for step in unit):
        raise ValueError("steps count from 0")
    places: Sequence[Hashable] = range(len(units)) if clusters is None else clusters
    kept = [(unit, place) for unit, place in zip(rated, places, strict=True) if len(unit) > 1]
    domain = sorted({step for unit, _ in kept for step in unit})
    counts = np.array([[unit.count(step) for step in domain] for unit, _ in kept], dtype=np.float64)
    pairs, same, near = _shares([unit for unit, _ in kept])

    def found(meaning: Meaning, values: tuple[float, float, float] | None = None) -> Agreement:
        alpha, low, high = values or (None, None, None)
        return Agreement(len(kept), alpha, low, high, meaning, pairs, same, near)

    members: dict[Hashable, list[int]] = {}
    for number, (_, place) in enumerate(kept):
        members.setdefault(place, []).append(number)
    if len(kept) < FEWEST_UNITS or (clusters is not None and len(members) < FEWEST_CLUSTERS):
        return found(Meaning.TOO_FEW)
    if len(domain) < 2:
        return found(Meaning.NO_SPREAD)
    each = _coincidences(counts)
    together = np.array([each[rows].sum(axis=0) for rows in members.values()])
    drawn = _resampled(together, resamples, seed)
    if np.isnan(drawn).mean() > _MOST_LOST:
        return found(Meaning.NO_SPREAD)
    alpha = float(
        krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement="ordinal")
    )
    low, high = (float(end) for end in np.nanpercentile(drawn, (2.5, 97.5)))
    return found(_meaning(alpha, low, high), (alpha, min(low, alpha), max(high, alpha)))


def signed_gaps(pairs: Sequence[tuple[int | None, int | None]]) -> Gaps:
    """How far the second step of each pair is from the first; pairs with a step missing are left out."""
    gaps = [second - first for first, second in pairs if first is not None and second is not None]
    return Gaps(
        count=len(gaps),
        mean=sum(gaps) / len(gaps) if gaps else 0.0,
        higher=sum(gap > 0 for gap in gaps),
        lower=sum(gap < 0 for gap in gaps),
        two_or_more=sum(abs(gap) > 1 for gap in gaps),
    )


def _meaning(alpha: float, low: float, high: float) -> Meaning:
    if alpha >= GOOD and low >= ENOUGH:
        return Meaning.GOOD
    if alpha >= ENOUGH and low >= LEAST:
        return Meaning.ENOUGH
    return Meaning.LOW if high < ENOUGH else Meaning.UNSURE


def _shares(rated: Sequence[Sequence[int]]) -> tuple[int, float, float]:
    """Number of pairs within units; the shares with the same step and with steps at most one apart."""
    apart = [
        abs(one - other) for unit in rated for place, one in enumerate(unit) for other in unit[place + 1 :]
    ]
    if not apart:
        return 0, 0.0, 0.0
    return len(apart), apart.count(0) / len(apart), sum(gap < 2 for gap in apart) / len(apart)


def _coincidences(counts: Floats) -> Floats:
    """For each unit its part of the coincidence matrix; the whole is their sum, so resampling only adds."""
    ordered = counts[:, :, None] * counts[:, None, :]
    ordered -= counts[:, :, None] * np.eye(counts.shape[1])
    share: Floats = ordered / (counts.sum(axis=1) - 1)[:, None, None]
    return share


def _resampled(parts: Floats, resamples: int, seed: int) -> Floats:
    """Alpha of each resample of the parts.

    All are worked out at once: how often each part is drawn, times the parts, gives every coincidence matrix.
    """
    size, values = parts.shape[0], parts.shape[1]
    flat = parts.reshape(size, -1)
    flat = flat[np.lexsort(flat.T)]
    draws = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), resamples)
    return _alphas((draws.astype(np.float64) @ flat).reshape(resamples, values, values))


def _alphas(matrices: Floats) -> Floats:
    """Alpha of each coincidence matrix; not a number where all ratings are one step."""
    totals = matrices.sum(axis=2)
    distance = _ordinal_distances(totals)
    observed = (matrices * distance).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * distance).sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        alphas: Floats = 1 - (totals.sum(axis=1) - 1) * observed / expected
    alphas[expected <= 0] = np.nan
    return alphas


def _ordinal_distances(totals: Floats) -> Floats:
    """Squared number of ratings from one step to another, the two themselves counted half, for each resample."""
    upto = np.cumsum(totals, axis=1)
    middle = upto - totals / 2
    squared: Floats = (middle[:, :, None] - middle[:, None, :]) ** 2
    return squared
