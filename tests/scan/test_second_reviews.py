"""A blind second review: asked or offered, without the first verdicts, and never for the result (issue 3)."""

from typing import Any

import pytest
from sqlalchemy import func, select

from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.evidence import EvidenceState
from scan.domain.moderation import Verdict
from scan.domain.roles import Role
from scan.store.paging import Asked
from scan.store.tables import SecondReview, SecondScore
from scan.use_cases.comparing import open_review
from scan.use_cases.evidence import add_note
from scan.use_cases.moderating import moderated_outcome, preview
from scan.use_cases.reviewing import reopen_dossier, review_queue
from scan.use_cases.second_reviews import (
    BlindReview,
    ask_second_review,
    hand_in_second_review,
    my_second_reviews,
    open_blind_review,
    save_scores,
    second_reviews_of,
    stop_second_review,
)
from tests.scan.factories import Region

pytestmark = pytest.mark.parametrize("region", ["sqlite"], indirect=True)
STEPS: dict[str, int | None] = {"energy-source": 2, "safe-work": None, "respect": 1}


@pytest.fixture
def dossier_id(region: Region) -> int:
    """Compared, with a gap that the first reviewer settled and evidence that they accepted."""
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    note = region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Er hangt een poster.")
    region.submit("sam", scan_id)
    region.own_scan(**{"energy-source": "1"})
    dossier = region.dossier_of(scan_id).id
    region.settle(dossier, "energy-source", Verdict.STUDENT)
    region.accept_evidence(note)
    return dossier


def ask(region: Region, dossier_id: int, whom: str = "rik", who: str = "tess") -> int:
    asked: int = region.do(who, ask_second_review, dossier_id=dossier_id, reviewer_id=region.ids[whom])
    return asked


def blind(region: Region, dossier_id: int, who: str = "rik") -> BlindReview:
    found: BlindReview = region.look(who, open_blind_review, dossier_id=dossier_id)
    return found


def score_and_hand_in(region: Region, dossier_id: int, who: str = "rik") -> None:
    region.do(who, save_scores, dossier_id=dossier_id, scores=STEPS)
    region.do(who, hand_in_second_review, dossier_id=dossier_id)


def test_the_second_reviewer_sees_answers_and_evidence_but_no_verdict_or_decision(
    region: Region, dossier_id: int
) -> None:
    ask(region, dossier_id)
    found = blind(region, dossier_id)
    assert [entry.item.id for entry in found.review.items] == list(STEPS)
    assert {entry.verdict for entry in found.review.items} == {None}
    pieces = [piece for entry in found.review.items for piece in entry.evidence]
    assert [piece.state for piece in pieces] == [EvidenceState.OFFERED]


def test_nothing_else_shows_the_verdicts_while_the_second_review_is_open(
    region: Region, dossier_id: int
) -> None:
    ask(region, dossier_id)
    region.close(dossier_id)
    for use_case in (open_review, preview, moderated_outcome):
        with pytest.raises(NotAllowed) as refused:
            region.look("rik", use_case, dossier_id=dossier_id)
        assert refused.value.message.key == "scores_blind"


def test_after_handing_in_the_verdicts_may_be_seen_but_not_made(region: Region, dossier_id: int) -> None:
    ask(region, dossier_id)
    score_and_hand_in(region, dossier_id)
    found = region.look("rik", open_review, dossier_id=dossier_id)
    assert (found.reads_review, found.may_moderate) == (True, False)
    with pytest.raises(NotAllowed) as refused:
        region.close(dossier_id, "rik")
    assert refused.value.message.key == "scored_blind"


def test_a_second_review_never_changes_the_result(region: Region, dossier_id: int) -> None:
    before = region.look("tess", preview, dossier_id=dossier_id).outcome
    ask(region, dossier_id)
    score_and_hand_in(region, dossier_id)
    assert region.look("tess", preview, dossier_id=dossier_id).outcome == before


def test_scores_can_be_kept_in_parts_and_changed_until_they_are_handed_in(
    region: Region, dossier_id: int
) -> None:
    ask(region, dossier_id)
    region.do("rik", save_scores, dossier_id=dossier_id, scores={"energy-source": 4})
    region.do("rik", save_scores, dossier_id=dossier_id, scores={})
    with pytest.raises(InvalidInput) as refused:
        region.do("rik", hand_in_second_review, dossier_id=dossier_id)
    assert refused.value.fields["scores"].key == "not_all_scored"
    region.do("rik", save_scores, dossier_id=dossier_id, scores=STEPS)
    assert (blind(region, dossier_id).scores, blind(region, dossier_id).left) == (STEPS, 0)
    region.do("rik", hand_in_second_review, dossier_id=dossier_id)
    with pytest.raises(NotAllowed):
        region.do("rik", save_scores, dossier_id=dossier_id, scores={"energy-source": 0})


def test_a_step_that_is_not_there_is_refused_and_nothing_is_kept(region: Region, dossier_id: int) -> None:
    ask(region, dossier_id)
    for scores in ({"energy-source": 5}, {"energy-source": -1}, {"training-hours": 1}):
        with pytest.raises(InvalidInput) as refused:
            region.do("rik", save_scores, dossier_id=dossier_id, scores=scores | {"safe-work": 1})
        assert list(refused.value.fields) == list(scores)
    assert blind(region, dossier_id).scores == {}


# Who


