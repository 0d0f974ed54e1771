"""What can be changed in a set of answers, one question at a time, and what each change takes (design 5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from questionnaires.answers import UNANSWERED, Answer, Answers, State
from questionnaires.conditions import Condition, references
from questionnaires.definition import EvidenceKind, Group, Member, Questionnaire, SingleChoice, YesNo
from scoring.engine import score
from scoring.evidence import KINDS
from scoring.model import CompiledModel
from scoring.outcome import ItemOutcome, Outcome

MoveKind = Literal["raise", "answer", "evidence"]


@dataclass(frozen=True, slots=True)
class Move:
    """One thing to do: choose a higher option, answer, or show evidence for the answer that was given."""

    item: str
    kind: MoveKind
    from_option: str | None
    """Option key, 'yes' or 'no'; None where there was no answer."""
    to_option: str
    effort: Decimal
    evidence: tuple[EvidenceKind, ...] = ()
    """Kinds that must still be accepted."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One option of a question that can be moved, lowest first."""

    key: str
    value: str | bool
    points: Decimal
    effort: Decimal
    verifiable: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One way a question may end up: as it is (``move`` None) or after a move."""

    move: Move | None
    answer: Answer
    value: Any
    """The counted value, as conditions read it."""
    share: float
    """Counted points over best points."""
    answered: bool
    verifiable: bool
    verified: bool


def movable(model: CompiledModel, answers: Answers, outcome: Outcome) -> dict[str, tuple[Choice, ...]]:
    """For each question that may change, in the order of the questionnaire: as it is, then its moves, lowest first."""
    questionnaire = model.questionnaire
    open_items = tuple(_open(questionnaire, answers, outcome))
    ladders = {item.id: rungs(item, questionnaire.scoring.verified_from_step) for item in open_items}
    found = {item.id: item for item in outcome.items}
    choices: dict[str, list[Choice]] = {}
    for item in open_items:
        choices[item.id] = [_as_is(answers.items.get(item.id, UNANSWERED), ladders[item.id], found[item.id])]
    for place in range(max((len(ladder) for ladder in ladders.values()), default=0)):
        tried = {name: ladder[place] for name, ladder in ladders.items() if place < len(ladder)}
        missing = _missing(model, answers, tried)
        for name, rung in tried.items():
            given = answers.items.get(name, UNANSWERED)
            move = _move(name, ladders[name], place, found[name].claimed_option, missing[name], questionnaire)
            if move is not None:
                choices[name].append(_moved(move, given, rung, ladders[name]))
    return {name: tuple(ways) for name, ways in choices.items() if len(ways) > 1}


def rungs(item: SingleChoice | YesNo, verified_from: int) -> tuple[Rung, ...]:
    """The options lowest first; of a yes/no question the one that earns most comes last and takes the effort."""
    if isinstance(item, SingleChoice):
        return tuple(
            Rung(option.key, option.key, option.points, option.effort, place >= verified_from)
            for place, option in enumerate(item.options)
        )
    points = {True: item.yes_points, False: item.no_points}
    best = item.yes_points >= item.no_points
    return tuple(
        Rung(
            "yes" if value else "no",
            value,
            points[value] if item.scored else Decimal(0),
            item.effort,
            value is best and item.scored and points[value] > 0,
        )
        for value in (not best, best)
    )


def read_elsewhere(questionnaire: Questionnaire) -> frozenset[str]:
    """References that decide which questions show, which evidence will do, or which sector figure holds."""
    conditions: list[Condition | None] = list(_visibility(questionnaire.groups))
    conditions += [route.when for route in questionnaire.evidence_routes]
    conditions += [row.when for table in questionnaire.references for row in table.rows]
    return frozenset(name for one in conditions if one is not None for name in references(one))


def _visibility(members: tuple[Member, ...]) -> Iterator[Condition | None]:
    for member in members:
        yield member.when
        if isinstance(member, Group):
            yield from _visibility(member.members)


def _open(questionnaire: Questionnaire, answers: Answers, outcome: Outcome) -> Iterator[SingleChoice | YesNo]:
    frozen = read_elsewhere(questionnaire)
    rules = [gate.met for gate in questionnaire.gates]
    rules += [gate.when for gate in questionnaire.gates if gate.when is not None]
    rules += [need.condition for level in questionnaire.levels for need in level.requires]
    asked = {name for rule in rules for name in references(rule)}
    outcomes = {item.id: item for item in outcome.items}
    for item in questionnaire.items():
        if not isinstance(item, SingleChoice | YesNo) or f"answers.{item.id}" in frozen:
            continue
        found, given = outcomes[item.id], answers.items.get(item.id, UNANSWERED)
        if found.state in ("hidden", "pooled") or given.state is State.NOT_APPLICABLE:
            continue
        if found.state != "unscored" or f"answers.{item.id}" in asked:
            yield item


def _missing(
    model: CompiledModel, answers: Answers, tried: Mapping[str, Rung]
) -> dict[str, tuple[EvidenceKind, ...]]:
    """The evidence that each of these options would still lack; nothing else reads these questions' answers."""
    items = dict(answers.items)
    for name, rung in tried.items():
        given = items.get(name, UNANSWERED)
        items[name] = replace(given, state=State.ANSWERED, value=rung.value, reason=None)
    outcome = score(model, replace(answers, items=items))
    return {item.id: tuple(kind for kind in KINDS if kind in item.missing_evidence) for item in outcome.items}


def _as_is(given: Answer, ladder: tuple[Rung, ...], found: ItemOutcome) -> Choice:
    by_key = {rung.key: rung for rung in ladder}
    counted = by_key.get(found.counted_option or "")
    claimed = by_key.get(found.claimed_option or "")
    return Choice(
        None,
        given,
        None if counted is None else counted.value,
        0.0 if counted is None else _share(counted, ladder),
        claimed is not None,
        claimed is not None and claimed.verifiable,
        given.confirmed or (bool(given.accepted) and claimed is counted),
    )


def _move(
    item: str,
    ladder: tuple[Rung, ...],
    place: int,
    claimed: str | None,
    missing: tuple[EvidenceKind, ...],
    questionnaire: Questionnaire,
) -> Move | None:
    """The move to this option, when it is one: not below the answer given, nor to where it stands already."""
    start = next((number for number, rung in enumerate(ladder) if rung.key == claimed), None)
    if start is not None and (place < start or (place == start and not missing)):
        return None
    steps = ladder[(0 if start is None else start) + 1 : place + 1]
    effort = sum((rung.effort for rung in steps), Decimal(0))
    if missing:
        effort += questionnaire.scoring.evidence_effort
    kind: MoveKind = "answer" if start is None else "evidence" if place == start else "raise"
    return Move(item, kind, claimed, ladder[place].key, effort, missing)


def _moved(move: Move, given: Answer, rung: Rung, ladder: tuple[Rung, ...]) -> Choice:
    accepted = (*given.accepted, *move.evidence)
    answer = replace(given, state=State.ANSWERED, value=rung.value, reason=None, accepted=accepted)
    verified = given.confirmed or bool(accepted)
    return Choice(move, answer, rung.value, _share(rung, ladder), True, rung.verifiable, verified)


def _share(rung: Rung, ladder: tuple[Rung, ...]) -> float:
    best = max(one.points for one in ladder)
    return float(rung.points / best) if best else 0.0
