"""What changed between two versions, what number that asks for, and whether scores stay comparable (instrument E4)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from questionnaires.conditions import Answered
from questionnaires.definition import (
    Advice,
    Date,
    Enough,
    EvidenceRoute,
    Fact,
    FreeText,
    Gate,
    Help,
    Level,
    NumberScore,
    Option,
    ProfileField,
    Questionnaire,
    Reason,
    Requirement,
    Scoring,
)
from questionnaires.differences import ThemeAnchor, diff
from questionnaires.publishing import canonical_bytes
from questionnaires.rewording import is_repair
from tests.questionnaires.small import choice, group, number, questionnaire, text, yes_no
from tests.questionnaires.strategies import questionnaires

WHEN = Answered(answered="profile.interns")
HELP = Help(
    look=text("Look at the bins"), ask=text("Ask the cleaner"), counts=text("Today counts"), example=text("A")
)
LEVEL = Level(id="active", number=1, name=text("Active"), total=Decimal(35))
GATE = Gate(id="safe", title=text("Safe"), met=WHEN, cap=None, message=text("Make it safe"))


def step(item, other):
    """What one changed item asks for."""
    return diff(questionnaire(item), questionnaire(other)).demands


def with_text(item, position, words):
    options = tuple(
        option.model_copy(update={"text": text(words)}) if number == position else option
        for number, option in enumerate(item.options)
    )
    return item.model_copy(update={"options": options})


def test_nothing_changed():
    difference = diff(questionnaire(choice("a")), questionnaire(choice("a")))
    assert (difference.changes, difference.demands, difference.comparable) == ((), None, True)
    assert difference.next_version == "1.0.0"


@pytest.mark.parametrize(
    ("before", "after", "demanded"),
    [
        (choice("a"), choice("a", question=text("What is a?")), "minor"),
        (choice("a"), choice("a", concept=text("A")), "patch"),
        (choice("a"), choice("a", help=HELP), "minor"),
        (
            choice("a", help=HELP),
            choice("a", help=HELP.model_copy(update={"example": text("Other")})),
            "patch",
        ),
        (
            choice("a", help=HELP),
            choice("a", help=HELP.model_copy(update={"ask": text("Ask the boss")})),
            "minor",
        ),
        (choice("a"), choice("a", evidence=text("A photo")), "minor"),
        (choice("a"), choice("a", dont_know=text("No idea")), "minor"),
        (
            choice("a"),
            choice("a", advice=(Advice(steps=("0",), text=text("Do"), effort=1, months=1),)),
            "minor",
        ),
        (choice("a"), choice("a", pillar="planet"), "patch"),
        (choice("a"), choice("a", route=("walk",)), "patch"),
        (choice("a"), choice("a", private_when=WHEN), "minor"),
        (choice("a"), choice("a", revision=2), "major"),
        (choice("a"), choice("a", weight=Decimal(2)), "major"),
        (choice("a"), choice("a", when=WHEN), "major"),
        (choice("a"), choice("a", pooled=True), "major"),
        (choice("a"), choice("a", not_applicable=(Reason(id="r", text=text("r")),)), "major"),
        (choice("a"), choice("a", 0, 60, 100), "major"),
        (choice("a"), choice("a", 0, 30, 60, 100), "major"),
        (choice("a"), with_text(choice("a"), 1, "something else entirely"), "major"),
        (choice("a"), with_text(choice("a"), 1, "Step 1 of it."), "patch"),
        (choice("a"), with_text(choice("a"), 1, "step 2 of it"), "major"),
        (choice("a"), yes_no("a"), "major"),
        (yes_no("a"), yes_no("a", yes_points=Decimal(90)), "major"),
        (yes_no("a"), yes_no("a", scored=False), "major"),
        (yes_no("a"), yes_no("a", needs=("document",)), "major"),
        (yes_no("a"), yes_no("a", effort=Decimal(3)), "minor"),
        (number("a"), number("a", maximum=Decimal(50)), "minor"),
        (number("a"), number("a", plausible=(Decimal(1), Decimal(5))), "patch"),
        (number("a"), number("a", unit=text("tons")), "major"),
        (number("a"), number("a", score=None), "major"),
        (
            FreeText(id="a", type="text", question=text("a")),
            Date(id="a", type="date", question=text("a")),
            "major",
        ),
    ],
)
def test_changed_item_asks_for_a_version(before, after, demanded):
    assert step(before, after) == demanded


def test_evidence_and_effort_of_an_option():
    option, other = (
        Option(key="0", text=text("a"), points=Decimal(0)),
        Option(key="1", text=text("b"), points=Decimal(9)),
    )
    before = choice("a", options=(option, other))
    assert (
        step(before, choice("a", options=(option, other.model_copy(update={"needs": ("document",)}))))
        == "major"
    )
    assert (
        step(before, choice("a", options=(option, other.model_copy(update={"effort": Decimal(3)}))))
        == "minor"
    )
    assert (
        step(before, choice("a", options=(option, other.model_copy(update={"title": text("B")})))) == "minor"
    )


@pytest.mark.parametrize(
    ("before", "after", "demanded"),
    [
        ({}, {"title": text("Smal")}, "patch"),
        ({}, {"title": text("Something new")}, "minor"),
        ({}, {"minutes": 2}, "patch"),
        ({}, {"sources": ("Somewhere, 2026",)}, "patch"),
        ({}, {"compares_with": ("other",)}, "minor"),
        ({}, {"audience": "student"}, "major"),
        ({}, {"scoring": Scoring(dont_know="left_out", dont_know_for_level="zero")}, "major"),
        (
            {},
            {"scoring": Scoring(dont_know="zero", dont_know_for_level="zero", evidence_effort=Decimal(2))},
            "minor",
        ),
        ({}, {"facts": ()}, "minor"),
        ({}, {"facts": (Fact(id="actions", type="number", title=text("All actions")),)}, "minor"),
        ({}, {"profile": ()}, "major"),
        ({}, {"profile": (ProfileField(id="interns", type="yes_no", question=text("Trainees?")),)}, "minor"),
        (
            {},
            {
                "evidence_routes": (
                    EvidenceRoute(when=WHEN, replaces="document", by=(("testimony",),), steps=("1",)),
                )
            },
            "major",
        ),
        ({}, {"levels": (LEVEL,)}, "major"),
        ({"levels": (LEVEL,)}, {"levels": (LEVEL.model_copy(update={"total": Decimal(30)}),)}, "major"),
        ({"levels": (LEVEL,)}, {"levels": (LEVEL.model_copy(update={"name": text("Busy")}),)}, "minor"),
        ({"levels": (LEVEL,)}, {"levels": (LEVEL.model_copy(update={"valid_months": 12}),)}, "minor"),
        ({}, {"gates": (GATE,)}, "major"),
        ({"gates": (GATE,)}, {"gates": (GATE.model_copy(update={"when": WHEN}),)}, "major"),
        (
            {"gates": (GATE,)},
            {"gates": (GATE.model_copy(update={"message": text("Make it safe!")}),)},
            "patch",
        ),
    ],
)
def test_changed_frame_asks_for_a_version(before, after, demanded):
    item = choice("a")
    assert diff(questionnaire(item, **before), questionnaire(item, **after)).demands == demanded


def test_changed_requirement_of_a_level_is_a_major():
    rule = Requirement(id="r", condition=WHEN, message=text("Ask"))
    before = questionnaire(choice("a"), levels=(LEVEL,))
    after = questionnaire(choice("a"), levels=(LEVEL.model_copy(update={"requires": (rule,)}),))
    assert diff(before, after).demands == "major"
    assert [one.what.en for one in diff(before, after).changes] == ["new rule r"]
    assert [one.what.en for one in diff(after, before).changes] == ["rule r has gone"]


def test_changed_group_is_a_major_and_its_title_is_not():
    before = questionnaire(group("g", choice("a")))
    assert diff(before, questionnaire(group("g", choice("a"), enough=Enough(items=1)))).demands == "major"
    assert diff(before, questionnaire(group("g", choice("a"), title=text("Another")))).demands == "minor"


def kinds(difference):
    kinds = ("added", "removed", "reworded", "rescored")
    return {kind: sorted({change.subject for change in difference.of_kind(kind)}) for kind in kinds}


def test_changes_are_listed_by_stable_id():
    before = questionnaire(choice("same"), choice("gone"), choice("words"), choice("points"))
    after = questionnaire(
        choice("same"),
        choice("new"),
        choice("words", question=text("Other words")),
        choice("points", 0, 10, 20),
    )
    assert kinds(diff(before, after)) == {
        "added": ["new"],
        "removed": ["gone"],
        "reworded": ["words"],
        "rescored": ["points"],
    }


def test_new_item_is_comparable_and_a_removed_one_is_not():
    one, two = questionnaire(choice("a")), questionnaire(choice("a"), choice("b"))
    assert (diff(one, two).demands, diff(one, two).comparable) == ("minor", True)
    assert (diff(two, one).demands, diff(two, one).comparable) == ("major", False)


def test_question_that_never_earned_points_may_go():
    without = questionnaire(choice("a"))
    assert diff(questionnaire(choice("a"), yes_no("b", scored=False)), without).demands == "minor"
    assert diff(questionnaire(choice("a"), choice("b", pooled=True)), without).demands == "major"


def test_simple_values_are_told_as_they_were_and_are():
    before = questionnaire(choice("a", 0, 50, 100), levels=(LEVEL,))
    after = questionnaire(
        choice("a", 0, 60, 100, weight=Decimal(2)), levels=(LEVEL.model_copy(update={"total": None}),)
    )
    assert [(one.subject, one.what.en, one.values) for one in diff(before, after).changes] == [
        ("a", "weight", ("1", "2")),
        ("a", "points", ("0, 50, 100", "0, 60, 100")),
        ("active", "total", ("35", "–")),
    ]


def test_item_that_moves_to_another_group_is_rescored():
    before = questionnaire(group("g", choice("a"), choice("b")), group("h", choice("c")))
    after = questionnaire(group("g", choice("a")), group("h", choice("c"), choice("b")))
    assert [(one.subject, one.step) for one in diff(before, after).changes] == [("b", "major")]


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ({"minutes": 9}, "1.0.1"),
        ({"title": text("New words here")}, "1.1.0"),
        ({"audience": "student"}, "2.0.0"),
    ],
)
def test_next_version_is_the_lowest_that_says_it(change, version):
    assert diff(questionnaire(choice("a")), questionnaire(choice("a"), **change)).next_version == version


def test_anchor_is_the_unchanged_share_of_weight_of_each_group():
    before = questionnaire(
        group(
            "g",
            choice("a", weight=Decimal(3)),
            choice("b", weight=Decimal(2)),
            group("h", yes_no("c"), yes_no("d")),
        )
    )
    after = questionnaire(
        group(
            "g", choice("a", weight=Decimal(3)), choice("b", 0, 9, weight=Decimal(2)), group("h", yes_no("c"))
        )
    )
    difference = diff(before, after)
    # before: (3 + 0 + 1/2) of 6, after: (3 + 0 + 1) of 6; the smaller counts
    assert difference.anchors == (ThemeAnchor("g", Fraction(7, 12)),)
    assert not difference.bridge


def test_bridge_asks_sixty_per_cent_in_every_group():
    def made(points):
        others = (choice("b", weight=Decimal(6)), choice("c", 0, points, weight=Decimal(4)))
        return questionnaire(group("g", *others), group("h", choice("d")))

    assert diff(made(50), made(60)).anchors == (
        ThemeAnchor("g", Fraction(6, 10)),
        ThemeAnchor("h", Fraction(1)),
    )
    assert diff(made(50), made(60)).bridge


def test_unscored_items_are_no_anchor():
    before = questionnaire(choice("a"), yes_no("b", scored=False, weight=Decimal(9)))
    after = questionnaire(choice("a"), yes_no("b", scored=False, weight=Decimal(8)))
    assert diff(before, after).anchors == (ThemeAnchor("all", Fraction(1)),)


def test_figures_of_one_score_and_another():
    score = NumberScore(points=((Decimal(0), Decimal(0)), (Decimal(20), Decimal(100))))
    assert step(number("a"), number("a", score=score)) == "major"


@given(questionnaires())
def test_questionnaire_never_differs_from_itself(asked):
    again = Questionnaire.model_validate_json(canonical_bytes(asked))
    difference = diff(asked, again)
    assert (difference.changes, difference.bridge) == ((), True)


@given(questionnaires(), questionnaires())
def test_any_two_can_be_compared(one, other):
    difference = diff(one, other)
    assert (difference.demands is None) == (not difference.changes)
    assert all(0 <= anchor.unchanged <= 1 for anchor in difference.anchors)


@pytest.mark.parametrize(
    ("older", "newer", "repair"),
    [
        ("Er is een meter.", "Er is een meter", True),
        ("Er is een mter in huis", "Er is een meter in huis", True),
        ("electriciteit", "elektriciteit", True),
        ("Drie of meer soorten", "drie of meer  soorten!", True),
        ("minstens 2 soorten", "minstens 3 soorten", False),
        ("Er is een meter", "Er is geen meter", False),
        ("Er is wel licht", "Er is niet licht", False),
        ("veilig werken", "onveilig werken", False),
        ("safe work", "unsafe work", False),
        ("Er is een plan", "Er is een goed plan", False),
        ("binnen", "buiten", False),
        ("alle stromen", "grote stromen", False),
    ],
)
def test_repair_leaves_the_meaning(older, newer, repair):
    assert is_repair(older, newer) is repair
    assert is_repair(newer, older) is repair
