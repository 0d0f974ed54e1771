"""What people post to get in: with a password, with a class code, or with an invitation."""

from wtforms import Form, StringField, validators

REQUIRED = validators.InputRequired()
EMAIL_MAXIMUM = 254
CODE_MAXIMUM = 40
NAME_MAXIMUM = 80
SECRET_MAXIMUM = 1_000
"""Longer is no password of ours; the use cases have the real limits."""


def _tidy(text: str | None) -> str:
    return (text or "").strip()


def _required(maximum: int) -> list[object]:
    return [REQUIRED, validators.Length(1, maximum)]


class SignInForm(Form):
    """Staff and company contacts. Nothing is taken off a password."""

    email = StringField(filters=[_tidy], validators=_required(EMAIL_MAXIMUM))
    password = StringField(validators=_required(SECRET_MAXIMUM))
    next = StringField()


class JoinForm(Form):
    """Students: the code of the class, the name their teacher knows, and a pin of their own."""

    code = StringField(filters=[_tidy], validators=_required(CODE_MAXIMUM))
    name = StringField(filters=[_tidy], validators=_required(NAME_MAXIMUM))
    pin = StringField(filters=[_tidy], validators=_required(SECRET_MAXIMUM))
    next = StringField()


class InvitationForm(Form):
    """Who got an invitation makes an account with it. The name is only needed for an account that is new."""

    code = StringField(filters=[_tidy], validators=_required(CODE_MAXIMUM))
    name = StringField(filters=[_tidy], validators=[validators.Length(max=NAME_MAXIMUM)])
    email = StringField(filters=[_tidy], validators=_required(EMAIL_MAXIMUM))
    password = StringField(validators=_required(SECRET_MAXIMUM))
    next = StringField()


class EraseForm(Form):
    """Pin or password once more: erasing cannot be undone."""

    secret = StringField(validators=_required(SECRET_MAXIMUM))
