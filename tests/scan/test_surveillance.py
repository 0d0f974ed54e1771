"""The light check half-way, and what the calendar does (instrument D2, design 7)."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from certificates import calendar, surveillance, validity
from certificates.calendar import Done
from certificates.number import IssuedNumber
from certificates.scheme import scheme
from certificates.scope_changes import copy_of
from certificates.surveillance import due_day
from certificates.validity import Status, status_on
from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.news import NewsKind
from scan.domain.roles import Role
from scan.domain.states import CertificateAction, CertificateState
from scan.domain.surveillance import SurveillanceOutcome
from scan.store.paging import Asked
from scan.store.tables import Application, Certificate, CertificateEvent, DecisionRow, News
from scan.use_cases.audit import verify
from tests.scan.factories import Region

pytestmark = pytest.mark.usefixtures("every_level_half_way")
NOTHING = Done(expired=0, checks_opened=0, checks_late=0, told_of_the_end=0)
HALF_WAY = date(2027, 5, 23)
"""Given on 23 November 2026 for 12 months."""
LAST = date(2027, 11, 22)


def on(region: Region, day: date) -> Done:
    """The daily command, on that day."""
    region.now = region.now.replace(year=day.year, month=day.month, day=day.day)
    with region.writing() as session:
        return calendar.run_day(session, today=day, now=region.now)


def certificate(region: Region, number: str) -> Certificate:
    with region.reading() as session:
        return session.scalars(select(Certificate).where(Certificate.number == number)).one()


def events(region: Region) -> list[tuple[str, str, int | None]]:
    with region.reading() as session:
        rows = session.execute(
            select(CertificateEvent.action, CertificateEvent.reason, CertificateEvent.acted_by).order_by(
                CertificateEvent.id
            )
        )
        return [tuple(row) for row in rows]


def told(region: Region, who: str) -> list[str]:
    """What is new for someone, about certificates that were given, oldest first."""
    with region.reading() as session:
        kinds = session.scalars(
            select(News.kind).where(News.person_id == region.ids[who]).order_by(News.id)
        ).all()
    return [kind for kind in kinds if kind not in {"certificate_decided", "accepted", "comparison_opened"}]


def check(region: Region, number: str, who: str = "carla") -> Any:
    return region.look(who, surveillance.of_certificate, number=number)


def declare(region: Region, number: str, who: str = "carla", **changed: str) -> None:
    words = {"changes": "Er is niets veranderd.", "conditions": "De lampen hangen er."}
    region.do(who, surveillance.declare, number=number, **(words | changed))


def test_nothing_is_due_before_its_day(region: Region) -> None:
    number = region.certified()
    assert on(region, HALF_WAY - timedelta(days=1)) == NOTHING
    assert check(region, number) is None
    with pytest.raises(NotFound):
        declare(region, number)


def test_half_way_the_holder_is_told_once_and_has_the_schemes_weeks(region: Region) -> None:
    number = region.certified()
    assert on(region, HALF_WAY) == Done(expired=0, checks_opened=1, checks_late=0, told_of_the_end=0)
    assert on(region, HALF_WAY) == NOTHING
    found = check(region, number)
    assert (found.due_on, found.declare_by) == (HALF_WAY, HALF_WAY + timedelta(weeks=6))
    assert told(region, "carla") == [NewsKind.SURVEILLANCE_DUE]


def test_a_day_that_was_missed_gives_the_company_its_whole_term(region: Region) -> None:
    number = region.certified()
    late = HALF_WAY + timedelta(days=40)
    on(region, late)
    assert check(region, number).declare_by == late + timedelta(weeks=6)


def test_twice_at_once_the_calendar_does_its_work_once(region: Region) -> None:
    region.certified()
    region.now = region.now.replace(year=2027, month=5, day=23)
    done: list[Done] = []

    def run() -> None:
        with region.writing() as session:
            done.append(calendar.run_day(session, today=HALF_WAY, now=region.now))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.checks_opened for one in done) == [0, 1]
    assert told(region, "carla") == [NewsKind.SURVEILLANCE_DUE]


def test_company_declares_and_a_certifier_finds_it_fine(region: Region) -> None:
    number = region.certified()
    on(region, HALF_WAY)
    declare(region, number)
    assert told(region, "certa") == told(region, "cees") == [NewsKind.CERTIFICATE_WORK]
    (waiting,) = region.look("cees", surveillance.listing).items
    assert (waiting.organisation, waiting.changes) == ("Bakery", "Er is niets veranderd.")
    region.do("cees", surveillance.close, check_id=waiting.id, outcome="fine", note="Alles is in orde.")
    assert check(region, number).outcome is SurveillanceOutcome.FINE
    assert events(region) == []
    assert region.look("cees", surveillance.listing).total == 0


def test_fine_needs_a_declaration_and_every_outcome_a_reason(region: Region) -> None:
    region.certified()
    on(region, HALF_WAY)
    (waiting,) = region.look("cees", surveillance.listing).items
    with pytest.raises(InvalidInput) as refused:
        region.do("cees", surveillance.close, check_id=waiting.id, outcome="fine", note="")
    assert {field: fault.key for field, fault in refused.value.fields.items()} == {
        "outcome": "not_declared",
        "note": "required",
    }


def test_who_is_late_is_suspended_by_the_calendar_and_comes_back_when_it_is_fine(region: Region) -> None:
    number = region.certified()
    on(region, HALF_WAY)
    late = HALF_WAY + timedelta(weeks=6, days=1)
    assert on(region, late) == Done(expired=0, checks_opened=0, checks_late=1, told_of_the_end=0)
    assert on(region, late) == NOTHING
    why = "De tussentijdse controle is niet op tijd gedaan."
    assert events(region) == [("suspend", why, None)]
    assert check(region, number).is_late(late)
    assert told(region, "carla") == [
        NewsKind.SURVEILLANCE_DUE,
        NewsKind.SURVEILLANCE_OVERDUE,
        NewsKind.CERTIFICATE_CHANGED,
    ]
    declare(region, number)
    region.do("cees", surveillance.close, check_id=1, outcome="fine", note="Alsnog in orde bevonden.")
    assert certificate(region, number).state == CertificateState.ISSUED
    assert events(region)[-1][0] == CertificateAction.REINSTATE


def test_fine_does_not_lift_what_a_certifier_suspended(region: Region) -> None:
    number = region.certified()
    on(region, HALF_WAY)
    declare(region, number)
    region.do(
        "certa", validity.change, number=number, action=CertificateAction.SUSPEND,
        reason="Er loopt een onderzoek.", version=1,
    )  # fmt: skip
    region.do("cees", surveillance.close, check_id=1, outcome="fine", note="Dit deel is in orde.")
    assert certificate(region, number).state == CertificateState.SUSPENDED


@pytest.mark.parametrize(("outcome", "state"), [("suspend", "suspended"), ("withdraw", "issued")])
def test_check_that_is_not_fine_suspends_or_begins_a_hearing(
    region: Region, outcome: str, state: str
) -> None:
    number = region.certified()
    on(region, HALF_WAY)
    declare(region, number)
    region.do("cees", surveillance.close, check_id=1, outcome=outcome, note="De lampen hangen er niet.")
    assert certificate(region, number).state == state
    expected = NewsKind.CERTIFICATE_CHANGED if outcome == "suspend" else NewsKind.WITHDRAWAL_PROPOSED
    assert told(region, "carla")[-1] == expected
    with pytest.raises(NotFound):
        region.do("cees", surveillance.close, check_id=1, outcome="fine", note="Toch nog in orde.")


def test_only_the_top_level_is_looked_at(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the scheme that is published says (instrument D2)."""
    monkeypatch.setattr(surveillance, "scheme", scheme)
    number = region.certified()
    assert on(region, HALF_WAY + timedelta(days=60)) == NOTHING
    with region.writing() as session:
        present = session.scalars(select(Certificate)).one()
        present.level, present.valid_until = "front_runner", date(2028, 11, 22)
    year = date(2027, 11, 23)
    assert on(region, year - timedelta(days=1)) == NOTHING
    assert on(region, year).checks_opened == 1
    assert check(region, number).due_on == year


