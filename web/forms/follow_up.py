"""What is posted about a certificate that was given: by its holder, certifiers, the monitor, and who complains."""

from wtforms import Form, IntegerField, StringField, validators

REQUIRED = validators.InputRequired()
OPTIONAL = validators.Optional()


def _tidy(text: str | None) -> str:
    return (text or "").strip()


def _words(minimum: int, maximum: int) -> StringField:
    """Text that must be there. How short it may be is the domain's to say; here is what a page can hold."""
    return StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(minimum, maximum)])


class OutcomeForm(Form):
    """How a certifier closes something, and why."""

    outcome = StringField(filters=[_tidy], validators=[REQUIRED])
    reason = _words(10, 4_000)
    version = IntegerField(validators=[OPTIONAL])


class ComplaintOutcomeForm(Form):
    """How a complaint is closed: an answer for who complained, and a public reason where it suspends."""

    outcome = StringField(filters=[_tidy], validators=[REQUIRED])
    reply = _words(10, 4_000)
    reason = StringField(filters=[_tidy], validators=[validators.Length(max=2_000)])
    version = IntegerField(validators=[REQUIRED])


class QuestionForm(Form):
    """What the company is asked about a complaint."""

    question = _words(10, 2_000)
    version = IntegerField(validators=[REQUIRED])


class ResponseForm(Form):
    """What certifiers did with a major finding."""

    response = _words(10, 4_000)


class DeclarationForm(Form):
    """The light check half-way."""

    changes = _words(3, 2_000)
    conditions = _words(3, 2_000)


class AnswerForm(Form):
    """The company's answer to a proposal to withdraw, or to a question."""

    answer = _words(3, 4_000)


class ScopeForm(Form):
    """For what the certificate should hold from now on."""

    scope = _words(3, 300)
    why = _words(10, 2_000)


class AppealForm(Form):
    """What the appeal is against, ``decision-1`` or ``event-1``, and why."""

    against = StringField(
        filters=[_tidy], validators=[REQUIRED, validators.Regexp(r"(decision|event)-[0-9]{1,9}\Z")]
    )
    grounds = _words(10, 4_000)


class ComplaintForm(Form):
    """A complaint by anyone. ``website`` is seen by programs only; ``opened`` says when the page was made."""

    words = _words(10, 4_000)
    name = StringField(filters=[_tidy], validators=[validators.Length(max=120)])
    email = StringField(filters=[_tidy], validators=[validators.Length(max=254)])
    website = StringField()
    opened = StringField()


class FollowForm(Form):
    """The code of a receipt."""

    code = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(max=40)])


class DrawForm(Form):
    """A yearly sample: of which scheme and year, from which published seed."""

    scheme = StringField(filters=[_tidy], validators=[REQUIRED])
    year = IntegerField(validators=[REQUIRED, validators.NumberRange(2000, 2100)])
    seed = _words(6, 200)
    seed_source = _words(3, 300)


class FindingForm(Form):
    """What the monitor found."""

    grade = StringField(filters=[_tidy], validators=[REQUIRED])
    finding = _words(10, 4_000)
