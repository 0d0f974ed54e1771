"""Companies of the demo that were scanned a second time: one as always, and five that take part in a pilot."""

from datetime import datetime, timedelta

from scan.domain.periods import INDEPENDENT_FOR
from scan.domain.roles import Actor
from scan.use_cases import answering, opening, rescanning
from web.demo.answers import lifelike
from web.demo.cast import MONTH, Region, give_placement, join, speaker
from web.demo.history import DOCUMENTS, check, hand_in, moderate, scan_as_student, show
from web.demo.region import NEIGHBOURS, NEXT_STUDENT, TWICE, Company

METERS = ("energy-source", "energy-insight", "energy-plan")
LAMPS = ("lights-equipment", "heating-cooling", "insulation")
"""What the pilot is about: documents of the first, and what can be seen of the second."""
BETTER = 35
"""Hundredths of a step that the company gains between two rounds."""


def scan_twice(region: Region) -> None:
    """A next round, with another student, of a company whose first ended in a certificate."""
    session, when = region.session, region.now - 2 * MONTH
    contact, company_id = speaker(region, TWICE)
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
    _answer_again(region, TWICE, contact, scan_id, handed_in)
    show(region, contact, scan_id, DOCUMENTS, handed_in)
    hand_in(region, contact, scan_id, handed_in)
    moderate(region, TWICE, contact, scan_id, when + timedelta(days=14))


def measure_again(region: Region) -> None:
    """Companies of the pilot scan themselves alone, half a year after the first time; the alliance checks."""
    began = region.now - 6 * MONTH
    for company in NEIGHBOURS:
        contact, company_id = speaker(region, company)
        scan_id = rescanning.start_next_round(
            region.session,
            actor=contact,
            organisation_id=company_id,
            slug="company-self",
            copy_profile=True,
            now=began,
        )
        _answer_again(region, company, contact, scan_id, began)
        show(region, contact, scan_id, METERS, began, seen=LAMPS)
        handed_in = began + INDEPENDENT_FOR + timedelta(days=1)
        hand_in(region, contact, scan_id, handed_in)
        check(region, region.reviewers[0], contact, scan_id, handed_in + timedelta(days=1))


def _answer_again(region: Region, company: Company, contact: Actor, scan_id: int, when: datetime) -> None:
    """The facts about the company came along from last time; the answers are a little better."""
    opened = opening.open_scan(region.session, actor=contact, scan_id=scan_id, now=when)
    profile = {key: value if isinstance(value, bool) else str(value) for key, value in opened.profile.items()}
    answers = lifelike(
        opened.questionnaire, profile, name=company.name, steps=company.steps + BETTER, student=False
    )
    answering.save_answers(region.session, actor=contact, scan_id=scan_id, answers=answers, now=when)
