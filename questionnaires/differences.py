"""What changed between two versions of a questionnaire, and whether scores stay comparable (instrument E4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from questionnaires.changes import (
    STEPS,
    Change,
    Field,
    Kind,
    Step,
    field_changes,
    presence_changes,
    text_changes,
)
from questionnaires.counting import counts
from questionnaires.definition import Group, Item, Member, Questionnaire, Requirement
from questionnaires.faults import Words
from questionnaires.item_changes import item_changes
from questionnaires.versions import Numbers, version_numbers, written_version

_QUESTION = Words("vraag", "question")
ANCHOR_SHARE = Fraction(60, 100)
"""Between two majors at least this share of the weight of each theme stays unchanged (instrument E4)."""

_GROUP: Mapping[str, Field] = {
    "theme": ("rescored", "major", Words("thema", "theme")),
    "weight": ("rescored", "major", Words("gewicht", "weight")),
    "when": ("rescored", "major", Words("voorwaarde", "condition")),
    "aggregation": ("rescored", "major", Words("manier van middelen", "aggregation")),
    "floor": ("rescored", "major", Words("ondergrens", "floor")),
    "all_or_none": ("rescored", "major", Words("alles of niets", "all or none")),
    "share_at_most": ("rescored", "major", Words("grootste aandeel", "largest share")),
    "enough": ("rescored", "major", Words("genoeg antwoorden", "enough answers")),
}
_LEVEL: Mapping[str, Field] = {
    "number": ("rescored", "major", Words("plaats in de rij", "place in the row")),
    "total": ("rescored", "major", Words("totaal", "total")),
    "each_theme": ("rescored", "major", Words("elk thema", "each theme")),
    "groups": ("rescored", "major", Words("eisen aan groepen", "rules for groups")),
    "coverage": ("rescored", "major", Words("ingevuld", "coverage")),
    "verified": ("rescored", "major", Words("bewijs", "evidence")),
    "not_applicable": ("rescored", "major", Words("'niet van toepassing'", "'not applicable'")),
    "every_theme_scored": ("rescored", "major", Words("elk thema met score", "every theme scored")),
    "valid_months": ("other", "minor", Words("maanden geldig", "months valid")),
}
_GATE: Mapping[str, Field] = {
    "when": ("rescored", "major", Words("wanneer de grens geldt", "when the gate applies")),
    "met": ("rescored", "major", Words("voorwaarde", "condition")),
    "cap": ("rescored", "major", Words("hoogste niveau", "highest level")),
}
_PROFILE: Mapping[str, Field] = {
    "type": ("other", "major", Words("soort veld", "type of field")),
    "options": ("other", "minor", Words("antwoorden", "options")),
    "minimum": ("other", "minor", Words("kleinste getal", "smallest number")),
    "maximum": ("other", "minor", Words("grootste getal", "largest number")),
}
_FRAME: Mapping[str, Field] = {
    "audience": ("other", "major", Words("doelgroep", "audience")),
    "languages": ("other", "minor", Words("talen", "languages")),
    "compares_with": ("other", "minor", Words("waarmee vergeleken wordt", "what it is compared with")),
    "minutes": ("other", "patch", Words("minuten", "minutes")),
    "sources": ("other", "patch", Words("bronnen", "sources")),
    "references": ("rescored", "major", Words("tabellen met kengetallen", "tables of references")),
    "evidence_routes": (
        "rescored",
        "major",
        Words("ander bewijs dat ook telt", "other evidence that will do"),
    ),
    "double_checks": ("other", "minor", Words("dubbele controles", "double checks")),
    "examples": ("other", "patch", Words("uitgewerkte voorbeelden", "worked examples")),
}
_SCORING: Mapping[str, Field] = {
    name: ("rescored", "major", Words("manier van rekenen", "way of scoring"))
    for name in ("decimals", "dont_know", "dont_know_for_level", "aggregation", "floor", "verified_from_step")
} | {"evidence_effort": ("other", "minor", Words("inspanning voor bewijs", "effort of evidence"))}


@dataclass(frozen=True, slots=True)
class ThemeAnchor:
    """How much of the weight of a top group is unchanged in both versions."""

    group: str
    unchanged: Fraction


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed from an older to a newer version."""

    older: str
    newer: str
    changes: tuple[Change, ...]
    anchors: tuple[ThemeAnchor, ...]

    def of_kind(self, kind: Kind) -> tuple[Change, ...]:
        """The changes that are added, removed, reworded, rescored or other."""
        return tuple(change for change in self.changes if change.kind == kind)

    @property
    def demands(self) -> Step | None:
        """How far the version number must rise; None when nothing changed."""
        return max((change.step for change in self.changes), key=STEPS.index, default=None)

    @property
    def comparable(self) -> bool:
        """Whether scores of both versions may stand side by side: below a major they may."""
        return self.demands != "major"

    @property
    def bridge(self) -> bool:
        """Whether enough is unchanged in every theme to connect both versions after a major."""
        return all(anchor.unchanged >= ANCHOR_SHARE for anchor in self.anchors)

    @property
    def reasons(self) -> tuple[Change, ...]:
        """What makes the step as large as it is."""
        return tuple(change for change in self.changes if change.step == self.demands)

    @property
    def next_version(self) -> str:
        """The lowest version the newer one may have."""
        slug_free = self.older.rpartition("@")[2]
        return written_version(raised(version_numbers(slug_free), self.demands))


