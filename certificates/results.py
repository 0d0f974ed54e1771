"""From an Outcome to what people see of it: the wheel with its limits, the level by name, the strongest theme."""

from certificates.wheel import Hub, Language, ThemeScore, Wheel
from questionnaires.definition import Group, Level, Questionnaire
from scoring.outcome import Outcome


def theme_groups(questionnaire: Questionnaire) -> tuple[Group, ...]:
    """The top groups that stand for a theme of the wheel, in the questionnaire's order."""
    return tuple(group for group in questionnaire.groups if group.theme is not None)


def has_wheel(questionnaire: Questionnaire) -> bool:
    """Whether the questionnaire covers the five themes, so that its result can be drawn as the wheel."""
    return (
        len({group.theme for group in theme_groups(questionnaire)}) == len(theme_groups(questionnaire)) == 5
    )


def level_named(questionnaire: Questionnaire, level_id: str | None) -> Level | None:
    """The level with this id, or None."""
    return next((level for level in questionnaire.levels if level.id == level_id), None)


def next_level(questionnaire: Questionnaire, outcome: Outcome) -> Level | None:
    """The first level that is not held; None at the top, or where there are no levels."""
    reached = level_named(questionnaire, outcome.level)
    above = 0 if reached is None else reached.number
    return next((level for level in questionnaire.levels if level.number > above), None)


def theme_limit(level: Level | None, group: Group) -> float | None:
    """What ``level`` asks of a theme at least, in points of 100; None where it asks nothing."""
    limits = [] if level is None else [level.each_theme, level.groups.get(group.id)]
    asked = [float(limit) for limit in limits if limit is not None]
    return max(asked) if asked else None


def points_of(units: int | None, decimals: int) -> float | None:
    """A score in points of 100."""
    return None if units is None else units / 10**decimals


def wheel_of(
    questionnaire: Questionnaire,
    outcome: Outcome,
    *,
    language: Language,
    verified: bool,
    claims: bool = True,
    limits: bool = True,
) -> Wheel:
    """The wheel of an outcome. Raises ValueError where the questionnaire does not cover the five themes.

    ``verified``: a reviewer settled it, so counted scores are drawn solid and the level stands in the hub; otherwise
    only claims are drawn, as outlines. ``claims`` and ``limits`` say whether these are drawn as well.
    """
    scores = {group.id: group for group in outcome.groups}
    goal = next_level(questionnaire, outcome) if limits else None
    level = level_named(questionnaire, outcome.level) if verified else None
    return Wheel(
        scores=tuple(
            ThemeScore(
                theme=str(group.theme),
                name=group.title[language],
                claimed=points_of(scores[group.id].claimed, outcome.decimals)
                if claims or not verified
                else None,
                verified=points_of(scores[group.id].counted, outcome.decimals) if verified else None,
                limit=theme_limit(goal, group),
            )
            for group in theme_groups(questionnaire)
        ),
        hub=None if level is None else Hub(str(level.number), level.name[language]),
    )


def strongest_theme(questionnaire: Questionnaire, outcome: Outcome) -> str | None:
    """The theme with the highest counted score; of equals the first in the questionnaire; None without scores."""
    scores = {group.id: group.counted for group in outcome.groups}
    scored = [
        (scores[group.id], group) for group in theme_groups(questionnaire) if scores[group.id] is not None
    ]
    best = max(scored, key=lambda pair: pair[0] or 0, default=None)
    return None if best is None else best[1].theme


def profile_options(questionnaire: Questionnaire, field_id: str, language: Language) -> dict[str, str]:
    """The choices of a profile field in words, by id, in their order; none for a field that has no choices."""
    field = next((one for one in questionnaire.profile if one.id == field_id), None)
    return {} if field is None else {option.id: option.text[language] for option in field.options}
