"""A school that scans itself can hold a certificate and a statement, as a company can: the whole line (issue 4)."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from certificates import (
    appeals,
    granting,
    hearings,
    monitoring,
    register,
    scope_changes,
    surveillance,
    validity,
)
from certificates.contested import contestable
from certificates.register import Wanted
from certificates.scheme import certificate_scheme, statement_scheme
from certificates.validity import Status
from scan.domain.applications import CertificateKind
from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.roles import OrganisationKind, Role
from scan.domain.states import CertificateAction, ScanState
from scan.store.tables import Certificate, News, Organisation
from scan.use_cases.applying import apply
from scan.use_cases.audit import verify
from scan.use_cases.entry import own_checklist
from scan.use_cases.evidence import add_note
from scan.use_cases.organisations import give_number
from scan.use_cases.planning import record_second_view
from scan.use_cases.replaying import replay
from scan.use_cases.reviewing import review_queue
from scan.use_cases.stating import apply_for_statement
from tests.scan.factories import APPLICATION, RULES, SCHOOL_APPLICATION, SCHOOL_RULES, Region
from tests.scan.test_appeals import BECAUSE, GROUNDS
from tests.scan.test_hearings import WHY, status
from tests.scan.test_monitoring import find
from tests.scan.test_stating import WRITTEN
from tests.scan.test_surveillance import HALF_WAY, on

SCHOOL = certificate_scheme(OrganisationKind.INSTITUTION)


def test_schools_and_companies_have_rules_of_their_own_that_rest_on_their_own_questionnaire() -> None:
    company = certificate_scheme(OrganisationKind.COMPANY)
    assert (SCHOOL.id, SCHOOL.questionnaire, SCHOOL.holders) == (
        "mvo-school-certificate", "institution", OrganisationKind.INSTITUTION,
    )  # fmt: skip
    assert (company.id, company.questionnaire, company.holders) == (
        "mvo-certificate", "company-self", OrganisationKind.COMPANY,
    )  # fmt: skip
    with pytest.raises(KeyError):
        certificate_scheme(OrganisationKind.ALLIANCE)


def test_school_gets_a_certificate_by_its_own_rules_and_stands_in_the_register(region: Region) -> None:
    number = region.school_certified()
    with region.reading() as session:
        found = register.check(session, number=number, today=region.now.date())
        listed = register.search(session, today=region.now.date(), wanted=Wanted(query="noord"))
    assert found is not None
    assert (found.kind, found.status, found.name, found.scheme, found.schools) == (
        CertificateKind.CERTIFICATE, Status.VALID, "Noordcollege", "mvo-school-certificate@1.0.0", (),
    )  # fmt: skip
    assert [one.number for one in listed.entries] == [number]
    with region.reading() as session:
        assert verify(session).holds
        assert list(replay(session)) == []


def test_the_alliance_hears_of_a_school_that_handed_in_and_checks_it(region: Region) -> None:
    region.add_person("alba", (Role.REVIEWER, "alliance"))
    scan_id = region.start_own("cor", "noordcollege", "try-institution")
    region.fill("cor", scan_id)
    region.submit("cor", scan_id)
    with region.reading() as session:
        told = session.execute(select(News.person_id, News.kind)).all()
    assert told == [(region.ids["alba"], "to_check")]
    [waiting] = region.look("alba", review_queue)
    assert (waiting.organisation, waiting.is_school, waiting.own_handed_in) == ("Noordcollege", True, True)
    region.close(waiting.dossier_id, "alba")
    assert region.scan_state(scan_id) is ScanState.ACCEPTED


@pytest.mark.parametrize("who", ["tess", "rik", "cor"])
def test_nobody_of_the_school_checks_its_scan(region: Region, who: str) -> None:
    scan_id = region.start_own("cor", "noordcollege", "try-institution")
    region.fill("cor", scan_id)
    region.submit("cor", scan_id)
    with pytest.raises((NotFound, NotAllowed)):
        region.close(region.dossier_of(scan_id).id, who)


def test_reviewer_of_the_alliance_who_works_at_the_school_does_not_check_it(region: Region) -> None:
    region.add_person("both", (Role.REVIEWER, "alliance"), (Role.TEACHER, "noordcollege"))
    scan_id = region.start_own("cor", "noordcollege", "try-institution")
    region.fill("cor", scan_id)
    region.submit("cor", scan_id)
    with pytest.raises(NotAllowed) as refused:
        region.close(region.dossier_of(scan_id).id, "both")
    assert refused.value.message.key == "own_organisation"


# What must be there


def test_school_without_a_number_fills_it_in_once(region: Region) -> None:
    school = {"organisation_id": region.ids["noordcollege"]}
    dossier_id = region.school_moderated()
    sent = {"dossier_id": dossier_id, "application": SCHOOL_APPLICATION, "rules": SCHOOL_RULES}
    with pytest.raises(InvalidInput) as refused:
        region.do("cor", apply, **sent)
    assert {field: one.key for field, one in refused.value.fields.items()} == {
        "entry-registered": "not_registered"
    }
    for wrong, key in (("12", "kvk_length"), ("", "kvk_length"), ("00000001", "number_taken")):
        with pytest.raises(InvalidInput) as refused:
            region.do("cor", give_number, kvk_number=wrong, **school)
        assert refused.value.fields["kvk_number"].key == key
    region.do("cor", give_number, kvk_number="0000 00.31", **school)
    region.do("cor", give_number, kvk_number="00000031", **school)
    with pytest.raises(InvalidInput) as refused:
        region.do("cor", give_number, kvk_number="00000032", **school)
    assert refused.value.fields["kvk_number"].key == "number_stands"
    with region.reading() as session:
        assert session.get_one(Organisation, school["organisation_id"]).kvk_number == "00000031"
    region.do("cor", apply, **sent)


@pytest.mark.parametrize(("who", "refusal"), [("tess", NotAllowed), ("carla", NotFound), ("certa", NotFound)])
def test_only_who_speaks_for_the_school_fills_its_number_in(
    region: Region, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        region.do(who, give_number, kvk_number="00000031", organisation_id=region.ids["noordcollege"])


def test_nobody_applies_by_the_rules_of_the_other_kind(region: Region) -> None:
    school = region.school_moderated()
    region.do("cor", give_number, kvk_number="00000031", organisation_id=region.ids["noordcollege"])
    without_student = replace(
        RULES, entry=tuple(one for one in RULES.entry if one.check.value != "student_scan")
    )
    for who, dossier_id, application, rules in (
        ("cor", school, APPLICATION, without_student),
        ("carla", region.moderated(), SCHOOL_APPLICATION, SCHOOL_RULES),
    ):
        with pytest.raises(InvalidInput) as refused:
            region.do(who, apply, dossier_id=dossier_id, application=application, rules=rules)
        assert {field: one.key for field, one in refused.value.fields.items()} == {"dossier": "other_kind"}


def test_checklist_of_a_school_asks_for_no_scan_by_a_student(region: Region) -> None:
    mine = {"organisation_id": region.ids["noordcollege"], "dossier_id": region.school_moderated()}
    found = region.look("cor", own_checklist, rules=SCHOOL_RULES, **mine)
    assert [(one.condition.id, one.met) for one in found] == [
        ("registered", False), ("self-scan", True), ("reviewed", True), ("level", True), ("declaration", None),
    ]  # fmt: skip
    for stranger in ("carla", "tess"):
        with pytest.raises(NotFound):
            region.look(stranger, own_checklist, rules=SCHOOL_RULES, **mine)


def test_visit_of_another_organisation_opens_a_higher_level(region: Region) -> None:
    application_id = region.school_applied()
    given = {"outcome": "grant", "level": "advanced", "reason": "Alles klopt.", "language": "nl"}
    with pytest.raises(InvalidInput) as refused:
        region.do("certa", granting.settle, application_id=application_id, **given)
    assert refused.value.fields["level"].key == "level_too_high"
    dossier = region.dossier_of(1)
    about = {"dossier_id": dossier.id, "facts": {"peer_visits": "1"}, "version": dossier.version}
    with pytest.raises(NotAllowed):
        region.do("cor", record_second_view, **about)
    region.do("alba", record_second_view, **about)
    settled = region.do("certa", granting.settle, application_id=application_id, **given)
    assert status(region, settled.number) is Status.VALID


def test_statement_is_for_schools_too(region: Region) -> None:
    school = {"organisation_id": region.ids["noordcollege"]}
    region.do("cor", give_number, kvk_number="00000031", **school)
    rules = statement_scheme().application
    application = replace(SCHOOL_APPLICATION, declared=rules.declarations)
    application_id = region.do(
        "cor", apply_for_statement, application=application, statement=WRITTEN, rules=rules, **school
    )
    settled = region.do(
        "certa", granting.settle, application_id=application_id, outcome="grant", level=None,
        reason="Alles is compleet.", language="nl",
    )  # fmt: skip
    assert status(region, settled.number) is Status.VALID


# Separation of duties


@pytest.mark.parametrize("role", [Role.TEACHER, Role.REVIEWER, Role.COORDINATOR])
def test_certifier_tied_to_the_school_decides_nothing_about_it(region: Region, role: Role) -> None:
    region.add_person("tied", (Role.CERTIFIER, "alliance"), (role, "noordcollege"))
    application_id = region.school_applied()
    given = {"outcome": "grant", "level": "aware", "reason": "Alles klopt.", "language": "nl"}
    with pytest.raises(NotAllowed) as refused:
        region.do("tied", granting.settle, application_id=application_id, **given)
    assert refused.value.message.key == "own_organisation"
    number = region.do("certa", granting.settle, application_id=application_id, **given).number
    change = {"number": number, "action": CertificateAction.SUSPEND, "reason": WHY, "version": 1}
    with pytest.raises(NotAllowed):
        region.do("tied", validity.change, **change)
    with pytest.raises(NotAllowed):
        region.do("tied", hearings.propose, number=number, reason=WHY)
    region.do("certa", validity.change, **change)
    event = contest(region)[0]
    appeal_id = region.do("cor", appeals.file, grounds=GROUNDS, event_id=event.event_id)
    with pytest.raises(NotAllowed):
        region.do("tied", appeals.take_up, appeal_id=appeal_id)


def test_reviewer_of_the_school_scan_does_not_decide_on_it(region: Region) -> None:
    region.add_person("alba", (Role.REVIEWER, "alliance"), (Role.CERTIFIER, "alliance"))
    scan_id = region.start_own("cor", "noordcollege", "try-institution")
    note = {"item_id": "safe-work", "text": "De nooduitgang is vrij.", "speaker_role": "conciërge"}
    piece = region.do("cor", add_note, scan_id=scan_id, **note)
    region.fill("cor", scan_id)
    region.submit("cor", scan_id)
    region.accept_evidence(piece, reviewer="alba")
    dossier_id = region.dossier_of(scan_id).id
    region.close(dossier_id, "alba")
    region.do("cor", give_number, kvk_number="00000031", organisation_id=region.ids["noordcollege"])
    application_id = region.do(
        "cor", apply, dossier_id=dossier_id, application=SCHOOL_APPLICATION, rules=SCHOOL_RULES
    )
    with pytest.raises(NotAllowed) as refused:
        region.do(
            "alba", granting.settle, application_id=application_id, outcome="grant", level="aware",
            reason="Alles klopt.", language="nl",
        )  # fmt: skip
    assert refused.value.message.key == "reviewed_it"


def test_monitor_who_works_at_the_school_does_not_judge_its_decision(region: Region) -> None:
    region.add_person("mo", (Role.MONITOR, "alliance"), (Role.TEACHER, "noordcollege"))
    region.school_certified()
    sample(region)
    with pytest.raises(NotAllowed) as refused:
        find(region, who="mo")
    assert refused.value.message.key == "own_organisation"
    find(region)


# What a holder does


def sample(region: Region) -> None:
    region.do(
        "mona", monitoring.draw_sample, scheme_name=SCHOOL.name, year=2026, seed="Trekking 4 8 15",
        seed_source="https://loterij.example",
    )  # fmt: skip


def contest(region: Region) -> Any:
    with region.reading() as session:
        return contestable(session, organisation_id=region.ids["noordcollege"], now=region.now)


@pytest.mark.usefixtures("every_level_half_way")
def test_coordinator_does_the_half_way_check(region: Region) -> None:
    number = region.school_certified()
    on(region, HALF_WAY)
    words = {"changes": "Een nieuw gebouw.", "conditions": "Het plan loopt."}
    for stranger in ("tess", "rik"):
        with pytest.raises(NotAllowed):
            region.do(stranger, surveillance.declare, number=number, **words)
    for stranger in ("carla", "theo"):
        with pytest.raises(NotFound):
            region.do(stranger, surveillance.declare, number=number, **words)
    region.do("cor", surveillance.declare, number=number, **words)
    found = region.look("cor", surveillance.of_certificate, number=number)
    assert (found.changes, found.is_late(region.now.date())) == ("Een nieuw gebouw.", False)


def test_coordinator_asks_for_another_scope_and_another_certifier_grants_it(region: Region) -> None:
    number = region.school_certified()
    region.do("cor", scope_changes.ask, number=number, scope="Twee gebouwen", why="Er kwam een gebouw bij.")
    [asked] = region.look("cor", scope_changes.of_certificate, number=number)
    region.do(
        "cees", scope_changes.decide, request_id=asked.id, outcome="granted", reason="Dat past bij de school."
    )
    with region.reading() as session:
        rows = session.execute(select(Certificate.scope, Certificate.scheme).order_by(Certificate.id)).all()
    assert rows[1] == ("Twee gebouwen", "mvo-school-certificate@1.0.0")


def test_coordinator_is_heard_before_the_certificate_is_withdrawn_and_appeals(region: Region) -> None:
    number = region.school_certified()
    hearing_id = region.do("certa", hearings.propose, number=number, reason=WHY)
    region.do("cor", hearings.answer, number=number, words="Wij zijn het niet eens.")
    region.do("certa", hearings.conclude, hearing_id=hearing_id, outcome="withdrawn", reason=WHY)
    assert status(region, number) is Status.WITHDRAWN
    withdrawn = contest(region)[0]
    with pytest.raises((NotFound, NotAllowed)):
        region.do("tess", appeals.file, grounds=GROUNDS, event_id=withdrawn.event_id)
    appeal_id = region.do("cor", appeals.file, grounds=GROUNDS, event_id=withdrawn.event_id)
    region.do("cees", appeals.take_up, appeal_id=appeal_id)
    version = region.look("cees", appeals.one, appeal_id=appeal_id).version
    region.do("cees", appeals.settle, appeal_id=appeal_id, outcome="uphold", reason=BECAUSE, version=version)
    assert status(region, number) is Status.VALID


def test_school_renews_with_a_next_scan(region: Region) -> None:
    first = region.school_certified()
    region.later(days=330)
    dossier_id = region.school_moderated()
    application_id = region.do(
        "cor", apply, dossier_id=dossier_id, application=SCHOOL_APPLICATION, rules=SCHOOL_RULES
    )
    settled = region.do(
        "certa", granting.settle, application_id=application_id, outcome="grant", level="aware",
        reason="Weer in orde.", language="en",
    )  # fmt: skip
    assert (status(region, first), status(region, settled.number)) == (Status.REPLACED, Status.VALID)
