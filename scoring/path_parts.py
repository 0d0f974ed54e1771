"""The questionnaire as the search for the cheapest way up sees it: what counts, can change, or comes and goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.definition import Enough, Group, Item, Member, Questionnaire
from scoring.model import CompiledModel
from scoring.outcome import GroupOutcome, ItemOutcome, Outcome
from scoring.path_choices import Choice


@dataclass(frozen=True, slots=True)
class Part:
    """A group, or the whole questionnaire with the empty id."""

    id: str
    aggregation: str
    items: tuple[Item, ...]
    groups: tuple[Group, ...]
    all_or_none: bool
    enough: Enough
    inside: tuple[str, ...]
    """Ids of all its items, at any depth."""


def parts_of(questionnaire: Questionnaire) -> Iterator[Part]:
    """The whole questionnaire first, then every group in it."""
    yield _part("", questionnaire.scoring.aggregation, questionnaire.groups, False, Enough())
    waiting = list(questionnaire.groups)
    while waiting:
        group = waiting.pop()
        yield _of(group)
        waiting += [member for member in group.members if isinstance(member, Group)]


def _of(group: Group) -> Part:
    return _part(group.id, group.aggregation, group.members, group.all_or_none, group.enough)


def _part(
    name: str, aggregation: str, members: tuple[Member, ...], all_or_none: bool, enough: Enough
) -> Part:
    groups = tuple(member for member in members if isinstance(member, Group))
    items = tuple(member for member in members if not isinstance(member, Group))
    inside = tuple(item.id for item in items) + tuple(item for one in groups for item in _of(one).inside)
    return Part(name, aggregation, items, groups, all_or_none, enough, inside)


class Parts:
    """All parts with one set of answers and the choices there are."""

    def __init__(
        self, model: CompiledModel, outcome: Outcome, choices: Mapping[str, tuple[Choice, ...]]
    ) -> None:
        questionnaire = model.questionnaire
        self.choices = choices
        self.weights = {one.item.id: float(one.item.weight) for one in model.items if one.weight}
        """Of the questions that count."""
        self.found: dict[str, ItemOutcome] = {item.id: item for item in outcome.items}
        self.now: dict[str, GroupOutcome] = {group.id: group for group in outcome.groups}
        self._parts = {part.id: part for part in parts_of(questionnaire)}
        self._dont_know_is_zero = questionnaire.scoring.dont_know_for_level == "zero"

    def __getitem__(self, group: str) -> Part:
        return self._parts[group]

    def below(self, part: Part) -> Iterator[Part]:
        """The part itself, and every group in it."""
        yield part
        for child in part.groups:
            yield from self.below(self[child.id])

    def moving(self, part: Part) -> list[str]:
        """Its questions that count and can change."""
        return [item for item in part.inside if item in self.choices and item in self.weights]

    def applicable(self, part: Part) -> list[ItemOutcome]:
        """Its questions that apply now, without those of an all-or-none group in it that has a gap."""
        own = [self.found[item.id] for item in part.items if item.id in self.weights]
        applies = [one for one in own if one.state in ("answered", "unanswered", "dont_know")]
        for child in part.groups:
            inside = self.applicable(self[child.id])
            if not (child.all_or_none and any(one.state != "answered" for one in inside)):
                applies += inside
        return applies

    def reaches(self, item: str) -> bool:
        """Whether a question stays in what could be reached, as levels see it."""
        state = self.found[item].state
        return state in ("answered", "unanswered") or (state == "dont_know" and self._dont_know_is_zero)

    def drops(self, part: Part) -> bool:
        """Whether it, or a group in it, may come and go as an all-or-none group is filled in."""
        return any(one.all_or_none and self.moving(one) for one in self.below(part))

    def always(self, part: Part) -> bool:
        """Whether it has a score now and keeps it: answers only come to it."""
        return self.now[part.id].for_level is not None and not self.drops(part)

    def never(self, part: Part) -> bool:
        """Whether it has no score now and gets none."""
        return self.now[part.id].for_level is None and not self.moving(part)

    def steady(self, part: Part) -> bool:
        """Whether higher answers never lower its score: what counts, and its weight, stay the same."""
        return all(map(self.reaches, self.moving(part))) and all(
            self.always(one) or self.never(one) for one in self.below(part)
        )
