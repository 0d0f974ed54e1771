"""What is posted about second reviews and about a whole class at once."""

import re

from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, IntegerField, StringField, validators

from scan.use_cases.class_actions import ClassAction
from web.forms.teacher import EXPLAINED, REQUIRED

_PICK = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{16})", re.ASCII)
_SCORE = re.compile(r"s_(.{1,60})", re.DOTALL)
CANNOT_TELL = "cannot_tell"


class AskForm(Form):
    """Who is asked to judge a second time."""

    reviewer = IntegerField(validators=[REQUIRED])


class NextForm(Form):
    """The theme to go on to."""

    next = StringField()


class ClassActionForm(Form):
    """One action for several rows, each with the mark that the page showed; a last day for scans that go back."""

    action = StringField(validators=[REQUIRED, validators.AnyOf(tuple(one.value for one in ClassAction))])
    comment = StringField(filters=[lambda text: (text or "").strip()])
    deadline = DateField(validators=[validators.Optional()])

    def validate_comment(self, field: StringField) -> None:
        """Sending back needs words."""
        if self.action.data == ClassAction.RETURN.value:
            EXPLAINED(self, field)


def picked(posted: MultiDict[str, str]) -> dict[int, str]:
    """Ids that were ticked, with their marks; what cannot be read is left out."""
    found = (_PICK.fullmatch(one) for one in posted.getlist("pick"))
    return {int(one[1]): one[2] for one in found if one}


def scores(posted: MultiDict[str, str]) -> dict[str, int | None]:
    """Chosen steps by item: ``s_<item>`` is a step or 'cannot tell'. -1 stands for what is neither."""
    found: dict[str, int | None] = {}
    for name, value in posted.items():
        field = _SCORE.fullmatch(name)
        if field is not None:
            step = int(value) if value.isascii() and value.isdigit() and len(value) < 3 else -1
            found[field[1]] = None if value == CANNOT_TELL else step
    return found
