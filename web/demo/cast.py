"""The people of the demo: alliance, schools, students; and the road to ambassador."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates import ambassador_progress, ambassador_publicity, ambassadors
from certificates.scheme import programme
from scan.domain.periods import local_day
from scan.domain.roles import NEEDS_SECOND_FACTOR, Actor, Membership, OrganisationKind, Role
from scan.store.tables import MembershipRow, Organisation
from scan.use_cases import (
    classes,
    joining,
    organisations,
    people,
    second_factor,
    sign_in,
    students,
)
from web.demo.region import (
    ALLIANCE,
    ALLIANCE_REVIEWER,
    CERTIFIER,
    COLLEAGUE,
    COMPANIES,
    COORDINATOR,
    MONITOR,
    NEW_STUDENT,
    PASSWORD,
    PIN,
    SCHOOLS,
    SECOND_CERTIFIER,
    Company,
    School,
)
from web.demo.second_step import SECRET

ADDRESS = "127.0.0.1"
MONTH = timedelta(days=30)
INTERNSHIP = timedelta(days=120)


@dataclass(slots=True)
class Region:
    """Who was made so far."""

    session: Session
    pepper: bytes
    now: datetime
    schools: list[int] = field(default_factory=list)
    teachers: list[Actor] = field(default_factory=list)
    school_classes: list[classes.OpenClass] = field(default_factory=list)
    certifiers: list[Actor] = field(default_factory=list)
    monitors: list[Actor] = field(default_factory=list)
    contacts: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    students: dict[str, Actor] = field(default_factory=dict)
    reviewers: list[Actor] = field(default_factory=list)
    """Of the alliance."""
    colleagues: list[Actor] = field(default_factory=list)
    """Of the first school: who judges blind."""


def email_of(company: Company) -> str:
    name = "".join(sign for sign in company.name.lower() if sign.isalnum())
    return f"contact@{name}.example"


def speaker(region: Region, company: Company) -> tuple[Actor, int]:
    """The contact of a company that was registered already, and its id."""
    person_id, organisation_id = region.session.execute(
        select(MembershipRow.person_id, MembershipRow.organisation_id)
        .join(Organisation, Organisation.id == MembershipRow.organisation_id)
        .where(Organisation.kvk_number == company.kvk, MembershipRow.role == Role.CONTACT.value)
    ).one()
    return as_actor(person_id, Role.CONTACT, organisation_id, OrganisationKind.COMPANY), organisation_id


def as_actor(person_id: int, role: Role, organisation_id: int, kind: OrganisationKind) -> Actor:
    return Actor(person_id, (Membership(role, organisation_id, kind),))


def make_account(region: Region, name: str, email: str, role: Role, organisation_id: int) -> int:
    began = region.now - 14 * MONTH
    person_id = people.create_account(
        region.session,
        actor=None,
        display_name=name,
        email=email,
        password=PASSWORD,
        roles=[(role, organisation_id)],
        now=began,
    )
    if role in NEEDS_SECOND_FACTOR:
        second_factor.store_app(
            region.session,
            person_id=person_id,
            secret=SECRET,
            last_step=1,
            pepper=region.pepper,
            now=began,
        )
    return person_id


def settle_people(region: Region) -> None:
    began = region.now - 14 * MONTH
    alliance = organisations.register_organisation(
        region.session,
        actor=None,
        kind=OrganisationKind.ALLIANCE,
        organisation=organisations.OrganisationInput(name=ALLIANCE, place="Groningen"),
        now=began,
    )
    for name, email in (CERTIFIER, SECOND_CERTIFIER):
        person = make_account(region, name, email, Role.CERTIFIER, alliance)
        region.certifiers.append(as_actor(person, Role.CERTIFIER, alliance, OrganisationKind.ALLIANCE))
    looks = make_account(region, *ALLIANCE_REVIEWER, Role.REVIEWER, alliance)
    region.reviewers.append(as_actor(looks, Role.REVIEWER, alliance, OrganisationKind.ALLIANCE))
    watcher = make_account(region, *MONITOR, Role.MONITOR, alliance)
    region.monitors.append(as_actor(watcher, Role.MONITOR, alliance, OrganisationKind.ALLIANCE))
    for school in SCHOOLS:
        school_id, teacher, school_class = settle_school(region, school)
        if not region.schools:
            make_account(region, *COORDINATOR, Role.COORDINATOR, school_id)
            colleague = make_account(region, *COLLEAGUE, Role.REVIEWER, school_id)
            region.colleagues.append(
                as_actor(colleague, Role.REVIEWER, school_id, OrganisationKind.INSTITUTION)
            )
        region.schools.append(school_id)
        region.teachers.append(teacher)
        region.school_classes.append(school_class)


def settle_school(region: Region, school: School) -> tuple[int, Actor, classes.OpenClass]:
    """A school with its teacher and class."""
    school_id = organisations.register_organisation(
        region.session,
        actor=None,
        kind=OrganisationKind.INSTITUTION,
        organisation=organisations.OrganisationInput(
            name=school.name,
            place=school.place,
            municipality=school.place,
            safety_contact=school.safety_contact,
        ),
        now=region.now - 14 * MONTH,
    )
    person = make_account(region, school.teacher, school.email, Role.TEACHER, school_id)
    teacher = as_actor(person, Role.TEACHER, school_id, OrganisationKind.INSTITUTION)
    class_id = classes.create_class(
        region.session, actor=teacher, institution_id=school_id, name=school.class_name, now=region.now
    )
    opened = classes.open_class(region.session, actor=teacher, class_id=class_id, now=region.now)
    return school_id, teacher, opened


def join(region: Region, school: int, name: str) -> Actor:
    """The student of this name in a college's class, who joins it the first time."""
    if name not in region.students:
        region.students[name] = join_class(
            region, region.school_classes[school], region.schools[school], name
        )
    return region.students[name]


