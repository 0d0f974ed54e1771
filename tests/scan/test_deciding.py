"""The plan, the application and the decision; separation of duties (design 6, 7, instrument D2)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from scan.domain.applications import ApplicationState, DecisionOutcome, PublicDetail
from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.plan import PlanStep
from scan.domain.roles import OrganisationKind, Role
from scan.domain.states import DossierState
from scan.store.tables import AuditEvent, DecisionRow, MembershipRow
from scan.use_cases.applying import applications_of, apply
from scan.use_cases.deciding import (
    decide_application,
    open_application,
    return_application,
)
from scan.use_cases.entry import own_checklist
from scan.use_cases.overview import my_organisations
from scan.use_cases.planning import (
    ActionInput,
    add_action,
    change_action,
    declare_facts,
    move_action,
    open_plan,
    record_second_view,
    remove_action,
)
from scan.use_cases.queueing import decision_queue
from scan.use_cases.reviewing import reopen_dossier
from tests.scan.factories import APPLICATION, NOW, RULES, Region

TODAY = NOW.date()
SCHEME = "mvo-certificate@1.0.0"


def plan_two_actions(region: Region, dossier_id: int) -> None:
    for text in ("Ledlampen ophangen", "Fietsplan maken"):
        region.do("carla", add_action, dossier_id=dossier_id, action=ActionInput(text, planned_on=TODAY))


def decide(region: Region, application_id: int, who: str = "certa", **changed: object) -> int:
    about = {"outcome": "grant", "level": "active", "reason": "Alles is aangetoond.", "scheme": SCHEME}
    decision_id: int = region.do(who, decide_application, application_id=application_id, **(about | changed))
    return decision_id


def dossier_of(region: Region, application_id: int) -> int:
    dossier_id: int = region.look("certa", open_application, application_id=application_id).dossier_id
    return dossier_id


def test_plan_counts_what_levels_ask_for(region: Region) -> None:
    dossier_id = region.moderated()
    plan_two_actions(region, dossier_id)
    plan = region.look("carla", open_plan, dossier_id=dossier_id)
    assert [action.text for action in plan.actions] == ["Ledlampen ophangen", "Fietsplan maken"]
    assert plan.counted == {
        "actions_chosen": 2,
        "actions_planned": 2,
        "actions_finished": 0,
        "actions_with_others": 0,
        "student_scans": 1,
    }
    done = ActionInput("Ledlampen opgehangen", planned_on=TODAY, with_others=True)
    first = plan.actions[0]
    assert region.do("carla", change_action, action_id=first.id, action=done, version=1) == 2
    with pytest.raises(Stale):
        region.do("carla", change_action, action_id=first.id, action=done, version=1)
    region.do("carla", move_action, action_id=first.id, step=PlanStep.FINISH, version=2)
    region.do("carla", remove_action, action_id=plan.actions[1].id)
    counted = region.look("carla", open_plan, dossier_id=dossier_id).counted
    assert (counted["actions_finished"], counted["actions_with_others"], counted["actions_planned"]) == (
        1,
        1,
        1,
    )


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        (ActionInput(""), {"text"}),
        (ActionInput("Ledlampen", owner="x" * 81, progress="y" * 1001), {"owner", "progress"}),
        (ActionInput("Ledlampen", evidence_url="http://example.org"), {"evidence_url"}),
    ],
)
def test_action_needs_words_and_dates_that_fit(region: Region, action: ActionInput, fields: set[str]) -> None:
    dossier_id = region.compared()
    with pytest.raises(InvalidInput) as refused:
        region.do("carla", add_action, dossier_id=dossier_id, action=action)
    assert set(refused.value.fields) == fields


def test_plan_is_the_companys_own(region: Region) -> None:
    dossier_id = region.moderated()
    plan_two_actions(region, dossier_id)
    action_id = region.look("tess", open_plan, dossier_id=dossier_id).actions[0].id
    for who in ("tess", "sam"):
        with pytest.raises(NotAllowed):
            region.do(who, remove_action, action_id=action_id)
    for who in ("gerrit", "theo", "zoe"):
        with pytest.raises(NotFound):
            region.do(who, remove_action, action_id=action_id)
        with pytest.raises(NotFound):
            region.look(who, open_plan, dossier_id=dossier_id)


def test_company_declares_its_own_figures(region: Region) -> None:
    dossier_id = region.compared()
    version = region.look("carla", open_plan, dossier_id=dossier_id).version
    about = {"dossier_id": dossier_id}
    facts = {"previous_electricity": "1200,5"}
    new = region.do("carla", declare_facts, facts=facts, version=version, **about)
    assert region.look("carla", open_plan, **about).declared == {"previous_electricity": Decimal("1200.5")}
    with pytest.raises(Stale):
        region.do("carla", declare_facts, facts=facts, version=version, **about)
    region.do("carla", declare_facts, facts={"previous_electricity": ""}, version=new, **about)
    assert region.look("carla", open_plan, **about).declared == {}


@pytest.mark.parametrize("fact", ["peer_visits", "alliance_review", "actions_finished", "student_scans"])
def test_company_cannot_declare_what_others_must_see(region: Region, fact: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        region.do("carla", declare_facts, dossier_id=region.compared(), facts={fact: "3"}, version=1)
    assert refused.value.fields[fact].key == "not_a_fact"


@pytest.mark.parametrize("wrong", ["veel", "-1", "nan", "1e999"])
def test_declared_figure_must_be_a_number(region: Region, wrong: str) -> None:
    facts = {"previous_electricity": wrong}
    with pytest.raises(InvalidInput):
        region.do("carla", declare_facts, dossier_id=region.compared(), facts=facts, version=2)


def test_second_views_are_recorded_by_reviewers_and_the_alliances_by_its_own(region: Region) -> None:
    region.add_person("alba", (Role.REVIEWER, "alliance"))
    dossier_id = region.compared()
    about = {"dossier_id": dossier_id}
    version = region.look("tess", open_plan, **about).version
    version = region.do("tess", record_second_view, facts={"peer_visits": "1"}, version=version, **about)
    with pytest.raises(NotAllowed):
        region.do("tess", record_second_view, facts={"alliance_review": True}, version=version, **about)
    with pytest.raises(NotAllowed):
        region.do("carla", record_second_view, facts={"peer_visits": "1"}, version=version, **about)
    with pytest.raises(InvalidInput):
        region.do("tess", record_second_view, facts={"actions_finished": "3"}, version=version, **about)
    region.do("alba", record_second_view, facts={"alliance_review": True}, version=version, **about)
    declared = region.look("tess", open_plan, **about).declared
    assert declared == {"peer_visits": Decimal(1), "alliance_review": True}


def test_company_applies_once_on_a_moderated_dossier(region: Region) -> None:
    application_id = region.applied()
    dossier_id = dossier_of(region, application_id)
    (info,) = region.look("carla", applications_of, dossier_id=dossier_id)
    assert (info.id, info.state, info.scope, info.public_detail) == (
        application_id,
        ApplicationState.OPEN,
        "De bakkerij aan de Brink: brood bakken",
        PublicDetail.THEMES,
    )
    with pytest.raises(InvalidInput) as refused:
        again(region, dossier_id)
    assert refused.value.fields["dossier"].key == "already_applied"


def again(region: Region, dossier_id: int, who: str = "carla", **changed: Any) -> int:
    asked = replace(APPLICATION, **changed)
    application_id: int = region.do(who, apply, dossier_id=dossier_id, application=asked, rules=RULES)
    return application_id


def test_application_needs_sites_activities_a_signer_with_a_role_and_every_declaration(
    region: Region,
) -> None:
    dossier_id = region.moderated()
    nothing = {
        "sites": "",
        "activities": "",
        "signed_by_name": "",
        "signed_by_role": "",
        "declared": ("pay",),
    }
    with pytest.raises(InvalidInput) as refused:
        again(region, dossier_id, **nothing, public_detail="all")
    unsigned = {f"declare-{one}" for one in RULES.declarations if one != "pay"}
    assert set(refused.value.fields) == {
        "sites",
        "activities",
        "signed_by_name",
        "signed_by_role",
        "public_detail",
        *unsigned,
    }


def test_who_signed_for_what_is_kept_with_the_rules_and_the_term_of_that_day(region: Region) -> None:
    application_id = region.applied()
    found = region.look("certa", open_application, application_id=application_id)
    assert (found.scheme, found.sites, found.activities) == (
        "mvo-certificate@1.1.0",
        "De bakkerij aan de Brink",
        "brood bakken",
    )
    assert (found.signed_by_name, found.signed_by_role, found.declared) == (
        "Carla Bakker",
        "eigenaar",
        RULES.declarations,
    )
    assert found.decide_by == TODAY + timedelta(weeks=6)


def test_application_before_the_review_is_told_which_conditions_are_not_met(region: Region) -> None:
    """The same function makes the checklist of the page, so the two cannot differ."""
    dossier_id = region.compared()
    with pytest.raises(InvalidInput) as refused:
        again(region, dossier_id)
    assert {field: message.key for field, message in refused.value.fields.items()} == {
        "entry-reviewed": "not_reviewed",
        "entry-level": "no_level_yet",
    }
    asked = {"organisation_id": region.ids["bakery"], "dossier_id": dossier_id, "rules": RULES}
    listed = region.look("carla", own_checklist, **asked)
    assert {one.condition.id: one.met for one in listed} == {
        "registered": True,
        "self-scan": True,
        "student-scan": True,
        "reviewed": False,
        "level": False,
        "declaration": None,
    }


def test_only_the_company_applies(region: Region) -> None:
    dossier_id = region.compared()
    region.close(dossier_id)
    with pytest.raises(NotAllowed):
        again(region, dossier_id, "tess")
    with pytest.raises(NotFound):
        again(region, dossier_id, "gerrit")


def test_company_without_a_scan_of_a_student_cannot_apply(region: Region) -> None:
    """The scheme says how far a result without a second view reaches: not to an application."""
    scan_id = region.own_scan()
    with pytest.raises(InvalidInput) as refused:
        again(region, region.dossier_of(scan_id).id)
    assert refused.value.fields["entry-student-scan"].key == "no_student_scan"


def test_queue_is_oldest_first_and_says_who_may_not_decide(region: Region) -> None:
    application_id = region.applied()
    region.add_person("cas", (Role.CERTIFIER, "alliance"), (Role.TEACHER, "noordcollege"))
    (entry,) = region.look("certa", decision_queue).items
    assert (entry.id, entry.organisation, entry.conflict) == (application_id, "Bakery", None)
    (entry,) = region.look("cas", decision_queue).items
    assert entry.conflict is not None
    assert entry.conflict.key == "own_organisation"
    for who in ("tess", "carla", "mona", "ada"):
        with pytest.raises(NotAllowed):
            region.look(who, decision_queue)


def test_decision_is_scored_again_with_the_facts_of_today(region: Region) -> None:
    application_id = region.applied()
    before = region.look("certa", open_application, application_id=application_id)
    assert (before.moderated.level, before.rescored.level, before.highest_level) == (
        "aware",
        "aware",
        "aware",
    )
    with pytest.raises(InvalidInput) as refused:
        decide(region, application_id)
    assert refused.value.fields["level"].en.endswith("The highest is now: aware.")
    plan_two_actions(region, before.dossier_id)
    after = region.look("certa", open_application, application_id=application_id)
    assert (after.moderated.level, after.rescored.level, after.levels) == (
        "aware",
        "active",
        ("aware", "active"),
    )
    decision_id = decide(region, application_id)
    with region.reading() as session:
        row = session.get_one(DecisionRow, decision_id)
    assert (row.outcome, row.level, row.scheme, row.reviewers) == (
        "grant",
        "active",
        SCHEME,
        [region.ids["tess"]],
    )
    assert row.rescored_outcome == after.rescored.to_json()


def test_lower_level_may_be_granted(region: Region) -> None:
    application_id = region.applied()
    decide(region, application_id, level="aware")
    (info,) = region.look("carla", applications_of, dossier_id=dossier_of(region, application_id))
    assert (info.state, info.outcome, info.level, info.decision_reason) == (
        ApplicationState.DECIDED,
        DecisionOutcome.GRANT,
        "aware",
        "Alles is aangetoond.",
    )


def test_refusal_needs_no_level_but_a_reason(region: Region) -> None:
    application_id = region.applied()
    with pytest.raises(InvalidInput):
        decide(region, application_id, outcome="refuse", level=None, reason="")
    decide(region, application_id, outcome="refuse", level="active")
    (info,) = region.look("carla", applications_of, dossier_id=dossier_of(region, application_id))
    assert (info.outcome, info.level) == (DecisionOutcome.REFUSE, None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"level": "gold"}, "level"), ({"level": None}, "level"), ({"outcome": "maybe"}, "outcome")],
)
def test_decision_must_be_one_that_exists(region: Region, changed: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        decide(region, region.applied(), **changed)
    assert refused.value.fields[field].key == "unknown_choice"


def test_second_decision_is_refused(region: Region) -> None:
    application_id = region.applied()
    decide(region, application_id, level="aware")
    with pytest.raises(NotAllowed) as refused:
        decide(region, application_id, outcome="refuse")
    assert refused.value.message.key == "wrong_state"
    assert region.look("certa", decision_queue).items == ()


def give(region: Region, name: str, role: Role, organisation: str, kind: OrganisationKind) -> None:
    with region.writing() as session:
        session.add(
            MembershipRow(
                person_id=region.ids[name],
                organisation_id=region.ids[organisation],
                organisation_kind=kind.value,
                role=role.value,
                created_at=region.now,
            )
        )


def test_who_reviewed_cannot_decide_and_the_attempt_is_logged(region: Region) -> None:
    application_id = region.applied()
    with region.writing() as session:
        teacher = session.get_one(
            MembershipRow, (region.ids["tess"], region.ids["noordcollege"], Role.TEACHER.value)
        )
        session.delete(teacher)
    give(region, "tess", Role.CERTIFIER, "alliance", OrganisationKind.ALLIANCE)
    with pytest.raises(NotAllowed) as refused:
        decide(region, application_id, "tess", level="aware")
    assert refused.value.message.key == "reviewed_it"
    with region.reading() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)).one()
    assert (event.action, event.actor_id, event.data["reason"]) == (
        "refused",
        region.ids["tess"],
        "reviewed_it",
    )


@pytest.mark.parametrize(
    ("organisation", "role", "kind"),
    [
        ("bakery", Role.CONTACT, OrganisationKind.COMPANY),
        ("noordcollege", Role.COORDINATOR, OrganisationKind.INSTITUTION),
        ("noordcollege", Role.TEACHER, OrganisationKind.INSTITUTION),
    ],
)
def test_who_belongs_to_the_company_or_school_cannot_decide(
    region: Region, organisation: str, role: Role, kind: OrganisationKind
) -> None:
    application_id = region.applied()
    give(region, "certa", role, organisation, kind)
    with pytest.raises(NotAllowed) as refused:
        decide(region, application_id, level="aware")
    assert refused.value.message.key == "own_organisation"


def test_decision_belongs_to_certifiers(region: Region) -> None:
    application_id = region.applied()
    for who in ("carla", "mona"):
        with pytest.raises(NotAllowed):
            decide(region, application_id, who, level="aware")
    for who in ("tess", "sam", "gerrit", "ada"):
        with pytest.raises(NotFound):
            decide(region, application_id, who, level="aware")


def test_returned_application_can_be_made_again(region: Region) -> None:
    application_id = region.applied()
    dossier_id = dossier_of(region, application_id)
    about = {"reason": "Noem ook het adres.", "condition": "registered"}
    region.do("certa", return_application, application_id=application_id, **about)
    (info,) = region.look("carla", applications_of, dossier_id=dossier_id)
    assert (info.state, info.return_reason, info.return_condition) == (
        ApplicationState.RETURNED,
        "Noem ook het adres.",
        "registered",
    )
    second = again(region, dossier_id)
    assert [one.id for one in region.look("certa", decision_queue).items] == [second]


def test_reopening_takes_an_open_application_back(region: Region) -> None:
    application_id = region.applied()
    dossier_id = dossier_of(region, application_id)
    region.do("tess", reopen_dossier, dossier_id=dossier_id, reason="Er kwam een klacht binnen.")
    (info,) = region.look("carla", applications_of, dossier_id=dossier_id)
    assert (info.state, info.return_reason) == (ApplicationState.RETURNED, "Er kwam een klacht binnen.")


def test_company_sees_where_it_stands(region: Region) -> None:
    application_id = region.applied()
    with region.reading() as session:
        (bakery,) = my_organisations(session, actor=region.actor("carla"))
        (dossier,) = bakery.dossiers
        assert my_organisations(session, actor=region.actor("tess")) == ()
    assert (bakery.name, dossier.state, dossier.student_scans, dossier.application_id) == (
        "Bakery",
        DossierState.MODERATED,
        1,
        application_id,
    )
