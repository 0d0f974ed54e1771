"""What a company posts about its plan."""

from wtforms import BooleanField, DateField, Form, HiddenField, IntegerField, StringField, validators


class ActionForm(Form):
    """One action: new, or changed when ``action_id`` is there."""

    action_id = IntegerField(validators=[validators.Optional()])
    version = IntegerField(validators=[validators.Optional()])
    item_id = HiddenField()
    text = StringField()
    planned_on = DateField(validators=[validators.Optional()])
    finished_on = DateField(validators=[validators.Optional()])
    with_others = BooleanField()
