"""Figures, scoring, levels and gates of the published catalogue are those of the blueprint (its B6, D1 to D3, A2)."""

from typing import Any, NamedTuple

import pytest

from questionnaires import load
from questionnaires.definition import Group, Number, Questionnaire
from tests.questionnaires.test_catalogue import placed, published, written

LEVELLED = ["company-self", "institution"]


class Figure(NamedTuple):
    """One row of B6: ``ratio`` to a reference, ``falls`` when a yearly fall counts as progress."""

    theme: str
    soft: tuple[int, int]
    hard: tuple[int, int]
    points: str
    vsme: tuple[str, ...]
    ratio: bool
    falls: bool


FIGURES = {
    "n-electricity": Figure(
        "clean_energy",
        (10, 600),
        (0, 5000),
        "0.5→100 0.8→75 1→50 1.5→20 2.5→0",
        ("B3",),
        ratio=True,
        falls=True,
    ),
    "n-gas": Figure(
        "clean_energy", (0, 40), (0, 300), "0→100 0.5→80 1→50 1.5→20 2.5→0", ("B3",), ratio=True, falls=True
    ),
    "n-own-generation": Figure(
        "clean_energy", (0, 120), (0, 400), "0→0 10→30 30→60 60→85 100→100", ("B3",), ratio=False, falls=False
    ),
    "n-residual-waste": Figure(
        "sustainable_enterprise",
        (5, 1000),
        (0, 20000),
        "0.3→100 0.7→75 1→50 1.5→25 3→0",
        ("B7",),
        ratio=True,
        falls=True,
    ),
    "n-training-hours": Figure(
        "education_development",
        (0, 120),
        (0, 600),
        "0→0 8→40 16→60 24→80 40→100",
        ("B10",),
        ratio=False,
        falls=False,
    ),
    "n-commute-car": Figure(
        "smart_mobility", (0, 100), (0, 100), "20→100 40→70 60→40 80→15 100→0", (), ratio=False, falls=True
    ),
}
# Of a school no reference for residual waste is known, and its waste does not come from its workers.
ASKED = [(code, name) for code in ("C", "I") for name in FIGURES if (code, name) != ("I", "n-residual-waste")]
LEVELS: dict[str, tuple[int | None, ...]] = {
    # D2: total, each theme, coverage, verified, not applicable at most, and that of a small firm, months
    "aware": (None, None, 60, None, 40, None, 12),
    "active": (35, 15, 75, 25, 35, None, 24),
    "advanced": (55, 35, 85, 50, 25, 35, 24),
    "front_runner": (75, 50, 95, 75, 20, 35, 24),
}
SECOND_VIEW = {"any": [{"ge": ["facts.student_scans", "1"]}, {"ge": ["facts.peer_visits", "1"]}]}
REQUIRED: dict[str, list[Any]] = {
    "aware": [{"ge": ["facts.actions_chosen", "1"]}],
    "active": [{"ge": ["facts.actions_planned", "2"]}],
    "advanced": [
        {"ge": ["facts.actions_finished", "2"]},
        {"ge": ["answers.knowledge-sharing", "1"]},
        SECOND_VIEW,
    ],
    "front_runner": [
        {"ge": ["facts.actions_finished", "3"]},
        {"ge": ["facts.actions_with_others", "1"]},
        {"ge": ["answers.knowledge-sharing", "3"]},
        {"ge": ["answers.mvo-vision", "3"]},
        {"ge": ["answers.honest-claims", "2"]},
        SECOND_VIEW,
        {"is": ["facts.alliance_review", True]},
    ],
}
GATES: dict[str, tuple[Any, str | None]] = {  # D3: what must be, and the highest level that stays open
    "pay-not-denied": ({"not": {"is": ["answers.g1-pay", "not-everyone"]}}, None),
    "pay-declared": ({"in": ["answers.g1-pay", ["no-employees", "everyone"]]}, "aware"),
    "safety-basics": ({"ge": ["answers.safe-work", "2"]}, "aware"),
    "safety-risk-assessment": ({"is": ["answers.g2-risk-assessment", "current"]}, "aware"),
    "young-people-not-denied": (
        {"not": {"in": ["answers.g3-young-people", ["not-recognised", "unsafe-work"]]}},
        None,
    ),
    "young-people-declared": ({"in": ["answers.g3-young-people", ["other-interns", "in-order"]]}, "aware"),
    "integrity-not-denied": ({"not": {"is": ["answers.g4-integrity", "unrepaired"]}}, None),
    "integrity-declared": ({"in": ["answers.g4-integrity", ["repaired", "none"]]}, "aware"),
    "respect-contact": ({"ge": ["answers.respect-at-work", "2"]}, "active"),
    "respect-confidant": ({"ge": ["answers.respect-at-work", "3"]}, "advanced"),
    "energy-duty": ({"in": ["answers.g6-energy-duty", ["fulfilled", "below-limit"]]}, "active"),
    "substances-stored": ({"ge": ["answers.hazardous-substances", "2"]}, "aware"),
}


def groups_of(questionnaire: Questionnaire) -> list[Group]:
    inner = [one for group in questionnaire.groups for one in group.members if isinstance(one, Group)]
    return [*questionnaire.groups, *inner]


