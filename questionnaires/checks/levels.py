"""Can every question show, can every level be reached, and does a higher level never ask less?"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from questionnaires.checks.draft import Draft, uses
from questionnaires.checks.possible import World
from questionnaires.conditions import AnyOf, Condition, Not, references
from questionnaires.counting import counting_items, counts
from questionnaires.definition import Gate, Group, Level, SingleChoice
from questionnaires.faults import Fault, Path, Words
from questionnaires.faults.meaning import Meaning
from questionnaires.suggestions import nearest


def check_showing(draft: Draft, world: World) -> Iterator[Fault]:
    """Groups and items whose conditions contradict each other, the outermost only."""
    never: set[str] = set()
    for path, group, around in draft.groups():
        if any(outer.id in never for outer in around):
            never.add(group.id)
        elif group.when is not None and not world.can_hold(_guards(world, (*around, group))):
            never.add(group.id)
            yield draft.fault(Meaning.NEVER_SHOWS, (*path, "when"), id=group.id)
    for path, item, around in draft.items():
        inside = any(outer.id in never for outer in around)
        if item.when is not None and not inside and not world.can_hold(world.guards[item.id]):
            yield draft.fault(Meaning.NEVER_SHOWS, (*path, "when"), id=item.id)


def _guards(world: World, groups: Sequence[Group]) -> tuple[Condition, ...]:
    return tuple(group.when for group in groups if group.when is not None and world.is_sound(group.when))


def check_names(draft: Draft) -> Iterator[Fault]:
    """Groups and levels that rules and examples name."""
    groups = [group.id for _, group, _ in draft.groups()]
    levels = [level.id for level in draft.questionnaire.levels]
    for number, level in enumerate(draft.questionnaire.levels):
        yield from _named_groups(draft, ("levels", number, "groups"), list(level.groups), groups)
    for number, gate in enumerate(draft.questionnaire.gates):
        yield from _named_level(draft, ("gates", number, "cap"), gate.cap, levels)
    for number, example in enumerate(draft.questionnaire.examples):
        yield from _named_groups(draft, ("examples", number, "groups"), list(example.groups), groups)
        yield from _named_level(draft, ("examples", number, "level"), example.level, levels)


def _named_groups(draft: Draft, path: Path, names: Sequence[str], known: Sequence[str]) -> Iterator[Fault]:
    for name in names:
        if name not in known and name not in draft.lost:
            yield draft.fault(Meaning.UNKNOWN_GROUP, (*path, name), id=name, closest=nearest(name, known))


def _named_level(draft: Draft, path: Path, name: str | None, known: Sequence[str]) -> Iterator[Fault]:
    if name is not None and name not in known and name not in draft.lost:
        yield draft.fault(Meaning.UNKNOWN_LEVEL, path, id=name, closest=nearest(name, known))


def check_thresholds(draft: Draft) -> Iterator[Fault]:
    """A higher level never asks less."""
    for number, (below, level) in enumerate(pairwise(draft.questionnaire.levels), start=1):
        for key, what, low, high in _thresholds(below, level):
            details = {"id": level.id, "below": below.id, "what": what, "found": high, "found_below": low}
            yield draft.fault(Meaning.THRESHOLD_FALLS, ("levels", number, *key), **details)


def _thresholds(below: Level, level: Level) -> Iterator[tuple[Path, Words, Decimal, Decimal]]:
    """Thresholds that fall: path, name, the lower level's and the higher level's."""
    for key, what in _NAMES.items():
        low, high = getattr(below, key), getattr(level, key)
        if low is not None and high is not None and high < low:
            yield (key,), what, low, high
    for group, low in below.groups.items():
        if group in level.groups and level.groups[group] < low:
            what = Words(f"de score van {group}", f"the score of {group}")
            yield ("groups", group), what, low, level.groups[group]
    if below.not_applicable is not None and level.not_applicable is not None:
        low, high = below.not_applicable.at_most, level.not_applicable.at_most
        if high > low:
            yield ("not_applicable", "at_most"), _AT_MOST, low, high


_NAMES = {
    "total": Words("de totale score", "the total score"),
    "each_theme": Words("de score van elk thema", "the score of each theme"),
    "coverage": Words("beantwoorde vragen", "answered questions"),
    "verified": Words("bewijs", "evidence"),
}
_AT_MOST = Words("hooguit 'niet van toepassing'", "at most 'not applicable'")


def check_rules(draft: Draft, world: World) -> Iterator[Fault]:
    """Pooled questions in rules, gates that can never be met, levels that can never be reached."""
    pooled = {f"answers.{item.id}" for _, item, _ in draft.items() if item.pooled}
    for use in uses(draft):
        for name in dict.fromkeys(references(use.condition)) if use.role == "rule" else ():
            if name in pooled:
                yield draft.fault(Meaning.POOLED_IN_RULE, use.path, reference=name)
    if draft.lost:
        return
    closed: list[Gate] = []
    for number, gate in enumerate(draft.questionnaire.gates):
        if _can_be_judged(gate, world) and not world.can_hold((_open(gate),)):
            closed.append(gate)
            yield draft.fault(Meaning.GATE_NEVER_MET, ("gates", number, "met"), id=gate.id)
    gates = [gate for gate in draft.questionnaire.gates if gate not in closed and _can_be_judged(gate, world)]
    yield from _levels(draft, world, gates)


def _can_be_judged(gate: Gate, world: World) -> bool:
    return world.is_sound(gate.met) and (gate.when is None or world.is_sound(gate.when))


def _open(gate: Gate) -> Condition:
    """Met, or does not apply."""
    return gate.met if gate.when is None else AnyOf(any=(Not(negated=gate.when), gate.met))


def _levels(draft: Draft, world: World, gates: Sequence[Gate]) -> Iterator[Fault]:
    """The first rule of each level that nobody can meet; a level above one that cannot be reached is not named."""
    numbers = {level.id: level.number for level in draft.questionnaire.levels}
    goals: list[Condition] = []
    for number, level in enumerate(draft.questionnaire.levels):
        for key, reason in _without_ground(draft, level):
            yield draft.fault(Meaning.LEVEL_UNREACHABLE, ("levels", number, *key), id=level.id, reason=reason)
            return
        goals += [rule.condition for rule in level.requires if world.is_sound(rule.condition)]
        caps = [_open(gate) for gate in gates if numbers.get(gate.cap or "", 0) < level.number]
        if not world.can_hold((*goals, *caps)):
            reason = Words(
                "de eisen en grenzen spreken elkaar tegen", "the rules and gates contradict each other"
            )
            place: Path = ("levels", number, "requires")
            yield draft.fault(Meaning.LEVEL_UNREACHABLE, place, id=level.id, reason=reason)
            return


def _without_ground(draft: Draft, level: Level) -> Iterator[tuple[Path, Words]]:
    """Rules about scores of what has no question that counts."""
    groups = [group for _, group, _ in draft.groups()]
    empty = {group.id for group in groups if not counting_items(group)}
    themes = [group for group in groups if group.theme is not None]
    if level.total and len(empty) == len(groups):
        yield ("total",), Words("geen enkele vraag telt mee", "no question counts")
    for key in ("each_theme", "every_theme_scored"):
        for group in themes if getattr(level, key) else ():
            if group.id in empty:
                yield (key,), _no_questions(group.id)
    for name, threshold in level.groups.items():
        if threshold and name in empty:
            yield ("groups", name), _no_questions(name)
    if level.verified and not _can_be_verified(draft):
        reason = Words(
            "geen antwoord zit zo hoog dat het bewezen telt (verified_from_step)",
            "no option is high enough to count as verified (verified_from_step)",
        )
        yield ("verified",), reason


def _no_questions(group: str) -> Words:
    return Words(f"groep {group} heeft geen vragen die tellen", f"group {group} has no questions that count")


def _can_be_verified(draft: Draft) -> bool:
    start = draft.questionnaire.scoring.verified_from_step
    return any(
        counts(item) and (not isinstance(item, SingleChoice) or len(item.options) > start)
        for _, item, _ in draft.items()
    )
