"""Are ids unique, and do options, numbers and groups have points that make sense?"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from questionnaires.checks.draft import Draft
from questionnaires.counting import counting_items, counts
from questionnaires.definition import Group, Item, Member, MultipleChoice, Number, SingleChoice, YesNo
from questionnaires.faults import Fault, Path, Words
from questionnaires.faults.meaning import Meaning
from questionnaires.numerals import decimal_places
from questionnaires.suggestions import nearest
from questionnaires.tree import find


def check_ids(draft: Draft) -> Iterator[Fault]:
    """An id belongs to one thing: items and groups share their names, the rest has its own."""
    questionnaire = draft.questionnaire
    members = [(path, group.id, Words("een groep", "a group")) for path, group, _ in draft.groups()]
    members += [(path, item.id, Words("een vraag", "a question")) for path, item, _ in draft.items()]
    yield from _unique(draft, members)
    for key, what in (
        ("profile", Words("een profielveld", "a profile field")),
        ("facts", Words("een feit", "a fact")),
        ("references", Words("een tabel", "a table")),
        ("levels", Words("een niveau", "a level")),
        ("gates", Words("een grens", "a gate")),
        ("double_checks", Words("een dubbele controle", "a double check")),
        ("examples", Words("een voorbeeld", "an example")),
    ):
        parts = getattr(questionnaire, key)
        yield from _unique(draft, [((key, number), part.id, what) for number, part in enumerate(parts)])
    for number, level in enumerate(questionnaire.levels):
        yield from _unique_in(
            draft, ("levels", number, "requires"), [part.id for part in level.requires], _RULE
        )
    for number, field in enumerate(questionnaire.profile):
        yield from _unique_in(
            draft, ("profile", number, "options"), [part.id for part in field.options], _OPTION
        )
    for path, item, _ in draft.items():
        reasons = [reason.id for reason in item.not_applicable]
        yield from _unique_in(draft, (*path, "not_applicable"), reasons, Words("een reden", "a reason"))
        if isinstance(item, SingleChoice | MultipleChoice):
            yield from _unique_in(draft, (*path, "options"), [option.key for option in item.options], _OPTION)


_OPTION = Words("een ander antwoord", "another option")
_RULE = Words("een andere eis", "another rule")


def _unique_in(draft: Draft, path: Path, names: Sequence[str], what: Words) -> Iterator[Fault]:
    yield from _unique(draft, [((*path, number), name, what) for number, name in enumerate(names)])


def _unique(draft: Draft, named: Sequence[tuple[Path, str, Words]]) -> Iterator[Fault]:
    seen: dict[str, Words] = {}
    for path, name, what in named:
        if name in seen:
            yield draft.fault(Meaning.DUPLICATE_ID, path, id=name, what=seen[name])
        seen.setdefault(name, what)


def check_items(draft: Draft) -> Iterator[Fault]:
    """Points, ranges, reasons, steps and pooling of each item."""
    for path, item, _ in draft.items():
        if isinstance(item, SingleChoice):
            yield from _rising(draft, path, item)
        if isinstance(item, Number):
            yield from _number(draft, path, item)
        if isinstance(item, MultipleChoice | YesNo) and not (counts(item) or item.pooled or _unscored(item)):
            yield draft.fault(Meaning.NO_POINTS, path, id=item.id)
        yield from _advice(draft, path, item)
        reasons = find(draft.tree, path).get("not_applicable")
        if reasons is not None and not reasons.parts():
            yield draft.fault(Meaning.REASON_MISSING, (*path, "not_applicable"))
        if item.pooled and _asks_evidence(item):
            yield draft.fault(Meaning.POOLED_EVIDENCE, path, id=item.id)


def _unscored(item: MultipleChoice | YesNo) -> bool:
    """Said by its author to earn nothing: ``scored: false``."""
    return not item.scored if isinstance(item, YesNo) else not any(option.points for option in item.options)


def _rising(draft: Draft, path: Path, item: SingleChoice) -> Iterator[Fault]:
    for number, (below, option) in enumerate(pairwise(item.options), start=1):
        if option.points < below.points:
            yield draft.fault(
                Meaning.POINTS_FALL,
                (*path, "options", number, "points"),
                key=option.key,
                points=option.points,
                below=below.key,
                points_below=below.points,
            )


def _number(draft: Draft, path: Path, item: Number) -> Iterator[Fault]:
    if item.minimum >= item.maximum:
        bounds = {"minimum": item.minimum, "maximum": item.maximum}
        yield draft.fault(Meaning.RANGE_REVERSED, (*path, "maximum"), **bounds)
        return
    for key in ("minimum", "maximum"):
        yield from _decimals(draft, (*path, key), getattr(item, key), item.decimals)
    if item.plausible is not None:
        yield from _plausible(draft, (*path, "plausible"), item, *item.plausible)
    if item.score is None:
        return
    yield from _bands(draft, (*path, "score", "points"), item, item.score.points)
    if not any(points for _, points in item.score.points):
        yield draft.fault(Meaning.NO_POINTS, (*path, "score", "points"), id=item.id)
    tables = [table.id for table in draft.questionnaire.references]
    table = item.score.reference
    if table is not None and table not in tables and table not in draft.lost:
        place = (*path, "score", "reference")
        yield draft.fault(Meaning.UNKNOWN_TABLE, place, id=table, closest=nearest(table, tables))


def _plausible(draft: Draft, path: Path, item: Number, low: Decimal, high: Decimal) -> Iterator[Fault]:
    if low >= high:
        yield draft.fault(Meaning.RANGE_REVERSED, path, minimum=low, maximum=high)
    elif low < item.minimum or high > item.maximum:
        bounds = {"low": low, "high": high, "minimum": item.minimum, "maximum": item.maximum}
        yield draft.fault(Meaning.PLAUSIBLE_OUTSIDE, path, **bounds)


def _bands(
    draft: Draft, path: Path, item: Number, points: Sequence[tuple[Decimal, Decimal]]
) -> Iterator[Fault]:
    """Straight lines from point to point; flat before the first and after the last, so there are no gaps."""
    values = [value for value, _ in points]
    for number, (before, value) in enumerate(pairwise(values), start=1):
        if value <= before:
            yield draft.fault(Meaning.BANDS_OUT_OF_ORDER, (*path, number), before=before, value=value)
            return
    if item.score is None or item.score.reference is not None:
        return
    for number, (low, high) in enumerate(pairwise(values), start=1):
        if high <= item.minimum or low >= item.maximum:
            bounds = {"low": low, "high": high, "minimum": item.minimum, "maximum": item.maximum}
            yield draft.fault(Meaning.BANDS_OUTSIDE_RANGE, (*path, number), **bounds)


def _decimals(draft: Draft, path: Path, value: Decimal, decimals: int) -> Iterator[Fault]:
    if decimal_places(value) > decimals:
        yield draft.fault(Meaning.MORE_DECIMALS, path, found=value, decimals=decimals)


def _advice(draft: Draft, path: Path, item: Item) -> Iterator[Fault]:
    keys = _keys(item)
    for number, advice in enumerate(item.advice):
        for position, step in enumerate(advice.steps):
            if step not in keys:
                place = (*path, "advice", number, "steps", position)
                yield draft.fault(Meaning.UNKNOWN_STEP, place, found=step, choices=keys)


def _keys(item: Item) -> tuple[str, ...]:
    if isinstance(item, SingleChoice | MultipleChoice):
        return tuple(option.key for option in item.options)
    return ("no", "yes") if isinstance(item, YesNo) else ()


def _asks_evidence(item: Item) -> bool:
    options = item.options if isinstance(item, SingleChoice | MultipleChoice) else ()
    own = item.needs if isinstance(item, YesNo) else ()
    score = item.score.needs if isinstance(item, Number) and item.score is not None else ()
    return item.evidence is not None or bool(own or score or any(option.needs for option in options))


def check_groups(draft: Draft) -> Iterator[Fault]:
    """Aggregation, floors, limits of share, and enough answers."""
    scoring = draft.questionnaire.scoring
    yield from _floor(draft, ("scoring",), scoring.aggregation, scoring.floor)
    yield from _shares(draft, (), draft.questionnaire.groups)
    for path, group, _ in draft.groups():
        yield from _floor(draft, path, group.aggregation, group.floor)
        yield from _shares(draft, path, group.members)
        available = counting_items(group)
        if group.enough.items > available and not draft.lost:
            details = {"id": group.id, "asked": group.enough.items, "available": available}
            yield draft.fault(Meaning.ENOUGH_TOO_MUCH, (*path, "enough"), **details)


def _floor(draft: Draft, path: Path, aggregation: str, floor: Decimal | None) -> Iterator[Fault]:
    if aggregation == "geometric" and floor is None:
        yield draft.fault(Meaning.FLOOR_MISSING, (*path, "aggregation"))
    if aggregation != "geometric" and floor is not None:
        yield draft.fault(Meaning.FLOOR_UNUSED, (*path, "floor"), aggregation=aggregation)


def _shares(draft: Draft, path: Path, members: Sequence[Member]) -> Iterator[Fault]:
    """A limit of share cuts a group's weight against that of its neighbours, so there must be one without a limit."""
    free = any(
        counting_items(member) and (not isinstance(member, Group) or member.share_at_most is None)
        for member in members
    )
    key = "members" if path else "groups"
    for number, member in enumerate(members):
        if isinstance(member, Group) and member.share_at_most is not None and not free and not draft.lost:
            details = {"id": member.id, "share": member.share_at_most}
            yield draft.fault(Meaning.SHARE_ALONE, (*path, key, number, "share_at_most"), **details)


