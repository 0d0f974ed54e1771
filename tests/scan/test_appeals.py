"""Appeals: within the scheme's weeks, by someone who had no part in it, with effect at once (design 7)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from certificates import appeals, contested, hearings, validity
from certificates.issuing import issue
from certificates.scheme import scheme
from certificates.validity import Status
from scan.domain.errors import IllegalTransition, InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.news import NewsKind
from scan.domain.periods import local_day
from scan.domain.roles import Role
from scan.domain.states import AppealState, CertificateAction, CertificateState, DossierState
from scan.store.paging import Asked
from scan.store.tables import Appeal, Certificate, CertificateEvent, Dossier
from scan.use_cases.deciding import decide_application
from scan.use_cases.queueing import decision_queue
from tests.scan.factories import Region
from tests.scan.test_hearings import WHY, status
from tests.scan.test_surveillance import events, multiply, told

GROUNDS = "Wij hebben wel bewijs laten zien."
BECAUSE = "Het bewijs lag er inderdaad bij."


def suspend(region: Region, number: str, who: str = "certa") -> int:
    """Gives the event's id."""
    region.do(who, validity.change, number=number, action=CertificateAction.SUSPEND, reason=WHY, version=1)
    return newest_event(region)


def withdraw(region: Region, number: str, who: str = "certa") -> int:
    hearing_id = region.do(who, hearings.propose, number=number, reason=WHY)
    region.do("carla", hearings.answer, number=number, words="Wij zijn het niet eens.")
    region.do(who, hearings.conclude, hearing_id=hearing_id, outcome="withdrawn", reason=WHY)
    return newest_event(region)


def newest_event(region: Region) -> int:
    with region.reading() as session:
        return session.scalars(select(CertificateEvent.id).order_by(CertificateEvent.id.desc())).first() or 0


def file(region: Region, who: str = "carla", grounds: str = GROUNDS, **against: int) -> int:
    appeal_id: int = region.do(who, appeals.file, grounds=grounds, **against)
    return appeal_id


def settle(region: Region, appeal_id: int, outcome: str, who: str = "cees") -> Any:
    region.do(who, appeals.take_up, appeal_id=appeal_id)
    version = region.look(who, appeals.one, appeal_id=appeal_id).version
    return region.do(
        who, appeals.settle, appeal_id=appeal_id, outcome=outcome, reason=BECAUSE, version=version
    )


@pytest.mark.parametrize("ended", [suspend, withdraw])
def test_upheld_appeal_makes_the_certificate_hold_again(region: Region, ended: Any) -> None:
    number = region.certified()
    appeal_id = file(region, event_id=ended(region, number))
    assert told(region, "cees")[-1] == NewsKind.CERTIFICATE_WORK
    assert settle(region, appeal_id, "uphold") is AppealState.UPHELD
    assert status(region, number) is Status.VALID
    assert events(region)[-1][1:] == (BECAUSE, region.ids["cees"])
    assert told(region, "carla")[-1] == NewsKind.APPEAL_DECIDED


def test_rejected_appeal_changes_nothing(region: Region) -> None:
    number = region.certified()
    appeal_id = file(region, event_id=suspend(region, number))
    settle(region, appeal_id, "reject")
    assert status(region, number) is Status.SUSPENDED
    found = region.look("carla", appeals.one, appeal_id=appeal_id)
    assert (found.state, found.reason) == (AppealState.REJECTED, BECAUSE)


def test_the_answer_comes_within_the_weeks_of_the_scheme(region: Region) -> None:
    appeal_id = file(region, event_id=suspend(region, region.certified()))
    filed = local_day(region.now)
    found = region.look("carla", appeals.one, appeal_id=appeal_id)
    assert found.handle_by - filed == timedelta(weeks=scheme().afterwards.appeal_answered_within)


def test_who_did_it_does_not_handle_the_appeal(region: Region) -> None:
    number = region.certified()
    appeal_id = file(region, event_id=suspend(region, number))
    with pytest.raises(NotAllowed) as refused:
        region.do("certa", appeals.take_up, appeal_id=appeal_id)
    assert refused.value.message.key == "contested"
    with pytest.raises(NotAllowed) as refused:
        region.do("cees", appeals.settle, appeal_id=appeal_id, outcome="reject", reason=BECAUSE, version=1)
    assert refused.value.message.key == "not_handler"


def test_upheld_against_a_refusal_is_decided_again_by_someone_else(region: Region) -> None:
    region.add_person("cees", (Role.CERTIFIER, "alliance"))
    decision_id = region.decided("refuse")
    settle(region, file(region, decision_id=decision_id), "uphold")
    with region.reading() as session:
        assert session.scalars(select(Dossier.state)).one() == DossierState.MODERATED
    (mine,) = region.look("certa", decision_queue).items
    assert mine.conflict is not None
    assert mine.conflict.key == "decided_it"
    (waiting,) = region.look("cees", decision_queue).items
    assert (waiting.conflict, waiting.scope) == (None, "De bakkerij aan de Brink: brood bakken")
    about = {"application_id": waiting.id, "reason": "Opnieuw bekeken.", "scheme": scheme().name}
    with pytest.raises(NotAllowed):
        region.do("certa", decide_application, outcome="refuse", level=None, **about)
    again = region.do("cees", decide_application, outcome="grant", level="aware", **about)
    with region.writing() as session:
        number = issue(session, decision_id=again, scheme=scheme(), language="nl", now=region.now).number
    assert status(region, number) is Status.VALID


