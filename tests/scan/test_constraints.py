"""Illegal rows are refused by the database itself, whatever program writes them (design 6)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from scan.store.tables import (
    Action,
    Activity,
    ActivityPhoto,
    Ambassador,
    AmbassadorHearing,
    AnswerRow,
    Application,
    AuthenticatorApp,
    Base,
    Ceremony,
    Certificate,
    CertificateEvent,
    ClassMember,
    DecisionRow,
    Dossier,
    DossierScore,
    Evidence,
    Invitation,
    ItemVerdict,
    MembershipRow,
    Milestone,
    Organisation,
    Passkey,
    PendingImport,
    Person,
    Placement,
    Proposal,
    QuestionnaireVersion,
    RecoveryCode,
    Registration,
    Scan,
    ScanCode,
    ScanMember,
    SchoolClass,
    SchoolNumber,
    SharedReport,
    SignInSession,
    StartCode,
    StatementDraft,
    StoredFile,
)
from tests.scan.factories import NOW, Region

SHA = "a" * 64
TODAY = NOW.date()


def rows(region: Region) -> dict[type[Base], dict[str, Any]]:
    """A legal row for every table; a case changes one or two values of it."""
    ids = region.ids
    bakery, school, sam, tess = ids["bakery"], ids["noordcollege"], ids["sam"], ids["tess"]
    with region.reading() as session:
        version = session.scalars(
            select(QuestionnaireVersion.id).where(QuestionnaireVersion.audience == "company")
        ).one()
    return {
        Organisation: {
            "kind": "company",
            "name": "Molen",
            "kvk_number": "12345678",
            "created_at": NOW,
            "version": 1,
        },
        Person: {
            "display_name": "Piet",
            "email": "piet@example.org",
            "password_hash": "x",
            "locale": "nl",
            "created_at": NOW,
        },
        MembershipRow: {
            "person_id": tess,
            "organisation_id": school,
            "organisation_kind": "institution",
            "role": "reviewer",
            "created_at": NOW,
        },
        SchoolClass: {
            "institution_id": school,
            "name": "Rood",
            "school_year": "2026-2027",
            "code": "ABCD-2345",
            "code_expires_at": NOW,
            "by_list": False,
            "created_at": NOW,
        },
        SchoolNumber: {"institution_id": school, "number": "100234", "person_id": sam},
        StartCode: {
            "person_id": sam,
            "code_hash": SHA,
            "created_at": NOW,
            "expires_at": NOW + timedelta(days=1),
        },
        PendingImport: {
            "institution_id": school,
            "kind": "classes",
            "school_year": "2026-2027",
            "sha256": SHA,
            "content": b"{}",
            "created_by": tess,
            "created_at": NOW,
            "expires_at": NOW + timedelta(days=1),
        },
        ClassMember: {
            "class_id": ids["blauw"],
            "person_id": sam,
            "role": "student",
            "name_key": "sam 2",
            "joined_at": NOW,
        },
        Placement: {
            "class_id": ids["groen"],
            "student_id": sam,
            "company_id": ids["garage"],
            "starts_on": TODAY,
            "ends_on": TODAY + timedelta(days=1),
            "hold_back": True,
            "created_at": NOW,
        },
        Invitation: {
            "code_hash": SHA,
            "organisation_id": bakery,
            "organisation_kind": "company",
            "role": "contact",
            "created_at": NOW,
            "expires_at": NOW,
        },
        SignInSession: {
            "token_hash": SHA,
            "person_id": tess,
            "created_at": NOW,
            "last_seen_at": NOW,
            "expires_at": NOW + timedelta(days=1),
            "level": "password",
        },
        AuthenticatorApp: {"person_id": tess, "sealed_secret": "x", "last_step": 1, "created_at": NOW},
        Passkey: {
            "person_id": tess,
            "name": "Laptop",
            "credential_id": b"1",
            "public_key": b"1",
            "sign_count": 0,
            "created_at": NOW,
        },
        RecoveryCode: {"person_id": tess, "code_hash": SHA},
        Registration: {
            "token_hash": SHA,
            "company": "Molen",
            "kvk_number": "12345678",
            "display_name": "Piet",
            "email": "piet@example.org",
            "password_hash": "x",
            "locale": "nl",
            "created_at": NOW,
            "expires_at": NOW,
        },
        QuestionnaireVersion: {
            "slug": "other",
            "version": "1.0.0",
            "audience": "company",
            "sha256": SHA,
            "document": b"{}",
            "published_at": NOW,
        },
        Dossier: {
            "organisation_id": ids["garage"],
            "period": "2026-2027",
            "state": "collecting",
            "created_at": NOW,
            "opens_at": NOW,
            "facts": {},
            "version": 1,
        },
        Scan: {
            "dossier_id": ids["dossier"],
            "organisation_id": bakery,
            "questionnaire_version_id": version,
            "respondent_id": ids["carla"],
            "audience": "company",
            "state": "draft",
            "profile": {},
            "started_at": NOW,
            "version": 1,
        },
        ScanMember: {
            "placement_id": ids["noa-placement"],
            "scan_id": ids["scan"],
            "student_id": ids["noa"],
            "organisation_id": bakery,
            "seat": 2,
            "joined_at": NOW,
        },
        ScanCode: {"scan_id": ids["scan"], "code": "K7MP-2XQD", "expires_at": NOW},
        AnswerRow: {
            "scan_id": ids["scan"],
            "item_id": "respect",
            "item_revision": 1,
            "state": "answered",
            "value": "2",
            "version": 1,
            "answered_by": sam,
            "updated_at": NOW,
        },
        StoredFile: {"sha256": SHA, "media_type": "image/jpeg", "size": 10, "created_at": NOW},
        StatementDraft: {
            "organisation_id": bakery,
            "typed": {"words": "Wij willen"},
            "version": 1,
            "saved_by": ids["carla"],
            "saved_at": NOW,
        },
        ActivityPhoto: {
            "organisation_id": bakery,
            "activity": 0,
            "file_sha256": SHA,
            "created_by": ids["carla"],
            "created_at": NOW,
        },
        Evidence: {
            "scan_id": ids["scan"],
            "item_id": "safe-work",
            "kind": "observation",
            "form": "note",
            "caption": "Gezien bij de deur",
            "state": "offered",
            "created_by": sam,
            "created_at": NOW,
        },
        ItemVerdict: {
            "dossier_id": ids["dossier"],
            "item_id": "safe-work",
            "verdict": "student",
            "comment": "Samen bekeken",
            "reviewer_id": tess,
            "updated_at": NOW,
            "version": 1,
        },
        Action: {
            "organisation_id": bakery,
            "dossier_id": ids["dossier"],
            "text": "Ledlampen",
            "source": "own",
            "state": "planned",
            "with_others": False,
            "created_by": ids["carla"],
            "created_at": NOW,
            "version": 1,
        },
        DossierScore: {
            "dossier_id": ids["dossier"],
            "theme": "clean_energy",
            "organisation_id": bakery,
            "basis": "try-company@1",
            "sector": "food",
            "size": "small",
            "counted": 5_000,
            "moderated_at": NOW,
        },
        SharedReport: {"scan_id": ids["scan"], "shared_at": NOW},
        Application: {
            "organisation_id": bakery,
            "scheme": "mvo-certificate@1.0.0",
            "dossier_id": ids["dossier"],
            "scope": "De bakkerij",
            "signed_by_name": "Carla",
            "declared_at": NOW,
            "public_detail": "level",
            "applied_by": ids["carla"],
            "state": "open",
        },
        DecisionRow: {
            "application_id": ids["application"],
            "dossier_id": ids["dossier"],
            "certifier_id": ids["certa"],
            "outcome": "grant",
            "level": "active",
            "rescored_outcome": b"{}",
            "reason": "Alles klopt",
            "decided_at": NOW,
            "scheme": "mvo-certificate@1.0.0",
            "reviewers": [tess],
        },
        Proposal: {
            "application_id": ids["application"],
            "state": "proposed",
            "level": "active",
            "language": "nl",
            "reason": "Alles klopt",
            "proposed_by": ids["certa"],
            "proposed_at": NOW,
        },
        Certificate: {
            "kind": "certificate",
            "number": "MVO-0002",
            "decision_id": ids["decision"],
            "organisation_id": bakery,
            "state": "issued",
            "level": "active",
            "scope": "De bakkerij",
            "language": "nl",
            "valid_from": TODAY,
            "valid_until": TODAY + timedelta(days=700),
            "questionnaire": "try-company@1.0.0",
            "questionnaire_sha256": SHA,
            "scheme": "mvo-certificate@1.0.0",
            "outcome": b"{}",
            "public_detail": "level",
            "issued_at": NOW,
            "version": 1,
        },
        CertificateEvent: {
            "certificate_id": ids["certificate"],
            "action": "suspend",
            "reason": "Klacht in behandeling",
            "at": NOW,
        },
        Ambassador: {
            "person_id": ids["zoe"],
            "institution_id": school,
            "scheme": "mvo-ambassador@1.0.0",
            "state": "candidate",
            "is_public": False,
            "created_at": NOW,
            "version": 1,
        },
        Milestone: {
            "ambassador_id": ids["ambassador"],
            "key": "start",
            "achieved_on": TODAY,
            "confirmed_by": tess,
        },
        Ceremony: {"held_on": TODAY, "place": "Assen", "created_by": tess, "created_at": NOW},
        Activity: {
            "ambassador_id": ids["ambassador"],
            "kind": "coaching",
            "done_on": TODAY,
            "words": "Twee starters",
            "state": "noted",
            "created_at": NOW,
        },
        AmbassadorHearing: {
            "ambassador_id": ids["ambassador"],
            "ground": "made_up_evidence",
            "concern": "Het bewijs klopt niet.",
            "opened_by": tess,
            "opened_on": TODAY,
            "answer_until": TODAY + timedelta(days=14),
        },
    }


def prepare(region: Region) -> None:
    """What the rows above stand on: a dossier with a student's scan, an application, a decision, and so on."""
    region.add_student("noa", "groen", "tess", "bakery")
    region.ids["scan"] = region.start("sam")
    region.fill("sam", region.ids["scan"], {"safe-work": "2"})
    region.ids["dossier"] = region.dossier_of(region.ids["scan"]).id
    for name, table, without in (
        ("application", Application, {"state": "returned"}),
        ("decision", DecisionRow, {}),
        ("certificate", Certificate, {"number": "MVO-0001"}),
        ("ambassador", Ambassador, {"person_id": region.ids["sam"]}),
    ):
        region.ids |= dict.fromkeys(("application", "decision", "certificate", "ambassador"), 0) | region.ids
        values = rows(region)[table] | without
        with region.writing() as session:
            region.ids[name] = session.scalars(insert(table).values(**values).returning(table.id)).one()
    with region.writing() as session:
        values = rows(region)[Application] | {"state": "returned"}
        region.ids["application"] = session.scalars(
            insert(Application).values(**values).returning(Application.id)
        ).one()


