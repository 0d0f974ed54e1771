"""Two students and one scan, in browsers without JavaScript."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from questionnaires import load
from scan.use_cases.opening import items_of
from tests.web.people import ITEM, as_student
from tests.web.roles.visitors import Visitor, plain, visitor
from tests.web.test_statements import statements
from web.demo.region import COMPANIES, PASSWORD, SCHOOLS

__all__ = ["statements"]
NOOR = COMPANIES[1].student
CHANGED = {f"v_{ITEM}": 1, f"q_{ITEM}": "3"}


@pytest.fixture
def noor(app: Flask) -> Visitor:
    """Noor, who has her internship where Eva has it, and has begun nothing."""
    return as_student(app, NOOR)


def share_code(student: Visitor, scan: str) -> str:
    assert student.post(f"{scan}/together/code", page=f"{scan}/together").status_code == 302
    found = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", student.words(f"{scan}/together"))
    assert found is not None
    return found[0]


def join_page(someone: Visitor) -> str:
    found = re.search(r"/placements/\d+/join", someone.get("/student").text)
    assert found is not None
    return found[0]


@pytest.fixture
def shared(student: Visitor, ready: str, noor: Visitor) -> str:
    """The address of Eva's scan, which Noor joined."""
    answer = noor.post(join_page(noor), code=share_code(student, ready))
    assert answer.location == ready
    return ready


def test_classmate_joins_with_the_code_and_both_see_each_other(
    student: Visitor, noor: Visitor, shared: str
) -> None:
    for someone, me, other in ((student, "Eva", "Noor"), (noor, "Noor", "Eva")):
        words = someone.words(shared)
        assert f"{me} (jij): 0 antwoorden" in words
        assert f"{other} : 0 antwoorden" in words


def test_each_answer_says_who_gave_it_and_where_the_other_is(
    student: Visitor, noor: Visitor, shared: str
) -> None:
    student.post(f"{shared}/questions/{ITEM}", **{f"v_{ITEM}": 0, f"q_{ITEM}": "1"})
    words = noor.words(f"{shared}/questions/{ITEM}")
    assert re.search(r"Ingevuld door Eva · \d\d\.\d\d uur", words)
    assert re.search(r"Eva: Sociaal ondernemerschap, \d\d\.\d\d uur", words)
    assert "Sociaal ondernemerschap 1 van 6 vragen klaar Eva 1" in noor.words(shared)
    assert "Sociaal ondernemerschap 1 van 6 klaar · Eva 1" in noor.words(f"{shared}/together")


def test_student_alone_is_not_told_who_filled_it_in(student: Visitor, ready: str) -> None:
    student.post(f"{ready}/questions/{ITEM}", **{f"v_{ITEM}": 0, f"q_{ITEM}": "1"})
    assert "Ingevuld door" not in student.words(f"{ready}/questions/{ITEM}")


def test_clash_shows_both_values_with_the_name_and_is_settled(
    student: Visitor, noor: Visitor, shared: str
) -> None:
    question = f"{shared}/questions/{ITEM}"
    student.post(question, **{f"v_{ITEM}": 0, f"q_{ITEM}": "1"})
    answer = noor.post(question, **{f"v_{ITEM}": 0, f"q_{ITEM}": "3"})
    assert answer.status_code == 409
    assert "Opgeslagen door Eva" in plain(answer)
    assert noor.post(question, **CHANGED).status_code == 302
    assert "Ingevuld door Noor" in student.words(question)


def test_following_is_three_statements_and_says_when_nothing_changed(
    student: Visitor, noor: Visitor, shared: str, statements: Callable[[], list[str]]
) -> None:
    address = f"{shared}/following?item={ITEM}"
    statements()
    first = noor.get(address)
    assert [one.split()[0] for one in statements()] == ["SELECT"] * 3
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "private, no-cache")
    unchanged = noor.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    student.post(f"{shared}/questions/{ITEM}", **{f"v_{ITEM}": 0, f"q_{ITEM}": "1"})
    changed = noor.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert 'data-answer-version="1"' in changed.text
    assert "data-mine" not in changed.text
    assert "data-mine" in student.get(address).text


def test_question_page_of_a_shared_scan_takes_four_statements(
    noor: Visitor, shared: str, statements: Callable[[], list[str]]
) -> None:
    statements()
    assert noor.get(f"{shared}/questions/{ITEM}").status_code == 200
    assert len(statements()) == 4


def test_nobody_else_follows_a_scan(app: Flask, shared: str) -> None:
    other = as_student(app, "Sam")
    for page in (f"{shared}/following", f"{shared}/together", f"{shared}/interview", f"{shared}/paper.pdf"):
        assert other.get(page).status_code == 404


