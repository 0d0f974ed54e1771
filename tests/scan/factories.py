"""An invented region to test in: two schools, two companies, an alliance, and everyone who works there."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from certificates import granting
from certificates.issuing import issue
from certificates.scheme import certificate_scheme, scheme
from questionnaires.answers import State
from questionnaires.definition import Questionnaire
from questionnaires.publishing import canonical_bytes
from scan.domain.moderation import Verdict
from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.domain.states import ScanState
from scan.store.session import read, transaction
from scan.store.tables import Dossier, Evidence, MembershipRow, Scan
from scan.use_cases.answering import AnswerInput, save_answers, save_profile
from scan.use_cases.applying import ApplicationInput, apply
from scan.use_cases.classes import create_class, open_class
from scan.use_cases.deciding import decide_application
from scan.use_cases.joining import join_class
from scan.use_cases.moderating import close_dossier
from scan.use_cases.opening import OpenScan, open_scan
from scan.use_cases.organisations import OrganisationInput, give_number, register_organisation
from scan.use_cases.people import create_account
from scan.use_cases.publishing import publish_questionnaire
from scan.use_cases.reviewing import decide_evidence, settle
from scan.use_cases.starting import start_own_scan, start_scan
from scan.use_cases.students import place_student
from scan.use_cases.submitting import Submitted, submit_scan

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PEPPER = b"a secret of this test, 32 bytes!"
PASSWORD = "molen-tractor-kade"
PIN = "482915"
ADDRESS = "192.0.2.7"


def _text(words: str) -> dict[str, str]:
    return {"nl": words, "en": f"{words} (en)"}


def _staircase(item_id: str, **extra: Any) -> dict[str, Any]:
    """A single choice of five steps; step 2 asks for an observation, 3 and 4 also for a document."""
    needs: list[list[str]] = [
        [],
        [],
        ["observation"],
        ["observation", "document"],
        ["observation", "document"],
    ]
    points = ("0", "20", "45", "75", "100")
    return {
        "type": "single_choice",
        "id": item_id,
        "question": _text(f"Hoe is {item_id}?"),
        "dont_know": _text("Weet ik niet"),
        "options": [
            {"key": str(step), "text": _text(f"Stap {step}"), "points": points[step], "needs": needs[step]}
            for step in range(5)
        ],
        **extra,
    }


def questionnaire(
    slug: str, audience: str, *, own: tuple[dict[str, Any], ...] = (), pooled: bool = False, **extra: Any
) -> Questionnaire:
    """A small questionnaire with two themes; students and companies share its staircases."""
    document = {
        "slug": slug,
        "version": "1.0.0",
        "languages": ["nl", "en"],
        "title": _text(slug),
        "summary": _text("Een kleine vragenlijst"),
        "introduction": _text("Welkom"),
        "audience": audience,
        "minutes": 10,
        "scoring": {"dont_know": "left_out", "dont_know_for_level": "zero", "verified_from_step": 2},
        "profile": [
            {"id": "staff", "type": "number", "question": _text("Hoeveel mensen?"), "minimum": "1"},
            {"id": "kitchen", "type": "yes_no", "question": _text("Is er een keuken?")},
        ],
        "groups": [
            {
                "type": "group",
                "id": "clean_energy",
                "theme": "clean_energy",
                "title": _text("Schone energie"),
                "members": [
                    _staircase(
                        "energy-source", not_applicable=[{"id": "in-rent", "text": _text("In de huur")}]
                    ),
                    _staircase("kitchen-heat", when={"is": ["profile.kitchen", True]}),
                ],
            },
            {
                "type": "group",
                "id": "social_enterprise",
                "theme": "social_enterprise",
                "title": _text("Sociaal ondernemerschap"),
                "members": [_staircase("safe-work"), _staircase("respect", pooled=pooled), *own],
            },
        ],
        **extra,
    }
    return Questionnaire.model_validate_json(_json(document))


def _json(document: Mapping[str, Any]) -> bytes:
    import json

    return json.dumps(document).encode()


STUDENT_FORM = questionnaire("try-student", "student", pooled=True)
COMPANY_FORM = questionnaire(
    "try-company",
    "company",
    own=(
        {
            "type": "number",
            "id": "training-hours",
            "question": _text("Hoeveel uur scholing?"),
            "dont_know": _text("Weet ik niet"),
            "unit": _text("uur"),
            "minimum": "0",
            "maximum": "600",
            "private_when": {"lt": ["profile.staff", "5"]},
        },
    ),
    facts=[
        {"id": "actions_planned", "type": "number", "title": _text("Gepland")},
        {"id": "student_scans", "type": "number", "title": _text("Studentscans")},
        {"id": "peer_visits", "type": "number", "title": _text("Bezoeken")},
        {"id": "previous_electricity", "type": "number", "title": _text("Stroom vorig jaar")},
    ],
    levels=[
        {"id": "aware", "number": 1, "name": _text("Bewust")},
        {
            "id": "active",
            "number": 2,
            "name": _text("Actief"),
            "total": "35",
            "requires": [
                {
                    "id": "two-actions",
                    "condition": {"ge": ["facts.actions_planned", "2"]},
                    "message": _text("Plan twee acties"),
                }
            ],
        },
    ],
)
INSTITUTION_FORM = questionnaire(
    "try-institution",
    "institution",
    facts=[
        {"id": "peer_visits", "type": "number", "title": _text("Bezoeken")},
        {"id": "alliance_review", "type": "yes_no", "title": _text("Bekeken")},
    ],
    levels=[
        {"id": "aware", "number": 1, "name": _text("Bewust")},
        {
            "id": "advanced",
            "number": 2,
            "name": _text("Gevorderd"),
            "requires": [
                {
                    "id": "second-view",
                    "condition": {"ge": ["facts.peer_visits", "1"]},
                    "message": _text("Vraag een bezoek"),
                }
            ],
        },
    ],
)

RULES = scheme().application
"""What an application must hold to today."""
SCHOOL_RULES = certificate_scheme(OrganisationKind.INSTITUTION).application
APPLICATION = ApplicationInput(
    sites="De bakkerij aan de Brink",
    activities="brood bakken",
    signed_by_name="Carla Bakker",
    signed_by_role="eigenaar",
    declared=RULES.declarations,
    public_detail="themes",
)

SCHOOL_APPLICATION = ApplicationInput(
    sites="Het hoofdgebouw",
    activities="lesgeven",
    signed_by_name="Cor Coördinator",
    signed_by_role="directeur",
    declared=SCHOOL_RULES.declarations,
    public_detail="themes",
)

ANSWERS = {"energy-source": "3", "safe-work": "2", "respect": "1"}
PROFILE: dict[str, object] = {"staff": "12", "kitchen": False}


@dataclass
class Region:
    """Ids of everyone and everything, and short ways to do what people do."""

    engine: Engine
    now: datetime = NOW
    ids: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with transaction(self.engine) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with read(self.engine) as session:
            yield session

    def later(self, **time: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**time)
        return self.now

    def actor(self, name: str) -> Actor:
        """The person with the roles they have now."""
        with self.reading() as session:
            rows = session.execute(
                select(MembershipRow.role, MembershipRow.organisation_id, MembershipRow.organisation_kind)
                .where(MembershipRow.person_id == self.ids[name])
                .order_by(MembershipRow.organisation_id, MembershipRow.role)
            )
            memberships = tuple(Membership(Role(r), o, OrganisationKind(k)) for r, o, k in rows)
        return Actor(self.ids[name], memberships)

    def add_person(self, name: str, *roles: tuple[Role, str]) -> int:
        """Someone with an account; ``roles`` name organisations of the region."""
        with self.writing() as session:
            self.ids[name] = create_account(
                session,
                actor=None,
                display_name=name.title(),
                email=f"{name}@example.org",
                password=PASSWORD,
                roles=[(role, self.ids[organisation]) for role, organisation in roles],
                now=self.now,
            )
        return self.ids[name]

    def add_organisation(self, name: str, kind: OrganisationKind, kvk_number: str | None = None) -> int:
        with self.writing() as session:
            self.ids[name] = register_organisation(
                session,
                actor=None,
                kind=kind,
                organisation=OrganisationInput(name=name.title(), kvk_number=kvk_number, place="Assen"),
                now=self.now,
            )
        return self.ids[name]

    def add_class(self, name: str, institution: str, teacher: str) -> int:
        with self.writing() as session:
            self.ids[name] = create_class(
                session,
                actor=self.actor(teacher),
                institution_id=self.ids[institution],
                name=name,
                now=self.now,
            )
        return self.ids[name]

    def code(self, class_name: str, teacher: str) -> str:
        with self.reading() as session:
            found = open_class(
                session, actor=self.actor(teacher), class_id=self.ids[class_name], now=self.now
            )
        return found.code

    def add_student(self, name: str, class_name: str, teacher: str, company: str) -> int:
        """A student who joined the class, with an internship; the placement is ``<name>-placement``."""
        code = self.code(class_name, teacher)
        with self.writing() as session:
            joined = join_class(
                session,
                code=code,
                display_name=name.title(),
                pin=PIN,
                address=ADDRESS,
                pepper=PEPPER,
                now=self.now,
            )
        self.ids[name] = joined.person_id
        with self.writing() as session:
            self.ids[f"{name}-placement"] = place_student(
                session,
                actor=self.actor(teacher),
                class_id=self.ids[class_name],
                student_id=self.ids[name],
                company_id=self.ids[company],
                starts_on=date(2026, 9, 1),
                ends_on=date(2027, 1, 31),
                now=self.now,
            )
        return self.ids[name]

    def start(self, student: str) -> int:
        """The student starts the scan of the internship's company."""
        with self.writing() as session:
            return start_scan(
                session,
                actor=self.actor(student),
                placement_id=self.ids[f"{student}-placement"],
                slug="try-student",
                now=self.now,
            )

    def start_own(self, contact: str = "carla", company: str = "bakery", slug: str = "try-company") -> int:
        with self.writing() as session:
            return start_own_scan(
                session,
                actor=self.actor(contact),
                organisation_id=self.ids[company],
                slug=slug,
                now=self.now,
            )

    def fill(
        self,
        who: str,
        scan_id: int,
        answers: Mapping[str, object] = ANSWERS,
        profile: Mapping[str, object] = PROFILE,
    ) -> None:
        """Profile and answers in one go, of what the scan asks; versions are looked up."""
        before = self.open(who, scan_id)
        given = {
            item: AnswerInput(
                before.answers[item].version if item in before.answers else 0, State.ANSWERED, value
            )
            for item, value in answers.items()
            if item not in before.left_out
        }
        actor = self.actor(who)
        with self.writing() as session:
            save_profile(
                session, actor=actor, scan_id=scan_id, profile=profile, version=before.version, now=self.now
            )
            save_answers(session, actor=actor, scan_id=scan_id, answers=given, now=self.now)

    def open(self, who: str, scan_id: int) -> OpenScan:
        with self.reading() as session:
            return open_scan(session, actor=self.actor(who), scan_id=scan_id, now=self.now)

    def submit(self, who: str, scan_id: int) -> Submitted:
        version = self.open(who, scan_id).version
        with self.writing() as session:
            return submit_scan(
                session,
                actor=self.actor(who),
                scan_id=scan_id,
                version=version,
                confirm_open=True,
                now=self.now,
            )

    def student_scan(self, student: str = "sam", **answers: str) -> int:
        """Started, filled in and handed in."""
        scan_id = self.start(student)
        self.fill(student, scan_id, ANSWERS | _dashed(answers))
        self.submit(student, scan_id)
        return scan_id

    def own_scan(self, contact: str = "carla", company: str = "bakery", **answers: str) -> int:
        """The company's own, handed in."""
        scan_id = self.start_own(contact, company)
        self.fill(contact, scan_id, ANSWERS | _dashed(answers))
        self.submit(contact, scan_id)
        return scan_id

    def dossier_of(self, scan_id: int) -> Dossier:
        with self.reading() as session:
            return session.scalars(
                select(Dossier).join(Scan, Scan.dossier_id == Dossier.id).where(Scan.id == scan_id)
            ).one()

    def scan_state(self, scan_id: int) -> ScanState:
        with self.reading() as session:
            return ScanState(session.scalars(select(Scan.state).where(Scan.id == scan_id)).one())

    def compared(self, **answers: str) -> int:
        """A dossier with both sides in; the answers given are the company's. Gives its id."""
        scan_id = self.student_scan()
        self.own_scan(**answers)
        return self.dossier_of(scan_id).id

    def close(self, dossier_id: int, reviewer: str = "tess") -> None:
        """Close with a verdict 'company' on nothing: there must be no gaps left."""
        with self.writing() as session:
            version = session.get_one(Dossier, dossier_id).version
            close_dossier(
                session, actor=self.actor(reviewer), dossier_id=dossier_id, version=version, now=self.now
            )

    def moderated(self) -> int:
        """A moderated dossier. Gives its id."""
        dossier_id = self.compared()
        self.close(dossier_id)
        return dossier_id

    def applied(self, contact: str = "carla") -> int:
        """An application on a moderated dossier. Gives the application's id."""
        dossier_id = self.moderated()
        with self.writing() as session:
            return apply(
                session,
                actor=self.actor(contact),
                dossier_id=dossier_id,
                application=APPLICATION,
                rules=RULES,
                now=self.now,
            )

    def decided(self, outcome: str = "grant", who: str = "certa", scheme_name: str = "") -> int:
        """A decision of today. Gives its id."""
        application_id = self.applied()
        decision_id: int = self.do(
            who, decide_application, application_id=application_id, outcome=outcome,
            level="aware" if outcome == "grant" else None, reason="Alles is nagekeken.",
            scheme=scheme_name or scheme().name,
        )  # fmt: skip
        return decision_id

    def certified(self, scheme_name: str = "") -> str:
        """The bakery has a certificate of certa; cees is a certifier too. Gives its number."""
        if "cees" not in self.ids:
            self.add_person("cees", (Role.CERTIFIER, "alliance"))
        decision_id = self.decided(scheme_name=scheme_name)
        with self.writing() as session:
            rules = scheme(scheme_name) if scheme_name else scheme()
            return issue(session, decision_id=decision_id, scheme=rules, language="nl", now=self.now).number

    def school_moderated(self) -> int:
        """Noordcollege scanned itself, and alba of the alliance checked it. Gives the dossier's id."""
        if "alba" not in self.ids:
            self.add_person("alba", (Role.REVIEWER, "alliance"))
        scan_id = self.start_own("cor", "noordcollege", "try-institution")
        self.fill("cor", scan_id)
        self.submit("cor", scan_id)
        dossier_id = self.dossier_of(scan_id).id
        self.close(dossier_id, "alba")
        return dossier_id

    def school_applied(self) -> int:
        """The school's application on that. Gives its id."""
        dossier_id = self.school_moderated()
        school = {"organisation_id": self.ids["noordcollege"]}
        self.do("cor", give_number, kvk_number="00000031", **school)
        application_id: int = self.do(
            "cor", apply, dossier_id=dossier_id, application=SCHOOL_APPLICATION, rules=SCHOOL_RULES
        )
        return application_id

    def school_certified(self) -> str:
        """Noordcollege has a certificate of certa; cees is a certifier too. Gives its number."""
        if "cees" not in self.ids:
            self.add_person("cees", (Role.CERTIFIER, "alliance"))
        settled = self.do(
            "certa", granting.settle, application_id=self.school_applied(), outcome="grant", level="aware",
            reason="Alles is nagekeken.", language="nl",
        )  # fmt: skip
        number: str = settled.number
        return number

    def settle(self, dossier_id: int, item_id: str, verdict: Verdict, version: int = 0) -> int:
        with self.writing() as session:
            return settle(
                session,
                actor=self.actor("tess"),
                dossier_id=dossier_id,
                item_id=item_id,
                verdict=verdict,
                comment="Samen bekeken.",
                version=version,
                now=self.now,
            )

    def accept_evidence(self, evidence_id: int, *, accept: bool = True, reviewer: str = "tess") -> None:
        with self.writing() as session:
            decide_evidence(
                session, actor=self.actor(reviewer), evidence_id=evidence_id, accept=accept, now=self.now
            )

    def evidence(self, evidence_id: int) -> Evidence | None:
        with self.reading() as session:
            return session.get(Evidence, evidence_id)

    def do(self, who: str, use_case: Callable[..., Any], **arguments: Any) -> Any:
        """Run a use case that writes, as this person, now."""
        with self.writing() as session:
            return use_case(session, actor=self.actor(who), now=self.now, **arguments)

    def look(self, who: str, use_case: Callable[..., Any], **arguments: Any) -> Any:
        """Run a use case that reads, as this person, now."""
        with self.reading() as session:
            return use_case(session, actor=self.actor(who), now=self.now, **arguments)


