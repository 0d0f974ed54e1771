"""From a questionnaire to a CompiledModel (design 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor
from typing import Any

from questionnaires.definition import (
    MultipleChoice,
    Number,
    Questionnaire,
    ReferenceTable,
    SingleChoice,
    YesNo,
)
from questionnaires.evaluation import Test, compile_condition, reference_types
from questionnaires.publishing import content_hash
from scoring.contributions import compile_division
from scoring.evidence import Covers, Missing, compile_covers, missing_with
from scoring.ladder import Ladder
from scoring.ladder_building import compile_ladder
from scoring.model import CompiledGroup, CompiledItem, CompiledModel, Division, Entry, Plan, Step
from scoring.outcome import Shape
from scoring.readers import (
    ChoiceReader,
    Judge,
    MultipleReader,
    NumberReader,
    Progressed,
    UnscoredReader,
    choices_of,
    steps_of,
    supports_of,
)
from scoring.references import row_finder, tables_in_use
from scoring.rows import Field, Packing, RowMaker, Treatment, picker
from scoring.shares import Shares, shares_of
from scoring.totals import compile_step
from scoring.tree import Place, Tree, outside, read_as_counted, read_as_given, tree_of, visibility_of
from scoring.units import compile_group, item_factor, whole_weights


def compile_model(questionnaire: Questionnaire) -> CompiledModel:
    """The questionnaire ready for scoring; make it once and keep it.

    Raises ModelError when it cannot be scored, and ConditionError for a condition that cannot be evaluated; a checked
    questionnaire raises neither.
    """
    tree = tree_of(questionnaire)
    types = reference_types(questionnaire)
    weighed = _weigh(questionnaire, tree)
    given, counted = read_as_given(questionnaire, tree), read_as_counted(questionnaire)
    steps, slots = visibility_of(tree, given, types)
    ladder = compile_ladder(
        questionnaire, {group.id: group.index for group in weighed.groups}, weighed.units, types
    )
    covers = compile_covers(questionnaire.evidence_routes)
    tables = tables_in_use(questionnaire, weighed.full)
    shop = _Workshop(questionnaire, tree, weighed, slots, ladder.by_item, covers, tables)
    pooled = frozenset(f"answers.{place.item.id}" for place in tree.places if place.item.pooled)
    positions = shop.positions()
    in_plan = [position for group in positions for position in group]
    in_plan += [position for position, place in enumerate(tree.places) if place.item.pooled]
    ends = list(accumulate(map(len, positions)))
    slices = [slice(end - len(group), end) for group, end in zip(positions, ends, strict=True)]
    return CompiledModel(
        questionnaire=questionnaire,
        shape=_shape(questionnaire, weighed.groups, ladder),
        units=weighed.units,
        packing=weighed.packing,
        types=types,
        profile=outside("profile", [field.id for field in questionnaire.profile], given | counted),
        facts=outside("facts", [fact.id for fact in questionnaire.facts], given | counted),
        slots=max(slots, default=0) + 1,
        visibility=steps,
        covers=covers,
        routes=tuple(
            (compile_condition(route.when, types), route) for route in questionnaire.evidence_routes
        ),
        references=tuple(row_finder(table, types) for table in tables.values()),
        items=tuple(shop.item(position) for position in range(len(tree.places))),
        groups=weighed.groups,
        group_ids=tuple(group.id for group in weighed.groups),
        steps=_steps(weighed, slices),
        divisions=_divisions(weighed, slices),
        read_weights=weighed.packing.reader(Field.WEIGHT_APPLICABLE, Field.WEIGHT_VERIFIED),
        in_order=picker([in_plan.index(position) for position in range(len(tree.places))]),
        pooled_rows=tuple(shop.maker(place).out("pooled") for place in tree.places if place.item.pooled),
        pooled=pooled & given,
        tested=tuple(
            in_plan.index(position)
            for position, place in enumerate(tree.places)
            if place.item.id in ladder.by_item
        ),
        read_for_level=tuple(
            (in_plan.index(position), f"answers.{place.item.id}")
            for position, place in enumerate(tree.places)
            if f"answers.{place.item.id}" in ladder.references - pooled
        ),
        ladder=ladder,
        make_plan=shop.plan,
    )


def _shape(questionnaire: Questionnaire, groups: tuple[CompiledGroup, ...], ladder: Ladder) -> Shape:
    return Shape(
        questionnaire=questionnaire.name,
        sha256=content_hash(questionnaire),
        decimals=questionnaire.scoring.decimals,
        groups=tuple((group.id, group.parent) for group in groups),
        levels=tuple(level.shape for level in ladder.levels),
        gates=tuple((gate.id, gate.cap) for gate in ladder.gates),
    )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Everything in whole units."""

    units: int
    shares: dict[str, Shares]
    """By item id."""
    groups: tuple[CompiledGroup, ...]
    weights: dict[str, int]
    """In the questionnaire's units of weight, of the items that count."""
    full: dict[str, int]
    """The same in the units of their groups."""
    own: list[int]
    """By group index: the weight of the questions that count directly in it, in the units of these."""
    packing: Packing


