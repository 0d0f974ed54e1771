"""A small mixed-integer program: 0/1 choices, sums of them, and conditions over them (SciPy's HiGHS)."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from questionnaires.conditions import All, AnyOf, Condition, Not

_INFEASIBLE = 2
"""What ``milp`` reports when nothing satisfies all rows."""


class Sum(NamedTuple):
    """A constant and so many times each column."""

    constant: float
    terms: Mapping[int, float] = {}

    def plus(self, other: "Sum", times: float = 1.0) -> "Sum":
        """This sum with ``times`` the other added."""
        return weighed(((1.0, self), (times, other)))


def weighed(sums: Iterable[tuple[float, Sum]]) -> Sum:
    """So many times each of them, added up."""
    constant, terms = 0.0, dict[int, float]()
    for times, (own, columns) in sums:
        constant += times * own
        for column, factor in columns.items():
            terms[column] = terms.get(column, 0.0) + times * factor
    return Sum(constant, {column: factor for column, factor in terms.items() if factor})


def total(sums: Iterable[Sum]) -> Sum:
    """All of them added up."""
    return weighed((1.0, one) for one in sums)


class Program:
    """Columns, and rows that must hold; ``solve`` gives the values with the least of a sum."""

    def __init__(self) -> None:
        self._whole: list[int] = []
        self._least: list[float] = []
        self._most: list[float] = []
        self._rows: list[Sum] = []
        self._equal: set[int] = set()
        """Places of the rows that must be exactly 0; the others at least 0."""

    def column(self, whole: bool = True, least: float = 0.0, most: float = 1.0) -> Sum:
        """A new column, as a sum of one; whole numbers unless told otherwise."""
        self._whole.append(int(whole))
        self._least.append(least)
        self._most.append(most)
        return Sum(0.0, {len(self._whole) - 1: 1.0})

    def at_least(self, value: Sum, bound: float = 0.0) -> None:
        """``value >= bound`` must hold."""
        self._rows.append(value.plus(Sum(-bound)))

    def equal(self, value: Sum, bound: float) -> None:
        """``value == bound`` must hold."""
        self._equal.add(len(self._rows))
        self.at_least(value, bound)

    def truth(self, condition: Condition, atom: Callable[[Condition], Sum]) -> Sum:
        """A sum that is 1 when the condition holds and 0 when not; ``atom`` gives it for a single comparison."""
        match condition:
            case Not(negated=part):
                return Sum(1.0).plus(self.truth(part, atom), -1.0)
            case AnyOf(any=parts):
                return self.either([self.truth(part, atom) for part in parts])
            case All(all=parts):
                opposites = [Sum(1.0).plus(self.truth(part, atom), -1.0) for part in parts]
                return Sum(1.0).plus(self.either(opposites), -1.0)
        return atom(condition)

    def either(self, parts: list[Sum]) -> Sum:
        """1 when at least one of the parts is 1, else 0."""
        if any(not part.terms and part.constant > 0 for part in parts):
            return Sum(1.0)
        open_parts = [part for part in parts if part.terms]
        if len(open_parts) < 2:
            return open_parts[0] if open_parts else Sum(0.0)
        result = self.column()
        for part in open_parts:
            self.at_least(result.plus(part, -1.0))
        self.at_least(total(open_parts).plus(result, -1.0))
        return result

    def solve(self, aim: Sum) -> tuple[float, ...] | None:
        """The values of all columns for the least of ``aim``; None when the rows contradict each other.

        Raises ArithmeticError when the solver stops without an answer.
        """
        if any(not row.terms and row.constant < 0 for row in self._rows):
            return None
        if not self._whole:
            return ()
        rows = [(row, place in self._equal) for place, row in enumerate(self._rows) if row.terms]
        found = milp(
            np.array([aim.terms.get(column, 0.0) for column in range(len(self._whole))]),
            integrality=np.array(self._whole),
            bounds=Bounds(np.array(self._least), np.array(self._most)),
            constraints=[self._matrix(rows)] if rows else [],
            options={"mip_rel_gap": 0.0},
        )
        if found.status == _INFEASIBLE:
            return None
        if found.x is None or found.status != 0:
            raise ArithmeticError(f"The cheapest way up was not found: {found.message}")
        return tuple(float(value) for value in found.x)

    def _matrix(self, rows: list[tuple[Sum, bool]]) -> LinearConstraint:
        starts = np.cumsum([0, *(len(row.terms) for row, _ in rows)])
        columns = [column for row, _ in rows for column in row.terms]
        factors = [factor for row, _ in rows for factor in row.terms.values()]
        matrix = csr_array((factors, columns, starts), shape=(len(rows), len(self._whole)))
        least = np.array([-row.constant for row, _ in rows])
        return LinearConstraint(matrix, least, np.where([equal for _, equal in rows], least, np.inf))
