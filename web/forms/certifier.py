"""What certifiers post: decisions, what happens to a certificate, appointments."""

from wtforms import DateField, Form, IntegerField, StringField, validators

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

    outcome = StringField(validators=[REQUIRED, validators.AnyOf(OUTCOMES)])
    level = StringField(filters=[_tidy])
    language = StringField(default="nl", validators=[validators.Optional(), validators.AnyOf(("nl", "en"))])
    reason = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, REASON_MAXIMUM)])


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


class DeclineForm(Form):
    """Give a nomination back, based on the version that the page showed."""

    reason = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 500)])
    version = IntegerField(validators=[REQUIRED])


class HearingForm(Form):
    """What the alliance heard of an ambassador, on which ground, and until when there can be an answer."""

    ground = StringField(filters=[_tidy], validators=[REQUIRED])
    concern = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(10, 2_000)])
    answer_until = DateField(validators=[REQUIRED])
