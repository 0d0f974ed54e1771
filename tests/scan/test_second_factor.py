"""The second factor: codes of an app, recovery codes, and what holds before and after it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from scan.domain.assurance import SessionLevel, Step, open_step
from scan.domain.errors import InvalidInput, NotFound, ProofNeeded, SignInFailed, TooManyAttempts
from scan.domain.one_time_codes import code_of_step, matching_step, new_app_secret, step_at
from scan.domain.roles import NEEDS_SECOND_FACTOR, Membership, OrganisationKind, Role
from scan.store.files import FileStore
from scan.store.tables import AuditEvent, AuthenticatorApp, RecoveryCode, Registration, SignInSession
from scan.use_cases.erasing import erase_person
from scan.use_cases.exporting import export_person
from scan.use_cases.people import give_role
from scan.use_cases.registering import register_myself
from scan.use_cases.sealing import seal, unseal
from scan.use_cases.second_factor import (
    Added,
    add_app,
    begin_app,
    my_factors,
    remove_app,
    renew_recovery_codes,
    reset_second_factor,
    resume_app,
)
from scan.use_cases.second_step import Browser, check_app_code, check_recovery_code
from scan.use_cases.sign_in import (
    NewSession,
    SignedIn,
    change_password,
    my_sessions,
    prove_again,
    resume,
    sign_in,
)
from tests.scan.factories import ADDRESS, NOW, PASSWORD, PEPPER, Region
from tests.scan.test_answering import race

ON_SQLITE = pytest.mark.parametrize("region", ["sqlite"], indirect=True)
"""Where the database makes no difference."""
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enter(region: Region, name: str) -> str:
    """Sign in with the password; gives the token."""
    with region.writing() as session:
        return sign_in(
            session,
            email=f"{name}@example.org",
            password=PASSWORD,
            address=ADDRESS,
            pepper=PEPPER,
            now=region.now,
            device="Firefox/Windows",
        ).token


def who(region: Region, token: str) -> SignedIn:
    with region.reading() as session:
        found = resume(session, token=token, now=region.now)
    assert found is not None
    return found


def gone(region: Region, token: str) -> bool:
    with region.reading() as session:
        return resume(session, token=token, now=region.now) is None


def set_up(region: Region, token: str, step: int | None = None) -> tuple[str, Added]:
    """Put a new secret in an app and take it into use; gives the secret."""
    by = who(region, token)
    with region.reading() as session:
        setup = begin_app(session, by=by, pepper=PEPPER, now=region.now)
    with region.writing() as session:
        added = add_app(
            session,
            by=by,
            sealed=setup.sealed,
            code=code_of_step(setup.secret, step_at(region.now) if step is None else step),
            browser=Browser(ADDRESS, token, "Firefox/Windows"),
            pepper=PEPPER,
            now=region.now,
        )
    return setup.secret, added


def with_app(region: Region, name: str = "certa") -> tuple[str, Added]:
    return set_up(region, enter(region, name))


def give_code(region: Region, token: str, code: str, address: str = ADDRESS) -> NewSession:
    with region.writing() as session:
        return check_app_code(
            session,
            by=who(region, token),
            code=code,
            browser=Browser(address, token, None),
            pepper=PEPPER,
            now=region.now,
        )


def give_recovery(region: Region, token: str, code: str) -> NewSession:
    with region.writing() as session:
        return check_recovery_code(
            session,
            by=who(region, token),
            code=code,
            browser=Browser(ADDRESS, token, None),
            pepper=PEPPER,
            now=region.now,
        )


def codes_left(region: Region, name: str) -> int:
    with region.reading() as session:
        return my_factors(session, actor=region.actor(name)).recovery_codes


def faults(error: pytest.ExceptionInfo[InvalidInput]) -> dict[str, str]:
    return {field: message.key for field, message in error.value.fields.items()}


# Pure


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B, SHA-1; its eight digits end in these six."""
    assert code_of_step("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds // 30) == code


@settings(max_examples=60)
@given(offset=st.integers(-3, 3), last=st.one_of(st.none(), st.integers(-3, 3)))
def test_a_code_counts_one_step_slow_or_fast_and_only_after_the_last_one_used(
    offset: int, last: int | None
) -> None:
    present = step_at(NOW)
    code = code_of_step(SECRET, present + offset)
    newest = None if last is None else present + last
    right = abs(offset) <= 1 and (last is None or offset > last)
    assert matching_step(SECRET, code, now=NOW, last=newest) == (present + offset if right else None)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "000000000000"])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert matching_step(SECRET, code, now=NOW, last=None) is None


