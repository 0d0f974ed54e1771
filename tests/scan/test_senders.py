"""Several senders and several makers of digests at once, on both databases: everything once."""

import threading
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select

from scan.domain.news import digest_moment
from scan.store.tables import Letter, News
from scan.use_cases import outbox
from scan.use_cases.digests import digest_lines, make_digests
from scan.use_cases.outbox import CLAIMED_FOR
from tests.scan.factories import Region
from tests.scan.test_outbox import claim, confirm, fail


def at_once(work: Callable[[], None], count: int = 4) -> None:
    workers = [threading.Thread(target=work) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def test_a_claimed_letter_is_nobody_elses_until_the_claim_runs_out(region: Region) -> None:
    confirm(region)
    first = claim(region)
    assert first is not None
    assert claim(region) is None
    region.later(seconds=CLAIMED_FOR.total_seconds())
    again = claim(region)
    assert again is not None
    assert (again.id, again.created_at, again.attempts) == (first.id, first.created_at, 2)


def test_many_senders_at_once_send_every_letter_once(region: Region) -> None:
    wanted = sorted(confirm(region) for _ in range(12))
    claimed: list[int] = []

    def work() -> None:
        while (found := claim(region)) is not None:
            claimed.append(found.id)
            with region.writing() as session:
                outbox.letter_sent(session, letter_id=found.id, now=region.now)

    at_once(work)
    assert sorted(claimed) == wanted


def test_many_who_gather_at_once_make_one_digest_for_each_person(region: Region) -> None:
    region.moderated()
    morning = digest_moment(region.now) + timedelta(days=1)

    def work() -> None:
        with region.writing() as session:
            make_digests(session, now=morning)

    at_once(work)
    with region.reading() as session:
        letters = session.scalars(select(Letter)).all()
        assert [one.person_id for one in letters] == [region.ids["carla"]]
        assert len(digest_lines(session, letter_id=letters[0].id)) == 1
        waiting = select(func.count()).where(News.person_id == region.ids["carla"], News.letter_id.is_(None))
        assert session.scalar(waiting) == 0


def test_a_failed_letter_is_claimed_again_after_its_wait(region: Region) -> None:
    letter_id = confirm(region)
    assert claim(region) is not None
    assert fail(region, letter_id) is False
    region.later(minutes=1)
    assert claim(region) is not None