def test_who_may_be_asked_is_a_colleague_without_a_part_in_it(region: Region, dossier_id: int) -> None:
    region.add_person("timo", (Role.TEACHER, "noordcollege"))
    region.add_person("bas", (Role.TEACHER, "noordcollege"), (Role.CONTACT, "bakery"))
    _, colleagues = region.look("tess", second_reviews_of, dossier_id=dossier_id)
    assert [one.display_name for one in colleagues.items] == ["Rik", "Timo"]
    _, some = region.look("tess", second_reviews_of, dossier_id=dossier_id, part=Asked(query="RI", size=1))
    assert ([one.display_name for one in some.items], some.left) == (["Rik"], 0)
    ask(region, dossier_id, "timo")
    asked, colleagues = region.look("cor", second_reviews_of, dossier_id=dossier_id)
    assert ([one.reviewer for one in asked], [one.display_name for one in colleagues.items]) == (
        ["Timo"],
        ["Rik"],
    )


def test_a_teacher_of_another_class_reads_only_the_blind_page(region: Region, dossier_id: int) -> None:
    region.add_person("timo", (Role.TEACHER, "noordcollege"))
    with pytest.raises(NotFound):
        region.look("timo", open_review, dossier_id=dossier_id)
    ask(region, dossier_id, "timo")
    assert blind(region, dossier_id, "timo").left == 3
    score_and_hand_in(region, dossier_id, "timo")
    for use_case in (open_review, open_blind_review):
        with pytest.raises(NotAllowed):
            region.look("timo", use_case, dossier_id=dossier_id)


def test_others_cannot_be_asked(region: Region, dossier_id: int) -> None:
    for whom in ("theo", "carla", "sam", "certa"):
        with pytest.raises(InvalidInput) as refused:
            ask(region, dossier_id, whom)
        assert refused.value.fields["reviewer"].key == "no_colleague"


def test_the_first_reviewer_cannot_offer_and_nobody_is_asked_twice(region: Region, dossier_id: int) -> None:
    with pytest.raises(NotAllowed) as refused:
        ask(region, dossier_id, "tess")
    assert refused.value.message.key == "reviewed_it"
    ask(region, dossier_id, "rik", "rik")
    with pytest.raises(InvalidInput):
        ask(region, dossier_id, "rik", "rik")


def test_another_school_knows_nothing_of_it(region: Region, dossier_id: int) -> None:
    asked = ask(region, dossier_id)
    calls: tuple[tuple[Any, dict[str, object]], ...] = (
        (ask_second_review, {"dossier_id": dossier_id, "reviewer_id": region.ids["theo"]}),
        (stop_second_review, {"second_review_id": asked}),
        (save_scores, {"dossier_id": dossier_id, "scores": STEPS}),
        (hand_in_second_review, {"dossier_id": dossier_id}),
    )
    for use_case, about in calls:
        with pytest.raises(NotFound):
            region.do("theo", use_case, **about)


def test_the_sides_learn_nothing_of_a_second_review(region: Region, dossier_id: int) -> None:
    ask(region, dossier_id)
    for who in ("carla", "sam"):
        asked, colleagues = region.look(who, second_reviews_of, dossier_id=dossier_id)
        assert (asked, colleagues.items) == ((), ())


def test_a_second_review_can_be_taken_back_until_it_is_handed_in(region: Region, dossier_id: int) -> None:
    asked = ask(region, dossier_id)
    region.do("rik", save_scores, dossier_id=dossier_id, scores=STEPS)
    region.do("cor", stop_second_review, second_review_id=asked)
    with region.reading() as session:
        left = [session.scalar(select(func.count()).select_from(one)) for one in (SecondReview, SecondScore)]
    assert left == [0, 0]
    again = ask(region, dossier_id)
    score_and_hand_in(region, dossier_id)
    with pytest.raises(NotFound):
        region.do("rik", stop_second_review, second_review_id=again)


# Where


def test_what_is_asked_stands_in_the_queue_until_it_is_handed_in(region: Region, dossier_id: int) -> None:
    ask(region, dossier_id)
    region.do("rik", save_scores, dossier_id=dossier_id, scores={"energy-source": 2})
    with region.reading() as session:
        (waiting,) = my_second_reviews(session, actor=region.actor("rik"))
    assert (waiting.dossier_id, waiting.scored) == (dossier_id, 1)
    region.do("rik", save_scores, dossier_id=dossier_id, scores=STEPS)
    region.do("rik", hand_in_second_review, dossier_id=dossier_id)
    with region.reading() as session:
        assert my_second_reviews(session, actor=region.actor("rik")) == ()


def test_the_queue_offers_it_to_who_had_no_part(region: Region, dossier_id: int) -> None:
    def offered(who: str) -> list[bool]:
        return [one.may_judge_blind for one in region.look(who, review_queue)]

    assert (offered("tess"), offered("rik")) == ([False], [True])
    ask(region, dossier_id)
    assert offered("rik") == [False]


def test_a_reopened_dossier_keeps_the_second_reviewer_away(region: Region, dossier_id: int) -> None:
    ask(region, dossier_id)
    region.close(dossier_id)
    score_and_hand_in(region, dossier_id)
    region.do("tess", reopen_dossier, dossier_id=dossier_id, reason="Nog eens kijken.")
    with pytest.raises(NotAllowed):
        region.close(dossier_id, "rik")
