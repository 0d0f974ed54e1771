"""How well a school's reviewers agree, from first results and blind second reviews (design 5, instrument E2)."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Engine

from scan.domain.errors import NotAllowed, NotFound
from scan.domain.roles import Role
from scan.use_cases.calibration import Calibration, school_calibration
from scan.use_cases.reviewing import reopen_dossier
from scan.use_cases.second_reviews import ask_second_review, hand_in_second_review, save_scores
from scoring import Meaning
from tests.scan.factories import Region
from tests.scan.test_class_actions import add_company

Counting = Callable[[Engine], AbstractContextManager[list[str]]]


def judge_twice(region: Region, numbers: range, second: str = "rik", step: int = 1) -> list[int]:
    """Dossiers of new companies, closed by Tess; the second reviewer finds ``step`` for energy, else the same."""
    found = []
    for number in numbers:
        names = (f"firm-{number}", f"contact-{number}", f"student-{number}")
        add_company(region, names[0], 10 + number, names[1], names[2])
        said = {"energy-source": str(number % 5), "safe-work": str(number % 3), "respect": "1"}
        scan_id = region.student_scan(names[2], **said)
        region.own_scan(names[1], names[0], **said)
        dossier_id = region.dossier_of(scan_id).id
        region.close(dossier_id)
        region.do(second, ask_second_review, dossier_id=dossier_id, reviewer_id=region.ids[second])
        scores = {"energy-source": step, "safe-work": number % 3, "respect": 1}
        region.do(second, save_scores, dossier_id=dossier_id, scores=scores)
        region.later(hours=1)
        region.do(second, hand_in_second_review, dossier_id=dossier_id)
        found.append(dossier_id)
    return found


def calibration(region: Region, who: str = "tess", school: str = "noordcollege") -> Calibration:
    found: Calibration = region.look(who, school_calibration, institution_id=region.ids[school])
    return found


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_five_dossiers_give_a_number_with_its_interval_and_the_widest_question(region: Region) -> None:
    judge_twice(region, range(5))
    found = calibration(region)
    assert (found.dossiers, found.agreement.units) == (5, 15)
    assert found.agreement.alpha is not None
    assert found.agreement.low is not None
    assert found.agreement.low <= found.agreement.alpha < 1
    assert [(one.item.id, one.dossiers, one.mean, one.far) for one in found.spread] == [
        ("energy-source", 5, 1.4, 2)
    ]


def test_names_are_for_the_coordinator_alone(region: Region) -> None:
    judge_twice(region, range(1))
    assert [calibration(region, who).judged for who in ("tess", "rik")] == [None, None]
    (line,) = calibration(region, "cor").judged or ()
    assert (line.organisation, line.first, line.second) == ("Firm-0", "Tess", "Rik")
    assert (line.questions, line.same, line.far) == (3, 2, 0)


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_few_dossiers_say_nothing(region: Region) -> None:
    judge_twice(region, range(4))
    found = calibration(region)
    assert (found.dossiers, found.agreement.meaning, found.spread) == (4, Meaning.TOO_FEW, ())


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_a_dossier_that_was_opened_again_does_not_count_until_it_is_closed(region: Region) -> None:
    (dossier_id,) = judge_twice(region, range(1))
    region.do("tess", reopen_dossier, dossier_id=dossier_id, reason="Nog eens kijken.")
    assert calibration(region).dossiers == 0
    region.close(dossier_id)
    assert calibration(region).dossiers == 1


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_other_schools_and_other_roles_see_nothing(region: Region) -> None:
    judge_twice(region, range(1))
    assert calibration(region, "theo", "zuidcollege").dossiers == 0
    for stranger in ("theo", "carla", "certa"):
        with pytest.raises(NotFound):
            calibration(region, stranger)
    with pytest.raises(NotFound):
        calibration(region, "carla", "bakery")
    with pytest.raises(NotAllowed):
        calibration(region, "sam")


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_a_reviewer_of_the_alliance_counts_for_no_school(region: Region) -> None:
    region.add_person("alie", (Role.REVIEWER, "alliance"))
    judge_twice(region, range(1), second="alie")
    assert calibration(region).dossiers == 0


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_the_page_takes_as_many_statements_whatever_the_number_of_dossiers(
    region: Region, count_statements: Counting
) -> None:
    def statements() -> int:
        actor = region.actor("cor")
        with count_statements(region.engine) as found, region.reading() as session:
            school_calibration(
                session, actor=actor, institution_id=region.ids["noordcollege"], now=region.now
            )
        return len(found)

    judge_twice(region, range(1))
    before = statements()
    judge_twice(region, range(1, 3))
    assert (before, statements()) == (3, 3)
