"""Signing in, sessions, and joining a class."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from scan.domain.errors import InvalidInput, NotFound, SignInFailed, TooManyAttempts
from scan.domain.roles import Role
from scan.store.tables import ClassMember, Person, SignInAttempt, SignInSession
from scan.use_cases.classes import close_code, renew_code
from scan.use_cases.hashing import digest, hashed, hashed_once, matches
from scan.use_cases.joining import join_class, school_behind
from scan.use_cases.people import disable_account, enable_account, take_role
from scan.use_cases.sign_in import (
    NewSession,
    SignedIn,
    change_password,
    end_session,
    my_sessions,
    resume,
    set_locale,
    sign_in,
    sign_out,
    touch,
)
from scan.use_cases.students import rename_student, reset_pin, set_student_access
from scan.use_cases.throttle import ADDRESS_LIMIT, Throttle
from tests.scan.factories import ADDRESS, PASSWORD, PEPPER, PIN, Region


def enter(
    region: Region, email: str = "tess@example.org", password: str = PASSWORD, **extra: object
) -> NewSession:
    with region.writing() as session:
        arguments = {"address": ADDRESS, "pepper": PEPPER, "now": region.now} | extra
        return sign_in(session, email=email, password=password, **arguments)


def join(region: Region, name: str, pin: str = PIN, code: str | None = None, **extra: object) -> NewSession:
    code = code or region.code("groen", "tess")
    with region.writing() as session:
        arguments = {"address": ADDRESS, "pepper": PEPPER, "now": region.now} | extra
        return join_class(session, code=code, display_name=name, pin=pin, **arguments)


def who(region: Region, token: str) -> SignedIn | None:
    with region.reading() as session:
        return resume(session, token=token, now=region.now)


def count(region: Region, table: type) -> int:
    with region.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_sign_in_gives_a_session_of_the_person_with_their_roles(region: Region) -> None:
    found = who(region, enter(region, " Tess@Example.org ").token)
    assert found is not None
    assert found.actor == region.actor("tess")
    assert (found.display_name, found.locale, found.touch_due) == ("Tess", "nl", False)


def test_token_is_256_bits_and_stored_only_as_a_hash(region: Region) -> None:
    token = enter(region).token
    assert len(token) == 43
    with region.reading() as session:
        stored = session.scalars(select(SignInSession.token_hash)).all()
    assert digest(token) in stored
    assert token not in stored


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("tess@example.org", "verkeerd wachtwoord"),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        ("tess@example.org", ""),
    ],
)
def test_wrong_sign_in_never_says_what_is_wrong(region: Region, email: str, password: str) -> None:
    with pytest.raises(SignInFailed) as refused:
        enter(region, email, password)
    assert refused.value.message.key == "sign_in_failed"


@pytest.mark.parametrize("email", ["tess@example.org", "nobody@example.org"])
def test_unknown_people_cost_the_same_work_as_known_ones(
    region: Region, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One verification with the same parameters, so that the time tells nothing."""
    checked: list[str] = []
    verify = PasswordHasher.verify

    def watched(hasher: PasswordHasher, stored: str, given: str) -> bool:
        checked.append(stored.rsplit("$", 2)[0])
        return verify(hasher, stored, given)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    with pytest.raises(SignInFailed):
        enter(region, email, "verkeerd wachtwoord")
    assert checked == ["$argon2id$v=19$m=19456,t=2,p=1"]


def test_signing_in_again_rotates_the_session(region: Region) -> None:
    first = enter(region)
    second = enter(region, replaces=first.token)
    assert who(region, first.token) is None
    assert who(region, second.token) is not None


def test_signing_out_ends_the_session(region: Region) -> None:
    token = enter(region).token
    with region.writing() as session:
        sign_out(session, token=token)
    assert who(region, token) is None


