"""Passkeys: made, used, and everything about them that must be refused."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from scan.domain.assurance import Step
from scan.domain.errors import InvalidInput, NotFound, TooManyAttempts
from scan.store.tables import Passkey
from scan.use_cases.passkeys import (
    RelyingParty,
    add_passkey,
    check_passkey,
    registration_options,
    sign_in_options,
)
from scan.use_cases.second_factor import Added, my_factors, remove_passkey
from scan.use_cases.second_step import Browser
from scan.use_cases.sign_in import NewSession
from tests.scan.authenticator import Authenticator
from tests.scan.factories import ADDRESS, PEPPER, Region
from tests.scan.test_second_factor import ON_SQLITE, enter, faults, gone, who, with_app

PARTY = RelyingParty.at("https://scan.example")
REFUSED = {"passkey": "passkey_refused"}


def authenticator(**changed: object) -> Authenticator:
    return Authenticator(**({"origin": PARTY.origin, "rp_id": PARTY.id} | changed))  # type: ignore[arg-type]


def options_to_make(region: Region, token: str) -> str:
    with region.writing() as session:
        return registration_options(
            session, by=who(region, token), party=PARTY, pepper=PEPPER, now=region.now
        )


def add(region: Region, token: str, credential: str, name: str = "Mijn laptop") -> Added:
    with region.writing() as session:
        return add_passkey(
            session,
            by=who(region, token),
            name=name,
            credential=credential,
            party=PARTY,
            browser=Browser(ADDRESS, token, None),
            pepper=PEPPER,
            now=region.now,
        )


def make(region: Region, token: str, key: Authenticator, name: str = "Mijn laptop") -> Added:
    return add(region, token, key.create(options_to_make(region, token)), name)


def options_to_use(region: Region, token: str) -> str:
    with region.writing() as session:
        return sign_in_options(session, by=who(region, token), party=PARTY, now=region.now)


def use(region: Region, token: str, credential: str) -> NewSession:
    with region.writing() as session:
        return check_passkey(
            session,
            by=who(region, token),
            credential=credential,
            party=PARTY,
            browser=Browser(ADDRESS, token, None),
            pepper=PEPPER,
            now=region.now,
        )


def with_passkey(region: Region, **changed: object) -> Authenticator:
    key = authenticator(**changed)
    make(region, enter(region, "certa"), key)
    return key


def stored(region: Region) -> list[Passkey]:
    with region.reading() as session:
        return list(session.scalars(select(Passkey).order_by(Passkey.id)))


@pytest.mark.parametrize(
    ("address", "name", "origin"),
    [
        ("https://scan.example", "scan.example", "https://scan.example"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("https://Scan.Example:8443", "scan.example", "https://scan.example:8443"),
    ],
)
def test_the_house_is_known_by_its_public_address(address: str, name: str, origin: str) -> None:
    assert RelyingParty.at(address) == RelyingParty(name, origin)


def test_a_passkey_is_made_and_then_signs_in(region: Region) -> None:
    token = enter(region, "certa")
    key = authenticator()
    added = make(region, token, key)
    assert added.session is not None
    assert len(added.recovery_codes) == 10
    assert (gone(region, token), who(region, added.session.token).step) == (True, None)
    waiting = enter(region, "certa")
    assert who(region, waiting).step is Step.CHECK
    began = use(region, waiting, key.get(options_to_use(region, waiting)))
    assert who(region, began.token).step is None
    (row,) = stored(region)
    assert (row.name, row.sign_count, row.transports, row.last_used_at) == (
        "Mijn laptop",
        1,
        "internal",
        region.now,
    )


@ON_SQLITE
def test_what_is_asked_of_the_browser(region: Region) -> None:
    key = with_passkey(region)
    asked = json.loads(options_to_use(region, enter(region, "certa")))
    assert asked["userVerification"] == "required"
    assert asked["rpId"] == "scan.example"
    assert [one["transports"] for one in asked["allowCredentials"]] == [["internal"]]
    made = json.loads(options_to_make(region, enter(region, "mona")))
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["attestation"] == "none"
    assert "certa" not in made["user"]["id"]
    assert key.credential.hex() not in json.dumps(made)


@ON_SQLITE
def test_several_passkeys_have_names_and_no_passkey_is_added_twice(region: Region) -> None:
    key = with_passkey(region)
    token = enter(region, "certa")
    complete = use(region, token, key.get(options_to_use(region, token))).token
    second = authenticator()
    make(region, complete, second, " Sleutel  aan de  bos ")
    assert [row.name for row in stored(region)] == ["Mijn laptop", "Sleutel aan de bos"]
    with pytest.raises(InvalidInput) as refused:
        make(region, complete, second)
    assert faults(refused) == REFUSED
    excluded = json.loads(options_to_make(region, complete))["excludeCredentials"]
    assert len(excluded) == 2


@ON_SQLITE
def test_a_passkey_needs_a_name(region: Region) -> None:
    token = enter(region, "certa")
    with pytest.raises(InvalidInput) as refused:
        make(region, token, authenticator(), "  ")
    assert faults(refused) == {"name": "required"}
    assert stored(region) == []


@ON_SQLITE
@pytest.mark.parametrize(
    "changed",
    [{"origin": "https://scan.example.evil"}, {"rp_id": "evil"}, {"verifies": False}],
    ids=str,
)
def test_a_passkey_from_elsewhere_or_without_its_owner_is_not_made(
    region: Region, changed: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        make(region, enter(region, "certa"), authenticator(**changed))
    assert faults(refused) == REFUSED
    assert stored(region) == []


@ON_SQLITE
@pytest.mark.parametrize(
    "changed",
    [{"origin": "https://scan.example.evil"}, {"rp_id": "evil"}, {"verifies": False}],
    ids=str,
)
def test_a_passkey_used_elsewhere_or_without_its_owner_does_not_sign_in(
    region: Region, changed: dict[str, object]
) -> None:
    key = with_passkey(region)
    for name, value in changed.items():
        setattr(key, name, value)
    token = enter(region, "certa")
    with pytest.raises(InvalidInput) as refused:
        use(region, token, key.get(options_to_use(region, token)))
    assert faults(refused) == REFUSED


def test_an_answer_works_once_and_for_its_own_challenge(region: Region) -> None:
    key = with_passkey(region, counts=False)
    token = enter(region, "certa")
    old = key.get(options_to_use(region, token))
    options = options_to_use(region, token)
    with pytest.raises(InvalidInput):
        use(region, token, old)
    answer = key.get(options)
    use(region, token, answer)
    again = enter(region, "certa")
    with pytest.raises(InvalidInput) as refused:
        use(region, again, answer)
    assert faults(refused) == REFUSED


@ON_SQLITE
def test_a_challenge_lasts_five_minutes(region: Region) -> None:
    key = with_passkey(region)
    token = enter(region, "certa")
    answer = key.get(options_to_use(region, token))
    region.later(minutes=5)
    with pytest.raises(InvalidInput):
        use(region, token, answer)


@ON_SQLITE
def test_a_copy_of_a_passkey_is_found_by_its_count(region: Region) -> None:
    key = with_passkey(region)
    token = enter(region, "certa")
    use(region, token, key.get(options_to_use(region, token)))
    key.count = 0
    token = enter(region, "certa")
    with pytest.raises(InvalidInput) as refused:
        use(region, token, key.get(options_to_use(region, token)))
    assert faults(refused) == REFUSED


@ON_SQLITE
def test_a_passkey_of_another_does_not_sign_in(region: Region) -> None:
    with_passkey(region)
    other = authenticator()
    make(region, enter(region, "mona"), other)
    token = enter(region, "certa")
    with pytest.raises(InvalidInput):
        use(region, token, other.get(options_to_use(region, token)))


def _without(part: str) -> Callable[[str], str]:
    def change(answer: str) -> str:
        given = json.loads(answer)
        del given["response"][part]
        return json.dumps(given)

    return change


@ON_SQLITE
@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda _: "[]",
        lambda _: "null",
        lambda _: '{"id": 7}',
        lambda _: "[" * 15_000,
        lambda answer: answer.replace('"type": "public-key"', '"type": "other"'),
        lambda answer: answer[:-30],
        lambda answer: json.dumps(json.loads(answer) | {"response": "é"}),
        lambda answer: json.dumps(json.loads(answer) | {"rawId": "é"}),
        _without("signature"),
        _without("authenticatorData"),
        _without("clientDataJSON"),
    ],
    ids=range(12),
)
def test_what_no_browser_sends_is_refused(region: Region, change: Callable[[str], str]) -> None:
    key = with_passkey(region)
    token = enter(region, "certa")
    with pytest.raises(InvalidInput) as refused:
        use(region, token, change(key.get(options_to_use(region, token))))
    assert faults(refused) == REFUSED


@ON_SQLITE
def test_ten_answers_that_are_wrong_are_enough(region: Region) -> None:
    key = with_passkey(region)
    token = enter(region, "certa")
    options = options_to_use(region, token)
    for _ in range(10):
        with pytest.raises(InvalidInput):
            use(region, token, "{}")
    with pytest.raises(TooManyAttempts):
        use(region, token, key.get(options))


@ON_SQLITE
@pytest.mark.parametrize("made", ["", "[]", "{}", '{"response": 1}', '{"id":"é","rawId":"é","response":{}}'])
def test_what_is_no_new_passkey_is_refused(region: Region, made: str) -> None:
    token = enter(region, "certa")
    options_to_make(region, token)
    with pytest.raises(InvalidInput) as refused:
        add(region, token, made)
    assert faults(refused) == REFUSED


@ON_SQLITE
def test_who_has_no_passkey_is_asked_for_none(region: Region) -> None:
    with_app(region)
    with pytest.raises(InvalidInput) as refused:
        options_to_use(region, enter(region, "certa"))
    assert faults(refused) == REFUSED


@ON_SQLITE
def test_a_passkey_is_removed_by_its_owner_unless_it_is_the_last_factor(region: Region) -> None:
    token = enter(region, "certa")
    added = make(region, token, authenticator())
    assert added.session is not None
    complete = added.session.token
    make(region, complete, authenticator(), "Tweede")
    first, second = stored(region)
    theirs = make(region, enter(region, "mona"), authenticator())
    assert theirs.session is not None
    for token, passkey in ((complete, stored(region)[2].id), (complete, 999)):
        with pytest.raises(NotFound), region.writing() as session:
            remove_passkey(session, by=who(region, token), passkey_id=passkey, now=region.now)
    with region.writing() as session:
        remove_passkey(session, by=who(region, complete), passkey_id=first.id, now=region.now)
    with pytest.raises(InvalidInput) as refused, region.writing() as session:
        remove_passkey(session, by=who(region, complete), passkey_id=second.id, now=region.now)
    assert faults(refused) == {"passkey": "last_factor"}
    with region.reading() as session:
        left = my_factors(session, actor=region.actor("certa"))
    assert [one.name for one in left.passkeys] == ["Tweede"]


@ON_SQLITE
def test_ten_passkeys_are_enough(region: Region) -> None:
    added = make(region, enter(region, "certa"), authenticator())
    assert added.session is not None
    for number in range(9):
        make(region, added.session.token, authenticator(), f"Nummer {number}")
    with pytest.raises(InvalidInput) as refused:
        options_to_make(region, added.session.token)
    assert faults(refused) == {"passkey": "too_many_passkeys"}