def join_class(region: Region, school_class: classes.OpenClass, school_id: int, name: str) -> Actor:
    """Someone who joins a class with its code."""
    began = joining.join_class(
        region.session,
        code=school_class.code,
        display_name=name,
        pin=PIN,
        address=ADDRESS,
        pepper=region.pepper,
        now=region.now,
    )
    sign_in.sign_out(region.session, token=began.token)
    return as_actor(began.person_id, Role.STUDENT, school_id, OrganisationKind.INSTITUTION)


def give_placement(region: Region, company: Company, company_id: int, student: Actor, when: datetime) -> int:
    return students.place_student(
        region.session,
        actor=region.teachers[company.school],
        class_id=region.school_classes[company.school].id,
        student_id=student.person_id,
        company_id=company_id,
        starts_on=local_day(when),
        ends_on=(when + INTERNSHIP).date(),
        now=when,
    )


def add_newcomer(region: Region) -> None:
    """A student with an internship and nothing begun, at a company whose contact has begun nothing either."""
    name, place = NEW_STUDENT
    company = COMPANIES[place]
    student = join(region, company.school, name)
    company_id = region.session.scalars(
        select(Organisation.id).where(Organisation.kvk_number == company.kvk)
    ).one()
    give_placement(region, company, company_id, student, region.now - timedelta(days=5))


def honour_ambassadors(region: Region) -> None:
    """One appointed with a public page, one who keeps it private, one nominated, one on the way."""
    session, needed = region.session, programme().needed
    for company, done in ((COMPANIES[8], 6), (COMPANIES[9], 6), (COMPANIES[10], 6), (COMPANIES[5], 3)):
        student = join(region, company.school, company.student)
        teacher = region.teachers[company.school]
        for months, key in enumerate(needed[:done]):
            ambassadors.confirm(
                session,
                actor=teacher,
                student_id=student.person_id,
                key=key.value,
                achieved_on=(region.now - (7 - months) * MONTH).date(),
                proof="Gezien en besproken.",
                now=region.now - timedelta(days=20),
            )
        if done == len(needed):
            progress = ambassador_progress.of_student(session, actor=student)
            ambassadors.nominate(
                session,
                actor=teacher,
                student_id=student.person_id,
                version=progress.version,
                now=region.now - timedelta(days=15),
            )
        if company is not COMPANIES[10] and done == len(needed):
            progress = ambassador_progress.of_student(session, actor=student)
            ambassadors.appoint(
                session,
                actor=region.certifiers[0],
                ambassador_id=progress.ambassador_id or 0,
                version=progress.version,
                now=region.now - timedelta(days=10),
            )
        if company is COMPANIES[8]:
            progress = ambassador_progress.of_student(session, actor=student)
            ambassador_publicity.choose_publicity(
                session,
                actor=student,
                is_public=True,
                public_name=company.student.split()[0],
                age=ambassador_publicity.ADULT,
                version=progress.version,
                now=region.now - timedelta(days=9),
            )
