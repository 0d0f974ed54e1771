"""What a published questionnaire is: one self-contained, immutable document (design 4).

Sources (``source.py``) resolve into these models; scoring, scans, pages and certificates read only these. Decimals
are exact and travel through JSON as strings. ``fields.py`` has the simple fields.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from questionnaires.conditions import Condition
from questionnaires.fields import (
    Effort,
    Floor,
    Id,
    Key,
    Mappings,
    Model,
    Percent,
    Points,
    Quantity,
    Route,
    Share,
    Version,
    Weight,
)

Language = Literal["nl", "en"]
Text: TypeAlias = dict[Language, str]
"""The same words in each language of the questionnaire."""
EvidenceKind = Literal["observation", "document", "testimony"]
Pillar = Literal["people", "planet", "profit"]
Theme = Literal[
    "social_enterprise", "sustainable_enterprise", "smart_mobility", "clean_energy", "education_development"
]
"""The five fields of the alliance's wheel, in wheel order (design 2)."""


class Help(Model):
    """Guidance under a question: always the same three headings, and one example (LOOK 3)."""

    look: Text
    ask: Text
    counts: Text
    example: Text | None = None


class Reason(Model):
    """A reason from the list for 'not applicable'."""

    id: Id
    text: Text


class Advice(Model):
    """One improvement step, offered while the counted step is one of ``steps`` (option keys)."""

    steps: Annotated[tuple[Key, ...], Field(min_length=1)]
    text: Text
    effort: Annotated[int, Field(ge=1, le=5)]
    months: Annotated[int, Field(ge=1, le=60)]


class Option(Model):
    """One answer of a choice; the options of a single choice stand lowest first."""

    key: Key
    title: Text | None = None
    text: Text
    points: Points
    needs: tuple[EvidenceKind, ...] = ()
    """Evidence asked for; without it the answer counts as the highest option that needs none."""
    effort: Effort = Decimal(1)
    """Effort to come here from the option below (single choice) or to add it (multiple choice)."""


class _Item(Model):
    id: Id
    revision: Annotated[int, Field(ge=1)] = 1
    question: Text
    concept: Text | None = None
    help: Help | None = None
    evidence: Text | None = None
    """What to show as evidence, in words."""
    dont_know: Text | None = None
    """The words under 'don't know'; None where an item does not offer it."""
    not_applicable: tuple[Reason, ...] = ()
    """Empty: 'not applicable' is not allowed."""
    weight: Weight = Decimal(1)
    when: Condition | None = None
    pooled: bool = False
    """Left out of one scan's scores and report; shown only over enough scans (design 4, instrument A4)."""
    private_when: Condition | None = None
    """While true, the answer is not shown to others (instrument B6: small firms)."""
    pillar: Pillar | None = None
    mappings: Mappings = Mappings()
    route: tuple[Route, ...] = ()
    """Where or with whom the respondent finds the answer (instrument A3, C1)."""
    advice: tuple[Advice, ...] = ()


