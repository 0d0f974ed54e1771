"""Bank and selection become one self-contained questionnaire."""

from decimal import Decimal

import pytest

from questionnaires.conditions import Ge, Lt
from questionnaires.definition import Reason
from tests.questionnaires.sources import BANK, SOURCE, changed, codes_of, resolved

SELECTION = "        question: {nl: Hoe groen is de stroom?, en: How green is the power?}\n"


def item(folder, *lines, bank=BANK, source=SOURCE):
    """The first item, with more lines in its selection."""
    more = SELECTION + "".join(f"        {line}\n" for line in lines)
    without_examples = changed(source, (SELECTION, more)).partition("examples:\n")[0]
    return next(resolved(folder, without_examples, bank).items())


def points(found):
    return [option.points for option in found.options]


def test_indicator_brings_what_is_measured_and_selection_its_words(tmp_path):
    found = item(tmp_path)
    assert (found.id, found.type, found.weight, found.pillar) == ("green-power", "single_choice", 3, "planet")
    assert found.question == {"nl": "Hoe groen is de stroom?", "en": "How green is the power?"}
    assert found.when == Ge(ge=("profile.staff", "2"))
    assert found.mappings.sdg == (7,)
    assert [reason.id for reason in found.not_applicable] == ["in-rent"]
    assert [advice.steps for advice in found.advice] == [("0", "1"), ("2",)]


def test_options_get_keys_points_and_evidence_by_position(tmp_path):
    found = item(tmp_path)
    assert [option.key for option in found.options] == ["0", "1", "2"]
    assert points(found) == [0, 40, 100]
    assert [option.needs for option in found.options] == [(), ("observation",), ("observation", "document")]


def test_effort_is_that_of_the_first_advice_unless_it_is_given(tmp_path):
    assert {option.effort for option in item(tmp_path).options} == {Decimal(2)}
    assert {option.effort for option in item(tmp_path, "effort: 0.5").options} == {Decimal("0.5")}


def test_selection_says_otherwise_than_the_bank(tmp_path):
    found = item(
        tmp_path,
        "weight: 1.5",
        "ladder: other",
        "when: {lt: [profile.staff, 5]}",
        "not_applicable: [{id: no-say, text: {nl: Geen keus., en: No choice.}}]",
        "evidence_from: {document: 1}",
        "route: [desk]",
        "revision: 4",
    )
    assert (found.weight, points(found), found.when) == (
        Decimal("1.5"),
        [0, 10, 60],
        Lt(lt=("profile.staff", "5")),
    )
    assert found.not_applicable == (Reason(id="no-say", text={"nl": "Geen keus.", "en": "No choice."}),)
    assert [option.needs for option in found.options] == [(), ("document",), ("document",)]
    assert (found.route, found.revision) == (("desk",), 4)


def test_null_takes_back_what_the_bank_says(tmp_path):
    found = item(tmp_path, "when: null", "not_applicable: null", "evidence_from: null", "advice: null")
    assert (found.when, found.not_applicable, found.advice) == (None, (), ())
    assert {option.needs for option in found.options} == {()}


def test_own_options_with_points_take_the_place_of_the_ladder(tmp_path):
    found = item(
        tmp_path,
        "options: [{text: {nl: Nee, en: Not}, points: 0}, {text: {nl: Ja, en: Always}, points: 60}]",
        "evidence_from: null",
        "advice: null",
    )
    assert points(found) == [0, 60]


def test_own_options_without_points_keep_the_ladder(tmp_path):
    options = (
        "options: [{nl: Nee, en: Not}, {nl: Soms, en: Sometimes}, {key: always, text: {nl: Ja, en: Always}}]"
    )
    found = item(tmp_path, options, "evidence_from: {document: always}", "advice: null")
    assert points(found) == [0, 40, 100]
    assert [option.key for option in found.options] == ["0", "1", "always"]
    assert found.options[2].needs == ("document",)


STEPS = "steps: [{nl: Nog niet, en: Not yet}, {nl: Deels, en: Partly}, {nl: Geregeld, en: Arranged}]\n"


def titles(found):
    return [option.title and option.title["en"] for option in found.options]


def test_titles_come_from_the_questionnaire_by_position(tmp_path):
    assert titles(item(tmp_path, source=STEPS + SOURCE)) == ["Not yet", "Partly", "Arranged"]


