"""Answers whose worth was worked out by hand: the sums stand in the tests, the engine must give the same."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pytest

import questionnaires as catalogue
from questionnaires.conditions import Ge, Is, Lt
from questionnaires.definition import (
    EvidenceRoute,
    Gate,
    Level,
    LimitException,
    NotApplicableLimit,
    NumberScore,
    Option,
    ProfileField,
    Questionnaire,
    Reason,
    ReferenceRow,
    ReferenceTable,
    Scoring,
    SingleChoice,
)
from scoring import Outcome, compile_model, score
from tests.questionnaires.small import choice, group, number, questionnaire, text

COMPANY = compile_model(catalogue.load("company-self"))
EVERYTHING = {
    "sector": "industry",
    "staff": 250,
    "interns": True,
    "building": "own",
    "outdoor": True,
    "parking": 40,
    "vehicles": 12,
    "goods": True,
    "kitchen": True,
    "hazardous": True,
    "home_based": False,
}
"""A profile with which every question but the figures shows."""
NOT_HERE = (Reason(id="not-here", text=text("not here")),)
ZERO = Scoring(dont_know="zero", dont_know_for_level="zero")


def scored(form: Questionnaire, answers: dict[str, Any], **profile: Any) -> Outcome:
    return score(compile_model(form), {"profile": profile, "answers": answers})


def points(outcome: Outcome, group: str = "") -> Decimal | None:
    """What a group's score is shown as."""
    (found,) = (one for one in outcome.groups if one.id == group)
    return None if found.counted is None else Decimal(found.counted).scaleb(-outcome.decimals)


def claimed(outcome: Outcome) -> Decimal:
    return Decimal(outcome.total.claimed or 0).scaleb(-outcome.decimals)


def for_level(outcome: Outcome) -> Decimal:
    return Decimal(outcome.total.for_level or 0).scaleb(-outcome.decimals)


def step(number: int) -> dict[str, Any]:
    """This step at every scored question, all confirmed."""
    items = COMPANY.questionnaire.items()
    scored_items = [item.id for item in items if isinstance(item, SingleChoice) and item.options[-1].points]
    return {item: {"answer": str(number), "confirmed": True} for item in scored_items}


# -- the blueprint's own ------------------------------------------------------------------------------------------

# Weight by ladder in each theme, from the blueprint's part B:
#                               0/20/45/75/100   0/10/40/75/100   0/30/55/80/100   together
#   sustainable enterprise            10                0                6            16
#   clean energy                       4                8                3            15
#   smart mobility                     9                1                2            12
#   social enterprise                 14                5                2            21
#   education and development         15                0                0            15
EVERYWHERE = {
    1: {
        "sustainable_enterprise": "23.75",  # (10*20 + 6*30) / 16         = 380 / 16
        "clean_energy": "16.67",  # (4*20 + 8*10 + 3*30) / 15             = 250 / 15  = 16.666…
        "smart_mobility": "20.83",  # (9*20 + 1*10 + 2*30) / 12           = 250 / 12  = 20.833…
        "social_enterprise": "18.57",  # (14*20 + 5*10 + 2*30) / 21       = 390 / 21  = 18.571…
        "education_development": "20.00",  # 15*20 / 15
        "": "19.96",  # (23.75 + 16.67 + 20.83 + 18.57 + 20) / 5           = 99.82 / 5 = 19.964
    },
    2: {
        "sustainable_enterprise": "48.75",  # (10*45 + 6*55) / 16         = 780 / 16
        "clean_energy": "44.33",  # (4*45 + 8*40 + 3*55) / 15             = 665 / 15  = 44.333…
        "smart_mobility": "46.25",  # (9*45 + 1*40 + 2*55) / 12           = 555 / 12
        "social_enterprise": "44.76",  # (14*45 + 5*40 + 2*55) / 21       = 940 / 21  = 44.761…
        "education_development": "45.00",  # 15*45 / 15
        "": "45.82",  # (48.75 + 44.33 + 46.25 + 44.76 + 45) / 5           = 229.09 / 5 = 45.818
    },
    3: {
        "sustainable_enterprise": "76.88",  # (10*75 + 6*80) / 16         = 1230 / 16 = 76.875
        "clean_energy": "76.00",  # (4*75 + 8*75 + 3*80) / 15             = 1140 / 15
        "smart_mobility": "75.83",  # (9*75 + 1*75 + 2*80) / 12           = 910 / 12  = 75.833…
        "social_enterprise": "75.48",  # (14*75 + 5*75 + 2*80) / 21       = 1585 / 21 = 75.476…
        "education_development": "75.00",  # 15*75 / 15
        "": "75.84",  # (76.88 + 76 + 75.83 + 75.48 + 75) / 5              = 379.19 / 5 = 75.838
    },
}


