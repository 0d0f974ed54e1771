"""The result of a dossier: who reads it when, sharing a report, and a next round beside the one before (design 6)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select, update

from questionnaires.definition import Questionnaire
from questionnaires.publishing import canonical_bytes
from scan.domain.change import Result, changes
from scan.domain.errors import NotAllowed, NotFound
from scan.domain.plan import PlanState, PlanStep
from scan.domain.roles import Role
from scan.store.session import read
from scan.store.tables import Organisation, Placement, SharedReport
from scan.use_cases.moderating import moderated_outcome
from scan.use_cases.opening import open_scan
from scan.use_cases.planning import ActionInput, add_action, move_action
from scan.use_cases.publishing import publish_questionnaire
from scan.use_cases.reporting import Report, open_presentation, open_report, results_of, shared_with
from scan.use_cases.rescanning import Comparison, LedTo, open_comparison_with_before, start_next_round
from scan.use_cases.reviewing import open_comparison, reopen_dossier
from scan.use_cases.sharing import group_student
from scan.use_cases.sharing_reports import share_report, sharing_of
from scan.use_cases.students import assess_placement, set_hold_back
from tests.scan.factories import COMPANY_FORM, Region

pytestmark = pytest.mark.parametrize("region", ["sqlite"], indirect=True)
Counting = Callable[[Engine], AbstractContextManager[list[str]]]


def report(region: Region, who: str, dossier_id: int) -> Report:
    found: Report = region.look(who, open_report, dossier_id=dossier_id)
    return found


# Who reads it when


def test_before_the_check_only_the_company_reads_what_it_filled_in_itself(region: Region) -> None:
    dossier_id = region.compared()
    mine = report(region, "carla", dossier_id)
    assert (mine.moderated, mine.peers, mine.speaks_for_it) == (False, None, True)
    assert mine.standing.outcome.total.claimed == 5_375
    for who in ("sam", "tess", "gerrit", "zoe", "theo"):
        with pytest.raises(NotFound):
            region.look(who, open_report, dossier_id=dossier_id)


def test_after_the_check_everyone_who_has_to_do_with_it_reads_the_same_result(region: Region) -> None:
    dossier_id = region.moderated()
    mine = report(region, "carla", dossier_id)
    assert (mine.moderated_at, mine.schools, mine.students) == (region.now, ("Noordcollege",), 1)
    for who in ("sam", "tess", "rik", "cor"):
        theirs = report(region, who, dossier_id)
        assert theirs.standing.outcome == mine.standing.outcome
        assert theirs.speaks_for_it is False
    for who in ("gerrit", "zoe", "theo"):
        with pytest.raises(NotFound):
            region.look(who, open_report, dossier_id=dossier_id)


def test_nothing_handed_in_is_no_report(region: Region) -> None:
    scan_id = region.start_own()
    with pytest.raises(NotFound):
        region.look("carla", open_report, dossier_id=region.dossier_of(scan_id).id)


def test_private_figures_of_a_small_firm_are_for_itself(region: Region) -> None:
    region.student_scan()
    scan_id = region.start_own()
    region.fill(
        "carla", scan_id, {"energy-source": "3", "training-hours": "40"}, {"staff": "3", "kitchen": False}
    )
    region.submit("carla", scan_id)
    dossier_id = region.dossier_of(scan_id).id
    region.close(dossier_id)
    assert report(region, "carla", dossier_id).private == frozenset()
    assert report(region, "sam", dossier_id).private == {"training-hours"}


def test_a_report_takes_as_many_statements_whatever_else_there_is(
    region: Region, count_statements: Counting
) -> None:
    with region.writing() as session:
        bakery = Organisation.id == region.ids["bakery"]
        session.execute(update(Organisation).where(bakery).values(sector="food"))
    dossier_id = region.moderated()
    actor = region.actor("carla")

    def taken() -> int:
        with count_statements(region.engine) as statements, read(region.engine) as session:
            found = open_report(session, actor=actor, dossier_id=dossier_id, now=region.now)
            shared_with(session, found)
        return len(statements)

    before = taken()
    for _ in range(3):
        region.do("carla", add_action, dossier_id=dossier_id, action=ActionInput("Ledlampen ophangen"))
    assert (before, taken()) == (13, 13)


# Presenting


def test_a_student_presents_once_both_sides_are_in(region: Region) -> None:
    scan_id = region.student_scan()
    dossier_id = region.dossier_of(scan_id).id
    with pytest.raises(NotAllowed) as refused:
        region.look("sam", open_presentation, dossier_id=dossier_id)
    assert refused.value.message.key == "not_open"
    region.own_scan()
    shown: Report = region.look("sam", open_presentation, dossier_id=dossier_id)
    assert (shown.moderated, shown.standing.outcome.total.claimed) == (False, 5_375)
    region.close(dossier_id)
    assert region.look("sam", open_presentation, dossier_id=dossier_id).moderated is True
    for who in ("gerrit", "zoe", "theo"):
        with pytest.raises(NotFound):
            region.look(who, open_presentation, dossier_id=dossier_id)


def test_a_presentation_is_never_made_of_a_students_answers_alone(region: Region) -> None:
    scan_id = region.student_scan()
    dossier_id = region.dossier_of(scan_id).id
    region.later(weeks=7)
    region.do("tess", open_comparison, dossier_id=dossier_id)
    region.close(dossier_id)
    with pytest.raises(NotAllowed) as refused:
        region.look("sam", open_presentation, dossier_id=dossier_id)
    assert refused.value.message.key == "company_not_in"


# Sharing


def test_a_report_is_shared_when_both_are_in_and_the_school_lets_go(region: Region) -> None:
    scan_id = region.student_scan()
    for key in ("not_open", "held_back"):
        assert region.look("sam", sharing_of, scan_id=scan_id).refusal.key == key
        with pytest.raises(NotAllowed) as refused:
            region.do("sam", share_report, scan_id=scan_id)
        assert refused.value.message.key == key
        if key == "not_open":
            region.own_scan()
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    for _ in range(2):
        region.do("sam", share_report, scan_id=scan_id)
    assert region.look("sam", sharing_of, scan_id=scan_id).shared_at == region.now
    with region.reading() as session:
        assert session.scalars(select(SharedReport.scan_id)).all() == [scan_id]
        actor = region.actor("carla")
        dossier_id = region.dossier_of(scan_id).id
        found = open_report(session, actor=actor, dossier_id=dossier_id, now=region.now)
        assert [(one.scan_id, one.school) for one in shared_with(session, found)] == [
            (scan_id, "Noordcollege")
        ]
    assert region.look("carla", open_scan, scan_id=scan_id).id == scan_id


def test_a_report_of_two_is_read_by_the_company_when_the_school_lets_both_go(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    placement_id = region.ids["noa-placement"]
    scan_id = region.start("sam")
    region.do("tess", group_student, placement_id=placement_id, scan_id=scan_id)
    region.fill("noa", scan_id)
    region.submit("sam", scan_id)
    region.own_scan()
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    with pytest.raises(NotAllowed):
        region.do("noa", share_report, scan_id=scan_id)
    region.do("tess", assess_placement, placement_id=placement_id)
    region.do("noa", share_report, scan_id=scan_id)
    region.do("tess", set_hold_back, placement_id=placement_id, hold_back=True)
    dossier_id, actor = region.dossier_of(scan_id).id, region.actor("carla")
    with region.reading() as session:
        found = open_report(session, actor=actor, dossier_id=dossier_id, now=region.now)
        assert (found.students, len(shared_with(session, found))) == (2, 1)
    with region.writing() as session:
        session.get_one(Placement, placement_id).assessed_at = None
    with region.reading() as session:
        assert shared_with(session, found) == ()


def test_only_the_student_who_wrote_it_shares_a_report(region: Region) -> None:
    scan_id = region.student_scan()
    own_id = region.own_scan()
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    for who, error in (("carla", NotAllowed), ("tess", NotAllowed), ("zoe", NotFound), ("gerrit", NotFound)):
        with pytest.raises(error):
            region.do(who, share_report, scan_id=scan_id)
    for who in ("sam", "carla"):
        with pytest.raises(NotFound):
            region.look(who, sharing_of, scan_id=own_id)


# A next round


def next_round(region: Region, *, copy_profile: bool = True, slug: str = "try-company") -> int:
    scan_id: int = region.do(
        "carla", start_next_round, organisation_id=region.ids["bakery"], slug=slug, copy_profile=copy_profile
    )
    return scan_id


def finish(region: Region, scan_id: int, **answers: str) -> int:
    """Fill in, hand in and close by time, without students. Gives the dossier's id."""
    given = {key.replace("_", "-"): value for key, value in answers.items()}
    region.fill("carla", scan_id, given)
    region.submit("carla", scan_id)
    dossier_id = region.dossier_of(scan_id).id
    region.later(weeks=7)
    if "alan" not in region.ids:
        region.add_person("alan", (Role.REVIEWER, "alliance"))
    region.do("alan", open_comparison, dossier_id=dossier_id)
    region.close(dossier_id, "alan")
    return dossier_id


