"""For coordinators: the school over the years, on a page and to take away."""

from flask import render_template
from werkzeug.wrappers import Response

from scan.use_cases import school as schools
from scan.use_cases.school_years import school_years
from web import clock
from web.database import read
from web.exports import export, year_rows
from web.i18n import gettext as _
from web.identity import actor
from web.views.importing import school
from web.views.school import COORDINATORS, chosen_school

__all__ = ["school"]


@school.get("/school/years")
@COORDINATORS
def years() -> str:
    """Each school year in numbers, newest first."""
    wanted = chosen_school()
    with read() as session:
        found = school_years(session, actor=actor(), institution_id=wanted, now=clock.now())
        names = dict(schools.my_schools(session, actor=actor()))
    return render_template("school/years.html", rows=year_rows(found), wanted=wanted, name=names[wanted])


@school.get("/school/years.<ending>")
@COORDINATORS
def take_years(ending: str) -> Response:
    """The same as CSV or Excel."""
    with read() as session:
        found = school_years(session, actor=actor(), institution_id=chosen_school(), now=clock.now())
    return export(year_rows(found), _("school-years"), ending)