@pytest.mark.parametrize(("number", "whole"), [(1, 20), (2, 46), (3, 76)])
def test_the_same_step_everywhere_gives_the_points_of_the_blueprint(number: int, whole: int) -> None:
    outcome = score(COMPANY, {"profile": EVERYTHING, "answers": step(number)})
    expected = EVERYWHERE[number]
    assert {name: str(points(outcome, name)) for name in expected} == expected
    assert round(Decimal(expected[""])) == whole


def painter() -> dict[str, Any]:
    """A sole trader with an intern and one diesel van, mostly on steps 1 and 2."""
    (found,) = (one for one in COMPANY.questionnaire.examples if one.id == "painter")
    return found.answers


def test_the_painter_of_the_blueprint_has_32_points() -> None:
    outcome = score(COMPANY, painter())
    # sustainable: (2*55 + 2*30 + 2*20 + 2*45 + 2*20 + 1*30 + 2*45 + 1*20) / 14             = 480 / 14 = 34.285…
    # energy:      (3*40 + 2*10 + 2*45 + 2*55 + 3*10) / 12, heating and insulation are N/A  = 370 / 12 = 30.833…
    # mobility:    (2*45 + 1*0 + 2*20) / 5, bikes are N/A                                   = 130 / 5
    # social:      (2*10 + 3*20 + 2*45 + 2*45 + 3*45 + 3*40 + 2*20 + 2*45) / 19             = 645 / 19 = 33.947…
    # education:   (3*45 + 2*20 + 2*45 + 2*20 + 2*45 + 2*20 + 2*45) / 15                    = 525 / 15, is 35
    # total:       (34.29 + 30.83 + 26 + 33.95 + 35) / 5                                    = 160.07 / 5 = 32.014
    expected = {
        "sustainable_enterprise": "34.29",
        "clean_energy": "30.83",
        "smart_mobility": "26.00",
        "social_enterprise": "33.95",
        "education_development": "35.00",
        "": "32.01",
    }
    assert {name: str(points(outcome, name)) for name in expected} == expected
    assert outcome.level == "aware"


def test_the_painter_is_active_with_35_points_after_the_two_actions_of_the_blueprint() -> None:
    answers: Any = painter()
    done = {
        "energy-plan": {"answer": "2", "confirmed": True},
        "reachability": {"answer": "2", "confirmed": True},
    }
    outcome = score(COMPANY, answers | {"answers": answers["answers"] | done})
    # energy:   the plan from 10 to 40 with weight 3:  (370 + 90) / 12   = 38.333…
    # mobility: reachability from 0 to 45, weight 1:   (130 + 45) / 5    = 35
    # total:    (34.29 + 38.33 + 35 + 33.95 + 35) / 5  = 176.57 / 5      = 35.314
    assert (str(points(outcome, "clean_energy")), str(points(outcome, "smart_mobility"))) == (
        "38.33",
        "35.00",
    )
    assert (str(points(outcome)), outcome.level) == ("35.31", "active")


# -- small ones ---------------------------------------------------------------------------------------------------