def test_certificate_of_an_older_scheme_has_no_check(region: Region) -> None:
    """Publishing a new version never touches what was given under an older one."""
    number = region.certified("mvo-certificate@1.0.0")
    assert on(region, HALF_WAY + timedelta(days=60)) == NOTHING
    assert due_day(certificate(region, number)) is None


def test_check_is_the_companys_own(region: Region) -> None:
    number = region.certified()
    on(region, HALF_WAY)
    for who in ("gerrit", "theo", "zoe"):
        with pytest.raises(NotFound):
            declare(region, number, who)
    with pytest.raises(NotAllowed):
        declare(region, number, "certa")
    region.add_person("cato", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "bakery"))
    with pytest.raises(NotAllowed):
        region.do("cato", surveillance.close, check_id=1, outcome="suspend", note="Wat ik ervan vind.")


def test_certificate_expires_after_its_last_day_and_not_before(region: Region) -> None:
    number = region.certified("mvo-certificate@1.0.0")
    assert on(region, LAST).expired == 0
    assert status_on(certificate(region, number), LAST + timedelta(days=1)) is Status.EXPIRED
    assert on(region, LAST + timedelta(days=1)).expired == 1
    assert on(region, LAST + timedelta(days=1)) == NOTHING
    assert certificate(region, number).state == CertificateState.EXPIRED
    assert told(region, "carla") == [NewsKind.CERTIFICATE_ENDS, NewsKind.CERTIFICATE_CHANGED]
    with region.reading() as session:
        assert verify(session).holds


