"""What a class sees of its round: each question with a leaf, a seedling or a tree, the wheel, and things to do."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from certificates.results import theme_groups, wheel_of
from certificates.wheel import Hub, Size
from certificates.wheel_svg import render as wheel_svg
from scan.use_cases.classroom import OpenRound, VotedQuestion
from scan.use_cases.opening import items_of
from scoring import Outcome
from web.i18n import language, ngettext, text

MOST_ACTIONS = 4


@dataclass(frozen=True, slots=True)
class ClassAnswer:
    """One question on the poster."""

    theme: str
    question: str
    step: int | None
    """From 0: which picture; None where the class did not vote."""
    title: str
    said: str
    divided: bool
    counts: tuple[tuple[str, int], ...]
    """(title of the option, votes)."""


def answers_of(found: OpenRound) -> tuple[ClassAnswer, ...]:
    """Every question of the round with what the class said."""
    themes = {
        item.id: str(group.theme) for group in theme_groups(found.questionnaire) for item in items_of(group)
    }
    return tuple(_answer(one, themes.get(one.item.id, "")) for one in found.questions)


def _answer(one: VotedQuestion, theme: str) -> ClassAnswer:
    keys = [option.key for option in one.item.options]
    step = None if one.answer is None else keys.index(one.answer)
    option = None if step is None else one.item.options[step]
    return ClassAnswer(
        theme=theme,
        question=text(one.item.question),
        step=step,
        title="" if option is None or option.title is None else text(option.title),
        said="" if option is None else text(option.text),
        divided=one.divided,
        counts=tuple(
            (text(each.title or each.text), one.tally.counts[each.key]) for each in one.item.options
        ),
    )


def class_wheels(found: OpenRound, outcome: Outcome) -> tuple[Markup, Markup]:
    """The wheel for wide and narrow screens; in the hub stands how many trees the class found, never a level."""
    trees = sum(one.answer == one.item.options[-1].key for one in found.questions)
    spoken = language()
    wheel = replace(
        wheel_of(found.questionnaire, outcome, language=spoken, verified=True, claims=False, limits=False),
        hub=Hub(str(trees), ngettext("tree", "trees", trees)),
    )
    wide, narrow = (
        Markup(wheel_svg(wheel, size=size, language=spoken, prefix=f"wheel-{size}"))  # noqa: S704 - escapes
        for size in (Size.DESKTOP, Size.PHONE)
    )
    return wide, narrow


def actions(found: OpenRound) -> tuple[tuple[str, str], ...]:
    """(question, what the class can do) where most can still grow, lowest answers first; the class chooses one."""
    chances: list[tuple[int, str, str]] = []
    for one in found.questions:
        keys = [option.key for option in one.item.options]
        advice = next((each for each in one.item.advice if one.answer in each.steps), None)
        if one.answer is not None and advice is not None:
            chances.append((keys.index(one.answer), text(one.item.question), text(advice.text)))
    chances.sort(key=lambda chance: chance[0])
    return tuple((question, advice) for _step, question, advice in chances[:MOST_ACTIONS])
