"""Accounts, roles, invitations, organisations and classes."""

from datetime import date

import pytest

from scan.domain.errors import InvalidInput, NotAllowed, NotFound, SignInFailed, Stale, TooManyAttempts
from scan.domain.roles import OrganisationKind, Role
from scan.domain.states import DossierState, ScanState
from scan.store.tables import Organisation, SignInSession
from scan.use_cases.classes import add_teacher, create_class, my_classes, open_class, renew_code
from scan.use_cases.invitations import (
    NewInvitation,
    accept_as_member,
    accept_invitation,
    invite_contact,
    invite_member,
    read_invitation,
)
from scan.use_cases.organisations import (
    OrganisationInput,
    change_organisation,
    find_company,
    open_organisation,
    register_company,
    register_organisation,
)
from scan.use_cases.people import about_me, create_account, give_role, safety_contacts, take_role
from scan.use_cases.students import assess_placement, place_student, set_hold_back
from tests.scan.factories import ADDRESS, PASSWORD, PEPPER, Region
from tests.scan.test_answering import race


def keys(error: pytest.ExceptionInfo[InvalidInput]) -> dict[str, str]:
    return {field: message.key for field, message in error.value.fields.items()}


def invite(region: Region, who: str = "tess", placement: str = "sam-placement") -> NewInvitation:
    made: NewInvitation = region.do(who, invite_contact, placement_id=region.ids[placement])
    return made


def accept(region: Region, code: str, **changed: object) -> int:
    about: dict[str, object] = {
        "display_name": "Bas Bakker",
        "email": "bas@example.org",
        "password": PASSWORD,
        "address": ADDRESS,
        "pepper": PEPPER,
        "now": region.now,
    }
    with region.writing() as session:
        return accept_invitation(session, code=code, **(about | changed)).person_id


def roles(region: Region, person_id: int) -> list[tuple[Role, int]]:
    region.ids["someone"] = person_id
    return [(m.role, m.organisation_id) for m in region.actor("someone").memberships]


def test_teacher_invites_a_contact_who_makes_an_account(region: Region) -> None:
    invitation = invite(region)
    assert (invitation.organisation, invitation.role) == ("Bakery", Role.CONTACT)
    with region.reading() as session:
        info = read_invitation(session, code=invitation.code.lower().replace("-", ""), now=region.now)
    assert info is not None
    assert (info.organisation, info.role) == ("Bakery", Role.CONTACT)
    person_id = accept(region, invitation.code)
    assert roles(region, person_id) == [(Role.CONTACT, region.ids["bakery"])]


def test_invitation_works_once_and_for_thirty_days(region: Region) -> None:
    invitation, later = invite(region), invite(region)
    accept(region, invitation.code)
    with pytest.raises(InvalidInput) as refused:
        accept(region, invitation.code, email="ben@example.org")
    assert keys(refused) == {"code": "code_unknown"}
    region.later(days=30)
    with pytest.raises(InvalidInput) as refused:
        accept(region, later.code, email="ben@example.org")
    assert keys(refused) == {"code": "code_unknown"}
    with region.reading() as session:
        assert read_invitation(session, code=later.code, now=region.now) is None


def test_two_people_with_one_code_only_one_gets_in(region: Region) -> None:
    code = invite(region).code

    def act(number: str) -> object:
        try:
            return accept(region, code, email=f"bas{number}@example.org")
        except InvalidInput as refused:
            return refused

    results = race(act, "12")
    assert sorted(type(result).__name__ for result in results) == ["InvalidInput", "int"]


def test_refused_account_leaves_the_invitation_unused(region: Region) -> None:
    code = invite(region).code
    with pytest.raises(InvalidInput) as refused:
        accept(region, code, display_name="", email="bas", password="kort")
    assert keys(refused) == {
        "display_name": "required",
        "email": "email_wrong",
        "password": "password_short",
    }
    accept(region, code)


def test_known_address_takes_up_an_invitation_with_its_own_password(region: Region) -> None:
    code = invite(region).code
    with pytest.raises(SignInFailed):
        accept(region, code, email="Gerrit@example.org", password="verkeerd wachtwoord")
    assert accept(region, code, email="Gerrit@example.org") == region.ids["gerrit"]
    assert roles(region, region.ids["gerrit"]) == [
        (Role.CONTACT, region.ids["bakery"]),
        (Role.CONTACT, region.ids["garage"]),
    ]


