"""JSON read as carefully as YAML: every value with its line, exact decimals, no duplicate keys."""

import re
import unicodedata
from decimal import Decimal
from json import JSONDecodeError, JSONDecoder
from pathlib import Path as FilePath

from questionnaires.faults import Fault, Place, Words, fault
from questionnaires.faults.reading import Reading
from questionnaires.text_source import MAXIMUM_BYTES, read_text
from questionnaires.tree import MAXIMUM_DEPTH, Node, Scalar, numbered

_DECODER = JSONDecoder()
_HINT = Words(
    "Controleer komma's, haakjes en dubbele aanhalingstekens op deze regel en de regel erboven.",
    "Check commas, brackets and double quotes on this line and the line above.",
)
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?(?![0-9.eE])")
_ODD_NUMBER = re.compile(r"[-+]?[0-9][0-9.eE+-]*|NaN|-?Infinity")
_WORDS: tuple[tuple[str, bool | None], ...] = (("true", True), ("false", False), ("null", None))


class _StopError(Exception):
    """Reading cannot go on."""

    def __init__(self, position: int, kind: Reading = Reading.NOT_PARSED, **details: object) -> None:
        super().__init__(kind)
        self.position = position
        self.kind = kind
        self.details = details or {"format": "JSON", "hint": _HINT}


def read_json(file: FilePath, maximum: int = MAXIMUM_BYTES) -> tuple[Node | None, list[Fault]]:
    """The document in a JSON file, and every fault in its form; None when there is nothing to go on with."""
    text, faults = read_text(file, maximum)
    if text is None:
        return None, faults
    return parse_json(text, str(file))


def parse_json(text: str, file: str) -> tuple[Node | None, list[Fault]]:
    """The document in a text, and every fault in its form."""
    parser = _Parser(text, file)
    try:
        root = parser.document()
    except _StopError as stop:
        return None, [*parser.faults, fault(stop.kind, parser.place(stop.position), **stop.details)]
    return numbered(root), parser.faults


class _Parser:
    """Recursive descent; the depth is limited, so the stack is too."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.faults: list[Fault] = []
        self.counted = (0, 1)

    def place(self, position: int) -> Place:
        """The line of a position; counts on from the last one asked for."""
        last, line = self.counted if self.counted[0] <= position else (0, 1)
        line += self.text.count("\n", last, position)
        self.counted = (position, line)
        return Place(self.file, line)

    def document(self) -> Node:
        node, position = self.value(self.skip(0), 0)
        position = self.skip(position)
        if position != len(self.text):
            raise _StopError(position)
        return node

    def skip(self, position: int) -> int:
        match = _SPACE.match(self.text, position)
        return match.end() if match else position

    def value(self, position: int, depth: int) -> tuple[Node, int]:
        if depth > MAXIMUM_DEPTH:
            raise _StopError(position, Reading.TOO_DEEP, most=MAXIMUM_DEPTH)
        match self.text[position : position + 1]:
            case "{":
                return self.mapping(position, depth)
            case "[":
                return self.list(position, depth)
            case '"':
                text, end = self.string(position)
                return Node(text, self.place(position)), end
            case _:
                return self.word(position)

    def mapping(self, start: int, depth: int) -> tuple[Node, int]:
        children: dict[str, Node] = {}
        position = self.skip(start + 1)
        while self.text[position : position + 1] != "}":
            key, end = self.string(position)
            place = self.place(position)
            colon = self.skip(end)
            self.expect(":", colon)
            node, end = self.value(self.skip(colon + 1), depth + 1)
            if key in children:
                first = children[key].place.line
                self.faults.append(fault(Reading.DUPLICATE_KEY, place, key=key, first=first))
            else:
                children[key] = Node(node.value, place, node.faulty)
            position = self.next_part(end, "}")
        return Node(children, self.place(start)), position + 1

    def list(self, start: int, depth: int) -> tuple[Node, int]:
        parts: list[Node] = []
        position = self.skip(start + 1)
        while self.text[position : position + 1] != "]":
            node, end = self.value(position, depth + 1)
            parts.append(node)
            position = self.next_part(end, "]")
        return Node(parts, self.place(start)), position + 1

    def next_part(self, position: int, closing: str) -> int:
        """Past a comma to the next part, or at the closing bracket."""
        position = self.skip(position)
        if self.text[position : position + 1] == closing:
            return position
        self.expect(",", position)
        position = self.skip(position + 1)
        if self.text[position : position + 1] == closing:
            raise _StopError(position)
        return position

    def expect(self, character: str, position: int) -> None:
        if self.text[position : position + 1] != character:
            raise _StopError(position)

    def string(self, position: int) -> tuple[str, int]:
        self.expect('"', position)
        try:
            text, end = _DECODER.raw_decode(self.text, position)
        except JSONDecodeError as error:
            raise _StopError(min(error.pos, len(self.text))) from None
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise _StopError(position, Reading.CONTROL_CHARACTER, character=text)
        return unicodedata.normalize("NFC", text), end

    def word(self, position: int) -> tuple[Node, int]:
        for word, value in _WORDS:
            if self.text.startswith(word, position):
                return Node(value, self.place(position)), position + len(word)
        match = _NUMBER.match(self.text, position)
        if match:
            number: Scalar = Decimal(match[0]) if match[1] else int(match[0])
            return Node(number, self.place(position)), match.end()
        odd = _ODD_NUMBER.match(self.text, position)
        if odd is None:
            raise _StopError(position)
        place = self.place(position)
        self.faults.append(fault(Reading.ODD_NUMBER, place, number=odd[0]))
        return Node(odd[0], place, faulty=True), odd.end()
