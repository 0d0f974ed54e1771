"""What a coordinator posts about contributions to the school's scan, and what a contributor posts."""

from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, IntegerField, StringField, validators

REQUIRED = validators.InputRequired()
REASON_MAXIMUM = 1_000


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class AskForm(Form):
    """Ask a group, or change how many are asked and until when."""

    group = StringField(filters=[_tidy], validators=[REQUIRED])
    people = IntegerField(validators=[REQUIRED])
    until = DateField(validators=[REQUIRED])


class SettleForm(Form):
    """One combined answer: what is chosen, why, and the version of the answer that the page showed."""

    option = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, 40)])
    reason = StringField(filters=[_tidy], validators=[validators.Length(max=REASON_MAXIMUM)])
    version = IntegerField(default=0, validators=[validators.Optional()])
    show = StringField(filters=[_tidy])


class CodeForm(Form):
    """The code that a group got."""

    code = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, 40)])


def posted_options(items: Iterable[str], posted: MultiDict[str, str]) -> Mapping[str, str]:
    """What was chosen for each question, ``q_<item>``; nothing where nothing was chosen."""
    return {item: chosen for item in items if (chosen := _tidy(posted.get(f"q_{item}"))[:60])}
