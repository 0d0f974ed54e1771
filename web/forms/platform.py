"""What is posted about platforms, good practices and projects."""

from datetime import date

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Form,
    IntegerField,
    SelectMultipleField,
    StringField,
    validators,
)

from scan.domain.projects import Period
from web.i18n import gettext as _

REQUIRED = validators.InputRequired()


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class PlatformForm(Form):
    """A platform; its lead only when it is begun."""

    name = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 80)])
    place = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, 80)])
    summary = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 1_000)])
    lead_id = IntegerField(validators=[validators.Optional()])
    version = IntegerField(validators=[validators.Optional()])


class LeadForm(Form):
    """The member that leads from now on."""

    lead_id = IntegerField(validators=[REQUIRED])


class JoinForm(Form):
    """The platform or project that one joins."""

    platform_id = IntegerField(validators=[validators.Optional()])
    project_id = IntegerField(validators=[validators.Optional()])
    shows_own = BooleanField()


class MeetingForm(Form):
    """A meeting: new, or changed when ``version`` is there."""

    title = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 120)])
    starts_at = DateTimeLocalField(validators=[REQUIRED])
    place = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 300)])
    agenda = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 4_000)])
    notes = StringField(filters=[_tidy], validators=[validators.Length(max=4_000)])
    version = IntegerField(validators=[validators.Optional()])


class ComingForm(Form):
    """How many come."""

    people = IntegerField(validators=[REQUIRED])


class NoticeForm(Form):
    """Help asked for or offered."""

    kind = StringField(validators=[REQUIRED])
    theme = StringField(validators=[REQUIRED])
    text = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(10, 500)])
    expires_on = DateField(validators=[REQUIRED])


class PracticeForm(Form):
    """A story: new with its improvement, or changed when ``version`` is there."""

    improvement = StringField(filters=[_tidy])
    theme = StringField(filters=[_tidy])
    title = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 120)])
    story = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(20, 2_000)])
    effort = StringField(validators=[REQUIRED])
    effect = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 500)])
    version = IntegerField(validators=[validators.Optional()])


class JudgeForm(Form):
    """The lead publishes a story, or gives it back with words."""

    decision = StringField(validators=[REQUIRED, validators.AnyOf(("publish", "return"))])
    reason = StringField(filters=[_tidy], validators=[validators.Length(max=2_000)])
    version = IntegerField(validators=[REQUIRED])


class ProjectForm(Form):
    """A project or pilot."""

    theme = StringField(validators=[REQUIRED])
    title = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 120)])
    goal = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 2_000)])
    pilot = BooleanField()
    starts_on = DateField(validators=[REQUIRED])
    ends_on = DateField(validators=[REQUIRED])
    before_from = DateField(validators=[REQUIRED])
    before_until = DateField(validators=[REQUIRED])
    after_from = DateField(validators=[REQUIRED])
    after_until = DateField(validators=[REQUIRED])
    indicators = SelectMultipleField(validate_choice=False)
    version = IntegerField(validators=[validators.Optional()])

    def period(self, first: str, last: str) -> Period | None:
        """The two days as a period; None when one of them was not read."""
        start: date | None = self[first].data
        end: date | None = self[last].data
        return Period(start, end) if start and end else None


def sentences() -> dict[str, str]:
    """What to say of each field that cannot be read."""
    day = _("Choose a day.")
    return {
        "name": _("Give the name, in 3 to 80 characters."),
        "place": _("Fill in the place."),
        "summary": _("Say what the platform is for, in 3 to 1,000 characters."),
        "title": _("Give the title, in 3 to 120 characters."),
        "starts_at": _("Choose the day and the time."),
        "agenda": _("Say what it is about, in 3 to 4,000 characters."),
        "text": _("Say it in 10 to 500 characters."),
        "expires_on": _("Choose until which day this stands."),
        "theme": _("Choose a theme."),
        "kind": _("Choose whether you ask or offer."),
        "story": _("Tell it in 20 to 2,000 characters."),
        "effort": _("Choose what it took."),
        "effect": _("Say what it brought, in 3 to 500 characters."),
        "decision": _("Choose what happens with the story."),
        "goal": _("Say what the project wants, in 3 to 2,000 characters."),
        "people": _("Choose how many come."),
        "lead_id": _("Choose who leads."),
        **dict.fromkeys(
            ("starts_on", "ends_on", "before_from", "before_until", "after_from", "after_until"), day
        ),
    }
