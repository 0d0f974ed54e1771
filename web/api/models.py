"""What the API asks and answers. These models are the checks, the answers and the description (design 9).

A name, a field or a code here is a promise to whoever programmed against it: add, and change nothing. A change that
would break a program is made beside it, under ``/api/v2``.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from certificates.register import Sort
from certificates.validity import Status
from questionnaires.definition import Theme
from scan.domain.applications import CertificateKind

MOST_PER_PAGE = 100
Order = Literal["name", "-name", "place", "-place", "level", "-level", "until", "-until"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _word(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, max_length=longest, pattern=r"^[^\x00]*$")


class CertificateQuery(_Model):
    """What to search certificates by. Nothing asks for all of them."""

    q: Annotated[str, _word(100), Field(description="Part of a name or number.")] = ""
    place: Annotated[str, _word(80), Field(description="A municipality or place, in full.")] = ""
    sector: Annotated[str, _word(40), Field(description="Id of a sector, such as `food`.")] = ""
    level: Annotated[str, _word(60), Field(description="Id of a level, such as `active`.")] = ""
    kind: Annotated[
        Literal["", "certificate", "statement"],
        Field(description="Certificates or statements; both without it."),
    ] = ""
    theme: Annotated[
        Theme | Literal[""],
        Field(description="Strongest theme. Only of holders that show their themes to everyone."),
    ] = ""
    sort: Annotated[Order, Field(description="The order; with a minus the other way round.")] = "name"
    page: Annotated[int, Field(ge=1, le=100_000, description="Which page, from 1.")] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE, description="How many on a page.")] = 25

    @property
    def order(self) -> tuple[Sort, bool]:
        """The column to sort by, and whether the other way round."""
        return Sort(self.sort.removeprefix("-")), self.sort.startswith("-")


class NoQuery(_Model):
    """An address that takes no parameters."""


class Words(_Model):
    """The same in Dutch and in English."""

    nl: str
    en: str


class Level(_Model):
    """A level, as the certificate's own questionnaire names it."""

    id: str
    number: int | None = Field(
        description="1 is the lowest; null for a level the questionnaire does not have."
    )
    levels: int = Field(description="How many levels there are.")
    name: Words | None


class CertificateSummary(_Model):
    """One certificate in a list."""

    number: str
    name: str = Field(description="Of the organisation that holds it.")
    place: str | None
    municipality: str | None
    sector: str | None
    kind: CertificateKind = Field(
        description="A certificate has a level; a statement has none, and no score."
    )
    level: Level | None = Field(description="null for a statement.")
    scope: str = Field(description="The place and activities that it holds for.")
    strongest_theme: Theme | None = Field(description="null where the holder does not show its themes.")
    valid_from: date
    valid_until: date = Field(description="The last day.")
    status: Status = Field(description="Today, in the region's own time.")
    scheme: str = Field(description="The rules it was given under.")
    url: str = Field(description="Its page, for people.")


class CertificateList(_Model):
    """One page of certificates that hold today."""

    items: tuple[CertificateSummary, ...]
    total: int
    page: int
    pages: int
    next: str | None = Field(description="Address of the next page; null on the last.")


class CertificateEvent(_Model):
    """Something that happened to a certificate after it was given."""

    action: str
    reason: str
    at: datetime


class ThemePoints(_Model):
    """Checked points of one theme, 0 to 100; null where the theme has no score."""

    theme: Theme
    points: int | None


class CertificateDetail(CertificateSummary):
    """One certificate, whatever its status is today."""

    decided_at: datetime
    questionnaire: str | None = Field(description="null for a statement.")
    questionnaire_sha256: str | None
    schools: tuple[str, ...] = Field(description="Schools whose students scanned the organisation.")
    themes: tuple[ThemePoints, ...] | None = Field(
        description="null where the holder does not show them, and when the certificate does not hold."
    )
    events: tuple[CertificateEvent, ...] = Field(description="Oldest first.")


class Problem(_Model):
    """Why there is no answer. ``error`` never changes its meaning; ``message`` is for people."""

    error: str
    message: str
    fields: dict[str, str] = Field(default={}, description="What is wrong with which parameter.")
