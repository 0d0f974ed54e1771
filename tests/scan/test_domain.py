"""Small rules without a database: numbers, secrets, fields, periods, codes, facts."""

from datetime import date
from decimal import Decimal

import pytest

from questionnaires.answers import Answer, Answers, State
from scan.domain.codes import answer_codes
from scan.domain.errors import InvalidInput, TooManyAttempts
from scan.domain.facts import PlannedAction, action_facts, declared_by_company
from scan.domain.fields import Fields
from scan.domain.kvk import BranchNumber, KvkNumber
from scan.domain.messages import TOO_LONG, UNREADABLE, Message
from scan.domain.periods import school_year
from scan.domain.roles import ROLES_BY_KIND, OrganisationKind, Role
from scan.domain.secrets import name_key, new_code, new_pin, password_fault, pin_fault, tidy_code
from tests.scan.factories import COMPANY_FORM, STUDENT_FORM


def keys(error: InvalidInput) -> dict[str, str]:
    return {field: message.key for field, message in error.fields.items()}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12345678", "12345678"), (" 00 123 456 ", "00123456"), ("12.34.56.78", "12345678")],
)
def test_kvk_number_keeps_its_eight_digits(typed: str, kept: str) -> None:
    assert str(KvkNumber.parse(typed)) == kept


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("1234567", "kvk_length"),
        ("123456789", "kvk_length"),
        ("1234567a", "kvk_length"),
        ("NL123456", "kvk_length"),
        ("１２３４５６７８", "kvk_length"),
        ("²2345678", "kvk_length"),
        ("", "kvk_length"),
        ("00000000", "kvk_zero"),
    ],
)
def test_kvk_number_of_another_form_is_refused(typed: str, key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        KvkNumber.parse(typed)
    assert keys(refused.value) == {"kvk_number": key}


def test_branch_number_has_twelve_digits() -> None:
    assert str(BranchNumber.parse("0000 1234 5678")) == "000012345678"
    for wrong in ("12345678", "000000000000", "00001234567x"):
        with pytest.raises(InvalidInput):
            BranchNumber.parse(wrong)


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("korte77", "password_short"),
        ("x" * 129, "password_long"),
        ("welkom01", "password_common"),
        ("Wachtwoord2026!", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("12345678", "password_common"),
        ("Fatima Ozturk", "password_common"),
        ("fatima@example.org", "password_common"),
        ("vier losse woorden", None),
        ("tractor kaas wolk", None),
        ("ééééüüüü ßß", None),
    ],
)
def test_password_is_judged_by_length_and_commonness_only(password: str, key: str | None) -> None:
    fault = password_fault(password, "Fatima Ozturk", "fatima@example.org")
    assert (fault and fault.key) == key


@pytest.mark.parametrize(
    ("pin", "key"),
    [
        ("482915", None),
        ("48291", "pin_wrong_form"),
        ("4829155", "pin_wrong_form"),
        ("48291a", "pin_wrong_form"),
        ("٤٨٢٩١٥", "pin_wrong_form"),
        ("111111", "pin_easy"),
        ("123456", "pin_easy"),
        ("987654", "pin_easy"),
        ("135791", "pin_easy"),
        ("121212", "pin_easy"),
        ("482482", "pin_easy"),
    ],
)
def test_pin_has_six_digits_that_are_not_a_pattern(pin: str, key: str | None) -> None:
    fault = pin_fault(pin)
    assert (fault and fault.key) == key


def test_new_pins_and_codes_are_good_and_differ() -> None:
    assert all(pin_fault(new_pin()) is None for _ in range(200))
    codes = {new_code(3) for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {14}
    assert not set("".join(codes)) & set("IO01")


@pytest.mark.parametrize("typed", ["K7MP-2XQD", "k7mp2xqd", " K7 MP 2X QD ", "k7mp–2xqd"])
def test_code_is_recognised_as_people_type_it(typed: str) -> None:
    assert tidy_code(typed) == "K7MP-2XQD"


@pytest.mark.parametrize("name", ["Noa  de Wit", "noa de wit", " NOA DE WIT ", "Noa de Wit"])
def test_names_are_the_same_whatever_case_and_spaces(name: str) -> None:
    assert name_key(name) == "noa de wit"


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 7, 31), "2025-2026"),
        (date(2026, 8, 1), "2026-2027"),
        (date(2027, 1, 1), "2026-2027"),
    ],
)
def test_school_year_begins_on_the_first_of_august(day: date, year: str) -> None:
    assert school_year(day) == year


