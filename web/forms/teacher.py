"""What teachers post: classes and internships, verdicts, decisions on evidence, comments, milestones."""

from wtforms import BooleanField, DateField, Form, IntegerField, StringField, validators

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


class CodeForm(Form):
    """A new class code, none any more, open until a day; or who gets in: the list alone, or new names too."""

    change = StringField(
        validators=[REQUIRED, validators.AnyOf(("renew", "close", "open", "by_list", "for_all"))]
    )
    until = DateField(validators=[validators.Optional()])


class StudentForm(Form):
    """One student more on the class list."""

    display_name = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(1, 80)])


class AccessForm(Form):
    """Shut a student out, or let them in again."""

    access = StringField(validators=[REQUIRED, validators.AnyOf(("open", "shut"))])


class AssessForm(Form):
    """From which class page it was said that an internship has been assessed."""

    class_id = IntegerField(name="class", validators=[validators.Optional()])


class ListForm(Form):
    """The review list from which a form was sent: theme, filter and the question that stood open."""

    dossier = IntegerField(validators=[validators.Optional()])
    theme = StringField(filters=[_tidy])
    filter = StringField(filters=[_tidy])
    item = StringField(filters=[_tidy])


class VerdictForm(Form):
    """The verdict on one question, with the version that the page showed (0: none yet)."""

    verdict = StringField(validators=[REQUIRED, validators.AnyOf(tuple(one.value for one in Verdict))])
    comment = StringField(filters=[_tidy], validators=[REQUIRED, EXPLAINED])
    version = IntegerField(default=0, validators=[validators.Optional()])


class RemarkForm(Form):
    """Words about one answer, for the respondent of one scan."""

    scan = IntegerField(validators=[REQUIRED])
    remark = StringField(filters=[_tidy], validators=[REQUIRED, EXPLAINED])


class EvidenceForm(Form):
    """Accept or reject one piece."""

    decision = StringField(validators=[REQUIRED, validators.AnyOf(("accept", "reject"))])


class CommentForm(Form):
    """Words that go with giving back or opening again."""

    comment = StringField(filters=[_tidy], validators=[REQUIRED, EXPLAINED])


class ReturnForm(CommentForm):
    """Giving a scan back, with the last day to hand it in again where one was agreed."""

    deadline = DateField(validators=[validators.Optional()])

    @property
    def deadline_as_written(self) -> str:
        """What stood in the field, also when it is no day."""
        return " ".join(map(str, self.deadline.raw_data or ()))


class VersionForm(Form):
    """The version of what the page showed, and nothing else."""

    version = IntegerField(validators=[REQUIRED])


class SecondViewForm(Form):
    """Who else had a look; only reviewers of the alliance say so of the alliance."""

    version = IntegerField(validators=[REQUIRED])
    peer_visits = StringField(filters=[_tidy])
    alliance_review = BooleanField()


class MilestoneForm(Form):
    """One milestone of one student."""

    key = StringField(validators=[REQUIRED, validators.AnyOf(tuple(key.value for key in MilestoneKey))])
    achieved_on = DateField(validators=[REQUIRED])
    proof = StringField(filters=[_tidy], validators=[validators.Length(max=PROOF_MAXIMUM)])
    at_school = BooleanField()
    partner = IntegerField(validators=[validators.Optional()])


class ActivityDecisionForm(Form):
    """Whether an entry in an ambassador's log counts."""

    decision = StringField(validators=[REQUIRED, validators.AnyOf(("accept", "refuse"))])
