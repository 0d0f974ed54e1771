"""Two values for one answer: both are shown, and the respondent chooses (design 6)."""

from collections.abc import Mapping

from flask import render_template

from questionnaires.answers import Answer, State
from questionnaires.definition import Item, MultipleChoice, SingleChoice
from scan.domain.errors import Stale
from web.forms.answers import posted_value
from web.i18n import gettext as _
from web.i18n import text


def conflict_page(scan_id: int, stale: Stale, items: Mapping[str, Item]) -> str:
    """The page on which one of both answers is chosen."""
    clashes = [
        {
            "item": items[clash.subject],
            "version": clash.current_version,
            "mine": _spoken(items[clash.subject], clash.offered),
            "theirs": _spoken(items[clash.subject], clash.current),
            "mine_value": _posted(items[clash.subject], clash.offered),
            "theirs_value": _posted(items[clash.subject], clash.current),
            "reason": getattr(clash.offered, "reason", None) or getattr(clash.current, "reason", None),
        }
        for clash in stale.clashes
        if clash.subject in items
    ]
    return render_template("scanning/conflict.html", scan_id=scan_id, clashes=clashes)


def _posted(item: Item, answer: object) -> str:
    if not isinstance(answer, Answer) or answer.state is State.UNANSWERED:
        return ""
    if answer.state is not State.ANSWERED:
        return answer.state.value
    value = posted_value(item, answer.value)
    return value if isinstance(value, str) else ",".join(value)


def _spoken(item: Item, answer: object) -> str:
    if not isinstance(answer, Answer) or answer.state is State.UNANSWERED:
        return _("No answer")
    if answer.state is State.DONT_KNOW:
        return _("I don’t know")
    if answer.state is State.NOT_APPLICABLE:
        return _("Not applicable")
    if isinstance(item, SingleChoice | MultipleChoice):
        chosen = answer.value if isinstance(answer.value, frozenset) else {answer.value}
        return ", ".join(text(option.title or option.text) for option in item.options if option.key in chosen)
    return (
        {True: _("Yes"), False: _("No")}[answer.value]
        if isinstance(answer.value, bool)
        else str(answer.value)
    )
