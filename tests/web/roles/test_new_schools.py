"""An administrator invites the alliance's people and adds schools; nobody else does (issue 3: how a region begins)."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from scan.domain.roles import Role
from scan.store.tables import Invitation, MembershipRow, Organisation
from tests.scan.factories import PASSWORD, Region
from tests.web.roles.visitors import plain, staff, visitor

PAGE = "/staff"


def code_on(page: str) -> str:
    found = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", page)
    assert found is not None, page
    return found[0]


def test_a_new_school_has_a_coordinator_who_signs_up_with_the_code(app: Flask, region: Region) -> None:
    ada = staff(app, "ada")
    answer = ada.post(f"{PAGE}/schools", page=PAGE, name="ROC Nieuw", place="Emmen")
    words = plain(answer)
    assert "Coördinator · ROC Nieuw" in words
    came = visitor(app).post(
        "/invitation", code=code_on(words), name="Nina", email="nina@roc-nieuw.example", password=PASSWORD
    )
    assert came.status_code == 302, plain(came)
    with region.reading() as session:
        school = session.scalars(select(Organisation).where(Organisation.name == "ROC Nieuw")).one()
        roles = session.scalars(
            select(MembershipRow.role).where(MembershipRow.organisation_id == school.id)
        ).all()
    assert roles == [Role.COORDINATOR.value]


def test_a_certifier_is_invited_into_the_alliance_and_a_teacher_is_not(app: Flask, region: Region) -> None:
    ada, alliance = staff(app, "ada"), region.ids["alliance"]
    words = plain(ada.post(f"{PAGE}/invitations", page=PAGE, organisation=alliance, role="certifier"))
    assert "Beslisser · " in words
    code_on(words)
    refused = ada.post(f"{PAGE}/invitations", page=PAGE, organisation=alliance, role="teacher")
    assert (refused.status_code, "Kies wat je collega gaat doen." in plain(refused)) == (422, True)


@pytest.mark.parametrize("name", ["", "x" * 301])
def test_a_school_without_a_name_is_refused_beside_the_field(app: Flask, name: str) -> None:
    answer = staff(app, "ada").post(f"{PAGE}/schools", page=PAGE, name=name)
    assert (answer.status_code, "Vul de naam van de school in." in plain(answer)) == (422, True)


def test_a_coordinator_neither_sees_nor_does_this(app: Flask, region: Region) -> None:
    cor = staff(app, "cor")
    assert "Een nieuwe school" not in cor.words(PAGE)
    assert cor.post(f"{PAGE}/schools", page=PAGE, name="ROC Nieuw").status_code == 403
    assert cor.post(f"{PAGE}/invitations", page=PAGE, organisation=1, role="certifier").status_code == 403
    with region.reading() as session:
        assert session.scalars(select(Invitation)).all() == []
