"""A statement after it was given: it has no dossier, level or result, and everything that follows works for it too."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from certificates import appeals, calendar, contested, hearings, monitoring, register, scope_changes, validity
from certificates.granting import Settled, settle
from certificates.number import STATEMENT_PREFIX, IssuedNumber
from certificates.scheme import statement_scheme
from certificates.validity import Status
from scan.domain.errors import NotAllowed
from scan.domain.news import NewsKind
from scan.domain.roles import Role
from scan.domain.states import AppealState, CertificateAction
from scan.store.tables import Application, Certificate, SampleEntry
from scan.use_cases.decision_file import decision_file
from scan.use_cases.digests import my_news
from scan.use_cases.queueing import decision_queue
from scan.use_cases.replaying import replay
from tests.scan.factories import Region
from tests.scan.test_complaints import close, complain, follow
from tests.scan.test_hearings import WHY, conclude, propose, status
from tests.scan.test_stating import DONE, WRITTEN, ask
from tests.scan.test_surveillance import told


@pytest.fixture
def garage(region: Region) -> Region:
    """The garage asked for a statement; there are two certifiers."""
    region.add_person("cees", (Role.CERTIFIER, "alliance"))
    ask(region)
    return region


def decide(region: Region, who: str = "certa", outcome: str = "grant", application_id: int = 1) -> Settled:
    settled: Settled = region.do(
        who,
        settle,
        application_id=application_id,
        outcome=outcome,
        level=None,
        reason="Bekeken.",
        language="nl",
    )
    return settled


def given(region: Region) -> str:
    return decide(region).number or ""


def upheld(region: Region, who: str = "cees", **against: int) -> None:
    appeal_id = region.do("gerrit", appeals.file, grounds="Dit klopt echt niet.", **against)
    region.do(who, appeals.take_up, appeal_id=appeal_id)
    about = {"outcome": "uphold", "reason": "Het bedrijf heeft gelijk.", "version": 2}
    assert region.do(who, appeals.settle, appeal_id=appeal_id, **about) is AppealState.UPHELD


def things(region: Region) -> tuple[contested.Contested, ...]:
    with region.reading() as session:
        return contested.contestable(session, organisation_id=region.ids["garage"], now=region.now)


def test_complaint_suspends_and_the_holder_and_certifiers_are_told(garage: Region) -> None:
    number = given(garage)
    receipt = complain(garage, number)
    assert told(garage, "cees") == [NewsKind.CERTIFICATE_WORK]
    close(garage, receipt.complaint_id, "suspended", reason=WHY)
    assert (status(garage, number), follow(garage, receipt.code).number) == (Status.SUSPENDED, number)
    assert told(garage, "gerrit") == [NewsKind.CERTIFICATE_CHANGED]
    for who in ("gerrit", "cees"):
        assert "Garage" in {one.organisation for one in garage.look(who, my_news)}


def test_withdrawn_after_a_hearing_and_restored_by_an_appeal(garage: Region) -> None:
    number = given(garage)
    hearing_id = propose(garage, number)
    garage.do("gerrit", hearings.answer, number=number, words="Dat klopt.")
    conclude(garage, hearing_id)
    assert status(garage, number) is Status.WITHDRAWN
    (event,) = [one for one in things(garage) if one.kind == "withdrawn"]
    assert (event.level, event.dossier_id, event.person_ids) == (None, None, {garage.ids["cees"]})
    upheld(garage, "certa", event_id=event.event_id or 0)
    assert status(garage, number) is Status.VALID


def test_granted_and_refused_are_told_apart_without_a_level(garage: Region) -> None:
    decide(garage, outcome="refuse")
    assert [one.kind for one in things(garage)] == ["refused"]
    garage.later(days=1)
    decide(garage, application_id=ask(garage))
    assert [one.kind for one in things(garage)] == ["granted", "refused"]


def test_upheld_against_a_refusal_is_decided_again_by_someone_else(garage: Region) -> None:
    decide(garage, outcome="refuse")
    (refused,) = things(garage)
    upheld(garage, decision_id=refused.decision_id or 0)
    (waiting,) = garage.look("certa", decision_queue).items
    assert waiting.conflict is not None
    assert waiting.conflict.key == "decided_it"
    with pytest.raises(NotAllowed):
        decide(garage, application_id=waiting.id)
    again = decide(garage, "cees", application_id=waiting.id)
    assert status(garage, again.number or "") is Status.VALID
    with garage.reading() as session:
        texts = set(session.scalars(select(Application.statement["words"].as_string())))
    assert texts == {WRITTEN.words}
    garage.later(days=60)
    newer = replace(DONE[0], title="Regenton geplaatst", done_on=garage.now.date() - timedelta(days=1))
    later = ask(garage, activities=(newer, *DONE))  # now the first certifier may decide again
    (waiting,) = garage.look("certa", decision_queue).items
    assert (waiting.id, waiting.conflict) == (later, None)


def test_appeal_while_a_newer_application_waits_makes_no_second_one(garage: Region) -> None:
    decide(garage, outcome="refuse")
    (refused,) = things(garage)
    newer = ask(garage)
    upheld(garage, decision_id=refused.decision_id or 0)
    (waiting,) = garage.look("cees", decision_queue).items
    assert waiting.id == newer


def test_other_scope_keeps_the_text_the_last_day_and_the_kind_of_number(garage: Region) -> None:
    number = given(garage)
    about = {"scope": "De garage in Emmen: auto's repareren", "why": "Wij zijn verhuisd."}
    request_id = garage.do("gerrit", scope_changes.ask, number=number, **about)
    successor = garage.do(
        "cees", scope_changes.decide, request_id=request_id, outcome="granted", reason="Gezien en in orde."
    )
    assert IssuedNumber.parse(successor).prefix == STATEMENT_PREFIX
    with garage.reading() as session:
        found = register.check(session, number=successor, today=garage.now.date())
        rows = session.scalars(select(Certificate).order_by(Certificate.id)).all()
        assert list(replay(session)) == []
    assert found is not None
    assert (found.statement and found.statement.words, found.scope) == (WRITTEN.words, about["scope"])
    assert [one.valid_until for one in rows] == [date(2028, 11, 22)] * 2
    assert (status(garage, number), status(garage, successor)) == (Status.REPLACED, Status.VALID)


def test_holder_is_told_of_the_end_and_it_expires(garage: Region) -> None:
    number = given(garage)
    done = []
    for day in (date(2028, 8, 22), date(2028, 11, 22), date(2028, 11, 23)):
        garage.now = garage.now.replace(year=day.year, month=day.month, day=day.day)
        with garage.writing() as session:
            run = calendar.run_day(session, today=day, now=garage.now)
        done.append((run.told_of_the_end, run.checks_opened, run.expired))
    assert done == [(1, 0, 0), (0, 0, 0), (0, 0, 1)]
    assert told(garage, "gerrit") == [NewsKind.CERTIFICATE_ENDS, NewsKind.CERTIFICATE_CHANGED]
    assert status(garage, number) is Status.EXPIRED


def test_monitor_draws_statements_and_refusals_and_reads_what_was_written(garage: Region) -> None:
    decide(garage, outcome="refuse")
    decide(garage, application_id=ask(garage))
    sample_id = garage.do(
        "mona", monitoring.draw_sample, scheme_name=statement_scheme().name, year=2026,
        seed="Trekking 4 8 15", seed_source="loterij.example",
    )  # fmt: skip
    with garage.writing() as session:
        assert [row.certain for row in session.scalars(select(SampleEntry))] == [False, False]
        for row in session.scalars(select(SampleEntry)):
            row.drawn = True
    entries: Any = garage.look("mona", monitoring.entries, sample_id=sample_id).items
    assert [(one.granted, one.level, one.number is None) for one in entries] == [
        (False, None, True), (True, None, False),
    ]  # fmt: skip
    opened = garage.look("mona", monitoring.open_entry, entry_id=entries[1].id)
    assert opened.may_monitor.allowed
    limits = statement_scheme().application.thresholds
    file = garage.look("mona", decision_file, application_id=opened.entry.application_id, limits=limits)
    assert file.contents is None
    about = {"grade": "major", "finding": "De tweede activiteit is nergens te zien."}
    garage.do("mona", monitoring.record_finding, entry_id=entries[1].id, **about)
    assert told(garage, "certa") == [NewsKind.CERTIFICATE_WORK]


def test_suspension_is_reinstated(garage: Region) -> None:
    number = given(garage)
    for version, (action, after) in enumerate(
        ((CertificateAction.SUSPEND, Status.SUSPENDED), (CertificateAction.REINSTATE, Status.VALID)), 1
    ):
        garage.now += timedelta(days=1)
        garage.do("certa", validity.change, number=number, action=action, reason=WHY, version=version)
        assert status(garage, number) is after