def test_spaces_in_a_code_do_not_matter() -> None:
    code = code_of_step(SECRET, step_at(NOW))
    assert matching_step(SECRET, f"{code[:3]} {code[3:]}", now=NOW, last=None) == step_at(NOW)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("level", SessionLevel)
def test_only_a_complete_session_is_asked_nothing(level: SessionLevel, role: Role) -> None:
    step = open_step(level, (Membership(role, 1, OrganisationKind.ALLIANCE),))
    expected = {
        SessionLevel.WAITING: Step.CHECK,
        SessionLevel.PASSWORD: Step.SET_UP if role in NEEDS_SECOND_FACTOR else None,
        SessionLevel.FULL: None,
    }
    assert step is expected[level]


def test_coordinator_certifier_monitor_and_administrator_need_a_second_factor() -> None:
    assert set(Role) - NEEDS_SECOND_FACTOR == {Role.STUDENT, Role.CONTACT, Role.TEACHER, Role.REVIEWER}


def test_a_seal_opens_with_its_own_secret_and_purpose_only() -> None:
    sealed = seal(PEPPER, "one", "text")
    assert unseal(PEPPER, "one", sealed) == "text"
    changed = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    wrong = [(PEPPER, "two", sealed), (PEPPER[::-1], "one", sealed), (PEPPER, "one", changed)]
    wrong += [(PEPPER, "one", text) for text in ("", "é", "AAAA", "x" * 500)]
    assert [unseal(*one) for one in wrong] == [None] * len(wrong)


# Setting up


@pytest.mark.parametrize("name", ["cor", "certa", "mona", "ada"])
@ON_SQLITE
def test_who_needs_a_factor_and_has_none_is_asked_to_set_one_up(region: Region, name: str) -> None:
    assert who(region, enter(region, name)).step is Step.SET_UP


@pytest.mark.parametrize("name", ["tess", "rik", "carla"])
@ON_SQLITE
def test_others_go_on_with_their_password(region: Region, name: str) -> None:
    found = who(region, enter(region, name))
    assert (found.level, found.step) == (SessionLevel.PASSWORD, None)


@ON_SQLITE
def test_a_role_that_needs_a_factor_holds_from_the_next_request(region: Region) -> None:
    token = enter(region, "tess")
    region.do(
        "ada",
        give_role,
        person_id=region.ids["tess"],
        role=Role.COORDINATOR,
        organisation_id=region.ids["noordcollege"],
    )
    assert who(region, token).step is Step.SET_UP


def test_setting_up_completes_this_session_with_a_new_token_and_gives_codes_once(region: Region) -> None:
    token = enter(region, "certa")
    _, added = set_up(region, token)
    assert added.session is not None
    assert gone(region, token)
    assert who(region, added.session.token).step is None
    assert len(set(added.recovery_codes)) == 10
    _, again = set_up(region, added.session.token)
    assert again == Added(None, ())


@ON_SQLITE
def test_setting_up_ends_the_other_sessions(region: Region) -> None:
    other = enter(region, "certa")
    with_app(region)
    assert gone(region, other)


@ON_SQLITE
def test_setting_up_needs_the_right_code_and_loses_nothing_when_it_is_wrong(region: Region) -> None:
    by = who(region, enter(region, "certa"))
    with region.reading() as session:
        setup = begin_app(session, by=by, pepper=PEPPER, now=region.now)
    with pytest.raises(InvalidInput) as refused, region.writing() as session:
        add_app(
            session,
            by=by,
            sealed=setup.sealed,
            code="000000",
            browser=Browser(ADDRESS, None, None),
            pepper=PEPPER,
            now=region.now,
        )
    assert faults(refused) == {"code": "second_code_wrong"}
    with region.reading() as session:
        again = resume_app(session, by=by, sealed=setup.sealed, pepper=PEPPER, now=region.now)
    assert again == setup
    assert setup.address.startswith("otpauth://totp/MVO-scan:certa%40example.org?secret=" + setup.secret)


