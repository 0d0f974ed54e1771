"""The published rules by which certificates are given and ambassadors appointed (design 7): data, versioned, public.

A file in ``schemes/`` is one version of one scheme; its ``kind`` says which rules it has. It never changes once
something was given under it: certificates and appointments keep the version they were given under.
"""

from abc import ABC, abstractmethod
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, overload

import yaml
from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from certificates.scheme_parts import (
    IN_WORDS_ONLY,
    Activities,
    Declaration,
    EntryCondition,
    Model,
    Monitoring,
    Months,
    Risk,
    Surveillance,
    Terms,
    Text,
    Words,
)
from questionnaires import load
from questionnaires.versions import Numbers, version_numbers
from scan.domain.ambassadors import ActivityKind, MilestoneKey
from scan.domain.entry import ActivityRules, ApplicationRules, Condition, SharingForm
from scan.domain.risk import Thresholds
from scan.domain.roles import OrganisationKind

SCHEMES = Path(__file__).parent / "schemes"


class _Published(Model):
    """What every scheme says, whatever is given under it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
    version: Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$")]
    title: Words
    issuer: Text
    region: Text
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

    @property
    def order(self) -> Numbers:
        """The version as numbers, for comparing."""
        return version_numbers(self.version)


class _Decided(_Published, ABC):
    """The rules for what an organisation applies for and a certifier decides on."""

    entry: tuple[EntryCondition, ...] = Field(min_length=1)
    declarations: tuple[Declaration, ...] = ()
    monitoring: Monitoring
    surveillance: Surveillance | None = None
    terms: Terms | None = None
    """None in the first version of the certificate's scheme, which said it in its texts only."""
    appeal: Words

    @property
    def _conditions(self) -> tuple[Condition, ...]:
        return tuple(Condition(one.id, one.check) for one in self.entry)

    @property
    def _declared(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.declarations)

    @property
    def afterwards(self) -> Terms:
        """What holds after a decision, also for the version that says it in its texts only."""
        return self.terms or IN_WORDS_ONLY

    @abstractmethod
    def months_valid(self, level: str | None) -> int | None:
        """How long it holds, in months; None for a level that is not given. A statement has no level."""

    def surveillance_after(self, level: str | None) -> int | None:
        """How many months after the first day the check half-way is due; None where there is none."""
        months, check = self.months_valid(level), self.surveillance
        if months is None or check is None or (check.levels and level not in check.levels):
            return None
        return months // 2

    def condition(self, condition_id: str) -> EntryCondition | None:
        """The entry condition with this id, or None."""
        return next((one for one in self.entry if one.id == condition_id), None)


class CertificateScheme(_Decided):
    """The rules for an organisation's certificate."""

    kind: Literal["certificate"]
    questionnaire: str
    """Slug of the organisation's own questionnaire that the result rests on."""
    validity_months: dict[str, Months]
    """By level id; a level that is not named is not given under this scheme."""
    two_persons: tuple[str, ...] = ()
    """Levels that a second certifier must confirm."""
    risk: Risk | None = None

    @property
    def gives_label(self) -> bool:
        """Whether a label may be shown to consumers: only with a completed independent check behind it."""
        return self.monitoring.body is not None

    @property
    def holders(self) -> OrganisationKind:
        """Who can hold it: whom its questionnaire is for."""
        return OrganisationKind(load(self.questionnaire).audience)

    @property
    def top_level(self) -> str:
        """The highest level that is given; ``validity_months`` names them lowest first."""
        return tuple(self.validity_months)[-1]

    def months_valid(self, level: str | None) -> int | None:
        return self.validity_months.get(level or "")

    @property
    def application(self) -> ApplicationRules:
        """What an application under this scheme must hold to."""
        return ApplicationRules(
            scheme=self.name,
            entry=self._conditions,
            declarations=self._declared,
            kind=self.holders,
            decide_within_weeks=None if self.terms is None else self.terms.decide_within,
            thresholds=Thresholds() if self.risk is None else Thresholds(**self.risk.model_dump()),
        )


