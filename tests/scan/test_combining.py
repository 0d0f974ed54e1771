"""Groups contribute to a school's scan: by what rule their answers become one, and who may settle what."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from questionnaires import load
from questionnaires.publishing import canonical_bytes
from scan.domain.contributing import SMALLEST, Combined, Group, combine, questions
from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.roles import Role
from scan.store.session import transaction
from scan.store.tables import AuditEvent, Contribution, ContributionCall, ContributionGiver
from scan.use_cases import combining, contributing
from scan.use_cases.combining import Collection, CombinedQuestion
from scan.use_cases.publishing import publish_questionnaire
from scan.use_cases.throttle import ADDRESS_LIMIT
from tests.scan.factories import ADDRESS, PEPPER, Region

STUDENTS, TEACHERS, FACILITIES, MANAGEMENT = Group
LADDER = ("0", "1", "2", "3", "4")
COUNTS = st.dictionaries(
    st.sampled_from(Group), st.dictionaries(st.sampled_from(LADDER), st.integers(0, 12)), max_size=4
)
GROUPS = st.permutations(list(Group))
PROFILE = {
    "staff": "120", "students": "1400", "building": "own", "outdoor": True, "parking": "40", "kitchen": True,
    "hazardous": True,
}  # fmt: skip

# The rule


def test_the_group_that_knows_best_is_followed() -> None:
    counts = {FACILITIES: {"3": 1}, TEACHERS: {"1": 3}}
    assert combine(LADDER, (FACILITIES, TEACHERS), counts) == Combined(
        "3", {FACILITIES: "3", TEACHERS: "1"}, 2
    )


def test_where_that_group_does_not_know_the_others_are_followed() -> None:
    counts = {TEACHERS: {"1": 2, "2": 1}, MANAGEMENT: {"3": 1}}
    assert combine(LADDER, (FACILITIES, TEACHERS, MANAGEMENT), counts).option == "1"


def test_students_and_teachers_have_a_voice_from_several_answers_on() -> None:
    for group, enough in ((STUDENTS, 5), (TEACHERS, 3), (FACILITIES, 1), (MANAGEMENT, 1)):
        assert [combine(LADDER, (group,), {group: {"2": n}}).option for n in (enough - 1, enough)] == [
            None,
            "2",
        ]


def test_where_nobody_knew_there_is_no_answer() -> None:
    assert combine(LADDER, (FACILITIES, TEACHERS), {}) == Combined(None, {}, 0)


@pytest.mark.parametrize(("steps", "needed"), [("22", False), ("23", False), ("24", True), ("04", True)])
def test_two_steps_or_more_between_groups_ask_for_a_reason(steps: str, needed: bool) -> None:
    counts = {FACILITIES: {steps[0]: 1}, MANAGEMENT: {steps[1]: 1}}
    assert combine(LADDER, (FACILITIES, MANAGEMENT), counts).needs_reason is needed


@settings(max_examples=80)
@given(GROUPS, COUNTS)
def test_a_combined_answer_lies_between_what_the_groups_chose(
    groups: list[Group], counts: dict[Group, dict[str, int]]
) -> None:
    found = combine(LADDER, groups, counts)
    chosen = [step for given in counts.values() for step, count in given.items() if count]
    assert found.option is None or min(chosen) <= found.option <= max(chosen)
    assert (found.option is None) == (found.voices == {})


@settings(max_examples=80)
@given(GROUPS, COUNTS)
def test_in_which_order_contributions_come_in_makes_no_difference(
    groups: list[Group], counts: dict[Group, dict[str, int]]
) -> None:
    turned = {group: dict(reversed(given.items())) for group, given in reversed(counts.items())}
    assert combine(LADDER, groups, turned) == combine(LADDER, groups, counts)


@settings(max_examples=80)
@given(GROUPS, COUNTS)
def test_combining_what_the_groups_say_gives_the_same_again(
    groups: list[Group], counts: dict[Group, dict[str, int]]
) -> None:
    found = combine(LADDER, groups, counts)
    said = {group: {voice: SMALLEST[group]} for group, voice in found.voices.items()}
    assert combine(LADDER, groups, said) == found


def test_every_themed_choice_of_the_schools_questionnaire_has_a_group_that_knows_best() -> None:
    asked = {one.item.id: one.groups for one in questions(load("institution"))}
    assert len(asked) == 36
    assert asked["energy-plan"] == (FACILITIES, MANAGEMENT)
    assert asked["student-travel"] == (STUDENTS, FACILITIES)
    assert not [key for key in asked if key.startswith(("n-", "g1", "g2", "g4", "g6"))]


# In the scan

one_database = pytest.mark.parametrize("region", ["sqlite"], indirect=True)


@pytest.fixture
def scan(region: Region) -> int:
    """The scan of Noordcollege, with its facts."""
    with region.writing() as session:
        publish_questionnaire(
            session, actor=None, document=canonical_bytes(load("institution")), now=region.now
        )
    scan_id = region.start_own("cor", "noordcollege", "institution")
    region.fill("cor", scan_id, {}, PROFILE)
    return scan_id


def ask(region: Region, scan_id: int, group: Group, people: int = 20) -> str:
    """The code of a group that is asked for two weeks."""
    region.do(
        "cor",
        combining.ask_group,
        scan_id=scan_id,
        group=group.value,
        people=people,
        until=region.now.date() + timedelta(days=14),
    )
    return next(call.code for call in look(region, scan_id).calls if call.group is group)


def look(region: Region, scan_id: int, who: str = "cor") -> Collection:
    found: Collection = region.look(who, combining.collection, scan_id=scan_id)
    return found


def question(region: Region, scan_id: int, item_id: str) -> CombinedQuestion:
    return next(one for one in look(region, scan_id).questions if one.question.item.id == item_id)


def contribute(region: Region, code: str, **answers: str) -> None:
    with transaction(region.engine) as session:
        contributing.contribute(
            session,
            code=code,
            answers={key.replace("_", "-"): option for key, option in answers.items()},
            address=ADDRESS,
            pepper=PEPPER,
            now=region.now,
        )


def settle(region: Region, scan_id: int, item_id: str, option: str, reason: str = "") -> None:
    saved = question(region, scan_id, item_id).saved
    region.do(
        "cor",
        combining.settle_answer,
        scan_id=scan_id,
        item_id=item_id,
        option=option,
        reason=reason,
        version=saved.version if saved else 0,
    )


@one_database
def test_each_group_is_asked_what_it_knows(region: Region, scan: int) -> None:
    asked = {}
    for group in Group:
        code = ask(region, scan, group)
        with region.reading() as session:
            page = contributing.read_call(session, code=code, address=ADDRESS, pepper=PEPPER, now=region.now)
        asked[group] = [one.item.id for one in page.questions]
    assert asked[STUDENTS] == ["student-travel", "student-voice", "accessible-learning"]
    assert {group: len(items) for group, items in asked.items()} == {
        STUDENTS: 3,
        TEACHERS: 7,
        FACILITIES: 21,
        MANAGEMENT: 12,
    }


@one_database
def test_what_one_person_knows_is_kept_without_anything_about_the_person(region: Region, scan: int) -> None:
    code = ask(region, scan, FACILITIES)
    contribute(region, code, water_use="3", green_outdoors="dont_know", mvo_vision="4")
    with region.reading() as session:
        row = session.query(Contribution).one()
    assert row.answers == {"water-use": "3"}
    assert set(Contribution.__table__.columns.keys()) == {"id", "call_id", "answers"}


@one_database
def test_counts_of_too_few_students_are_not_shown(region: Region, scan: int) -> None:
    code = ask(region, scan, STUDENTS)
    for _ in range(4):
        contribute(region, code, student_voice="2")
    one = question(region, scan, "student-voice")
    assert (one.counts, one.combined.option) == ({}, None)
    contribute(region, code, student_voice="1")
    one = question(region, scan, "student-voice")
    assert (one.counts, one.combined.option) == ({STUDENTS: {"2": 4, "1": 1}}, "2")
    contribute(region, code, student_voice="4")
    assert question(region, scan, "student-voice").counts == {STUDENTS: {"2": 4, "1": 1}}


@one_database
def test_answers_on_which_groups_agree_are_taken_over_together_and_the_others_wait(
    region: Region, scan: int
) -> None:
    contribute(region, ask(region, scan, FACILITIES), water_use="3", energy_plan="4")
    contribute(region, ask(region, scan, MANAGEMENT), energy_plan="1", mvo_vision="2")
    assert region.do("cor", combining.take_over_agreed, scan_id=scan) == 2
    saved = {key: one.answer.value for key, one in region.open("cor", scan).answers.items()}
    assert saved == {"water-use": "3", "mvo-vision": "2"}
    assert region.do("cor", combining.take_over_agreed, scan_id=scan) == 0


@one_database
def test_groups_two_steps_apart_are_settled_with_a_reason(region: Region, scan: int) -> None:
    contribute(region, ask(region, scan, FACILITIES), energy_plan="4")
    contribute(region, ask(region, scan, MANAGEMENT), energy_plan="1")
    with pytest.raises(InvalidInput, match="2 steps or more apart"):
        settle(region, scan, "energy-plan", "4")
    settle(region, scan, "energy-plan", "2", "Het plan ligt er, de leiding stelt het nog vast.")
    one = question(region, scan, "energy-plan")
    assert (one.settled, one.saved.answer.value if one.saved else None) == (True, "2")
    assert one.reason == "Het plan ligt er, de leiding stelt het nog vast."


@one_database
def test_another_answer_than_the_combined_one_needs_a_reason(region: Region, scan: int) -> None:
    contribute(region, ask(region, scan, FACILITIES), water_use="3")
    with pytest.raises(InvalidInput, match="You choose otherwise"):
        settle(region, scan, "water-use", "4")
    settle(region, scan, "water-use", "3")
    assert question(region, scan, "water-use").settled


@one_database
def test_what_nobody_knew_cannot_be_settled_and_stays_open(region: Region, scan: int) -> None:
    contribute(region, ask(region, scan, FACILITIES), water_use="3")
    with pytest.raises(InvalidInput, match="Nobody knew this"):
        settle(region, scan, "food-choices", "3", "Dat lijkt me zo.")
    assert "food-choices" not in region.open("cor", scan).answers


@one_database
def test_an_answer_of_the_coordinator_is_not_taken_over_unseen(region: Region, scan: int) -> None:
    region.fill("cor", scan, {"water-use": "1"}, PROFILE)
    contribute(region, ask(region, scan, FACILITIES), water_use="3")
    assert region.do("cor", combining.take_over_agreed, scan_id=scan) == 0
    assert region.open("cor", scan).answers["water-use"].answer.value == "1"


@one_database
def test_nothing_comes_in_after_the_last_day_or_once_the_scan_is_handed_in(region: Region, scan: int) -> None:
    code = ask(region, scan, FACILITIES)
    contribute(region, code, water_use="3")
    before = region.now
    region.later(days=15)
    with pytest.raises(InvalidInput, match="You cannot take part any more"):
        contribute(region, code, water_use="3")
    region.now = before
    region.do("cor", combining.take_over_agreed, scan_id=scan)
    region.submit("cor", scan)
    with pytest.raises(InvalidInput, match="You cannot take part any more"):
        contribute(region, code, water_use="3")
    with pytest.raises(NotAllowed):
        region.do("cor", combining.take_over_agreed, scan_id=scan)


@one_database
def test_a_group_can_be_closed_and_asked_again_with_the_same_code(region: Region, scan: int) -> None:
    code = ask(region, scan, FACILITIES)
    call = look(region, scan).calls[0]
    region.later(minutes=1)
    region.do("cor", combining.end_call, scan_id=scan, call_id=call.id)
    with pytest.raises(InvalidInput, match="You cannot take part any more"):
        contribute(region, code, water_use="3")
    assert ask(region, scan, FACILITIES) == code
    contribute(region, code, water_use="3")


@one_database
@pytest.mark.parametrize(
    ("people", "days", "fault"),
    [
        (0, 14, "1 to 2000"),
        (2001, 14, "1 to 2000"),
        (5, 0, "Choose a day after today"),
        (5, 400, "within 120 days"),
    ],
)
def test_asking_too_many_or_too_long_is_refused(
    region: Region, scan: int, people: int, days: int, fault: str
) -> None:
    until = region.now.date() + timedelta(days=days)
    with pytest.raises(InvalidInput, match=fault):
        region.do("cor", combining.ask_group, scan_id=scan, group="students", people=people, until=until)


@one_database
def test_a_group_is_asked_once_the_facts_about_the_school_are_there(region: Region, scan: int) -> None:
    region.fill("cor", scan, {}, PROFILE | {"staff": ""})
    with pytest.raises(InvalidInput, match="Fill in the facts about the school first"):
        ask(region, scan, FACILITIES)


@one_database
def test_only_the_schools_own_coordinator_sees_and_settles(region: Region, scan: int) -> None:
    region.add_person("zus", (Role.COORDINATOR, "zuidcollege"))
    contribute(region, ask(region, scan, FACILITIES), water_use="3")
    for who, refusal in (("zus", NotFound), ("tess", NotFound), ("carla", NotFound)):
        with pytest.raises(refusal):
            look(region, scan, who)


@one_database
def test_an_empty_or_impossible_contribution_is_refused_with_words(region: Region, scan: int) -> None:
    code = ask(region, scan, FACILITIES)
    with pytest.raises(InvalidInput, match="Answer one or more questions"):
        contribute(region, code, water_use="dont_know")
    with pytest.raises(InvalidInput, match="Choose one of the options"):
        contribute(region, code, water_use="9")
    for _ in range(ADDRESS_LIMIT):
        with pytest.raises(InvalidInput, match="We do not know this code"):
            contribute(region, "AAAA-AAAA", water_use="1")
    with pytest.raises(Exception, match="Too many attempts"):
        contribute(region, code, water_use="3")


def test_there_are_never_more_contributions_than_people(region: Region, scan: int) -> None:
    code = ask(region, scan, FACILITIES, people=6)

    def one(_: int) -> str:
        try:
            contribute(region, code, water_use="3")
        except InvalidInput as full:
            return full.fields["code"].key
        return "kept"

    with ThreadPoolExecutor(4) as people:
        became = sorted(people.map(one, range(9)))
    assert became == ["call_full"] * 3 + ["kept"] * 6
    with region.reading() as session:
        assert (session.query(Contribution).count(), session.query(ContributionCall).one().received) == (6, 6)
    assert question(region, scan, "water-use").counts == {FACILITIES: {"3": 6}}


@one_database
def test_the_page_of_the_coordinator_takes_eight_statements(
    region: Region, scan: int, count_statements
) -> None:  # type: ignore[no-untyped-def]
    contribute(region, ask(region, scan, FACILITIES), water_use="3")
    cor = region.actor("cor")
    with count_statements(region.engine) as taken, region.reading() as session:
        combining.collection(session, actor=cor, scan_id=scan, now=region.now)
    assert len(taken) <= 8


# With an account


def my_calls(region: Region, who: str) -> list[int]:
    asked = region.look(who, contributing.asked_of_me)
    return [one.call_id for one in asked]


def call_of(region: Region, code: str) -> int:
    with region.reading() as session:
        return session.scalars(select(ContributionCall.id).where(ContributionCall.code == code)).one()


def test_teachers_and_reviewers_of_the_school_see_that_they_are_asked(region: Region, scan: int) -> None:
    ask(region, scan, STUDENTS)
    call = call_of(region, ask(region, scan, TEACHERS))
    found = {who: my_calls(region, who) for who in ("tess", "rik", "cor", "theo", "carla", "sam")}
    assert found == {"tess": [call], "rik": [call], "cor": [], "theo": [], "carla": [], "sam": []}
    for who in ("cor", "theo", "carla", "sam"):
        with pytest.raises(NotFound):
            region.look(who, contributing.read_my_call, call_id=call)
        with pytest.raises(NotFound):
            region.do(who, contributing.contribute_as_staff, call_id=call, answers={})


def test_a_teacher_contributes_once_and_only_that_is_known(region: Region, scan: int) -> None:
    call = call_of(region, ask(region, scan, TEACHERS))
    page = region.look("tess", contributing.read_my_call, call_id=call)
    assert (page.group, page.refusal) == (TEACHERS, None)
    item = page.questions[0]
    about = {"call_id": call, "answers": {item.item.id: item.ladder[1]}}
    region.do("tess", contributing.contribute_as_staff, **about)
    assert my_calls(region, "tess") == []
    with pytest.raises(InvalidInput) as refused:
        region.do("tess", contributing.contribute_as_staff, **about)
    assert refused.value.fields["code"].key == "took_part"
    region.do("rik", contributing.contribute_as_staff, **about)
    with region.reading() as session:
        assert session.get_one(ContributionCall, call).received == 2
        rows = session.scalars(select(Contribution).where(Contribution.call_id == call)).all()
        givers = session.scalars(
            select(ContributionGiver.person_id).order_by(ContributionGiver.person_id)
        ).all()
        logged = session.scalars(
            select(AuditEvent.action).where(AuditEvent.actor_id == region.ids["tess"])
        ).all()
    assert [one.answers for one in rows] == [about["answers"]] * 2
    assert sorted(givers) == sorted((region.ids["tess"], region.ids["rik"]))
    assert not any("contribut" in action for action in logged)


def test_one_teacher_who_sends_twice_at_once_counts_once(region: Region, scan: int) -> None:
    call = call_of(region, ask(region, scan, TEACHERS))
    item = region.look("tess", contributing.read_my_call, call_id=call).questions[0]

    def send(_: int) -> bool:
        try:
            region.do(
                "tess",
                contributing.contribute_as_staff,
                call_id=call,
                answers={item.item.id: item.ladder[1]},
            )
        except InvalidInput:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [False, False, False, True]
    with region.reading() as session:
        assert session.get_one(ContributionCall, call).received == 1


def test_nothing_is_asked_any_more_once_it_is_over_or_full(region: Region, scan: int) -> None:
    call = call_of(region, ask(region, scan, TEACHERS, people=1))
    item = region.look("tess", contributing.read_my_call, call_id=call).questions[0]
    region.do("tess", contributing.contribute_as_staff, call_id=call, answers={item.item.id: item.ladder[0]})
    assert my_calls(region, "rik") == []
    assert region.look("rik", contributing.read_my_call, call_id=call).refusal.key == "call_full"
    region.later(days=400)
    assert my_calls(region, "rik") == []
