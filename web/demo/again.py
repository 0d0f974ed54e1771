"""A company of the demo that scanned itself a second time, and others like it to stand beside."""

from datetime import datetime, timedelta

from sqlalchemy import select

from scan.domain.periods import INDEPENDENT_FOR
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.store.tables import Dossier, MembershipRow, Organisation
from scan.use_cases import answering, moderating, opening, rescanning, reviewing, starting
from web.demo.answers import lifelike, profile_of
from web.demo.cast import MONTH, Region, as_actor, email_of, make_account
from web.demo.history import fill_in, hand_in, register
from web.demo.region import NEIGHBOURS, TWICE, Company

BETTER = 25
"""Hundredths of a step that a company gains between two rounds."""


def add_neighbours(region: Region) -> None:
    """Companies without an intern; the alliance looked at what they filled in."""
    for company in NEIGHBOURS:
        when = region.now - company.months_ago * MONTH
        company_id = register(region, company, when)
        person = make_account(region, company.contact, email_of(company), Role.CONTACT, company_id)
        contact = as_actor(person, Role.CONTACT, company_id, OrganisationKind.COMPANY)
        scan_id = starting.start_own_scan(
            region.session, actor=contact, organisation_id=company_id, slug="company-self", now=when
        )
        fill_in(region, company, contact, scan_id, when, student=False)
        hand_in(region, contact, scan_id, when + timedelta(days=3))
        _close(region, contact, scan_id, when + INDEPENDENT_FOR + timedelta(days=1))


def scan_twice(region: Region) -> None:
    """A next round of a company whose first ended in a certificate."""
    session, when = region.session, region.now - 4 * MONTH
    company_id = session.scalars(select(Organisation.id).where(Organisation.kvk_number == TWICE.kvk)).one()
    person = session.scalars(
        select(MembershipRow.person_id).where(MembershipRow.organisation_id == company_id)
    ).one()
    contact = as_actor(person, Role.CONTACT, company_id, OrganisationKind.COMPANY)
    scan_id = rescanning.start_next_round(
        session, actor=contact, organisation_id=company_id, slug="company-self", copy_profile=True, now=when
    )
    _answer_again(region, TWICE, contact, scan_id, when)
    hand_in(region, contact, scan_id, when + timedelta(days=2))
    _close(region, contact, scan_id, when + INDEPENDENT_FOR + timedelta(days=1))


def _answer_again(region: Region, company: Company, contact: Actor, scan_id: int, when: datetime) -> None:
    """The facts about the company came along from last time; the answers are a little better."""
    opened = opening.open_scan(region.session, actor=contact, scan_id=scan_id, now=when)
    given = company.profile | {"sector": company.sector, "staff": str(company.staff)}
    profile = profile_of(opened.questionnaire, given)
    answers = lifelike(
        opened.questionnaire, profile, name=company.name, steps=company.steps + BETTER, student=False
    )
    answering.save_answers(region.session, actor=contact, scan_id=scan_id, answers=answers, now=when)


def _close(region: Region, contact: Actor, scan_id: int, when: datetime) -> None:
    """The alliance's reviewer waited for a student in vain, and closes the dossier with what the company shows."""
    session, reviewer = region.session, region.reviewers[0]
    dossier_id = opening.open_scan(session, actor=contact, scan_id=scan_id, now=when).dossier_id
    reviewing.open_comparison(session, actor=reviewer, dossier_id=dossier_id, now=when)
    version = session.get_one(Dossier, dossier_id).version
    moderating.close_dossier(session, actor=reviewer, dossier_id=dossier_id, version=version, now=when)