def check_tables(draft: Draft) -> Iterator[Fault]:
    """Tables of references end with a row that always fits, and nothing stands below it."""
    for number, table in enumerate(draft.questionnaire.references):
        path: Path = ("references", number, "rows")
        last = len(table.rows) - 1
        if table.rows[last].when is not None:
            yield draft.fault(Meaning.NO_DEFAULT_ROW, (*path, last), id=table.id)
        for position, row in enumerate(table.rows[:last]):
            if row.when is None:
                yield draft.fault(Meaning.ROW_NEVER_USED, (*path, position), id=table.id)


def check_profile(draft: Draft) -> Iterator[Fault]:
    """Choices have options, other fields have none, and ranges run upward."""
    for number, field in enumerate(draft.questionnaire.profile):
        path: Path = ("profile", number)
        if len(field.options) < 2 if field.type == "choice" else field.options:
            kind = (
                Words("een keuze", "a choice")
                if field.type == "choice"
                else Words("geen keuze", "not a choice")
            )
            yield draft.fault(Meaning.PROFILE_OPTIONS, path, id=field.id, kind=kind, found=len(field.options))
        if field.minimum >= field.maximum:
            bounds = {"minimum": field.minimum, "maximum": field.maximum}
            yield draft.fault(Meaning.RANGE_REVERSED, (*path, "maximum"), **bounds)


def check_routes(draft: Draft) -> Iterator[Fault]:
    """Evidence routes name options that exist."""
    keys = {key for _, item, _ in draft.items() for key in _keys(item)}
    for number, route in enumerate(draft.questionnaire.evidence_routes):
        for position, step in enumerate(route.steps):
            if step not in keys and not draft.lost:
                place = ("evidence_routes", number, "steps", position)
                yield draft.fault(Meaning.UNKNOWN_STEP, place, found=step, choices=sorted(keys))
