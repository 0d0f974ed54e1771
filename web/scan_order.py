"""The order of a scan's pages: how far one is, what comes next, and where each theme begins."""

from flask import url_for

from questionnaires.answers import State
from questionnaires.definition import Item
from scan.use_cases import opening
from scan.use_cases.opening import OpenScan
from web.i18n import text

ONE_BY_ONE = ("student", "secondary")
"""Who answers one question on one screen, on a phone."""


def steps(scan: OpenScan, current: str | None) -> list[dict[str, object]]:
    """The parcels of progress, one for each group that has questions."""
    groups = {group.id: group for group in scan.questionnaire.groups}
    return [
        {
            "id": one.group_id,
            "theme": groups[one.group_id].theme,
            "name": text(groups[one.group_id].title),
            "done": one.done + one.dont_know,
            "total": one.total,
            "current": one.group_id == current,
            "url": group_url(scan, one.group_id),
        }
        for one in scan.progress
        if one.total and groups[one.group_id].theme is not None
    ]


def group_url(scan: OpenScan, group_id: str) -> str:
    """Where a theme begins: its page on a laptop, its first question on a phone."""
    if scan.audience not in ONE_BY_ONE:
        return url_for("scanning.theme", scan_id=scan.id, group_id=group_id)
    first = next(item.id for item in items_in(scan, group_id) if item.id in scan.visible)
    return url_for("scanning.question", scan_id=scan.id, item_id=first)


def order_of(scan: OpenScan) -> list[str]:
    """The questions that show, in order."""
    return [item.id for item in scan.questionnaire.items() if item.id in scan.visible]


def neighbour(scan: OpenScan, item_id: str, step: int) -> str | None:
    """The question so many places further; None past either end."""
    order = order_of(scan)
    place = order.index(item_id) + step if item_id in order else len(order)
    return order[place] if 0 <= place < len(order) else None


def next_url(scan: OpenScan) -> str:
    """The first thing to do: the profile, the first unanswered question, or the overview."""
    if scan.missing_profile:
        return url_for("scanning.profile", scan_id=scan.id)
    for item_id in order_of(scan):
        if item_id not in scan.answers or scan.answers[item_id].answer.state is State.UNANSWERED:
            if scan.audience in ONE_BY_ONE:
                return url_for("scanning.question", scan_id=scan.id, item_id=item_id)
            groups = scan.questionnaire.groups
            group = next(one for one in groups if item_id in {item.id for item in opening.items_of(one)})
            return url_for("scanning.theme", scan_id=scan.id, group_id=group.id)
    return url_for("scanning.submit", scan_id=scan.id)


def items_in(scan: OpenScan, group_id: str) -> tuple[Item, ...]:
    """Every question of a theme, nested ones too; none for an unknown theme."""
    group = next((one for one in scan.questionnaire.groups if one.id == group_id), None)
    return () if group is None else opening.items_of(group)
