"""The indicator bank: what is measured, shared by the questionnaires of all audiences (design 4)."""

from dataclasses import dataclass, field
from pathlib import Path as FilePath

from questionnaires.faults import Fault, Words, fault
from questionnaires.faults.meaning import Meaning
from questionnaires.shape import Cuts, check_shape
from questionnaires.source import BankFile
from questionnaires.tree import Node
from questionnaires.yaml_source import read_yaml


@dataclass(slots=True)
class Bank:
    """Everything in the files of one folder, by id, with the faults in them."""

    indicators: dict[str, Node] = field(default_factory=dict)
    ladders: dict[str, Node] = field(default_factory=dict)
    tables: dict[str, Node] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    cuts: Cuts = field(default_factory=Cuts)
    unreadable: bool = False
    """A file could not be read, so nobody knows what else there is."""

    def add(self, file: FilePath) -> None:
        """Add what is in a file."""
        node, faults = read_yaml(file)
        self.faults += faults
        if node is None:
            self.unreadable = True
        else:
            self.add_node(node)

    def add_node(self, node: Node) -> None:
        """Add what is in a document."""
        left, faults, cuts = check_shape(node, BankFile)
        self.faults += faults
        self.cuts.lost |= cuts.lost
        self.cuts.blind |= cuts.blind
        if left is None:
            self.unreadable = True
            return
        theme = left.get("theme")
        for part in _parts(left, "indicators"):
            own = part if part.get("theme") is not None or theme is None else part.having({"theme": theme})
            self._put(
                self.indicators,
                part.text("id") or "",
                own,
                Words("een andere indicator", "another indicator"),
            )
        for part in _parts(left, "references"):
            self._put(self.tables, part.text("id") or "", part, Words("een andere tabel", "another table"))
        ladders = left.get("ladders")
        for name, ladder in ladders.items() if ladders is not None else ():
            self._put(self.ladders, name, ladder, Words("een andere ladder", "another ladder"))

    def _put(self, known: dict[str, Node], name: str, node: Node, what: Words) -> None:
        if name in known:
            self.faults.append(fault(Meaning.DUPLICATE_ID, node.place, id=name, what=what))
        else:
            known[name] = node


def _parts(node: Node, key: str) -> list[Node]:
    child = node.get(key)
    return [] if child is None else child.parts()


def load_bank(folder: FilePath) -> Bank:
    """The bank in a folder: every ``.yaml`` file in it, in order of name."""
    bank = Bank()
    for file in sorted(folder.glob("*.yaml")):
        bank.add(file)
    return bank
