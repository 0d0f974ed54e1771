"""A company of the demo that was scanned a second time."""

from datetime import datetime, timedelta

from sqlalchemy import select

from scan.domain.roles import Actor, OrganisationKind, Role
from scan.store.tables import MembershipRow, Organisation
from scan.use_cases import answering, opening, rescanning
from web.demo.answers import lifelike
from web.demo.cast import MONTH, Region, as_actor, give_placement, join
from web.demo.history import DOCUMENTS, hand_in, moderate, scan_as_student, show
from web.demo.region import NEXT_STUDENT, TWICE

BETTER = 35
"""Hundredths of a step that the company gains between two rounds."""


def scan_twice(region: Region) -> None:
    """A next round, with another student, of a company whose first ended in a certificate."""
    session, when = region.session, region.now - 2 * MONTH
    company_id = session.scalars(select(Organisation.id).where(Organisation.kvk_number == TWICE.kvk)).one()
    person = session.scalars(
        select(MembershipRow.person_id).where(MembershipRow.organisation_id == company_id)
    ).one()
    contact = as_actor(person, Role.CONTACT, company_id, OrganisationKind.COMPANY)
    student = join(region, TWICE.school, NEXT_STUDENT)
    placement_id = give_placement(region, TWICE, company_id, student, when)
    scan_as_student(region, TWICE, student, placement_id, when + timedelta(days=7))
    handed_in = when + timedelta(days=9)
    scan_id = rescanning.start_next_round(
        session,
        actor=contact,
        organisation_id=company_id,
        slug="company-self",
        copy_profile=True,
        now=handed_in,
    )
    _answer_again(region, contact, scan_id, handed_in)
    show(region, contact, scan_id, DOCUMENTS, handed_in)
    hand_in(region, contact, scan_id, handed_in)
    moderate(region, TWICE, contact, scan_id, when + timedelta(days=14))


def _answer_again(region: Region, contact: Actor, scan_id: int, when: datetime) -> None:
    """The facts about the company came along from last time; the answers are a little better."""
    opened = opening.open_scan(region.session, actor=contact, scan_id=scan_id, now=when)
    profile = {key: value if isinstance(value, bool) else str(value) for key, value in opened.profile.items()}
    answers = lifelike(
        opened.questionnaire, profile, name=TWICE.name, steps=TWICE.steps + BETTER, student=False
    )
    answering.save_answers(region.session, actor=contact, scan_id=scan_id, answers=answers, now=when)