@pytest.mark.parametrize(("name", "lasts"), [("tess", timedelta(days=30)), ("certa", timedelta(hours=12))])
def test_session_expires_sooner_for_those_who_decide(region: Region, name: str, lasts: timedelta) -> None:
    token = enter(region, f"{name}@example.org").token
    region.now += lasts - timedelta(seconds=1)
    assert who(region, token) is not None
    region.now += timedelta(seconds=1)
    assert who(region, token) is None


def test_disabled_account_is_out_at_once_and_cannot_get_in(region: Region) -> None:
    token = enter(region).token
    with region.writing() as session:
        session.execute(update(Person).where(Person.id == region.ids["tess"]).values(disabled_at=region.now))
    assert who(region, token) is None
    with pytest.raises(SignInFailed):
        enter(region)


def test_disabling_ends_the_sessions_for_good(region: Region) -> None:
    token = enter(region).token
    region.do("ada", disable_account, person_id=region.ids["tess"])
    region.do("ada", enable_account, person_id=region.ids["tess"])
    assert who(region, token) is None
    assert who(region, enter(region).token) is not None


def test_roles_taken_away_are_gone_at_the_next_request(region: Region) -> None:
    token = enter(region).token
    region.do(
        "ada",
        take_role,
        person_id=region.ids["tess"],
        role=Role.TEACHER,
        organisation_id=region.ids["noordcollege"],
    )
    found = who(region, token)
    assert found is not None
    assert found.actor.memberships == ()


def test_use_is_noted_every_five_minutes(region: Region) -> None:
    token = enter(region).token
    region.later(minutes=5)
    found = who(region, token)
    assert found is not None
    assert found.touch_due is True
    with region.writing() as session:
        touch(session, session_id=found.session_id, now=region.now)
    again = who(region, token)
    assert again is not None
    assert again.touch_due is False


def test_sessions_are_listed_and_ended_by_their_owner_only(region: Region) -> None:
    first, second = enter(region), enter(region)
    mine = who(region, second.token)
    assert mine is not None
    listed = region.look("tess", my_sessions, current=mine.session_id)
    assert [one.current for one in listed] == [True, False]
    other = listed[1].id
    with pytest.raises(NotFound), region.writing() as session:
        end_session(session, actor=region.actor("theo"), session_id=other)
    with region.writing() as session:
        end_session(session, actor=region.actor("tess"), session_id=other)
    assert who(region, first.token) is None
    assert who(region, second.token) is not None


def test_ten_failures_lock_an_account_for_a_quarter_of_an_hour(region: Region) -> None:
    for number in range(10):
        with pytest.raises(SignInFailed):
            enter(region, password="verkeerd wachtwoord", address=f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts) as refused:
        enter(region, address="198.51.100.1")
    assert refused.value.retry_after == 15 * 60
    assert who(region, enter(region, "theo@example.org").token) is not None
    region.later(minutes=15)
    assert who(region, enter(region).token) is not None


def test_unknown_accounts_lock_like_known_ones(region: Region) -> None:
    for _ in range(10):
        with pytest.raises(SignInFailed):
            enter(region, "nobody@example.org")
    with pytest.raises(TooManyAttempts):
        enter(region, "nobody@example.org")


def test_hundred_failures_lock_an_address(region: Region) -> None:
    with region.writing() as session:
        throttle = Throttle.of(PEPPER, ("address", ADDRESS, ADDRESS_LIMIT))
        (key,) = throttle.limits
        session.add_all(SignInAttempt(key_hash=key, at=region.now) for _ in range(ADDRESS_LIMIT))
    with pytest.raises(TooManyAttempts):
        enter(region, "theo@example.org")
    assert who(region, enter(region, "theo@example.org", address="198.51.100.1").token) is not None


def test_success_forgets_the_failures_of_the_account(region: Region) -> None:
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(SignInFailed):
                enter(region, password="verkeerd wachtwoord")
        enter(region)


