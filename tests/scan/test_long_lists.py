"""Every administrative list with 10,000 organisations: the database searches, sorts and cuts (issue 4).

A list takes the same few statements, and the driver gives no more rows than stand on a page.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from certificates import ambassador_progress, ambassador_register, monitoring, register
from certificates.number import CERTIFICATE_PREFIX, IssuedNumber
from certificates.register import Sort, Wanted
from scan.domain.partnering import PLEDGED
from scan.store.paging import SIZE, Asked, Part
from scan.store.tables import (
    Ambassador,
    Appeal,
    Application,
    Attendance,
    Certificate,
    ClassMember,
    Complaint,
    DecisionRow,
    Dossier,
    Hearing,
    MembershipRow,
    Organisation,
    PartnerAgreement,
    Person,
    Platform,
    PlatformMeeting,
    PlatformMember,
    Pledge,
    Project,
    ProjectParticipant,
    QuestionnaireVersion,
    Sample,
    SampleEntry,
    Scan,
    SchoolClass,
    ScopeChange,
    Surveillance,
)
from scan.use_cases.classes import my_classes
from scan.use_cases.inviting_partners import find_candidates
from scan.use_cases.meetings import meetings_of, who_comes
from scan.use_cases.partners import alliance_agreements, public_partners
from scan.use_cases.platform_lists import list_platforms, members_of, platforms_to_choose
from scan.use_cases.projects import list_projects, participants_of
from scan.use_cases.queueing import decision_queue
from scan.use_cases.reviewing import review_queue
from scan.use_cases.staff import staff_of
from tests.engines import migrated
from tests.scan.factories import NOW, Region, build_region
from web.follow_up_cases import LISTS as LISTS_OF_CERTIFIERS

MANY = 10_000
FIRST = 1000
LEVELS = ("aware", "active", "advanced", "front_runner")
TODAY = date(2026, 11, 23)
WORDS = "Iets dat er werkelijk aan de hand is."
pytestmark = pytest.mark.xdist_group("long-lists")  # ten thousand of everything are made once


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """The invented region beside 10,000 companies, each with a dossier to review, a certificate and an ambassador."""
    engine = migrated(tmp_path_factory.mktemp("crowd") / "region.sqlite")
    region = build_region(engine)
    for table, rows in _rows(region):
        with region.writing() as session:
            session.execute(insert(table), rows)
    yield region
    engine.dispose()


def _rows(region: Region) -> Iterator[tuple[type, list[dict[str, Any]]]]:
    numbers = range(FIRST, FIRST + MANY)
    tess, cor, certa = (region.actor(name).person_id for name in ("tess", "cor", "certa"))
    with region.reading() as session:
        version = session.scalars(select(QuestionnaireVersion.id)).first()
    school, alliance = region.ids["noordcollege"], _alliance(region)
    yield Organisation, [
        {"id": n, "kind": "company", "name": f"Bedrijf {n}", "kvk_number": f"{30_000_000 + n}",
         "municipality": f"Gemeente {n % 40}", "sector": "food", "created_at": NOW, "version": 1} for n in numbers
    ]  # fmt: skip
    yield Dossier, [
        {"id": n, "organisation_id": n, "period": "2026-2027", "state": "comparing", "created_at": NOW,
         "opens_at": NOW, "facts": {}, "version": 1} for n in numbers
    ]  # fmt: skip
    yield Scan, [
        {"id": n, "dossier_id": n, "organisation_id": n, "questionnaire_version_id": version, "respondent_id": tess,
         "audience": "company", "state": "submitted", "profile": {}, "started_at": NOW, "submitted_at": NOW,
         "outcome": b"{}", "answer_codes": b"", "version": 1} for n in numbers
    ]  # fmt: skip
    yield Application, [
        {"id": n, "organisation_id": n, "dossier_id": n, "scheme": "mvo-certificate@1.0.0", "scope": "alles",
         "signed_by_name": "Iemand", "declared_at": NOW, "public_detail": "themes",
          "applied_by": tess, "state": "decided"} for n in numbers
    ]  # fmt: skip
    yield DecisionRow, [
        {"id": n, "application_id": n, "dossier_id": n, "certifier_id": certa, "outcome": "grant", "level": "aware",
         "rescored_outcome": b"{}", "reason": "goed", "decided_at": NOW, "scheme": "mvo-certificate@1.0.0",
         "reviewers": []} for n in numbers
    ]  # fmt: skip
    yield Certificate, [
        {"number": str(IssuedNumber(CERTIFICATE_PREFIX, 2026, n)), "decision_id": n, "organisation_id": n,
         "state": "issued", "level": LEVELS[n % 4], "scope": "alles", "language": "nl", "valid_from": TODAY,
         "valid_until": TODAY + timedelta(days=n % 700 + 1), "questionnaire": "company-self@1.0.0",
         "questionnaire_sha256": "0" * 64, "scheme": "mvo-certificate@1.0.0", "outcome": b"{}",
         "public_detail": "themes", "strongest_theme": "clean_energy", "issued_at": NOW, "version": 1}
        for n in numbers
    ]  # fmt: skip
    yield SchoolClass, [
        {"id": n, "institution_id": school, "name": f"Klas {n}", "school_year": "2026-2027", "code": f"code-{n:08}",
         "code_expires_at": NOW, "by_list": False, "created_at": NOW} for n in numbers
    ]  # fmt: skip
    yield (
        Person,
        [{"id": n, "display_name": f"Persoon {n}", "locale": "nl", "created_at": NOW} for n in numbers],
    )
    yield MembershipRow, [
        {"person_id": n, "organisation_id": school, "organisation_kind": "institution", "role": "teacher",
         "created_at": NOW} for n in numbers
    ]  # fmt: skip
    yield (
        ClassMember,
        [
            {"class_id": n, "person_id": n, "role": "student", "name_key": f"persoon {n}", "joined_at": NOW}
            for n in numbers
        ],
    )
    half = FIRST + MANY // 2
    yield Ambassador, [
        {"person_id": n, "institution_id": school, "scheme": "mvo-ambassador@1.0.0", "state": "nominated",
         "nominated_by": tess, "created_at": NOW, "is_public": False, "version": 1} for n in range(FIRST, half)
    ]  # fmt: skip
    yield Ambassador, [
        {"person_id": n, "institution_id": school, "scheme": "mvo-ambassador@1.0.0", "state": "appointed",
         "number": f"JA-{n}", "appointed_on": TODAY, "valid_until": TODAY + timedelta(days=500),
         "nominated_by": tess, "appointed_by": cor, "is_public": True, "public_name": f"Persoon {n}",
         "created_at": NOW, "version": 1} for n in range(half, FIRST + MANY)
    ]  # fmt: skip
    yield MembershipRow, [
        {"person_id": tess, "organisation_id": alliance, "organisation_kind": "alliance", "role": "reviewer",
         "created_at": NOW}
    ]  # fmt: skip
    yield from _after_certificates(region, numbers)
    yield from _network(region, numbers)


def _after_certificates(region: Region, numbers: range) -> Iterator[tuple[type, list[dict[str, Any]]]]:
    """For every certificate a complaint, an appeal, a check, a proposal, a request and a finding; and a statement."""
    tess, certa, mona = (region.actor(name).person_id for name in ("tess", "certa", "mona"))
    with region.reading() as session:
        ids = session.scalars(select(Certificate.id).order_by(Certificate.number)).all()
    pairs = list(zip(numbers, ids, strict=True))
    soon = [TODAY + timedelta(days=n % 90) for n in numbers]
    yield Application, [
        {"id": n + MANY, "organisation_id": n, "scheme": "mvo-statement@1.0.0", "scope": f"Bedrijf {n}",
         "signed_by_name": "Iemand", "declared_at": NOW, "public_detail": "level", "statement": {},
         "applied_by": tess, "state": "open", "decide_by": by, "flag_count": n % 5}
        for n, by in zip(numbers, soon, strict=True)
    ]  # fmt: skip
    yield Complaint, [
        {"certificate_id": certificate, "state": "received", "code_hash": f"{n:064}", "words": WORDS,
         "language": "nl", "received_at": NOW, "answer_by": by, "version": 1}
        for (n, certificate), by in zip(pairs, soon, strict=True)
    ]  # fmt: skip
    yield Appeal, [
        {"organisation_id": n, "decision_id": n, "grounds": WORDS, "filed_by": tess,
         "filed_at": NOW + timedelta(minutes=n), "state": "filed", "version": 1} for n in numbers
    ]  # fmt: skip
    yield Surveillance, [
        {"certificate_id": one, "due_on": TODAY, "declare_by": by}
        for (_, one), by in zip(pairs, soon, strict=True)
    ]  # fmt: skip
    yield Hearing, [
        {"certificate_id": one, "reason": WORDS, "proposed_by": certa, "proposed_at": NOW, "answer_by": by}
        for (_, one), by in zip(pairs, soon, strict=True)
    ]  # fmt: skip
    yield ScopeChange, [
        {"certificate_id": one, "scope": "Iets anders", "why": WORDS, "asked_by": tess, "asked_at": NOW}
        for _, one in pairs
    ]  # fmt: skip
    yield Sample, [
        {"id": 1, "scheme": "mvo-certificate", "year": 2026, "seed": "123456", "seed_source": "De loterij",
         "share_percent": 10, "drawn_by": mona, "drawn_at": NOW}
    ]  # fmt: skip
    yield SampleEntry, [
        {"sample_id": 1, "decision_id": n, "weight": 1, "certain": False, "drawn": True, "grade": "major",
         "finding": WORDS, "found_by": mona, "found_at": NOW + timedelta(minutes=n)} for n in numbers
    ]  # fmt: skip


def _network(region: Region, numbers: range) -> Iterator[tuple[type, list[dict[str, Any]]]]:
    """Every company a partner with an agreement in force and a pledge; and as many projects."""
    tess, certa, cor = (region.actor(name).person_id for name in ("tess", "certa", "cor"))
    until = TODAY + timedelta(days=700)
    yield PartnerAgreement, [
        {"id": n, "organisation_id": n, "edition": 1, "state": "in_force", "partner_kind": "company", "language": "nl",
         "goals_endorsed": True, "years": 2, "valid_from": TODAY - timedelta(days=n % 9), "valid_until": until,
         "drafted_by": tess, "partner_officer": "Iemand", "partner_office": "directeur", "partner_signed_by": cor,
         "partner_signed_at": NOW, "alliance_officer": "Iemand", "alliance_office": "voorzitter",
         "alliance_signed_by": certa, "alliance_signed_at": NOW, "created_at": NOW, "version": 1} for n in numbers
    ]  # fmt: skip
    yield Pledge, [
        {"agreement_id": n, "position": 1, "article": min(PLEDGED), "theme": "clean_energy",
         "text": WORDS} for n in numbers
    ]  # fmt: skip
    yield Platform, [
        {"id": n, "name": f"Platform {n}", "place": "Assen", "summary": WORDS, "lead_id": n, "created_at": NOW,
         "version": 1} for n in numbers
    ]  # fmt: skip
    yield PlatformMember, [
        {"platform_id": FIRST, "organisation_id": n, "ground": "agreement", "joined_on": TODAY - timedelta(days=n % 9)}
        for n in numbers
    ]  # fmt: skip
    yield PlatformMeeting, [
        {"id": FIRST, "platform_id": FIRST, "title": "Energie", "starts_at": NOW + timedelta(days=9), "place": "Assen",
         "agenda": WORDS, "version": 1}
    ]  # fmt: skip
    yield Attendance, [
        {"meeting_id": FIRST, "organisation_id": n, "people": n % 8 + 1} for n in numbers
    ]  # fmt: skip
    yield Project, [
        {"id": n, "theme": "clean_energy", "title": f"Project {n}", "goal": WORDS, "pilot": False, "starts_on": TODAY,
         "ends_on": until, "before_from": TODAY, "before_until": TODAY, "after_from": until, "after_until": until,
         "indicators": [], "created_at": NOW, "version": 1} for n in numbers
    ]  # fmt: skip
    yield ProjectParticipant, [
        {"project_id": FIRST, "organisation_id": n, "joined_on": TODAY, "shows_own": False} for n in numbers
    ]  # fmt: skip


def _alliance(region: Region) -> int:
    with region.reading() as session:
        return session.scalars(select(Organisation.id).where(Organisation.kind == "alliance")).one()


class Traffic:
    """What the driver did for a piece of work: the statements, and the rows it gave."""

    def __init__(self, region: Region) -> None:
        self.region, self.statements, self.rows = region, 0, 0

    def of(self, work: Callable[[], Any]) -> Any:
        """Do it, and count."""
        self.statements = self.rows = 0

        def started(_connection: Any, cursor: Any, *_: object) -> None:
            self.statements += 1

            def one(_cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
                self.rows += 1
                return row

            cursor.row_factory = one

        event.listen(self.region.engine, "before_cursor_execute", started)
        try:
            return work()
        finally:
            event.remove(self.region.engine, "before_cursor_execute", started)


@pytest.fixture
def traffic(crowd: Region) -> Traffic:
    """Counts what the driver does."""
    return Traffic(crowd)


def listing(region: Region, name: str, asked: Asked) -> tuple[Any, ...]:
    """One page of a list, by its name."""
    with region.reading() as session:
        if name in NETWORK:
            return NETWORK[name](session, asked).items
        if name in FOLLOW_UP:
            return FOLLOW_UP[name](session, actor=ACTORS["certa"], now=NOW, asked=asked).items
        if name == "drawn":
            return monitoring.entries(session, actor=ACTORS["mona"], sample_id=1, now=NOW, asked=asked).items
        if name == "register":
            order = Sort.LEVEL if asked.sort else Sort.NAME
            wanted = Wanted(query=asked.query, sort=order, descending=asked.sort.startswith("-"))
            return register.search(
                session, today=TODAY, wanted=wanted, levels=LEVELS, page=asked.page
            ).entries
        if name == "ambassadors":
            return ambassador_register.public_list(session, today=TODAY, asked=asked).items
        if name == "appointments":
            return ambassador_progress.nominations(session, actor=ACTORS["certa"], asked=asked).items
        if name == "classes":
            return my_classes(session, actor=ACTORS["cor"], asked=asked).items
        if name == "staff":
            school = region.ids["noordcollege"]
            return staff_of(
                session, actor=ACTORS["cor"], organisation_id=school, now=NOW, asked=asked
            ).colleagues
        return review_queue(
            session, actor=ACTORS["tess"], now=NOW, query=asked.query, sort=asked.sort,
            limit=asked.size, offset=(asked.page - 1) * asked.size,
        )  # fmt: skip


ACTORS: dict[str, Any] = {}
FOLLOW_UP: dict[str, Callable[..., Part[Any]]] = {
    **LISTS_OF_CERTIFIERS, "decisions": decision_queue, "agreements": alliance_agreements
}  # fmt: skip
NETWORK: dict[str, Callable[[Session, Asked], Part[Any]]] = {
    "partners": lambda session, asked: public_partners(session, now=NOW, asked=asked),
    "projects": lambda session, asked: list_projects(session, today=TODAY, asked=asked),
    "participants": lambda session, asked: participants_of(session, project_id=FIRST, asked=asked),
    "platforms": lambda session, asked: list_platforms(session, asked=asked),
    "choices": lambda session, asked: platforms_to_choose(session, asked=asked),
    "members": lambda session, asked: members_of(session, platform_id=FIRST, asked=asked),
    "coming": lambda session, asked: who_comes(
        session, actor=ACTORS["certa"], meeting_id=FIRST, now=NOW, asked=asked
    ),
    "meetings": lambda session, asked: meetings_of(
        session, actor=ACTORS["certa"], platform_id=FIRST, now=NOW, asked=asked
    ),
    "candidates": lambda session, asked: find_candidates(
        session, actor=ACTORS["certa"], text="Bedrijf", now=NOW, page=asked.page
    ),
}
LISTS = {
    "register": 2, "ambassadors": 5, "appointments": 4, "classes": 2, "staff": 4, "reviewers": 1, "decisions": 6,
    "complaints": 2, "appeals": 5, "checks": 2, "hearings": 2, "scopes": 2, "findings": 2, "drawn": 3,
    "agreements": 2, "partners": 3, "projects": 2, "platforms": 2, "choices": 2, "members": 3, "coming": 5,
    "participants": 2,
}  # fmt: skip


@pytest.fixture(autouse=True)
def known_actors(crowd: Region) -> None:
    """Whoever looks, with the roles of now; finding them is not part of what is counted."""
    if not ACTORS:
        ACTORS.update({name: crowd.actor(name) for name in ("certa", "cor", "mona", "tess")})


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("asked", [Asked(), Asked(page=150), Asked(query="9"), Asked(sort="-name")])
def test_a_page_takes_few_statements_and_no_more_rows_than_it_shows(
    traffic: Traffic, name: str, asked: Asked
) -> None:
    shown = traffic.of(lambda: listing(traffic.region, name, asked))
    assert 0 < len(shown) <= SIZE
    assert traffic.statements <= LISTS[name]
    assert traffic.rows <= 4 * SIZE


@pytest.mark.parametrize("name", LISTS)
def test_what_is_searched_for_is_found_in_the_database_and_nothing_else_is(crowd: Region, name: str) -> None:
    number = FIRST + MANY // 4 if name == "appointments" else FIRST + MANY - 3
    people = ("ambassadors", "appointments", "staff")
    others = {"classes": "Klas", "projects": "Project", "platforms": "Platform", "choices": "Platform"}
    word = "Persoon" if name in people else others.get(name, "Bedrijf")
    assert len(listing(crowd, name, Asked(query=f"{word} {number}"))) == 1
    assert listing(crowd, name, Asked(query="%")) == ()


def test_pages_follow_each_other_without_a_gap_or_a_repeat(crowd: Region) -> None:
    first, second = (listing(crowd, "reviewers", Asked(sort="name", page=page)) for page in (1, 2))
    names = [one.organisation for one in (*first, *second)]
    assert names == sorted(names)
    assert len(set(names)) == 2 * SIZE


@pytest.mark.parametrize("name", sorted({*FOLLOW_UP, "coming", "drawn", "members", "partners", "projects"}))
def test_lists_sort_by_name_both_ways(crowd: Region, name: str) -> None:
    ways = [listing(crowd, name, Asked(sort=sort)) for sort in ("name", "-name")]
    titles = [[_title(one) for one in shown] for shown in ways]
    assert titles == [sorted(titles[0]), sorted(titles[1], reverse=True)]
    assert titles[0][-1] < titles[1][-1]


@pytest.mark.parametrize(
    ("name", "sort", "field"),
    [
        ("decisions", "by", "decide_by"), ("decisions", "flags", "flag_count"), ("complaints", "by", "answer_by"),
        ("appeals", "came", "filed_at"), ("checks", "by", "declare_by"), ("hearings", "by", "answer_by"),
        ("findings", "came", "found_at"), ("partners", "since", "since"), ("members", "since", "joined_on"),
        ("coming", "people", "people"),
    ],
)  # fmt: skip
def test_lists_sort_by_what_presses_both_ways(crowd: Region, name: str, sort: str, field: str) -> None:
    up, down = (
        [getattr(one, field) for one in listing(crowd, name, Asked(sort=way))] for way in (sort, f"-{sort}")
    )
    assert (up, down) == (sorted(up), sorted(down, reverse=True))
    assert up[0] < down[0]


@pytest.mark.parametrize(("name", "statements", "shown"), [("meetings", 8, 1), ("candidates", 3, 20)])
def test_the_search_for_an_organisation_and_a_meeting_of_thousands_cost_no_more_than_they_show(
    traffic: Traffic, name: str, statements: int, shown: int
) -> None:
    found = traffic.of(lambda: listing(traffic.region, name, Asked(page=2)))
    assert len(found) == shown
    assert traffic.statements <= statements
    assert traffic.rows <= SIZE


def _title(one: Any) -> str:
    names = (getattr(one, field, None) for field in ("organisation", "name", "title"))
    return next(name for name in names if name is not None)


def test_the_register_is_sorted_by_level_in_the_order_of_the_levels(crowd: Region) -> None:
    levels = [one.level for one in listing(crowd, "register", Asked(sort="-level"))]
    assert set(levels) == {"front_runner"}
