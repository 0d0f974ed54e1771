"""Another school's and another company's things are as if they were not there: every route, every role (design 9).

The walk takes the routes from the URL map, so a new one is in it by itself. A page gives 404, and whatever is sent gets
the very answer that it gets for a number that nothing has; nothing in the database changes.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from certificates.number import IssuedNumber
from certificates.scheme import scheme
from scan.domain.importing.columns import ImportKind
from scan.domain.roles import Role
from scan.store.tables import (
    Activity,
    ActivityPhoto,
    Ambassador,
    Appeal,
    Application,
    Base,
    Ceremony,
    Certificate,
    ClassRound,
    Complaint,
    ContributionCall,
    DecisionRow,
    Evidence,
    Hearing,
    HelpNotice,
    Invitation,
    Passkey,
    Platform,
    PlatformMeeting,
    PlatformMember,
    Practice,
    Remark,
    Sample,
    SampleEntry,
    ScopeChange,
    SecondReview,
    SignInSession,
    StatementDraft,
    StoredFile,
    Surveillance,
)
from scan.use_cases.partners import open_agreement
from scan.use_cases.planning import ActionInput, add_action
from tests.scan.factories import Region
from tests.scan.importing.lists import CLASSES, put
from tests.scan.partners import in_force
from tests.scan.test_activity_photos import TYPED
from tests.web.roles.visitors import Visitor, visitor
from web.permissions import Permission, permission_of

NOTHING_HAS = 987_654
"""A number that no row of the region has."""
SAME_FOR_ALL = {
    "item_id": "safe-work", "group_id": "social", "number": "MVO-NN-2026-0001-01", "kind": "classes", "ending": "csv",
    "what": "complaints", "holder": "company",
}  # fmt: skip
"""Parts of addresses that are no one's: questions and themes, empty lists, and certificates, which are public."""
SPEAKS_FOR = {"contact": "company", "coordinator": "institution"}
"""Whose own pages each role has; nobody else has any (``web/holder.py``)."""
FORM = {
    "version": "1", "access": "shut", "change": "renew", "verdict": "company", "comment": "Dit klopt zo.",
    "reason": "Dit is de reden.", "decision": "accept", "accept": "yes", "key": "trained", "achieved_on": "2026-11-01",
    "proof": "Gezien.", "kvk_number": "00000002", "starts_on": "2026-09-01", "ends_on": "2027-01-31", "p_staff": "3",
    "text": "Ledlampen", "step": "begin", "way": "code", "language": "nl", "code": "AAAA-BBBB-CCCC",
    "goals_endorsed": "1", "partner_kind": "company", "years": "2", "article": "support", "officer": "Jan",
    "office": "Baas",
    "state": "done", "people": "1", "title": "Iets", "name": "Iets", "place": "Hier", "summary": "Iets samen",
    "outcome": "refused", "grounds": "Wij zijn het oneens.", "against": "decision-1", "answer": "confirm",
    "changes": "Niets veranderd.", "conditions": "Alles is klaar.", "scope": "Een ander pand", "why": "Verhuisd.",
    "q_safe-work": "2", "v_safe-work": "0", "confirm_open": "yes", "class": "1", "hold_back": "no",
}  # fmt: skip
"""What any of our forms would send; each takes what it knows."""
CHANGES_ANYWAY = {"audit_events", "sessions", "sign_in_attempts"}
OTHERS = {
    "student": "zoe",
    "teacher": "theo",
    "contact": "gerrit",
    "coordinator": "cora",
    "reviewer": "rob",
}
ROLES = {name: Role(name) for name in OTHERS}


