"""What the region wants to reach, as versioned data, and where it stands (issue: ambition targets).

A file in ``ambitions/`` is one version. Other targets are a new version: what was promised before stays to be read.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from certificates.scheme_parts import Words
from scan.domain.region import Picture

AMBITIONS = Path(__file__).parent / "ambitions"
Measure = Literal["companies", "certificates", "ambassadors", "actions_per_ten_scans"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Target(_Model):
    """So much of something, by a day."""

    id: str
    measure: Measure
    value: Annotated[int, Field(ge=1)]
    by: date
    text: Words


class Ambition(_Model):
    """All targets of one version, and who settled them."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    region: str
    settled_by: Words
    targets: tuple[Target, ...] = Field(min_length=1)

    @property
    def name(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a target is; ``now`` is None where the figure is not shown, because it could point at someone."""

    target: Target
    now: int | None

    @property
    def share(self) -> int:
        """Per cent of the target, 100 at most; 0 where the figure is not shown."""
        return min(100, 100 * (self.now or 0) // self.target.value)


@cache
def ambition(name: str = "noord-nederland@1.0.0") -> Ambition:
    """The targets of this name (``id@version``). Raises KeyError for one that was never published."""
    path = AMBITIONS / f"{name}.yaml"
    if path.parent != AMBITIONS or not path.is_file():
        raise KeyError(name)
    found = Ambition.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    if found.name != name:
        raise ValueError(f"{path.name} says it is {found.name}")
    return found


def stands(targets: Ambition, picture: Picture) -> tuple[Stand, ...]:
    """Where the region stands on each target, in their order."""
    counts = picture.counts
    now: dict[Measure, int | None] = {
        "companies": picture.results.everyone.organisations,
        "certificates": counts.certificates,
        "ambassadors": counts.ambassadors,
        "actions_per_ten_scans": 10 * counts.finished_actions // counts.scans if counts.scans else 0,
    }
    return tuple(Stand(target, now[target.measure]) for target in targets.targets)
