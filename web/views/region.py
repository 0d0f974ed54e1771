"""For everyone: what the region achieved. Every figure of the page stands in a table, and can be taken away."""

from flask import abort, render_template
from werkzeug.wrappers import Response

from certificates.ambition import ambition, stands
from certificates.results import profile_options, theme_groups
from certificates.scheme import scheme
from certificates.wheel import Hub, Size, ThemeScore, Wheel
from certificates.wheel_svg import render as wheel_svg
from questionnaires import load
from scan.domain.region import THEMES, Picture
from scan.use_cases.region import newest_picture
from web.database import read
from web.exports import export
from web.i18n import gettext as _
from web.i18n import language, ngettext, text
from web.permissions import public as for_everyone
from web.region_rows import change_of, group_bars, level_bars, tables_of
from web.views.register import public

__all__ = ["public"]


@public.get("/region")
@for_everyone
def region() -> str:
    """The picture of the region: counts, the wheel, groups, years and targets."""
    picture = _picture()
    if picture is None:
        return render_template("public/region_empty.html")
    newest, results = load(scheme().questionnaire), picture.results
    titles = {str(group.theme): group.title[language()] for group in theme_groups(newest)}
    themes = {str(theme): titles[theme] for theme in THEMES}
    sectors = profile_options(newest, "sector", language())
    return render_template(
        "public/region.html",
        picture=picture,
        themes=themes,
        wheels=_wheels(picture, themes),
        change=change_of(results.years),
        levels_named=[{"number": level.number, "name": text(level.name)} for level in newest.levels],
        level_bars=level_bars(picture, newest),
        ways=[
            ("sectors", _("By sector"), _("Sector"), group_bars(results.sectors, sectors)),
            ("sizes", _("By size"), _("Size"), group_bars(results.sizes, size_names())),
            (
                "municipalities",
                _("By municipality"),
                _("Municipality"),
                group_bars(results.municipalities, {}),
            ),
            ("years", _("By school year"), _("School year"), group_bars(results.years, {})),
        ],
        ambition=ambition(),
        stands=stands(ambition(), picture),
    )


@public.get("/region/<name>.csv")
@for_everyone
def region_file(name: str) -> Response:
    """One table of the page to take away."""
    picture = _picture()
    if picture is None:
        abort(404)
    newest = load(scheme().questionnaire)
    tables = tables_of(
        picture,
        newest,
        sectors=profile_options(newest, "sector", language()),
        sizes=size_names(),
        stands=[
            (text(one.target.text), one.now, one.target.value, one.target.by)
            for one in stands(ambition(), picture)
        ],
    )
    if name not in tables:
        abort(404)
    prefix = _("region")
    return export(tables[name], f"{prefix}-{name}", "csv")


def size_names() -> dict[str, str]:
    """The classes of size in words, smallest first."""
    return {
        "micro": _("fewer than 10 people"),
        "small": _("10 to 49 people"),
        "medium": _("50 to 249 people"),
        "large": _("250 people or more"),
    }


def _picture() -> Picture | None:
    with read() as session:
        return newest_picture(session)


def _wheels(picture: Picture, themes: dict[str, str]) -> tuple[str, str] | None:
    """The average wheel, with how many companies are in it in the hub."""
    everyone = picture.results.everyone
    if everyone.points is None or everyone.organisations is None:
        return None
    points = everyone.points
    wheel = Wheel(
        scores=tuple(
            ThemeScore(theme=theme, name=name, verified=points.get(theme))  # type: ignore[call-overload]  # one of the themes
            for theme, name in themes.items()
        ),
        hub=Hub(str(everyone.organisations), ngettext("company", "companies", everyone.organisations)),
    )
    spoken = language()
    wide, narrow = (
        wheel_svg(wheel, size=size, language=spoken, prefix=f"wheel-{size}")
        for size in (Size.DESKTOP, Size.PHONE)
    )
    return wide, narrow