def test_not_applicable_leaves_its_own_group_and_an_empty_group_drops_out_upward() -> None:
    form = questionnaire(
        group(
            "a",
            choice("a1", weight=Decimal(3)),
            choice("a2", weight=Decimal(2), not_applicable=NOT_HERE),
            choice("a3"),
        ),
        group("b", choice("b1", weight=Decimal(5), not_applicable=NOT_HERE), weight=Decimal(2)),
        group("c", choice("c1"), weight=Decimal(3)),
    )
    away = {"not_applicable": "not-here"}
    outcome = scored(form, {"a1": "1", "a2": away, "b1": away, "c1": "2"})
    assert points(outcome, "a") == Decimal(
        "37.50"
    )  # (3*50 + 1*0) / (3 + 1): a3 has no answer and stays in it
    assert points(outcome, "b") is None
    assert points(outcome, "c") == 100
    assert points(outcome) == Decimal(
        "84.38"
    )  # (1*37.5 + 3*100) / (1 + 3) = 84.375; b would have made it smaller
    assert outcome.coverage == (4, 5)  # a1 and c1, of a1, a3 and c1
    assert outcome.not_applicable == (7, 12)  # a2 and b1, of all
    # a: 37.5 of 337.5 of 84.38 = 9.3755…, so 9.38; c: the rest
    assert [(item.id, item.contribution) for item in outcome.items] == [
        ("a1", 938),
        ("a2", 0),
        ("a3", 0),
        ("b1", 0),
        ("c1", 7500),
    ]


@pytest.mark.parametrize("order", ["abc", "bac", "cba"])
def test_what_rounding_leaves_over_goes_by_id_and_not_by_the_order_of_the_questions(order: str) -> None:
    weights = {"a": 1, "b": 1, "c": 4}
    form = questionnaire(*(choice(name, weight=Decimal(weights[name])) for name in order))
    outcome = scored(form, dict.fromkeys("abc", "2"))
    # by id, added up as it goes: 16.666… → 16.67, 33.333… → 33.33, 100; so 16.67, 16.66 and 66.67
    assert {item.id: item.contribution for item in outcome.items} == {"a": 1667, "b": 1666, "c": 6667}


def evidence_ladder() -> SingleChoice:
    """0, 20, 45, 75, 100; seen from step 2 on, a document from step 3 on."""
    needs: dict[int, Any] = {
        2: ("observation",),
        3: ("observation", "document"),
        4: ("observation", "document"),
    }
    worth = (0, 20, 45, 75, 100)
    options = tuple(
        Option(key=str(place), text=text(f"step {place}"), points=Decimal(earned), needs=needs.get(place, ()))
        for place, earned in enumerate(worth)
    )
    return SingleChoice(type="single_choice", id="q", question=text("q"), options=options)


MICRO = EvidenceRoute(
    when=Lt(lt=("profile.staff", "10")),
    replaces="document",
    by=(("testimony",), ("observation", "observation")),
    steps=("1", "2", "3"),
)
STAFF = (ProfileField(id="staff", type="number", question=text("staff")),)


@pytest.mark.parametrize(
    ("staff", "accepted", "counts_as", "counted", "missing"),
    [
        (50, [], "1", 20, ("observation", "document")),  # nothing seen: the highest step that needs nothing
        (50, ["observation"], "2", 45, ("document",)),
        (50, ["observation", "testimony"], "2", 45, ("document",)),  # the route is for small firms
        (
            5,
            ["observation", "testimony"],
            "3",
            75,
            ("document",),
        ),  # told and confirmed stands for a document, to step 3
        (5, ["observation", "observation"], "3", 75, ("document",)),  # so do two observations
        (50, ["observation", "document"], "4", 100, ()),
    ],
)
def test_a_claim_counts_as_far_as_its_evidence_reaches(
    staff: int, accepted: list[str], counts_as: str, counted: int, missing: tuple[str, ...]
) -> None:
    form = questionnaire(evidence_ladder(), profile=STAFF, evidence_routes=(MICRO,))
    outcome = scored(form, {"q": {"answer": "4", "accepted": accepted}}, staff=staff)
    (item,) = outcome.items
    assert (claimed(outcome), points(outcome)) == (100, counted)
    assert (item.claimed_option, item.counted_option, item.missing_evidence) == ("4", counts_as, missing)


