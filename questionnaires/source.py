"""What authors write: a bank of indicators, and questionnaires that select from it (design 4).

These models say which keys there are and what each may hold, nothing more; ``shape.py`` turns what they refuse into
faults, ``resolving.py`` joins bank and selection, and the checks say whether the whole makes sense. The JSON Schema
for editors is made from them.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from questionnaires.conditions import Condition
from questionnaires.definition import (
    Advice,
    Enough,
    EvidenceKind,
    Frame,
    Help,
    LevelRules,
    NumberScore,
    Pillar,
    Reason,
    ReferenceTable,
    Text,
    Theme,
)
from questionnaires.fields import (
    Effort,
    Floor,
    Id,
    Key,
    Mappings,
    Model,
    Points,
    Quantity,
    Route,
    Share,
    Weight,
)

LadderId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*$", max_length=40)]


def _form_of_option(value: Any) -> str:
    return (
        "(full)" if isinstance(value, dict) and value.keys() & FullOption.model_fields.keys() else "(words)"
    )


class FullOption(Model):
    """An option with more than its words."""

    key: Key | None = None
    """By default its position, from 0."""
    title: Text | None = None
    text: Text
    points: Points | None = None
    needs: tuple[EvidenceKind, ...] | None = None
    effort: Effort | None = None


Option = Annotated[
    Annotated[Text, Tag("(words)")] | Annotated[FullOption, Tag("(full)")], Discriminator(_form_of_option)
]


class _Content(Model):
    """What a bank, a selection or an own item may say about any item. null takes back what the bank says."""

    revision: Annotated[int, Field(ge=1)] | None = None
    dont_know: Text | None = None
    """null: not offered; left out: the questionnaire's own words, for every scored item."""
    not_applicable: tuple[Reason, ...] | None = None
    weight: Weight | None = None
    when: Condition | None = None
    pooled: bool = False
    private_when: Condition | None = None
    route: tuple[Route, ...] = ()
    advice: tuple[Advice, ...] | None = None
    effort: Effort | None = None
    """Effort of one step up; by default that of the first advice."""


class _Told(Model):
    """What only the audience's own wording says."""

    question: Text
    help: Help | None = None
    evidence: Text | None = None


class _Meant(_Content, Mappings):
    """What only a bank or an own item says: what is measured."""

    concept: Text | None = None
    pillar: Pillar | None = None


class _Choice(Model):
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=50)]
    ladder: LadderId | None = None
    """Points by position, from the bank's ladders; or give each option its own."""
    scored: bool = True


class _SingleChoice(_Choice):
    type: Literal["single_choice"] = "single_choice"
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=20)]
    evidence_from: dict[EvidenceKind, Key] | None = None
    """The option from which on each kind of evidence is asked."""
    steps: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    """Titles of the options by position."""


class _MultipleChoice(_Choice):
    type: Literal["multiple_choice"]
    combine: Literal["sum", "best"] = "sum"
    cap: Points | None = None


class _YesNo(Model):
    type: Literal["yes_no"]
    yes_points: Points | None = None
    no_points: Points | None = None
    scored: bool = True
    needs: tuple[EvidenceKind, ...] = ()


class _Number(Model):
    type: Literal["number"]
    unit: Text
    minimum: Quantity
    maximum: Quantity
    plausible: tuple[Quantity, Quantity] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    score: NumberScore | None = None


class _FreeText(Model):
    type: Literal["text"]
    max_length: Annotated[int, Field(ge=1, le=10_000)] | None = None


class _Date(Model):
    type: Literal["date"]


class _Indicator(_Meant):
    id: Id
    theme: Theme | None = None
    """By default the theme of the file."""


class SingleChoiceIndicator(_Indicator, _SingleChoice):
    """Indicator: one of a staircase of options, lowest first."""


class MultipleChoiceIndicator(_Indicator, _MultipleChoice):
    """Indicator: any of the options."""


class YesNoIndicator(_Indicator, _YesNo):
    """Indicator: yes or no."""


class NumberIndicator(_Indicator, _Number):
    """Indicator: a number with a unit."""


class FreeTextIndicator(_Indicator, _FreeText):
    """Indicator: words; never scored."""


class DateIndicator(_Indicator, _Date):
    """Indicator: a day; never scored."""


TYPES = ("single_choice", "multiple_choice", "yes_no", "number", "text", "date")


def _type_of_indicator(value: Any) -> str | None:
    named = value.get("type", "single_choice") if isinstance(value, dict) else None
    return f"({named})" if named in TYPES else None


