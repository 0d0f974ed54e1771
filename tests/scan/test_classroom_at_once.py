"""Votes at the same moment, on both databases: none is lost, and there are never more than children."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from scan.domain.classroom import Cast
from tests.scan.factories import Region
from tests.scan.test_classroom import count, look, open_round, vote


def test_votes_at_the_same_moment_are_all_counted_and_never_above_the_class(region: Region) -> None:
    round_id = open_round(region, children=20)
    code = look(region, round_id).code
    with ThreadPoolExecutor(8) as devices:
        became = Counter(devices.map(lambda number: vote(region, code, "012"[number % 3]), range(28)))
    assert became == {Cast.COUNTED: 20, Cast.FULL: 8}
    tally = look(region, round_id).current.tally
    assert (tally.total, sum(tally.votes.values())) == (20, 20)


def test_hands_and_votes_at_the_same_moment_do_not_lose_one_another(region: Region) -> None:
    round_id = open_round(region, children=30)
    code = look(region, round_id).code
    with ThreadPoolExecutor(4) as people:
        counting = people.submit(count, region, round_id, o2=9)
        became = list(people.map(lambda _: vote(region, code, "0"), range(12)))
        counting.result()
    assert (became, look(region, round_id).current.tally.counts) == (
        [Cast.COUNTED] * 12,
        {"0": 12, "1": 0, "2": 9},
    )