@pytest.mark.parametrize("copied", [True, False])
def test_a_next_round_takes_over_the_profile_when_asked_and_never_an_answer(
    region: Region, copied: bool
) -> None:
    region.moderated()
    scan_id = next_round(region, copy_profile=copied)
    opened = region.open("carla", scan_id)
    assert {key: str(value) for key, value in opened.profile.items()} == (
        {"staff": "12", "kitchen": "False"} if copied else {}
    )
    assert opened.answers == {}
    assert {key: answer.value for key, answer in opened.previous.items()} == {
        "energy-source": "3", "safe-work": "2", "respect": "1",
    }  # fmt: skip


def test_starting_twice_gives_the_same_scan_and_keeps_what_was_changed(region: Region) -> None:
    region.moderated()
    scan_id = next_round(region)
    region.fill("carla", scan_id, {}, {"staff": "15", "kitchen": True})
    assert next_round(region) == scan_id
    assert str(region.open("carla", scan_id).profile["staff"]) == "15"


def test_a_first_scan_has_no_last_time_and_a_student_never_sees_it(region: Region) -> None:
    assert region.open("carla", region.start_own()).previous == {}


def test_what_rose_stands_beside_the_action_that_led_to_it(region: Region) -> None:
    first = finish(region, region.start_own(), energy_source="0", safe_work="1", respect="1")
    action = ActionInput("Overstappen op groene stroom", item_id="energy-source")
    action_id = region.do("carla", add_action, dossier_id=first, action=action)
    region.later(days=30)
    region.do("carla", move_action, action_id=action_id, step=PlanStep.FINISH, version=1)
    day = region.now.date()
    second = finish(region, next_round(region), energy_source="1", safe_work="0", respect="1")
    found: Comparison = region.look("carla", open_comparison_with_before, dossier_id=second)
    change = found.change
    assert (change.same_questionnaire, change.comparable, change.unchanged) == (True, True, 1)
    assert [(one.item.id, one.group_id, one.before, one.after, one.rose) for one in change.items] == [
        ("energy-source", "clean_energy", "0", "1", True),
        ("safe-work", "social_enterprise", "1", "0", False),
    ]
    assert [(one.group_id, one.before, one.after, one.gain) for one in change.themes] == [
        ("clean_energy", 0, 20, 20),
        ("social_enterprise", 20, 10, -10),
    ]
    assert found.actions == {"energy-source": (LedTo("Overstappen op groene stroom", PlanState.DONE, day),)}
    assert found.before_on < found.after_on == region.now


