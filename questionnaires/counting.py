"""Which questions can earn points."""

from questionnaires.definition import Group, Item, Member, MultipleChoice, Number, SingleChoice, YesNo


def counts(item: Item) -> bool:
    """Whether answers to this item can earn points in one scan: scored, and not pooled."""
    if item.pooled:
        return False
    match item:
        case SingleChoice():
            return any(option.points for option in item.options)
        case MultipleChoice():
            return item.cap != 0 and any(option.points for option in item.options)
        case YesNo():
            return item.scored and (item.yes_points > 0 or item.no_points > 0)
        case Number():
            return item.score is not None and any(points for _, points in item.score.points)
        case _:
            return False


def counting_items(member: Member) -> int:
    """How many items in a group (or the item itself) can earn points."""
    if isinstance(member, Group):
        return sum(counting_items(inner) for inner in member.members)
    return int(counts(member))
