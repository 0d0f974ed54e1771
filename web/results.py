"""What people see of an outcome: the wheel, what is strong, what to do next, and why a level is not reached."""

from dataclasses import dataclass

from markupsafe import Markup

from certificates import findings
from certificates.results import level_named, next_level, theme_groups, wheel_of
from certificates.wheel import Size
from certificates.wheel_svg import render as wheel_svg
from questionnaires.definition import Questionnaire
from scoring import Outcome
from web.i18n import gettext as _
from web.i18n import language, ngettext, text

MOST = 3


@dataclass(frozen=True, slots=True)
class Strong:
    """One question that earns its full share, or nearly."""

    theme: str
    question: str
    said: str


@dataclass(frozen=True, slots=True)
class AdviceCard:
    """One action that gains most, in its theme."""

    item_id: str
    theme: str
    theme_name: str
    gap: str
    title: str
    text: str
    cost: str


def strong_points(questionnaire: Questionnaire, outcome: Outcome) -> tuple[Strong, ...]:
    """The three questions that do best as the respondent says, best first; of one theme at most two."""
    best = findings.strong(questionnaire, outcome, counted=False, most=MOST, each_theme=2)
    return tuple(
        Strong(one.theme, text(one.item.question), one.said(language(), counted=False)) for one in best
    )


def advice_cards(
    questionnaire: Questionnaire,
    outcome: Outcome,
    hidden: frozenset[str] = frozenset(),
    *,
    counted: bool = False,
) -> tuple[AdviceCard, ...]:
    """The three actions that gain most for their effort; one for each theme where that can be.

    ``counted``: beside the points that were shown, else beside those that were filled in.
    """
    return tuple(
        _card(step, outcome, counted=counted)
        for step in findings.steps(questionnaire, outcome, most=MOST, hidden=hidden)
    )


def _card(step: findings.Step, outcome: Outcome, *, counted: bool) -> AdviceCard:
    found, advice = step.found, step.advice
    group = next(one for one in outcome.groups if one.id == found.group.id)
    score = group.counted if counted else group.claimed
    points = "–" if score is None else str(score // 10**outcome.decimals)
    return AdviceCard(
        item_id=found.item.id,
        theme=found.theme,
        theme_name=text(found.group.title),
        gap=_("now %(points)s points", points=points),
        title=found.name(language()),
        text=text(advice.text),
        cost=ngettext(
            "effort %(effort)s of 5, about %(num)s month",
            "effort %(effort)s of 5, about %(num)s months",
            advice.months,
            effort=advice.effort,
        ),
    )


def level_missing(questionnaire: Questionnaire, outcome: Outcome) -> tuple[str, ...]:
    """What the next level still asks, in words, most important first."""
    goal = next_level(questionnaire, outcome)
    if goal is None:
        return ()
    standing = next(level for level in outcome.levels if level.id == goal.id)
    unit = 10**outcome.decimals
    titles = {group.id: text(group.title) for group in questionnaire.groups}
    needs = {requirement.id: text(requirement.message) for requirement in goal.requires}
    found = []
    for rule in standing.rules:
        if rule.met:
            continue
        required = (rule.required or 0) / unit
        has = (rule.actual or 0) // unit
        percent = (rule.actual or 0) // 100
        wanted = (rule.required or 0) // 100
        found.append(
            {
                "total": _("Total: %(has)s of %(wanted)s points", has=has, wanted=f"{required:g}"),
                "theme": _("%(theme)s: %(has)s of %(wanted)s points", theme=titles.get(rule.subject or "", ""),
                           has=has, wanted=f"{required:g}"),
                "group": _("%(theme)s: %(has)s of %(wanted)s points", theme=titles.get(rule.subject or "", ""),
                           has=has, wanted=f"{required:g}"),
                "coverage": _("Answered: %(has)s of %(wanted)s per cent", has=percent, wanted=wanted),
                "verified": _("Checked: %(has)s of %(wanted)s per cent", has=percent, wanted=wanted),
                "not_applicable": _("Not applicable: %(has)s, at most %(wanted)s per cent", has=percent, wanted=wanted),
                "theme_scored": _("%(theme)s: too few answers", theme=titles.get(rule.subject or "", "")),
                "requirement": needs.get(rule.subject or "", ""),
            }[rule.kind]
        )  # fmt: skip
    return tuple(found)


def caps(questionnaire: Questionnaire, outcome: Outcome) -> tuple[str, ...]:
    """What caps the level: the messages of the gates that are not met."""
    gates = {gate.id: gate for gate in questionnaire.gates}
    return tuple(text(gates[gate.id].message) for gate in outcome.gates if gate.applies and not gate.met)


def ladder(questionnaire: Questionnaire) -> list[dict[str, object]]:
    """The levels as the ladder shows them."""
    return [
        {
            "number": level.number,
            "name": text(level.name),
            "rule": _("Taking part honestly")
            if level.total is None
            else _("Total %(points)s or more", points=int(level.total)),
        }
        for level in questionnaire.levels
    ]


def level_number(questionnaire: Questionnaire, level_id: str | None) -> int:
    """The number of a level; 0 for none."""
    level = level_named(questionnaire, level_id)
    return 0 if level is None else level.number


def wheels(
    questionnaire: Questionnaire,
    outcome: Outcome,
    *,
    verified: bool,
    claims: bool = True,
    limits: bool = False,
    grow: bool = False,
) -> tuple[Markup, Markup]:
    """The wheel for wide and for narrow screens; the style sheet shows the one that fits."""
    spoken = language()
    wheel = wheel_of(questionnaire, outcome, language=spoken, verified=verified, claims=claims, limits=limits)
    wide, narrow = (
        Markup(wheel_svg(wheel, size=size, language=spoken, prefix=f"wheel-{size}", grow=grow))  # noqa: S704 - escapes
        for size in (Size.DESKTOP, Size.PHONE)
    )
    return wide, narrow


def theme_rows(
    questionnaire: Questionnaire, outcome: Outcome, *, claimed: bool = False
) -> tuple[dict[str, object], ...]:
    """Each theme with its points, for the list under a wheel; ``claimed`` shows what was filled in, as an outline."""
    scores = {group.id: group for group in outcome.groups}
    unit = 10**outcome.decimals
    return tuple(
        {
            "theme": group.theme,
            "name": group.title[language()],
            "points": _shown(scores[group.id].claimed if claimed else scores[group.id].counted, unit),
            "claimed_points": _shown(scores[group.id].claimed, unit),
            "claimed": claimed,
        }
        for group in theme_groups(questionnaire)
    )


def _shown(units: int | None, unit: int) -> float | None:
    return None if units is None else units / unit
