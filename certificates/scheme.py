"""The published rules by which certificates are given and ambassadors appointed (design 7): data, versioned, public.

A file in ``schemes/`` is one version of one scheme; its ``kind`` says which rules it has. It never changes once
something was given under it: certificates and appointments keep the version they were given under.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from scan.domain.ambassadors import MilestoneKey

SCHEMES = Path(__file__).parent / "schemes"
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Words = dict[Literal["nl", "en"], Text]
Months = Annotated[int, Field(ge=1, le=60)]
Weeks = Annotated[int, Field(ge=1, le=52)]


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


class Terms(_Model):
    """How long things may take once a decision is there; the defaults are what version 1.0.0 says in words."""

    appeal_weeks: Weeks = 6
    complaint_weeks: Weeks = 4
    """Within which who complains has an answer."""
    hearing_weeks: Weeks = 2
    """For the company to answer a proposal to withdraw."""
    renewal_notice_months: Months = 3
    """Before the last day the holder is told that the certificate ends."""


class SurveillanceRules(_Model):
    """The light check half-way (instrument D2): a short declaration by the company, closed by a certifier."""

    months: dict[str, Months]
    """After the first day, by level id; a level that is not named has no check."""
    declare_weeks: Weeks
    when_late: Literal["visible", "suspend"]
    """A declaration that is not there in time: certifiers see it, or the certificate is suspended too."""


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
    terms: Terms = Terms()
    surveillance: SurveillanceRules | None = None

    @property
    def gives_label(self) -> bool:
        """Whether a label may be shown to consumers: only with a completed independent check behind it."""
        return self.kind == "certificate" and self.monitoring.body is not None

    @property
    def top_level(self) -> str:
        """The highest level that is given; ``validity_months`` names them lowest first."""
        return tuple(self.validity_months)[-1]


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


class Kept(_Model):
    """Which data are kept, and for how many months after the term has ended."""

    what: Words
    months_after_term: Annotated[int, Field(ge=0, le=60)]


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


def scheme(name: str = "mvo-certificate@1.1.0") -> CertificateScheme:
    """The rules for certificates. Raises KeyError for a name under which none were published."""
    found = published(name)
    if not isinstance(found, CertificateScheme):
        raise KeyError(name)
    return found


@cache
def certificate_schemes() -> tuple[CertificateScheme, ...]:
    """The newest version of every scheme for certificates and statements, by id."""
    found: dict[str, CertificateScheme] = {}
    for path in SCHEMES.glob("*.yaml"):
        one = published(path.stem)
        if isinstance(one, CertificateScheme) and (
            one.id not in found or _order(one.version) > _order(found[one.id].version)
        ):
            found[one.id] = one
    return tuple(found[key] for key in sorted(found))


def newest_scheme(scheme_id: str) -> CertificateScheme:
    """The newest version of this scheme. Raises KeyError for an id under which nothing was published."""
    return {one.id: one for one in certificate_schemes()}[scheme_id]


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def programme(name: str = "mvo-ambassador@1.0.0") -> AmbassadorProgramme:
    """The rules for ambassadors. Raises KeyError for a name under which none were published."""
    found = published(name)
    if not isinstance(found, AmbassadorProgramme):
        raise KeyError(name)
    return found
