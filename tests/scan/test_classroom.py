"""A round of votes: who may hold it, what is counted, and that nothing about a child is kept."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from questionnaires import bundled
from questionnaires.publishing import read_published
from scan.domain.classroom import CODE_WORKS_FOR, Cast, RoundState
from scan.domain.errors import IllegalTransition, InvalidInput, NotFound, TooManyAttempts
from scan.domain.retention import load_schedule
from scan.store.files import FileStore
from scan.store.session import read, transaction
from scan.store.tables import AuditEvent, ClassRound, RoundCount, RoundQuestion, SignInAttempt
from scan.use_cases import classroom, voting
from scan.use_cases.classroom import OpenRound
from scan.use_cases.publishing import publish_questionnaire
from scan.use_cases.retaining import apply_schedule
from scan.use_cases.throttle import ADDRESS_LIMIT
from tests.scan.factories import ADDRESS, NOW, PEPPER, Region

pytestmark = pytest.mark.parametrize("region", ["sqlite"], indirect=True)
"""Counting at the same moment is what the databases do differently: see ``test_classroom_at_once``."""
SLUG = "primary-class"
FIRST, SECOND = "waste-separation", "waste-prevention"


def open_round(region: Region, children: int = 24, devices: str = "shared") -> int:
    with region.writing() as session:
        document = next(one for one in bundled() if read_published(one).slug == SLUG)
        publish_questionnaire(session, actor=None, document=document, now=NOW)
    round_id: int = region.do(
        "tess",
        classroom.open_round,
        class_id=region.ids["groen"],
        slug=SLUG,
        children=children,
        devices=devices,
    )
    return round_id


def look(region: Region, round_id: int) -> OpenRound:
    found: OpenRound = region.look("tess", classroom.read_round, round_id=round_id)
    return found


def vote(region: Region, code: str, option: str = "1", item: str = FIRST, turn: int = 1) -> Cast:
    with transaction(region.engine) as session:
        return voting.cast_vote(
            session,
            code=code,
            item_id=item,
            turn=turn,
            option=option,
            address=ADDRESS,
            pepper=PEPPER,
            now=region.now,
        )


def count(region: Region, round_id: int, item: str = FIRST, **hands: int) -> None:
    given = {key.removeprefix("o"): number for key, number in hands.items()}
    region.do("tess", classroom.count_hands, round_id=round_id, item_id=item, hands=given)


def test_a_round_begins_at_the_first_of_its_twelve_questions_with_nothing_counted(region: Region) -> None:
    found = look(region, open_round(region))
    assert (found.state, found.children, len(found.questions)) == (RoundState.OPEN, 24, 12)
    assert (found.current.item.id, found.current.tally.counts) == (FIRST, {"0": 0, "1": 0, "2": 0})


def test_opening_twice_gives_the_same_round(region: Region) -> None:
    first = open_round(region)
    again = region.do(
        "cor", classroom.open_round, class_id=region.ids["groen"], slug=SLUG, children=3, devices="own"
    )
    assert again == first


@pytest.mark.parametrize("children", [0, -1, 61])
def test_a_round_is_for_one_to_sixty_children(region: Region, children: int) -> None:
    with pytest.raises(InvalidInput, match="1 to 60"):
        open_round(region, children)


def test_votes_of_devices_and_hands_are_counted_together(region: Region) -> None:
    round_id = open_round(region)
    code = look(region, round_id).code
    assert [vote(region, code, option) for option in "1120"] == [Cast.COUNTED] * 4
    count(region, round_id, o1=3, o2=2)
    tally = look(region, round_id).current.tally
    assert (tally.counts, tally.total) == ({"0": 1, "1": 5, "2": 3}, 9)


def test_hands_replace_the_hands_that_were_counted_before_and_leave_the_votes(region: Region) -> None:
    round_id = open_round(region)
    vote(region, look(region, round_id).code, "0")
    count(region, round_id, o1=3)
    count(region, round_id, o1=1)
    assert look(region, round_id).current.tally.counts == {"0": 1, "1": 1, "2": 0}


def test_there_are_never_more_votes_than_children(region: Region) -> None:
    round_id = open_round(region, children=2)
    code = look(region, round_id).code
    assert [vote(region, code) for _ in range(3)] == [Cast.COUNTED, Cast.COUNTED, Cast.FULL]
    with pytest.raises(InvalidInput, match="That makes 3 votes, and 2 children take part"):
        count(region, round_id, o0=1)
    assert look(region, round_id).current.tally.total == 2


def test_a_vote_on_a_question_that_is_no_longer_on_the_board_does_not_count(region: Region) -> None:
    round_id = open_round(region)
    code = look(region, round_id).code
    region.do("tess", classroom.show_question, round_id=round_id, item_id=SECOND)
    assert (vote(region, code), vote(region, code, item=SECOND)) == (Cast.MOVED_ON, Cast.COUNTED)


def test_voting_again_begins_at_nothing_and_pages_from_before_do_not_count(region: Region) -> None:
    round_id = open_round(region)
    code = look(region, round_id).code
    vote(region, code)
    count(region, round_id, o2=4)
    region.do("tess", classroom.vote_again, round_id=round_id, item_id=FIRST)
    assert (vote(region, code), vote(region, code, turn=2)) == (Cast.MOVED_ON, Cast.COUNTED)
    assert look(region, round_id).current.tally.counts == {"0": 0, "1": 1, "2": 0}


def test_the_class_answers_what_most_chose_and_the_lower_one_when_it_is_divided(region: Region) -> None:
    round_id = open_round(region)
    count(region, round_id, o1=3, o2=9)
    count(region, round_id, SECOND, o0=6, o1=6)
    questions = look(region, round_id).questions
    assert [(one.answer, one.divided) for one in questions[:3]] == [("2", False), ("0", True), (None, False)]


def test_closing_gives_the_outcome_of_the_class_and_stops_the_code(region: Region) -> None:
    round_id = open_round(region)
    code = look(region, round_id).code
    for question in look(region, round_id).questions:
        count(region, round_id, question.item.id, o1=20)
    outcome = region.do("tess", classroom.close_round, round_id=round_id)
    assert {group.id: group.claimed for group in outcome.groups} == dict.fromkeys(
        (group.id for group in outcome.groups), 5000
    )
    assert vote(region, code) is Cast.CLOSED
    assert (look(region, round_id).state, look(region, round_id).outcome) == (RoundState.CLOSED, outcome)
    assert region.do("tess", classroom.close_round, round_id=round_id) == outcome
    with pytest.raises(IllegalTransition):
        count(region, round_id, o0=1)


def test_a_round_without_votes_cannot_be_closed(region: Region) -> None:
    with pytest.raises(InvalidInput, match="Nobody has voted yet"):
        region.do("tess", classroom.close_round, round_id=open_round(region))


def test_the_code_of_a_round_that_was_forgotten_stops_after_a_week(region: Region) -> None:
    round_id = open_round(region)
    code = look(region, round_id).code
    region.now += CODE_WORKS_FOR - timedelta(seconds=1)
    assert vote(region, code) is Cast.COUNTED
    region.later(seconds=1)
    assert vote(region, code) is Cast.CLOSED


def test_a_code_may_be_typed_in_any_way_and_a_wrong_one_is_told(region: Region) -> None:
    code = look(region, open_round(region)).code
    assert vote(region, f" {code[:3].lower()}-{code[3:]} ") is Cast.COUNTED
    with pytest.raises(InvalidInput, match="We do not know this code"):
        vote(region, "AAAAAA" if code != "AAAAAA" else "BBBBBB")


def test_guessing_codes_ends(region: Region) -> None:
    code = look(region, open_round(region)).code
    for _ in range(ADDRESS_LIMIT):
        with pytest.raises(InvalidInput):
            vote(region, "?")
    with pytest.raises(TooManyAttempts):
        vote(region, code)


def test_an_option_that_is_not_there_is_refused(region: Region) -> None:
    code = look(region, open_round(region)).code
    with pytest.raises(InvalidInput, match="Choose a picture"):
        vote(region, code, "9")


def test_another_schools_teacher_does_not_find_the_round(region: Region) -> None:
    round_id = open_round(region)
    for use_case in (classroom.read_round, classroom.close_round):
        with pytest.raises(NotFound):
            region.do("theo", use_case, round_id=round_id)


def test_only_a_questionnaire_for_a_class_can_be_voted_on(region: Region) -> None:
    with pytest.raises(InvalidInput, match="meant for others"):
        region.do(
            "tess",
            classroom.open_round,
            class_id=region.ids["groen"],
            slug="try-student",
            children=3,
            devices="own",
        )


def test_a_vote_leaves_nothing_but_a_higher_count(region: Region) -> None:
    round_id = open_round(region)
    code = look(region, round_id).code
    with region.reading() as session:
        before = [session.scalar(select(func.count()).select_from(one)) for one in EVERYTHING]
        round_before = session.execute(select(ClassRound.__table__)).one()
    region.later(minutes=1)
    vote(region, code)
    with region.reading() as session:
        after = [session.scalar(select(func.count()).select_from(one)) for one in EVERYTHING]
        assert (after, session.execute(select(ClassRound.__table__)).one()) == (before, round_before)
    columns = {*RoundCount.__table__.columns.keys(), *RoundQuestion.__table__.columns.keys()}
    assert columns == {"round_id", "item_id", "option_key", "votes", "hands", "children", "total", "turn"}


EVERYTHING = (ClassRound, RoundCount, RoundQuestion, AuditEvent, SignInAttempt)


def test_a_board_takes_two_statements_a_ballot_three_and_a_vote_four(
    region: Region, count_statements
) -> None:  # type: ignore[no-untyped-def]
    round_id = open_round(region)
    code = look(region, round_id).code
    tess = region.actor("tess")
    with count_statements(region.engine) as board, region.reading() as session:
        classroom.read_round(session, actor=tess, round_id=round_id, now=region.now)
    with count_statements(region.engine) as ballot, read(region.engine) as session:
        voting.read_ballot(session, code=code, address=ADDRESS, pepper=PEPPER, now=region.now)
    with count_statements(region.engine) as cast:
        vote(region, code)
    assert (len(board), len(ballot), len(cast)) == (2, 3, 4)


def test_a_round_goes_when_its_term_is_over(region: Region, tmp_path: Path) -> None:
    round_id = open_round(region)
    vote(region, look(region, round_id).code)
    terms = load_schedule()
    region.later(days=terms.class_rounds.months * 31 + 2)
    for rehearse in (True, False):
        with region.writing() as session:
            kept = apply_schedule(
                session, schedule=terms, files=FileStore.at(tmp_path), now=region.now, rehearse=rehearse
            )
        assert kept.class_rounds == 1
    with region.reading() as session:
        assert [session.scalar(select(func.count()).select_from(one)) for one in EVERYTHING[:3]] == [0, 0, 0]


def children_of(region: Region, round_id: int) -> set[int]:
    """The number in the round and in each of its questions."""
    with region.reading() as session:
        rows = session.scalars(select(RoundQuestion.children).where(RoundQuestion.round_id == round_id))
        return {session.get_one(ClassRound, round_id).children, *rows}


def test_a_child_that_comes_late_gets_a_place_in_every_question(region: Region) -> None:
    round_id = open_round(region, children=1)
    code = look(region, round_id).code
    assert [vote(region, code), vote(region, code)] == [Cast.COUNTED, Cast.FULL]
    region.do("tess", classroom.change_children, round_id=round_id, children=2)
    assert children_of(region, round_id) == {2}
    assert [vote(region, code), vote(region, code)] == [Cast.COUNTED, Cast.FULL]


@pytest.mark.parametrize(
    ("children", "fault"),
    [(2, "fewer_than_voted"), (0, "children_range"), (-1, "children_range"), (61, "children_range")],
)
def test_there_are_never_fewer_children_than_votes_on_a_question(
    region: Region, children: int, fault: str
) -> None:
    round_id = open_round(region)
    count(region, round_id, item=SECOND, o0=1, o1=2)
    with pytest.raises(InvalidInput) as refused:
        region.do("tess", classroom.change_children, round_id=round_id, children=children)
    assert refused.value.fields["children"].key == fault
    assert children_of(region, round_id) == {24}
    region.do("tess", classroom.change_children, round_id=round_id, children=3)
    assert children_of(region, round_id) == {3}


def test_the_number_stays_once_the_round_is_closed_and_others_do_not_find_it(region: Region) -> None:
    round_id = open_round(region)
    with pytest.raises(NotFound):
        region.do("theo", classroom.change_children, round_id=round_id, children=9)
    count(region, round_id, o0=1)
    region.do("tess", classroom.close_round, round_id=round_id)
    with pytest.raises(IllegalTransition):
        region.do("tess", classroom.change_children, round_id=round_id, children=9)
    assert children_of(region, round_id) == {24}