def test_fields_are_tidied() -> None:
    fields = Fields()
    assert fields.line("a", "  Café\t de   Brug ", 20) == "Café de Brug"
    assert fields.words("b", " een\r\ntwee \n", 20) == "een\ntwee"
    assert fields.email("c", " Carla@Bakker.NL ") == "carla@bakker.nl"
    assert fields.link("d", "https://example.org/mvo?x=1") == "https://example.org/mvo?x=1"
    assert fields.optional("e", "  ", 5) is None
    fields.check()


def test_every_wrong_field_is_told_at_once() -> None:
    fields = Fields()
    fields.line("empty", "  ", 10)
    fields.line("long", "x" * 11, 10)
    fields.words("short", "x", 10, 3)
    fields.line("hidden", "a\u202eb", 10)
    fields.email("email", "carla at bakker")
    fields.link("link", "javascript:alert(1)")
    fields.choice("role", "boss", Role)
    fields.period("days", date(2026, 2, 1), date(2026, 2, 1))
    with pytest.raises(InvalidInput) as refused:
        fields.check()
    assert keys(refused.value) == {
        "empty": "required",
        "long": "too_long",
        "short": "too_short",
        "hidden": "unreadable",
        "email": "email_wrong",
        "link": "link_wrong",
        "role": "unknown_choice",
        "days": "dates_order",
    }
    assert refused.value.fields["long"] == TOO_LONG.fill(limit=10)
    assert refused.value.fields["hidden"] is UNREADABLE


@pytest.mark.parametrize(
    "link", ["http://example.org", "https://", "https://user:pw@example.org", "https://x y.nl"]
)
def test_other_links_than_plain_https_are_refused(link: str) -> None:
    fields = Fields()
    fields.link("url", link)
    assert {field: message.key for field, message in fields.faults.items()} == {"url": "link_wrong"}


def test_message_speaks_dutch_unless_asked_for_english() -> None:
    message = Message("key", "Nog {count} open", "{count} left").fill(count=3)
    assert (message.words("nl"), message.words("en"), message.words("fr")) == (
        "Nog 3 open",
        "3 left",
        "Nog 3 open",
    )


def test_too_many_attempts_says_minutes_rounded_up() -> None:
    assert TooManyAttempts(61).message.en == "Too many attempts. Wait 2 min and try again."
    assert TooManyAttempts(60).message.nl == "Te veel pogingen. Wacht 1 min en probeer het opnieuw."


def test_every_role_belongs_to_a_kind_of_organisation() -> None:
    assert frozenset().union(*ROLES_BY_KIND.values()) == frozenset(Role)
    assert set(ROLES_BY_KIND) == set(OrganisationKind)


def test_answer_codes_are_one_byte_for_each_question() -> None:
    """Order: energy-source, kitchen-heat, safe-work, respect, training-hours."""
    answers = Answers(
        {
            "energy-source": Answer(State.NOT_APPLICABLE, reason="in-rent"),
            "kitchen-heat": Answer(State.ANSWERED, "4"),
            "safe-work": Answer(State.DONT_KNOW),
            "training-hours": Answer(State.ANSWERED, Decimal(20)),
        },
        profile={"staff": Decimal(12), "kitchen": False},
    )
    assert answer_codes(COMPANY_FORM, answers) == bytes([2, 3, 1, 0, 4])
    shown = Answers(answers.items, profile={"staff": Decimal(12), "kitchen": True})
    assert answer_codes(COMPANY_FORM, shown) == bytes([2, 20, 1, 0, 4])
    assert answer_codes(STUDENT_FORM, Answers({})) == bytes([0, 3, 0, 0])


def test_action_facts_count_what_is_recent() -> None:
    today = date(2026, 11, 23)
    actions = [
        PlannedAction(None, None, with_others=True),
        PlannedAction(date(2027, 1, 1), None, with_others=False),
        PlannedAction(date(2026, 1, 1), date(2026, 2, 1), with_others=True),
        PlannedAction(date(2024, 11, 1), date(2024, 11, 23), with_others=False),
        PlannedAction(date(2023, 1, 1), date(2024, 11, 21), with_others=True),
    ]
    assert action_facts(actions, today) == {
        "actions_chosen": 4,
        "actions_planned": 3,
        "actions_finished": 2,
        "actions_with_others": 1,
    }


def test_company_declares_figures_but_not_what_others_saw() -> None:
    assert declared_by_company("previous_electricity") is True
    assert [declared_by_company(fact) for fact in ("alliance_review", "peer_visits", "actions_planned")] == [
        False,
        False,
        False,
    ]