def test_signed_in_person_takes_up_an_invitation(region: Region) -> None:
    about = {"code": invite(region).code, "address": ADDRESS, "pepper": PEPPER}
    with pytest.raises(InvalidInput) as refused:
        region.do("sam", accept_as_member, **about)
    assert keys(refused) == {"code": "needs_account"}
    region.do("gerrit", accept_as_member, **about)
    assert (Role.CONTACT, region.ids["bakery"]) in roles(region, region.ids["gerrit"])


def test_guessing_codes_is_stopped(region: Region) -> None:
    for number in range(10):
        with pytest.raises(InvalidInput):
            accept(region, "AAAA-BBBB-CCCC", address=f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts):
        accept(region, "AAAA-BBBB-CCCC")


def test_only_those_of_the_placement_invite_its_company(region: Region) -> None:
    for who in ("theo", "carla", "gerrit", "certa"):
        with pytest.raises(NotFound):
            invite(region, who)
    with pytest.raises(NotAllowed):
        invite(region, "sam")
    assert invite(region, "cor").role is Role.CONTACT


def test_organisation_invites_its_own_colleagues(region: Region) -> None:
    school, bakery = region.ids["noordcollege"], region.ids["bakery"]
    assert region.do("cor", invite_member, organisation_id=school, role=Role.TEACHER).role is Role.TEACHER
    assert region.do("carla", invite_member, organisation_id=bakery, role=Role.CONTACT).role is Role.CONTACT
    certifier = region.do("ada", invite_member, organisation_id=region.ids["alliance"], role=Role.CERTIFIER)
    assert certifier.role is Role.CERTIFIER
    for who, organisation, role in (
        ("cor", school, Role.STUDENT),
        ("cor", school, Role.CERTIFIER),
        ("carla", bakery, Role.TEACHER),
    ):
        with pytest.raises(InvalidInput):
            region.do(who, invite_member, organisation_id=organisation, role=role)
    with pytest.raises(NotAllowed):
        region.do("tess", invite_member, organisation_id=school, role=Role.TEACHER)
    with pytest.raises(NotFound):
        region.do("cor", invite_member, organisation_id=bakery, role=Role.CONTACT)


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"email": "TESS@example.org"}, {"email": "email_taken"}),
        ({"email": "geen adres"}, {"email": "email_wrong"}),
        ({"password": "welkom01"}, {"password": "password_common"}),
        ({"display_name": " ", "locale": "xx"}, {"display_name": "required", "locale": "unknown_choice"}),
    ],
)
def test_account_must_be_good(region: Region, changed: dict[str, str], faults: dict[str, str]) -> None:
    about = {"display_name": "Piet", "email": "piet@example.org", "password": PASSWORD}
    with pytest.raises(InvalidInput) as refused:
        region.do("ada", create_account, **(about | changed))
    assert keys(refused) == faults


def test_only_administrators_make_accounts_and_give_roles(region: Region) -> None:
    about = {"display_name": "Piet", "email": "piet@example.org", "password": PASSWORD}
    for who in ("tess", "cor", "certa"):
        with pytest.raises(NotAllowed):
            region.do(who, create_account, **about)
    person_id = region.do("ada", create_account, roles=[(Role.TEACHER, region.ids["noordcollege"])], **about)
    assert roles(region, person_id) == [(Role.TEACHER, region.ids["noordcollege"])]
    for role, place, error in (
        (Role.CERTIFIER, region.ids["noordcollege"], InvalidInput),
        (Role.TEACHER, 99_999, NotFound),
    ):
        with pytest.raises(error):
            region.do("ada", give_role, person_id=person_id, role=role, organisation_id=place)


def test_people_see_their_own_account(region: Region) -> None:
    with region.reading() as session:
        me = about_me(session, actor=region.actor("tess"))
    assert (me.display_name, me.email, me.roles) == (
        "Tess",
        "tess@example.org",
        ((Role.TEACHER, region.ids["noordcollege"], "Noordcollege"),),
    )


