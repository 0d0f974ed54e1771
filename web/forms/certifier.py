"""What certifiers post: decisions, what happens to a certificate, appointments."""

from wtforms import Form, IntegerField, RadioField, StringField, validators

from scan.domain.states import CertificateAction

REASON_MAXIMUM = 4_000
RETURN = "return"
OUTCOMES = ("grant", "refuse", RETURN)
ACTIONS = (CertificateAction.SUSPEND, CertificateAction.REINSTATE, CertificateAction.WITHDRAW)
REQUIRED = validators.InputRequired()


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class DecisionForm(Form):
    """Grant a level, refuse, or give the application back to be completed."""

    outcome = RadioField(choices=[(one, one) for one in OUTCOMES], validators=[REQUIRED])
    level = StringField(filters=[_tidy])
    language = RadioField(
        choices=[("nl", "nl"), ("en", "en")], default="nl", validators=[validators.Optional()]
    )
    reason = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, REASON_MAXIMUM)])


class ChangeForm(Form):
    """Suspend, reinstate or withdraw a certificate, based on the version that the page showed."""

    action = RadioField(choices=[(one.value, one.value) for one in ACTIONS], validators=[REQUIRED])
    reason = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(10, 2_000)])
    version = IntegerField(validators=[REQUIRED])


class AppointForm(Form):
    """Appoint a nominated student, based on the version that the page showed."""

    version = IntegerField(validators=[REQUIRED])
