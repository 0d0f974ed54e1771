"""A questionnaire made ready for scoring: whole numbers, tables and flat tuples (design 5).

Everything that does not depend on the answers is worked out here, once, and the bounds are proven here: no answer is
worth more than the best, so no score leaves 0 to 100, and no sum outgrows its field (``Packing``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from questionnaires.conditions import Lookup
from questionnaires.definition import EvidenceRoute, Item, Questionnaire
from questionnaires.evaluation import Test, Types
from scoring.evidence import Covers
from scoring.ladder import Ladder
from scoring.outcome import NoScore, Shape
from scoring.readers import Choices, Judge
from scoring.rows import Packing, Row, StateRows, Tally

Aggregation = Literal["arithmetic", "geometric", "minimum"]


class Child(NamedTuple):
    """A group in a group."""

    group: int
    """Its place in ``CompiledModel.groups``."""
    unit: int
    """What one score unit of it adds to the parent, in the parent's units."""
    full: int
    """What 100 points of it add: its weight there."""
    cap: int
    """At most this many parts in ``CompiledGroup.cap_whole`` of the parent's weight; 0: no limit."""


@dataclass(frozen=True, slots=True)
class CompiledGroup:
    """One group. Its units are whole numbers in which every item and child of it can be weighed exactly.

    Its items have units of their own, ``own_factor`` times as coarse.
    """

    index: int
    id: str
    parent: str | None
    is_theme: bool
    aggregation: Aggregation
    floor: Fraction
    """Share that a lower member of a geometric mean counts as."""
    all_or_none: bool
    enough_items: int
    enough_share: tuple[int, int]
    """(part, whole) of the applicable items that must be answered."""
    children: tuple[Child, ...]
    """Those in which something counts, by id."""
    cap_whole: int
    own_factor: int
    """The group's units are so many times finer than those of its items."""
    capped: bool
    """Whether a child may be no more than so much of it."""


Entry = tuple[str, int, Choices | None, Judge, StateRows]
"""One question: id, visibility slot, the table of its answers where a table can hold them, what judges any answer, and
the rows of everything but an answer."""
Plan = tuple[Entry, ...]
"""Every question that is read: by group index, and within its group by id."""


Weighted = tuple[int | None, int, int]
"""A mean: the score; what was earned in whole units, 0 when it is not a weighted mean; how many of these a point of an
item is."""


@dataclass(slots=True)
class Found:
    """What the groups come to, by group index; filled from the innermost groups outwards."""

    claimed: list[int | None]
    counted: list[int | None]
    for_level: list[int | None]
    reasons: list[NoScore | None]
    """Why there is no counted score; to begin with, that nothing in the group applies."""
    carried: list[int]
    """The sums that are added up over groups; nothing for an incomplete group."""
    weighted: list[Weighted]
    """How the counted score was made."""


Step = Callable[[Tally, Found], None]
"""Enters what one group comes to; its subgroups have been entered."""
Division = Callable[[int, Tally, Found, list[int]], list[int]]
"""Divides one group's part of the total: gives its questions' parts, and enters those of its subgroups in the list."""


Outside = tuple[tuple[str, str], ...]
"""(reference, id) of the profile fields or facts that some condition reads."""
VisibilityStep = tuple[int, Test | None, str, str]
"""In the order of the questionnaire: works out a slot (slot, test, "", ""), or notes an answer that later conditions
read (slot, None, item, reference)."""


@dataclass(frozen=True, slots=True)
class CompiledItem:
    """One question, for those who plan or explain: the engine itself reads only the plan."""

    item: Item
    group: int
    weight: int
    """In the questionnaire's units of weight; 0 when it never counts."""
    full: int
    """The same in the units of its group's items."""
    slot: int


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """What ``score`` works with. Make it once per published questionnaire with ``compile_model`` and keep it."""

    questionnaire: Questionnaire
    shape: Shape
    units: int
    """100 points in score units."""
    packing: Packing
    types: Types
    profile: Outside
    facts: Outside
    slots: int
    visibility: tuple[VisibilityStep, ...]
    covers: Covers
    routes: tuple[tuple[Test, EvidenceRoute], ...]
    references: tuple[Callable[[Lookup], int], ...]
    """Of every table of references in use, which of its rows holds; -1 when none does."""
    items: tuple[CompiledItem, ...]
    groups: tuple[CompiledGroup, ...]
    """The root first, then every group in the order of the questionnaire; so children come after their parents."""
    group_ids: tuple[str, ...]
    steps: tuple[Step, ...]
    """Of every group in which something counts, children before their parents."""
    divisions: tuple[tuple[Division, int], ...]
    """Of every group, parents before their children, with how many questions stand directly in it."""
    read_weights: Callable[[int], tuple[int, ...]]
    """The weights in the sums of the whole: applicable, answered, not applicable, verifiable, verified."""
    in_order: Callable[[Sequence[Any]], Sequence[Any]]
    """From the order of the plan, in which pooled questions come last, to that of the questionnaire."""
    pooled_rows: tuple[Row, ...]
    pooled: frozenset[str]
    """References to pooled questions that conditions read: only visibility may."""
    tested: tuple[int, ...]
    """Places in the plan of the questions that have conditions of gates or levels to themselves."""
    read_for_level: tuple[tuple[int, str], ...]
    """(place in the plan, reference) of the questions whose counted answers conditions read together with others."""
    ladder: Ladder
    make_plan: Callable[[tuple[bool, ...]], Plan]
    _plans: dict[tuple[bool, ...], Plan] = field(default_factory=dict)

    def plan(self, lookup: Lookup) -> Plan:
        """The tables for the evidence routes that are open; made when first asked for, and kept."""
        is_open = tuple([test(lookup) for test, _ in self.routes])
        plan = self._plans.get(is_open)
        if plan is None:
            plan = self._plans[is_open] = self.make_plan(is_open)
        return plan
