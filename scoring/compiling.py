"""From a questionnaire to a CompiledModel (design 5)."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from questionnaires.definition import MultipleChoice, Number, Questionnaire, SingleChoice, YesNo
from questionnaires.evaluation import Types, compile_condition, reference_types
from questionnaires.publishing import content_hash
from scoring.errors import ModelError
from scoring.evidence import Covers, Missing, compile_covers, missing_with
from scoring.ladder import compile_ladder
from scoring.model import CompiledItem, CompiledModel, Entry, Plan
from scoring.readers import (
    Choices,
    Judge,
    Lines,
    MultipleReader,
    NumberReader,
    Progressed,
    UnscoredReader,
    choices_of,
    steps_of,
)
from scoring.rows import Row, RowMaker, Treatment
from scoring.shares import Shares, shares_of
from scoring.tree import Place, Tree, outside, read_as_counted, read_as_given, tree_of, visibility_of
from scoring.units import compile_group, group_factor, whole_weights


def compile_model(questionnaire: Questionnaire) -> CompiledModel:
    """The questionnaire ready for scoring; make it once and keep it.

    Raises ModelError when it cannot be scored, and ConditionError for a condition that cannot be evaluated; a checked
    questionnaire raises neither.
    """
    tree = tree_of(questionnaire)
    types = reference_types(questionnaire)
    units = 100 * 10**questionnaire.scoring.decimals
    tables = {table.id: table for table in questionnaire.references}
    shares = {place.item.id: shares_of(place.item, tables, types) for place in tree.places}
    counting = {
        place.item.id: shares[place.item.id]
        for place in tree.places
        if shares[place.item.id].scored and not place.item.pooled
    }
    factors = [group_factor(tree, index, counting, units) for index in range(len(tree.parents))]
    weights = whole_weights(
        {place.item.id: Fraction(place.item.weight) for place in tree.places if place.item.id in counting}
    )
    full = {
        place.item.id: int(Fraction(place.item.weight) * factors[place.group])
        for place in tree.places
        if place.item.id in counting
    }
    own = [
        sum(full.get(place.item.id, 0) for place in tree.places if place.group == index)
        for index in range(len(tree.parents))
    ]
    groups = tuple(
        compile_group(questionnaire, tree, index, factors[index], own[index], units)
        for index in range(len(tree.parents))
    )
    largest = max(len(tree.places), sum(weights.values()), *(group.largest for group in groups))
    given, counted = read_as_given(questionnaire, tree), read_as_counted(questionnaire)
    steps, slots = visibility_of(tree, given, types)
    workshop = _Workshop(
        questionnaire, tree, types, compile_covers(questionnaire.evidence_routes), shares, factors, full, weights, slots,
        units, largest.bit_length(),
    )
    ...