def _dashed(answers: Mapping[str, str]) -> dict[str, str]:
    return {key.replace("_", "-"): value for key, value in answers.items()}


def publish_forms(session: Session) -> None:
    """The three small questionnaires."""
    for form in (STUDENT_FORM, COMPANY_FORM, INSTITUTION_FORM):
        publish_questionnaire(session, actor=None, document=canonical_bytes(form), now=NOW)


def build_region(engine: Engine) -> Region:
    """Tess teaches Sam at Noordcollege; Sam's internship is at the bakery of Carla. The garage is someone else's."""
    region = Region(engine)
    with region.writing() as session:
        publish_forms(session)
    region.add_organisation("noordcollege", OrganisationKind.INSTITUTION)
    region.add_organisation("zuidcollege", OrganisationKind.INSTITUTION)
    region.add_organisation("bakery", OrganisationKind.COMPANY, "00000001")
    region.add_organisation("garage", OrganisationKind.COMPANY, "00000002")
    region.add_organisation("alliance", OrganisationKind.ALLIANCE)
    region.add_person("tess", (Role.TEACHER, "noordcollege"))
    region.add_person("theo", (Role.TEACHER, "zuidcollege"))
    region.add_person("cor", (Role.COORDINATOR, "noordcollege"))
    region.add_person("rik", (Role.REVIEWER, "noordcollege"))
    region.add_person("carla", (Role.CONTACT, "bakery"))
    region.add_person("gerrit", (Role.CONTACT, "garage"))
    region.add_person("certa", (Role.CERTIFIER, "alliance"))
    region.add_person("mona", (Role.MONITOR, "alliance"))
    region.add_person("ada", (Role.ADMINISTRATOR, "alliance"))
    region.add_class("groen", "noordcollege", "tess")
    region.add_class("blauw", "zuidcollege", "theo")
    region.add_student("sam", "groen", "tess", "bakery")
    region.add_student("zoe", "blauw", "theo", "garage")
    return region
