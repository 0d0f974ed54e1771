"""``docs/import.md`` says what is true: every column is there as it is defined, and every example can be imported."""

import re

import pytest

from scan.domain.importing.columns import LAYOUTS, ImportKind
from scan.domain.importing.plan import Step
from tests.project import ROOT
from tests.scan.factories import Region
from tests.scan.importing.lists import load

PAGE = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"```csv (\w+)\n(.*?)```", PAGE, flags=re.DOTALL))


def documented(kind: ImportKind) -> list[tuple[str, ...]]:
    """The rows of the table that stands before the example of a kind."""
    before = PAGE.split(f"```csv {kind.value}\n")[0]
    table = before[before.rindex("|---|") :].splitlines()[1:]
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in table if row.startswith("|")]


@pytest.mark.parametrize("kind", ImportKind)
def test_every_column_is_documented_as_it_is_defined(kind: ImportKind) -> None:
    assert documented(kind) == [
        (
            f"{column.nl} *" if column.required else column.nl,
            column.en,
            f"`{column.oneroster}`" if column.oneroster else "",
            ", ".join(column.others),
            column.about.en,
        )
        for column in LAYOUTS[kind].columns
    ]


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_every_example_can_be_imported_in_the_order_of_the_page(region: Region) -> None:
    assert list(EXAMPLES) == [kind.value for kind in ImportKind]
    texts = EXAMPLES | {
        "classes": EXAMPLES["classes"].replace("docent@roc-voorbeeld.example", "tess@example.org")
    }
    done = {kind: load(region, kind, texts[kind.value]) for kind in ImportKind}
    assert done == {
        ImportKind.CLASSES: {Step.NEW: 2},
        ImportKind.STUDENTS: {Step.NEW: 3},
        ImportKind.ENROLMENTS: {Step.NEW: 1, Step.SAME: 1, Step.LEFT_OUT: 1},
        ImportKind.COMPANIES: {Step.NEW: 2},
        ImportKind.PLACEMENTS: {Step.NEW: 2},
    }  # fmt: skip
