"""What people post to get in, to prove it in a second step, and to change how they do."""

from wtforms import Form, StringField, validators

REQUIRED = validators.InputRequired()
EMAIL_MAXIMUM = 254
CODE_MAXIMUM = 40
NAME_MAXIMUM = 80
COMPANY_MAXIMUM = 300
CREDENTIAL_MAXIMUM = 20_000
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


class StartForm(Form):
    """A student with a start card: its code, and a pin of their own."""

    code = StringField(filters=[_tidy], validators=_required(CODE_MAXIMUM))
    pin = StringField(filters=[_tidy], validators=_required(SECRET_MAXIMUM))


class InvitationForm(Form):
    """Who got an invitation makes an account with it. The name is only needed for an account that is new."""

    code = StringField(filters=[_tidy], validators=_required(CODE_MAXIMUM))
    name = StringField(filters=[_tidy], validators=[validators.Length(max=NAME_MAXIMUM)])
    email = StringField(filters=[_tidy], validators=_required(EMAIL_MAXIMUM))
    password = StringField(validators=_required(SECRET_MAXIMUM))
    next = StringField()


class RegistrationForm(Form):
    """A company that registers itself."""

    company = StringField(filters=[_tidy], validators=_required(COMPANY_MAXIMUM))
    kvk_number = StringField(filters=[_tidy], validators=_required(CODE_MAXIMUM))
    name = StringField(filters=[_tidy], validators=_required(NAME_MAXIMUM))
    email = StringField(filters=[_tidy], validators=_required(EMAIL_MAXIMUM))
    password = StringField(validators=_required(SECRET_MAXIMUM))


class ProofForm(Form):
    """The password once more."""

    password = StringField(validators=_required(SECRET_MAXIMUM))
    next = StringField()


class PasswordForm(Form):
    """A new password, and the present one as proof."""

    present = StringField(validators=_required(SECRET_MAXIMUM))
    new = StringField(validators=_required(SECRET_MAXIMUM))


class CodeForm(Form):
    """The code of an app; ``sealed`` comes back when the app is new."""

    code = StringField(filters=[_tidy], validators=_required(CODE_MAXIMUM))
    sealed = StringField(validators=[validators.Length(max=SECRET_MAXIMUM)])
    next = StringField()


class RecoveryForm(Form):
    """A recovery code."""

    recovery = StringField(filters=[_tidy], validators=_required(CODE_MAXIMUM))
    next = StringField()


class PasskeyForm(Form):
    """What a browser says of a passkey, as JSON; a name when it is new."""

    credential = StringField(validators=_required(CREDENTIAL_MAXIMUM))
    name = StringField(filters=[_tidy], validators=[validators.Length(max=NAME_MAXIMUM)])
    next = StringField()


class AccountAccessForm(Form):
    """Close a colleague's account, or open it again."""

    access = StringField(validators=[REQUIRED, validators.AnyOf(("open", "shut"))])


class EraseForm(Form):
    """Pin or password once more: erasing cannot be undone."""

    secret = StringField(validators=_required(SECRET_MAXIMUM))