def test_a_geometric_mean_is_pulled_down_by_its_lowest_member_but_not_below_its_floor() -> None:
    low = group("low", choice("a", 0, 1, 16), weight=Decimal(3))
    high = group("high", choice("b", 0, 50, 100))
    form = questionnaire(
        low, high, scoring=ZERO.model_copy(update={"aggregation": "geometric", "floor": Decimal("0.16")})
    )
    # shares 1/16 with weight 3 and 1 with weight 1: (1/16)^(3/4) = 1/8
    assert points(scored(form, {"a": "1", "b": "2"})) == Decimal("12.50")
    # a share of 0 counts as the floor, 0.0016 = 0.2^4: 0.2^(4*3/4) = 0.008
    assert points(scored(form, {"a": "0", "b": "2"})) == Decimal("0.80")


def test_a_minimum_is_the_lowest_member_whatever_the_weights() -> None:
    form = questionnaire(
        group(
            "lowest",
            choice("a", 0, 75, 100, weight=Decimal(9)),
            choice("b", 0, 20, 100),
            aggregation="minimum",
        )
    )
    assert points(scored(form, {"a": "1", "b": "1"})) == 20
    assert points(scored(form, {"a": "1", "b": "2"})) == 75
    assert points(scored(form, {"a": "1"})) == 0  # unanswered is 0


@pytest.mark.parametrize(
    ("value", "large", "expected"),
    [
        ("60", False, "100.00"),  # 60 / 120 = 0.5
        ("108", False, "62.50"),  # 0.9 is halfway between 0.8 (75) and 1 (50)
        ("150", False, "35.00"),  # 1.25 is halfway between 1 (50) and 1.5 (20)
        ("300", False, "0.00"),  # 2.5 and beyond
        ("500", False, "0.00"),
        ("108", True, "19.14"),  # 108 / 70 = 1.542857…: 20 - 20 * 0.042857… = 19.142857…
    ],
)
def test_a_number_is_scored_on_straight_lines_over_its_ratio_to_the_reference(
    value: str, large: bool, expected: str
) -> None:
    rows = (
        ReferenceRow(
            when=Is(equals=("profile.interns", True)), value=Decimal(70), source="Example", year=2024
        ),
        ReferenceRow(value=Decimal(120), source="Example", year=2024),
    )
    table = ReferenceTable(id="use", version="1.0.0", title=text("Use"), unit=text("kWh"), rows=rows)
    lines = (("0.5", "100"), ("0.8", "75"), ("1", "50"), ("1.5", "20"), ("2.5", "0"))
    line = NumberScore(points=tuple((Decimal(x), Decimal(y)) for x, y in lines), reference="use")
    form = questionnaire(number("kwh", maximum=Decimal(5000), score=line), references=(table,))
    assert str(points(scored(form, {"kwh": value}, interns=large))) == expected


def test_a_number_without_a_reference_for_this_profile_is_not_scored() -> None:
    row = ReferenceRow(
        when=Is(equals=("profile.interns", True)), value=Decimal(70), source="Example", year=2024
    )
    table = ReferenceTable(id="use", version="1.0.0", title=text("Use"), unit=text("kWh"), rows=(row,))
    falls = NumberScore(points=((Decimal(0), Decimal(100)), (Decimal(2), Decimal(0))), reference="use")
    form = questionnaire(choice("q"), number("kwh", score=falls), references=(table,))
    held, free = (scored(form, {"q": "2", "kwh": "70"}, interns=interns) for interns in (True, False))
    states = [[item.state for item in outcome.items] for outcome in (held, free)]
    assert states == [["answered", "answered"], ["answered", "unscored"]]
    assert (points(held), points(free)) == (75, 100)  # (100 + 50) / 2, for 70 / 70 = 1; and 100 / 1


