"""A company that registers itself: what is told to whom, and that nothing exists before the address is confirmed."""

import pytest
from sqlalchemy import func, select

from scan.domain.assurance import Step
from scan.domain.errors import InvalidInput, NotFound, TooManyAttempts
from scan.domain.roles import OrganisationKind, Role
from scan.store.tables import Organisation, Person, Registration
from scan.use_cases.own_organisation import own_dossier
from scan.use_cases.people import disable_account
from scan.use_cases.registering import (
    NewRegistration,
    RegistrationInfo,
    confirm_registration,
    read_registration,
    register_myself,
)
from scan.use_cases.second_step import Browser
from scan.use_cases.sign_in import NewSession
from tests.scan.factories import ADDRESS, PASSWORD, PEPPER, Region
from tests.scan.test_answering import race
from tests.scan.test_second_factor import ON_SQLITE, faults, gone, who, with_app

OWN = "windmolen-fiets-kaas"
KVK = "00000031"


def register(region: Region, **changed: object) -> NewRegistration:
    about: dict[str, object] = {
        "company": "Smederij Vonk",
        "kvk_number": KVK,
        "display_name": "Vera Vonk",
        "email": "Vera@Vonk.example",
        "password": OWN,
        "address": ADDRESS,
        "pepper": PEPPER,
        "now": region.now,
    }
    with region.writing() as session:
        return register_myself(session, **(about | changed))


def confirm(region: Region, token: str, password: str = OWN) -> NewSession:
    with region.writing() as session:
        return confirm_registration(
            session,
            token=token,
            password=password,
            browser=Browser(ADDRESS, None, "Firefox/Windows"),
            pepper=PEPPER,
            now=region.now,
        )


def read(region: Region, token: str) -> RegistrationInfo:
    with region.reading() as session:
        return read_registration(session, token=token, now=region.now)


def companies(region: Region) -> list[str]:
    with region.reading() as session:
        kind = Organisation.kind == "company"
        return list(session.scalars(select(Organisation.name).where(kind).order_by(Organisation.id)))


def people(region: Region) -> int:
    with region.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_nothing_exists_until_the_address_is_confirmed(region: Region) -> None:
    before = (companies(region), people(region))
    made = register(region)
    assert (companies(region), people(region)) == before
    assert (made.email, made.company, made.locale) == ("vera@vonk.example", "Smederij Vonk", "nl")
    assert read(region, made.token) == RegistrationInfo("Smederij Vonk", "vera@vonk.example", False)
    began = confirm(region, made.token)
    found = who(region, began.token)
    assert (found.display_name, found.step) == ("Vera Vonk", None)
    (place,) = found.actor.organisations(Role.CONTACT)
    with region.reading() as session:
        own = own_dossier(session, actor=found.actor, organisation_id=place)
    assert (own.organisation, own.dossier_id) == ("Smederij Vonk", None)
    with pytest.raises(NotFound):
        confirm(region, made.token)


@ON_SQLITE
def test_the_link_needs_the_password_of_who_registered(region: Region) -> None:
    """Or somebody could register another's address with a password of their own, and wait for the click."""
    token = register(region).token
    with pytest.raises(InvalidInput) as refused:
        confirm(region, token, PASSWORD)
    assert faults(refused) == {"password": "password_wrong"}
    confirm(region, token)


@ON_SQLITE
def test_guessing_that_password_is_stopped(region: Region) -> None:
    token = register(region).token
    for _ in range(10):
        with pytest.raises(InvalidInput):
            confirm(region, token, "verkeerd wachtwoord")
    with pytest.raises(TooManyAttempts):
        confirm(region, token)


@ON_SQLITE
def test_a_link_lasts_two_days(region: Region) -> None:
    token = register(region).token
    region.later(days=2)
    with pytest.raises(NotFound):
        read(region, token)
    with pytest.raises(NotFound):
        confirm(region, token)
    register(region, kvk_number="00000032")
    with region.reading() as session:
        assert session.scalar(select(func.count()).select_from(Registration)) == 1


