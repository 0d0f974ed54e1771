"""What a certifier does: decide, issue, suspend and withdraw, appoint."""

from datetime import date

import pytest
from flask import Flask

from certificates import ambassadors as appointing
from certificates import register
from certificates.scheme import programme
from certificates.validity import Status
from scan.domain.states import AmbassadorState, DossierState
from scan.store.tables import Ambassador, Application, Certificate, DecisionRow, Dossier
from tests.scan.factories import Region
from tests.web.roles.visitors import Visitor, plain, staff, student, visitor


def granted(app: Flask, region: Region) -> tuple[Visitor, str]:
    """A certifier who has just granted, and the certificate's number."""
    application = region.applied()
    certa = staff(app, "certa")
    answer = certa.post(
        f"/decisions/{application}", outcome="grant", level="aware", language="nl", reason="Alles klopt."
    )
    assert answer.status_code == 302, plain(answer)
    return certa, answer.headers["Location"].rpartition("/")[2]


def status(region: Region, number: str) -> Status:
    with region.reading() as session:
        found = register.check(session, number=number, today=region.now.date())
    assert found is not None
    return found.status


# Deciding


def test_the_queue_shows_applications(app: Flask, region: Region) -> None:
    certa = staff(app, "certa")
    assert "Geen aanvragen" in certa.words("/decisions")
    region.applied()
    assert "Bakery, Assen Certificaat De bakkerij aan de Brink: brood bakken" in certa.words("/decisions")


def test_granting_issues_a_certificate_and_goes_to_its_page(app: Flask, region: Region) -> None:
    _certa, number = granted(app, region)
    assert number == "MVO-NN-2026-0001-" + number[-2:]
    assert status(region, number) is Status.VALID


def test_a_second_decision_is_refused_and_the_first_stands(app: Flask, region: Region) -> None:
    application = region.applied()
    certa, address = staff(app, "certa"), f"/decisions/{application}"
    sent = {"outcome": "grant", "level": "aware", "reason": "Alles klopt."}
    answers = [certa.post(address, page="/me", **sent).status_code for _ in range(2)]
    assert answers == [302, 403]
    with region.reading() as session:
        assert session.query(Certificate).count() == 1


def test_a_level_above_the_result_is_refused_and_nothing_is_stored(app: Flask, region: Region) -> None:
    application = region.applied()
    answer = staff(app, "certa").post(
        f"/decisions/{application}", outcome="grant", level="active", reason="Alles klopt."
    )
    assert answer.status_code == 422
    assert "Dit niveau is hoger dan de uitkomst toelaat." in plain(answer)
    with region.reading() as session:
        assert (session.query(DecisionRow).count(), session.query(Certificate).count()) == (0, 0)


def test_a_level_that_the_scheme_does_not_know_is_refused(app: Flask, region: Region) -> None:
    application = region.applied()
    answer = staff(app, "certa").post(
        f"/decisions/{application}", outcome="grant", level="x", reason="Alles klopt."
    )
    assert (answer.status_code, "Kies het niveau." in plain(answer)) == (422, True)


def test_refusing_gives_no_certificate(app: Flask, region: Region) -> None:
    application = region.applied()
    answer = staff(app, "certa").post(
        f"/decisions/{application}", outcome="refuse", reason="Bewijs ontbreekt."
    )
    assert answer.status_code == 302
    with region.reading() as session:
        assert session.query(Certificate).count() == 0
        assert [row.state for row in session.query(Dossier)] == [DossierState.DECIDED]


def test_an_application_can_go_back(app: Flask, region: Region) -> None:
    application = region.applied()
    answer = staff(app, "certa").post(
        f"/decisions/{application}", outcome="return", condition="declaration", reason="Wie tekent er?"
    )
    assert answer.status_code == 302
    with region.reading() as session:
        found = session.get_one(Application, application)
        assert (found.state, found.return_condition, found.return_reason) == (
            "returned",
            "declaration",
            "Wie tekent er?",
        )
    for page in ("/company", "/company/apply"):
        told = staff(app, "carla").words(page)
        assert "Dit ontbreekt: Iemand die het bedrijf mag vertegenwoordigen tekent" in told
        assert "Wie tekent er?" in told


