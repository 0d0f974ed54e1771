"""Groups as the search for the cheapest way up sees them: the whole questionnaire is one too."""

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.definition import Enough, Group, Item, Member, Questionnaire


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
