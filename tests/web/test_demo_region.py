"""What someone who tries the product finds in the invented region."""

import re

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from scan.store.session import read
from scan.store.tables import (
    Certificate,
    ClassRound,
    DecisionRow,
    Organisation,
    Project,
    SchoolClass,
    Surveillance,
)
from tests.web.people import as_contact
from tests.web.roles.visitors import Visitor, visitor
from web.database import EXTENSION
from web.demo.region import (
    ALLIANCE_REVIEWER,
    CHILDREN,
    COLLEAGUE,
    FRONT_RUNNER,
    NEIGHBOURS,
    PASSWORD,
    PIN,
    PRIMARY_SCHOOL,
    PUPILS,
    PUPILS_SCHOOL,
    SCHOOL_COORDINATOR,
    SCHOOLS,
    SECOND_REVIEWED,
    TO_SECOND_REVIEW,
    TWICE,
    School,
)


def as_staff(app: Flask, email: str) -> Visitor:
    someone = visitor(app)
    assert someone.post("/sign-in", email=email, password=PASSWORD).status_code == 302
    return someone


def class_of(app: Flask, school: School) -> SchoolClass:
    with read(app.extensions[EXTENSION]) as session:
        of_school = select(SchoolClass).join(Organisation, Organisation.id == SchoolClass.institution_id)
        return session.scalars(of_school.where(Organisation.name == school.name)).one()


@pytest.fixture
def twice(app: Flask) -> Visitor:
    """The contact of the company with two rounds."""
    return as_contact(app, TWICE)


def test_a_company_sees_what_five_students_together_say(twice: Visitor) -> None:
    assert twice.words("/company").count("Van 5 of meer studenten") == 4


def test_a_company_stands_beside_five_or_more_others_like_it_in_every_theme(twice: Visitor) -> None:
    words = twice.words("/company/report")
    others = re.findall(r"(\d+) andere bedrijven: de middelste heeft", words)
    assert (len(others), min(int(count) for count in others) >= 5) == (5, True)
    assert len(set(re.findall(r"de middelste heeft (\d+) punten", words))) > 1


def test_a_company_sees_that_its_second_round_is_better(twice: Visitor) -> None:
    change = re.search(r"/dossiers/\d+/change", twice.get("/company/report").text)
    assert change is not None
    assert re.search(r"Samen \d+ \d+ \d+ punten meer", twice.words(change[0]))


def test_one_blind_review_waits_and_the_others_are_done(app: Flask) -> None:
    waiting = as_staff(app, COLLEAGUE[1]).words("/teacher/review")
    assert f"Gevraagd als tweede beoordelaar {TO_SECOND_REVIEW.name}" in waiting
    teacher = as_staff(app, SCHOOLS[0].email)
    agreement = re.search(r'href="([^"]*agreement[^"]*)"', teacher.get("/teacher/review").text)
    assert agreement is not None
    assert f"Twee keer beoordeeld {len(SECOND_REVIEWED)} dossiers" in teacher.words(agreement[1])


def test_pupils_have_a_code_and_their_class_has_totals(app: Flask) -> None:
    found = class_of(app, PUPILS_SCHOOL)
    words = as_staff(app, PUPILS_SCHOOL.email).words(f"/teacher/classes/{found.id}/pupil-scans")
    assert f"Over {len(PUPILS) - 1} goedgekeurde scans." in words
    pupil = visitor(app)
    assert pupil.post("/join", code=found.code, name=PUPILS[-1], pin=PIN).status_code == 302
    assert "Ga verder met de scan" in pupil.words("/pupil")


def test_children_voted_once_and_vote_again_now(app: Flask) -> None:
    found = class_of(app, PRIMARY_SCHOOL)
    words = as_staff(app, PRIMARY_SCHOOL.email).words(f"/teacher/classes/{found.id}/own-school")
    assert ("Naar het bord" in words, "Bekijk de uitkomst" in words) == (True, True)
    with read(app.extensions[EXTENSION]) as session:
        rounds = select(ClassRound.state, ClassRound.children).order_by(ClassRound.id)
        assert session.execute(rounds).all() == [("closed", CHILDREN), ("open", CHILDREN)]


def test_front_runner_was_decided_on_by_two_and_is_in_its_half_way_check(app: Flask) -> None:
    with read(app.extensions[EXTENSION]) as session:
        number, level, first, second, declared = session.execute(
            select(
                Certificate.number, Certificate.level, DecisionRow.proposed_by, DecisionRow.certifier_id,
                Surveillance.declared_at,
            )
            .join(DecisionRow, DecisionRow.id == Certificate.decision_id)
            .join(Surveillance, Surveillance.certificate_id == Certificate.id)
        ).one()  # fmt: skip
    assert (level, declared, first is not None, first != second) == ("front_runner", None, True, True)
    contact, address = as_contact(app, FRONT_RUNNER), f"/company/certificates/{number}"
    words = contact.words(address)
    assert ("Tussentijdse controle" in words, "te laat" in words) == (True, False)
    sent = {"changes": "Er kwam een zaagmachine bij.", "conditions": "De drie acties zijn klaar."}
    assert contact.post(f"{address}/check", page=address, **sent).location == address
    page = visitor(app).words(f"/c/{number}")
    assert ("4" in page, "Koploper" in page) == (True, True)


def test_pilot_has_enough_pairs_for_its_figures(app: Flask) -> None:
    with read(app.extensions[EXTENSION]) as session:
        project_id = session.scalars(select(Project.id)).one()
    words = visitor(app).words(f"/projects/{project_id}")
    measured = re.search(
        r"Indicator Twee keer gemeten Ervoor Erna Verschil Schone energie (\d+) (\d+) (\d+)", words
    )
    assert measured is not None
    pairs, before, after = (int(one) for one in measured.groups())
    assert (pairs >= len(NEIGHBOURS), after > before) == (True, True)


def test_school_has_a_certificate_and_its_coordinator_the_pages_of_a_holder(app: Flask) -> None:
    coordinator = as_staff(app, SCHOOL_COORDINATOR[1]).complete()
    page = coordinator.get("/institution/certificate").text
    number = re.search(r"/institution/certificates/(MVO-NN-[0-9-]+)", page)
    assert number is not None
    assert "Moet het voor iets anders gelden?" in coordinator.words(number[0])
    assert "De alliantie heeft besloten" in coordinator.words("/institution")
    anyone = visitor(app)
    words = anyone.words(f"/c/{number[1]}")
    assert (SCHOOLS[1].name in words, "De school deed zelf de scan." in words) == (True, True)
    assert anyone.get(f"/c/{number[1]}/card.png").data.startswith(b"\x89PNG")
    pdf = pypdfium2.PdfDocument(coordinator.get(f"/certificates/{number[1]}.pdf").data)
    assert "de school zelf" in pdf[0].get_textpage().get_text_range()


def test_reviewer_of_the_alliance_sees_every_dossier_that_waits(app: Flask) -> None:
    words = as_staff(app, ALLIANCE_REVIEWER[1]).words("/teacher/review")
    assert TO_SECOND_REVIEW.name in words