@pytest.mark.parametrize(
    ("weight", "figures", "expected"),
    [
        # Weight w of the figures with w / (9 + w) = 10 %: w = 1; (9*50 + 1*100) / 10
        ("3", {"gas": 10, "power": 10}, "55.00"),
        # 0.5 of 9.5 is less than 10 %, so nothing is cut: (9*50 + 0.5*100) / 9.5 = 52.631…
        ("0.5", {"gas": 10, "power": 10}, "52.63"),
        # One figure is missing, so none counts: 9*50 / 9
        ("3", {"gas": 10}, "50.00"),
        # Bad figures count as well as good ones: (9*50 + 1*0) / 10
        ("3", {"gas": 0, "power": 0}, "45.00"),
    ],
)
def test_figures_count_all_or_none_and_for_a_tenth_at_most(
    weight: str, figures: dict[str, int], expected: str
) -> None:
    form = questionnaire(
        group(
            "energy",
            choice("q", weight=Decimal(9)),
            group(
                "figures",
                number("gas"),
                number("power"),
                weight=Decimal(weight),
                all_or_none=True,
                share_at_most=Decimal(10),
            ),
        )
    )
    assert str(points(scored(form, {"q": "1", **figures}))) == expected


@pytest.mark.parametrize(
    ("own", "figure", "expected"),
    [
        # Weight w of the figures with w / (3 + w) = 10 %: w = 1/3; (3*50 + 1/3*0) / (10/3)
        (None, 0, "45.00"),
        # And with good figures: (3*50 + 1/3*100) / (10/3)
        (None, 10, "55.00"),
        # Weight w with w / (3 + 3 + w) = 10 %: w = 2/3; (3*50 + 3*50 + 2/3*100) / (20/3)
        ("1", 10, "55.00"),
        # And with bad figures: (3*100 + 3*50 + 2/3*0) / (20/3)
        ("2", 0, "67.50"),
    ],
)
def test_figures_beside_another_group_are_cut_to_their_share_of_the_whole(
    own: str | None, figure: int, expected: str
) -> None:
    figures = group("figures", number("gas"), weight=Decimal(1), share_at_most=Decimal(10))
    beside = group("use", choice("lamps"), weight=Decimal(3))
    questions = () if own is None else (choice("q", weight=Decimal(3)),)
    form = questionnaire(group("energy", *questions, beside, figures))
    answers = {"lamps": "1", "gas": figure} | ({} if own is None else {"q": own})
    assert str(points(scored(form, answers))) == expected


def test_dont_know_is_left_out_of_the_report_but_is_zero_for_the_level() -> None:
    level = Level(id="bronze", number=1, name=text("bronze"), total=Decimal(60), coverage=Decimal(50))
    form = questionnaire(
        choice("a", weight=Decimal(3), dont_know=text("don't know")),
        choice("b", weight=Decimal(5)),
        scoring=Scoring(dont_know="left_out", dont_know_for_level="zero"),
        levels=(level,),
    )
    outcome = scored(form, {"a": {"dont_know": True}, "b": "2"})
    assert points(outcome) == 100  # 5*100 / 5
    assert for_level(outcome) == Decimal("62.50")  # (3*0 + 5*100) / 8
    assert (outcome.coverage, outcome.level) == ((5, 8), "bronze")


def test_a_gate_caps_the_level_while_the_points_stay() -> None:
    levels = tuple(
        Level(id=name, number=place + 1, name=text(name), total=Decimal(total))
        for place, (name, total) in enumerate((("bronze", 35), ("silver", 55), ("gold", 75)))
    )
    gate = Gate(
        id="safety",
        title=text("safety"),
        met=Ge(ge=("answers.safe", "1")),
        cap="bronze",
        message=text("mend this first"),
    )
    form = questionnaire(choice("safe"), choice("rest", weight=Decimal(4)), levels=levels, gates=(gate,))
    safe, unsafe = (scored(form, {"safe": answer, "rest": "2"}) for answer in ("1", "0"))
    assert (points(safe), safe.level, safe.capped_by) == (90, "gold", ())  # (1*50 + 4*100) / 5
    assert (points(unsafe), unsafe.level, unsafe.capped_by) == (80, "bronze", ("safety",))  # 4*100 / 5
    assert unsafe.rules_level == "gold"


