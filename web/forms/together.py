"""What is posted about sharing a scan: a code, a choice of scan, a note of an interview."""

from wtforms import BooleanField, Form, IntegerField, StringField, validators

REQUIRED = validators.InputRequired()
NOTE_MAXIMUM = 500


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class JoinForm(Form):
    """The code of a classmate; ``give_up_own``: a scan of one's own that was begun may go."""

    code = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, 40)])
    give_up_own = BooleanField()


class GroupForm(Form):
    """The scan that an internship is added to, by staff."""

    scan = IntegerField(validators=[REQUIRED])
    give_up_own = BooleanField()


class InterviewNoteForm(Form):
    """What somebody said about one question, on the page with the questions to ask."""

    item = StringField(validators=[REQUIRED])
    note = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, NOTE_MAXIMUM)])
