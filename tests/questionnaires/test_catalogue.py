"""The published catalogue is what the blueprint of the instrument says."""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from questionnaires import load
from questionnaires.definition import Group, Item, Member, Number, Questionnaire
from tests.questionnaires.blueprint import AUDIENCES, CLASS, INDICATORS, LADDERS, PUPILS, asked_of, listed

PILLARS = {"Pe": "people", "Pl": "planet", "Pr": "profit"}
KINDS = {"O": "observation", "D": "document"}
WITH_COMPANY = {"any": [{"ge": ["profile.staff", "2"]}, {"is": ["profile.interns", True]}]}
SEVERAL: dict[str, Any] = {"ge": ["profile.staff", "2"]}
CONDITIONS: dict[str, Any] = {
    "–": None,
    "staff≥2 or interns": WITH_COMPANY,
    "staff≥2": SEVERAL,
    "interns": {"is": ["profile.interns", True]},
    "hazardous substances": {"is": ["profile.hazardous", True]},
    "outdoor space or roof": {"is": ["profile.outdoor", True]},
    "kitchen, canteen or catering": {"is": ["profile.kitchen", True]},
    "vehicles": {"ge": ["profile.vehicles", "1"]},
    "goods in/out": {"is": ["profile.goods", True]},
    "≥5 own parking spaces": {"ge": ["profile.parking", "5"]},
}
# A class has no profile, and a school always has staff: there these conditions have nothing to ask.
SCHOOL_CONDITIONS = {**CONDITIONS, "staff≥2 or interns": SEVERAL}
PUPIL_CONDITIONS = {
    **dict.fromkeys(CONDITIONS, None),
    **{key: CONDITIONS[key] for key in ("outdoor space or roof", "kitchen, canteen or catering")},
}
EVERY = [(audience, name) for audience in AUDIENCES for name in asked_of(audience)]
FIVE_STEPS = [(audience, name) for audience, name in EVERY if audience in ("S", "C", "I")]


@cache
def published(audience: str) -> Questionnaire:
    return load(AUDIENCES[audience])


@cache
def placed(audience: str) -> dict[str, tuple[Item, str | None]]:
    """Every question with the theme it counts in."""

    def walk(member: Member, theme: str | None) -> dict[str, tuple[Item, str | None]]:
        if not isinstance(member, Group):
            return {member.id: (member, theme)}
        inner = member.theme or theme
        return {key: value for one in member.members for key, value in walk(one, inner).items()}

    return {key: value for group in published(audience).groups for key, value in walk(group, None).items()}


def item(audience: str, name: str) -> Any:
    return placed(audience)[name][0]


def written(condition: Any) -> Any:
    """A condition as it is written in the document."""
    return None if condition is None else condition.model_dump(mode="json", by_alias=True)


def dutch(audience: str, name: str) -> list[str]:
    return [option.text["nl"] for option in item(audience, name).options]


def test_blueprint_has_46_indicators():
    assert len(INDICATORS) == 46


@pytest.mark.parametrize("audience", AUDIENCES)
def test_audience_is_asked_its_indicators_and_nothing_else(audience):
    others = {name for name in placed(audience) if name[:2] not in ("n-", "g1", "g2", "g3", "g4", "g6")}
    assert others == set(asked_of(audience))


@pytest.mark.parametrize(
    ("audience", "counts"),
    [
        ("S", (9, 10, 7, 7, 7)),
        ("C", (9, 10, 7, 7, 7)),
        ("I", (9, 8, 5, 7, 7)),
        ("VO", (4, 5, 3, 4, 2)),
        ("PO", (2, 4, 2, 3, 1)),
    ],
)
def test_themes_have_as_many_indicators_as_the_blueprint_says(audience, counts):
    found = Counter(placed(audience)[name][1] for name in asked_of(audience))
    order = (
        "social_enterprise",
        "sustainable_enterprise",
        "smart_mobility",
        "clean_energy",
        "education_development",
    )
    assert tuple(found[theme] for theme in order) == counts


def test_forty_shared_indicators_have_13_people_21_planet_and_6_profit():
    assert Counter(item("C", name).pillar for name in asked_of("C")) == {
        "people": 13,
        "planet": 21,
        "profit": 6,
    }


