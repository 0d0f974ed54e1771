"""What coordinators post: classes of a school year, invitations, and lists to import."""

from collections.abc import Mapping

from wtforms import FileField, Form, IntegerField, StringField, validators

from scan.domain.importing.columns import ImportKind
from scan.domain.roles import Role

REQUIRED = validators.InputRequired()
NAMES_MAXIMUM = 6_000
INVITED = (Role.TEACHER, Role.REVIEWER, Role.COORDINATOR)
"""Whom a coordinator invites, in this order on the page."""


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class ClassesForm(Form):
    """Classes of one school year, a name on each line."""

    school = IntegerField(validators=[REQUIRED])
    year = StringField(filters=[_tidy], validators=[REQUIRED])
    names = StringField(validators=[REQUIRED, validators.Length(1, NAMES_MAXIMUM)])


class ColleagueForm(Form):
    """Whom to invite to the school."""

    school = IntegerField(validators=[REQUIRED])
    role = StringField(validators=[REQUIRED, validators.AnyOf(tuple(role.value for role in INVITED))])


class ClassTeacherForm(Form):
    """Who teaches a class too; and where on the page one was."""

    school = IntegerField(validators=[REQUIRED])
    year = StringField(filters=[_tidy])
    teacher = IntegerField(validators=[REQUIRED])


class UploadForm(Form):
    """A list to import; the file itself is read from the request."""

    school = IntegerField(validators=[REQUIRED])
    kind = StringField(validators=[REQUIRED, validators.AnyOf(tuple(kind.value for kind in ImportKind))])
    year = StringField(filters=[_tidy], validators=[REQUIRED])
    file = FileField()


class ConfirmForm(Form):
    """A yes to what was shown. ``choices_in`` reads what was chosen for single rows: there are as many as there are."""

    fingerprint = StringField(validators=[REQUIRED, validators.Length(64, 64)])
    rest = StringField(validators=[validators.AnyOf(("", "same", "new", "skip"))], default="")
    skip_faulty = StringField(validators=[validators.AnyOf(("", "1"))], default="")


def choices_in(posted: Mapping[str, str]) -> dict[int, str]:
    """The choice for each line that has one: fields ``choice-LINE``."""
    found = {}
    for field, value in posted.items():
        line = field.removeprefix("choice-")
        if line != field and line.isascii() and line.isdigit() and value:
            found[int(line)] = value
    return found
