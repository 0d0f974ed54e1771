"""The blueprint of the instrument as tables: what the published catalogue is held to, word for word.

``indicators.tsv`` has the 46 indicators (its parts B1 to B5), ``pupils.tsv`` the questions for pupils (C3) and
``class.tsv`` those for a class, with their three answers (C4). Its codes: S student, C company, I institution,
VO pupils, PO class; Pe people, Pl planet, Pr profit; O observation, D document, with the step they start at.
"""

import csv
from pathlib import Path

AUDIENCES = {
    "S": "internship-company",
    "C": "company-self",
    "I": "institution",
    "VO": "secondary-pupils",
    "PO": "primary-class",
}
LADDERS = {"L1": [0, 20, 45, 75, 100], "L2": [0, 10, 40, 75, 100], "L3": [0, 30, 55, 80, 100]}


def table(name: str) -> dict[str, dict[str, str]]:
    """The rows of one table, by id."""
    with (Path(__file__).parent / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


INDICATORS = table("indicators")
PUPILS = table("pupils")
CLASS = table("class")


def asked_of(audience: str) -> dict[str, dict[str, str]]:
    """The indicators an audience is asked."""
    return {name: row for name, row in INDICATORS.items() if audience in row["audiences"].split()}


def listed(cell: str) -> list[str]:
    """The parts of a cell; none for a dash."""
    return [] if cell == "–" else cell.replace(",", " ").split()
