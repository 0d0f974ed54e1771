"""Filling in a scan in the demo region, in a browser without JavaScript and through the autosave."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from scan.store.session import read, transaction
from scan.store.tables import Dossier, Organisation, Placement, Scan
from tests.web.people import ITEM, PROFILE, as_contact, as_student
from tests.web.roles.visitors import Visitor, plain
from web.database import EXTENSION
from web.demo.region import COMPANIES, Company

QUESTION = "Kan iemand met een beperking hier goed binnenkomen en rondgaan?"
HALM, KWAST = COMPANIES[0], COMPANIES[3]


def student_scan_of(app: Flask, company: Company) -> str:
    """The address of the scan that the company's intern fills in."""
    with read(app.extensions[EXTENSION]) as session:
        scan_id = session.scalars(
            select(Scan.id)
            .join(Placement, Placement.id == Scan.placement_id)
            .join(Organisation, Organisation.id == Placement.company_id)
            .where(Organisation.kvk_number == company.kvk)
        ).one()
    return f"/scans/{scan_id}"


def answer_question(someone: Visitor, scan: str, chosen: str, version: int, **more: str) -> object:
    """Send the form of the question."""
    return someone.post(f"{scan}/questions/{ITEM}", **{f"q_{ITEM}": chosen, f"v_{ITEM}": version}, **more)


def chosen(someone: Visitor, scan: str) -> list[str]:
    """The values that are checked on the page of the question."""
    return re.findall(
        rf'name="q_{ITEM}" value="([^"]*)"[^>]* checked', someone.get(f"{scan}/questions/{ITEM}").text
    )


def autosave(someone: Visitor, scan: str, answers: object) -> tuple[int, dict[str, object]]:
    """What the script sends, and what it gets."""
    page = someone.get(f"{scan}/themes/social_enterprise").text
    token = re.search(r'<meta name="csrf-token" content="([0-9a-f]{64})">', page)
    assert token is not None
    headers = {"X-CSRF-Token": token[1], "Accept": "application/json"}
    answer = someone.client.post(f"{scan}/answers", json=answers, headers=headers)
    return answer.status_code, answer.get_json()


def test_a_new_scan_leads_to_the_profile_and_then_to_the_first_question(student: Visitor, scan: str) -> None:
    assert f'href="{scan}/profile"' in student.get(scan).text
    answer = student.post(f"{scan}/profile", version=1, **PROFILE)
    assert (answer.status_code, answer.location) == (302, f"{scan}/questions/{ITEM}")
    assert QUESTION in student.words(f"{scan}/questions/{ITEM}")


def test_a_wrong_profile_value_gives_the_error_summary_and_keeps_what_was_typed(
    student: Visitor, scan: str
) -> None:
    answer = student.post(f"{scan}/profile", version=1, **PROFILE | {"p_staff": "veertien", "p_parking": "7"})
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(p_\w+)">', answer.text) == ["p_staff"]
    assert re.search(r'name="p_staff"[^>]* value="veertien"', answer.text)
    assert re.search(r'name="p_parking"[^>]* value="7"', answer.text)


def test_a_missing_profile_value_is_asked_for(student: Visitor, scan: str) -> None:
    answer = student.post(f"{scan}/profile", version=1, **PROFILE | {"p_vehicles": ""})
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(p_\w+)">', answer.text) == ["p_vehicles"]


def test_an_answer_is_saved_and_shown_as_chosen(student: Visitor, ready: str) -> None:
    assert chosen(student, ready) == []
    assert answer_question(student, ready, "2", 0).status_code == 302
    assert chosen(student, ready) == ["2"]


def test_not_applicable_needs_a_reason(student: Visitor, ready: str) -> None:
    assert answer_question(student, ready, "not_applicable", 0).status_code == 422
    assert chosen(student, ready) == []
    with_reason = answer_question(student, ready, "not_applicable", 0, **{f"r_{ITEM}": "nobody-visits"})
    assert with_reason.status_code == 302
    assert chosen(student, ready) == ["not_applicable"]


