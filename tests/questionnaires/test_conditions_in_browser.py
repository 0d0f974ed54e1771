"""The browser's conditions: the same shared vectors, and the same questions show, as on the server (design 4)."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from questionnaires import load
from questionnaires.answers import State
from questionnaires.answers_file import read_answers, write_answers
from questionnaires.definition import Questionnaire
from questionnaires.publishing import canonical_bytes
from questionnaires.visibility import visible
from tests.questionnaires.strategies import answers_for, questionnaires

pytestmark = pytest.mark.xdist_group("more-journeys")
CONDITIONS = Path(__file__).parents[2] / "web" / "static" / "js" / "conditions.js"
VECTORS = json.loads((Path(__file__).parent / "condition_vectors.json").read_text())
LOAD = """source => import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })))
    .then(module => { globalThis.conditions = module; })"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that has loaded conditions.js."""
    page = browser.new_page()
    page.evaluate(LOAD, CONDITIONS.read_text(encoding="utf-8"))
    yield page
    page.close()


def test_conditions_are_as_the_shared_vectors_say_in_a_browser(page: Page) -> None:
    found = page.evaluate(
        "({ types, vectors }) => vectors.map(one => conditions.holds(one.condition, one.values, types))",
        VECTORS,
    )
    assert dict(zip(names(), found, strict=True)) == {
        one["name"]: one["expected"] for one in VECTORS["vectors"]
    }


def names() -> list[str]:
    return [vector["name"] for vector in VECTORS["vectors"]]


@pytest.mark.parametrize("slug", ["internship-company", "company-self", "institution"])
def test_the_same_questions_show_in_a_browser_as_on_the_server(page: Page, slug: str) -> None:
    questionnaire = load(slug)
    draw = random.Random(slug)
    cases = [lifelike(questionnaire, draw) for _ in range(60)]
    shown = page.evaluate(
        "({ published, cases }) => cases.map(one => conditions.shownItems(published, one))",
        {"published": json.loads(canonical_bytes(questionnaire)), "cases": cases},
    )
    assert shown == [on_the_server(questionnaire, case) for case in cases]
    assert len({tuple(one) for one in shown}) > 1, "the cases must differ in what shows"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_questionnaire_shows_the_same_in_a_browser_as_on_the_server(
    page: Page, data: st.DataObject
) -> None:
    asked = data.draw(questionnaires())
    answers = data.draw(answers_for(asked))
    case = written_out(write_answers(answers))
    published = json.loads(canonical_bytes(asked))
    shown = page.evaluate(
        "given => conditions.shownItems(given.published, given.case)",
        {"published": published, "case": case},
    )
    showing = visible(asked, answers)
    assert shown == [item.id for item in asked.items() if item.id in showing]


def written_out(case: dict[str, Any]) -> dict[str, Any]:
    """Answers as a page keeps them: in an answers file a mere answer may stand without a mapping around it."""
    answers = {
        item: one if isinstance(one, dict) else {"answer": one} for item, one in case["answers"].items()
    }
    return case | {"answers": answers}


def on_the_server(questionnaire: Questionnaire, case: dict[str, dict[str, object]]) -> list[str]:
    showing = visible(questionnaire, read_answers(questionnaire, case))
    return [item.id for item in questionnaire.items() if item.id in showing]


def lifelike(questionnaire: Questionnaire, draw: random.Random) -> dict[str, dict[str, object]]:
    """A profile and answers as in an answers file, about half of each."""
    profile = {field.id: fact(field, draw) for field in questionnaire.profile if draw.random() < 0.7}
    answers: dict[str, object] = {}
    for item in questionnaire.items():
        if item.type == "single_choice" and draw.random() < 0.5:
            unsure = item.dont_know is not None and draw.random() < 0.2
            answers[item.id] = (
                {State.DONT_KNOW.value: True} if unsure else {"answer": draw.choice(item.options).key}
            )
    return {"profile": profile, "answers": answers}


def fact(field: object, draw: random.Random) -> object:
    kind = field.type  # type: ignore[attr-defined]
    if kind == "yes_no":
        return draw.random() < 0.5
    if kind == "choice":
        return draw.choice(field.options).id  # type: ignore[attr-defined]
    return str(draw.choice((1, 2, 4, 5, 6, 10)))