class StatementScheme(_Decided):
    """The rules for recognition of will and activity (instrument D5): no level, no score, so never a label."""

    kind: Literal["statement"]
    valid_months: Months
    activities: Activities
    sharing: dict[SharingForm, Words] = Field(min_length=1)
    """In which forms one may share experience."""

    @property
    def gives_label(self) -> bool:
        """Never: what it says was declared by the organisation itself."""
        return False

    @property
    def top_level(self) -> None:
        """There are no levels."""
        return None

    def months_valid(self, level: str | None) -> int | None:
        return self.valid_months if level is None else None

    @property
    def application(self) -> ApplicationRules:
        """What an application under this scheme must hold to."""
        asked = self.activities
        return ApplicationRules(
            scheme=self.name,
            entry=self._conditions,
            declarations=self._declared,
            decide_within_weeks=None if self.terms is None else self.terms.decide_within,
            activities=ActivityRules(
                asked.least, asked.new_at_renewal, asked.within_months, asked.tags, tuple(self.sharing)
            ),
        )


class MilestoneRule(Model):
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


class Kept(Model):
    """Which data are kept, and for how many months after the term has ended."""

    what: Words
    months_after_term: Annotated[int, Field(ge=0, le=60)]


Shown = Literal["name", "school", "place"]


class Publicity(Model):
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


class Senior(Model):
    """What a senior did: so many scans in all, the first one too, or so many teams coached."""

    scans: Annotated[int, Field(ge=2, le=20)]
    coached: Annotated[int, Field(ge=1, le=20)]


class Practice(Model):
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


class Withdrawal(Model):
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
            raise ValueError(f"{programme().name} says nothing of its practice")
        return found

    def milestone(self, key: str) -> MilestoneRule:
        """The rule of one milestone. Raises KeyError."""
        return {rule.key: rule for rule in self.milestones}[MilestoneKey(key)]


DecidedScheme = CertificateScheme | StatementScheme
"""Under these a certifier decides on an application."""
Scheme = DecidedScheme | AmbassadorProgramme
MODELS: dict[str, type[Scheme]] = {
    "certificate": CertificateScheme,
    "statement": StatementScheme,
    "ambassador": AmbassadorProgramme,
}
_SCHEME: TypeAdapter[Scheme] = TypeAdapter(Annotated[Scheme, Field(discriminator="kind")])


def names() -> tuple[str, ...]:
    """Every published version as ``id@version``, by id and then newest first."""
    found = [path.stem.partition("@")[::2] for path in SCHEMES.glob("*@*.yaml")]
    newest_first = sorted(found, key=lambda one: version_numbers(one[1]), reverse=True)
    return tuple(f"{slug}@{version}" for slug, version in sorted(newest_first, key=lambda one: one[0]))


def published(name: str) -> Scheme:
    """The scheme of this name, of any kind: ``id@version``, or the id for its newest version.

    Raises KeyError for one that was never published.
    """
    found = next((one for one in names() if name in (one, one.partition("@")[0])), None)
    if found is None:
        raise KeyError(name)
    return _read(SCHEMES / f"{found}.yaml")


@cache
def _read(path: Path) -> Scheme:
    found = _SCHEME.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    if found.name != path.stem:
        raise ValueError(f"{path.name} says it is {found.name}")
    return found


@overload
def scheme() -> CertificateScheme: ...
@overload
def scheme(name: str) -> CertificateScheme | StatementScheme: ...
def scheme(name: str = "mvo-certificate") -> CertificateScheme | StatementScheme:
    """The rules under which an organisation gets something; without a name the newest for certificates.

    Raises KeyError for a name under which none were published.
    """
    found = published(name)
    if isinstance(found, AmbassadorProgramme):
        raise KeyError(name)
    return found


def decided_schemes() -> tuple[DecidedScheme, ...]:
    """The newest version of every scheme under which a certifier decides, by id."""
    newest = (published(one) for one in dict.fromkeys(name.partition("@")[0] for name in names()))
    return tuple(one for one in newest if not isinstance(one, AmbassadorProgramme))


def certificate_scheme(holders: OrganisationKind) -> CertificateScheme:
    """The newest rules for certificates of organisations of this kind. Raises KeyError where they can hold none."""
    for one in decided_schemes():
        if isinstance(one, CertificateScheme) and one.holders is holders:
            return one
    raise KeyError(holders)


def statement_scheme() -> StatementScheme:
    """The newest rules for the statement. Raises KeyError where none were published."""
    found = published("mvo-statement")
    if not isinstance(found, StatementScheme):
        raise KeyError(found.name)
    return found


def programme(name: str = "mvo-ambassador") -> AmbassadorProgramme:
    """The rules for ambassadors; without a version the newest. Raises KeyError where none were published."""
    found = published(name)
    if not isinstance(found, AmbassadorProgramme):
        raise KeyError(name)
    return found