def raised(version: Numbers, step: Step | None) -> Numbers:
    """The version after a step."""
    major, minor, patch = version
    if step == "major":
        return (major + 1, 0, 0)
    if step == "minor":
        return (major, minor + 1, 0)
    return (major, minor, patch + 1) if step == "patch" else version


def diff(older: Questionnaire, newer: Questionnaire) -> Difference:
    """What changed, by stable id."""
    changes = tuple(dict.fromkeys(_changes(older, newer)))
    return Difference(older.name, newer.name, changes, tuple(_anchors(older, newer)))


def _changes(older: Questionnaire, newer: Questionnaire) -> Iterator[Change]:
    for key, what in (
        ("title", Words("titel", "title")),
        ("summary", Words("samenvatting", "summary")),
        ("introduction", Words("inleiding", "introduction")),
    ):
        yield from text_changes("", getattr(older, key), getattr(newer, key), what)
    yield from field_changes("", older, newer, _FRAME)
    yield from field_changes("", older.scoring, newer.scoring, _SCORING)
    yield from _items(older, newer)
    yield from _groups(older, newer)
    yield from _profile(older, newer)
    yield from _levels(older, newer)
    yield from _gates(older, newer)


def _items(older: Questionnaire, newer: Questionnaire) -> Iterator[Change]:
    """A new item stands outside the trend. One that goes changes what a score means, if it counted."""
    old, new = _placed_items(older), _placed_items(newer)
    for name, (item, _) in old.items():
        if name not in new:
            yield Change("removed", name, _QUESTION, "major" if counts(item) or item.pooled else "minor")
    yield from (Change("added", name, _QUESTION, "minor") for name in new if name not in old)
    for name, (item, group) in new.items():
        if name in old:
            yield from item_changes(old[name][0], item)
            if old[name][1] != group:
                yield Change("rescored", name, Words("andere groep", "another group"), "major")


def _placed_items(questionnaire: Questionnaire) -> dict[str, tuple[Item, str]]:
    """By id: the item and its group."""
    return {
        member.id: (member, group.id)
        for group in _all_groups(questionnaire.groups)
        for member in group.members
        if not isinstance(member, Group)
    }


def _all_groups(members: tuple[Member, ...]) -> Iterator[Group]:
    for member in members:
        if isinstance(member, Group):
            yield member
            yield from _all_groups(member.members)


def _groups(older: Questionnaire, newer: Questionnaire) -> Iterator[Change]:
    old = {group.id: group for group in _all_groups(older.groups)}
    new = {group.id: group for group in _all_groups(newer.groups)}
    yield from presence_changes(old, new, Words("groep", "group"), added="minor", removed="major")
    for name in old.keys() & new.keys():
        yield from text_changes(name, old[name].title, new[name].title, Words("titel", "title"))
        yield from field_changes(name, old[name], new[name], _GROUP)


