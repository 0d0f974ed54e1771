"""The card of one question. It is rendered once for each version, language and answer, and kept (design 9)."""

from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from questionnaires.answers import State
from questionnaires.definition import Item
from scan.store.answers import SavedAnswer
from web.forms.answers import DONT_KNOW, NOT_APPLICABLE, posted_value
from web.i18n import language

_cards: dict[tuple[object, ...], Markup] = {}
LARGEST_CACHE = 20_000


def card(
    questionnaire_sha256: str,
    item: Item,
    saved: SavedAnswer | None,
    *,
    single: bool,
    pieces: int = 0,
    error: str = "",
) -> Markup:
    """The fieldset of ``item`` with what was answered.

    ``single``: the only question on its page, so its h1. Else a link to its own page says how many ``pieces`` of
    evidence there are; the link is relative, so that the card serves every scan.
    """
    chosen, reason, note = _chosen(item, saved)
    key = (questionnaire_sha256, language(), item.id, chosen, single, pieces)
    plain = not (note or error or reason)
    if plain and key in _cards:
        return _cards[key]
    made = Markup(  # noqa: S704 - a template escapes what it is given
        render_template(
            "scanning/_card.html",
            item=item,
            chosen=chosen,
            reason=reason,
            note=note,
            single=single,
            pieces=pieces,
            error=error,
        )
    )
    if plain and not current_app.debug:
        if len(_cards) >= LARGEST_CACHE:
            _cards.clear()
        _cards[key] = made
    return made


def _chosen(item: Item, saved: SavedAnswer | None) -> tuple[tuple[str, ...], str, str]:
    if saved is None:
        return (), "", ""
    answer = saved.answer
    if answer.state is State.DONT_KNOW:
        return (DONT_KNOW,), "", ""
    if answer.state is State.NOT_APPLICABLE:
        return (NOT_APPLICABLE,), answer.reason or "", answer.note or ""
    value: Any = posted_value(item, answer.value)
    return (tuple(value) if isinstance(value, list) else (value,) if value else ()), "", ""
