"""Answers as people and programs write them: a plain mapping, or a YAML or JSON file. All faults at once.

The form is described in ``docs/questionnaires.md``; ``write_answers`` writes what ``read_answers`` reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any, get_args

from questionnaires.answer_values import decimal_value, item_value, plain_text, written_value, yes_or_no
from questionnaires.answers import Answer, Answers, State
from questionnaires.definition import EvidenceKind, Item, Number, ProfileField, Questionnaire
from questionnaires.faults import AnswersError, Fault, Place, Words, fault, in_order, quoted
from questionnaires.faults.answering import Answering
from questionnaires.suggestions import nearest
from questionnaires.tree import Node, node_of, walk

MAXIMUM_BYTES = 1_000_000
LONGEST_NOTE = 2_000
EVIDENCE_KINDS: tuple[EvidenceKind, ...] = get_args(EvidenceKind)
_TOP = ("questionnaire", "profile", "facts", "answers")
_STATES = ("answer", "not_applicable", "dont_know")
_KEYS = (*_STATES, "note", "accepted", "confirmed")


def read_answers(questionnaire: Questionnaire, data: Mapping[str, Any]) -> Answers:
    """Answers from a plain mapping with ``profile``, ``facts`` and ``answers``.

    Raises AnswersError with every fault: unknown item, option or reason, out of range, 'not applicable' not allowed …
    """
    return _sound(*parse_answers(questionnaire, node_of(data, Place("answers", None))))


def load_answers(questionnaire: Questionnaire, file: FilePath | str) -> Answers:
    """Answers from a ``.json`` file, or a YAML file. Raises AnswersError with every fault and its line."""
    from questionnaires.json_source import read_json  # files are for the command line and examples:
    from questionnaires.yaml_source import read_yaml  # pages and scores read none, and start without YAML

    path = FilePath(file)
    read = read_json if path.suffix.lower() == ".json" else read_yaml
    node, faults = read(path, MAXIMUM_BYTES)
    if node is None:
        raise AnswersError(in_order(faults))
    answers, found = parse_answers(questionnaire, node)
    refused = [path for path, part in walk(node) if part.faulty]
    found = [one for one in found if not any(one.place.path[: len(path)] == path for path in refused)]
    return _sound(answers, [*faults, *found])


def _sound(answers: Answers, faults: list[Fault]) -> Answers:
    if faults:
        raise AnswersError(in_order(faults))
    return answers


def parse_answers(questionnaire: Questionnaire, node: Node) -> tuple[Answers, list[Fault]]:
    """What can be read of the answers, and every fault."""
    reader = _Reader(questionnaire)
    return reader.read(node), reader.faults


class _Reader:
    """Reads one set of answers and collects what is wrong."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.faults: list[Fault] = []

    def read(self, node: Node) -> Answers:
        top = self._mapping(node, _TOP)
        named = top.get("questionnaire")
        if named is not None and named.value not in (self.questionnaire.slug, self.questionnaire.name):
            self._report(
                Answering.OTHER_QUESTIONNAIRE, named, found=named.value, name=self.questionnaire.name
            )
        return Answers(
            items=MappingProxyType(self._items(top.get("answers"))),
            profile=MappingProxyType(self._profile(top.get("profile"))),
            facts=MappingProxyType(self._facts(top.get("facts"))),
        )

    def _report(self, kind: Answering, node: Node, /, **details: object) -> None:
        self.faults.append(fault(kind, node.place, **details))

    def _mapping(self, node: Node | None, keys: Iterable[str] | None = None) -> dict[str, Node]:
        if node is None or node.value is None:
            return {}
        if not isinstance(node.value, dict):
            expected = Words("een lijst met sleutels", "a list of keys")
            self._report(Answering.WRONG_VALUE, node, expected=expected, found=quoted(node.value))
            return {}
        if keys is None:
            return node.value
        for key, child in node.value.items():
            if key not in keys:
                self._report(Answering.UNKNOWN_KEY, child, key=key, choices=tuple(keys))
        return {key: child for key, child in node.value.items() if key in keys}

    def _profile(self, node: Node | None) -> dict[str, str | bool | Decimal]:
        fields = {profile_field.id: profile_field for profile_field in self.questionnaire.profile}
        values: dict[str, str | bool | Decimal] = {}
        for key, child in self._mapping(node).items():
            if key not in fields:
                self._report(Answering.UNKNOWN_PROFILE_FIELD, child, id=key, closest=nearest(key, fields))
            elif child.value is not None:
                value = self._profile_value(fields[key], child)
                values |= {} if value is None else {key: value}
        return values

    def _profile_value(self, profile_field: ProfileField, node: Node) -> str | bool | Decimal | None:
        if profile_field.type == "yes_no":
            return yes_or_no(node, self._report)
        if profile_field.type == "number":
            return decimal_value(node, (profile_field.minimum, profile_field.maximum), 6, self._report)
        choices = tuple(option.id for option in profile_field.options)
        if node.value in choices:
            return str(node.value)
        self._report(Answering.UNKNOWN_OPTION, node, found=node.value, choices=choices)
        return None

    def _facts(self, node: Node | None) -> dict[str, bool | Decimal]:
        kinds = {fact.id: fact.type for fact in self.questionnaire.facts}
        bounds = (Decimal(-(10**12)), Decimal(10**12))
        values: dict[str, bool | Decimal] = {}
        for key, child in self._mapping(node).items():
            if key not in kinds:
                self._report(Answering.UNKNOWN_FACT, child, id=key, closest=nearest(key, kinds))
            elif child.value is not None:
                value = (
                    yes_or_no(child, self._report)
                    if kinds[key] == "yes_no"
                    else decimal_value(child, bounds, 6, self._report)
                )
                values |= {} if value is None else {key: value}
        return values

    def _items(self, node: Node | None) -> dict[str, Answer]:
        items = {item.id: item for item in self.questionnaire.items()}
        answers: dict[str, Answer] = {}
        for key, child in self._mapping(node).items():
            if key not in items:
                self._report(Answering.UNKNOWN_ITEM, child, id=key, closest=nearest(key, items))
            elif child.value is not None:
                answer = self._answer(items[key], child)
                answers |= {} if answer is None else {key: answer}
        return answers

    def _answer(self, item: Item, node: Node) -> Answer | None:
        if not isinstance(node.value, dict):
            value = item_value(item, node, self._report)
            return None if value is None else Answer(State.ANSWERED, value)
        entry = self._mapping(node, _KEYS)
        states = tuple(key for key in _STATES if key in entry)
        if len(states) > 1:
            self._report(Answering.TWO_STATES, node, states=states)
        elif not states:
            self._report(Answering.NO_STATE, node)
        note = plain_text(entry["note"], LONGEST_NOTE, self._report) if "note" in entry else None
        extra = {"note": note, "accepted": self._accepted(entry), "confirmed": self._confirmed(entry)}
        if item.pooled:
            self._check_pooled(entry)
        return self._with_state(item, states[0], entry[states[0]], extra) if len(states) == 1 else None

    def _with_state(self, item: Item, state: str, node: Node, extra: dict[str, Any]) -> Answer | None:
        if state == "answer":
            value = item_value(item, node, self._report)
            return None if value is None else Answer(State.ANSWERED, value, **extra)
        if state == "not_applicable":
            reason = self._reason(item, node)
            return None if reason is None else Answer(State.NOT_APPLICABLE, reason=reason, **extra)
        if node.value is not True:
            self._report(Answering.WRONG_VALUE, node, expected="true", found=quoted(node.value))
        elif item.dont_know is None:
            self._report(Answering.DONT_KNOW_NOT_OFFERED, node)
        else:
            return Answer(State.DONT_KNOW, **extra)
        return None

    def _reason(self, item: Item, node: Node) -> str | None:
        choices = tuple(reason.id for reason in item.not_applicable)
        if not choices:
            self._report(Answering.NOT_APPLICABLE_NOT_ALLOWED, node)
        elif node.value in (None, True, ""):
            self._report(Answering.REASON_MISSING, node, choices=choices)
        elif node.value not in choices:
            self._report(Answering.UNKNOWN_REASON, node, found=node.value, choices=choices)
        else:
            return str(node.value)
        return None

    def _accepted(self, entry: dict[str, Node]) -> tuple[EvidenceKind, ...]:
        node = entry.get("accepted")
        if node is None:
            return ()
        if not isinstance(node.value, list):
            expected = Words(
                "een rij soorten bewijs, zoals [document]", "a list of kinds of evidence, such as [document]"
            )
            self._report(Answering.WRONG_VALUE, node, expected=expected, found=quoted(node.value))
            return ()
        for part in node.value:
            if part.value not in EVIDENCE_KINDS:
                self._report(Answering.UNKNOWN_EVIDENCE, part, found=part.value, choices=EVIDENCE_KINDS)
        return tuple(kind for part in node.value for kind in EVIDENCE_KINDS if kind == part.value)

    def _confirmed(self, entry: dict[str, Node]) -> bool:
        node = entry.get("confirmed")
        return node is not None and bool(yes_or_no(node, self._report))

    def _check_pooled(self, entry: dict[str, Node]) -> None:
        """Instrument A4.3: closed options only, no free text, no evidence."""
        for key in ("note", "accepted", "confirmed"):
            if key in entry:
                self._report(Answering.NOT_ON_POOLED, entry[key], key=key)


