"""How many statements the hot paths take (design 10): a page at most 5, saving 15 answers at most 8."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Engine

from questionnaires.answers import State
from questionnaires.definition import Questionnaire
from questionnaires.publishing import canonical_bytes
from scan.store.session import read, transaction
from scan.use_cases.answering import AnswerInput, save_answers
from scan.use_cases.classes import open_class
from scan.use_cases.opening import open_scan
from scan.use_cases.publishing import publish_questionnaire
from scan.use_cases.reviewing import return_scan, review_queue
from scan.use_cases.sign_in import begin_session, resume
from scan.use_cases.starting import start_scan
from tests.scan.factories import STUDENT_FORM, Region

Counting = Callable[[Engine], AbstractContextManager[list[str]]]


def long_form() -> Questionnaire:
    """Fifteen staircases on one page."""
    document = STUDENT_FORM.model_dump(mode="json", by_alias=True)
    step = document["groups"][0]["members"][0]
    document["slug"] = "try-long"
    document["groups"][0]["members"] = [step | {"id": f"item-{number}"} for number in range(15)]
    return Questionnaire.model_validate_json(json.dumps(document))


@pytest.fixture
def page(region: Region) -> tuple[int, str]:
    """A scan of fifteen questions and a session token of its student."""
    with region.writing() as session:
        publish_questionnaire(session, actor=None, document=canonical_bytes(long_form()), now=region.now)
        scan_id = start_scan(
            session,
            actor=region.actor("sam"),
            placement_id=region.ids["sam-placement"],
            slug="try-long",
            now=region.now,
        )
        token = begin_session(session, person_id=region.ids["sam"], replaces=None, now=region.now).token
    show(region, scan_id, token)
    return scan_id, token


def show(region: Region, scan_id: int, token: str) -> None:
    with read(region.engine) as session:
        signed_in = resume(session, token=token, now=region.now)
        assert signed_in is not None
        open_scan(session, actor=signed_in.actor, scan_id=scan_id, now=region.now)


def save(region: Region, scan_id: int, token: str, version: int) -> None:
    value = str(2 + version)
    answers = {f"item-{number}": AnswerInput(version, State.ANSWERED, value) for number in range(15)}
    with transaction(region.engine) as session:
        signed_in = resume(session, token=token, now=region.now)
        assert signed_in is not None
        save_answers(session, actor=signed_in.actor, scan_id=scan_id, answers=answers, now=region.now)


def test_question_page_takes_four_statements(
    region: Region, page: tuple[int, str], count_statements: Counting
) -> None:
    with count_statements(region.engine) as statements:
        show(region, *page)
    assert len(statements) == 4, statements


def test_saving_fifteen_answers_takes_at_most_six_statements(
    region: Region, page: tuple[int, str], count_statements: Counting
) -> None:
    for version in (0, 1):
        with count_statements(region.engine) as statements:
            save(region, *page, version)
        assert len(statements) == (6 if region.engine.dialect.name == "postgresql" else 5), statements


def test_page_of_a_returned_scan_takes_five_statements(region: Region, count_statements: Counting) -> None:
    scan_id = region.student_scan()
    region.do("tess", return_scan, scan_id=scan_id, comment="Vul vraag 1 aan.")
    actor = region.actor("sam")
    with count_statements(region.engine) as statements, read(region.engine) as session:
        open_scan(session, actor=actor, scan_id=scan_id, now=region.now)
    assert len(statements) == 4, statements


def test_lists_take_as_many_statements_whatever_their_length(
    region: Region, count_statements: Counting
) -> None:
    teacher = region.actor("tess")

    def statements() -> tuple[int, int]:
        with count_statements(region.engine) as queue, read(region.engine) as session:
            review_queue(session, actor=teacher, now=region.now)
        with count_statements(region.engine) as page, read(region.engine) as session:
            open_class(session, actor=teacher, class_id=region.ids["groen"], now=region.now)
        return len(queue), len(page)

    before = statements()
    for name in ("noa", "liv", "max"):
        region.add_student(name, "groen", "tess", "bakery")
        region.start(name)
    assert before == statements() == (1, 5)
