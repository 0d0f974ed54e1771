"""What ambassadors post: whether they want a public page, what they did, and their answer in a hearing."""

from wtforms import BooleanField, DateField, Form, IntegerField, StringField, validators

NAME_MAXIMUM = 40
REQUIRED = validators.InputRequired()


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class PublicityForm(Form):
    """The ambassador's own choice, based on the version that the page showed."""

    is_public = BooleanField()
    public_name = StringField(filters=[_tidy], validators=[validators.Length(max=NAME_MAXIMUM)])
    age = StringField(filters=[_tidy])
    parent_agrees = BooleanField()
    version = IntegerField(validators=[REQUIRED])


class ActivityForm(Form):
    """Something that was done, for the own log."""

    kind = StringField(filters=[_tidy], validators=[REQUIRED])
    done_on = DateField(validators=[REQUIRED])
    words = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 200)])


class AnswerForm(Form):
    """The answer in a hearing."""

    answer = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, 4000)])