Indicator = Annotated[
    Annotated[SingleChoiceIndicator, Tag("(single_choice)")]
    | Annotated[MultipleChoiceIndicator, Tag("(multiple_choice)")]
    | Annotated[YesNoIndicator, Tag("(yes_no)")]
    | Annotated[NumberIndicator, Tag("(number)")]
    | Annotated[FreeTextIndicator, Tag("(text)")]
    | Annotated[DateIndicator, Tag("(date)")],
    Discriminator(_type_of_indicator),
]


class BankFile(Model):
    """A part of a bank: indicators, ladders of points, tables of references, in any combination."""

    theme: Theme | None = None
    indicators: tuple[Indicator, ...] = ()
    ladders: dict[LadderId, Annotated[tuple[Points, ...], Field(min_length=1, max_length=50)]] = Field(
        default={}
    )
    references: tuple[ReferenceTable, ...] = ()


class Selection(_Content, _Told):
    """An indicator from the bank, in this audience's words; the rest says otherwise than the bank."""

    indicator: Id
    ladder: LadderId | None = None
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=50)] | None = None
    evidence_from: dict[EvidenceKind, Key] | None = None
    steps: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    cap: Points | None = None
    plausible: tuple[Quantity, Quantity] | None = None
    score: NumberScore | None = None


class _Own(_Meant, _Told):
    id: Id


class OwnSingleChoice(_Own, _SingleChoice):
    """Own item: one of a staircase of options, lowest first."""


class OwnMultipleChoice(_Own, _MultipleChoice):
    """Own item: any of the options."""


class OwnYesNo(_Own, _YesNo):
    """Own item: yes or no."""


class OwnNumber(_Own, _Number):
    """Own item: a number with a unit."""


class OwnFreeText(_Own, _FreeText):
    """Own item: words; never scored."""


class OwnDate(_Own, _Date):
    """Own item: a day; never scored."""


class GroupSource(Model):
    """A theme or a part of one."""

    id: Id
    title: Text
    theme: Theme | None = None
    weight: Weight | None = None
    when: Condition | None = None
    aggregation: Literal["arithmetic", "geometric", "minimum"] = "arithmetic"
    floor: Floor | None = None
    all_or_none: bool = False
    share_at_most: Share | None = None
    enough: Enough | None = None
    members: Annotated[tuple["MemberSource", ...], Field(min_length=1)]


def _form_of_member(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    if "indicator" in value:
        return "(selection)"
    if "members" in value:
        return "(group)"
    return f"({value['type']})" if value.get("type") in TYPES else None


MemberSource = Annotated[
    Annotated[Selection, Tag("(selection)")]
    | Annotated[GroupSource, Tag("(group)")]
    | Annotated[OwnSingleChoice, Tag("(single_choice)")]
    | Annotated[OwnMultipleChoice, Tag("(multiple_choice)")]
    | Annotated[OwnYesNo, Tag("(yes_no)")]
    | Annotated[OwnNumber, Tag("(number)")]
    | Annotated[OwnFreeText, Tag("(text)")]
    | Annotated[OwnDate, Tag("(date)")],
    Discriminator(_form_of_member),
]
GroupSource.model_rebuild()


def _form_of_table(value: Any) -> str:
    return "(table)" if isinstance(value, dict) else "(id)"


TableSource = Annotated[
    Annotated[Id, Tag("(id)")] | Annotated[ReferenceTable, Tag("(table)")], Discriminator(_form_of_table)
]


class QuestionnaireSource(Frame):
    """One questionnaire, as its author writes it."""

    bank: Id | None = None
    """Name of the folder beside this file that holds the bank."""
    steps: tuple[Text, ...] = ()
    """Titles of the options by position, for scored single choices with as many options."""
    dont_know: Text | None = None
    """The words under 'don't know' for every scored item; null: not offered."""
    references: tuple[TableSource, ...] = ()
    groups: Annotated[tuple[GroupSource, ...], Field(min_length=1)]
    levels: Annotated[tuple[LevelRules, ...], Field(max_length=9)] = ()


class _SchemaWriter(GenerateJsonSchema):
    """Decimals are plain numbers in a source; patterns for their strings belong to the published form."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A number with its bounds."""
        bounds = {
            "minimum": schema.get("ge"),
            "exclusiveMinimum": schema.get("gt"),
            "maximum": schema.get("le"),
            "exclusiveMaximum": schema.get("lt"),
        }
        whole = {name: int(bound) for name, bound in bounds.items() if bound is not None}
        return {"type": "number", **whole}


def json_schema(kind: Literal["questionnaire", "bank"] = "questionnaire") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a source, for editors that help while you write."""
    model = QuestionnaireSource if kind == "questionnaire" else BankFile
    schema = model.model_json_schema(schema_generator=_SchemaWriter)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
