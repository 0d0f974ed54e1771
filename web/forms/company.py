"""What a company posts: actions of its plan, and its application."""

from wtforms import BooleanField, DateField, Form, HiddenField, IntegerField, StringField, validators

from scan.domain.applications import PublicDetail

REQUIRED = validators.InputRequired()


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class ActionForm(Form):
    """One action: new, or changed when ``action_id`` is there."""

    action_id = IntegerField(validators=[validators.Optional()])
    version = IntegerField(validators=[validators.Optional()])
    item_id = HiddenField()
    text = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 1_000)])
    planned_on = DateField(validators=[validators.Optional()])
    finished_on = DateField(validators=[validators.Optional()])
    with_others = BooleanField()


class ApplyForm(Form):
    """For what the certificate holds, who vouches for it, and what everyone may see."""

    scope = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 300)])
    signed_by_name = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(2, 120)])
    public_detail = StringField(
        validators=[REQUIRED, validators.AnyOf(tuple(one.value for one in PublicDetail))]
    )
    declaration = BooleanField(validators=[REQUIRED])
