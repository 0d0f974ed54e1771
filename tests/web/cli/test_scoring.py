"""``mvo-scan score``: the table, the JSON, the advice, and what it says about wrong files."""

import json
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from questionnaires.conditions import All, Ge, Is
from questionnaires.definition import (
    DoubleCheck,
    Enough,
    Gate,
    Level,
    Option,
    Questionnaire,
    Reason,
    Requirement,
    Scoring,
    SingleChoice,
)
from questionnaires.publishing import canonical_bytes
from scoring import compile_model, score
from tests.questionnaires.small import choice, group, number, questionnaire, yes_no
from web.cli import main


def words(nl: str, en: str) -> dict[str, str]:
    return {"nl": nl, "en": en}


def safe() -> SingleChoice:
    """Three steps; the last one with a document."""
    options = (
        Option(key="0", text=words("niet", "not"), points=Decimal(0)),
        Option(key="1", text=words("deels", "partly"), points=Decimal(50)),
        Option(
            key="2", text=words("wel", "yes"), points=Decimal(100), needs=("document",), effort=Decimal("2.5")
        ),
    )
    return SingleChoice(
        type="single_choice", id="safe", question=words("Is het veilig?", "Is it safe?"), options=options
    )


def levels() -> tuple[Level, ...]:
    act = Requirement(
        id="act",
        condition=Ge(ge=("facts.actions", "1")),
        message=words("Kies een actie.", "Choose an action."),
    )
    return (
        Level(id="bronze", number=1, name=words("Brons", "Bronze"), total=Decimal(20)),
        Level(
            id="gold",
            number=2,
            name=words("Goud", "Gold"),
            total=Decimal(90),
            coverage=Decimal(80),
            requires=(act,),
        ),
    )


def form() -> Questionnaire:
    """Something of everything that a table can show."""
    declared = Gate(
        id="declared",
        title=words("Verklaring", "Declaration"),
        met=Is(equals=("answers.declared", True)),
        message=words("Betaal iedereen.", "Pay everyone."),
    )
    odd = All(all=(Ge(ge=("answers.safe", "2")), Is(equals=("answers.waste", "0"))))
    reasons = (Reason(id="none", text=words("niets", "none")),)
    return questionnaire(
        group(
            "people",
            safe(),
            choice("waste", weight=Decimal(2)),
            yes_no("declared", scored=False),
            title=words("Mensen", "People"),
        ),
        group(
            "figures",
            group("energy", number("kwh"), title=words("Stroom", "Power"), all_or_none=True),
            choice("other"),
            title=words("Cijfers", "Figures"),
            enough=Enough(items=1),
        ),
        group("rest", choice("rest", not_applicable=reasons), title=words("Verder", "Further")),
        title=words("Kleine scan", "Small scan"),
        scoring=Scoring(
            decimals=1, dont_know="zero", dont_know_for_level="zero", evidence_effort=Decimal("0.5")
        ),
        levels=levels(),
        gates=(declared,),
        double_checks=(DoubleCheck(id="odd", when=odd, message=words("Veilig en vuil?", "Safe and dirty?")),),
    )


ANSWERS = """
answers:
  safe: "2"
  waste: "0"
  declared: true
  rest: {not_applicable: none}
"""


@pytest.fixture
def source(tmp_path: Path) -> str:
    """The path of the questionnaire."""
    path = tmp_path / "small@1.0.0.json"
    path.write_bytes(canonical_bytes(form()))
    return str(path)


def run(*arguments: str, language: str = "en_GB.UTF-8") -> tuple[int, str]:
    """(exit code, all that is printed)."""
    result = CliRunner().invoke(main, ["score", *arguments], env={"LC_ALL": language})
    return result.exit_code, result.output


def write(folder: Path, text: str | bytes, name: str = "answers.yaml") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


# -- what it prints -----------------------------------------------------------------------------------------------


def test_the_table_says_what_counts_what_is_claimed_and_what_each_level_asks(
    source: str, tmp_path: Path
) -> None:
    assert run(source, write(tmp_path, ANSWERS)) == (
        0,
        "Small scan (small@1.0.0)\n"
        "\n"
        "Total      █████▒▒▒▒·····················    16.7 (33.3 claimed)\n"
        "  People   █████▒▒▒▒·····················    16.7 (33.3 claimed)\n"
        "  Figures  ······························  too little data\n"
        "    Power  ······························  not all filled in\n"
        "  Further  ······························  not applicable\n"
        "\n"
        "Level: no level\n"
        "  1 Bronze: not yet\n"
        "    ✗ total: 16.7 / 20.0\n"
        "  2 Gold: not yet\n"
        "    ✗ total: 16.7 / 90.0\n"
        "    ✗ filled in: 75.00% / 80.00%\n"
        "    ✗ Choose an action.\n"
        "\n"
        "Still without evidence:\n"
        "  safe: document (counts as 1)\n"
        "\n"
        "Is this right? Safe and dirty?\n",
    )


