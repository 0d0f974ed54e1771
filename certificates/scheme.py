"""The published rules by which certificates are given and ambassadors appointed (design 7): data, versioned, public.

A file in ``schemes/`` is one version of one scheme; its ``kind`` says which rules it has. It never changes once
something was given under it: certificates and appointments keep the version they were given under.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from scan.domain.ambassadors import ActivityKind, MilestoneKey

SCHEMES = Path(__file__).parent / "schemes"
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Words = dict[Literal["nl", "en"], Text]
Months = Annotated[int, Field(ge=1, le=60)]
PRESENT_PROGRAMME = "mvo-ambassador@1.1.0"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EntryCondition(_Model):
    """What must be there before an application counts."""

    id: str
    check: Literal["registered", "self_scan", "student_scan", "reviewed", "declaration"]
    text: Words


class Monitoring(_Model):
    """The independent third party that samples decisions; without one there is no label (Directive (EU) 2024/825)."""

    body: str | None
    share_percent: Annotated[int, Field(ge=0, le=100)]


class _Published(_Model):
    """What every scheme says, whatever is given under it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    title: Words
    issuer: str
    region: str
    decided_by: Literal["certifier"]
    on_certificate: Words
    """The text on the document and its public page: what was checked, by whom, and what this is not."""
    rules: tuple[Words, ...] = Field(min_length=1)
    """The scheme in plain words, paragraph by paragraph, for its public page."""
    complaints: Words

    @property
    def name(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"


class CertificateScheme(_Published):
    """The rules for an organisation's certificate or statement."""

    kind: Literal["certificate", "statement"]
    questionnaire: str
    """Slug of the organisation's own questionnaire that the result rests on."""
    entry: tuple[EntryCondition, ...] = Field(min_length=1)
    validity_months: dict[str, Months]
    """By level id; a level that is not named is not given under this scheme."""
    monitoring: Monitoring
    appeal: Words

    @property
    def gives_label(self) -> bool:
        """Whether a label may be shown to consumers: only with a completed independent check behind it."""
        return self.kind == "certificate" and self.monitoring.body is not None


class MilestoneRule(_Model):
    """One step on the road to ambassador, and what comes after (instrument F)."""

    key: MilestoneKey
    counts_for: Literal["appointment", "renewal", "senior"]
    name: Words
    criterion: Words
    """When the step is reached."""
    evidence: Words
    """What the teacher looks at."""
    term: Words
    done: Words
    """What was done, in a short sentence, for paper and screen."""
    done_at_school: Words | None = None
    """The same where the own school took the place of an internship company that gave no cooperation."""

    def words_of(self, *, at_school: bool) -> Words:
        """What was done, where it was done."""
        return self.done_at_school if at_school and self.done_at_school else self.done


class Kept(_Model):
    """Which data are kept, and for how many months after the term has ended."""

    what: Words
    months_after_term: Annotated[int, Field(ge=0, le=60)]


Shown = Literal["name", "school", "place"]


class Publicity(_Model):
    """What a public page shows, by age. Of the age is known what the ambassador says: 16 or 17, or 18 or older."""

    from_age: Annotated[int, Field(ge=16, le=18)]
    """Who is younger has no public page."""
    adult_age: Annotated[int, Field(ge=18, le=21)]
    """Who is younger asks a parent or carer first."""
    minor_shows: tuple[Shown, ...]
    adult_shows: tuple[Shown, ...]

    @model_validator(mode="after")
    def _minors_show_no_more(self) -> Self:
        if not set(self.minor_shows) <= set(self.adult_shows) or "place" in self.minor_shows:
            raise ValueError("minors show no place, and no more than adults")
        return self

    def shows(self, *, adult: bool) -> tuple[Shown, ...]:
        """What stands on the page."""
        return self.adult_shows if adult else self.minor_shows


class Senior(_Model):
    """What a senior did: so many scans in all, the first one too, or so many teams coached."""

    scans: Annotated[int, Field(ge=2, le=20)]
    coached: Annotated[int, Field(ge=1, le=20)]


class Practice(_Model):
    """The programme's numbers that software holds to."""

    pairs: frozenset[MilestoneKey]
    """Milestones that students with extra support may reach together with one other."""
    activities: dict[ActivityKind, Words]
    activities_each_year: Annotated[int, Field(ge=1, le=12)]
    renew_from_months: Annotated[int, Field(ge=1, le=12)]
    """So long before its last day a term can be renewed."""
    remind_from_months: Annotated[int, Field(ge=1, le=12)]
    senior: Senior
    publicity: Publicity
    answer_within_days: Annotated[int, Field(ge=7, le=90)]
    """The least time for an answer in a hearing."""

    @model_validator(mode="after")
    def _every_activity_has_words(self) -> Self:
        if list(self.activities) != list(ActivityKind):
            raise ValueError(f"activities must be {', '.join(ActivityKind)}, each once and in this order")
        return self


class Withdrawal(_Model):
    """An appointment ends early only on one of these grounds, and only after the person was heard."""

    grounds: dict[Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")], Words] = Field(
        min_length=1
    )
    hearing: Words


class AmbassadorProgramme(_Published):
    """The rules by which students become junior MVO-ambassador."""

    kind: Literal["ambassador"]
    nominated_by: Literal["teacher"]
    milestones: tuple[MilestoneRule, ...] = Field(min_length=1)
    earned_within_months: Months
    """From the first to the last milestone that an appointment needs."""
    term_months: Months
    kept: tuple[Kept, ...] = Field(min_length=1)
    withdrawal: Withdrawal
    practice: Practice | None = None
    """None in version 1.0.0, which says this in words only. ``in_practice`` gives the numbers for every version."""

    @model_validator(mode="after")
    def _each_milestone_once(self) -> Self:
        keys = [rule.key for rule in self.milestones]
        if keys != list(MilestoneKey):
            raise ValueError(f"milestones must be {', '.join(MilestoneKey)}, each once and in this order")
        if not self.needed:
            raise ValueError("at least one milestone must count for the appointment")
        return self

    @property
    def needed(self) -> tuple[MilestoneKey, ...]:
        """The milestones that a nomination needs, in their order."""
        return tuple(rule.key for rule in self.milestones if rule.counts_for == "appointment")

    @property
    def in_practice(self) -> Practice:
        """The numbers to hold to: its own, else those of the present version, which put the same words in numbers."""
        found = self.practice or programme().practice
        if found is None:
            raise ValueError(f"{PRESENT_PROGRAMME} says nothing of its practice")
        return found

    def milestone(self, key: str) -> MilestoneRule:
        """The rule of one milestone. Raises KeyError."""
        return {rule.key: rule for rule in self.milestones}[MilestoneKey(key)]


Scheme = Annotated[CertificateScheme | AmbassadorProgramme, Field(discriminator="kind")]
_SCHEME: TypeAdapter[CertificateScheme | AmbassadorProgramme] = TypeAdapter(Scheme)


@cache
def published(name: str) -> CertificateScheme | AmbassadorProgramme:
    """The scheme of this name (``id@version``), of any kind. Raises KeyError for one that was never published."""
    path = SCHEMES / f"{name}.yaml"
    if path.parent != SCHEMES or not path.is_file():
        raise KeyError(name)
    found = _SCHEME.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    if found.name != name:
        raise ValueError(f"{path.name} says it is {found.name}")
    return found


def scheme(name: str = "mvo-certificate@1.0.0") -> CertificateScheme:
    """The rules for certificates. Raises KeyError for a name under which none were published."""
    found = published(name)
    if not isinstance(found, CertificateScheme):
        raise KeyError(name)
    return found


def programme(name: str = PRESENT_PROGRAMME) -> AmbassadorProgramme:
    """The rules for ambassadors. Raises KeyError for a name under which none were published."""
    found = published(name)
    if not isinstance(found, AmbassadorProgramme):
        raise KeyError(name)
    return found
