"""Two values for one answer: both are shown, and the respondent chooses (design 6)."""

from collections.abc import Mapping, Sequence

from flask import render_template

from questionnaires.answers import Answer, State
from questionnaires.definition import Item, MultipleChoice, SingleChoice
from scan.domain.errors import Clash
from scan.use_cases.opening import OpenScan
from web.forms.answers import posted_value
from web.i18n import gettext as _
from web.i18n import text

NEVER_SAVED = 0
"""The version of which a change of an answer that was saved is always too late."""


def conflict_page(scan: OpenScan, clashes: Sequence[Clash], items: Mapping[str, Item], action: str) -> str:
    """The page on which one of both answers is chosen, clash by clash.

    Each choice is a form of its own. It carries along what was offered for the other clashes, so that these come
    back and nothing is lost. ``scan``: as it is now, with who gave the answer that stands.
    """
    known = [clash for clash in clashes if clash.subject in items]
    offered = {clash.subject: _fields(items[clash.subject], clash.offered, NEVER_SAVED) for clash in known}
    shown = []
    for clash in known:
        item = items[clash.subject]
        others = [
            field for subject, fields in offered.items() if subject != clash.subject for field in fields
        ]
        shown.append(
            {
                "item": item,
                "mine": spoken(item, clash.offered),
                "theirs": spoken(item, clash.current),
                "by": scan.author_of(item.id),
                "keep_mine": _fields(item, clash.offered, clash.current_version) + others,
                "keep_theirs": _fields(item, clash.current, clash.current_version) + others,
            }
        )
    return render_template("scanning/conflict.html", scan_id=scan.id, clashes=shown, action=action)


def _fields(item: Item, answer: object, version: int) -> list[tuple[str, str]]:
    """The fields that give this answer when they are posted."""
    fields = [(f"v_{item.id}", str(version))]
    if not isinstance(answer, Answer) or answer.state is State.UNANSWERED:
        return fields
    if answer.state is State.ANSWERED:
        value = posted_value(item, answer.value)
        fields += [(f"q_{item.id}", one) for one in ([value] if isinstance(value, str) else value)]
    else:
        fields.append((f"q_{item.id}", answer.state.value))
    fields += [(f"r_{item.id}", answer.reason)] if answer.reason else []
    return fields + ([(f"n_{item.id}", answer.note)] if answer.note else [])


def spoken(item: Item, answer: object) -> str:
    """An answer as people say it."""
    if not isinstance(answer, Answer) or answer.state is State.UNANSWERED:
        return _("No answer")
    if answer.state is State.DONT_KNOW:
        return _("I don’t know")
    if answer.state is State.NOT_APPLICABLE:
        return ". ".join((_("Not applicable"), *([answer.note] if answer.note else [])))
    if isinstance(item, SingleChoice | MultipleChoice):
        chosen = answer.value if isinstance(answer.value, frozenset) else {answer.value}
        return ", ".join(text(option.title or option.text) for option in item.options if option.key in chosen)
    if isinstance(answer.value, bool):
        return _("Yes") if answer.value else _("No")
    return str(posted_value(item, answer.value))