def _steps(weighed: _Weighed, slices: list[slice]) -> tuple[Step, ...]:
    return tuple(
        compile_step(group, place, weighed.packing, weighed.units)
        for group, place in reversed(list(zip(weighed.groups, slices, strict=True)))
        if group.children or weighed.own[group.index]
    )


def _divisions(weighed: _Weighed, slices: list[slice]) -> tuple[tuple[Division, int], ...]:
    return tuple(
        (compile_division(group, place, weighed.packing, weighed.units), place.stop - place.start)
        for group, place in zip(weighed.groups, slices, strict=True)
    )


def _weigh(questionnaire: Questionnaire, tree: Tree) -> _Weighed:
    units = 100 * 10**questionnaire.scoring.decimals
    tables = {table.id: table for table in questionnaire.references}
    shares = {place.item.id: shares_of(place.item, tables) for place in tree.places}
    counting = [place for place in tree.places if shares[place.item.id].scored and not place.item.pooled]
    shares_that_count = {place.item.id: shares[place.item.id] for place in counting}
    indexes = range(len(tree.parents))
    factors = [item_factor(tree, index, shares_that_count) for index in indexes]
    full = {place.item.id: int(Fraction(place.item.weight) * factors[place.group]) for place in counting}
    weights = whole_weights({place.item.id: Fraction(place.item.weight) for place in counting})
    own = [sum(full[place.item.id] for place in counting if place.group == index) for index in indexes]
    inside = tree.children_of({place.group for place in counting})
    groups = tuple(
        compile_group(questionnaire, tree, (index, inside[index]), factors[index], not own[index], units)
        for index in indexes
    )
    packing = Packing.for_largest(max(len(tree.places), sum(weights.values()), *own))
    return _Weighed(units, shares, groups, weights, full, own, packing)