@ON_SQLITE
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"company": " "}, {"company": "required"}),
        ({"company": "x" * 301}, {"company": "too_long"}),
        ({"kvk_number": "1234567"}, {"kvk_number": "kvk_length"}),
        ({"kvk_number": "00000000"}, {"kvk_number": "kvk_zero"}),
        ({"display_name": "Vera\u202e"}, {"display_name": "unreadable"}),
        ({"email": "vera"}, {"email": "email_wrong"}),
        ({"password": "welkom01"}, {"password": "password_common"}),
        ({"password": "Smederij Vonk"}, {"password": "password_common"}),
        ({"email": "", "kvk_number": ""}, {"email": "email_wrong", "kvk_number": "kvk_length"}),
    ],
)
def test_what_is_wrong_is_told_at_once(
    region: Region, changed: dict[str, object], expected: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        register(region, **changed)
    assert faults(refused) == expected


@ON_SQLITE
@pytest.mark.parametrize("kvk_number", ["00000001", "0000 0001", "00000002"])
def test_nobody_takes_over_a_company_that_takes_part(region: Region, kvk_number: str) -> None:
    """The bakery has a contact and an intern. The answer is the same, and names nobody."""
    with pytest.raises(InvalidInput) as refused:
        register(region, kvk_number=kvk_number)
    assert faults(refused) == {"kvk_number": "company_known"}
    assert "Carla" not in refused.value.fields["kvk_number"].nl


@ON_SQLITE
def test_asking_after_companies_one_by_one_is_stopped(region: Region) -> None:
    for number in range(20):
        with pytest.raises(InvalidInput):
            register(region, kvk_number="00000001", email=f"a{number}@vonk.example")
    with pytest.raises(TooManyAttempts):
        register(region)
    register(region, address="198.51.100.1")


@ON_SQLITE
def test_one_address_gets_three_messages_in_a_quarter_of_an_hour(region: Region) -> None:
    for _ in range(3):
        register(region)
    with pytest.raises(TooManyAttempts):
        register(region, address="198.51.100.1")
    region.later(minutes=15)
    register(region)


@ON_SQLITE
def test_a_company_without_anyone_is_taken_up_as_it_is(region: Region) -> None:
    place = region.add_organisation("smederij", OrganisationKind.COMPANY, KVK)
    began = confirm(region, register(region, company="Vonk").token)
    assert who(region, began.token).actor.organisations(Role.CONTACT) == (place,)
    assert companies(region)[-1] == "Smederij"


@ON_SQLITE
def test_an_answer_tells_nothing_of_who_has_an_account(region: Region) -> None:
    new, known = register(region), register(region, email="gerrit@example.org", kvk_number="00000032")
    assert (len(new.token), new.expires_at) == (len(known.token), known.expires_at)
    assert read(region, known.token).has_account is True


@ON_SQLITE
def test_an_account_that_exists_gets_the_company_with_its_own_password(region: Region) -> None:
    made = register(region, email="gerrit@example.org")
    with pytest.raises(InvalidInput):
        confirm(region, made.token, OWN)
    began = confirm(region, made.token, PASSWORD)
    assert began.person_id == region.ids["gerrit"]
    assert len(who(region, began.token).actor.organisations(Role.CONTACT)) == 2


@ON_SQLITE
def test_a_second_factor_is_asked_here_too(region: Region) -> None:
    with_app(region)
    began = confirm(region, register(region, email="certa@example.org").token, PASSWORD)
    assert who(region, began.token).step is Step.CHECK


@ON_SQLITE
def test_a_closed_account_does_not_come_back_this_way(region: Region) -> None:
    made = register(region, email="gerrit@example.org")
    region.do("ada", disable_account, person_id=region.ids["gerrit"])
    with pytest.raises(InvalidInput) as refused:
        confirm(region, made.token, PASSWORD)
    assert faults(refused) == {"password": "password_wrong"}


@ON_SQLITE
def test_who_confirms_second_is_told_to_ask(region: Region) -> None:
    first, second = register(region), register(region, email="ander@vonk.example")
    confirm(region, first.token)
    with pytest.raises(InvalidInput) as refused:
        confirm(region, second.token)
    assert faults(refused) == {"company": "company_known"}


@ON_SQLITE
def test_the_same_person_may_confirm_twice(region: Region) -> None:
    first, second = register(region), register(region)
    began = confirm(region, first.token)
    assert confirm(region, second.token).person_id == began.person_id
    assert not gone(region, began.token)


def test_two_who_confirm_one_company_at_once_make_it_once(region: Region) -> None:
    tokens = {one: register(region, email=f"{one}@vonk.example").token for one in "ab"}

    def act(one: str) -> object:
        try:
            return confirm(region, tokens[one])
        except InvalidInput as refused:
            return refused

    assert sorted(type(one).__name__ for one in race(act, "ab")) == ["InvalidInput", "NewSession"]
    assert companies(region).count("Smederij Vonk") == 1


@pytest.mark.parametrize("rounds", range(3))
def test_two_links_of_one_address_at_once_make_one_account_and_say_so(region: Region, rounds: int) -> None:
    """Each for a company of its own: on PostgreSQL both find no account yet, and only one can make it."""
    tokens = {one: register(region, company=f"Vonk {one}", kvk_number=f"0000004{one}").token for one in "12"}
    before = people(region)

    def act(one: str) -> object:
        try:
            return confirm(region, tokens[one])
        except InvalidInput as refused:
            return refused

    became = dict(zip("12", race(act, "12"), strict=True))
    late = [one for one, what in became.items() if isinstance(what, InvalidInput)]
    assert len(late) < 2
    for one in late:
        assert became[one].fields["email"].key == "other_link"
        assert read(region, tokens[one]).has_account
        confirm(region, tokens[one])
    assert people(region) == before + 1
    assert {"Vonk 1", "Vonk 2"} <= set(companies(region))


def test_the_later_of_two_links_is_told_what_to_fill_in(region: Region) -> None:
    """The other account was made between looking and writing: the message is the same on both databases."""
    token = register(region, kvk_number="00000041").token
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scan.use_cases.people._address_is_free", lambda _session, _address: True)
        patch.setattr("scan.use_cases.registering._person_of", lambda _session, _email: None)
        confirm(region, register(region, company="Vonk 2", kvk_number="00000042").token)
        with pytest.raises(InvalidInput) as refused:
            confirm(region, token)
    assert faults(refused) == {"email": "other_link"}
    confirm(region, token)
