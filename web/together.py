"""What pages say of students who share a scan, line by line."""

from dataclasses import dataclass
from datetime import datetime

from scan.use_cases.following import Doing, Following
from web.i18n import text
from web.identity import actor


@dataclass(frozen=True, slots=True)
class DoingLine:
    """One student: who, how much, and where the newest answer was given."""

    name: str
    is_me: bool
    answers: int
    theme: str
    """The name of the theme of the newest answer; empty before the first."""
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """One theme: how far it is, and by whom."""

    theme: str | None
    name: str
    done: int
    total: int
    by: tuple[tuple[str, int], ...]


def following_part(seen: Following, item_id: str = "", *, people_only: bool = False) -> dict[str, object]:
    """What ``together/_following.html`` shows; ``item_id``: the question that is open, if one is.

    ``people_only``: the themes stand elsewhere on the page.
    """
    saved = seen.answers.get(item_id)
    return {
        "doing": doing_lines(seen),
        "themes": () if item_id or people_only else theme_lines(seen),
        "item_id": item_id,
        "saved": saved,
        "author": seen.author_of(item_id),
        "mine": saved is not None and saved.by == actor().person_id,
    }


def doing_lines(seen: Following) -> tuple[DoingLine, ...]:
    """Everyone in the scan, in the order in which they came."""
    titles = {group.id: text(group.title) for group in seen.questionnaire.groups}
    return tuple(
        DoingLine(
            one.name,
            one.person_id == actor().person_id,
            one.answers,
            titles.get(one.group_id or "", ""),
            one.at,
        )
        for one in seen.doing
    )


def theme_lines(seen: Following) -> tuple[ThemeLine, ...]:
    """Every theme with questions."""
    groups = {group.id: group for group in seen.questionnaire.groups}
    return tuple(
        ThemeLine(
            groups[one.group_id].theme,
            text(groups[one.group_id].title),
            one.done + one.dont_know,
            one.total,
            _by(seen.doing, one.group_id),
        )
        for one in seen.progress
        if one.total
    )


def _by(doing: tuple[Doing, ...], group_id: str) -> tuple[tuple[str, int], ...]:
    return tuple((one.name, one.by_group[group_id]) for one in doing if one.by_group.get(group_id))
