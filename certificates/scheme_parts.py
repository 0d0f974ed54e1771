"""What schemes are made of: words in two languages, conditions, declarations, terms and limits (design 7)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from scan.domain.entry import EntryCheck, Tag

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Words = dict[Literal["nl", "en"], Text]
Months = Annotated[int, Field(ge=1, le=60)]
Weeks = Annotated[int, Field(ge=1, le=52)]
Percent = Annotated[int, Field(ge=0, le=100)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z]+[0-9]*(-[a-z0-9]+)*$", max_length=40)]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EntryCondition(Model):
    """What must be there before an application counts."""

    id: Slug
    check: EntryCheck
    text: Words


class Declaration(Model):
    """Something that an officer of the applicant signs for (instrument D3, D5)."""

    id: Slug
    text: Words


class Monitoring(Model):
    """The independent third party that samples decisions; without one there is no label (Directive (EU) 2024/825)."""

    body: str | None
    share_percent: Percent


class Surveillance(Model):
    """The check while a certificate runs: half-way, in which form, and for which levels (instrument D2)."""

    moment: Literal["half_way"]
    form: Literal["light_check", "new_scan"]
    levels: tuple[str, ...] = ()
    """None named: for everything that is given under the scheme."""
    within_weeks: Weeks
    """So long the holder has to answer."""
    when_late: Literal["visible", "suspend"] = "visible"
    """An answer that is not there in time: certifiers see it, or what was given is suspended too."""
    text: Words


class Terms(Model):
    """How long each step may take, in weeks where it says no other, and who does it."""

    decide_within: Weeks
    """From an application that is complete to the decision."""
    complaint_answered_within: Weeks
    complaint_by: Literal["certifier"]
    appeal_within: Weeks
    """After the decision."""
    appeal_answered_within: Weeks
    appeal_by: Literal["other_certifier"]
    hearing_weeks: Weeks = 2
    """For the holder to answer a proposal to withdraw."""
    renewal_notice_months: Months = 3
    """Before the last day the holder is told that it ends."""


IN_WORDS_ONLY = Terms(
    decide_within=6,
    complaint_answered_within=4,
    complaint_by="certifier",
    appeal_within=6,
    appeal_answered_within=6,
    appeal_by="other_certifier",
)
"""What version 1.0.0 of the certificate's scheme says in its texts."""


class Risk(Model):
    """From which figures on the one who decides is warned; each a whole number, as ``scan.domain.risk`` says."""

    jump_points: Annotated[int, Field(ge=1, le=100)]
    thin_percent: Percent
    disagree_percent: Percent
    same_reviewer_times: Annotated[int, Field(ge=2, le=20)]
    unsure_percent: Percent


class Activities(Model):
    """What an applicant has done already (instrument D5)."""

    least: Annotated[int, Field(ge=1, le=8)]
    new_at_renewal: Annotated[int, Field(ge=0, le=8)]
    """So many of them were done after the first day of the last statement, for who had one."""
    within_months: Months
    tags: tuple[Tag, ...]
    """Each of these at least once."""