@pytest.mark.parametrize("condition", ["", "level-9"])
def test_what_is_missing_must_be_one_of_the_schemes_conditions(
    app: Flask, region: Region, condition: str
) -> None:
    answer = staff(app, "certa").post(
        f"/decisions/{region.applied()}", outcome="return", condition=condition, reason="Er mist iets."
    )
    assert (answer.status_code, "Kies wat er ontbreekt." in plain(answer)) == (422, True)


def test_a_decision_needs_a_reason(app: Flask, region: Region) -> None:
    application = region.applied()
    answer = staff(app, "certa").post(f"/decisions/{application}", outcome="refuse", reason="")
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.get_data(as_text=True)


def test_a_teacher_cannot_decide(app: Flask, region: Region) -> None:
    application = region.applied()
    assert staff(app, "tess").get(f"/decisions/{application}").status_code == 403


# Certificates


def test_a_certificate_is_suspended_with_a_reason(app: Flask, region: Region) -> None:
    certa, number = granted(app, region)
    answer = certa.post(
        f"/certificates/{number}/manage", action="suspend", reason="Het bewijs bleek niet echt.", version=1
    )
    assert answer.status_code == 302
    assert status(region, number) is Status.SUSPENDED
    assert "Het bewijs bleek niet echt." in certa.words(f"/certificates/{number}/manage")


def withdrawn(app: Flask, region: Region) -> tuple[Visitor, str]:
    """Proposed, and after two weeks without an answer withdrawn."""
    certa, number = granted(app, region)
    answer = certa.post(
        f"/certificates/{number}/manage", action="withdraw", reason="Het bewijs bleek niet echt.", version=1
    )
    assert (answer.location, status(region, number)) == ("/follow-up/hearings", Status.VALID)
    early = certa.post("/follow-up/hearings/1", outcome="withdrawn", reason="Het bewijs bleek niet echt.")
    assert (early.status_code, "Het bedrijf mag nog antwoorden tot en met 07-12-2026." in plain(early)) == (
        422,
        True,
    )
    region.later(days=15)
    certa = staff(app, "certa")
    answer = certa.post("/follow-up/hearings/1", outcome="withdrawn", reason="Het bewijs bleek niet echt.")
    assert answer.status_code == 302, plain(answer)
    return certa, number


def test_a_certificate_is_withdrawn_only_after_the_company_could_answer(app: Flask, region: Region) -> None:
    certa, number = withdrawn(app, region)
    assert status(region, number) is Status.WITHDRAWN
    assert "Het bewijs bleek niet echt." in certa.words(f"/certificates/{number}/manage")


def test_a_reason_of_a_few_letters_is_not_enough(app: Flask, region: Region) -> None:
    certa, number = granted(app, region)
    answer = certa.post(f"/certificates/{number}/manage", action="withdraw", reason="fout", version=1)
    assert (answer.status_code, status(region, number)) == (422, Status.VALID)


def test_an_old_page_changes_nothing(app: Flask, region: Region) -> None:
    certa, number = granted(app, region)
    answer = certa.post(
        f"/certificates/{number}/manage", action="suspend", reason="Het bewijs bleek niet echt.", version=7
    )
    assert (answer.status_code, status(region, number)) == (409, Status.VALID)


@pytest.mark.parametrize("number", ["MVO-NN-2026-0417-58", "MVO-NN-2026-0417-57", "x"])
def test_an_unknown_certificate_is_not_found(app: Flask, number: str) -> None:
    certa = staff(app, "certa")
    assert [certa.get(f"/certificates/{number}{end}").status_code for end in ("/manage", ".pdf")] == [
        404,
        404,
    ]


