"""What a group says together: from counts alone, never above or below what was chosen, lower when divided."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scan.domain.tallies import divided, lower_median, shown_count

LADDER = ("0", "1", "2")
COUNTS = st.dictionaries(st.sampled_from(LADDER), st.integers(0, 30))


def test_what_more_than_half_chose_is_the_answer() -> None:
    assert lower_median(LADDER, {"0": 5, "1": 6, "2": 12}) == "2"


def test_a_class_that_does_not_agree_gets_the_lower_answer() -> None:
    assert lower_median(LADDER, {"1": 10, "2": 10}) == "1"
    assert lower_median(LADDER, {"0": 3, "1": 8, "2": 9}) == "1"


def test_without_votes_there_is_no_answer() -> None:
    assert (lower_median(LADDER, {}), lower_median(LADDER, {"elsewhere": 4})) == (None, None)


def test_a_class_is_divided_when_no_option_has_more_than_half() -> None:
    votes = ({"0": 1, "1": 1}, {"0": 1, "1": 2}, {"0": 4}, {})
    assert [divided(LADDER, counts) for counts in votes] == [True, False, False, False]


@settings(max_examples=60)
@given(COUNTS)
def test_the_answer_was_chosen_by_somebody(counts: dict[str, int]) -> None:
    answer = lower_median(LADDER, counts)
    assert (answer is None) == (sum(counts.values()) == 0)
    assert answer is None or counts[answer] > 0


@settings(max_examples=60)
@given(COUNTS, st.integers(1, 9))
def test_a_class_twice_as_large_that_votes_the_same_says_the_same(counts: dict[str, int], times: int) -> None:
    larger = {step: count * times for step, count in counts.items()}
    assert lower_median(LADDER, larger) == lower_median(LADDER, counts)


@settings(max_examples=60)
@given(COUNTS)
def test_one_more_vote_for_the_top_never_lowers_the_answer(counts: dict[str, int]) -> None:
    before = lower_median(LADDER, counts)
    after = lower_median(LADDER, counts | {"2": counts.get("2", 0) + 1})
    assert before is None or LADDER.index(str(after)) >= LADDER.index(before)


def test_totals_are_shown_from_the_smallest_number_on_and_then_in_steps() -> None:
    assert [shown_count(people, 5) for people in range(10)] == [0, 0, 0, 0, 0, 5, 5, 5, 8, 8]