def test_holder_is_told_three_months_before_the_end_once(region: Region) -> None:
    region.certified("mvo-certificate@1.0.0")
    assert on(region, date(2027, 8, 21)) == NOTHING
    assert on(region, date(2027, 8, 22)).told_of_the_end == 1
    assert on(region, date(2027, 8, 23)) == NOTHING


def test_list_of_checks_is_paged_with_as_many_statements_for_many(
    region: Region, count_statements: Any
) -> None:
    region.certified()
    on(region, HALF_WAY)
    with count_statements(region.engine) as few:
        region.look("cees", surveillance.listing)
    multiply(region, 30)
    on(region, HALF_WAY)
    with count_statements(region.engine) as many:
        second = region.look("cees", surveillance.listing, asked=Asked(page=2, size=25))
    assert (second.total, second.pages, len(second.items)) == (31, 2, 6)
    assert len(few) == len(many)


def multiply(region: Region, times: int) -> None:
    """So many more certificates of the bakery, each with an application and decision of its own."""
    with region.writing() as session:
        present = session.scalars(select(Certificate)).one()
        decided = session.get_one(DecisionRow, present.decision_id)
        applied = session.get_one(Application, decided.application_id)
        for serial in range(2, times + 2):
            application = Application(**copy_of(applied))
            session.add(application)
            session.flush()
            decision = DecisionRow(**copy_of(decided, application_id=application.id))
            session.add(decision)
            session.flush()
            number = str(IssuedNumber("MVO-NN", 2026, serial))
            session.add(Certificate(**copy_of(present, decision_id=decision.id, number=number)))


def test_scheme_that_only_makes_it_visible_suspends_nobody(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = region.certified()
    on(region, HALF_WAY)
    present = surveillance.scheme("mvo-certificate")
    assert present.surveillance is not None
    visible = present.surveillance.model_copy(update={"when_late": "visible"})
    monkeypatch.setattr(
        surveillance, "scheme", lambda _: present.model_copy(update={"surveillance": visible})
    )
    assert on(region, HALF_WAY + timedelta(weeks=7)).checks_late == 1
    assert certificate(region, number).state == CertificateState.ISSUED
