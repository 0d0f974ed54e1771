"""Agreements with partners: filled in, signed by two sides, renewed, ended; pledges and the yearly word on them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError

from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.news import NewsKind
from scan.domain.partnering import AgreementState, Article, PledgeState, last_day, report_due, report_years
from scan.domain.policy import Permission
from scan.domain.refusals import Reason
from scan.domain.roles import OrganisationKind, Role
from scan.store.paging import Asked
from scan.store.tables import AuditEvent, Letter, News, PartnerAgreement
from scan.use_cases.agreements import (
    Officer,
    Terms,
    change_agreement,
    end_agreement,
    offer_agreement,
    return_agreement,
    take_back_agreement,
    withdraw_agreement,
)
from scan.use_cases.digests import digest_lines, make_digests
from scan.use_cases.erasing import ERASED
from scan.use_cases.inviting_partners import find_candidates, invite_first_contact
from scan.use_cases.partner_calendar import keep_the_calendar
from scan.use_cases.partner_retention import end_officers
from scan.use_cases.partners import (
    agreements_of,
    alliance_agreements,
    open_agreement,
    public_partner,
    public_partners,
)
from scan.use_cases.pledges import (
    PledgeInput,
    ReportInput,
    add_pledge,
    change_pledge,
    remove_pledge,
    report_pledge,
)
from tests.scan.factories import Region
from tests.scan.partners import PLEDGES, confirm, fill_in, in_force, offer, start, version_of

DONE = ReportInput("done", "Twee klassen op bezoek gehad", "https://halm.example/rondleiding")


def state(region: Region, agreement_id: int) -> AgreementState:
    return region.look("certa", open_agreement, agreement_id=agreement_id).agreement.state


def told(region: Region, name: str) -> list[str]:
    with region.reading() as session:
        return list(
            session.scalars(select(News.kind).where(News.person_id == region.ids[name]).order_by(News.id))
        )


def test_agreement_is_filled_in_signed_by_both_and_in_force(region: Region) -> None:
    agreement_id = start(region)
    fill_in(region, agreement_id)
    offer(region, agreement_id)
    assert (state(region, agreement_id), told(region, "certa")) == (
        AgreementState.OFFERED,
        ["agreement_offered"],
    )
    confirm(region, agreement_id)
    found = region.look("carla", open_agreement, agreement_id=agreement_id).agreement
    assert (found.state, found.edition, found.valid_from) == (AgreementState.IN_FORCE, 1, region.now.date())
    assert found.valid_until == last_day(region.now.date(), 2)
    assert found.partner is not None
    assert found.alliance is not None
    assert (found.partner.name, found.alliance.office) == ("Carla Bakker", "voorzitter")
    assert [(one.article, one.text) for one in found.pledges] == [(one.article, one.text) for one in PLEDGES]
    assert told(region, "carla") == ["agreement_in_force"]


def test_signing_says_what_is_missing_in_each_article(region: Region) -> None:
    agreement_id = start(region)
    with pytest.raises(InvalidInput) as refused:
        region.do("carla", offer_agreement, agreement_id=agreement_id, officer=Officer("", "x"), version=1)
    assert set(refused.value.fields) == {
        "goals", "contribution", "visibility", "platform", "support", "officer", "office",
    }  # fmt: skip
    found = region.look("carla", open_agreement, agreement_id=agreement_id)
    assert set(found.missing) == {"goals", "contribution", "visibility", "platform", "support"}


def test_who_proposed_it_for_the_alliance_does_not_sign_it(region: Region) -> None:
    region.add_person("otto", (Role.CERTIFIER, "alliance"))
    agreement_id = start(region, "certa")
    assert told(region, "carla") == ["agreement_started"]
    fill_in(region, agreement_id)
    offer(region, agreement_id)
    with pytest.raises(NotAllowed) as refused:
        confirm(region, agreement_id, "certa")
    assert refused.value.message.key == Reason.DRAFTED_IT
    with region.reading() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert last is not None
    assert (last.action, last.data["reason"]) == ("refused", "drafted_it")
    confirm(region, agreement_id, "otto")
    assert state(region, agreement_id) is AgreementState.IN_FORCE


def test_who_belongs_to_the_partner_does_not_sign_for_the_alliance(region: Region) -> None:
    region.add_person("both", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "bakery"))
    agreement_id = start(region)
    fill_in(region, agreement_id)
    offer(region, agreement_id)
    with pytest.raises(NotAllowed) as refused:
        confirm(region, agreement_id, "both")
    assert refused.value.message.key == Reason.OWN_ORGANISATION


def test_database_refuses_one_person_on_both_sides(region: Region) -> None:
    agreement_id = in_force(region)
    with pytest.raises(IntegrityError), region.writing() as session:
        session.execute(update(PartnerAgreement).values(alliance_signed_by=region.ids["carla"]))
    assert state(region, agreement_id) is AgreementState.IN_FORCE


def test_returned_agreement_is_signed_anew(region: Region) -> None:
    agreement_id = start(region)
    fill_in(region, agreement_id)
    offer(region, agreement_id)
    region.do("certa", return_agreement, agreement_id=agreement_id, reason="Noem de plaats.", version=7)
    found = region.look("carla", open_agreement, agreement_id=agreement_id).agreement
    assert (found.state, found.partner, found.return_reason) == (
        AgreementState.DRAFT,
        None,
        "Noem de plaats.",
    )
    assert told(region, "carla") == ["agreement_returned"]
    offer(region, agreement_id)
    region.do(
        "carla", take_back_agreement, agreement_id=agreement_id, version=version_of(region, agreement_id)
    )
    assert state(region, agreement_id) is AgreementState.DRAFT


def test_what_was_signed_cannot_be_changed(region: Region) -> None:
    agreement_id = in_force(region)
    pledge_id = region.look("carla", open_agreement, agreement_id=agreement_id).agreement.pledges[0].id
    for use_case, arguments in (
        (add_pledge, {"agreement_id": agreement_id, "pledge": PLEDGES[0]}),
        (change_pledge, {"pledge_id": pledge_id, "pledge": PLEDGES[0], "version": 8}),
        (remove_pledge, {"pledge_id": pledge_id}),
        (change_agreement, {"agreement_id": agreement_id, "terms": Terms("company", True, 1), "version": 8}),
    ):
        with pytest.raises(NotAllowed) as refused:
            region.do("carla", use_case, **arguments)
        assert refused.value.message.key == Reason.WRONG_STATE


def test_new_edition_takes_the_pledges_over_and_renews_the_old_one(region: Region) -> None:
    first = in_force(region)
    region.later(days=300)
    second = start(region)
    with pytest.raises(InvalidInput):
        start(region)
    region.do(
        "carla", change_agreement, agreement_id=second, terms=Terms("authority", True, 3),
        version=version_of(region, second),
    )  # fmt: skip
    offer(region, second)
    assert state(region, first) is AgreementState.IN_FORCE
    confirm(region, second)
    editions = region.look("carla", agreements_of, organisation_id=region.ids["bakery"])
    assert [(one.edition, one.state, len(one.pledges)) for one in editions] == [
        (2, AgreementState.IN_FORCE, 4), (1, AgreementState.RENEWED, 4),
    ]  # fmt: skip
    assert editions[1].ended_on == region.now.date()


def test_stale_version_changes_nothing(region: Region) -> None:
    agreement_id = start(region)
    terms = Terms("company", True, 2)
    region.do("carla", change_agreement, agreement_id=agreement_id, terms=terms, version=1)
    with pytest.raises(Stale):
        region.do(
            "carla", change_agreement, agreement_id=agreement_id, terms=Terms("school", False, 1), version=1
        )
    assert region.look("carla", open_agreement, agreement_id=agreement_id).agreement.goals_endorsed is True


def test_draft_can_be_dropped_and_a_new_one_begun(region: Region) -> None:
    agreement_id = start(region)
    region.do("carla", withdraw_agreement, agreement_id=agreement_id, version=1)
    assert state(region, agreement_id) is AgreementState.WITHDRAWN
    assert start(region) != agreement_id


@pytest.mark.parametrize("who", ["carla", "certa"])
def test_either_side_ends_it_with_a_reason(region: Region, who: str) -> None:
    agreement_id = in_force(region)
    version = version_of(region, agreement_id)
    with pytest.raises(InvalidInput):
        region.do(who, end_agreement, agreement_id=agreement_id, reason=" ", version=version)
    region.do(who, end_agreement, agreement_id=agreement_id, reason="We stoppen ermee.", version=version)
    assert state(region, agreement_id) is AgreementState.ENDED
    assert "agreement_ended" in told(region, "carla")
    with pytest.raises(NotAllowed):
        region.do(who, end_agreement, agreement_id=agreement_id, reason="Nog eens.", version=version + 1)


def test_past_its_last_day_it_is_over_also_before_the_calendar_says_so(region: Region) -> None:
    agreement_id = in_force(region)
    region.later(days=731)
    assert state(region, agreement_id) is AgreementState.ENDED
    with region.reading() as session:
        assert public_partners(session, now=region.now).total == 0


@pytest.mark.parametrize("who", ["gerrit", "tess", "cor", "sam"])
def test_others_do_not_learn_that_there_is_one(region: Region, who: str) -> None:
    agreement_id = start(region)
    with pytest.raises(NotFound):
        region.look(who, open_agreement, agreement_id=agreement_id)
    with pytest.raises(NotFound):
        region.look(who, agreements_of, organisation_id=region.ids["bakery"])
    with pytest.raises(NotFound):
        region.do(who, add_pledge, agreement_id=agreement_id, pledge=PLEDGES[0])


@pytest.mark.parametrize(
    ("pledge", "field"),
    [
        (PledgeInput("contribution", "Rondleidingen"), "theme"),
        (PledgeInput("contribution", "Rondleidingen", theme="money"), "theme"),
        (PledgeInput("goals", "Doelen"), "article"),
        (PledgeInput("hat", "Doelen"), "article"),
        (PledgeInput("support", "Geld", amount=0), "amount"),
        (PledgeInput("support", "Geld", amount=10**7), "amount"),
        (PledgeInput("support", "ja"), "text"),
        (PledgeInput("support", "x" * 1001), "text"),
        (PledgeInput("support", "x\u202ey z"), "text"),
        (PledgeInput("platform", "Meedoen", platform_id=99), "platform_id"),
    ],
)
def test_pledge_that_cannot_be_is_refused_at_its_field(
    region: Region, pledge: PledgeInput, field: str
) -> None:
    agreement_id = start(region)
    with pytest.raises(InvalidInput) as refused:
        region.do("carla", add_pledge, agreement_id=agreement_id, pledge=pledge)
    assert set(refused.value.fields) == {field}


def test_agreement_has_twelve_pledges_at_most(region: Region) -> None:
    agreement_id = start(region)
    for _ in range(12):
        region.do("carla", add_pledge, agreement_id=agreement_id, pledge=PLEDGES[1])
    with pytest.raises(InvalidInput):
        region.do("carla", add_pledge, agreement_id=agreement_id, pledge=PLEDGES[1])


def test_pledge_is_changed_and_removed_in_a_draft(region: Region) -> None:
    agreement_id = start(region)
    pledge_id = region.do("carla", add_pledge, agreement_id=agreement_id, pledge=PLEDGES[0])
    money = PledgeInput("support", "Geld voor het platform", theme="clean_energy", amount=500)
    region.do("carla", change_pledge, pledge_id=pledge_id, pledge=money, version=2)
    pledge = region.look("carla", open_agreement, agreement_id=agreement_id).agreement.pledges[0]
    assert (pledge.article, pledge.theme, pledge.amount) == (Article.SUPPORT, None, 500)
    region.do("carla", remove_pledge, pledge_id=pledge_id)
    assert region.look("carla", open_agreement, agreement_id=agreement_id).agreement.pledges == ()


def test_report_is_given_for_years_that_began_and_is_public(region: Region) -> None:
    agreement_id = in_force(region)
    pledge_id = region.look("carla", open_agreement, agreement_id=agreement_id).agreement.pledges[0].id
    with pytest.raises(InvalidInput):
        region.do("carla", report_pledge, pledge_id=pledge_id, year=2, report=DONE, version=0)
    region.do("carla", report_pledge, pledge_id=pledge_id, year=1, report=DONE, version=0)
    with pytest.raises(Stale):
        region.do("carla", report_pledge, pledge_id=pledge_id, year=1, report=DONE, version=0)
    region.do(
        "carla", report_pledge, pledge_id=pledge_id, year=1,
        report=ReportInput("busy", "Nog één klas te gaan"), version=1,
    )  # fmt: skip
    with region.reading() as session:
        (shown,) = public_partner(session, organisation_id=region.ids["bakery"], now=region.now)
    assert [(one.year, one.state, one.text) for one in shown.pledges[0].reports] == [
        (1, PledgeState.BUSY, "Nog één klas te gaan")
    ]


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (ReportInput("well", "Gedaan"), "state"),
        (ReportInput("done", ""), "text"),
        (ReportInput("done", "Gedaan", "http://halm.example"), "evidence_url"),
    ],
)
def test_report_that_cannot_be_is_refused_at_its_field(
    region: Region, report: ReportInput, field: str
) -> None:
    agreement_id = in_force(region)
    pledge_id = region.look("carla", open_agreement, agreement_id=agreement_id).agreement.pledges[0].id
    with pytest.raises(InvalidInput) as refused:
        region.do("carla", report_pledge, pledge_id=pledge_id, year=1, report=report, version=0)
    assert set(refused.value.fields) == {field}


def test_years_of_an_agreement_and_when_their_report_is_due() -> None:
    first, last = date(2026, 7, 1), last_day(date(2026, 7, 1), 2)
    assert last == date(2028, 6, 30)
    assert report_years(first, last, date(2026, 6, 30)) == ()
    assert report_years(first, last, date(2027, 6, 30)) == (1,)
    assert report_years(first, last, date(2027, 7, 1)) == (1, 2)
    assert report_years(first, last, date(2031, 1, 1)) == (1, 2)
    assert (report_due(first, last, 1), report_due(first, last, 2)) == (date(2027, 6, 1), date(2028, 5, 30))


def test_partners_are_listed_for_everyone_by_name_kind_and_theme(region: Region) -> None:
    in_force(region)
    in_force(region, "gerrit", "garage")
    with region.reading() as session:
        names = [
            [one.name for one in public_partners(session, now=region.now, **wanted).items]
            for wanted in (
                {}, {"asked": Asked(query="gar")}, {"kind": "school"}, {"theme": "clean_energy"},
                {"theme": "smart_mobility"}, {"asked": Asked(page=99)}, {"asked": Asked(sort="-name")},
            )
        ]  # fmt: skip
        with pytest.raises(NotFound):
            public_partner(session, organisation_id=region.ids["noordcollege"], now=region.now)
    assert names == [
        ["Bakery", "Garage"],
        ["Garage"],
        [],
        ["Bakery", "Garage"],
        [],
        ["Bakery", "Garage"],
        ["Garage", "Bakery"],
    ]


def test_lists_cost_the_same_whatever_there_is(
    region: Region, count_statements: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    in_force(region)
    counts = []
    for _ in range(2):
        with region.reading() as session, count_statements(region.engine) as statements:
            public_partners(session, now=region.now)
            public_partner(session, organisation_id=region.ids["bakery"], now=region.now)
            alliance_agreements(session, actor=region.actor("certa"), now=region.now)
        counts.append(len(statements))
        if len(counts) == 1:
            in_force(region, "gerrit", "garage")
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_alliance_sees_what_waits_for_it_on_top(region: Region) -> None:
    in_force(region, "gerrit", "garage")
    agreement_id = start(region)
    fill_in(region, agreement_id)
    offer(region, agreement_id)
    found = region.look("certa", alliance_agreements)
    assert [(one.organisation, one.state) for one in found.items] == [
        ("Bakery", AgreementState.OFFERED), ("Garage", AgreementState.IN_FORCE),
    ]  # fmt: skip
    assert [
        one.organisation for one in region.look("certa", alliance_agreements, state="in_force").items
    ] == ["Garage"]
    with pytest.raises(NotAllowed):
        region.look("carla", alliance_agreements)


def test_alliance_invites_a_first_contact_but_nobody_past_the_own_people(region: Region) -> None:
    region.add_organisation("gemeente", OrganisationKind.COMPANY, "00000009")
    (found,) = region.look("certa", find_candidates, text="gemeen").items
    agreement_id = start(region, "certa", "gemeente")
    assert found.id == region.ids["gemeente"]
    assert region.do("certa", invite_first_contact, agreement_id=agreement_id).role is Role.CONTACT
    with pytest.raises(InvalidInput):
        region.do("certa", invite_first_contact, agreement_id=start(region, "certa", "bakery"))
    with pytest.raises(NotAllowed):
        region.do("gerrit", invite_first_contact, agreement_id=agreement_id)


def test_page_says_what_each_side_may_do(region: Region) -> None:
    agreement_id = start(region)
    fill_in(region, agreement_id)
    offer(region, agreement_id)
    assert region.look("carla", open_agreement, agreement_id=agreement_id).may == {
        Permission.TAKE_BACK_AGREEMENT
    }
    found = region.look("certa", open_agreement, agreement_id=agreement_id)
    assert found.may == {Permission.JUDGE_AGREEMENT, Permission.CONFIRM_AGREEMENT}


def test_school_has_an_agreement_through_its_coordinator(region: Region) -> None:
    agreement_id = start(region, "cor", "noordcollege")
    found = region.look("cor", open_agreement, agreement_id=agreement_id).agreement
    assert found.partner_kind == "school"
    with pytest.raises(NotAllowed):
        region.do("tess", add_pledge, agreement_id=agreement_id, pledge=PLEDGES[0])


def test_calendar_ends_reminds_and_asks_once(region: Region) -> None:
    in_force(region)

    def on(days: int) -> list[str]:
        before = len(told(region, "carla"))
        for _ in range(2):
            with region.writing() as session:
                keep_the_calendar(session, now=region.now + timedelta(days=days))
        return told(region, "carla")[before:]

    assert [on(30), on(340), on(341)] == [[], ["report_due"], []]
    assert [on(680), on(735)] == [["agreement_ending"], ["agreement_ended"]]
    with region.reading() as session:
        row = session.scalars(select(PartnerAgreement)).one()
    assert (row.state, row.ended_on) == ("ended", row.valid_until)


def test_digest_tells_of_an_agreement_under_the_name_of_its_partner(region: Region) -> None:
    in_force(region)
    morning = region.later(days=1).replace(hour=7)
    with region.writing() as session:
        assert make_digests(session, now=morning) == 3  # the partner, and the two of the alliance
        letter = session.scalars(select(Letter).where(Letter.person_id == region.ids["carla"])).one()
        (line,) = digest_lines(session, letter_id=letter.id)
    assert (line.kind, line.organisation, line.agreement_id) == (NewsKind.AGREEMENT_IN_FORCE, "Bakery", 1)


def test_names_of_who_signed_go_seven_years_after_the_end(region: Region) -> None:
    agreement_id = in_force(region)
    version = version_of(region, agreement_id)
    region.do("carla", end_agreement, agreement_id=agreement_id, reason="We stoppen ermee.", version=version)
    ended = region.now.date()
    with region.writing() as session:
        assert end_officers(session, before=ended, rehearse=False) == 0
        assert end_officers(session, before=ended + timedelta(days=1), rehearse=True) == 1
        assert end_officers(session, before=ended + timedelta(days=1), rehearse=False) == 1
        assert end_officers(session, before=ended + timedelta(days=1), rehearse=False) == 0
        row = session.get_one(PartnerAgreement, agreement_id)
        assert (row.partner_officer, row.alliance_officer, row.partner_office) == (
            ERASED,
            ERASED,
            "directeur",
        )
