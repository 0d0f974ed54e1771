"""What ambassadors post: whether they want a public page, and under which name."""

from wtforms import BooleanField, Form, IntegerField, StringField, validators

NAME_MAXIMUM = 40


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class PublicityForm(Form):
    """The ambassador's own choice, based on the version that the page showed."""

    is_public = BooleanField()
    public_name = StringField(filters=[_tidy], validators=[validators.Length(max=NAME_MAXIMUM)])
    version = IntegerField(validators=[validators.InputRequired()])
