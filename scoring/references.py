"""Tables of references: which row holds, found once for all numbers that are held against a table (design 5)."""

from collections.abc import Callable, Collection

from questionnaires.conditions import Lookup
from questionnaires.definition import Number, Questionnaire, ReferenceTable
from questionnaires.evaluation import Test, Types, compile_condition

NO_ROW = -1
RowFinder = Callable[[Lookup], int]
"""Values given -> the row that holds, NO_ROW when none does."""


def tables_in_use(
    questionnaire: Questionnaire, counting: Collection[str]
) -> dict[str | None, ReferenceTable | None]:
    """The tables that scored numbers are held against, by id; first, under None, what stands for a number without one.

    ``counting``: the ids of the questions that count.
    """
    numbers = [item for item in questionnaire.items() if isinstance(item, Number) and item.id in counting]
    used = {item.score.reference for item in numbers if item.score is not None}
    return {None: None} | {table.id: table for table in questionnaire.references if table.id in used}


def row_finder(table: ReferenceTable | None, types: Types) -> RowFinder:
    """Finds the first row whose condition holds; without a table it is row 0."""
    if table is None:
        return lambda _lookup: 0
    tests: list[tuple[int, Test]] = []
    otherwise = NO_ROW
    for row, reference in enumerate(table.rows):
        if reference.when is None:
            otherwise = row
            break
        tests.append((row, compile_condition(reference.when, types)))

    def find(lookup: Lookup) -> int:
        for row, test in tests:
            if test(lookup):
                return row
        return otherwise

    return find
