"""What is posted about agreements with partners."""

from wtforms import BooleanField, Form, IntegerField, StringField, validators

from scan.domain.partnering import PLEDGED, PartnerKind, PledgeState
from web.i18n import gettext as _

REQUIRED = validators.InputRequired()


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class TermsForm(Form):
    """What an agreement says beside its pledges."""

    partner_kind = StringField(validators=[REQUIRED, validators.AnyOf([one.value for one in PartnerKind])])
    goals_endorsed = BooleanField()
    years = IntegerField(validators=[REQUIRED])
    language = StringField(default="nl", validators=[validators.AnyOf(("nl", "en"))])
    version = IntegerField(validators=[REQUIRED])


class PledgeForm(Form):
    """One pledge: new, or changed when ``version`` is there."""

    article = StringField(validators=[REQUIRED, validators.AnyOf([one.value for one in PLEDGED])])
    text = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 1_000)])
    theme = StringField(filters=[_tidy])
    amount = IntegerField(validators=[validators.Optional(), validators.NumberRange(1, 1_000_000)])
    platform_id = IntegerField(validators=[validators.Optional()])
    version = IntegerField(validators=[validators.Optional()])


class SignForm(Form):
    """Who signs, for the partner or for the alliance."""

    officer = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(2, 120)])
    office = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(2, 120)])
    version = IntegerField(validators=[REQUIRED])


class ReasonForm(Form):
    """Why an agreement goes back, or ends."""

    reason = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 2_000)])
    version = IntegerField(validators=[REQUIRED])


class VersionForm(Form):
    """A step that needs no words, based on the version that the page showed."""

    version = IntegerField(validators=[REQUIRED])


class ReportForm(Form):
    """How a pledge went in a year."""

    state = StringField(validators=[REQUIRED, validators.AnyOf([one.value for one in PledgeState])])
    text = StringField(filters=[_tidy], validators=[REQUIRED, validators.Length(3, 1_000)])
    evidence_url = StringField(filters=[_tidy])
    version = IntegerField(validators=[validators.Optional()])


class ProposeForm(Form):
    """The organisation for which the alliance begins an agreement: one that is known, or a new one."""

    organisation_id = IntegerField(validators=[validators.Optional()])
    name = StringField(filters=[_tidy], validators=[validators.Length(max=300)])
    kvk_number = StringField(filters=[_tidy], validators=[validators.Length(max=20)])
    place = StringField(filters=[_tidy], validators=[validators.Length(max=80)])


def sentences() -> dict[str, str]:
    """What to say of each field that cannot be read."""
    return {
        "partner_kind": _("Choose what you are."),
        "years": _("Choose how long the agreement runs."),
        "text": _("Say it in 3 to 1,000 characters."),
        "amount": _("Fill in whole euros, from 1 to 1,000,000."),
        "officer": _("Fill in the name of who signs."),
        "office": _("Fill in the role of who signs."),
        "reason": _("Give the reason, in 3 to 2,000 characters."),
        "state": _("Choose how it went."),
    }