@pytest.mark.parametrize("sealed", ["", "nonsense", "theirs", "old"])
@ON_SQLITE
def test_a_setup_that_is_old_or_another_ones_starts_anew(region: Region, sealed: str) -> None:
    by = who(region, enter(region, "certa"))
    other = who(region, enter(region, "mona"))
    with region.reading() as session:
        if sealed == "theirs":
            sealed = begin_app(session, by=other, pepper=PEPPER, now=region.now).sealed
        if sealed == "old":
            sealed = begin_app(session, by=by, pepper=PEPPER, now=region.now).sealed
            region.later(minutes=31)
            by = replace(by, proven_at=region.now)
        again = resume_app(session, by=by, sealed=sealed, pepper=PEPPER, now=region.now)
    assert again.sealed != sealed
    with pytest.raises(InvalidInput) as refused, region.writing() as session:
        add_app(
            session,
            by=by,
            sealed=sealed,
            code="000000",
            browser=Browser(ADDRESS, None, None),
            pepper=PEPPER,
            now=region.now,
        )
    assert faults(refused) == {"code": "setup_too_old"}


@ON_SQLITE
def test_secrets_and_codes_are_not_in_the_database(region: Region) -> None:
    secret, added = with_app(region)
    with region.reading() as session:
        sealed = session.scalars(select(AuthenticatorApp.sealed_secret)).one()
        hashes = session.scalars(select(RecoveryCode.code_hash)).all()
    assert secret not in sealed
    assert set(hashes).isdisjoint(added.recovery_codes)
    assert {len(one) for one in hashes} == {64}


@ON_SQLITE
def test_a_sealed_secret_is_worth_nothing_in_the_row_of_another(region: Region) -> None:
    secret, _ = with_app(region)
    with_app(region, "mona")
    with region.writing() as session:
        stolen = session.get_one(AuthenticatorApp, region.ids["certa"]).sealed_secret
        session.get_one(AuthenticatorApp, region.ids["mona"]).sealed_secret = stolen
    region.later(minutes=1)
    with pytest.raises(InvalidInput):
        give_code(region, enter(region, "mona"), code_of_step(secret, step_at(region.now)))


@ON_SQLITE
def test_a_student_cannot_set_one_up(region: Region) -> None:
    by = replace(who(region, enter(region, "tess")), actor=region.actor("sam"))
    with pytest.raises(InvalidInput), region.reading() as session:
        begin_app(session, by=by, pepper=PEPPER, now=region.now)


# Signing in


@ON_SQLITE
def test_signing_in_waits_for_the_code_and_then_rotates_the_token(region: Region) -> None:
    secret, _ = with_app(region)
    region.later(minutes=1)
    token = enter(region, "certa")
    waiting = who(region, token)
    assert (waiting.level, waiting.step) == (SessionLevel.WAITING, Step.CHECK)
    began = give_code(region, token, code_of_step(secret, step_at(region.now)))
    assert gone(region, token)
    complete = who(region, began.token)
    assert (complete.level, complete.step, complete.expires_at) == (
        SessionLevel.FULL,
        None,
        region.now + timedelta(hours=12),
    )


@ON_SQLITE
def test_whoever_has_a_factor_is_asked_for_it_whatever_the_role(region: Region) -> None:
    with_app(region, "tess")
    assert who(region, enter(region, "tess")).step is Step.CHECK


@ON_SQLITE
def test_waiting_lasts_a_quarter_of_an_hour(region: Region) -> None:
    with_app(region)
    token = enter(region, "certa")
    region.later(minutes=15)
    assert gone(region, token)


def test_each_code_works_once(region: Region) -> None:
    secret, _ = with_app(region)
    with pytest.raises(InvalidInput) as refused:
        give_code(region, enter(region, "certa"), code_of_step(secret, step_at(region.now)))
    assert faults(refused) == {"code": "second_code_wrong"}
    region.later(seconds=30)
    code = code_of_step(secret, step_at(region.now))
    give_code(region, enter(region, "certa"), code)
    with pytest.raises(InvalidInput):
        give_code(region, enter(region, "certa"), code)


