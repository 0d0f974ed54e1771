"""Colleagues' accounts: who sees them, who may close one, and that it holds at once."""

import pytest
from sqlalchemy import select

from scan.domain.errors import NotAllowed, NotFound, SignInFailed
from scan.domain.roles import Role
from scan.store.tables import AuditEvent
from scan.use_cases.people import disable_account, enable_account, give_role
from scan.use_cases.staff import Staff, staff_of, workplaces
from tests.scan.factories import Region
from tests.scan.test_second_factor import ON_SQLITE, enter, gone, who, with_app


def staff(region: Region, name: str = "cor", place: str = "noordcollege") -> Staff:
    found: Staff = region.look(name, staff_of, organisation_id=region.ids[place])
    return found


def also_contact(region: Region, name: str) -> None:
    region.do(
        "ada",
        give_role,
        person_id=region.ids[name],
        role=Role.CONTACT,
        organisation_id=region.ids["bakery"],
    )


def test_staff_is_everyone_who_works_there_and_no_student(region: Region) -> None:
    also_contact(region, "rik")
    found = staff(region)
    lines = [(one.display_name, one.roles, one.refusal and one.refusal.key) for one in found.colleagues]
    assert lines == [
        ("Cor", (Role.COORDINATOR,), "oneself"),
        ("Rik", (Role.REVIEWER,), "works_elsewhere"),
        ("Tess", (Role.TEACHER,), None),
    ]


@ON_SQLITE
def test_it_says_who_lacks_a_second_factor_that_the_role_needs(region: Region) -> None:
    with_app(region, "mona")
    found = staff(region, "ada", "alliance")
    assert [(one.display_name, one.lacks_factor) for one in found.colleagues] == [
        ("Ada", True),
        ("Certa", True),
        ("Mona", False),
    ]
    assert [one.lacks_factor for one in staff(region).colleagues] == [True, False, False]


@ON_SQLITE
def test_four_statements_however_many_they_are(region: Region, count_statements) -> None:
    for number in range(5):
        region.add_person(f"docent{number}", (Role.TEACHER, "noordcollege"))
    actor = region.actor("cor")
    with count_statements(region.engine) as statements, region.reading() as session:
        staff_of(session, actor=actor, organisation_id=region.ids["noordcollege"], now=region.now)
    assert len(statements) == 4


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "place", "error"),
    [
        ("cor", "zuidcollege", NotFound),
        ("cor", "bakery", NotFound),
        ("carla", "noordcollege", NotFound),
        ("tess", "noordcollege", NotAllowed),
        ("certa", "alliance", NotAllowed),
    ],
)
def test_others_do_not_see_them(region: Region, name: str, place: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        staff(region, name, place)


@ON_SQLITE
def test_a_coordinator_closes_an_account_at_once_and_opens_it_again(region: Region) -> None:
    token = enter(region, "tess")
    region.do("cor", disable_account, person_id=region.ids["tess"])
    assert gone(region, token)
    with pytest.raises(SignInFailed):
        enter(region, "tess")
    assert [one.disabled_at for one in staff(region).colleagues] == [None, None, region.now]
    region.do("cor", enable_account, person_id=region.ids["tess"])
    assert gone(region, token)
    assert who(region, enter(region, "tess")).step is None
    with region.reading() as session:
        events = session.execute(
            select(AuditEvent.action, AuditEvent.actor_id).where(
                AuditEvent.subject_id == region.ids["tess"], AuditEvent.action.like("account_%abled")
            )
        ).all()
    assert [tuple(one) for one in events] == [
        ("account_disabled", region.ids["cor"]),
        ("account_enabled", region.ids["cor"]),
    ]


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "whose", "error"),
    [
        ("cor", "cor", NotAllowed),
        ("cor", "theo", NotFound),
        ("cor", "carla", NotFound),
        ("cor", "certa", NotFound),
        ("tess", "rik", NotAllowed),
        ("ada", "ada", NotAllowed),
        ("certa", "ada", NotAllowed),
        ("carla", "tess", NotFound),
    ],
)
def test_nobody_closes_the_account_of_another_school_or_their_own(
    region: Region, name: str, whose: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        region.do(name, disable_account, person_id=region.ids[whose])


@ON_SQLITE
def test_who_also_works_elsewhere_is_for_the_administrator(region: Region) -> None:
    also_contact(region, "rik")
    with pytest.raises(NotAllowed) as refused:
        region.do("cor", disable_account, person_id=region.ids["rik"])
    assert refused.value.message.key == "works_elsewhere"
    region.do("ada", disable_account, person_id=region.ids["rik"])


@ON_SQLITE
def test_workplaces_are_those_one_coordinates_or_runs(region: Region) -> None:
    places = {name: workplaces(region.actor(name)) for name in ("cor", "ada", "tess", "certa")}
    assert places == {
        "cor": (region.ids["noordcollege"],),
        "ada": (region.ids["alliance"],),
        "tess": (),
        "certa": (),
    }
