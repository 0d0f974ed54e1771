"""What a company posts to apply for a certificate or a statement, and to begin a next scan.

These forms read; what is wrong with a field is said by the use case, for all fields at once.
"""

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectMultipleField,
    StringField,
)

from scan.domain.statements import MOST_ACTIVITIES, ActivityInput, DraftInput, StatementInput
from scan.use_cases.applying import ApplicationInput


class _SignedForm(Form):
    """For what it holds, and who vouches for it."""

    sites = StringField()
    activities_there = StringField()
    signed_by_name = StringField()
    signed_by_role = StringField()
    declared = SelectMultipleField(choices=[], validate_choice=False)
    public_detail = StringField()

    def application(self) -> ApplicationInput:
        """As the use case wants it."""
        return ApplicationInput(
            sites=self.sites.data or "",
            activities=self.activities_there.data or "",
            signed_by_name=self.signed_by_name.data or "",
            signed_by_role=self.signed_by_role.data or "",
            declared=self.declared.data or (),
            public_detail=self.public_detail.data or "",
        )


class ApplyForm(_SignedForm):
    """An application for a certificate."""


class ActivityForm(Form):
    """One thing that was done; a date that cannot be read counts as none."""

    title = StringField()
    done_on = DateField()
    tags = SelectMultipleField(choices=[], validate_choice=False)
    result = StringField()
    link = StringField()

    def activity(self) -> ActivityInput:
        """As the use case wants it."""
        return ActivityInput(
            title=self.title.data or "",
            done_on=self.done_on.data,
            tags=self.tags.data or (),
            result=self.result.data or "",
            link=self.link.data or "",
        )


class StatementForm(_SignedForm):
    """An application for a statement, with what the organisation writes of itself.

    ``next``: where its button leads: nothing sends it, ``save``, or ``photos-<n>`` (n from 0).
    """

    version = IntegerField(default=0)
    next = StringField()
    words = StringField()
    activities = FieldList(FormField(ActivityForm), min_entries=MOST_ACTIVITIES, max_entries=MOST_ACTIVITIES)
    next_step = StringField()
    next_step_by = DateField()
    sharing = StringField()

    def statement(self) -> StatementInput:
        """As the use case wants it."""
        return StatementInput(
            words=self.words.data or "",
            activities=[entry.form.activity() for entry in self.activities],
            next_step=self.next_step.data or "",
            next_step_by=self.next_step_by.data,
            sharing=self.sharing.data or "",
        )

    def draft(self) -> DraftInput:
        """All but who signs."""
        return DraftInput(self.statement(), self.sites.data or "", self.activities_there.data or "")


class NumberForm(Form):
    """The number of the Chamber of Commerce."""

    kvk_number = StringField()


class NextRoundForm(Form):
    """A next scan of the own company, with the facts of last time or without."""

    copy_profile = BooleanField()
