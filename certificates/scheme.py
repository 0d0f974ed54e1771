"""The published rules by which certificates are given (design 7): data, versioned, public."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SCHEMES = Path(__file__).parent / "schemes"
Words = dict[Literal["nl", "en"], str]
Months = Annotated[int, Field(ge=1, le=60)]


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


class Scheme(_Model):
    """One version of one scheme. A certificate keeps the version it was given under."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    kind: Literal["certificate", "statement"]
    title: Words
    issuer: str
    region: str
    questionnaire: str
    """Slug of the organisation's own questionnaire that the result rests on."""
    entry: tuple[EntryCondition, ...] = Field(min_length=1)
    decided_by: Literal["certifier"]
    validity_months: dict[str, Months]
    """By level id; a level that is not named is not given under this scheme."""
    monitoring: Monitoring
    on_certificate: Words
    """The text on the certificate and its public page: what was checked, by whom, and what this is not."""
    rules: tuple[Words, ...]
    """The scheme in plain words, paragraph by paragraph, for its public page."""
    complaints: Words
    appeal: Words

    @property
    def name(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"

    @property
    def gives_label(self) -> bool:
        """Whether a label may be shown to consumers: only with a completed independent check behind it."""
        return self.kind == "certificate" and self.monitoring.body is not None


@cache
def scheme(name: str = "mvo-certificate@1.0.0") -> Scheme:
    """The scheme of this name (``id@version``). Raises KeyError for one that was never published."""
    path = SCHEMES / f"{name}.yaml"
    if path.parent != SCHEMES or not path.is_file():
        raise KeyError(name)
    found = Scheme.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    if found.name != name:
        raise ValueError(f"{path.name} says it is {found.name}")
    return found