def test_the_table_speaks_the_language_that_is_asked_and_else_that_of_the_shell(
    source: str, tmp_path: Path
) -> None:
    given = write(tmp_path, '{"answers": {"safe": "1", "waste": "1", "declared": false}}', "answers.json")
    dutch = (
        "Kleine scan (small@1.0.0)\n"
        "\n"
        "Totaal      ███████·······················    25.0\n"
        "  Mensen    ███████████████···············    50.0\n"
        "  Cijfers   ······························  te weinig gegevens\n"
        "    Stroom  ······························  niet alles ingevuld\n"
        "  Verder    ······························     0.0\n"
        "\n"
        "Niveau: geen niveau\n"
        "  1 Brons: nog niet\n"
        "  2 Goud: nog niet\n"
        "    ✗ totaal: 25.0 / 90.0\n"
        "    ✗ ingevuld: 60.00% / 80.00%\n"
        "    ✗ Kies een actie.\n"
        "  Begrensd door: Betaal iedereen.\n"
    )
    assert run(source, given, language="C.UTF-8") == (0, dutch)
    assert run(source, given, "--language", "nl") == (0, dutch)
    assert run(source, given, "--language", "en")[1].startswith("Small scan (small@1.0.0)\n")


def test_advice_names_each_move_its_effort_and_what_no_answer_can_meet(source: str, tmp_path: Path) -> None:
    code, output = run(source, write(tmp_path, ANSWERS), "--advice", "gold")
    assert code == 0
    assert output.partition("\nThe cheapest way")[2] == (
        " to Gold (effort 4):\n"
        "  waste (waste)\n"
        "    0 → 2, effort 2\n"
        "  other (other)\n"
        "    - → 2, effort 2\n"
        "Also needed:\n"
        "  ✗ Choose an action.\n"
    )


def test_advice_to_show_evidence_names_the_option_that_stays(source: str, tmp_path: Path) -> None:
    output = run(source, write(tmp_path, ANSWERS), "--advice", "bronze")[1]
    assert output.partition("\nThe cheapest way")[2] == (
        " to Bronze (effort 0.5):\n  Is it safe? (safe)\n    2, effort 0.5; show: document\n"
    )


def test_advice_for_a_level_that_is_held_asks_nothing(source: str, tmp_path: Path) -> None:
    given = write(tmp_path, ANSWERS.replace('waste: "0"', 'waste: "2"'))
    output = run(source, given, "--advice", "bronze")[1]
    assert (
        output.partition("\nThe cheapest way")[2] == " to Bronze (effort 0):\n  No other answer is needed.\n"
    )


def test_advice_for_a_level_that_no_answer_reaches_says_what_still_fails(tmp_path: Path) -> None:
    last = levels()[1].model_copy(
        update={"requires": (), "number": 1, "total": None, "coverage": Decimal(90)}
    )
    small = questionnaire(choice("a"), number("kwh", weight=Decimal(3)), levels=(last,))
    path = write(tmp_path, canonical_bytes(small), "small@1.0.0.json")
    output = run(path, write(tmp_path, 'answers: {a: "0"}'), "--advice", "gold")[1]
    assert output.partition("\nThe cheapest way")[2] == (
        " to Gold (effort 0):\n  Other answers alone do not reach this level.\nAlso needed:\n  ✗ filled in\n"
    )


def test_json_is_the_stored_outcome_and_fits_the_schema(source: str, tmp_path: Path) -> None:
    given = write(tmp_path, ANSWERS)
    code, output = run(source, given, "--json")
    answers: dict[str, Any] = {
        "answers": {"safe": "2", "waste": "0", "declared": True, "rest": {"not_applicable": "none"}}
    }
    assert (code, output) == (0, score(compile_model(form()), answers).to_json().decode() + "\n")
    schema = json.loads(files("scoring").joinpath("outcome.schema.json").read_bytes())
    assert list(Draft202012Validator(schema).iter_errors(json.loads(output))) == []


def test_a_questionnaire_is_a_slug_a_name_with_its_version_or_a_path(tmp_path: Path) -> None:
    given = write(tmp_path, "answers: {}")
    by_slug = run("primary-class", given, "--json")
    name = json.loads(by_slug[1])["questionnaire"]
    assert run(name, given, "--json") == by_slug


def test_a_questionnaire_in_one_language_is_shown_in_that_one(tmp_path: Path) -> None:
    dutch = form().model_dump(mode="json", by_alias=True)

    def only_dutch(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: only_dutch(part) for key, part in value.items() if key != "en"}
        return [only_dutch(part) for part in value] if isinstance(value, list) else value

    small = Questionnaire.model_validate_json(json.dumps(only_dutch(dutch) | {"languages": ["nl"]}))
    path = write(tmp_path, canonical_bytes(small), "small@1.0.0.json")
    output = run(path, write(tmp_path, ANSWERS), "--language", "en", "--advice", "bronze")[1]
    assert output.splitlines()[2] == "Totaal      █████▒▒▒▒·····················    16.7 (33.3 opgegeven)"


# -- what it refuses ----------------------------------------------------------------------------------------------