@pytest.fixture
def ours(region: Region) -> dict[str, int]:
    """One thing of each kind that belongs to Noordcollege or the bakery; and people of Zuidcollege and the garage."""
    application_id = region.applied()
    with region.reading() as session:
        dossier_id = session.scalars(select(Application.dossier_id)).one()
    action_id = region.do(
        "carla", add_action, dossier_id=dossier_id, action=ActionInput("Ledlampen ophangen")
    )
    region.add_person("cora", (Role.COORDINATOR, "zuidcollege"))
    region.add_person("rob", (Role.REVIEWER, "zuidcollege"))
    sam = region.ids["sam"]
    scan_id = 1
    with region.writing() as session:
        piece = Evidence(
            scan_id=scan_id, item_id="safe-work", kind="observation", form="note", caption="Gezien.",
            state="offered", created_by=sam, created_at=region.now,
        )  # fmt: skip
        session.add(piece)
        passkey = Passkey(
            person_id=region.ids["tess"], name="Laptop", credential_id=b"1", public_key=b"1", sign_count=0,
            created_at=region.now,
        )  # fmt: skip
        second = SecondReview(
            dossier_id=dossier_id, reviewer_id=region.ids["rik"], asked_by=region.ids["tess"], asked_at=region.now
        )  # fmt: skip
        invitation = Invitation(
            code_hash="0" * 64, organisation_id=region.ids["bakery"], organisation_kind="company", role="contact",
            created_at=region.now, expires_at=region.now + timedelta(days=9), placement_id=region.ids["sam-placement"],
        )  # fmt: skip
        round_ = ClassRound(
            class_id=region.ids["groen"], questionnaire_version_id=1, state="open", code="STEMCODE",
            devices="shared", children=20, current_item="safe-work", opened_at=region.now,
        )  # fmt: skip
        call = ContributionCall(
            scan_id=scan_id, contributor="teachers", code="MEEDOEN1", people=9, opened_at=region.now,
            closes_at=region.now + timedelta(days=9),
        )  # fmt: skip
        remark = Remark(
            scan_id=scan_id, item_id="safe-work", text="Kijk nog eens.", written_by=region.ids["tess"],
            written_at=region.now,
        )  # fmt: skip
        ceremony = Ceremony(
            held_on=date(2026, 12, 11), place="Assen", created_by=region.ids["certa"], created_at=region.now
        )
        ambassador = Ambassador(
            person_id=sam, institution_id=region.ids["noordcollege"], scheme="mvo-ambassador@1.1.0",
            state="appointed", number="JA-2026-0001-02", appointed_on=date(2026, 11, 1),
            valid_until=date(2028, 10, 31), nominated_by=region.ids["tess"], appointed_by=region.ids["certa"],
            created_at=region.now,
        )  # fmt: skip
        draft = StatementDraft(
            organisation_id=region.ids["bakery"], typed=TYPED.to_json(), saved_by=region.ids["carla"],
            saved_at=region.now,
        )  # fmt: skip
        picture = StoredFile(sha256="2" * 64, media_type="image/jpeg", size=10, created_at=region.now)
        session.add_all((draft, picture))
        session.flush()
        photo = ActivityPhoto(
            organisation_id=region.ids["bakery"], activity=0, file_sha256=picture.sha256,
            created_by=region.ids["carla"], created_at=region.now,
        )  # fmt: skip
        session.add_all((photo, passkey, second, invitation, round_, call, remark, ceremony, ambassador))
        session.flush()
        activity = Activity(
            ambassador_id=ambassador.id, kind="coaching", done_on=date(2026, 11, 2), words="Twee starters",
            state="noted", created_at=region.now,
        )  # fmt: skip
        session.add(activity)
        session.flush()
        after = after_a_certificate(session, region, application_id)
        sign_in = session.scalars(select(SignInSession.id).where(SignInSession.person_id == sam)).first()
    assert sign_in is not None
    return network(region) | {
        "class_id": region.ids["groen"],
        "student_id": sam,
        "placement_id": region.ids["sam-placement"],
        "scan_id": scan_id,
        "dossier_id": region.dossier_of(scan_id).id,
        "evidence_id": piece.id,
        "activity": 1,
        "photo_id": photo.id,
        "application_id": application_id,
        "action_id": action_id,
        "invitation_id": invitation.id,
        "session_id": sign_in,
        "person_id": region.ids["tess"],
        "passkey_id": passkey.id,
        "ambassador_id": ambassador.id,
        "activity_id": activity.id,
        "ceremony_id": ceremony.id,
        "second_review_id": second.id,
        "institution_id": region.ids["noordcollege"],
        "round_id": round_.id,
        "call_id": call.id,
        "remark_id": remark.id,
        **after,
        "import_id": put(region, ImportKind.CLASSES, CLASSES),
    }


