"""Platforms: who may be in one and for how long; meetings, good practices, and help asked and offered."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from certificates.issuing import issue
from certificates.scheme import scheme
from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.periods import months_later
from scan.domain.plan import PlanStep
from scan.domain.platforms import Effort, Ground, HelpKind, PracticeState
from scan.domain.refusals import Reason
from scan.store.tables import Certificate, News, PartnerAgreement, PlatformMember
from scan.use_cases.agreements import end_agreement
from scan.use_cases.deciding import decide_application
from scan.use_cases.help_notices import close_notice, notices_of, place_notice
from scan.use_cases.meetings import (
    MeetingInput,
    cancel_meeting,
    change_meeting,
    meetings_of,
    open_meeting,
    plan_meeting,
    say_coming,
)
from scan.use_cases.partner_calendar import keep_the_calendar
from scan.use_cases.planning import ActionInput, add_action, move_action
from scan.use_cases.platforms import (
    PlatformInput,
    appoint_lead,
    change_platform,
    create_platform,
    join_platform,
    leave_platform,
    list_platforms,
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


def member(region: Region, company: str = "garage") -> PlatformMember:
    with region.reading() as session:
        return session.scalars(
            select(PlatformMember).where(PlatformMember.organisation_id == region.ids[company])
        ).one()


# Who is in it


def test_platform_has_its_lead_and_members(region: Region, platform_id: int) -> None:
    with region.reading() as session:
        found = show_platform(session, platform_id=platform_id)
        (line,) = list_platforms(session)
    assert (found.name, found.lead, line.members) == ("Drenthe Midden", "Bakery", 2)
    assert [(one.name, one.ground, one.leads) for one in found.members] == [
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
    with region.reading() as session:
        assert [one.name for one in show_platform(session, platform_id=platform_id).members] == ["Garage"]


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
    (found,) = region.look("gerrit", meetings_of, platform_id=platform_id)
    assert (found.coming, found.mine) == ((("Garage", 2),), 2)
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
    found = region.look("carla", notices_of, platform_id=platform_id)
    assert [(one.kind, one.organisation, one.may_close) for one in found] == [
        (HelpKind.OFFERED, "Garage", True), (HelpKind.ASKED, "Garage", True),
    ]  # fmt: skip
    region.do("gerrit", close_notice, notice_id=found[0].id)
    assert len(region.look("carla", notices_of, platform_id=platform_id)) == 1
    region.later(days=2)
    assert region.look("carla", notices_of, platform_id=platform_id) == ()


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
    (waiting,) = region.look("carla", waiting_practices, platform_id=platform_id)
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
        (kept,) = own_practices(session, actor=region.actor("gerrit"), organisation_id=region.ids["garage"])
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
    for wrong in (key, "action-99", "scan-1-clean_energy", "", "x"):
        with pytest.raises(InvalidInput) as refused:
            region.do("gerrit", offer_practice, platform_id=platform_id, practice=story(wrong))
        assert set(refused.value.fields) == {"improvement"}
    with pytest.raises(InvalidInput):
        region.do("carla", offer_practice, platform_id=platform_id, practice=story(key))


def own_improvements(region: Region, who: str = "gerrit", company: str = "garage") -> tuple[Improvement, ...]:
    with region.reading() as session:
        return improvements(session, actor=region.actor(who), organisation_id=region.ids[company])


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
            meetings_of(session, actor=actor, platform_id=platform_id, now=region.now)
            notices_of(session, actor=actor, platform_id=platform_id, now=region.now)
            waiting_practices(session, actor=actor, platform_id=platform_id, now=region.now)
            search_practices(session, wanted=Wanted())
        counts.append(len(statements))
        if len(counts) == 1:
            offered(region, platform_id)
            for _ in range(3):
                number = region.do("carla", plan_meeting, platform_id=platform_id, meeting=meeting(region))
                region.do("gerrit", say_coming, meeting_id=number, people=1)
    assert counts[0] == counts[1]
    assert counts[0] <= 20