def test_results_are_listed_newest_first_each_with_the_one_before(region: Region) -> None:
    first = region.moderated()
    second = finish(region, next_round(region), energy_source="1")
    with region.reading() as session:
        lines = results_of(session, actor=region.actor("carla"), organisation_id=region.ids["bakery"])
        with pytest.raises(NotFound):
            results_of(session, actor=region.actor("gerrit"), organisation_id=region.ids["bakery"])
    assert [(one.dossier_id, one.follows_id) for one in lines] == [(second, first), (first, None)]
    with pytest.raises(NotFound):
        region.look("carla", open_comparison_with_before, dossier_id=first)


def test_a_result_that_was_opened_again_is_compared_with_nothing(region: Region) -> None:
    first = region.moderated()
    second = finish(region, next_round(region), energy_source="1")
    region.do("tess", reopen_dossier, dossier_id=first, reason="Nog eens kijken.")
    with pytest.raises(NotFound):
        region.look("carla", open_comparison_with_before, dossier_id=second)


def other_version(version: str, **changed: object) -> Questionnaire:
    """The company's form with a change of its first question."""
    group, *rest = COMPANY_FORM.groups
    first, *others = group.members
    members = (first.model_copy(update=changed), *others)
    return COMPANY_FORM.model_copy(
        update={"version": version, "groups": (group.model_copy(update={"members": members}), *rest)}
    )


def test_a_rescored_question_is_not_compared_and_the_others_are(region: Region) -> None:
    first = region.moderated()
    with region.writing() as session:
        document = canonical_bytes(other_version("2.0.0", weight=Decimal(2), revision=2))
        publish_questionnaire(session, actor=None, document=document, now=region.now)
    scan_id = next_round(region)
    assert set(region.open("carla", scan_id).previous) == {"safe-work", "respect"}
    second = finish(region, scan_id, energy_source="3", safe_work="1", respect="0")
    change = region.look("carla", open_comparison_with_before, dossier_id=second).change
    assert (change.comparable, change.themes, change.total) == (False, (), None)
    assert [item.id for item in change.new_questions] == ["energy-source"]
    assert [(one.item.id, one.rose) for one in change.items] == [("safe-work", False), ("respect", False)]
    assert report(region, "carla", first).dossier_id == first


def test_other_questionnaires_are_not_compared_at_all(region: Region) -> None:
    dossier_id = region.moderated()
    outcome = region.look("carla", moderated_outcome, dossier_id=dossier_id)
    other = COMPANY_FORM.model_copy(update={"slug": "another"})
    change = changes(Result(other, outcome), Result(COMPANY_FORM, outcome))
    assert (change.same_questionnaire, change.comparable, change.items) == (False, False, ())
    same = changes(Result(COMPANY_FORM, outcome), Result(COMPANY_FORM, outcome))
    assert (same.comparable, same.items, same.total.gain if same.total else None) == (True, (), 0)