def _profile(older: Questionnaire, newer: Questionnaire) -> Iterator[Change]:
    old, new = ({field.id: field for field in version.profile} for version in (older, newer))
    yield from presence_changes(
        old, new, Words("profielveld", "profile field"), added="minor", removed="major"
    )
    for name in old.keys() & new.keys():
        yield from text_changes(name, old[name].question, new[name].question, Words("vraag", "question"))
        yield from text_changes(name, old[name].help, new[name].help, Words("uitleg", "help"))
        yield from field_changes(name, old[name], new[name], _PROFILE)
    before, after = ({fact.id: fact for fact in version.facts} for version in (older, newer))
    yield from presence_changes(before, after, Words("feit", "fact"), added="minor", removed="minor")
    for name in before.keys() & after.keys():
        yield from text_changes(name, before[name].title, after[name].title, Words("titel", "title"))


def _levels(older: Questionnaire, newer: Questionnaire) -> Iterator[Change]:
    old, new = ({level.id: level for level in version.levels} for version in (older, newer))
    yield from presence_changes(old, new, Words("niveau", "level"), added="major", removed="major")
    for name in old.keys() & new.keys():
        yield from text_changes(name, old[name].name, new[name].name, Words("naam", "name"))
        yield from field_changes(name, old[name], new[name], _LEVEL)
        before, after = ({rule.id: rule for rule in level.requires} for level in (old[name], new[name]))
        for key in dict.fromkeys((*before, *after)):
            yield from _requirement(name, key, before.get(key), after.get(key))


def _requirement(level: str, key: str, old: Requirement | None, new: Requirement | None) -> Iterator[Change]:
    if old is None or new is None:
        what = Words(f"nieuwe eis {key}", f"new rule {key}")
        gone = Words(f"eis {key} is weg", f"rule {key} has gone")
        yield Change("rescored", level, what if old is None else gone, "major")
        return
    if old.condition != new.condition:
        yield Change("rescored", level, Words(f"eis {key}", f"rule {key}"), "major")
    words = Words(f"woorden bij eis {key}", f"words of rule {key}")
    yield from text_changes(level, old.message, new.message, words)


def _gates(older: Questionnaire, newer: Questionnaire) -> Iterator[Change]:
    old, new = ({gate.id: gate for gate in version.gates} for version in (older, newer))
    yield from presence_changes(old, new, Words("grens", "gate"), added="major", removed="major")
    for name in old.keys() & new.keys():
        yield from field_changes(name, old[name], new[name], _GATE)
        yield from text_changes(name, old[name].title, new[name].title, Words("titel", "title"))
        yield from text_changes(name, old[name].message, new[name].message, Words("uitleg", "message"))


def _anchors(older: Questionnaire, newer: Questionnaire) -> Iterator[ThemeAnchor]:
    """The smaller of the shares in both versions, for each top group that has a score in both."""
    old = {name: item for name, (item, _) in _placed_items(older).items()}
    new = {name: item for name, (item, _) in _placed_items(newer).items()}
    same = {
        name
        for name in old.keys() & new.keys()
        if not any(change.step == "major" for change in item_changes(old[name], new[name]))
    }
    before = {group.id: _unchanged(group, same) for group in older.groups}
    for group in newer.groups:
        shares = [share for share in (before.get(group.id), _unchanged(group, same)) if share is not None]
        if shares:
            yield ThemeAnchor(group.id, min(shares) if len(shares) == 2 else Fraction(0))


def _unchanged(group: Group, same: set[str]) -> Fraction | None:
    """The share of weight of items that are the same; None when nothing in the group is scored."""
    parts = [(Fraction(member.weight), _share(member, same)) for member in group.members]
    known = [(weight, share) for weight, share in parts if share is not None]
    whole = sum((weight for weight, _ in known), Fraction(0))
    return sum((weight * share for weight, share in known), Fraction(0)) / whole if whole else None


def _share(member: Member, same: set[str]) -> Fraction | None:
    if isinstance(member, Group):
        return _unchanged(member, same)
    return Fraction(int(member.id in same)) if counts(member) else None
