"""What a teacher does: classes, checking side by side, closing, ambassadors (picture 05)."""

import re

import pytest
from flask import Flask

from scan.domain.evidence import EvidenceState
from scan.domain.moderation import Verdict
from scan.domain.states import DossierState, ScanState
from scan.store.tables import Dossier
from scan.use_cases.evidence import add_note
from tests.scan.factories import Region
from tests.web.roles.visitors import plain, staff, student

# Classes


def test_a_teacher_sees_the_own_classes_and_nobody_elses(app: Flask) -> None:
    words = staff(app, "tess").words("/teacher")
    assert ("groen" in words, "blauw" in words) == (True, False)


def test_a_new_class_gets_a_code(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    answer = tess.post(
        "/teacher/classes", page="/teacher", institution=region.ids["noordcollege"], name="geel"
    )
    assert answer.status_code == 302
    page = tess.words(answer.headers["Location"])
    assert re.search(r"Klascode [A-Z2-9]{4}-[A-Z2-9]{4}", page)


def test_a_class_without_a_name_is_refused_with_words(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    answer = tess.post("/teacher/classes", page="/teacher", institution=region.ids["noordcollege"], name=" ")
    assert answer.status_code == 422
    assert "Geef de klas een naam van hooguit 80 tekens." in plain(answer)


def test_another_schools_class_is_not_found(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    assert tess.get(f"/teacher/classes/{region.ids['blauw']}").status_code == 404


def test_the_class_code_sheet_has_a_qr_code(app: Flask, region: Region) -> None:
    answer = staff(app, "tess").get(f"/teacher/classes/{region.ids['groen']}/code")
    assert region.code("groen", "tess") in plain(answer)
    assert "<path transform" in answer.get_data(as_text=True) or 'class="qrline"' in answer.get_data(
        as_text=True
    )


def test_a_student_is_placed_at_a_company_that_is_new(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    page = f"/teacher/classes/{region.ids['groen']}"
    answer = tess.post(
        f"{page}/placements",
        page=page,
        student=region.ids["sam"],
        kvk_number="0000 0003",
        company="Smederij Vonk",
        starts_on="2026-09-01",
        ends_on="2027-01-31",
    )
    assert answer.status_code == 302
    assert "Smederij Vonk" in tess.words(page)


def test_a_placement_with_a_wrong_number_keeps_what_was_typed(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    page = f"/teacher/classes/{region.ids['groen']}"
    answer = tess.post(
        f"{page}/placements", page=page, student=region.ids["sam"], kvk_number="12",
        company="Smederij Vonk", starts_on="2026-09-01", ends_on="2027-01-31",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Een KvK-nummer heeft 8 cijfers." in plain(answer)
    assert 'value="Smederij Vonk"' in answer.get_data(as_text=True)


def test_an_invitation_shows_its_code_once(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    placement = region.ids["sam-placement"]
    answer = tess.post(
        f"/placements/{placement}/invite", page=f"/teacher/classes/{region.ids['groen']}", way="code"
    )
    assert answer.status_code == 200
    assert re.search(r"Jouw code: [A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", plain(answer))


def test_another_schools_internship_cannot_be_invited(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    placement = region.ids["zoe-placement"]
    answer = tess.post(
        f"/placements/{placement}/invite", page=f"/teacher/classes/{region.ids['groen']}", way="code"
    )
    assert answer.status_code == 404


def test_a_student_without_access_is_out_at_once_and_can_come_back(app: Flask, region: Region) -> None:
    tess, sam = staff(app, "tess"), student(app, region)
    page = f"/teacher/classes/{region.ids['groen']}"
    address = f"{page}/students/{region.ids['sam']}/access"
    tess.post(address, page=page, access="shut")
    assert sam.get("/student").status_code == 302
    assert "geen toegang" in tess.words(page)
    tess.post(address, page=page, access="open")
    assert student(app, region).get("/student").status_code == 200


def test_a_new_pin_is_shown_once_and_replaces_the_old_one(app: Flask, region: Region) -> None:
    tess, sam = staff(app, "tess"), student(app, region)
    page = f"/teacher/classes/{region.ids['groen']}"
    answer = tess.post(f"{page}/students/{region.ids['sam']}/pin", page=page)
    assert (answer.status_code, re.search(r"Pincode: \d{6}", plain(answer)) is not None) == (200, True)
    assert sam.get("/student").status_code == 302


def test_a_report_is_shared_once_the_internship_is_assessed(app: Flask, region: Region) -> None:
    tess, page = staff(app, "tess"), f"/teacher/classes/{region.ids['groen']}"
    answer = tess.post(
        f"/placements/{region.ids['sam-placement']}/assess", page=page, **{"class": region.ids["groen"]}
    )
    assert answer.headers["Location"] == page
    assert "Het bedrijf mag het verslag lezen" in tess.words(page)


# Checking


def test_the_queue_shows_what_is_ready(app: Flask, region: Region) -> None:
    tess = staff(app, "tess")
    assert "Er is nu niets na te kijken" in tess.words("/teacher/review")
    region.compared()
    assert "Bakery 2026-2027 1 student · het bedrijf" in tess.words("/teacher/review")


def test_both_answers_stand_side_by_side(app: Flask, region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    page = staff(app, "tess").get(f"/dossiers/{dossier}/review?theme=clean_energy").get_data(as_text=True)
    assert 'aria-label="Student: 3. Bedrijf: 1."' in page
    assert "2 stappen verschil" in page


def test_pooled_answers_of_students_are_not_there(app: Flask, region: Region) -> None:
    dossier = region.compared()
    page = (
        staff(app, "tess").get(f"/dossiers/{dossier}/review?theme=social_enterprise").get_data(as_text=True)
    )
    assert page.count("Student: 1.") == 0


def test_the_filter_shows_only_what_differs(app: Flask, region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    tess = staff(app, "tess")
    address = f"/dossiers/{dossier}/review?theme=social_enterprise&filter=differs"
    assert "Geen vraag van dit thema past bij deze keuze." in tess.words(address)


@pytest.mark.parametrize(
    ("company", "words"),
    [
        ("3", ["3, zoals beide", "Nog niet te zeggen"]),
        ("2", ["3, zoals de student", "2, zoals het bedrijf", "Nog niet te zeggen"]),
        ("1", ["3, zoals de student", "2, ertussenin", "1, zoals het bedrijf", "Nog niet te zeggen"]),
    ],
)
def test_only_verdicts_that_differ_are_offered(
    app: Flask, region: Region, company: str, words: list[str]
) -> None:
    dossier = region.compared(**{"energy-source": company})
    page = staff(app, "tess").get(f"/dossiers/{dossier}/review?theme=clean_energy").get_data(as_text=True)
    assert re.findall(r'name="verdict".*?class="option-title">([^<]+)<', page, flags=re.DOTALL) == words


def test_a_verdict_is_saved_and_comes_back(app: Flask, region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    tess, page = staff(app, "tess"), f"/dossiers/{dossier}/review"
    answer = tess.post(
        f"/dossiers/{dossier}/items/energy-source/verdict", page=page,
        verdict="between", comment="Samen bekeken.", version=0, theme="clean_energy", filter="all",
    )  # fmt: skip
    assert answer.status_code == 302
    again = tess.get(f"{page}?theme=clean_energy&item=energy-source").get_data(as_text=True)
    assert "Samen bekeken." in again
    assert re.search(r'value="between"[^>]* checked', again)


def test_a_verdict_without_explanation_is_refused_and_keeps_the_choice(app: Flask, region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    answer = staff(app, "tess").post(
        f"/dossiers/{dossier}/items/energy-source/verdict", page=f"/dossiers/{dossier}/review",
        verdict="student", comment="", version=0, theme="clean_energy",
    )  # fmt: skip
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'href="#comment-energy-source"' in text
    assert re.search(r'value="student"[^>]* checked', text)


def test_a_verdict_on_an_old_page_shows_both(app: Flask, region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    region.settle(dossier, "energy-source", Verdict.COMPANY)
    answer = staff(app, "tess").post(
        f"/dossiers/{dossier}/items/energy-source/verdict", page=f"/dossiers/{dossier}/review",
        verdict="student", comment="Ik zag het zelf.", version=0, theme="clean_energy",
    )  # fmt: skip
    assert answer.status_code == 409
    words = plain(answer)
    assert ("Ik zag het zelf." in words, "Samen bekeken." in words) == (True, True)


def with_evidence(region: Region) -> tuple[int, int]:
    """A dossier in which Sam offers a quote with the question about energy: ids of the dossier and of the quote."""
    scan = region.start("sam")
    region.fill("sam", scan)
    piece = region.do(
        "sam",
        add_note,
        scan_id=scan,
        item_id="energy-source",
        text="Er liggen panelen.",
        speaker_role="bakker",
    )
    region.submit("sam", scan)
    region.own_scan()
    return region.dossier_of(scan).id, piece


def columns(page: str, item: str) -> tuple[str, str]:
    """The words in the student's and in the company's column of one question."""
    row = page[page.index(f'id="item-{item}"') :]
    row = row[: row.index("</details>")]
    found = re.split(r'<div class="review-side">', row)[1:]
    student, company = (" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in found)
    return student, company.split("Wat klopt volgens jou?")[0]


def test_evidence_stands_with_the_side_that_showed_it(app: Flask, region: Region) -> None:
    scan, own = region.start("sam"), region.start_own()
    for who, where in (("sam", scan), ("carla", own)):
        region.fill(who, where)
        words = f"Gezien door {who}."
        region.do(who, add_note, scan_id=where, item_id="energy-source", text=words, speaker_role="bakker")
        region.submit(who, where)
    page = staff(app, "tess").get(f"/dossiers/{region.dossier_of(scan).id}/review?theme=clean_energy").text
    student_says, company_says = columns(page, "energy-source")
    assert ("door sam" in student_says, "door carla" in student_says) == (True, False)
    assert ("door sam" in company_says, "door carla" in company_says) == (False, True)


def test_accepted_evidence_says_for_whom_it_counts(app: Flask, region: Region) -> None:
    dossier, piece = with_evidence(region)
    tess, address = staff(app, "tess"), f"/dossiers/{dossier}/review?theme=clean_energy&item=energy-source"
    assert "Telt voor" not in tess.words(address)
    region.accept_evidence(piece)
    assert "Goedgekeurd Telt voor het antwoord van Bakery." in tess.words(address)
    region.accept_evidence(piece, accept=False)
    assert "Afgewezen Telt niet mee." in tess.words(address)


def test_without_a_self_scan_every_student_has_a_place(app: Flask, region: Region) -> None:
    """The first student's scan is the starting point; it stands with the others', not in the company's column."""
    region.add_student("bo", "groen", "tess", "bakery")
    first = region.student_scan("sam", **{"energy-source": "4"})
    region.student_scan("bo", **{"energy-source": "1"})
    region.later(days=50)
    tess, dossier = staff(app, "tess"), region.dossier_of(first).id
    tess.post(f"/dossiers/{dossier}/open", page="/teacher/review")
    students_say, company_says = columns(
        tess.get(f"/dossiers/{dossier}/review?theme=clean_energy").text, "energy-source"
    )
    assert re.findall(r"Student (\d) (\d) · Stap (\d)", students_say) == [("1", "4", "4"), ("2", "1", "1")]
    assert company_says == "B Bedrijf Het bedrijf gaf geen antwoord. "
    assert "Dit antwoord vraagt om bewijs." in students_say


@pytest.mark.parametrize(
    ("decision", "after"), [("accept", EvidenceState.ACCEPTED), ("reject", EvidenceState.REJECTED)]
)
def test_evidence_is_accepted_or_rejected(
    app: Flask, region: Region, decision: str, after: EvidenceState
) -> None:
    dossier, piece = with_evidence(region)
    tess, page = staff(app, "tess"), f"/dossiers/{dossier}/review"
    assert "‘Er liggen panelen.’ Gezegd door: bakker Nog niet bekeken" in tess.words(page)
    answer = tess.post(
        f"/evidence/{piece}/decision", page=page, decision=decision, dossier=dossier, item="energy-source",
        theme="clean_energy", filter="all",
    )  # fmt: skip
    assert (
        answer.headers["Location"]
        == f"{page}?theme=clean_energy&filter=all&item=energy-source#item-energy-source"
    )
    found = region.evidence(piece)
    assert found is not None
    assert found.state == after


def test_closing_waits_for_evidence_that_nobody_looked_at(app: Flask, region: Region) -> None:
    dossier, _piece = with_evidence(region)
    answer = staff(app, "tess").post(f"/dossiers/{dossier}/finish", version=2)
    assert (answer.status_code, "1 bewijsstuk is nog niet bekeken." in plain(answer)) == (422, True)


def test_another_schools_teacher_cannot_decide_on_evidence(app: Flask, region: Region) -> None:
    _dossier, piece = with_evidence(region)
    answer = staff(app, "theo").post(f"/evidence/{piece}/decision", page="/teacher", decision="accept")
    assert answer.status_code == 404


def test_a_scan_goes_back_with_a_comment(app: Flask, region: Region) -> None:
    scan = region.student_scan()
    region.own_scan()
    answer = staff(app, "tess").post(f"/scans/{scan}/return", comment="Kijk nog eens naar vraag 1.")
    assert answer.status_code == 302
    assert region.scan_state(scan) is ScanState.RETURNED


def test_giving_back_asks_what_should_change(app: Flask, region: Region) -> None:
    scan = region.student_scan()
    region.own_scan()
    answer = staff(app, "tess").post(f"/scans/{scan}/return", comment="")
    assert (answer.status_code, region.scan_state(scan)) == (422, ScanState.SUBMITTED)


def test_closing_with_a_large_gap_says_which_question(app: Flask, region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    tess = staff(app, "tess")
    with region.reading() as session:
        version = session.get_one(Dossier, dossier).version
    answer = tess.post(f"/dossiers/{dossier}/finish", version=version)
    assert answer.status_code == 422
    assert "Hoe is energy-source?" in plain(answer)


def test_closing_sends_the_result(app: Flask, region: Region) -> None:
    dossier = region.compared()
    tess = staff(app, "tess")
    with region.reading() as session:
        version = session.get_one(Dossier, dossier).version
    answer = tess.post(f"/dossiers/{dossier}/finish", version=version)
    assert answer.status_code == 302
    with region.reading() as session:
        assert session.get_one(Dossier, dossier).state == DossierState.MODERATED
    assert "Uitkomst: Bakery" in tess.words(f"/dossiers/{dossier}/finish")


def test_a_closed_dossier_can_be_opened_again_with_a_reason(app: Flask, region: Region) -> None:
    dossier = region.moderated()
    answer = staff(app, "tess").post(
        f"/dossiers/{dossier}/reopen", page=f"/dossiers/{dossier}/finish", comment="Er kwam nieuw bewijs."
    )
    assert answer.status_code == 302
    with region.reading() as session:
        assert session.get_one(Dossier, dossier).state == DossierState.COMPARING


@pytest.mark.parametrize("page", ["review", "finish"])
def test_another_schools_dossier_is_not_found(app: Flask, region: Region, page: str) -> None:
    dossier = region.compared()
    assert staff(app, "theo").get(f"/dossiers/{dossier}/{page}").status_code == 404


def test_a_student_has_no_business_here(app: Flask, region: Region) -> None:
    sam = student(app, region)
    assert [sam.get(page).status_code for page in ("/teacher", "/teacher/review", "/decisions")] == [403] * 3