@dataclass(frozen=True, slots=True)
class _Workshop:
    """Makes the tables of every question."""

    questionnaire: Questionnaire
    tree: Tree
    weighed: _Weighed
    slots: tuple[int, ...]
    """Visibility slot by place in the questionnaire."""
    tests: Mapping[str, tuple[tuple[int, Test], ...]]
    """By item id: (bit, condition of a gate or level on that question alone)."""
    covers: Covers
    tables: Mapping[str | None, ReferenceTable | None]
    """Those in use."""

    def maker(self, place: Place) -> RowMaker:
        """Makes the rows of this question."""
        scoring, item = self.questionnaire.scoring, place.item
        return RowMaker(
            id=item.id,
            group=self.tree.id(place.group),
            full=self.weighed.full.get(item.id, 0),
            weight=self.weighed.weights.get(item.id, 0),
            units=self.weighed.units,
            packing=self.weighed.packing,
            tests=self.tests.get(item.id, ()),
            treatment=Treatment(
                dont_know=item.dont_know is not None,
                not_applicable=bool(item.not_applicable),
                dont_know_shown=scoring.dont_know == "zero",
                dont_know_for_level=scoring.dont_know_for_level == "zero",
            ),
        )

    def item(self, position: int) -> CompiledItem:
        """What others than the engine want to know of this question."""
        place = self.tree.places[position]
        maker = self.maker(place)
        return CompiledItem(place.item, place.group, maker.weight, maker.full, self.slots[position])

    def positions(self) -> tuple[tuple[int, ...], ...]:
        """By group index: the places of the questions that are read, by id."""
        by_group: list[list[tuple[str, int]]] = [[] for _ in self.weighed.groups]
        for position, place in enumerate(self.tree.places):
            if not place.item.pooled:
                by_group[place.group].append((place.item.id, position))
        return tuple(tuple(position for _, position in sorted(found)) for found in by_group)

    def plan(self, is_open: tuple[bool, ...]) -> Plan:
        """The tables while these evidence routes are open."""
        routes = tuple(
            route for route, is_on in zip(self.questionnaire.evidence_routes, is_open, strict=True) if is_on
        )
        missing = missing_with(routes)
        return tuple(
            self._entry(position, missing) for positions in self.positions() for position in positions
        )

    def _entry(self, position: int, missing: Missing) -> Entry:
        place = self.tree.places[position]
        maker, item = self.maker(place), place.item
        slot, states = self.slots[position], maker.states()
        if isinstance(item, SingleChoice | YesNo):
            steps = steps_of(item, self._points(place, maker), self.questionnaire.scoring.verified_from_step)
            choices = choices_of(steps, maker, self.covers, missing)
            return item.id, slot, choices, ChoiceReader(choices, states).row, states
        return item.id, slot, None, self._judge(place, maker, missing), states

    def _points(self, place: Place, maker: RowMaker) -> dict[Any, int]:
        shares = self.weighed.shares[place.item.id].by_value
        return {value: int(share * maker.full) for value, share in shares.items()}

    def _judge(self, place: Place, maker: RowMaker, missing: Missing) -> Judge:
        match place.item:
            case MultipleChoice() as item:
                by_code = tuple(
                    {option.key: missing(option.needs, option.key, pieces) for option in item.options}
                    for _, pieces in self.covers.all()
                )
                points = self._points(place, maker)
                return MultipleReader(item, points, by_code, maker, maker.states(), self.covers.confirmed).row
            case Number() as item:
                return self._number(item, self.weighed.shares[item.id], maker, missing).row
        return UnscoredReader(maker).row

    def _number(self, item: Number, shares: Shares, maker: RowMaker, missing: Missing) -> NumberReader:
        tables = tuple(
            (
                tuple(floor(end) for end in table.ends),
                tuple((int(slope * maker.full), int(start * maker.full)) for slope, start in table.lines),
            )
            for table in shares.tables
        )
        reference = None if item.score is None else item.score.reference
        return NumberReader(
            item=item,
            one=10**item.decimals,
            least=ceil(Fraction(item.minimum) * 10**item.decimals),
            most=floor(Fraction(item.maximum) * 10**item.decimals),
            table=list(self.tables).index(reference if maker.full else None),
            tables=(*tables, None) if maker.full else (None,),
            progress=_progressed(item, shares, maker),
            supports=supports_of(() if item.score is None else item.score.needs, maker, self.covers, missing),
            scale=maker.scale if maker.full else (1, 1),
            maker=maker,
            states=maker.states(),
        )


def _progressed(item: Number, shares: Shares, maker: RowMaker) -> Progressed | None:
    if item.score is None or item.score.progress is None or shares.progress is None:
        return None
    progress = item.score.progress
    change = Fraction(progress.percent) / 100
    return Progressed(
        reference=f"facts.{progress.fact}",
        one=10**item.decimals,
        fall=progress.direction == "fall",
        share=(change.numerator, change.denominator),
        points=int(shares.progress * maker.full),
    )
