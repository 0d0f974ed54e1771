"""What a group of people says together, from counts alone: nobody's own answer is needed or kept."""

from collections.abc import Mapping, Sequence

from scan.domain.pooling import FEWEST_NEW


def lower_median(ladder: Sequence[str], counts: Mapping[str, int]) -> str | None:
    """The step that the middle voice chose; of two middle voices the lower. None where nobody chose a step.

    A step that more than half chose is always the answer. Where the voices are divided the answer is the lower one, as
    the instrument asks of a class that does not agree (C4). ``ladder``: the steps, lowest first; votes for anything
    else do not count.
    """
    total = sum(counts.get(step, 0) for step in ladder)
    passed = 0
    for step in ladder:
        passed += counts.get(step, 0)
        if counts.get(step, 0) and 2 * passed >= total:
            return step
    return None


def divided(ladder: Sequence[str], counts: Mapping[str, int]) -> bool:
    """People voted, and no step has more than half of the votes."""
    given = [counts.get(step, 0) for step in ladder]
    return sum(given) > 0 and 2 * max(given) <= sum(given)


def shown_count(people: int, smallest: int, step: int = FEWEST_NEW) -> int:
    """Over how many of ``people`` a total is shown: none below ``smallest``, then in steps.

    With a new total for each person who comes in, two totals would give away what the last one said (instrument A4.3:
    refreshed only when at least 3 new answers came in).
    """
    return 0 if people < smallest else people - (people - smallest) % step
