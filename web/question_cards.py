"""The card of one question. It is rendered once for each version, language and answer, and kept (design 9)."""

from dataclasses import dataclass
from decimal import Decimal

from flask import current_app, render_template
from markupsafe import Markup

from questionnaires.answers import Answer, State
from questionnaires.definition import Item, Number
from scan.use_cases.answering import AnswerInput
from web.forms.answers import DONT_KNOW, NOT_APPLICABLE, posted_value
from web.i18n import language

_cards: dict[tuple[object, ...], Markup] = {}
LARGEST_CACHE = 20_000


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the fields of a question: what is chosen or typed, and why it does not apply."""

    chosen: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    doubtful: bool = False
    """A number that may be a slip: we ask 'is this right?' (instrument B6)."""


def as_saved(item: Item, answer: Answer | None) -> Filled:
    """The fields for a saved answer."""
    if answer is None:
        return Filled()
    doubtful = (
        isinstance(item, Number)
        and item.plausible is not None
        and isinstance(answer.value, Decimal)
        and not item.plausible[0] <= answer.value <= item.plausible[1]
    )
    return _filled(item, answer.state, answer.value, answer.reason, answer.note, doubtful)


def as_posted(item: Item, given: AnswerInput) -> Filled:
    """The fields as they were sent, also what could not be saved: nothing that someone typed is lost."""
    return _filled(item, given.state, given.value, given.reason, given.note)


def _filled(
    item: Item, state: State, value: object, reason: str | None, note: str | None, doubtful: bool = False
) -> Filled:
    if state is State.DONT_KNOW:
        return Filled((DONT_KNOW,))
    if state is State.NOT_APPLICABLE:
        return Filled((NOT_APPLICABLE,), reason or "", note or "")
    fields = posted_value(item, value)
    chosen = tuple(fields) if isinstance(fields, list) else (fields,) if fields else ()
    return Filled(chosen, doubtful=doubtful)


def card(
    questionnaire_sha256: str, item: Item, filled: Filled, *, single: bool, pieces: int = 0, error: str = ""
) -> Markup:
    """The fieldset of ``item``.

    ``single``: the only question on its page, so its h1. Else a link to its own page says how many ``pieces`` of
    evidence there are; the link is relative, so that the card serves every scan.
    """
    key = (questionnaire_sha256, language(), item.id, filled, single, pieces)
    plain = not (filled.note or error)
    if plain and key in _cards:
        return _cards[key]
    made = Markup(  # noqa: S704 - a template escapes what it is given
        render_template(
            "scanning/_card.html", item=item, filled=filled, single=single, pieces=pieces, error=error
        )
    )
    if plain and not current_app.debug:
        if len(_cards) >= LARGEST_CACHE:
            _cards.clear()
        _cards[key] = made
    return made
