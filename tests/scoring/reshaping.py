"""The same questionnaire in another shape: other weights, another order, without a question; and its best answers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from questionnaires.answers import Answer, Answers, State
from questionnaires.conditions import (
    All,
    Answered,
    AnyOf,
    Condition,
    Ge,
    Gt,
    references,
)
from questionnaires.definition import (
    Date,
    Enough,
    FreeText,
    Group,
    Item,
    Level,
    Member,
    MultipleChoice,
    Number,
    Questionnaire,
    Reason,
    SingleChoice,
    YesNo,
)
from scoring import Outcome
from tests.questionnaires.strategies import answers_for, questionnaires, values_for
from tests.scoring.oracle import Oracle

NOT_HERE = Reason(id="not-here", text={"nl": "niet hier", "en": "not here"})
LEFT_OUT = Answer(State.NOT_APPLICABLE, reason=NOT_HERE.id)


def members_of(questionnaire: Questionnaire) -> Iterator[Member]:
    """Every group and every item."""
    waiting: list[Member] = list(questionnaire.groups)
    while waiting:
        member = waiting.pop()
        yield member
        waiting += member.members if isinstance(member, Group) else ()


def reshaped(questionnaire: Questionnaire, change: Callable[[Member], Member]) -> Questionnaire:
    """With every group and item changed, innermost first."""

    def enter(member: Any) -> Any:
        if isinstance(member, Group):
            member = member.model_copy(update={"members": tuple(map(enter, member.members))})
        return change(member)

    return questionnaire.model_copy(update={"groups": tuple(map(enter, questionnaire.groups))})


def reweighed(questionnaire: Questionnaire, weight: Callable[[Member], Decimal]) -> Questionnaire:
    """With other weights."""
    return reshaped(questionnaire, lambda member: member.model_copy(update={"weight": weight(member)}))


def offering_not_applicable(questionnaire: Questionnaire) -> Questionnaire:
    """With 'not applicable' at every question, for the reason ``NOT_HERE``."""
    reasons = {"not_applicable": (NOT_HERE,)}
    return reshaped(
        questionnaire,
        lambda member: member if isinstance(member, Group) else member.model_copy(update=reasons),
    )


def without(questionnaire: Questionnaire, item: str) -> Questionnaire:
    """Without one question."""

    def change(member: Member) -> Member:
        if not isinstance(member, Group):
            return member
        kept = tuple(inner for inner in member.members if inner.id != item)
        return member.model_copy(update={"members": kept})

    return reshaped(questionnaire, change)


def inside(member: Member) -> Iterator[Member]:
    """The member itself and everything in it."""
    yield member
    if isinstance(member, Group):
        for inner in member.members:
            yield from inside(inner)


@st.composite
def shuffled(draw: Any, questionnaire: Questionnaire) -> Questionnaire:
    """With the members of every group, and the groups, in another order.

    Conditions only look back, so what decides whether a member shows stays before it.
    """

    def order(members: Any) -> Any:
        left, found = list(members), []
        while left:
            after = {
                member.id: {name for one in inside(member) if one.when for name in references(one.when)}
                for member in left
            }
            names = {member.id: {f"answers.{one.id}" for one in inside(member)} for member in left}
            ready = [
                member
                for member in left
                if not any(after[member.id] & names[other.id] for other in left if other is not member)
            ]
            found.append(draw(st.sampled_from(ready)))
            left.remove(found[-1])
        return tuple(found)

    def change(member: Member) -> Member:
        if not isinstance(member, Group):
            return member
        return member.model_copy(update={"members": order(member.members)})

    found = reshaped(questionnaire, change)
    return found.model_copy(update={"groups": order(found.groups)})


def just_reached(questionnaire: Questionnaire, outcome: Outcome) -> Questionnaire:
    """With one level instead of all: the highest that this outcome reaches, but for its gates."""
    one = Decimal(1).scaleb(-outcome.decimals)
    held = {group.id: group.for_level * one for group in outcome.groups if group.for_level is not None}
    coverage, verified = (
        Decimal(100 * part // whole) if whole else None
        for part, whole in (outcome.coverage, outcome.verified)
    )
    level = Level(
        id="border",
        number=1,
        name=NOT_HERE.text,
        total=held.pop("", None),
        groups=held,
        coverage=coverage,
        verified=verified,
    )
    gates = tuple(gate.model_copy(update={"cap": None}) for gate in questionnaire.gates)
    return questionnaire.model_copy(update={"levels": (level,), "gates": gates})


# -- conditions ---------------------------------------------------------------------------------------------------


def deciding(questionnaire: Questionnaire) -> set[str]:
    """References that decide what shows, which evidence will do, or which reference figure holds."""
    conditions = [member.when for member in members_of(questionnaire)]
    conditions += [route.when for route in questionnaire.evidence_routes]
    conditions += [row.when for table in questionnaire.references for row in table.rows]
    return {name for one in conditions if one is not None for name in references(one)}


def judging(questionnaire: Questionnaire) -> Iterator[Condition]:
    """What gates, requirements, exceptions of limits and double checks read."""
    for gate in questionnaire.gates:
        yield from (one for one in (gate.when, gate.met) if one is not None)
    for level in questionnaire.levels:
        yield from (need.condition for need in level.requires)
        yield from (one.when for one in (level.not_applicable.exceptions if level.not_applicable else ()))
    yield from (check.when for check in questionnaire.double_checks)


def asks_for_at_least(condition: Condition, reference: str) -> bool:
    """Whether a higher answer can only help: the condition reads it as 'answered' or 'at least', and nothing else."""
    if reference not in references(condition):
        return True
    match condition:
        case All(all=parts) | AnyOf(any=parts):
            return all(asks_for_at_least(part, reference) for part in parts)
        case Ge() | Gt() | Answered():
            return True
    return False


# -- cases -------------------------------------------------------------------------------------------------------


@st.composite
def full_cases(draw: Any) -> tuple[Questionnaire, Answers]:
    """A questionnaire without least numbers of answers, and every question answered, with its evidence.

    Of what is drawn freely most has no score, or one question that earns it all; here many questions earn something.
    """
    questionnaire = reshaped(
        draw(questionnaires()),
        lambda member: (
            member.model_copy(update={"enough": Enough()}) if isinstance(member, Group) else member
        ),
    )
    answers = draw(answers_for(questionnaire))
    given = {
        item.id: Answer(State.ANSWERED, draw(values_for(item)), confirmed=True)
        for item in questionnaire.items()
    }
    return questionnaire, replace(answers, items=given)


# -- answers ------------------------------------------------------------------------------------------------------


def answering(answers: Answers, **changes: Answer | None) -> Answers:
    """The same with other answers; None takes one away."""
    items = dict(answers.items) | changes
    return replace(answers, items={item: answer for item, answer in items.items() if answer is not None})


def best_value(questionnaire: Questionnaire, item: Item, answers: Answers) -> Any:
    """The answer that earns most; None where the best cannot be given, or nothing is scored."""
    match item:
        case SingleChoice():
            return item.options[-1].key
        case MultipleChoice():
            return frozenset(option.key for option in item.options)
        case YesNo():
            return item.yes_points >= item.no_points
        case Number() if item.score is not None:
            return _best_number(questionnaire, item, answers)
        case Number():
            return item.minimum
        case FreeText():
            return "words"
        case Date():
            return None


def _best_number(questionnaire: Questionnaire, item: Number, answers: Answers) -> Decimal | None:
    assert item.score is not None
    oracle = Oracle(questionnaire, Answers({}, answers.profile, answers.facts))
    reference = oracle.reference(item) if item.score.reference else Fraction(1)
    if reference is None:
        return item.minimum
    unit = Fraction(1, 10**item.decimals)
    for place, points in item.score.points:
        value = Fraction(place) * reference
        if points == oracle.best(item) and item.minimum <= value <= item.maximum and value % unit == 0:
            return Decimal(int(value / unit)).scaleb(-item.decimals)
    return None


def best_answers(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """Every question answered as well as it can be, with all evidence; profile and facts as they are.

    A number that cannot be exactly its best, for its decimals or its range, is not applicable.
    """

    def best(item: Item) -> Answer:
        value = best_value(questionnaire, item, answers)
        if value is None:
            return LEFT_OUT
        return Answer(State.ANSWERED, value, confirmed=True)

    return replace(answers, items={item.id: best(item) for item in questionnaire.items()})


@st.composite
def raised(draw: Any, item: Item, given: Answer) -> Answer:
    """The same answer or a higher one, with the same evidence."""
    value: Any = given.value
    match item:
        case SingleChoice():
            keys = [option.key for option in item.options]
            return replace(given, value=draw(st.sampled_from(keys[keys.index(value) :])))
        case MultipleChoice():
            return replace(
                given, value=value | draw(st.frozensets(st.sampled_from([o.key for o in item.options])))
            )
        case YesNo():
            return replace(given, value=draw(st.sampled_from((value, item.yes_points >= item.no_points))))
    raise AssertionError(item)
