"""docs/questionnaires.md says what the program does: its snippets are sound and its table of faults is the code's.

Whole files on the page have ``file=NAME``; tests/architecture runs the page with them. A part of a file has ``part=…``
and is judged here inside a questionnaire that is otherwise sound: ``top`` (keys at the top), ``member`` (questions in a
group), ``answers`` (an answers file to all those questions).
"""

import re
from textwrap import indent

import pytest

from questionnaires.answers_file import load_answers
from questionnaires.checking import check_file
from questionnaires.faults import ALL, Kind
from tests.documents import Block, blocks
from tests.project import ROOT

PAGE = "docs/questionnaires.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
YAML = [block for block in blocks(PAGE, TEXT) if block.language == "yaml"]

TOP = """\
slug: answered
version: 1.0.0
languages: [nl, en]
audience: company
title: {nl: Proef, en: Trial}
summary: {nl: Een proef., en: A trial.}
introduction: {nl: Kies wat klopt., en: Choose what is true.}
minutes: 5
scoring: {dont_know: zero, dont_know_for_level: zero, verified_from_step: 1}
dont_know: {nl: Weet ik niet., en: I do not know.}
profile:
  - {id: staff, type: number, minimum: 1, question: {nl: Hoeveel mensen?, en: How many people?}}
  - id: sector
    type: choice
    question: {nl: Welke sector?, en: Which sector?}
    options: [{id: food, text: {nl: Voedsel, en: Food}}, {id: care, text: {nl: Zorg, en: Care}}]
  - {id: kitchen, type: yes_no, question: {nl: Is er een keuken?, en: Is there a kitchen?}}
facts:
  - {id: actions_planned, type: number, title: {nl: Geplande acties, en: Actions planned}}
  - {id: previous_litres, type: number, title: {nl: Vorig jaar, en: Last year}}
groups:
  - id: energy
    title: {nl: Energie, en: Energy}
    members:
      - id: power
        type: single_choice
        question: {nl: Welke stroom?, en: Which power?}
        options:
          - {text: {nl: Grijs, en: Grey}, points: 0}
          - {text: {nl: Groen, en: Green}, points: 50}
          - {text: {nl: Zon en wind, en: Sun and wind}, points: 100}
"""


def sections(text: str) -> dict[str, str]:
    """The keys at the top of a source, each with its lines."""
    return {part.partition(":")[0]: part for part in re.split(r"^(?=\w)", text, flags=re.MULTILINE) if part}


def host(block: Block) -> str:
    """A sound questionnaire around a part."""
    if block.option("part") == "member":
        return TOP + indent(block.text, " " * 6)
    return "".join((sections(TOP) | sections(block.text)).values())


def of_part(name: str) -> list[Block]:
    return [block for block in YAML if block.option("part") == name]


@pytest.mark.parametrize("block", [*of_part("top"), *of_part("member")], ids=lambda block: block.place)
def test_part_of_a_questionnaire_on_the_page_is_sound(block, tmp_path):
    file = tmp_path / "answered.yaml"
    file.write_text(host(block))
    assert [fault.written("en") for fault in check_file(file).faults] == []


@pytest.mark.parametrize("block", of_part("answers"), ids=lambda block: block.place)
def test_answers_on_the_page_fit_the_questions_on_the_page(block, tmp_path):
    file, answers = tmp_path / "answered.yaml", tmp_path / "answers.yaml"
    file.write_text(TOP + "".join(indent(part.text, " " * 6) for part in of_part("member")))
    answers.write_text(block.text)
    questionnaire = check_file(file).questionnaire
    assert load_answers(questionnaire, answers).items.keys() <= {item.id for item in questionnaire.items()}


def test_every_yaml_block_is_a_file_or_a_part():
    assert [block.place for block in YAML if not (block.option("file") or block.option("part"))] == []


_LEFT_OPEN = {
    "{closest}": "*the nearest name, or what there is to choose from*",
    "{hint}": "*what most likely went wrong on that line*",
}


def row(kind: Kind) -> str:
    """One line of the table: code, name, what to do, with the details left out."""
    wording = kind.value
    message, mend = (re.sub(r"\{[a-z_]+\}", "…", words[1]) for words in (wording.message, wording.mend))
    if mend == "…":
        mend = _LEFT_OPEN[wording.mend[1]]
    cells = (
        wording.code,
        kind.name.lower().replace("_", " "),
        message,
        mend.replace("{{", "{").replace("}}", "}"),
    )
    return f"| {' | '.join(cell.replace('|', '/').replace('<', '&lt;') for cell in cells)} |"


def fault_table() -> str:
    head = "| code | name | what is wrong | how to mend it |\n|---|---|---|---|\n"
    return head + "\n".join(row(kind) for kind in ALL) + "\n"


def test_table_of_faults_is_that_of_the_code():
    assert TEXT.partition("<!-- faults -->\n")[2] == fault_table()
