"""What respondents post beside their answers: the facts asked first, a piece of evidence, and handing in."""

from collections.abc import Iterable

from wtforms import BooleanField, Form, IntegerField, StringField, validators

from questionnaires.definition import ProfileField
from web.forms.answers import plain_number

CAPTION_MAXIMUM = 500
ROLE_MAXIMUM = 80
LINK_MAXIMUM = 1000


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class ProfileForm(Form):
    """The facts asked first, ``p_<field id>``, and the version of the scan that the page showed."""

    version = IntegerField(default=0, validators=[validators.InputRequired()])


def profile_form(fields: Iterable[ProfileField]) -> type[ProfileForm]:
    """A fresh form class for the facts that a questionnaire asks first."""
    return type(
        "FreshProfileForm",
        (ProfileForm,),
        {f"p_{field.id}": StringField(filters=[_tidy]) for field in fields},
    )


def posted_profile(fields: Iterable[ProfileField], form: ProfileForm) -> dict[str, object]:
    """The facts as they were posted, typed; empty ones are left out."""
    return {
        field.id: _typed(field, raw) for field in fields if (raw := str(form.data.get(f"p_{field.id}") or ""))
    }


def posted_text(form: ProfileForm) -> dict[str, str]:
    """The facts as they were typed, to show them again."""
    return {key.removeprefix("p_"): str(value or "") for key, value in form.data.items()}


class ReplyForm(Form):
    """A line in reply to what the teacher said about an answer."""

    text = StringField(filters=[_tidy], validators=[validators.InputRequired(), validators.Length(1, 300)])


class EvidenceForm(Form):
    """Evidence with a question: files, a link, or what somebody said with the job of who said it."""

    do = StringField()
    """``evidence`` on the button that adds it; the other button of the page goes on."""
    caption = StringField(filters=[_tidy], validators=[validators.Length(max=CAPTION_MAXIMUM)])
    speaker_role = StringField(filters=[_tidy], validators=[validators.Length(max=ROLE_MAXIMUM)])
    url = StringField(filters=[_tidy], validators=[validators.Length(max=LINK_MAXIMUM)])

    @property
    def is_asked(self) -> bool:
        """Whether evidence is to be added."""
        return bool(self.do.data == "evidence")


class SentPieceForm(EvidenceForm):
    """A piece of evidence that a script sends: with which question, and under which key it is sent only once."""

    item = StringField()
    key = StringField()


class SubmitForm(Form):
    """Hand in, based on the version that the page showed."""

    version = IntegerField(validators=[validators.InputRequired()])
    confirm_open = BooleanField()


def _typed(field: ProfileField, raw: str) -> object:
    if field.type == "yes_no":
        return {"yes": True, "no": False}.get(raw, raw)
    return plain_number(raw) if field.type == "number" else raw
