"""What a company posts about its improvement plan."""

from wtforms import BooleanField, DateField, Form, IntegerField, StringField, validators

from scan.domain.plan import ActionSource, PlanStep
from web.i18n import gettext as _

REQUIRED = validators.InputRequired()


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class ActionForm(Form):
    """One action: new, or changed when ``version`` is there."""

    version = IntegerField(validators=[validators.Optional()])
    item_id = StringField(filters=[_tidy], validators=[validators.Length(max=60)])
    source = StringField(
        validators=[validators.Optional(), validators.AnyOf([one.value for one in ActionSource])]
    )
    text = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 1_000)])
    owner = StringField(filters=[_tidy], validators=[validators.Length(max=80)])
    planned_on = DateField(validators=[validators.Optional()])
    with_others = BooleanField()
    progress = StringField(filters=[_tidy], validators=[validators.Length(max=1_000)])
    evidence_url = StringField(filters=[_tidy])


class StepForm(Form):
    """What happens to an action, and when it was done."""

    version = IntegerField(validators=[REQUIRED])
    step = StringField(validators=[REQUIRED, validators.AnyOf([one.value for one in PlanStep])])
    finished_on = DateField(validators=[validators.Optional()])


def sentences() -> dict[str, str]:
    """What to say of each field that cannot be read."""
    return {
        "text": _("Say what you are going to do, in 3 to 1,000 characters."),
        "owner": _("Name who takes care of it in at most 80 characters."),
        "planned_on": _("Choose the day on which it is done."),
        "finished_on": _("Choose the day on which it was done."),
        "progress": _("Say how it goes in at most 1,000 characters."),
    }
