"""The picture of the region as rows: for the charts, the tables under them, and the files to take away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from certificates.results import theme_groups
from questionnaires.definition import Questionnaire
from scan.domain.region import THEMES, Group, Picture
from web.i18n import gettext as _
from web.i18n import language

Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class GroupBar:
    """A group with its points; ``points`` is None where they could point at one organisation."""

    name: str
    organisations: int | None
    points: Mapping[str, int] | None

    @property
    def mean(self) -> int | None:
        """Over the themes that have points, each as heavy."""
        return None if not self.points else round(sum(self.points.values()) / len(self.points))


@dataclass(frozen=True, slots=True)
class LevelBar:
    """Certificates of one municipality: how many of each level, lowest first."""

    name: str
    counts: tuple[int, ...]
    words: str
    """The same in words, for who cannot see the bar."""

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


def group_bars(groups: Sequence[Group], names: Mapping[str, str]) -> tuple[GroupBar, ...]:
    """The groups in words, in the order of ``names`` where these are given; an organisation may have none of them."""
    order = {key: place for place, key in enumerate(names)}
    listed = sorted(groups, key=lambda group: order.get(group.name, len(order)))
    return tuple(
        GroupBar(
            names.get(group.name, group.name) or _("not known"),
            group.organisations,
            None if group.points is None else {str(theme): points for theme, points in group.points.items()},
        )
        for group in listed
    )


def level_bars(picture: Picture, questionnaire: Questionnaire) -> tuple[LevelBar, ...]:
    """Certificates by municipality, most first."""
    places: dict[str, dict[str, int]] = {}
    for one in picture.levels:
        by_level = places.setdefault(one.municipality or "", {})
        by_level[one.level] = by_level.get(one.level, 0) + one.certificates
    bars = [_level_bar(name, by_level, questionnaire) for name, by_level in places.items()]
    return tuple(sorted(bars, key=lambda bar: (-bar.total, bar.name)))


def _level_bar(name: str, by_level: Mapping[str, int], questionnaire: Questionnaire) -> LevelBar:
    counts = [(level.name[language()], by_level.get(level.id, 0)) for level in questionnaire.levels]
    words = ", ".join(f"{level}: {count}" for level, count in counts)
    return LevelBar(name or _("not known"), tuple(count for _level, count in counts), words)


def change_of(years: Sequence[Group]) -> tuple[str, str, dict[str, int]] | None:
    """The newest two years with points that follow each other: (earlier, later, points more by theme, most first)."""
    shown = [year for year in years if year.points is not None]
    if len(shown) < 2 or int(shown[-2].name[:4]) + 1 != int(shown[-1].name[:4]):
        return None
    earlier, later = shown[-2].points or {}, shown[-1].points or {}
    apart = {
        str(theme): later[theme] - earlier[theme] for theme in THEMES if theme in later and theme in earlier
    }
    return shown[-2].name, shown[-1].name, dict(sorted(apart.items(), key=lambda pair: -pair[1]))


def tables_of(
    picture: Picture,
    questionnaire: Questionnaire,
    *,
    sectors: Mapping[str, str],
    sizes: Mapping[str, str],
    stands: Sequence[tuple[str, int | None, int, date]],
) -> dict[str, Rows]:
    """Every table of the page by its name in the address; an empty cell is a figure that is not shown."""
    titles = {str(group.theme): group.title[language()] for group in theme_groups(questionnaire)}
    themes = {str(theme): titles[theme] for theme in THEMES}
    results = picture.results
    return {
        "themes": _themes(picture, themes),
        "sectors": _groups(_("Sector"), results.sectors, sectors, themes),
        "sizes": _groups(_("Size"), results.sizes, sizes, themes),
        "municipalities": _groups(_("Municipality"), results.municipalities, {}, themes),
        "years": _groups(_("School year"), results.years, {}, themes),
        "certificates": [
            (_("Municipality"), *(level.name[language()] for level in questionnaire.levels), _("Together")),
            *((bar.name, *_figures(*bar.counts, bar.total)) for bar in level_bars(picture, questionnaire)),
        ],
        "schools": [
            (_("School"), _("Students who took part"), _("Junior ambassadors")),
            *((school.name, *_figures(school.students, school.ambassadors)) for school in picture.schools),
        ],
        "targets": [
            (_("Target"), _("Now"), _("Wanted"), _("At the latest")),
            *((words, *_figures(now, wanted), by.isoformat()) for words, now, wanted, by in stands),
        ],
    }  # fmt: skip


def _themes(picture: Picture, themes: Mapping[str, str]) -> Rows:
    means = picture.results.everyone.points or {}
    head = (
        _("Theme"),
        _("Average"),
        _("A quarter has at most"),
        _("Half has at most"),
        _("A quarter has at least"),
    )
    return [head, *(
        (themes[one.theme], *_figures(means.get(one.theme), one.low, one.median, one.high))
        for one in picture.results.spread
    )]  # fmt: skip


def _groups(head: str, groups: Sequence[Group], names: Mapping[str, str], themes: Mapping[str, str]) -> Rows:
    return [
        (head, _("Companies"), *themes.values()),
        *(
            (bar.name, *_figures(bar.organisations, *((bar.points or {}).get(theme) for theme in themes)))
            for bar in group_bars(groups, names)
        ),
    ]


def _figures(*numbers: int | None) -> tuple[str, ...]:
    return tuple("" if number is None else str(number) for number in numbers)
