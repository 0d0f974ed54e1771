"""Agreement between raters: published values, what must always hold, and what is not said (design 5)."""

from itertools import product

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.agreement import Meaning, _alphas, _coincidences, measure_agreement, signed_gaps

# Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011.1.25): the example with four observers, twelve
# units, of which one observer alone saw the last. He gives 0.743 (nominal), 0.815 (ordinal), 0.849 (interval).
_ = None
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
)
PUBLISHED = tuple(zip(*OBSERVERS, strict=True))
STEPS = st.one_of(st.none(), st.integers(0, 4))
UNITS = st.lists(st.tuples(STEPS, STEPS, STEPS), max_size=30)


def test_alpha_is_what_krippendorff_published() -> None:
    found = measure_agreement(PUBLISHED)
    assert found.alpha is not None
    assert (round(found.alpha, 3), found.units, found.pairs) == (0.815, 11, 55)


def test_interval_is_wide_with_eleven_units_and_the_meaning_says_so() -> None:
    found = measure_agreement(PUBLISHED)
    assert (found.low, found.high) == (pytest.approx(0.44, abs=0.05), 1.0)
    assert found.meaning is Meaning.UNSURE


def test_raters_who_always_say_the_same_agree_fully() -> None:
    found = measure_agreement([(step, step) for step in (0, 1, 2, 3, 4) * 8])
    assert (found.alpha, found.low, found.high, found.meaning) == (1.0, 1.0, 1.0, Meaning.GOOD)
    assert (found.same, found.near) == (1.0, 1.0)


def test_every_pair_of_steps_equally_often_is_chance() -> None:
    found = measure_agreement(list(product(range(5), range(5))) * 4)
    assert found.alpha == pytest.approx(0.0, abs=0.02)
    assert found.meaning is Meaning.LOW


def test_systematic_reversal_is_worse_than_chance() -> None:
    found = measure_agreement([(step, 4 - step) for step in range(5)] * 8)
    assert found.alpha is not None
    assert found.alpha < -0.5


def test_fewer_than_ten_units_give_no_number() -> None:
    found = measure_agreement([(2, 2), (3, 1), (0, 0)] * 3)
    assert (found.units, found.alpha, found.low, found.meaning) == (9, None, None, Meaning.TOO_FEW)
    assert (round(found.same, 2), round(found.near, 2)) == (0.67, 0.67)


def test_one_step_throughout_is_no_spread_and_not_full_agreement() -> None:
    found = measure_agreement([(3, 3)] * 40)
    assert (found.alpha, found.meaning, found.same) == (None, Meaning.NO_SPREAD, 1.0)


def test_one_other_answer_among_many_equal_ones_is_no_spread_either() -> None:
    assert measure_agreement([(3, 3)] * 40 + [(3, 2)]).meaning is Meaning.NO_SPREAD


def test_bootstrap_over_dossiers_is_wider_than_over_questions() -> None:
    good, bad = [(step, step) for step in range(5)], [(step, 4 - step) for step in range(5)]
    dossiers = [good, good, good, good, bad, good]
    units = [unit for dossier in dossiers for unit in dossier]
    clusters = [number for number, dossier in enumerate(dossiers) for _unit in dossier]
    loose, whole = measure_agreement(units), measure_agreement(units, clusters=clusters)
    assert whole.alpha == loose.alpha
    assert loose.low is not None
    assert whole.low is not None
    assert whole.low < loose.low


def test_four_dossiers_are_too_few_for_an_interval_over_dossiers() -> None:
    units = [(step, step) for step in range(5)] * 4
    assert measure_agreement(units, clusters=[number // 5 for number in range(20)]).meaning is Meaning.TOO_FEW


def test_wrong_use_is_refused() -> None:
    with pytest.raises(ValueError, match="resamples"):
        measure_agreement(PUBLISHED, resamples=0)
    with pytest.raises(ValueError, match="clusters"):
        measure_agreement(PUBLISHED, clusters=[1])
    with pytest.raises(ValueError, match="count from 0"):
        measure_agreement([(-1, 2)])


@settings(max_examples=40)
@given(UNITS)
def test_alphas_of_resamples_use_the_formula_of_the_library(units: list[tuple[int | None, ...]]) -> None:
    rated = [[step for step in unit if step is not None] for unit in units]
    counts = np.array([[unit.count(step) for step in range(5)] for unit in rated if len(unit) > 1], float)
    if len(counts) and np.count_nonzero(counts.sum(axis=0)) > 1:
        ours = _alphas(_coincidences(counts).sum(axis=0)[None])[0]
        theirs = krippendorff.alpha(value_counts=counts, level_of_measurement="ordinal")
        assert ours == pytest.approx(theirs, abs=1e-9)


@settings(max_examples=40)
@given(UNITS, st.randoms(use_true_random=False))
def test_order_of_units_and_raters_does_not_matter(
    units: list[tuple[int | None, ...]], random: object
) -> None:
    shuffled = [tuple(reversed(unit)) for unit in units]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    before, after = measure_agreement(units, resamples=100), measure_agreement(shuffled, resamples=100)
    assert (before.units, before.pairs, before.meaning) == (after.units, after.pairs, after.meaning)
    for one, other in ((before.alpha, after.alpha), (before.low, after.low), (before.high, after.high)):
        assert one == pytest.approx(other)


@settings(max_examples=40)
@given(UNITS)
def test_a_number_never_comes_without_its_interval(units: list[tuple[int | None, ...]]) -> None:
    found = measure_agreement(units, resamples=100)
    if found.alpha is None:
        assert (found.low, found.high) == (None, None)
        assert found.meaning in (Meaning.TOO_FEW, Meaning.NO_SPREAD)
    else:
        assert found.low is not None
        assert found.high is not None
        assert -1.0 <= found.low <= found.alpha <= found.high <= 1.0
    assert 0 <= found.same <= found.near <= 1


@given(st.lists(st.tuples(STEPS, STEPS), max_size=12))
def test_gaps_change_sign_when_the_raters_change_places(pairs: list[tuple[int | None, int | None]]) -> None:
    there, back = signed_gaps(pairs), signed_gaps([(second, first) for first, second in pairs])
    assert (there.mean, there.higher, there.lower) == (-back.mean, back.lower, back.higher)
    assert (there.count, there.two_or_more) == (back.count, back.two_or_more)


def test_gaps_are_counted_with_their_sign() -> None:
    found = signed_gaps([(1, 3), (2, 2), (4, 3), (None, 4), (2, None)])
    assert (found.count, round(found.mean, 2), found.higher, found.lower, found.two_or_more) == (
        3,
        0.33,
        1,
        1,
        1,
    )
