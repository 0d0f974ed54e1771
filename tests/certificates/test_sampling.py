"""The monitor's draw: reproducible from its seed, complete for the highest level, weighted for the rest."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.sampling import Candidate, draw

CANDIDATES = st.lists(
    st.builds(Candidate, id=st.integers(1, 10_000), weight=st.integers(1, 6), certain=st.booleans()),
    max_size=60,
    unique_by=lambda one: one.id,
)
SEEDS = st.text(min_size=1, max_size=20)


@given(CANDIDATES, st.integers(0, 100), SEEDS)
def test_all_of_the_certain_and_the_share_of_the_rest_are_drawn(
    candidates: list[Candidate], share: int, seed: str
) -> None:
    drawn = draw(candidates, share_percent=share, seed=seed)
    certain = {one.id for one in candidates if one.certain}
    rest = [one for one in candidates if not one.certain]
    assert certain <= drawn <= {one.id for one in candidates}
    assert len(drawn - certain) == -(-len(rest) * share // 100)


@given(CANDIDATES, st.integers(0, 100), SEEDS, st.randoms(use_true_random=False))
def test_same_input_gives_the_same_sample_in_whatever_order(
    candidates: list[Candidate], share: int, seed: str, chance: object
) -> None:
    other = list(candidates)
    chance.shuffle(other)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert draw(candidates, share_percent=share, seed=seed) == draw(other, share_percent=share, seed=seed)


@given(CANDIDATES, SEEDS)
def test_larger_share_only_adds(candidates: list[Candidate], seed: str) -> None:
    smaller = draw(candidates, share_percent=10, seed=seed)
    assert smaller <= draw(candidates, share_percent=40, seed=seed)


@given(CANDIDATES, st.integers(0, 100), SEEDS)
def test_it_is_the_algorithm_of_the_paper(candidates: list[Candidate], share: int, seed: str) -> None:
    """Efraimidis and Spirakis 2006, algorithm A, in floats: keys that floats can tell apart fall the same way."""

    def key(one: Candidate) -> float:
        digest = hashlib.sha256(f"{seed}\n{one.id}".encode()).digest()
        uniform: float = int.from_bytes(digest[:8], "big") / 2**64
        return uniform ** (1 / one.weight)

    rest = sorted((one for one in candidates if not one.certain), key=key, reverse=True)
    keys = [key(one) for one in rest]
    wanted = -(-len(rest) * share // 100)
    if 0 < wanted < len(rest) and keys[wanted - 1] - keys[wanted] < 1e-12:
        return
    certain = {one.id for one in candidates if one.certain}
    assert draw(candidates, share_percent=share, seed=seed) - certain == {one.id for one in rest[:wanted]}


def test_sample_of_a_published_seed_is_this_one() -> None:
    """Written down, so that another program or another year can be held against it."""
    candidates = [Candidate(number, 1 + number % 3, number == 7) for number in range(1, 21)]
    assert sorted(draw(candidates, share_percent=20, seed="Trekking 10-01-2027: 4 8 15 16 23 42")) == [
        7,
        9,
        11,
        18,
        20,
    ]


def test_twice_the_weight_is_drawn_about_twice_as_often() -> None:
    """One of three is drawn: the heavy one in half of the draws, each light one in a quarter."""
    three = [Candidate(1, 2, False), Candidate(2, 1, False), Candidate(3, 1, False)]
    counted = Counter(
        next(iter(draw(three, share_percent=30, seed=f"draw {number}"))) for number in range(4000)
    )
    assert abs(counted[1] - 2000) < 130  # four standard deviations
    assert abs(counted[2] - 1000) < 110


@pytest.mark.parametrize(
    ("candidates", "share"),
    [
        ([Candidate(1, 0, False)], 10),
        ([Candidate(1, 1, False), Candidate(1, 2, False)], 10),
        ([], 101),
        ([], -1),
    ],
)
def test_what_cannot_be_drawn_from_is_refused(candidates: list[Candidate], share: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        draw(candidates, share_percent=share, seed="x")