WRONG = """
profile: {intern: true}
answers:
  safe: "7"
  waist: "1"
  waste: {not_applicable: none}
  kwh: 101
  rest: {not_applicable: true}
  other: no
  rest: "1"
"""


def test_every_fault_in_the_answers_is_shown_at_once(source: str, tmp_path: Path) -> None:
    given = write(tmp_path, WRONG)
    assert run(source, given) == (
        2,
        f"Error: A03 {given}:2 profile.intern\n"
        '  The profile has no field "intern".\n'
        '  → Do you mean "interns"?\n'
        f"A02 {given}:4 answers.safe\n"
        '  This question has no option "7".\n'
        "  → Choose from: 0, 1, 2.\n"
        f"A01 {given}:5 answers.waist\n"
        '  The questionnaire has no question "waist".\n'
        '  → Do you mean "waste"?\n'
        f"A09 {given}:6 answers.waste.not_applicable\n"
        "  This question always applies.\n"
        "  → Choose an answer, or remove the line.\n"
        f"A07 {given}:7 answers.kwh\n"
        "  101 is too large or too small.\n"
        "  → Choose a number from 0 to 100.\n"
        f"A10 {given}:8 answers.rest.not_applicable\n"
        "  Why does this question not fit? The reason is missing.\n"
        "  → Write not_applicable: with one of: none.\n"
        f"Y09 {given}:9 answers.other\n"
        '  "no" without quotes: is this a word, or true/false?\n'
        '  → Write true or false, or put it in quotes: "no".\n'
        f"Y08 {given}:10 answers.rest\n"
        '  The key "rest" stands here for the second time; the first is on line 8.\n'
        "  → Keep one of them.\n",
    )


@pytest.mark.parametrize(
    ("name", "content", "fault", "said"),
    [
        ("empty.yaml", b"", "Y05", "Het bestand is leeg."),
        ("latin.yaml", b"answers: {caf\xe9: 1}", "Y03", "Het bestand is geen UTF-8: byte 0xe9 past niet."),
        ("huge.yaml", b"#" * 1_000_001, "Y02", "Het bestand is groter dan 1000000 bytes."),
        ("broken.json", b"{", "Y06", "Hier stopt het lezen van de JSON."),
        (
            "twice.json",
            b'{"answers": {}, "answers": {}}',
            "Y08",
            'De sleutel "answers" staat hier voor de tweede keer; de eerste staat op regel 1.',
        ),
        ("list.yaml", b"[1, two]", "A11", "Hier hoort een lijst met sleutels, maar er staat een rij."),
    ],
)
def test_a_file_that_holds_no_answers_is_refused_in_words(
    source: str, tmp_path: Path, name: str, content: bytes, fault: str, said: str
) -> None:
    code, output = run(source, write(tmp_path, content, name), language="nl_NL.UTF-8")
    first, second, *_ = output.splitlines()
    assert (code, first.split()[:2], second.strip()) == (2, ["Error:", fault], said)


def test_a_file_that_is_not_there_and_a_folder_are_refused_in_words(source: str, tmp_path: Path) -> None:
    assert run(source, str(tmp_path / "nothing.yaml")) == (
        2,
        f"Error: Y01 {tmp_path / 'nothing.yaml'}\n"
        "  This file cannot be read: it does not exist.\n"
        "  → Check the name, the folder and the permissions.\n",
    )
    assert run(source, str(tmp_path)) == (
        2,
        f"Error: Y01 {tmp_path}\n"
        "  This file cannot be read: it is a folder.\n"
        "  → Check the name, the folder and the permissions.\n",
    )


def test_an_unknown_questionnaire_is_refused_with_those_there_are(tmp_path: Path) -> None:
    code, output = run("company-selv", write(tmp_path, ANSWERS))
    assert (code, output.splitlines()[:2]) == (
        2,
        ["Error: P07 company-selv", '  There is no questionnaire "company-selv".'],
    )


def test_an_unknown_level_is_refused_with_those_there_are(source: str, tmp_path: Path) -> None:
    given = write(tmp_path, ANSWERS)
    assert run(source, given, "--advice", "silver") == (
        2,
        'Error: Questionnaire small@1.0.0 has no level "silver". Choose from: bronze, gold.\n',
    )
    assert run(source, given, "--advice", "silver", "--language", "nl")[1] == (
        'Error: Vragenlijst small@1.0.0 heeft geen niveau "silver". Kies uit: bronze, gold.\n'
    )


def test_a_level_of_a_questionnaire_without_levels_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, canonical_bytes(questionnaire(choice("a"))), "small@1.0.0.json")
    assert run(path, write(tmp_path, "answers: {}"), "--advice", "gold") == (
        2,
        "Error: Questionnaire small@1.0.0 has no levels.\n",
    )


def test_advice_and_json_do_not_go_together(source: str, tmp_path: Path) -> None:
    code, output = run(source, write(tmp_path, ANSWERS), "--json", "--advice", "gold")
    assert (code, output.splitlines()[-1]) == (2, "Error: --advice is for people; leave out --json.")
