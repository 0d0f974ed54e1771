"""An invented, lifelike region for trying out: everything goes through the same use cases as real work.

Moments are set back in time, so that the region has a history; nothing is written past the use cases.
"""

from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from scan.store.session import read, transaction
from scan.store.tables import Organisation, SchoolClass
from scan.use_cases.hashing import hashed_once
from web.demo.aftermath import follow_certificates
from web.demo.again import measure_again, scan_twice
from web.demo.cast import Region, add_newcomer, email_of, honour_ambassadors, settle_people
from web.demo.history import play_out
from web.demo.neighbours import settle_neighbours
from web.demo.network import connect
from web.demo.own_school import certify_school, let_children_vote, let_pupils_scan
from web.demo.region import (
    ALLIANCE_REVIEWER,
    CERTIFIED_SCHOOL,
    CERTIFIER,
    COLLEAGUE,
    COMPANIES,
    COORDINATOR,
    FRONT_RUNNER,
    MONITOR,
    NEIGHBOURS,
    NEW_STUDENT,
    PASSWORD,
    PIN,
    PRIMARY_SCHOOL,
    PUPILS,
    PUPILS_SCHOOL,
    SCHOOL_COORDINATOR,
    SCHOOLS,
    TWICE,
    School,
)


def load(engine: Engine, *, pepper: bytes, now: datetime) -> tuple[str, ...]:
    """Fill an empty database with the region. Returns lines about the accounts; none when it held something already.

    One transaction: a start that is broken off leaves nothing half done.
    """
    with read(engine) as session:
        if session.scalar(select(func.count()).select_from(Organisation)):
            return accounts(session)
    with transaction(engine) as session, hashed_once():
        region = Region(session, pepper, now)
        settle_people(region)
        for company in (*COMPANIES, *NEIGHBOURS, FRONT_RUNNER):
            play_out(region, company)
        add_newcomer(region)
        scan_twice(region)
        measure_again(region)
        let_pupils_scan(region)
        let_children_vote(region)
        certify_school(region)
        honour_ambassadors(region)
        connect(region)
        settle_neighbours(region)
        follow_certificates(region)
    with read(engine) as session:
        return accounts(session)


def accounts(session: Session) -> tuple[str, ...]:
    """The lines that ``serve`` prints about the demo accounts; none where the database holds no demo."""
    if session.scalar(select(Organisation.id).where(Organisation.name == SCHOOLS[0].name)) is None:
        return ()
    contact = email_of(COMPANIES[0])
    return (
        "",
        "Demo accounts (invented people); password for all e-mail accounts: " + PASSWORD,
        f"  student     class code {_class_code(session, SCHOOLS[0])}, name {NEW_STUDENT[0]} (not begun) or "
        f"{COMPANIES[0].student}, pin {PIN}",
        f"  company     {contact} ({COMPANIES[0].name}) or {email_of(COMPANIES[1])} ({COMPANIES[1].name})",
        f"              {email_of(TWICE)} ({TWICE.name}: two rounds, others like it)",
        f"              {email_of(FRONT_RUNNER)} ({FRONT_RUNNER.name}: highest level, half-way check)",
        f"  teacher     {SCHOOLS[0].email}",
        f"  reviewer    {COLLEAGUE[1]} (asked for a blind second review)",
        f"              {ALLIANCE_REVIEWER[1]} (of the alliance: checks schools)",
        f"  coordinator {COORDINATOR[1]} (the page of the second step shows the code)",
        f"              {SCHOOL_COORDINATOR[1]} ({CERTIFIED_SCHOOL.name}: has a certificate)",
        f"  certifier   {CERTIFIER[1]} (the page of the second step shows the code)",
        f"  pupil       class code {_class_code(session, PUPILS_SCHOOL)}, name {PUPILS[-1]} (half way), pin {PIN}",
        f"  teachers    {PUPILS_SCHOOL.email} (pupils scan their school)",
        f"              {PRIMARY_SCHOOL.email} (children vote on the board)",
        f"  monitor     {MONITOR[1]} (the page of the second step shows the code)",
        "Stop with Ctrl+C.",
    )


def _class_code(session: Session, school: School) -> str:
    """Of the school's first class."""
    codes = (
        select(SchoolClass.code)
        .join(Organisation, Organisation.id == SchoolClass.institution_id)
        .where(Organisation.name == school.name)
        .order_by(SchoolClass.id)
    )
    return session.scalars(codes).first() or ""