def test_a_stale_answer_shows_both_and_choosing_one_saves_it(student: Visitor, ready: str) -> None:
    answer_question(student, ready, "2", 0)
    clash = answer_question(student, ready, "3", 0)
    assert clash.status_code == 409
    offered = re.findall(rf'<input type="hidden" name="q_{ITEM}" value="([^"]*)"', clash.text)
    assert offered == ["3", "2"]
    assert chosen(student, ready) == ["2"]
    version = re.search(rf'name="v_{ITEM}" value="(\d+)"', clash.text)
    assert version is not None
    assert answer_question(student, ready, "3", int(version[1])).status_code == 302
    assert chosen(student, ready) == ["3"]


def test_a_page_with_one_stale_answer_saves_the_others(student: Visitor, ready: str) -> None:
    answer_question(student, ready, "2", 0)
    page = f"{ready}/themes/social_enterprise"
    late = {f"q_{ITEM}": "3", f"v_{ITEM}": 0, "q_safe-work": "1", "v_safe-work": 0}
    assert student.post(page, **late).status_code == 409
    assert autosave(student, ready, {"safe-work": {"version": 1, "answer": "1"}})[0] == 200
    assert chosen(student, ready) == ["2"]


def test_two_stale_answers_are_chosen_one_by_one(student: Visitor, ready: str) -> None:
    saved = {"q_safe-work": "0", "v_safe-work": 0, f"q_{ITEM}": "2", f"v_{ITEM}": 0}
    page = f"{ready}/themes/social_enterprise"
    student.post(page, **saved)
    both = student.post(page, **saved | {"q_safe-work": "1", f"q_{ITEM}": "3"})
    first = re.search(rf'<form method="post" action="{page}".*?</form>', both.text, re.DOTALL)
    assert first is not None
    fields = dict(re.findall(r'name="([qv]_[^"]+)" value="([^"]*)"', first[0]))
    again = student.post(page, **fields)
    assert again.status_code == 409
    assert again.text.count("<h2 id=") == both.text.count("<h2 id=") - 1


def test_a_refused_answer_comes_back_as_it_was_filled_in(student: Visitor, ready: str) -> None:
    refused = answer_question(student, ready, "not_applicable", 0, **{f"n_{ITEM}": "Hier komt niemand."})
    assert refused.status_code == 422
    assert re.search(r'value="not_applicable"[^>]* checked', refused.text)
    assert "Hier komt niemand.</textarea>" in refused.text


def test_a_session_that_ended_is_told_and_leads_back(student: Visitor, ready: str) -> None:
    question = f"{ready}/questions/{ITEM}"
    student.client.set_cookie("mvo_session", "ended")
    assert student.get(question).location == f"/sign-in?next={question}"
    words = "Je was een tijdje weg. Log weer in, je antwoorden staan er nog."
    assert words in student.words(f"/sign-in?next={question}")
    assert f'href="/join?next={question}"' in student.get(f"/sign-in?next={question}").text


def test_a_script_whose_session_ended_gets_401(student: Visitor, ready: str) -> None:
    page = student.get(f"{ready}/questions/{ITEM}").text
    token = re.search(r'<meta name="csrf-token" content="([0-9a-f]{64})">', page)
    assert token is not None
    student.client.set_cookie("mvo_session", "ended")
    headers = {"X-CSRF-Token": token[1], "Accept": "application/json"}
    assert student.client.post(f"{ready}/answers", json={}, headers=headers).status_code == 401


def test_sending_the_same_answer_twice_is_no_conflict(student: Visitor, ready: str) -> None:
    assert answer_question(student, ready, "2", 0).status_code == 302
    assert answer_question(student, ready, "2", 0).status_code == 302
    assert chosen(student, ready) == ["2"]


def test_autosave_gives_the_new_versions(student: Visitor, ready: str) -> None:
    first = {ITEM: {"version": 0, "answer": "2"}, "safe-work": {"version": 0, "dont_know": True}}
    assert autosave(student, ready, first) == (200, {"versions": {ITEM: 1, "safe-work": 1}})
    second = {ITEM: {"version": 1, "answer": "4"}}
    assert autosave(student, ready, second) == (200, {"versions": {ITEM: 2}})
    assert chosen(student, ready) == ["4"]