@pytest.mark.parametrize(("code", "name"), ASKED)
def test_figure_is_scored_as_the_blueprint_says(code, name):
    expected = FIGURES[name]
    found, theme = placed(code)[name]
    assert isinstance(found, Number)
    assert found.score is not None
    assert (theme, found.weight) == (expected.theme, 1)
    assert (found.plausible, (found.minimum, found.maximum)) == (expected.soft, expected.hard)
    assert " ".join(f"{value}→{points}" for value, points in found.score.points) == expected.points
    assert (found.score.reference is not None) == expected.ratio
    assert found.score.needs == ("document",)
    assert found.mappings.vsme == expected.vsme
    progress = found.score.progress
    assert (progress is not None) == expected.falls
    if progress is not None:
        assert (progress.direction, progress.percent, progress.points) == ("fall", 5, 60)


@pytest.mark.parametrize("code", ["C", "I"])
def test_figures_are_given_all_or_none_and_weigh_at_most_a_tenth_of_their_theme(code):
    packages = [one for one in groups_of(published(code)) if one.id.endswith("_figures")]
    assert {item.id for one in packages for item in one.members} == {
        name for own, name in ASKED if own == code
    }
    assert all(one.all_or_none and one.share_at_most == 10 for one in packages)


@pytest.mark.parametrize("code", ["C", "I"])
def test_figures_about_few_people_are_private(code):
    private = {name for own, name in ASKED if own == code and placed(code)[name][0].private_when is not None}
    assert private == {"n-training-hours", "n-commute-car"}
    assert all(
        written(placed(code)[name][0].private_when) == {"lt": ["profile.staff", "5"]} for name in private
    )


@pytest.mark.parametrize("code", ["C", "I"])
def test_levels_rest_on_the_rules_of_d1(code):
    scoring = published(code).scoring
    assert (scoring.dont_know, scoring.dont_know_for_level) == ("left_out", "zero")
    assert (scoring.aggregation, scoring.verified_from_step) == ("arithmetic", 2)
    themes = [one for one in published(code).groups if one.theme]
    assert [one.weight for one in themes] == [1] * 5
    assert [one.enough.items for one in themes] == [3] * 5


def test_student_does_not_know_without_loss():
    assert published("S").scoring.dont_know == "left_out"


@pytest.mark.parametrize("slug", LEVELLED)
def test_levels_ask_what_d2_asks(slug):
    found = load(slug)
    assert [level.id for level in found.levels] == list(LEVELS)
    for level in found.levels:
        limit = level.not_applicable
        assert limit is not None
        micro = limit.exceptions[0].at_most if limit.exceptions else None
        assert LEVELS[level.id] == (
            level.total,
            level.each_theme,
            level.coverage,
            level.verified,
            limit.at_most,
            micro,
            level.valid_months,
        )
        assert all(written(one.when) == {"lt": ["profile.staff", "10"]} for one in limit.exceptions)
        assert level.every_theme_scored == (level.id == "front_runner")
        asked = [
            one for one in REQUIRED[level.id] if slug == "company-self" or "honest-claims" not in str(one)
        ]
        assert [written(one.condition) for one in level.requires] == asked


@pytest.mark.parametrize("slug", LEVELLED)
def test_gates_knock_out_as_d3_says(slug):
    gates = {gate.id: (written(gate.met), gate.cap) for gate in load(slug).gates}
    of_companies = {name for name in GATES if name.startswith("young-people")}
    assert gates == {
        name: GATES[name] for name in GATES if slug == "company-self" or name not in of_companies
    }


def test_gates_apply_where_they_can():
    when = {gate.id: written(gate.when) for gate in load("company-self").gates}
    staff = {"ge": ["profile.staff", "2"]}
    interns = {"is": ["profile.interns", True]}
    either = {"any": [staff, interns]}
    assert when["pay-not-denied"] == staff
    assert when["safety-risk-assessment"] == when["respect-contact"] == when["respect-confidant"] == either
    assert when["young-people-not-denied"] == interns
    assert when["substances-stored"] == {"is": ["profile.hazardous", True]}
    assert when["safety-basics"] is when["integrity-not-denied"] is when["energy-duty"] is None


@pytest.mark.parametrize("slug", [*LEVELLED, "internship-company"])
def test_small_firms_may_show_other_evidence(slug):
    """The micro route of A2: told and confirmed, or two observations, up to step 3; one dated thing for step 4."""
    routes = [(written(one.when), one.replaces, one.by, one.steps) for one in load(slug).evidence_routes]
    small = {"lt": ["profile.staff", "10"]}
    assert routes == [
        (small, "document", (("testimony",), ("observation", "observation")), ("1", "2", "3")),
        (small, "document", (("observation",),), ("4",)),
    ]


def test_every_theme_has_a_control_in_the_scans_of_a_company():
    """A5: two answers of one theme that hardly go together ask 'is this right?'."""
    for code in ("S", "C"):
        themes = set()
        for check in published(code).double_checks:
            first = str(written(check.when)).split("answers.")[1].split("'")[0]
            themes.add(placed(code)[first][1])
        assert len(themes - {None}) == 5
