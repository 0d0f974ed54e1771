"""What teachers post: classes and placements, verdicts, decisions on evidence, comments, milestones."""

from wtforms import DateField, Form, IntegerField, RadioField, StringField, validators

from scan.domain.ambassadors import MilestoneKey
from scan.domain.moderation import Verdict

COMMENT_MAXIMUM = 2_000
PROOF_MAXIMUM = 1_000


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class VerdictForm(Form):
    """The verdict on one question, with the version that the page showed (0: none yet)."""

    verdict = RadioField(
        choices=[(one.value, one.value) for one in Verdict], validators=[validators.InputRequired()]
    )
    comment = StringField(
        filters=[_tidy], validators=[validators.InputRequired(), validators.Length(3, COMMENT_MAXIMUM)]
    )
    version = IntegerField(default=0, validators=[validators.Optional()])


class EvidenceForm(Form):
    """Accept or reject one piece."""

    decision = RadioField(
        choices=[("accept", "accept"), ("reject", "reject")], validators=[validators.InputRequired()]
    )


class CommentForm(Form):
    """Words that go with giving back or opening again."""

    comment = StringField(
        filters=[_tidy], validators=[validators.InputRequired(), validators.Length(3, COMMENT_MAXIMUM)]
    )


class VersionForm(Form):
    """The version of what the page showed, and nothing else."""

    version = IntegerField(validators=[validators.InputRequired()])


class MilestoneForm(Form):
    """One milestone of one student."""

    key = RadioField(
        choices=[(key.value, key.value) for key in MilestoneKey], validators=[validators.InputRequired()]
    )
    achieved_on = DateField(validators=[validators.InputRequired()])
    proof = StringField(filters=[_tidy], validators=[validators.Length(max=PROOF_MAXIMUM)])