@pytest.fixture(scope="module")
def stage(shared_region: Region) -> Region:
    """Shared: what is refused changes nothing."""
    prepare(shared_region)
    return shared_region


@pytest.fixture
def own_stage(region: Region) -> Region:
    """For tests that store something."""
    prepare(region)
    return region


def store(session: Session, table: type[Base], values: Mapping[str, Any]) -> None:
    session.execute(insert(table).values(**values))


def test_every_legal_row_is_stored(own_stage: Region) -> None:
    legal = rows(own_stage)
    with own_stage.writing() as session:
        decision = legal[DecisionRow]
        store(session, DecisionRow, decision)
        legal[Certificate]["decision_id"] = session.scalars(
            select(DecisionRow.id).order_by(DecisionRow.id.desc()).limit(1)
        ).one()
        for table, values in legal.items():
            if table is not DecisionRow:
                store(session, table, values)


NO_FILE = {"form": "photo", "caption": None}
APPOINTED = {
    "number": "JA-1",
    "appointed_on": TODAY,
    "valid_until": TODAY + timedelta(days=700),
    "nominated_by": 1,
    "appointed_by": 2,
}
ILLEGAL: list[tuple[type[Base], dict[str, Any]]] = [
    (Organisation, {"kind": "club"}),
    (Organisation, {"name": ""}),
    (Organisation, {"kvk_number": None}),
    (Organisation, {"kvk_number": "1234567"}),
    (Organisation, {"kvk_number": "00000001"}),
    (Organisation, {"branch_number": "123"}),
    (Organisation, {"kind": "institution", "kvk_number": None, "branch_number": "000000000001"}),
    (Organisation, {"staff": -1}),
    (Person, {"display_name": "x" * 81}),
    (Person, {"email": "Piet@example.org"}),
    (Person, {"email": "tess@example.org"}),
    (Person, {"password_hash": None}),
    (Person, {"email": None}),
    (Person, {"locale": "de"}),
    (MembershipRow, {"role": "contact"}),
    (MembershipRow, {"role": "certifier"}),
    (MembershipRow, {"organisation_kind": "alliance", "role": "certifier"}),
    (MembershipRow, {"role": "teacher"}),
    (MembershipRow, {"person_id": 99_999}),
    (SchoolClass, {"name": "groen"}),
    (SchoolClass, {"code": "SHORT"}),
    (SchoolClass, {"school_year": "2026"}),
    (ClassMember, {"role": "coordinator"}),
    (ClassMember, {"name_key": None}),
    (ClassMember, {"role": "teacher"}),
    (ClassMember, {"name_key": "zoe"}),
    (Placement, {"ends_on": TODAY}),
    (Placement, {"student_id": "zoe"}),
    (Placement, {"company_id": "bakery"}),
    (Invitation, {"role": "teacher"}),
    (Invitation, {"used_at": NOW}),
    (SignInSession, {"expires_at": NOW}),
    (SchoolClass, {"source_id": ""}),
    (SchoolNumber, {"number": ""}),
    (StartCode, {"expires_at": NOW}),
    (PendingImport, {"kind": "teachers"}),
    (PendingImport, {"school_year": "2026"}),
    (PendingImport, {"sha256": "abc"}),
    (PendingImport, {"expires_at": NOW}),
    (SignInSession, {"level": "half"}),
    (SignInSession, {"level": None}),
    (SignInSession, {"device": ""}),
    (SignInSession, {"challenge": SHA}),
    (AuthenticatorApp, {"last_step": 0}),
    (AuthenticatorApp, {"sealed_secret": ""}),
    (Passkey, {"name": ""}),
    (Passkey, {"sign_count": -1}),
    (Registration, {"kvk_number": "1234567"}),
    (Registration, {"email": "Piet@example.org"}),
    (Registration, {"company": ""}),
    (Registration, {"locale": "fy"}),
    (QuestionnaireVersion, {"slug": "try-company"}),
    (QuestionnaireVersion, {"audience": "everyone"}),
    (QuestionnaireVersion, {"sha256": "abc"}),
    (Dossier, {"state": "closed"}),
    (Dossier, {"state": "moderated"}),
    (Dossier, {"state": "decided"}),
    (Dossier, {"organisation_id": "bakery"}),
    (Scan, {"state": "done"}),
    (Scan, {"audience": "everyone"}),
    (Scan, {"audience": "student"}),
    (Scan, {"placement_id": "zoe-placement"}),
    (Scan, {"audience": "student", "placement_id": "sam-placement"}),
    (Scan, {"state": "submitted"}),
    (Scan, {"state": "submitted", "outcome": b"{}", "answer_codes": b"\x00"}),
    (Scan, {"state": "accepted", "submitted_at": NOW, "answer_codes": b"\x00"}),
    (Scan, {"outcome": b"{}"}),
    (Scan, {"submitted_at": NOW}),
    (Scan, {"organisation_id": "garage"}),
    (ScanMember, {"placement_id": "sam-placement"}),
    (ScanMember, {"placement_id": "sam-placement", "student_id": "sam"}),
    (ScanMember, {"placement_id": "zoe-placement", "student_id": "zoe"}),
    (ScanMember, {"organisation_id": "garage"}),
    (ScanMember, {"seat": 1}),
    (ScanMember, {"seat": 0}),
    (ScanMember, {"seat": 5}),
    (ScanCode, {"code": "K7"}),
    (AnswerRow, {"item_id": "safe-work"}),
    (AnswerRow, {"state": "maybe"}),
    (AnswerRow, {"value": None}),
    (AnswerRow, {"state": "dont_know"}),
    (AnswerRow, {"state": "not_applicable", "value": None}),
    (AnswerRow, {"reason": "in-rent"}),
    (AnswerRow, {"version": 0}),
    (AnswerRow, {"note": "x" * 2001}),
    (StoredFile, {"size": 0}),
    (StoredFile, {"size": 10 * 1024 * 1024 + 1}),
    (StoredFile, {"sha256": "abc"}),
    (StatementDraft, {"organisation_id": 99_999}),
    (StatementDraft, {"typed": None}),
    (ActivityPhoto, {"activity": 4}),
    (ActivityPhoto, {"activity": -1}),
    (ActivityPhoto, {"file_sha256": None}),
    (ActivityPhoto, {"file_sha256": "b" * 64}),
    (ActivityPhoto, {"application_id": 99_999}),
    (Evidence, {"kind": "rumour"}),
    (Evidence, {"form": "smell"}),
    (Evidence, {"caption": None}),
    (Evidence, {"kind": "testimony"}),
    (Evidence, {"speaker_role": "bakker"}),
    (Evidence, NO_FILE),
    (Evidence, {"file_sha256": SHA}),
    (Evidence, {"form": "link"}),
    (Evidence, {"form": "link", "url": "http://example.org"}),
    (Evidence, {"state": "accepted"}),
    (Evidence, {"decided_by": 1, "decided_at": NOW}),
    (ItemVerdict, {"verdict": "nobody"}),
    (ItemVerdict, {"comment": "x"}),
    (Action, {"text": ""}),
    (Action, {"finished_on": TODAY}),
    (Action, {"state": "done"}),
    (Action, {"state": "half"}),
    (Action, {"state": "dropped", "finished_on": TODAY, "planned_on": TODAY}),
    (Action, {"source": "dream"}),
    (Action, {"owner": ""}),
    (Action, {"progress": ""}),
    (Action, {"evidence_url": "http://example.org"}),
    (DossierScore, {"theme": "weather"}),
    (DossierScore, {"size": "huge"}),
    (DossierScore, {"sector": ""}),
    (DossierScore, {"counted": 10_001}),
    (Application, {"state": "lost"}),
    (Application, {"public_detail": "everything"}),
    (Application, {"scope": ""}),
    (DecisionRow, {"outcome": "maybe"}),
    (DecisionRow, {"level": None}),
    (DecisionRow, {"outcome": "refuse"}),
    (DecisionRow, {"rescored_outcome": None}),
    (DecisionRow, {"reason": ""}),
    (Certificate, {"number": "MVO-0001"}),
    (Certificate, {}),
    (Certificate, {"state": "reinstated"}),
    (Certificate, {"valid_until": TODAY}),
    (Certificate, {"language": "fy"}),
    (CertificateEvent, {"action": "applaud"}),
    (CertificateEvent, {"reason": ""}),
    (Ambassador, {"person_id": "sam"}),
    (Ambassador, {"state": "hero"}),
    (Ambassador, {"state": "nominated"}),
    (Ambassador, {"state": "appointed"}),
    (Ambassador, APPOINTED | {"state": "appointed", "number": None}),
    (Ambassador, APPOINTED | {"state": "appointed", "appointed_on": None}),
    (Ambassador, APPOINTED | {"state": "appointed", "appointed_by": 1}),
    (Ambassador, APPOINTED | {"state": "appointed", "valid_until": date(2020, 1, 1)}),
    (Ambassador, {"is_public": True, "public_name": "Zoë"}),
    (Ambassador, APPOINTED | {"state": "appointed", "is_public": True}),
    (Ambassador, APPOINTED | {"state": "appointed", "declined_reason": "Nog niet"}),
    (Ambassador, APPOINTED | {"state": "appointed", "renewed_from": date(2020, 1, 1)}),
    (Ceremony, {"place": "A"}),
    (Activity, {"kind": "party"}),
    (Activity, {"state": "seen"}),
    (Activity, {"state": "confirmed"}),
    (Activity, {"decided_by": 1}),
    (Activity, {"words": "x" * 201}),
    (AmbassadorHearing, {"answer_until": TODAY}),
    (AmbassadorHearing, {"concern": "Kort"}),
    (AmbassadorHearing, {"answer": "Nee"}),
    (AmbassadorHearing, {"outcome": "dropped"}),
    (AmbassadorHearing, {"closed_on": TODAY}),
    (Ambassador, APPOINTED | {"state": "revoked"}),
    (Ambassador, APPOINTED | {"state": "revoked", "ended_on": TODAY}),
    (Ambassador, APPOINTED | {"state": "appointed", "ended_on": TODAY, "ended_ground": "made_up_evidence"}),
    (Milestone, {"key": "tea"}),
]


