"""The simple fields of sources and published questionnaires: ids, keys, exact numbers."""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo

from questionnaires.conditions import as_written


class Model(BaseModel):
    """Frozen, strict and closed: an unknown key is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=60)]
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")]
Route = Literal[
    "walk",
    "mentor",
    "management",
    "colleague",
    "facilities",
    "desk",
    "alone",
    "board",
    "education",
    "hr",
    "students",
]

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


def _exact(value: Any, info: ValidationInfo) -> Any:
    """Whole numbers and, in JSON, plain decimal strings are exact decimals; a float never is."""
    if type(value) is int or (
        info.mode == "json" and isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value)
    ):
        return Decimal(value)
    return value


Exact = BeforeValidator(_exact)
Key = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=40),
    BeforeValidator(as_written, json_schema_input_type=str | int),
]
"""An option's key; a whole number is read as its digits."""
Quantity = Annotated[Decimal, Field(ge=-1_000_000_000_000, le=1_000_000_000_000), Exact]
Percent = Annotated[Decimal, Field(ge=0, le=100), Exact]
Weight = Annotated[Decimal, Field(gt=0, le=1_000_000), Exact]
Points = Annotated[Decimal, Field(ge=0, le=1_000_000), Exact]
Effort = Annotated[Decimal, Field(ge=0, le=1_000), Exact]
Floor = Annotated[Decimal, Field(gt=0, le=100), Exact]
Share = Annotated[Decimal, Field(gt=0, lt=100), Exact]


class Mappings(Model):
    """Where an indicator stands in other people's frames."""

    sdg: tuple[Annotated[int, Field(ge=1, le=17)], ...] = ()
    iso26000: tuple[Literal["OG", "HR", "LP", "ENV", "FOP", "CI", "CID"], ...] = ()
    vsme: tuple[str, ...] = ()