@pytest.mark.parametrize("code", ["", "K7MP-2XQD", "x" * 50, "<script>"])
def test_wrong_code_gets_a_clear_answer_and_stays_in_the_field(noor: Visitor, ready: str, code: str) -> None:
    answer = noor.post(join_page(noor), code=code)
    assert answer.status_code == 422
    said = ("Deze code past niet bij jouw stage.", "Vul de code in die je klasgenoot ziet.")
    assert any(one in plain(answer) for one in said)
    assert "<script>" not in answer.text.replace("<script src", "")


def test_own_answers_go_only_when_that_was_ticked(student: Visitor, noor: Visitor, ready: str) -> None:
    page = join_page(noor)
    begun = noor.post(page.replace("/join", "/scan"), page="/student").location
    noor.post(f"{begun}/questions/{ITEM}", **{f"v_{ITEM}": 0, f"q_{ITEM}": "1"})
    code = share_code(student, ready)
    refused = noor.post(page, code=code)
    assert refused.status_code == 422
    assert "In de eigen scan staan al antwoorden: 1." in plain(refused)
    assert code in refused.text
    assert noor.post(page, code=code, give_up_own="1").location == ready


def test_who_leaves_is_back_at_the_start_and_the_answers_stay(
    student: Visitor, noor: Visitor, shared: str
) -> None:
    student.post(f"{shared}/questions/{ITEM}", **{f"v_{ITEM}": 0, f"q_{ITEM}": "1"})
    assert student.post(f"{shared}/together/leave", page=f"{shared}/together").location == "/student"
    assert student.get(shared).status_code == 404
    assert "Begin met de scan" in student.words("/student")
    assert "1 van 9 vragen klaar" in noor.words(shared)


def test_teacher_sees_the_pair_and_who_did_what(
    app: Flask, student: Visitor, noor: Visitor, shared: str
) -> None:
    student.post(f"{shared}/questions/{ITEM}", **{f"v_{ITEM}": 0, f"q_{ITEM}": "1"})
    teacher = visitor(app)
    teacher.post("/sign-in", email=SCHOOLS[0].email, password=PASSWORD)
    words = teacher.words("/teacher/classes/1")
    assert "samen met Noor" in words
    assert "samen met Eva" in words
    page = group_page(teacher)
    assert "Eva : 1 antwoord · 0 bewijsstukken" in teacher.words(page)
    assert teacher.post(f"{page}/leave", page=page).location == page
    assert "Zet bij klasgenoten" in teacher.words(page)


def test_teacher_makes_a_pair(app: Flask, ready: str, noor: Visitor) -> None:
    teacher = visitor(app)
    teacher.post("/sign-in", email=SCHOOLS[0].email, password=PASSWORD)
    page = join_page(noor).replace("/join", "/group")
    assert teacher.post(page, scan="").status_code == 422
    assert teacher.post(page, scan="1").status_code == 422
    assert teacher.post(page, scan=ready.rpartition("/")[2]).location == page
    assert noor.get(ready).status_code == 200


def group_page(teacher: Visitor) -> str:
    found = re.search(r"/placements/\d+/group", teacher.get("/teacher/classes/1").text)
    assert found is not None
    return found[0]


def test_no_page_of_a_shared_scan_has_a_sensitive_question(
    student: Visitor, noor: Visitor, ready: str
) -> None:
    """Eva answered one alone, and its page stands open while Noor joins (ADR 18)."""
    pooled = [item for item in load("internship-company").items() if item.pooled]
    secret = pooled[0].id
    answer = {f"v_{secret}": 0, f"q_{secret}": "1"}
    student.post(f"{ready}/questions/{secret}", **answer)
    noor.post(join_page(noor), code=share_code(student, ready))
    group = next(one.id for one in load("internship-company").groups if pooled[0] in items_of(one))
    pages = ("", "/together", f"/themes/{group}", "/interview?show=all", "/submit", "/pack", "/following")
    for page in pages:
        for someone in (student, noor):
            text = someone.get(f"{ready}{page}").text
            assert not any(item.question["nl"] in unescape(text) for item in pooled if page != "/pack"), page
            assert f"/questions/{secret}" not in text, page
    assert f"{len(pooled)} vragen staan hier niet" in noor.words(ready)
    assert noor.get(f"{ready}/questions/{secret}").status_code == 302
    assert secret not in noor.get(f"{ready}/pack").get_json()["answers"]
    late = student.post(f"{ready}/questions/{secret}", page=f"{ready}/profile", **answer)
    assert (late.status_code, "Jullie maken deze scan nu samen." in student.words(late.location)) == (
        302,
        True,
    )
    late = student.post(f"{ready}/themes/{group}", **answer)
    assert "Jullie maken deze scan nu samen." in student.words(late.location)


def test_paper_of_a_shared_scan_has_no_sheet_for_at_home(student: Visitor, noor: Visitor, ready: str) -> None:
    alone = student.get(f"{ready}/paper.pdf").data
    noor.post(join_page(noor), code=share_code(student, ready))
    assert len(noor.get(f"{ready}/paper.pdf").data) < len(alone)
