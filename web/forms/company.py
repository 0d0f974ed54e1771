"""What a company posts to apply for a certificate."""

from wtforms import BooleanField, Form, StringField, validators

from scan.domain.applications import PublicDetail

REQUIRED = validators.InputRequired()


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class ApplyForm(Form):
    """For what the certificate holds, who vouches for it, and what everyone may see."""

    scope = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 300)])
    signed_by_name = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(2, 120)])
    public_detail = StringField(
        validators=[REQUIRED, validators.AnyOf(tuple(one.value for one in PublicDetail))]
    )
    declaration = BooleanField(validators=[REQUIRED])


class NextRoundForm(Form):
    """A next scan of the own company, with the facts of last time or without."""

    copy_profile = BooleanField()