def write_answers(answers: Answers) -> dict[str, Any]:
    """The answers as plain values that JSON and YAML can hold; ``read_answers`` gives the same answers back.

    Numbers become strings, so that they stay exact. Unanswered items are left out.
    """
    return {
        "profile": {key: written_value(value) for key, value in answers.profile.items()},
        "facts": {key: written_value(value) for key, value in answers.facts.items()},
        "answers": {
            key: _written(answer)
            for key, answer in answers.items.items()
            if answer.state is not State.UNANSWERED
        },
    }


def _written(answer: Answer) -> object:
    extra: dict[str, Any] = {}
    if answer.note is not None:
        extra["note"] = answer.note
    if answer.accepted:
        extra["accepted"] = list(answer.accepted)
    if answer.confirmed:
        extra["confirmed"] = True
    if answer.state is State.NOT_APPLICABLE:
        return {"not_applicable": answer.reason, **extra}
    if answer.state is State.DONT_KNOW:
        return {"dont_know": True, **extra}
    value = written_value(answer.value)
    return {"answer": value, **extra} if extra else value


@dataclass(frozen=True, slots=True)
class Implausible:
    """A number that may be a slip: 'Is this right? Check the unit.' It is accepted all the same (instrument B6)."""

    item: str
    value: Decimal
    low: Decimal
    high: Decimal


def implausible(questionnaire: Questionnaire, answers: Answers) -> tuple[Implausible, ...]:
    """Numbers outside their plausible range, in the order of the questionnaire."""
    found = []
    for item in questionnaire.items():
        answer = answers.items.get(item.id)
        if not isinstance(item, Number) or item.plausible is None or answer is None:
            continue
        low, high = item.plausible
        if isinstance(answer.value, Decimal) and not low <= answer.value <= high:
            found.append(Implausible(item.id, answer.value, low, high))
    return tuple(found)
