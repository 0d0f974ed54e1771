"""A coordinator erases a student or pupil of the own school, from the page of the class (issue 3)."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from scan.domain.errors import NotAllowed, NotFound, ProofNeeded
from scan.domain.refusals import Reason
from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.domain.states import ScanState
from scan.store.files import FileStore
from scan.store.tables import AuditEvent, MembershipRow, Person
from scan.use_cases.erasing import ERASED
from scan.use_cases.erasing_students import erase_student, what_goes
from scan.use_cases.evidence import add_note
from scan.use_cases.sign_in import PROOF_LASTS, SignedIn
from tests.scan.factories import Region
from tests.web.roles.visitors import staff


def erase_path(region: Region, student: str = "sam", class_name: str = "groen") -> str:
    return f"/teacher/classes/{region.ids[class_name]}/students/{region.ids[student]}/erase"


def person(region: Region, name: str = "sam") -> Person:
    with region.reading() as session:
        return session.get_one(Person, region.ids[name])


def test_the_page_says_what_goes_and_what_stays_and_then_it_is_done(app: Flask, region: Region) -> None:
    scan_id = region.start("sam")
    region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Er hangt een poster.")
    cor, page = staff(app, "cor"), erase_path(region)
    class_page = f"/teacher/classes/{region.ids['groen']}"
    assert page in cor.get(class_page).text
    words = cor.words(page)
    assert "Wat weggaat" in words
    assert "1 scan die niet is ingeleverd" in words
    assert "van 1 bewijsstuk" in words
    assert "ingeleverde scan" not in words
    answer = cor.post(page)
    assert (answer.status_code, answer.location) == (302, class_page)
    assert person(region).display_name == ERASED
    assert region.scan_state(scan_id) is ScanState.WITHDRAWN
    words = cor.words(class_page)
    assert ("De student is gewist." in words, "Sam" in words, page in cor.get(class_page).text) == (
        True,
        False,
        False,
    )
    assert cor.get(page).status_code == 404
    with region.reading() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)).one()
    assert (last.action, last.actor_id, last.subject_id) == (
        "person_erased",
        region.ids["cor"],
        region.ids["sam"],
    )


def test_who_was_erased_gets_no_new_pin(app: Flask, region: Region) -> None:
    cor = staff(app, "cor")
    cor.post(erase_path(region))
    pin = f"/teacher/classes/{region.ids['groen']}/students/{region.ids['sam']}/pin"
    assert cor.post(pin, page="/me").status_code == 404
    assert person(region).pin_hash is None


def test_nobody_else_may(app: Flask, region: Region) -> None:
    assert staff(app, "tess").get(erase_path(region)).status_code == 403
    assert erase_path(region) not in staff(app, "tess").get(f"/teacher/classes/{region.ids['groen']}").text
    region.add_person("cora", (Role.COORDINATOR, "zuidcollege"))
    cora = staff(app, "cora")
    assert (
        cora.get(erase_path(region)).status_code,
        cora.post(erase_path(region), page="/me").status_code,
    ) == (
        404,
        404,
    )
    cor = staff(app, "cor")
    assert cor.get(erase_path(region, "tess")).status_code == 404
    assert cor.get(erase_path(region, "zoe")).status_code == 404
    assert person(region).display_name == "Sam"


def test_the_password_is_asked_once_more_after_a_while(app: Flask, region: Region) -> None:
    cor = staff(app, "cor")
    region.later(seconds=PROOF_LASTS.total_seconds() + 60)
    answer = cor.get(erase_path(region))
    assert (answer.status_code, answer.location) == (302, f"/me/confirm?next={erase_path(region)}")
    answer = cor.post(erase_path(region), page="/me")
    assert answer.location == f"/me/confirm?next={erase_path(region)}"
    assert person(region).display_name == "Sam"


def as_coordinator(region: Region, *, proven: bool = True) -> SignedIn:
    role = Membership(Role.COORDINATOR, region.ids["noordcollege"], OrganisationKind.INSTITUTION)
    actor = Actor(region.ids["cor"], (role,))
    return SignedIn(
        actor, "Cor", "nl", 1, region.now, touch_due=False, proven_at=region.now if proven else None
    )


def test_a_student_who_also_speaks_for_a_company_is_for_the_alliance(region: Region, tmp_path: Path) -> None:
    with region.writing() as session:
        session.add(
            MembershipRow(
                person_id=region.ids["sam"],
                organisation_id=region.ids["bakery"],
                organisation_kind=OrganisationKind.COMPANY.value,
                role=Role.CONTACT.value,
                created_at=region.now,
            )
        )
    about = {"class_id": region.ids["groen"], "student_id": region.ids["sam"], "now": region.now}
    with region.writing() as session, pytest.raises(NotAllowed) as refused:
        erase_student(session, by=as_coordinator(region), files=FileStore(tmp_path), **about)
    assert refused.value.message.key == Reason.WORKS_ELSEWHERE.value


def test_what_goes_counts_and_asks_for_proof_only_of_who_may(region: Region) -> None:
    region.student_scan()
    about = {"class_id": region.ids["groen"], "student_id": region.ids["sam"], "now": region.now}
    with region.reading() as session:
        found = what_goes(session, by=as_coordinator(region), **about)
        with pytest.raises(ProofNeeded):
            what_goes(session, by=as_coordinator(region, proven=False), **about)
        with pytest.raises(NotFound):
            what_goes(session, by=as_coordinator(region), **{**about, "student_id": region.ids["zoe"]})
    assert (found.unfinished, found.shared, found.handed_in, found.pieces) == (0, 0, 1, 0)