def test_the_pdf_of_a_withdrawn_certificate_is_not_for_everyone(app: Flask, region: Region) -> None:
    _certa, number = withdrawn(app, region)
    assert visitor(app).get(f"/certificates/{number}.pdf").status_code == 404
    assert staff(app, "gerrit").get(f"/certificates/{number}.pdf").status_code == 404


# Ambassadors


def earned(region: Region) -> None:
    """Sam has reached all six steps."""
    for key in programme().needed:
        region.do(
            "tess",
            appointing.confirm,
            student_id=region.ids["sam"],
            key=key.value,
            achieved_on=date(2026, 11, 1),
            proof=None,
        )


def test_from_milestone_to_public_page(app: Flask, region: Region) -> None:
    earned(region)
    tess, certa, sam = staff(app, "tess"), staff(app, "certa"), student(app, region)
    with region.reading() as session:
        version = session.query(Ambassador).one().version
    nominated = tess.post(
        f"/teacher/ambassadors/{region.ids['sam']}/nominate", page="/teacher/ambassadors", version=version
    )
    assert nominated.status_code == 302
    assert "Sam Noordcollege" in certa.words("/appointments")
    with region.reading() as session:
        row = session.query(Ambassador).one()
    appointed = certa.post(f"/appointments/{row.id}", page="/appointments", version=row.version)
    assert appointed.status_code == 302
    with region.reading() as session:
        row = session.query(Ambassador).one()
    assert (row.state, row.is_public) == (AmbassadorState.APPOINTED, False)
    assert "Je bent junior MVO-ambassadeur." in sam.words("/me/ambassador")
    document = sam.get(f"/ambassadors/{row.number}.pdf")
    assert (document.status_code, document.mimetype, document.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert document.headers["Cache-Control"] == "no-store"
    assert "Sam" not in visitor(app).words(f"/a/{row.number}")
    chosen = sam.post("/me/ambassador", is_public="1", public_name="Sam", age="adult", version=row.version)
    assert chosen.status_code == 302
    assert "Sam van Noordcollege, Assen" in visitor(app).words(f"/a/{row.number}")


def test_a_public_page_needs_a_name(app: Flask, region: Region) -> None:
    earned(region)
    region.do("tess", appointing.nominate, student_id=region.ids["sam"], version=1)
    with region.reading() as session:
        row = session.query(Ambassador).one()
    region.do("certa", appointing.appoint, ambassador_id=row.id, version=row.version)
    answer = student(app, region).post(
        "/me/ambassador", is_public="1", public_name=" ", version=row.version + 1
    )
    assert answer.status_code == 422
    assert 'href="#public_name"' in answer.get_data(as_text=True)


def test_a_teacher_ticks_a_step(app: Flask, region: Region) -> None:
    tess, sam = staff(app, "tess"), region.ids["sam"]
    answer = tess.post(
        f"/teacher/ambassadors/{sam}/milestones", page="/teacher/ambassadors",
        key="start", achieved_on="2026-11-02", proof="Quiz gemaakt",
    )  # fmt: skip
    assert answer.status_code == 302
    assert "2 november 2026 · Quiz gemaakt" in tess.words(f"/teacher/ambassadors?student={sam}")


def test_a_step_in_the_future_is_refused(app: Flask, region: Region) -> None:
    answer = staff(app, "tess").post(
        f"/teacher/ambassadors/{region.ids['sam']}/milestones", page="/teacher/ambassadors",
        key="start", achieved_on="2027-01-01",
    )  # fmt: skip
    assert (answer.status_code, "Kies een dag die al geweest is." in plain(answer)) == (422, True)


def test_another_schools_student_is_not_found(app: Flask, region: Region) -> None:
    answer = staff(app, "tess").post(
        f"/teacher/ambassadors/{region.ids['zoe']}/milestones", page="/teacher/ambassadors",
        key="start", achieved_on="2026-11-02",
    )  # fmt: skip
    assert answer.status_code == 404


def test_the_road_starts_with_six_steps(app: Flask, region: Region) -> None:
    assert "0 van de 6 stappen gehaald" in student(app, region).words("/me/ambassador")
