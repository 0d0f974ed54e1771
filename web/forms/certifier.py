"""What certifiers post: decisions, what happens to a certificate, appointments."""

import re

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectMultipleField,
    StringField,
    validators,
)

from scan.domain.states import CertificateAction

REASON_MAXIMUM = 4_000
RETURN = "return"
MOST_ROWS = 2**31 - 1
MOST_TOGETHER = 25
"""Cases in one go: what fits on a page that one still reads."""
OUTCOMES = ("grant", "refuse", RETURN)
ACTIONS = (CertificateAction.SUSPEND, CertificateAction.REINSTATE, CertificateAction.WITHDRAW)
REQUIRED = validators.InputRequired()
_NOMINEE = re.compile(r"([1-9][0-9]{0,8}):([1-9][0-9]{0,8})", re.ASCII)
"""A nomination and the version that the page showed."""


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class DecisionForm(Form):
    """Grant a level, refuse, or give the application back because a condition is not met."""

    outcome = StringField(validators=[REQUIRED, validators.AnyOf(OUTCOMES)])
    level = StringField(filters=[_tidy])
    language = StringField(default="nl", validators=[validators.Optional(), validators.AnyOf(("nl", "en"))])
    condition = StringField(filters=[_tidy])
    reason = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, REASON_MAXIMUM)])


class AnswerForm(Form):
    """A second certifier confirms a proposed level, or refuses it."""

    answer = StringField(validators=[REQUIRED, validators.AnyOf(("confirm", "refuse"))])
    reason = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, REASON_MAXIMUM)])


def _row(text: str) -> int:
    """The number of a row. Raises ValueError for what no database numbers its rows with."""
    number = int(text)
    if not 0 < number <= MOST_ROWS:
        raise ValueError(text)
    return number


class ChosenForm(Form):
    """Applications that were ticked in the queue."""

    application = SelectMultipleField(
        coerce=_row, choices=[], validate_choice=False, validators=[validators.Length(max=MOST_TOGETHER)]
    )


class CaseForm(Form):
    """One clear case among several: its level and its own reason; ``take`` leaves it out when it is not ticked."""

    application = IntegerField(validators=[REQUIRED, validators.NumberRange(1, MOST_ROWS)])
    level = StringField(filters=[_tidy])
    reason = StringField(filters=[_tidy])
    take = BooleanField()


class TogetherForm(Form):
    """Several clear cases at once, each with its own reason."""

    cases = FieldList(FormField(CaseForm), max_entries=MOST_TOGETHER)
    language = StringField(default="nl", validators=[validators.Optional(), validators.AnyOf(("nl", "en"))])


class ChangeForm(Form):
    """Suspend, reinstate or withdraw a certificate, based on the version that the page showed."""

    action = StringField(validators=[REQUIRED, validators.AnyOf(tuple(one.value for one in ACTIONS))])
    reason = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(10, 2_000)])
    version = IntegerField(validators=[REQUIRED])


class AppointForm(Form):
    """Appoint, renew or withdraw, based on the version that the page showed."""

    version = IntegerField(validators=[REQUIRED])


class CeremonyForm(Form):
    """Several appointments at once: when and where. Who is ticked comes beside it."""

    held_on = DateField(validators=[REQUIRED])
    place = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(2, 120)])


def nominees(posted: MultiDict[str, str]) -> dict[int, int]:
    """Who was ticked, with the versions that the page showed; what cannot be read is left out."""
    found = (_NOMINEE.fullmatch(one) for one in posted.getlist("pick"))
    return {int(one[1]): int(one[2]) for one in found if one}


class DeclineForm(Form):
    """Give a nomination back, based on the version that the page showed."""

    reason = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 500)])
    version = IntegerField(validators=[REQUIRED])


class AmbassadorHearingForm(Form):
    """What the alliance heard of an ambassador, on which ground, and until when there can be an answer."""

    ground = StringField(filters=[_tidy], validators=[REQUIRED])
    concern = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(10, 2_000)])
    answer_until = DateField(validators=[REQUIRED])
