"""YAML as authors write it, read without surprises: exact decimals, every value with its place.

Built on PyYAML's parser events, not on its loader: nothing is constructed that we did not ask for, nothing recurses,
and everything that could mean something else than it seems is refused (design 4).
"""

import re
import unicodedata
from decimal import Decimal
from pathlib import Path as FilePath

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from questionnaires.faults import Fault, Path, PathPart, Place, fault
from questionnaires.faults.reading import Reading
from questionnaires.text_source import MAXIMUM_BYTES, read_text
from questionnaires.tree import MAXIMUM_DEPTH, Node, Scalar, numbered
from questionnaires.yaml_hints import why_not_parsed

_TRAPS = frozenset({"y", "n", "yes", "no", "on", "off"})
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?")
_ODD_NUMBER = re.compile(
    r"[-+]?(\.[0-9]+|[0-9][0-9_]*\.?[0-9_]*)([eE][-+]?[0-9]+)?|[-+]?0[xob][0-9a-fA-F_]+|[-+]?\.(inf|nan)",
    re.IGNORECASE,
)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: FilePath, maximum: int = MAXIMUM_BYTES) -> tuple[Node | None, list[Fault]]:
    """The document in a file, and every fault in its YAML; None when there is nothing to go on with."""
    text, faults = read_text(file, maximum)
    if text is None:
        return None, faults
    return parse_yaml(text, str(file))


def parse_yaml(text: str, file: str) -> tuple[Node | None, list[Fault]]:
    """The document in a text, and every fault in its YAML."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
            if builder.stopped:
                break
    except yaml.MarkedYAMLError as error:
        line, hint = why_not_parsed(error, text)
        return None, [*builder.faults, fault(Reading.NOT_PARSED, Place(file, line), format="YAML", hint=hint)]
    if builder.root is None and not builder.faults:
        return None, [fault(Reading.EMPTY, Place(file, 1))]
    return (None if builder.root is None or builder.stopped else numbered(builder.root)), builder.faults


class _Open:
    """A mapping or list that is still being read."""

    __slots__ = ("faulty", "key", "keys", "line", "value")

    def __init__(self, value: dict[str, Node] | list[Node], line: int, faulty: bool) -> None:
        self.value = value
        self.line = line
        self.faulty = faulty
        self.key: tuple[str, int] | None = None
        self.keys: dict[str, int] = {}

    @property
    def expects_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


class _Builder:
    """Turns parser events into nodes and collects faults on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self.stopped = False
        self._open: list[_Open] = []

    def take(self, event: Event) -> None:
        """The next event."""
        if isinstance(event, DocumentStartEvent) and self.root is not None:
            self._stop(Reading.SEVERAL_DOCUMENTS, event)
        elif isinstance(event, CollectionEndEvent):
            done = self._open.pop()
            self._put(Node(done.value, Place(self.file, done.line), done.faulty))
        elif isinstance(event, NodeEvent):
            faulty = self._signs(event)
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                self._begin(event, faulty)
            elif self._open and self._open[-1].expects_key:
                self._set_key(event)
            else:
                self._put(self._leaf(event, faulty))

    def _stop(self, kind: Reading, event: Event, /, **details: object) -> None:
        self._report(kind, event, **details)
        self.stopped = True

    def _report(self, kind: Reading, event: Event, /, **details: object) -> None:
        self.faults.append(fault(kind, Place(self.file, _line(event), self._path()), **details))

    def _path(self) -> Path:
        """Where the reading stands: the open keys and positions."""
        path: list[PathPart] = []
        for position, collection in enumerate(self._open):
            if isinstance(collection.value, list):
                inner = self._open[position + 1] if position + 1 < len(self._open) else None
                path.append(_part_name(inner, len(collection.value)))
            elif collection.key is not None:
                path.append(collection.key[0])
        return tuple(path)

    def _signs(self, event: NodeEvent) -> bool:
        """Report anchors, aliases and tags; whether there are any."""
        alias = isinstance(event, AliasEvent)
        tag = getattr(event, "tag", None)
        if event.anchor is not None:
            self._report(Reading.ANCHOR, event, sign=f"{'*' if alias else '&'}{event.anchor}")
        if tag is not None:
            self._report(Reading.TAG, event, tag=tag.replace("tag:yaml.org,2002:", "!!"))
        return event.anchor is not None or tag is not None

    def _begin(self, event: MappingStartEvent | SequenceStartEvent, faulty: bool) -> None:
        if len(self._open) >= MAXIMUM_DEPTH:
            self._stop(Reading.TOO_DEEP, event, most=MAXIMUM_DEPTH)
            return
        if self._open and self._open[-1].expects_key:
            self._stop(Reading.KEY_NOT_TEXT, event)
            return
        empty: dict[str, Node] | list[Node] = {} if isinstance(event, MappingStartEvent) else []
        self._open.append(_Open(empty, _line(event), faulty))

    def _set_key(self, event: NodeEvent) -> None:
        key = unicodedata.normalize("NFC", event.value) if isinstance(event, ScalarEvent) else ""
        if key == "<<":
            self._report(Reading.ANCHOR, event, sign="<<")
        elif isinstance(event, ScalarEvent) and not key:
            self._report(Reading.KEY_NOT_TEXT, event)
        self._open[-1].key = (key, _line(event))

    def _put(self, node: Node) -> None:
        """A finished value goes into what is open, or is the document."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
            return
        key, line = parent.key or ("", node.place.line or 1)
        parent.key = None
        if key in parent.keys:
            place = Place(self.file, line, (*self._path(), key))
            self.faults.append(fault(Reading.DUPLICATE_KEY, place, key=key, first=parent.keys[key]))
        elif key and key != "<<":
            parent.keys[key] = line
            parent.value[key] = Node(node.value, Place(self.file, line), node.faulty)

    def _leaf(self, event: NodeEvent, faulty: bool) -> Node:
        place = Place(self.file, _line(event))
        if not isinstance(event, ScalarEvent):
            return Node(None, place, faulty=True)
        text = unicodedata.normalize("NFC", event.value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self._report(Reading.CONTROL_CHARACTER, event, character=text)
            return Node("", place, faulty=True)
        if not event.implicit[0]:
            return Node(text, place, faulty)
        if (
            text == ""
            or text.lower() in _TRAPS
            or (_ODD_NUMBER.fullmatch(text) and not _NUMBER.fullmatch(text))
        ):
            self._refuse(text, event)
            return Node(text, place, faulty=True)
        return Node(_scalar(text), place, faulty)

    def _refuse(self, text: str, event: Event) -> None:
        if text == "":
            key = self._open[-1].key if self._open else None
            self._report(Reading.EMPTY_VALUE, event, key=f"{key[0]}:" if key else "-")
        elif text.lower() in _TRAPS:
            self._report(Reading.YES_OR_NO, event, word=text)
        else:
            self._report(Reading.ODD_NUMBER, event, number=text)


def _part_name(part: _Open | None, position: int) -> PathPart:
    value = part.value if part is not None else None
    name = value.get("id", value.get("indicator")) if isinstance(value, dict) else None
    return f"[{name.value}]" if name is not None and isinstance(name.value, str) else position


def _line(event: Event) -> int:
    mark = event.start_mark
    return 1 if mark is None else mark.line + 1


def _scalar(text: str) -> Scalar:
    """A plain (unquoted) word: null, true, false, a number, or itself."""
    lowered = text.lower()
    if lowered in ("null", "~"):
        return None
    if lowered in ("true", "false"):
        return lowered == "true"
    if _NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    return text
