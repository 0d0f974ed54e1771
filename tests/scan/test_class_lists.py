"""A student on a class list takes the place with a start code; nobody learns who is on a list by trying."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from scan.domain.errors import InvalidInput, NotAllowed, NotFound, SignInFailed, TooManyAttempts
from scan.store.tables import Person, SchoolClass, StartCode
from scan.use_cases.class_lists import Claimed, StartCards, add_student, make_start_cards, take_place
from scan.use_cases.classes import go_by_list, open_class, open_code
from scan.use_cases.joining import join_class
from scan.use_cases.school import create_classes, my_schools, open_school
from scan.use_cases.sign_in import NewSession
from scan.use_cases.students import reset_pin, set_student_access
from tests.scan.factories import ADDRESS, PEPPER, PIN, Region

ON_SQLITE = pytest.mark.parametrize("region", ["sqlite"], indirect=True)
OTHER_PIN = "917354"


@pytest.fixture
def listed(region: Region) -> Region:
    """Noor is on the list of class groen, which goes by its list."""
    region.ids["noor"] = region.do("tess", add_student, class_id=region.ids["groen"], display_name="Noor")
    region.do("tess", go_by_list, class_id=region.ids["groen"], by_list=True)
    return region


def cards(region: Region) -> StartCards:
    made: StartCards = region.do("tess", make_start_cards, class_id=region.ids["groen"])
    return made


def take(region: Region, code: str, pin: str = PIN, address: str = ADDRESS) -> Claimed:
    with region.writing() as session:
        return take_place(session, code=code, pin=pin, address=address, pepper=PEPPER, now=region.now)


def join(region: Region, name: str, pin: str = PIN, code: str | None = None) -> NewSession:
    written = code or region.code("groen", "tess")
    with region.writing() as session:
        return join_class(
            session,
            code=written,
            display_name=name,
            pin=pin,
            address=ADDRESS,
            pepper=PEPPER,
            now=region.now,
        )


def test_a_start_code_gives_the_place_and_the_own_pin_lets_in_from_then_on(listed: Region) -> None:
    made = cards(listed)
    assert [card.name for card in made.cards] == ["Noor"]
    claimed = take(listed, made.cards[0].code.lower())
    assert (claimed.session.person_id, claimed.name) == (listed.ids["noor"], "Noor")
    assert claimed.class_code == listed.code("groen", "tess")
    assert join(listed, "noor").person_id == listed.ids["noor"]
    assert cards(listed).cards == ()


def test_codes_are_stored_as_hashes_only(listed: Region) -> None:
    (card,) = cards(listed).cards
    with listed.reading() as session:
        (stored,) = session.scalars(select(StartCode.code_hash))
    assert card.code not in stored
    assert len(stored) == 64


def fails(region: Region, code: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        take(region, code, OTHER_PIN)
    return caught.value.fields["code"].key


@ON_SQLITE
def test_a_code_that_is_used_replaced_expired_shut_out_or_made_up_fails_in_the_same_words(
    listed: Region,
) -> None:
    (first,) = cards(listed).cards
    (second,) = cards(listed).cards
    listed.do(
        "tess", set_student_access, class_id=listed.ids["groen"], student_id=listed.ids["noor"], enabled=False
    )
    shut_out = fails(listed, second.code)
    listed.do(
        "tess", set_student_access, class_id=listed.ids["groen"], student_id=listed.ids["noor"], enabled=True
    )
    listed.later(days=30)
    expired = fails(listed, second.code)
    (third,) = cards(listed).cards
    take(listed, third.code)
    words = {
        shut_out,
        expired,
        fails(listed, first.code),
        fails(listed, third.code),
        fails(listed, "AAAA-BBBB-CCCC"),
    }
    assert words == {"code_unknown"}


@ON_SQLITE
def test_a_pin_from_the_teacher_ends_the_start_code(listed: Region) -> None:
    (card,) = cards(listed).cards
    listed.do("tess", reset_pin, class_id=listed.ids["groen"], student_id=listed.ids["noor"])
    assert fails(listed, card.code) == "code_unknown"


@ON_SQLITE
def test_an_easy_pin_is_refused_and_the_code_stays_good(listed: Region) -> None:
    (card,) = cards(listed).cards
    with pytest.raises(InvalidInput) as caught:
        take(listed, card.code, "123456")
    assert list(caught.value.fields) == ["pin"]
    assert take(listed, card.code).name == "Noor"


@ON_SQLITE
def test_guessing_codes_is_limited_by_address(listed: Region) -> None:
    (card,) = cards(listed).cards
    for number in range(100):
        with pytest.raises(InvalidInput):
            take(listed, f"AAAA-BBBB-{2222 + number}")
    with pytest.raises(TooManyAttempts):
        take(listed, card.code)
    assert take(listed, card.code, address="192.0.2.99").name == "Noor"


@pytest.mark.parametrize("name", ["Noor", "Sam", "Somebody"], ids=["waits", "is in", "is not on the list"])
@ON_SQLITE
def test_trying_names_at_a_class_with_a_list_tells_nothing(listed: Region, name: str) -> None:
    with listed.reading() as session:
        before = session.scalar(select(func.count()).select_from(Person))
    with pytest.raises(SignInFailed):
        join(listed, name, OTHER_PIN)
    with listed.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == before


@ON_SQLITE
def test_who_is_in_a_class_with_a_list_still_gets_in(listed: Region) -> None:
    assert join(listed, "Sam").person_id == listed.ids["sam"]


@ON_SQLITE
def test_a_class_may_take_others_again(listed: Region) -> None:
    listed.do("tess", go_by_list, class_id=listed.ids["groen"], by_list=False)
    assert join(listed, "Somebody").person_id not in listed.ids.values()


@ON_SQLITE
def test_a_name_that_is_in_the_class_is_not_put_on_the_list_again(listed: Region) -> None:
    with pytest.raises(InvalidInput) as caught:
        listed.do("tess", add_student, class_id=listed.ids["groen"], display_name=" NOOR ")
    assert caught.value.fields["display_name"].key == "name_taken"


@pytest.mark.parametrize("who", ["theo", "carla", "sam", "rik"])
@ON_SQLITE
def test_cards_are_for_staff_of_the_class_alone(listed: Region, who: str) -> None:
    for use_case, more in ((make_start_cards, {}), (add_student, {"display_name": "X"})):
        with pytest.raises((NotFound, NotAllowed)):
            listed.do(who, use_case, class_id=listed.ids["groen"], **more)


@ON_SQLITE
def test_the_same_code_can_be_open_longer(region: Region) -> None:
    code, until = region.code("groen", "tess"), region.now.date() + timedelta(days=3)
    region.do("tess", open_code, class_id=region.ids["groen"], until=until)
    region.later(days=3)
    join(region, "Late", code=code)
    region.later(days=1)
    with pytest.raises(SignInFailed):
        join(region, "Later", code=code)
    for day in (region.now.date() - timedelta(days=1), region.now.date() + timedelta(days=367)):
        with pytest.raises(InvalidInput):
            region.do("tess", open_code, class_id=region.ids["groen"], until=day)


# The school


def test_a_coordinator_makes_the_classes_of_a_year_all_or_none(region: Region) -> None:
    school = region.ids["noordcollege"]
    wanted = {"institution_id": school, "year": "2027-2028"}
    assert region.do("cor", create_classes, names=["Blok A", "", "  Blok   B "], **wanted) == 2
    with pytest.raises(InvalidInput) as caught:
        region.do("cor", create_classes, names=["Blok C", "Blok A"], **wanted)
    assert caught.value.fields["names"].nl == "Blok A: Deze klas bestaat al in dit schooljaar."
    found = region.look("cor", open_school, institution_id=school, year="2027-2028")
    assert [(one.name, one.students, one.waiting, one.teachers) for one in found.classes.items] == [
        ("Blok A", 0, 0, ()),
        ("Blok B", 0, 0, ()),
    ]


def test_a_coordinator_sees_the_school_and_no_other(listed: Region) -> None:
    school = listed.ids["noordcollege"]
    found = listed.look("cor", open_school, institution_id=school)
    assert (found.year, found.years) == ("2026-2027", ("2027-2028", "2026-2027"))
    assert [(one.name, one.students, one.waiting, one.teachers) for one in found.classes.items] == [
        ("groen", 2, 1, ("Tess",))
    ]
    assert [one.name for one in found.teachers.items] == ["Tess"]
    with listed.reading() as session:
        assert my_schools(session, actor=listed.actor("cor")) == ((school, "Noordcollege"),)
    for who, wanted, error in (
        ("cor", "zuidcollege", NotFound),
        ("cor", "bakery", NotFound),
        ("tess", "noordcollege", NotAllowed),
    ):
        with pytest.raises(error):
            listed.look(who, open_school, institution_id=listed.ids[wanted])


@ON_SQLITE
def test_a_class_page_says_who_waits(listed: Region) -> None:
    found = listed.look("tess", open_class, class_id=listed.ids["groen"])
    assert [(one.display_name, one.waits) for one in found.students] == [("Noor", True), ("Sam", False)]
    assert found.by_list is True
    with listed.reading() as session:
        assert session.get_one(SchoolClass, found.id).by_list is True
