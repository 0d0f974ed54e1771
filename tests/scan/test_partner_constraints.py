"""Rows about agreements, platforms and projects that are illegal are refused by the database itself (design 6)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DataError, IntegrityError

from scan.store.tables import (
    Attendance,
    Base,
    HelpNotice,
    News,
    PartnerAgreement,
    Platform,
    PlatformMeeting,
    PlatformMember,
    Pledge,
    PledgeReport,
    Practice,
    Project,
    ProjectParticipant,
)
from scan.use_cases.partners import open_agreement
from scan.use_cases.planning import ActionInput, add_action
from scan.use_cases.platforms import create_platform
from tests.scan.factories import NOW, Region
from tests.scan.partners import in_force
from tests.scan.test_platforms import ABOUT

TODAY = NOW.date()
LATER = TODAY + timedelta(days=30)
SIGNED = {
    "partner_officer": "Jan", "partner_office": "baas", "partner_signed_at": NOW, "goals_endorsed": True,
    "alliance_officer": "Piet", "alliance_office": "baas", "alliance_signed_at": NOW, "valid_from": TODAY,
    "valid_until": LATER,
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(shared_region: Region) -> Region:
    """The bakery leads a platform; what is refused changes nothing."""
    region = shared_region
    region.ids["agreement"] = in_force(region)
    region.ids["pledge"] = region.look("carla", open_agreement, agreement_id=1).agreement.pledges[0].id
    region.ids["platform"] = region.do("certa", create_platform, platform=ABOUT, lead_id=region.ids["bakery"])
    region.ids["dossier"] = region.dossier_of(region.own_scan()).id
    region.ids["action"] = region.do(
        "carla", add_action, dossier_id=region.ids["dossier"], action=ActionInput("Ledlampen")
    )
    with region.writing() as session:
        for name, table in (("meeting", PlatformMeeting), ("project", Project)):
            region.ids[name] = session.scalars(
                insert(table).values(**rows(region)[table]).returning(table.id)
            ).one()
    return region


def rows(region: Region) -> dict[type[Base], dict[str, Any]]:
    """A legal row for every table."""
    ids = region.ids
    platform, garage = ids.get("platform"), ids["garage"]
    return {
        PartnerAgreement: {
            "organisation_id": garage, "edition": 1, "state": "draft", "partner_kind": "company", "language": "nl",
            "goals_endorsed": False, "years": 2, "drafted_by": ids["gerrit"], "created_at": NOW, "version": 1,
        },
        Pledge: {"agreement_id": ids["agreement"], "position": 9, "article": "visibility", "text": "Op onze site"},
        PledgeReport: {
            "pledge_id": ids["pledge"], "year": 1, "state": "done", "text": "Gedaan", "reported_at": NOW, "version": 1,
        },
        Platform: {
            "name": "Elders", "place": "Emmen", "summary": "Samen", "lead_id": garage, "created_at": NOW, "version": 1,
        },
        PlatformMember: {
            "platform_id": platform, "organisation_id": garage, "ground": "agreement", "joined_on": TODAY,
        },
        PlatformMeeting: {
            "platform_id": platform, "title": "Energie", "starts_at": NOW, "place": "Hier", "agenda": "Rondgang",
            "version": 1,
        },
        Attendance: {"meeting_id": ids.get("meeting"), "organisation_id": garage, "people": 2},
        Practice: {
            "platform_id": platform, "organisation_id": ids["bakery"], "action_id": ids.get("action"),
            "theme": "clean_energy", "title": "Ledlampen", "story": "Alle lampen in één weekend vervangen.",
            "effort": "small", "effect": "Minder stroom", "state": "offered", "offered_at": NOW, "version": 1,
        },
        HelpNotice: {
            "platform_id": platform, "organisation_id": garage, "kind": "asked", "theme": "clean_energy",
            "text": "Wie helpt ons meten?", "placed_at": NOW, "expires_on": LATER,
        },
        Project: {
            "theme": "clean_energy", "title": "Licht uit", "goal": "Minder stroom", "pilot": False, "starts_on": TODAY,
            "ends_on": LATER, "before_from": TODAY, "before_until": TODAY, "after_from": LATER, "after_until": LATER,
            "indicators": [], "created_at": NOW, "version": 1,
        },
        ProjectParticipant: {
            "project_id": ids.get("project"), "organisation_id": garage, "joined_on": TODAY, "shows_own": False,
        },
        News: {
            "person_id": ids["gerrit"], "kind": "report_due", "agreement_id": ids["agreement"], "created_at": NOW,
        },
    }  # fmt: skip


ILLEGAL: list[tuple[type[Base], dict[str, Any]]] = [
    (PartnerAgreement, {"state": "loved"}),
    (PartnerAgreement, {"partner_kind": "king"}),
    (PartnerAgreement, {"years": 5}),
    (PartnerAgreement, {"edition": 0}),
    (PartnerAgreement, {"state": "offered"}),
    (PartnerAgreement, {"partner_officer": "Jan"}),
    (PartnerAgreement, SIGNED | {"state": "in_force", "alliance_officer": None}),
    (PartnerAgreement, SIGNED | {"state": "in_force", "valid_until": TODAY}),
    (PartnerAgreement, SIGNED | {"state": "in_force", "goals_endorsed": False}),
    (PartnerAgreement, SIGNED | {"state": "in_force", "alliance_signed_by": "gerrit"}),
    (PartnerAgreement, SIGNED | {"state": "in_force", "ended_on": TODAY}),
    (PartnerAgreement, SIGNED | {"state": "ended"}),
    (PartnerAgreement, SIGNED | {"state": "in_force", "organisation_id": "bakery", "edition": 2}),
    (PartnerAgreement, {"organisation_id": "bakery"}),
    (Pledge, {"article": "goals"}),
    (Pledge, {"article": "contribution"}),
    (Pledge, {"theme": "clean_energy"}),
    (Pledge, {"amount": 5}),
    (Pledge, {"article": "support", "amount": 0}),
    (Pledge, {"platform_id": "platform"}),
    (Pledge, {"position": 1}),
    (PledgeReport, {"year": 0}),
    (PledgeReport, {"state": "well"}),
    (PledgeReport, {"evidence_url": "http://halm.example"}),
    (Platform, {"name": "Drenthe Midden"}),
    (Platform, {"summary": ""}),
    (PlatformMember, {"organisation_id": "bakery"}),
    (PlatformMember, {"ground": "friend"}),
    (PlatformMember, {"leaves_on": TODAY}),
    (PlatformMember, {"left_on": date(2020, 1, 1)}),
    (PlatformMeeting, {"agenda": ""}),
    (Attendance, {"people": 10}),
    (Attendance, {"people": -1}),
    (Practice, {"action_id": None}),
    (Practice, {"dossier_id": "dossier"}),
    (Practice, {"state": "published"}),
    (Practice, {"state": "returned"}),
    (Practice, {"story": "Kort."}),
    (Practice, {"effort": "huge"}),
    (Practice, {"size": "giant"}),
    (HelpNotice, {"kind": "sold"}),
    (HelpNotice, {"text": "Help"}),
    (Project, {"ends_on": TODAY}),
    (Project, {"before_until": LATER}),
    (Project, {"after_until": TODAY}),
    (ProjectParticipant, {"left_on": date(2020, 1, 1)}),
    (News, {"platform_id": "platform"}),
    (News, {"agreement_id": None}),
    (News, {"kind": "gossip"}),
]


@pytest.mark.parametrize(
    ("table", "wrong"), ILLEGAL, ids=[f"{table.__tablename__}-{'-'.join(wrong)}" for table, wrong in ILLEGAL]
)
def test_database_refuses(stage: Region, table: type[Base], wrong: dict[str, Any]) -> None:
    named = {
        key: stage.ids.get(value, value) if isinstance(value, str) else value for key, value in wrong.items()
    }
    with pytest.raises((IntegrityError, DataError)), stage.writing() as session:
        session.execute(insert(table).values(**(rows(stage)[table] | named)))


def test_every_legal_row_is_stored(stage: Region) -> None:
    legal = {table: row for table, row in rows(stage).items() if table is not Project}
    with stage.writing() as session:
        for table, row in legal.items():
            session.execute(insert(table).values(**row))
            assert session.execute(select(table)).first() is not None
        session.rollback()
