"""The improvement plan: the life of an action, what is overdue, and two people who change one action (design 6)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scan.domain.errors import IllegalTransition, InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.plan import PLAN, ActionSource, PlanState, PlanStep, overdue, steps_from
from scan.domain.states import advance
from scan.store.tables import AuditEvent
from scan.use_cases.planning import (
    ActionInfo,
    ActionInput,
    add_action,
    change_action,
    move_action,
    open_action,
    open_plan,
)
from tests.scan.factories import NOW, Region

TODAY = NOW.date()
LED = ActionInput("Ledlampen ophangen", planned_on=TODAY + timedelta(days=30))

on_one_database = pytest.mark.parametrize("region", ["sqlite"], indirect=True)


def add(region: Region, action: ActionInput = LED) -> int:
    dossier_id = region.compared()
    action_id: int = region.do("carla", add_action, dossier_id=dossier_id, action=action)
    return action_id


def found(region: Region, action_id: int) -> ActionInfo:
    one: ActionInfo = region.look("carla", open_action, action_id=action_id)
    return one


def move(region: Region, action_id: int, step: PlanStep, **about: object) -> int:
    version = found(region, action_id).version
    new: int = region.do("carla", move_action, action_id=action_id, step=step, version=version, **about)
    return new


# Pure


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("step", PlanStep)
def test_an_action_goes_only_where_the_table_says(state: PlanState, step: PlanStep) -> None:
    table = {
        ("planned", "begin"): "busy", ("planned", "finish"): "done", ("planned", "drop"): "dropped",
        ("busy", "finish"): "done", ("busy", "drop"): "dropped",
        ("done", "resume"): "busy", ("dropped", "resume"): "planned",
    }  # fmt: skip
    to = table.get((state.value, step.value))
    if to is None:
        with pytest.raises(IllegalTransition):
            advance(PLAN, state, step)
    else:
        assert advance(PLAN, state, step) == to


def test_no_state_is_a_dead_end() -> None:
    assert [state for state in PlanState if not steps_from(state)] == []


@pytest.mark.parametrize(
    ("state", "planned_on", "late"),
    [
        (PlanState.PLANNED, TODAY - timedelta(days=1), True),
        (PlanState.BUSY, TODAY - timedelta(days=1), True),
        (PlanState.PLANNED, TODAY, False),
        (PlanState.PLANNED, None, False),
        (PlanState.DONE, TODAY - timedelta(days=1), False),
        (PlanState.DROPPED, TODAY - timedelta(days=1), False),
    ],
)
def test_what_is_still_to_be_done_is_late_after_its_day(
    state: PlanState, planned_on: date | None, late: bool
) -> None:
    assert overdue(state, planned_on, TODAY) is late


# In the plan


@on_one_database
def test_an_action_keeps_everything_that_was_filled_in(region: Region) -> None:
    action = ActionInput(
        "  Ledlampen\r\nophangen ", "energy-source", TODAY, True, " bedrijfsleider ", "Offerte is er.",
        "https://voorbeeld.example/offerte", ActionSource.WAY_UP,
    )  # fmt: skip
    action_id = add(region, action)
    assert found(region, action_id) == ActionInfo(
        id=action_id, version=1, dossier_id=1, text="Ledlampen\nophangen", item_id="energy-source",
        source=ActionSource.WAY_UP, state=PlanState.PLANNED, owner="bedrijfsleider", planned_on=TODAY,
        finished_on=None, with_others=True, progress="Offerte is er.",
        evidence_url="https://voorbeeld.example/offerte", overdue=False,
    )  # fmt: skip


@on_one_database
def test_an_action_is_begun_finished_and_taken_up_again(region: Region) -> None:
    action_id = add(region)
    move(region, action_id, PlanStep.BEGIN)
    move(region, action_id, PlanStep.FINISH, on=TODAY - timedelta(days=2))
    done = found(region, action_id)
    assert (done.state, done.finished_on, done.version) == (PlanState.DONE, TODAY - timedelta(days=2), 3)
    move(region, action_id, PlanStep.RESUME)
    again = found(region, action_id)
    assert (again.state, again.finished_on) == (PlanState.BUSY, None)
    with region.reading() as session:
        events = list(session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("action_%"))))
    assert events == ["action_added", "action_busy", "action_done", "action_busy"]


@on_one_database
def test_finishing_what_had_no_day_plans_it_for_that_day(region: Region) -> None:
    action_id = add(region, ActionInput("Ledlampen ophangen"))
    move(region, action_id, PlanStep.FINISH)
    assert (found(region, action_id).planned_on, found(region, action_id).finished_on) == (TODAY, TODAY)


@on_one_database
def test_a_day_in_the_future_is_no_day_on_which_it_was_done(region: Region) -> None:
    action_id = add(region)
    with pytest.raises(InvalidInput) as refused:
        move(region, action_id, PlanStep.FINISH, on=TODAY + timedelta(days=1))
    assert set(refused.value.fields) == {"finished_on"}


@on_one_database
def test_what_was_dropped_counts_for_no_level_and_stays_last_in_the_list(region: Region) -> None:
    dropped = add(region)
    dossier_id = found(region, dropped).dossier_id
    other = region.do("carla", add_action, dossier_id=dossier_id, action=ActionInput("Fietsplan maken"))
    move(region, dropped, PlanStep.DROP)
    plan = region.look("carla", open_plan, dossier_id=dossier_id)
    assert [action.id for action in plan.actions] == [other, dropped]
    assert (plan.counted["actions_chosen"], plan.counted["actions_planned"]) == (1, 0)


def test_two_who_change_one_action_both_see_both_versions(region: Region) -> None:
    action_id = add(region)
    mine = ActionInput("Ledlampen in de winkel", planned_on=TODAY)
    theirs = ActionInput("Ledlampen in de bakkerij", planned_on=TODAY)
    region.do("carla", change_action, action_id=action_id, action=theirs, version=1)
    with pytest.raises(Stale) as late:
        region.do("carla", change_action, action_id=action_id, action=mine, version=1)
    (clash,) = late.value.clashes
    assert isinstance(clash.current, ActionInfo)
    assert (clash.current.text, clash.current_version, clash.offered) == (theirs.text, 2, mine)
    assert found(region, action_id).text == theirs.text
    with pytest.raises(Stale):
        region.do("carla", move_action, action_id=action_id, step=PlanStep.BEGIN, version=1)


@on_one_database
def test_only_the_company_itself_moves_its_actions(region: Region) -> None:
    action_id = add(region)
    for who, error in (("tess", NotAllowed), ("sam", NotAllowed), ("gerrit", NotFound), ("theo", NotFound)):
        with pytest.raises(error):
            region.do(who, move_action, action_id=action_id, step=PlanStep.BEGIN, version=1)
        with pytest.raises(error):
            region.look(who, open_action, action_id=action_id)