class SingleChoice(_Item):
    """One of a staircase of options, lowest first; points never fall along it."""

    type: Literal["single_choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=20)


class MultipleChoice(_Item):
    """Any of the options; their points are summed or the best counts, never above ``cap``."""

    type: Literal["multiple_choice"]
    options: tuple[Option, ...] = Field(min_length=1, max_length=50)
    combine: Literal["sum", "best"] = "sum"
    cap: Points | None = None


class YesNo(_Item):
    """Yes or no; points default to 100 for yes. Unscored when ``scored`` is false (a declaration)."""

    type: Literal["yes_no"]
    yes_points: Points = Decimal(100)
    no_points: Points = Decimal(0)
    scored: bool = True
    needs: tuple[EvidenceKind, ...] = ()
    effort: Effort = Decimal(1)


class Progress(Model):
    """Progress counts: a change against the own previous value earns at least these points."""

    fact: Id  # holds the previous value
    direction: Literal["fall", "rise"]
    percent: Annotated[Percent, Field(gt=0)]
    points: Points


class NumberScore(Model):
    """Piecewise-linear points over the value, or over its ratio to a reference; flat outside the ends."""

    points: tuple[tuple[Quantity, Points], ...] = Field(min_length=2, max_length=50)
    reference: Id | None = None
    progress: Progress | None = None
    needs: tuple[EvidenceKind, ...] = ()
    """Without this evidence the number counts as unanswered."""


class Number(_Item):
    """A number with a unit, a hard range and a range outside which we ask 'are you sure?'."""

    type: Literal["number"]
    unit: Text
    minimum: Quantity
    maximum: Quantity
    plausible: tuple[Quantity, Quantity] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    score: NumberScore | None = None


class FreeText(_Item):
    """Words; never scored."""

    type: Literal["text"]
    max_length: Annotated[int, Field(ge=1, le=10_000)] = 2_000


class Date(_Item):
    """A calendar day; never scored."""

    type: Literal["date"]


Item: TypeAlias = SingleChoice | MultipleChoice | YesNo | Number | FreeText | Date


class Enough(Model):
    """Data availability: below this many or this share of applicable items a group has no score."""

    items: Annotated[int, Field(ge=0)] = 0
    share: Percent = Decimal(0)


class Group(Model):
    """A theme or a part of one; members are items and groups, in the order they are shown."""

    type: Literal["group"]
    id: Id
    title: Text
    theme: Theme | None = None
    weight: Weight = Decimal(1)
    when: Condition | None = None
    aggregation: Literal["arithmetic", "geometric", "minimum"] = "arithmetic"
    floor: Floor | None = None  # of a geometric mean: a lower member counts as this
    all_or_none: bool = False
    """Counts only when every applicable item in it is answered; otherwise it drops out (instrument B6)."""
    share_at_most: Share | None = None
    """Its weight is cut so that it is at most this per cent of its parent's applicable weight."""
    enough: Enough = Enough()
    members: tuple[Annotated["Member", Field(discriminator="type")], ...] = Field(min_length=1)


Member: TypeAlias = Group | SingleChoice | MultipleChoice | YesNo | Number | FreeText | Date
Group.model_rebuild()


class ProfileField(Model):
    """Asked before the questions; conditions and references read it as ``profile.<id>``."""

    id: Id
    type: Literal["choice", "yes_no", "number"]
    question: Text
    help: Text | None = None
    options: tuple[Reason, ...] = ()
    minimum: Quantity = Decimal(0)
    maximum: Quantity = Decimal(1_000_000)


class Fact(Model):
    """Comes from outside the form: actions planned, a second view …; read as ``facts.<id>``."""

    id: Id
    type: Literal["number", "yes_no"]
    title: Text


class ReferenceRow(Model):
    """The first row whose condition holds gives the reference; the last one may have none."""

    when: Condition | None = None
    value: Annotated[Quantity, Field(gt=0)]
    source: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    year: Annotated[int, Field(ge=1990, le=2100)]


class ReferenceTable(Model):
    """A versioned table of sector figures."""

    id: Id
    version: Version
    title: Text
    unit: Text
    rows: tuple[ReferenceRow, ...] = Field(min_length=1)


class EvidenceRoute(Model):
    """Other evidence that will do in certain cases (instrument A2, the micro route)."""

    when: Condition
    replaces: EvidenceKind
    by: tuple[tuple[EvidenceKind, ...], ...] = Field(min_length=1)
    """Alternatives; in one alternative a kind named twice must be there twice."""
    steps: tuple[Key, ...] = Field(min_length=1)  # the options for which it holds


class Scoring(Model):
    """How answers become numbers."""

    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    dont_know: Literal["zero", "left_out"]
    """For the scores that are shown."""
    dont_know_for_level: Literal["zero", "left_out"]
    """For the scores that the level rests on (instrument D1.5)."""
    aggregation: Literal["arithmetic", "geometric", "minimum"] = "arithmetic"
    """How the top groups make the total."""
    floor: Floor | None = None
    verified_from_step: Annotated[int, Field(ge=0)] = 1
    """Verified share looks at answers on this step (position, lowest is 0) or higher (instrument D1.7)."""
    evidence_effort: Effort = Decimal(1)
    """Effort of showing evidence for an answer, in the cheapest way up."""


class LimitException(Model):
    """Another limit while a condition holds."""

    when: Condition
    at_most: Percent


class NotApplicableLimit(Model):
    """The largest share of weight that may be chosen 'not applicable'."""

    at_most: Percent
    exceptions: tuple[LimitException, ...] = ()


class Requirement(Model):
    """A condition of a level, with the words for what is missing. Answers count at their counted step."""

    id: Id
    condition: Condition
    message: Text


class LevelRules(Model):
    """What a level asks, as a source says it."""

    id: Id
    name: Text
    total: Percent | None = None
    each_theme: Percent | None = None
    groups: dict[Id, Percent] = Field(default={})
    coverage: Percent | None = None
    verified: Percent | None = None
    not_applicable: NotApplicableLimit | None = None
    every_theme_scored: bool = False
    requires: tuple[Requirement, ...] = ()
    valid_months: Annotated[int, Field(ge=1, le=120)] | None = None


class Level(LevelRules):
    """An absolute rule, shown before you start; levels stand lowest first and are numbered from 1."""

    number: Annotated[int, Field(ge=1, le=9)]


class Gate(Model):
    """A knock-out: not met, it caps the level while the points stay visible."""

    id: Id
    title: Text
    when: Condition | None = None
    """While false the gate does not apply, which is as good as met."""
    met: Condition
    cap: Id | None = None
    """The highest level that is still open; None: no level at all."""
    message: Text


class DoubleCheck(Model):
    """Two answers that hardly go together: we ask 'is this right?' and accept the answer (instrument A5)."""

    id: Id
    when: Condition
    message: Text


class Example(Model):
    """Worked answers and what they must give; checked at publish."""

    id: Id
    title: Text
    answers: dict[str, object]  # as in an answers file: profile, facts, answers
    total: Percent | None
    claimed: Percent | None = None
    groups: dict[Id, Percent | None] = Field(default={})
    level: Id | None = None


class Frame(Model):
    """What a source and the published questionnaire say in the same way."""

    slug: Id
    version: Version
    languages: tuple[Language, ...] = Field(min_length=1)
    title: Text
    summary: Text
    introduction: Text
    audience: Literal["student", "company", "institution", "secondary", "primary", "other"]
    compares_with: tuple[Id, ...] = ()
    """Questionnaires that ask the same indicators with the same options (instrument C)."""
    minutes: Annotated[int, Field(ge=1, le=600)]
    sources: tuple[Annotated[str, StringConstraints(min_length=1, max_length=500)], ...] = ()
    """Where facts in the texts come from, each with its year."""
    scoring: Scoring
    profile: tuple[ProfileField, ...] = ()
    facts: tuple[Fact, ...] = ()
    evidence_routes: tuple[EvidenceRoute, ...] = ()
    gates: tuple[Gate, ...] = ()
    double_checks: tuple[DoubleCheck, ...] = ()
    examples: tuple[Example, ...] = ()


class Questionnaire(Frame):
    """Published, immutable, ``slug@version``, with a content hash (design 2)."""

    format: Literal[1] = 1
    references: tuple[ReferenceTable, ...] = ()
    groups: tuple[Group, ...] = Field(min_length=1)
    levels: tuple[Level, ...] = Field(default=(), max_length=9)

    @property
    def name(self) -> str:
        """``slug@version``."""
        return f"{self.slug}@{self.version}"

    def items(self) -> Iterator[Item]:
        """Every item, in the order it is shown."""
        for group in self.groups:
            yield from _items(group)


def _items(member: Member) -> Iterator[Item]:
    if isinstance(member, Group):
        for inner in member.members:
            yield from _items(inner)
    else:
        yield member