def test_one_code_sent_twice_at_once_lets_one_in(region: Region) -> None:
    secret, _ = with_app(region)
    region.later(minutes=1)
    code = code_of_step(secret, step_at(region.now))
    tokens = {one: enter(region, "certa") for one in "ab"}

    def act(one: str) -> object:
        try:
            return give_code(region, tokens[one], code)
        except InvalidInput as refused:
            return refused

    assert sorted(type(one).__name__ for one in race(act, "ab")) == ["InvalidInput", "NewSession"]


@ON_SQLITE
def test_ten_wrong_codes_stop_the_guessing_from_anywhere(region: Region) -> None:
    secret, _ = with_app(region)
    region.later(minutes=1)
    token = enter(region, "certa")
    for number in range(10):
        with pytest.raises(InvalidInput):
            give_code(region, token, "000000", f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts):
        give_code(region, enter(region, "certa"), code_of_step(secret, step_at(region.now)))


@ON_SQLITE
def test_the_right_code_forgets_the_wrong_ones(region: Region) -> None:
    secret, _ = with_app(region)
    for _ in range(3):
        region.later(minutes=1)
        token = enter(region, "certa")
        for _ in range(9):
            with pytest.raises(InvalidInput):
                give_code(region, token, "000000")
        give_code(region, token, code_of_step(secret, step_at(region.now)))


def test_a_recovery_code_works_once_typed_in_any_way(region: Region) -> None:
    _, added = with_app(region)
    code = added.recovery_codes[3]
    began = give_recovery(region, enter(region, "certa"), f" {code.lower().replace('-', ' ')} ")
    assert who(region, began.token).step is None
    with pytest.raises(InvalidInput) as refused:
        give_recovery(region, enter(region, "certa"), code)
    assert faults(refused) == {"recovery": "recovery_code_wrong"}
    assert codes_left(region, "certa") == 9


@ON_SQLITE
def test_recovery_codes_are_of_their_owner(region: Region) -> None:
    _, added = with_app(region)
    with_app(region, "mona")
    with pytest.raises(InvalidInput):
        give_recovery(region, enter(region, "mona"), added.recovery_codes[0])


@ON_SQLITE
def test_what_was_proven_is_in_the_audit_trail(region: Region) -> None:
    _, added = with_app(region)
    give_recovery(region, enter(region, "certa"), added.recovery_codes[0])
    with region.reading() as session:
        events = session.execute(
            select(AuditEvent.action, AuditEvent.data)
            .where(AuditEvent.actor_id == region.ids["certa"])
            .order_by(AuditEvent.sequence)
        ).all()
    assert [(action, data.get("factor")) for action, data in events] == [
        ("signed_in", None),
        ("second_factor_added", "app"),
        ("signed_in", "app"),
        ("second_factor_asked", None),
        ("signed_in", "recovery_code"),
    ]


# Changing


@ON_SQLITE
def test_a_waiting_session_changes_nothing(region: Region) -> None:
    with_app(region)
    by = who(region, enter(region, "certa"))
    for act in (
        lambda session: begin_app(session, by=by, pepper=PEPPER, now=region.now),
        lambda session: remove_app(session, by=by, now=region.now),
        lambda session: renew_recovery_codes(session, by=by, pepper=PEPPER, now=region.now),
    ):
        with pytest.raises(SignInFailed), region.writing() as session:
            act(session)


@ON_SQLITE
def test_a_password_alone_never_changes_the_factors_of_who_has_one(region: Region) -> None:
    token = enter(region, "tess")
    by = who(region, token)
    with_app(region, "tess")
    with pytest.raises(SignInFailed), region.writing() as session:
        begin_app(session, by=by, pepper=PEPPER, now=region.now)


@ON_SQLITE
def test_after_a_quarter_of_an_hour_the_password_is_asked_again(region: Region) -> None:
    _, added = with_app(region)
    assert added.session is not None
    region.later(minutes=16)
    by = who(region, added.session.token)
    with pytest.raises(ProofNeeded), region.writing() as session:
        renew_recovery_codes(session, by=by, pepper=PEPPER, now=region.now)
    about = {"by": by, "address": ADDRESS, "pepper": PEPPER, "now": region.now}
    with pytest.raises(InvalidInput) as refused, region.writing() as session:
        prove_again(session, password="verkeerd wachtwoord", **about)
    assert faults(refused) == {"password": "password_wrong"}
    with region.writing() as session:
        prove_again(session, password=PASSWORD, **about)
    by = who(region, added.session.token)
    with region.writing() as session:
        codes = renew_recovery_codes(session, by=by, pepper=PEPPER, now=region.now)
    assert len(set(codes) - set(added.recovery_codes)) == 10
    with pytest.raises(InvalidInput):
        give_recovery(region, enter(region, "certa"), added.recovery_codes[0])


