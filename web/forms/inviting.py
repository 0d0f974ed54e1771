"""What is posted to invite companies, and to choose what one has mail about."""

from wtforms import BooleanField, Form, IntegerField, StringField, validators

from scan.domain.news import Topic
from web.i18n import LANGUAGES

REQUIRED = validators.InputRequired()
EMAIL_MAXIMUM = 254
CODE_MAXIMUM = 40


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class WayForm(Form):
    """A mail, or a code to show and print; in which language."""

    way = StringField(validators=[REQUIRED, validators.AnyOf(("mail", "code"))])
    email = StringField(filters=[_tidy], validators=[validators.Length(max=EMAIL_MAXIMUM)])
    language = StringField(validators=[validators.Optional(), validators.AnyOf(LANGUAGES)])


class PaperForm(Form):
    """The code that was just shown, to be printed."""

    code = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, CODE_MAXIMUM)])
    language = StringField(validators=[REQUIRED, validators.AnyOf(LANGUAGES)])


class LettersForm(Form):
    """The language of the letters of a class."""

    language = StringField(validators=[REQUIRED, validators.AnyOf(LANGUAGES)])


class TopicsForm(Form):
    """What one wants mail about; what is not ticked is not wanted."""

    checking = BooleanField()
    returns = BooleanField()
    results = BooleanField()
    certificate = BooleanField()
    partners = BooleanField()
    ambassadors = BooleanField()

    @property
    def wanted(self) -> frozenset[Topic]:
        """The topics that were ticked."""
        return frozenset(topic for topic in Topic if self[topic.value].data)


class SeenForm(Form):
    """Up to which news one has seen it."""

    up_to = IntegerField(validators=[REQUIRED])
