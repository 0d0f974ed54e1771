"""Joins bank and selection into one self-contained questionnaire; every value keeps the place where it is written."""

from collections.abc import Iterator, Sequence

from questionnaires.bank import Bank
from questionnaires.faults import Fault, Words, fault
from questionnaires.faults.meaning import Meaning
from questionnaires.resolving_options import first_effort, resolve_options
from questionnaires.suggestions import nearest
from questionnaires.tree import Node

_OF_EVERY_TYPE = (
    "question", "concept", "help", "evidence", "revision", "not_applicable", "weight", "when", "pooled",
    "private_when", "pillar", "route", "advice",
)  # fmt: skip
_OF_TYPE = {
    "single_choice": (),
    "multiple_choice": ("combine", "cap"),
    "yes_no": ("yes_points", "no_points", "scored", "needs"),
    "number": ("unit", "minimum", "maximum", "plausible", "decimals", "score"),
    "text": ("max_length",),
    "date": (),
}
_MAPPINGS = ("sdg", "iso26000", "vsme")
_ONLY_FOR = {
    "options": ("single_choice", "multiple_choice"),
    "ladder": ("single_choice", "multiple_choice"),
    "evidence_from": ("single_choice",),
    "steps": ("single_choice",),
    "cap": ("multiple_choice",),
    "plausible": ("number",),
    "score": ("number",),
}
LANGUAGES = ("nl", "en")


def is_text(node: Node) -> bool:
    """Whether this is words in one or more languages."""
    keys = [key for key, _ in node.items()]
    return bool(keys) and all(
        key in LANGUAGES and isinstance(child.value, str) for key, child in node.items()
    )


