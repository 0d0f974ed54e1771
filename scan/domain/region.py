"""The picture of the region that everyone may see: what it holds, and how it is made of results (issue: the region).

Points are whole: averages of hundredths would tell more of a member than the group needs. Nothing here names an
organisation; groups that could point at one are in it without figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Annotated, get_args

from pydantic import BaseModel, ConfigDict, Field

from questionnaires.definition import Theme
from scan.domain.disclosure import Divided, Members, shown_groups
from scan.domain.peers import ENOUGH, earliest_day
from scan.domain.periods import local_day, school_year

HUNDREDTHS = 100
THEMES: tuple[Theme, ...] = get_args(Theme)
Points = Annotated[int, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Group(_Value):
    """Organisations together; without figures where they could point at one of them."""

    name: str
    organisations: Count | None
    points: dict[Theme, Points] | None


class Spread(_Value):
    """How the points of one theme lie: a quarter has at most ``low``, half ``median``, a quarter at least ``high``."""

    theme: Theme
    low: Points
    median: Points
    high: Points


class Results(_Value):
    """Moderated results of companies from before a day, the newest of each, in all and in groups."""

    before: date
    everyone: Group
    spread: tuple[Spread, ...]
    years: tuple[Group, ...]
    """By school year, oldest first: of each company its newest result of that year."""
    sectors: tuple[Group, ...]
    sizes: tuple[Group, ...]
    municipalities: tuple[Group, ...]


class LevelCount(_Value):
    """Certificates that hold, by the place of their holder and by level. Public one by one already."""

    municipality: str | None
    level: str
    certificates: Count


class SchoolCount(_Value):
    """One school: counts of people only from five on."""

    institution_id: int
    name: str
    students: Count | None
    ambassadors: Count | None


class Counts(_Value):
    """What there is in all; people only from five on."""

    scans: Count
    students: Count | None
    certificates: Count
    ambassadors: Count | None
    schools: Count
    finished_actions: Count


class Picture(_Value):
    """The region at one moment."""

    made_at: datetime
    counts: Counts
    levels: tuple[LevelCount, ...]
    schools: tuple[SchoolCount, ...]
    results: Results


@dataclass(frozen=True, slots=True)
class Result:
    """The moderated points of one organisation in one dossier, in hundredths by theme."""

    dossier_id: int
    organisation_id: int
    moderated_at: datetime
    sector: str
    size: str
    municipality: str | None
    published: bool
    points: Mapping[str, int]


def results_of(found: Sequence[Result], before: date) -> Results:
    """The figures over these results. Those older than three years count only for the year they are of."""
    everyone = _newest(one for one in found if local_day(one.moderated_at) >= earliest_day(before))
    by_year: dict[str, list[Result]] = {}
    for one in found:
        by_year.setdefault(school_year(local_day(one.moderated_at)), []).append(one)
    ways: dict[str, dict[str, list[Result]]] = {
        "year": {year: _newest(results) for year, results in sorted(by_year.items())},
        "sector": _grouped(everyone, "sector"),
        "size": _grouped(everyone, "size"),
        "municipality": _grouped(everyone, "municipality"),
    }
    shown = shown_groups(
        Divided(
            _members(everyone),
            frozenset(one.dossier_id for one in found if one.published),
            {
                way: {name: _members(results) for name, results in named.items()}
                for way, named in ways.items()
            },
        )
    )
    groups = {
        way: tuple(_group(name, results, (way, name) in shown) for name, results in named.items())
        for way, named in ways.items()
    }
    whole = _group("", everyone, bool(shown) or _all_may_be_shown(everyone))
    return Results(
        before=before,
        everyone=whole,
        spread=() if whole.points is None else _spread(everyone),
        years=groups["year"],
        sectors=groups["sector"],
        sizes=groups["size"],
        municipalities=groups["municipality"],
    )


def _all_may_be_shown(results: Sequence[Result]) -> bool:
    unpublished = sum(not one.published for one in results)
    return len(results) >= ENOUGH and (unpublished == 0 or unpublished >= ENOUGH)


def _newest(results: Iterable[Result]) -> list[Result]:
    """Of each organisation the newest."""
    found: dict[int, Result] = {}
    for one in sorted(results, key=lambda one: (one.moderated_at, one.dossier_id)):
        found[one.organisation_id] = one
    return list(found.values())


def _grouped(results: Iterable[Result], way: str) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = {}
    for one in results:
        groups.setdefault(getattr(one, way) or "", []).append(one)
    return dict(sorted(groups.items()))


def _members(results: Iterable[Result]) -> Members:
    return frozenset(one.dossier_id for one in results)


def _group(name: str, results: Sequence[Result], shown: bool) -> Group:
    if not shown:
        return Group(name=name, organisations=None, points=None)
    return Group(name=name, organisations=len(results), points=_means(results))


def _means(results: Sequence[Result]) -> dict[Theme, int]:
    """Themes that too few have points for are left out."""
    by_theme = _by_theme(results)
    return {theme: int(fmean(all_of_it) / HUNDREDTHS + 0.5) for theme, all_of_it in by_theme.items()}


def _spread(results: Sequence[Result]) -> tuple[Spread, ...]:
    return tuple(
        Spread(
            theme=theme,
            low=_at(points, (len(points) + 3) // 4),
            median=_at(points, (len(points) + 1) // 2),
            high=_at(points, len(points) + 1 - (len(points) + 3) // 4),
        )
        for theme, points in _by_theme(results).items()
    )


def _at(points: Sequence[int], place: int) -> int:
    return sorted(points)[place - 1] // HUNDREDTHS


def _by_theme(results: Sequence[Result]) -> dict[Theme, list[int]]:
    """The points of each theme that all have; or so many that neither they nor the others are few."""
    found = {theme: [one.points[theme] for one in results if theme in one.points] for theme in THEMES}
    return {
        theme: points
        for theme, points in found.items()
        if len(points) == len(results) or ENOUGH <= len(points) <= len(results) - ENOUGH
    }
