"""Withdrawing after a hearing, and a certificate for another scope (design 7)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from certificates import hearings, register, scope_changes, surveillance, validity
from certificates.validity import Status
from scan.domain.errors import IllegalTransition, InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.news import NewsKind
from scan.domain.roles import Role
from scan.domain.states import CertificateAction, CertificateState
from scan.domain.surveillance import HearingOutcome, ScopeOutcome
from scan.store.tables import AuditEvent, Certificate, DecisionRow, Hearing
from tests.scan.factories import Region
from tests.scan.test_surveillance import HALF_WAY, certificate, declare, events, on, told

WHY = "Het bewijs bleek niet echt."


def status(region: Region, number: str) -> Status:
    with region.reading() as session:
        found = register.check(session, number=number, today=region.now.date())
    assert found is not None
    return found.status


def propose(region: Region, number: str, who: str = "cees") -> int:
    hearing_id: int = region.do(who, hearings.propose, number=number, reason=WHY)
    return hearing_id


def conclude(region: Region, hearing_id: int, outcome: str = "withdrawn", who: str = "cees") -> None:
    region.do(who, hearings.conclude, hearing_id=hearing_id, outcome=outcome, reason=WHY)


def change(region: Region, number: str, action: CertificateAction, version: int = 1) -> None:
    region.do("certa", validity.change, number=number, action=action, reason=WHY, version=version)


def test_nobody_withdraws_without_a_hearing(region: Region) -> None:
    number = region.certified()
    with pytest.raises(InvalidInput) as refused:
        change(region, number, CertificateAction.WITHDRAW)
    assert refused.value.fields["action"].key == "hear_first"
    assert status(region, number) is Status.VALID


@pytest.mark.parametrize("action", [CertificateAction.EXPIRE, CertificateAction.RESTORE])
def test_what_the_calendar_or_an_appeal_does_is_for_no_certifier(
    region: Region, action: CertificateAction
) -> None:
    number = region.certified()
    with pytest.raises(IllegalTransition):
        change(region, number, action)


def test_company_has_the_schemes_weeks_before_anything_is_withdrawn(region: Region) -> None:
    number = region.certified()
    hearing_id = propose(region, number)
    assert told(region, "carla") == [NewsKind.WITHDRAWAL_PROPOSED]
    region.later(weeks=2)
    with pytest.raises(InvalidInput) as refused:
        conclude(region, hearing_id)
    assert refused.value.fields["outcome"].key == "still_time"
    region.later(days=1)
    conclude(region, hearing_id)
    assert status(region, number) is Status.WITHDRAWN
    assert events(region) == [("withdraw", WHY, region.ids["cees"])]
    assert told(region, "carla")[-1] == NewsKind.CERTIFICATE_CHANGED


def test_answer_of_the_company_makes_a_decision_possible_at_once(region: Region) -> None:
    number = region.certified()
    hearing_id = propose(region, number)
    region.do("carla", hearings.answer, number=number, words="De foto is van een andere winkel.")
    assert told(region, "cees") == [NewsKind.CERTIFICATE_WORK]
    (waiting,) = region.look("cees", hearings.listing).items
    assert waiting.may_be_decided(region.now.date())
    conclude(region, hearing_id, "dropped")
    assert status(region, number) is Status.VALID
    (found,) = region.look("carla", hearings.of_certificate, number=number)
    assert (found.outcome, found.answer) == (
        HearingOutcome.DROPPED,
        "De foto is van een andere winkel.",
    )
    with pytest.raises(IllegalTransition):
        conclude(region, hearing_id)


def test_one_proposal_at_a_time(region: Region) -> None:
    number = region.certified()
    propose(region, number)
    with pytest.raises(InvalidInput) as refused:
        propose(region, number, "certa")
    assert refused.value.fields["reason"].key == "proposed_already"


def test_hearing_is_between_the_alliance_and_the_company(region: Region) -> None:
    number = region.certified()
    for who in ("tess", "sam", "gerrit", "mona", "ada"):
        with pytest.raises((NotFound, NotAllowed)):
            propose(region, number, who)
    region.add_person("cato", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "bakery"))
    with pytest.raises(NotAllowed) as refused:
        propose(region, number, "cato")
    assert refused.value.message.key == "own_organisation"
    propose(region, number)
    for who in ("gerrit", "zoe"):
        with pytest.raises(NotFound):
            region.do(who, hearings.answer, number=number, words="Wij zijn het niet eens.")
        with pytest.raises(NotFound):
            region.look(who, hearings.of_certificate, number=number)


def test_hearing_ends_when_the_certificate_does(region: Region) -> None:
    number = region.certified()
    propose(region, number)
    last = certificate(region, number).valid_until
    on(region, last + timedelta(days=1))
    with region.reading() as session:
        assert session.scalars(select(Hearing.outcome)).one() == HearingOutcome.DROPPED


def test_two_certifiers_at_once_suspend_once(region: Region) -> None:
    number = region.certified()
    change(region, number, CertificateAction.SUSPEND)
    with pytest.raises(IllegalTransition):
        change(region, number, CertificateAction.SUSPEND, version=2)
    with pytest.raises(Stale):
        change(region, number, CertificateAction.REINSTATE, version=1)
    change(region, number, CertificateAction.REINSTATE, version=2)
    assert [event[0] for event in events(region)] == ["suspend", "reinstate"]
    assert told(region, "carla") == [NewsKind.CERTIFICATE_CHANGED] * 2


# Another scope


def ask(region: Region, number: str, scope: str = "De bakkerij aan de Markt", who: str = "carla") -> int:
    request_id: int = region.do(
        who, scope_changes.ask, number=number, scope=scope, why="Wij zijn verhuisd naar de Markt."
    )
    return request_id


def decide(region: Region, request_id: int, outcome: str = "granted", who: str = "cees") -> Any:
    return region.do(
        who, scope_changes.decide, request_id=request_id, outcome=outcome, reason="Zelfde werk, ander pand."
    )


def test_granted_change_gives_a_new_certificate_with_the_same_last_day(region: Region) -> None:
    number = region.certified()
    old = certificate(region, number)
    request_id = ask(region, number)
    region.later(days=10)
    successor = certificate(region, decide(region, request_id))
    assert (successor.scope, successor.valid_until, successor.level, successor.outcome, successor.scheme) == (
        "De bakkerij aan de Markt", old.valid_until, old.level, old.outcome, old.scheme,
    )  # fmt: skip
    assert successor.valid_from == region.now.date()
    assert (status(region, number), status(region, successor.number)) == (Status.REPLACED, Status.VALID)
    assert events(region) == [("replace", successor.number, region.ids["cees"])]
    assert told(region, "carla") == [NewsKind.CERTIFICATE_CHANGED]


def test_decision_on_another_scope_is_in_the_register_of_decisions(region: Region) -> None:
    number = region.certified()
    decide(region, ask(region, number))
    with region.reading() as session:
        first, second = session.scalars(select(DecisionRow).order_by(DecisionRow.id))
        logged = session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.subject_kind == "certificate")
            .order_by(AuditEvent.sequence)
        ).all()
    assert (first.certifier_id, second.certifier_id) == (region.ids["certa"], region.ids["cees"])
    assert logged == [
        "certificate_issued", "scope_asked", "certificate_issued", "certificate_replace", "scope_decided",
    ]  # fmt: skip


@pytest.mark.usefixtures("every_level_half_way")
def test_light_check_goes_along_with_the_new_certificate(region: Region) -> None:
    number = region.certified()
    on(region, HALF_WAY)
    declare(region, number)
    successor = decide(region, ask(region, number))
    assert region.look("carla", surveillance.of_certificate, number=successor).changes is not None
    assert on(region, HALF_WAY + timedelta(days=1)).checks_opened == 0


@pytest.mark.usefixtures("every_level_half_way")
def test_certificate_replaced_before_its_check_has_the_check_on_the_same_day(region: Region) -> None:
    number = region.certified()
    region.later(days=30)
    successor = decide(region, ask(region, number))
    assert on(region, HALF_WAY - timedelta(days=1)).checks_opened == 0
    assert on(region, HALF_WAY).checks_opened == 1
    assert region.look("carla", surveillance.of_certificate, number=successor).due_on == HALF_WAY


def test_refused_change_leaves_the_certificate_as_it_is(region: Region) -> None:
    number = region.certified()
    request_id = ask(region, number)
    assert decide(region, request_id, "refused") is None
    assert status(region, number) is Status.VALID
    (found,) = region.look("carla", scope_changes.of_certificate, number=number)
    assert found.outcome is ScopeOutcome.REFUSED
    with pytest.raises(IllegalTransition):
        decide(region, request_id)


def test_scope_is_asked_once_and_must_be_another(region: Region) -> None:
    number = region.certified()
    with pytest.raises(InvalidInput) as refused:
        ask(region, number, certificate(region, number).scope)
    assert refused.value.fields["scope"].key == "same_scope"
    ask(region, number)
    with pytest.raises(InvalidInput) as refused:
        ask(region, number)
    assert refused.value.fields["scope"].key == "scope_asked_already"


def test_on_its_last_day_a_certificate_cannot_be_replaced(region: Region) -> None:
    number = region.certified()
    request_id = ask(region, number)
    region.now = region.now.replace(year=2027, month=11, day=22)
    with pytest.raises(InvalidInput) as refused:
        decide(region, request_id)
    assert refused.value.fields["outcome"].key == "scope_last_day"


def test_suspended_certificate_gets_no_other_scope(region: Region) -> None:
    number = region.certified()
    request_id = ask(region, number)
    change(region, number, CertificateAction.SUSPEND)
    with pytest.raises(IllegalTransition):
        decide(region, request_id)
    with pytest.raises(NotAllowed):
        ask(region, number, "Nog een ander pand")
    assert certificate(region, number).state == CertificateState.SUSPENDED
    with region.reading() as session:
        assert len(session.scalars(select(Certificate)).all()) == 1


def test_who_reviewed_does_not_decide_on_another_scope(region: Region) -> None:
    number = region.certified()
    request_id = ask(region, number)
    with region.writing() as session:
        session.scalars(select(DecisionRow)).one().reviewers = [region.ids["cees"]]
    with pytest.raises(NotAllowed) as refused:
        decide(region, request_id)
    assert refused.value.message.key == "reviewed_it"
    for who in ("gerrit", "tess"):
        with pytest.raises(NotFound):
            ask(region, number, who=who)