def test_company_is_registered_by_staff_with_a_valid_number(region: Region) -> None:
    about = OrganisationInput(
        "Molen De Halm", "12.34.56.78", "0000 1234 5678", "Assen", postcode="9401hk", staff=4
    )
    company_id = region.do("tess", register_company, company=about)
    branches = {"000012345678": company_id, "000012345679": None, None: None}
    assert branches == {
        branch: region.look("tess", find_company, kvk_number="12345678", branch_number=branch)
        for branch in branches
    }
    for who in ("sam", "carla", "certa"):
        with pytest.raises(NotAllowed):
            region.do(who, register_company, company=about)
        with pytest.raises(NotAllowed):
            region.look(who, find_company, kvk_number="12345678", branch_number=None)


@pytest.mark.parametrize(
    ("company", "faults"),
    [
        (OrganisationInput("Molen"), {"kvk_number": "kvk_length"}),
        (
            OrganisationInput("", "1234567a", "12"),
            {"name": "required", "kvk_number": "kvk_length", "branch_number": "branch_length"},
        ),
        (OrganisationInput("Bakkerij", "00000001"), {"kvk_number": "registered_already"}),
        (OrganisationInput("Molen", "12345678", postcode="AB 9401"), {"postcode": "postcode_wrong"}),
        (OrganisationInput("Molen", "12345678", staff=-1), {"staff": "not_a_number"}),
    ],
)
def test_company_must_be_good(region: Region, company: OrganisationInput, faults: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        region.do("tess", register_company, company=company)
    assert keys(refused) == faults


def test_branches_of_one_company_stand_beside_each_other(region: Region) -> None:
    branch = OrganisationInput("Bakkerij Brink", "00000001", "000000000012")
    assert region.do("tess", register_company, company=branch) != region.ids["bakery"]
    with pytest.raises(InvalidInput):
        region.do("tess", register_company, company=branch)


def test_schools_are_registered_by_an_administrator(region: Region) -> None:
    about = {"kind": OrganisationKind.INSTITUTION, "organisation": OrganisationInput("Oostcollege")}
    with pytest.raises(NotAllowed):
        region.do("cor", register_organisation, **about)
    assert region.do("ada", register_organisation, **about)


def test_organisation_changes_its_own_data_but_not_its_number(region: Region) -> None:
    bakery = {"organisation_id": region.ids["bakery"]}
    before = region.look("carla", open_organisation, **bakery)
    new = OrganisationInput("Bakkerij De Halm", "99999999", place="Rolde", staff=6, sector="food")
    assert region.do("carla", change_organisation, organisation=new, version=before.version, **bakery) == 2
    after = region.look("carla", open_organisation, **bakery)
    assert (after.info.name, after.info.kvk_number, after.staff) == ("Bakkerij De Halm", "00000001", 6)
    with pytest.raises(Stale):
        region.do("carla", change_organisation, organisation=new, version=before.version, **bakery)
    for who in ("gerrit", "tess", "sam"):
        with pytest.raises(NotFound):
            region.look(who, open_organisation, **bakery)


def test_teacher_sees_the_class_with_everyones_progress_but_no_answers(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "3", "respect": "0"})
    found = region.look("tess", open_class, class_id=region.ids["groen"])
    (line,) = found.placements
    assert (line.company, line.scan_state, line.answered, line.dossier_state, line.company_has_contact) == (
        "Bakery",
        ScanState.DRAFT,
        2,
        DossierState.COLLECTING,
        True,
    )
    assert [member.display_name for member in found.teachers] == ["Tess"]
    assert [member.display_name for member in found.students] == ["Sam"]
    assert (line.hold_back, line.assessed_at) == (True, None)


def test_classes_are_those_one_teaches_or_coordinates(region: Region) -> None:
    def names(who: str) -> list[tuple[str, int]]:
        with region.reading() as session:
            return [(one.name, one.students) for one in my_classes(session, actor=region.actor(who)).items]

    assert names("tess") == names("cor") == [("groen", 1)]
    assert names("theo") == [("blauw", 1)]
    assert names("sam") == names("carla") == names("rik") == []


@pytest.mark.parametrize("who", ["theo", "carla", "sam", "rik", "certa", "ada"])
def test_classes_of_others_do_not_exist(region: Region, who: str) -> None:
    for use_case in (open_class, renew_code):
        with pytest.raises(NotFound):
            region.do(who, use_case, class_id=region.ids["groen"])


def test_teacher_who_left_the_school_loses_the_class(region: Region) -> None:
    about = {"role": Role.TEACHER, "organisation_id": region.ids["noordcollege"]}
    region.do("ada", take_role, person_id=region.ids["tess"], **about)
    with pytest.raises(NotFound):
        region.look("tess", open_class, class_id=region.ids["groen"])


