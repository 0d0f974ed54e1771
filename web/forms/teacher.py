"""What teachers post: classes and internships, verdicts, decisions on evidence, comments, milestones."""

from wtforms import DateField, Form, IntegerField, RadioField, StringField, validators

from scan.domain.ambassadors import MilestoneKey
from scan.domain.moderation import Verdict

COMMENT_MAXIMUM = 2_000
PROOF_MAXIMUM = 1_000
REQUIRED = validators.InputRequired()
EXPLAINED = validators.Length(3, COMMENT_MAXIMUM)


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class ClassForm(Form):
    """A new class; the school is the teacher's own."""

    institution = IntegerField(validators=[REQUIRED])
    name = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, 80)])
    school_year = StringField(filters=[_tidy])


class PlacementForm(Form):
    """An internship of a student at a company, which is found or made by its KvK number."""

    student = IntegerField(validators=[REQUIRED])
    kvk_number = StringField(filters=[_tidy], validators=[REQUIRED])
    branch_number = StringField(filters=[_tidy])
    company = StringField(filters=[_tidy])
    place = StringField(filters=[_tidy])
    municipality = StringField(filters=[_tidy])
    starts_on = DateField(validators=[REQUIRED])
    ends_on = DateField(validators=[REQUIRED])


class VerdictForm(Form):
    """The verdict on one question, with the version that the page showed (0: none yet)."""

    verdict = RadioField(choices=[(one.value, one.value) for one in Verdict], validators=[REQUIRED])
    comment = StringField(filters=[_tidy], validators=[REQUIRED, EXPLAINED])
    version = IntegerField(default=0, validators=[validators.Optional()])


class EvidenceForm(Form):
    """Accept or reject one piece."""

    decision = RadioField(choices=[("accept", "accept"), ("reject", "reject")], validators=[REQUIRED])


class CommentForm(Form):
    """Words that go with giving back or opening again."""

    comment = StringField(filters=[_tidy], validators=[REQUIRED, EXPLAINED])


class VersionForm(Form):
    """The version of what the page showed, and nothing else."""

    version = IntegerField(validators=[REQUIRED])


class MilestoneForm(Form):
    """One milestone of one student."""

    key = RadioField(choices=[(key.value, key.value) for key in MilestoneKey], validators=[REQUIRED])
    achieved_on = DateField(validators=[REQUIRED])
    proof = StringField(filters=[_tidy], validators=[validators.Length(max=PROOF_MAXIMUM)])
