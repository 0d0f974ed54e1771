"""From what each question earned to the scores of every group (design 5).

Every group has a *step*, made when the questionnaire is compiled: it takes the sums of the group's questions and the
scores of its subgroups, and enters the group's own. What differs between groups, which mean and which gaps, is chosen
then, so that nothing of it is asked again for every set of answers.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter

from scoring.groups import Scores, other_mean, weigh
from scoring.model import CompiledGroup, CompiledModel, Found, Step, Weighted
from scoring.outcome import NoScore
from scoring.rows import Field, Packing, Tally

View = tuple[Field, Field]
"""Which points, out of what could be reached."""
_CLAIMED: View = (Field.CLAIMED, Field.SHOWN)
_COUNTED: View = (Field.COUNTED, Field.SHOWN)
_FOR_LEVEL: View = (Field.COUNTED, Field.FOR_LEVEL)
_NOTHING: Weighted = (None, 0, 0)
Mean = Callable[[int, int, Scores, View, Sequence[int]], Weighted]
"""(points, what could be reached, scores by group, view, sums of each question) -> the mean.

All but the scores are of the questions directly in the group."""
Gap = Callable[[int, int], NoScore | None]
"""(questions that apply, answered) -> why the group has no score."""


def compile_step(group: CompiledGroup, place: slice, packing: Packing, units: int) -> Step:
    """The step of a group. ``place``: where its questions stand; ``units``: 100 points."""
    step = _step(group, place, packing, units)
    alone = place.stop - place.start == 1 and not group.children and group.aggregation == "arithmetic"
    return _step_of_one(group, place.start, packing, step) if alone and not _gap_of(group)(1, 1) else step


def _step_of_one(group: CompiledGroup, place: int, packing: Packing, otherwise: Step) -> Step:
    """Of a group with one question, as groups of figures often are: when answered, its shares are the scores."""
    index, carry, supported = group.index, packing.added, packing.pack(answered_counted=1)
    gap = _gap_of(group)(1, 0)

    def step(rows: Tally, found: Found) -> None:
        _, _, state, _, _, claimed_share, counted_share, _ = rows.rows[place][2]
        if state != "answered":
            otherwise(rows, found)
            return
        sums = rows.sums[place]
        found.carried[index] = sums & carry
        found.claimed[index] = claimed_share
        if gap and not sums & supported:
            found.reasons[index] = gap
            return
        found.counted[index] = found.for_level[index] = counted_share
        found.reasons[index] = None

    return step


def _step(group: CompiledGroup, place: slice, packing: Packing, units: int) -> Step:
    read, carry, index = packing.reader(Field.CLAIMED, Field.ANSWERED_COUNTED), packing.added, group.index
    mean, gap_of = _mean_of(group, packing, units), _gap_of(group)
    children = tuple([child.group for child in group.children])
    of_children = itemgetter(*children) if children else None

    def step(rows: Tally, found: Found) -> None:
        sums = rows.sums[place]
        total = sum(sums)
        for child in children:
            total += found.carried[child]
        claim, count, shown, asked, applicable, answered, supported = read(total)
        if not applicable:
            found.carried[index] = total & carry
            if "incomplete" in [found.reasons[child] for child in children]:
                found.reasons[index] = "incomplete"
            return
        gap = gap_of(applicable, answered)
        if not gap:
            found.claimed[index] = mean(claim, shown, found.claimed, _CLAIMED, sums)[0]
        elif gap == "incomplete":  # it drops out: its questions no longer apply
            found.reasons[index] = gap
            return
        found.carried[index] = total & carry
        if supported != answered:
            gap = gap_of(applicable, supported)
        if gap:
            found.reasons[index] = gap
            return
        weighted = found.weighted[index] = mean(count, shown, found.counted, _COUNTED, sums)
        score = found.counted[index] = weighted[0]
        if shown != asked or (of_children and of_children(found.counted) != of_children(found.for_level)):
            found.for_level[index] = mean(count, asked, found.for_level, _FOR_LEVEL, sums)[0]
        else:
            found.for_level[index] = score
        found.reasons[index] = "too_little_data" if score is None else None

    return step


def _gap_of(group: CompiledGroup) -> Gap:
    part, whole = group.enough_share
    items, all_or_none = group.enough_items, group.all_or_none
    if not (all_or_none or items or part):
        return _no_gap
    if not (all_or_none or part):
        return lambda _applicable, answered: "too_little_data" if answered < items else None

    def gap(applicable: int, answered: int) -> NoScore | None:
        if all_or_none and answered < applicable:
            return "incomplete"
        return "too_little_data" if answered < items or answered * whole < applicable * part else None

    return gap


def _no_gap(_applicable: int, _answered: int) -> NoScore | None:
    return None


def _mean_of(group: CompiledGroup, packing: Packing, units: int) -> Mean:
    if group.aggregation != "arithmetic":
        return _by_member(group, packing, units)
    if not group.children:
        return _of_items(units)
    if not group.capped:
        return _with_children(group, units)
    return _with_one_limited(group, units) if len(group.children) == 1 else _with_limited(group, units)


def _of_items(units: int) -> Mean:
    """The weighted mean of items alone."""
    twice = 2 * units

    def mean(part: int, whole: int, _scores: Scores, _view: View, _sums: Sequence[int]) -> Weighted:
        return (part * twice + whole) // (2 * whole) if whole else None, part, 1

    return mean


def _with_children(group: CompiledGroup, units: int) -> Mean:
    """The weighted mean of items and of subgroups without a limit."""
    twice, factor = 2 * units, group.own_factor
    children = tuple([child[:3] for child in group.children])

    def mean(part: int, whole: int, scores: Scores, _view: View, _sums: Sequence[int]) -> Weighted:
        part *= factor
        whole *= factor
        for index, unit, full in children:
            score = scores[index]
            if score is not None:
                part += unit * score
                whole += full
        return (part * twice + whole) // (2 * whole) if whole else None, part, factor

    return mean


def _with_one_limited(group: CompiledGroup, units: int) -> Mean:
    """The weighted mean of items and one subgroup, which may be no more than ``cap`` in ``cap_whole`` of it.

    By far the most common limit: figures beside the questions of a theme. It is ``weigh``, written out.
    """
    (index, unit, full, cap), own_factor = group.children[0], group.own_factor
    rest, everything = units * (group.cap_whole - cap), units * group.cap_whole
    within = -(-full * (group.cap_whole - cap) // (cap * own_factor))
    """From this weight of the items on, the subgroup is within its limit."""
    twice = 2 * units

    def mean(part: int, whole: int, scores: Scores, _view: View, _sums: Sequence[int]) -> Weighted:
        score, factor = scores[index], own_factor
        if score is None:
            part *= factor
            whole *= factor
        elif whole >= within:
            part = part * factor + unit * score
            whole = whole * factor + full
        else:
            factor = rest
            part = part * factor + cap * whole * score
            whole *= everything
        return (part * twice + whole) // (2 * whole) if whole else None, part, factor

    return mean


def _with_limited(group: CompiledGroup, units: int) -> Mean:
    """The weighted mean of items and subgroups of which some have a limit."""
    twice = 2 * units

    def mean(part: int, whole: int, scores: Scores, _view: View, _sums: Sequence[int]) -> Weighted:
        factor, children = weigh(group, whole, scores, units)
        part *= factor
        whole *= factor
        for index, unit, full in children:
            part += unit * (scores[index] or 0)
            whole += full
        return (part * twice + whole) // (2 * whole) if whole else None, part, factor

    return mean


def _by_member(group: CompiledGroup, packing: Packing, units: int) -> Mean:
    """Geometric means and minima: every item is a member."""

    def mean(_part: int, _whole: int, scores: Scores, view: View, sums: Sequence[int]) -> Weighted:
        return other_mean(group, packing.pairs(sums, *view), scores, units), 0, 0

    return mean


def scores_of(model: CompiledModel, rows: Tally) -> Found:
    """The scores of every group, subgroups first."""
    size = len(model.groups)
    found = Found(
        [None] * size, [None] * size, [None] * size, ["not_applicable"] * size, [0] * size, [_NOTHING] * size
    )
    for step in model.steps:
        step(rows, found)
    return found