def test_who_needs_a_factor_keeps_the_last_one(region: Region) -> None:
    _, added = with_app(region)
    assert added.session is not None
    by = who(region, added.session.token)
    with pytest.raises(InvalidInput) as refused, region.writing() as session:
        remove_app(session, by=by, now=region.now)
    assert faults(refused) == {"app": "last_factor"}


@ON_SQLITE
def test_others_may_turn_it_off_and_their_codes_go_too(region: Region) -> None:
    _, added = with_app(region, "tess")
    assert added.session is not None
    by = who(region, added.session.token)
    with region.writing() as session:
        remove_app(session, by=by, now=region.now)
    assert codes_left(region, "tess") == 0
    assert who(region, enter(region, "tess")).level is SessionLevel.PASSWORD
    with pytest.raises(NotFound), region.writing() as session:
        remove_app(session, by=by, now=region.now)
    with pytest.raises(NotFound), region.writing() as session:
        renew_recovery_codes(session, by=by, pepper=PEPPER, now=region.now)


def test_a_reset_takes_everything_away_and_ends_every_session(region: Region) -> None:
    _, added = with_app(region)
    assert added.session is not None
    with region.writing() as session:
        reset_second_factor(session, person_id=region.ids["certa"], now=region.now)
    assert gone(region, added.session.token)
    assert who(region, enter(region, "certa")).step is Step.SET_UP
    assert codes_left(region, "certa") == 0
    with pytest.raises(NotFound), region.writing() as session:
        reset_second_factor(session, person_id=999, now=region.now)


@ON_SQLITE
def test_a_new_password_ends_other_sessions_of_who_has_a_factor_too(region: Region) -> None:
    secret, added = with_app(region)
    assert added.session is not None
    region.later(minutes=1)
    other = give_code(region, enter(region, "certa"), code_of_step(secret, step_at(region.now)))
    by = who(region, added.session.token)
    region.do(
        "certa",
        change_password,
        present=PASSWORD,
        new="vier losse woorden",
        current=by.session_id,
        address=ADDRESS,
        pepper=PEPPER,
    )
    assert gone(region, other.token)
    assert not gone(region, added.session.token)


@ON_SQLITE
def test_a_session_names_browser_and_system_and_no_address(region: Region) -> None:
    by = who(region, enter(region, "tess"))
    (mine,) = region.look("tess", my_sessions, current=by.session_id)
    assert mine.device == "Firefox/Windows"
    with region.reading() as session:
        row = session.scalars(select(SignInSession).where(SignInSession.id == mine.id)).one()
    assert ADDRESS not in {str(value) for value in vars(row).values()}


def test_secrets_are_random() -> None:
    assert {len(new_app_secret()) for _ in range(20)} == {32}
    assert len({new_app_secret() for _ in range(20)}) == 20


@ON_SQLITE
def test_my_factors_are_my_own(region: Region) -> None:
    with_app(region)
    with region.reading() as session:
        assert my_factors(session, actor=region.actor("mona")).any is False


@ON_SQLITE
def test_erasing_takes_factors_and_waiting_registrations_along(region: Region, tmp_path: Path) -> None:
    with_app(region)
    with region.writing() as session:
        register_myself(
            session,
            company="Smederij Vonk",
            kvk_number="00000031",
            display_name="Certa",
            email="certa@example.org",
            password="windmolen-fiets-kaas",
            address=ADDRESS,
            pepper=PEPPER,
            now=region.now,
        )
        person = region.ids["certa"]
        copy = export_person(session, person_id=person, now=region.now).document["about"]
        erase_person(
            session, actor=None, person_id=person, files=FileStore.at(tmp_path / "files"), now=region.now
        )
    assert set(copy["authenticator_apps.person_id"][0]) == {"last_step", "created_at"}
    with region.reading() as session:
        left = [
            session.scalars(select(table)).all() for table in (AuthenticatorApp, RecoveryCode, Registration)
        ]
    assert left == [[], [], []]
