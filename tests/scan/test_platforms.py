"""Platforms: who may be in one and for how long; meetings, good practices, and help asked and offered."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from certificates.issuing import issue
from certificates.scheme import scheme
from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.periods import months_later
from scan.domain.plan import PlanStep
from scan.domain.platforms import Effort, Ground, HelpKind, PracticeState
from scan.domain.refusals import Reason
from scan.store.paging import Asked, Part
from scan.store.tables import (
    Action,
    Attendance,
    Certificate,
    News,
    Organisation,
    PartnerAgreement,
    Platform,
    PlatformMember,
)
from scan.use_cases.agreements import end_agreement
from scan.use_cases.deciding import decide_application
from scan.use_cases.help_notices import close_notice, notices_of, place_notice
from scan.use_cases.meetings import (
    NAMED,
    Coming,
    MeetingInput,
    cancel_meeting,
    change_meeting,
    meetings_of,
    open_meeting,
    plan_meeting,
    say_coming,
    who_comes,
)
from scan.use_cases.partner_calendar import keep_the_calendar
from scan.use_cases.planning import ActionInput, add_action, move_action
from scan.use_cases.platform_lists import (
    Member,
    list_platforms,
    members_of,
    own_membership,
    platforms_to_choose,
)
from scan.use_cases.platforms import (
    PlatformInput,
    appoint_lead,
    change_platform,
    create_platform,
    join_platform,
    leave_platform,
    show_platform,
    standing_of,
)
from scan.use_cases.practice_search import Wanted, read_practice, search_practices
from scan.use_cases.practices import (
    Improvement,
    PracticeInput,
    change_practice,
    improvements,
    offer_practice,
    open_practice,
    own_practices,
    publish_practice,
    return_practice,
    waiting_practices,
    withdraw_practice,
)
from tests.scan.factories import Region
from tests.scan.partners import in_force, version_of

ABOUT = PlatformInput("Drenthe Midden", "Assen", "Bedrijven en scholen rond Assen helpen elkaar.")


@pytest.fixture
def platform_id(region: Region) -> int:
    """Led by the bakery; the garage, a partner too, is in it."""
    in_force(region)
    in_force(region, "gerrit", "garage")
    number: int = region.do("certa", create_platform, platform=ABOUT, lead_id=region.ids["bakery"])
    region.do("gerrit", join_platform, organisation_id=region.ids["garage"], platform_id=number)
    return number


def finished_action(region: Region, who: str = "gerrit", company: str = "garage") -> str:
    """The key of an improvement: a finished action of the plan."""
    dossier_id = region.dossier_of(region.own_scan(who, company)).id
    action_id = region.do(
        who, add_action, dossier_id=dossier_id, action=ActionInput("Ledlampen in de werkplaats")
    )
    region.do(who, move_action, action_id=action_id, step=PlanStep.FINISH, version=1)
    return f"action-{action_id}"


def story(
    improvement: str, title: str = "Ledlampen in de werkplaats", theme: str = "clean_energy"
) -> PracticeInput:
    return PracticeInput(
        improvement, theme, title, "We vervingen alle lampen in één weekend, met hulp van een leerling.", "small",
        "De helft minder stroom voor licht.",
    )  # fmt: skip


def offered(region: Region, platform_id: int) -> int:
    number: int = region.do(
        "gerrit", offer_practice, platform_id=platform_id, practice=story(finished_action(region))
    )
    return number


def published(region: Region, platform_id: int) -> int:
    number = offered(region, platform_id)
    region.do("carla", publish_practice, practice_id=number, version=1)
    return number


def titles(region: Region, **wanted: str) -> list[str]:
    with region.reading() as session:
        return [one.title for one in search_practices(session, wanted=Wanted(**wanted)).items]


def keep(region: Region) -> None:
    with region.writing() as session:
        keep_the_calendar(session, now=region.now)


def seen(region: Region, use_case: Callable[..., Any], **arguments: Any) -> Any:
    with region.reading() as session:
        return use_case(session, **arguments)


def members(region: Region, platform_id: int, **asked: Any) -> Part[Member]:
    with region.reading() as session:
        return members_of(session, platform_id=platform_id, asked=Asked(**asked))


def member(region: Region, company: str = "garage") -> PlatformMember:
    with region.reading() as session:
        return session.scalars(
            select(PlatformMember).where(PlatformMember.organisation_id == region.ids[company])
        ).one()


# Who is in it


def test_platform_has_its_lead_and_members(region: Region, platform_id: int) -> None:
    with region.reading() as session:
        found = show_platform(session, platform_id=platform_id)
        (line,) = list_platforms(session).items
    assert (found.name, found.lead, line.members) == ("Drenthe Midden", "Bakery", 2)
    assert [(one.name, one.ground, one.leads) for one in members(region, platform_id).items] == [
        ("Bakery", Ground.AGREEMENT, True), ("Garage", Ground.AGREEMENT, False),
    ]  # fmt: skip


def test_holder_of_a_valid_certificate_may_join(region: Region) -> None:
    application = region.applied()
    decision = region.do(
        "certa", decide_application, application_id=application, outcome="grant", level="aware",
        reason="Alles klopt.", scheme=scheme().name,
    )  # fmt: skip
    with region.writing() as session:
        issue(session, decision_id=decision, scheme=scheme(), language="nl", now=region.now)
    standing = region.look("carla", standing_of, organisation_id=region.ids["bakery"])
    assert (standing.ground, standing.platform_id) == (Ground.CERTIFICATE, None)
    region.do("certa", create_platform, platform=ABOUT, lead_id=region.ids["bakery"])
    with region.writing() as session:
        session.scalars(select(Certificate)).one().state = "suspended"
    assert region.look("carla", standing_of, organisation_id=region.ids["bakery"]).ground is None


def test_without_certificate_or_agreement_nobody_joins(region: Region, platform_id: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        region.do("cor", join_platform, organisation_id=region.ids["noordcollege"], platform_id=platform_id)
    assert set(refused.value.fields) == {"platform"}


def test_organisation_is_in_one_platform_at_a_time(region: Region, platform_id: int) -> None:
    for who, company in (("gerrit", "garage"), ("carla", "bakery")):
        with pytest.raises(InvalidInput):
            region.do(who, join_platform, organisation_id=region.ids[company], platform_id=platform_id)
    with pytest.raises(InvalidInput) as refused:
        region.do(
            "certa",
            create_platform,
            platform=PlatformInput("Elders", "Emmen", "Iets."),
            lead_id=region.ids["garage"],
        )
    assert set(refused.value.fields) == {"lead_id"}


def test_nobody_joins_for_another(region: Region, platform_id: int) -> None:
    for who in ("gerrit", "certa", "tess"):
        with pytest.raises(NotFound):
            region.do(who, join_platform, organisation_id=region.ids["bakery"], platform_id=platform_id)
    with pytest.raises(NotAllowed):
        region.do("carla", create_platform, platform=ABOUT, lead_id=region.ids["bakery"])


def test_lead_stays_until_the_alliance_appoints_another(region: Region, platform_id: int) -> None:
    with pytest.raises(InvalidInput):
        region.do("carla", leave_platform, organisation_id=region.ids["bakery"])
    with pytest.raises(InvalidInput):
        region.do("certa", appoint_lead, platform_id=platform_id, lead_id=region.ids["noordcollege"])
    region.do("certa", appoint_lead, platform_id=platform_id, lead_id=region.ids["garage"])
    region.do("carla", leave_platform, organisation_id=region.ids["bakery"])
    assert [one.name for one in members(region, platform_id).items] == ["Garage"]


def test_lead_changes_what_the_platform_says_of_itself(region: Region, platform_id: int) -> None:
    about = PlatformInput("Midden-Drenthe", "Beilen", "Rond Beilen.")
    with pytest.raises(NotAllowed):
        region.do("gerrit", change_platform, platform_id=platform_id, platform=about, version=1)
    region.do("carla", change_platform, platform_id=platform_id, platform=about, version=1)
    with pytest.raises(Stale):
        region.do("carla", change_platform, platform_id=platform_id, platform=ABOUT, version=1)


def test_name_of_a_platform_is_used_once(region: Region, platform_id: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        region.do(
            "certa", create_platform, platform=PlatformInput("drenthe midden", "Assen", "Nog een."),
            lead_id=region.ids["noordcollege"],
        )  # fmt: skip
    assert set(refused.value.fields) == {"name", "lead_id"}


def test_member_without_grounds_leaves_after_the_term_and_stays_with_a_new_one(
    region: Region, platform_id: int
) -> None:
    with region.reading() as session:
        agreement_id = session.scalars(
            select(PartnerAgreement.id).where(PartnerAgreement.organisation_id == region.ids["garage"])
        ).one()
    region.do(
        "gerrit", end_agreement, agreement_id=agreement_id, reason="We stoppen.",
        version=version_of(region, agreement_id),
    )  # fmt: skip
    keep(region)
    assert member(region).leaves_on == months_later(region.now.date(), 3)
    with region.reading() as session:
        kinds = session.scalars(select(News.kind).where(News.person_id == region.ids["gerrit"])).all()
    assert "leaving_near" in kinds
    in_force(region, "gerrit", "garage")
    keep(region)
    assert (member(region).leaves_on, member(region).left_on) == (None, None)


def test_member_without_grounds_is_out_when_the_term_is_over(region: Region, platform_id: int) -> None:
    region.later(days=740)
    keep(region)
    leaves = member(region).leaves_on
    assert leaves is not None
    region.now += timedelta(days=(leaves - region.now.date()).days - 1)
    keep(region)
    assert member(region).left_on is None
    region.later(days=1)
    keep(region)
    assert member(region).left_on == leaves
    with pytest.raises(NotFound):
        region.look("gerrit", meetings_of, platform_id=platform_id)


# Meetings


def meeting(region: Region, days: int = 10) -> MeetingInput:
    return MeetingInput(
        "Energie besparen", region.now + timedelta(days=days), "De werkplaats", "Rondgang, daarna koffie"
    )


def test_members_say_who_comes_to_a_meeting(region: Region, platform_id: int) -> None:
    number = region.do("carla", plan_meeting, platform_id=platform_id, meeting=meeting(region))
    region.do("gerrit", say_coming, meeting_id=number, people=2)
    region.do("carla", say_coming, meeting_id=number, people=0)
    (found,) = region.look("gerrit", meetings_of, platform_id=platform_id).items
    assert (found.coming, found.organisations, found.people, found.mine) == ((Coming("Garage", 2),), 1, 2, 2)
    assert region.look("carla", meetings_of, platform_id=platform_id).items[0].mine == 0
    with pytest.raises(InvalidInput):
        region.do("gerrit", say_coming, meeting_id=number, people=10)
    with pytest.raises(NotAllowed):
        region.do("gerrit", plan_meeting, platform_id=platform_id, meeting=meeting(region))
    with pytest.raises(NotFound):
        region.do("cor", say_coming, meeting_id=number, people=1)


def test_meeting_gets_notes_and_cannot_be_planned_in_the_past(region: Region, platform_id: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        region.do("carla", plan_meeting, platform_id=platform_id, meeting=meeting(region, -1))
    assert set(refused.value.fields) == {"starts_at"}
    planned = meeting(region)
    number = region.do("carla", plan_meeting, platform_id=platform_id, meeting=planned)
    region.later(days=11)
    change = {"meeting_id": number, "meeting": planned, "notes": "We kiezen samen een leverancier."}
    region.do("carla", change_meeting, **change, version=1)
    assert region.look("carla", open_meeting, meeting_id=number).notes == "We kiezen samen een leverancier."
    with pytest.raises(Stale):
        region.do("carla", change_meeting, **change, version=1)
    for use_case, more in ((cancel_meeting, {}), (say_coming, {"people": 1})):
        with pytest.raises(InvalidInput):
            region.do("carla", use_case, meeting_id=number, **more)


def test_meeting_that_comes_near_is_told_once(region: Region, platform_id: int) -> None:
    region.do("carla", plan_meeting, platform_id=platform_id, meeting=meeting(region))
    for days in (0, 5, 1):
        region.later(days=days)
        keep(region)
    with region.reading() as session:
        told = session.scalars(select(News.person_id).where(News.kind == "meeting_near")).all()
    assert sorted(told) == sorted((region.ids["carla"], region.ids["gerrit"]))


# Help


def test_help_is_asked_and_offered_until_it_expires_or_is_closed(region: Region, platform_id: int) -> None:
    tomorrow = region.now.date() + timedelta(days=1)
    for kind in ("asked", "offered"):
        region.do(
            "gerrit", place_notice, platform_id=platform_id, kind=kind, theme="smart_mobility",
            text="Wie leent ons een bakfiets?", expires_on=tomorrow,
        )  # fmt: skip
    found = region.look("carla", notices_of, platform_id=platform_id).items
    assert [(one.kind, one.organisation, one.may_close) for one in found] == [
        (HelpKind.OFFERED, "Garage", True), (HelpKind.ASKED, "Garage", True),
    ]  # fmt: skip
    region.do("gerrit", close_notice, notice_id=found[0].id)
    assert region.look("carla", notices_of, platform_id=platform_id).total == 1
    region.later(days=2)
    assert region.look("carla", notices_of, platform_id=platform_id).items == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "sold"}, "kind"), ({"theme": "money"}, "theme"), ({"text": "Help"}, "text"),
        ({"expires_on": None}, "expires_on"), ({"expires_on": date(2026, 1, 1)}, "expires_on"),
        ({"expires_on": date(2030, 1, 1)}, "expires_on"),
    ],
)  # fmt: skip
def test_notice_that_cannot_be_is_refused_at_its_field(
    region: Region, platform_id: int, wrong: dict[str, object], field: str
) -> None:
    right = {
        "kind": "asked", "theme": "smart_mobility", "text": "Wie leent ons een bakfiets?",
        "expires_on": region.now.date() + timedelta(days=9),
    }  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        region.do("gerrit", place_notice, platform_id=platform_id, **(right | wrong))
    assert set(refused.value.fields) == {field}


# Good practices


def test_finished_action_becomes_a_public_story_when_the_lead_agrees(
    region: Region, platform_id: int
) -> None:
    number = offered(region, platform_id)
    assert titles(region) == []
    (waiting,) = region.look("carla", waiting_practices, platform_id=platform_id).items
    assert (waiting.id, waiting.state, waiting.may_publish) == (number, PracticeState.OFFERED, True)
    region.do("carla", publish_practice, practice_id=number, version=1)
    with region.reading() as session:
        shown = read_practice(session, practice_id=number)
    assert (shown.title, shown.effort, shown.organisation, shown.platform) == (
        "Ledlampen in de werkplaats", Effort.SMALL, "Garage", "Drenthe Midden",
    )  # fmt: skip


def test_story_is_gone_at_once_when_the_company_withdraws_it(region: Region, platform_id: int) -> None:
    number = published(region, platform_id)
    assert titles(region) == ["Ledlampen in de werkplaats"]
    region.do("gerrit", leave_platform, organisation_id=region.ids["garage"])
    region.do("gerrit", withdraw_practice, practice_id=number)
    assert titles(region) == []
    with region.reading() as session, pytest.raises(NotFound):
        read_practice(session, practice_id=number)
    with region.reading() as session:
        stories = own_practices(session, actor=region.actor("gerrit"), organisation_id=region.ids["garage"])
    (kept,) = stories.items
    assert kept.state is PracticeState.WITHDRAWN


def test_changed_story_waits_for_the_lead_again(region: Region, platform_id: int) -> None:
    number = published(region, platform_id)
    region.do("gerrit", change_practice, practice_id=number, practice=story("", "Licht uit"), version=2)
    assert titles(region) == []
    region.do("carla", return_practice, practice_id=number, reason="Noem het effect in cijfers.", version=3)
    found = region.look("gerrit", open_practice, practice_id=number)
    assert (found.state, found.return_reason) == (PracticeState.RETURNED, "Noem het effect in cijfers.")
    with pytest.raises(Stale):
        region.do("gerrit", change_practice, practice_id=number, practice=story(""), version=1)


def test_lead_does_not_judge_its_own_story_but_the_alliance_does(region: Region, platform_id: int) -> None:
    number = region.do(
        "carla", offer_practice, platform_id=platform_id,
        practice=story(finished_action(region, "carla", "bakery")),
    )  # fmt: skip
    with pytest.raises(NotAllowed) as refused:
        region.do("carla", publish_practice, practice_id=number, version=1)
    assert refused.value.message.key == Reason.OWN_ORGANISATION
    region.do("certa", publish_practice, practice_id=number, version=1)
    assert titles(region) == ["Ledlampen in de werkplaats"]


def test_only_an_own_improvement_can_be_told_and_once(region: Region, platform_id: int) -> None:
    key = finished_action(region)
    assert [one.key for one in own_improvements(region)] == [key]
    region.do("gerrit", offer_practice, platform_id=platform_id, practice=story(key))
    for wrong in (key, "action-99", "action-99999999999999", "action-0x1", "scan-1-clean_energy", "", "x"):
        with pytest.raises(InvalidInput) as refused:
            region.do("gerrit", offer_practice, platform_id=platform_id, practice=story(wrong))
        assert set(refused.value.fields) == {"improvement"}
    with pytest.raises(InvalidInput):
        region.do("carla", offer_practice, platform_id=platform_id, practice=story(key))


def own_improvements(region: Region, **asked: Any) -> tuple[Improvement, ...]:
    with region.reading() as session:
        return improvements(
            session, actor=region.actor("gerrit"), organisation_id=region.ids["garage"], **asked
        ).items


def test_others_do_not_see_what_waits(region: Region, platform_id: int) -> None:
    number = offered(region, platform_id)
    for who in ("cor", "tess", "sam"):
        with pytest.raises(NotFound):
            region.look(who, open_practice, practice_id=number)
        with pytest.raises(NotFound):
            region.do(who, withdraw_practice, practice_id=number)
    with pytest.raises(NotAllowed):
        region.look("gerrit", waiting_practices, platform_id=platform_id)
    with region.reading() as session, pytest.raises(NotFound):
        own_practices(session, actor=region.actor("carla"), organisation_id=region.ids["garage"])


def test_stories_are_found_by_words_theme_sector_and_size(region: Region, platform_id: int) -> None:
    published(region, platform_id)
    found = [
        titles(region, **wanted)
        for wanted in (
            {"words": "lampen weekend"}, {"words": "garage"}, {"words": "lampen zonnepaneel"}, {"words": "%"},
            {"theme": "clean_energy"}, {"theme": "smart_mobility"}, {"size": "large"}, {"sector": "food"},
        )
    ]  # fmt: skip
    hit = ["Ledlampen in de werkplaats"]
    assert found == [hit, hit, [], [], hit, [], [], []]


def test_pages_of_a_platform_cost_the_same_whatever_is_in_it(
    region: Region, platform_id: int, count_statements: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    counts = []
    actor = region.actor("carla")
    for _ in range(2):
        with region.reading() as session, count_statements(region.engine) as statements:
            show_platform(session, platform_id=platform_id)
            members_of(session, platform_id=platform_id)
            own_membership(session, actor=actor, platform_id=platform_id)
            list_platforms(session)
            platforms_to_choose(session, asked=Asked())
            meetings_of(session, actor=actor, platform_id=platform_id, now=region.now)
            meetings_of(session, actor=actor, platform_id=platform_id, now=region.now, over=True)
            notices_of(session, actor=actor, platform_id=platform_id, now=region.now)
            waiting_practices(session, actor=actor, platform_id=platform_id, now=region.now)
            search_practices(session, wanted=Wanted())
        counts.append(len(statements))
        if len(counts) == 1:
            offered(region, platform_id)
            crowd(region, platform_id, 5)
            for _ in range(3):
                number = region.do("carla", plan_meeting, platform_id=platform_id, meeting=meeting(region))
                region.do("gerrit", say_coming, meeting_id=number, people=1)
    assert counts[0] == counts[1]
    assert counts[0] <= 40


# What grows long is paged, searched and sorted in the database


def crowd(region: Region, platform_id: int, count: int, word: str = "Firma") -> list[int]:
    """So many more members, "Firma 000" and on, each a day later than the one before; gives their ids."""
    with region.writing() as session:
        rows = [
            Organisation(
                kind="company", name=f"{word} {n:03}", kvk_number=f"{20_000_000 + n + len(word) * 1000}",
                place=("Rolde", "Vries")[n % 2], created_at=region.now, version=1,
            )
            for n in range(count)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        session.add_all(
            PlatformMember(
                platform_id=platform_id, organisation_id=row.id, ground="agreement",
                joined_on=date(2026, 1, 1) + timedelta(days=n),
            )
            for n, row in enumerate(rows)
        )  # fmt: skip
        return [row.id for row in rows]


def test_members_come_in_pages_the_lead_on_top(region: Region, platform_id: int) -> None:
    crowd(region, platform_id, 7)
    first, second, beyond = (members(region, platform_id, page=page, size=5) for page in (1, 2, 9))
    assert [one.name for one in first.items] == ["Bakery", "Firma 000", "Firma 001", "Firma 002", "Firma 003"]
    assert [one.name for one in second.items] == ["Firma 004", "Firma 005", "Firma 006", "Garage"]
    assert (first.total, first.left, beyond) == (9, 4, second)


def test_members_are_found_by_name_or_place_and_sorted_both_ways(region: Region, platform_id: int) -> None:
    crowd(region, platform_id, 4)
    assert [one.name for one in members(region, platform_id, query="rolde").items] == [
        "Firma 000",
        "Firma 002",
    ]
    assert [one.name for one in members(region, platform_id, query="FIRMA 003").items] == ["Firma 003"]
    assert members(region, platform_id, query="%").items == ()
    for sort, field in (("name", "name"), ("since", "joined_on")):
        up, down = (
            [getattr(one, field) for one in members(region, platform_id, sort=way).items]
            for way in (sort, f"-{sort}")
        )
        assert (up, down) == (sorted(up), sorted(up, reverse=True))


def test_search_finds_no_member_of_another_platform_and_nobody_who_left(
    region: Region, platform_id: int
) -> None:
    with region.writing() as session:
        lead_id = session.scalars(select(Organisation.id).where(Organisation.name == "Noordcollege")).one()
        other = Platform(
            name="Elders", place="Emmen", summary="Iets.", lead_id=lead_id, created_at=region.now, version=1
        )
        session.add(other)
        session.flush()
        other_id = other.id
    crowd(region, other_id, 3, "Elders")
    region.do("gerrit", leave_platform, organisation_id=region.ids["garage"])
    assert [members(region, platform_id, query=word).items for word in ("elders", "garage", "vries")] == [
        ()
    ] * 3
    assert members(region, other_id, query="elders").total == 3
    with pytest.raises(NotFound):
        members(region, 99)


def test_own_membership_is_told_to_its_own_people_only(region: Region, platform_id: int) -> None:
    found = {
        who: seen(region, own_membership, actor=region.actor(who), platform_id=platform_id)
        for who in ("carla", "gerrit", "certa", "cor")
    }
    names = {who: one and (one.name, one.leads) for who, one in found.items()}
    assert names == {"carla": ("Bakery", True), "gerrit": ("Garage", False), "certa": None, "cor": None}


def test_what_is_chosen_stays_among_the_choices_whatever_is_searched(
    region: Region, platform_id: int
) -> None:
    with region.writing() as session:
        session.add_all(
            Platform(
                name=f"Platform {n:03}", place="Emmen", summary="Iets.", lead_id=region.ids["bakery"],
                created_at=region.now, version=1,
            )
            for n in range(6)
        )  # fmt: skip
    ask: dict[str, Any] = {"asked": Asked(query="platform", size=3)}
    found = seen(region, platforms_to_choose, **ask)
    assert ([name for _, name, _ in found.items], found.left) == (
        ["Platform 000", "Platform 001", "Platform 002"], 3,
    )  # fmt: skip
    kept = seen(region, platforms_to_choose, chosen=platform_id, **ask)
    assert ([name for _, name, _ in kept.items], kept.left) == (
        ["Drenthe Midden", "Platform 000", "Platform 001"], 4,
    )  # fmt: skip
    assert seen(region, list_platforms, asked=Asked(query="emmen", size=4)).pages == 2


def test_of_many_that_come_to_a_meeting_the_first_are_named_and_all_are_counted(
    region: Region, platform_id: int
) -> None:
    first, second = (
        region.do("carla", plan_meeting, platform_id=platform_id, meeting=meeting(region, days))
        for days in (10, 20)
    )
    firms = crowd(region, platform_id, NAMED + 2)
    with region.writing() as session:
        session.add_all(Attendance(meeting_id=first, organisation_id=one, people=2) for one in firms)
        session.add(Attendance(meeting_id=second, organisation_id=firms[0], people=0))
    region.do("gerrit", say_coming, meeting_id=second, people=1)
    one, two = region.look("gerrit", meetings_of, platform_id=platform_id).items
    assert one.coming == tuple(Coming(f"Firma {n:03}", 2) for n in range(NAMED))
    assert (one.organisations, one.people, one.mine) == (NAMED + 2, 2 * NAMED + 4, None)
    assert (two.coming, two.organisations, two.people, two.mine) == ((Coming("Garage", 1),), 1, 1, 1)
    rest = region.look("carla", who_comes, meeting_id=first, asked=Asked(page=2, size=NAMED))
    assert [each.name for each in rest.items] == ["Firma 010", "Firma 011"]
    assert region.look("carla", who_comes, meeting_id=first, asked=Asked(query="garage")).items == ()
    with pytest.raises(NotAllowed):
        region.look("gerrit", who_comes, meeting_id=first)
    with pytest.raises(NotFound):
        region.look("cor", who_comes, meeting_id=first)


def test_meetings_to_come_and_over_are_lists_of_their_own(region: Region, platform_id: int) -> None:
    for days in (2, 4, 30, 20, 40):
        region.do("carla", plan_meeting, platform_id=platform_id, meeting=meeting(region, days))
    region.later(days=10)
    days = {
        over: [
            (one.starts_at - region.now).days
            for page in (1, 2)
            for one in region.look(
                "gerrit", meetings_of, platform_id=platform_id, over=over, asked=Asked(page=page, size=2)
            ).items
        ]
        for over in (False, True)
    }
    assert days == {False: [10, 20, 30], True: [-6, -8, -6, -8]}


def finished_actions(region: Region, count: int) -> list[int]:
    """The garage finished one action, then "Stap 0" and on, each a day later; gives the ids of these."""
    finished_action(region)
    with region.writing() as session:
        first = session.scalars(select(Action)).one()
        values = {column.key: getattr(first, column.key) for column in Action.__table__.columns}
        rows = [
            Action(**(values | {"id": None, "text": f"Stap {n}", "finished_on": day}))
            for n in range(count)
            for day in [region.now.date() + timedelta(days=n + 1)]
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def test_every_story_that_waits_is_on_some_page_the_oldest_first(region: Region, platform_id: int) -> None:
    actions = finished_actions(region, 5)
    for number, action_id in enumerate(actions):
        region.later(minutes=1)
        region.do(
            "gerrit",
            offer_practice,
            platform_id=platform_id,
            practice=story(f"action-{action_id}", f"Verhaal {number}"),
        )
    region.do("gerrit", withdraw_practice, practice_id=3)
    look = {"use_case": waiting_practices, "platform_id": platform_id}
    pages = [region.look("carla", **look, asked=Asked(page=page, size=3)) for page in (1, 2)]
    assert [[one.title for one in page.items] for page in pages] == [
        ["Verhaal 0", "Verhaal 1", "Verhaal 3"], ["Verhaal 4"],
    ]  # fmt: skip
    assert [page.total for page in pages] == [4, 4]
    mine = {"actor": region.actor("gerrit"), "organisation_id": region.ids["garage"]}
    shown = [seen(region, own_practices, **mine, asked=Asked(page=page, size=3)).items for page in (1, 2)]
    assert [[one.title for one in page] for page in shown] == [
        ["Verhaal 4", "Verhaal 3", "Verhaal 2"], ["Verhaal 1", "Verhaal 0"],
    ]  # fmt: skip


def test_a_company_with_many_finished_actions_finds_each_of_them_and_can_tell_it(
    region: Region, platform_id: int
) -> None:
    key = f"action-{min(finished_actions(region, 6)) - 1}"
    shown = own_improvements(region, asked=Asked(size=3))
    assert [one.text for one in shown] == ["Stap 5", "Stap 4", "Stap 3"]
    assert [one.key for one in own_improvements(region, asked=Asked(query="ledlampen"))] == [key]
    assert own_improvements(region, asked=Asked(size=1), chosen=key)[0].key == key
    region.do("gerrit", offer_practice, platform_id=platform_id, practice=story(key))
    assert own_improvements(region, asked=Asked(query="ledlampen")) == ()
