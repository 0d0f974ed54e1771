"""The questions to ask, person by person, and the scan on paper."""

import re

from flask import Flask

from questionnaires import load
from tests.web.people import ITEM, as_contact
from tests.web.roles.visitors import Visitor, plain
from web.demo.region import COMPANIES
from web.interview import PEOPLE, PLACES, speaker_of

OF_THE_OWNER = "work-for-everyone"


def questions(page: str) -> list[str]:
    """The ids of the questions on the list, in order."""
    return re.findall(r'<li class="ask-one" id="item-([^"]+)"', page)


def test_each_question_that_shows_stands_once_under_who_can_answer_it(student: Visitor, ready: str) -> None:
    answer = student.get(f"{ready}/interview")
    page = answer.text
    found = questions(page)
    assert len(found) == len(set(found)) == 36
    assert re.findall(r'id="ask-([a-z]+)"', page) == [
        "mentor",
        "management",
        "colleague",
        "facilities",
        "walk",
        "desk",
    ]
    assert "4 vragen staan hier niet. Die beantwoord je alleen, thuis of op school." in plain(answer)


def test_questions_one_answers_alone_are_never_on_the_list(student: Visitor, ready: str) -> None:
    found = set(questions(student.get(f"{ready}/interview?show=all").text))
    assert found & {item.id for item in load("internship-company").items() if item.pooled} == set()


def test_answered_questions_are_left_out_until_all_are_asked_for(student: Visitor, ready: str) -> None:
    student.post(f"{ready}/questions/{ITEM}", **{f"v_{ITEM}": 0, f"q_{ITEM}": "1"})
    assert ITEM not in questions(student.get(f"{ready}/interview").text)
    assert ITEM in questions(student.get(f"{ready}/interview?show=all").text)


def test_note_is_kept_with_the_question_under_the_role_that_was_asked(student: Visitor, ready: str) -> None:
    answer = student.post(f"{ready}/interview", item=OF_THE_OWNER, note="Twee leerplekken dit jaar.")
    assert answer.location == f"{ready}/interview#item-{OF_THE_OWNER}"
    assert "Twee leerplekken dit jaar. (eigenaar of leiding)" in student.words(f"{ready}/interview")
    assert "Gezegd door: eigenaar of leiding" in student.words(f"{ready}/questions/{OF_THE_OWNER}")


def test_note_that_cannot_be_kept_comes_back_with_what_is_wrong(student: Visitor, ready: str) -> None:
    for note in ("", "x", "x" * 501):
        answer = student.post(f"{ready}/interview", item=OF_THE_OWNER, note=note)
        assert answer.status_code == 422
        assert "Schrijf op wat je hoorde, in 3 tot 500 tekens." in plain(answer)
    refused = student.post(f"{ready}/interview", item="respect-at-work", note="Iets over iemand")
    assert refused.status_code == 422
    assert student.post(f"{ready}/interview", item="no-such-question", note="Iets").status_code == 302


def test_company_has_a_list_and_a_paper_of_its_own(app: Flask) -> None:
    contact = as_contact(app, COMPANIES[1])
    scan = contact.post("/company/self-scan", page="/company").location
    assert "De eigenaar of leiding" in contact.words(f"{scan}/interview?show=all")
    assert contact.get(f"{scan}/paper.pdf").status_code == 200


def test_every_published_question_has_someone_to_ask_or_somewhere_to_look() -> None:
    for slug in ("internship-company", "company-self", "institution", "secondary-pupils", "primary-class"):
        for item in load(slug).items():
            assert item.pooled or {*item.route} & {*PEOPLE, *PLACES}, (slug, item.id)


def test_nobody_is_named_where_one_only_looks(app: Flask) -> None:
    by_id = {item.id: item for item in load("internship-company").items()}
    with app.test_request_context():
        assert speaker_of(by_id[ITEM]) is None
        assert speaker_of(by_id[OF_THE_OWNER]) == "eigenaar of leiding"


def test_paper_is_a_pdf_in_the_language_of_the_page(student: Visitor, ready: str) -> None:
    answer = student.get(f"{ready}/paper.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="scan-op-papier.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data == student.get(f"{ready}/paper.pdf").data
    student.get("/language/en?next=/student")
    assert (
        student.get(f"{ready}/paper.pdf").headers["Content-Disposition"]
        == 'inline; filename="scan-on-paper.pdf"'
    )