@pytest.mark.parametrize(("audience", "name"), EVERY)
def test_indicator_counts_maps_and_hides_as_the_blueprint_says(audience, name):
    row, found = INDICATORS[name], item(audience, name)
    conditions = {"I": SCHOOL_CONDITIONS, "VO": PUPIL_CONDITIONS, "PO": {}}.get(audience, CONDITIONS)
    assert placed(audience)[name][1] == row["theme"]
    assert found.type == "single_choice"
    assert (found.pillar, int(found.weight)) == (PILLARS[row["pillar"]], int(row["weight"]))
    assert list(found.mappings.sdg) == [int(goal) for goal in listed(row["sdg"])]
    assert list(found.mappings.iso26000) == listed(row["iso26000"])
    assert list(found.mappings.vsme) == listed(row["vsme"])
    assert found.pooled == (row["pooled"] == "yes" and audience in ("S", "VO"))
    assert bool(found.not_applicable) == (row["not_applicable"] == "yes" and audience not in ("VO", "PO"))
    assert written(found.when) == conditions.get(row["condition"])
    assert (found.dont_know is None) == (audience == "PO")


@pytest.mark.parametrize(("audience", "name"), FIVE_STEPS)
def test_indicator_has_the_anchors_points_and_evidence_of_the_blueprint(audience, name):
    row, found = INDICATORS[name], item(audience, name)
    starts = {KINDS[code[0]]: int(code[1]) for code in row["evidence"].split()}
    if (
        found.pooled
    ):  # nothing is asked to show; the blueprint says so of internship-guidance too: "D3 (C only)"
        starts = {}
    assert [option.key for option in found.options] == ["0", "1", "2", "3", "4"]
    assert dutch(audience, name) == [row[step] for step in "01234"]
    assert [option.points for option in found.options] == LADDERS[row["ladder"]]
    assert [set(option.needs) for option in found.options] == [
        {kind for kind, start in starts.items() if step >= start} for step in range(5)
    ]


@pytest.mark.parametrize("name", INDICATORS)
def test_action_of_the_blueprint_is_offered_with_its_effort_and_months(name):
    """From the lowest step on; only, substances are stored safely before one is replaced."""
    row = INDICATORS[name]
    audience = next(code for code in ("C", "I") if name in asked_of(code))
    advice = {(one.text["nl"], one.effort, one.months): one.steps for one in item(audience, name).advice}
    steps = advice[row["action"], int(row["effort"]), int(row["months"])]
    assert steps == ("2",) if name == "hazardous-substances" else steps[0] == "0"


@pytest.mark.parametrize(("audience", "column"), [("S", "student"), ("C", "company")])
def test_questions_are_those_of_the_blueprint(audience, column):
    asked = {name: item(audience, name).question["nl"] for name in asked_of(audience)}
    assert asked == {name: row[column] for name, row in asked_of(audience).items()}


def test_school_is_asked_its_own_six_questions_word_for_word_and_the_others_about_the_school():
    own = {name for name in asked_of("I") if INDICATORS[name]["student"] == "–"}
    assert len(own) == 6
    assert {name: item("I", name).question["nl"] for name in own} == {
        name: INDICATORS[name]["company"] for name in own
    }
    assert [
        name for name in asked_of("I") if name not in own and " school" not in item("I", name).question["nl"]
    ] == []


def test_student_and_company_are_asked_the_same_with_the_same_options():
    assert published("S").compares_with == ("company-self",)
    for name in asked_of("S"):
        assert [(one.key, one.text, one.points) for one in item("S", name).options] == [
            (one.key, one.text, one.points) for one in item("C", name).options
        ]


# --- Pupils and classes ---

