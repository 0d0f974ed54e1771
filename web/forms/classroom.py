"""What is posted in a round of votes: opening it, going through the questions, counting hands, and one vote."""

from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField, StringField, validators

REQUIRED = validators.InputRequired()
KEY_MAXIMUM = 60


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class RoundForm(Form):
    """A new round: how many children, and who holds a device."""

    children = IntegerField(validators=[REQUIRED])
    devices = StringField(filters=[_tidy], validators=[REQUIRED])


class ChildrenForm(Form):
    """Another number of children, while the class votes."""

    children = IntegerField(validators=[REQUIRED])


class QuestionForm(Form):
    """A question of the round, and whether the board hides its bars."""

    item = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, KEY_MAXIMUM)])
    bars = StringField(filters=[_tidy])


class CodeForm(Form):
    """The code on the board."""

    code = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, 40)])


class VoteForm(Form):
    """One vote: the question and turn that the page showed, and the option."""

    item = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, KEY_MAXIMUM)])
    turn = IntegerField(validators=[REQUIRED])
    option = StringField(filters=[_tidy], validators=[validators.Length(max=KEY_MAXIMUM)])


def posted_hands(options: Iterable[str], posted: MultiDict[str, str]) -> Mapping[str, int | None]:
    """The hands that were counted for each option, ``h_<option>``; an empty field is 0, no number is None."""
    found: dict[str, int | None] = {}
    for option in options:
        text = _tidy(posted.get(f"h_{option}"))[:6]
        found[option] = int(text or 0) if text.isascii() and (text.isdecimal() or not text) else None
    return found
