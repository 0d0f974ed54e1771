"""An invented, lifelike region for trying out: everything goes through the same use cases as real work.

Moments are set back in time, so that the region has a history; nothing is written past the use cases.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from certificates import ambassadors, issuing, validity
from certificates.scheme import scheme
from scan.domain.ambassadors import NEEDED_FOR_NOMINATION
from scan.domain.evidence import EvidenceState
from scan.domain.moderation import Verdict
from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.domain.states import CertificateAction
from scan.store.session import read, transaction
from scan.store.tables import Certificate, Organisation
from scan.use_cases import (
    answering,
    applying,
    classes,
    comparing,
    deciding,
    evidence,
    invitations,
    joining,
    moderating,
    opening,
    organisations,
    people,
    planning,
    reviewing,
    sign_in,
    starting,
    students,
    submitting,
)
from web.demo.answers import lifelike, profile_of
from web.demo.region import (
    ALLIANCE,
    CERTIFIER,
    COMPANIES,
    NEW_STUDENT,
    PASSWORD,
    PIN,
    SCHOOLS,
    SECOND_CERTIFIER,
    Company,
    Stage,
)

ADDRESS = "127.0.0.1"
MONTH = timedelta(days=30)
INTERNSHIP = timedelta(days=120)
EXPLANATION = "Samen besproken bij het bedrijf en het bewijs bekeken."


@dataclass(slots=True)
class _Region:
    """Who was made so far."""

    session: Session
    pepper: bytes
    now: datetime
    schools: list[int] = field(default_factory=list)
    teachers: list[Actor] = field(default_factory=list)
    school_classes: list[classes.OpenClass] = field(default_factory=list)
    certifiers: list[Actor] = field(default_factory=list)
    contacts: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def load(engine: Engine, *, files: Path, pepper: bytes, now: datetime) -> tuple[str, ...]:
    """Fill an empty database with the region. Returns lines about the accounts; none when it held something already.

    One transaction: a start that is broken off leaves nothing half done.
    """
    del files  # the demo shows links and quotes; photos come from the people who try it
    with read(engine) as session:
        if session.scalar(select(func.count()).select_from(Organisation)):
            return accounts(session)
    with transaction(engine) as session:
        region = _Region(session, pepper, now)
        _people(region)
        for company in COMPANIES:
            _company(region, company)
        _newcomer(region)
        _ambassadors(region)
    with read(engine) as session:
        return accounts(session)


def accounts(session: Session) -> tuple[str, ...]:
    """The lines that ``serve`` prints about the demo accounts; none where the database holds no demo."""
    if session.scalar(select(Organisation.id).where(Organisation.name == SCHOOLS[0].name)) is None:
        return ()
    code = _class_code(session)
    contact = _email(COMPANIES[0])
    return (
        "",
        "Demo accounts (invented people); password for all e-mail accounts: " + PASSWORD,
        f"  student     class code {code}, name {NEW_STUDENT[0]} (not begun) or {COMPANIES[0].student}, pin {PIN}",
        f"  company     {contact} ({COMPANIES[0].name}) or {_email(COMPANIES[1])} ({COMPANIES[1].name})",
        f"  teacher     {SCHOOLS[0].email}",
        f"  certifier   {CERTIFIER[1]}",
        "Stop with Ctrl+C.",
    )


def _class_code(session: Session) -> str:
    from scan.store.tables import SchoolClass

    return session.scalars(select(SchoolClass.code).order_by(SchoolClass.id)).first() or ""


def _email(company: Company) -> str:
    name = "".join(sign for sign in company.name.lower() if sign.isalnum())
    return f"contact@{name}.example"


def _actor(person_id: int, role: Role, organisation_id: int, kind: OrganisationKind) -> Actor:
    return Actor(person_id, (Membership(role, organisation_id, kind),))


def _account(region: _Region, name: str, email: str, role: Role, organisation_id: int) -> int:
    return people.create_account(
        region.session,
        actor=None,
        display_name=name,
        email=email,
        password=PASSWORD,
        roles=[(role, organisation_id)],
        now=region.now - 14 * MONTH,
    )


def _people(region: _Region) -> None:
    began = region.now - 14 * MONTH
    alliance = organisations.register_organisation(
        region.session,
        actor=None,
        kind=OrganisationKind.ALLIANCE,
        organisation=organisations.OrganisationInput(name=ALLIANCE, place="Groningen"),
        now=began,
    )
    for name, email in (CERTIFIER, SECOND_CERTIFIER):
        person = _account(region, name, email, Role.CERTIFIER, alliance)
        region.certifiers.append(_actor(person, Role.CERTIFIER, alliance, OrganisationKind.ALLIANCE))
    for school in SCHOOLS:
        school_id = organisations.register_organisation(
            region.session,
            actor=None,
            kind=OrganisationKind.INSTITUTION,
            organisation=organisations.OrganisationInput(
                name=school.name, place=school.place, safety_contact=school.safety_contact
            ),
            now=began,
        )
        person = _account(region, school.teacher, school.email, Role.TEACHER, school_id)
        teacher = _actor(person, Role.TEACHER, school_id, OrganisationKind.INSTITUTION)
        class_id = classes.create_class(
            region.session, actor=teacher, institution_id=school_id, name=school.class_name, now=region.now
        )
        region.schools.append(school_id)
        region.teachers.append(teacher)
        region.school_classes.append(
            classes.open_class(region.session, actor=teacher, class_id=class_id, now=region.now)
        )


def _student(region: _Region, school: int, name: str) -> Actor:
    began = joining.join_class(
        region.session,
        code=region.school_classes[school].code,
        display_name=name,
        pin=PIN,
        address=ADDRESS,
        pepper=region.pepper,
        now=region.now,
    )
    sign_in.sign_out(region.session, token=began.token)
    return _actor(began.person_id, Role.STUDENT, region.schools[school], OrganisationKind.INSTITUTION)


def _place(region: _Region, company: Company, company_id: int, student: Actor, when: datetime) -> int:
    return students.place_student(
        region.session,
        actor=region.teachers[company.school],
        class_id=region.school_classes[company.school].id,
        student_id=student.person_id,
        company_id=company_id,
        starts_on=when.date(),
        ends_on=(when + INTERNSHIP).date(),
        now=when,
    )


def _company(region: _Region, company: Company) -> None:
    session, teacher = region.session, region.teachers[company.school]
    when = region.now - company.months_ago * MONTH
    company_id = organisations.register_company(
        session,
        actor=teacher,
        company=organisations.OrganisationInput(
            name=company.name,
            kvk_number=company.kvk,
            place=company.place,
            municipality=company.place,
            postcode=company.postcode,
            sector=company.sector,
            staff=company.staff,
        ),
        now=when,
    )
    student = _student(region, company.school, company.student)
    placement_id = _place(region, company, company_id, student, when)
    contact = _contact(region, company, company_id, placement_id, when)
    if company.stage >= Stage.STUDENT_STARTED:
        _student_scan(region, company, student, placement_id, when + timedelta(days=7))
    if company.stage >= Stage.COMPARING:
        scan_id = starting.start_own_scan(
            session, actor=contact, organisation_id=company_id, slug="company-self", now=when + timedelta(days=9)
        )
        _fill_in(region, company, contact, scan_id, when + timedelta(days=9), student=False)
        _show(region, contact, scan_id, when + timedelta(days=9))
        _hand_in(region, contact, scan_id, when + timedelta(days=10))
    if company.stage >= Stage.MODERATED:
        dossier_id = _moderate(region, company, contact, scan_id, when + timedelta(days=14))
        if company.stage >= Stage.APPLIED:
            _decide(region, company, contact, dossier_id, when + timedelta(days=20))


def _contact(region: _Region, company: Company, company_id: int, placement_id: int, when: datetime) -> Actor:
    invited = invitations.invite_contact(
        region.session, actor=region.teachers[company.school], placement_id=placement_id, now=when
    )
    began = invitations.accept_invitation(
        region.session,
        code=invited.code,
        display_name=company.contact,
        email=_email(company),
        password=PASSWORD,
        address=ADDRESS,
        pepper=region.pepper,
        now=when,
    )
    sign_in.sign_out(region.session, token=began.token)
    return _actor(began.person_id, Role.CONTACT, company_id, OrganisationKind.COMPANY)


def _student_scan(
    region: _Region, company: Company, student: Actor, placement_id: int, when: datetime
) -> None:
    scan_id = starting.start_scan(
        region.session, actor=student, placement_id=placement_id, slug="internship-company", now=when
    )
    half = company.stage is Stage.STUDENT_STARTED
    _fill_in(region, company, student, scan_id, when, student=True, half=half)
    evidence.add_note(
        region.session,
        actor=student,
        scan_id=scan_id,
        item_id="waste-separation",
        text="We scheiden papier, plastic en restafval. Dat staat op de bakken.",
        speaker_role="bedrijfsleider",
        now=when,
    )
    if not half:
        _hand_in(region, student, scan_id, when + timedelta(days=1))


def _fill_in(
    region: _Region,
    company: Company,
    actor: Actor,
    scan_id: int,
    when: datetime,
    *,
    student: bool,
    half: bool = False,
) -> None:
    opened = opening.open_scan(region.session, actor=actor, scan_id=scan_id, now=when)
    given = company.profile | {"sector": company.sector, "staff": str(company.staff)}
    profile = profile_of(opened.questionnaire, given)
    answering.save_profile(
        region.session, actor=actor, scan_id=scan_id, profile=profile, version=opened.version, now=when
    )
    answers = lifelike(opened.questionnaire, profile, name=company.name, steps=company.steps, student=student)
    if half:
        answers = dict(list(answers.items())[: len(answers) // 2])
    answering.save_answers(region.session, actor=actor, scan_id=scan_id, answers=answers, now=when)


def _show(region: _Region, contact: Actor, scan_id: int, when: datetime) -> None:
    """Documents by link for the questions that a student cannot confirm."""
    opened = opening.open_scan(region.session, actor=contact, scan_id=scan_id, now=when)
    for item_id in ("g2-risk-assessment", "energy-source", "energy-plan"):
        if item_id in opened.visible:
            evidence.add_link(
                region.session,
                actor=contact,
                scan_id=scan_id,
                item_id=item_id,
                url=f"https://documenten.example/{item_id}.pdf",
                caption="Document van dit jaar",
                now=when,
            )


def _hand_in(region: _Region, actor: Actor, scan_id: int, when: datetime) -> None:
    opened = opening.open_scan(region.session, actor=actor, scan_id=scan_id, now=when)
    submitting.submit_scan(
        region.session, actor=actor, scan_id=scan_id, version=opened.version, confirm_open=True, now=when
    )


def _moderate(region: _Region, company: Company, contact: Actor, scan_id: int, when: datetime) -> int:
    session, teacher = region.session, region.teachers[company.school]
    dossier_id = opening.open_scan(session, actor=contact, scan_id=scan_id, now=when).dossier_id
    review = comparing.open_review(session, actor=teacher, dossier_id=dossier_id, now=when)
    for line in review.items:
        for piece in line.evidence:
            if piece.state is EvidenceState.OFFERED:
                reviewing.decide_evidence(session, actor=teacher, evidence_id=piece.id, accept=True, now=when)
        if line.comparison.must_be_settled:
            reviewing.settle(
                session,
                actor=teacher,
                dossier_id=dossier_id,
                item_id=line.item.id,
                verdict=Verdict.BETWEEN,
                comment=EXPLANATION,
                version=0,
                now=when,
            )
    review = comparing.open_review(session, actor=teacher, dossier_id=dossier_id, now=when)
    moderating.close_dossier(
        session, actor=teacher, dossier_id=dossier_id, version=review.version, now=when + timedelta(hours=1)
    )
    for days, text in ((30, "Elke maand de meterstanden opschrijven"), (60, "Vaste bezorgdagen afspreken")):
        planning.add_action(
            session,
            actor=contact,
            dossier_id=dossier_id,
            action=planning.ActionInput(
                text=text,
                planned_on=(when + timedelta(days=days)).date(),
                finished_on=when.date() if company.steps > 260 else None,
                with_others=company.steps > 260,
            ),
            now=when + timedelta(hours=2),
        )
    return dossier_id


def _decide(region: _Region, company: Company, contact: Actor, dossier_id: int, when: datetime) -> None:
    application_id = applying.apply(
        region.session,
        actor=contact,
        dossier_id=dossier_id,
        scope=f"{company.name}, vestiging {company.place}",
        signed_by_name=company.contact,
        declaration=True,
        public_detail="themes",
        now=when,
    )
    if company.stage is Stage.APPLIED:
        return
    certifier = region.certifiers[0]
    found = deciding.open_application(
        region.session, actor=certifier, application_id=application_id, now=when
    )
    level = found.rescored.level
    refused = company.stage is Stage.REFUSED or level is None
    decision_id = deciding.decide_application(
        region.session,
        actor=certifier,
        application_id=application_id,
        outcome="refuse" if refused else "grant",
        level=None if refused else level,
        reason="De uitkomst haalt de grens nog niet. Begin met veilig werken en energie."
        if refused
        else "De uitkomst is nagekeken en haalt alle regels van dit niveau.",
        scheme=scheme().name,
        now=when + timedelta(days=7),
    )
    if not refused:
        _issue(region, company, decision_id, when + timedelta(days=7))


def _issue(region: _Region, company: Company, decision_id: int, when: datetime) -> None:
    issued = issuing.issue(region.session, decision_id=decision_id, scheme=scheme(), language="nl", now=when)
    changes = {
        Stage.SUSPENDED: (CertificateAction.SUSPEND, "We onderzoeken een melding over veilig werken."),
        Stage.WITHDRAWN: (CertificateAction.WITHDRAW, "Het bedrijf is gestopt."),
    }
    if company.stage in changes:
        action, reason = changes[company.stage]
        version = region.session.get_one(Certificate, issued.certificate_id).version
        validity.change(
            region.session,
            actor=region.certifiers[1],
            number=issued.number,
            action=action,
            reason=reason,
            version=version,
            now=when + MONTH,
        )


def _newcomer(region: _Region) -> None:
    """A student with an internship and nothing begun, at a company whose contact has begun nothing either."""
    name, place = NEW_STUDENT
    company = COMPANIES[place]
    student = _student(region, company.school, name)
    company_id = region.session.scalars(
        select(Organisation.id).where(Organisation.kvk_number == company.kvk)
    ).one()
    _place(region, company, company_id, student, region.now - timedelta(days=5))


def _ambassadors(region: _Region) -> None:
    """One appointed with a public page, one nominated, one on the way."""
    session = region.session
    for company, done in ((COMPANIES[8], 6), (COMPANIES[9], 6), (COMPANIES[10], 6), (COMPANIES[5], 3)):
        student = _student(region, company.school, company.student)
        teacher = region.teachers[company.school]
        for months, key in enumerate(NEEDED_FOR_NOMINATION[:done]):
            ambassadors.confirm(
                session,
                actor=teacher,
                student_id=student.person_id,
                key=key.value,
                achieved_on=(region.now - (7 - months) * MONTH).date(),
                proof="Gezien en besproken.",
                now=region.now - timedelta(days=20),
            )
        if done == len(NEEDED_FOR_NOMINATION):
            progress = ambassadors.of_student(session, actor=student)
            ambassadors.nominate(
                session,
                actor=teacher,
                student_id=student.person_id,
                version=progress.version,
                now=region.now - timedelta(days=15),
            )
        if company is not COMPANIES[10] and done == len(NEEDED_FOR_NOMINATION):
            progress = ambassadors.of_student(session, actor=student)
            ambassadors.appoint(
                session,
                actor=region.certifiers[0],
                ambassador_id=progress.ambassador_id or 0,
                version=progress.version,
                now=region.now - timedelta(days=10),
            )
            progress = ambassadors.of_student(session, actor=student)
            ambassadors.choose_publicity(
                session,
                actor=student,
                is_public=True,
                public_name=company.student,
                version=progress.version,
                now=region.now - timedelta(days=9),
            )