class Resolver:
    """Resolves one source with its bank; collects faults and the ids of what could not be resolved."""

    def __init__(self, source: Node, bank: Bank, why_no_bank: Words | None) -> None:
        self.source = source
        self.bank = bank
        self.why_no_bank = why_no_bank
        self.faults: list[Fault] = []
        self.lost: set[str] = set()
        languages = source.get("languages")
        self.languages = (
            tuple(str(part.value) for part in languages.parts()) if languages is not None else LANGUAGES
        )

    def resolve(self) -> Node | None:
        """The questionnaire as a tree in its published form; None when no group is left."""
        groups = self._list(
            "groups", [self._group(group, None) for group in self._parts(self.source, "groups")]
        )
        if groups is None:
            return None
        levels = [
            level.having({"number": Node(number, level.place)})
            for number, level in enumerate(self._parts(self.source, "levels"), start=1)
        ]
        resolved = self.source.having(
            {
                "format": Node(1, self.source.place),
                "groups": groups,
                "levels": self._list("levels", levels),
                "references": self._list("references", list(self._tables())),
                "bank": None,
                "steps": None,
                "dont_know": None,
            }
        )
        examples = self.source.get("examples")  # there null says that no score is expected
        return _without_nulls(resolved).having({"examples": examples})

    def _report(self, kind: Meaning, node: Node, /, **details: object) -> None:
        self.faults.append(fault(kind, node.place, **details))

    def _parts(self, node: Node, key: str) -> list[Node]:
        child = node.get(key)
        return [] if child is None else child.parts()

    def _list(self, key: str, parts: Sequence[Node | None]) -> Node | None:
        """The list without what could not be resolved; None when nothing is left."""
        kept = [part for part in parts if part is not None]
        place = (self.source.get(key) or self.source).place
        return Node(kept, place) if kept else None

    def _tables(self) -> Iterator[Node]:
        for part in self._parts(self.source, "references"):
            if not isinstance(part.value, str):
                yield part
            elif part.value in self.bank.tables:
                yield self._own_languages(self.bank.tables[part.value])
            else:
                self.lost.add(part.value)
                if self.why_no_bank is not None:
                    self._report(Meaning.NO_BANK, part, id=part.value, reason=self.why_no_bank)
                elif not self._may_be_lost(part.value):
                    close = nearest(part.value, self.bank.tables)
                    self._report(Meaning.UNKNOWN_TABLE, part, id=part.value, closest=close)

    def _may_be_lost(self, name: str) -> bool:
        return self.bank.unreadable or name in self.bank.cuts.lost

    def _group(self, group: Node, theme: str | None) -> Node | None:
        theme = group.text("theme") or theme
        members = [self._member(member, theme) for member in self._parts(group, "members")]
        kept = [member for member in members if member is not None]
        if not kept:
            self.lost.add(group.text("id") or "")
            return None
        place = (group.get("members") or group).place
        return group.having({"type": Node("group", group.place), "members": Node(list(kept), place)})

    def _member(self, member: Node, theme: str | None) -> Node | None:
        if member.get("members") is not None:
            return self._group(member, theme)
        merged = self._from_bank(member, theme) if member.get("indicator") is not None else member
        item = None if merged is None else self._item(merged)
        if item is None:
            self.lost.add(member.text("indicator") or member.text("id") or "")
        return item

    def _from_bank(self, member: Node, theme: str | None) -> Node | None:
        """The indicator with the member's words and changes."""
        name = member.text("indicator") or ""
        place = member.get("indicator") or member
        if self.why_no_bank is not None:
            self._report(Meaning.NO_BANK, place, id=name, reason=self.why_no_bank)
            return None
        if name not in self.bank.indicators:
            if not self._may_be_lost(name):
                close = nearest(name, self.bank.indicators)
                self._report(Meaning.UNKNOWN_INDICATOR, place, id=name, closest=close)
            return None
        indicator = self.bank.indicators[name]
        own_theme = indicator.text("theme")
        if own_theme is not None and theme is not None and own_theme != theme:
            self._report(Meaning.OTHER_THEME, place, id=name, theme=own_theme, group_theme=theme)
        kind = indicator.text("type") or "single_choice"
        for key, node in member.items():
            if kind not in _ONLY_FOR.get(key, (kind,)):
                self._report(Meaning.NOT_THIS_TYPE, node, key=key, type=kind)
        return self._merged(self._own_languages(indicator), member)

    def _merged(self, indicator: Node, member: Node) -> Node:
        changes: dict[str, Node | None] = dict(member.items())
        changes["indicator"] = None
        own_points = any(option.get("points") is not None for option in self._parts(member, "options"))
        if own_points and member.get("ladder") is None:
            changes["ladder"] = None
        return Node(indicator.having(changes).value, member.place)

    def _item(self, merged: Node) -> Node | None:
        kind = merged.text("type") or "single_choice"
        item: dict[str, Node | None] = {
            key: merged.get(key) for key in ("id", *_OF_EVERY_TYPE, *_OF_TYPE[kind])
        }
        item["type"] = Node(kind, merged.place)
        item["mappings"] = _grouped(merged, _MAPPINGS)
        if "choice" in kind:
            options = resolve_options(merged, self.source.get("steps"), self.bank, self.faults)
            if options is None:
                return None
            item["options"] = options
        scored = _scored(kind, merged)
        item["dont_know"] = merged.get("dont_know")
        if "dont_know" not in dict(merged.items()) and scored:
            item["dont_know"] = self.source.get("dont_know")
        if kind == "yes_no" and (effort := merged.get("effort") or first_effort(merged)) is not None:
            item["effort"] = effort
        return merged.having({key: None for key, _ in merged.items()}).having(item)

    def _own_languages(self, node: Node) -> Node:
        """A part of the bank, with its words in the languages of this questionnaire only."""
        if is_text(node):
            return Node({key: child for key, child in node.items() if key in self.languages}, node.place)
        if isinstance(node.value, dict):
            return Node({key: self._own_languages(child) for key, child in node.items()}, node.place)
        if isinstance(node.value, list):
            return Node([self._own_languages(child) for child in node.value], node.place)
        return node


def _grouped(merged: Node, keys: tuple[str, ...]) -> Node | None:
    found = {key: node for key in keys if (node := merged.get(key)) is not None}
    return Node(dict(found), merged.place) if found else None


def _scored(kind: str, merged: Node) -> bool:
    score, scored = merged.get("score"), merged.get("scored")
    if kind == "number":
        return score is not None and score.value is not None
    return kind not in ("text", "date") and (scored is None or scored.value is not False)


def _without_nulls(node: Node) -> Node:
    """null means 'nothing' in a source; in the published form what is left out means the same."""
    if isinstance(node.value, dict):
        kept = {key: _without_nulls(child) for key, child in node.value.items() if child.value is not None}
        return Node(dict(kept), node.place)
    if isinstance(node.value, list):
        return Node([_without_nulls(child) for child in node.value], node.place)
    return node