SWAPS = {  # C3: the fixed word swaps
    "Studenten": "Leerlingen",
    "studenten": "leerlingen",
    "De leiding": "De schoolleiding",
    " de leiding": " de schoolleiding",
    "chef": "mentor",
}
REWORDED = {  # what a pupil does not see or does not call so; the step stays the same
    "waste-separation": {3: "Alles waar veel van is, gaat apart en zit in de goede bak."},
    "waste-prevention": {
        1: "Eén ding is aangepast, bijvoorbeeld eigen bekers of minder printen.",
        3: "Met leveranciers, ouders of bezoekers is minder of herbruikbare verpakking afgesproken.",
    },
    "green-outdoors": {
        0: "Plein en dak zijn helemaal kaal, zonder plant of boom.",
        2: "Groen wordt zonder gif onderhouden en trekt insecten of vogels aan.",
    },
    "lights-equipment": {3: "Sensoren of tijdklokken regelen het; na schooltijd is alles uit."},
    "heating-cooling": {
        0: "Verwarming of airco staat aan met open deur of in een leeg lokaal.",
        2: "De verwarming heeft vaste tijden; deuren blijven dicht bij verwarmen en koelen.",
        3: "De verwarming is dit jaar goed afgesteld, of restwarmte wordt gebruikt.",
    },
    "own-generation": {
        0: "De school maakt zelf geen stroom en niemand heeft het onderzocht.",
        2: "De school maakt zelf stroom, maar minder dan een kwart van het verbruik.",
        3: "De school maakt minstens een kwart van de stroom zelf.",
    },
    "bike-friendly": {3: "Er is ook hulp, zoals een leenfiets, oplaadpunt of gereedschap."},
    "reachability": {3: "De lestijden passen bij bus, trein of samen rijden."},
    "safe-work": {
        1: "Basisspullen zijn er, maar nieuwe leerlingen krijgen geen uitleg.",
        2: "De basis klopt en nieuwe leerlingen krijgen vooraf uitleg.",
        3: "Er is ook een veiligheidsplan en dit jaar is een ontruiming geoefend.",
    },
    "community-contribution": {
        1: "Dit jaar heeft de school één keer geholpen of iets gegeven.",
        3: "De school heeft hiervoor elk jaar vaste tijd of eigen geld.",
    },
    "respect-at-work": {3: "Melden kan ook bij een vertrouwenspersoon die niet je mentor is."},
    "mvo-in-curriculum": {
        0: "Mens en milieu komen in geen enkele les of opdracht voor.",
        2: "Elk leerjaar heeft minstens één vaste les of project.",
        3: "Het staat in leerdoelen en je krijgt er een toets of cijfer voor.",
    },
}


@pytest.mark.parametrize("name", PUPILS)
def test_pupils_are_asked_the_question_and_the_first_four_anchors(name):
    anchors = [INDICATORS[name][step] for step in "0123"]
    for old, new in SWAPS.items():
        anchors = [anchor.replace(old, new) for anchor in anchors]
    expected = [REWORDED.get(name, {}).get(step, anchor) for step, anchor in enumerate(anchors)]
    assert item("VO", name).question["nl"] == PUPILS[name]["question"]
    assert dutch("VO", name) == expected
    assert [option.points for option in item("VO", name).options] == [0, 30, 65, 100]
    assert not any(option.needs for option in item("VO", name).options)


@pytest.mark.parametrize("name", CLASS)
def test_class_is_asked_the_question_and_the_three_answers_of_the_blueprint(name):
    row = CLASS[name]
    assert item("PO", name).question["nl"] == row["question"]
    assert dutch("PO", name) == [row[step] for step in "012"]
    assert [option.points for option in item("PO", name).options] == [0, 50, 100]


@pytest.mark.parametrize(("audience", "minutes"), [("S", 56), ("C", 50), ("I", 85), ("VO", 35), ("PO", 50)])
def test_scan_takes_the_minutes_of_the_blueprint(audience, minutes):
    assert published(audience).minutes == minutes


def test_only_companies_and_schools_have_levels_and_gates():
    assert [audience for audience in AUDIENCES if published(audience).levels] == ["C", "I"]
    assert [audience for audience in AUDIENCES if published(audience).gates] == ["C", "I"]
    assert [
        audience
        for audience in AUDIENCES
        if any(isinstance(one, Number) for one in published(audience).items())
    ] == [
        "C",
        "I",
    ]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_questionnaire_has_both_languages_examples_and_sources_with_a_year(audience):
    found = published(audience)
    assert found.languages == ("nl", "en")
    assert len(found.examples) >= 2
    assert found.sources
    assert all(source[-4:].isdigit() for source in found.sources)
    assert all(row.source and row.year for one in found.references for row in one.rows)