def test_choices_with_another_number_of_options_get_no_titles(tmp_path):
    two = STEPS.replace(", {nl: Geregeld, en: Arranged}", "")
    assert titles(item(tmp_path, source=two + SOURCE)) == [None, None, None]


def test_item_gives_own_titles_or_none(tmp_path):
    own = "steps: [{nl: A, en: A}, {nl: B, en: B}, {nl: C, en: C}]"
    assert titles(item(tmp_path, own, source=STEPS + SOURCE)) == ["A", "B", "C"]
    assert titles(item(tmp_path, "steps: null", source=STEPS + SOURCE)) == [None, None, None]


WORDS = "dont_know: {nl: Geen idee., en: No idea.}\n"


def test_dont_know_has_the_questionnaires_words_for_scored_items(tmp_path):
    remark = "      - {id: remark, type: text, question: {nl: Nog iets?, en: More?}}\n"
    source = WORDS + changed(SOURCE, ("examples:\n", f"{remark}examples:\n"))
    assert [found.dont_know and found.dont_know["en"] for found in resolved(tmp_path, source).items()] == [
        "No idea.",
        "No idea.",
        None,
    ]


def test_item_has_own_words_for_dont_know_or_does_not_offer_it(tmp_path):
    assert (
        item(tmp_path, "dont_know: {nl: Tja., en: Well.}", source=WORDS + SOURCE).dont_know["en"] == "Well."
    )
    assert item(tmp_path, "dont_know: null", source=WORDS + SOURCE).dont_know is None
    assert item(tmp_path).dont_know is None


def test_questionnaire_takes_only_its_own_languages_from_the_bank(tmp_path):
    dutch = SOURCE.replace("languages: [nl, en]", "languages: [nl]")
    for words in ("Trial", "A trial.", "Choose what is true.", "Actions", "Energy", "Everything at its best"):
        dutch = changed(dutch, (f", en: {words}}}", "}"))
    for words in ("How many people work here?", "How green is the power?", "Is there a meter?"):
        dutch = changed(dutch, (f", en: {words}}}", "}"))
    found = next(resolved(tmp_path, dutch).items())
    assert found.options[0].text == {"nl": "Grijs"}
    assert found.concept == {"nl": "Groene stroom"}


def test_spaces_around_a_text_are_taken_away(tmp_path):
    folded = changed(
        SOURCE,
        ("summary: {nl: Een proef., en: A trial.}", "summary:\n  nl: >\n    Een\n    proef.\n  en: A trial."),
    )
    assert resolved(tmp_path, folded).summary == {"nl": "Een proef.", "en": "A trial."}


def test_levels_are_numbered_from_one(tmp_path):
    levels = "levels:\n  - {id: a, name: {nl: A, en: A}, total: 10}\n  - {id: b, name: {nl: B, en: B}, total: 20}\n"
    assert [level.number for level in resolved(tmp_path, SOURCE + levels).levels] == [1, 2]


def test_tables_come_from_the_bank_by_id(tmp_path):
    table = (
        "references:\n  - id: use\n    version: 1.0.0\n    title: {nl: Gebruik, en: Use}\n"
        "    unit: {nl: kWh, en: kWh}\n    rows: [{value: 50, source: Verzonnen, year: 2026}]\n"
    )
    found = resolved(tmp_path, "references: [use]\n" + SOURCE, BANK + table)
    assert [(one.id, one.rows[0].value) for one in found.references] == [("use", 50)]
    assert codes_of(tmp_path, "references: [uses]\n" + SOURCE, BANK + table) == ["M37"]


def test_figure_of_the_bank_keeps_its_score(tmp_path):
    figure = "      - {indicator: sun-power, question: {nl: Hoeveel zon?, en: How much sun?}, plausible: [1, 50]}\n"
    *_, found = resolved(tmp_path, changed(SOURCE, ("examples:\n", f"{figure}examples:\n"))).items()
    assert (found.type, found.plausible, len(found.score.points)) == ("number", (1, 50), 2)


@pytest.mark.parametrize("bank", ["indicators: [", "indicators:\n  - {id: green-power}\n"])
def test_what_a_faulty_bank_may_hold_is_not_called_unknown(tmp_path, bank):
    assert codes_of(tmp_path, SOURCE, bank) in (["Y06"], ["S01"])


def test_two_files_of_a_bank_never_share_an_id(tmp_path):
    resolved(tmp_path)
    (tmp_path / "bank" / "more.yaml").write_text(BANK)
    assert set(codes_of(tmp_path)) == {"M07"}
