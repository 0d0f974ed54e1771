"""A fresh form class for the questions of one page; field names are ``q_<item id>`` (design 9)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField, SelectMultipleField, StringField, validators

from questionnaires.answer_values import written_value
from questionnaires.answers import Answer, State
from questionnaires.definition import Item, MultipleChoice, Number, YesNo
from scan.use_cases.answering import AnswerInput
from web.i18n import language

DONT_KNOW = "dont_know"
NOT_APPLICABLE = "not_applicable"
NOTE_MAXIMUM = 2_000


def answers_form(items: Iterable[Item]) -> type[Form]:
    """For each item: its value ``q_``, reason ``r_`` and note ``n_`` of 'not applicable', and its version ``v_``."""
    fields: dict[str, object] = {}
    for item in items:
        fields |= {
            f"q_{item.id}": SelectMultipleField(validate_choice=False)
            if isinstance(item, MultipleChoice)
            else StringField(),
            f"r_{item.id}": StringField(),
            f"n_{item.id}": StringField(validators=[validators.Length(max=NOTE_MAXIMUM)]),
            f"v_{item.id}": IntegerField(default=0, validators=[validators.Optional()]),
        }
    return type("AnswersForm", (Form,), fields)


def posted_answers(items: Iterable[Item], posted: MultiDict[str, str]) -> dict[str, AnswerInput]:
    """What was posted for each item; an item whose field is missing altogether is left as it is."""
    shown = [item for item in items if f"v_{item.id}" in posted]
    form = answers_form(shown)(posted)
    form.validate()
    return {item.id: _answer(item, form.data) for item in shown}


def _answer(item: Item, data: Mapping[str, object]) -> AnswerInput:
    version = int(str(data[f"v_{item.id}"] or 0))
    value = data[f"q_{item.id}"]
    note = str(data[f"n_{item.id}"] or "").strip() or None
    if value == DONT_KNOW:
        return AnswerInput(version, State.DONT_KNOW)
    if value == NOT_APPLICABLE:
        return AnswerInput(
            version, State.NOT_APPLICABLE, reason=str(data[f"r_{item.id}"] or "") or None, note=note
        )
    if value in (None, "", []):
        return AnswerInput(version, State.UNANSWERED)
    return AnswerInput(version, State.ANSWERED, value=_typed(item, value))


def _typed(item: Item, value: object) -> object:
    """As an answers file has it: yes and no as booleans, a Dutch decimal comma as a point."""
    if isinstance(item, YesNo):
        return {"yes": True, "no": False}.get(str(value), value)
    if isinstance(item, Number):
        return plain_number(str(value))
    return value


def plain_number(text: str) -> str:
    """``1.250,5`` and ``1250.5`` are both the number 1250.5; anything else is left for the check to refuse."""
    tidy = "".join(text.split())
    if not tidy.strip("+-").replace(".", "").replace(",", "").isdecimal():
        return text.strip()
    return tidy.replace(".", "").replace(",", ".") if "," in tidy else tidy


def posted_value(item: Item, answer_value: object) -> str | list[str]:
    """The value of an answer as its field holds it; a Dutch number has a comma."""
    if isinstance(item, YesNo):
        return "yes" if answer_value is True else "no" if answer_value is False else ""
    if isinstance(item, MultipleChoice):
        return sorted(answer_value) if isinstance(answer_value, frozenset) else []
    if isinstance(answer_value, Decimal):
        return f"{answer_value:f}".replace(".", "," if language() == "nl" else ".")
    return "" if answer_value is None else str(answer_value)


def answer_from_json(entry: Mapping[str, object]) -> AnswerInput:
    """One answer as the script sends it: its version, and ``answer``, ``dont_know`` or ``not_applicable``."""
    version = entry.get("version")
    known = version if isinstance(version, int) and not isinstance(version, bool) else 0
    note = entry.get("note")
    words_with_it = note if isinstance(note, str) and note.strip() else None
    if entry.get("dont_know") is True:
        return AnswerInput(known, State.DONT_KNOW)
    if "not_applicable" in entry:
        reason = str(entry["not_applicable"])
        return AnswerInput(known, State.NOT_APPLICABLE, reason=reason, note=words_with_it)
    if entry.get("answer") is None:
        return AnswerInput(known, State.UNANSWERED)
    return AnswerInput(known, State.ANSWERED, value=entry["answer"], note=words_with_it)


def answer_to_json(answer: object) -> dict[str, object]:
    """An answer in the form in which the script sends it, without its version; empty where there is none."""
    if not isinstance(answer, Answer) or answer.state is State.UNANSWERED:
        return {}
    with_note = {"note": answer.note} if answer.note else {}
    if answer.state is State.DONT_KNOW:
        return {"dont_know": True}
    if answer.state is State.NOT_APPLICABLE:
        return {"not_applicable": answer.reason, **with_note}
    return {"answer": written_value(answer.value), **with_note}