def network(region: Region) -> dict[str, int]:
    """The bakery's agreement and platform, with one of each thing in it."""
    agreement_id = in_force(region)
    bakery, today = region.ids["bakery"], region.now.date()
    pledge = region.look("carla", open_agreement, agreement_id=agreement_id).agreement.pledges[0]
    with region.writing() as session:
        platform = Platform(
            name="Drenthe", place="Assen", summary="Samen.", lead_id=bakery, created_at=region.now
        )
        session.add(platform)
        session.flush()
        member = PlatformMember(
            platform_id=platform.id, organisation_id=bakery, ground="agreement", joined_on=today
        )
        meeting = PlatformMeeting(
            platform_id=platform.id, title="Kennismaken", starts_at=region.now + timedelta(days=9), place="Hier",
            agenda="Wie zijn we?",
        )  # fmt: skip
        practice = Practice(
            platform_id=platform.id, organisation_id=bakery, action_id=1, theme="clean_energy", title="Ledlampen",
            story="We vervingen alle lampen in één weekend.", effort="small", effect="De helft minder stroom.",
            state="offered", offered_at=region.now,
        )  # fmt: skip
        notice = HelpNotice(
            platform_id=platform.id, organisation_id=bakery, kind="asked", theme="clean_energy",
            text="Wie leent ons een bakfiets?", placed_at=region.now, expires_on=today + timedelta(days=9),
        )  # fmt: skip
        session.add_all((member, meeting, practice, notice))
        session.flush()
    return {
        "agreement_id": agreement_id, "pledge_id": pledge.id, "year": 1, "platform_id": platform.id,
        "meeting_id": meeting.id, "practice_id": practice.id, "notice_id": notice.id, "project_id": 1,
    }  # fmt: skip


def after_a_certificate(session: Session, region: Region, application_id: int) -> dict[str, int]:
    """One of each of what can come after the bakery's certificate."""
    application = session.get_one(Application, application_id)
    decision = DecisionRow(
        application_id=application_id, dossier_id=application.dossier_id, certifier_id=region.ids["certa"],
        outcome="grant", level="aware", rescored_outcome=b"{}", reason="Alles klopt.", decided_at=region.now,
        scheme=scheme().name, reviewers=[],
    )  # fmt: skip
    session.add(decision)
    session.flush()
    certificate = Certificate(
        number=str(IssuedNumber("MVO-NN", 2026, 1)), decision_id=decision.id, state="suspended", level="aware",
        kind="certificate",
        organisation_id=region.ids["bakery"], scope="De bakkerij", language="nl", valid_from=region.now.date(),
        valid_until=region.now.date() + timedelta(days=300), questionnaire="try-company@1.0.0",
        questionnaire_sha256="0" * 64, scheme=scheme().name, outcome=b"{}", public_detail="level",
        issued_at=region.now,
    )  # fmt: skip
    sample = Sample(
        scheme="mvo-certificate", year=2026, seed="een uitslag", seed_source="een pagina", share_percent=10,
        drawn_by=region.ids["mona"], drawn_at=region.now,
    )  # fmt: skip
    session.add_all((certificate, sample))
    session.flush()
    day = region.now.date() + timedelta(days=9)
    check = Surveillance(certificate_id=certificate.id, due_on=region.now.date(), declare_by=day)
    hearing = Hearing(
        certificate_id=certificate.id, reason="Het bewijs is weg.", proposed_by=region.ids["certa"],
        proposed_at=region.now, answer_by=day,
    )  # fmt: skip
    scope = ScopeChange(
        certificate_id=certificate.id, scope="Een ander pand", why="Wij zijn verhuisd.",
        asked_by=region.ids["carla"], asked_at=region.now,
    )  # fmt: skip
    appeal = Appeal(
        organisation_id=region.ids["bakery"], decision_id=decision.id, grounds="Wij zijn het oneens.",
        filed_by=region.ids["carla"], filed_at=region.now, state="filed",
    )  # fmt: skip
    complaint = Complaint(
        certificate_id=certificate.id, state="asked", code_hash="1" * 64, words="Het klopt niet.", language="nl",
        received_at=region.now, answer_by=day, question="Wat is er gebeurd?", asked_at=region.now,
    )  # fmt: skip
    entry = SampleEntry(sample_id=sample.id, decision_id=decision.id, weight=1, certain=False, drawn=True)
    session.add_all((check, hearing, scope, appeal, complaint, entry))
    session.flush()
    return {
        "check_id": check.id, "hearing_id": hearing.id, "request_id": scope.id, "appeal_id": appeal.id,
        "complaint_id": complaint.id, "sample_id": sample.id, "entry_id": entry.id,
    }  # fmt: skip


