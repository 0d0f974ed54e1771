"""Inviting a company: again, no longer, on paper for a whole class; and nobody else's business."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from scan.domain.errors import NotAllowed, NotFound
from scan.domain.roles import OrganisationKind
from scan.store.tables import Letter
from scan.use_cases import outbox
from scan.use_cases.invitations import accept_invitation, invite_contact, read_invitation
from scan.use_cases.inviting import (
    CompanyInvitations,
    InvitationState,
    MailState,
    companies_to_invite,
    company_invitations,
    invite_on_paper,
    mail_invitation,
    paper_invitation,
    renew_invitation,
    withdraw_invitation,
)
from tests.scan.factories import ADDRESS, PASSWORD, PEPPER, Region

KEY = b"the secret of this installation."


@pytest.fixture
def region(sqlite_region: Region) -> Region:
    """Its queries are plain: SQLite alone."""
    return sqlite_region


def placement(region: Region) -> int:
    return region.ids["sam-placement"]


def invite(region: Region) -> tuple[int, str]:
    made = region.do("tess", invite_contact, placement_id=placement(region))
    return made.id, made.code


def overview(region: Region, who: str = "tess") -> CompanyInvitations:
    found: CompanyInvitations = region.look(who, company_invitations, placement_id=placement(region))
    return found


def works(region: Region, code: str) -> bool:
    with region.reading() as session:
        return read_invitation(session, code=code, now=region.now) is not None


def accept(region: Region, code: str) -> None:
    with region.writing() as session:
        accept_invitation(
            session, code=code, display_name="Nieuw", email="nieuw@bakery.example", password=PASSWORD,
            address=ADDRESS, pepper=PEPPER, now=region.now,
        )  # fmt: skip


def mail(region: Region) -> None:
    region.do(
        "tess", mail_invitation, placement_id=placement(region), email="new@bakery.example", language="nl",
        key=KEY,
    )  # fmt: skip


def test_a_renewed_invitation_has_a_new_code_and_the_old_one_is_worth_nothing(region: Region) -> None:
    number, old = invite(region)
    region.later(days=31)
    where, made = region.do("tess", renew_invitation, invitation_id=number)
    assert (where, made.id, works(region, old), works(region, made.code)) == (
        placement(region),
        number,
        False,
        True,
    )
    assert made.expires_at == region.now + timedelta(days=30)


def test_a_withdrawn_invitation_is_worth_nothing_until_it_is_renewed(region: Region) -> None:
    number, code = invite(region)
    assert region.do("tess", withdraw_invitation, invitation_id=number) == placement(region)
    assert works(region, code) is False
    assert [one.state for one in overview(region).invitations] == [InvitationState.WITHDRAWN]
    _, made = region.do("tess", renew_invitation, invitation_id=number)
    assert works(region, made.code)


def test_what_was_used_can_neither_be_renewed_nor_withdrawn(region: Region) -> None:
    number, code = invite(region)
    accept(region, code)
    for use_case in (renew_invitation, withdraw_invitation):
        with pytest.raises(NotFound):
            region.do("tess", use_case, invitation_id=number)


@pytest.mark.parametrize("who", ["theo", "carla", "gerrit", "certa", "ada"])
def test_others_do_not_learn_of_a_schools_invitations(region: Region, who: str) -> None:
    number, code = invite(region)
    for use_case, about in (
        (renew_invitation, {"invitation_id": number}),
        (withdraw_invitation, {"invitation_id": number}),
        (company_invitations, {"placement_id": placement(region)}),
        (paper_invitation, {"placement_id": placement(region), "code": code}),
        (companies_to_invite, {"class_id": region.ids["groen"]}),
        (invite_on_paper, {"class_id": region.ids["groen"]}),
    ):
        with pytest.raises(NotFound):
            region.do(who, use_case, **about)


def test_a_student_invites_nobody(region: Region) -> None:
    number, _ = invite(region)
    with pytest.raises(NotAllowed):
        region.do("sam", withdraw_invitation, invitation_id=number)


def test_the_overview_says_what_became_of_each_and_never_for_whom(region: Region) -> None:
    number, _ = invite(region)
    mail(region)
    region.do("tess", withdraw_invitation, invitation_id=number)
    assert [(one.state, one.mail) for one in overview(region).invitations] == [
        (InvitationState.OPEN, MailState.WAITING),
        (InvitationState.WITHDRAWN, None),
    ]
    assert "new@bakery.example" not in repr(overview(region))
    with region.writing() as session:
        letter = outbox.claim_letter(session, key=KEY, now=region.now)
        assert letter is not None
        outbox.letter_sent(session, letter_id=letter.id, now=region.now)
    assert overview(region, "cor").invitations[0].mail is MailState.SENT


def test_withdrawing_stops_a_mail_that_has_not_gone(region: Region) -> None:
    mail(region)
    region.do("tess", withdraw_invitation, invitation_id=overview(region).invitations[0].id)
    with region.writing() as session:
        assert outbox.claim_letter(session, key=KEY, now=region.now) is None
        assert session.scalar(select(func.count()).select_from(Letter)) == 0


def test_a_letter_is_printed_for_a_code_of_that_internship_only(region: Region) -> None:
    _, code = invite(region)
    paper = region.look("tess", paper_invitation, placement_id=placement(region), code=code.lower())
    assert (paper.code, paper.company, paper.place, paper.school) == (code, "Bakery", "Assen", "Noordcollege")
    with pytest.raises(NotFound):
        region.look("tess", paper_invitation, placement_id=placement(region), code="AAAA-BBBB-CCCC")


# A whole class


@pytest.fixture
def crowd(region: Region) -> Region:
    """Class groen with interns at the bakery (has a contact), a mill twice and a dairy, which nobody speaks for."""
    region.add_organisation("mill", OrganisationKind.COMPANY, "00000003")
    region.add_organisation("dairy", OrganisationKind.COMPANY, "00000004")
    for name, company in (("mo", "mill"), ("mia", "mill"), ("dirk", "dairy")):
        region.add_student(name, "groen", "tess", company)
    return region


def test_every_company_that_nobody_speaks_for_gets_one_letter_with_its_own_code(crowd: Region) -> None:
    about = {"class_id": crowd.ids["groen"]}
    assert crowd.look("tess", companies_to_invite, **about) == ("Dairy", "Mill")
    papers = crowd.do("tess", invite_on_paper, **about)
    assert [paper.company for paper in papers] == ["Dairy", "Mill"]
    assert [works(crowd, paper.code) for paper in papers] == [True, True]
    assert len({paper.code for paper in papers}) == 2


def test_a_second_time_only_those_whose_letter_is_over_get_one(crowd: Region) -> None:
    about = {"class_id": crowd.ids["groen"]}
    crowd.do("tess", invite_on_paper, **about)
    assert crowd.do("tess", invite_on_paper, **about) == ()
    crowd.later(days=30)
    assert len(crowd.do("tess", invite_on_paper, **about)) == 2
