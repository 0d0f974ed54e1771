"""The options of a choice: keys, titles, points, the evidence each asks, the effort to reach it."""

from questionnaires.bank import Bank
from questionnaires.faults import Fault, fault
from questionnaires.faults.meaning import Meaning
from questionnaires.suggestions import nearest
from questionnaires.tree import Node

_KINDS = ("observation", "document", "testimony")
_FULL = frozenset({"key", "title", "text", "points", "needs", "effort"})


def resolve_options(merged: Node, steps: Node | None, bank: Bank, faults: list[Fault]) -> Node | None:
    """The options in their published form; None after a fault that leaves them without meaning."""
    found = merged.get("options")
    if found is None:
        return None
    options = [_full(option, position) for position, option in enumerate(found.parts())]
    before = len(faults)
    points = _points(merged, options, bank, faults)
    options = _with_evidence(merged, options, faults)
    if points is None or len(faults) > before:
        return None
    titles = _titles(merged, steps, len(options))
    effort = merged.get("effort") or first_effort(merged)
    finished = [
        option.having(
            {
                "points": points[position],
                "title": option.get("title") or (titles[position] if position < len(titles) else None),
                "effort": option.get("effort") or effort,
            }
        )
        for position, option in enumerate(options)
    ]
    return Node(list(finished), found.place)


def first_effort(merged: Node) -> Node | None:
    """The effort of the first advice: what a step up costs unless the author says otherwise."""
    advice = merged.get("advice")
    return advice.parts()[0].get("effort") if advice is not None and advice.parts() else None


def _full(option: Node, position: int) -> Node:
    """An option of only words gets its position as key."""
    full = option if set(dict(option.items())) & _FULL else Node({"text": option}, option.place)
    key = full.get("key")
    return full.having(
        {"key": Node(str(position), option.place) if key is None else Node(str(key.value), key.place)}
    )


def _points(merged: Node, options: list[Node], bank: Bank, faults: list[Fault]) -> list[Node] | None:
    """The points of each option, from the ladder or from the options themselves."""
    own = [option.get("points") for option in options]
    given = [node for node in own if node is not None]
    ladder, scored = merged.get("ladder"), merged.get("scored")
    name = merged.text("id")
    if scored is not None and scored.value is False:
        for other, key in ((ladder, "ladder"), (given[0] if given else None, "points")):
            if other is not None:
                faults.append(fault(Meaning.SAID_TWICE, other.place, first=key, second="scored: false"))
        return [Node(0, option.place) for option in options]
    if ladder is not None and given:
        faults.append(fault(Meaning.SAID_TWICE, ladder.place, first="ladder", second="points"))
        return None
    if ladder is not None:
        return _ladder(ladder, options, bank, faults)
    if len(given) < len(options) or not any(node.value for node in given):
        faults.append(fault(Meaning.NO_POINTS, merged.place, id=name))
        return None
    return given


def _ladder(ladder: Node, options: list[Node], bank: Bank, faults: list[Fault]) -> list[Node] | None:
    name = str(ladder.value)
    if name not in bank.ladders:
        if not bank.unreadable and name not in bank.cuts.lost:
            close = nearest(name, bank.ladders)
            faults.append(fault(Meaning.UNKNOWN_LADDER, ladder.place, id=name, closest=close))
        return None
    points = bank.ladders[name].parts()
    if len(points) != len(options):
        counts = {"points": len(points), "options": len(options)}
        faults.append(fault(Meaning.LADDER_LENGTH, ladder.place, ladder=name, **counts))
        return None
    return points


def _with_evidence(merged: Node, options: list[Node], faults: list[Fault]) -> list[Node]:
    """``evidence_from: {observation: 2}`` says that every option from 2 on needs an observation."""
    starts = merged.get("evidence_from")
    if starts is None or not starts.items():
        return options
    keys = [option.text("key") for option in options]
    if any(option.get("needs") is not None for option in options):
        faults.append(fault(Meaning.SAID_TWICE, starts.place, first="evidence_from", second="needs"))
        return options
    needs: list[list[Node]] = [[] for _ in options]
    for kind, start in sorted(starts.items(), key=lambda entry: _KINDS.index(entry[0])):
        if str(start.value) not in keys:
            choices = tuple(key for key in keys if key is not None)
            faults.append(fault(Meaning.UNKNOWN_STEP, start.place, found=start.value, choices=choices))
            continue
        for position in range(keys.index(str(start.value)), len(options)):
            needs[position].append(Node(kind, start.place))
    return [
        option.having({"needs": Node(list(kinds), starts.place)}) if kinds else option
        for option, kinds in zip(options, needs, strict=True)
    ]


def _titles(merged: Node, steps: Node | None, count: int) -> list[Node]:
    """The item's own titles; else the questionnaire's, for a scored single choice with as many options."""
    if "steps" in dict(merged.items()):
        own = merged.get("steps")
        return [] if own is None else own.parts()
    scored = merged.get("scored")
    if steps is None or len(steps.parts()) != count or (scored is not None and scored.value is False):
        return []
    return steps.parts() if merged.text("type") in (None, "single_choice") else []
