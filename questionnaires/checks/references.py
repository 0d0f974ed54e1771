"""Do conditions refer to what is there, in a way that fits, and only to what comes earlier?"""

from collections.abc import Iterator, Mapping, Sequence

from questionnaires.checks.draft import Draft, Use, leaves, uses
from questionnaires.conditions import Answered, Condition, In, Is, Value, references
from questionnaires.definition import Number
from questionnaires.evaluation import ConditionError, ReferenceType, constant_value
from questionnaires.faults import Fault, Path, Words, quoted
from questionnaires.faults.meaning import Meaning
from questionnaires.suggestions import nearest

KIND_WORDS: Mapping[str, Words] = {
    "single_choice": Words("een keuze", "a choice"),
    "multiple_choice": Words("een keuze van meer antwoorden", "a choice of several options"),
    "choice": Words("een keuze zonder volgorde", "a choice without an order"),
    "yes_no": Words("ja of nee", "yes or no"),
    "number": Words("een getal", "a number"),
    "text": Words("een tekst", "a text"),
    "date": Words("een datum", "a date"),
}
_EXAMPLES: Mapping[str, Words] = {
    "yes_no": Words("true of false", "true or false"),
    "number": Words("een getal, zoals 2", "a number, such as 2"),
    "date": Words("een datum, zoals 2026-11-23", "a date, such as 2026-11-23"),
    "text": Words("een tekst", "a text"),
}


def check_references(draft: Draft) -> Iterator[Fault]:
    """Unknown references and constants that do not fit."""
    types = draft.types()
    for use in uses(draft):
        for path, leaf in leaves(use.condition, use.path):
            yield from _leaf_faults(draft, path, leaf, types)
    for path, item, _ in draft.items():
        progress = item.score.progress if isinstance(item, Number) and item.score is not None else None
        if progress is None or progress.fact in draft.lost:
            continue
        reference = f"facts.{progress.fact}"
        place = (*path, "score", "progress", "fact")
        if reference not in types:
            yield _unknown(draft, place, reference, types)
        elif types[reference].kind != "number":
            yield draft.fault(
                Meaning.WRONG_VALUE,
                place,
                reference=reference,
                kind=KIND_WORDS[types[reference].kind],
                found=Words("een vorig getal", "a previous number"),
                example=_EXAMPLES["yes_no"],
            )


def sound(use: Use, types: Mapping[str, ReferenceType]) -> bool:
    """Whether a condition can be evaluated."""
    return not any(any(_misfits(leaf, types)) for _, leaf in leaves(use.condition, use.path))


def _misfits(leaf: Condition, types: Mapping[str, ReferenceType]) -> Iterator[str]:
    """The reference of a comparison that cannot be made, once for each reason."""
    (reference,) = references(leaf)
    kind = types.get(reference)
    if kind is None or (_operator(leaf) in ("ge", "gt", "le", "lt") and not kind.ordered):
        yield reference
    else:
        for constant in constants_of(leaf):
            try:
                constant_value(reference, constant, kind)
            except ConditionError:
                yield reference


def _operator(leaf: Condition) -> str:
    (name,) = type(leaf).model_fields
    return name


def constants_of(leaf: Condition) -> Sequence[Value]:
    """What a comparison compares with."""
    match leaf:
        case Answered():
            return ()
        case In(one_of=(_, constants)):
            return constants
        case Is(equals=(_, constant)):
            return (constant,)
    _, constant = getattr(leaf, _operator(leaf))
    return (constant,)


def _leaf_faults(
    draft: Draft, path: Path, leaf: Condition, types: Mapping[str, ReferenceType]
) -> Iterator[Fault]:
    (reference,) = references(leaf)
    if reference.partition(".")[2] in draft.lost:
        return
    if reference not in types:
        yield _unknown(draft, path, reference, types)
        return
    kind = types[reference]
    if _operator(leaf) in ("ge", "gt", "le", "lt") and not kind.ordered:
        details = {"operator": _operator(leaf), "reference": reference, "kind": KIND_WORDS[kind.kind]}
        yield draft.fault(Meaning.NO_ORDER, path, **details)
        return
    for constant in constants_of(leaf):
        try:
            constant_value(reference, constant, kind)
        except ConditionError:
            yield _misfit(draft, path, reference, constant, kind)


def _unknown(draft: Draft, path: Path, reference: str, types: Mapping[str, ReferenceType]) -> Fault:
    same_kind = [name for name in types if name.partition(".")[0] == reference.partition(".")[0]]
    return draft.fault(
        Meaning.UNKNOWN_REFERENCE, path, reference=reference, closest=nearest(reference, same_kind)
    )


def _misfit(draft: Draft, path: Path, reference: str, constant: Value, kind: ReferenceType) -> Fault:
    if kind.options and isinstance(constant, str):
        details = {"reference": reference, "found": constant, "choices": kind.options}
        return draft.fault(Meaning.UNKNOWN_OPTION, path, **details)
    example = ", ".join(kind.options) if kind.options else _EXAMPLES[kind.kind]
    return draft.fault(
        Meaning.WRONG_VALUE,
        path,
        reference=reference,
        kind=KIND_WORDS[kind.kind],
        found=quoted(constant),
        example=example,
    )


def check_order(draft: Draft) -> Iterator[Fault]:
    """Items and groups that look at what comes later, or wait for each other in a circle."""
    order = {item.id: number for number, (_, item, _) in enumerate(draft.items())}
    waits = _waits(draft)
    members = _members(draft)
    for use in uses(draft):
        if use.role != "shows":
            continue
        own = members.get(use.owner, (use.owner,))
        for path, leaf in leaves(use.condition, use.path):
            (reference,) = references(leaf)
            looked_at = reference.removeprefix("answers.")
            if looked_at == reference or looked_at not in order or order[looked_at] < order[own[0]]:
                continue
            circle = _circle(looked_at, frozenset(own), waits)
            if circle:
                shown = " → ".join(
                    (use.owner, *circle, use.owner) if circle[-1] != use.owner else (use.owner, *circle)
                )
                yield draft.fault(Meaning.CIRCULAR_REFERENCE, path, circle=shown)
            else:
                details = {"id": use.owner, "reference": reference, "later": looked_at}
                yield draft.fault(Meaning.FORWARD_REFERENCE, path, **details)


def _waits(draft: Draft) -> dict[str, frozenset[str]]:
    """By item: the items that decide whether it shows."""
    waits: dict[str, frozenset[str]] = {}
    for _, item, around in draft.items():
        conditions = [part.when for part in (*around, item) if part.when is not None]
        names = (name for condition in conditions for name in references(condition))
        waits[item.id] = frozenset(
            name.removeprefix("answers.") for name in names if name.startswith("answers.")
        )
    return waits


def _members(draft: Draft) -> dict[str, tuple[str, ...]]:
    """By group: its items, nested ones too."""
    members: dict[str, tuple[str, ...]] = {}
    for _, item, around in draft.items():
        for group in around:
            members[group.id] = (*members.get(group.id, ()), item.id)
    return members


def _circle(start: str, ends: frozenset[str], waits: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The way from an item, along what it waits for, to one of the ends; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        if way[-1] in ends:
            return way
        for following in sorted(waits.get(way[-1], frozenset()) - seen):
            seen.add(following)
            ways.append((*way, following))
    return ()
