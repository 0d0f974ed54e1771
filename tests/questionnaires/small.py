"""Small questionnaires, made by hand for one test each."""

from decimal import Decimal
from typing import Any

from questionnaires.definition import (
    Fact,
    Group,
    Member,
    Number,
    NumberScore,
    Option,
    ProfileField,
    Questionnaire,
    Scoring,
    SingleChoice,
    YesNo,
)


def text(words: str) -> dict[str, str]:
    """The same words in both languages."""
    return {"nl": words, "en": words}


def yes_no(name: str, **more: Any) -> YesNo:
    return YesNo(**{"id": name, "type": "yes_no", "question": text(name), **more})


def choice(name: str, *points: int, **more: Any) -> SingleChoice:
    options = tuple(
        Option(key=str(step), text=text(f"step {step} of it"), points=Decimal(worth))
        for step, worth in enumerate(points or (0, 50, 100))
    )
    return SingleChoice(
        **{"id": name, "type": "single_choice", "question": text(name), "options": options, **more}
    )


def number(name: str, **more: Any) -> Number:
    score = NumberScore(points=((Decimal(0), Decimal(0)), (Decimal(10), Decimal(100))))
    rest = {"unit": text("kg"), "minimum": Decimal(0), "maximum": Decimal(100), "score": score}
    return Number(**{"id": name, "type": "number", "question": text(name), **rest, **more})


def group(name: str, *members: Member, **more: Any) -> Group:
    return Group(**{"id": name, "type": "group", "title": text(name), "members": members, **more})


def questionnaire(*members: Member, **more: Any) -> Questionnaire:
    """A questionnaire of these items in one group; groups among them stand beside it."""
    items = tuple(member for member in members if not isinstance(member, Group))
    groups = (
        *((group("all", *items),) if items else ()),
        *(one for one in members if isinstance(one, Group)),
    )
    content = {
        "slug": "small",
        "version": "1.0.0",
        "languages": ("nl", "en"),
        "title": text("Small"),
        "summary": text("A small one."),
        "introduction": text("Choose what is true."),
        "audience": "company",
        "minutes": 1,
        "scoring": Scoring(dont_know="zero", dont_know_for_level="zero"),
        "profile": (ProfileField(id="interns", type="yes_no", question=text("Interns?")),),
        "facts": (Fact(id="actions", type="number", title=text("Actions")),),
        "groups": groups,
    }
    return Questionnaire(**(content | more))
