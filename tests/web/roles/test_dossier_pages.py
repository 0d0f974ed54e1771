"""The pages of a dossier side by side: agreement, what counts, remarks, blind second reviews, a class at once."""

import re
from datetime import date

import pytest
from flask import Flask

from scan.domain.moderation import Verdict
from scan.domain.states import DossierState, ScanState
from scan.use_cases.evidence import add_note
from tests.scan.factories import Region
from tests.scan.test_class_actions import add_company
from tests.web.roles.visitors import Visitor, plain, staff, student

STEPS = {"s_energy-source": "2", "s_safe-work": "cannot_tell", "s_respect": "1"}


def state_of(region: Region, scan_id: int) -> DossierState:
    return DossierState(region.dossier_of(scan_id).state)


# Side by side


def test_the_page_says_in_words_how_well_they_agree_and_what_counts(app: Flask, region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    page = staff(app, "tess").words(f"/dossiers/{dossier}/review")
    assert "Hoe eens zijn ze? Te weinig om hier iets over te zeggen." in page
    assert "De student kiest gemiddeld 1 stap hoger." in page
    assert re.search(r"\d+ punten tellen nu \d+ als al het bewijs is goedgekeurd", page)


def test_the_filters_show_large_differences_and_what_nobody_saw(app: Flask, region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    tess = staff(app, "tess")
    far = tess.words(f"/dossiers/{dossier}/review?theme=clean_energy&filter=far")
    assert ("2 stappen of meer 1" in far, "2 stappen verschil student hoger" in far) == (True, True)
    assert "Niet gezien 1" in tess.words(
        f"/dossiers/{dossier}/review?theme=social_enterprise&filter=not_seen"
    )


def test_the_reviewer_stands_on_the_line_by_shape_and_in_words(app: Flask, region: Region) -> None:
    dossier = region.compared(**{"energy-source": "1"})
    region.settle(dossier, "energy-source", Verdict.BETWEEN)
    page = staff(app, "tess").get(f"/dossiers/{dossier}/review?theme=clean_energy").text
    assert 'aria-label="Student: 3. Bedrijf: 1. Docent: 2."' in page
    assert '<path class="reviewer"' in page


def test_accepting_evidence_says_what_it_does_to_the_points(app: Flask, region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    note = region.do("sam", add_note, scan_id=scan_id, item_id="energy-source", text="Er liggen panelen.")
    region.submit("sam", scan_id)
    region.own_scan(**{"energy-source": "2"})
    dossier, tess = region.dossier_of(scan_id).id, staff(app, "tess")
    page = f"/dossiers/{dossier}/review"
    answer = tess.post(f"/evidence/{note}/decision", page=page, decision="reject", dossier=dossier)
    assert "Er tellen" in tess.words(answer.location)
    answer = tess.post(f"/evidence/{note}/decision", page=page, decision="accept", dossier=dossier)
    assert "Het bewijs telt." in tess.words(answer.location)


def test_a_remark_stands_with_the_question_when_the_scan_comes_back(app: Flask, region: Region) -> None:
    dossier, tess = region.compared(), staff(app, "tess")
    page = f"/dossiers/{dossier}/review"
    scan_id = next(int(one) for one in re.findall(r'<option value="(\d+)">Sam', tess.get(page).text))
    address = f"/dossiers/{dossier}/items/safe-work/remark"
    empty = tess.post(address, page=page, scan=scan_id, remark=" ")
    assert (empty.status_code, "Schrijf 3 tot 2.000 tekens." in plain(empty)) == (422, True)
    assert tess.post(address, page=page, scan=scan_id, remark="Kijk ook achter.").status_code == 302
    tess.post(f"/scans/{scan_id}/return", comment="Vul vraag 1 aan.")
    sam = student(app, region)
    assert "Kijk ook achter." in sam.words(f"/scans/{scan_id}")
    assert "De docent Kijk ook achter." in sam.words(f"/scans/{scan_id}/questions/safe-work")


def test_a_remark_is_new_until_the_scan_is_handed_in_again_and_takes_a_line_in_reply(
    app: Flask, region: Region
) -> None:
    dossier, tess, sam = region.compared(), staff(app, "tess"), student(app, region)
    page = f"/dossiers/{dossier}/review"
    scan_id = next(int(one) for one in re.findall(r'<option value="(\d+)">Sam', tess.get(page).text))
    remark = f"/dossiers/{dossier}/items/safe-work/remark"
    region.later(hours=1)
    tess.post(remark, page=page, scan=scan_id, remark="Kijk ook achter.")
    tess.post(f"/scans/{scan_id}/return", comment="Vul vraag 1 aan.")
    overview = f"/scans/{scan_id}"
    assert "De docent nieuw Kijk ook achter." in sam.words(overview)
    found = re.search(rf'action="({overview}/remarks/\d+)"', sam.get(overview).text)
    assert found is not None
    for wrong in ("", "   ", "x" * 301):
        refused = sam.post(found[1], page=overview, text=wrong)
        assert (refused.status_code, "Schrijf je antwoord, in 1 tot 300 tekens." in plain(refused)) == (
            422,
            True,
        )
        assert 'id="errors-title"' in refused.text
    for _twice in range(2):
        answer = sam.post(found[1], page=overview, text="Daar hing niets.")
        assert answer.status_code == 302
    question = sam.words(f"{overview}/questions/safe-work")
    assert question.count("Daar hing niets.") == 1
    region.later(hours=1)
    region.submit("sam", scan_id)
    assert sam.post(found[1], page="/me", text="Nog iets.").status_code == 404
    seen = tess.words(f"{page}?theme=social_enterprise&filter=all")
    assert re.search(
        r"Voor student 1 23 november 2026 Kijk ook achter\. Student 1 antwoordt 23 november 2026 Daar hing niets\.",
        seen,
    )
    region.later(hours=1)
    tess.post(f"/scans/{scan_id}/return", comment="Kijk nog eens.")
    assert "De docent Kijk ook achter." in sam.words(overview)


def test_nobody_else_replies(app: Flask, region: Region) -> None:
    dossier, tess = region.compared(), staff(app, "tess")
    page = f"/dossiers/{dossier}/review"
    scan_id = next(int(one) for one in re.findall(r'<option value="(\d+)">Sam', tess.get(page).text))
    tess.post(
        f"/dossiers/{dossier}/items/safe-work/remark", page=page, scan=scan_id, remark="Kijk ook achter."
    )
    tess.post(f"/scans/{scan_id}/return", comment="Vul vraag 1 aan.")
    path = f"/scans/{scan_id}/remarks/1"
    carla = staff(app, "carla").post(path, page="/me", text="Ik ook.")
    assert carla.status_code == 403
    zoe = student(app, region, "zoe", "blauw", "theo").post(path, page="/me", text="Ik ook.")
    assert zoe.status_code == 404
    assert (
        student(app, region).post(f"/scans/{scan_id}/remarks/99", page="/me", text="Ik ook.").status_code
        == 404
    )


def test_the_company_sees_nothing_of_sensitive_questions_below_five_scans(app: Flask, region: Region) -> None:
    region.compared()
    words = staff(app, "carla").words("/company")
    assert "Minder dan 5 scans: we laten niets zien." in words


def test_the_queue_is_cut_into_pages_by_the_database(
    app: Flask, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.views.teacher.ON_A_PAGE", 1)
    add_company(region, "smithy", 3, "smit", "noa")
    region.compared()
    region.later(hours=1)
    region.student_scan("noa")
    region.own_scan("smit", "smithy")
    tess = staff(app, "tess")
    first, second = tess.words("/teacher/review"), tess.words("/teacher/review?page=2")
    assert ("Bakery" in first, "Smithy" in first, "Volgende pagina" in first) == (True, False, True)
    assert ("Bakery" in second, "Smithy" in second, "Vorige pagina" in second) == (False, True, True)
    assert tess.get("/teacher/review?page=99999999999999999999").status_code == 200


# A blind second review


@pytest.fixture
def dossier(region: Region) -> int:
    """Compared, with a verdict that a second reviewer must not see."""
    dossier_id = region.compared(**{"energy-source": "1"})
    region.settle(dossier_id, "energy-source", Verdict.BETWEEN)
    return dossier_id


def ask(app: Flask, region: Region, dossier: int) -> Visitor:
    """Tess asks Rik; gives Rik."""
    answer = staff(app, "tess").post(f"/dossiers/{dossier}/second-reviews", reviewer=region.ids["rik"])
    assert answer.status_code == 302
    return staff(app, "rik")


def test_a_colleague_finds_the_request_and_judges_without_the_verdict(
    app: Flask, region: Region, dossier: int
) -> None:
    rik = ask(app, region, dossier)
    assert "Gevraagd als tweede beoordelaar Bakery" in rik.words("/teacher/review")
    page = rik.words(f"/dossiers/{dossier}/blind")
    assert "Nog 3 van de 3 vragen." in page
    assert "Samen bekeken." not in page
    assert rik.get(f"/dossiers/{dossier}/review").status_code == 403


def test_steps_are_kept_by_theme_and_handed_in_together(app: Flask, region: Region, dossier: int) -> None:
    rik, address = ask(app, region, dossier), f"/dossiers/{dossier}/blind"
    assert rik.post(address, **{"s_energy-source": "2"}).status_code == 302
    early = rik.post(f"{address}/hand-in", page=address)
    assert (early.status_code, "Nog te doen: 2." in plain(early)) == (422, True)
    rik.post(address, **STEPS)
    assert rik.post(f"{address}/hand-in", page=address).location == "/teacher/review"
    assert rik.get(address).status_code == 403
    assert "Samen bekeken." in rik.get(f"/dossiers/{dossier}/review?theme=clean_energy").text


@pytest.mark.parametrize("value", ["9", "x", "-1", "²", "1" * 400])
def test_a_step_that_is_not_there_is_refused_beside_its_question(
    app: Flask, region: Region, dossier: int, value: str
) -> None:
    rik = ask(app, region, dossier)
    answer = rik.post(f"/dossiers/{dossier}/blind", **{"s_energy-source": value})
    assert (answer.status_code, "Kies een stap uit de lijst." in plain(answer)) == (422, True)


def test_only_the_coordinator_reads_names_on_the_agreement_page(
    app: Flask, region: Region, dossier: int
) -> None:
    rik, address = ask(app, region, dossier), f"/dossiers/{dossier}/blind"
    rik.post(address, **STEPS)
    rik.post(f"{address}/hand-in", page=address)
    region.close(dossier)
    page = f"/schools/{region.ids['noordcollege']}/agreement"
    assert "Rik" not in staff(app, "tess").words(page)
    assert "Bakery 23 november 2026 Tess Rik 2 van 2 0" in staff(app, "cor").words(page)
    assert staff(app, "theo").get(page).status_code == 404


# A class at once


def test_a_class_is_previewed_and_done_row_by_row(app: Flask, region: Region) -> None:
    add_company(region, "smithy", 3, "smit", "noa")
    first = region.student_scan()
    region.own_scan()
    second = region.student_scan("noa", **{"safe-work": "3"})
    region.own_scan("smit", "smithy")
    tess, page = staff(app, "tess"), f"/teacher/classes/{region.ids['groen']}/at-once"
    found = tess.get(page).text
    picks = re.findall(r'name="pick" value="(\d+:[0-9a-f]+)"( checked)?', found)
    assert [bool(ticked) for _pick, ticked in picks] == [True, False]
    stale, whole = picks[0][0].split(":")[0] + ":" + "0" * 16, picks[1][0]
    answer = tess.post(page, action="close", pick=[stale, whole, "999:" + "0" * 16, "onzin"])
    words = plain(answer)
    assert "1 is klaar. 1 is niet gelukt. Daar is niets veranderd. 1 was intussen niet meer klaar." in words
    assert "Bakery · Sam Dit is intussen veranderd. Bekijk het opnieuw. Niet gedaan" in words
    assert (state_of(region, first), state_of(region, second)) == (
        DossierState.COMPARING,
        DossierState.MODERATED,
    )


def test_sending_back_needs_words_and_keeps_what_was_ticked(app: Flask, region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "3"})
    region.submit("sam", scan_id)
    tess, page = staff(app, "tess"), f"/teacher/classes/{region.ids['groen']}/at-once"
    (pick,) = re.findall(r'name="pick" value="(\d+:[0-9a-f]+)"', tess.get(page).text)
    refused = tess.post(page, action="return", pick=pick, comment="")
    assert (refused.status_code, f'value="{pick}" checked' in refused.text) == (422, True)
    assert "Zeg wat er anders moet" in plain(refused)
    nothing = tess.post(page, action="return", comment="Vul de vragen aan.")
    assert "Zet bij minstens één regel een vinkje." in plain(nothing)
    assert "1 is klaar." in plain(tess.post(page, action="return", pick=pick, comment="Vul de vragen aan."))
    assert region.scan_state(scan_id) is ScanState.RETURNED
    assert region.open("sam", scan_id).returns[0].comment == "Vul de vragen aan."


def test_a_class_gets_one_last_day_to_hand_in_again(app: Flask, region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "3"})
    region.submit("sam", scan_id)
    tess, page = staff(app, "tess"), f"/teacher/classes/{region.ids['groen']}/at-once"
    (pick,) = re.findall(r'name="pick" value="(\d+:[0-9a-f]+)"', tess.get(page).text)
    asked = {"action": "return", "pick": pick, "comment": "Vul de vragen aan."}
    for wrong, why in (
        ("2026-11-23", "Kies een dag die nog komt: morgen of later."),
        ("2028-01-01", "Kies een dag binnen een jaar."),
        ("volgende week", "Vul een dag in, zoals 1-12-2026."),
    ):
        refused = tess.post(page, **asked, deadline=wrong)
        assert (refused.status_code, why in plain(refused)) == (422, True)
        assert f'value="{wrong}"' in refused.text
    assert region.scan_state(scan_id) is ScanState.SUBMITTED
    words = plain(tess.post(page, **asked, deadline="2026-12-01"))
    assert "Opnieuw inleveren kan tot en met 1 december 2026." in words
    assert region.open("sam", scan_id).returns[0].deadline == date(2026, 12, 1)


def test_a_row_that_the_policy_refuses_says_why(app: Flask, region: Region) -> None:
    """A coordinator manages the class but does not review."""
    scan_id = region.student_scan()
    region.own_scan()
    cor, page = staff(app, "cor"), f"/teacher/classes/{region.ids['groen']}/at-once"
    (pick,) = re.findall(r'name="pick" value="(\d+:[0-9a-f]+)"', cor.get(page).text)
    words = plain(cor.post(page, action="close", pick=pick))
    assert "Dit mag je niet doen met jouw rol. Niet gedaan" in words
    assert state_of(region, scan_id) is DossierState.COMPARING


def test_another_schools_class_is_not_found(app: Flask, region: Region) -> None:
    assert staff(app, "theo").get(f"/teacher/classes/{region.ids['groen']}/at-once").status_code == 404