def test_attempts_hold_no_personal_data_and_go_after_a_day(region: Region) -> None:
    with pytest.raises(SignInFailed):
        enter(region, password="verkeerd wachtwoord")
    with region.reading() as session:
        keys = session.scalars(select(SignInAttempt.key_hash)).all()
    assert len(keys) == 2
    assert {digest("tess@example.org"), digest(ADDRESS)}.isdisjoint(keys)
    region.later(days=1, seconds=1)
    with pytest.raises(SignInFailed):
        enter(region, "theo@example.org", "verkeerd wachtwoord")
    assert count(region, SignInAttempt) == 2


def change(region: Region, token: str, present: str, new: str) -> None:
    signed_in = who(region, token)
    assert signed_in is not None
    region.do(
        "tess",
        change_password,
        present=present,
        new=new,
        current=signed_in.session_id,
        address=ADDRESS,
        pepper=PEPPER,
    )


def test_new_password_ends_the_other_sessions(region: Region) -> None:
    other, mine = enter(region), enter(region)
    change(region, mine.token, PASSWORD, "vier losse woorden")
    assert who(region, other.token) is None
    assert who(region, mine.token) is not None
    with pytest.raises(SignInFailed):
        enter(region)
    enter(region, password="vier losse woorden")


@pytest.mark.parametrize(
    ("present", "new", "field", "key"),
    [
        ("verkeerd wachtwoord", "vier losse woorden", "present", "password_wrong"),
        (PASSWORD, "kort", "new", "password_short"),
        (PASSWORD, "tess@example.org", "new", "password_common"),
    ],
)
def test_new_password_needs_the_present_one_and_must_be_good(
    region: Region, present: str, new: str, field: str, key: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        change(region, enter(region).token, present, new)
    assert {name: message.key for name, message in refused.value.fields.items()} == {field: key}


def test_language_is_remembered(region: Region) -> None:
    token = enter(region).token
    with region.writing() as session:
        set_locale(session, actor=region.actor("tess"), locale="en")
    found = who(region, token)
    assert found is not None
    assert found.locale == "en"
    with pytest.raises(InvalidInput), region.writing() as session:
        set_locale(session, actor=region.actor("tess"), locale="klingon")


def test_new_name_makes_a_student_of_the_class(region: Region) -> None:
    joined = join(region, "  Noa   de Wit ")
    found = who(region, joined.token)
    assert found is not None
    assert found.display_name == "Noa de Wit"
    assert [(m.role, m.organisation_id) for m in found.actor.memberships] == [
        (Role.STUDENT, region.ids["noordcollege"])
    ]


def test_same_name_and_pin_is_the_same_student(region: Region) -> None:
    first = join(region, "Noa de Wit")
    again = join(region, "NOA  DE wit", code=region.code("groen", "tess").lower().replace("-", " "))
    assert again.person_id == first.person_id
    assert count(region, ClassMember) == 5


def test_name_in_another_class_is_another_student(region: Region) -> None:
    here = join(region, "Noa de Wit")
    there = join(region, "Noa de Wit", code=region.code("blauw", "theo"))
    assert here.person_id != there.person_id


@pytest.mark.parametrize(("pin", "code"), [("593026", None), (PIN, "ABCD-2345"), ("593026", "ABCD-2345")])
def test_wrong_pin_and_wrong_code_fail_the_same(region: Region, pin: str, code: str | None) -> None:
    join(region, "Noa de Wit")
    with pytest.raises(SignInFailed):
        join(region, "Noa de Wit", pin, code)


@pytest.mark.parametrize(
    ("name", "pin", "faults"),
    [
        ("", "482915", {"display_name": "required"}),
        ("Noa", "1234", {"pin": "pin_wrong_form"}),
        ("x" * 81, "123456", {"display_name": "too_long", "pin": "pin_easy"}),
        ("Noa\u202e", "482915", {"display_name": "unreadable"}),
    ],
)
def test_wrong_form_is_told_before_anything_is_looked_up(
    region: Region, name: str, pin: str, faults: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        join(region, name, pin, "ABCD-2345")
    assert {field: message.key for field, message in refused.value.fields.items()} == faults


def test_expired_code_lets_its_students_in_but_nobody_new(region: Region) -> None:
    first = join(region, "Noa de Wit")
    code = region.code("groen", "tess")
    with region.reading() as session:
        assert school_behind(session, code=code, now=region.now) == "Noordcollege"
    region.do("tess", close_code, class_id=region.ids["groen"])
    assert join(region, "Noa de Wit", code=code).person_id == first.person_id
    with pytest.raises(SignInFailed):
        join(region, "Iemand anders", code=code)
    with region.reading() as session:
        assert school_behind(session, code=code, now=region.now) is None


def test_renewed_code_replaces_the_old_one(region: Region) -> None:
    old = region.code("groen", "tess")
    new = region.do("tess", renew_code, class_id=region.ids["groen"])
    with pytest.raises(SignInFailed):
        join(region, "Sam", code=old)
    assert join(region, "Sam", code=new).person_id == region.ids["sam"]


def test_guessing_pins_of_one_student_is_stopped(region: Region) -> None:
    for number in range(10):
        with pytest.raises(SignInFailed):
            join(region, "Sam", f"59302{number}", address=f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts):
        join(region, "Sam", address="198.51.100.1")
    assert join(region, "Noa de Wit").person_id


def test_teacher_gives_a_new_pin_and_old_sessions_end(region: Region) -> None:
    token = join(region, "Sam").token
    pin = region.do("tess", reset_pin, class_id=region.ids["groen"], student_id=region.ids["sam"])
    assert who(region, token) is None
    with pytest.raises(SignInFailed):
        join(region, "Sam")
    assert join(region, "Sam", pin).person_id == region.ids["sam"]


def test_teacher_shuts_a_student_out_and_lets_them_in_again(region: Region) -> None:
    token = join(region, "Sam").token
    about = {"class_id": region.ids["groen"], "student_id": region.ids["sam"]}
    region.do("tess", set_student_access, enabled=False, **about)
    assert who(region, token) is None
    with pytest.raises(SignInFailed):
        join(region, "Sam")
    region.do("tess", set_student_access, enabled=True, **about)
    assert join(region, "Sam").person_id == region.ids["sam"]


def test_renamed_student_signs_in_with_the_new_name(region: Region) -> None:
    join(region, "Noa de Wit")
    about = {"class_id": region.ids["groen"], "student_id": region.ids["sam"]}
    with pytest.raises(InvalidInput):
        region.do("tess", rename_student, display_name="noa DE wit", **about)
    region.do("tess", rename_student, display_name="Sami", **about)
    assert join(region, "sami").person_id == region.ids["sam"]


def test_students_of_another_class_are_not_found(region: Region) -> None:
    about = {"class_id": region.ids["groen"], "student_id": region.ids["zoe"]}
    with pytest.raises(NotFound):
        region.do("tess", reset_pin, **about)
    with pytest.raises(NotFound):
        region.do("theo", reset_pin, class_id=region.ids["groen"], student_id=region.ids["sam"])


def test_secret_for_rate_limits_must_be_long(region: Region) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        enter(region, pepper=b"short")


def test_one_password_has_many_hashes_but_for_the_invented_people_of_the_demo() -> None:
    def two_hashes() -> int:
        return len({hashed("vier-losse-woorden-2026") for _ in range(2)})

    assert two_hashes() == 2
    with hashed_once():
        assert two_hashes() == 1
        stored = hashed("vier-losse-woorden-2026")
        given = (
            (stored, "vier-losse-woorden-2026"),
            (stored, "iets-heel-anders-2026"),
            (None, "iets-heel-anders-2026"),
        )
        assert [matches(*one) for one in given] == [True, False, False]
    assert two_hashes() == 2