@pytest.mark.parametrize(
    ("name", "year", "faults"),
    [
        ("groen", "2026-2027", {"name": "class_exists"}),
        ("", None, {"name": "required"}),
        ("rood", "2026-2028", {"school_year": "school_year_wrong"}),
        ("rood", "2026/2027", {"school_year": "school_year_wrong"}),
    ],
)
def test_class_must_be_new_and_of_a_school_year(
    region: Region, name: str, year: str | None, faults: dict[str, str]
) -> None:
    about = {"institution_id": region.ids["noordcollege"], "name": name, "year": year}
    with pytest.raises(InvalidInput) as refused:
        region.do("tess", create_class, **about)
    assert keys(refused) == faults


def test_class_is_made_by_staff_of_the_school(region: Region) -> None:
    about = {"institution_id": region.ids["noordcollege"], "name": "rood"}
    with pytest.raises(NotFound):
        region.do("theo", create_class, **about)
    with pytest.raises(NotAllowed):
        region.do("sam", create_class, **about)
    made = region.do("cor", create_class, **about)
    assert region.look("cor", open_class, class_id=made).teachers == ()


def test_colleague_of_the_school_joins_a_class(region: Region) -> None:
    region.add_person("tom", (Role.TEACHER, "noordcollege"))
    about = {"class_id": region.ids["groen"]}
    region.do("cor", add_teacher, person_id=region.ids["tom"], **about)
    region.do("cor", add_teacher, person_id=region.ids["tom"], **about)
    teachers = region.look("tom", open_class, **about).teachers
    assert [member.display_name for member in teachers] == ["Tess", "Tom"]
    with pytest.raises(NotFound):
        region.do("cor", add_teacher, person_id=region.ids["theo"], **about)


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"company_id": "bakery"}, {"company_id": "placed_already"}),
        ({"company_id": "zuidcollege"}, {"company_id": "not_a_company"}),
        ({"student_id": "zoe"}, {"student_id": "not_in_class"}),
        ({"student_id": "tess"}, {"student_id": "not_in_class"}),
        ({"ends_on": date(2026, 9, 1)}, {"ends_on": "dates_order"}),
    ],
)
def test_placement_must_be_good(region: Region, changed: dict[str, object], faults: dict[str, str]) -> None:
    about: dict[str, object] = {
        "student_id": "sam",
        "company_id": "garage",
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 1, 31),
    }
    named = {
        key: region.ids[value] if isinstance(value, str) else value
        for key, value in (about | changed).items()
    }
    with pytest.raises(InvalidInput) as refused:
        region.do("tess", place_student, class_id=region.ids["groen"], **named)
    assert keys(refused) == faults


@pytest.mark.parametrize("use_case", [assess_placement, set_hold_back])
def test_placement_is_assessed_by_the_own_school(region: Region, use_case) -> None:
    extra = {"hold_back": False} if use_case is set_hold_back else {}
    about = {"placement_id": region.ids["sam-placement"], **extra}
    with pytest.raises(NotAllowed):
        region.do("sam", use_case, **about)
    for who in ("theo", "carla", "zoe"):
        with pytest.raises(NotFound):
            region.do(who, use_case, **about)
    region.do("cor", use_case, **about)


def test_sessions_hold_no_more_than_is_needed() -> None:
    assert set(SignInSession.__table__.columns.keys()) == {
        "id",
        "token_hash",
        "person_id",
        "created_at",
        "last_seen_at",
        "expires_at",
        "level",
        "proven_at",
        "device",
        "challenge",
        "challenge_expires_at",
    }


def test_safety_contacts_are_those_of_the_own_school(region: Region) -> None:
    with region.writing() as session:
        session.get_one(Organisation, region.ids["noordcollege"]).safety_contact = "kamer 1.12"
    with region.reading() as session:
        assert safety_contacts(session, actor=region.actor("sam")) == ("kamer 1.12",)
        assert safety_contacts(session, actor=region.actor("carla")) == ()


def test_two_who_register_one_company_at_once_make_it_once(region: Region) -> None:
    def act(name: str) -> object:
        try:
            return region.do("tess", register_company, company=OrganisationInput(name, "00000047"))
        except InvalidInput as refused:
            return refused.fields["kvk_number"].key

    found = race(act, "ab")
    assert sorted(map(str, found))[1:] == ["registered_already"]