def with_a_number(app: Flask) -> Iterator[tuple[Rule, Permission]]:
    """Every route that names something, and is not for everyone."""
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        assert permission is not None
        if rule.arguments - set(SAME_FOR_ALL) and not permission.public:
            yield rule, permission


def address(app: Flask, rule: Rule, numbers: Mapping[str, int | str]) -> str:
    """The address with these numbers in it; what the walk does not know must be told to it here."""
    known = {name: value for name, value in {**SAME_FOR_ALL, **numbers}.items() if name in rule.arguments}
    assert set(known) == rule.arguments, f"the walk does not know what {rule.rule} needs"
    with app.test_request_context():
        return app.url_map.bind("").build(rule.endpoint, known)


def everything(region: Region) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables that only someone with a reason changes."""
    with region.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if table.name not in CHANGES_ANYWAY
        }


def come_in(app: Flask, region: Region, name: str) -> Visitor:
    if name == "zoe":
        return visitor(app).join(name, region.code("blauw", "theo"))
    return visitor(app).sign_in(name)


def send(someone: Visitor, where: str) -> TestResponse:
    """A form that is filled in, with the proof that it is ours."""
    return someone.post(where, page="/me", **FORM)


@pytest.mark.parametrize("role", OTHERS)
def test_things_of_another_tenant_are_not_there(
    app: Flask, region: Region, ours: dict[str, int], role: str
) -> None:
    someone = come_in(app, region, OTHERS[role])
    before = everything(region)
    own = {"holder": SPEAKS_FOR.get(role, "company")}
    told_apart = []
    for rule, permission in with_a_number(app):
        expected = 403 if permission.roles and ROLES[role] not in permission.roles else 404
        real = address(app, rule, {**ours, **own})
        absent = address(app, rule, {**dict.fromkeys(ours, NOTHING_HAS), **own})
        if "GET" in (rule.methods or ()):
            found = someone.get(real).status_code
            if found != expected:
                told_apart.append(f"GET {rule.rule}: {found}")
        if "POST" in (rule.methods or ()):
            answers = [
                (answer.status_code, re.sub(r"\d+", "N", answer.location or ""))
                for answer in (send(someone, where) for where in (real, absent))
            ]
            if answers[0] != answers[1] or answers[0][0] not in {expected, 302, 400, 422}:
                told_apart.append(f"POST {rule.rule}: {answers}")
    assert told_apart == []
    assert everything(region) == before


@pytest.mark.parametrize("role", OTHERS)
def test_own_pages_of_a_company_and_of_a_school_are_for_who_speaks_for_one(
    app: Flask, region: Region, ours: dict[str, int], role: str
) -> None:
    someone = come_in(app, region, OTHERS[role])
    before = everything(region)
    told_apart = []
    for rule in app.url_map.iter_rules():
        if "holder" not in rule.arguments:
            continue
        for holder in set(SPEAKS_FOR.values()) - {SPEAKS_FOR.get(role, "")}:
            where = address(app, rule, {**ours, "holder": holder})
            answer = someone.get(where) if "GET" in (rule.methods or ()) else send(someone, where)
            if answer.status_code != 403:
                told_apart.append(f"{where}: {answer.status_code}")
    assert told_apart == []
    assert everything(region) == before
