"""A small sound source to change in one place, and folders to check it in."""

from pathlib import Path

from questionnaires.checking import check_file
from questionnaires.definition import Questionnaire
from questionnaires.faults import Fault

SOURCE = """\
slug: trial
version: 1.0.0
languages: [nl, en]
audience: company
title: {nl: Proef, en: Trial}
summary: {nl: Een proef., en: A trial.}
introduction: {nl: Kies wat klopt., en: Choose what is true.}
minutes: 5
bank: bank
scoring: {dont_know: zero, dont_know_for_level: zero}
profile:
  - {id: staff, type: number, minimum: 1, question: {nl: Hoeveel mensen werken hier?, en: How many people work here?}}
facts:
  - {id: actions, type: number, title: {nl: Acties, en: Actions}}
groups:
  - id: energy
    theme: clean_energy
    title: {nl: Energie, en: Energy}
    members:
      - indicator: green-power
        question: {nl: Hoe groen is de stroom?, en: How green is the power?}
      - id: meter
        type: yes_no
        question: {nl: Is er een meter?, en: Is there a meter?}
examples:
  - id: best
    title: {nl: Alles op zijn best, en: Everything at its best}
    answers: {answers: {green-power: {answer: 2, accepted: [document]}, meter: true}}
    total: 100
"""

BANK = """\
theme: clean_energy
ladders:
  L3: [0, 40, 100]
  other: [0, 10, 60]
indicators:
  - id: green-power
    concept: {nl: Groene stroom, en: Green power}
    pillar: planet
    weight: 3
    ladder: L3
    evidence_from: {observation: 1, document: 2}
    sdg: [7]
    when: {ge: [profile.staff, 2]}
    not_applicable:
      - {id: in-rent, text: {nl: Zit in de huur., en: In the rent.}}
    options:
      - {nl: Grijs, en: Grey}
      - {nl: Deels groen, en: Partly green}
      - {nl: Groen, en: Green}
    advice:
      - {steps: [0, 1], text: {nl: Stap over., en: Switch.}, effort: 2, months: 1}
      - {steps: [2], text: {nl: Wek zelf op., en: Generate your own.}, effort: 5, months: 12}
  - id: sun-power
    type: number
    unit: {nl: kWh, en: kWh}
    minimum: 0
    maximum: 100
    score: {points: [[0, 0], [100, 100]]}
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first part replaced by the second; every first part must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def write(folder: Path, source: str = SOURCE, bank: str = BANK, name: str = "trial") -> Path:
    """A source with its bank; gives the path of the source."""
    (folder / "bank").mkdir(parents=True, exist_ok=True)
    (folder / "bank" / "energy.yaml").write_text(bank, encoding="utf-8")
    path = folder / f"{name}.yaml"
    path.write_text(source, encoding="utf-8")
    return path


def resolved(folder: Path, source: str = SOURCE, bank: str = BANK) -> Questionnaire:
    """The questionnaire of a sound source."""
    checked = check_file(write(folder, source, bank))
    assert [fault.written("en") for fault in checked.faults] == []
    assert checked.questionnaire is not None
    return checked.questionnaire


def faults_of(folder: Path, source: str = SOURCE, bank: str = BANK) -> list[Fault]:
    """The faults of a source."""
    return list(check_file(write(folder, source, bank)).faults)


def codes_of(folder: Path, source: str = SOURCE, bank: str = BANK) -> list[str]:
    """Their codes, in order of place."""
    return [fault.code for fault in faults_of(folder, source, bank)]