def test_autosave_tells_both_values_of_a_conflict_and_saves_nothing(student: Visitor, ready: str) -> None:
    autosave(student, ready, {ITEM: {"version": 0, "answer": "2"}})
    stale = {ITEM: {"version": 0, "answer": "3"}, "safe-work": {"version": 0, "answer": "1"}}
    status, told = autosave(student, ready, stale)
    both = {"version": 1, "current": {"answer": "2"}, "offered": {"answer": "3"}}
    assert (status, told["conflicts"]) == (409, {ITEM: both})
    assert chosen(student, ready) == ["2"]
    assert autosave(student, ready, {"safe-work": {"version": 0, "answer": "1"}})[1] == {
        "versions": {"safe-work": 1}
    }


def test_autosave_names_the_field_of_a_wrong_answer(student: Visitor, ready: str) -> None:
    status, told = autosave(student, ready, {ITEM: {"version": 0, "answer": "99"}})
    assert (status, list(told["fields"])) == (422, [ITEM])


@pytest.mark.parametrize(
    "sent",
    [[], "text", None, 1, {ITEM: "4"}, {ITEM: None}],
    ids=["list", "text", "null", "number", "bare answer", "no answer"],
)
def test_autosave_refuses_what_is_not_answers_by_question(student: Visitor, ready: str, sent: object) -> None:
    autosave(student, ready, {ITEM: {"version": 0, "answer": "2"}})
    assert autosave(student, ready, sent)[0] == 400
    assert chosen(student, ready) == ["2"]


@pytest.mark.parametrize("part", ["", "/profile", f"/questions/{ITEM}", "/submit", "/result"])
def test_the_scan_of_another_student_is_not_found(app: Flask, ready: str, part: str) -> None:
    other = as_student(app, HALM.student)
    assert other.get(ready + part).status_code == 404


def test_a_company_sees_the_scan_of_the_student_only_when_both_handed_in(app: Flask) -> None:
    with transaction(app.extensions[EXTENSION]) as session:
        session.execute(update(Placement).values(hold_back=False))
        session.execute(update(Dossier).values(opens_at=datetime.now(UTC) + timedelta(days=1)))
    alone, both = as_contact(app, KWAST), as_contact(app, HALM)
    assert alone.get(student_scan_of(app, KWAST)).status_code == 403
    assert both.get(student_scan_of(app, HALM)).status_code == 200


def test_a_company_does_not_see_a_scan_that_is_held_back_until_the_internship_is_assessed(app: Flask) -> None:
    assert as_contact(app, HALM).get(student_scan_of(app, HALM)).status_code == 403


def test_handing_in_with_open_questions_must_be_confirmed(student: Visitor, ready: str) -> None:
    answer_question(student, ready, "2", 0)
    version = re.search(r'name="version" value="(\d+)"', student.get(f"{ready}/submit").text)
    assert version is not None
    unsure = student.post(f"{ready}/submit", version=version[1])
    assert unsure.status_code == 422
    assert 'href="#confirm_open"' in unsure.text
    sure = student.post(f"{ready}/submit", version=version[1], confirm_open="1")
    assert (sure.status_code, sure.location) == (302, f"{ready}/result")


def test_after_handing_in_nothing_is_saved_any_more(student: Visitor, ready: str) -> None:
    answer_question(student, ready, "2", 0)
    version = re.search(r'name="version" value="(\d+)"', student.get(f"{ready}/submit").text)
    assert version is not None
    student.post(f"{ready}/submit", version=version[1], confirm_open="1")
    late = student.post(f"{ready}/questions/{ITEM}", page="/student", **{f"q_{ITEM}": "4", f"v_{ITEM}": 1})
    assert late.status_code == 403, plain(late)
    assert chosen(student, ready) == ["2"]