def test_appeal_is_possible_up_to_and_including_the_last_day(region: Region) -> None:
    number = region.certified()
    event_id = suspend(region, number)
    (thing,) = [one for one in things(region) if one.event_id == event_id]
    assert (thing.until - region.now.date()).days == 42
    region.later(days=42)
    assert event_id in {one.event_id for one in things(region)}
    region.later(days=1)
    assert things(region) == ()
    with pytest.raises(NotAllowed) as refused:
        file(region, event_id=event_id)
    assert refused.value.message.key == "too_late"


def things(region: Region) -> tuple[contested.Contested, ...]:
    with region.reading() as session:
        return contested.contestable(session, organisation_id=region.ids["bakery"], now=region.now)


def test_one_appeal_for_one_thing(region: Region) -> None:
    number = region.certified()
    event_id = suspend(region, number)
    appeal_id = file(region, event_id=event_id)
    with pytest.raises(InvalidInput) as refused:
        file(region, event_id=event_id)
    assert refused.value.fields["grounds"].key == "appealed_already"
    region.do("carla", appeals.withdraw, appeal_id=appeal_id)
    assert event_id not in {one.event_id for one in things(region)}
    with pytest.raises(NotAllowed):
        region.do("cees", appeals.take_up, appeal_id=appeal_id)


def test_appeal_is_the_companys_own(region: Region) -> None:
    number = region.certified()
    event_id = suspend(region, number)
    for who in ("gerrit", "tess", "zoe", "cees"):
        with pytest.raises(NotFound):
            file(region, who, event_id=event_id)
    appeal_id = file(region, event_id=event_id)
    for who in ("gerrit", "tess", "zoe"):
        with pytest.raises(NotFound):
            region.look(who, appeals.one, appeal_id=appeal_id)
        with region.reading() as session, pytest.raises(NotFound):
            appeals.of_organisation(session, actor=region.actor(who), organisation_id=region.ids["bakery"])


@pytest.mark.parametrize("against", [{}, {"decision_id": 99_999}, {"event_id": 99_999}])
def test_appeal_is_against_something(region: Region, against: dict[str, int]) -> None:
    region.certified()
    with pytest.raises(NotFound):
        file(region, **against)


def test_appeal_needs_grounds(region: Region) -> None:
    event_id = suspend(region, region.certified())
    with pytest.raises(InvalidInput):
        file(region, grounds="nee", event_id=event_id)
    with region.reading() as session:
        assert session.scalars(select(Appeal)).all() == []


def test_other_handler_can_take_over_and_an_old_page_settles_nothing(region: Region) -> None:
    region.add_person("cato", (Role.CERTIFIER, "alliance"))
    appeal_id = file(region, event_id=suspend(region, region.certified()))
    region.do("cees", appeals.take_up, appeal_id=appeal_id)
    region.do("cato", appeals.take_up, appeal_id=appeal_id)
    about = {"appeal_id": appeal_id, "outcome": "reject", "reason": BECAUSE}
    with pytest.raises(NotAllowed):
        region.do("cees", appeals.settle, version=3, **about)
    with pytest.raises(Stale):
        region.do("cato", appeals.settle, version=2, **about)
    assert region.do("cato", appeals.settle, version=3, **about) is AppealState.REJECTED


@pytest.mark.parametrize("outcome", ["take_up", "withdraw"])
def test_appeal_is_settled_one_way_or_the_other(region: Region, outcome: str) -> None:
    appeal_id = file(region, event_id=suspend(region, region.certified()))
    with pytest.raises(IllegalTransition):
        settle(region, appeal_id, outcome)


def test_restored_certificate_gives_way_to_one_that_was_given_meanwhile(region: Region) -> None:
    number = region.certified()
    event_id = withdraw(region, number)
    appeal_id = file(region, event_id=event_id)
    newer = another(region)
    settle(region, appeal_id, "uphold")
    assert (status(region, number), status(region, newer)) == (Status.REPLACED, Status.VALID)


def another(region: Region) -> str:
    """A newer certificate for the same scope."""
    multiply(region, 1)
    with region.writing() as session:
        newer = session.scalars(select(Certificate).order_by(Certificate.id.desc())).first()
        assert newer is not None
        newer.state = CertificateState.ISSUED.value
        return newer.number


def test_list_of_appeals_takes_as_many_statements_for_many(region: Region, count_statements: Any) -> None:
    number = region.certified()
    file(region, event_id=suspend(region, number))
    with count_statements(region.engine) as few:
        assert region.look("cees", appeals.listing).total == 1
    with region.writing() as session:
        present = session.scalars(select(Appeal)).one()
        for _ in range(30):
            event = CertificateEvent(
                certificate_id=1, action="suspend", reason=WHY, acted_by=None, at=region.now
            )
            session.add(event)
            session.flush()
            session.add(
                Appeal(
                    organisation_id=present.organisation_id, event_id=event.id, grounds=GROUNDS,
                    filed_by=present.filed_by, filed_at=region.now, state="filed",
                )
            )  # fmt: skip
    with count_statements(region.engine) as many:
        found = region.look("cees", appeals.listing, asked=Asked(page=2, size=25))
    assert (found.total, len(found.items)) == (31, 6)
    assert len(few) == len(many)