@pytest.mark.parametrize(
    ("table", "wrong"),
    ILLEGAL,
    ids=[f"{table.__tablename__}-{'-'.join(wrong) or 'again'}" for table, wrong in ILLEGAL],
)
def test_database_refuses(stage: Region, table: type[Base], wrong: dict[str, Any]) -> None:
    named = {
        key: stage.ids.get(value, value) if key.endswith("_id") and isinstance(value, str) else value
        for key, value in wrong.items()
    }
    with pytest.raises((IntegrityError, DataError)), stage.writing() as session:
        store(session, table, rows(stage)[table] | named)


def test_database_refuses_a_second_verdict_milestone_and_open_application(own_stage: Region) -> None:
    for table in (ItemVerdict, Milestone, Application):
        with own_stage.writing() as session:
            store(session, table, rows(own_stage)[table])
        with pytest.raises(IntegrityError), own_stage.writing() as session:
            store(session, table, rows(own_stage)[table])


def test_database_refuses_a_second_own_scan_and_a_second_open_dossier(own_stage: Region) -> None:
    for table in (Scan, Dossier):
        with own_stage.writing() as session:
            store(session, table, rows(own_stage)[table])
        with pytest.raises(IntegrityError), own_stage.writing() as session:
            store(session, table, rows(own_stage)[table])


def test_submitted_scan_cannot_lose_its_outcome(region: Region) -> None:
    scan_id = region.student_scan()
    for values in ({"outcome": None}, {"answer_codes": None}, {"submitted_at": None}, {"state": "draft"}):
        with pytest.raises(IntegrityError), region.writing() as session:
            session.execute(update(Scan).where(Scan.id == scan_id).values(**values))