def test_more_may_be_not_applicable_while_an_exception_holds() -> None:
    limit = NotApplicableLimit(
        at_most=Decimal(30),
        exceptions=(LimitException(when=Is(equals=("profile.interns", True)), at_most=Decimal(40)),),
    )
    level = Level(id="bronze", number=1, name=text("bronze"), not_applicable=limit)
    form = questionnaire(
        choice("a", weight=Decimal(3), not_applicable=NOT_HERE),
        choice("b", weight=Decimal(5)),
        levels=(level,),
    )
    answers = {"a": {"not_applicable": "not-here"}, "b": "2"}
    few, many = (scored(form, answers, interns=interns) for interns in (True, False))
    rules = [[(rule.required, rule.actual) for rule in outcome.levels[0].rules] for outcome in (few, many)]
    assert rules == [[(4000, 3750)], [(3000, 3750)]]  # 3 / 8 = 37.5 %
    assert (few.level, many.level) == ("bronze", None)


def test_a_higher_claim_without_evidence_makes_the_verified_share_smaller() -> None:
    """The blueprint wants it so: the share that is shown must keep up with what is claimed."""
    level = Level(id="bronze", number=1, name=text("bronze"), verified=Decimal(60))
    form = questionnaire(choice("a", weight=Decimal(3)), choice("b", weight=Decimal(5)), levels=(level,))
    seen = {"answer": "1", "accepted": ["observation"]}
    before = scored(form, {"a": seen, "b": "0"})
    after = scored(form, {"a": seen, "b": "1"})
    assert (before.verified, before.level) == ((3, 3), "bronze")
    assert (after.verified, after.level) == ((3, 8), None)  # 37.5 %


# -- nothing but numbers, to six decimals -------------------------------------------------------------------------


def weighed(name: str, weight: str) -> Any:
    """From 0 to 100 in a straight line over 0 to 7."""
    line = NumberScore(points=((Decimal(0), Decimal(0)), (Decimal(7), Decimal(100))))
    return number(name, maximum=Decimal(7), decimals=3, weight=Decimal(weight), score=line)


def six(value: Decimal) -> Decimal:
    """Rounded half up to six decimals, as each group is before its parent reads it."""
    return value.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def test_numbers_in_four_levels_of_groups_are_exact_to_six_decimals() -> None:
    deepest = group(
        "deepest",
        weighed("n1", "0.35"),
        weighed("n2", "1.65"),
        weight=Decimal("2.25"),
        aggregation="geometric",
    )
    deeper = group("deeper", deepest, weighed("n3", "0.75"), weight=Decimal("0.7"))
    deep = group("deep", deeper, weighed("n4", "1.3"), weight=Decimal("3.125"), aggregation="geometric")
    top = group("top", deep, weighed("n5", "0.001"), weight=Decimal("1.5"))
    beside = group("beside", weighed("n6", "12.5"), weight=Decimal("0.05"))
    form = questionnaire(top, beside, scoring=ZERO.model_copy(update={"decimals": 6}))
    given = {"n1": "1.234", "n2": "6.999", "n3": "2.5", "n4": "0.001", "n5": "7", "n6": "3.333"}
    outcome = scored(form, given)
    with localcontext(prec=60):
        n1, n2, n3, n4, n5, n6 = (Decimal(value) * 100 / 7 for value in given.values())
        first = six(((Decimal("0.35") * n1.ln() + Decimal("1.65") * n2.ln()) / Decimal("2.00")).exp())
        second = six((Decimal("2.25") * first + Decimal("0.75") * n3) / 3)
        third = six(((Decimal("0.7") * second.ln() + Decimal("1.3") * n4.ln()) / 2).exp())
        fourth = six((Decimal("3.125") * third + Decimal("0.001") * n5) / Decimal("3.126"))
        fifth = six(n6)
        total = six((Decimal("1.5") * fourth + Decimal("0.05") * fifth) / Decimal("1.55"))
    expected = {"deepest": first, "deeper": second, "deep": third, "top": fourth, "beside": fifth, "": total}
    assert {name: points(outcome, name) for name in expected} == expected
